/* Whose file is it? */

#include "dialect_case.h"

static void
is(const char *text, const char *name)
{
	assert_string_equal(dialect_name("a/config.yaml", text), name);
}

static void
knows_a_file_by_its_keys(void **state)
{
	(void)state;
	is("base_model: x\nsequence_len: 512\n", "axolotl");
	is("zero_optimization: {stage: 2}\n", "deepspeed");
	is("distributed_type: FSDP\nnum_processes: 8\n", "accelerate");
	is("model_name_or_path: x\ncutoff_len: 1024\n", "llamafactory");
	is("model_name_or_path: x\ntemplate: qwen\n", "llamafactory");
	is("model_name_or_path: x\nper_device_train_batch_size: 2\n", "hf_trl");
	is("train: {global_batch_size: 8, micro_batch_size: 1}\n", "litgpt");
	is("model: x\ntuner_type: lora\n", "ms_swift");
	is("model: x\nrlhf_type: grpo\ntrain: {gpus: 4}\n", "ms_swift");
	is("model: {dim: 64, n_layers: 2, n_heads: 2}\n", "scratch");
	is("worker: {actor: {}, rollout: {}}\ntrainer: {}\n", "verl");
	is("data: {train_files: a}\nmodel: {partial_pretrain: x}\n", "verl");
	is("system: {tensor_model_parallel_size: 1}\nmodel: {num_layers: 2}\n",
	    "megatron_yaml");
	is("{architectures: [A], model_type: llama}", "hf_config");
	is("model: {_component_: torchtune.models.llama3.llama3_8b}\n",
	    "torchtune");
	is("pipe_parallel_size: 1\nnum_attention_heads: 8\npos_emb: rotary\n"
	   "no_weight_tying: true\nzero_optimization: {stage: 1}\n",
	    "gpt_neox");
	is("parallelism: {dp: 1}\ntokens: {sequence_length: 8}\n", "nanotron");
	is("train_loader: {}\nmax_duration: 1ep\n", "llm_foundry");
	is("model: {d_model: 64}\nmax_duration: 1ep\noptimizer: {}\n", "olmo");
	is("compute: {gpus: 8}\ncommand: python x.py\n", "mosaicml_mcli");
	is("MODEL_ARGS: {--num-layers: 2}\n", "megatron_args");
	is("policy: {model_name: x}\ngrpo: {}\n", "nemo_rl");
	is("actor_rollout_ref: {model: {path: x}}\n", "verl");
	is("trainer: {devices: 1}\nexp_manager: {}\n", "nemo");
	is("trainer: {max_epochs: 1, devices: 2}\n", "lightning_cli");
	is("defaults: [model: gpt, _self_]\nseed: 1\n", "hydra");
	is("resources: {accelerators: A100}\nrun: x\n", "skypilot");
	is("type: task\nresources: {gpu: 24GB}\ncommands: [x]\n", "dstack");
	is("cluster_name: x\nprovider: {type: aws}\n", "ray_cluster");
	is("workerPoolSpecs: [{containerSpec: {imageUri: x}}]\n", "vertex_ai");
	is("compute: azureml:gpus\ncommand: python x.py\n", "azureml");
	is("build: {gpu: true}\npredict: predict.py:Predictor\n", "cog");
	is("resources: {accelerator: L4}\nrequirements: [torch]\n", "truss");
	is("models: {a: {cmd: llama-server}}\n", "llama_swap");
	is("name: x\nparameters: {model: y}\n", "localai");
	is("peft_type: LORA\nr: 8\n", "adapter_config");
	is("dependencies: [python=3.10]\nname: x\n", "conda");
	is("n_layer: 12\nn_head: 12\nn_embd: 768\n", "scratch");
	is("apiVersion: ray.io/v1\nkind: RayCluster\n", "kuberay");
	is("apiVersion: serving.kserve.io/v1beta1\nkind: X\n", "kserve");
	is("apiVersion: trainer.kubeflow.org/v1\nkind: X\n", "kubeflow");
	is("on: push\njobs: {a: {runs-on: [self-hosted, gpu]}}\n",
	    "github_actions");
	is("name: {{.Name}}\n", "template");
	is("name: {{.Values.name}}\n", "helm_template");
	is("gpulint: workload/1\nmodel: {id: x}\n", "workload");
	is("batch_size: 8\nlr: 0.1\ndist_backend: nccl\n", "training_code");
	is("train: {batch_size: 8, lr: 0.1, dist: {backend: nccl}}\n",
	    "training_code");
	is("lr: 0.1\ndata: {num_workers: 4, pin_memory: true}\n",
	    "training_code");
	is("trainer: {args: {per_device_train_batch_size: 1}}\n",
	    "hf_sections");
}

static void
leaves_look_alikes_alone(void **state)
{
	(void)state;
	is("base_model: x\nmodels: []\nmerge_method: ties\ndatasets: 1\n", "");
	is("backend: nccl\nname: x\n", "");
	is("data: {num_workers: 4, pin_memory: true}\n", "");
	is("batch_size: 8\nlr: 0.1\nbackend: gloo\n", "");
	is("zero_optimization: {stage: 1}\nnum_layers: 12\n"
	   "hidden_size: 768\npipe_parallel_size: 1\n",
	    "");
	is("defaults: [{scope: {path: x}, values: {}}]\n", "");
	is("name: \"{{ quoted }}\"\ntext: |\n  {{ block }}\n", "");
	is("n_layer: 12\nn_head: 12\n", "");
	is("setup: {a: 1}\nrun: {b: 2}\n", "");
	is("a: {per_device_train_batch_size: 1}\n"
	   "b: {per_device_train_batch_size: 2}\n",
	    "");
	is("train: {output_dir: o, learning_rate: 1, save_steps: 2}\n", "");
	/* oumi's, which hands only some of them on */
	is("training: {trainer_type: TRL_SFT, per_device_train_batch_size: "
	   "1}\n",
	    "");
	is("defaults: {run: {shell: sh}}\n", "");
	is("dependencies: [torch]\nname: x\nhosts: all\n", "");
	is("- base_model\n- sequence_len\n", "");
	is("just a text\n", "");
	is("jobs: {a: {steps: []}}\non: push\n", "");
	is("bf16: true\n", "");
	/* Megatron-Bridge's recipes, which litgpt would refuse */
	is("train: {train_iters: 9, global_batch_size: 8, micro_batch_size: "
	   "1}\nscheduler: {lr_warmup_iters: 1}\n",
	    "");
}

static void
knows_a_broken_file_by_its_text(void **state)
{
	static const char ours[] =
	    "base_model: x\nsequence_len: 512\nadapter: [lora\nfoo: }\n";
	static const char theirs[] = "server: {port: 80\nbase: model\n";
	static const char template[] =
	    "base_model: x\nsequence_len: {{ .Values.length }}\n{{- end }}\n";
	static const char other[] = "type: input\nresources: {\nimage: x\n";
	static const char nested[] =
	    "a:\n  base_model: x\n  sequence_len: 2\nb: [\n";
	const struct dialect *dialect =
	    dialect_of_text(&dialects, ours, strlen(ours), "x.yaml");

	(void)state;
	assert_non_null(dialect);
	assert_string_equal(dialect->name, "axolotl");
	assert_null(
	    dialect_of_text(&dialects, theirs, strlen(theirs), "x.yaml"));
	assert_null(dialect_of_text(&dialects, other, strlen(other), "x.yaml"));
	dialect = dialect_of_text(&dialects, template, strlen(template), "x");
	assert_string_equal(dialect->name, "helm_template");
	assert_false(dialect->linted);
	assert_null(
	    dialect_of_text(&dialects, nested, strlen(nested), "x.yaml"));
}

static bool
is_ours(const char *broken)
{
	return dialect_of_text(&dialects, broken, strlen(broken), "x.yaml") !=
	       NULL;
}

static void
leaves_a_value_a_line_alone(void **state)
{
	(void)state;
	assert_true(is_ours("{\"name\": \"a\", \"parameters\":\n"
			    " {\"model\": \"b\"},,}\n"));
	assert_false(is_ours("{\"name\": \"a\", \"parameters\": "
			     "{\"model\": 1}}\n"
			     "{\"name\": \"c\", \"parameters\": "
			     "{\"model\": 2}}\n"));
}

static void
leaves_broken_manifests_without_a_gpu_alone(void **state)
{
	(void)state;
	assert_true(is_ours("apiVersion: v1\nkind: Pod\nspec: [\n"
			    "a: {nvidia.com/gpu: 1}\n"));
	assert_false(is_ours("apiVersion: v1\nkind: Pod\nspec: [\n"));
	assert_false(is_ours("apiVersion: v1\nkind: Pod\n"
			     "image: {user}/nvidia:1\n"));
}

static void
skips_foreign_bytes_unparsed(void **state)
{
	static const char foreign[] = "{\"compilerOptions\": {}}";

	(void)state;
	assert_false(dialects_may_hold(&dialects, foreign, strlen(foreign)));
}

/* One pass over the bytes says what a search for each marker says. */
static void
finds_markers_in_one_pass(void **state)
{
	struct dialects plain = { dialects.all, dialects.count, NULL };
	char text[200];

	(void)state;
	assert_non_null(dialects.markers);
	for (size_t i = 0; i < dialects.count; i++) {
		const char *const *m = dialects.all[i].markers;

		for (; m && *m; m++) {
			size_t n = strlen(*m);

			assert_true(n + 8 < sizeof(text));
			for (size_t at = 0; at < 8; at++) {
				memset(text, '.', sizeof(text));
				memcpy(text + at, *m, n);
				assert_true(
				    dialects_may_hold(&dialects, text, at + n));
				/* cut short, another marker may remain */
				assert_int_equal(dialects_may_hold(&dialects,
						     text, at + n - 1),
				    dialects_may_hold(&plain, text,
					at + n - 1));
			}
		}
	}
	for (size_t n = 0; n < sizeof(text); n++)
		assert_false(dialects_may_hold(&dialects, text + n, 0));
	memset(text, '.', sizeof(text));
	assert_false(dialects_may_hold(&dialects, text, sizeof(text)));
}

static void
understands_stars_values_and_paths(void **state)
{
	static const char *const all[] = { "*.part=torch*", NULL };
	static const char *const path[] = { "*.yml", "*/charts/*", NULL };
	struct signature signature = { .all = all, .path = path };
	struct dialect toy = { .name = "toy",
		.signatures = &signature,
		.signature_count = 1,
		.linted = true };
	struct dialects one = { &toy, 1, NULL };
	const struct node *yes =
	    tree_of("x", "a: 1\nb: {part: torch.nn}\n")->documents[0];
	const struct node *no =
	    tree_of("x", "a: 1\nb: {part: jax}\n")->documents[0];

	(void)state;
	assert_ptr_equal(dialect_recognise(&one, yes, "d/x.yml"), &toy);
	assert_ptr_equal(dialect_recognise(&one, yes, "a/charts/x.txt"), &toy);
	assert_null(dialect_recognise(&one, yes, "d/x.txt"));
	assert_null(dialect_recognise(&one, no, "d/x.yml"));
	assert_null(dialect_recognise(&one, NULL, "d/x.yml"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_a_file_by_its_keys),
		cmocka_unit_test(leaves_look_alikes_alone),
		cmocka_unit_test(knows_a_broken_file_by_its_text),
		cmocka_unit_test(leaves_a_value_a_line_alone),
		cmocka_unit_test(leaves_broken_manifests_without_a_gpu_alone),
		cmocka_unit_test(skips_foreign_bytes_unparsed),
		cmocka_unit_test(finds_markers_in_one_pass),
		cmocka_unit_test(understands_stars_values_and_paths),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
