#include "command/launch.h"

#include "base/word.h"
#include "command/launch_parts.h"
#include "link/mount.h"

#include <string.h>

struct source *
launch_source(const struct launch *l)
{
	struct source *source = l->words->items[l->from].source;

	return source ? source : l->shell->source;
}

const char *
launch_text(const struct launch *l, size_t i)
{
	const char *text = i < l->to ? l->words->items[i].text : "";
	const char *slash = strrchr(text, '/');

	return slash && i <= l->from + 2 ? slash + 1 : text;
}

bool
launch_value(const struct launch *l, const char *flag, size_t from, size_t to,
    struct shell_word *value)
{
	size_t n = strlen(flag);

	for (size_t i = from; i < to; i++) {
		const struct shell_word *word = &l->words->items[i];

		if (strncmp(word->text, flag, n) != 0)
			continue;
		if (word->text[n] == '=') {
			*value = shell_word_after(word, n + 1);
			return true;
		}
		if (!word->text[n] && i + 1 < to &&
		    strncmp(l->words->items[i + 1].text, "--", 2) != 0) {
			*value = l->words->items[i + 1];
			return true;
		}
	}
	return false;
}

static const struct tree *
open_path(const struct launch *l, const struct shell_word *word,
    const char *path)
{
	const struct tree *tree =
	    mount_open(l->reading, l->shell->mounts, path);

	if (!tree && *path != '/' && *path != '~')
		tree = reading_link(l->reading, word->source, path, NULL);
	return tree && tree->document_count &&
		       node_is(tree->documents[0], NODE_MAPPING)
		   ? tree
		   : NULL;
}

const struct tree *
launch_open(const struct launch *l, const struct shell_word *word)
{
	const char *path = word->text;
	const struct tree *tree = NULL;

	if (word->unresolved || !*path || !l->reading->root)
		return NULL;
	if (l->folder && *path != '/' && *path != '~')
		tree = open_path(l, word,
		    arena_printf(l->w->arena, "%s/%s", l->folder, path));
	/* a folder that is not here is often this repository's own clone */
	return tree ? tree : open_path(l, word, path);
}

size_t
launch_bare(const struct launch *l, size_t from)
{
	for (size_t i = from; i < l->to; i++) {
		const char *text = l->words->items[i].text;
		const char *before =
		    i > from ? l->words->items[i - 1].text : "";

		if (*text != '-' && !strchr(text, '=') &&
		    (*before != '-' || strchr(before, '=')))
			return i;
	}
	return 0;
}

static bool
is_script(const char *text)
{
	return word_ends(text, ".py");
}

size_t
launch_script(const struct launch *l)
{
	for (size_t i = l->from + 1; i < l->to; i++) {
		const char *before = l->words->items[i - 1].text;

		if (is_script(l->words->items[i].text))
			return i;
		if ((strcmp(before, "-m") == 0 ||
			strcmp(before, "--module") == 0) &&
		    strncmp(l->words->items[i].text, "torch.distributed", 17) !=
			0 &&
		    strcmp(l->words->items[i].text,
			"accelerate.commands.launch") != 0)
			return i;
	}
	return is_script(launch_text(l, l->from)) ? l->from : 0;
}

/* Commands that only speak of programs. */
static bool
is_talk(const struct launch *l)
{
	static const char *const words[] = { "echo", "pip", "pip3", "git",
		"apt-get", "apt", "printf", "ls", "cat", "curl", "wget",
		"export", "cp", "mkdir", "rm", "which", NULL };

	return word_is_among(launch_text(l, l->from), words) ||
	       (strcmp(launch_text(l, l->from), "conda") == 0 &&
		   strcmp(launch_text(l, l->from + 1), "run") != 0);
}

static bool
has_deepspeed_file(const struct workload *w)
{
	for (const struct workload_link *link = w->links; link;
	     link = link->next)
		if (node_get(link->root, "zero_optimization"))
			return true;
	return false;
}

/* accelerate's count of steps is the trainer's where that has none, and goes
 * nowhere without DeepSpeed, or beside a DeepSpeed file of the trainer's. */
static void
settle_accumulation(struct workload *w)
{
	struct fact *theirs = &w->facts[F_TRAIN_LAUNCHER_ACCUMULATION];

	if (!fact_known(w, F_TRAIN_LAUNCHER_ACCUMULATION))
		return;
	if (!fact_known(w, F_TRAIN_ACCUMULATION))
		workload_set(w, F_TRAIN_ACCUMULATION, theirs);
	else if (!has_deepspeed_file(w) &&
		 strncmp(fact_text(w, F_PARALLEL_SHARDING), "zero", 4) == 0)
		return;
	memset(theirs, 0, sizeof(*theirs));
}

static bool
read_command(const struct launch *l)
{
	size_t script = launch_script(l), end = 0;
	bool known, launched, told;

	if (is_talk(l))
		return false;
	known = program_read(l, &end);
	launched = launcher_read(l, known ? end : script ? script : l->to);
	told = known || (script && script_read(l, script));
	if (!told && !launched)
		return false;
	if (!told && script)
		script_view(l, script);
	if (l->w->kind == WORKLOAD_OTHER)
		l->w->kind = WORKLOAD_TRAIN;
	settle_accumulation(l->w);
	launcher_settle(l);
	return true;
}

/* cd train && torchrun ...: where relative paths start; a folder of the
 * image's own is nowhere here. */
static void
change_folder(struct launch *l)
{
	const struct shell_word *word = &l->words->items[l->from + 1];

	if (l->from + 2 != l->to || word->unresolved ||
	    strcmp(l->words->items[l->from].text, "cd") != 0)
		return;
	l->folder =
	    *word->text == '/' || *word->text == '~' || !l->folder
		? word->text
		: arena_printf(l->w->arena, "%s/%s", l->folder, word->text);
}

bool
launch_read(struct reading *reading, struct workload *w,
    const struct shell *shell, const struct shell_words *words)
{
	struct launch l = { .reading = reading,
		.w = w,
		.shell = shell,
		.words = words };

	for (; l.from < words->count; l.from = l.to + 1) {
		for (l.to = l.from;
		     l.to < words->count && !words->items[l.to].ends;)
			l.to++;
		if (l.from < l.to && read_command(&l))
			return true;
		if (l.from < l.to)
			change_folder(&l);
	}
	return false;
}
