/* own_commands: the same words among the options of a program that no dialect
 * reads, and in its environment. */

#include "cuda.h"
#include "words.h"

#include <string.h>

enum { NAME_LIMIT = 64, SAID_LIMIT = 4 };

struct search {
	struct gpulint_pass *pass;
	const char *compute;
	const char *said[SAID_LIMIT]; /* what was reported: once is enough */
	size_t count;
};

static bool
is_stated(struct gpulint_pass *pass, const char *name)
{
	return gpulint_stated(gpulint_fact(pass, name));
}

/* True where a dialect has read the precision, or the attention. */
static bool
is_understood(struct gpulint_pass *pass, const struct wish *wish)
{
	if (strncmp(wish->what, "FlashAttention", 14) == 0)
		return gpulint_known(gpulint_fact(pass, "train.attention"));
	if (strcmp(wish->what, "bf16") != 0)
		return gpulint_is(gpulint_fact(pass, "train.precision"), "fp8");
	return is_stated(pass, "train.precision") ||
	       is_stated(pass, "load.dtype") ||
	       is_stated(pass, "quant.compute_dtype");
}

static bool
was_said(const struct search *search, const char *what)
{
	for (size_t i = 0; i < search->count; i++)
		if (strcmp(search->said[i], what) == 0)
			return true;
	return false;
}

static void
judge(struct search *search, const char *key, const char *value,
    const struct gpulint_node *node, const char *word)
{
	const struct wish *wish = wish_of(key, value);

	if (wish == NULL || search->count == SAID_LIMIT ||
	    gpulint_version_compare(search->compute, wish->minimum) >= 0 ||
	    was_said(search, wish->what) || is_understood(search->pass, wish))
		return;
	search->said[search->count++] = wish->what;
	wish_report(search->pass, wish, node, word);
}

/* An option's name as a key: "mixed_precision" of --mixed-precision, "dtype"
 * of model.dtype.  False for what is no name. */
static bool
key_of(const char *from, size_t length, char key[NAME_LIMIT])
{
	size_t n = 0;

	while (length > 0 && *from == '-') {
		from++;
		length--;
	}
	for (size_t i = 0; i < length; i++)
		if (from[i] == '.')
			n = 0;
		else if (n + 1 == NAME_LIMIT)
			return false;
		else
			key[n++] = from[i] == '-' ? '_' : from[i];
	key[n] = '\0';
	return n > 0;
}

/* Up to the quote, bracket or comma that ends a value. */
static const char *
value_at(struct gpulint_pass *pass, const char *p)
{
	p += strspn(p, "\"'");
	return gpulint_format(pass, "%.*s",
	    (int)strcspn(p, " \t\r\n\"'`;&|()<>,\\"), p);
}

/* KEY=VALUE, or several of them with commas between, as lm_eval takes those of
 * a model. */
static void
judge_pairs(struct search *search, const char *word,
    const struct gpulint_node *node)
{
	const char *p = word;

	for (;;) {
		size_t n = strcspn(p, "=,");
		char key[NAME_LIMIT];

		if (p[n] == '=' && key_of(p, n, key))
			judge(search, key, value_at(search->pass, p + n + 1),
			    node, word);
		p += n + strcspn(p + n, ",");
		if (*p++ == '\0')
			return;
	}
}

/* What writes a file computes on the CPU, or what it writes is for elsewhere. */
static bool
writes_file(const char *word)
{
	static const char *const marks[] = { "convert", "merge", "export" };
	size_t length = strlen(word);

	if (length < 3 || strcmp(word + length - 3, ".py") != 0)
		return false;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (strstr(word, marks[i]) != NULL)
			return true;
	return false;
}

/* True where the next word begins another command. */
static bool
ends_command(const struct words *at)
{
	size_t length = strlen(at->word);

	return length > 0 && (strchr(";&|", at->word[length - 1]) != NULL ||
				 (*at->rest == '\n' && *at->word != '\\'));
}

static void
search_command(struct search *search)
{
	struct words at = words_of(search->pass), name = { 0 };
	char key[NAME_LIMIT] = "";
	bool is_silent = false;

	while (words_next(&at)) {
		bool is_option = *at.word == '-' && !is_silent;
		bool is_flag = is_option || *at.word == '\\';

		if (*key != '\0' && (is_flag || at.node == name.node))
			judge(search, key,
			    is_flag ? "true" : value_at(search->pass, at.word),
			    name.node, name.word);
		else if (*key != '\0')
			judge(search, key, at.word, at.node, NULL);
		*key = '\0';
		is_silent = is_silent || writes_file(at.word);
		if (strchr(at.word, '=') != NULL && !is_silent)
			judge_pairs(search, at.word, at.node);
		else if (is_option && key_of(at.word, strlen(at.word), key))
			name = at;
		if (*key != '\0' && ends_command(&at))
			judge(search, key, "true", at.node, at.word);
		if (ends_command(&at)) {
			*key = '\0';
			is_silent = false;
		}
	}
	if (*key != '\0')
		judge(search, key, "true", name.node, name.word);
}

/* ATTN_BACKEND: flash-attn; CLI_ARGS: --use-flash-attention. */
static void
search_environment(struct search *search)
{
	struct variable variable;

	for (size_t i = 0; variable_at(search->pass, i, &variable); i++) {
		const char *dash = strstr(variable.value, "--");
		char key[NAME_LIMIT];

		if (variable.node == NULL)
			continue;
		judge(search, variable.name, variable.value, variable.node,
		    NULL);
		while (dash != NULL) {
			size_t n = strcspn(dash, " =");
			const char *value = dash + n + strspn(dash + n, " =");

			if (key_of(dash, n, key))
				judge(search, key,
				    *value == '-' || *value == '\0'
					? "true"
					: value_at(search->pass, value),
				    variable.node, NULL);
			dash = strstr(dash + n, "--");
		}
	}
}

/* Whatever card a container for another maker's accelerators is linted for. */
static bool
is_for_others(struct gpulint_pass *pass)
{
	static const char *const others[] = { "google.com/tpu",
		"aws.amazon.com/neuron", "habana.ai/", "huawei.com/",
		"gpu.intel.com/", "amd.com/", NULL };

	return limits_name(pass, others);
}

void
own_commands_judge(struct gpulint_pass *pass, const char *compute)
{
	static const char *const device[] = { "--device", NULL };
	struct search search = { .pass = pass, .compute = compute };
	const char *value;

	if (gpulint_known(gpulint_fact(pass, "serve.engine")) ||
	    gpulint_version_compare(compute, "8.9") >= 0 || is_for_others(pass))
		return;
	argument_find(pass, device, &value);
	if (strcmp(value, "cpu") == 0)
		return;
	search_command(&search);
	search_environment(&search);
}
