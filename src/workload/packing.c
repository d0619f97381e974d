/* Packed weights, by the names of models. */

#include "workload/packing.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Ends of a name that say how the weights are packed. */
static const struct suffix {
	const char *word, *method;
	double bits; /* 0: not said */
	const char *publisher; /* whose names end so, or NULL */
} suffixes[] = {
	{ "chat-int4", "gptq", 4, "Qwen/" },
	{ "chat-int8", "gptq", 8, "Qwen/" },
	{ "gptq-int4", "gptq", 4, NULL },
	{ "gptq-int8", "gptq", 8, NULL },
	{ "gptq-4bit", "gptq", 4, NULL },
	{ "awq-int4", "awq", 4, NULL },
	{ "awq", "awq", 4, NULL },
	{ "bnb-4bit", "bnb-nf4", 4, NULL },
	{ "bnb-8bit", "bnb-int8", 8, NULL },
	{ "fp8", "fp8", 8, NULL },
	{ "fp8-dynamic", "fp8", 8, NULL },
	{ "fp8-block", "fp8", 8, NULL },
	{ "fp8-kv", "fp8", 8, NULL },
	{ "w8a8", "int8", 8, NULL },
	{ "w8a16", "int8", 8, NULL },
	{ "w4a16", "int4", 4, NULL },
	{ "awq-4bit", "awq", 4, NULL },
	{ "nvfp4", "nvfp4", 4, NULL },
	{ "fp4", "nvfp4", 4, NULL },
	{ "mxfp4", "mxfp4", 4, NULL },
	{ "q4f16_0-mlc", "mlc", 4, NULL },
	{ "q4f16_1-mlc", "mlc", 4, NULL },
	{ "q4f32_1-mlc", "mlc", 4, NULL },
	{ "q3f16_1-mlc", "mlc", 3, NULL },
};

/* Parts of a name that say that they are, not how. */
static const char *const packed_words[] = { "gptq", "awq", "gguf", "exl2",
	"exl3", "mlx", "bnb", "autogptq", "autoawq", "4bit", "8bit", "int4",
	"int8", "fp8", "fp4", "nf4", "w4a", "w8a", "quantized", "marlin",
	"autoround" };

static bool
ends_in(const char *name, const char *word)
{
	size_t n = strlen(name), length = strlen(word);

	return n > length && strcasecmp(name + n - length, word) == 0 &&
	       !isalnum((unsigned char)name[n - length - 1]);
}

/* True where a letter does not run on from a letter, nor a digit from a digit:
 * checkpoint4 is no int4. */
static bool
begins_word(const char *name, const char *at)
{
	if (at == name)
		return true;
	return isdigit((unsigned char)*at) ? !isdigit((unsigned char)at[-1])
					   : !isalpha((unsigned char)at[-1]);
}

static bool
has_word(const char *name, const char *word)
{
	const char *at = strcasestr(name, word);

	while (at != NULL && !begins_word(name, at))
		at = strcasestr(at + 1, word);
	return at != NULL;
}

bool
packing_is_named(const char *id)
{
	for (size_t i = 0; i < sizeof(packed_words) / sizeof(*packed_words);
	     i++)
		if (has_word(id, packed_words[i]))
			return true;
	return false;
}

static bool
by_ending(const char *id, const char *whose, struct packing *packing)
{
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
		const char *publisher = suffixes[i].publisher;

		if (!ends_in(id, suffixes[i].word) ||
		    (publisher != NULL &&
			strncmp(whose, publisher, strlen(publisher)) != 0))
			continue;
		packing->method = suffixes[i].method;
		packing->bits = suffixes[i].bits;
		return true;
	}
	return false;
}

/* "Int4", "4bit", "w4a16" anywhere: the bits of a weight; -1 where two words
 * disagree, 0 where none says them. */
static double
bits_in(const char *name)
{
	static const struct {
		const char *word;
		double bits;
	} words[] = {
		{ "int2", 2 },
		{ "2bit", 2 },
		{ "2-bit", 2 },
		{ "w2a", 2 },
		{ "int3", 3 },
		{ "3bit", 3 },
		{ "3-bit", 3 },
		{ "w3a", 3 },
		{ "int4", 4 },
		{ "4bit", 4 },
		{ "4-bit", 4 },
		{ "w4a", 4 },
		{ "nf4", 4 },
		{ "int8", 8 },
		{ "8bit", 8 },
		{ "8-bit", 8 },
		{ "w8a", 8 },
	};
	double bits = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!has_word(name, words[i].word))
			continue;
		if (bits > 0 && bits != words[i].bits)
			return -1;
		bits = words[i].bits;
	}
	return bits;
}

/* Formats of other engines, whose names do not say how many bits a weight
 * takes in this one. */
static bool
is_of_another_engine(const char *name)
{
	return has_word(name, "gguf") || has_word(name, "exl2") ||
	       has_word(name, "exl3") || has_word(name, "mlx") ||
	       has_word(name, "qat");
}

/* AutoRound writes GPTQ's layout, or AWQ's (intel/auto-round README, export
 * formats). */
static const char *
method_in(const char *name, double bits)
{
	bool four = bits == 4 || bits == 0;

	if (has_word(name, "awq") || has_word(name, "autoawq"))
		return four ? "awq" : NULL;
	if (has_word(name, "gptq") || has_word(name, "autogptq") ||
	    has_word(name, "marlin"))
		return "gptq";
	if (has_word(name, "autoround") || has_word(name, "auto-round"))
		return bits > 0 ? "gptq" : NULL;
	if (has_word(name, "hqq"))
		return bits > 0 ? "hqq" : NULL;
	if (has_word(name, "nvfp4"))
		return four ? "nvfp4" : NULL;
	if (has_word(name, "mxfp4"))
		return four ? "mxfp4" : NULL;
	if (has_word(name, "bnb") || has_word(name, "nf4"))
		return bits == 4 ? "bnb-nf4" : bits == 8 ? "bnb-int8" : NULL;
	if (bits == 4)
		return "int4";
	if (has_word(name, "fp8"))
		return bits == 0 || bits == 8 ? "fp8" : NULL;
	return bits == 8 ? "int8" : NULL;
}

/* The words of one part of a path. */
static bool
by_words(const char *name, struct packing *packing)
{
	double bits = bits_in(name);

	if (bits < 0 || is_of_another_engine(name))
		return false;
	packing->method = method_in(name, bits);
	packing->bits = bits;
	if (packing->method == NULL)
		return false;
	if (bits == 0 && strcmp(packing->method, "gptq") != 0)
		packing->bits = strcmp(packing->method, "fp8") == 0 ? 8 : 4;
	return true;
}

bool
packing_of_name(const char *id, const char *whose, struct packing *packing)
{
	const char *name = strrchr(id, '/');

	if (by_ending(id, whose, packing))
		return true;
	if (name != NULL && packing_is_named(name + 1))
		return by_words(name + 1, packing);
	return by_words(id, packing);
}
