/* gpulint-dialects(7): how each kind of file is known and read. */

#include "report/manual.h"

#include <string.h>

static void
add_list(struct text *out, const char *lead, const char *const *items,
    const char *joint)
{
	if (items == NULL || items[0] == NULL)
		return;
	text_add(out, lead);
	for (size_t i = 0; items[i] != NULL; i++)
		text_printf(out, "%s%s", i == 0 ? "" : joint, items[i]);
}

static void
add_signature(struct page *page, const struct signature *s)
{
	struct text words;

	text_init(&words);
	add_list(&words, "Known by ", s->all, ", ");
	if (s->any != NULL && s->any[0] != NULL) {
		text_printf(&words, "%s at least %u of ",
		    words.length == 0 ? "Known by" : " and", s->least);
		add_list(&words, "", s->any, ", ");
	}
	add_list(&words, words.length == 0 ? "Known without " : ", without ",
	    s->none, ", ");
	add_list(&words,
	    words.length == 0 ? "Known by the name " : ", in a file named ",
	    s->path, " or ");
	if (words.length > 0) {
		text_add_char(&words, '.');
		page_gap(page);
		page_words(page, text_string(&words));
	}
	text_release(&words);
}

/* Lines of "true: train.loss=fused, quant.bits=4" as a sentence each. */
static void
add_sets(struct text *out, const char *sets)
{
	while (sets != NULL && *sets != '\0') {
		size_t length = strcspn(sets, "\n");
		size_t written = strcspn(sets, ":\n");
		size_t facts = written + (written < length);

		facts += strspn(sets + facts, " ");
		if (facts < length)
			text_printf(out, "%.*s sets %.*s.\n", (int)written,
			    sets, (int)(length - facts), sets + facts);
		sets += length + (sets[length] == '\n');
	}
}

static void
add_key(struct page *page, const struct key_map *key)
{
	struct text words;

	text_init(&words);
	if (key->renamed != NULL)
		text_printf(&words, "Removed: write %s.\n", key->renamed);
	else if (key->fact != NULL)
		text_printf(&words, "Is %s.\n", key->fact);
	else if (key->link != NULL)
		text_printf(&words, "Holds or names a %s file.\n", key->link);
	if (key->fallback != NULL)
		text_printf(&words, "Default: %s.\n", key->fallback);
	for (const struct translation *t = key->values;
	     t != NULL && t->written != NULL; t++)
		text_printf(&words, "%s%s means %s%s",
		    t == key->values ? "" : ", ",
		    t->written[0] == '\0' ? "\"\"" : t->written, t->meant,
		    t[1].written == NULL ? ".\n" : "");
	add_sets(&words, key->sets);
	if (key->note != NULL)
		text_printf(&words, "%s\n", key->note);
	page_item(page, key->key);
	page_words(page, text_string(&words));
	text_release(&words);
}

/* True where there is something to say of a key. */
static bool
is_telling(const struct key_map *key)
{
	return key->renamed != NULL || key->fact != NULL || key->link != NULL ||
	       key->fallback != NULL || key->values != NULL ||
	       key->sets != NULL || key->note != NULL;
}

static void
add_keys(struct page *page, const struct dialect *d)
{
	struct text rest;

	text_init(&rest);
	for (size_t i = 0; i < d->key_count; i++) {
		if (!is_telling(&d->keys[i]))
			text_printf(&rest, "%s%s",
			    rest.length == 0 ? "Keys that are known and say "
					       "nothing here: "
					     : ", ",
			    d->keys[i].key);
	}
	if (rest.length > 0) {
		text_add_char(&rest, '.');
		page_gap(page);
		page_words(page, text_string(&rest));
	}
	text_release(&rest);
	page_list(page);
	for (size_t i = 0; i < d->key_count; i++) {
		if (is_telling(&d->keys[i]))
			add_key(page, &d->keys[i]);
	}
	page_list_end(page);
}

static size_t
count_telling(const struct dialect *d)
{
	size_t count = 0;

	for (size_t i = 0; i < d->key_count; i++)
		count += is_telling(&d->keys[i]);
	return count;
}

static void
add_dialect(struct page *page, const struct dialect *d)
{
	struct text words;

	text_init(&words);
	page_subsection(page, d->name);
	if (d->summary != NULL)
		text_printf(&words, "%s.\n", d->summary);
	if (d->version != NULL)
		text_printf(&words, "Read at version %s.\n", d->version);
	if (d->source != NULL)
		text_printf(&words, "Source: %s\n", d->source);
	if (!d->linted)
		text_add(&words, "Such a file is left alone.\n");
	if (words.length > 0)
		page_words(page, text_string(&words));
	for (size_t i = 0; i < d->signature_count; i++)
		add_signature(page, &d->signatures[i]);
	if (count_telling(d) > 0)
		add_keys(page, d);
	text_release(&words);
}

void
manual_dialects(struct page *page, const struct dialects *dialects)
{
	page_begin(page, "gpulint-dialects", "7",
	    "the files that gpulint knows how to read");
	page_section(page, "DESCRIPTION");
	page_words(page,
	    "A file belongs to the first of these dialects whose signature\n"
	    "holds of its top-level mapping; a file that is nobody's is left\n"
	    "alone.\n"
	    "Keys are dotted paths in the file, facts are those of\n"
	    "gpulint-facts(7), defaults are the framework's own at the\n"
	    "version named.");
	for (size_t i = 0; i < dialects->count; i++)
		add_dialect(page, &dialects->all[i]);
	page_see_also(page, "gpulint", "1", "gpulint-facts", "7",
	    "gpulint-rules", "7", NULL);
}
