/* The model of a workload, from the catalogue's row of its id. */

#include "workload/model.h"

#include "catalog/model_name.h"
#include "workload/packing.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Numbers of a row and the facts they are. */
static const struct column {
	enum fact_id id;
	size_t offset;
} columns[] = {
	{ F_MODEL_LAYERS, offsetof(struct model, layers) },
	{ F_MODEL_HIDDEN, offsetof(struct model, hidden) },
	{ F_MODEL_INTERMEDIATE, offsetof(struct model, intermediate) },
	{ F_MODEL_HEADS, offsetof(struct model, heads) },
	{ F_MODEL_KV_HEADS, offsetof(struct model, kv_heads) },
	{ F_MODEL_HEAD_DIM, offsetof(struct model, head_dim) },
	{ F_MODEL_VOCAB, offsetof(struct model, vocab) },
	{ F_MODEL_EXPERTS, offsetof(struct model, experts) },
	{ F_MODEL_MOE_INTERMEDIATE, offsetof(struct model, moe_intermediate) },
	{ F_MODEL_EXPERTS_PER_TOKEN,
	    offsetof(struct model, experts_per_token) },
	{ F_MODEL_SHARED_EXPERTS, offsetof(struct model, shared_experts) },
	{ F_MODEL_DENSE_LAYERS, offsetof(struct model, dense_layers) },
	{ F_MODEL_MAX_POSITIONS, offsetof(struct model, max_positions) },
	{ F_MODEL_SLIDING_WINDOW, offsetof(struct model, sliding_window) },
	{ F_MODEL_ATTENTION_LAYERS, offsetof(struct model, attention_layers) },
	{ F_MODEL_KV_LORA_RANK, offsetof(struct model, kv_lora_rank) },
	{ F_MODEL_Q_LORA_RANK, offsetof(struct model, q_lora_rank) },
	{ F_MODEL_ROPE_HEAD_DIM, offsetof(struct model, rope_head_dim) },
	{ F_MODEL_NOPE_HEAD_DIM, offsetof(struct model, nope_head_dim) },
	{ F_MODEL_VALUE_HEAD_DIM, offsetof(struct model, value_head_dim) },
	{ F_MODEL_CACHED_LAYERS, offsetof(struct model, cached_layers) },
	{ F_MODEL_GLOBAL_KV_HEADS, offsetof(struct model, global_kv_heads) },
	{ F_MODEL_GLOBAL_HEAD_DIM, offsetof(struct model, global_head_dim) },
	{ F_MODEL_STATE_SIZE, offsetof(struct model, state_size) },
	{ F_MODEL_CONV_SIZE, offsetof(struct model, conv_size) },
	{ F_MODEL_TOWER_PARAMS, offsetof(struct model, tower_params) },
	/* The sums, which hold for these dimensions only. */
	{ F_MODEL_PARAMS, offsetof(struct model, params) },
	{ F_MODEL_ACTIVE_PARAMS, offsetof(struct model, active_params) },
};

enum { COLUMNS = sizeof(columns) / sizeof(*columns), DIMENSIONS = 9 };

static double
cell(const struct model *row, const struct column *column)
{
	return *(
	    const double *)(const void *)((const char *)row + column->offset);
}

/* True where the file gives the model other dimensions than the row has. */
static bool
is_altered(const struct workload *w, const struct model *row)
{
	for (size_t i = 0; i < DIMENSIONS; i++) {
		const struct fact *fact = workload_fact(w, columns[i].id);
		double number = cell(row, &columns[i]);

		if (fact->state == FACT_KNOWN && number > 0 &&
		    fact->number != number)
			return true;
	}
	return false;
}

static void
set_flag(struct workload *w, enum fact_id id, const char *text,
    const struct origin *origin)
{
	if (text != NULL &&
	    (strcmp(text, "yes") == 0 || strcmp(text, "no") == 0))
		workload_set_text(w, id, text, origin);
}

static void
set_text(struct workload *w, enum fact_id id, const char *text,
    const struct origin *origin)
{
	if (text != NULL && *text != '\0' &&
	    workload_fact(w, id)->state == FACT_ABSENT)
		workload_set_text(w, id, text, origin);
}

/* vicuna-7b-v1.5-16k has the shape of its base, and positions of its own. */
static bool
is_stretched(const struct workload *w, const struct model *row)
{
	return !w->model.exact &&
	       stem_context(stem_of(fact_text(w, F_MODEL_ID))) >
		   row->max_positions;
}

static void
set_dimensions(struct workload *w, const struct model *row,
    const struct origin *origin)
{
	bool altered = is_altered(w, row);

	for (size_t i = 0; i < COLUMNS; i++) {
		bool is_sum = columns[i].id == F_MODEL_PARAMS ||
			      columns[i].id == F_MODEL_ACTIVE_PARAMS;
		double number = cell(row, &columns[i]);

		if (columns[i].id == F_MODEL_MAX_POSITIONS &&
		    is_stretched(w, row))
			workload_set_unknown(w, columns[i].id,
			    "the name says a longer context than its base has",
			    origin);
		else if (number > 0 && !(is_sum && altered))
			workload_set_number(w, columns[i].id, number, origin);
	}
	set_text(w, F_MODEL_FAMILY, row->family, origin);
	set_flag(w, F_MODEL_TIED_EMBEDDINGS, row->tied_embeddings, origin);
	set_flag(w, F_MODEL_GATED_MLP, row->gated_mlp, origin);
}

/* A folder or somebody's copy that bears the whole of the published name holds
 * the files that were published: copies in another type add it to the name. */
static bool
is_copy(const char *id, const struct model *row)
{
	size_t length = strlen(id);
	const char *name = strrchr(row->id, '/');

	name = name == NULL ? row->id : name + 1;
	while (length > 0 && id[length - 1] == '/')
		length--;
	return length > strlen(name) && id[length - strlen(name) - 1] == '/' &&
	       strncasecmp(id + length - strlen(name), name, strlen(name)) == 0;
}

/* How the weights are packed, where the name says so; whose: what stands in
 * for a name that is not in the catalogue. */
static bool
set_by_name(struct workload *w, const char *whose)
{
	const char *id = fact_text(w, F_MODEL_ID);
	struct fact *method = &w->facts[F_QUANT_METHOD];
	struct origin named =
	    origin_note(ORIGIN_DERIVED, "model.id, as such names end");
	struct packing packing;

	if (!packing_of_name(id, whose, &packing) &&
	    !packing_of_name(fact_text(w, F_MODEL_KNOWN_AS), whose, &packing))
		return false;
	if (method->state == FACT_KNOWN)
		return true;
	/* "compressed-tensors" leaves it to the checkpoint */
	memset(method, 0, sizeof(*method));
	workload_set_text(w, F_QUANT_METHOD, packing.method, &named);
	if (packing.bits > 0)
		workload_set_number(w, F_QUANT_BITS, packing.bits, &named);
	return true;
}

/* A server holds weights as they are published; a trainer has its own say. */
static void
set_published(struct workload *w, const struct model *row, bool exact,
    const struct origin *origin)
{
	const char *id = fact_text(w, F_MODEL_ID);
	bool whole = exact || is_copy(id, row);
	bool told = whole && row->quant != NULL && *row->quant != '\0';
	struct origin named =
	    origin_note(ORIGIN_DERIVED, "model.id, as such names end");

	if (!told && set_by_name(w, row->id))
		return;
	if (!whole && !fact_known(w, F_QUANT_METHOD) && packing_is_named(id)) {
		workload_set_unknown(w, F_QUANT_METHOD,
		    "the name says that the weights are packed, not how",
		    &named);
		return;
	}
	if (w->model.presumed)
		return;
	if (whole)
		set_text(w, F_QUANT_METHOD, row->quant, origin);
	set_text(w, F_LOAD_DTYPE, row->dtype, origin);
	if (w->facts[F_LOAD_DTYPE].state == FACT_UNKNOWN &&
	    w->facts[F_LOAD_DTYPE].origin.kind == ORIGIN_CATALOG)
		memset(&w->facts[F_LOAD_DTYPE], 0, sizeof(struct fact));
}

/* Beside an adapter transformers leaves a base packed as it was published;
 * other trainers, and training it whole, have their own say. */
static void
set_base(struct workload *w, const char *whose)
{
	static const char *const methods[] = { "lora", "dora", "adapter",
		"prefix", "ia3" };
	static const char *const frameworks[] = { "transformers", "trl", "peft",
		"axolotl", "llamafactory", "ms-swift", "unsloth" };
	struct origin named =
	    origin_note(ORIGIN_DERIVED, "model.id, as such names end");
	bool adapts = false, loads = false;

	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		adapts |= fact_is(w, F_TRAIN_METHOD, methods[i]);
	for (size_t i = 0; i < sizeof(frameworks) / sizeof(*frameworks); i++)
		loads |= fact_is(w, F_FRAMEWORK_NAME, frameworks[i]);
	if (!adapts || !loads || fact_known(w, F_QUANT_METHOD) ||
	    set_by_name(w, whose))
		return;
	if (packing_is_named(fact_text(w, F_MODEL_ID)))
		workload_set_unknown(w, F_QUANT_METHOD,
		    "the name says that the weights are packed, not how",
		    &named);
}

/* Nothing is known of the model but its name. */
static void
say_unknown(struct workload *w, const struct catalog *catalog)
{
	const char *id = fact_text(w, F_MODEL_ID);
	const char *near = catalog_suggest_model(catalog, id);
	struct origin origin = origin_note(ORIGIN_CATALOG, NULL);
	const char *reason =
	    near == NULL
		? arena_printf(w->arena,
		      "%s is not in the catalogue and model.layers is not "
		      "written",
		      id)
		: arena_printf(w->arena,
		      "%s is not in the catalogue (did you mean %s?) and "
		      "model.layers is not written",
		      id, near);

	workload_set_unknown(w, F_MODEL_LAYERS, reason, &origin);
	workload_set_unknown(w, F_MODEL_PARAMS, reason, &origin);
}

/* How many times larger or smaller a likeness may be.  A count that is written
 * sets its matrices right (memory/shape.c); a size in a name does not. */
static const double LIKE_NAMED = 1.3, LIKE_COUNTED = 3;

/* A row for a name that is none: its base's, or that of a model like it,
 * where no dimension is written. */
static const struct model *
look_further(struct workload *w, const struct catalog *catalog)
{
	const char *id = fact_text(w, F_MODEL_ID);
	const struct model *row = catalog_model_base(catalog, id);

	if (row != NULL || fact_known(w, F_MODEL_LAYERS) ||
	    fact_known(w, F_MODEL_HIDDEN))
		return row;
	if (fact_known(w, F_MODEL_PARAMS))
		row = catalog_model_sized(catalog,
		    fact_number(w, F_MODEL_PARAMS, 0), LIKE_COUNTED);
	else
		row = catalog_model_sized(catalog, catalog_size_in_name(id),
		    LIKE_NAMED);
	w->model.presumed = row != NULL;
	return row;
}

/* "/model" is what the file calls it elsewhere. */
static const struct model *
look_beside(struct workload *w, const struct catalog *catalog)
{
	const char *name = fact_text(w, F_MODEL_KNOWN_AS);
	const struct model *row = NULL;
	bool exact;

	if (*name != '\0')
		row = catalog_model(catalog, name, &exact);
	if (row != NULL)
		w->model.exact = false;
	return row;
}

/* A name that is in no row costs a walk over all of them: once is enough. */
static const struct model *
look_up(struct workload *w, const struct catalog *catalog)
{
	const char *id = fact_text(w, F_MODEL_ID);

	if (w->model.catalog != catalog || w->model.id != id) {
		w->model.exact = true;
		w->model.presumed = false;
		w->model.row = catalog_model(catalog, id, &w->model.exact);
		if (w->model.row == NULL)
			w->model.row = look_beside(w, catalog);
		if (w->model.row == NULL)
			w->model.row = look_further(w, catalog);
		w->model.catalog = catalog;
		w->model.id = id;
	}
	return w->model.row;
}

void
model_complete(struct workload *w, const struct catalog *catalog)
{
	const struct model *row;
	struct origin origin;

	if (catalog == NULL ||
	    (!fact_known(w, F_MODEL_ID) && !fact_known(w, F_MODEL_PARAMS)))
		return;
	row = look_up(w, catalog);
	if (row == NULL) {
		if (!fact_known(w, F_MODEL_LAYERS) &&
		    !fact_known(w, F_MODEL_PARAMS))
			say_unknown(w, catalog);
		if (w->kind == WORKLOAD_SERVE)
			set_by_name(w, fact_text(w, F_MODEL_ID));
		return;
	}
	if (w->model.presumed)
		origin = origin_note(ORIGIN_DERIVED,
		    arena_printf(w->arena,
			"presumed: %s says the size, shape as %s",
			fact_known(w, F_MODEL_PARAMS) ? "model.params"
						      : "the name",
			row->id));
	else
		origin = origin_note(ORIGIN_CATALOG,
		    arena_printf(w->arena, "%s; %s", row->id,
			row->source == NULL ? "" : row->source));
	set_dimensions(w, row, &origin);
	if (w->kind == WORKLOAD_SERVE)
		set_published(w, row, w->model.exact, &origin);
	else if (w->kind == WORKLOAD_TRAIN)
		set_base(w, row->id);
}
