#include "link/folders.h"

#include "base/memory_end.h"
#include "base/names.h"

#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_LIMIT = 200 };

struct folders {
	pthread_mutex_t lock;
	struct arena arena;
	struct names listings; /* by real path */
};

struct folders *
folders_new(void)
{
	struct folders *folders = calloc(1, sizeof(*folders));

	if (folders == NULL)
		memory_end(sizeof(*folders));
	pthread_mutex_init(&folders->lock, NULL);
	arena_init(&folders->arena);
	return folders;
}

void
folders_free(struct folders *folders)
{
	if (folders == NULL)
		return;
	pthread_mutex_destroy(&folders->lock);
	arena_release(&folders->arena);
	free(folders);
}

static bool
is_config(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0) &&
	       strlen(entry->d_name) < NAME_LIMIT;
}

static int
by_name(const void *a, const void *b)
{
	const struct folder_entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static struct listing *
list(struct arena *arena, const char *real)
{
	struct listing *listing = arena_alloc(arena, sizeof(*listing));
	DIR *dir = opendir(real);
	const struct dirent *entry;
	size_t n = 0;

	while (dir && n <= FOLDERS_FILES_LIMIT && (entry = readdir(dir))) {
		if (!is_config(entry))
			continue;
		if (n < FOLDERS_FILES_LIMIT) {
			listing->files[n].name =
			    arena_string(arena, entry->d_name);
			listing->files[n].plain = entry->d_type == DT_REG;
		}
		n++;
	}
	if (dir)
		closedir(dir);
	if (n == 0 || n > FOLDERS_FILES_LIMIT)
		return listing;
	listing->count = n;
	qsort(listing->files, n, sizeof(*listing->files), by_name);
	return listing;
}

const struct listing *
folders_list(struct folders *folders, struct arena *arena, const char *real)
{
	struct listing *listing;

	if (folders == NULL)
		return list(arena, real);
	pthread_mutex_lock(&folders->lock);
	listing = names_get(&folders->listings, real);
	if (listing == NULL) {
		listing = list(&folders->arena, real);
		names_put(&folders->listings, &folders->arena,
		    arena_string(&folders->arena, real), listing);
	}
	pthread_mutex_unlock(&folders->lock);
	return listing;
}
