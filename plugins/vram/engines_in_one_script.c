/* engines-in-one-script: a script starts two servers on the same GPU. */

#include "vram.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

enum { SERVERS_LIMIT = 8 };

/* vLLM's share of the card where it is told none, at the least. */
static const double default_share = 0.9;

struct server {
	const struct gpulint_node *node;
	const char *word; /* its model, or the word that starts it */
	const char *gpus; /* CUDA_VISIBLE_DEVICES, "" where it is not set */
	double share;
	bool in_background;
};

struct script {
	struct server servers[SERVERS_LIMIT], *current;
	size_t count;
	const char *gpus;
	bool exported;
};

/* The script may start one of them alone, or one after the other, or
 * elsewhere. */
static bool
is_beyond_us(const char *word)
{
	static const char *const words[] = { "kill", "pkill", "killall", "else",
		"elif", "case", "for", "while", "until", "docker", "podman",
		"nerdctl", "ssh", "srun", "kubectl", "apptainer", "singularity",
		"ray", "--enable-sleep-mode", NULL };

	return is_among(word, words);
}

static void
start(struct script *script, const struct gpulint_node *node, const char *word)
{
	if (script->count == SERVERS_LIMIT)
		return;
	script->current = &script->servers[script->count++];
	*script->current = (struct server){ .node = node,
		.word = word,
		.gpus = script->gpus,
		.share = default_share };
	if (!script->exported)
		script->gpus = "";
}

static void
read_flag(struct server *server, const char *word, const char *next)
{
	static const char *const flags[] = { "--gpu-memory-utilization",
		"--gpu_memory_utilization" };

	for (size_t i = 0; i < 2; i++) {
		size_t n = strlen(flags[i]);
		double share = -1;

		if (strncmp(word, flags[i], n) != 0)
			continue;
		if (word[n] == '=')
			share = strtod(word + n + 1, NULL);
		else if (word[n] == '\0')
			share = strtod(next, NULL);
		server->share = share > 0 && share <= 1 ? share : 0;
	}
}

/* False where the rest of the script is not to be read. */
static bool
read_word(struct script *script, const struct gpulint_node *node,
    const char *before, const char *word, const char *next)
{
	/* CUDA's, HIP's, Ascend's */
	static const char visible[] = "VISIBLE_DEVICES=";
	const char *devices = strstr(word, visible);
	size_t length = strlen(word);

	if (strcmp(word, "wait") == 0)
		return false;
	if (devices != NULL) {
		script->gpus = devices + sizeof(visible) - 1;
		script->exported = strcmp(before, "export") == 0;
	} else if (strcmp(before, "vllm") == 0 && strcmp(word, "serve") == 0) {
		start(script, node,
		    *next != '\0' && *next != '-' ? next : word);
	} else if (strcmp(word, "vllm.entrypoints.openai.api_server") == 0) {
		start(script, node, word);
	} else if (script->current != NULL && length > 0 &&
		   word[length - 1] == '&' && !strstr(word, "&&")) {
		script->current->in_background = true;
		script->current = NULL;
	} else if (script->current != NULL) {
		read_flag(script->current, word, next);
	}
	return true;
}

static void
compare(struct gpulint_pass *pass, const struct server *first,
    const struct server *second)
{
	struct gpulint_finding *finding;

	if (!first->in_background || strcmp(first->gpus, second->gpus) != 0 ||
	    first->share <= 0 || second->share <= 0 ||
	    first->share + second->share < 1)
		return;
	finding = gpulint_report_word(pass, second->node, second->word,
	    "this server takes %.0f%% of the GPU, where one that the script "
	    "has started takes %.0f%% already",
	    100 * second->share, 100 * first->share);
	gpulint_related_at(finding, first->node, "%.0f%%", 100 * first->share);
	gpulint_help(finding, "make the sum of --gpu-memory-utilization less "
			      "than 1, or give each CUDA_VISIBLE_DEVICES of "
			      "its own");
}

static void
run(struct gpulint_pass *pass)
{
	struct script script = { .gpus = "" };
	struct words words = words_of(pass);
	const char *before = "", *word;
	bool more = words_next(&words), goes_on = true;

	while (more && goes_on) {
		const struct gpulint_node *node = words.node;

		word = words.word;
		if (is_beyond_us(word))
			return;
		more = words_next(&words);
		goes_on = read_word(&script, node, before, word,
		    more ? words.word : "");
		before = word;
	}
	for (size_t i = 1; i < script.count; i++)
		compare(pass, &script.servers[i - 1], &script.servers[i]);
}

const struct gpulint_check engines_in_one_script = {
	.id = "engines-in-one-script",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
