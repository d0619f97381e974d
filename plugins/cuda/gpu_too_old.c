/* gpu-too-old: what runs the model has no kernels for this GPU. */

#include "cuda.h"
#include "words.h"

#include <string.h>
#include <strings.h>

/*
 * vllm-project/vllm docs/getting_started/installation/gpu: "compute
 * capability 7.0 or higher", and its setup.py refuses to build for less; 7.5
 * in the documentation of 2026, where the image may still have 7.0.
 * sgl-project/sglang python/sglang/srt/model_executor/model_runner.py stops
 * before 7.5; its kernels have no machine code for that since 0.5.1, either
 * (sgl-kernel/CMakeLists.txt, pull 9207; issues 24224, 24302).
 * InternLM/lmdeploy docs/en/get_started/installation.md: Volta and newer.
 * unslothai/unsloth README.md: 7.0.  ollama/ollama docs/gpu.mdx: 5.0, and the
 * CPU before that.
 */
static const struct engine_need {
	const char *engine, *name, *least;
	const char *image; /* the name of its own; others may be forks */
	const char *publisher; /* what its own starts with */
	const char *instead;
	const char *since; /* the release that begins to; NULL: any */
	bool stops;
} needs[] = {
	{ "vllm", "vLLM", "7.0", "vllm-openai", "vllm/vllm-openai",
	    "use llama.cpp or Ollama on this card", NULL, true },
	{ "sglang", "SGLang", "7.5", "sglang", "lmsysorg/sglang",
	    "use llama.cpp or Ollama on this card", NULL, true },
	{ "sglang", "SGLang", "8.0", "sglang", "lmsysorg/sglang",
	    "use vLLM, llama.cpp or Ollama on this card", "0.5.1", true },
	{ "lmdeploy", "LMDeploy", "7.0", "lmdeploy", "openmmlab/lmdeploy",
	    "use llama.cpp or Ollama on this card", NULL, false },
	{ "unsloth", "Unsloth", "7.0", "unsloth", "unsloth/unsloth",
	    "train with TRL or PEFT on this card", NULL, false },
	{ "ollama", "Ollama", "5.0", "ollama", "ollama/ollama",
	    "take a newer GPU: on this one the CPU computes", NULL, false },
};

/* Families that TGI shards with FlashAttention alone, and since when it says
 * so (huggingface/text-generation-inference server/text_generation_server/
 * models/__init__.py). */
static const struct {
	const char *family, *since;
} sharded[] = {
	{ "llama", "0.9" },
	{ "falcon", "0.9" },
	{ "mistral", "2.0" },
	{ "mixtral", "2.0" },
	{ "gemma", "2.0" },
	{ "qwen2", "2.0" },
	{ "gemma2", "2.1" },
};

/* True where it was said. */
static bool
judge_engine(struct gpulint_pass *pass, const struct engine_need *need,
    const char *name, const char *compute)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");
	const char *image_name = gpulint_text(image);
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));
	struct gpulint_finding *finding;

	if (!gpulint_is(engine, need->engine) ||
	    gpulint_version_compare(compute, need->least) >= 0 ||
	    (need->since != NULL && *version != '\0' &&
		gpulint_version_compare(version, need->since) < 0))
		return false;
	finding = gpulint_report(pass,
	    gpulint_node_of(image) != NULL ? image : engine,
	    "%s%s%s needs compute capability %s or newer; %s has %s",
	    need->name, need->since == NULL ? "" : " since ",
	    need->since == NULL ? "" : need->since, need->least, name, compute);
	/* Forks are built for older cards: ghcr.io/sasha0552/vllm. */
	if (strstr(image_name, need->image) == NULL &&
	    strstr(image_name, need->engine) != NULL)
		gpulint_lower(finding, GPULINT_NOTE);
	else if (!need->stops || (need->since != NULL && *version == '\0') ||
		 strncmp(image_name, need->publisher,
		     strlen(need->publisher)) != 0 ||
		 !gpulint_sourced(pass, "gpus", name, "compute"))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s", name);
	gpulint_help(finding, "%s", need->instead);
	return true;
}

static bool
is_sharded_by_flash(const char *family, const char *version)
{
	for (size_t i = 0; i < sizeof(sharded) / sizeof(*sharded); i++)
		if (strcmp(sharded[i].family, family) == 0)
			return gpulint_version_compare(version,
				   sharded[i].since) >= 0;
	return false;
}

/* Without FlashAttention, which begins with 7.5 and in its second version
 * with 8.0, TGI falls back to transformers; some models have no such way. */
static void
judge_tgi(struct gpulint_pass *pass, const char *name, const char *compute)
{
	const struct gpulint_fact *model = gpulint_fact(pass, "model.id");
	const struct gpulint_fact *tensor =
	    gpulint_fact(pass, "parallel.tensor");
	const char *family = gpulint_text(gpulint_fact(pass, "model.family"));
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));
	const char *least = NULL, *what = "";
	struct gpulint_finding *finding;

	if (!gpulint_is(gpulint_fact(pass, "serve.engine"), "tgi") ||
	    *version == '\0')
		return;
	if (gpulint_number(tensor) > 1 &&
	    is_sharded_by_flash(family, version)) {
		least = "7.5";
		what = "shards this model with FlashAttention only, which";
	} else if (strcmp(family, "mistral") == 0 &&
		   gpulint_version_compare(version, "1.1") >= 0 &&
		   gpulint_version_compare(version, "1.3") < 0) {
		least = "8.0";
		what = "runs Mistral with FlashAttention 2 only, which";
	}
	if (least == NULL || gpulint_version_compare(compute, least) >= 0)
		return;
	finding = gpulint_report(pass, model,
	    "TGI %s %s needs compute capability %s or newer; %s has %s",
	    version, what, least, name, compute);
	if (!gpulint_sourced(pass, "gpus", name, "compute"))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s", name);
	gpulint_help(finding, "%s",
	    least[0] == '7' ? "take one GPU for the model, or newer GPUs"
			    : "use TGI 1.3 or newer, or a newer GPU");
}

/* TGI's fork has FlashAttention 2 alone (predibase/lorax README.md: "Ampere
 * generation or above"; issues 42, 417). */
static void
judge_lorax(struct gpulint_pass *pass, const char *name, const char *compute)
{
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");
	struct gpulint_finding *finding;

	if (strstr(gpulint_text(image), "predibase/lorax") == NULL ||
	    gpulint_version_compare(compute, "8.0") >= 0)
		return;
	finding = gpulint_report(pass, image,
	    "LoRAX needs compute capability 8.0 or newer; %s has %s", name,
	    compute);
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s", name);
	gpulint_help(finding, "serve it with vLLM, which takes adapters, too");
}

/* An environment that holds an engine, and no command that starts it.  True
 * where it was said. */
static bool
judge_package(struct gpulint_pass *pass, const struct engine_need *need,
    const char *name, const char *compute)
{
	const struct gpulint_fact *package = gpulint_fact(pass,
	    gpulint_format(pass, "env.lib.%s", need->engine));
	const char *version = gpulint_text(package);
	struct gpulint_finding *finding;

	if (gpulint_known(gpulint_fact(pass, "serve.engine")) ||
	    gpulint_node_of(package) == NULL ||
	    gpulint_version_compare(compute, need->least) >= 0 ||
	    (need->since != NULL &&
		(*version == '\0' ||
		    gpulint_version_compare(version, need->since) < 0)))
		return false;
	finding = gpulint_report(pass, package,
	    "%s needs compute capability %s or newer; %s has %s", need->name,
	    need->least, name, compute);
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s", name);
	gpulint_help(finding, "%s", need->instead);
	return true;
}

/* Training that generates with an engine, which may be a server elsewhere:
 * huggingface/trl trl/trainer/grpo_config.py, modelscope/ms-swift
 * swift/arguments/rlhf_args.py, volcengine/verl verl/workers/rollout. */
static void
judge_rollouts(struct gpulint_pass *pass, const char *compute)
{
	static const struct {
		const char *dialect, *path, *value, *engine;
	} keys[] = {
		{ "hf_trl", "use_vllm", "true", "vllm" },
		{ "ms_swift", "use_vllm", "true", "vllm" },
		{ "verl", "actor_rollout_ref.rollout.name", "vllm", "vllm" },
		{ "verl", "actor_rollout_ref.rollout.name", "sglang",
		    "sglang" },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct gpulint_node *node =
		    gpulint_path(gpulint_root(pass), keys[i].path);
		struct gpulint_finding *finding;
		size_t n = 0;

		while (strcmp(needs[n].engine, keys[i].engine) != 0)
			n++;
		if (strcmp(gpulint_dialect(pass), keys[i].dialect) != 0 ||
		    strcasecmp(gpulint_scalar(node), keys[i].value) != 0 ||
		    gpulint_path(gpulint_root(pass), "vllm_server_base_url") !=
			NULL ||
		    gpulint_path(gpulint_root(pass), "vllm_server_host") !=
			NULL ||
		    gpulint_version_compare(compute, needs[n].least) >= 0)
			continue;
		finding = capability_report(pass, node, NULL, needs[n].name,
		    needs[n].least);
		gpulint_lower(finding, GPULINT_WARNING);
		gpulint_help(finding, "let the trainer generate by itself");
	}
}

/*
 * Back ends of attention that vLLM is told to take, and what it refuses them
 * for (vllm-project/vllm vllm/v1/attention/backends and mla/,
 * supports_compute_capability, asked since 0.12: pull 24794; FlashInfer on
 * Turing: pull 45375).  Before the V1 engine FlashInfer's filled the cache by
 * FlashAttention 2 (issue 8189, to 0.7.2 at the least).
 */
static const struct {
	const char *backend, *least;
	const char *from, *until; /* of releases; NULL: any */
} backends[] = {
	{ "FLASHINFER", "8.0", NULL, "0.8" },
	{ "FLASHINFER", "8.0", "0.24", NULL },
	{ "FLASHINFER", "7.5", "0.12", NULL },
	{ "FLASH_ATTN", "8.0", "0.12", NULL },
	{ "FLASHMLA", "9.0", "0.12", NULL },
	{ "FLASHMLA_SPARSE", "9.0", "0.12", NULL },
	{ "FLASH_ATTN_MLA", "9.0", "0.12", NULL },
	{ "CUTLASS_MLA", "10.0", "0.12", NULL },
	{ "FLASHINFER_MLA", "10.0", "0.12", NULL },
};

static void
judge_backend(struct gpulint_pass *pass, const char *compute)
{
	static const char *const flag[] = { "--attention-backend", NULL };
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));
	const struct gpulint_node *node;
	const char *backend;

	if (!gpulint_is(gpulint_fact(pass, "serve.engine"), "vllm") ||
	    *version == '\0')
		return;
	node = argument_find(pass, flag, &backend);
	if (node == NULL)
		node = variable_find(pass, "VLLM_ATTENTION_BACKEND", &backend);
	for (size_t i = 0; i < sizeof(backends) / sizeof(*backends); i++) {
		struct gpulint_finding *finding;

		if (strcasecmp(backend, backends[i].backend) != 0 ||
		    gpulint_version_compare(compute, backends[i].least) >= 0 ||
		    (backends[i].from != NULL &&
			gpulint_version_compare(version, backends[i].from) <
			    0) ||
		    (backends[i].until != NULL &&
			gpulint_version_compare(version, backends[i].until) >=
			    0))
			continue;
		finding = capability_report(pass, node, backend,
		    gpulint_format(pass, "%s of vLLM %s", backends[i].backend,
			version),
		    backends[i].least);
		gpulint_lower(finding, GPULINT_WARNING);
		gpulint_help(finding,
		    "leave the choice to vLLM, or take a newer GPU");
		return;
	}
}

/* sgl-project/sglang python/sglang/srt/layers/attention/attention_registry.py,
 * create_flashattention_v3_backend: 8.x and 9.x, and nothing newer. */
static void
judge_fa3(struct gpulint_pass *pass, const char *name, const char *compute)
{
	static const char *const flag[] = { "--attention-backend", NULL };
	const struct gpulint_node *node;
	const char *backend;
	struct gpulint_finding *finding;

	if (!gpulint_is(gpulint_fact(pass, "serve.engine"), "sglang") ||
	    (gpulint_version_compare(compute, "8.0") >= 0 &&
		gpulint_version_compare(compute, "10.0") < 0))
		return;
	node = argument_find(pass, flag, &backend);
	if (node == NULL || strcmp(backend, "fa3") != 0)
		return;
	finding = word_report(pass, node, backend,
	    gpulint_format(pass,
		"SGLang has fa3 for compute capability 8.0 to 9.0; %s has %s",
		name, compute));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s", name);
	gpulint_help(finding, "leave the choice to SGLang, or take %s",
	    gpulint_version_compare(compute, "8.0") < 0 ? "triton"
							: "flashinfer");
}

/* torch/_inductor/scheduler.py, create_backend: Triton from 7.0 on. */
static void
judge_compile(struct gpulint_pass *pass, const char *name, const char *compute)
{
	const struct gpulint_fact *compile =
	    gpulint_fact(pass, "train.compile");
	const struct gpulint_node *backend =
	    gpulint_get(gpulint_root(pass), "torch_compile_backend");
	struct gpulint_finding *finding;
	struct gpulint_fix *fix;

	if (gpulint_number(compile) == 0 || !gpulint_stated(compile) ||
	    (backend != NULL &&
		strcmp(gpulint_scalar(backend), "inductor") != 0) ||
	    gpulint_version_compare(compute, "7.0") >= 0)
		return;
	finding = gpulint_report(pass, compile,
	    "torch.compile makes Triton kernels, which need compute capability "
	    "7.0 or newer; %s has %s",
	    name, compute);
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s", name);
	gpulint_help(finding, "do not compile on this card");
	if (strcasecmp(gpulint_written(pass, compile), "true") == 0) {
		fix = gpulint_fix(finding, true, "turn torch.compile off");
		gpulint_rewrite(fix, compile, "false");
	}
}

static void
run(struct gpulint_pass *pass)
{
	const char *name = gpulint_text(gpulint_fact(pass, "target.gpu"));
	const char *compute = gpulint_catalog(pass, "gpus", name, "compute");

	if (*compute == '\0')
		return;
	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++)
		if (judge_engine(pass, &needs[i], name, compute))
			break;
	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++)
		if (judge_package(pass, &needs[i], name, compute))
			break;
	judge_rollouts(pass, compute);
	judge_tgi(pass, name, compute);
	judge_lorax(pass, name, compute);
	judge_backend(pass, compute);
	judge_fa3(pass, name, compute);
	judge_compile(pass, name, compute);
}

const struct gpulint_check gpu_too_old = {
	.id = "gpu-too-old",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
