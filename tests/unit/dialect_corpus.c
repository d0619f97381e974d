/*
 * Real files, where a collection of them lies beside the project: a folder a
 * dialect, named like it.  Skipped without one.
 */

#include "dialect_case.h"

#include <ftw.h>
#include <stdio.h>

static const char *folder;
static char prefix[1024];
static size_t files, claimed;

/* The dialects whose recall is held to 97 in 100. */
static const char *const ours[] = { "accelerate", "axolotl", "conda",
	"deepspeed", "docker_compose", "gitlab_ci", "gpt_neox", "hf_config",
	"hf_generation_config", "hf_quant_config", "hf_trl", "kserve",
	"kubeflow", "kuberay", "kubernetes", "kustomize", "lightning_cli",
	"litgpt", "llama_swap", "llamafactory", "llm_foundry", "localai",
	"megatron_args", "megatron_yaml", "mosaicml_mcli", "nanotron", "nemo",
	"nemo_rl", "skypilot", "template", "torchtune", "verl", "vllm_config",
	NULL };

/* ms-swift's own files, which no folder is named after. */
static bool
is_swift(const struct dialect *dialect, const char *path)
{
	return strcmp(dialect->name, "ms_swift") == 0 &&
	       strstr(path, "ms-swift");
}

/* What training code keeps of torch's words, whoever wrote it. */
static bool
is_nobodys(const struct dialect *dialect)
{
	return strcmp(dialect->name, "training_code") == 0;
}

static int
visit(const char *path, const struct stat *status, int type, struct FTW *at)
{
	const struct dialect *dialect = NULL;
	struct tree_problem problem;
	struct error err = { "" };
	struct arena file;
	struct source *source;
	struct tree *tree;

	(void)status;
	(void)at;
	if (type != FTW_F)
		return 0;
	arena_init(&file);
	source = source_open(&file, path, &err);
	tree = source ? tree_read(source, &problem) : NULL;
	for (uint32_t i = 0; tree && !dialect && i < tree->document_count; i++)
		dialect =
		    dialect_recognise(&dialects, tree->documents[i], path);
	if (source && !tree)
		dialect = dialect_of_text(&dialects, source->bytes,
		    source->size, path);
	files++;
	if (dialect && is_nobodys(dialect))
		dialect = NULL;
	if (dialect && is_swift(dialect, path))
		claimed += folder != NULL;
	else
		claimed +=
		    dialect && (!folder || strcmp(dialect->name, folder) == 0);
	arena_release(&file);
	return 0;
}

static bool
count(const char *name, bool any)
{
	const char *shared = getenv("GPULINT_SHARED");
	const char *top = getenv("top_srcdir");

	snprintf(prefix, sizeof(prefix), "%s%s/corpus/%s",
	    shared ? shared
	    : top  ? top
		   : ".",
	    shared ? "" : "/../shared", name);
	files = claimed = 0;
	folder = any ? NULL : name;
	return nftw(prefix, visit, 16, FTW_PHYS) == 0 && files > 0;
}

static void
finds_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; ours[i]; i++) {
		if (!count(ours[i], false))
			skip();
		if (claimed * 100 < files * 97)
			fail_msg("%s: %zu of %zu", ours[i], claimed, files);
	}
}

static void
claims_no_foreign_file(void **state)
{
	(void)state;
	if (!count("not_ours", true))
		skip();
	if (claimed > 0)
		fail_msg("%zu of %zu files that are nobody's", claimed, files);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_its_own),
		cmocka_unit_test(claims_no_foreign_file),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
