/*
 * gguf: which tensors of a quantised GGUF file are of which type.
 *
 * ggml-org/llama.cpp src/llama-quant.cpp, llama_tensor_get_type_impl: a file
 * type is a base type and exceptions for values, the MLP's last matrix, the
 * attention's output and the model's output.  A row that is no multiple of
 * 256 takes a type in blocks of 32 (tensor_type_fallback).  Norms, biases and
 * routers stay in fp32.  Importance matrices change IQ types alone.
 */

#include "memory/gguf.h"

#include <math.h>
#include <string.h>

#define Q2_K (84 / 256.0)
#define Q3_K (110 / 256.0)
#define Q4_K (144 / 256.0)
#define Q5_K (176 / 256.0)
#define Q6_K (210 / 256.0)
#define IQ4_XS (136 / 256.0)
#define IQ4_NL (18 / 32.0)
#define Q4_1 (20 / 32.0)
#define Q5_0 (22 / 32.0)
#define Q5_1 (24 / 32.0)
#define Q8_0 (34 / 32.0)
#define MXFP4 (17 / 32.0)

enum where { NOWHERE, EVERYWHERE, FIRST_TWO, FIRST_FOUR, FIRST_EIGHTH, SPREAD };

/* In some layers of one type, in the rest of another (0: the base). */
struct rule {
	double type;
	enum where where;
	double rest;
};

struct mix {
	const char *name;
	double base;
	struct rule values, down;
	double out, fused; /* 0: the base */
	double ends; /* of embedding and output, said outright */
};

static const struct mix mixes[] = {
	{ .name = "F32", .base = 4, .ends = 4 },
	{ .name = "F16", .base = 2, .ends = 2 },
	{ .name = "BF16", .base = 2, .ends = 2 },
	{ .name = "Q8_0", .base = Q8_0 },
	{ .name = "Q6_K", .base = Q6_K },
	{ .name = "Q6_K_L", .base = Q6_K, .ends = Q8_0 },
	{ .name = "Q5_0", .base = Q5_0 },
	{ .name = "Q5_1", .base = Q5_1 },
	{ .name = "Q5_K_S", .base = Q5_K },
	{ .name = "Q5_K_M",
	    .base = Q5_K,
	    .values = { Q6_K, SPREAD, 0 },
	    .down = { Q6_K, SPREAD, 0 },
	    .fused = Q6_K },
	{ .name = "Q5_K_L",
	    .base = Q5_K,
	    .values = { Q6_K, SPREAD, 0 },
	    .down = { Q6_K, SPREAD, 0 },
	    .fused = Q6_K,
	    .ends = Q8_0 },
	{ .name = "Q4_0", .base = IQ4_NL },
	{ .name = "Q4_1", .base = Q4_1 },
	{ .name = "Q4_K_S",
	    .base = Q4_K,
	    .values = { Q5_K, FIRST_FOUR, 0 },
	    .down = { Q5_K, FIRST_EIGHTH, 0 } },
	{ .name = "Q4_K_M",
	    .base = Q4_K,
	    .values = { Q6_K, SPREAD, 0 },
	    .down = { Q6_K, SPREAD, 0 },
	    .fused = Q5_K },
	{ .name = "Q4_K_L",
	    .base = Q4_K,
	    .values = { Q6_K, SPREAD, 0 },
	    .down = { Q6_K, SPREAD, 0 },
	    .fused = Q5_K,
	    .ends = Q8_0 },
	{ .name = "Q3_K_S", .base = Q3_K },
	{ .name = "Q3_K_M",
	    .base = Q3_K,
	    .values = { Q5_K, FIRST_TWO, Q4_K },
	    .down = { Q5_K, FIRST_TWO, Q4_K },
	    .out = Q4_K,
	    .fused = Q4_K },
	{ .name = "Q3_K_L",
	    .base = Q3_K,
	    .values = { Q5_K, EVERYWHERE, 0 },
	    .down = { Q5_K, EVERYWHERE, 0 },
	    .out = Q5_K,
	    .fused = Q4_K },
	{ .name = "Q3_K_XL",
	    .base = Q3_K,
	    .values = { Q5_K, EVERYWHERE, 0 },
	    .down = { Q5_K, EVERYWHERE, 0 },
	    .out = Q5_K,
	    .fused = Q4_K,
	    .ends = Q8_0 },
	{ .name = "Q2_K_L",
	    .base = Q2_K,
	    .values = { Q3_K, EVERYWHERE, 0 },
	    .down = { Q3_K, EVERYWHERE, 0 },
	    .out = Q3_K,
	    .ends = Q8_0 },
	{ .name = "Q2_K",
	    .base = Q2_K,
	    .values = { Q3_K, EVERYWHERE, 0 },
	    .down = { Q3_K, EVERYWHERE, 0 },
	    .out = Q3_K },
	{ .name = "IQ4_XS", .base = IQ4_XS },
	{ .name = "IQ4_NL", .base = IQ4_NL },
	{ .name = "MXFP4", .base = Q8_0 },
	{ .name = "MXFP4_MOE", .base = Q8_0 },
};

/* A row of that many weights. */
static double
fitting(double type, double width)
{
	static const double rows[][2] = { { Q2_K, IQ4_NL }, { Q3_K, IQ4_NL },
		{ IQ4_XS, IQ4_NL }, { Q4_K, Q5_0 }, { Q5_K, Q5_1 },
		{ Q6_K, Q8_0 } };

	if (fmod(width, 256) == 0)
		return type;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i][0] == type)
			return rows[i][1];
	return type;
}

/* Of layers from..to of count, those of a rule. */
static double
share_of(enum where where, double from, double to, double count)
{
	double eighth = floor(count / 8), found = 0;

	if (to <= from)
		return 0;
	for (double i = from; i < to; i++) {
		bool more = i < eighth || i >= floor(7 * count / 8) ||
			    fmod(i - eighth, 3) == 2;

		found += where == EVERYWHERE || (where == FIRST_TWO && i < 2) ||
			 (where == FIRST_FOUR && i < 4) ||
			 (where == FIRST_EIGHTH && i < eighth) ||
			 (where == SPREAD && more);
	}
	return found / (to - from);
}

struct reach {
	double from, to, count; /* layers of a block's kind, of all */
};

static double
ruled(const struct mix *mix, const struct rule *rule, const struct reach *at,
    double width)
{
	double share = share_of(rule->where, at->from, at->to, at->count);
	double rest = rule->rest > 0 ? rule->rest : mix->base;

	return share * fitting(rule->type > 0 ? rule->type : mix->base, width) +
	       (1 - share) * fitting(rest, width);
}

static double
value_type(const struct mix *mix, const struct shape *s, const struct reach *at)
{
	bool grouped = s->heads >= 4 * s->kv_heads;
	double type = ruled(mix, &mix->values, at, s->hidden);

	if (s->experts == 8)
		return Q8_0;
	if (mix->base == Q2_K && grouped)
		return fitting(Q4_K, s->hidden);
	if ((mix->base == IQ4_XS || strcmp(mix->name, "IQ4_NL") == 0) &&
	    grouped)
		return fitting(Q5_K, s->hidden);
	/* 80 layers with shared keys are Llama 2's 70B to it */
	if (s->layers == 80 && grouped && mix->base == Q4_K) {
		struct rule rule = mix->values;

		rule.rest = Q5_K;
		return ruled(mix, &rule, at, s->hidden);
	}
	return type;
}

static double
linear_type(const struct mix *mix, const struct shape *s,
    const struct linear *linear, const struct reach *at)
{
	const char *name = linear->name;
	double width = linear->in;

	if (strcmp(name, "router") == 0 || strcmp(name, "shared_gate") == 0)
		return 4;
	if (linear->expert && strncmp(mix->name, "MXFP4", 5) == 0)
		return MXFP4;
	/* phi-2's are fused in its GGUF file alone */
	if ((s->family->fused_qkv || strcmp(s->family->name, "phi") == 0) &&
	    mix->fused > 0 && (*name == 'q' || *name == 'k' || *name == 'v') &&
	    name[1] == '\0')
		return fitting(mix->fused, width);
	if (strcmp(name, "v") == 0)
		return value_type(mix, s, at);
	if (strcmp(name, "k") == 0 && s->experts == 8)
		return Q8_0;
	if (strcmp(name, "o") == 0 && s->experts == 8 && mix->base < Q5_K)
		return fitting(Q5_K, width);
	if (strcmp(name, "o") == 0 && mix->out > 0)
		return fitting(mix->out, width);
	if (strcmp(name, "down") == 0)
		return ruled(mix, &mix->down, at, width);
	return fitting(mix->base, width);
}

static double
block_bytes(const struct mix *mix, const struct shape *s,
    const struct block *block, const struct reach *at)
{
	double sum = 0;

	for (size_t i = 0; i < block->count; i++) {
		const struct linear *l = &block->linears[i];

		sum += l->in * l->out * l->copies * linear_type(mix, s, l, at);
	}
	return sum * block->layers;
}

bool
gguf_read(const struct job *job, struct gguf *gguf)
{
	const char *type = fact_text(job->w, F_QUANT_GGUF_TYPE);
	const struct shape *s = &job->s;
	struct reach dense = { 0, s->dense.layers, s->layers };
	struct reach moe = { s->dense.layers, s->layers, s->layers };
	const struct mix *mix = NULL;
	double weights, out;

	for (size_t i = 0; i < sizeof(mixes) / sizeof(*mixes) && !mix; i++)
		if (strcmp(mixes[i].name, type) == 0)
			mix = &mixes[i];
	weights = s->dense.layers * block_matrices(&s->dense) +
		  s->moe.layers * block_matrices(&s->moe);
	if (!mix || !(weights > 0))
		return false;
	gguf->block = (block_bytes(mix, s, &s->dense, &dense) +
			  block_bytes(mix, s, &s->moe, &moe)) /
		      weights;
	out = mix->ends;
	if (out <= 0)
		out = mix->base == Q8_0 ? Q8_0 : fitting(Q6_K, s->hidden);
	gguf->head = out;
	gguf->embedding =
	    s->tied || mix->ends > 0 ? out : fitting(mix->base, s->hidden);
	return true;
}
