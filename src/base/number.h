/*
 * number: what people write for numbers, sizes and versions.
 *
 * No locale, no wrapping: everything is a double, and a value past
 * NUMBER_MAX (2^53, where whole numbers stop being exact) is refused, so a
 * batch of 9e18 is unknown and never a small number.
 */

#ifndef GPULINT_NUMBER_H
#define GPULINT_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#define NUMBER_MAX 9007199254740992.0

/* strtod(3) under the C locale, whatever the program around us has set. */
double number_convert(const char *clean);

/* A decimal number: sign, digits (with _ between them), point, exponent.
 * The whole text must be one.  False for NaN, infinities, anything else. */
bool number_parse(const char *s, size_t length, double *number);

/* A count: a number, or one with K, M, B, G, T (powers of 1000). */
bool number_parse_count(const char *s, size_t length, double *count);

/* Bytes: a number with B, KB, MB, GB, TB (powers of 1000) or K, Ki, KiB .. T,
 * Ti, TiB (powers of 1024: a bare letter is binary, as docker reads it). */
bool number_parse_size(const char *s, size_t length, double *bytes);

/* A Kubernetes quantity: K M G T P decimal, Ki Mi Gi Ti Pi binary, m. */
bool number_parse_quantity(const char *s, size_t length, double *number);

/* "22.4 GiB", "512 MiB", "1.2 TiB": for people.  Returns buffer. */
const char *number_size(double bytes, char buffer[32]);

/* "8.03 B", "65,536", "1.2 M": counts for people.  Returns buffer. */
const char *number_count(double count, char buffer[32]);

/* Compare dotted versions part by part as numbers: < 0, 0, > 0; of two that
 * agree as far as the shorter goes, the longer is the later. */
int version_compare(const char *a, const char *b);

#endif
