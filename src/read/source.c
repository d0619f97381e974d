#include "read/source.h"

#include "base/number.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STRIDE = 64 }; /* characters from one entry of the table to the next */

static bool
refuse_size(const char *path, double size, struct error *err)
{
	char is[32], limit[32];

	return error_set(err, "%s: %s is over the limit of %s a file", path,
	    number_size(size, is), number_size(SOURCE_SIZE_LIMIT, limit));
}

/* One UTF-16 character of at least two bytes; 0 bytes where it is broken. */
static size_t
utf16_decode(const unsigned char *s, size_t size, bool big, uint32_t *point)
{
	int high = big ? 0 : 1, low = big ? 1 : 0;
	uint32_t unit = (uint32_t)s[high] << 8 | s[low];
	uint32_t next;

	*point = unit;
	if (unit < 0xd800 || unit > 0xdfff)
		return 2;
	if (unit > 0xdbff || size < 4)
		return 0;
	next = (uint32_t)s[2 + high] << 8 | s[2 + low];
	if (next < 0xdc00 || next > 0xdfff)
		return 0;
	*point = 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
	return 4;
}

static void
note_broken(struct source *source, uint32_t at, const char *what)
{
	if (source->broken != NULL)
		return;
	source->broken = what;
	source->broken_at = at;
}

static void
transcode(struct source *source, const char *bytes, size_t size)
{
	const unsigned char *s = (const unsigned char *)bytes;
	bool big = s[0] == 0xfe;
	char *out = arena_alloc(source->arena, size / 2 * 3 + 4);
	size_t used = 0, i = 0;

	while (i < size) {
		uint32_t point = 0xfffd;
		size_t n = 0;

		if (size - i >= 2)
			n = utf16_decode(s + i, size - i, big, &point);
		if (n == 0) {
			note_broken(source, (uint32_t)used,
			    size - i < 2 ? "UTF-16 with an odd number of bytes"
					 : "half a UTF-16 surrogate pair");
			point = 0xfffd;
			n = size - i < 2 ? 1 : 2;
		}
		used += utf8_encode(point, out + used);
		i += n;
	}
	source->transcoded = true;
	source->bytes = out;
	source->size = (uint32_t)used;
}

static bool
is_utf16(const char *s, size_t size)
{
	return size >= 2 &&
	       (memcmp(s, "\xff\xfe", 2) == 0 || memcmp(s, "\xfe\xff", 2) == 0);
}

/* bytes may lie in the arena already; then they are not copied again. */
static struct source *
make(struct arena *arena, const char *path, const char *bytes, size_t size,
    bool is_ours)
{
	struct source *source = arena_alloc(arena, sizeof(*source));

	source->arena = arena;
	source->path = arena_string(arena, path);
	if (is_utf16(bytes, size)) {
		transcode(source, bytes, size);
		return source;
	}
	source->bytes = is_ours ? bytes : arena_copy(arena, bytes, size);
	source->size = (uint32_t)size;
	return source;
}

struct source *
source_from_bytes(struct arena *arena, const char *path, const char *bytes,
    size_t size, struct error *err)
{
	if (size > SOURCE_SIZE_LIMIT) {
		refuse_size(path, (double)size, err);
		return NULL;
	}
	return make(arena, path, bytes, size, false);
}

static bool
is_readable(const char *path, const struct stat *st, struct error *err)
{
	if (S_ISDIR(st->st_mode))
		return error_set(err, "%s: is a directory", path);
	if (!S_ISREG(st->st_mode))
		return error_set(err, "%s: is no regular file", path);
	if (st->st_size > SOURCE_SIZE_LIMIT)
		return refuse_size(path, (double)st->st_size, err);
	return true;
}

/* All bytes of the file, which may have grown or shrunk since its stat. */
static bool
read_all(int fd, const char *path, char *bytes, size_t room, size_t *size,
    struct error *err)
{
	*size = 0;
	while (*size < room) {
		ssize_t n = read(fd, bytes + *size, room - *size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(err, "%s: %s", path, strerror(errno));
		if (n == 0)
			return true;
		*size += (size_t)n;
	}
	return error_set(err, "%s: grew while it was read", path);
}

static struct source *
read_source(struct arena *arena, int fd, const char *path, struct error *err)
{
	struct stat st;
	size_t room, size;
	char *bytes;

	if (fstat(fd, &st) != 0) {
		error_set(err, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if (!is_readable(path, &st, err))
		return NULL;
	room = (size_t)st.st_size + 1; /* one more, to see the end */
	bytes = arena_alloc(arena, room + 1);
	if (!read_all(fd, path, bytes, room, &size, err))
		return NULL;
	bytes[size] = '\0';
	return make(arena, path, bytes, size, true);
}

struct source *
source_open(struct arena *arena, const char *path, struct error *err)
{
	struct source *source;
	int fd;

	/* O_NONBLOCK: a FIFO without a writer must not hang the open. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		error_set(err, "%s: %s", path, strerror(errno));
		return NULL;
	}
	source = read_source(arena, fd, path, err);
	close(fd);
	return source;
}

struct source *
source_open_edited(struct arena *arena, const char *path,
    const struct stand_in *stand_ins, struct error *err)
{
	char real[PATH_MAX];

	if (stand_ins != NULL && realpath(path, real) == NULL)
		stand_ins = NULL;
	for (; stand_ins != NULL; stand_ins = stand_ins->next)
		if (strcmp(stand_ins->real, real) == 0)
			return source_from_bytes(arena, path, stand_ins->bytes,
			    stand_ins->size, err);
	return source_open(arena, path, err);
}

uint32_t
source_mark_size(const struct source *source)
{
	return source->size >= 3 &&
		       memcmp(source->bytes, "\xef\xbb\xbf", 3) == 0
		   ? 3
		   : 0;
}

/* Bytes of the line end at i: 0, 1, or 2 for CRLF. */
static uint32_t
line_end(const struct source *source, uint32_t i)
{
	if (source->bytes[i] == '\n')
		return 1;
	if (source->bytes[i] != '\r')
		return 0;
	return i + 1 < source->size && source->bytes[i + 1] == '\n' ? 2 : 1;
}

static void
find_lines(struct source *source)
{
	uint32_t count = 1, line = 1;

	for (uint32_t i = 0; i < source->size;) {
		uint32_t n = line_end(source, i);

		count += n != 0;
		i += n == 0 ? 1 : n;
	}
	source->lines = arena_array(source->arena, count, sizeof(uint32_t));
	source->line_count = count;
	for (uint32_t i = 0; i < source->size;) {
		uint32_t n = line_end(source, i);

		i += n == 0 ? 1 : n;
		if (n != 0)
			source->lines[line++] = i;
	}
}

static void
find_characters(struct source *source)
{
	size_t count = utf8_count(source->bytes, source->size), i = 0;

	source->is_ascii = count == source->size;
	source->character_count = (uint32_t)count;
	source->characters = arena_array(source->arena,
	    source->is_ascii ? 1 : count / STRIDE + 1, sizeof(uint32_t));
	if (source->is_ascii)
		return;
	for (size_t at = 0; i < source->size; at++) {
		size_t n = utf8_length(source->bytes + i, source->size - i);

		if (at % STRIDE == 0)
			source->characters[at / STRIDE] = (uint32_t)i;
		i += n == 0 ? 1 : n;
	}
	if (count % STRIDE == 0)
		source->characters[count / STRIDE] = source->size;
}

uint32_t
source_character(struct source *source, uint32_t offset)
{
	uint32_t low = 0, high;

	if (source->characters == NULL)
		find_characters(source);
	if (offset > source->size)
		offset = source->size;
	if (source->is_ascii)
		return offset;
	high = source->character_count / STRIDE + 1;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (source->characters[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low * STRIDE +
	       (uint32_t)utf8_count(source->bytes + source->characters[low],
		   offset - source->characters[low]);
}

uint32_t
source_offset(struct source *source, uint32_t character)
{
	uint32_t at, i;

	if (source->characters == NULL)
		find_characters(source);
	if (character >= source->character_count)
		return source->size;
	if (source->is_ascii)
		return character;
	i = source->characters[character / STRIDE];
	for (at = character / STRIDE * STRIDE; at < character; at++) {
		uint32_t left = character - at;
		size_t n = utf8_plain(source->bytes + i,
		    left < source->size - i ? left : source->size - i);

		at += (uint32_t)n;
		i += (uint32_t)n;
		if (at == character)
			break;
		n = utf8_length(source->bytes + i, source->size - i);
		i += n == 0 ? 1 : (uint32_t)n;
	}
	return i;
}

void
source_place(struct source *source, uint32_t offset, uint32_t *line,
    uint32_t *column)
{
	uint32_t low = 0, high, start;

	if (source->lines == NULL)
		find_lines(source);
	if (offset > source->size)
		offset = source->size;
	high = source->line_count;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (source->lines[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	start = source->lines[low];
	if (low == 0)
		start = source_mark_size(source);
	if (start > offset)
		start = offset;
	*line = low + 1;
	*column = 1 + source_character(source, offset) -
		  source_character(source, start);
}

struct span
source_line(struct source *source, uint32_t line)
{
	struct span span = { source->size, source->size };

	if (source->lines == NULL)
		find_lines(source);
	if (line == 0 || line > source->line_count)
		return span;
	span.start = source->lines[line - 1];
	if (line < source->line_count)
		span.end = source->lines[line];
	while (span.end > span.start && line < source->line_count &&
	       line_end(source, span.end - 1) != 0)
		span.end--;
	return span;
}
