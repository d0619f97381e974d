#include "run/told.h"

#include "base/names.h"
#include "base/text.h"

#include <limits.h>
#include <stdlib.h>

struct telling {
	struct names names; /* of the findings told so far */
	struct arena arena;
	struct text name;
	const struct source *source; /* whose real path this is */
	char real[PATH_MAX];
};

static const char *
real_path(struct telling *telling, const struct source *source)
{
	if (source != telling->source) {
		telling->source = source;
		if (realpath(source->path, telling->real) == NULL)
			telling->real[0] = '\0';
	}
	return telling->real[0] == '\0' ? source->path : telling->real;
}

/* Two findings of one name are one: what is said, how loudly, of which bytes
 * of which file. */
static const char *
name_of(struct telling *telling, const struct finding *f)
{
	text_clear(&telling->name);
	text_printf(&telling->name, "%s %d %u %u %s %s", f->card->name,
	    (int)f->severity, (unsigned)f->span.start, (unsigned)f->span.end,
	    f->message, real_path(telling, f->source));
	return text_string(&telling->name);
}

static void
tell(struct telling *telling, struct finding *f, bool is_own)
{
	const char *name = name_of(telling, f);

	f->is_told = !is_own && names_get(&telling->names, name) != NULL;
	if (!f->is_told)
		names_put(&telling->names, &telling->arena,
		    arena_string(&telling->arena, name), f);
}

static void
tell_all(struct telling *telling, const struct run *run, bool own)
{
	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next) {
		for (struct finding *f = file->findings; f != NULL;
		     f = f->next) {
			bool is_own = file->tree == NULL ||
				      f->source == file->tree->source;

			if (is_own == own && f->suppressed == NULL)
				tell(telling, f, is_own);
		}
	}
}

static bool
has_linked(const struct run *run)
{
	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next)
		if (file->linked_count > 0 && file->findings != NULL)
			return true;
	return false;
}

void
told_mark(struct run *run)
{
	struct telling telling = { .source = NULL };

	if (!has_linked(run))
		return;
	arena_init(&telling.arena);
	text_init(&telling.name);
	tell_all(&telling, run, true);
	tell_all(&telling, run, false);
	text_release(&telling.name);
	arena_release(&telling.arena);
}
