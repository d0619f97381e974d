/* training_code: settings of training that is nobody's framework.  They name
 * torch's back end, its loaders' pinned memory, a 16-bit type or flash
 * attention somewhere, and say things that any training has.  What asks
 * transformers for FlashAttention by its own name, or a node of ComfyUI for
 * products of fp8, tells by that alone. */

#include "dialect/codes.h"

#include <string.h>
#include <strings.h>

enum {
	DEPTH = 5,
	WORD_LIMIT = 24, /* longer values are prose */
	PAIRS = 4096 /* looked at; aliases may repeat them without end */
};

/* What a file has, each a bit. */
enum {
	BATCH = 1 << 0,
	RATE = 1 << 1,
	EPOCHS = 1 << 2,
	OPTIMIZER = 1 << 3,
	LOADERS = 1 << 4,
	DATA = 1 << 5,
	SECTION = 1 << 6,
	STEPS = RATE | EPOCHS | OPTIMIZER, /* a file of data alone has none */
	BACKEND = 1 << 7,
	PINNED = 1 << 8,
	HALF = 1 << 9,
	SURE = 1 << 10,
	ENGINE = 1 << 11,
	MODEL = 1 << 12,
	SERVING = ENGINE | MODEL | HALF
};

static const struct {
	const char *key;
	unsigned bit;
} words[] = {
	{ "batch", BATCH },
	{ "batch_bins", BATCH },
	{ "batch_size", BATCH },
	{ "batch_size_per_gpu", BATCH },
	{ "samples_per_gpu", BATCH },
	{ "train_batch_size", BATCH },
	{ "base_lr", RATE },
	{ "learning_rate", RATE },
	{ "lr", RATE },
	{ "lr_init", RATE },
	{ "max_lr", RATE },
	{ "epoch", EPOCHS },
	{ "epochs", EPOCHS },
	{ "max_epoch", EPOCHS },
	{ "max_epochs", EPOCHS },
	{ "num_epoch", EPOCHS },
	{ "num_epochs", EPOCHS },
	{ "total_epochs", EPOCHS },
	{ "total_iter", EPOCHS },
	{ "momentum", OPTIMIZER },
	{ "optim", OPTIMIZER },
	{ "optim_wrapper", OPTIMIZER },
	{ "optimizer", OPTIMIZER },
	{ "weight_decay", OPTIMIZER },
	{ "num_worker_per_gpu", LOADERS },
	{ "num_workers", LOADERS },
	{ "workers", LOADERS },
	{ "workers_per_gpu", LOADERS },
	{ "data", DATA },
	{ "data_root", DATA },
	{ "dataset", DATA },
	{ "datasets", DATA },
	{ "training_files", DATA },
	{ "train", SECTION },
	{ "train_dataloader", SECTION },
	{ "trainer", SECTION },
	{ "training", SECTION },
	{ "pin_mem", PINNED },
	{ "pin_memory", PINNED },
};

static bool
is_sure(const char *key, const char *value)
{
	return (strstr(key, "attn_implementation") != NULL &&
		   strncmp(value, "flash_attention_", 16) == 0) ||
	       (strcmp(key, "quantization") == 0 &&
		   strcmp(value, "fp8_e4m3fn_fast") == 0);
}

/* A 16-bit type, or a switch of flash attention. */
static bool
is_half(const char *key, const char *value)
{
	bool word = strlen(value) < WORD_LIMIT;

	return (word && strcasestr(value, "bf16") != NULL) ||
	       (word && strcasestr(value, "bfloat16") != NULL) ||
	       strcasecmp(value, "fp8") == 0 || strstr(key, "bf16") != NULL ||
	       strstr(key, "flash_att") != NULL;
}

static unsigned
bit_of(const struct pair *pair)
{
	const char *key = node_text(pair->key);
	const char *value = node_text(pair->value);
	size_t length = strlen(key);

	if (is_sure(key, value))
		return SURE;
	if (is_half(key, value))
		return HALF;
	if (strcmp(value, "vllm") == 0)
		return ENGINE;

	if (length >= 7 && strcmp(key + length - 7, "backend") == 0 &&
	    strcasecmp(value, "nccl") == 0)
		return BACKEND;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(key, words[i].key) == 0)
			return words[i].bit;
	return 0;
}

/* A model and the type to compute it in, side by side: a program's settings of
 * serving, which have nothing of training.  Further below they are what a
 * report tells of its run. */
static unsigned
bits_of_model(const struct node *mapping, unsigned depth)
{
	static const char *const models[] = { "model", "model_id", "model_name",
		"model_path" };
	static const char *const types[] = { "dtype", "torch_dtype" };
	unsigned bits = 0;

	for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++)
		if (node_is(node_get(mapping, models[i]), NODE_SCALAR))
			bits = MODEL;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		const char *type = node_text(node_get(mapping, types[i]));

		if (bits & MODEL && depth + 1 >= DEPTH &&
		    (strcasecmp(type, "bf16") == 0 ||
			strcasecmp(type, "bfloat16") == 0))
			bits |= SURE;
	}
	return bits;
}

static unsigned
bits_below(const struct node *mapping, unsigned depth, unsigned *left)
{
	struct pairs it = pairs_of(mapping);
	unsigned bits = bits_of_model(mapping, depth);
	unsigned counts = depth + 1 < DEPTH ? ~(unsigned)HALF : ~0u;

	while (*left > 0 && pairs_next(&it)) {
		const struct node *below = node_resolve(it.pair->value);

		--*left;
		bits |= bit_of(it.pair) & counts;
		if (depth <= 1)
			continue;
		if (node_is(below, NODE_MAPPING))
			bits |= bits_below(below, depth - 1, left);
		for (size_t i = 0; node_is(below, NODE_SEQUENCE) &&
				   i < node_length(below) && *left > 0;
		     i++) {
			--*left;
			bits |= bits_below(node_at(below, i), depth - 1, left);
		}
	}
	return bits;
}

static bool
recognise(const struct node *root, const char *path)
{
	unsigned left = PAIRS, count = 0, bits;

	(void)path;
	if (!node_is(root, NODE_MAPPING))
		return false;
	bits = bits_below(root, DEPTH, &left);
	/* hf_trl says which files of a parser of Hugging Face's are training */
	if (node_get(root, "model_name_or_path") != NULL)
		bits &= ~(unsigned)(SURE | HALF | ENGINE);
	for (unsigned bit = BATCH; bit <= SECTION; bit <<= 1)
		count += (bits & bit) != 0;
	return bits & SURE || (bits & SERVING) == SERVING ||
	       (count >= 2 && (bits & BACKEND ||
				  (bits & (PINNED | HALF) && bits & STEPS)));
}

const struct dialect_code code_training_code = {
	.name = "training_code",
	.recognise = recognise,
};
