#include "report/xml.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

/* XML 1.0, production Char. */
static bool
is_xml(uint32_t point)
{
	return point == 0x9 || point == 0xa || point == 0xd ||
	       (point >= 0x20 && point < 0xd800) ||
	       (point >= 0xe000 && point <= 0xfffd) || point >= 0x10000;
}

static void
add_character(struct text *out, const char *s, size_t bytes)
{
	switch (*s) {
	case '&':
		text_add(out, "&amp;");
		break;
	case '<':
		text_add(out, "&lt;");
		break;
	case '>':
		text_add(out, "&gt;");
		break;
	case '"':
		text_add(out, "&quot;");
		break;
	case '\'':
		text_add(out, "&apos;");
		break;
	case '\t':
	case '\n':
	case '\r':
		text_printf(out, "&#%d;", *s);
		break;
	default:
		text_add_bytes(out, s, bytes);
	}
}

void
xml_add(struct text *out, const char *s)
{
	size_t length = strlen(s);

	for (size_t i = 0; i < length;) {
		size_t n = utf8_length(s + i, length - i);

		if (n == 0 || !is_xml(utf8_decode(s + i, n)))
			text_add(out, "\xef\xbf\xbd");
		else
			add_character(out, s + i, n);
		i += n == 0 ? 1 : n;
	}
}

void
xml_attribute(struct text *out, const char *name, const char *value)
{
	text_printf(out, " %s=\"", name);
	xml_add(out, value);
	text_add_char(out, '"');
}

void
xml_attribute_number(struct text *out, const char *name, size_t value)
{
	text_printf(out, " %s=\"%zu\"", name, value);
}
