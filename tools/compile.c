/*
 * compile: the build tool that turns rules/ into C.
 *
 *	compile cards FOLDER	FOLDER/<plugin>/<rule>.yaml
 *	compile catalog FOLDER	the rows of FOLDER/<table>.tsv
 *	compile dialects FOLDER	FOLDER/<name>.yaml
 *
 * It reads with the code that the program reads with, so what it accepts at
 * build time is what --rules accepts at run time.
 */

#include "print.h"

#include <string.h>

static const struct {
	const char *name;
	bool (*print)(FILE *out, const char *folder, struct arena *arena,
	    struct error *err);
} kinds[] = {
	{ "cards", print_cards },
	{ "catalog", print_catalog },
	{ "dialects", print_dialects },
};

static bool
compile(const char *kind, const char *folder, struct arena *arena,
    struct error *err)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kind, kinds[i].name) != 0)
			continue;
		printf("/* Made by tools/compile from the files of rules/.  "
		       "*/\n\n");
		if (!kinds[i].print(stdout, folder, arena, err))
			return false;
		if (fflush(stdout) != 0 || ferror(stdout))
			return error_set(err, "standard output: not written");
		return true;
	}
	return error_set(err, "%s: neither catalog, cards nor dialects", kind);
}

int
main(int argc, char **argv)
{
	struct arena arena;
	struct error err = { "" };
	bool done;

	if (argc != 3) {
		fputs("usage: compile catalog|cards|dialects FOLDER\n", stderr);
		return 2;
	}
	arena_init(&arena);
	done = compile(argv[1], argv[2], &arena, &err);
	if (!done)
		fprintf(stderr, "compile: %s\n", err.text);
	arena_release(&arena);
	return done ? 0 : 1;
}
