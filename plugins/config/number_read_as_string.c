/* number-read-as-string: 1e-5 is text to the loader that will read it. */

#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * YAML 1.1 wants a point and a sign in an exponent (1.0e-5); PyYAML reads
 * 1e-5 as a string.  Frameworks that lay the file on typed fields convert it:
 * axolotl (pydantic), litgpt (jsonargparse), TrlParser (argparse).  These
 * do not:
 */
struct number {
	const char *dialect, *path;
	const char *who; /* NULL: it depends on the script */
	enum gpulint_severity severity;
};

static const struct number numbers[] = {
	/* runtime/engine.py hands the parameters to the optimizer, which
	 * compares them: "'<=' not supported between 'float' and 'str'" */
	{ "deepspeed", "optimizer.params.lr", "DeepSpeed", GPULINT_ERROR },
	{ "deepspeed", "optimizer.params.eps", "DeepSpeed", GPULINT_ERROR },
	{ "deepspeed", "optimizer.params.weight_decay", "DeepSpeed",
	    GPULINT_ERROR },
	{ "deepspeed", "scheduler.params.warmup_max_lr", "DeepSpeed",
	    GPULINT_ERROR },
	{ "deepspeed", "scheduler.params.warmup_min_lr", "DeepSpeed",
	    GPULINT_ERROR },
	/* runtime/config.py, _batch_assertion: "'>' not supported between
	 * 'str' and 'int'"; transformers calls "8" another value than 8 */
	{ "deepspeed", "train_batch_size", "DeepSpeed", GPULINT_ERROR },
	{ "deepspeed", "train_micro_batch_size_per_gpu", "DeepSpeed",
	    GPULINT_ERROR },
	{ "deepspeed", "gradient_accumulation_steps", "DeepSpeed",
	    GPULINT_ERROR },
	/* huggingface/transformers integrations/deepspeed.py, fill_match:
	 * "true" is another value than true; DeepSpeed before pydantic takes
	 * "false" for true */
	{ "deepspeed", "fp16.enabled", "transformers", GPULINT_WARNING },
	{ "deepspeed", "bf16.enabled", "transformers", GPULINT_WARNING },
	/* megatron/neox_arguments/arguments.py, validate_types */
	{ "gpt_neox", "min_lr", "GPT-NeoX", GPULINT_ERROR },
	{ "gpt_neox", "optimizer.params.lr", "GPT-NeoX", GPULINT_ERROR },
	{ "gpt_neox", "optimizer.params.eps", "GPT-NeoX", GPULINT_ERROR },
	{ "gpt_neox", "weight_decay", "GPT-NeoX", GPULINT_ERROR },
	/* nanotron/config/config.py: dacite's types are strict */
	{ "nanotron", "optimizer.learning_rate_scheduler.learning_rate",
	    "nanotron", GPULINT_ERROR },
	{ "nanotron", "optimizer.learning_rate_scheduler.min_decay_lr",
	    "nanotron", GPULINT_ERROR },
	{ "nanotron", "optimizer.optimizer_factory.adam_eps", "nanotron",
	    GPULINT_ERROR },
	{ "nanotron", "optimizer.weight_decay", "nanotron", GPULINT_ERROR },
	/* HfArgumentParser.parse_yaml_file does not convert, TrlParser does */
	{ "hf_trl", "learning_rate", NULL, GPULINT_NOTE },
	{ "hf_trl", "weight_decay", NULL, GPULINT_NOTE },
	{ "hf_trl", "adam_epsilon", NULL, GPULINT_NOTE },
	{ "hf_trl", "warmup_ratio", NULL, GPULINT_NOTE },
	{ "hf_trl", "max_grad_norm", NULL, GPULINT_NOTE },
	{ "hf_trl", "beta", NULL, GPULINT_NOTE },
};

static bool
is_number(const char *text)
{
	char *end;

	if (strspn(text, "0123456789.eE+-") != strlen(text))
		return false;
	strtod(text, &end);
	return end != text && *end == '\0';
}

static bool
is_switch(const char *text)
{
	return strcasecmp(text, "true") == 0 || strcasecmp(text, "false") == 0;
}

/* 1e-5 with the point that YAML 1.1 asks for. */
static const char *
with_point(struct gpulint_pass *pass, const char *text)
{
	size_t digits = strcspn(text, "eE");

	if (text[digits] == '\0' || memchr(text, '.', digits) != NULL)
		return text;
	return gpulint_format(pass, "%.*s.0e%s%s", (int)digits, text,
	    text[digits + 1] == '-' || text[digits + 1] == '+' ? "" : "+",
	    text + digits + 1);
}

static const char *
as_meant(struct gpulint_pass *pass, const char *text)
{
	if (!is_switch(text))
		return with_point(pass, text);
	return strcasecmp(text, "true") == 0 ? "true" : "false";
}

static void
judge(struct gpulint_pass *pass, const struct number *number)
{
	const struct gpulint_node *node =
	    gpulint_path(gpulint_root(pass), number->path);
	const char *text = gpulint_scalar(node);
	struct gpulint_finding *finding;

	if (strcmp(gpulint_scalar_type(pass, node), "string") != 0 ||
	    !(is_number(text) || is_switch(text)))
		return;
	finding =
	    number->who != NULL
		? gpulint_report_at(pass, node,
		      "%s is text here, and %s does not convert it", text,
		      number->who)
		: gpulint_report_at(pass, node,
		      "%s is text to PyYAML: an exponent needs a point", text);
	gpulint_lower(finding, number->severity);
	gpulint_help(finding, "write %s", as_meant(pass, text));
	gpulint_write(gpulint_fix(finding, true, "write %s",
			  as_meant(pass, text)),
	    node, as_meant(pass, text));
}

static void
run(struct gpulint_pass *pass)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (strcmp(gpulint_dialect(pass), numbers[i].dialect) == 0)
			judge(pass, &numbers[i]);
}

const struct gpulint_check number_read_as_string = {
	.id = "number-read-as-string",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
