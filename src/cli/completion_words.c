/* The words that options and commands take. */

#include "cli/completion.h"

#include "dialect/scalar.h"
#include "report/report.h"

#include <string.h>

struct list {
	const char **words;
	size_t count, room;
	struct arena *arena;
};

static void
add(struct list *list, const char *word)
{
	if (list->count + 1 >= list->room) {
		size_t room = list->room == 0 ? 16 : 2 * list->room;

		list->words = arena_grow(list->arena, list->words, list->room,
		    room, sizeof(*list->words));
		list->room = room;
	}
	list->words[list->count++] = word;
}

static struct values
words_of(const struct list *list)
{
	return (struct values){ .kind = VALUES_WORDS, .words = list->words };
}

static struct values
all_of(struct list *list, const char *const *words)
{
	for (; *words != NULL; words++)
		add(list, *words);
	return words_of(list);
}

/* Those of a text with blanks between them. */
static struct values
split(struct list *list, const char *text)
{
	while (*text != '\0') {
		size_t n = strcspn(text, " ");

		add(list, arena_copy(list->arena, text, n));
		text += n + strspn(text + n, " ");
	}
	return words_of(list);
}

static struct values
formats_of(struct list *list, const struct command *command)
{
	static const char *const plain[] = { "text", "json", NULL };

	if ((command->groups & CLI_CHECK) == 0)
		return all_of(list, plain);
	for (size_t i = 0; reporters[i] != NULL; i++)
		add(list, reporters[i]->name);
	return words_of(list);
}

static struct values
rules_of(struct list *list, const struct cards *cards)
{
	for (size_t i = 0; i < cards->count; i++)
		add(list, cards->all[i].name);
	return words_of(list);
}

static struct values
gpus_of(struct list *list, const struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->gpus_count; i++)
		add(list, catalog->gpus[i].name);
	return words_of(list);
}

static struct values
facts_of(struct list *list)
{
	for (size_t i = 0; i < FACT_COUNT; i++)
		add(list, arena_printf(list->arena, "%s=", fact_rows[i].name));
	return words_of(list);
}

struct values
values_of_option(const struct option_row *row, const struct command *command,
    const struct knowledge *known, struct arena *arena)
{
	struct list list = { .arena = arena };
	struct values values = { .kind = VALUES_NONE };

	switch (row->id) {
	case OPT_FORMAT:
		return formats_of(&list, command);
	case OPT_COLOR:
		return all_of(&list, color_words);
	case OPT_FAIL_ON:
		return all_of(&list, fail_words);
	case OPT_LOADER:
		return all_of(&list, loader_names);
	case OPT_GPU:
		return gpus_of(&list, &known->catalog);
	case OPT_SET:
		return facts_of(&list);
	case OPT_SELECT:
	case OPT_IGNORE:
		values = rules_of(&list, &known->cards);
		values.is_list = true;
		return values;
	case OPT_TARGET_KEY:
		if (strcmp(row->key, "os") == 0)
			return split(&list, fact_rows[F_TARGET_OS].values);
		return values;
	default:
		break;
	}
	if (row->value != NULL && strcmp(row->value, "FILE") == 0)
		values.kind = VALUES_FILES;
	if (row->value != NULL && strcmp(row->value, "DIR") == 0)
		values.kind = VALUES_FOLDERS;
	return values;
}

struct values
values_of_operand(const struct command *command, const struct knowledge *known,
    struct arena *arena)
{
	static const char *const shells[] = { "bash", "zsh", "fish", NULL };
	struct list list = { .arena = arena };
	struct values values = { .kind = VALUES_NONE };

	switch (command->operand) {
	case CLI_NOTHING:
		break;
	case CLI_FILES:
		values.kind = VALUES_FILES;
		break;
	case CLI_RULES:
		return rules_of(&list, &known->cards);
	case CLI_RULES_OR_FOLDERS:
		values = rules_of(&list, &known->cards);
		values.and_folders = true;
		break;
	case CLI_GPUS:
		return gpus_of(&list, &known->catalog);
	case CLI_MODELS:
		for (size_t i = 0; i < known->catalog.models_count; i++)
			add(&list, known->catalog.models[i].id);
		return words_of(&list);
	case CLI_SHELLS:
		return all_of(&list, shells);
	}
	return values;
}
