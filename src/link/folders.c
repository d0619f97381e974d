#include "link/folders.h"

#include "base/memory_end.h"
#include "base/names.h"
#include "read/source.h"

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

bool
folders_is_config(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0 ||
			  strcmp(dot, ".json") == 0);
}

static bool
is_listed(const char *name)
{
	return folders_is_config(name) &&
	       strcmp(strrchr(name, '.'), ".json") != 0 &&
	       strlen(name) < NAME_LIMIT;
}

static bool
says_any(const struct source *source, const char *const *words)
{
	for (; *words; words++)
		if (memmem(source->bytes, source->size, *words, strlen(*words)))
			return true;
	return false;
}

static bool
is_mute(const char *folder, const char *name)
{
	static const char *const words[] = { ".yaml", ".yml", ".json",
		"distributed_type", NULL };
	struct error err = { "" };
	struct arena arena;
	const struct source *source;
	bool mute;

	arena_init(&arena);
	source = source_open(&arena,
	    arena_printf(&arena, "%s/%s", folder, name), &err);
	mute = !source || source->size > FOLDERS_SIZE_LIMIT ||
	       !says_any(source, words);
	arena_release(&arena);
	return mute;
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
		if (!is_listed(entry->d_name))
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
	for (size_t i = 0; i < n; i++)
		listing->files[i].mute = listing->files[i].plain &&
					 is_mute(real, listing->files[i].name);
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
