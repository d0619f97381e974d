/* cuda: driver, CUDA, libraries and GPU that do not go together.  One file a rule. */

#ifndef GPULINT_CUDA_H
#define GPULINT_CUDA_H

#include "plugin.h"

extern const struct gpulint_check driver_too_old;
extern const struct gpulint_check unsupported_dtype;
extern const struct gpulint_check arch_not_in_wheel;
extern const struct gpulint_check gpu_too_old;
extern const struct gpulint_check software_kernels;
extern const struct gpulint_check tf32_before_ampere;
extern const struct gpulint_check auto_dtype_before_ampere;
extern const struct gpulint_check torch_companions_mismatch;
extern const struct gpulint_check torch_build_missing;
extern const struct gpulint_check cuda_suffix_mismatch;
extern const struct gpulint_check python_outside_torch;
extern const struct gpulint_check library_wants_other_torch;
extern const struct gpulint_check bitsandbytes_without_cuda;
extern const struct gpulint_check toolkit_newer_than_driver;
extern const struct gpulint_check wrong_vendor;
extern const struct gpulint_check cudnn_mismatch;
extern const struct gpulint_check rocm_arch_missing;

/* Whether machine code for a list of capabilities, "8.0;8.6", runs on one: on
 * the same major, and the same or a later minor. */
bool capability_among(const char *archs, const char *compute);

/* On a node, or on a word of its text unless that is NULL: what needs a compute
 * capability, least or newer, that the target's card does not have. */
struct gpulint_finding *capability_report(struct gpulint_pass *pass,
    const struct gpulint_node *node, const char *word, const char *what,
    const char *least);

/* arch-not-in-wheel, of releases of PyTorch whose build is not known, where no
 * build has the card. */
void releases_judge(struct gpulint_pass *pass, const char *gpu,
    const char *compute);

/* arch-not-in-wheel, of what an image's own build is compiled for. */
void arch_list_judge(struct gpulint_pass *pass, const char *gpu,
    const char *compute);

/* unsupported-dtype, of keys beside the precision. */
void keys_judge(struct gpulint_pass *pass, const char *compute);

/* A key, all of it or its end, and the value (of fnmatch(3)) that asks for
 * something that older cards do not have. */
struct wish {
	const char *key, *value;
	const char *minimum; /* compute capability */
	const char *what, *instead;
};

/* NULL where that asks for nothing; a report of one, as a warning. */
const struct wish *wish_of(const char *key, const char *value);
void wish_report(struct gpulint_pass *pass, const struct wish *wish,
    const struct gpulint_node *node, const char *word);

/* unsupported-dtype, of training code that is nobody's framework. */
void own_code_judge(struct gpulint_pass *pass, const char *compute);

/* unsupported-dtype, of commands and variables that no dialect understands. */
void own_commands_judge(struct gpulint_pass *pass, const char *compute);

/* unsupported-dtype, of the components of a model of images. */
void components_judge(struct gpulint_pass *pass, const char *compute);

#endif
