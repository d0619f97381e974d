/*
 * print: read-only C data from tables, cards and dialects.
 *
 * For the build tool alone.  What is printed is const throughout, runs no
 * code at start-up, and compiles without a warning.
 */

#ifndef GPULINT_PRINT_H
#define GPULINT_PRINT_H

#include "base/arena.h"
#include "base/error.h"

#include <stdio.h>

/* A string literal, or NULL for NULL. */
void print_string(FILE *out, const char *s);

/* A static NULL-ended list of strings by that name. */
void print_strings(FILE *out, const char *name, const char *const *list);

bool print_cards(FILE *out, const char *folder, struct arena *arena,
    struct error *err);
bool print_catalog(FILE *out, const char *folder, struct arena *arena,
    struct error *err);
bool print_dialects(FILE *out, const char *folder, struct arena *arena,
    struct error *err);

#endif
