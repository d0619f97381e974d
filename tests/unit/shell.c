/* Command lines: split as a shell would, every word with its bytes. */

#include "command/shell.h"
#include "tap.h"

#include <stdio.h>
#include <string.h>

struct fixture {
	struct arena arena;
	struct source *source;
	struct shell shell;
	const struct node *root;
};

static void
read_yaml(struct fixture *f, const char *yaml, size_t size)
{
	struct tree_problem problem;
	struct error err = { "" };
	struct tree *tree;

	memset(f, 0, sizeof(*f));
	arena_init(&f->arena);
	f->source =
	    source_from_bytes(&f->arena, "compose.yaml", yaml, size, &err);
	assert_non_null(f->source);
	tree = tree_read(f->source, &problem);
	assert_non_null(tree);
	f->root = tree->documents[0];
	f->shell.source = f->source;
	f->shell.arena = &f->arena;
}

static struct shell_words
words_of(struct fixture *f, const char *yaml, enum shell_host host)
{
	struct shell_words words;

	read_yaml(f, yaml, strlen(yaml));
	f->shell.host = host;
	words = shell_split(&f->shell, node_get(f->root, "c"));
	return shell_follow(&f->shell, &words);
}

/* "a|b|;|c": the words, ; for the end of a command, ? behind unresolved. */
static void
expect(const char *yaml, enum shell_host host, const char *wanted)
{
	struct fixture f;
	struct shell_words words = words_of(&f, yaml, host);
	char out[512] = "";

	for (size_t i = 0; i < words.count; i++) {
		const struct shell_word *w = &words.items[i];

		snprintf(out + strlen(out), sizeof(out) - strlen(out), "%s%s%s",
		    i ? "|" : "", w->ends ? ";" : w->text,
		    w->unresolved ? "?" : "");
		if (w->exact) {
			assert_memory_equal(f.source->bytes + w->span.start,
			    w->text, w->length);
			assert_int_equal(w->span.end - w->span.start,
			    w->length);
		}
	}
	assert_string_equal(out, wanted);
	arena_release(&f.arena);
}

static void
splits_at_blanks_and_keeps_quotes_together(void **state)
{
	(void)state;
	expect("c: vllm serve 'a b' --x=1", SHELL_HOST_NONE,
	    "vllm|serve|a b|--x=1");
	expect("c: \"a \\\"b c\\\" d\"", SHELL_HOST_NONE, "a|b c|d");
	expect("c: a\\ b '' c", SHELL_HOST_NONE, "a b||c");
	expect("c: \"a \\\"x\\\\\\\"y\\\"\"", SHELL_HOST_NONE, "a|x\"y");
}

static void
follows_continued_lines_and_drops_comments(void **state)
{
	(void)state;
	expect("c: |\n  vllm serve m \\\n    --a 1  # why\n  echo done\n",
	    SHELL_HOST_NONE, "vllm|serve|m|--a|1|;|echo|done|;");
	expect("c: >\n  vllm serve m\n  --a 1\n", SHELL_HOST_NONE,
	    "vllm|serve|m|--a|1|;");
	expect("c: a#b #c", SHELL_HOST_NONE, "a#b");
}

static void
ends_commands_at_operators(void **state)
{
	(void)state;
	expect("c: a; b && c | d", SHELL_HOST_NONE, "a|;|b|;|c|;|d");
	expect("c: \"'a;b' && c\"", SHELL_HOST_NONE, "a;b|;|c");
}

static void
leaves_out_texts_that_commands_read(void **state)
{
	(void)state;
	expect("c: |\n  cat > a.json <<'EOF'\n  {\"a\": 1}\n  EOF\n  run "
	       "a.json\n",
	    SHELL_HOST_NONE, "cat|>|a.json|<<'EOF'|;|run|a.json|;");
	expect("c: |\n  cat <<-X >b; ls\n  \tone\n  \tX\n", SHELL_HOST_NONE,
	    "cat|<<-X|>b|;|ls|;");
	expect("c: |\n  cat <<< word\n  ls\n", SHELL_HOST_NONE,
	    "cat|<<<|word|;|ls|;");
	expect("c: |\n  cat <<EOF\n  never\n  ends\n", SHELL_HOST_NONE,
	    "cat|<<EOF|;");
}

static void
knows_the_lines_of_texts_that_commands_read(void **state)
{
	const char *yaml = "c: |\n  cat > a <<E\n  k: 1\n  l: 2\n  E\n  ls\n";
	struct fixture f;
	struct shell_words words = words_of(&f, yaml, SHELL_HOST_NONE);
	const struct node *here = words.items[3].here;

	(void)state;
	assert_non_null(here);
	assert_string_equal(node_text(here), "k: 1\nl: 2\n");
	assert_int_equal(here->style, STYLE_LITERAL);
	assert_memory_equal(f.source->bytes + here->span.start, "\n  k: 1\n",
	    8);
	assert_memory_equal(f.source->bytes + here->span.end - 5, "l: 2\n", 5);
	arena_release(&f.arena);
}

static void
takes_items_of_a_list_as_they_are(void **state)
{
	(void)state;
	expect("c: [--model, 'a b', 8]", SHELL_HOST_NONE, "--model|a b|8");
	expect("c:\n- sh\n- -c\n- |\n  cd /x\n  vllm serve m\n",
	    SHELL_HOST_NONE, "cd|/x|;|vllm|serve|m|;");
	expect("c: bash -lc 'exec a \"b c\"'", SHELL_HOST_NONE, "exec|a|b c");
}

static void
knows_the_bytes_of_words_in_block_scalars(void **state)
{
	struct fixture f;
	struct shell_words words = words_of(&f,
	    "c:\n- sh\n- -c\n- |\n  vllm serve m \\\n    --len=131072\n",
	    SHELL_HOST_NONE);

	(void)state;
	assert_int_equal(words.count, 5);
	assert_true(words.items[3].exact);
	assert_string_equal(words.items[3].text, "--len=131072");
	assert_memory_equal(f.source->bytes + words.items[3].span.start,
	    "--len=131072", 12);
	arena_release(&f.arena);
}

static void
knows_the_bytes_of_values_in_quotes(void **state)
{
	static const char yaml[] = "c: >\n  run now\n  --kind=\"fp16\" x\n";
	struct fixture f;
	struct shell_words words = words_of(&f, yaml, SHELL_HOST_NONE);
	const struct shell_word *word = &words.items[2];
	struct shell_word value = shell_word_after(word, 7);

	(void)state;
	assert_string_equal(word->text, "--kind=fp16");
	assert_false(word->exact);
	assert_memory_equal(yaml + word->span.start, "--kind=\"fp16", 12);
	assert_int_equal(word->span.end - word->span.start, 12);
	assert_string_equal(value.text, "fp16");
	assert_true(value.exact);
	assert_memory_equal(yaml + value.span.start, "fp16", 4);
	arena_release(&f.arena);
}

static void
fills_in_what_compose_fills_in(void **state)
{
	(void)state;
	expect("c: --m ${M:-a/b} ${N-2} $$V", SHELL_HOST_COMPOSE,
	    "--m|a/b|2|$V");
	expect("c: --m ${M} $N x${O:?must}y", SHELL_HOST_COMPOSE,
	    "--m|${M}?|$N?|x${O:?must}y?");
	expect("c: ${A:-${B:-c d}} ${A:-${B}}", SHELL_HOST_COMPOSE,
	    "c|d|${B}?");
}

static void
fills_in_variables_of_the_container(void **state)
{
	static const char yaml[] = "c: [sh, -c, 'a $M \"$M\" $(date) $X']";
	struct node value = { .kind = NODE_SCALAR };
	struct shell_variable m = { .name = "M",
		.text = "x y",
		.key = &value,
		.node = &value };
	struct shell_words words;
	struct fixture f;

	(void)state;
	read_yaml(&f, yaml, strlen(yaml));
	f.shell.variables = &m;
	words = shell_split(&f.shell, node_get(f.root, "c"));
	words = shell_follow(&f.shell, &words);
	assert_int_equal(words.count, 6);
	assert_string_equal(words.items[1].text, "x");
	assert_string_equal(words.items[2].text, "y");
	assert_string_equal(words.items[3].text, "x y");
	assert_non_null(words.items[4].unresolved);
	assert_non_null(words.items[5].unresolved);
	arena_release(&f.arena);
}

static void
fills_in_what_kubernetes_fills_in(void **state)
{
	static const char yaml[] =
	    "c: [--m=$(M), $(N), $$(M), $M, '${M}', '$(']";
	struct node value = { .kind = NODE_SCALAR };
	struct shell_variable m = { .name = "M",
		.text = "a",
		.key = &value,
		.node = &value };
	struct shell_words words;
	struct fixture f;

	(void)state;
	read_yaml(&f, yaml, strlen(yaml));
	f.shell.variables = &m;
	f.shell.host = SHELL_HOST_KUBERNETES;
	words = shell_split(&f.shell, node_get(f.root, "c"));
	assert_int_equal(words.count, 6);
	assert_string_equal(words.items[0].text, "--m=a");
	assert_string_equal(words.items[1].text, "$(N)");
	assert_string_equal(words.items[2].text, "$(M)");
	assert_string_equal(words.items[3].text, "$M");
	assert_string_equal(words.items[4].text, "${M}");
	arena_release(&f.arena);
}

static void
knows_what_a_script_has_set(void **state)
{
	(void)state;
	expect("c: [sh, -c, 'A=8; run $A']\n", SHELL_HOST_KUBERNETES,
	    "A=8|;|run|8");
	expect("c: [sh, -c, 'export A=1 B=\"2 3\" && run $A \"$B\"']\n",
	    SHELL_HOST_KUBERNETES, "export|A=1|B=2 3|;|run|1|2 3");
	/* before a command it is for that one alone */
	expect("c: [sh, -c, 'A=1 first; run $A']\n", SHELL_HOST_KUBERNETES,
	    "A=1|first|;|run|$A?");
	expect("c: [sh, -c, 'A=1; A=2; run $A']\n", SHELL_HOST_KUBERNETES,
	    "A=1|;|A=2|;|run|2?");
	expect("c: [sh, -c, 'A=\"x;y\"; run $A']\n", SHELL_HOST_KUBERNETES,
	    "A=x;y|;|run|x;y");
	expect("c: [sh, -c, 'N=$(a | b); run $N']\n", SHELL_HOST_KUBERNETES,
	    "N=$(a | b)?|;|run|$(a | b)?");
}

static void
survives_what_does_not_end(void **state)
{
	static const char *const bad[] = { "c: \"a 'b\"", "c: 'a ${${}}'",
		"c: 'a ${'", "c: 'a $('", "c: '$'", "c: '\\'", "c: '`'",
		"c: '${}'", "c: '${:-}'", "c: '${A'", "c: ''", "c: [sh, -c]",
		"c: [sh, -c, '']", "c: [[a], {b: c}]", "c: {a: b}",
		"c: '${A:-${B:-${C:-${D:-${E:-${F:-x}}}}}}'" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		for (int host = 0; host < 3; host++) {
			struct fixture f;

			words_of(&f, bad[i], (enum shell_host)host);
			arena_release(&f.arena);
		}
	}
}

static void
bounds_a_command_of_a_megabyte(void **state)
{
	static const char *const units[] = { "a ", "${", "$(x) ", "'", "\\\\ ",
		"sh -c " };

	(void)state;
	for (size_t u = 0; u < sizeof(units) / sizeof(*units); u++) {
		size_t n = strlen(units[u]), size = 1 << 20;
		char *yaml = test_malloc(size + 8);
		struct shell_words words;
		struct fixture f;

		memcpy(yaml, "c: |\n  ", 7);
		for (size_t i = 7; i + 1 < size; i++)
			yaml[i] = units[u][(i - 7) % n];
		yaml[size - 1] = '\n';
		read_yaml(&f, yaml, size);
		words = shell_split(&f.shell, node_get(f.root, "c"));
		words = shell_follow(&f.shell, &words);
		assert_non_null(words.cut);
		assert_true(words.count <= SHELL_WORD_LIMIT);
		arena_release(&f.arena);
		test_free(yaml);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits_at_blanks_and_keeps_quotes_together),
		cmocka_unit_test(follows_continued_lines_and_drops_comments),
		cmocka_unit_test(ends_commands_at_operators),
		cmocka_unit_test(leaves_out_texts_that_commands_read),
		cmocka_unit_test(knows_the_lines_of_texts_that_commands_read),
		cmocka_unit_test(takes_items_of_a_list_as_they_are),
		cmocka_unit_test(knows_the_bytes_of_words_in_block_scalars),
		cmocka_unit_test(knows_the_bytes_of_values_in_quotes),
		cmocka_unit_test(fills_in_what_compose_fills_in),
		cmocka_unit_test(fills_in_variables_of_the_container),
		cmocka_unit_test(fills_in_what_kubernetes_fills_in),
		cmocka_unit_test(knows_what_a_script_has_set),
		cmocka_unit_test(survives_what_does_not_end),
		cmocka_unit_test(bounds_a_command_of_a_megabyte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
