/* The flags of a script as the file that says the same. */

#include "command/arguments.h"
#include "tap.h"

#include <stdio.h>
#include <string.h>

struct fixture {
	struct arena arena;
	struct shell_words words;
};

static void
read_words(struct fixture *f, const char *command)
{
	char yaml[1024];
	struct tree_problem problem;
	struct error err = { "" };
	struct shell shell = { .arena = &f->arena };
	struct tree *tree;

	snprintf(yaml, sizeof(yaml), "c: |\n  %s\n", command);
	arena_init(&f->arena);
	shell.source =
	    source_from_bytes(&f->arena, "a.yaml", yaml, strlen(yaml), &err);
	assert_non_null(shell.source);
	tree = tree_read(shell.source, &problem);
	assert_non_null(tree);
	f->words = shell_script(&shell, node_get(tree->documents[0], "c"));
}

static void
print(char *out, size_t room, const struct node *node)
{
	struct pairs it = pairs_of(node);
	const char *comma = "";

	if (node_is(node, NODE_SCALAR)) {
		strncat(out, node_text(node), room - strlen(out) - 1);
		return;
	}
	strncat(out, node_is(node, NODE_MAPPING) ? "{" : "[",
	    room - strlen(out) - 1);
	for (size_t i = 0;
	     node_is(node, NODE_SEQUENCE) && i < node_length(node); i++) {
		strncat(out, comma, room - strlen(out) - 1);
		print(out, room, node_at(node, i));
		comma = ",";
	}
	while (node_is(node, NODE_MAPPING) && pairs_next(&it)) {
		strncat(out, comma, room - strlen(out) - 1);
		print(out, room, it.pair->key);
		strncat(out, ":", room - strlen(out) - 1);
		print(out, room, it.pair->value);
		comma = ",";
	}
	strncat(out, node_is(node, NODE_MAPPING) ? "}" : "]",
	    room - strlen(out) - 1);
}

static void
expect(const char *command, enum arguments_style style, const char *wanted)
{
	struct fixture f;
	char out[512] = "";

	read_words(&f, command);
	print(out, sizeof(out),
	    arguments_read(&f.arena, &f.words, 0, f.words.count - 1, style));
	assert_string_equal(out, wanted);
	arena_release(&f.arena);
}

static void
makes_a_mapping_of_flags(void **state)
{
	(void)state;
	expect("--lr 1e-5 --bf16 --batch-size=8;", ARGUMENTS_NAMES,
	    "{lr:1e-5,bf16:true,batch_size:8}");
	expect("--targets q v --steps -1 x --no_packing;", ARGUMENTS_NAMES,
	    "{targets:[q,v],steps:[-1,x],packing:false}");
	expect("--num-layers 4 --bf16;", ARGUMENTS_FLAGS,
	    "{--num-layers:4,--bf16:true}");
	expect("--a 1 --a 2;", ARGUMENTS_NAMES, "{a:2}");
}

static void
nests_dotted_names(void **state)
{
	(void)state;
	expect("--train.micro 2 --train.max=3 model.lora.rank=8 +seed=1;",
	    ARGUMENTS_NAMES,
	    "{train:{micro:2,max:3},model:{lora:{rank:8}},seed:1}");
	expect("--config x.yaml a=1 b=2;", ARGUMENTS_NAMES,
	    "{config:x.yaml,a:1,b:2}");
	expect("\"modules=['q_proj','v_proj']\";", ARGUMENTS_NAMES,
	    "{modules:[q_proj,v_proj]}");
	/* a leaf and what lies below it: the leaf */
	expect("--a 1 --a.b 2;", ARGUMENTS_NAMES, "{a:1}");
}

static void
leaves_redirections_alone(void **state)
{
	(void)state;
	expect("--steps 100 > train.log;", ARGUMENTS_NAMES, "{steps:100}");
	expect("--steps 100 2>errors --bf16;", ARGUMENTS_NAMES,
	    "{steps:100,bf16:true}");
}

static void
keeps_what_is_not_known(void **state)
{
	(void)state;
	expect("--model $MODEL --name Qwen/$SIZE;", ARGUMENTS_NAMES,
	    "{model:$MODEL,name:${Qwen/$SIZE}}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_a_mapping_of_flags),
		cmocka_unit_test(nests_dotted_names),
		cmocka_unit_test(leaves_redirections_alone),
		cmocka_unit_test(keeps_what_is_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
