/* utf8: what is a character.  Pure functions over (pointer, length). */

#ifndef GPULINT_UTF8_H
#define GPULINT_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the well-formed character at s (RFC 3629: no surrogates, nothing
 * overlong, nothing past U+10FFFF), or 0.  length is at least 1. */
size_t utf8_length(const char *s, size_t length);

/* The code point of a well-formed character of that many bytes. */
uint32_t utf8_decode(const char *s, size_t bytes);

/* Write the character, return its bytes (1 to 4). */
size_t utf8_encode(uint32_t point, char out[4]);

/* Columns of a terminal that the character takes: 0 for marks that combine, 2
 * for East Asian wide characters and pictures.  Whatever the locale: reports
 * are UTF-8. */
unsigned utf8_columns(uint32_t point);

/* Bytes at the start of the text that are ASCII. */
size_t utf8_plain(const char *s, size_t length);

/* Characters in the text; a byte that is no UTF-8 counts as one. */
size_t utf8_count(const char *s, size_t length);

#endif
