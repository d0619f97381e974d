/* Words that an option takes. */

#include "base/suggest.h"
#include "base/text.h"
#include "cli/cli.h"

#include <string.h>

bool
cli_word(const char *option, const char *value, const char *const *words,
    size_t *which, struct error *err)
{
	struct suggest near;
	struct text want;
	size_t i;

	text_init(&want);
	suggest_init(&near, value);
	for (i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], value) == 0) {
			if (which != NULL)
				*which = i;
			text_release(&want);
			return true;
		}
		suggest_offer(&near, words[i]);
		if (i > 0)
			text_add(&want, words[i + 1] == NULL ? " or " : ", ");
		text_add(&want, words[i]);
	}
	if (near.best == NULL)
		error_set(err, "%s %s: want %s", option, value,
		    text_string(&want));
	else
		error_set(err, "%s %s: want %s; did you mean '%s'?", option,
		    value, text_string(&want), near.best);
	text_release(&want);
	return false;
}

int
cli_want_format(const struct cli *cli, const char *const *formats)
{
	static const char *const text_or_json[] = { "text", "json", NULL };
	struct error err = { "" };

	if (cli_word("--format", cli->format,
		formats == NULL ? text_or_json : formats, NULL, &err))
		return -1;
	return cli_usage(cli->command, "%s", err.text);
}
