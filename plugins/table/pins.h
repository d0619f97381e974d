/* pins: what one environment installs, each package at one version. */

#ifndef GPULINT_PINS_H
#define GPULINT_PINS_H

#include "plugin.h"

enum { PINS_LIMIT = 64, ENVIRONMENTS_LIMIT = 16 };

struct pin {
	const char *name, *version; /* "torch", "2.5.1+cu124" */
	const struct gpulint_node *node; /* that says so */
	const char *word; /* as it stands in the node: "torch==2.5.1" */
	bool is_condas; /* conda installs it, not pip */
};

/*
 * A conda file, or one pip or conda install command of a script: what is
 * installed together.  A package that is named twice counts as last said.
 */
struct environment {
	struct pin pins[PINS_LIMIT];
	struct pin loose[PINS_LIMIT]; /* without an upper bound; no version */
	size_t count, loose_count;
	struct pin most; /* the newest release that a range allows torch:
			  * "2.5" of "torch>=2.4,<2.6"; no name: none */
	const char
	    *variant; /* "cu124", of the only index, of pytorch-cuda, or of
			      * cudatoolkit in a command */
	struct pin index; /* where that is said; version is CUDA's; its name is
			   * "address" where no command is there */
	bool is_conda; /* conda's packages: it takes CUDA by the driver where
			* nothing names one */
	bool is_file; /* a list in a file: env.* facts are of it */
	bool has_index; /* any index beside PyPI, or a file of them */
	bool is_bounded; /* something else than PyPI has a say in versions */
	bool is_open; /* which build of torch comes, an index decides that is
		       * not known */
};

/* The environments of the workload, at most ENVIRONMENTS_LIMIT. */
size_t environments_read(struct gpulint_pass *pass,
    struct environment environments[ENVIRONMENTS_LIMIT]);

/* Call judge with each of them. */
void environments_each(struct gpulint_pass *pass,
    void (*judge)(struct gpulint_pass *pass, const struct environment *e));

/* The pin of a package, or NULL. */
const struct pin *environment_pin(const struct environment *e,
    const char *name);

/* The same, or where it is named without a version, or with a least one: what
 * is installed then is the newest that fits the rest.  NULL for neither. */
const struct pin *environment_package(const struct environment *e,
    const char *name);

/* The first of names, which a NULL ends, that is such a package, or NULL. */
const struct pin *environment_any(const struct environment *e,
    const char *const *names);

/* "2.5.1" of "2.5.1+cu124"; "cu124", or NULL. */
const char *pin_release(struct gpulint_pass *pass, const struct pin *pin);
const char *pin_variant(const struct pin *pin);

/* The build of torch as the catalogue has it, "2.5.1+cu124", from its own
 * suffix or the index; plain where pip takes the default; "" for none. */
const char *environment_torch(struct gpulint_pass *pass,
    const struct environment *e);

/* Replace a pin's version, and nothing else of its word. */
void pin_replace(struct gpulint_pass *pass, struct gpulint_fix *fix,
    const struct pin *pin, const char *version);

#endif
