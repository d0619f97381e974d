#include "command/launch.h"

#include "base/number.h"
#include "link/link.h"

#include <string.h>

enum { CONFIGS_LIMIT = 16 };

/* One command under way: words[from..to) of it. */
struct launch {
	struct reading *reading;
	struct workload *w;
	const struct shell_words *words;
	size_t from, to;
};

/* A training program: the words that start it, in this order, and the
 * dialect of the file it is given; flag NULL: the first bare word is it. */
struct program {
	const char *words[2];
	const char *dialect, *framework, *flag;
};

static const struct program programs[] = {
	{ { "axolotl", "train" }, "axolotl", "axolotl", NULL },
	{ { "axolotl.cli.train", NULL }, "axolotl", "axolotl", NULL },
	{ { "llamafactory-cli", "train" }, "llamafactory", "llamafactory",
	    NULL },
	{ { "litgpt", NULL }, "litgpt", "litgpt", "--config" },
	{ { "trl", "sft" }, "hf_trl", "trl", "--config" },
	{ { "trl", "dpo" }, "hf_trl", "trl", "--config" },
	{ { "trl", "grpo" }, "hf_trl", "trl", "--config" },
	{ { "swift", "sft" }, "ms_swift", "ms-swift", NULL },
	{ { "swift", "pt" }, "ms_swift", "ms-swift", NULL },
	{ { "swift", "rlhf" }, "ms_swift", "ms-swift", NULL },
	{ { "megatron", "sft" }, "ms_swift", "ms-swift", NULL },
	{ { "tune", "run" }, "torchtune", "torchtune", "--config" },
	{ { "composer", "train.py" }, "llm_foundry", "llm-foundry", NULL },
	{ { "deepy.py", NULL }, "gpt_neox", "gpt-neox", NULL },
};

static const char *
text_at(const struct launch *l, size_t i)
{
	const char *text = i < l->to ? l->words->items[i].text : "";
	const char *slash = strrchr(text, '/');

	return slash && i <= l->from + 2 ? slash + 1 : text;
}

/* The word behind --flag, or the rest of --flag=VALUE. */
static bool
value_of(const struct launch *l, const char *flag, struct shell_word *value)
{
	size_t n = strlen(flag);

	for (size_t i = l->from; i < l->to; i++) {
		const struct shell_word *word = &l->words->items[i];

		if (strncmp(word->text, flag, n) != 0)
			continue;
		if (word->text[n] == '=') {
			*value = shell_word_after(word, n + 1);
			return true;
		}
		if (!word->text[n] && i + 1 < l->to) {
			*value = l->words->items[i + 1];
			return true;
		}
	}
	return false;
}

/* The number behind the first of the flags that is written. */
static bool
count_of(const struct launch *l, const char *const *flags, double *number,
    struct shell_word *word)
{
	for (; *flags; flags++) {
		if (value_of(l, *flags, word))
			return !word->unresolved &&
			       number_parse(word->text, word->length, number) &&
			       *number >= 1 &&
			       *number == (double)(long long)*number;
	}
	return false;
}

/* A file inside the image has a full path, and is not here. */
static void
follow(const struct launch *l, const char *dialect,
    const struct shell_word *word)
{
	struct link_note **last = &l->reading->notes;
	struct node *node, *key;
	struct pair pair;

	if (word->unresolved || !*word->text || *word->text == '/' ||
	    !dialect_by_name(l->reading->dialects, dialect))
		return;
	node = arena_alloc(l->w->arena, sizeof(*node));
	key = arena_alloc(l->w->arena, sizeof(*key));
	node->kind = key->kind = NODE_SCALAR;
	node->style = key->style = STYLE_PLAIN;
	node->span = key->span = word->span;
	node->text = word->text;
	node->length = (uint32_t)word->length;
	key->text = "";
	pair.key = key;
	pair.value = node;
	while (*last)
		last = &(*last)->next;
	link_follow(l->reading, l->w, dialect, &pair);
	/* where the container keeps its files is not known: no complaint */
	*last = NULL;
}

static const struct program *
program_of(const struct launch *l, size_t *behind)
{
	for (size_t i = l->from; i < l->to; i++) {
		for (size_t k = 0; k < sizeof(programs) / sizeof(*programs);
		     k++) {
			const struct program *p = &programs[k];

			if (strcmp(text_at(l, i), p->words[0]) != 0 ||
			    (p->words[1] &&
				strcmp(text_at(l, i + 1), p->words[1]) != 0))
				continue;
			*behind = i + (p->words[1] ? 2 : 1);
			return p;
		}
	}
	return NULL;
}

/* deepy.py train.py [-d FOLDER] a.yml b.yml: all of them are one config. */
static void
follow_all(const struct launch *l, size_t behind)
{
	const struct tree *trees[CONFIGS_LIMIT];
	struct shell_word folder = { .text = "" };
	size_t n = 0;

	if (!value_of(l, "-d", &folder))
		value_of(l, "--conf_dir", &folder);
	for (size_t i = behind; i < l->to && n < CONFIGS_LIMIT; i++) {
		const struct shell_word *word = &l->words->items[i];
		const char *dot = strrchr(word->text, '.'), *path;
		const struct tree *tree;

		if (word->unresolved || !dot || *word->text == '/' ||
		    (strcmp(dot, ".yml") != 0 && strcmp(dot, ".yaml") != 0))
			continue;
		path = arena_printf(l->w->arena, "%s%s%s", folder.text,
		    *folder.text ? "/" : "", word->text);
		tree = reading_link(l->reading, word->source, path, NULL);
		if (tree && tree->document_count &&
		    node_is(tree->documents[0], NODE_MAPPING))
			trees[n++] = tree;
	}
	link_follow_files(l->reading, l->w, "gpt_neox", trees, n);
}

static void
read_program(const struct launch *l, const struct program *p, size_t behind)
{
	struct origin origin;
	struct shell_word file;

	origin = shell_word_origin(&l->words->items[behind - 1]);
	workload_set_text(l->w, F_FRAMEWORK_NAME, p->framework, &origin);
	if (strcmp(p->dialect, "gpt_neox") == 0) {
		follow_all(l, behind);
		return;
	}
	if (p->flag) {
		if (value_of(l, p->flag, &file))
			follow(l, p->dialect, &file);
		return;
	}
	while (behind < l->to && *text_at(l, behind) == '-')
		behind++;
	if (behind < l->to)
		follow(l, p->dialect, &l->words->items[behind]);
}

static bool
is_launcher(const struct launch *l)
{
	for (size_t i = l->from; i < l->to && i < l->from + 6; i++) {
		const char *text = text_at(l, i);

		if (strcmp(text, "torchrun") == 0 ||
		    strcmp(text, "torch.distributed.run") == 0 ||
		    strcmp(text, "torch.distributed.launch") == 0 ||
		    strcmp(text, "deepspeed") == 0)
			return true;
		if (strcmp(text, "accelerate") == 0 &&
		    strcmp(text_at(l, i + 1), "launch") == 0)
			return true;
	}
	return false;
}

static void
read_launcher(const struct launch *l)
{
	static const char *const local[] = { "--nproc_per_node",
		"--nproc-per-node", "--num_gpus", NULL };
	static const char *const all[] = { "--num_processes", "--num-processes",
		NULL };
	static const char *const nodes[] = { "--nnodes", "--num_machines",
		"--num_nodes", NULL };
	struct shell_word file, word;
	double machines = 1, gpus;
	struct origin origin;

	if (count_of(l, nodes, &machines, &word)) {
		origin = shell_word_origin(&word);
		workload_set_number(l->w, F_PARALLEL_NODES, machines, &origin);
	} else if (value_of(l, "--nnodes", &word)) {
		machines = 0; /* 1:4, or a variable */
	}
	if (count_of(l, all, &gpus, &word)) {
		origin = shell_word_origin(&word);
		workload_set_number(l->w, F_PARALLEL_GPUS, gpus, &origin);
	} else if (count_of(l, local, &gpus, &word) && machines >= 1) {
		origin = shell_word_origin(&word);
		workload_set_number(l->w, F_PARALLEL_GPUS, gpus * machines,
		    &origin);
	}
	if (value_of(l, "--config_file", &file))
		follow(l, "accelerate", &file);
	if (value_of(l, "--deepspeed", &file) ||
	    value_of(l, "--deepspeed_config", &file))
		follow(l, "deepspeed", &file);
}

static bool
read_command(const struct launch *l)
{
	size_t behind = 0;
	const struct program *program = program_of(l, &behind);
	bool launcher = is_launcher(l);

	if (!program && !launcher)
		return false;
	l->w->kind = WORKLOAD_TRAIN;
	if (launcher)
		read_launcher(l);
	if (program)
		read_program(l, program, behind);
	return true;
}

bool
launch_read(struct reading *reading, struct workload *w,
    const struct shell_words *words)
{
	struct launch l = { .reading = reading, .w = w, .words = words };

	for (; l.from < words->count; l.from = l.to + 1) {
		for (l.to = l.from;
		     l.to < words->count && !words->items[l.to].ends;)
			l.to++;
		if (read_command(&l))
			return true;
	}
	return false;
}
