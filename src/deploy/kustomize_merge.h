/* kustomize_merge: patches laid over resources.  Read at
 * kubernetes-sigs/kustomize kyaml/yaml/merge2, api/filters/patchjson6902;
 * RFC 6902; kubernetes/kubernetes staging/src/k8s.io/api/core/v1/types.go
 * (patchMergeKey). */

#ifndef GPULINT_KUSTOMIZE_MERGE_H
#define GPULINT_KUSTOMIZE_MERGE_H

#include "read/tree.h"

/* A strategic merge: mappings together, lists of named things by their name,
 * null and $patch: delete take away.  NULL where nothing is left. */
const struct node *kustomize_merge(struct arena *arena, const struct node *base,
    const struct node *patch);

/* The operations of a JSON patch, one behind the other; what names no place
 * is left out. */
const struct node *kustomize_json(struct arena *arena, const struct node *base,
    const struct node *operations);

/* A mapping with one value in another's place, or added. */
const struct node *kustomize_with(struct arena *arena,
    const struct node *mapping, const struct node *key,
    const struct node *value);

/* A sequence of our own making. */
const struct node *kustomize_sequence(struct arena *arena,
    const struct node *like, const struct node **items, size_t count);

#endif
