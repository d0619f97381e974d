/* What the catalogue finds under the names that people use. */

#include "catalog/catalog.h"
#include "catalog/table.h"
#include "tap.h"

#include <string.h>
#include <strings.h>

static void
gpu_is(const char *name, const char *wanted, size_t sizes)
{
	size_t covers = 99;
	const struct gpu *gpu = catalog_gpu(&catalog_builtin, name, &covers);

	if (wanted == NULL) {
		if (gpu != NULL)
			fail_msg("%s is taken for %s", name, gpu->name);
		assert_int_equal(covers, 0);
		return;
	}
	if (gpu == NULL)
		fail_msg("%s is not found", name);
	if (strcmp(gpu->name, wanted) != 0 || covers != sizes)
		fail_msg("%s: %s of %zu sizes, not %s of %zu", name, gpu->name,
		    covers, wanted, sizes);
}

static void
finds_gpus_by_any_name(void **state)
{
	(void)state;
	gpu_is("RTX 4090", "RTX 4090", 1);
	gpu_is("rtx4090", "RTX 4090", 1);
	gpu_is("4090", "RTX 4090", 1);
	gpu_is("NVIDIA GeForce RTX 4090", "RTX 4090", 1);
	gpu_is("NVIDIA-A100-SXM4-80GB", "A100 SXM4 80GB", 1);
	gpu_is("NVIDIA A100 80GB PCIe", "A100 PCIe 80GB", 1);
	gpu_is("A100-SXM4-80G", "A100 SXM4 80GB", 1);
	gpu_is("A100-80GB", "A100 SXM4 80GB", 1);
	gpu_is("A100 40GB", "A100 SXM4 40GB", 1);
	gpu_is("nvidia-tesla-t4", "T4", 1);
	gpu_is("Tesla T4 16G", "T4", 1);
	gpu_is("T4 (Colab)", "T4", 1);
	gpu_is("nvidia-h100-80gb", "H100 SXM5 80GB", 1);
	gpu_is("H100-80GB", "H100 SXM5 80GB", 1);
	gpu_is("NVIDIA-H100-80GB-HBM3", "H100 SXM5 80GB", 1);
	gpu_is("A10G 24GB", "A10G", 1);
	gpu_is("L40S", "L40S", 1);
	gpu_is("NVIDIA L40 48GB", "L40", 1);
	gpu_is("H200", "H200 SXM", 1);
	gpu_is("B200", "B200 SXM", 1);
	gpu_is("Titan RTX 24GB", "TITAN RTX", 1);
	gpu_is("V100-32G", "V100 SXM2 32GB", 1);
	gpu_is("A6000", "RTX A6000", 1);
	gpu_is("MI300X (192 GB)", "Instinct MI300X", 1);
	gpu_is("7900 XTX", "Radeon RX 7900 XTX", 1);
	gpu_is("RTX 4090 Laptop GPU", "RTX 4090 Laptop", 1);
	gpu_is("RTX 2070 Max-Q", "RTX 2070", 1);
	gpu_is("Quadro RTX 5000 with Max-Q Design", "Quadro RTX 5000", 1);
	gpu_is("Tesla K40m", "K40", 1);
}

static void
takes_the_smallest_of_several(void **state)
{
	(void)state;
	gpu_is("A100", "A100 SXM4 40GB", 2);
	gpu_is("V100", "V100 SXM2 16GB", 2);
	gpu_is("3080", "RTX 3080 10GB", 2);
	gpu_is("RTX 4060 Ti", "RTX 4060 Ti 8GB", 2);
	gpu_is("RTX 6000", "Quadro RTX 6000", 3);
	gpu_is("H100 95GiB", "H100 NVL", 2);
}

static void
takes_no_gpu_for_its_neighbour(void **state)
{
	(void)state;
	gpu_is("A100-MIG-1g.5gb", NULL, 0);
	gpu_is("RTX 4095", NULL, 0);
	gpu_is("2080Ti 22G", NULL, 0);
	gpu_is("Tesla M4", NULL, 0);
	gpu_is("A100 24GB", NULL, 0);
	gpu_is("", NULL, 0);
	gpu_is("NVIDIA", NULL, 0);
	gpu_is("80GB", NULL, 0);
	gpu_is("mixed", NULL, 0);
	assert_string_equal(catalog_suggest_gpu(&catalog_builtin, "RTX 4091"),
	    "RTX 4090");
	assert_string_equal(catalog_suggest_gpu(&catalog_builtin, "4091"),
	    "4090");
	assert_string_equal(catalog_suggest_gpu(&catalog_builtin, "h10"),
	    "H100 PCIe");
	assert_null(catalog_suggest_gpu(&catalog_builtin, "banana"));
}

/* What Metal says of the memory that it shares, in MiB. */
static void
leaves_apple_s_system_its_share(void **state)
{
	static const struct {
		double gib, mib;
	} rows[] = { { 16, 10922.67 }, { 32, 21845.33 }, { 64, 49152 },
		{ 96, 73728 } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct gpu gpu = { .name = "Apple", .vendor = "apple" };
		double mib;

		gpu.vram_gb = rows[i].gib;
		mib = catalog_usable(&gpu) / (1024.0 * 1024);
		assert_true(mib > rows[i].mib - 1 && mib < rows[i].mib + 1);
	}
}

/* Where a name alone would be taken for the whole catalogue's business. */
static void
has_sane_gpus(void **state)
{
	size_t i, j;

	(void)state;
	assert_true(catalog_builtin.gpus_count > 200);
	for (i = 0; i < catalog_builtin.gpus_count; i++) {
		const struct gpu *gpu = &catalog_builtin.gpus[i];
		double gib = catalog_usable(gpu) / (1024.0 * 1024 * 1024);
		size_t covers;

		if (!(gpu->vram_gb > 0 && gib > gpu->vram_gb * 0.6 &&
			gib <= gpu->vram_gb))
			fail_msg("%s: %g GB, %g GiB usable", gpu->name,
			    gpu->vram_gb, gib);
		if (gpu->total_mib > 0 && gib > gpu->total_mib / 1024)
			fail_msg("%s: more usable than shown", gpu->name);
		for (j = 0; j < i; j++)
			assert_string_not_equal(gpu->name,
			    catalog_builtin.gpus[j].name);
		assert_non_null(
		    catalog_gpu(&catalog_builtin, gpu->name, &covers));
	}
}

static void
has_unsourced_columns_that_exist(void **state)
{
	size_t t, i, count;

	(void)state;
	for (t = 0; t < CATALOG_TABLE_COUNT; t++) {
		const struct table *table = &catalog_tables[t];
		const struct column *column = table_column(table, "unsourced");
		const char *row = table_rows(table, &catalog_builtin, &count);

		for (i = 0; column != NULL && i < count; i++) {
			const char *cell = column_text(column, row);
			char name[64];

			while (cell != NULL && *cell != '\0') {
				size_t length = strcspn(cell, ";");

				assert_true(length < sizeof(name));
				memcpy(name, cell, length);
				name[length] = '\0';
				if (strcmp(name, "*") != 0 &&
				    table_column(table, name) == NULL)
					fail_msg("%s: unsourced column %s",
					    table->name, name);
				cell += length + (cell[length] == ';');
			}
			row += table->row_size;
		}
	}
}

static void
model_is(const char *id, const char *wanted, bool wanted_exact)
{
	bool exact = !wanted_exact;
	const struct model *model = catalog_model(&catalog_builtin, id, &exact);

	if (wanted == NULL) {
		if (model != NULL)
			fail_msg("%s is taken for %s", id, model->id);
		return;
	}
	if (model == NULL)
		fail_msg("%s is not found", id);
	if (strcmp(model->id, wanted) != 0 || exact != wanted_exact)
		fail_msg("%s: %s (%s)", id, model->id,
		    exact ? "exact" : "not exact");
}

static void
finds_models_and_their_derivatives(void **state)
{
	(void)state;
	model_is("Qwen/Qwen2.5-7B-Instruct", "Qwen/Qwen2.5-7B-Instruct", true);
	model_is("qwen/qwen2.5-7b-instruct", "Qwen/Qwen2.5-7B-Instruct", true);
	model_is("meta-llama/Llama-3.1-8B", "meta-llama/Meta-Llama-3.1-8B",
	    true);
	model_is("unsloth/Meta-Llama-3.1-8B-Instruct-bnb-4bit",
	    "meta-llama/Meta-Llama-3.1-8B-Instruct", false);
	model_is("hugging-quants/Meta-Llama-3.1-8B-Instruct-AWQ-INT4",
	    "meta-llama/Meta-Llama-3.1-8B-Instruct", false);
	model_is("Qwen/Qwen2.5-32B-Instruct-GPTQ-Int4",
	    "Qwen/Qwen2.5-32B-Instruct", false);
	model_is("/models/Qwen2.5-72B-Instruct-GPTQ-Int8",
	    "Qwen/Qwen2.5-72B-Instruct-AWQ", false);
	model_is("/models/Devstral-Small-2507",
	    "mistralai/Magistral-Small-2506", false);
	model_is("TheBloke/Llama-2-7B-Chat-GPTQ",
	    "meta-llama/Llama-2-7b-chat-hf", false);
	model_is("unsloth/llama-3-8b-bnb-4bit", "meta-llama/Meta-Llama-3-8B",
	    false);
	model_is("decapoda-research/llama-7b-hf", "huggyllama/llama-7b", false);
	model_is("/data/models/Qwen3-8B/", "Qwen/Qwen3-8B", false);
	model_is("./models--Qwen--Qwen3-8B/snapshots/9c925d6", "Qwen/Qwen3-8B",
	    true);
	model_is("Qwen/Qwen3-8B-AWQ", "Qwen/Qwen3-8B", false);
	model_is("ISTA-DASLab/gemma-3-27b-it-GPTQ-4b-128g",
	    "google/gemma-3-27b-it", false);
	model_is("QuantTrio/Qwen3-VL-235B-A22B-Thinking-AWQ",
	    "Qwen/Qwen3-VL-235B-A22B-Instruct", false);
	model_is("gpt2", "openai-community/gpt2", true);
	model_is("unsloth/gemma-3-4b-pt", "google/gemma-3-4b-it", false);
	model_is("RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic",
	    "meta-llama/Llama-3.3-70B-Instruct", false);
}

static void
takes_no_model_for_its_neighbour(void **state)
{
	(void)state;
	model_is("meta-llama/Llama-3.1-80B", NULL, false);
	model_is("meta-llama/Llama-3.1-8", NULL, false);
	model_is("Qwen/Qwen2.5-17B-Instruct", NULL, false);
	model_is("foo/Llama-3.1", NULL, false);
	model_is("openai/whisper", NULL, false);
	model_is("foo/bert", NULL, false);
	model_is("foo/8B", NULL, false);
	model_is("foo/instruct", NULL, false);
	model_is("", NULL, false);
	model_is("/", NULL, false);
	model_is("models--", NULL, false);
	model_is("models----", NULL, false);
	model_is("models--a--", NULL, false);
	assert_string_equal(catalog_suggest_model(&catalog_builtin,
				"Qwen/Qwen2.5-7B-Instrukt"),
	    "Qwen/Qwen2.5-7B-Instruct");
}

static void
has_sane_models(void **state)
{
	size_t i, j;

	(void)state;
	assert_true(catalog_builtin.models_count > 400);
	for (i = 0; i < catalog_builtin.models_count; i++) {
		const struct model *m = &catalog_builtin.models[i];

		if (m->layers > 0 && m->heads > 0 &&
		    (m->hidden <= 0 || m->layers > 200 ||
			m->kv_heads > m->heads ||
			m->attention_layers > m->layers))
			fail_msg("%s: odd dimensions", m->id);
		if (m->experts > 0 && m->experts_per_token > m->experts)
			fail_msg("%s: more experts a token than there are",
			    m->id);
		if (m->params > 0 && m->active_params > m->params)
			fail_msg("%s: more active than all", m->id);
		for (j = 0; j < i; j++)
			if (strcasecmp(m->id, catalog_builtin.models[j].id) ==
			    0)
				fail_msg("%s is there twice", m->id);
	}
}

static void
finds_versions_images_and_machines(void **state)
{
	const struct catalog *c = &catalog_builtin;

	(void)state;
	assert_string_equal(catalog_cuda(c, "12.4.1")->driver_linux,
	    "550.54.14");
	assert_string_equal(catalog_cuda(c, "11.8")->minimum_linux,
	    "450.80.02");
	assert_null(catalog_cuda(c, "12"));
	assert_null(catalog_cuda(c, "12.44"));
	assert_string_equal(catalog_torch(c, "2.5.1+cu121", NULL)->cuda,
	    "12.1");
	assert_string_equal(catalog_torch(c, "2.11.0", NULL)->cuda, "13.0");
	assert_string_equal(catalog_torch(c, "2.5.1", NULL)->variant, "cu124");
	assert_null(catalog_torch(c, "2.5.1", "cu130"));
	assert_null(catalog_torch(c, "2", NULL));
	assert_string_equal(catalog_container(c,
				"docker.io/vllm/vllm-openai:v0.6.3")
				->torch,
	    "2.4.0");
	assert_string_equal(catalog_container(c,
				"pytorch/pytorch:2.5.1-cuda11.8-cudnn9-devel")
				->cuda,
	    "11.8");
	assert_string_equal(catalog_container(c, "vllm/vllm-openai:v0.9.0.1")
				->torch,
	    "2.7.0");
	assert_string_equal(catalog_container(c, "vllm/vllm-openai:v0.6.4")
				->torch,
	    "2.5.1");
	assert_null(catalog_container(c, "vllm/vllm-openai:v0.9.0.1-cpu"));
	assert_null(catalog_container(c, "vllm/vllm-openai@sha256:0"));
	assert_null(catalog_container(c, "vllm/vllm-open:v0.6.3"));
	assert_null(catalog_container(c, ""));
	assert_string_equal(catalog_instance(c, "p4d.24xlarge")->gpu,
	    "A100 SXM4 40GB");
	assert_true(catalog_instance(c, "g2-standard-32")->gpus == 1);
	assert_true(catalog_quant(c, "q4_k_m")->bits_effective > 4.8);
	assert_non_null(catalog_gpu(c, "T4", NULL)->compute);
	assert_false(catalog_is_unsourced(catalog_gpu(c, "T4", NULL)->unsourced,
	    "compute"));
	assert_true(
	    catalog_is_unsourced(catalog_gpu(c, "B100", NULL)->unsourced,
		"compute"));
}

/* Machines name their GPU as the table of GPUs does. */
static void
knows_the_gpus_of_machines(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < catalog_builtin.instances_count; i++) {
		const struct instance *machine = &catalog_builtin.instances[i];

		for (j = 0; j < catalog_builtin.gpus_count; j++)
			if (strcmp(catalog_builtin.gpus[j].name,
				machine->gpu) == 0)
				break;
		if (j == catalog_builtin.gpus_count || machine->gpus < 1)
			fail_msg("%s: %g x %s", machine->name, machine->gpus,
			    machine->gpu);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_gpus_by_any_name),
		cmocka_unit_test(takes_the_smallest_of_several),
		cmocka_unit_test(takes_no_gpu_for_its_neighbour),
		cmocka_unit_test(leaves_apple_s_system_its_share),
		cmocka_unit_test(has_sane_gpus),
		cmocka_unit_test(finds_models_and_their_derivatives),
		cmocka_unit_test(takes_no_model_for_its_neighbour),
		cmocka_unit_test(has_sane_models),
		cmocka_unit_test(finds_versions_images_and_machines),
		cmocka_unit_test(knows_the_gpus_of_machines),
		cmocka_unit_test(has_unsourced_columns_that_exist),
	};

	return cmocka_run_group_tests_name("catalog", tests, NULL, NULL);
}
