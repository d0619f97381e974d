/*
 * job: one estimate in the making.  Only for this room.
 *
 * shape.h reads the model, state.c decides what the framework holds in which
 * type, the other files each add their terms.  Everything is per GPU once
 * job->cut says how the job is spread.
 */

#ifndef GPULINT_MEMORY_JOB_H
#define GPULINT_MEMORY_JOB_H

#include "memory/memory.h"
#include "memory/shape.h"

#define GIB 1073741824.0
#define MIB 1048576.0

enum attention {
	ATTENTION_EAGER, /* the score matrix is a tensor */
	ATTENTION_FUSED /* flash, memory-efficient: scores never stored */
};

enum sharding {
	SHARD_NONE,
	SHARD_ZERO1,
	SHARD_ZERO2,
	SHARD_ZERO3,
	SHARD_FSDP,
	SHARD_FSDP_GRAD_OP,
	SHARD_DISTOPT
};

/* Degrees. */
struct cut {
	double gpus, data, tensor, pipeline, context, expert, expert_tensor;
	double virtual_stages;
	double first_layers,
	    last_layers; /* of these stages; 0: as the others */
	bool sequence; /* Megatron: norms' and dropouts' inputs are cut too */
	enum sharding sharding;
	double shards; /* over how many GPUs `sharding` spreads */
	double shard_groups; /* how many times over */
	bool first, last; /* stage has the embedding, the head */
};

/* What is trained and in which type, bytes an element. */
struct state {
	bool frozen; /* the base model has no gradient */
	bool tower; /* what stands beside the decoder has one */
	bool autocast; /* matrices are cast for every use */
	bool deepspeed;
	bool megatron;
	bool huggingface; /* Trainer, PEFT and what is built on them */
	bool low_norms; /* norms in the type of the products, not in fp32 */
	double loaded; /* unquantised weights of what is not trained */
	double weight; /* unquantised base weights */
	double packed; /* quantised matrices, with scales; 0: none */
	bool packed_head, packed_embedding;
	double embedding_packed, head_packed; /* of GGUF and MLC */
	bool packed_experts; /* nothing else is packed */
	double ends; /* embedding and head where it differs; else weight */
	double trained; /* the copy that gradients belong to */
	double grad, master;
	double main_grad; /* an fp32 copy of gradients that the step makes */
	double optimizer; /* states of a trained parameter, in the mean */
	double wide; /* and more of one in an embedding */
	double step; /* transient of a trained parameter at the step */
	bool paged; /* optimizer states in managed memory, which the caching
		       allocator does not count */
	bool in_backward; /* stepped in backward, gradients freed */
	bool one_block; /* trained at a time (BAdam) */
	double compute, residual; /* activations; the residual stream */
	double adapter; /* bytes of an adapter parameter */
	double dropout, adapter_dropout;
	const char *optimizer_name;
};

struct batch {
	double rows, length, tokens; /* one GPU's, after context parallelism */
	double answers; /* tokens that logits are made of */
	/* Share of what tokens make that the low end leaves out. */
	double slack;
	bool known;
};

/* Parameters on this GPU before data parallel sharding. */
struct local {
	double matrices; /* of blocks, routed experts apart */
	double experts; /* routed */
	double vectors; /* norms and biases */
	double embedding, head; /* head 0 where it is the embedding itself */
	double adapters;
	double tower; /* beside the decoder */
	double block; /* the largest block, whole */
	double layers; /* blocks here */
};

struct job {
	const struct workload *w;
	const struct catalog *catalog;
	struct estimate *e;
	struct shape s;
	struct cut cut;
	struct state state;
	struct batch batch;
	enum attention attention;
	bool checkpointing, selective, compiled;
	struct local local;
	double companions; /* bytes of other models here */
	double sum[TERM_COUNT];
};

/* ledger.c: terms.  A term below a byte is left out. */
struct term *job_term(struct job *job, enum term_name name, double bytes,
    const char *format, ...) __attribute__((format(printf, 4, 5)));
void term_because(struct term *term, size_t count, const enum fact_id *ids);
#define BECAUSE(term, ...)                                                     \
	term_because((term),                                                   \
	    sizeof((enum fact_id[]){ __VA_ARGS__ }) / sizeof(enum fact_id),    \
	    (const enum fact_id[]){ __VA_ARGS__ })
double job_sum(const struct job *job);
bool job_unknown(struct job *job, enum fact_id missing, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* False, with the reason in the estimate, where something decisive is written
 * in a way that cannot be told, or changes memory in a way not modelled. */
bool job_is_certain(struct job *job);
/* True where what it writes can be told, if not how it is cut. */
bool job_writes_certainly(const struct job *job);
bool is_packed_by_bitsandbytes(const struct job *job);

/* optimizer.c: the states of what is trained here, for which local_read must
 * have been called; false, with the reason, where they cannot be told. */
bool optimizer_read(struct job *job);
bool optimizer_is_known(const char *name);

/* The same for one fact that nobody gives, with the reason where there is
 * one. */
bool job_lacks(struct job *job, enum fact_id missing);
const char *count_text(const struct job *job, double count);
const char *size_text(const struct job *job, double bytes);

/* state.c and cut.c */
double dtype_bytes(const char *dtype, double otherwise);
const char *dtype_name(double bytes);
bool is_framework(const struct job *job, const char *names);
/* Where the framework's version is a date, and before that one. */
bool is_before(const struct job *job, const char *date);
bool state_read(struct job *job);
void cut_read(struct job *job);
bool batch_read(struct job *job);
/* DeepSpeed's stages 1 and 2: what a rank steps is one tensor. */
bool is_flat(const struct job *job);

/* local.c: what of the model is on this GPU. */
void local_read(struct job *job);
double local_total(const struct job *job); /* base parameters */

/* quantised.c: bytes of a weight in a matrix, with its scales; 0 where the
 * model is not quantised, -1 where the method is not known. */
double quant_bytes(const struct job *job);
/* Bytes of all matrices in blocks here. */
double matrix_bytes(const struct job *job);

/* diffusion.c: of models that have no blocks to count. */
void diffusion_estimate(struct job *job);

/* companions.c; false, with the reason, where one is not known */
bool companions_read(struct job *job);

/* adapters.c */
double adapter_parameters(const struct job *job);

/* activations.c: bytes kept for backward by one block, for one of the
 * tokens of the batch, and what is alive only while a block is computed. */
struct kept {
	double block; /* saved by one block */
	double input; /* the block's input, what checkpointing keeps */
	double working; /* gradients and temporaries of one block */
	double passing; /* made and dropped in its forward pass */
};
void activations_of(const struct job *job, const struct block *block,
    struct kept *kept);
double activations_selective(const struct job *job, const struct block *block);

/* attention.c */
double attention_kept(const struct job *job);

/* logits.c: at the end of forward and in the loss's backward. */
double logits_peak(struct job *job, const char **how);
/* Bytes of segments for a byte that is alive at that peak. */
double logits_segments(const struct job *job);
bool is_loss_fused(const struct job *job);

/* phases.c: what is there at which moment of a step. */
struct peaks {
	double activations, logits, working; /* forward and backward */
	double masks; /* of the activations, batches' attention masks */
	double passing; /* of one block, gone before the loss */
	double block_gradient; /* one sharded block's, before it is scattered */
	double gathered; /* whole parameters of sharded blocks in flight */
	double gathered_loss; /* the same while the loss goes back */
	double gradients; /* when complete */
	double scattered; /* those that stand beside whole ones in backward */
	double kept_gradients; /* those that are there in forward */
	double casts; /* autocast's copies of trained weights */
	double step; /* the optimizer's temporaries */
	double tied; /* the embedding's second gradient before it is added */
	double streams; /* reserved for communication streams alone */
	double bucket; /* DeepSpeed's flat buffer of gradients */
	double bucket_more; /* what it may be more by its defaults */
	double other; /* what the smaller of the step's two halves needs */
	/*
	 * Of it, what fits in no segment of the larger.  Tensors of an adapter
	 * are of a few MiB, which the caching allocator has in segments of 2
	 * and 20 MiB; a whole model's gradients fit where logits were, but not
	 * logits where a matrix' gradient was.
	 */
	double apart;
	/*
	 * Segments of forward and backward where they are more than what is
	 * alive: a block's forward pass leaves some of its tensors' sizes,
	 * which hold no logits.
	 */
	double segments;
	const char *logits_how;
};
void peaks_measure(struct job *job, struct peaks *p);
/* Over how many GPUs a thing is shared out that `from` is the first kind of
 * sharding to share: ZERO1 optimizer states, ZERO2 gradients, ZERO3 weights. */
double shards_of(const struct job *job, enum sharding from);
double trained_count(const struct job *job, enum sharding from);
double layers_in_flight(const struct job *job);
bool is_offloaded(const struct job *job, enum fact_id id);

/* allocator.c */
/* Of the card that is asked about; 0 where it is not known. */
double compute_capability(const struct job *job);
double context_bytes(const struct job *job);
double communicator_bytes(const struct job *job);
void allocator_finish(struct job *job, const struct peaks *p);

void train_estimate(struct job *job);
void serve_estimate(struct job *job);
void host_estimate(struct job *job);
/* The size of the model's files and of a checkpoint alone. */
void host_estimate_written(struct job *job);
void schedule_estimate(struct job *job);

#endif
