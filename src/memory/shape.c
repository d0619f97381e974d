#include "memory/shape.h"

#include "base/word.h"

#include <math.h>
#include <string.h>

static double
norm_size(const struct family *family, double width)
{
	return family->norm_bias ? 2 * width : width;
}

static void
add(struct block *block, const char *name, double in, double out, bool bias,
    bool split_in)
{
	struct linear *linear = &block->linears[block->count++];

	linear->name = name;
	linear->in = in;
	linear->out = out;
	linear->copies = 1;
	linear->bias = bias;
	linear->split_in = split_in;
}

static void
add_latent(struct block *block, const struct workload *w, struct shape *s)
{
	double q_rank = fact_number(w, F_MODEL_Q_LORA_RANK, 0);
	double nope = fact_number(w, F_MODEL_NOPE_HEAD_DIM, 128);
	double head = nope + s->rope_head_dim;

	if (q_rank > 0) {
		add(block, "q_a", s->hidden, q_rank, false, false);
		block->linears[block->count - 1].replicated = true;
		add(block, "q", q_rank, s->heads * head, false, false);
		block->norms += q_rank;
	} else
		add(block, "q", s->hidden, s->heads * head, false, false);
	add(block, "kv_a", s->hidden, s->kv_lora_rank + s->rope_head_dim, false,
	    false);
	block->linears[block->count - 1].replicated = true;
	add(block, "kv_b", s->kv_lora_rank, s->heads * (nope + s->value_dim),
	    false, false);
	block->norms += s->kv_lora_rank;
	add(block, "o", s->heads * s->value_dim, s->hidden, false, true);
	s->query = s->heads * head;
	s->kv = s->heads * head;
}

static void
add_attention(struct block *block, const struct workload *w, struct shape *s)
{
	const struct family *f = s->family;
	double norms = f->norms;

	if (s->latent) {
		add_latent(block, w, s);
	} else {
		add(block, "q", s->hidden, s->query, f->qkv_bias, false);
		add(block, "k", s->hidden, s->kv, f->qkv_bias, false);
		add(block, "v", s->hidden, s->kv, f->qkv_bias, false);
		add(block, "o", s->query, s->hidden, f->out_bias, true);
	}
	if (strcmp(f->name, "falcon") == 0 && s->kv_heads > 1)
		norms = 2; /* the new decoder has one for each branch */
	block->norms += norms * norm_size(f, s->hidden);
	if (f->qk_norm)
		block->norms +=
		    f->whole_qk_norm ? s->query + s->kv : 2 * s->head_dim;
}

static void
add_mlp(struct block *block, const struct shape *s, double width, double copies,
    bool expert)
{
	size_t from = block->count;
	bool bias = s->family->mlp_bias;

	if (s->gated)
		add(block, "gate", s->hidden, width, bias, false);
	add(block, "up", s->hidden, width, bias, false);
	add(block, "down", width, s->hidden, bias, true);
	for (size_t i = from; i < block->count; i++) {
		block->linears[i].copies = copies;
		block->linears[i].expert = expert;
	}
}

double
block_matrices(const struct block *block)
{
	double sum = 0;

	for (size_t i = 0; i < block->count; i++)
		sum += block->linears[i].in * block->linears[i].out *
		       block->linears[i].copies;
	return sum;
}

double
block_largest(const struct block *block)
{
	double largest = 0;

	for (size_t i = 0; i < block->count; i++)
		largest =
		    fmax(largest, block->linears[i].in * block->linears[i].out);
	return largest;
}

double
block_parameters(const struct block *block)
{
	double sum = block_matrices(block) + block->norms;

	for (size_t i = 0; i < block->count; i++)
		if (block->linears[i].bias)
			sum += block->linears[i].out * block->linears[i].copies;
	return sum;
}

static bool
need(const struct workload *w, enum fact_id id, double *out,
    enum fact_id *missing)
{
	*out = fact_number(w, id, 0);
	if (*out > 0 && *out < 1e9)
		return true;
	*missing = id;
	return false;
}

/* Megatron's arguments leave the words to the tokenizer. */
static bool
read_vocab(const struct workload *w, struct shape *s, enum fact_id *missing)
{
	const struct fact *vocab = workload_fact(w, F_MODEL_VOCAB);

	s->open_vocab =
	    vocab->state == FACT_UNKNOWN && w->kind == WORKLOAD_TRAIN;
	return s->open_vocab || need(w, F_MODEL_VOCAB, &s->vocab, missing);
}

/* Every published encoder of BERT's kin has heads of 64. */
static bool
read_heads(const struct workload *w, struct shape *s, enum fact_id *missing)
{
	if (!fact_known(w, F_MODEL_HEADS) && s->family->encoder) {
		s->heads = s->hidden / 64;
		return true;
	}
	return need(w, F_MODEL_HEADS, &s->heads, missing);
}

static bool
read_dimensions(const struct workload *w, struct shape *s,
    enum fact_id *missing)
{
	static const char *const fourfold[] = { "gpt2", "gpt_neox", "gptj",
		"bloom", "mpt", "falcon", "bert", "distilbert", "roberta",
		NULL };

	if (!need(w, F_MODEL_LAYERS, &s->layers, missing) ||
	    !need(w, F_MODEL_HIDDEN, &s->hidden, missing) ||
	    !read_heads(w, s, missing) || !read_vocab(w, s, missing))
		return false;
	s->intermediate = fact_number(w, F_MODEL_INTERMEDIATE, 0);
	s->moe_intermediate = fact_number(w, F_MODEL_MOE_INTERMEDIATE, 0);
	if (s->intermediate <= 0 && s->moe_intermediate <= 0) {
		if (word_is_among(fact_text(w, F_MODEL_FAMILY), fourfold))
			s->intermediate = 4 * s->hidden;
		else {
			*missing = F_MODEL_INTERMEDIATE;
			return false;
		}
	}
	if (s->intermediate <= 0)
		s->intermediate = s->moe_intermediate;
	s->kv_heads = fact_number(w, F_MODEL_KV_HEADS, s->heads);
	s->head_dim = fact_number(w, F_MODEL_HEAD_DIM, s->hidden / s->heads);
	s->positions = fact_number(w, F_MODEL_MAX_POSITIONS, 0);
	s->window = fact_number(w, F_MODEL_SLIDING_WINDOW, 0);
	s->full_layers = fact_number(w, F_MODEL_ATTENTION_LAYERS, s->layers);
	s->query = s->heads * s->head_dim;
	s->kv = s->kv_heads * s->head_dim;
	return true;
}

static void
read_experts(const struct workload *w, struct shape *s)
{
	s->experts = fact_number(w, F_MODEL_EXPERTS, 0);
	if (s->experts < 2) {
		s->experts = 0;
		return;
	}
	s->experts_per_token = fact_number(w, F_MODEL_EXPERTS_PER_TOKEN, 2);
	s->shared_experts = fact_number(w, F_MODEL_SHARED_EXPERTS, 0);
	if (s->moe_intermediate <= 0)
		s->moe_intermediate = s->intermediate;
}

/* T5 has a decoder of the same depth with a second attention. */
static void
add_decoder(const struct workload *w, struct shape *s)
{
	double encoder = fact_number(w, F_MODEL_ENCODER_LAYERS, s->layers);
	double decoder = fact_number(w, F_MODEL_DECODER_LAYERS, s->layers);

	s->cross = 2 * s->hidden * s->query + 2 * s->hidden * s->kv + s->hidden;
	s->dense.layers = encoder + decoder;
	s->layers = encoder + decoder;
	s->extra = decoder * s->cross + 2 * 32 * s->heads + s->hidden;
}

static void
add_ends(const struct workload *w, struct shape *s)
{
	const struct family *f = s->family;
	static const char *const pooled[] = { "bert", "roberta", NULL };
	const char *head = fact_text(w, F_MODEL_HEAD);

	s->head = strcmp(head, "none") != 0 &&
		  strcmp(head, "classification") != 0 &&
		  (!f->encoder || strcmp(head, "lm") == 0);
	s->tied = fact_flag(w, F_MODEL_TIED_EMBEDDINGS, f->tied);
	s->embedding = s->vocab * s->hidden;
	if (f->learned_positions && s->positions > 0)
		s->position = (s->positions + f->extra_positions) * s->hidden;
	if (s->head && !s->tied)
		s->head_weights = s->vocab * s->hidden;
	if (s->head && f->head_bias)
		s->extra += s->vocab;
	if (f->final_norm)
		s->final_norms += norm_size(f, s->hidden);
	if (f->embedding_norm)
		s->final_norms += norm_size(f, s->hidden);
	if (f->encoder && word_is_among(fact_text(w, F_MODEL_FAMILY), pooled) &&
	    strstr(fact_text(w, F_MODEL_ID), "distil") == NULL)
		s->extra += 2 * s->hidden + s->hidden * (s->hidden + 1);
	if (f->encoder_decoder)
		add_decoder(w, s);
}

static void
add_moe(const struct workload *w, struct shape *s)
{
	double dense = fact_number(w, F_MODEL_DENSE_LAYERS, 0);
	double shared = s->shared_experts * s->moe_intermediate;
	double active = s->experts_per_token;
	struct block *b = &s->moe;

	s->dense.layers = dense < s->layers ? dense : s->layers;
	b->layers = s->layers - s->dense.layers;
	add_attention(b, w, s);
	add(b, "router", s->hidden, s->experts,
	    strcmp(s->family->name, "gpt_oss") == 0, false);
	b->linears[b->count - 1].replicated = true;
	add_mlp(b, s, s->moe_intermediate, s->experts, true);
	if (strcmp(fact_text(w, F_MODEL_FAMILY), "qwen2_moe") == 0) {
		/* one shared expert of the dense width, and its gate */
		shared = s->intermediate;
		add(b, "shared_gate", s->hidden, 1, false, false);
		b->linears[b->count - 1].replicated = true;
	}
	shared = fact_number(w, F_MODEL_SHARED_INTERMEDIATE, shared);
	if (shared > 0)
		add_mlp(b, s, shared, 1, false);
	if (strcmp(s->family->name, "gpt_oss") == 0)
		s->extra += s->layers * s->heads; /* attention sinks */
	s->active = 0;
	for (size_t i = 0; i < b->count; i++)
		if (b->linears[i].expert)
			s->active -= b->linears[i].in * b->linears[i].out *
				     (b->linears[i].copies - active) *
				     b->layers;
}

/*
 * Blocks that these dimensions do not describe (state space layers, layers of
 * several kinds, a likeness): where the number of parameters is known and is
 * another, the matrices are taken to be that much larger or smaller.  Up to
 * 3 % may be a rounded name.
 */
static void
trust_count(struct shape *s, double count, double tolerance)
{
	double matrices = s->dense.layers * block_matrices(&s->dense) +
			  s->moe.layers * block_matrices(&s->moe);
	double factor = 1 + (count - s->total) / matrices;

	if (count <= 0 || fabs(count / s->total - 1) < tolerance ||
	    factor < 0.02)
		return;
	for (size_t i = 0; i < LINEAR_LIMIT; i++) {
		s->dense.linears[i].copies *= factor;
		s->moe.linears[i].copies *= factor;
	}
	s->active = s->active / s->total * count;
	s->total = count;
}

bool
shape_read(const struct workload *w, const struct catalog *catalog,
    struct shape *s, enum fact_id *missing)
{
	memset(s, 0, sizeof(*s));
	s->family = family_of(w, catalog, &s->known_family);
	if (!read_dimensions(w, s, missing))
		return false;
	s->gated = fact_flag(w, F_MODEL_GATED_MLP, s->family->gated);
	s->kv_lora_rank = fact_number(w, F_MODEL_KV_LORA_RANK, 0);
	s->latent = s->kv_lora_rank > 0;
	s->rope_head_dim = fact_number(w, F_MODEL_ROPE_HEAD_DIM, 64);
	s->value_dim = fact_number(w, F_MODEL_VALUE_HEAD_DIM, 128);
	s->mtp_layers = fact_number(w, F_MODEL_MTP_LAYERS, 0);
	read_experts(w, s);
	s->dense.layers = s->layers;
	if (s->experts > 0)
		add_moe(w, s);
	add_attention(&s->dense, w, s);
	add_mlp(&s->dense, s, s->intermediate, 1, false);
	add_ends(w, s);
	s->total = s->embedding + s->position + s->head_weights +
		   s->final_norms + s->extra +
		   s->dense.layers * block_parameters(&s->dense);
	if (s->moe.layers > 0)
		s->total += s->moe.layers * block_parameters(&s->moe);
	s->active += s->total;
	trust_count(s, hybrid_parameters(w, s), 0);
	trust_count(s, fact_number(w, F_MODEL_PARAMS, 0),
	    w->model.presumed ? 0 : 0.03);
	if (s->total < 1e15)
		return true;
	*missing = F_MODEL_PARAMS;
	return false;
}

static bool
names(const struct workload *w, const char *a, const char *b)
{
	return fact_lists(w, F_TRAIN_LORA_TARGETS, a) ||
	       (b != NULL && fact_lists(w, F_TRAIN_LORA_TARGETS, b));
}

bool
linear_is_target(const struct workload *w, const struct linear *linear,
    const struct shape *s)
{
	const char *name = linear->name;

	if (names(w, "all-linear", "all"))
		return strcmp(name, "router") != 0;
	if (names(w, name, NULL))
		return true;
	if (strcmp(name, "q") == 0 || strcmp(name, "k") == 0 ||
	    strcmp(name, "v") == 0)
		return names(w, "qkv", NULL);
	if (strcmp(name, "q_a") == 0)
		return names(w, "q", NULL);
	if (strcmp(name, "gate") == 0)
		return names(w, "gate_up", NULL);
	if (strcmp(name, "up") == 0)
		return names(w, s->gated ? "gate_up" : "fc1", NULL);
	if (strcmp(name, "down") == 0)
		return names(w, "fc2", NULL);
	return false;
}
