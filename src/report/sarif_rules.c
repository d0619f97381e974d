#include "report/sarif_rules.h"

#include "report/object.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static int
by_name(const void *left, const void *right)
{
	const struct card *a = *(const struct card *const *)left;
	const struct card *b = *(const struct card *const *)right;

	return strcmp(a->name, b->name);
}

static size_t
count_uses(const struct run *run)
{
	size_t count = 0;

	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next) {
		for (const struct finding *f = file->findings; f != NULL;
		     f = f->next)
			count++;
		for (const struct unjudged *u = file->unjudged; u != NULL;
		     u = u->next)
			count += u->card != NULL;
	}
	return count;
}

static void
fill(struct sarif_rules *rules, const struct run *run)
{
	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next) {
		for (const struct finding *f = file->findings; f != NULL;
		     f = f->next)
			rules->cards[rules->count++] = f->card;
		for (const struct unjudged *u = file->unjudged; u != NULL;
		     u = u->next) {
			if (u->card != NULL)
				rules->cards[rules->count++] = u->card;
		}
	}
}

void
sarif_rules_collect(struct sarif_rules *rules, const struct run *run)
{
	size_t kept = 0;

	arena_init(&rules->arena);
	rules->count = 0;
	rules->cards = arena_array(&rules->arena, count_uses(run) + 1,
	    sizeof(*rules->cards));
	fill(rules, run);
	qsort(rules->cards, rules->count, sizeof(*rules->cards), by_name);
	for (size_t i = 0; i < rules->count; i++) {
		if (kept == 0 ||
		    by_name(&rules->cards[kept - 1], &rules->cards[i]) != 0)
			rules->cards[kept++] = rules->cards[i];
	}
	rules->count = kept;
}

void
sarif_rules_release(struct sarif_rules *rules)
{
	arena_release(&rules->arena);
}

size_t
sarif_rules_index(const struct sarif_rules *rules, const struct card *card)
{
	const struct card **found = bsearch(&card, rules->cards, rules->count,
	    sizeof(*rules->cards), by_name);

	return found == NULL ? 0 : (size_t)(found - rules->cards);
}

static void
add_message(struct text *out, const char *key, const char *words)
{
	object_open(out, key, '{');
	object_text(out, "text", words == NULL ? "" : words);
	object_close(out, '}');
}

/* "vram/overflow" as VramOverflow. */
static void
add_pascal(struct text *out, const char *name)
{
	struct text pascal;
	bool is_start = true;

	text_init(&pascal);
	for (; *name != '\0'; name++) {
		if (!isalnum((unsigned char)*name))
			is_start = true;
		else if (is_start)
			text_add_char(&pascal,
			    (char)toupper((unsigned char)*name));
		else
			text_add_char(&pascal, *name);
		if (isalnum((unsigned char)*name))
			is_start = false;
	}
	object_text(out, "name", text_string(&pascal));
	text_release(&pascal);
}

static void
add_example(struct text *out, const char *title, const char *example)
{
	if (example == NULL || example[0] == '\0')
		return;
	text_printf(out, "\n\n%s\n\n```yaml\n%s%s```", title, example,
	    example[strlen(example) - 1] == '\n' ? "" : "\n");
}

static void
add_help(struct text *out, const struct card *card)
{
	struct text words;

	text_init(&words);
	if (card->why != NULL)
		text_add(&words, card->why);
	add_example(&words, "Reported:", card->bad);
	add_example(&words, "Better:", card->good);
	if (card->sources != NULL && card->sources[0] != NULL) {
		text_add(&words, "\n\nSources:\n");
		for (size_t i = 0; card->sources[i] != NULL; i++)
			text_printf(&words, "\n- %s", card->sources[i]);
	}
	object_open(out, "help", '{');
	object_text(out, "text", card->why == NULL ? card->summary : card->why);
	object_text(out, "markdown", text_string(&words));
	object_close(out, '}');
	text_release(&words);
}

static void
add_rule(struct text *out, const struct card *card)
{
	object_line(out);
	object_open(out, NULL, '{');
	object_text(out, "id", card->name);
	add_pascal(out, card->name);
	add_message(out, "shortDescription", card->summary);
	add_message(out, "fullDescription",
	    card->why == NULL ? card->summary : card->why);
	add_help(out, card);
	object_open(out, "defaultConfiguration", '{');
	object_text(out, "level", severity_name(card->severity));
	object_close(out, '}');
	object_open(out, "properties", '{');
	object_open(out, "tags", '[');
	object_text(out, NULL, card->plugin);
	object_close(out, ']');
	object_text(out, "problem.severity",
	    card->severity == SEVERITY_NOTE ? "recommendation"
					    : severity_name(card->severity));
	object_close(out, '}');
	object_close(out, '}');
}

void
sarif_rules_write(struct text *out, const struct sarif_rules *rules)
{
	object_open(out, "tool", '{');
	object_open(out, "driver", '{');
	object_text(out, "name", "gpulint");
	object_text(out, "version", PACKAGE_VERSION);
	object_text(out, "semanticVersion", PACKAGE_VERSION);
	object_text(out, "informationUri", PACKAGE_URL);
	object_open(out, "rules", '[');
	for (size_t i = 0; i < rules->count; i++)
		add_rule(out, rules->cards[i]);
	object_close(out, ']');
	object_close(out, '}');
	object_close(out, '}');
}
