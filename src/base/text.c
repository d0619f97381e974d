#include "base/text.h"

#include "base/memory_end.h"
#include "base/utf8.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
text_init(struct text *text)
{
	text->s = NULL;
	text->length = text->room = 0;
}

void
text_release(struct text *text)
{
	free(text->s);
	text_init(text);
}

void
text_clear(struct text *text)
{
	text->length = 0;
	if (text->s != NULL)
		text->s[0] = '\0';
}

const char *
text_string(const struct text *text)
{
	return text->s == NULL ? "" : text->s;
}

static void
reserve(struct text *text, size_t more)
{
	size_t need = text->length + more + 1;
	char *s;

	if (need < more)
		memory_end(SIZE_MAX);
	if (need <= text->room)
		return;
	if (need < text->room * 2)
		need = text->room * 2;
	s = realloc(text->s, need);
	if (s == NULL)
		memory_end(need);
	text->s = s;
	text->room = need;
}

void
text_add_bytes(struct text *text, const char *s, size_t length)
{
	reserve(text, length);
	if (length != 0)
		memcpy(text->s + text->length, s, length);
	text->length += length;
	text->s[text->length] = '\0';
}

void
text_add(struct text *text, const char *s)
{
	text_add_bytes(text, s, strlen(s));
}

void
text_add_char(struct text *text, char c)
{
	text_add_bytes(text, &c, 1);
}

void
text_vprintf(struct text *text, const char *format, va_list ap)
{
	va_list again;
	int length;

	va_copy(again, ap);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		return;
	reserve(text, (size_t)length);
	vsnprintf(text->s + text->length, (size_t)length + 1, format, ap);
	text->length += (size_t)length;
}

void
text_printf(struct text *text, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	text_vprintf(text, format, ap);
	va_end(ap);
}

static void
add_json_char(struct text *text, unsigned char c)
{
	switch (c) {
	case '"':
		text_add(text, "\\\"");
		break;
	case '\\':
		text_add(text, "\\\\");
		break;
	case '\n':
		text_add(text, "\\n");
		break;
	case '\t':
		text_add(text, "\\t");
		break;
	case '\r':
		text_add(text, "\\r");
		break;
	default:
		if (c < 0x20 || c == 0x7f)
			text_printf(text, "\\u%04x", c);
		else
			text_add_char(text, (char)c);
	}
}

void
text_add_json(struct text *text, const char *s, size_t length)
{
	size_t i = 0;

	text_add_char(text, '"');
	while (i < length) {
		size_t n = utf8_length(s + i, length - i);

		if (n == 1)
			add_json_char(text, (unsigned char)s[i]);
		else if (n == 0)
			text_add(text, "\\ufffd");
		else
			text_add_bytes(text, s + i, n);
		i += n == 0 ? 1 : n;
	}
	text_add_char(text, '"');
}

void
text_add_json_string(struct text *text, const char *s)
{
	if (s == NULL)
		text_add(text, "null");
	else
		text_add_json(text, s, strlen(s));
}

void
text_add_json_number(struct text *text, double number)
{
	char digits[40];

	if (!isfinite(number)) {
		text_add(text, "null");
		return;
	}
	if (number == floor(number) && fabs(number) < 1e15) {
		text_printf(text, "%.0f", number == 0 ? 0 : number);
		return;
	}
	for (int precision = 15; precision <= 17; precision++) {
		snprintf(digits, sizeof(digits), "%.*g", precision, number);
		if (strtod(digits, NULL) == number)
			break;
	}
	for (char *p = digits; *p != '\0'; p++) {
		if (*p == ',') /* a program that embeds us may set a locale */
			*p = '.';
	}
	text_add(text, digits);
}

/* Marks that reorder or hide what stands beside them. */
static int
is_deceptive(uint32_t c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
	    c == 0x200e || c == 0x200f || c == 0x061c ||
	    (c >= 0x80 && c < 0xa0);
}

void
text_add_printable(struct text *text, const char *s, size_t length)
{
	size_t i = 0;

	while (i < length) {
		unsigned char c = (unsigned char)s[i];
		size_t n = utf8_length(s + i, length - i);
		uint32_t point = n > 1 ? utf8_decode(s + i, n) : c;

		if (n == 0)
			text_printf(text, "\\x%02x", c);
		else if (c < 0x20 || c == 0x7f)
			text_printf(text, "^%c", c ^ 0x40);
		else if (n > 1 && is_deceptive(point))
			text_printf(text, "<U+%04X>", (unsigned)point);
		else
			text_add_bytes(text, s + i, n);
		i += n == 0 ? 1 : n;
	}
}

void
text_add_shown(struct text *text, const char *s)
{
	text_add_printable(text, s, strlen(s));
}
