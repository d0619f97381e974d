#include "workload/listing.h"

#include "base/utf8.h"

#include <string.h>

enum {
	VALUE_WIDTH =
	    26, /* columns of a value; a longer one moves its origin */
	WIDEST_NAME = 44,
	SOURCES_LIMIT = 16
};

static const char *const type_names[] = {
	[FACT_TYPE_TEXT] = "text",
	[FACT_TYPE_COUNT] = "count",
	[FACT_TYPE_NUMBER] = "number",
	[FACT_TYPE_BYTES] = "bytes",
	[FACT_TYPE_FLAG] = "flag",
	[FACT_TYPE_LIST] = "list",
	[FACT_TYPE_VERSION] = "version",
};

const char *
workload_kind_name(enum workload_kind kind)
{
	switch (kind) {
	case WORKLOAD_TRAIN:
		return "train";
	case WORKLOAD_SERVE:
		return "serve";
	case WORKLOAD_OTHER:
		break;
	}
	return "other";
}

static void
pad(struct text *out, size_t from, size_t width)
{
	size_t columns = out->length == from
			     ? 0
			     : utf8_count(out->s + from, out->length - from);

	do
		text_add_char(out, ' ');
	while (++columns < width);
}

/* What rows of the catalogue were read from, said once below the facts. */
struct sources {
	const char *list[SOURCES_LIMIT];
	size_t count;
};

/* The number, from 1, that a source is shown by; 0 where there is no room. */
static size_t
source_number(struct sources *sources, const char *source)
{
	for (size_t i = 0; i < sources->count; i++) {
		if (strcmp(sources->list[i], source) == 0)
			return i + 1;
	}
	if (sources->count == SOURCES_LIMIT)
		return 0;
	sources->list[sources->count] = source;
	return ++sources->count;
}

/* "catalogue (RTX 4090) [1]" for a row of the catalogue, whose note is its
 * name, a semicolon, and where it comes from. */
static void
short_origin(struct text *out, const struct origin *origin,
    struct sources *sources)
{
	const char *note = origin->note == NULL ? "" : origin->note;
	const char *end = strstr(note, "; ");
	size_t number;

	if (origin->kind != ORIGIN_CATALOG || end == NULL ||
	    (number = source_number(sources, end + 2)) == 0) {
		origin_print(out, origin);
		return;
	}
	text_add(out, "catalogue (");
	text_add_printable(out, note, (size_t)(end - note));
	text_printf(out, ") [%zu]", number);
}

static void
write_sources(struct text *out, const struct sources *sources)
{
	for (size_t i = 0; i < sources->count; i++) {
		text_printf(out, "  [%zu] ", i + 1);
		text_add_shown(out, sources->list[i]);
		text_add_char(out, '\n');
	}
}

/* name  value  origin */
static void
row(struct text *out, const char *name, size_t width, const char *value,
    const struct origin *origin, struct sources *sources)
{
	size_t start = out->length;

	text_add(out, "  ");
	text_add_shown(out, name);
	pad(out, start, width + 4);
	start = out->length;
	text_add(out, value);
	pad(out, start, VALUE_WIDTH);
	text_add_char(out, ' ');
	short_origin(out, origin, sources);
	while (out->length > 0 && out->s[out->length - 1] == ' ')
		out->s[--out->length] = '\0';
	text_add_char(out, '\n');
}

static size_t
widest_name(const struct workload *w)
{
	size_t width = 0;

	for (unsigned i = 0; i < FACT_COUNT; i++) {
		size_t length = strlen(fact_rows[i].name);

		if (w->facts[i].state != FACT_ABSENT && length > width)
			width = length;
	}
	for (const struct lib *lib = w->libs; lib != NULL; lib = lib->next) {
		size_t length = strlen("env.lib.") + strlen(lib->name);

		if (length > width && length < WIDEST_NAME)
			width = length;
	}
	return width;
}

/* A library whose version nobody says is there all the same. */
static const char *
lib_value(const struct lib *lib)
{
	const char *text = lib->version.text;

	return text == NULL || *text == '\0' ? "present" : text;
}

void
listing_facts_text(struct text *out, const struct workload *w)
{
	size_t width = widest_name(w);
	struct sources sources = { .count = 0 };
	struct text value;

	text_init(&value);
	for (unsigned i = 0; i < FACT_COUNT; i++) {
		if (w->facts[i].state == FACT_ABSENT)
			continue;
		text_clear(&value);
		fact_print(&value, (enum fact_id)i, &w->facts[i]);
		row(out, fact_rows[i].name, width, text_string(&value),
		    &w->facts[i].origin, &sources);
	}
	for (const struct lib *lib = w->libs; lib != NULL; lib = lib->next) {
		struct text name;

		text_init(&name);
		text_printf(&name, "env.lib.%s", lib->name);
		text_clear(&value);
		text_add_shown(&value, lib_value(lib));
		row(out, text_string(&name), width, text_string(&value),
		    &lib->version.origin, &sources);
		text_release(&name);
	}
	write_sources(out, &sources);
	text_release(&value);
}

static void
list_json(struct text *out, const struct fact *fact)
{
	text_add_char(out, '[');
	for (size_t i = 0; i < fact->list_length; i++) {
		text_add(out, i == 0 ? "" : ",");
		text_add_json_string(out, fact->list[i]);
	}
	text_add_char(out, ']');
}

static void
value_json(struct text *out, enum fact_type type, const struct fact *fact)
{
	switch (type) {
	case FACT_TYPE_COUNT:
	case FACT_TYPE_NUMBER:
	case FACT_TYPE_BYTES:
		text_add_json_number(out, fact->number);
		break;
	case FACT_TYPE_FLAG:
		text_add(out, fact->number != 0 ? "true" : "false");
		break;
	case FACT_TYPE_LIST:
		list_json(out, fact);
		break;
	case FACT_TYPE_TEXT:
	case FACT_TYPE_VERSION:
		text_add_json_string(out, fact->text);
		break;
	}
}

static void
fact_json(struct text *out, enum fact_type type, const char *unit,
    const struct fact *fact)
{
	struct text origin;

	text_init(&origin);
	origin_print(&origin, &fact->origin);
	text_add(out, "{\"value\":");
	if (fact->state == FACT_KNOWN)
		value_json(out, type, fact);
	else
		text_add(out, "null");
	text_add(out, ",\"unit\":");
	text_add_json_string(out, unit);
	text_add(out, ",\"origin\":");
	text_add_json(out, text_string(&origin), origin.length);
	if (fact->state == FACT_UNKNOWN) {
		text_add(out, ",\"reason\":");
		text_add_json_string(out,
		    fact->reason == NULL ? "" : fact->reason);
	}
	text_add_char(out, '}');
	text_release(&origin);
}

void
listing_facts_json(struct text *out, const struct workload *w)
{
	const char *comma = "";

	text_add_char(out, '{');
	for (unsigned i = 0; i < FACT_COUNT; i++) {
		if (w->facts[i].state == FACT_ABSENT)
			continue;
		text_printf(out, "%s\"%s\":", comma, fact_rows[i].name);
		fact_json(out, fact_rows[i].type, fact_unit((enum fact_id)i),
		    &w->facts[i]);
		comma = ",";
	}
	for (const struct lib *lib = w->libs; lib != NULL; lib = lib->next) {
		struct text name;

		text_init(&name);
		text_printf(&name, "env.lib.%s", lib->name);
		text_add(out, comma);
		text_add_json(out, text_string(&name), name.length);
		text_add_char(out, ':');
		fact_json(out, FACT_TYPE_VERSION, "", &lib->version);
		text_release(&name);
		comma = ",";
	}
	text_add_char(out, '}');
}

void
listing_vocabulary_text(struct text *out)
{
	for (unsigned i = 0; i < FACT_COUNT; i++) {
		const struct fact_row *fact = &fact_rows[i];

		text_printf(out, "%-30s %-8s %s", fact->name,
		    type_names[fact->type], fact->meaning);
		if (*fact->values != '\0')
			text_printf(out, " [%s]", fact->values);
		text_add_char(out, '\n');
	}
	text_printf(out, "%-30s %-8s %s\n", "env.lib.NAME", "version",
	    "version of a package");
}

static void
words_json(struct text *out, const char *words)
{
	const char *comma = "";

	text_add_char(out, '[');
	while (*words != '\0') {
		size_t n = strcspn(words, " ");

		if (strncmp(words, "...", 3) != 0) {
			text_add(out, comma);
			text_add_json(out, words, n);
			comma = ",";
		}
		words += n;
		words += strspn(words, " ");
	}
	text_add_char(out, ']');
}

void
listing_vocabulary_json(struct text *out)
{
	text_add(out, "{\"schema\":\"gpulint-vocabulary/1\",\"facts\":[");
	for (unsigned i = 0; i < FACT_COUNT; i++) {
		const struct fact_row *fact = &fact_rows[i];
		bool open = *fact->values == '\0' ||
			    strstr(fact->values, "...") != NULL;

		text_printf(out, "%s{\"name\":\"%s\",\"type\":\"%s\",",
		    i == 0 ? "" : ",", fact->name, type_names[fact->type]);
		text_printf(out,
		    "\"unit\":\"%s\",\"values\":", fact_unit((enum fact_id)i));
		words_json(out, fact->values);
		text_printf(out,
		    ",\"open\":%s,\"meaning\":", open ? "true" : "false");
		text_add_json_string(out, fact->meaning);
		text_add_char(out, '}');
	}
	text_add(out,
	    ",{\"name\":\"env.lib.NAME\",\"type\":\"version\",\"unit\":\"\","
	    "\"values\":[],\"open\":true,\"meaning\":\"version of a "
	    "package\"}]}\n");
}
