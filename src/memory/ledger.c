/* ledger: named terms, each with its formula and the facts that set it. */

#include "memory/job.h"

#include "base/number.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

static const char *const names[TERM_COUNT] = {
	[TERM_WEIGHTS] = "weights",
	[TERM_MASTER_WEIGHTS] = "master_weights",
	[TERM_GRADIENTS] = "gradients",
	[TERM_OPTIMIZER] = "optimizer",
	[TERM_ADAPTERS] = "adapters",
	[TERM_ACTIVATIONS] = "activations",
	[TERM_LOGITS] = "logits",
	[TERM_KV_CACHE] = "kv_cache",
	[TERM_BUFFERS] = "buffers",
	[TERM_COMMUNICATION] = "communication",
	[TERM_GRAPHS] = "graphs",
	[TERM_CONTEXT] = "context",
	[TERM_FRAGMENTATION] = "fragmentation",
};

const char *
term_spelling(enum term_name name)
{
	return names[name];
}

const char *
verdict_spelling(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_FITS:
		return "fits";
	case VERDICT_TIGHT:
		return "tight";
	case VERDICT_OVERFLOWS:
		return "overflows";
	case VERDICT_UNKNOWN:
		break;
	}
	return "unknown";
}

struct term *
job_term(struct job *job, enum term_name name, double bytes, const char *format,
    ...)
{
	static const enum fact_id none[1];
	struct estimate *e = job->e;
	struct term *term;
	va_list ap;

	if (!(bytes >= 1) || e->term_count == TERM_LIMIT)
		return NULL;
	term = &e->terms[e->term_count++];
	term->name = name;
	term->bytes = bytes;
	va_start(ap, format);
	term->formula = arena_vprintf(job->w->arena, format, ap);
	va_end(ap);
	term_because(term, 0, none);
	job->sum[name] += bytes;
	return term;
}

void
term_because(struct term *term, size_t count, const enum fact_id *ids)
{
	if (term == NULL)
		return;
	term->fact_count = 0;
	for (size_t i = 0; i < count && i < TERM_FACTS; i++)
		term->facts[term->fact_count++] = ids[i];
}

double
job_sum(const struct job *job)
{
	double sum = 0;

	for (size_t i = 0; i < TERM_COUNT; i++)
		sum += job->sum[i];
	return sum;
}

bool
job_unknown(struct job *job, enum fact_id missing, const char *format, ...)
{
	struct estimate *e = job->e;
	va_list ap;

	memset(e, 0, sizeof(*e));
	va_start(ap, format);
	e->reason = arena_vprintf(job->w->arena, format, ap);
	va_end(ap);
	e->missing = missing;
	return false;
}

bool
job_lacks(struct job *job, enum fact_id missing)
{
	const struct fact *fact = workload_fact(job->w, missing);
	const struct fact *model = workload_fact(job->w, F_MODEL_ID);
	const char *name = fact_rows[missing].name;

	if (strncmp(name, "model.", 6) == 0 && fact->state == FACT_ABSENT &&
	    !fact_known(job->w, F_MODEL_ID) &&
	    !fact_known(job->w, F_MODEL_LAYERS))
		return job_unknown(job, F_MODEL_ID, "model.id is not known: %s",
		    model->state == FACT_UNKNOWN && *model->reason
			? model->reason
			: "the file names no model");
	if (fact->state == FACT_UNKNOWN && fact->reason != NULL)
		return job_unknown(job, missing, "%s is not known: %s", name,
		    fact->reason);
	return job_unknown(job, missing, "%s is not known", name);
}

const char *
count_text(const struct job *job, double count)
{
	char buffer[32];

	return arena_string(job->w->arena, number_count(count, buffer));
}

const char *
size_text(const struct job *job, double bytes)
{
	char buffer[32];

	return arena_string(job->w->arena, number_size(bytes, buffer));
}
