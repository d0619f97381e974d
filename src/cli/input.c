/* Standard input in the place of a file. */

#include "cli/cli.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

const char *
cli_input_name(const struct cli *cli, const char *path)
{
	if (strcmp(path, "-") != 0)
		return path;
	return cli->stdin_filename == NULL ? "<stdin>" : cli->stdin_filename;
}

bool
cli_input_bytes(struct text *bytes, struct error *err)
{
	char buffer[65536];
	ssize_t n = 0;

	while (bytes->length <= SOURCE_SIZE_LIMIT) {
		n = read(STDIN_FILENO, buffer, sizeof(buffer));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		text_add_bytes(bytes, buffer, (size_t)n);
	}
	return n >= 0 ||
	       error_set(err, "standard input: %s", strerror(errno));
}

struct source *
cli_input(const struct cli *cli, struct arena *arena, const char *path,
    struct error *err)
{
	struct source *source = NULL;
	struct text bytes;

	if (strcmp(path, "-") != 0)
		return source_open(arena, path, err);
	text_init(&bytes);
	if (cli_input_bytes(&bytes, err))
		source = source_from_bytes(arena, cli_input_name(cli, path),
		    text_string(&bytes), bytes.length, err);
	text_release(&bytes);
	return source;
}

bool
cli_input_parses(const struct file_report *file, struct source *source,
    struct error *err)
{
	struct tree_problem problem;
	uint32_t line, column;

	if (file->tree != NULL || tree_read(source, &problem) != NULL)
		return true;
	source_place(source, problem.span.start, &line, &column);
	return error_set(err, "%s:%u:%u: %s", source->path, (unsigned)line,
	    (unsigned)column, problem.text);
}
