/*
 * lines: where whole lines start and end, for edits that insert or drop them.
 *
 * Lines end at LF, CRLF or CR; a byte order mark belongs to no line.
 */

#ifndef GPULINT_LINES_H
#define GPULINT_LINES_H

#include "read/source.h"

/* The first byte of the line that an offset lies in. */
uint32_t line_start(const struct source *source, uint32_t offset);

/* The first byte of the next line, or the end of the file. */
uint32_t line_next(const struct source *source, uint32_t offset);

/* True where a line ends right before an offset. */
bool line_ends_before(const struct source *source, uint32_t offset);

/* The end that the line of an offset has, else the one before it, else LF. */
const char *line_ending(const struct source *source, uint32_t offset);

/* True where nothing but blanks stands between two offsets. */
bool line_is_blank(const struct source *source, uint32_t start, uint32_t end);

/* The blanks that put a new line under an offset, `- ` being two of them;
 * NULL where something else stands before it. */
const char *line_indentation(const struct source *source, uint32_t offset,
    struct arena *arena);

#endif
