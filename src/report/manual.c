#include "report/manual.h"

#include <string.h>

/* "# want: text" ends the lines of an example that are reported; the reader
 * of the page is shown the place and not the test. */
static void
add_example(struct page *page, const char *title, const char *example)
{
	struct text plain;

	if (example == NULL || example[0] == '\0')
		return;
	text_init(&plain);
	while (*example != '\0') {
		size_t line = strcspn(example, "\n"), kept = line;
		const char *want = strstr(example, "# want:");

		if (want != NULL && want < example + line)
			kept = (size_t)(want - example);
		text_add_bytes(&plain, example, kept);
		if (kept < line)
			text_add(&plain, "# reported");
		text_add_char(&plain, '\n');
		example += line + (example[line] == '\n');
	}
	page_words(page, title);
	page_literal(page, text_string(&plain));
	text_release(&plain);
}

static void
add_examples(struct page *page, const struct card *card)
{
	struct text title;

	if (card->bad == NULL && card->good == NULL)
		return;
	page_section(page, "EXAMPLES");
	text_init(&title);
	text_add(&title, "This is reported");
	if (card->options != NULL && card->options[0] != NULL) {
		text_add(&title, " with");
		for (size_t i = 0; card->options[i] != NULL; i++) {
			const char *quote =
			    strchr(card->options[i], ' ') == NULL ? "" : "\"";

			text_printf(&title, " %s%s%s", quote, card->options[i],
			    quote);
		}
	}
	text_add_char(&title, ':');
	add_example(page, text_string(&title), card->bad);
	text_release(&title);
	if (!page->is_mdoc && card->bad != NULL && card->good != NULL)
		text_add_char(page->out, '\n');
	add_example(page, "This is not:", card->good);
}

static void
add_sources(struct page *page, const struct card *card)
{
	if (card->sources == NULL || card->sources[0] == NULL)
		return;
	page_section(page, "SOURCES");
	for (size_t i = 0; card->sources[i] != NULL; i++) {
		if (i > 0 && page->is_mdoc)
			text_add(page->out, ".Pp\n");
		page_words(page, card->sources[i]);
	}
}

static void
add_suppression(struct page *page, const struct card *card)
{
	struct text comment;

	page_section(page, "SUPPRESSION");
	page_words(page, "A comment on the line of a finding silences it; "
			 "the reason is part of it:");
	text_init(&comment);
	text_printf(&comment, "# gpulint: ignore=%s -- the reason\n",
	    card->name);
	page_literal(page, text_string(&comment));
	text_release(&comment);
}

static void
add_severity(struct page *page, const struct card *card)
{
	struct text words;

	text_init(&words);
	text_printf(&words, "Rule %s, severity %s.", card->name,
	    severity_name(card->severity));
	if (card->fixable)
		text_add(&words, "\nSome of its findings carry an edit: "
				 "see --fix in gpulint(1).");
	page_words(page, text_string(&words));
	page_gap(page);
	text_release(&words);
}

void
manual_rule(struct page *page, const struct card *card)
{
	struct text words;

	text_init(&words);
	text_printf(&words, "gpulint-%s-%s", card->plugin, card->rule);
	page_begin(page, text_string(&words), "7", card->summary);
	page_section(page, "DESCRIPTION");
	add_severity(page, card);
	page_paragraphs(page, card->why == NULL ? card->summary : card->why);
	add_examples(page, card);
	add_sources(page, card);
	add_suppression(page, card);
	page_see_also(page, "gpulint", "1", "gpulint.yaml", "5",
	    "gpulint-rules", "7", NULL);
	if (card->since[0] != '\0') {
		page_section(page, "HISTORY");
		text_clear(&words);
		text_printf(&words, "The rule appeared in gpulint %s.",
		    card->since);
		page_words(page, text_string(&words));
	}
	text_release(&words);
}

void
manual_rules(struct page *page, const struct cards *cards)
{
	const char *plugin = "";
	struct text words;

	text_init(&words);
	page_begin(page, "gpulint-rules", "7", "the rules of gpulint");
	page_section(page, "DESCRIPTION");
	page_words(page,
	    "Each rule has a page of its own, gpulint-PLUGIN-RULE(7), which\n"
	    "gpulint explain PLUGIN/RULE shows too.\n"
	    "The severity is the highest that a rule reports.");
	for (size_t i = 0; i < cards->count; i++) {
		const struct card *card = &cards->all[i];

		if (strcmp(card->plugin, plugin) != 0) {
			if (plugin[0] != '\0')
				page_list_end(page);
			plugin = card->plugin;
			page_subsection(page, plugin);
			page_list(page);
		}
		page_item(page, card->name);
		text_clear(&words);
		text_printf(&words, "%s: %s.", severity_name(card->severity),
		    card->summary);
		page_words(page, text_string(&words));
	}
	if (plugin[0] != '\0')
		page_list_end(page);
	page_see_also(page, "gpulint", "1", "gpulint-dialects", "7",
	    "gpulint-facts", "7", NULL);
	text_release(&words);
}

static const char *
type_words(enum fact_type type)
{
	static const char *const words[] = { [FACT_TYPE_TEXT] = "text",
		[FACT_TYPE_COUNT] = "a count",
		[FACT_TYPE_NUMBER] = "a number",
		[FACT_TYPE_BYTES] = "a size",
		[FACT_TYPE_FLAG] = "true or false",
		[FACT_TYPE_LIST] = "a list",
		[FACT_TYPE_VERSION] = "a version" };

	return words[type];
}

static void
add_fact(struct page *page, const struct fact_row *row)
{
	struct text words;

	text_init(&words);
	page_item(page, row->name);
	text_printf(&words, "%s: %s.", type_words(row->type), row->meaning);
	if (row->values[0] != '\0')
		text_printf(&words, "\nValues: %s", row->values);
	page_words(page, text_string(&words));
	text_release(&words);
}

/* The part of a fact's name before its first dot. */
static size_t
family_of(const char *name)
{
	return strcspn(name, ".");
}

void
manual_facts(struct page *page)
{
	const char *family = "";

	page_begin(page, "gpulint-facts", "7", "the vocabulary of gpulint");
	page_section(page, "DESCRIPTION");
	page_paragraphs(page,
	    "Whatever framework a file is written for, gpulint says what it\n"
	    "asks for in these facts.\n"
	    "They are the keys of a workload file (gpulint: workload/1), "
	    "where\n"
	    "dots are nesting, the names that --set takes, and what\n"
	    "gpulint facts CONFIG shows with the origin of each.\n\n"
	    "Sizes are bytes, written as 24GiB, 80GB or 512M; counts are\n"
	    "plain numbers, written as 8.03e9 or 8B too.\n"
	    "A list of values that ends in ... is open.");
	for (size_t i = 0; i < FACT_COUNT; i++) {
		const char *name = fact_rows[i].name;
		size_t length = family_of(name);

		if (family_of(family) != length ||
		    strncmp(family, name, length) != 0) {
			char title[32];

			if (i > 0)
				page_list_end(page);
			if (length >= sizeof(title))
				length = sizeof(title) - 1;
			memcpy(title, name, length);
			title[length] = '\0';
			page_subsection(page, title);
			page_list(page);
			family = name;
		}
		add_fact(page, &fact_rows[i]);
	}
	page_list_end(page);
	page_subsection(page, "libraries");
	page_list(page);
	page_item(page, "env.lib.NAME");
	page_words(page,
	    "a version: that of a library, named as its package index does.");
	page_list_end(page);
	page_see_also(page, "gpulint", "1", "gpulint-dialects", "7",
	    "gpulint-rules", "7", NULL);
}
