/*
 * Broken files through the whole engine, for a build with sanitizers.
 *
 *	./configure --enable-sanitizers && make fuzz && ./fuzz FILE...
 *
 * Each file is checked as it is, then again and again with bytes, words and
 * lines changed, from a seed, so that a run can be repeated.  What is being
 * checked stands in fuzz-input, and stays there when something breaks.  With
 * clang's -fsanitize=fuzzer, and -DWITH_LIBFUZZER, the same is a target of
 * libFuzzer.
 */

#include "gpulint.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SIZE_LIMIT = 1 << 16, CHECKS_A_SESSION = 100, SOURCES_LIMIT = 4096 };

static struct gpulint_session *session;
static unsigned checks;

static const char *const options[][2] = { { "isolated", NULL }, { "gpu", "T4" },
	{ "gpus", "2" }, { "driver", "515.65" }, { "ram", "16GiB" },
	{ "disk-free", "20GiB" }, { "os", "wsl2" }, { "show-unknown", NULL } };

static void
report(void)
{
	static const char *const formats[] = { "text", "json", "sarif",
		"github", "junit" };
	FILE *out = fopen("/dev/null", "w");

	if (out == NULL)
		return;
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		gpulint_session_write(session, formats[i], out);
	fclose(out);
}

/* Now with a target, now without. */
static void
begin(void)
{
	size_t i, count = sizeof(options) / sizeof(*options);

	session = gpulint_session_new();
	if (session == NULL)
		abort();
	for (i = 0; i < (checks % 3 == 0 ? 1 : count); i++)
		if (gpulint_session_option(session, options[i][0],
			options[i][1]) == 2)
			abort();
}

static void
check(const char *name, const char *bytes, size_t size)
{
	if (session == NULL)
		begin();
	gpulint_session_check_bytes(session, name, bytes, size);
	if (++checks % CHECKS_A_SESSION != 0)
		return;
	report();
	gpulint_session_free(session);
	session = NULL;
}

#ifdef WITH_LIBFUZZER

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char *const names[] = { "a.yaml", "a.json",
		"docker-compose.yml", "config.json", "Chart/values.yaml" };

	if (size > 0)
		check(names[bytes[0] % 5], (const char *)bytes + 1, size - 1);
	return 0;
}

#else

struct input {
	char name[256];
	char *bytes;
	size_t size;
};

static struct input inputs[SOURCES_LIMIT];
static size_t input_count;
static uint64_t state = 1;

static size_t
below(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return n == 0 ? 0 : (size_t)(state % n);
}

static void
replace(struct input *to, size_t at, size_t length, const char *s, size_t n)
{
	if (at > to->size || length > to->size - at ||
	    to->size - length + n > SIZE_LIMIT)
		return;
	memmove(to->bytes + at + n, to->bytes + at + length,
	    to->size - at - length);
	if (n > 0)
		memcpy(to->bytes + at, s, n);
	to->size += n - length;
}

/* Where the line around a byte begins; behind its end. */
static void
find_line(const struct input *input, size_t *from, size_t *to)
{
	size_t at = below(input->size);

	for (*from = at; *from > 0 && input->bytes[*from - 1] != '\n';)
		--*from;
	for (*to = at; *to < input->size && input->bytes[*to] != '\n';)
		++*to;
	*to += *to < input->size;
}

static void
mix(struct input *to)
{
	const struct input *from = &inputs[below(input_count)];
	size_t first, last, at, end;

	if (from->size == 0 || to->size == 0)
		return;
	find_line(from, &first, &last);
	find_line(to, &at, &end);
	replace(to, at, below(2) * (end - at), from->bytes + first,
	    last - first);
}

static void
insert_word(struct input *to)
{
	static const char *const words[] = { "[", "]", "{", "}", ": ", "- ",
		"\n", " ", "\t", "#", "&a ", "*a", "<<: *a\n", "!!int ", "|\n",
		">-\n", "? ", "---\n", "...\n", "\"", "'", "\\u0000", "\0", ",",
		"null", "~", "true", "-1", "0", "1e308", "1e-400",
		"99999999999999999999", "0x7fffffffffffffff", ".nan", ".inf",
		"${A}", "${A:-${A}}", "{{ x }}", "%", "\xff", "\xc3\xa9",
		"\xef\xbb\xbf", "\xf0\x9f\x98\x80", "../../etc/passwd", "--",
		"=", ";", "*", "gpulint: workload/1\n",
		"# gpulint: ignore=vram\n", "64Gi", "0.0001", "8B", "q4_k_m" };
	const char *word = words[below(sizeof(words) / sizeof(*words))];
	size_t at = below(to->size + 1), left = to->size - at;
	size_t length = below(3) * below(8);

	replace(to, at, length < left ? length : left, word,
	    word[0] == '\0' ? 1 : strlen(word));
}

static void
change_number(struct input *to)
{
	size_t at = below(to->size), end;

	while (at < to->size && strchr("0123456789", to->bytes[at]) == NULL)
		at++;
	for (end = at;
	     end < to->size && strchr("0123456789", to->bytes[end]) != NULL;)
		end++;
	if (end > at) {
		static const char *const numbers[] = { "0", "1", "-1", "7",
			"1000000007", "9007199254740993", "1e300", "0.5" };
		const char *number = numbers[below(8)];

		replace(to, at, end - at, number, strlen(number));
	}
}

static void
mutate(struct input *to)
{
	for (size_t times = 1 + below(6); times > 0 && to->size > 0; times--) {
		size_t from = below(to->size), end;

		switch (below(8)) {
		case 0:
			to->bytes[from] = (char)below(256);
			break;
		case 1:
			replace(to, from, below(to->size - from), NULL, 0);
			break;
		case 2:
			find_line(to, &from, &end);
			replace(to, from, end - from, NULL, 0);
			break;
		case 3:
		case 4:
			mix(to);
			break;
		case 5:
			change_number(to);
			break;
		default:
			insert_word(to);
		}
	}
}

static void
keep(int file, const struct input *input)
{
	if (file < 0 || ftruncate(file, 0) != 0 ||
	    pwrite(file, input->bytes, input->size, 0) < 0) {
		perror("fuzz-input");
		exit(2);
	}
}

static void
add_input(const char *path)
{
	struct input *input = &inputs[input_count];
	const char *slash = strrchr(path, '/');
	FILE *f = fopen(path, "rb");

	if (f == NULL) {
		perror(path);
		exit(2);
	}
	snprintf(input->name, sizeof(input->name), "%s",
	    slash == NULL ? path : slash + 1);
	input->bytes = malloc(SIZE_LIMIT + 1);
	if (input->bytes == NULL)
		abort();
	input->size = fread(input->bytes, 1, SIZE_LIMIT, f);
	input_count += input_count + 1 < SOURCES_LIMIT;
	fclose(f);
}

int
main(int argc, char **argv)
{
	FILE *kept = fopen("fuzz-input", "wb+");
	struct input work = { .size = 0 };
	double seconds = 10;
	time_t end;
	int option;

	while ((option = getopt(argc, argv, "s:t:")) != -1) {
		if (option == 's')
			state = strtoull(optarg, NULL, 10) * 2 + 1;
		else if (option == 't')
			seconds = strtod(optarg, NULL);
		else
			return 2;
	}
	for (; optind < argc; optind++)
		add_input(argv[optind]);
	if (input_count == 0 || kept == NULL) {
		fprintf(stderr, "usage: fuzz [-s SEED] [-t SECONDS] FILE...\n");
		return 2;
	}
	for (size_t i = 0; i < input_count; i++) {
		keep(fileno(kept), &inputs[i]);
		check(inputs[i].name, inputs[i].bytes, inputs[i].size);
	}
	work.bytes = malloc(SIZE_LIMIT + 1);
	if (work.bytes == NULL)
		abort();
	for (end = time(NULL) + (time_t)seconds; time(NULL) < end;) {
		const struct input *from = &inputs[below(input_count)];

		memcpy(work.name, from->name, sizeof(work.name));
		memcpy(work.bytes, from->bytes, from->size);
		work.size = from->size;
		mutate(&work);
		keep(fileno(kept), &work);
		/* a copy of its size, so that a byte past it is seen */
		char *exact = malloc(work.size + 1);
		if (exact == NULL)
			abort();
		memcpy(exact, work.bytes, work.size);
		check(work.name, exact, work.size);
		free(exact);
	}
	gpulint_session_free(session);
	fclose(kept);
	remove("fuzz-input");
	printf("%u files checked\n", checks);
	return 0;
}

#endif
