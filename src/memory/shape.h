/*
 * shape: a model's dimensions, its matrices, and how many parameters that is.
 *
 * Only for this room.  A shape is made from the model.* facts; what a family
 * fixes and no fact says (biases, kinds of norm, a second norm after each
 * branch) comes from the catalogue's table of families.
 */

#ifndef GPULINT_MEMORY_SHAPE_H
#define GPULINT_MEMORY_SHAPE_H

#include "catalog/catalog.h"
#include "workload/workload.h"

/* The row of a workload's family, or a copy that has what its facts say
 * otherwise.  Unknown families are taken for Llama's kin. */
const struct family *family_of(const struct workload *w,
    const struct catalog *catalog, bool *known);

/* One matrix of a block. */
struct linear {
	const char *name; /* generic: q k v o gate up down */
	double in, out;
	double copies; /* experts hold many of one kind */
	bool split_in; /* tensor parallel cuts the input side */
	bool bias;
	bool expert; /* routed */
	bool replicated; /* not cut by tensor parallelism (latent, router) */
};

enum { LINEAR_LIMIT = 16 };

struct block {
	struct linear linears[LINEAR_LIMIT];
	size_t count;
	double norms; /* parameters in norms */
	double layers; /* how many of these blocks */
};

struct shape {
	const struct family *family;
	bool known_family;
	double layers, hidden, intermediate, heads, kv_heads, head_dim, vocab,
	    positions;
	double window, full_layers; /* sliding window; layers without it */
	double query, kv; /* heads x head_dim, kv_heads x head_dim */
	double experts, experts_per_token, shared_experts, moe_intermediate;
	double
	    mtp_layers; /* not part of the total: few frameworks train them */
	double kv_lora_rank, rope_head_dim, value_dim;
	bool gated, tied, head, latent;
	/* The tokenizer decides how many words there are, and nobody names it:
	 * embedding and head are left out. */
	bool open_vocab;
	struct block dense, moe; /* layers 0 where there is none */
	double cross; /* parameters of cross attention per decoder layer */

	double embedding, position, head_weights, final_norms, extra;
	double total, active;
};

/* False and the missing fact where a dimension is unknown, of a vocabulary that
 * the tokenizer decides apart. */
bool shape_read(const struct workload *w, const struct catalog *catalog,
    struct shape *shape, enum fact_id *missing);

double block_parameters(const struct block *block); /* of one layer */
double block_matrices(const struct block *block); /* without norms, biases */
double block_largest(const struct block *block); /* of its matrices */

/* hybrid.c: parameters of a model some of whose layers are state spaces, 0
 * where it has none, for a shape that counts them as attention. */
double hybrid_parameters(const struct workload *w, const struct shape *s);

/* True where a LoRA target list names this matrix. */
bool linear_is_target(const struct workload *w, const struct linear *linear,
    const struct shape *shape);

#endif
