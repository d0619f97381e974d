/* rule: a policy as it was read, for the files of this room. */

#ifndef GPULINT_POLICY_RULE_H
#define GPULINT_POLICY_RULE_H

#include "base/pattern.h"
#include "memory/memory.h"
#include "policy/compare.h"
#include "policy/policy.h"
#include "rule/host.h"

enum {
	POLICY_LIST_LIMIT = 64, /* words, facts, keys that are set */
	POLICY_FINDING_LIMIT = 100 /* of one policy for one file or workload */
};

struct fact_condition {
	const char *name;
	enum fact_id id; /* FACT_COUNT: a library */
	const char *lib;
	struct comparison is;
};

struct estimate_condition {
	const char *name; /* "expected" */
	struct comparison is;
};

/* A key and the text that its value becomes. */
struct setting {
	const char *key, *value;
};

struct policy {
	const struct card *card;
	const char *const *dialects, *const *paths; /* NULL-ended, or NULL */
	unsigned kinds; /* 1 << enum workload_kind; 0: any */
	const struct pattern *key, *value;
	struct fact_condition *facts;
	size_t fact_count;
	struct estimate_condition *estimate;
	size_t estimate_count;
	const char *message;
	bool safe;
	const char *replace; /* what the value becomes, or NULL */
	struct setting *settings;
	size_t setting_count;
};

/* A place of the file where key and value match; without such conditions
 * all is NULL. */
struct hit {
	const struct node *key, *value;
	const char *path; /* dotted, of the key or item */
};

/* What reads a card: places of refusals, memory. */
struct policy_reader {
	struct policy *policy;
	struct source *source;
	const struct dialects *dialects;
	struct arena *arena;
	struct error *err;
};

/* NULL with the place of what cannot be meant. */
const struct policy *policy_read(const struct card *card,
    const struct dialects *dialects, struct arena *arena, struct error *err);

/* "PATH:LINE:COLUMN: what"; false. */
bool policy_refuse(const struct policy_reader *r, const struct node *node,
    const char *format, ...) __attribute__((format(printf, 3, 4)));
bool policy_refuse_name(const struct policy_reader *r, const struct node *node,
    const char *kind, const char *nearest);

/* The text of a scalar, of one line and not empty; NULL after refusing. */
const char *policy_text(const struct policy_reader *r, const struct node *node);

/* Under match: facts and estimate. */
bool policy_read_facts(const struct policy_reader *r, const struct node *node);
bool policy_read_estimate(const struct policy_reader *r,
    const struct node *node);

/* A figure of the estimate by its name; -1 where there is none. */
double estimate_figure(const struct estimate *estimate, const char *name);
extern const char *const estimate_figures[]; /* their names, NULL-ended */

/* False with the first {thing} that a message cannot hold. */
bool message_is_sound(const struct policy *policy, const char *message,
    struct arena *arena, struct error *err);
const char *message_fill(struct gpulint_pass *pass, const struct policy *policy,
    const struct hit *hit);

/* The fact of a condition, which may be absent. */
const struct fact *condition_fact(const struct fact_condition *condition,
    const struct workload *w);

/* One finding with its edit. */
void policy_report(struct gpulint_pass *pass, const struct policy *policy,
    const struct hit *hit);

#endif
