#include "command/engine.h"

#include <string.h>

/*
 * The library of Ollama: what a name means that stands without a tag, and
 * which model a tag is whose name the catalogue does not have.
 */

/* Names whose "latest" is of that size. */
static const char *const sizes[][2] = {
	/* ollama/ollama README.md, its table of models, 2023 to 2026 */
	{ "codellama", "7b" },
	{ "gemma2", "9b" },
	{ "gemma3", "4b" },
	{ "llama2", "7b" },
	{ "llama3", "8b" },
	{ "llama3.1", "8b" },
	{ "llama3.2", "3b" },
	{ "llama3.2-vision", "11b" },
	{ "llama3.3", "70b" },
	{ "llama4", "16x17b" },
	{ "llava", "7b" },
	{ "mistral", "7b" },
	{ "neural-chat", "7b" },
	{ "phi3", "3.8b" },
	{ "phi4", "14b" },
	{ "qwq", "32b" },
	{ "solar", "10.7b" },
	{ "vicuna", "7b" },
	/* UNSOURCED: as ollama.com/library is remembered to have them */
	{ "bakllava", "7b" },
	{ "codestral", "22b" },
	{ "command-a", "111b" },
	{ "command-r", "35b" },
	{ "command-r-plus", "104b" },
	{ "dbrx", "132b" },
	{ "deepseek-v3", "671b" },
	{ "devstral", "24b" },
	{ "dolphin-mistral", "7b" },
	{ "dolphin-mixtral", "8x7b" },
	{ "falcon", "7b" },
	{ "gpt-oss", "20b" },
	{ "magistral", "24b" },
	{ "minicpm-v", "8b" },
	{ "mistral-large", "123b" },
	{ "mistral-nemo", "12b" },
	{ "mixtral", "8x7b" },
	{ "nemotron", "70b" },
	{ "nous-hermes2-mixtral", "8x7b" },
	{ "openchat", "7b" },
	{ "phi3.5", "3.8b" },
	{ "qwen2", "7b" },
	{ "qwen2.5", "7b" },
	{ "qwen2.5-coder", "7b" },
	{ "qwen3", "8b" },
	{ "tinyllama", "1.1b" },
	{ "zephyr", "7b" },
};

/* Tags, up to their ends or a dash, and the model that each is, by its name.
 * UNSOURCED where that names no base: aya, cogito, dolphin, hermes, openthinker,
 * reflection, zephyr:141b. */
static const char *const models[][2] = {
	{ "athene-v2:72b", "Qwen/Qwen2.5-72B-Instruct" },
	{ "aya:35b", "CohereForAI/aya-23-35B" },
	{ "bakllava:7b", "mistralai/Mistral-7B-v0.1" },
	{ "cogito:70b", "meta-llama/Llama-3.1-70B" },
	{ "command-a:111b", "CohereLabs/c4ai-command-a-03-2025" },
	{ "command-r:35b-08-2024", "CohereForAI/c4ai-command-r-08-2024" },
	{ "command-r:35b-v0.1", "CohereForAI/c4ai-command-r-v01" },
	{ "command-r:35b", "CohereForAI/c4ai-command-r-08-2024" },
	{ "command-r-plus:104b", "CohereForAI/c4ai-command-r-plus-08-2024" },
	{ "deepseek-coder-v2:16b",
	    "deepseek-ai/DeepSeek-Coder-V2-Lite-Instruct" },
	{ "deepseek-coder-v2:236b", "deepseek-ai/DeepSeek-Coder-V2-Instruct" },
	{ "deepseek-r1:671b", "deepseek-ai/DeepSeek-R1" },
	{ "deepseek-v2:236b", "deepseek-ai/DeepSeek-V2" },
	{ "deepseek-v2.5:236b", "deepseek-ai/DeepSeek-V2.5" },
	{ "deepseek-v3:671b", "deepseek-ai/DeepSeek-V3" },
	{ "deepseek-v3.1:671b", "deepseek-ai/DeepSeek-V3.1" },
	{ "devstral:24b", "mistralai/Devstral-Small-2505" },
	{ "dolphin-mistral:7b", "mistralai/Mistral-7B-v0.1" },
	{ "dolphin-mixtral:8x22b", "mistralai/Mixtral-8x22B-v0.1" },
	{ "dolphin-mixtral:8x7b", "mistralai/Mixtral-8x7B-v0.1" },
	{ "gemma4:26b", "google/gemma-4-26B-A4B-it" },
	{ "hermes3:405b", "meta-llama/Llama-3.1-405B" },
	{ "hermes3:70b", "meta-llama/Llama-3.1-70B" },
	{ "llama2-uncensored:70b", "meta-llama/Llama-2-70b-hf" },
	{ "llama3.2-vision:90b", "meta-llama/Llama-3.2-90B-Vision-Instruct" },
	{ "llama4:128x17b", "meta-llama/Llama-4-Maverick-17B-128E-Instruct" },
	{ "llama4:16x17b", "meta-llama/Llama-4-Scout-17B-16E-Instruct" },
	{ "llama4:maverick", "meta-llama/Llama-4-Maverick-17B-128E-Instruct" },
	{ "llama4:scout", "meta-llama/Llama-4-Scout-17B-16E-Instruct" },
	{ "llava:13b", "llava-hf/llava-v1.6-vicuna-13b-hf" },
	{ "llava:34b", "llava-hf/llava-v1.6-34b-hf" },
	{ "llava:7b", "llava-hf/llava-v1.6-mistral-7b-hf" },
	{ "magistral:24b", "mistralai/Magistral-Small-2506" },
	{ "minicpm-v:8b", "openbmb/MiniCPM-V-2_6" },
	{ "mistral:7b", "mistralai/Mistral-7B-Instruct-v0.3" },
	{ "mistral-large:123b", "mistralai/Mistral-Large-Instruct-2407" },
	{ "mistral-nemo:12b", "mistralai/Mistral-Nemo-Instruct-2407" },
	{ "mistral-small:22b", "mistralai/Mistral-Small-Instruct-2409" },
	{ "mistral-small:24b", "mistralai/Mistral-Small-24B-Instruct-2501" },
	{ "nemotron:70b", "nvidia/Llama-3.1-Nemotron-70B-Instruct-HF" },
	{ "neural-chat:7b", "Intel/neural-chat-7b-v3-1" },
	{ "nous-hermes2:34b", "01-ai/Yi-34B" },
	{ "nous-hermes2-mixtral:8x7b", "mistralai/Mixtral-8x7B-v0.1" },
	{ "olmo2:13b", "allenai/OLMo-2-1124-13B-Instruct" },
	{ "openchat:7b", "mistralai/Mistral-7B-v0.1" },
	{ "openthinker:32b", "Qwen/Qwen2.5-32B-Instruct" },
	{ "orca-mini:70b", "meta-llama/Llama-2-70b-hf" },
	{ "phi:2.7b", "microsoft/phi-2" },
	{ "phi3:14b", "microsoft/Phi-3-medium-128k-instruct" },
	{ "phi3:3.8b", "microsoft/Phi-3-mini-128k-instruct" },
	{ "phi3:medium", "microsoft/Phi-3-medium-128k-instruct" },
	{ "phi3:mini", "microsoft/Phi-3-mini-128k-instruct" },
	{ "phi3.5:3.8b", "microsoft/Phi-3.5-mini-instruct" },
	{ "phi4:14b", "microsoft/phi-4" },
	{ "qwen2.5vl:32b", "Qwen/Qwen2.5-VL-32B-Instruct" },
	{ "qwen2.5vl:3b", "Qwen/Qwen2.5-VL-3B-Instruct" },
	{ "qwen2.5vl:72b", "Qwen/Qwen2.5-VL-72B-Instruct" },
	{ "qwen2.5vl:7b", "Qwen/Qwen2.5-VL-7B-Instruct" },
	{ "qwen3:235b", "Qwen/Qwen3-235B-A22B" },
	{ "qwen3-coder:30b", "Qwen/Qwen3-Coder-30B-A3B-Instruct" },
	{ "qwen3-coder:480b", "Qwen/Qwen3-Coder-480B-A35B-Instruct" },
	{ "qwen3-vl:235b", "Qwen/Qwen3-VL-235B-A22B-Instruct" },
	{ "qwen3.5:35b", "Qwen/Qwen3.5-35B-A3B" },
	{ "qwen3.6:35b", "Qwen/Qwen3.6-35B-A3B" },
	{ "reflection:70b", "meta-llama/Llama-3.1-70B" },
	{ "solar:10.7b", "upstage/SOLAR-10.7B-Instruct-v1.0" },
	{ "tinyllama:1.1b", "TinyLlama/TinyLlama-1.1B-Chat-v1.0" },
	{ "wizardcoder:34b", "codellama/CodeLlama-34b-Python-hf" },
	{ "zephyr:141b", "mistralai/Mixtral-8x22B-v0.1" },
	{ "zephyr:7b", "HuggingFaceH4/zephyr-7b-beta" },
};

/* "mistral", "mistral:latest", "mistral:instruct" with the size that it has. */
static const char *
sized(const char *tag, struct arena *arena)
{
	static const char *const rest[] = { "latest", "instruct", "chat" };
	const char *colon = strchr(tag, ':');
	size_t length = colon ? (size_t)(colon - tag) : strlen(tag);
	bool whole = !colon;

	for (size_t i = 0; i < sizeof(rest) / sizeof(*rest); i++)
		whole = whole || strcmp(colon + 1, rest[i]) == 0;
	for (size_t i = 0; whole && i < sizeof(sizes) / sizeof(*sizes); i++)
		if (strlen(sizes[i][0]) == length &&
		    strncmp(tag, sizes[i][0], length) == 0)
			return arena_printf(arena, "%s:%s", sizes[i][0],
			    sizes[i][1]);
	return tag;
}

const char *
ollama_model(const char *tag, struct arena *arena)
{
	const char *full = sized(tag, arena);

	for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++) {
		size_t length = strlen(models[i][0]);

		if (strncmp(full, models[i][0], length) == 0 &&
		    (full[length] == '\0' || full[length] == '-'))
			return models[i][1];
	}
	return full == tag ? NULL : full;
}
