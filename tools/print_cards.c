#include "print.h"

#include "rule/card.h"

static const char *const severities[] = { "SEVERITY_OFF", "SEVERITY_NOTE",
	"SEVERITY_WARNING", "SEVERITY_ERROR" };

static void
print_card(FILE *out, const struct card *card, size_t i)
{
	const struct {
		const char *member, *text;
	} texts[] = {
		{ "plugin", card->plugin },
		{ "rule", card->rule },
		{ "name", card->name },
		{ "summary", card->summary },
		{ "since", card->since },
		{ "why", card->why },
		{ "bad", card->bad },
		{ "good", card->good },
		{ "file", card->file },
	};
	size_t j;

	fputs("\t{\n", out);
	for (j = 0; j < sizeof(texts) / sizeof(texts[0]); j++) {
		if (texts[j].text == NULL)
			continue;
		fprintf(out, "\t\t.%s = ", texts[j].member);
		print_string(out, texts[j].text);
		fputs(",\n", out);
	}
	fprintf(out, "\t\t.severity = %s,\n", severities[card->severity]);
	fprintf(out, "\t\t.fixable = %s,\n", card->fixable ? "true" : "false");
	fprintf(out, "\t\t.sources = card%zu_sources,\n", i);
	fprintf(out, "\t\t.options = card%zu_options,\n", i);
	if (card->want != NULL)
		fprintf(out, "\t\t.want = card%zu_want,\n", i);
	fputs("\t},\n", out);
}

/* What is built in has code: what a policy asks for is its owner's matter. */
static bool
has_code(const struct card *card, struct error *err)
{
	return !card_is_policy(card) ||
	       error_set(err,
		   "%s: a policy is given with --rules or a project file, "
		   "never built in",
		   card->source->path);
}

bool
print_cards(FILE *out, const char *folder, struct arena *arena,
    struct error *err)
{
	struct cards cards;
	size_t i;

	if (!cards_extend(&cards, NULL, folder, arena, err))
		return false;
	if (cards.count == 0)
		return error_set(err, "%s: no cards", folder);
	fputs("#include \"rule/card.h\"\n\n", out);
	for (i = 0; i < cards.count; i++) {
		char name[40];

		if (!has_code(&cards.all[i], err))
			return false;
		snprintf(name, sizeof(name), "card%zu_sources", i);
		print_strings(out, name, cards.all[i].sources);
		snprintf(name, sizeof(name), "card%zu_options", i);
		print_strings(out, name, cards.all[i].options);
		snprintf(name, sizeof(name), "card%zu_want", i);
		if (cards.all[i].want != NULL)
			print_strings(out, name, cards.all[i].want);
	}
	fputs("static const struct card all[] = {\n", out);
	for (i = 0; i < cards.count; i++)
		print_card(out, &cards.all[i], i);
	fprintf(out, "};\n\nconst struct cards cards_builtin = { all, %zu };\n",
	    cards.count);
	return true;
}
