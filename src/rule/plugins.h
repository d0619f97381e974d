/*
 * plugins: the shared objects that bring checks.
 *
 * They come from the folder this gpulint was installed to, from the build
 * tree when it is the one that was just built, and from --plugin; never from
 * the linted files, the working directory or the environment.  What does not
 * match the host, or could have been changed by somebody else, is refused
 * with its reason before any of its code is called.
 */

#ifndef GPULINT_PLUGINS_H
#define GPULINT_PLUGINS_H

#include "plugin.h"
#include "rule/card.h"

struct plugin {
	const char *path;
	const char *name;
	void *handle;
	const struct gpulint_plugin *descriptor;
	const struct card **cards; /* of each check, in its order */
	size_t check_count;
	struct plugin *next;
};

struct plugins {
	struct plugin *first, **last;
	struct arena *arena;
};

void plugins_init(struct plugins *plugins, struct arena *arena);
void plugins_release(struct plugins *plugins);

/* Load one file; false with the reason when it is refused. */
bool plugins_add(struct plugins *plugins, const char *path,
    const struct cards *cards, struct error *err);

/*
 * Load those that belong to this program: of the build tree where the file
 * .gpulint-build lies beside it, of PLUGINDIR otherwise.  Goes on after one
 * that is refused; false when any was, with the first reason.
 */
bool plugins_add_own(struct plugins *plugins, const struct cards *cards,
    struct error *err);

/* False, with the reason, where somebody else than its owner (root or this
 * user) may write a file or the folder it lies in. */
bool plugin_is_guarded(const char *path, struct error *err);

#endif
