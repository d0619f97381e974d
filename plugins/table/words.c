#include "words.h"

#include <ctype.h>
#include <string.h>

enum { DEPTH_LIMIT = 16, TEXTS_LIMIT = 4000, COMMENT_LIMIT = 1024 };

static const char blanks[] = " \t\r\n";

struct walk {
	void *data;
	void (*visit)(void *data, const struct gpulint_node *text);
	size_t count;
};

/* False once enough was seen: an alias can lead back to what holds it. */
static bool
walk_below(struct walk *walk, const struct gpulint_node *node, int depth)
{
	size_t n = gpulint_length(node);

	if (walk->count++ > TEXTS_LIMIT)
		return false;
	if (node == NULL || depth > DEPTH_LIMIT)
		return true;
	if (gpulint_is_scalar(node))
		walk->visit(walk->data, node);
	for (size_t i = 0; i < n; i++)
		if (!walk_below(walk,
			gpulint_is_mapping(node) ? gpulint_value(node, i)
						 : gpulint_at(node, i),
			depth + 1))
			return false;
	return true;
}

void
texts_each(const struct gpulint_node *node, void *data,
    void (*visit)(void *data, const struct gpulint_node *text))
{
	struct walk walk = { .data = data, .visit = visit };

	walk_below(&walk, node, 0);
}

bool
word_is_comment(const char *text, const char *p)
{
	const char *end = p;

	while (p > text && p[-1] != '\n')
		if (end - p-- == COMMENT_LIMIT)
			return false;
	return p[strspn(p, " \t")] == '#';
}

static bool
is_in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.';
}

bool
text_has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *p = text; (p = strstr(p, word)) != NULL; p += length)
		if ((p == text || !is_in_word(p[-1])) &&
		    !is_in_word(p[length]) && !word_is_comment(text, p))
			return true;
	return false;
}

bool
is_among(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

struct gpulint_finding *
word_report(struct gpulint_pass *pass, const struct gpulint_node *node,
    const char *word, const char *message)
{
	return word != NULL
		   ? gpulint_report_word(pass, node, word, "%s", message)
		   : gpulint_report_at(pass, node, "%s", message);
}

const char *
word_at(struct gpulint_pass *pass, const char *p)
{
	return gpulint_format(pass, "%.*s",
	    (int)strcspn(p, " \t\r\n\"'`;&|()<>\\"), p);
}

static const struct gpulint_node *
variables_of(struct gpulint_pass *pass)
{
	static const char *const keys[] = { "environment_variables",
		"environment", "env", "envs", "variables" };
	const struct gpulint_node *list = NULL;

	for (size_t i = 0; list == NULL && i < sizeof(keys) / sizeof(*keys);
	     i++)
		list = gpulint_get(gpulint_root(pass), keys[i]);
	return list;
}

/* One of a list: {name: N, value: V}, N=V. */
static struct variable
variable_of(struct gpulint_pass *pass, const struct gpulint_node *item)
{
	const struct gpulint_node *name = gpulint_get(item, "name");
	const char *text = gpulint_scalar(item), *equals = strchr(text, '=');
	struct variable variable = { .node = item, .name = text, .value = "" };

	if (name != NULL) {
		variable.node = gpulint_get(item, "value");
		variable.name = gpulint_scalar(name);
		variable.value = gpulint_scalar(variable.node);
	} else if (equals != NULL) {
		variable.name =
		    gpulint_format(pass, "%.*s", (int)(equals - text), text);
		variable.value = equals + 1;
	}
	return variable;
}

/* The i-th of a mapping or a list of them. */
static bool
listed_at(struct gpulint_pass *pass, const struct gpulint_node *list, size_t i,
    struct variable *variable)
{
	if (i >= gpulint_length(list))
		return false;
	if (gpulint_is_mapping(list))
		*variable = (struct variable){
			.node = gpulint_value(list, i),
			.name = gpulint_scalar(gpulint_key(list, i)),
			.value = gpulint_scalar(gpulint_value(list, i)),
		};
	else
		*variable = variable_of(pass, gpulint_at(list, i));
	return true;
}

bool
variable_at(struct gpulint_pass *pass, size_t i, struct variable *variable)
{
	return listed_at(pass, variables_of(pass), i, variable);
}

bool
build_argument_at(struct gpulint_pass *pass, size_t i,
    struct variable *argument)
{
	return listed_at(pass, gpulint_path(gpulint_root(pass), "build.args"),
	    i, argument);
}

const struct gpulint_node *
variable_find(struct gpulint_pass *pass, const char *name, const char **value)
{
	const struct gpulint_node *list = variables_of(pass), *node;
	struct variable variable;

	*value = "";
	if (gpulint_is_mapping(list)) {
		node = gpulint_get(list, name);
		*value = gpulint_scalar(node);
		return node;
	}
	for (size_t i = 0; variable_at(pass, i, &variable); i++)
		if (strcmp(variable.name, name) == 0) {
			*value = variable.value;
			return variable.node;
		}
	return NULL;
}

bool
limits_name(struct gpulint_pass *pass, const char *const *prefixes)
{
	const struct gpulint_node *limits =
	    gpulint_path(gpulint_root(pass), "resources.limits");

	for (size_t i = 0; i < gpulint_length(limits); i++)
		for (size_t j = 0; prefixes[j] != NULL; j++)
			if (strncmp(gpulint_scalar(gpulint_key(limits, i)),
				prefixes[j], strlen(prefixes[j])) == 0)
				return true;
	return false;
}

struct words
words_of(struct gpulint_pass *pass)
{
	return (struct words){ .pass = pass, .rest = "" };
}

/* The next text of the command; false past the last.  A step of GitHub's is
 * a mapping. */
static bool
next_text(struct words *words)
{
	static const char *const keys[] = { "entrypoint", "command", "args",
		"run", "script", "commands", "steps", "postCreateCommand",
		"postStartCommand", "postAttachCommand" };

	for (; words->key < sizeof(keys) / sizeof(*keys);
	     words->key++, words->item = 0) {
		const struct gpulint_node *value =
		    gpulint_get(gpulint_root(words->pass), keys[words->key]);
		bool is_list = gpulint_is_sequence(value);

		if (words->item >=
		    (is_list ? gpulint_length(value) : value != NULL))
			continue;
		words->node = is_list ? gpulint_at(value, words->item) : value;
		words->item++;
		if (gpulint_is_mapping(words->node))
			words->node = gpulint_get(words->node, "run");
		words->rest = gpulint_scalar(words->node);
		return true;
	}
	return false;
}

/* The next blank-separated piece; false past the last. */
static bool
next_piece(struct words *words)
{
	for (;;) {
		words->rest += strspn(words->rest, blanks);
		if (*words->rest == '#')
			words->rest += strcspn(words->rest, "\n");
		else if (*words->rest != '\0')
			return true;
		else if (!next_text(words))
			return false;
	}
}

bool
words_next(struct words *words)
{
	size_t n, quotes;

	do {
		if (!next_piece(words))
			return false;
		quotes = strspn(words->rest, "\"'");
		words->rest += quotes;
		n = strcspn(words->rest, blanks);
	} while (n == 0 && quotes > 0);
	words->word = gpulint_format(words->pass, "%.*s", (int)n, words->rest);
	words->rest += n;
	return true;
}

/* Behind the name that a word begins with: "=VALUE", ""; NULL for another. */
static const char *
behind_name(const char *word, const char *const *names)
{
	for (; *names != NULL; names++) {
		size_t n = strlen(*names);

		if (strncmp(word, *names, n) == 0 &&
		    (word[n] == '=' || word[n] == '\0'))
			return word + n;
	}
	return NULL;
}

const struct gpulint_node *
argument_find(struct gpulint_pass *pass, const char *const *names,
    const char **value)
{
	struct words words = words_of(pass);

	*value = "";
	while (words_next(&words)) {
		const char *behind = behind_name(words.word, names);

		if (behind == NULL)
			continue;
		if (*behind == '=')
			*value = behind + 1;
		else if (words_next(&words))
			*value = words.word;
		return words.node;
	}
	return NULL;
}
