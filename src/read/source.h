/*
 * source: the bytes of one file and where its lines are.
 *
 * For the reader, the reporters and the fixer.  Bytes are UTF-8; a file in
 * UTF-16 is transcoded once here (transcoded is then true: offsets are of
 * the transcoded text, and no edit is ever offered).  A byte order mark
 * stays among the bytes and counts as no column.  Lines end at LF, CRLF or
 * CR.  Offsets are bytes from 0; lines and columns count from 1, columns in
 * characters.
 */

#ifndef GPULINT_SOURCE_H
#define GPULINT_SOURCE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SOURCE_SIZE_LIMIT = 8 * 1024 * 1024 };

/* Bytes start..end of a source, end exclusive. */
struct span {
	uint32_t start, end;
};

struct source {
	const char *path; /* as messages and reports spell it */
	const char *bytes; /* NUL after the last one */
	uint32_t size;
	bool transcoded;
	const char *broken; /* what is wrong with its UTF-16, or NULL */
	uint32_t broken_at; /* where; U+FFFD stands there */
	uint32_t *lines; /* offset of each line's first byte; made on demand */
	uint32_t line_count;
	uint32_t *characters; /* offset of every 256th; made on demand */
	uint32_t character_count;
	bool is_ascii; /* every byte is a character, however broken: no table */
	struct arena *arena; /* owns all of it */
};

/* Read a regular file of at most SOURCE_SIZE_LIMIT bytes.  NULL and the
 * reason otherwise ("PATH: 9.1 MiB is over the limit of 8 MiB a file"). */
struct source *source_open(struct arena *arena, const char *path,
    struct error *err);

/* Bytes that stand for those of a file: what edits make of it. */
struct stand_in {
	const char *real; /* the file's path as realpath(3) has it */
	const char *bytes;
	size_t size;
	const struct stand_in *next;
};

/* The same of a file for which others may stand: the first of the list that
 * does.  An empty list asks nothing of the file system. */
struct source *source_open_edited(struct arena *arena, const char *path,
    const struct stand_in *stand_ins, struct error *err);

/* A source from memory (standard input, an edited copy); bytes are copied,
 * or transcoded.  NULL where they are over the limit.  Broken UTF-16 is
 * noted in the source, and tree_read refuses it with its place. */
struct source *source_from_bytes(struct arena *arena, const char *path,
    const char *bytes, size_t size, struct error *err);

/* Line and column of an offset; one past the end is the end. */
void source_place(struct source *source, uint32_t offset, uint32_t *line,
    uint32_t *column);

/* The bytes of a line without its end; an empty span past the last. */
struct span source_line(struct source *source, uint32_t line);

/* Characters before an offset, and the offset of a character, both counted
 * from the first byte, a byte order mark being one; a byte that is no UTF-8
 * counts as one.  Neither walks the file again. */
uint32_t source_character(struct source *source, uint32_t offset);
uint32_t source_offset(struct source *source, uint32_t character);

/* Bytes of the byte order mark: 0 or 3. */
uint32_t source_mark_size(const struct source *source);

#endif
