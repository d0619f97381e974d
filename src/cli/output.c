/* What the program prints, and whether it could. */

#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void
say(const char *format, va_list ap)
{
	struct text line, safe;

	text_init(&line);
	text_init(&safe);
	text_vprintf(&line, format, ap);
	text_add_printable(&safe, text_string(&line), line.length);
	fprintf(stderr, "gpulint: %s\n", text_string(&safe));
	text_release(&safe);
	text_release(&line);
}

int
cli_stop(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(format, ap);
	va_end(ap);
	return CLI_STOPPED;
}

void
cli_note(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(format, ap);
	va_end(ap);
}

int
cli_usage(const char *command, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(format, ap);
	va_end(ap);
	fprintf(stderr, "Try 'gpulint %s%s--help' for more information.\n",
	    command == NULL ? "" : command, command == NULL ? "" : " ");
	return CLI_STOPPED;
}

static bool
write_to(FILE *f, const struct text *out)
{
	bool ok = out->length == 0 ||
		  fwrite(text_string(out), 1, out->length, f) == out->length;

	return fflush(f) == 0 && ok && !ferror(f);
}

int
cli_finish(const struct cli *cli, const struct text *out, int status)
{
	FILE *f;
	bool ok;

	if (cli == NULL || cli->output == NULL) {
		/* Nothing to say is no reason to look at a closed output. */
		if (out->length == 0)
			return status;
		ok = write_to(stdout, out);
		if (fclose(stdout) == 0 && ok)
			return status;
		/* Who stops reading, as head(1) does, has no need to hear. */
		return errno == EPIPE
			   ? CLI_STOPPED
			   : cli_stop("standard output: %s", strerror(errno));
	}
	f = fopen(cli->output, "we");
	if (f == NULL)
		return cli_stop("%s: %s", cli->output, strerror(errno));
	ok = write_to(f, out);
	if (fclose(f) != 0 || !ok)
		return cli_stop("%s: %s", cli->output, strerror(errno));
	return status;
}

static bool
is_set(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0';
}

bool
cli_wants_color(const struct cli *cli)
{
	const char *term = getenv("TERM"), *force;

	if (cli->color != CLI_COLOR_AUTO)
		return cli->color == CLI_COLOR_ALWAYS;
	if (is_set("NO_COLOR"))
		return false;
	force = getenv("CLICOLOR_FORCE");
	if (force != NULL && force[0] != '\0' && strcmp(force, "0") != 0)
		return true;
	if (cli->output != NULL || term == NULL || strcmp(term, "dumb") == 0)
		return false;
	return isatty(STDOUT_FILENO) == 1;
}

unsigned
cli_columns(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	long n;

	if (columns != NULL) {
		n = strtol(columns, NULL, 10);
		if (n >= 20 && n <= 1000)
			return (unsigned)n;
	}
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
		return size.ws_col;
	return 80;
}
