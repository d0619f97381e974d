/* vram: what the GPU's memory cannot hold.  One file a rule. */

#ifndef GPULINT_VRAM_H
#define GPULINT_VRAM_H

#include "plugin.h"

extern const struct gpulint_check overflow;
extern const struct gpulint_check kv_cache_too_small;
extern const struct gpulint_check tight;
extern const struct gpulint_check large_logits;
extern const struct gpulint_check share_below_weights;
extern const struct gpulint_check eager_attention;
extern const struct gpulint_check evaluation_overflow;
extern const struct gpulint_check long_job;
extern const struct gpulint_check replicated_base;
extern const struct gpulint_check hidden_states;
extern const struct gpulint_check unified_memory;
extern const struct gpulint_check concurrency_over_cache;
extern const struct gpulint_check engines_share_gpu;
extern const struct gpulint_check engines_in_one_script;
extern const struct gpulint_check replica_over_share;
extern const struct gpulint_check rollout_overflow;
extern const struct gpulint_check unequal_cards;
extern const struct gpulint_check workers_copy_model;
extern const struct gpulint_check shared_replica;
extern const struct gpulint_check save_overflow;
extern const struct gpulint_check load_overflow;

/* The setting whose change would make room, or the model: what a person would
 * look at first. */
const struct gpulint_fact *vram_culprit(struct gpulint_pass *pass,
    double usable);

/* What says how many rows there are, or where that is a single one how long it
 * is; the model where nothing does. */
const struct gpulint_fact *vram_rows(struct gpulint_pass *pass);

/* The GPU by its name, "GPU" where only its memory is known. */
const char *vram_card(struct gpulint_pass *pass);

/* Bytes that stay on the GPU through an evaluation or a save: no gradients, no
 * activations kept. */
double vram_resident(struct gpulint_pass *pass);

/* Report the layers that Ollama has no room for on the GPUs; false where it has
 * room, or is not what runs. */
bool vram_left_in_ram(struct gpulint_pass *pass, double usable);

#endif
