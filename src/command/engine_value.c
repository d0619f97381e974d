#include "base/number.h"
#include "base/word.h"
#include "command/engine.h"

#include <string.h>
#include <strings.h>

bool
engine_count(const char *text, double *count)
{
	static const char letters[] = "kmgt";
	size_t length = strlen(text);
	double unit = 1, number;
	const char *letter;
	char last;

	if (!length)
		return false;
	last = text[length - 1];
	letter = strchr(letters, last | 0x20);
	if (letter && last) {
		double step = (last & 0x20) ? 1000 : 1024;

		for (const char *p = letters; p <= letter; p++)
			unit *= step;
		length--;
	}
	if (!number_parse(text, length, &number) || number < 0 ||
	    number * unit > NUMBER_MAX)
		return false;
	*count = number * unit;
	return true;
}

const char *
engine_gguf_type(const char *name, struct arena *arena)
{
	static const char *const types[] = { "F32", "F16", "BF16", "Q8_0",
		"Q6_K", "Q5_K_M", "Q5_K_S", "Q5_K_L", "Q5_0", "Q5_1", "Q4_K_M",
		"Q4_K_S", "Q4_K_L", "Q4_0", "Q4_1", "Q3_K_L", "Q3_K_M",
		"Q3_K_S", "Q3_K_XL", "Q2_K", "Q2_K_S", "Q2_K_L", "IQ4_XS",
		"IQ4_NL", "IQ3_M", "IQ3_S", "IQ3_XS", "IQ3_XXS", "IQ2_M",
		"IQ2_S", "IQ2_XS", "IQ2_XXS", "IQ1_M", "IQ1_S", "MXFP4",
		"TQ1_0", "TQ2_0", "Q2_K_XL", "Q4_K_XL", "Q5_K_XL", "Q6_K_XL",
		"Q8_K_XL" };
	const char *best = NULL;
	bool dynamic = false, after = false;

	/* Parts of a file's name end at - . / and what is longer wins.  UD- is
	 * what Unsloth puts before its own mixes, all of _K_XL but
	 * bartowski's Q3_K_XL. */
	for (const char *p = name; *p;) {
		size_t n = strcspn(p, "-./:");

		for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
			if (strlen(types[i]) != n ||
			    strncasecmp(types[i], p, n) != 0)
				continue;
			best = types[i];
			dynamic = after ||
				  (word_ends(best, "_K_XL") && best[1] != '3');
		}
		after = n == 2 && strncasecmp(p, "UD", 2) == 0;
		p += n + (p[n] != '\0');
	}
	return best ? arena_printf(arena, "%s%s", dynamic ? "UD-" : "", best)
		    : NULL;
}

const struct node *
engine_mapping(struct engine_run *run, const struct engine_flag *flag)
{
	struct tree_problem problem;
	struct error err = { "" };
	struct source *source;
	struct tree *tree;

	if (!flag || flag->value.unresolved)
		return NULL;
	if (node_is(flag->value.node, NODE_MAPPING))
		return flag->value.node;
	source = source_from_bytes(run->w->arena, run->w->source->path,
	    flag->value.text, flag->value.length, &err);
	tree = source ? tree_read_json(source, &problem) : NULL;
	return tree && tree->document_count ? tree->documents[0] : NULL;
}
