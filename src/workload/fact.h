/*
 * fact: one thing known, absent or unknown, and where that comes from.
 *
 * For every room after the reader.  A number without a unit, an origin and
 * a source never decides a finding: the unit is the row's type in facts.def,
 * the origin is here.
 */

#ifndef GPULINT_FACT_H
#define GPULINT_FACT_H

#include "base/text.h"
#include "read/tree.h"

enum fact_id {
#define FACT(ID, name, type, values, meaning) F_##ID,
#include "workload/facts.def"
#undef FACT
	FACT_COUNT
};

enum fact_type {
	FACT_TYPE_TEXT,
	FACT_TYPE_COUNT,
	FACT_TYPE_NUMBER,
	FACT_TYPE_BYTES,
	FACT_TYPE_FLAG,
	FACT_TYPE_LIST,
	FACT_TYPE_VERSION
};

enum fact_state {
	FACT_ABSENT, /* nobody says, and no default is documented */
	FACT_KNOWN,
	FACT_UNKNOWN /* somebody says, but it cannot be read: see reason */
};

/* In rising order of authority: a higher one replaces a lower one. */
enum origin_kind {
	ORIGIN_NONE,
	ORIGIN_DEFAULT, /* of a framework, which names it with its version */
	ORIGIN_DERIVED, /* from other facts, named in note */
	ORIGIN_CATALOG, /* a row, whose source is in note */
	ORIGIN_PROJECT, /* .gpulint.yaml or --target: source and node */
	ORIGIN_WRITTEN, /* in a linted or linked file: source and node */
	ORIGIN_OPTION /* the command line, spelt in note */
};

/* A file that nobody linked to and that says something of the world. */
enum neighbour {
	NEIGHBOUR_NONE,
	NEIGHBOUR_LAUNCHER, /* its command starts this one */
	NEIGHBOUR_BESIDE /* it lies in the same folder */
};

struct origin {
	enum origin_kind kind;
	enum neighbour neighbour; /* DERIVED: who says so, named in note */
	struct source *source; /* WRITTEN, PROJECT: the file, else NULL */
	const struct node *key; /* the key that says so; may be NULL */
	/* The value; NULL for parts of a command line that has no node of its
	 * own. */
	const struct node *node;
	struct span span; /* the value's bytes in source */
	const char *note; /* "axolotl 0.13", "hidden / heads", "--gpu T4" */
};

struct fact {
	enum fact_state state;
	double number; /* COUNT, NUMBER, BYTES; FLAG as 0 or 1 */
	const char *text; /* TEXT, VERSION */
	const char *const *list; /* LIST */
	size_t list_length;
	/* UNKNOWN: one clause, "${oc.env:X} is not set here". */
	const char *reason;
	struct origin origin;
};

/* What the vocabulary says of a fact. */
struct fact_row {
	const char *name, *values, *meaning;
	enum fact_type type;
};

extern const struct fact_row fact_rows[FACT_COUNT];

/* The fact of a dotted name, or FACT_COUNT. */
enum fact_id fact_by_name(const char *name);

/* True of what is a share of a whole: from 0 to 1. */
bool fact_is_share(enum fact_id id);

/* The NAME of "env.lib.NAME", or NULL, as of env.lib.torch, which is another
 * name of env.torch. */
const char *fact_lib(const char *name);

/* The nearest name in the vocabulary, or NULL: "did you mean". */
const char *fact_suggest(const char *name);

/*
 * Read a fact's value from the words of a person (a native file, --set, a
 * linked command line): units by the fact's type, closed values checked.
 * False and the reason, naming the values that exist; fact then stays.
 */
bool fact_from_text(struct fact *fact, enum fact_id id, const char *text,
    struct arena *arena, struct error *err);

/* The value as a person reads it: "24 GiB", "bf16", "q, k, v", "yes". */
void fact_print(struct text *out, enum fact_id id, const struct fact *fact);

/* The unit in JSON: "bytes", "count", "number"; "" for texts, flags and
 * lists. */
const char *fact_unit(enum fact_id id);

/* "config.yaml:12", "axolotl 0.13's default", "catalogue (...)",
 * "derived: hidden / heads", "--gpu T4". */
void origin_print(struct text *out, const struct origin *origin);

#endif
