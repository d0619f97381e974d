#include "deploy/compose.h"

#include "command/engine.h"
#include "deploy/container.h"

#include <string.h>

/* Services that have the Ollama of another one pull its model, as the files that
 * start it beside a chat do. */

void
compose_note_pull(struct pulls *pulls, const struct box *c)
{
	if (!c->asked || c->pulled_more || pulls->count == PULLS_LIMIT)
		return;
	pulls->items[pulls->count].host = c->asked;
	pulls->items[pulls->count++].model = c->pulled;
}

/* The only model that the services have it pull. */
static const struct shell_word *
pulled_by(const struct pulls *pulls, const char *host)
{
	const struct shell_word *found = NULL;

	for (size_t i = 0; i < pulls->count; i++) {
		const struct shell_word *model = pulls->items[i].model;

		if (strcmp(pulls->items[i].host, host) != 0)
			continue;
		if (found && strcmp(found->text, model->text) != 0)
			return NULL;
		found = model;
	}
	return found;
}

void
compose_tell_pulls(const struct pulls *pulls)
{
	for (struct workload *w = *pulls->from; w; w = w->next) {
		const struct shell_word *model =
		    w->name ? pulled_by(pulls, w->name) : NULL;
		struct origin origin;

		if (!model || !fact_is(w, F_SERVE_ENGINE, "ollama") ||
		    fact_known(w, F_MODEL_ID))
			continue;
		origin = shell_word_origin(model);
		memset(&w->facts[F_MODEL_ID], 0, sizeof(struct fact));
		workload_set_text(w, F_MODEL_ID, model->text, &origin);
		ollama_name(w);
	}
}
