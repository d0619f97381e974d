/* Model names taken apart. */

#include "catalog/model_name.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Endings that leave the shape as it is: tuning, packing, quantisation. */
static const char *const endings[] = { "-instruct", "-chat", "-it", "-base",
	"-hf", "-pt", "-sft", "-dpo", "-awq", "-gptq", "-gptq-int4",
	"-gptq-int8", "-int4", "-int8", "-4bit", "-8bit", "-4bits", "-bnb",
	"-bnb-4bit", "-bnb-8bit", "-unsloth", "-gguf", "-exl2", "-hqq", "-fp8",
	"-fp8-dynamic", "-dynamic", "-fp8-kv", "-nvfp4", "-fp4", "-mxfp4",
	"-w4a16", "-w8a8", "-w8a16", "-quantized.w4a16", "-quantized.w8a8",
	"-bf16", "-fp16", "-mlx", "-qat", "-tokenizer", "-4b-128g", "-128g",
	"-g128", "-autoround", "-marlin", "-text", "-q4-k-m", "-abliterated",
	"-safetensors", "-imat", "-imatrix", "-ud", "-i1", "-mcore", NULL };

/* What comes before a name without changing it. */
static const char *const openings[] = { "meta-", "models--", "c4ai-", NULL };

/* The parts of a GGUF type behind its number: Q4_K_M, IQ2_XXS, Q4_0_4_8. */
static const char *const type_parts[] = { "0", "1", "4", "8", "k", "s", "m",
	"l", "xs", "xxs", "nl", "xl", NULL };
static const char *const type_names[] = { "f16", "f32", "fp16", "fp32", "bf16",
	"mxfp4", "mxfp4-moe", NULL };

enum { TYPE_LENGTH = 20 };

static bool
is_separator(char c)
{
	return c == '-' || c == '_' || c == ':';
}

/* _ and the : of a tag are read as -; case is ignored. */
static bool
same_char(char a, char b)
{
	if (is_separator(a))
		return is_separator(b);
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static bool
same_text(const char *a, const char *b, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (!same_char(a[i], b[i]))
			return false;
	return true;
}

static bool
is_one_of(const char *s, size_t length, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strlen(*words) == length && same_text(s, *words, length))
			return true;
	return false;
}

/* Take word off the front. */
static bool
skip_word(struct stem *stem, const char *word)
{
	size_t length = strlen(word);

	if (stem->length <= length || !same_text(stem->s, word, length))
		return false;
	stem->s += length;
	stem->length -= length;
	return true;
}

static bool
ends_in(const struct stem *stem, const char *word)
{
	size_t length = strlen(word);

	return stem->length > length &&
	       same_text(stem->s + stem->length - length, word, length);
}

/* "-00001-of-00002", a part of a file in parts. */
static void
drop_part(struct stem *stem)
{
	static const char form[] = "-00000-of-00000";
	const size_t length = sizeof(form) - 1;
	const char *s;
	size_t i;

	if (stem->length <= length)
		return;
	s = stem->s + stem->length - length;
	for (i = 0; i < length; i++)
		if (form[i] == '0' ? !isdigit((unsigned char)s[i])
				   : !same_char(s[i], form[i]))
			return;
	stem->length -= length;
}

struct stem
stem_of(const char *id)
{
	struct stem stem = { id, strlen(id) };
	size_t i;

	while (stem.length > 0 && stem.s[stem.length - 1] == '/')
		stem.length--;
	for (i = stem.length; i > 0 && strchr("/\\", stem.s[i - 1]) == NULL;
	     i--)
		continue;
	stem.s += i;
	stem.length -= i;
	for (i = 0; openings[i] != NULL; i++)
		skip_word(&stem, openings[i]);
	if (ends_in(&stem, ".gguf")) {
		stem.length -= strlen(".gguf");
		drop_part(&stem);
	}
	return stem;
}

/* "-base" is a size of its own (bert-base) unless a size stands before it. */
static bool
is_size(struct stem stem, size_t ending)
{
	size_t end = stem.length - ending;

	if (strncasecmp(stem.s + end, "-base", ending) != 0)
		return false;
	return end < 2 || !isdigit((unsigned char)stem.s[end - 2]) ||
	       strchr("bBmM", stem.s[end - 1]) == NULL;
}

/* What a GGUF file's name says of its weights: Q4_K_M, UD-Q4_K_XL, F16. */
static bool
is_type(const char *s, size_t length)
{
	struct stem rest = { s, length };

	if (!skip_word(&rest, "ud-"))
		skip_word(&rest, "i1-");
	if (is_one_of(rest.s, rest.length, type_names))
		return true;
	if (!skip_word(&rest, "i"))
		skip_word(&rest, "t");
	if (!skip_word(&rest, "q") || !isdigit((unsigned char)rest.s[0]))
		return false;
	for (length = 1; length < rest.length; length++) {
		size_t start = length + 1;

		if (!is_separator(rest.s[length]))
			return false;
		while (length + 1 < rest.length &&
		       !is_separator(rest.s[length + 1]))
			length++;
		if (!is_one_of(rest.s + start, length + 1 - start, type_parts))
			return false;
	}
	return true;
}

/* The length of a type that ends the stem, with what stands before it. */
static size_t
type_length(const struct stem *stem)
{
	size_t at = stem->length > TYPE_LENGTH ? stem->length - TYPE_LENGTH : 1;

	for (; at + 1 < stem->length; at++)
		if ((is_separator(stem->s[at]) || stem->s[at] == '.') &&
		    is_type(stem->s + at + 1, stem->length - at - 1))
			return stem->length - at;
	return 0;
}

void
stem_drop_type(struct stem *stem)
{
	stem->length -= type_length(stem);
}

bool
stem_drop_ending(struct stem *stem)
{
	size_t i, longest = type_length(stem);

	for (i = 0; endings[i] != NULL; i++) {
		size_t length = strlen(endings[i]);

		if (length > longest && ends_in(stem, endings[i]) &&
		    !is_size(*stem, length))
			longest = length;
	}
	stem->length -= longest;
	return longest > 0;
}

/* Millions of tokens are few, where millions of parameters are many. */
static double
context_of(const char *s, size_t length)
{
	enum { DIGITS = 4, MILLIONS = 10 };
	double number = 0;

	if (length < 2 || length > DIGITS + 1)
		return 0;
	for (size_t i = 0; i + 1 < length; i++) {
		if (!isdigit((unsigned char)s[i]))
			return 0;
		number = number * 10 + (s[i] - '0');
	}
	switch (tolower((unsigned char)s[length - 1])) {
	case 'k':
		return number * 1e3;
	case 'm':
		return number <= MILLIONS ? number * 1e6 : 0;
	default:
		return 0;
	}
}

double
stem_context(struct stem stem)
{
	double longest = 0;
	size_t start = 0;

	for (size_t i = 0; i <= stem.length; i++) {
		double context;

		if (i < stem.length && !is_separator(stem.s[i]))
			continue;
		context = context_of(stem.s + start, i - start);
		if (context > longest)
			longest = context;
		start = i + 1;
	}
	return longest;
}

size_t
stem_fold(struct stem stem, char out[STEM_LIMIT])
{
	size_t i, n = 0;

	for (i = 0; i < stem.length; i++) {
		char c = (char)tolower((unsigned char)stem.s[i]);

		if (is_separator(c))
			c = '-';
		if (c == '-' && n > 0 && isalpha((unsigned char)out[n - 1]) &&
		    i + 1 < stem.length &&
		    isdigit((unsigned char)stem.s[i + 1]))
			continue;
		if (n == STEM_LIMIT)
			return 0;
		out[n++] = c;
	}
	return n;
}
