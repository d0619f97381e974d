/*
 * Every format over one run that has all that is hard in it.  What each must
 * write is in fixtures/report/FORMAT.expected; ACCEPT=1 writes those files
 * instead, for somebody to read before they are committed.
 */

#include "report/report.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char train[] = "base_model: meta-llama/Llama-3.1-8B\n"
			    "deepspeed: zero.json\n"
			    "sequence_len: 4096\n"
			    "micro_batch_size: 8 # \xe6\xa8\xa1\n"
			    "bf16: true\n"
			    "bf16: true\n";
static const char zero[] = "{\n  \"stage\": 1\n}\n";
static const char *const sources[] = { "the handbook, page 3",
	"owner/name src/<file>.py", NULL };

static const struct card overflow = { .plugin = "vram",
	.rule = "overflow",
	.name = "vram/overflow",
	.summary = "the job needs more memory than one GPU has",
	.severity = SEVERITY_ERROR,
	.since = "0.1",
	.fixable = true,
	.why = "It adds up.\n\n  1 + 1 = 2\n",
	.sources = sources,
	.bad = "batch: 64\n",
	.good = "batch: 1\n" };
static const struct card twice = { .plugin = "config",
	.rule = "duplicate-key",
	.name = "config/duplicate-key",
	.summary = "a key is written twice",
	.severity = SEVERITY_WARNING,
	.since = "0.1",
	.why = "The last one counts.\n" };

struct stage {
	struct arena arena;
	struct run run;
	struct source *train, *zero;
	struct text out;
};

static struct span
place(const struct source *source, const char *words)
{
	const char *at = strstr(source->bytes, words);
	uint32_t start = (uint32_t)(at - source->bytes);

	assert_non_null(at);
	return (struct span){ start, start + (uint32_t)strlen(words) };
}

static void
stand(struct finding *f, struct source *source, const char *words)
{
	f->source = source;
	f->span = place(source, words);
	source_place(source, f->span.start, &f->line, &f->column);
	source_place(source, f->span.end, &f->end_line, &f->end_column);
}

static struct related *
relate(struct stage *stage, struct source *source, const char *words,
    const char *message, struct related *next)
{
	struct related *r = arena_alloc(&stage->arena, sizeof(*r));

	*r = (struct related){ .source = source,
		.span = place(source, words),
		.message = message,
		.next = next };
	return r;
}

static struct fix *
offer(struct stage *stage)
{
	struct fix *fix = arena_alloc(&stage->arena, sizeof(*fix));
	struct edit *edit = arena_alloc(&stage->arena, sizeof(*edit));

	*edit = (struct edit){ .source = stage->train,
		.span = place(stage->train, "8 #"),
		.text = "1 #" };
	*fix = (struct fix){ .title = "micro_batch_size: 1",
		.safe = true,
		.proven = true,
		.edits = edit };
	return fix;
}

static struct finding *
find_overflow(struct stage *stage)
{
	struct finding *f = arena_alloc(&stage->arena, sizeof(*f));

	f->card = &overflow;
	f->severity = SEVERITY_ERROR;
	stand(f, stage->train, "8 #");
	f->span.end -= 2;
	f->end_column -= 2;
	f->message = "GPU memory 27.1 GiB, 100% of <RTX 4090> & \"more\"";
	f->help = "set gradient_checkpointing: true";
	f->confidence = "high";
	f->fingerprint = "0123456789abcdef";
	f->related = relate(stage, stage->train, "meta-llama/Llama-3.1-8B",
	    "weights 15.0 GiB",
	    relate(stage, stage->zero, "1", "nothing is sharded",
		relate(stage, stage->train, "8", "activations 9.0 GiB", NULL)));
	f->fixes = offer(stage);
	return f;
}

static struct finding *
find_twice(struct stage *stage, enum severity severity, const char *suppressed)
{
	struct finding *f = arena_alloc(&stage->arena, sizeof(*f));

	f->card = &twice;
	f->severity = severity;
	stand(f, stage->train, "bf16: true\nbf16");
	f->message = "bf16\x1b[2J\r\n::error::\x01 is written twice";
	f->confidence = "low";
	f->suppressed = suppressed;
	return f;
}

static void
add_file(struct stage *stage, const char *path, struct finding *findings,
    const char *problem, bool is_recognised)
{
	struct file_report *file = arena_alloc(&stage->arena, sizeof(*file));

	file->path = path;
	file->read = problem == NULL;
	file->problem = problem;
	file->recognised = is_recognised;
	file->findings = findings;
	*stage->run.last = file;
	stage->run.last = &file->next;
}

static void
add_unjudged(struct stage *stage)
{
	struct unjudged *u = arena_alloc(&stage->arena, sizeof(*u));

	*u = (struct unjudged){ .path = stage->train->path,
		.card = &overflow,
		.reason = "model.layers is not known" };
	stage->run.files->unjudged = u;
}

static int
set_up(void **state)
{
	static struct stage stage;
	struct error err = { "" };
	struct finding *f;

	memset(&stage, 0, sizeof(stage));
	arena_init(&stage.arena);
	text_init(&stage.out);
	stage.run.last = &stage.run.files;
	stage.run.options.fail_on = SEVERITY_ERROR;
	stage.run.options.has_fail_on = true;
	stage.run.summary.files = 4;
	stage.run.summary.recognised = 2;
	stage.run.summary.errors = stage.run.summary.warnings = 1;
	stage.train = source_from_bytes(&stage.arena,
	    "./a b,c:d%&#\xc3\xa9/train.yaml", train, strlen(train), &err);
	stage.zero = source_from_bytes(&stage.arena, "zero.json", zero,
	    strlen(zero), &err);
	f = find_overflow(&stage);
	f->next = find_twice(&stage, SEVERITY_WARNING, NULL);
	f->next->next = find_twice(&stage, SEVERITY_WARNING, "known & <old>");
	add_file(&stage, stage.train->path, f, NULL, true);
	add_unjudged(&stage);
	add_file(&stage, "clean.yaml", NULL, NULL, true);
	add_file(&stage, "foreign.yaml", NULL, NULL, false);
	add_file(&stage, "gone.yaml", NULL, "gone.yaml: Permission denied",
	    false);
	*state = &stage;
	return 0;
}

static int
tear_down(void **state)
{
	struct stage *stage = *state;

	text_release(&stage->out);
	arena_release(&stage->arena);
	return 0;
}

static void
read_file(const char *path, struct text *text)
{
	FILE *f = fopen(path, "r");
	char buffer[4096];
	size_t n;

	if (f == NULL)
		fail_msg("%s: no such file", path);
	while ((n = fread(buffer, 1, sizeof(buffer), f)) > 0)
		text_add_bytes(text, buffer, n);
	fclose(f);
}

static void
agree(struct stage *stage, const char *name)
{
	const char *folder = getenv("top_srcdir");
	char path[4096];
	struct text expected;

	snprintf(path, sizeof(path), "%s/fixtures/report/%s.expected",
	    folder == NULL ? "." : folder, name);
	if (getenv("ACCEPT") != NULL) {
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		fputs(text_string(&stage->out), f);
		fclose(f);
		return;
	}
	text_init(&expected);
	read_file(path, &expected);
	assert_string_equal(text_string(&stage->out), text_string(&expected));
	text_release(&expected);
}

static void
writes_each_format(void **state)
{
	struct stage *stage = *state;
	const struct style style = { .width = 80, .show_unknown = true };

	for (size_t i = 0; reporters[i] != NULL; i++) {
		text_clear(&stage->out);
		reporters[i]->write(&stage->out, &stage->run, &style);
		agree(stage, reporters[i]->name);
	}
}

static void
writes_colours_and_links(void **state)
{
	struct stage *stage = *state;
	const struct style style = { .width = 80,
		.color = true,
		.hyperlinks = true };

	reporter_text.write(&stage->out, &stage->run, &style);
	agree(stage, "color");
}

static void
writes_findings_only(void **state)
{
	struct stage *stage = *state;
	const struct style style = { .quiet = true };

	stage->run.files = stage->run.files->next;
	reporter_text.write(&stage->out, &stage->run, &style);
	assert_string_equal(text_string(&stage->out), "");
}

/* A run without files is a whole document in every format. */
static void
writes_nothing_found(void **state)
{
	struct stage *stage = *state;
	const struct style style = { .width = 0 };
	struct run run = { .summary = { .files = 1 } };

	run.last = &run.files;
	reporter_json.write(&stage->out, &run, &style);
	assert_string_equal(text_string(&stage->out),
	    "{\"schema\":\"gpulint-report/1\",\n\"findings\":[],\n"
	    "\"unknown\":[],\n\"summary\":{\"files\":1,\"recognised\":0,"
	    "\"errors\":0,\"warnings\":0,\"notes\":0}}\n");
	text_clear(&stage->out);
	reporter_text.write(&stage->out, &run, &style);
	assert_string_equal(text_string(&stage->out),
	    "No findings in 1 file (none recognised)\n");
	text_clear(&stage->out);
	reporter_gitlab.write(&stage->out, &run, &style);
	assert_string_equal(text_string(&stage->out), "[\n]\n");
}

static void
finds_formats_by_name(void **state)
{
	(void)state;
	assert_ptr_equal(reporter_by_name("sarif"), &reporter_sarif);
	assert_null(reporter_by_name("sarff"));
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		test(writes_each_format),
		test(writes_colours_and_links),
		test(writes_findings_only),
		test(writes_nothing_found),
		test(finds_formats_by_name),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
