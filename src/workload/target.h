/*
 * target: the machine a workload must run on, as target.* facts.
 *
 * Order of authority: command line, the config itself, the project file by
 * path, whose system is laid over no job for a cluster or a cloud.  A GPU name
 * that covers several cards takes the smallest and says so.  target.vram
 * follows from the catalogue's usable memory; an instance type gives the GPU,
 * their number, RAM, CPUs and disk.
 */

#ifndef GPULINT_TARGET_H
#define GPULINT_TARGET_H

#include "catalog/catalog.h"
#include "workload/workload.h"

/* Facts for target.* and any --set, in the order given. */
struct target {
	struct fact facts[FACT_COUNT];
	bool given[FACT_COUNT];
	struct lib *libs; /* --set env.lib.NAME=VERSION */
};

void target_init(struct target *target);

/* name is a fact name ("target.gpu"), "env.lib.NAME", or a bare key of a
 * target mapping ("gpu"); text the value in a person's words ("os" takes
 * "ubuntu 22.04" too).  Of two under one name the later stays, unless it has
 * the lower origin. */
bool target_set(struct target *target, const char *name, const char *text,
    const struct origin *origin, struct arena *arena, struct error *err);

/* A mapping as .gpulint.yaml, --target FILE and gpulint probe write it:
 * gpu, gpus, nodes, driver, cuda, os, arch, ram, cpus, shm, disk_free,
 * mount, vram, instance.  Unknown keys are errors with "did you mean". */
bool target_read(struct target *target, struct source *source,
    const struct node *mapping, enum origin_kind kind, struct arena *arena,
    struct error *err);

/* An operating system in a person's words: "ubuntu 22.04" is linux with
 * version "ubuntu 22.04", "wsl2", "windows 11", "macos 14".  version is NULL
 * where none is said.  False for a system nobody knows. */
bool os_parse(const char *text, const char **os, const char **version,
    struct arena *arena);

/* Lay the target over the workload, resolve target.gpu to the catalogue's
 * name, fill target.vram, and complete the workload again.  False for a GPU
 * nobody knows, with "did you mean" in the error; only a name given by option
 * or project is refused so, one from a config becomes unknown. */
bool target_apply(const struct target *target, struct workload *w,
    const struct catalog *catalog, struct error *err);

/* The workload as it would be on another GPU, its own one forgotten: a copy
 * that allocates from the arena.  False for a GPU nobody knows. */
bool target_move(struct workload *copy, const struct workload *w,
    const char *gpu, struct arena *arena, const struct catalog *catalog,
    struct error *err);

#endif
