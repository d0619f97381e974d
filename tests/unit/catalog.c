/* What the catalogue finds under the names that people use. */

#include "catalog/catalog.h"
#include "catalog/table.h"
#include "tap.h"

#include <string.h>

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
	assert_null(catalog_suggest_gpu(&catalog_builtin, "banana"));
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_gpus_by_any_name),
		cmocka_unit_test(takes_the_smallest_of_several),
		cmocka_unit_test(takes_no_gpu_for_its_neighbour),
		cmocka_unit_test(has_sane_gpus),
		cmocka_unit_test(has_unsourced_columns_that_exist),
	};

	return cmocka_run_group_tests_name("catalog", tests, NULL, NULL);
}
