/* The sorted names of the catalogue against a walk over its rows. */

#include "catalog/index.h"
#include "catalog/name.h"
#include "tap.h"

#include <string.h>
#include <strings.h>

static const struct catalog *const c = &catalog_builtin;

/* A name as a card's look-up sees it, written down once more. */
static struct name
plain(const char *s, size_t length)
{
	static const char *const words[] = { "nvidia", "geforce", "tesla",
		"amd", "instinct", "radeon", "intel", "apple" };
	struct name name = name_squeeze(s, length);

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		name_drop_prefix(&name, words[i]);
	return name;
}

static bool
is_named(const struct gpu *gpu, const struct name *wanted)
{
	const char *const cells[] = { gpu->name, gpu->smi_name, gpu->k8s_label,
		gpu->sky_name, gpu->aliases };

	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++) {
		struct items it = { cells[i], 0 };

		while (items_next(&it)) {
			struct name name = plain(it.s, it.length);

			if (name.length > 0 && strcmp(name.s, wanted->s) == 0)
				return true;
		}
	}
	return false;
}

/* The least memory among the rows of a name. */
static double
least_memory(const struct name *wanted)
{
	double least = 0;

	for (size_t i = 0; i < c->gpus_count; i++)
		if (is_named(&c->gpus[i], wanted) &&
		    (least == 0 || c->gpus[i].vram_gb < least))
			least = c->gpus[i].vram_gb;
	return least;
}

static void
finds_every_name_of_a_gpu(void **state)
{
	(void)state;
	for (size_t i = 0; i < c->gpus_count; i++) {
		const struct gpu *gpu = &c->gpus[i];
		const char *const cells[] = { gpu->name, gpu->smi_name,
			gpu->k8s_label, gpu->sky_name, gpu->aliases };

		for (size_t j = 0; j < sizeof(cells) / sizeof(*cells); j++) {
			struct items it = { cells[j], 0 };

			while (items_next(&it)) {
				struct name name = plain(it.s, it.length);
				const struct gpu *found =
				    catalog_gpu(c, name.s, NULL);

				if (name.length == 0)
					continue;
				assert_non_null(found);
				if (found->vram_gb != least_memory(&name))
					fail_msg("%s: %s", name.s, found->name);
			}
		}
	}
}

static const struct model *
first_model(const char *s, size_t length)
{
	for (size_t i = 0; i < c->models_count; i++) {
		struct items it = { c->models[i].aliases, 0 };

		if (strlen(c->models[i].id) == length &&
		    strncasecmp(c->models[i].id, s, length) == 0)
			return &c->models[i];
		while (items_next(&it))
			if (it.length == length &&
			    strncasecmp(it.s, s, length) == 0)
				return &c->models[i];
	}
	return NULL;
}

static void
finds_every_name_of_a_model(void **state)
{
	char id[INDEX_LOWER_LIMIT];
	bool exact;

	(void)state;
	for (size_t i = 0; i < c->models_count; i++) {
		struct items it = { c->models[i].aliases, 0 };

		assert_ptr_equal(catalog_model(c, c->models[i].id, &exact),
		    first_model(c->models[i].id, strlen(c->models[i].id)));
		assert_true(exact);
		while (items_next(&it)) {
			assert_true(it.length < sizeof(id));
			memcpy(id, it.s, it.length);
			id[it.length] = '\0';
			assert_ptr_equal(catalog_model(c, id, &exact),
			    first_model(id, it.length));
			assert_true(exact);
		}
	}
}

static void
finds_every_instance_and_quant(void **state)
{
	(void)state;
	for (size_t i = 0; i < c->instances_count; i++) {
		const char *name = c->instances[i].name;
		size_t first = 0;

		while (strcasecmp(c->instances[first].name, name) != 0)
			first++;
		assert_ptr_equal(catalog_instance(c, name),
		    &c->instances[first]);
	}
	for (size_t i = 0; i < c->quants_count; i++)
		assert_non_null(catalog_quant(c, c->quants[i].name));
	assert_null(catalog_instance(c, ""));
	assert_null(catalog_quant(c, ""));
}

static void
keeps_names_sorted(void **state)
{
	const struct catalog_names *const all[] = { &c->gpu_names,
		&c->model_ids, &c->model_stems, &c->instance_names,
		&c->quant_names };

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		const struct catalog_names *names = all[i];

		assert_true(names->count > 50);
		for (size_t j = 0; j < names->count; j++) {
			const struct catalog_name *at = &names->all[j];
			size_t count;

			assert_true(at->at + at->length <= strlen(names->text));
			assert_non_null(index_find(names, names->text + at->at,
			    at->length, &count));
			if (j > 0 && at[-1].at == at->at)
				assert_true(at[-1].row < at->row);
		}
	}
}

static void
model_is(const char *id, const char *wanted)
{
	bool exact = true;
	const struct model *model = catalog_model(c, id, &exact);

	if (wanted == NULL) {
		if (model != NULL)
			fail_msg("%s is taken for %s", id, model->id);
		return;
	}
	if (model == NULL)
		fail_msg("%s is not found", id);
	if (strcmp(model->id, wanted) != 0)
		fail_msg("%s: %s", id, model->id);
	assert_false(exact);
}

static void
finds_models_of_files(void **state)
{
	(void)state;
	model_is("/models/Llama-3.3-70B-Instruct-Q4_K_M.gguf",
	    "meta-llama/Llama-3.3-70B-Instruct");
	model_is("Qwen2.5-32B-Instruct-F16.gguf", "Qwen/Qwen2.5-32B-Instruct");
	model_is("qwen2.5-7b-instruct-q4_k_m-00001-of-00002.gguf",
	    "Qwen/Qwen2.5-7B-Instruct");
	model_is("mistral-7b-instruct-v0.2.Q5_K_S.gguf",
	    "mistralai/Mistral-7B-Instruct-v0.2");
	model_is("C:\\models\\Qwen3-8B-UD-IQ2_XXS.gguf", "Qwen/Qwen3-8B");
	model_is("Qwen3-8B.i1-Q4_K_M.gguf", "Qwen/Qwen3-8B");
	model_is("gpt-oss-20b-mxfp4.gguf", "openai/gpt-oss-20b");
	model_is("bartowski/Llama-3.2-3B-Instruct-GGUF",
	    "meta-llama/Llama-3.2-3B-Instruct");
	model_is("bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M",
	    "meta-llama/Llama-3.2-3B-Instruct");
	model_is("TheBloke/Mistral-7B-Instruct-v0.2-AWQ",
	    "mistralai/Mistral-7B-Instruct-v0.2");
}

static void
finds_models_of_tags(void **state)
{
	(void)state;
	model_is("llama3.1:8b-instruct-q4_K_M",
	    "meta-llama/Meta-Llama-3.1-8B-Instruct");
	model_is("llama3:8b", "meta-llama/Meta-Llama-3-8B");
	model_is("qwen2.5:32b", "Qwen/Qwen2.5-32B");
	model_is("qwen2.5-coder:7b-instruct-q8_0",
	    "Qwen/Qwen2.5-Coder-7B-Instruct");
	model_is("mistral:7b-instruct-v0.3-fp16",
	    "mistralai/Mistral-7B-Instruct-v0.3");
}

static void
takes_no_file_for_its_neighbour(void **state)
{
	(void)state;
	model_is("llama3.1:80b", NULL);
	model_is("llama3.1:latest", NULL);
	model_is("llama3.1", NULL);
	model_is("llama31:8b", NULL);
	model_is("llama3:18b", NULL);
	/* the tag is a distilled model, not the large one of that name */
	model_is("deepseek-r1:latest", NULL);
	model_is("deepseek-r1:8b", NULL);
	model_is("deepseek-r1:q4_K_M", NULL);
	/* Qwen 1.5 there */
	model_is("qwen:7b", NULL);
	model_is("qwen2:57b", NULL);
	model_is("mistral:7b", NULL);
	model_is("Llama-3.1-8B-Q4_K_M-of-something.gguf", NULL);
	model_is("Llama-3.1-80B-Instruct-Q4_K_M.gguf", NULL);
	model_is("Qwen2-58B-Instruct-Q4_K_M.gguf", NULL);
	model_is("Qwen2.5-7B-Instruct-Q4_K_Z.gguf", NULL);
	model_is("Qwen2.5-7B-Instruct-Q4_.gguf", NULL);
	model_is("Qwen2.5-7B-Instruct-Q.gguf", NULL);
	model_is("Q4_K_M.gguf", NULL);
	model_is("-Q4_K_M.gguf", NULL);
	model_is("-00001-of-00002.gguf", NULL);
	model_is(".gguf", NULL);
	model_is("ggml-model-q4_k_m.gguf", NULL);
	model_is(":", NULL);
	model_is("a:", NULL);
}

/* Folders, not tags: those of a registry are spelt in one way. */
static void
finds_models_as_folders_spell_them(void **state)
{
	(void)state;
	model_is("/mnt/nas/qwen25_7b", "Qwen/Qwen2.5-7B");
	model_is("Qwen/Qwen2___5-7B-Instruct", "Qwen/Qwen2.5-7B-Instruct");
	model_is("./qwen2p5-7b", "Qwen/Qwen2.5-7B");
	model_is("llama-3-1-8b-instruct",
	    "meta-llama/Meta-Llama-3.1-8B-Instruct");
	model_is("/models/llama31-8b", "meta-llama/Meta-Llama-3.1-8B");
	model_is("mistral_7b_instruct_v02",
	    "mistralai/Mistral-7B-Instruct-v0.2");
	model_is("gptoss120b", "openai/gpt-oss-120b");
	model_is("qwen2vl7b", "Qwen/Qwen2-VL-7B-Instruct");
	model_is("Qwen3-Coder-30B", "Qwen/Qwen3-Coder-30B-A3B-Instruct");
	model_is("llama4-scout", "meta-llama/Llama-4-Scout-17B-16E-Instruct");
	model_is("Qwen-1_8B-x", NULL);
	model_is("/models/llama3", NULL);
	model_is("/models/qwen3", NULL);
	/* 4k and 128k are two shapes' lengths; 7b and 67b two shapes */
	model_is("phi3", NULL);
	model_is("deepseek-llm", NULL);
	model_is("llama-3-1", NULL);
	model_is("2-5", NULL);
	model_is("a-", NULL);
	model_is("---", NULL);
}

static void
finds_the_base_in_a_name(void **state)
{
	static const char *const pairs[][2] = {
		{ "teknium/OpenHermes-2.5-Mistral-7B", "mistralai/Mistral-7B" },
		{ "dolphin-2_2-yi-34b.Q6_K.gguf", "01-ai/Yi-34B" },
		{ "mythomax-l2-13b.Q5_K_M.gguf", "meta-llama/Llama-2-13b" },
		{ "Sao10K/L3-8B-Stheno-v3.2", "meta-llama/Meta-Llama-3-8B" },
		{ "L3.3-70B-Euryale-v2.3", "meta-llama/Llama-3.3-70B" },
		{ "allenai/Llama-3.1-Tulu-3-70B-SFT",
		    "meta-llama/Meta-Llama-3.1-70B" },
		{ "open-r1/Qwen2.5-Math-7B-RoPE-300k", "Qwen/Qwen2.5-Math-7B" },
		{ "/models/qwen25-7b-our-own-tune", "Qwen/Qwen2.5-7B" },
		{ "axolotl-ai-co/gpt-oss-120b-dequantized",
		    "openai/gpt-oss-120b" },
		/* a word that its base has too is no other shape */
		{ "QuantTrio/Qwen3-VL-235B-A22B-Thinking-AWQ",
		    "Qwen/Qwen3-VL-235B-A22B" },
		{ "our/Qwen2-VL-7B-charts", "Qwen/Qwen2-VL-7B-Instruct" },
		{ "ICTNLP/Llama-3.1-8B-Omni", "meta-llama/Meta-Llama-3.1-8B" },
	};
	static const char *const none[] = { "someone/Mamba-Mistral-7B",
		"someone/Qwen3-VL-8B-moe", "someone/zephyr-7b-alpha-gemma-7b",
		"someone/draft-of-mistral-7b", "7b", "/models", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		const struct model *row = catalog_model_base(c, pairs[i][0]);

		assert_non_null(row);
		assert_int_equal(strncmp(row->id, pairs[i][1],
				     strlen(pairs[i][1])),
		    0);
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_null(catalog_model_base(c, none[i]));
}

static void
reads_the_size_in_a_name(void **state)
{
	static const struct {
		const char *id;
		double billions;
	} sizes[] = { { "swiss-ai/Apertus-8B-Instruct-2509", 8 },
		{ "LiquidAI/LFM2-350M", 0.35 }, { "x/THING-4-32B-0414", 32 },
		{ "/models/13B/", 13 }, { "x/falcon-e-1.2-3B", 3 },
		{ "x/Kimi-48B-A3B", 0 }, { "x/Thing-8x7B", 0 },
		{ "x/Scout-17B-16E", 0 }, { "x/Qwen-1_8B", 0 },
		{ "x/Thing-1M-8k", 0 }, { "x/gemma-3n-e2b", 0 },
		{ "x/InternVL9-8B", 8 }, { "b", 0 }, { "", 0 },
		{ "x/...........b", 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		assert_int_equal((int)(catalog_size_in_name(sizes[i].id) / 1e7),
		    (int)(sizes[i].billions * 100));
	assert_null(catalog_model_sized(c, 0, 1.3));
	assert_null(catalog_model_sized(c, 1e15, 1.3));
	assert_non_null(catalog_model_sized(c, 8e9, 1.3));
	assert_true(catalog_model_sized(c, 8e9, 1.3)->params < 8e9 * 1.3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_every_name_of_a_gpu),
		cmocka_unit_test(finds_every_name_of_a_model),
		cmocka_unit_test(finds_every_instance_and_quant),
		cmocka_unit_test(keeps_names_sorted),
		cmocka_unit_test(finds_models_of_files),
		cmocka_unit_test(finds_models_of_tags),
		cmocka_unit_test(takes_no_file_for_its_neighbour),
		cmocka_unit_test(finds_models_as_folders_spell_them),
		cmocka_unit_test(finds_the_base_in_a_name),
		cmocka_unit_test(reads_the_size_in_a_name),
	};

	return cmocka_run_group_tests_name("catalog_names", tests, NULL, NULL);
}
