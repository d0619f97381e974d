/* word: words among words, for names that are compared to the letter. */

#ifndef GPULINT_WORD_H
#define GPULINT_WORD_H

#include <stdbool.h>

/* Whether the text is one of the words, which a NULL ends. */
bool word_is_among(const char *text, const char *const *words);

/* Whether the text ends so. */
bool word_ends(const char *text, const char *end);

#endif
