/*
 * hybrid: state space layers among those with attention.
 *
 * A Mamba-2 mixer has a matrix in, to the gate, the input, B and C of each
 * group and a step of each head; a convolution with biases over all but the
 * gate; a step's bias, A and D for each head; a norm; and a matrix out
 * (huggingface/transformers src/transformers/models/granitemoehybrid/
 * modeling_granitemoehybrid.py, GraniteMoeHybridMambaLayer, @008f5c8;
 * nemotron_h, @13923c6).  Granite's layers have an MLP each, Nemotron-H's are a
 * mixer, attention or an MLP.
 */

#include "memory/shape.h"

#include <math.h>
#include <string.h>

struct mixer {
	double layers, inner, convolved, heads, state, kernel;
};

static struct mixer
mixer_of(const struct workload *w)
{
	struct mixer m = {
		.layers = fact_number(w, F_MODEL_SSM_LAYERS, 0),
		.heads = fact_number(w, F_MODEL_SSM_HEADS, 0),
		.state = fact_number(w, F_MODEL_SSM_STATE, 0),
		.kernel = fact_number(w, F_MODEL_SSM_KERNEL, 4),
	};

	m.inner = m.heads * fact_number(w, F_MODEL_SSM_HEAD_DIM, 0);
	m.convolved =
	    m.inner + 2 * fact_number(w, F_MODEL_SSM_GROUPS, 1) * m.state;
	return m;
}

static double
mixer_parameters(const struct mixer *m, double hidden)
{
	return hidden * (m->inner + m->convolved + m->heads) +
	       m->convolved * (m->kernel + 1) + 3 * m->heads + m->inner +
	       m->inner * hidden;
}

static double
attention_parameters(const struct shape *s)
{
	return 2 * s->hidden * s->query + 2 * s->hidden * s->kv;
}

double
hybrid_parameters(const struct workload *w, const struct shape *s)
{
	struct mixer m = mixer_of(w);
	const struct block *block = s->moe.layers > 0 ? &s->moe : &s->dense;
	double ends = s->embedding + s->head_weights + s->final_norms;
	double attention = attention_parameters(s);
	double mixer = mixer_parameters(&m, s->hidden);
	double with = fact_number(w, F_MODEL_ATTENTION_LAYERS, 0), mlp;

	if (m.layers <= 0 || m.inner <= 0 || m.state <= 0)
		return 0;
	if (strcmp(fact_text(w, F_MODEL_FAMILY), "nemotron_h") != 0)
		return s->total + m.layers * (mixer - attention);
	mlp = block_parameters(block) - attention - block->norms;
	return ends + with * attention + m.layers * mixer +
	       (s->layers - with - m.layers) * mlp + s->layers * s->hidden;
}
