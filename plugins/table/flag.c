/* Flags of a server's command line, in the list or the string that a
 * container's command is. */

#include "conflict.h"

#include <string.h>

/* "--max-model-len" or "--max_model_len", with "=VALUE" or without: what is
 * after the name, or NULL. */
static const char *
after_name(const char *word, size_t length, const char *name)
{
	size_t n = strlen(name);

	if (length < n + 2 || word[0] != '-' || word[1] != '-')
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (word[i + 2] != name[i] &&
		    !(word[i + 2] == '_' && name[i] == '-'))
			return NULL;
	if (length > n + 2 && word[n + 2] != '=')
		return NULL;
	return word + n + 2;
}

static bool
find_in_list(const struct gpulint_node *list, const char *name,
    struct setting *setting)
{
	for (size_t i = 0; i < gpulint_length(list); i++) {
		const struct gpulint_node *item = gpulint_at(list, i);
		const char *text = gpulint_scalar(item);
		const char *rest = after_name(text, strlen(text), name);
		const struct gpulint_node *next = gpulint_at(list, i + 1);

		if (rest == NULL)
			continue;
		setting->node = item;
		setting->word = *rest == '=' ? rest + 1 : "true";
		if (*rest == '\0' && next != NULL &&
		    strncmp(gpulint_scalar(next), "--", 2) != 0) {
			setting->node = next;
			setting->word = gpulint_scalar(next);
		}
		return true;
	}
	return false;
}

static bool
find_in_text(struct gpulint_pass *pass, const struct gpulint_node *node,
    const char *name, struct setting *setting)
{
	static const char blank[] = " \t\r\n\\";
	const char *p = gpulint_scalar(node);

	for (p += strspn(p, blank); *p != '\0'; p += strspn(p, blank)) {
		size_t length = strcspn(p, blank);
		const char *rest = after_name(p, length, name);

		p += length;
		if (rest == NULL)
			continue;
		setting->node = node;
		setting->word = "true";
		if (*rest == '=' && rest < p) {
			setting->word = gpulint_format(pass, "%.*s",
			    (int)(p - rest - 1), rest + 1);
			return true;
		}
		p += strspn(p, blank);
		if (*p != '\0' && strncmp(p, "--", 2) != 0)
			setting->word = gpulint_format(pass, "%.*s",
			    (int)strcspn(p, blank), p);
		return true;
	}
	return false;
}

void
flag_find(struct gpulint_pass *pass, const char *name, struct setting *setting)
{
	static const char *const keys[] = { "args", "command", "entrypoint",
		"cmd", "run" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct gpulint_node *node =
		    gpulint_get(gpulint_root(pass), keys[i]);

		if (find_in_list(node, name, setting) ||
		    (gpulint_is_scalar(node) &&
			find_in_text(pass, node, name, setting)))
			return;
	}
}
