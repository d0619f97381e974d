/* merge: a job that merges an adapter into a model, in RAM. */

#ifndef GPULINT_MERGE_H
#define GPULINT_MERGE_H

#include "plugin.h"

/*
 * Bytes of the model that LLaMA-Factory's export holds: all weights in 16
 * bits, unless its GPUs take them.  They are mapped from the file at first, and
 * those that an adapter changes are copied.  0 for any other job, and where the
 * size is not known.  (hiyouga/LLaMA-Factory src/llamafactory/train/tuner.py,
 * export_model; hparams/model_args.py, export_device.)
 */
double merge_bytes(struct gpulint_pass *pass);

#endif
