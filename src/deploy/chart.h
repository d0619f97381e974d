/*
 * chart: the values of a Helm chart, and the jobs that each known chart makes
 * of them.  The readers add their workloads to the reading; what a chart's
 * values do not have is none of theirs.
 */

#ifndef GPULINT_CHART_H
#define GPULINT_CHART_H

#include "deploy/container.h"

/* What is read: the values over those of the chart, and who says what. */
struct chart {
	struct reading *reading;
	const struct tree *tree;
	const struct dialect *dialect;
	struct workload *values; /* keeps the layers; no job of its own */
};

/* A job of the chart, whose settings are in spec; name may be "". */
struct workload *chart_workload(const struct chart *chart, struct box *c,
    const struct node *spec, const char *name);
/* The pair of a dotted key, whose file is then the one that is read. */
const struct pair *chart_pair(struct box *c, const struct node *mapping,
    const char *path);
/* An image of two keys, and a list of names and values. */
void chart_image(struct box *c, const struct node *mapping,
    const char *repository, const char *tag);
void chart_env(struct box *c, const struct node *list);
/* The labels of the nodes that a container asks for, or all pods of the chart. */
void chart_selector(struct box *c, const struct node *root,
    const struct node *spec);
/* The GPUs and the memory of a container's limits. */
void chart_limits(struct box *c, const struct node *limits);
/* The model that a key names, where it names one. */
void chart_model(struct box *c, const struct node *mapping, const char *path);
/* The engine's flags, and more of them in a list or text, or NULL. */
void chart_serve(struct box *c, const char *engine,
    const struct shell_words *flags, const struct pair *extra);
/* The flags that vllmConfig's keys stand for: "maxModelLen" and others. */
struct shell_words chart_words(struct box *c, const struct node *config);
/* Whether a key is true. */
bool chart_says(const struct node *mapping, const char *key);

void chart_stack_model(const struct chart *chart, const struct node *spec);
void chart_subchart(const struct chart *chart, const struct node *root,
    const char *key);
void chart_modelservice(const struct chart *chart, const struct node *root);
void chart_vllm(const struct chart *chart, const struct node *root);
void chart_ollama(const struct chart *chart, const struct node *values);
void chart_nats(const struct chart *chart, const struct node *root);
/* False where spec is no container with an image of its own. */
bool chart_container(const struct chart *chart, const struct node *root,
    const struct node *spec, const char *name);

#endif
