#include "fix/lines.h"

static bool
ends_at(const struct source *source, uint32_t i)
{
	const char *s = source->bytes;

	return s[i] == '\n' || (s[i] == '\r' && s[i + 1] != '\n');
}

bool
line_ends_before(const struct source *source, uint32_t offset)
{
	return offset > 0 && ends_at(source, offset - 1);
}

uint32_t
line_start(const struct source *source, uint32_t offset)
{
	uint32_t first = source_mark_size(source);

	while (offset > first && !line_ends_before(source, offset))
		offset--;
	return offset;
}

uint32_t
line_next(const struct source *source, uint32_t offset)
{
	while (offset < source->size && !ends_at(source, offset))
		offset++;
	return offset < source->size ? offset + 1 : offset;
}

const char *
line_ending(const struct source *source, uint32_t offset)
{
	uint32_t end = line_next(source, offset);

	if (!line_ends_before(source, end))
		end = line_start(source, offset);
	if (!line_ends_before(source, end) || end < 2)
		return "\n";
	if (source->bytes[end - 1] == '\r')
		return "\r";
	return source->bytes[end - 2] == '\r' ? "\r\n" : "\n";
}

bool
line_is_blank(const struct source *source, uint32_t start, uint32_t end)
{
	for (; start < end; start++)
		if (source->bytes[start] != ' ' && source->bytes[start] != '\t')
			return false;
	return true;
}

const char *
line_indentation(const struct source *source, uint32_t offset,
    struct arena *arena)
{
	uint32_t start = line_start(source, offset), i;
	char *blanks = arena_copy(arena, source->bytes + start, offset - start);

	for (i = 0; start + i < offset; i++) {
		if (blanks[i] == '-')
			blanks[i] = ' ';
		if (blanks[i] != ' ' && blanks[i] != '\t')
			return NULL;
	}
	return blanks;
}
