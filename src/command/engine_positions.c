#include "base/number.h"
#include "command/engine.h"

#include <string.h>

/*
 * A configuration laid over the model's own may stretch its positions, and vLLM
 * derives the longest context from that (vllm/config/model.py,
 * _get_and_verify_max_len).
 */

static double
number_of(const struct node *mapping, const char *key)
{
	const struct node *node = node_get(mapping, key);
	double number;

	return node_is(node, NODE_SCALAR) &&
		       number_parse(node->text, node->length, &number)
		   ? number
		   : 0;
}

/* YaRN starts from what the model was first made for; the others from what its
 * config.json says, which only a catalogue would know. */
static double
stretched(const struct node *scaling)
{
	const char *type = node_text(node_get(scaling, "rope_type"));

	if (!*type)
		type = node_text(node_get(scaling, "type"));
	return strcmp(type, "yarn") == 0
		   ? number_of(scaling, "factor") *
			 number_of(scaling, "original_max_position_embeddings")
		   : 0;
}

static double
positions_in(const struct node *overrides)
{
	static const char *const keys[] = { "rope_scaling", "rope_parameters",
		"text_config.rope_scaling", "text_config.rope_parameters" };
	double positions = stretched(overrides);

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys) && positions <= 0;
	     i++)
		positions = stretched(node_path(overrides, keys[i]));
	return positions;
}

void
engine_stretch(struct engine_run *run, const char *key)
{
	const struct engine_flag *flag = engine_flag(run, key);
	double positions = positions_in(engine_mapping(run, flag));
	struct origin origin;

	if (positions < 1 || positions > NUMBER_MAX)
		return;
	origin = engine_flag_origin(flag);
	workload_set_number(run->w, F_MODEL_MAX_POSITIONS, positions, &origin);
	memset(&run->w->facts[F_SERVE_POSITIONS_OVERRIDDEN], 0,
	    sizeof(struct fact));
}
