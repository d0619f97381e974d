/* What a model's family is, and where its own facts say otherwise. */

#include "memory/shape.h"

const struct family *
family_of(const struct workload *w, const struct catalog *catalog, bool *known)
{
	static const enum fact_id said[] = { F_MODEL_NORM, F_MODEL_LINEAR_BIAS,
		F_MODEL_QKV_BIAS, F_MODEL_QK_NORM, F_MODEL_LEARNED_POSITIONS };
	const struct family *row =
	    catalog_family(catalog, fact_text(w, F_MODEL_FAMILY));
	struct family *own;
	size_t i = 0;

	*known = row != NULL;
	if (row == NULL)
		row = catalog_family(catalog, "llama");
	while (i < sizeof(said) / sizeof(*said) && !fact_known(w, said[i]))
		i++;
	if (i == sizeof(said) / sizeof(*said))
		return row;
	own = arena_alloc(w->arena, sizeof(*own));
	*own = *row;
	if (fact_known(w, F_MODEL_NORM))
		own->layer_norm = own->norm_bias =
		    fact_is(w, F_MODEL_NORM, "layer");
	if (fact_known(w, F_MODEL_LINEAR_BIAS))
		own->qkv_bias = own->out_bias = own->mlp_bias =
		    fact_flag(w, F_MODEL_LINEAR_BIAS, false);
	own->qkv_bias = fact_flag(w, F_MODEL_QKV_BIAS, own->qkv_bias);
	own->qk_norm = fact_flag(w, F_MODEL_QK_NORM, own->qk_norm);
	own->learned_positions =
	    fact_flag(w, F_MODEL_LEARNED_POSITIONS, own->learned_positions);
	return own;
}
