#include "workload/fact.h"

#include "base/number.h"
#include "base/suggest.h"

#include <string.h>
#include <strings.h>

const struct fact_row fact_rows[FACT_COUNT] = {
#define FACT(ID, name, type, values, meaning)                                  \
	{ name, values, meaning, FACT_TYPE_##type },
#include "workload/facts.def"
#undef FACT
};

/* Most names differ in length: one byte a row says so. */
static const unsigned char lengths[FACT_COUNT] = {
#define FACT(ID, name, type, values, meaning) sizeof(name) - 1,
#include "workload/facts.def"
#undef FACT
};

static const char lib_prefix[] = "env.lib.";

/* What people write who know the fact by the word of most trainers, or take it
 * for a library like the others. */
static const struct {
	const char *name;
	enum fact_id id;
} other_names[] = {
	{ "train.dtype", F_TRAIN_PRECISION },
	{ "env.lib.torch", F_ENV_TORCH },
	{ "env.lib.pytorch", F_ENV_TORCH },
	{ "env.lib.cuda", F_ENV_CUDA },
};

enum fact_id
fact_by_name(const char *name)
{
	size_t length = name == NULL ? 0 : strlen(name);

	for (unsigned i = 0; i < FACT_COUNT; i++) {
		if (lengths[i] == length &&
		    memcmp(fact_rows[i].name, name, length) == 0)
			return (enum fact_id)i;
	}
	for (size_t i = 0; i < sizeof(other_names) / sizeof(*other_names); i++)
		if (length != 0 && strcmp(other_names[i].name, name) == 0)
			return other_names[i].id;
	return FACT_COUNT;
}

const char *
fact_lib(const char *name)
{
	size_t length = sizeof(lib_prefix) - 1;

	if (name == NULL || strncmp(name, lib_prefix, length) != 0 ||
	    name[length] == '\0' || fact_by_name(name) != FACT_COUNT)
		return NULL;
	return name + length;
}

/* What follows the last dot. */
static const char *
leaf_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot == NULL ? name : dot + 1;
}

const char *
fact_suggest(const char *name)
{
	struct suggest suggest;

	suggest_init(&suggest, name);
	for (unsigned i = 0; i < FACT_COUNT; i++)
		suggest_offer(&suggest, fact_rows[i].name);
	if (suggest.best != NULL)
		return suggest.best;
	/* The right word in the wrong group, or in none. */
	for (unsigned i = 0; i < FACT_COUNT; i++) {
		if (strcasecmp(leaf_of(fact_rows[i].name), leaf_of(name)) == 0)
			return fact_rows[i].name;
	}
	return NULL;
}

const char *
fact_unit(enum fact_id id)
{
	switch (fact_rows[id].type) {
	case FACT_TYPE_BYTES:
		return "bytes";
	case FACT_TYPE_COUNT:
		return "count";
	case FACT_TYPE_NUMBER:
		return "number";
	default:
		return "";
	}
}

static void
print_known(struct text *out, enum fact_id id, const struct fact *fact)
{
	char buffer[32];

	switch (fact_rows[id].type) {
	case FACT_TYPE_BYTES:
		text_add(out, number_size(fact->number, buffer));
		break;
	case FACT_TYPE_COUNT:
		text_add(out, number_count(fact->number, buffer));
		break;
	case FACT_TYPE_NUMBER:
		text_add_json_number(out, fact->number);
		break;
	case FACT_TYPE_FLAG:
		text_add(out, fact->number != 0 ? "yes" : "no");
		break;
	case FACT_TYPE_LIST:
		for (size_t i = 0; i < fact->list_length; i++) {
			text_add(out, i == 0 ? "" : ", ");
			text_add_shown(out, fact->list[i]);
		}
		if (fact->list_length == 0)
			text_add(out, "none");
		break;
	default:
		if (fact->text != NULL)
			text_add_shown(out, fact->text);
	}
}

void
fact_print(struct text *out, enum fact_id id, const struct fact *fact)
{
	const char *reason = fact->reason == NULL ? "" : fact->reason;

	if (fact->state == FACT_KNOWN) {
		print_known(out, id, fact);
		return;
	}
	text_add(out, fact->state == FACT_ABSENT ? "absent" : "unknown");
	if (fact->state == FACT_UNKNOWN && *reason != '\0') {
		text_add(out, ": ");
		text_add_shown(out, reason);
	}
}

static void
print_place(struct text *out, const struct origin *origin)
{
	uint32_t line, column;

	text_add_shown(out, origin->source->path);
	source_place(origin->source, origin->span.start, &line, &column);
	text_printf(out, ":%u", (unsigned)line);
}

bool
fact_is_share(enum fact_id id)
{
	return id == F_SERVE_MEMORY_FRACTION || id == F_TRAIN_DROPOUT ||
	       id == F_TRAIN_LORA_DROPOUT;
}

void
origin_print(struct text *out, const struct origin *origin)
{
	const char *note = origin->note == NULL ? "" : origin->note;
	size_t length = strlen(note);

	switch (origin->kind) {
	case ORIGIN_DEFAULT:
		text_add_printable(out, note, length);
		text_add(out, length == 0 ? "default" : "'s default");
		break;
	case ORIGIN_DERIVED:
		if (origin->neighbour == NEIGHBOUR_NONE)
			text_add(out, length == 0 ? "derived" : "derived: ");
		text_add_printable(out, note, length);
		break;
	case ORIGIN_CATALOG:
		text_add(out, "catalogue");
		if (length == 0)
			break;
		text_add(out, " (");
		text_add_printable(out, note, length);
		text_add(out, ")");
		break;
	case ORIGIN_PROJECT:
	case ORIGIN_WRITTEN:
		if (origin->source != NULL)
			print_place(out, origin);
		else
			text_add_printable(out, note, length);
		break;
	case ORIGIN_OPTION:
		text_add_printable(out, note, length);
		break;
	case ORIGIN_NONE:
		break;
	}
}
