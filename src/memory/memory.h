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
	/* When not known: one clause naming what is missing. */
	const char *reason;
	/* That fact, or FACT_COUNT; of an estimate that is the least, the
	 * vocabulary that it lacks. */
	enum fact_id missing;
	double low, expected, high; /* as nvidia-smi shows the process */
	double allocated, reserved; /* torch's max_memory_ of that name */
	struct term terms[TERM_LIMIT]; /* of the largest phase */
	size_t term_count;
	/* "load", "forward and backward", "optimizer step" ... */
	const char *phase;
	/* Serving: all layers, one sequence, this GPU. */
	double kv_bytes_per_token;
	/* Serving: tokens the KV cache has room for, 0 unknown. */
	double kv_tokens;
	/* Serving: the share of the GPU that the terms do not fit into;
	 * `expected` is the card whose share would hold them.  Otherwise 0. */
	double share;
	double weights_total; /* bytes of the weights over all GPUs, on disk */
	/* One training checkpoint over all ranks; 0 unknown. */
	double checkpoint_bytes;
	double host_ram_bytes; /* per node, 0 unknown */
	double disk_bytes; /* weights and kept checkpoints, 0 unknown */
	double hours, cost_usd; /* the geometric middle; 0 unknown */

	/* host.c and schedule.c; 0 where unknown */
	double host_ram_low, host_ram_high; /* per node */
	/* Of that, with copies that the loader makes by itself; 0: none. */
	double host_ram_built;
	double host_ram_resident; /* without what is read while loading */
	double offload_bytes; /* of that, what is offloaded */
	double download_bytes; /* the weights as they are published */
	double disk_low, disk_high;
	double tokens; /* trained on in all */
	double flops_per_token;
	double tokens_per_second; /* of all GPUs, the middle */
	double hours_low, hours_high, cost_low, cost_high;
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

/* What one GPU would need of a model in training that the file does not share
 * out, were it shared out between all GPUs, its states in host memory; 0 where
 * that is not known, or the file says how the model is shared out. */
double memory_spread(const struct workload *w, const struct catalog *catalog);

enum verdict memory_verdict(const struct estimate *estimate, double usable);

/* The shares of the GPU's rate that hours_high and hours_low count with. */
void memory_shares(double *low, double *high);

const char *term_spelling(enum term_name name); /* "kv_cache" */
const char *verdict_spelling(enum verdict verdict);

/* One change that keeps the result of the job the same, or nearly so. */
struct change {
	enum fact_id fact;
	struct fact value; /* what the fact becomes */
	const char *why; /* "keeps one block's activations instead of all" */
	bool safe; /* what is trained or served stays as it is */
	/* Goes with the change before it: micro batch 1 with accumulation 32. */
	bool is_with;
};

enum { CHANGE_LIMIT = 12 };

struct remedy {
	struct change changes[CHANGE_LIMIT];
	size_t count; /* 0: nothing found that fits */
	struct estimate after;
};

/*
 * The fewest changes under which `high` fits usable bytes, of as many the
 * cheapest; changes that are not safe only where the safe ones are not enough.
 */
void memory_remedy(const struct workload *w, const struct catalog *catalog,
    double usable, struct remedy *remedy);

/* The same, of the changes only that `may` allows (NULL: all). */
void memory_remedy_among(const struct workload *w,
    const struct catalog *catalog, double usable,
    bool (*may)(const void *context, enum fact_id id, const struct fact *value),
    const void *context, struct remedy *remedy);

/* The most of one fact, the others as they are, under which `high` fits. */
struct limit {
	enum fact_id fact;
	double now; /* 0 unknown */
	double most; /* 0: not even 1 fits */
	double made_for; /* tokens the model was made for, 0 unknown */
	bool is_open; /* the search stopped before an edge was found */
};

enum { LIMIT_ROWS = 4 };

struct limits {
	struct limit rows[LIMIT_ROWS];
	size_t count; /* 0: the memory is not known */
};

void memory_limits(const struct workload *w, const struct catalog *catalog,
    double usable, struct limits *limits);

/* What twice as much of one dimension costs. */
struct doubling {
	enum fact_id fact;
	double now;
	double expected; /* bytes when doubled */
	double more, ratio; /* against the bytes as it is */
	double kv_tokens; /* serving: what the cache then holds */
};

enum { DOUBLING_ROWS = 8 };

struct doublings {
	struct doubling rows[DOUBLING_ROWS];
	size_t count;
};

void memory_doublings(const struct workload *w, const struct catalog *catalog,
    struct doublings *doublings);

#endif
