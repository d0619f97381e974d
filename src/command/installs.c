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

/* trl==0.9.6, trl[peft]==0.9.6: one release and no other; NULL for what is
 * none of the packages. */
static const char *
release_of(const struct shell_word *word, const char *const *packages,
    char name[NAME_LIMIT])
{
	const char *text = word->text, *at = strstr(text, "==");
	size_t length = strcspn(text, "[=");

	if (word->unresolved || !at || length >= NAME_LIMIT ||
	    !isdigit((unsigned char)at[2]) || strpbrk(at, "*,;<>! "))
		return NULL;
	memcpy(name, text, length);
	name[length] = '\0';
	return word_is_among(name, packages) ? at + 2 : NULL;
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

/* The next word that is a package with its release, from words[*at] on. */
static const struct shell_word *
next_package(const struct shell_words *words, size_t *at,
    const char *const *packages, char name[NAME_LIMIT])
{
	for (size_t from = 0, end; from < words->count; from = end + 1) {
		size_t i;

		end = command_end(words, from);
		i = packages_of(words, from, end);
		if (!i || end <= *at)
			continue;
		for (i = i < *at ? *at : i; i < end; i++) {
			if (!release_of(&words->items[i], packages, name))
				continue;
			*at = i + 1;
			return &words->items[i];
		}
	}
	return NULL;
}

void
installs_read(struct workload *w, const struct shell_words *words,
    const struct shell_words *run)
{
	static const char *const trainers[] = { "trl", "transformers", "peft",
		"accelerate", "bitsandbytes", "deepspeed", "unsloth",
		"llamafactory", "llmtuner", NULL };
	const char *const *wanted = trainers + !starts_trl(run);
	const struct shell_word *word;
	char name[NAME_LIMIT];
	size_t at = 0;

	while ((word = next_package(words, &at, wanted, name))) {
		struct origin origin = shell_word_origin(word);

		workload_set_lib(w, name, release_of(word, wanted, name),
		    &origin);
	}
}

void
installs_engine(struct workload *w, const struct shell_words *words,
    const char *package)
{
	const char *const wanted[] = { package, NULL };
	const struct shell_word *word;
	struct origin origin;
	char name[NAME_LIMIT];
	size_t at = 0;

	word = next_package(words, &at, wanted, name);
	if (!word)
		return;
	origin = shell_word_origin(word);
	workload_set_text(w, F_FRAMEWORK_VERSION,
	    release_of(word, wanted, name), &origin);
}
