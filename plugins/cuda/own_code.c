/* own_code: training code that is nobody's framework, by the words that it
 * shares with all others. */

#include "cuda.h"
#include "words.h"

#include <string.h>
#include <strings.h>

enum { DEPTH_LIMIT = 6, PAIRS_LIMIT = 512 };

struct walk {
	struct gpulint_pass *pass;
	const char *compute;
	const struct gpulint_node
	    *reported[2]; /* the precision, the attention */
	size_t looked;
};

/* A key, all of it or its end, and the value that asks for something. */
static const struct {
	const char *key, *value; /* a value may go on behind a '*' */
	const char *minimum, *what, *instead;
} words[] = {
	{ "attn_implementation", "flash_attention_2", "8.0", "FlashAttention 2",
	    "use sdpa" },
	{ "attn_implementation", "flash_attention_3", "8.0", "FlashAttention 3",
	    "use sdpa" },
	{ "use_flash_attention", "true", "8.0", "FlashAttention 2",
	    "turn it off" },
	{ "use_flash_attention_2", "true", "8.0", "FlashAttention 2",
	    "turn it off" },
	{ "use_flash_attn", "true", "8.0", "FlashAttention 2", "turn it off" },
	{ "use_flash_attn_2", "true", "8.0", "FlashAttention 2",
	    "turn it off" },
	{ "flash_attn", "true", "8.0", "FlashAttention 2", "turn it off" },
	{ "flash_attention", "true", "8.0", "FlashAttention 2", "turn it off" },
	{ "disable_flash_attn", "false", "8.0", "FlashAttention 2",
	    "turn it off" },
	{ "quantization", "fp8_e4m3fn_fast", "8.9", "a product of fp8 matrices",
	    "use fp8_e4m3fn" },
	{ "bf16", "true", "8.0", "bf16", "use fp16 or fp32" },
	{ "precision", "bf16*", "8.0", "bf16", "use fp16 or fp32" },
	{ "precision", "amp_bf16", "8.0", "bf16", "use fp16 or fp32" },
	{ "precision", "bfloat16", "8.0", "bf16", "use fp16 or fp32" },
	{ "dtype", "bf16", "8.0", "bf16", "use fp16 or fp32" },
	{ "dtype", "bfloat16", "8.0", "bf16", "use fp16 or fp32" },
	{ "dtype", "torch.bfloat16", "8.0", "bf16", "use fp16 or fp32" },
	{ "mixed_precision", "fp8", "8.9", "fp8 training", "use bf16" },
};

/* The word itself, or behind an underscore: torch_dtype, use_bf16, though not
 * disable_bf16. */
static bool
ends_with(const char *key, const char *word)
{
	size_t length = strlen(key), n = strlen(word);

	return length >= n && strcmp(key + length - n, word) == 0 &&
	       (length == n || key[length - n - 1] == '_') &&
	       (length == n || strncmp(key, "disable", 7) != 0);
}

static bool
is_value(const char *text, const char *value)
{
	size_t n = strcspn(value, "*");

	return strncasecmp(text, value, n) == 0 &&
	       (value[n] == '*' || text[n] == '\0');
}

/* What is written to a file or kept of a step may have any dtype, and what is
 * said not to be is no wish. */
static bool
is_no_wish(const char *key)
{
	return strncmp(key, "save", 4) == 0 || strncmp(key, "output", 6) == 0 ||
	       strncmp(key, "exp_avg", 7) == 0 || strncmp(key, "no_", 3) == 0;
}

static void
judge(struct walk *walk, const char *key, const struct gpulint_node *value)
{
	const char *text = gpulint_scalar(value);
	struct gpulint_finding *finding;

	if (value == walk->reported[0] || value == walk->reported[1])
		return;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!ends_with(key, words[i].key) ||
		    !is_value(text, words[i].value))
			continue;
		if (is_no_wish(key) || gpulint_version_compare(walk->compute,
					   words[i].minimum) >= 0)
			return;
		finding = capability_report(walk->pass, value, NULL,
		    words[i].what, words[i].minimum);
		gpulint_lower(finding, GPULINT_WARNING);
		gpulint_help(finding, "%s, or take a newer GPU",
		    words[i].instead);
		return;
	}
}

static void
look(struct walk *walk, const struct gpulint_node *node, unsigned depth)
{
	for (size_t i = 0; i < gpulint_length(node); i++) {
		bool mapping = gpulint_is_mapping(node);
		const struct gpulint_node *value =
		    mapping ? gpulint_value(node, i) : gpulint_at(node, i);

		if (walk->looked++ >= PAIRS_LIMIT)
			return;
		if (!gpulint_is_scalar(value)) {
			if (depth < DEPTH_LIMIT)
				look(walk, value, depth + 1);
		} else if (mapping) {
			judge(walk, gpulint_scalar(gpulint_key(node, i)),
			    value);
		}
	}
}

static void
report_flag(struct gpulint_pass *pass, const struct words *at)
{
	struct gpulint_finding *finding = capability_report(pass, at->node,
	    at->word, "FlashAttention 2", "8.0");

	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_help(finding, "use sdpa, or take a newer GPU");
}

/* The same of a program that is started: --attn_implementation
 * flash_attention_2, model.attn_implementation=flash_attention_2. */
static void
look_at_command(struct gpulint_pass *pass)
{
	struct words at = words_of(pass);
	bool is_asked = false;

	while (words_next(&at)) {
		const char *name = strstr(at.word, "implementation");
		const char *value = is_asked ? at.word : "";

		is_asked = name != NULL && name > at.word + 4 &&
			   strncmp(name - 5, "attn", 4) == 0;
		if (is_asked && name[14] == '=')
			value = name + 15;
		if (strncmp(value, "flash_attention_", 16) == 0) {
			report_flag(pass, &at);
			return;
		}
	}
}

/* Code of one's own, and what is handed on to code by one's own names. */
static bool
is_own(const char *dialect)
{
	static const char *const dialects[] = { "training_code", "hydra",
		"mosaicml_mcli" };

	for (size_t i = 0; i < sizeof(dialects) / sizeof(*dialects); i++)
		if (strcmp(dialect, dialects[i]) == 0)
			return true;
	return false;
}

void
own_code_judge(struct gpulint_pass *pass, const char *compute)
{
	struct walk walk = {
		.pass = pass,
		.compute = compute,
		.reported = { gpulint_node_of(
				  gpulint_fact(pass, "train.precision")),
		    gpulint_node_of(gpulint_fact(pass, "train.attention")) },
	};

	if (is_own(gpulint_dialect(pass)))
		look(&walk, gpulint_root(pass), 0);
	else if (!gpulint_known(gpulint_fact(pass, "train.attention")) &&
		 gpulint_version_compare(compute, "8.0") < 0)
		look_at_command(pass);
}
