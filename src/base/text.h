/*
 * text: a string that grows, and the JSON and terminal spelling of strings.
 *
 * s is always NUL-terminated once something was added, and may hold NUL
 * bytes; length is what counts.  Out of memory ends the program.
 */

#ifndef GPULINT_TEXT_H
#define GPULINT_TEXT_H

#include <stdarg.h>
#include <stddef.h>

struct text {
	char *s; /* NULL while empty: print with text_string() */
	size_t length, room;
};

void text_init(struct text *text);
void text_release(struct text *text);
void text_clear(struct text *text);
const char *text_string(const struct text *text); /* "" when empty */

void text_add(struct text *text, const char *s);
void text_add_bytes(struct text *text, const char *s, size_t length);
void text_add_char(struct text *text, char c);
void text_printf(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void text_vprintf(struct text *text, const char *format, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* A JSON string with its quotes.  Bytes that are no UTF-8 become U+FFFD. */
void text_add_json(struct text *text, const char *s, size_t length);

/* The same from a C string; NULL gives null. */
void text_add_json_string(struct text *text, const char *s);

/* A finite number with as many digits as needed, integers without a point;
 * NaN and infinities give null. */
void text_add_json_number(struct text *text, double number);

/* For people: control characters as ^X or \xNN, bidirectional marks as
 * <U+202E>, so that a config cannot drive the terminal; shown: a whole
 * string. */
void text_add_printable(struct text *text, const char *s, size_t length);
void text_add_shown(struct text *text, const char *s);

#endif
