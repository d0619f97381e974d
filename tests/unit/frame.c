/* Frames: marks stand where a terminal shows what they are about. */

#include "report/frame.h"
#include "tap.h"

#include <string.h>

struct stage {
	struct arena arena;
	struct text out;
	struct style style;
	struct label labels[8];
	size_t count;
};

static int
set_up(void **state)
{
	static struct stage stage;

	stage = (struct stage){ .count = 0 };
	arena_init(&stage.arena);
	text_init(&stage.out);
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

static struct source *
file(struct stage *stage, const char *path, const char *bytes)
{
	struct error err = { "" };
	struct source *source =
	    source_from_bytes(&stage->arena, path, bytes, strlen(bytes), &err);

	assert_non_null(source);
	return source;
}

/* Mark the nth place of words; the first label is the primary one. */
static void
mark(struct stage *stage, struct source *source, const char *words,
    const char *message)
{
	const char *at = strstr(source->bytes, words);
	uint32_t start;

	assert_non_null(at);
	start = (uint32_t)(at - source->bytes);
	stage->labels[stage->count] = (struct label){ .source = source,
		.span = { start, start + (uint32_t)strlen(words) },
		.message = message,
		.is_primary = stage->count == 0 };
	stage->count++;
}

static void
shows(struct stage *stage, const char *expected)
{
	text_clear(&stage->out);
	frame_write(&stage->out, stage->labels, stage->count, PAINT_ERROR,
	    &stage->style);
	assert_string_equal(text_string(&stage->out), expected);
}

static void
marks_one_place(void **state)
{
	struct stage *stage = *state;

	mark(stage, file(stage, "a.yaml", "x: 1\nbatch: 64\n"), "64", NULL);
	shows(stage, "    |\n"
		     "  2 | batch: 64\n"
		     "    |        ^^\n");
}

static void
shows_places_in_the_order_of_lines(void **state)
{
	struct stage *stage = *state;
	struct source *source = file(stage, "a.yaml",
	    "model: llama\nx: 1\ny: 2\nz: 3\nseq: 4096\nq: 1\nbatch: 64\n");

	mark(stage, source, "64", "activations 9 GiB");
	mark(stage, source, "4096", "logits 2 GiB");
	mark(stage, source, "llama", "weights 15.0 GiB");
	shows(stage, "    |\n"
		     "  1 | model: llama\n"
		     "    |        ----- weights 15.0 GiB\n"
		     "...\n"
		     "  5 | seq: 4096\n"
		     "    |      ---- logits 2 GiB\n"
		     "  6 | q: 1\n"
		     "  7 | batch: 64\n"
		     "    |        ^^ activations 9 GiB\n");
}

static void
puts_words_on_the_same_place_below_each_other(void **state)
{
	struct stage *stage = *state;
	struct source *source = file(stage, "a.yaml", "batch: 64\n");

	mark(stage, source, "64", NULL);
	mark(stage, source, "64", "activations 9 GiB");
	mark(stage, source, "64", "logits 2 GiB");
	shows(stage, "    |\n"
		     "  1 | batch: 64\n"
		     "    |        ^^ activations 9 GiB\n"
		     "    |           logits 2 GiB\n");
}

static void
names_other_files(void **state)
{
	struct stage *stage = *state;

	mark(stage, file(stage, "a.yaml", "deepspeed: z.json\n"), "z.json",
	    NULL);
	mark(stage, file(stage, "z.json", "{\n  \"stage\": 2\n}\n"), "2",
	    "parameters are not sharded");
	shows(stage, "    |\n"
		     "  1 | deepspeed: z.json\n"
		     "    |            ^^^^^^\n"
		     "   --> z.json:2:12\n"
		     "    |\n"
		     "  2 |   \"stage\": 2\n"
		     "    |            - parameters are not sharded\n");
}

static void
counts_the_columns_of_a_terminal(void **state)
{
	struct stage *stage = *state;

	mark(stage,
	    file(stage, "a.yaml",
		"\t\xe6\xa8\xa1\xe5\x9e\x8b: e\xcc\x81"
		" 64\n"),
	    "64", NULL);
	shows(stage, "    |\n"
		     "  1 |     \xe6\xa8\xa1\xe5\x9e\x8b: e\xcc\x81 64\n"
		     "    |             ^^\n");
}

static void
marks_wide_characters_in_full(void **state)
{
	struct stage *stage = *state;

	mark(stage, file(stage, "a.yaml", "m: \xe6\xa8\xa1\xe5\x9e\x8b\n"),
	    "\xe6\xa8\xa1\xe5\x9e\x8b", NULL);
	shows(stage, "    |\n"
		     "  1 | m: \xe6\xa8\xa1\xe5\x9e\x8b\n"
		     "    |    ^^^^\n");
}

static void
never_drives_the_terminal(void **state)
{
	struct stage *stage = *state;

	mark(stage, file(stage, "a.yaml", "a: \x1b[2J\xff\xe2\x80\xae b\n"),
	    "b", "\x1b]0;x\x07");
	shows(stage, "    |\n"
		     "  1 | a: ^[[2J\\xff<U+202E> b\n"
		     "    |                      ^ ^[]0;x^G\n");
}

static void
leaves_line_ends_and_marks_of_order_out(void **state)
{
	struct stage *stage = *state;

	mark(stage,
	    file(stage, "a.yaml",
		"\xef\xbb\xbf"
		"a: 1\r\nb: 2\r\n"),
	    "1", NULL);
	shows(stage, "    |\n"
		     "  1 | a: 1\n"
		     "    |    ^\n");
}

static void
marks_only_the_first_of_many_lines(void **state)
{
	struct stage *stage = *state;

	mark(stage, file(stage, "a.yaml", "run: |\n  a b  \n  c\n"),
	    "a b  \n  c", NULL);
	shows(stage, "    |\n"
		     "  2 |   a b  \n"
		     "    |   ^^^\n");
}

static void
marks_the_end_of_a_file(void **state)
{
	struct stage *stage = *state;
	struct source *source = file(stage, "a.yaml", "a: [1\n");

	stage->labels[0] = (struct label){ .source = source,
		.span = { 5, 5 },
		.is_primary = true };
	stage->count = 1;
	shows(stage, "    |\n"
		     "  1 | a: [1\n"
		     "    |      ^\n");
	source = file(stage, "b.yaml", "");
	stage->labels[0] = (struct label){ .source = source,
		.span = { 0, 0 },
		.is_primary = true };
	shows(stage, "    |\n"
		     "  1 |\n"
		     "    | ^\n");
}

static void
cuts_long_lines_around_the_mark(void **state)
{
	struct stage *stage = *state;
	char line[400];

	memset(line, 'x', sizeof(line));
	memcpy(line + 200, "batch", 5);
	line[sizeof(line) - 1] = '\0';
	stage->style.width = 46;
	mark(stage, file(stage, "a.yaml", line), "batch", NULL);
	shows(stage, "    |\n"
		     "  1 | ...xxxxxxxxxxxbatchxxxxxxxxxxxxxxxxxx...\n"
		     "    |               ^^^^^\n");
}

static void
shows_a_long_line_once_for_each_part(void **state)
{
	struct stage *stage = *state;
	struct source *source;
	char line[400];

	memset(line, 'x', sizeof(line));
	memcpy(line + 2, "batch", 5);
	memcpy(line + 300, "model", 5);
	line[sizeof(line) - 1] = '\0';
	stage->style.width = 46;
	source = file(stage, "a.yaml", line);
	mark(stage, source, "batch", "one");
	mark(stage, source, "model", "two");
	shows(stage, "    |\n"
		     "  1 | xxbatchxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\n"
		     "    |   ^^^^^ one\n"
		     "  1 | ...xxxxxxxxxxxmodelxxxxxxxxxxxxxxxxxx...\n"
		     "    |               ----- two\n");
}

static void
widens_for_line_numbers(void **state)
{
	struct stage *stage = *state;
	struct text bytes;

	text_init(&bytes);
	for (int i = 1; i < 1234; i++)
		text_add_char(&bytes, '\n');
	text_add(&bytes, "batch: 64\n");
	mark(stage, file(stage, "a.yaml", text_string(&bytes)), "64", NULL);
	shows(stage, "      |\n"
		     " 1234 | batch: 64\n"
		     "      |        ^^\n");
	text_release(&bytes);
}

static void
paints_marks(void **state)
{
	struct stage *stage = *state;

	stage->style.color = true;
	mark(stage, file(stage, "a.yaml", "a: 1\n"), "1", NULL);
	shows(stage, "\033[34m    |\033[0m\n"
		     "\033[34m  1 |\033[0m a: 1\n"
		     "\033[34m    |\033[0m    \033[1;31m^\033[0m\n");
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		test(marks_one_place),
		test(shows_places_in_the_order_of_lines),
		test(puts_words_on_the_same_place_below_each_other),
		test(names_other_files),
		test(counts_the_columns_of_a_terminal),
		test(marks_wide_characters_in_full),
		test(never_drives_the_terminal),
		test(leaves_line_ends_and_marks_of_order_out),
		test(marks_only_the_first_of_many_lines),
		test(marks_the_end_of_a_file),
		test(cuts_long_lines_around_the_mark),
		test(shows_a_long_line_once_for_each_part),
		test(widens_for_line_numbers),
		test(paints_marks),
	};

	return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}
