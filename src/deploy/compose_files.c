#include "deploy/compose.h"

#include <string.h>

/*
 * The files around a compose file: docker/compose and compose-spec/compose-go
 * v2 loader/ (loader.go, extends.go, override/merge.go), dotenv/parser.go.
 */

enum { NAME_LIMIT = 128, PATH_LIMIT = 512, ENV_SIZE_LIMIT = 256 * 1024 };

static const char *const endings[] = { ".yaml", ".yml", NULL };
static const char *const stems[] = { "compose", "docker-compose", NULL };

static const char *
file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* What stands before .yml or .yaml in the name, or NULL. */
static const char *
stem_of(struct arena *arena, const char *path)
{
	const char *name = file_name(path), *dot = strrchr(name, '.');

	if (!dot ||
	    (strcmp(dot, endings[0]) != 0 && strcmp(dot, endings[1]) != 0))
		return NULL;
	return arena_copy(arena, name, (size_t)(dot - name));
}

static bool
is_main(const char *stem)
{
	return stem &&
	       (strcmp(stem, stems[0]) == 0 || strcmp(stem, stems[1]) == 0);
}

/* compose.override.yaml beside compose.yaml is merged unasked. */
static const struct tree *
find_override(struct reading *reading, const struct tree *tree,
    const char *stem)
{
	for (size_t i = 0; endings[i]; i++) {
		const struct tree *over = reading_beside(reading, tree->source,
		    arena_printf(reading->arena, "%s.override%s", stem,
			endings[i]),
		    NULL);

		if (over)
			return over;
	}
	return NULL;
}

/* compose.yaml beside compose.gpu.yaml, of whatever spelling. */
static const struct tree *
find_base(struct reading *reading, const struct tree *tree)
{
	for (size_t i = 0; stems[i]; i++) {
		for (size_t k = 0; endings[k]; k++) {
			const struct tree *base =
			    reading_beside(reading, tree->source,
				arena_printf(reading->arena, "%s%s", stems[i],
				    endings[k]),
				NULL);

			if (base)
				return base;
		}
	}
	return NULL;
}

/* Files that are part of the project are looked at by themselves: here it
 * only matters that they are there. */
static void
note_missing_includes(struct reading *reading, const struct tree *tree,
    const struct node *root)
{
	const struct node *list = node_get(root, "include");

	for (size_t i = 0; i < node_length(list) && i < 64; i++) {
		const struct node *one = node_at(list, i);
		const struct node *path =
		    node_is(one, NODE_MAPPING) ? node_get(one, "path") : one;
		struct origin place = origin_written(tree->source, NULL, path);

		if (node_is(path, NODE_SCALAR) &&
		    !strpbrk(node_text(path), "$:"))
			reading_beside(reading, tree->source, node_text(path),
			    &place);
	}
}

struct compose_files
compose_files_of(struct reading *reading, const struct tree *tree,
    const struct node *root)
{
	struct compose_files files = { .reading = reading, .tree = tree };
	const char *stem = stem_of(reading->arena, tree->source->path);

	if (!reading->root)
		return files;
	note_missing_includes(reading, tree, root);
	files.variables = compose_env_file(reading, tree->source, ".env",
	    node_resolve(root), false, NULL);
	if (is_main(stem))
		files.over = find_override(reading, tree, stem);
	else if (stem)
		files.base = find_base(reading, tree);
	return files;
}

/* The services of the file that a layer extends, and their source. */
static const struct node *
extended_services(struct reading *reading, struct source **source,
    const struct node *services, const struct pair *pair)
{
	const struct node *file = node_get(pair->value, "file");
	struct origin place = origin_written(*source, pair->key, pair->value);
	const struct tree *tree;

	if (!file)
		return services;
	tree = reading_beside(reading, *source, node_text(file), &place);
	if (!tree || !tree->document_count)
		return NULL;
	*source = tree->source;
	return node_get(tree->documents[0], "services");
}

/* A service and those it extends. */
static void
add_chain(struct reading *reading, struct service *s,
    const struct node *services, const struct node *own, struct source *source)
{
	while (node_is(own, NODE_MAPPING) && s->count < COMPOSE_LAYERS_LIMIT) {
		const struct pair *pair = node_pair(own, "extends");
		const char *name;

		for (size_t i = 0; i < s->count; i++) {
			if (s->layers[i] == own)
				return;
		}
		s->layers[s->count] = own;
		s->sources[s->count++] = source;
		if (!pair)
			return;
		name = node_is(pair->value, NODE_SCALAR)
			   ? node_text(node_resolve(pair->value))
			   : node_text(node_get(pair->value, "service"));
		services = extended_services(reading, &source, services, pair);
		own = node_get(services, name);
	}
}

static void
add_service_of(const struct compose_files *files, struct service *s,
    const struct tree *tree)
{
	const struct node *services =
	    tree && tree->document_count
		? node_get(tree->documents[0], "services")
		: NULL;

	if (services)
		add_chain(files->reading, s, services,
		    node_get(services, s->name), tree->source);
}

void
compose_layers(const struct compose_files *files, struct service *s,
    const struct node *services, const struct node *own)
{
	add_service_of(files, s, files->over);
	add_chain(files->reading, s, services, own, files->tree->source);
	/* a service of its own is no fragment of another file's */
	if (!node_get(own, "image") && !node_get(own, "build") &&
	    !node_get(own, "extends"))
		add_service_of(files, s, files->base);
}

/* The value behind =, without its quotes or the comment behind it. */
static const char *
env_value(struct arena *arena, const char *text, const char *end)
{
	const char *stop;

	while (text < end && (*text == ' ' || *text == '\t'))
		text++;
	if (text < end && (*text == '"' || *text == '\'')) {
		stop = memchr(text + 1, *text, (size_t)(end - text - 1));
		if (stop)
			return arena_copy(arena, text + 1,
			    (size_t)(stop - text - 1));
	}
	for (stop = text; stop < end; stop++) {
		if (*stop == '#' &&
		    (stop == text || stop[-1] == ' ' || stop[-1] == '\t'))
			break;
	}
	while (stop > text && strchr(" \t\r", stop[-1]))
		stop--;
	return arena_copy(arena, text, (size_t)(stop - text));
}

/* One line; NULL where it sets nothing. */
static struct shell_variable *
env_line(struct arena *arena, const char *line, const char *end)
{
	struct shell_variable *v;
	const char *equals;
	size_t n;

	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	if (end - line > 7 && strncmp(line, "export ", 7) == 0)
		line += 7;
	equals = memchr(line, '=', (size_t)(end - line));
	n = equals ? (size_t)(equals - line) : 0;
	while (n && line[n - 1] == ' ')
		n--;
	if (!n || n >= NAME_LIMIT || *line == '#')
		return NULL;
	v = arena_alloc(arena, sizeof(*v));
	v->name = arena_copy(arena, line, n);
	v->text = env_value(arena, equals + 1, end);
	if (strchr(v->text, '$'))
		v->unresolved = arena_printf(arena,
		    "%.60s of an environment file is not filled in", v->name);
	return v;
}

const struct shell_variable *
compose_env_file(struct reading *reading, struct source *from, const char *path,
    const struct node *place, bool required, const struct shell_variable *more)
{
	struct origin origin = origin_written(from, NULL, place);
	const struct source *source;
	const char *line, *end;

	if (!reading->root || strlen(path) >= PATH_LIMIT ||
	    strpbrk(path, "${}"))
		return more;
	source = reading_text(reading, from, path, required ? &origin : NULL);
	if (!source || source->size > ENV_SIZE_LIMIT)
		return more;
	line = source->bytes;
	end = line + source->size;
	for (int i = 0; line < end && i < COMPOSE_VARIABLES_LIMIT; i++) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		struct shell_variable *v;

		stop = stop ? stop : end;
		v = env_line(reading->arena, line, stop);
		if (v) {
			v->key = v->node = place;
			v->source = from;
			v->span = place->span;
			v->next = more;
			more = v;
		}
		line = stop + 1;
	}
	return more;
}
