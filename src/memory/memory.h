/*
 * memory: how much one GPU must hold, term by term.
 *
 * Reads a completed workload and nothing else; the same input gives the same
 * bytes.  Arithmetic is in double and saturates: what passes NUMBER_MAX is
 * unknown, never a small number.  All amounts are bytes on the GPU that is
 * asked about (parallel.rank, the fullest by default).
 */

#ifndef GPULINT_MEMORY_H
#define GPULINT_MEMORY_H

#include "catalog/catalog.h"
#include "workload/workload.h"

enum term_name {
	TERM_WEIGHTS,
	TERM_MASTER_WEIGHTS,
	TERM_GRADIENTS,
	TERM_OPTIMIZER,
	TERM_ADAPTERS,
	TERM_ACTIVATIONS,
	TERM_LOGITS,
	TERM_KV_CACHE,
	TERM_BUFFERS,
	TERM_COMMUNICATION,
	TERM_GRAPHS,
	TERM_CONTEXT,
	TERM_FRAGMENTATION,
	TERM_COUNT
};

enum { TERM_LIMIT = 32, TERM_FACTS = 8 };

struct term {
	enum term_name name;
	double bytes;
	const char *formula; /* "8.03 B weights x 2 bytes (bf16)", arena */
	enum fact_id facts[TERM_FACTS]; /* that set it, most decisive first */
	size_t fact_count;
};

struct estimate {
	bool known;
	const char
	    *reason; /* when not known: one clause naming what is missing */
	enum fact_id missing; /* that fact, or FACT_COUNT */
	double low, expected, high; /* as nvidia-smi shows the process */
	double allocated,
	    reserved; /* max_memory_allocated, max_memory_reserved */
	struct term terms[TERM_LIMIT]; /* of the largest phase */
	size_t term_count;
	const char
	    *phase; /* "load", "forward and backward", "optimizer step" ...*/
	double
	    kv_bytes_per_token; /* serving: all layers, one sequence, this GPU */
	double
	    kv_tokens; /* serving: tokens the KV cache has room for, 0 unknown */
	double weights_total; /* bytes of the weights over all GPUs, on disk */
	double
	    checkpoint_bytes; /* one training checkpoint over all ranks; 0 unknown */
	double host_ram_bytes; /* per node, 0 unknown */
	double disk_bytes; /* weights and kept checkpoints, 0 unknown */
	double hours, cost_usd; /* 0 unknown */
};

enum verdict {
	VERDICT_UNKNOWN,
	VERDICT_FITS,
	VERDICT_TIGHT, /* the interval straddles what the card offers */
	VERDICT_OVERFLOWS /* even low is over it */
};

/* Fill the estimate.  Allocates from the workload's arena. */
void memory_estimate(const struct workload *w, const struct catalog *catalog,
    struct estimate *estimate);

enum verdict memory_verdict(const struct estimate *estimate, double usable);

const char *term_spelling(enum term_name name); /* "kv_cache" */
const char *verdict_spelling(enum verdict verdict);

/* One change that keeps the result of the job the same. */
struct change {
	enum fact_id fact;
	struct fact value; /* what the fact becomes */
	const char *why; /* "keeps one block's activations instead of all" */
	bool safe; /* the trained or served result does not change at all */
};

enum { CHANGE_LIMIT = 8 };

struct remedy {
	struct change changes[CHANGE_LIMIT];
	size_t count; /* 0: nothing found that fits */
	struct estimate after;
};

/* The fewest, cheapest changes under which `high` fits usable bytes. */
void memory_remedy(const struct workload *w, const struct catalog *catalog,
    double usable, struct remedy *remedy);

/* Parameters from dimensions; 0 where a dimension is missing (missing then
 * names it).  active: those one token passes. */
double model_parameters(const struct workload *w, double *active,
    enum fact_id *missing);

#endif
