/* merge: a job that merges an adapter into a model, in RAM. */

#include "merge.h"

#include <string.h>

double
merge_bytes(struct gpulint_pass *pass)
{
	const struct gpulint_node *root = gpulint_root(pass);
	const char *device = gpulint_scalar(gpulint_get(root, "export_device"));

	if (strcmp(gpulint_dialect(pass), "llamafactory") != 0 ||
	    gpulint_get(root, "export_dir") == NULL ||
	    gpulint_get(root, "adapter_name_or_path") == NULL ||
	    gpulint_known(gpulint_fact(pass, "quant.method")) ||
	    (*device != '\0' && strcmp(device, "cpu") != 0))
		return 0;
	return 2 * gpulint_number(gpulint_fact(pass, "model.params"));
}
