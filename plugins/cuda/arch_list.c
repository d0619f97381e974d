/* arch_list: an image's own build compiles kernels for a list of cards, and the
 * target is not among them.
 *
 * TORCH_CUDA_ARCH_LIST of torch.utils.cpp_extension (pytorch/pytorch torch/
 * utils/cpp_extension.py, _get_cuda_arch_flags): "8.0;8.6+PTX", with blanks as
 * well; +PTX goes on to later cards.
 */

#include "cuda.h"
#include "words.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Numbers alone: names of generations, variables and templates are not
 * judged. */
static bool
is_list(const char *value)
{
	bool starts = true;

	for (; *value != '\0'; value++) {
		if (strchr(";, ", *value) != NULL) {
			starts = true;
			continue;
		}
		if (starts && !isdigit((unsigned char)*value))
			return false;
		starts = false;
	}
	return !starts;
}

static void
judge(struct gpulint_pass *pass, const struct gpulint_node *node,
    const char *value, const char *gpu, const char *compute)
{
	struct gpulint_finding *finding;

	if (!is_list(value) || strstr(value, "PTX") != NULL ||
	    capability_among(value, compute))
		return;
	finding = word_report(pass, node, value,
	    gpulint_format(pass,
		"kernels are compiled for compute capability %s; %s has %s",
		value, gpu, compute));
	gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related(finding, gpulint_fact(pass, "target.gpu"), "%s", gpu);
	gpulint_help(finding, "add %s to the list", compute);
}

void
arch_list_judge(struct gpulint_pass *pass, const char *gpu, const char *compute)
{
	struct variable argument;

	for (size_t i = 0; build_argument_at(pass, i, &argument); i++)
		if (strcasecmp(argument.name, "TORCH_CUDA_ARCH_LIST") == 0) {
			judge(pass, argument.node, argument.value, gpu,
			    compute);
			return;
		}
}
