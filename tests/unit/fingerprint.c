/* Fingerprints: SHA-256 itself, and what they hang on. */

#include "rule/fingerprint.h"
#include "rule/sha256.h"
#include "tap.h"

#include <string.h>

static void
hash(const char *bytes, size_t length, size_t times, char hex[65])
{
	struct sha256 state;

	sha256_init(&state);
	while (times-- > 0)
		sha256_add(&state, bytes, length);
	sha256_end(&state, hex);
}

/* The vectors of FIPS 180-4's examples. */
static void
hashes_as_the_standard_says(void **state)
{
	char hex[65];

	(void)state;
	hash("abc", 3, 1, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223"
				 "b00361a396177a9cb410ff61f20015ad");
	hash("", 0, 1, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb924"
				 "27ae41e4649b934ca495991b7852b855");
	hash("a", 1, 1000000, hex);
	assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67"
				 "f1809a48a497200e046d39ccc7112cd0");
}

static void
hangs_on_rule_place_and_number(void **state)
{
	static const struct card card = { .name = "vram/overflow" };
	static const struct card other = { .name = "vram/other" };
	struct finding f[4];
	struct arena arena;

	(void)state;
	memset(f, 0, sizeof(f));
	arena_init(&arena);
	f[0].card = f[1].card = f[3].card = &card;
	f[2].card = &other;
	f[0].key_path = f[1].key_path = f[2].key_path = "train.micro_batch";
	f[3].key_path = "model.id";
	for (size_t i = 0; i < 3; i++)
		f[i].next = &f[i + 1];
	fingerprint_all(f, &arena);
	for (size_t i = 0; i < 4; i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(f[i].fingerprint,
			    f[j].fingerprint);
	/* Line, message and severity do not matter. */
	const char *before = f[0].fingerprint;

	f[0].line = 99;
	f[0].message = "another";
	f[0].severity = SEVERITY_NOTE;
	fingerprint_all(f, &arena);
	assert_string_equal(f[0].fingerprint, before);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_as_the_standard_says),
		cmocka_unit_test(hangs_on_rule_place_and_number),
	};

	return cmocka_run_group_tests_name("fingerprint", tests, NULL, NULL);
}
