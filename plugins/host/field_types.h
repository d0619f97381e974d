/* field_types: fields of Kubernetes' objects that are of one type. */

#ifndef GPULINT_FIELD_TYPES_H
#define GPULINT_FIELD_TYPES_H

#include "plugin.h"

/*
 * Values are decoded into the types of staging/src/k8s.io/api/core/v1/
 * types.go (kubernetes/kubernetes): a number is no string, and a string no
 * number; the API server refuses the object.
 */
enum type { TEXT, WHOLE, FLAG, LIST, TEXTS, TEXT_MAP };

struct field {
	const char *name; /* NULL ends a table */
	enum type type;
};

/* Nothing, or left for somebody to fill in. */
bool is_open(struct gpulint_pass *pass, const struct gpulint_node *node);

/* Report each field of a mapping whose value is of another type; nothing for
 * what is no mapping. */
void judge_fields(struct gpulint_pass *pass, const struct gpulint_node *mapping,
    const struct field *fields);

/* The same for the items of a list. */
void judge_items(struct gpulint_pass *pass, const struct gpulint_node *list,
    const struct field *fields);

/* Report what is no mapping where names with amounts are read. */
void judge_amounts(struct gpulint_pass *pass, const struct gpulint_node *part);

#endif
