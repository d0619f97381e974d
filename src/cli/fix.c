/* Fixes of gpulint check: tried, printed as a patch, written. */

#include "cli/cli.h"

#include "fix/diff.h"
#include "fix/prove.h"
#include "fix/write.h"

static bool
has_fixes(const struct file_report *file)
{
	for (const struct finding *f = file->findings; f != NULL; f = f->next) {
		if (f->fixes != NULL)
			return true;
	}
	return false;
}

/* Patch or write one file; how many fixes that were. */
static size_t
fix_file(const struct cli *cli, struct run *run, struct file_report *file,
    struct text *out)
{
	const struct source *source = file->tree->source;
	struct file_report *after;
	struct error err = { "" };
	struct text bytes;
	size_t count;

	text_init(&bytes);
	count = fix_apply(run, file, cli->unsafe_fixes, &bytes, &after);
	if (count > 0 && cli->diff) {
		diff_unified(out, file->path, source->bytes, source->size,
		    text_string(&bytes), bytes.length);
	} else if (count > 0) {
		if (write_atomic(source, text_string(&bytes), bytes.length,
			&err)) {
			run_settle(run, file, after);
		} else {
			run_complain(run, err.text);
			count = 0;
		}
	}
	text_release(&bytes);
	return count;
}

size_t
cli_fix(const struct cli *cli, struct run *run, struct text *out)
{
	size_t count = 0;

	for (struct file_report *file = run->files; file != NULL;
	     file = file->next) {
		if (file->tree == NULL || !has_fixes(file))
			continue;
		fix_prove(run, file);
		if (cli->fix || cli->diff)
			count += fix_file(cli, run, file, out);
	}
	return count;
}
