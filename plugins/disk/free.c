#include "disk.h"

const struct gpulint_fact *
disk_free(struct gpulint_pass *pass)
{
	const struct gpulint_fact *free =
	    gpulint_fact(pass, "target.disk_free");

	return gpulint_known(free) ? free : gpulint_fact(pass, "host.disk");
}

const struct gpulint_fact *
disk_free_for_saves(struct gpulint_pass *pass)
{
	const struct gpulint_fact *free = disk_free(pass);
	const struct gpulint_fact *own = gpulint_fact(pass, "host.save_disk");

	return free == gpulint_fact(pass, "host.disk") &&
		       (gpulint_known(own) || gpulint_unknown_fact(own))
		   ? own
		   : free;
}
