#include "command/installs.h"

#include "base/word.h"

#include <ctype.h>
#include <string.h>

enum { NAME_LIMIT = 64 };

/* The end of the command that begins at words[i]. */
static size_t
command_end(const struct shell_words *words, size_t i)
{
	while (i < words->count && !words->items[i].ends)
		i++;
	return i;
}

/* pip install, uv pip install, python3 -m pip install: where the packages
 * begin, or 0. */
static size_t
packages_of(const struct shell_words *words, size_t from, size_t to)
{
	static const char *const pips[] = { "pip", "pip3", NULL };

	for (size_t i = from; i + 1 < to; i++)
		if (word_is_among(words->items[i].text, pips) &&
		    strcmp(words->items[i + 1].text, "install") == 0)
			return i + 2;
	return 0;
}

/* trl==0.9.6, trl[peft]==0.9.6: one release and no other. */
static void
read_package(struct workload *w, const struct shell_word *word)
{
	static const char *const wanted[] = { "trl", "transformers", NULL };
	struct origin origin = shell_word_origin(word);
	const char *text = word->text, *at = strstr(text, "==");
	size_t length = strcspn(text, "[=");
	char name[NAME_LIMIT];

	if (word->unresolved || !at || length >= sizeof(name) ||
	    !isdigit((unsigned char)at[2]) || strpbrk(at, "*,;<>! "))
		return;
	memcpy(name, text, length);
	name[length] = '\0';
	if (word_is_among(name, wanted))
		workload_set_lib(w, name, at + 2, &origin);
}

/* trl sft ..., trl/scripts/sft.py, -m trl.scripts.sft. */
static bool
starts_trl(const struct shell_words *run)
{
	static const char *const programs[] = { "sft", "dpo", "kto", "reward",
		"grpo", NULL };

	for (size_t i = 0; i < run->count; i++) {
		const char *text = run->items[i].text;

		if (strncmp(text, "trl/scripts/", 12) == 0 ||
		    strstr(text, "/trl/scripts/") ||
		    strncmp(text, "trl.scripts.", 12) == 0 ||
		    (strcmp(text, "trl") == 0 && i + 1 < run->count &&
			word_is_among(run->items[i + 1].text, programs)))
			return true;
	}
	return false;
}

void
installs_read(struct workload *w, const struct shell_words *words,
    const struct shell_words *run)
{
	size_t end;

	if (!starts_trl(run))
		return;
	for (size_t from = 0; from < words->count; from = end + 1) {
		size_t i;

		end = command_end(words, from);
		i = packages_of(words, from, end);
		for (; i && i < end; i++)
			read_package(w, &words->items[i]);
	}
}
