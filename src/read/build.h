/*
 * build: a tree in the making, bottom up.
 *
 * For the two readers.  A collection's children wait on one stack until it
 * is closed; then they move to an array of their own size.  What is needed
 * only meanwhile lives in scratch and goes with build_release, on every way
 * out.
 */

#ifndef GPULINT_BUILD_H
#define GPULINT_BUILD_H

#include "read/tree.h"

struct build {
	struct tree *tree;
	struct tree_problem *problem;
	struct arena scratch;
	struct node *open[TREE_DEPTH_LIMIT]; /* collections not closed yet */
	uint32_t base[TREE_DEPTH_LIMIT]; /* where their children begin */
	uint32_t depth;
	struct node **waiting; /* nodes whose collection is still open */
	uint32_t waiting_count, waiting_room;
	const struct node **scalars; /* and aliases, in written order */
	uint32_t scalar_count, scalar_room;
	const struct node **documents;
	uint32_t document_room;
};

void build_init(struct build *build, struct source *source,
    enum tree_syntax syntax, struct tree_problem *problem);
void build_release(struct build *build);

/* Note the problem; always false. */
bool build_refuse(struct build *build, uint32_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool build_limit(struct build *build, uint32_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A new node under the innermost open collection; NULL past the limit. */
struct node *build_node(struct build *build, enum node_kind kind,
    enum node_style style, struct span span);

/* The same, opened: nodes go into it until it is closed. */
struct node *build_open(struct build *build, enum node_kind kind,
    enum node_style style, uint32_t start);

/* The innermost collection ends; its span's end stays as the caller set it. */
void build_close(struct build *build);

/* What was waiting becomes a document. */
void build_document(struct build *build);

/* The whole of it, when the last document is in. */
struct tree *build_finish(struct build *build);

/* The last node that went into the innermost open collection, or NULL. */
struct node *build_last(const struct build *build);

/* comments.c: fill in the comments from the gaps between scalars. */
void build_comments(struct build *build);

/* pairs.c: order the keys of a mapping so that each is found at once. */
void pairs_index(struct build *build, struct node *mapping);

/* pairs.c: room for pairs and what pairs_index adds to them. */
struct pair *pairs_new(struct arena *arena, uint32_t count);

#endif
