#include "report/object.h"

#include <string.h>

/* The last byte that is no line end; '[' for nothing at all. */
static char
last_of(const struct text *out)
{
	for (size_t i = out->length; i > 0; i--) {
		if (out->s[i - 1] != '\n')
			return out->s[i - 1];
	}
	return '[';
}

void
object_key(struct text *out, const char *key)
{
	if (strchr("[{:,", last_of(out)) == NULL)
		text_add_char(out, ',');
	if (key == NULL)
		return;
	text_add_json_string(out, key);
	text_add_char(out, ':');
}

void
object_open(struct text *out, const char *key, char bracket)
{
	object_key(out, key);
	text_add_char(out, bracket);
}

void
object_close(struct text *out, char bracket)
{
	text_add_char(out, bracket);
}

void
object_text(struct text *out, const char *key, const char *value)
{
	object_key(out, key);
	text_add_json_string(out, value);
}

void
object_number(struct text *out, const char *key, double value)
{
	object_key(out, key);
	text_add_json_number(out, value);
}

void
object_flag(struct text *out, const char *key, bool value)
{
	object_key(out, key);
	text_add(out, value ? "true" : "false");
}

void
object_null(struct text *out, const char *key)
{
	object_key(out, key);
	text_add(out, "null");
}

void
object_line(struct text *out)
{
	if (out->length > 0 && strchr("[{", last_of(out)) == NULL)
		text_add_char(out, ',');
	text_add_char(out, '\n');
}
