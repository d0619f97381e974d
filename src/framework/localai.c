/* localai: which backend serves, and what its model's name says.  Read at
 * mudler/LocalAI core/config/model_config.go, core/config/gguf.go,
 * backend/python/diffusers/backend.py. */

#include "base/word.h"
#include "command/engine.h"
#include "dialect/codes.h"
#include "dialect/derive.h"

#include <string.h>

static const char framework[] = "LocalAI 3";

static void
set_gguf(struct workload *w, const char *model)
{
	const char *type = engine_gguf_type(model, w->arena);
	struct origin origin = map_origin(w, "parameters.model");

	map_set(w, F_SERVE_ENGINE, "llama.cpp", &origin);
	map_set(w, F_QUANT_METHOD, "gguf", &origin);
	if (type)
		map_set(w, F_QUANT_GGUF_TYPE, type, &origin);
	derive_unknown(w, F_SERVE_MAX_LEN,
	    "no context_size: LocalAI reads it off the file, 8192 at most");
}

/* A pipeline of pictures goes to the GPU whole, or one part after the other
 * under low_vram; FLUX in 16 bits, the others in 32 unless f16 is on. */
static bool
set_pipeline(struct reading *reading, struct workload *w, const char *name)
{
	const char *type = map_text(w, "diffusers.pipeline_type");
	const struct model *model;
	bool exact = false;

	if (strcmp(type, "FluxTransformer2DModel") == 0 ||
	    !map_flag(w, "diffusers.cuda", map_flag(w, "cuda", false)))
		return false;
	model = catalog_model(reading->catalog, name, &exact);
	if (!model || !exact || !model->family ||
	    strcmp(model->family, "diffusion") != 0)
		return false;
	if (strcmp(type, "FluxPipeline") == 0)
		derive_text(w, F_LOAD_DTYPE, "bf16", "FluxPipeline");
	else
		derive_text(w, F_LOAD_DTYPE,
		    map_flag(w, "f16", false) ? "fp16" : "fp32", "f16");
	if (map_flag(w, "low_vram", false))
		derive_number(w, F_SERVE_CPU_OFFLOAD,
		    (model->params - model->active_params) *
			(fact_is(w, F_LOAD_DTYPE, "fp32") ? 4 : 2),
		    "low_vram: what denoises is alone on the GPU");
	return true;
}

static void
derive(struct reading *reading, struct workload *w)
{
	const char *backend = map_text(w, "backend");
	const char *model = map_text(w, "parameters.model");

	if (word_ends(model, ".gguf") &&
	    (!*backend || strstr(backend, "llama"))) {
		set_gguf(w, model);
	} else if (strcmp(backend, "vllm") == 0) {
		derive_text(w, F_SERVE_ENGINE, "vllm", "backend");
	} else if (strcmp(backend, "diffusers") != 0 ||
		   !set_pipeline(reading, w, model)) {
		/* speech, parts of pictures, what the backend's name does not
		 * tell */
		w->kind = WORKLOAD_OTHER;
		return;
	}
	derive_default(w, F_PARALLEL_TENSOR, "1", framework);
}

const struct dialect_code code_localai = {
	.name = "localai",
	.derive = derive,
};
