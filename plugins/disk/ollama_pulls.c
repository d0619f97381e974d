#include "ollama_pulls.h"

#include "words.h"

#include <stdlib.h>
#include <string.h>

enum { PULLS_LIMIT = 32 };

/* What the library has by a name is Q4_0 or larger, 4.5 bits a weight, unless
 * its tag says fewer. */
static double
least_bytes(struct gpulint_pass *pass, const char *name)
{
	double params =
	    strtod(gpulint_catalog(pass, "models", name, "params"), NULL);

	if (strcasestr(name, "q2_") != NULL ||
	    strcasestr(name, "q3_") != NULL || strcasestr(name, "iq") != NULL)
		return 0;
	if (strcasestr(name, "fp16") != NULL ||
	    strcasestr(name, "bf16") != NULL)
		return 2 * params;
	return strcasestr(name, "q8_") != NULL ? params : params * 4.5 / 8;
}

static bool
is_seen(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

struct list {
	struct ollama_pulls pulls;
	const char *seen[PULLS_LIMIT];
};

static void
add(struct gpulint_pass *pass, struct list *list,
    const struct gpulint_node *node, const char *name)
{
	struct ollama_pulls *pulls = &list->pulls;

	if (*name == '\0' || *name == '-' || pulls->count == PULLS_LIMIT ||
	    is_seen(list->seen, pulls->count, name))
		return;
	list->seen[pulls->count++] = name;
	pulls->bytes += least_bytes(pass, name);
	pulls->node = node;
	pulls->name = name;
}

/* otwld/ollama-helm values.yaml, ollama.models, at whose level a model of the
 * chart is. */
static void
read_chart(struct gpulint_pass *pass, struct list *list)
{
	static const char *const paths[] = { "models.pull", "models.run" };

	if (strcmp(gpulint_dialect(pass), "helm_values") != 0)
		return;
	for (size_t p = 0; p < sizeof(paths) / sizeof(*paths); p++) {
		const struct gpulint_node *models =
		    gpulint_path(gpulint_root(pass), paths[p]);

		for (size_t i = 0;
		     gpulint_is_sequence(models) && i < gpulint_length(models);
		     i++)
			add(pass, list, gpulint_at(models, i),
			    gpulint_scalar(gpulint_at(models, i)));
	}
}

struct ollama_pulls
ollama_pulls_of(struct gpulint_pass *pass)
{
	struct list list = { 0 };
	struct words words = words_of(pass);
	int at = 0; /* 1 behind ollama, 2 behind its pull or run */

	read_chart(pass, &list);
	while (words_next(&words) && list.pulls.count < PULLS_LIMIT) {
		size_t n = strcspn(words.word, ";&|\"'");
		const char *name =
		    gpulint_format(pass, "%.*s", (int)n, words.word);

		if (at == 2)
			add(pass, &list, words.node, name);
		if (strcmp(name, "ollama") == 0)
			at = 1;
		else
			at = at == 1 && (strcmp(name, "pull") == 0 ||
					    strcmp(name, "run") == 0)
				 ? 2
				 : 0;
	}
	return list.pulls;
}
