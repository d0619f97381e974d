/* lfs-keeps-twice: a model that git clones takes its size twice. */

#include "disk.h"
#include "words.h"

#include <string.h>

enum { CLONES_LIMIT = 64 };

static const char hub[] = "https://huggingface.co/";

/* What a script that clones from the Hub is asked with. */
struct clone {
	struct gpulint_pass *pass;
	const struct gpulint_fact *disk; /* NULL: not known */
};

/* "git clone [OPTION...] URL": the URL, or NULL. */
static const char *
cloned(const char *p)
{
	static const char blanks[] = " \t";

	for (;;) {
		p += strspn(p, blanks);
		if (strncmp(p, hub, sizeof(hub) - 1) == 0)
			return p;
		if (*p != '-')
			return NULL;
		p += strcspn(p, " \t\r\n");
		/* the value of --depth 1, --branch main */
		p += strspn(p, blanks);
		if (*p != '-' && strncmp(p, "http", 4) != 0)
			p += strcspn(p, " \t\r\n");
	}
}

/* The files of the model, where it is the job's own; 0 unknown. */
static double
size_of(struct gpulint_pass *pass, const char *id)
{
	return gpulint_is(gpulint_fact(pass, "model.id"), id)
		   ? gpulint_figure(pass, "download_bytes")
		   : 0;
}

static void
report(const struct clone *clone, const struct gpulint_node *text,
    const char *url)
{
	struct gpulint_pass *pass = clone->pass;
	const char *id = url + sizeof(hub) - 1;
	double bytes = size_of(pass, id), room = gpulint_number(clone->disk);
	bool is_full =
	    bytes > 0 && gpulint_known(clone->disk) && 2 * bytes > room;
	struct gpulint_finding *finding;

	finding = gpulint_report_word(pass, text, url,
	    "git keeps the files of %s twice, in .git/lfs and beside it%s", id,
	    is_full
		? gpulint_format(pass, ": %s of %s",
		      gpulint_size(pass, 2 * bytes), gpulint_size(pass, room))
		: "");
	if (is_full)
		gpulint_related(finding, clone->disk, "%s",
		    gpulint_size(pass, room));
	else
		gpulint_lower(finding, GPULINT_NOTE);
	if (strncmp(id, "datasets/", 9) == 0)
		gpulint_help(finding,
		    "use hf download %s --repo-type dataset --local-dir DIR",
		    id + 9);
	else
		gpulint_help(finding, "use hf download %s --local-dir DIR", id);
}

/* git-lfs/git-lfs docs/man/git-lfs-dedup.adoc: the work tree's files are
 * copies of .git/lfs/objects. */
static void
read_text(void *data, const struct gpulint_node *text)
{
	static const char command[] = "git clone";
	const struct clone *clone = data;
	const char *s = gpulint_scalar(text), *p = s, *url;

	if (strstr(s, "GIT_LFS_SKIP_SMUDGE") != NULL ||
	    strstr(s, "lfs dedup") != NULL)
		return;
	for (int i = 0; i < CLONES_LIMIT && (p = strstr(p, command)) != NULL;
	     i++) {
		p += sizeof(command) - 1;
		url = word_is_comment(s, p) ? NULL : cloned(p);
		if (url != NULL &&
		    strncmp(url + sizeof(hub) - 1, "spaces/", 7) != 0)
			report(clone, text, word_at(clone->pass, url));
	}
}

static void
run(struct gpulint_pass *pass)
{
	struct clone clone = { .pass = pass };
	const char *value;

	if (variable_find(pass, "GIT_LFS_SKIP_SMUDGE", &value) != NULL)
		return;
	clone.disk = disk_free(pass);
	texts_each(gpulint_root(pass), &clone, read_text);
}

const struct gpulint_check lfs_keeps_twice = {
	.id = "lfs-keeps-twice",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
