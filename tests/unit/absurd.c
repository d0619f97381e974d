/*
 * Every scalar of every dialect's fixture in turn by numbers that no job has:
 * the answer comes soon, and no figure in it is negative, wrapped or none.
 */

#include "memory/memory.h"
#include "rule/plugins.h"
#include "run/project.h"
#include "run/run.h"
#include "built_plugins.h"
#include "tap.h"

#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	SECONDS = 5, /* of processor time, for a build with sanitizers */
	FIXTURES = 80, /* at least */
	DEPTH = 64
};

static const char *const in_yaml[] = { "-1", "1e400", "9e18", "-0", ".nan",
	"99999999999999999999999999", NULL };
static const char *const in_json[] = { "-1", "1e400", "9e18", "-0", "\"nan\"",
	"99999999999999999999999999", NULL };

static struct run run;

/* What is being tried, for a failure's message. */
static struct {
	const char *path, *value;
	uint32_t offset;
	size_t tries;
} at;

static void
must(bool holds, const char *what, const char *text)
{
	if (!holds)
		fail_msg("%s, %s at byte %u: %s: %s", at.path, at.value,
		    (unsigned)at.offset, what, text);
}

/* A minus, a number and a unit. */
static bool
has_negative_size(const char *s)
{
	while ((s = strchr(s, '-')) != NULL) {
		size_t n = strspn(++s, "0123456789.");

		if (n > 0 && (s[n] == '%' || strncmp(s + n, " B", 2) == 0 ||
				 strncmp(s + n + 2, "iB", 2) == 0))
			return true;
	}
	return false;
}

static void
check_text(const char *text)
{
	static const char *const none[] = { " nan", "-nan", " inf", "-inf" };

	if (text == NULL)
		return;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		const char *found = strstr(text, none[i]);

		must(found == NULL ||
			 strchr("abcdefghijklmnopqrstuvwxyz", found[4]) != NULL,
		    "a number that is none", text);
	}
	must(!has_negative_size(text), "a negative size", text);
}

static void
check_finding(const struct finding *f)
{
	check_text(f->message);
	check_text(f->help);
	for (const struct related *r = f->related; r != NULL; r = r->next)
		check_text(r->message);
	for (const struct fix *fix = f->fixes; fix != NULL; fix = fix->next)
		check_text(fix->title);
}

static void
check_estimate(const struct workload *w, const struct catalog *catalog)
{
	struct estimate e;
	struct limits limits;
	struct doublings doublings;

	memory_estimate(w, catalog, &e);
	if (!e.known) {
		must(e.reason != NULL && *e.reason != '\0', "no reason", "");
		return;
	}
	must(isfinite(e.high) && e.low >= 0 && e.low <= e.expected &&
		 e.expected <= e.high && e.allocated <= e.reserved,
	    "an interval that is none", "");
	for (size_t i = 0; i < e.term_count; i++)
		must(e.terms[i].bytes >= 0, "a negative term", "");
	memory_limits(w, catalog, 24e9, &limits);
	for (size_t i = 0; i < limits.count; i++)
		must(limits.rows[i].most >= 0, "a negative limit", "");
	memory_doublings(w, catalog, &doublings);
	for (size_t i = 0; i < doublings.count; i++)
		must(isfinite(doublings.rows[i].more), "no doubling", "");
}

static void
try_bytes(const struct file_report *like, const char *bytes, size_t size)
{
	clock_t began = clock();
	struct file_report *file = run_try(&run, like, bytes, size, NULL);

	for (const struct finding *f = file->findings; f != NULL; f = f->next)
		check_finding(f);
	for (const struct workload *w = file->workloads; w != NULL; w = w->next)
		check_estimate(w, way_catalog(&run, file));
	must(clock() - began < SECONDS * CLOCKS_PER_SEC, "takes too long", "");
	run_forget(&run, file);
	at.tries++;
}

static void
try_scalar(const struct file_report *file, const struct node *node)
{
	const struct source *source = file->tree->source;
	const char *const *values =
	    file->tree->syntax == SYNTAX_JSON ? in_json : in_yaml;
	struct text text;

	text_init(&text);
	for (; *values != NULL; values++) {
		at.value = *values;
		at.offset = node->span.start;
		text_clear(&text);
		text_add_bytes(&text, source->bytes, node->span.start);
		text_add(&text, *values);
		text_add_bytes(&text, source->bytes + node->span.end,
		    source->size - node->span.end);
		try_bytes(file, text_string(&text), text.length);
	}
	text_release(&text);
}

static void
try_node(const struct file_report *file, const struct node *node, int depth)
{
	assert_true(depth < DEPTH);
	if (node_is(node, NODE_SCALAR))
		try_scalar(file, node);
	for (uint32_t i = 0; node_is(node, NODE_SEQUENCE) && i < node->count;
	     i++)
		try_node(file, node->u.items[i], depth + 1);
	for (uint32_t i = 0; node_is(node, NODE_MAPPING) && i < node->count;
	     i++)
		try_node(file, node->u.pairs[i].value, depth + 1);
}

static void
start_run(void)
{
	struct error err = { "" };

	run_init(&run);
	run.projects->isolated = true;
	load_plugins(&run);
	target_init(&run.options.target);
	{
		struct origin origin = origin_note(ORIGIN_OPTION, "--gpu T4");

		assert_true(target_set(&run.options.target, "gpu", "T4",
		    &origin, &run.arena, &err));
		assert_true(target_set(&run.options.target, "ram", "16GiB",
		    &origin, &run.arena, &err));
	}
}

static void
try_fixture(const char *path)
{
	struct error err = { "" };
	struct source *source;
	struct file_report *file;

	start_run();
	source = source_open(&run.arena, path, &err);
	assert_non_null(source);
	at.path = path;
	file = run_bytes(&run, path, source->bytes, source->size);
	for (uint32_t i = 0;
	     file->tree != NULL && i < file->tree->document_count; i++)
		try_node(file, file->tree->documents[i], 0);
	run_release(&run);
}

/* Under valgrind a few of them, for each scalar is tried as often. */
static void
answers_absurd_numbers(void **state)
{
	const char *top = getenv("top_srcdir"), *valgrind = getenv("VALGRIND");
	size_t step = valgrind != NULL && *valgrind != '\0' ? 25 : 1;
	char pattern[4096];
	glob_t found;

	(void)state;
	snprintf(pattern, sizeof(pattern), "%s/fixtures/dialects/*/*.[yj]*[ln]",
	    top == NULL ? "." : top);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_true(found.gl_pathc >= FIXTURES);
	for (size_t i = 0; i < found.gl_pathc; i += step)
		try_fixture(found.gl_pathv[i]);
	assert_true(at.tries > FIXTURES * 100 / step);
	globfree(&found);
}

/* Both the batch and what it is to be divided into: a divisor is not looked
 * for one by one. */
static void
counts_down_from_nothing_absurd(void **state)
{
	static const char grpo[] =
	    "model_name_or_path: Qwen/Qwen2.5-0.5B-Instruct\n"
	    "dataset_name: trl-lib/tldr\n"
	    "output_dir: out\n"
	    "per_device_train_batch_size: 999999999999989\n"
	    "num_generations: 999999999999000\n"
	    "gradient_accumulation_steps: 1\n"
	    "learning_rate: 1.0e-6\n"
	    "beta: 0.04\n"
	    "loss_type: grpo\n";
	static const char vllm[] = "model: meta-llama/Llama-3.1-8B-Instruct\n"
				   "tensor-parallel-size: 9000000000000000\n"
				   "max-model-len: 9000000000000000\n"
				   "max-num-seqs: 9000000000000000\n";
	struct file_report *file;

	(void)state;
	start_run();
	at.value = "two numbers";
	at.path = "grpo.yaml";
	file = run_bytes(&run, at.path, grpo, sizeof(grpo) - 1);
	assert_string_equal(file->dialect, "hf_trl");
	try_bytes(file, grpo, sizeof(grpo) - 1);
	at.path = "vllm.yaml";
	file = run_bytes(&run, at.path, vllm, sizeof(vllm) - 1);
	assert_string_equal(file->dialect, "vllm_config");
	try_bytes(file, vllm, sizeof(vllm) - 1);
	run_release(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_absurd_numbers),
		cmocka_unit_test(counts_down_from_nothing_absurd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
