/*
 * image: what a container image's reference says of what is inside.
 *
 * For the dialects that name images.  Tags are read where their form is the
 * publisher's own; the rest is the catalogue's.
 */

#ifndef GPULINT_IMAGE_H
#define GPULINT_IMAGE_H

#include "catalog/catalog.h"
#include "workload/workload.h"

/* registry/path/name:tag@digest */
struct image {
	const char *repository; /* without docker.io/ and library/ */
	const char *name; /* the repository's last part */
	const char *tag; /* "" where there is none */
	const char *digest; /* "" where there is none */
};

/* False for what is no reference: empty, blanks inside, unresolved. */
bool image_parse(struct image *image, const char *text, struct arena *arena);

/* What serving engine the image is published for, or NULL. */
const char *image_engine(const struct image *image);

/* The version in a tag that starts with one (v0.6.3, 2.4.0-rocm), or NULL. */
const char *image_version(const struct image *image, struct arena *arena);

/* cpu, rocm, gaudi, xpu, neuron, tpu: what the name or the tag says it is
 * built for; NULL where it says nothing or CUDA. */
const char *image_platform(const struct image *image);

/* True of images of serving engines and GPU frameworks of any kind. */
bool image_is_evidence(const struct image *image);

/* Set env.image, env.cuda, env.torch, env.python, framework.version from a
 * reference standing at origin. */
void image_facts(struct workload *w, const struct catalog *catalog,
    const char *text, const struct origin *origin);

#endif
