/* Checkpoints' config.json, family by family. */

#include "dialect_case.h"

static void
fills_in_what_a_llama_leaves_out(void **state)
{
	struct workload *w = workload_of("hf_config", "config.json",
	    "{\"architectures\": [\"LlamaForCausalLM\"], \"model_type\": "
	    "\"llama\", \"num_hidden_layers\": 16, \"torch_dtype\": "
	    "\"bfloat16\", \"num_attention_heads\": 32}");

	(void)state;
	assert_int_equal(w->kind, WORKLOAD_OTHER);
	says(w, F_MODEL_FAMILY, "llama");
	says(w, F_MODEL_LAYERS, "16");
	says(w, F_MODEL_HIDDEN, "4,096");
	says(w, F_MODEL_KV_HEADS, "32");
	says(w, F_MODEL_GATED_MLP, "yes");
	says(w, F_MODEL_TIED_EMBEDDINGS, "no");
	says(w, F_LOAD_DTYPE, "bf16");
}

static void
reads_the_names_of_gpt2(void **state)
{
	struct workload *w = workload_of("hf_config", "config.json",
	    "{\"architectures\": [], \"model_type\": \"gpt2\", "
	    "\"n_layer\": 12, \"n_embd\": 768, \"n_head\": 12, "
	    "\"n_positions\": 1024, \"n_inner\": null}");

	(void)state;
	says(w, F_MODEL_LAYERS, "12");
	says(w, F_MODEL_HIDDEN, "768");
	says(w, F_MODEL_INTERMEDIATE, "3,072");
	says(w, F_MODEL_GATED_MLP, "no");
	says(w, F_MODEL_TIED_EMBEDDINGS, "yes");
}

static void
gives_falcon_one_key_head(void **state)
{
	struct workload *w = workload_of("hf_config", "config.json",
	    "{\"architectures\": [], \"model_type\": \"falcon\", "
	    "\"multi_query\": true, \"num_attention_heads\": 71}");

	(void)state;
	says(w, F_MODEL_KV_HEADS, "1");
	w = workload_of("hf_config", "config.json",
	    "{\"architectures\": [], \"model_type\": \"falcon\", "
	    "\"new_decoder_architecture\": true, \"num_kv_heads\": 8, "
	    "\"num_attention_heads\": 128}");
	says(w, F_MODEL_KV_HEADS, "8");
}

static void
looks_below_text_config(void **state)
{
	struct workload *w = workload_of("hf_config", "config.json",
	    "{\"architectures\": [], \"model_type\": \"qwen3_vl_moe\", "
	    "\"vision_config\": {\"depth\": 27}, \"text_config\": "
	    "{\"model_type\": \"qwen3_vl_moe_text\", "
	    "\"num_hidden_layers\": 48, \"num_experts\": 128, "
	    "\"moe_intermediate_size\": 768, \"decoder_sparse_step\": 1}}");

	(void)state;
	says(w, F_MODEL_VISION, "yes");
	says(w, F_MODEL_FAMILY, "qwen3_vl_moe");
	says(w, F_MODEL_LAYERS, "48");
	says(w, F_MODEL_EXPERTS, "128");
	says(w, F_MODEL_DENSE_LAYERS, "0");
}

static void
counts_layers_that_see_everything(void **state)
{
	struct workload *w = workload_of("hf_config", "config.json",
	    "{\"architectures\": [], \"model_type\": \"gemma3\", "
	    "\"sliding_window\": 512, \"num_hidden_layers\": 4, "
	    "\"layer_types\": [\"sliding_attention\", \"full_attention\", "
	    "\"sliding_attention\", \"full_attention\"]}");

	(void)state;
	says(w, F_MODEL_SLIDING_WINDOW, "512");
	says(w, F_MODEL_ATTENTION_LAYERS, "2");
	w = workload_of("hf_config", "config.json",
	    "{\"architectures\": [], \"model_type\": \"qwen2\", "
	    "\"sliding_window\": 131072, \"use_sliding_window\": false}");
	says(w, F_MODEL_SLIDING_WINDOW, "");
}

static void
reads_quantisation(void **state)
{
	struct workload *w = workload_of("hf_config", "config.json",
	    "{\"architectures\": [], \"model_type\": \"llama\", "
	    "\"quantization_config\": {\"quant_method\": \"awq\", "
	    "\"bits\": 4, \"group_size\": 128}}");

	(void)state;
	says(w, F_QUANT_METHOD, "awq");
	says(w, F_QUANT_BITS, "4");
	says(w, F_QUANT_GROUP_SIZE, "128");
	w = workload_of("hf_config", "config.json",
	    "{\"architectures\": [], \"model_type\": \"llama\", "
	    "\"quantization_config\": {\"quant_method\": "
	    "\"bitsandbytes\", \"load_in_4bit\": true}}");
	says(w, F_QUANT_METHOD, "bnb-fp4");
	says(w, F_QUANT_COMPUTE_DTYPE, "fp32");
}

static void
stretches_the_context_as_yarn_does(void **state)
{
	struct workload *w = workload_of("hf_config", "config.json",
	    "{\"architectures\": [], \"model_type\": \"qwen2\", "
	    "\"max_position_embeddings\": 32768, \"rope_scaling\": "
	    "{\"type\": \"yarn\", \"factor\": 4.0, "
	    "\"original_max_position_embeddings\": 32768}}");

	(void)state;
	says(w, F_MODEL_MAX_POSITIONS, "131,072");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_in_what_a_llama_leaves_out),
		cmocka_unit_test(reads_the_names_of_gpt2),
		cmocka_unit_test(gives_falcon_one_key_head),
		cmocka_unit_test(looks_below_text_config),
		cmocka_unit_test(counts_layers_that_see_everything),
		cmocka_unit_test(reads_quantisation),
		cmocka_unit_test(stretches_the_context_as_yarn_does),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
