/* SHA-256 as FIPS 180-4 writes it down. */

#include "rule/sha256.h"

#include <string.h>

static const uint32_t round_constants[64] = { 0x428a2f98, 0x71374491,
	0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
	0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d,
	0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb,
	0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
	0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
	0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb,
	0xbef9a3f7, 0xc67178f2 };

static uint32_t
rotate(uint32_t x, unsigned n)
{
	return (x >> n) | (x << (32 - n));
}

static void
expand(uint32_t w[64], const unsigned char *block)
{
	uint32_t a, b;
	size_t i;

	for (i = 0; i < 16; i++)
		w[i] = (uint32_t)block[4 * i] << 24 |
		       (uint32_t)block[4 * i + 1] << 16 |
		       (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
	for (; i < 64; i++) {
		a = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^
		    (w[i - 15] >> 3);
		b = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^
		    (w[i - 2] >> 10);
		w[i] = w[i - 16] + a + w[i - 7] + b;
	}
}

static void
compress(uint32_t state[8], const unsigned char *block)
{
	uint32_t w[64], s[8], one, two;
	size_t i;

	expand(w, block);
	memcpy(s, state, sizeof(s));
	for (i = 0; i < 64; i++) {
		one = s[7] +
		      (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)) +
		      ((s[4] & s[5]) ^ (~s[4] & s[6])) + round_constants[i] +
		      w[i];
		two = (rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22)) +
		      ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
		memmove(s + 1, s, 7 * sizeof(s[0]));
		s[4] += one;
		s[0] = one + two;
	}
	for (i = 0; i < 8; i++)
		state[i] += s[i];
}

void
sha256_init(struct sha256 *hash)
{
	static const uint32_t start[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372,
		0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	memcpy(hash->state, start, sizeof(start));
	hash->length = 0;
}

void
sha256_add(struct sha256 *hash, const void *bytes, size_t length)
{
	const unsigned char *p = bytes;
	size_t used;

	for (; length > 0; length--) {
		used = (size_t)(hash->length % 64);
		hash->block[used] = *p++;
		hash->length++;
		if (used == 63)
			compress(hash->state, hash->block);
	}
}

void
sha256_end(struct sha256 *hash, char hex[65])
{
	static const char digits[] = "0123456789abcdef";
	uint64_t bits = hash->length * 8;
	unsigned char size[8];
	size_t i;

	sha256_add(hash, "\x80", 1);
	while (hash->length % 64 != 56)
		sha256_add(hash, "", 1);
	for (i = 0; i < 8; i++)
		size[i] = (unsigned char)(bits >> (56 - 8 * i));
	sha256_add(hash, size, 8);
	for (i = 0; i < 64; i++)
		hex[i] = digits[hash->state[i / 8] >> (28 - 4 * (i % 8)) & 15];
	hex[64] = '\0';
}
