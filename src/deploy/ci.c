/* github_actions, gitlab_ci: pipelines count where a job of theirs asks for
 * a GPU, builds for one, or trains on a system that has none. */

#include "deploy/ci.h"
#include "deploy/container.h"
#include "dialect/codes.h"
#include "deploy/evidence.h"

#include <string.h>

static const char *const words[] = { "gpu", "cuda", "nvidia", "rocm", "hopper",
	"a100", "h100", "h200", "mi300", "mi250", "v100", "p100", "rtx",
	"pytorch.org/whl/cu", NULL };

/* What a runner, a container or a matrix says; names and comments of people
 * do not count. */
static bool
job_has_gpu(const struct node *job)
{
	static const char *const parts[] = { "runs-on", "container", "services",
		"strategy", "env", "with", "steps", "uses", NULL };

	for (size_t i = 0; parts[i]; i++) {
		if (strcmp(parts[i], "steps") != 0 &&
		    evidence_in(node_get(job, parts[i]), words,
			EVIDENCE_VALUES | EVIDENCE_KEYS))
			return true;
	}
	return false;
}

bool
ci_asks_gpu(const struct node *labels)
{
	return evidence_in(labels, words, EVIDENCE_VALUES | EVIDENCE_KEYS);
}

static bool
step_has_gpu(const struct node *step)
{
	return evidence_in(node_get(step, "run"), words, EVIDENCE_VALUES) ||
	       evidence_in(node_get(step, "with"), words,
		   EVIDENCE_VALUES | EVIDENCE_KEYS) ||
	       evidence_in(node_get(step, "env"), words,
		   EVIDENCE_VALUES | EVIDENCE_KEYS);
}

/* A job that starts a training on a system that has no CUDA, or no NCCL. */
static bool
job_trains_elsewhere(const struct node *labels, const struct node *steps)
{
	static const char *const systems[] = { "windows", "macos", NULL };
	static const char *const launchers[] = { "torchrun",
		"torch.distributed", "accelerate launch", "deepspeed ",
		"trl sft", "trl dpo", "trl grpo", "llamafactory-cli train",
		"axolotl train", "--per_device_train_batch_size", NULL };

	return evidence_in(labels, systems, EVIDENCE_VALUES) &&
	       evidence_in(steps, launchers, EVIDENCE_VALUES);
}

/* A machine of one's own that starts a training or a server, whatever it is
 * called. */
static bool
step_is_for_own_machine(const struct node *job, const struct node *step)
{
	static const char *const own[] = { "self-hosted", NULL };

	return evidence_in(node_get(job, "runs-on"), own, EVIDENCE_VALUES) &&
	       container_is_evidence_word(node_text(node_get(step, "run")));
}

static bool
github_recognise(const struct node *root, const char *path)
{
	const struct node *jobs = node_get(root, "jobs");
	struct pairs it = pairs_of(jobs);

	(void)path;
	if (!node_is(jobs, NODE_MAPPING))
		return false;
	for (int i = 0; i < 256 && pairs_next(&it); i++) {
		const struct node *job = node_resolve(it.pair->value);
		const struct node *steps = node_get(job, "steps");

		if (job_has_gpu(job) ||
		    job_trains_elsewhere(node_get(job, "runs-on"), steps))
			return true;
		for (size_t k = 0; k < node_length(steps) && k < 256; k++) {
			const struct node *step = node_at(steps, k);

			if (step_has_gpu(step) ||
			    step_is_for_own_machine(job, step))
				return true;
		}
	}
	return evidence_in(node_get(root, "env"), words,
	    EVIDENCE_VALUES | EVIDENCE_KEYS);
}

static bool
gitlab_recognise(const struct node *root, const char *path)
{
	struct pairs it = pairs_of(root);

	(void)path;
	for (int i = 0; i < 256 && pairs_next(&it); i++) {
		const struct node *job = node_resolve(it.pair->value);

		if (job_trains_elsewhere(node_get(job, "tags"),
			node_get(job, "script")))
			return true;
	}
	return evidence_in(root, words, EVIDENCE_VALUES | EVIDENCE_KEYS);
}

const struct dialect_code code_github_actions = {
	.name = "github_actions",
	.read = ci_read_github,
	.recognise = github_recognise,
};

const struct dialect_code code_gitlab_ci = {
	.name = "gitlab_ci",
	.read = ci_read_gitlab,
	.recognise = gitlab_recognise,
};
