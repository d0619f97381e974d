#include "deploy/container.h"

#include "deploy/nats.h"

#include <string.h>

enum { WORDS_LIMIT = 256 }; /* of a command that are looked at */

bool
container_is_evidence_image(const char *text, struct arena *arena)
{
	struct image image;
	const char *dollar = strstr(text, "${");
	const char *close = dollar ? strrchr(dollar, '/') : NULL;

	if (strstr(text, "$"))
		text = close ? arena_copy(arena, close + 1,
				   strcspn(close + 1, ":$"))
			     : arena_copy(arena, text, strcspn(text, "$"));
	return nats_is_image(text) ||
	       (image_parse(&image, text, arena) && image_is_evidence(&image));
}

bool
container_is_evidence_word(const char *text)
{
	static const char *const words[] = { "vllm serve", "vllm.entrypoints",
		"text-generation-launcher", "sglang.launch_server",
		"sglang serve", "llama-server", "llama_cpp.server",
		"ollama serve", "tritonserver", "trtllm-serve", "mlc_llm serve",
		"lmdeploy serve", "aphrodite run", "aphrodite.endpoints",
		"fastchat.serve", "lightllm.server", "ramalama serve",
		"torchrun ", "accelerate launch", "deepspeed ",
		"llamafactory-cli", "axolotl ", "text-embeddings-router",
		"litgpt finetune", "litgpt pretrain", "litgpt serve",
		"tune run ", "trl sft", "trl dpo", "trl grpo", "trl reward",
		"trl kto", "trl rloo", "swift sft", "swift rlhf", "swift pt",
		"swift deploy", "openrlhf.cli.", "verl.trainer.",
		"torch.distributed.run", "torch.distributed.launch",
		"--per_device_train_batch_size" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strstr(text, words[i]))
			return true;
	}
	return false;
}

bool
container_is_evidence_command(const struct node *node)
{
	struct text words;
	bool evident;

	if (node_is(node, NODE_SCALAR))
		return container_is_evidence_word(node_text(node));
	if (!node_is(node, NODE_SEQUENCE))
		return false;
	text_init(&words);
	for (size_t i = 0; i < node_length(node) && i < WORDS_LIMIT; i++) {
		text_add(&words, node_text(node_at(node, i)));
		text_add(&words, " ");
	}
	evident = container_is_evidence_word(text_string(&words));
	text_release(&words);
	return evident;
}

bool
container_is_evidence_variable(const char *name)
{
	static const char *const names[] = { "CUDA_VISIBLE_DEVICES",
		"NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES",
		"HABANA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES",
		"ROCR_VISIBLE_DEVICES", "ZE_AFFINITY_MASK",
		"VLLM_SKIP_WARMUP" };
	size_t n = strcspn(name, "=");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strlen(names[i]) == n && strncmp(names[i], name, n) == 0)
			return true;
	}
	return false;
}

bool
container_is_client_variable(const char *name)
{
	static const char *const prefixes[] = { "OLLAMA_", "VLLM_", "TGI_",
		"SGLANG_", "ENABLE_OLLAMA_API" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	}
	return false;
}
