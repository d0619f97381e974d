/* Fingerprints: what they hang on. */

#include "rule/fingerprint.h"
#include "tap.h"

#include <string.h>

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
		cmocka_unit_test(hangs_on_rule_place_and_number),
	};

	return cmocka_run_group_tests_name("fingerprint", tests, NULL, NULL);
}
