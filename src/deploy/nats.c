/* nats: what a NATS server keeps of streams in memory and on disk.  Read at
 * nats-io/nats-server 1787eee (2.15) server/opts.go (parseJetStream,
 * getStorageSize, ConfigureOptions), server/jetstream.go
 * (dynJetStreamConfig), server/const.go, conf/parse.go. */

#include "deploy/nats.h"

#include "base/number.h"
#include "base/word.h"
#include "deploy/nats_conf.h"
#include "dialect/codes.h"
#include "dialect/derive.h"
#include "link/embedded.h"
#include "link/mount.h"

#include <string.h>
#include <strings.h>

static const char framework[] = "nats-server 2.15";

enum { CONFIG_SIZE_LIMIT = 256 * 1024 };

bool
nats_is_image(const char *text)
{
	const char *slash = strrchr(text, '/');
	const char *name = slash ? slash + 1 : text;
	size_t n = strcspn(name, ":@$");

	return (n == 4 && strncmp(name, "nats", 4) == 0) ||
	       (n == 11 && strncmp(name, "nats-server", 11) == 0);
}

/* Quoted sizes are binary whatever the letter; bare ones are where a B or an
 * i follows it. */
static bool
parse_size(const struct node *node, double *bytes)
{
	static const char letters[] = "kmgtpe";
	const char *text = node_text(node), *letter;
	size_t digits = strspn(text, "0123456789"), n = strlen(text);
	double scale;

	if (!digits || !number_parse(text, digits, bytes))
		return false;
	if (digits == n)
		return true;
	letter = strchr(letters, text[digits] | 0x20);
	if (!letter)
		return false;
	scale = node->style != STYLE_PLAIN || n > digits + 1 ? 1024 : 1000;
	for (const char *l = letters; l <= letter; l++)
		*bytes *= scale;
	return true;
}

/* The pair of the first of several spellings, in whatever case. */
static const struct pair *
pair_among(const struct node *mapping, const char *const *names)
{
	struct pairs it = pairs_of(mapping);

	for (int i = 0; i < 512 && pairs_next(&it); i++) {
		for (const char *const *name = names; *name; name++) {
			if (strcasecmp(node_text(it.pair->key), *name) == 0)
				return it.pair;
		}
	}
	return NULL;
}

static void
set_size(struct workload *w, enum fact_id id, struct source *source,
    const struct pair *pair)
{
	const struct node *node = pair ? node_resolve(pair->value) : NULL;
	struct origin origin;
	double bytes;

	if (!node_is(node, NODE_SCALAR))
		return;
	origin = origin_written(source, pair->key, pair->value);
	if (parse_size(node, &bytes))
		workload_set_number(w, id, bytes, &origin);
	else
		workload_set_unknown(w, id,
		    arena_printf(w->arena, "%.60s is no size", node_text(node)),
		    &origin);
}

static void
set_folder(struct workload *w, struct source *source, const struct pair *pair)
{
	struct origin origin;

	if (!pair || !*node_text(node_resolve(pair->value)))
		return;
	origin = origin_written(source, pair->key, pair->value);
	workload_set_text(w, F_STREAM_STORE_DIR,
	    node_text(node_resolve(pair->value)), &origin);
}

/* server/jetstream.go, EnableJetStream: os.TempDir(), and a warning. */
static void
set_temporary(struct workload *w)
{
	derive_default(w, F_STREAM_STORE_DIR, "/tmp/nats/jetstream", framework);
}

static bool
is_enabled(const struct node *stream)
{
	static const char *const off[] = { "false", "disabled", "disable", "no",
		"off", NULL };
	static const char *const names[] = { "enabled", "enable", NULL };
	const struct pair *pair = pair_among(stream, names);

	if (pair)
		stream = node_resolve(pair->value);
	return stream && !word_is_among(node_text(stream), off);
}

void
nats_settings(struct workload *w, struct source *source,
    const struct node *root)
{
	static const char *const streams[] = { "jetstream", NULL };
	static const char *const folder[] = { "store_dir", "storedir", "store",
		NULL };
	static const char *const file[] = { "max_file_store", "max_file",
		NULL };
	static const char *const memory[] = { "max_memory_store",
		"max_mem_store", "max_mem", NULL };
	static const char *const payload[] = { "max_payload", NULL };
	const struct pair *pair = pair_among(root, streams);
	const struct node *stream = pair ? node_resolve(pair->value) : NULL;

	set_size(w, F_STREAM_MAX_PAYLOAD, source, pair_among(root, payload));
	if (!is_enabled(stream))
		return;
	set_folder(w, source, pair_among(stream, folder));
	set_folder(w, source, pair_among(root, folder));
	set_temporary(w);
	set_size(w, F_STREAM_FILE_STORE, source, pair_among(stream, file));
	set_size(w, F_STREAM_MEMORY_STORE, source, pair_among(stream, memory));
}

/* The line behind the | of a literal scalar. */
static uint32_t
first_line(const struct source *source, const struct node *text)
{
	const char *line = memchr(source->bytes + text->span.start, '\n',
	    text->span.end - text->span.start);

	return line ? (uint32_t)(line - source->bytes) + 1 : text->span.end;
}

/* A config map's value: where it is literal, each line stands in the file. */
static void
read_text(struct box *c, const struct mount *found)
{
	const struct node *text = node_resolve(found->text), *root;

	if (embedded_is_exact(text)) {
		root = nats_conf(c->shell.arena, found->source->bytes,
		    first_line(found->source, text), text->span.end);
		nats_settings(c->w, found->source, root);
		return;
	}
	root = nats_conf(c->shell.arena, text->text, 0, text->length);
	embedded_place(root, text->span);
	nats_settings(c->w, found->source, root);
	embedded_blur(c->w, text);
}

/* The configuration that a path inside names: of a config map, or a file. */
static void
read_config(struct box *c, const struct shell_word *word)
{
	struct mount found;
	const struct source *source;
	const char *rest;

	if (word->unresolved ||
	    !mount_find(c->shell.mounts, word->text, &found, &rest))
		return;
	if (found.text) {
		read_text(c, &found);
		return;
	}
	source = reading_text(c->reading, found.source,
	    arena_printf(c->shell.arena, "%s%s%s", found.from, *rest ? "/" : "",
		rest),
	    NULL);
	if (source && source->size <= CONFIG_SIZE_LIMIT)
		nats_settings(c->w, (struct source *)source,
		    nats_conf(c->shell.arena, source->bytes, 0, source->size));
}

/* A flag with one dash or two: the next word, or what is behind =. */
static bool
flag_value(const struct box *c, const char *const *names,
    struct shell_word *value)
{
	for (size_t i = 0; i < c->words.count; i++) {
		const struct shell_word *word = &c->words.items[i];
		const char *text = word->text;
		size_t n = strcspn(text, "=");

		if (*text != '-')
			continue;
		text += strspn(text, "-");
		n -= (size_t)(text - word->text);
		for (const char *const *name = names; *name; name++) {
			if (strlen(*name) != n || strncmp(text, *name, n) != 0)
				continue;
			if (text[n] == '=')
				*value = shell_word_after(word,
				    (size_t)(text - word->text) + n + 1);
			else if (i + 1 < c->words.count)
				*value = c->words.items[i + 1];
			else
				return false;
			return true;
		}
	}
	return false;
}

/* -js among the words turns streams on. */
static bool
has_switch(const struct box *c)
{
	for (size_t i = 0; i < c->words.count; i++) {
		const char *text = c->words.items[i].text;

		if (*text == '-' &&
		    (strcmp(text + strspn(text, "-"), "js") == 0 ||
			strcmp(text + strspn(text, "-"), "jetstream") == 0))
			return true;
	}
	return false;
}

bool
nats_serve(struct box *c)
{
	static const char *const configs[] = { "c", "config", NULL };
	static const char *const folders[] = { "sd", "store_dir", NULL };
	static const struct shell_word shipped = {
		.text = "/etc/nats/nats-server.conf"
	};
	struct shell_word word = shipped;
	struct origin origin = origin_note(ORIGIN_DERIVED, "env.image");

	if (!c->image.repository || !nats_is_image(c->image.repository))
		return false;
	workload_set_text(c->w, F_FRAMEWORK_NAME, "nats", &origin);
	if (flag_value(c, folders, &word) && !word.unresolved) {
		origin = shell_word_origin(&word);
		workload_set_text(c->w, F_STREAM_STORE_DIR, word.text, &origin);
	}
	word = shipped;
	if (!flag_value(c, configs, &word) && has_switch(c))
		set_temporary(c->w);
	read_config(c, &word);
	derive_default(c->w, F_STREAM_MAX_PAYLOAD, "1MiB", framework);
	return true;
}

static void
read_server(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct workload *w = workload_new(reading->arena, dialect->name,
	    WORKLOAD_OTHER, tree, node_resolve(root));

	nats_settings(w, tree->source, root);
	derive_default(w, F_STREAM_MAX_PAYLOAD, "1MiB", framework);
	reading_add(reading, w);
}

const struct dialect_code code_nats = {
	.name = "nats",
	.read = read_server,
};
