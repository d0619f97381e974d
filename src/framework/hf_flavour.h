/* hf_flavour: which trainers take a file of the transformers Trainer's
 * arguments. */

#ifndef GPULINT_HF_FLAVOUR_H
#define GPULINT_HF_FLAVOUR_H

#include "workload/workload.h"

enum flavour {
	FLAVOUR_TRANSFORMERS, /* TrainingArguments and nothing else */
	FLAVOUR_TRL,
	FLAVOUR_OPEN_INSTRUCT
};

extern const char *const hf_flavour_names[];

/* By the program that a command starts, or by the keys. */
enum flavour hf_flavour(const struct workload *w);

/* hf_companions.c: teachers, reward and value models on the same GPUs. */
void hf_companions(struct workload *w);

#endif
