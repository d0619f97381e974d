#include "fix/prove.h"

#include "fix/try.h"

void
fix_prove(struct run *run, struct file_report *file)
{
	struct proof proof = { .run = run, .of = file, .made = run->stand_ins };
	struct text made;

	text_init(&made);
	for (struct finding *f = file->findings; f != NULL; f = f->next) {
		struct fix **at = &f->fixes;

		while (!f->is_told && *at != NULL) {
			struct file_report *after =
			    fix_try(&proof, file, f, *at, &made);

			(*at)->proven = after != NULL;
			if (after != NULL)
				run_forget(run, after);
			if ((*at)->proven)
				at = &(*at)->next;
			else
				*at = (*at)->next;
		}
	}
	text_release(&made);
}
