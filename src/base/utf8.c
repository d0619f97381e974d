#include "base/utf8.h"

#include <string.h>
#include <utf8proc.h>

static utf8proc_ssize_t
read_one(const char *s, size_t length, utf8proc_int32_t *point)
{
	return utf8proc_iterate((const utf8proc_uint8_t *)s,
	    (utf8proc_ssize_t)(length > 4 ? 4 : length), point);
}

size_t
utf8_length(const char *s, size_t length)
{
	utf8proc_int32_t point;
	utf8proc_ssize_t bytes = read_one(s, length, &point);

	return bytes < 0 ? 0 : (size_t)bytes;
}

uint32_t
utf8_decode(const char *s, size_t bytes)
{
	utf8proc_int32_t point;

	read_one(s, bytes, &point);
	return (uint32_t)point;
}

size_t
utf8_encode(uint32_t point, char out[4])
{
	return (size_t)utf8proc_encode_char((utf8proc_int32_t)point,
	    (utf8proc_uint8_t *)out);
}

unsigned
utf8_columns(uint32_t point)
{
	return (unsigned)utf8proc_charwidth((utf8proc_int32_t)point);
}

size_t
utf8_plain(const char *s, size_t length)
{
	const uint64_t high = 0x8080808080808080U;
	size_t n = 0;
	uint64_t word;

	for (; length - n >= sizeof(word); n += sizeof(word)) {
		memcpy(&word, s + n, sizeof(word));
		if ((word & high) != 0)
			break;
	}
	while (n < length && (unsigned char)s[n] < 0x80)
		n++;
	return n;
}

size_t
utf8_count(const char *s, size_t length)
{
	size_t count = 0, n;

	for (size_t i = 0; i < length; count++) {
		n = utf8_plain(s + i, length - i);
		count += n;
		i += n;
		if (i == length)
			break;
		n = utf8_length(s + i, length - i);
		i += n == 0 ? 1 : n;
	}
	return count;
}
