/*
 * scalar: what a scalar means to the loader that will read the file.
 *
 * `1e-5` is a string to PyYAML and a number to OmegaConf; `on` is true to
 * PyYAML and a string to JSON.  The dialect names its loader; rules and maps
 * ask here and nowhere else.
 */

#ifndef GPULINT_SCALAR_H
#define GPULINT_SCALAR_H

#include "read/tree.h"

enum loader {
	LOADER_PYYAML, /* PyYAML 6 SafeLoader: YAML 1.1 with its own regexes */
	LOADER_OMEGACONF, /* the same with floats like 1e-5, no timestamps */
	LOADER_GO_YAML, /* go-yaml v3: 1.2 core and 1.1 numbers; 1.1 bools only
			   into typed fields */
	LOADER_GO_YAML_2, /* go-yaml v2 and sigs.k8s.io/yaml: 1.1 bools too */
	LOADER_YAML_1_2, /* core schema: ruamel, Rust, JavaScript */
	LOADER_JSON
};

enum scalar_type {
	SCALAR_NULL,
	SCALAR_BOOL,
	SCALAR_INT,
	SCALAR_FLOAT,
	SCALAR_TIMESTAMP,
	SCALAR_STRING,
	SCALAR_ERROR /* the loader refuses it, as PyYAML does a lone = */
};

struct scalar {
	enum scalar_type type;
	double number; /* BOOL 0 or 1, INT, FLOAT (may be infinite or NaN) */
	const char *text; /* as written in the node */
};

/* Explicit tags (!!str, !!int, ...) win; quoted and block scalars are
 * strings; aliases are followed; no scalar (a collection, NULL) gives
 * SCALAR_NULL. */
struct scalar scalar_of(const struct node *node, enum loader loader);

/* By enum loader, NULL-ended: "pyyaml", "omegaconf", "go", "go-2", "1.2", "json". */
extern const char *const loader_names[];

/* "null", "bool", "int", "float", "timestamp", "string", "error" */
const char *scalar_type_name(enum scalar_type type);

#endif
