#include "disk.h"

const struct gpulint_fact *
disk_free(struct gpulint_pass *pass)
{
	const struct gpulint_fact *free =
	    gpulint_fact(pass, "target.disk_free");

	return gpulint_known(free) ? free : gpulint_fact(pass, "host.disk");
}
