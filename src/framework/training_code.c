/* training_code: settings of training that is nobody's framework.  They name
 * torch's back end or its loaders' pinned memory somewhere, and at least two
 * things that any training has, at the top or one mapping below. */

#include "dialect/codes.h"

#include <string.h>
#include <strings.h>

enum {
	SIGN_DEPTH = 5,
	SIGN_PAIRS = 4096 /* looked at; aliases may repeat them without end */
};

static bool
is_sign(const struct pair *pair)
{
	const char *key = node_text(pair->key);
	size_t length = strlen(key);

	if (strcmp(key, "pin_memory") == 0 || strcmp(key, "pin_mem") == 0)
		return true;
	return length >= 7 && strcmp(key + length - 7, "backend") == 0 &&
	       strcasecmp(node_text(pair->value), "nccl") == 0;
}

/* A back end or pinned memory at any depth that such files have. */
static bool
has_sign(const struct node *mapping, unsigned depth, unsigned *left)
{
	struct pairs it = pairs_of(mapping);

	while (*left > 0 && pairs_next(&it)) {
		const struct node *below = node_resolve(it.pair->value);

		--*left;
		if (is_sign(it.pair) ||
		    (depth > 1 && node_is(below, NODE_MAPPING) &&
			has_sign(below, depth - 1, left)))
			return true;
	}
	return false;
}

static const char *const groups[][8] = {
	{ "batch_size", "train_batch_size", "samples_per_gpu", "batch_bins",
	    "batch_size_per_gpu", "batch" },
	{ "lr", "learning_rate", "base_lr", "lr_init", "max_lr" },
	{ "epochs", "epoch", "max_epoch", "max_epochs", "num_epochs",
	    "total_epochs", "num_epoch", "total_iter" },
	{ "optimizer", "optim", "optimizer_type", "optim_wrapper" },
	{ "num_workers", "workers", "num_worker_per_gpu", "workers_per_gpu" },
	{ "momentum", "weight_decay", "betas" },
	{ "train", "training", "trainer", "train_dataloader" },
	{ "dataset", "data", "datasets", "data_root", "training_files" },
};

/* The groups of which mapping has a word, as bits. */
static unsigned
groups_in(const struct node *mapping)
{
	unsigned bits = 0;

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		for (size_t k = 0; k < 8 && groups[i][k]; k++)
			bits |=
			    (unsigned)(node_pair(mapping, groups[i][k]) != NULL)
			    << i;
	}
	return bits;
}

static bool
is_training(const struct node *root)
{
	unsigned bits = groups_in(root), count = 0;
	struct pairs it = pairs_of(root);

	while (pairs_next(&it)) {
		const struct node *below = node_resolve(it.pair->value);

		if (node_is(below, NODE_MAPPING))
			bits |= groups_in(below);
	}
	for (; bits; bits &= bits - 1)
		count++;
	return count >= 2;
}

static bool
recognise(const struct node *root, const char *path)
{
	unsigned left = SIGN_PAIRS;

	(void)path;
	return node_is(root, NODE_MAPPING) && is_training(root) &&
	       has_sign(root, SIGN_DEPTH, &left);
}

const struct dialect_code code_training_code = {
	.name = "training_code",
	.recognise = recognise,
};
