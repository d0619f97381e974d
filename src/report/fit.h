/*
 * fit: what a workload needs, laid out term by term.
 *
 * The command fills the rows; the two writers only read them.  Estimates are
 * one a target: what an engine takes depends on the GPU it runs on.
 */

#ifndef GPULINT_FIT_H
#define GPULINT_FIT_H

#include "fix/plan.h"
#include "report/report.h"

struct fit_target {
	const struct workload *workload; /* with that GPU as its target */
	const char *gpu; /* as it was written, or "24 GiB" */
	const char *card; /* the catalogue's name, or NULL */
	/* Cards of several sizes that bear the written name: card is then the
	 * smallest. */
	size_t covers;
	double usable; /* bytes that torch sees; 0 unknown */
	enum verdict verdict;
	struct estimate estimate; /* on that GPU */
	/* Of a named target that overflows or is tight, or NULL. */
	struct plan *plan;
	struct limits limits; /* of a named target */
};

struct fit_row {
	const struct workload *workload;
	struct estimate estimate; /* on the first target */
	struct doublings doublings; /* there, too */
	bool is_named; /* targets were asked for; else they are the ladder */
	struct fit_target *targets;
	size_t target_count;
	struct fit_target *ladder; /* of a named one, for people */
	size_t ladder_count;
	struct fit_row *next;
};

struct fit_look {
	struct style style;
	bool is_unicode; /* bars of blocks, not of # */
};

/*
 * fit_more.c: what stands below the table.  Assumptions are sentences, one a
 * figure that is known: what a reader has to believe with it.
 */
enum { FIT_ASSUMPTIONS = 6 };

size_t fit_assumptions(const struct fit_row *row,
    const char *out[FIT_ASSUMPTIONS]);
void fit_write_limits(struct text *out, const struct fit_target *target);
void fit_write_doublings(struct text *out, const struct fit_row *row);
void fit_write_host(struct text *out, const struct fit_row *row,
    const struct fit_look *look);

/* fit_plan.c: what would make it fit. */
void fit_write_plan(struct text *out, const struct fit_target *target,
    const struct fit_look *look);
void fit_add_plan(struct text *out, const struct fit_target *target);

/* fit_terms.c: what the memory is for.  A text or a size in so many columns,
 * the one to the left, the other to the right. */
void fit_write_terms(struct text *out, const struct fit_row *row,
    const struct fit_look *look);
void fit_pad(struct text *out, const char *s, size_t columns);
void fit_pad_size(struct text *out, double bytes, int columns);

/* gpulint-fit/1 */
void fit_write_json(struct text *out, const struct fit_row *rows);

void fit_write_text(struct text *out, const struct fit_row *rows,
    const struct fit_look *look);

#endif
