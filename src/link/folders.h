/*
 * folders: which configs lie in a folder, asked of the file system once.
 *
 * Every file of a run looks into its own folder and those above: each of ten
 * thousand folders beside one another would list all of them.  Threads share
 * one.
 */

#ifndef GPULINT_FOLDERS_H
#define GPULINT_FOLDERS_H

#include "base/arena.h"

#include <stdbool.h>

enum {
	FOLDERS_FILES_LIMIT = 48, /* a folder of more is a collection */
	FOLDERS_SIZE_LIMIT = 128 * 1024 /* of a file */
};

/* True of *.yaml, *.yml and *.json: a mute file does not name it. */
bool folders_is_config(const char *name);

/* A file of a folder; a plain one is where its folder is.  A mute one names
 * no *.yaml, *.yml or *.json and is no file of accelerate's, and no edit of
 * ours makes it one that does. */
struct folder_entry {
	const char *name;
	bool plain;
	bool mute;
};

/* By name, so that the answer is the same on every machine. */
struct listing {
	struct folder_entry files[FOLDERS_FILES_LIMIT];
	size_t count; /* 0: none, or too many */
};

struct folders;

struct folders *folders_new(void);
void folders_free(struct folders *folders);

/* The *.yaml and *.yml files of a folder, given by its real path; with
 * folders NULL they are listed for this call alone, in the arena.  What is
 * over FOLDERS_SIZE_LIMIT is mute. */
const struct listing *folders_list(struct folders *folders, struct arena *arena,
    const char *real);

#endif
