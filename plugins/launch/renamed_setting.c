/* renamed-setting: a key that newer releases know by another name, or not. */

#include "conflict.h"
#include "launch.h"

/*
 * The release that will read the file is seldom known, so most of these are
 * notes and their edits are not safe: an older one may not know the new name.
 */
static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "renamed-setting");
}

const struct gpulint_check renamed_setting = {
	.id = "renamed-setting",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
