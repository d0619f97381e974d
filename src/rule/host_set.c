/*
 * What plugin.h promises about settings: a fact in the words of the file.
 *
 * First in the words that the dialect's data file has for it; else the
 * dialect's map is read backwards.  Where the file states the fact, its
 * value is replaced; where it does not, the key that the framework has for
 * it is added beside the others.  What cannot be spelt is no edit.
 */

#include "dialect/spelling.h"
#include "fix/plan.h"
#include "rule/host.h"

#include <string.h>

/* The last part of a dotted key. */
static const char *
last_part(const char *key)
{
	const char *dot = strrchr(key, '.');

	return dot == NULL ? key : dot + 1;
}

/* How many bytes two words end in alike. */
static size_t
common_end(const char *a, const char *b)
{
	size_t i = strlen(a), j = strlen(b), n = 0;

	while (i > 0 && j > 0 && a[--i] == b[--j])
		n++;
	return n;
}

/* Of the key's words for a value the one most like the old: 16-mixed for
 * bf16-mixed. */
static const char *
own_word(const struct key_map *row, const char *value, const char *old)
{
	const struct translation *t, *best = NULL;

	for (t = row->values; t->written != NULL; t++)
		if (strcmp(t->meant, value) == 0 &&
		    (best == NULL ||
			(old != NULL && common_end(t->written, old) >
					    common_end(best->written, old))))
			best = t;
	return best == NULL ? NULL : best->written;
}

/* A key of true and false takes no other word. */
static bool
is_switch(const struct key_map *row)
{
	const char *word = row->values->written;

	return word != NULL &&
	       (strcmp(word, "true") == 0 || strcmp(word, "false") == 0);
}

/* "fp16" of amp-fp16: the files of most trainers leave autocast unsaid. */
static const char *
bare(const char *word)
{
	return strncmp(word, "amp-", 4) == 0 ? word + 4 : word;
}

/* Our word in the file's spelling: that of the key's own values, or the
 * style of what stands there. */
static const char *
spell(const struct key_map *row, enum fact_id id, const char *value,
    const char *old)
{
	if (row != NULL && row->values != NULL) {
		const char *word = own_word(row, value, old);

		if (word != NULL || row->otherwise != NULL || is_switch(row))
			return word;
	}
	if (fact_rows[id].type == FACT_TYPE_FLAG)
		return strcmp(value, "yes") == 0 ? "true" : "false";
	/* "bf16" beside "fp16", "bfloat16" beside "float16" */
	if (old == NULL || spelling_of(id, old) != NULL)
		return spelling_written(id, value);
	return row == NULL ? bare(value) : value;
}

/* The row of the dialect that the key stands for. */
static const struct key_map *
row_of(const struct dialect *dialect, const char *fact, const struct node *key)
{
	for (size_t i = 0;
	     dialect != NULL && key != NULL && i < dialect->key_count; i++) {
		const struct key_map *row = &dialect->keys[i];

		if (row->fact != NULL && strcmp(row->fact, fact) == 0 &&
		    strcmp(last_part(row->key), node_text(key)) == 0)
			return row;
	}
	return NULL;
}

/* The dialect of the file that says it: a linked one has its own. */
static const struct dialect *
dialect_at(const struct subject *subject, const struct source *source)
{
	for (const struct workload_link *l = subject->workload->links;
	     l != NULL; l = l->next)
		if (l->tree->source == source)
			return dialect_by_name(subject->dialects, l->dialect);
	return subject->dialect;
}

/* The words that state it. */
static const char *
written(const struct gpulint_pass *pass, const struct origin *origin)
{
	struct span span = fix_unquoted(origin->source, origin->span);

	return arena_copy(pass->subject->arena,
	    origin->source->bytes + span.start, span.end - span.start);
}

static bool
replace_stated(struct gpulint_fix *fix, enum fact_id id, const char *value)
{
	struct gpulint_pass *pass = fix->finding->pass;
	const struct fact *fact = workload_fact(pass->subject->workload, id);
	const struct origin *origin = &fact->origin;
	const struct key_map *row;
	const char *word, *old;
	bool is_text = fact_rows[id].type == FACT_TYPE_TEXT ||
		       fact_rows[id].type == FACT_TYPE_FLAG;

	if (origin->kind != ORIGIN_WRITTEN || origin->source == NULL ||
	    origin->span.end <= origin->span.start)
		return false;
	old = written(pass, origin);
	row = row_of(dialect_at(pass->subject, origin->source),
	    fact_rows[id].name, origin->key);
	/* a flag that stands for the fact is not the fact's own word */
	if (row == NULL && is_text && spelling_of(id, old) == NULL &&
	    (fact->text == NULL || strcmp(old, bare(fact->text)) != 0))
		return false;
	word = spell(row, id, value, old);
	if (word == NULL)
		return false;
	fix_edit_words(fix, origin, word);
	return true;
}

/* The dialect's key for a fact that no line states yet; one that the
 * framework documents with a default before others. */
static const struct key_map *
key_for(const struct dialect *dialect, const char *fact)
{
	const struct key_map *found = NULL;

	for (size_t i = 0; dialect != NULL && i < dialect->key_count; i++) {
		const struct key_map *row = &dialect->keys[i];

		if (row->fact == NULL || row->renamed != NULL ||
		    strcmp(row->fact, fact) != 0 || strchr(row->key, '*'))
			continue;
		if (found == NULL ||
		    (found->fallback == NULL && row->fallback != NULL))
			found = row;
	}
	return found;
}

/* The key that a new one goes after: the model's, or the first. */
static const struct node *
neighbour(const struct gpulint_pass *pass, const struct node *mapping)
{
	const struct origin *origin =
	    &workload_fact(pass->subject->workload, F_MODEL_ID)->origin;
	const struct node *key = origin->key;

	if (origin->kind == ORIGIN_WRITTEN && key != NULL &&
	    key->parent == mapping)
		return key;
	if (mapping == NULL || mapping->kind != NODE_MAPPING ||
	    mapping->count == 0)
		return NULL;
	return mapping->u.pairs[mapping->count - 1].key;
}

static bool
insert(struct gpulint_fix *fix, const struct dialect *dialect, enum fact_id id,
    const char *value)
{
	const struct subject *subject = fix->finding->pass->subject;
	const struct key_map *row = key_for(dialect, fact_rows[id].name);
	const struct node *mapping = node_resolve(subject->root), *key;
	const char *word, *dot;

	if (row == NULL)
		return false;
	word = spell(row, id, value, NULL);
	dot = strrchr(row->key, '.');
	if (dot != NULL)
		mapping =
		    node_path(mapping, arena_copy(subject->arena, row->key,
					   (size_t)(dot - row->key)));
	key = neighbour(fix->finding->pass, mapping);
	if (word == NULL || key == NULL ||
	    node_get(mapping, last_part(row->key)) != NULL)
		return false;
	gpulint_insert_after(fix, shown_node(key), last_part(row->key), word);
	return true;
}

/* As the data file of the dialect, or of the engine, writes it. */
static bool
word(struct gpulint_fix *fix, enum fact_id id, const char *value)
{
	const struct subject *subject = fix->finding->pass->subject;
	struct error err = { "" };
	struct plan plan = { .remedy.count = 1 };
	struct fact *fact = &plan.remedy.changes[0].value;

	plan.remedy.changes[0].fact = id;
	if (!fact_from_text(fact, id, value, subject->arena, &err))
		return false;
	fact->state = FACT_KNOWN;
	plan.words[0].count = wording_of(subject->dialects, subject->workload,
	    id, fact, plan.words[0].words);
	return plan_edit(&fix->fix, &plan, subject->workload, subject->arena);
}

void
gpulint_set(struct gpulint_fix *fix, const char *fact, const char *value)
{
	enum fact_id id = fact == NULL ? FACT_COUNT : fact_by_name(fact);
	const struct subject *subject;

	if (fix == NULL || value == NULL || id == FACT_COUNT)
		return;
	subject = fix->finding->pass->subject;
	if (subject->workload == NULL)
		fix_refuse(fix);
	else if (word(fix, id, value))
		return;
	else if (workload_fact(subject->workload, id)->origin.kind ==
			 ORIGIN_WRITTEN
		     ? !replace_stated(fix, id, value)
		     : !insert(fix, subject->dialect, id, value))
		fix_refuse(fix);
}
