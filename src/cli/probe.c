/* gpulint probe: this machine as a target. */

#include "cli/cli.h"
#include "cli/machine.h"
#include "cli/nvml.h"
#include "report/object.h"
#include "report/report.h"

#include <math.h>
#include <string.h>

/* One key of the target in either form. */
struct sheet {
	struct text *out;
	bool is_json;
};

static void
add_comment(struct sheet *sheet, const char *what, const char *words)
{
	if (sheet->is_json)
		return;
	text_printf(sheet->out, "  # %s", what);
	text_add_shown(sheet->out, words);
	text_add_char(sheet->out, '\n');
}

static void
add_text(struct sheet *sheet, const char *key, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	if (sheet->is_json) {
		object_text(sheet->out, key, value);
		return;
	}
	text_printf(sheet->out, "  %s: ", key);
	text_add_json_string(sheet->out, value);
	text_add_char(sheet->out, '\n');
}

static void
add_number(struct sheet *sheet, const char *key, double value)
{
	if (value <= 0)
		return;
	if (sheet->is_json)
		object_number(sheet->out, key, round(value));
	else
		text_printf(sheet->out, "  %s: %.0f\n", key, value);
}

static void
add_bytes(struct sheet *sheet, const char *key, double bytes)
{
	if (bytes <= 0 || sheet->is_json) {
		add_number(sheet, key, bytes);
		return;
	}
	text_printf(sheet->out, "  %s: %.0f  # ", key, bytes);
	add_size(sheet->out, bytes);
	text_add_char(sheet->out, '\n');
}

/* A job is as wide as its smallest GPU. */
static const struct nvml_gpu *
smallest(const struct nvml *nvml)
{
	const struct nvml_gpu *least = &nvml->gpus[0];

	for (size_t i = 1; i < nvml->count; i++) {
		if (nvml->gpus[i].bytes < least->bytes)
			least = &nvml->gpus[i];
	}
	return least;
}

static void
add_gpus(struct sheet *sheet, const struct nvml *nvml,
    const struct catalog *catalog)
{
	const struct nvml_gpu *least;
	const struct gpu *gpu;
	size_t covers;

	if (nvml->count == 0) {
		add_comment(sheet, "", "no GPU: the NVIDIA driver shows none");
		return;
	}
	least = smallest(nvml);
	gpu = catalog_gpu(catalog, least->name, &covers);
	if (gpu != NULL) {
		add_text(sheet, "gpu", gpu->name);
	} else {
		add_comment(sheet, "in no catalogue: ", least->name);
		add_bytes(sheet, "vram", least->bytes);
	}
	add_number(sheet, "gpus", (double)nvml->count);
	for (size_t i = 0; i < nvml->count; i++) {
		if (strcmp(nvml->gpus[i].name, least->name) != 0)
			add_comment(sheet, "another GPU: ", nvml->gpus[i].name);
	}
}

/* Inside WSL nobody sees the memory of the Windows host, and that is what
 * ram means there. */
static void
add_ram(struct sheet *sheet, const struct machine *machine)
{
	if (machine->os == NULL || strcmp(machine->os, "wsl2") != 0) {
		add_bytes(sheet, "ram", machine->ram);
		return;
	}
	add_comment(sheet, "",
	    "ram: that of the Windows host, which cannot be seen from WSL");
}

static void
add_machine(struct sheet *sheet, const struct catalog *catalog)
{
	struct error err = { "" };
	struct machine machine;
	struct nvml nvml;

	machine_read(&machine);
	if (nvml_read(&nvml, &err))
		add_gpus(sheet, &nvml, catalog);
	else
		add_comment(sheet, "no GPU: ", err.text);
	add_text(sheet, "driver",
	    nvml.driver[0] != '\0' ? nvml.driver : machine.driver);
	add_text(sheet, "cuda", nvml.cuda);
	add_text(sheet, "os", machine.os);
	add_text(sheet, "arch", machine.arch);
	add_ram(sheet, &machine);
	add_number(sheet, "cpus", machine.cpus);
	add_bytes(sheet, "shm", machine.shm);
	add_bytes(sheet, "disk_free", machine.disk_free);
	add_text(sheet, "mount", machine.mount);
}

static int
probe(const struct cli *cli, const struct catalog *catalog)
{
	struct sheet sheet = { .is_json = strcmp(cli->format, "json") == 0 };
	struct text out;
	int status;

	text_init(&out);
	sheet.out = &out;
	if (sheet.is_json) {
		object_open(&out, NULL, '{');
		object_open(&out, "target", '{');
	} else {
		text_add(&out, "target:\n");
	}
	add_machine(&sheet, catalog);
	if (sheet.is_json)
		text_add(&out, "}}\n");
	status = cli_finish(cli, &out, CLI_OK);
	text_release(&out);
	return status;
}

int
command_probe(int argc, char **argv)
{
	static const char *const formats[] = { "yaml", "json", "text", NULL };
	struct cli cli;
	struct run run;
	int status = cli_read(&cli, argc, argv);

	if (status >= 0)
		return status;
	if (cli_want_format(&cli, formats) >= 0)
		status = CLI_STOPPED;
	else if (cli.operands.count != 0)
		status = cli_usage("probe", "%s: takes no operands",
		    cli.operands.word[0]);
	else if (!cli_start(&cli, &run)) {
		status = CLI_STOPPED;
	} else {
		status = probe(&cli, &run.knowledge.catalog);
		run_release(&run);
	}
	cli_release(&cli);
	return status;
}
