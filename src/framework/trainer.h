/* trainer: what all dialects that rest on the transformers Trainer share.
 * Read at huggingface/transformers@00349ae src/transformers/training_args.py. */

#ifndef GPULINT_TRAINER_H
#define GPULINT_TRAINER_H

#include "workload/workload.h"

/* The model where a script of one's own has a name of its own for it. */
void trainer_model(struct workload *w);

/* bf16 and fp16: autocast over the loaded weights; false where neither is
 * written true. */
bool trainer_precision(struct workload *w);

/* fsdp and fsdp_config.  Without them the sharding stays absent. */
void trainer_sharding(struct workload *w);

/* save_strategy no or epoch leaves save_steps without a meaning; epoch saves
 * as often as there are epochs, which are to be known by then. */
void trainer_saving(struct workload *w, const char *framework);

/* load_in_4bit, load_in_8bit and what goes with them, with the library's
 * default of the 4-bit type. */
void trainer_bitsandbytes(struct workload *w, const char *type);

/*
 * What goes with the optimizer that `key` names: rank and kind of projection in
 * optim_args, steps layer by layer.  Read at huggingface/transformers@0a14d8d
 * src/transformers/trainer_optimizer.py.
 */
void trainer_optimizer(struct workload *w, const char *key);

/* transformers examples/pytorch: a script trains when do_train says so, and
 * one that is given no schedule has nothing to train. */
bool trainer_only_evaluates(const struct workload *w);

#endif
