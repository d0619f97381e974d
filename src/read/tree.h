/*
 * tree: any YAML or JSON file as it was read.
 *
 * For all rooms; read-only once made.  Every node knows its byte range.
 * Aliases stay edges (kind NODE_ALIAS, target), never copies, and may be
 * cyclic: walk with a budget, or through the accessors below, which follow
 * at most TREE_DEPTH_LIMIT aliases.  Values are not typed here: what a
 * plain scalar means depends on the loader (dialect/scalar.h).
 *
 * Accessors take NULL and answer NULL, 0 or "", so that a path is followed
 * without a ladder of ifs.
 */

#ifndef GPULINT_TREE_H
#define GPULINT_TREE_H

#include "read/source.h"

enum { TREE_DEPTH_LIMIT = 256, TREE_NODE_LIMIT = 1000000 };

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING, NODE_ALIAS };

enum node_style {
	STYLE_PLAIN, /* scalars: foo (JSON: numbers, true, false, null) */
	STYLE_SINGLE, /* 'foo' */
	STYLE_DOUBLE, /* "foo" (JSON strings) */
	STYLE_LITERAL, /* | */
	STYLE_FOLDED, /* > */
	STYLE_BLOCK, /* collections by indentation */
	STYLE_FLOW /* [ ] and { } */
};

struct pair {
	const struct node *key, *value;
};

struct node {
	enum node_kind kind;
	enum node_style style;
	/* The token, or the whole collection; no anchor, no tag. */
	struct span span;
	/* As libyaml resolves it, NULL where none is written. */
	const char *tag;
	const char *anchor; /* NULL where none is written */
	const struct node *parent; /* NULL for a document's root */
	const char *text; /* scalars: the value, NUL-terminated */
	uint32_t length; /* scalars: bytes of text, which may hold NULs */
	uint32_t count; /* items of a sequence, pairs of a mapping */
	union {
		const struct node **items;
		struct pair *pairs; /* in written order, duplicates kept */
		const struct node *target; /* of an alias */
	} u;
};

enum tree_syntax { SYNTAX_YAML, SYNTAX_JSON };

struct tree {
	struct source *source;
	enum tree_syntax syntax;
	/* Roots.  An empty file has none; a document with nothing in it
	 * (`---` alone) is an empty plain scalar. */
	const struct node **documents;
	uint32_t document_count;
	const struct span *comments; /* from # to the end of line, YAML only */
	uint32_t comment_count;
	uint32_t node_count;
	struct arena *arena;
};

/* What stopped the reader, and where. */
struct tree_problem {
	struct span span; /* start is the place; may be empty */
	char text[256]; /* one clause: "did not find expected ',' or ']'" */
	bool is_limit; /* depth, nodes: not malformed, only too much */
};

/*
 * Read a source.  JSON by RFC 8259 where the path ends in .json, YAML
 * otherwise, accepted exactly where libyaml accepts it within the limits; an
 * alias to no anchor is refused too.  NULL and the problem when it does not
 * parse.  The tree lives in the source's arena.
 *
 * In JSON a lone surrogate (\ud800) reads as U+FFFD.  A devcontainer.json may
 * have comments, and commas after the last item.
 */
struct tree *tree_read(struct source *source, struct tree_problem *problem);

/* The same with the syntax named. */
struct tree *tree_read_yaml(struct source *source,
    struct tree_problem *problem);
struct tree *tree_read_json(struct source *source,
    struct tree_problem *problem);

/* True of JSON but for comments, and commas after the last item. */
bool tree_is_relaxed_json(struct source *source);

/* True where the node is the root of one of the documents. */
bool tree_has_root(const struct tree *tree, const struct node *node);

/* The node itself, or what the alias stands for; NULL for a cycle. */
const struct node *node_resolve(const struct node *node);

/* True of a mapping, sequence, scalar, aliases followed. */
bool node_is(const struct node *node, enum node_kind kind);

/* The value of a key: the last one written, then what merge keys (<<)
 * bring.  Aliases of the answer are followed. */
const struct node *node_get(const struct node *mapping, const char *key);

/* The same along a dotted path, "a.b.0.c"; digits index sequences, and behind
 * a last dot is the key "". */
const struct node *node_path(const struct node *node, const char *path);

/* The pair that node_get would answer from, or NULL; its key for messages. */
const struct pair *node_pair(const struct node *mapping, const char *key);

/* True where an alias may stand for the node elsewhere in the file: it or
 * what it is part of has an anchor. */
bool node_is_shared(const struct node *node);

/* Item i of a sequence, aliases followed. */
const struct node *node_at(const struct node *sequence, size_t i);

/* Items or pairs; 0 for scalars. */
size_t node_length(const struct node *node);

/* A mapping of our own making, outside every document, of pairs that stand
 * in some: they are copied, and looked up as in any other. */
const struct node *node_of_pairs(struct arena *arena, const struct pair *pairs,
    uint32_t count, struct span span);

/* The text of a scalar, or "". */
const char *node_text(const struct node *node);

/* The pair of a mapping (merge keys aside) that pair i repeats: the nearest
 * earlier one with the same text for a key.  NULL where it is the first, is
 * a merge key, or its key is no scalar.  A key's type is not looked at. */
const struct pair *node_duplicate(const struct node *mapping, size_t i);

/* True of a plain << that brings the pairs of other mappings. */
bool node_is_merge(const struct node *key);

/*
 * All pairs of a mapping as a loader sees it: merge keys expanded, later
 * duplicates over earlier ones.  Merges repeated or cyclic count once; at
 * most PAIRS_SOURCE_LIMIT mappings are merged.
 *
 *	struct pairs it = pairs_of(mapping);
 *	while (pairs_next(&it)) use it.pair
 */
enum { PAIRS_SOURCE_LIMIT = 64 };

struct pairs {
	const struct pair *pair;
	/* The mapping and what it merges, the strongest first. */
	const struct node *sources[PAIRS_SOURCE_LIMIT];
	uint32_t count, source, at, visits;
};

struct pairs pairs_of(const struct node *mapping);
bool pairs_next(struct pairs *it);

/*
 * All nodes below and including a root, keys too, in written order; aliases
 * are visited, not followed.
 *
 *	struct nodes it = nodes_of(root);
 *	while (nodes_next(&it)) use it.node
 */
struct nodes {
	const struct node *node;
	bool is_key;
	const struct node *stack[TREE_DEPTH_LIMIT + 1];
	uint32_t at[TREE_DEPTH_LIMIT + 1];
	uint32_t depth;
};

struct nodes nodes_of(const struct node *root);
bool nodes_next(struct nodes *it);

#endif
