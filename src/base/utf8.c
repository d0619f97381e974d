#include "base/utf8.h"

#include <string.h>

static int
is_tail(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

size_t
utf8_length(const char *s, size_t length)
{
	unsigned char a = (unsigned char)s[0];
	unsigned char b = length > 1 ? (unsigned char)s[1] : 0;

	if (a < 0x80)
		return 1;
	if (a < 0xc2 || length < 2 || !is_tail(s[1]))
		return 0;
	if (a < 0xe0)
		return 2;
	if (length < 3 || !is_tail(s[2]))
		return 0;
	if (a < 0xf0) {
		if ((a == 0xe0 && b < 0xa0) || (a == 0xed && b >= 0xa0))
			return 0;
		return 3;
	}
	if (a > 0xf4 || length < 4 || !is_tail(s[3]))
		return 0;
	if ((a == 0xf0 && b < 0x90) || (a == 0xf4 && b >= 0x90))
		return 0;
	return 4;
}

uint32_t
utf8_decode(const char *s, size_t bytes)
{
	static const unsigned char lead[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t point = (unsigned char)s[0] & lead[bytes];

	for (size_t i = 1; i < bytes; i++)
		point = point << 6 | ((unsigned char)s[i] & 0x3f);
	return point;
}

size_t
utf8_encode(uint32_t point, char out[4])
{
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xc0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xe0 | point >> 12);
		out[1] = (char)(0x80 | (point >> 6 & 0x3f));
		out[2] = (char)(0x80 | (point & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | point >> 18);
	out[1] = (char)(0x80 | (point >> 12 & 0x3f));
	out[2] = (char)(0x80 | (point >> 6 & 0x3f));
	out[3] = (char)(0x80 | (point & 0x3f));
	return 4;
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
