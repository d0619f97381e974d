#include "dialect/markers.h"

#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

enum {
	PART_LIMIT = 128, /* bytes of one part of a signature's key */
	CHILDREN_LIMIT = 256, /* tried for a * */
	VALUE_LIMIT = 4096 /* bytes of a scalar held against a glob */
};

static bool
has_bytes(const char *bytes, size_t size, const char *word)
{
	return memmem(bytes, size, word, strlen(word)) != NULL;
}

static bool
has_marker(const struct dialect *dialect, const char *bytes, size_t size)
{
	if (!dialect->markers)
		return dialect->signature_count || dialect_code_of(dialect);
	for (size_t i = 0; dialect->markers[i]; i++) {
		if (has_bytes(bytes, size, dialect->markers[i]))
			return true;
	}
	return false;
}

bool
dialects_may_hold(const struct dialects *dialects, const char *bytes,
    size_t size)
{
	const struct markers *markers = dialects->markers;

	if (markers && markers_occur(markers, bytes, size))
		return true;
	for (size_t i = 0; i < dialects->count; i++) {
		const struct dialect *dialect = &dialects->all[i];

		if ((!markers || !dialect->markers) &&
		    has_marker(dialect, bytes, size))
			return true;
	}
	return false;
}

static bool
value_fits(const struct node *node, const char *glob)
{
	return node_is(node, NODE_SCALAR) && node->length < VALUE_LIMIT &&
	       fnmatch(glob, node_text(node), 0) == 0;
}

/* A key of a signature below node: "a.*.b=glob", "a.0.b" of a list. */
static bool
has_key(const struct node *node, const char *key)
{
	size_t n = strcspn(key, ".=");
	const struct node *child;
	char part[PART_LIMIT];
	struct pairs it;

	if (n == 1 && *key == '0' && key[1] == '.' &&
	    node_is(node, NODE_SEQUENCE))
		return has_key(node_at(node, 0), key + 2);
	if (n >= sizeof(part) || !node_is(node, NODE_MAPPING))
		return false;
	memcpy(part, key, n);
	part[n] = '\0';
	key += n;
	if (strcmp(part, "*") != 0) {
		if (*key == '\0')
			return node_pair(node, part) != NULL;
		child = node_get(node, part);
		return *key == '=' ? value_fits(child, key + 1)
				   : has_key(child, key + 1);
	}
	it = pairs_of(node);
	for (int i = 0; i < CHILDREN_LIMIT && pairs_next(&it); i++) {
		child = node_resolve(it.pair->value);
		if (*key == '\0' || (*key == '=' ? value_fits(child, key + 1)
						 : has_key(child, key + 1)))
			return true;
	}
	return false;
}

static bool
path_fits(const char *const *globs, const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	const char *name = slash ? slash + 1 : path;

	if (!globs)
		return true;
	for (; path && *globs; globs++) {
		const char *subject = strchr(*globs, '/') ? path : name;

		if (fnmatch(*globs, subject, 0) == 0)
			return true;
	}
	return false;
}

/* Whether a key of a signature is there, of a tree or of raw text. */
struct subject {
	const struct node *root;
	const char *bytes;
	size_t size;
	const char *path;
};

/* The scalar behind a colon, as far as its line goes, fits the glob. */
static bool
text_has_value(const char *next, const char *end, const char *glob)
{
	char value[PART_LIMIT];
	size_t n = 0;

	while (next < end && strchr(" \t\"'", *next))
		next++;
	while (next + n < end && n < sizeof(value) - 1 &&
	       !strchr("\r\n\"',} ", next[n]))
		n++;
	memcpy(value, next, n);
	value[n] = '\0';
	return fnmatch(glob, value, 0) == 0;
}

/* key, as a word of its own with a colon behind it; at the start of a line
 * where top is set and the text is no JSON. */
static bool
text_has_key(const char *bytes, size_t size, const char *key, size_t length,
    bool top)
{
	const char *glob = key[length] == '=' ? key + length + 1 : "*";
	const char *at = bytes, *end = bytes + size;

	while ((at = memmem(at, (size_t)(end - at), key, length))) {
		const char *next = at + length;
		bool quoted = at > bytes && (at[-1] == '"' || at[-1] == '\'');
		bool starts = at == bytes || at[-1] == '\n' || at[-1] == '\r';
		bool word =
		    quoted || starts || (!top && strchr(" \t{,-", at[-1]));

		if (quoted && next < end && *next == at[-1])
			next++;
		while (next < end && (*next == ' ' || *next == '\t'))
			next++;
		if (word && next < end && *next == ':' &&
		    text_has_value(next + 1, end, glob))
			return true;
		at++;
	}
	return false;
}

static bool
subject_has(const struct subject *s, const char *key)
{
	bool top = true;

	if (s->root)
		return has_key(s->root, key);
	while (*key && *key != '=') {
		size_t n = strcspn(key, ".=");

		if (*key != '*' &&
		    !text_has_key(s->bytes, s->size, key, n, top))
			return false;
		key += n + (key[n] == '.');
		top = false;
	}
	return true;
}

static bool
signature_holds(const struct signature *signature, const struct subject *s)
{
	unsigned found = 0;

	for (size_t i = 0; signature->all && signature->all[i]; i++) {
		if (!subject_has(s, signature->all[i]))
			return false;
	}
	for (size_t i = 0; signature->none && signature->none[i]; i++) {
		if (subject_has(s, signature->none[i]))
			return false;
	}
	if (!path_fits(signature->path, s->path))
		return false;
	for (size_t i = 0; signature->any && signature->any[i]; i++)
		found += subject_has(s, signature->any[i]);
	return !signature->any || found >= signature->least;
}

static bool
holds(const struct dialect *dialect, const struct subject *s)
{
	bool any = dialect->signature_count == 0;

	for (size_t i = 0; !any && i < dialect->signature_count; i++)
		any = signature_holds(&dialect->signatures[i], s);
	return any;
}

const struct dialect *
dialect_recognise(const struct dialects *dialects, const struct node *root,
    const char *path)
{
	struct subject s = { .root = node_resolve(root), .path = path };
	const struct dialect *best = NULL;

	if (!s.root)
		return NULL;
	for (size_t i = 0; i < dialects->count; i++) {
		const struct dialect *d = &dialects->all[i];
		const struct dialect_code *code = dialect_code_of(d);
		bool asks = code && code->recognise;

		if ((best && d->order >= best->order) ||
		    (!d->signature_count && !asks) || !holds(d, &s))
			continue;
		if (!asks || code->recognise(s.root, path))
			best = d;
	}
	return best;
}

/* {user}/image: a word in braces with something glued to it. */
static bool
has_placeholder(const char *bytes, size_t size)
{
	const char *at = bytes, *end = bytes + size;

	while ((at = memchr(at, '{', (size_t)(end - at)))) {
		const char *word = ++at;

		while (at < end && (isalnum((unsigned char)*at) || *at == '_'))
			at++;
		if (at > word && at + 1 < end && *at == '}' &&
		    (at[1] == '/' || at[1] == '-' || at[1] == '.' ||
			at[1] == ':'))
			return true;
	}
	return false;
}

/* "stage": ZERO_STAGE in JSON, for sed to fill in. */
static bool
has_bare_word(const char *bytes, size_t size)
{
	const char *at = bytes, *end = bytes + size;

	while (at < end && isspace((unsigned char)*at))
		at++;
	if (at == end || *at != '{')
		return false;
	while ((at = memchr(at, ':', (size_t)(end - at)))) {
		const char *word;
		bool glued = false;

		do
			at++;
		while (at < end && *at == ' ');
		word = at;
		while (
		    at < end && (isupper((unsigned char)*at) ||
				    isdigit((unsigned char)*at) || *at == '_'))
			glued = *at++ == '_' || glued;
		if (glued && isupper((unsigned char)*word) && at < end &&
		    strchr(", \r\n}", *at))
			return true;
	}
	return false;
}

/* A template is no YAML before it is filled in. */
static bool
is_template(const char *bytes, size_t size)
{
	return has_bytes(bytes, size, "{{") || has_bytes(bytes, size, "{%") ||
	       has_bytes(bytes, size, "%{ ") || /* Terraform's */
	       has_bytes(bytes, size, ": %s") || has_placeholder(bytes, size) ||
	       has_bare_word(bytes, size);
}

/* Of files that only their structure tells from others' (manifests, compose
 * files), a broken one is ours where a GPU or an engine is named. */
static bool
names_gpu(const char *bytes, size_t size)
{
	static const char *const words[] = { "nvidia", "amd.com/gpu",
		"habana.ai/", "gpus: all", "/dev/kfd", "vllm", "sglang",
		"text-generation-inference", "llama-server", "ollama",
		"tritonserver" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (has_bytes(bytes, size, words[i]))
			return true;
	}
	return false;
}

static const struct dialect *
template_of_text(const struct dialects *dialects, const struct subject *s)
{
	const struct dialect *best = NULL;

	for (size_t i = 0; i < dialects->count; i++) {
		const struct dialect *d = &dialects->all[i];
		const struct dialect_code *code = dialect_code_of(d);

		if (code && code->recognise_text &&
		    (!best || d->order < best->order) &&
		    code->recognise_text(s->bytes, s->size, s->path))
			best = d;
	}
	return best;
}

/* One JSON value a line: data, whatever the file is called. */
static bool
is_json_lines(const char *bytes, size_t size)
{
	return size > 1 && memcmp(bytes, "{\"", 2) == 0 &&
	       (has_bytes(bytes, size, "}\n{\"") ||
		   has_bytes(bytes, size, "}\r\n{\""));
}

const struct dialect *
dialect_of_text(const struct dialects *dialects, const char *bytes, size_t size,
    const char *path)
{
	struct subject s = { .bytes = bytes, .size = size, .path = path };
	const struct dialect *best = NULL;

	if (is_json_lines(bytes, size))
		return NULL;
	if (is_template(bytes, size))
		return template_of_text(dialects, &s);
	for (size_t i = 0; i < dialects->count; i++) {
		const struct dialect *d = &dialects->all[i];
		const struct dialect_code *code = dialect_code_of(d);

		if ((best && d->order >= best->order) || !d->signature_count ||
		    !has_marker(d, bytes, size) || !holds(d, &s))
			continue;
		if (code && code->recognise && !names_gpu(bytes, size))
			continue;
		best = d;
	}
	return best;
}
