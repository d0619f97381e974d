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
#include "mutate.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { CHECKS_A_SESSION = 100 };

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

static struct inputs inputs = { .state = 1 };

static void
keep(int file, const struct input *input)
{
	if (file < 0 || ftruncate(file, 0) != 0 ||
	    pwrite(file, input->bytes, input->size, 0) < 0) {
		perror("fuzz-input");
		exit(2);
	}
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
			inputs.state = strtoull(optarg, NULL, 10) * 2 + 1;
		else if (option == 't')
			seconds = strtod(optarg, NULL);
		else
			return 2;
	}
	for (; optind < argc; optind++)
		if (!inputs_add(&inputs, argv[optind])) {
			perror(argv[optind]);
			return 2;
		}
	if (inputs.count == 0 || kept == NULL) {
		fprintf(stderr, "usage: fuzz [-s SEED] [-t SECONDS] FILE...\n");
		return 2;
	}
	for (size_t i = 0; i < inputs.count; i++) {
		keep(fileno(kept), &inputs.all[i]);
		check(input_name(&inputs.all[i]), inputs.all[i].bytes,
		    inputs.all[i].size);
	}
	work.bytes = malloc(INPUT_SIZE_LIMIT + 1);
	if (work.bytes == NULL)
		abort();
	for (end = time(NULL) + (time_t)seconds; time(NULL) < end;) {
		inputs_pick(&inputs, &work);
		keep(fileno(kept), &work);
		/* a copy of its size, so that a byte past it is seen */
		char *exact = malloc(work.size + 1);
		if (exact == NULL)
			abort();
		memcpy(exact, work.bytes, work.size);
		check(input_name(&work), exact, work.size);
		free(exact);
	}
	gpulint_session_free(session);
	fclose(kept);
	remove("fuzz-input");
	printf("%u files checked\n", checks);
	return 0;
}

#endif
