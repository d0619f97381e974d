/* The data files of dialects: what is read from one, what is refused. */

#include "dialect/dialect.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static struct arena arena;

static bool
load(struct dialect *dialect, const char *yaml, struct error *err)
{
	struct tree_problem problem;
	struct source *source = source_from_bytes(&arena, "rules/toy.yaml",
	    yaml, strlen(yaml), err);
	struct tree *tree = tree_read(source, &problem);

	assert_non_null(tree);
	return dialect_load(dialect, tree, &arena, err);
}

static void
refuses(const char *yaml, const char *why)
{
	struct error err = { "" };
	struct dialect dialect;

	assert_false(load(&dialect, yaml, &err));
	assert_string_equal(err.text, why);
}

static const struct key_map *
key_of(const struct dialect *dialect, const char *key)
{
	for (size_t i = 0; i < dialect->key_count; i++) {
		if (strcmp(dialect->keys[i].key, key) == 0)
			return &dialect->keys[i];
	}
	return NULL;
}

static void
reads_every_form_of_a_key(void **state)
{
	struct error err = { "" };
	struct dialect d;

	(void)state;
	assert_true(load(&d,
	    "summary: a toy\nkind: train\nloader: omegaconf\n"
	    "unknown_keys: refused\norder: 7\nlinted: false\n"
	    "keys:\n"
	    "  batch: train.micro_batch\n"
	    "  4bit:\n"
	    "    sets: {true: {quant.method: bnb-nf4, quant.bits: 4}}\n"
	    "    note: small\n"
	    "  gc:\n"
	    "    fact: train.checkpointing\n"
	    "    values: {true: full, 'false': none}\n"
	    "    otherwise: unknown\n"
	    "    default: none\n"
	    "  lib: env.lib.bitsandbytes\n"
	    "known: [seed]\nrenamed: {old: batch}\n",
	    &err));
	assert_string_equal(d.name, "toy");
	assert_int_equal(d.kind, WORKLOAD_TRAIN);
	assert_int_equal(d.loader, LOADER_OMEGACONF);
	assert_int_equal(d.unknown_keys, UNKNOWN_KEYS_REFUSED);
	assert_int_equal(d.order, 7);
	assert_false(d.linted);
	assert_int_equal(d.key_count, 6);
	assert_string_equal(key_of(&d, "batch")->fact, "train.micro_batch");
	assert_string_equal(key_of(&d, "4bit")->sets,
	    "true:quant.method=bnb-nf4,quant.bits=4\n");
	assert_string_equal(key_of(&d, "gc")->values[1].meant, "none");
	assert_string_equal(key_of(&d, "gc")->fallback, "none");
	assert_string_equal(key_of(&d, "old")->renamed, "batch");
	assert_null(key_of(&d, "seed")->fact);
}

static void
derives_markers_from_the_signature(void **state)
{
	struct error err = { "" };
	struct dialect d;

	(void)state;
	assert_true(load(&d,
	    "summary: a toy\nsignature:\n"
	    "  - {all: [a, zero.stage_long], any: [b]}\n"
	    "  - {any: [one, two], least: 2}\n",
	    &err));
	assert_string_equal(d.markers[0], "stage_long");
	assert_string_equal(d.markers[1], "one");
	assert_string_equal(d.markers[2], "two");
	assert_null(d.markers[3]);
	assert_true(load(&d,
	    "summary: a toy\nsignature:\n  - {path: ['*.yaml']}\n", &err));
	assert_null(d.markers);
}

static void
refuses_what_it_does_not_know(void **state)
{
	(void)state;
	refuses("summary: x\nloadr: 1\n",
	    "rules/toy.yaml:2:1: unknown key loadr, did you mean loader");
	refuses("summary: x\nkeys: {a: train.micro_bacth}\n",
	    "rules/toy.yaml:2:11: unknown fact train.micro_bacth, did you "
	    "mean train.micro_batch");
	refuses("summary: x\nkeys: {a: {fcat: model.id}}\n",
	    "rules/toy.yaml:2:12: unknown key fcat, did you mean fact");
	refuses("summary: x\nloader: pyaml\n",
	    "rules/toy.yaml:2:9: unknown word pyaml, did you mean pyyaml");
	refuses("summary: x\nkeys: {a: {default: '1'}}\n",
	    "rules/toy.yaml:2:11: a default without a fact for key a");
	refuses("summary: x\nknown: [a, a]\n",
	    "rules/toy.yaml:1:1: a key given twice: a");
	refuses("summary: x\nsignature: [{least: 2}]\n",
	    "rules/toy.yaml:2:13: a signature that asks for nothing");
	refuses("kind: train\n", "rules/toy.yaml:1:1: summary is missing");
	refuses("[1]\n", "rules/toy.yaml:1:1: a dialect is one mapping");
	refuses("summary: x\norder: many\n",
	    "rules/toy.yaml:2:8: a small whole number belongs here, not many");
}

static void
reads_all_dialects_of_the_project(void **state)
{
	const char *top = getenv("top_srcdir");
	struct dialects dialects, twice;
	struct error err = { "" };
	const char *folder =
	    arena_printf(&arena, "%s/rules/dialects", top ? top : ".");

	(void)state;
	if (!dialects_extend(&dialects, NULL, folder, &arena, &err))
		fail_msg("%s", err.text);
	assert_true(dialects.count > 0);
	for (size_t i = 0; i < dialects.count; i++) {
		const struct dialect *d = &dialects.all[i];

		assert_true(!d->key_count || !d->linted || d->source);
	}
	assert_true(dialects_extend(&twice, &dialects, folder, &arena, &err));
	assert_int_equal(twice.count, dialects.count);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_form_of_a_key),
		cmocka_unit_test(derives_markers_from_the_signature),
		cmocka_unit_test(refuses_what_it_does_not_know),
		cmocka_unit_test(reads_all_dialects_of_the_project),
	};
	int failed;

	arena_init(&arena);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_release(&arena);
	return failed;
}
