/* What plugin.h promises about jobs that do not fit. */

#include "fix/beyond.h"
#include "fix/plan.h"
#include "rule/host.h"

#include <string.h>

static bool
is_estimated(struct gpulint_pass *pass)
{
	const struct estimate *estimate;

	estimate = pass == NULL ? NULL : pass_estimate(pass);
	return estimate != NULL && estimate->known;
}

const char *
gpulint_remedy(struct gpulint_pass *pass, double usable)
{
	const struct subject *subject;
	struct beyond beyond;
	struct plan plan;
	struct text out;
	const char *copy;

	if (!is_estimated(pass))
		return "";
	subject = pass->subject;
	text_init(&out);
	if (plan_best(&plan, subject->workload, subject->catalog,
		subject->dialects, usable)) {
		plan_print(&out, &plan);
	} else {
		beyond_look(&beyond, subject->workload, subject->catalog,
		    usable);
		text_add(&out, "no setting alone makes it fit; ");
		beyond_print(&out, &beyond);
	}
	copy = arena_string(subject->arena, text_string(&out));
	text_release(&out);
	return copy;
}

static void
offer(struct gpulint_finding *finding, const struct plan *plan)
{
	struct subject *subject = finding->pass->subject;
	struct fix made = { .edits = NULL };
	struct gpulint_fix *fix;
	struct text title;

	if (!plan_edit(&made, plan, subject->workload, finding->arena))
		return;
	text_init(&title);
	plan_print(&title, plan);
	fix = gpulint_fix(finding, plan->safe, "%s", text_string(&title));
	fix->fix.edits = made.edits;
	fix->fix.to_fit = true;
	text_release(&title);
}

/* The harmless one first: it is the one that --fix takes. */
void
gpulint_fix_to_fit(struct gpulint_finding *finding, double usable)
{
	const struct subject *subject;
	struct plan plan;

	if (finding == NULL || !is_estimated(finding->pass))
		return;
	subject = finding->pass->subject;
	if (plan_to_fit(&plan, subject->workload, subject->catalog,
		subject->dialects, usable, PLAN_SAFE))
		offer(finding, &plan);
	if (plan_to_fit(&plan, subject->workload, subject->catalog,
		subject->dialects, usable, PLAN_WORDED) &&
	    !plan.safe)
		offer(finding, &plan);
}
