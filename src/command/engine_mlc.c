#include "command/engine.h"

#include <string.h>

/* MLC LLM.  Read at mlc-ai/mlc-llm 79d603f0, python/mlc_llm/cli/serve.py,
 * python/mlc_llm/cli/chat.py. */

static size_t
mlc_starts(const struct shell_words *words, size_t from, size_t to)
{
	for (size_t i = from; i + 1 < to && i < from + 8; i++) {
		const char *verb = words->items[i + 1].text;

		if (strcmp(words->items[i].text, "mlc_llm") == 0 &&
		    (strcmp(verb, "serve") == 0 || strcmp(verb, "chat") == 0))
			return i + 2;
	}
	return 0;
}

/* NAME=VALUE;NAME=VALUE as flags. */
static void
read_overrides(struct engine_run *run)
{
	const struct engine_flag *flag = engine_flag(run, "overrides");
	const char *text = flag ? flag->value.text : "";

	if (!flag || flag->value.unresolved)
		return;
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, ";"), name = strcspn(p, "=;");
		struct shell_word word =
		    shell_word_after(&flag->value, (size_t)(p - text));

		if (name < n) {
			struct shell_word value =
			    shell_word_after(&word, name + 1);
			char *key = arena_copy(run->w->arena, p, name);

			for (char *c = key; *c; c++)
				*c = *c == '_' ? '-' : *c;
			value.text =
			    arena_copy(run->w->arena, value.text, n - name - 1);
			value.length = n - name - 1;
			value.exact = false;
			engine_flag_add(run, key, &flag->name, &value);
		}
		p += n + (p[n] == ';');
	}
}

/* HF://OWNER/NAME */
static void
mlc_prepare(struct engine_run *run)
{
	struct engine_flag *model = engine_flag(run, "model");

	if (model && strncmp(model->value.text, "HF://", 5) == 0)
		model->value = shell_word_after(&model->value, 5);
	read_overrides(run);
}

static const char *const switches[] = { "enable-debug", "enable-tracing",
	"allow-credentials", "help", "h", NULL };

const struct engine engine_mlc = {
	.name = "mlc",
	.dialect = "mlc",
	.starts = mlc_starts,
	.switches = switches,
	.positional = "model",
	.prepare = mlc_prepare,
};
