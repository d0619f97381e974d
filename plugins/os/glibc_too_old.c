/* glibc-too-old: the system's C library is older than a wheel needs. */

#include "conflict.h"
#include "os.h"

static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "glibc-too-old");
}

const struct gpulint_check glibc_too_old = {
	.id = "glibc-too-old",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
