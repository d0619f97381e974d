#include "cpu_server.h"

#include "gpu_image.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

/* No layer on a GPU: told so, or an image and a container without one. */
static bool
is_on_cpu(struct gpulint_pass *pass)
{
	const struct gpulint_fact *layers =
	    gpulint_fact(pass, "serve.gpu_layers");
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	const char *tag = strrchr(image, ':');

	if (gpulint_known(layers))
		return gpulint_number(layers) == 0;
	return tag != NULL && strncmp(tag, ":server", 7) == 0 &&
	       (tag[7] == '\0' || strncmp(tag + 7, "-b", 2) == 0) &&
	       is_without_gpu(pass);
}

/* Keys and values in 16 bits of all slots; 0 for caches of another kind. */
static double
cache_bytes(struct gpulint_pass *pass)
{
	static const char *const others[] = { "serve.kv_dtype",
		"model.sliding_window", "model.kv_lora_rank",
		"model.attention_layers" };
	static const char *const factors[] = { "model.layers", "model.kv_heads",
		"model.head_dim", "serve.max_len" };
	double bytes = 4;
	double slots = gpulint_number(gpulint_fact(pass, "serve.max_seqs"));

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (gpulint_known(gpulint_fact(pass, others[i])))
			return 0;
	for (size_t i = 0; i < sizeof(factors) / sizeof(*factors); i++)
		bytes *= gpulint_number(gpulint_fact(pass, factors[i]));
	return bytes * (slots > 1 ? slots : 1);
}

/*
 * llama.cpp on a CPU reads all weights for each token: where they and the
 * cache do not fit the memory together, it is killed, or reads the file anew
 * from the disk (ggml-org/llama.cpp tools/server/README.md, --mlock and
 * --no-mmap).
 */
static void
read_llama_cpp(struct gpulint_pass *pass, struct cpu_server *server)
{
	const char *type = gpulint_text(gpulint_fact(pass, "quant.gguf_type"));
	double bits =
	    strtod(gpulint_catalog(pass, "quants", type, "bits_effective"),
		NULL);

	server->engine = "llama.cpp";
	server->weights =
	    gpulint_number(gpulint_fact(pass, "model.params")) * bits / 8;
	server->cache = cache_bytes(pass);
}

/*
 * Without a GPU Ollama loads the whole model, not by mapping it, and refuses
 * one that is larger than the memory (ollama/ollama llm/server.go, "model
 * requires more system memory").  What its library makes of a model has 4 bits
 * a weight or more.
 */
static void
read_ollama(struct gpulint_pass *pass, struct cpu_server *server)
{
	double bits = gpulint_number(gpulint_fact(pass, "quant.bits"));

	server->engine = "Ollama";
	server->weights = gpulint_number(gpulint_fact(pass, "model.params")) *
			  (bits > 4 ? bits : 4) / 8;
}

/* vLLM's builds for the CPU: weights of 16 bits, and the cache that a variable
 * gives in GiB (vllm-project/vllm docs/getting_started/installation/cpu.md). */
static void
read_vllm(struct gpulint_pass *pass, struct cpu_server *server)
{
	const struct gpulint_fact *method = gpulint_fact(pass, "quant.method");
	const char *space;

	if (strstr(gpulint_text(gpulint_fact(pass, "env.image")), "vllm-cpu") ==
		NULL ||
	    (gpulint_known(method) && !gpulint_is(method, "none")))
		return;
	server->engine = "vLLM";
	server->weights =
	    2 * gpulint_number(gpulint_fact(pass, "model.params"));
	variable_find(pass, "VLLM_CPU_KVCACHE_SPACE", &space);
	server->cache = strtod(space, NULL) * 1073741824.0;
	if (!(server->cache >= 0 && server->cache < 1e15))
		server->cache = 0;
}

/* The embedding server's images for the CPU, in 32 bits unless told (huggingface/
 * text-embeddings-inference README.md, --dtype). */
static void
read_tei(struct gpulint_pass *pass, struct cpu_server *server)
{
	static const char *const ids[] = { "--model-id", NULL };
	static const char *const types[] = { "--dtype", NULL };
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	const char *id, *type;

	if (strstr(image, "text-embeddings-inference:cpu-") == NULL)
		return;
	if (argument_find(pass, ids, &id) == NULL)
		variable_find(pass, "MODEL_ID", &id);
	argument_find(pass, types, &type);
	server->engine = "Text Embeddings Inference";
	server->weights =
	    (strcmp(type, "float16") == 0 ? 2 : 4) *
	    strtod(gpulint_catalog(pass, "models", id, "params"), NULL);
}

bool
cpu_server_read(struct gpulint_pass *pass, struct cpu_server *server)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");

	*server = (struct cpu_server){ 0 };
	if (gpulint_is(engine, "ollama") && is_without_gpu(pass))
		read_ollama(pass, server);
	else if (gpulint_is(engine, "llama.cpp") && is_on_cpu(pass))
		read_llama_cpp(pass, server);
	else if (gpulint_is(engine, "vllm"))
		read_vllm(pass, server);
	else
		read_tei(pass, server);
	return server->weights > 0;
}
