#include "dialect/map.h"

#include "base/number.h"
#include "dialect/interpolate.h"
#include "link/layers.h"

#include <string.h>
#include <strings.h>

/* What derivations ask of the keys of a workload's root. */

static const struct node *
written(const struct workload *w, const char *key)
{
	const struct pair *pair = map_pair(layers_body(w), key);
	const struct node *node = pair ? node_resolve(pair->value) : NULL;
	const char *why;

	if (node && w->interpolates)
		node = interpolate(w, pair->value, &why);
	if (!node_is(node, NODE_SCALAR) ||
	    scalar_of(node, LOADER_PYYAML).type == SCALAR_NULL)
		return NULL;
	return node;
}

bool
map_flag(const struct workload *w, const char *key, bool otherwise)
{
	const struct node *node = written(w, key);
	struct scalar scalar = scalar_of(node, LOADER_PYYAML);

	if (!node)
		return otherwise;
	if (scalar.type == SCALAR_BOOL || scalar.type == SCALAR_INT)
		return scalar.number != 0; /* as Python asks */
	return strcasecmp(node_text(node), "true") == 0;
}

const char *
map_text(const struct workload *w, const char *key)
{
	return node_text(written(w, key));
}

double
map_number(const struct workload *w, const char *key, double otherwise)
{
	const char *text = map_text(w, key);
	double number;

	return number_parse(text, strlen(text), &number) ? number : otherwise;
}

struct origin
map_derived(const char *note)
{
	return origin_note(ORIGIN_DERIVED, note);
}

struct origin
map_origin(const struct workload *w, const char *key)
{
	const struct pair *pair = map_pair(layers_body(w), key);

	if (!pair)
		return map_derived(key);
	return origin_written(layers_source(w, pair->key), pair->key,
	    pair->value);
}

struct origin
map_default(const struct workload *w, const char *note)
{
	(void)w;
	return origin_note(ORIGIN_DEFAULT, note);
}

bool
map_has_deepspeed(const struct workload *w)
{
	const struct pair *pair = map_pair(layers_body(w), "deepspeed");

	return pair && (node_is(pair->value, NODE_MAPPING) ||
			   *map_text(w, "deepspeed"));
}
