/* container_written: the files that a script writes before it runs what reads
 * them: cat > ds.json <<EOF, tee ds.json <<EOF. */

#include "deploy/container.h"

#include <string.h>

/* Where the words of one command send what they read, or NULL. */
static const struct shell_word *
written_file(const struct shell_word *words, size_t count)
{
	bool tee = strcmp(words->text, "tee") == 0;

	for (size_t i = 1; i < count; i++) {
		const char *text = words[i].text;

		if (*text == '>') {
			if (strspn(text, ">") < words[i].length)
				return &words[i];
			return i + 1 < count ? &words[i + 1] : NULL;
		}
		if (tee && *text != '-' && *text != '<')
			return &words[i];
	}
	return NULL;
}

void
container_written(struct box *c, const struct shell_words *words)
{
	for (size_t from = 0, to; from < words->count; from = to + 1) {
		const struct shell_word *file, *here = NULL;

		for (to = from; to < words->count && !words->items[to].ends;
		     to++)
			if (words->items[to].here)
				here = &words->items[to];
		if (!here)
			continue;
		file = written_file(&words->items[from], to - from);
		if (file && !file->unresolved)
			container_text(c, file->text + strspn(file->text, "> "),
			    here->here, here->source);
	}
}
