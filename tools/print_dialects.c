#include "print.h"

#include "dialect/markers.h"

static const char *const kinds[] = { "WORKLOAD_OTHER", "WORKLOAD_TRAIN",
	"WORKLOAD_SERVE" };
static const char *const loaders[] = { "LOADER_PYYAML", "LOADER_OMEGACONF",
	"LOADER_GO_YAML", "LOADER_GO_YAML_2", "LOADER_YAML_1_2",
	"LOADER_JSON" };
static const char *const unknowns[] = { "UNKNOWN_KEYS_UNKNOWN",
	"UNKNOWN_KEYS_IGNORED", "UNKNOWN_KEYS_REFUSED", "UNKNOWN_KEYS_SCRIPT" };

struct member {
	const char *name, *text;
};

static void
print_members(FILE *out, const struct member *members, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (members[i].text == NULL)
			continue;
		fprintf(out, "\t\t.%s = ", members[i].name);
		print_string(out, members[i].text);
		fputs(",\n", out);
	}
}

/* A reference to a list printed before, where there is one. */
static void
print_list(FILE *out, const char *member, const void *list, size_t d, size_t i)
{
	if (list != NULL)
		fprintf(out, "\t\t.%s = d%zu_%zu_%s,\n", member, d, i, member);
}

static void
print_part(FILE *out, const char *member, const char *const *list, size_t d,
    size_t i)
{
	char name[64];

	snprintf(name, sizeof(name), "d%zu_%zu_%s", d, i, member);
	if (list != NULL)
		print_strings(out, name, list);
}

static void
print_signatures(FILE *out, const struct dialect *dialect, size_t d)
{
	size_t i;

	for (i = 0; i < dialect->signature_count; i++) {
		const struct signature *s = &dialect->signatures[i];

		print_part(out, "all", s->all, d, i);
		print_part(out, "any", s->any, d, i);
		print_part(out, "none", s->none, d, i);
		print_part(out, "path", s->path, d, i);
	}
	if (dialect->signature_count == 0)
		return;
	fprintf(out, "static const struct signature d%zu_signatures[] = {\n",
	    d);
	for (i = 0; i < dialect->signature_count; i++) {
		const struct signature *s = &dialect->signatures[i];

		fputs("\t{\n", out);
		print_list(out, "all", s->all, d, i);
		print_list(out, "any", s->any, d, i);
		print_list(out, "none", s->none, d, i);
		print_list(out, "path", s->path, d, i);
		fprintf(out, "\t\t.least = %u,\n\t},\n", s->least);
	}
	fputs("};\n\n", out);
}

static void
print_values(FILE *out, const char *member, const struct translation *values,
    size_t d, size_t i)
{
	fprintf(out, "static const struct translation d%zu_%zu_%s[] = {\n", d,
	    i, member);
	for (; values->written != NULL; values++) {
		fputs("\t{ ", out);
		print_string(out, values->written);
		fputs(", ", out);
		print_string(out, values->meant);
		fputs(" },\n", out);
	}
	fputs("\t{ NULL, NULL },\n};\n\n", out);
}

static void
print_keys(FILE *out, const struct dialect *dialect, size_t d)
{
	size_t i;

	for (i = 0; i < dialect->key_count; i++)
		if (dialect->keys[i].values != NULL)
			print_values(out, "values", dialect->keys[i].values, d,
			    i);
	if (dialect->key_count == 0)
		return;
	fprintf(out, "static const struct key_map d%zu_keys[] = {\n", d);
	for (i = 0; i < dialect->key_count; i++) {
		const struct key_map *key = &dialect->keys[i];
		const struct member members[] = {
			{ "key", key->key },
			{ "fact", key->fact },
			{ "otherwise", key->otherwise },
			{ "fallback", key->fallback },
			{ "sets", key->sets },
			{ "link", key->link },
			{ "renamed", key->renamed },
			{ "note", key->note },
		};

		fputs("\t{\n", out);
		print_members(out, members,
		    sizeof(members) / sizeof(members[0]));
		print_list(out, "values", key->values, d, i);
		fputs("\t},\n", out);
	}
	fputs("};\n\n", out);
}

static void
print_writings(FILE *out, const struct dialect *dialect, size_t d)
{
	size_t i;

	if (dialect->writing_count == 0)
		return;
	for (i = 0; i < dialect->writing_count; i++)
		print_values(out, "texts", dialect->writings[i].keys, d, i);
	fprintf(out, "static const struct writing d%zu_writings[] = {\n", d);
	for (i = 0; i < dialect->writing_count; i++) {
		const struct member members[] = {
			{ "fact", dialect->writings[i].fact },
			{ "value", dialect->writings[i].value },
		};

		fputs("\t{\n", out);
		print_members(out, members, 2);
		fprintf(out, "\t\t.keys = d%zu_%zu_texts,\n\t},\n", d, i);
	}
	fputs("};\n\n", out);
}

static void
print_dialect(FILE *out, const struct dialect *dialect, size_t d)
{
	const struct member members[] = {
		{ "name", dialect->name },
		{ "summary", dialect->summary },
		{ "framework", dialect->framework },
		{ "version", dialect->version },
		{ "source", dialect->source },
	};

	fputs("\t{\n", out);
	print_members(out, members, sizeof(members) / sizeof(members[0]));
	fprintf(out, "\t\t.kind = %s,\n\t\t.loader = %s,\n",
	    kinds[dialect->kind], loaders[dialect->loader]);
	fprintf(out, "\t\t.unknown_keys = %s,\n\t\t.linted = %s,\n",
	    unknowns[dialect->unknown_keys],
	    dialect->linted ? "true" : "false");
	fprintf(out, "\t\t.order = %d,\n", dialect->order);
	if (dialect->signature_count > 0)
		fprintf(out,
		    "\t\t.signatures = d%zu_signatures,\n"
		    "\t\t.signature_count = %zu,\n",
		    d, dialect->signature_count);
	if (dialect->key_count > 0)
		fprintf(out, "\t\t.keys = d%zu_keys,\n\t\t.key_count = %zu,\n",
		    d, dialect->key_count);
	if (dialect->writing_count > 0)
		fprintf(out,
		    "\t\t.writings = d%zu_writings,\n"
		    "\t\t.writing_count = %zu,\n",
		    d, dialect->writing_count);
	print_list(out, "markers", dialect->markers, d, 0);
	fputs("\t},\n", out);
}

static void
print_markers(FILE *out, const struct markers *markers)
{
	unsigned i;

	if (markers == NULL)
		return;
	fputs("static const uint8_t marker_skip[] = {", out);
	for (i = 0; i < MARKER_PAIRS; i++)
		fprintf(out, "%s%u,", i % 32 == 0 ? "\n\t" : "",
		    (unsigned)markers->skip[i]);
	fputs("\n};\n\nstatic const uint16_t marker_first[] = {", out);
	for (i = 0; i <= MARKER_PAIRS; i++)
		fprintf(out, "%s%u,", i % 16 == 0 ? "\n\t" : "",
		    (unsigned)markers->first[i]);
	fputs("\n};\n\n", out);
	print_strings(out, "marker_words", markers->words);
	fprintf(out,
	    "static const struct markers markers = {\n"
	    "\t.words = marker_words,\n\t.shortest = %zu,\n"
	    "\t.skip = marker_skip,\n\t.first = marker_first,\n};\n\n",
	    markers->shortest);
}

bool
print_dialects(FILE *out, const char *folder, struct arena *arena,
    struct error *err)
{
	struct dialects dialects;
	size_t i;

	if (!dialects_extend(&dialects, NULL, folder, arena, err))
		return false;
	if (dialects.count == 0)
		return error_set(err, "%s: no dialects", folder);
	fputs("#include \"dialect/markers.h\"\n\n", out);
	for (i = 0; i < dialects.count; i++) {
		print_signatures(out, &dialects.all[i], i);
		print_keys(out, &dialects.all[i], i);
		print_writings(out, &dialects.all[i], i);
		print_part(out, "markers", dialects.all[i].markers, i, 0);
	}
	print_markers(out, dialects.markers);
	fputs("static const struct dialect all[] = {\n", out);
	for (i = 0; i < dialects.count; i++)
		print_dialect(out, &dialects.all[i], i);
	fprintf(out,
	    "};\n\nconst struct dialects dialects_builtin = { all, %zu, %s "
	    "};\n",
	    dialects.count, dialects.markers != NULL ? "&markers" : "NULL");
	return true;
}
