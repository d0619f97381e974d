/*
 * dialect: whose file is this, and what does it say in our vocabulary?
 *
 * A dialect is a data file, rules/dialects/NAME.yaml, compiled in as a struct
 * dialect: a signature that decides, a map from keys to facts with the
 * framework's defaults and the version they were read at, the loader's
 * scalar rules, links to other files.  What data cannot say is a small C
 * file with the dialect's name in src/framework or src/deploy (struct
 * dialect_code).
 */

#ifndef GPULINT_DIALECT_H
#define GPULINT_DIALECT_H

#include "catalog/catalog.h"
#include "dialect/scalar.h"
#include "workload/workload.h"

/* One alternative of a signature: all of it must hold of the root mapping.
 * A key is dotted, "*" stands for any one key, "key=glob" tests the scalar
 * too.  dialect/load.h describes the data file. */
struct signature {
	const char *const
	    *all; /* dotted keys that must be present, NULL-ended */
	const char *const *any; /* at least `least` of these */
	unsigned least;
	const char *const *none; /* keys that must be absent */
	/* Globs, any of, on the file name or, with a slash, on the path; NULL:
	 * any. */
	const char *const *path;
};

/* value as written -> value in our vocabulary */
struct translation {
	const char *written, *meant;
};

/* One key of a dialect. */
struct key_map {
	const char *key; /* dotted path in the file */
	/* Name in facts.def, "env.lib.NAME", or NULL: known but no fact. */
	const char *fact;
	const struct translation *values; /* NULL-ended; NULL: as written */
	/* What a value not among values means; NULL: as written. */
	const char *otherwise;
	const char *fallback; /* the framework's default, in our vocabulary */
	/* More facts: "true: quant.method=bnb-nf4, quant.bits=4" one a line,
	 * or NULL. */
	const char *sets;
	/* The value names a file of this dialect, or holds the mapping inline;
	 * NULL: no link. */
	const char *link;
	const char *renamed; /* removed key: what replaces it, or NULL */
	const char *note; /* for the manual */
};

/* How a file says that a fact has a value: keys, dotted, and their texts. */
struct writing {
	const char *fact;
	/* In our vocabulary; NULL: any number, which stands for {} in a text. */
	const char *value;
	const struct translation *keys; /* key, text; NULL-ended */
};

enum unknown_keys {
	UNKNOWN_KEYS_UNKNOWN, /* not documented: say nothing */
	UNKNOWN_KEYS_IGNORED, /* the framework drops them silently */
	UNKNOWN_KEYS_REFUSED, /* the framework stops */
	UNKNOWN_KEYS_SCRIPT /* it stops unless the script adds the key */
};

struct dialect {
	const char *name; /* "axolotl", the data file's stem */
	const char *summary;
	const char *framework; /* framework.name, or NULL */
	const char *version; /* what the defaults were read at */
	const char *source; /* where they were read */
	enum workload_kind kind;
	enum loader loader;
	enum unknown_keys unknown_keys;
	bool linted; /* false: recognised, then left alone (templates) */
	int order; /* lower is tried first */
	const struct signature *signatures;
	size_t signature_count;
	const struct key_map *keys; /* sorted by key */
	size_t key_count;
	const struct writing *writings; /* in the order they are written */
	size_t writing_count;
	/* Bytes of which one must occur in a file for any signature to hold;
	 * from the signatures. */
	const char *const *markers;
};

/* Built in; dialects of a folder given at run time stand before them. */
struct dialects {
	const struct dialect *all;
	size_t count;
	const struct markers *markers; /* of all, or NULL: each is searched */
};

extern const struct dialects dialects_builtin;

/* Reading one data file, at build time or at run time. */
bool dialect_load(struct dialect *dialect, const struct tree *tree,
    struct arena *arena, struct error *err);
bool dialects_extend(struct dialects *dialects, const struct dialects *base,
    const char *folder, struct arena *arena, struct error *err);

const struct dialect *dialect_by_name(const struct dialects *dialects,
    const char *name);

/* The row of a key, or NULL for one the framework is not known to have. */
const struct key_map *dialect_key(const struct dialect *dialect,
    const char *key);

/* Whether the key, or one below it, is known: KEY or KEY.ANYTHING. */
bool dialect_has_top(const struct dialect *dialect, const char *key);

/* False where no dialect can hold of these bytes: the cheap pre-filter. */
bool dialects_may_hold(const struct dialects *dialects, const char *bytes,
    size_t size);

/* The dialect of a document, or NULL for one that is nobody's. */
const struct dialect *dialect_recognise(const struct dialects *dialects,
    const struct node *root, const char *path);

/* The dialect whose marks the raw text of a file bears that does not parse,
 * or NULL: its syntax error is then worth a finding, if the dialect is
 * linted. */
const struct dialect *dialect_of_text(const struct dialects *dialects,
    const char *bytes, size_t size, const char *path);

/* A link that could not be followed: a note for the reader of the report. */
struct link_note {
	struct origin place;
	const char *text; /* "zero3.json is not there" */
	struct link_note *next;
};

/*
 * Reading files into workloads: what stays the same for a whole file and the
 * files it links to.  Links are followed relative to the file's folder, then
 * to the root; never outside the root, never through a cycle, at most 16
 * deep and 64 files.
 */
struct reading {
	const struct dialects *dialects;
	const struct catalog *catalog;
	const char *root; /* real path that links must stay below */
	struct arena *arena;
	struct workload *first, **last; /* in the order they are written */
	struct link_note *notes;
	const struct stand_in *stand_ins; /* for files that links lead to */
	struct folders *folders; /* listed so far in the run, or NULL */
	struct linked *files; /* opened so far; private */
	unsigned depth; /* of links; private */
	unsigned embedded; /* texts read as files; private */
	bool alone; /* files beside the one read are not asked; private */
};

void reading_init(struct reading *reading, const struct dialects *dialects,
    const struct catalog *catalog, const char *root, struct arena *arena);

/* Add the workloads of one recognised document, completed. */
void reading_document(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect);

/* True where a link has led to the file of that real path. */
bool reading_led_to(const struct reading *reading, const char *real);

/* The trees of the files that links have led to; the array is the arena's. */
const struct tree **reading_trees(const struct reading *reading, size_t *count);

/* The tree of a linked file, or NULL with a note on place. */
const struct tree *reading_link(struct reading *reading, struct source *from,
    const char *path, const struct origin *place);

/* The same where nothing but the file's own folder counts, as for compose;
 * place NULL: nothing is noted. */
const struct tree *reading_beside(struct reading *reading, struct source *from,
    const char *path, const struct origin *place);

/* The bytes of a file that is neither YAML nor JSON, from the own folder. */
const struct source *reading_text(struct reading *reading, struct source *from,
    const char *path, const struct origin *place);

/* What a dialect's own C file may do; NULL members are skipped. */
struct dialect_code {
	const char *name;
	/* Instead of the key map: make the workloads of a document itself. */
	void (*read)(struct reading *, const struct tree *,
	    const struct node *root, const struct dialect *);
	/* After the key map, before defaults. */
	void (*derive)(struct reading *, struct workload *);
	/* What keys cannot tell: asked where the signature holds, or where the
	 * data file has none. */
	bool (*recognise)(const struct node *root, const char *path);
	/* The same of text that does not parse and has placeholders in it. */
	bool (
	    *recognise_text)(const char *bytes, size_t size, const char *path);
};

extern const struct dialect_code *const dialect_codes[]; /* NULL-ended */
const struct dialect_code *dialect_code_of(const struct dialect *dialect);

/* Append a workload to those of the reading: for `read`. */
void reading_add(struct reading *reading, struct workload *w);

/* Apply a dialect's map to a mapping: what `read` may call for a part. */
void dialect_map(struct reading *reading, struct workload *w,
    const struct dialect *dialect, const struct node *mapping);
/* Set the dialect's defaults for facts still absent. */
void dialect_defaults(struct workload *w, const struct dialect *dialect);

#endif
