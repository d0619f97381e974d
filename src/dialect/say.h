/*
 * say: the parts of wording: by keys of the file, by flags of its command.
 *
 * Each adds to the words what an edit would have to write, and is false where
 * it knows no way; the count may then have grown.
 */

#ifndef GPULINT_SAY_H
#define GPULINT_SAY_H

#include "dialect/wording.h"

struct words {
	const struct dialects *dialects;
	const struct workload *w;
	const struct workload_link *link; /* the file they go to, or NULL */
	struct wording *out;
	size_t count;
};

/* A number where it stands; false where the file holds another. */
bool say_in_place(struct words *words, enum fact_id id, const char *text);

/* One key; "[item]" is a list that has to hold the item. */
bool say_key(struct words *words, const char *key, const char *text);

/* By what the dialect's data file writes; a switch that says what now changes
 * is turned off. */
bool say_keys(struct words *words, const struct dialect *dialect,
    enum fact_id id, const char *value);

/* Settings of an engine in a mapping: its flags, spelt as the file does. */
bool say_settings(struct words *words, const struct dialect *dialect,
    enum fact_id id, const char *value);

/* A flag in its place, or one more on the command line. */
bool say_flags(struct words *words, const struct dialect *dialect,
    enum fact_id id, const char *value);

/* One more wording, for the file that the words go to; NULL where there are
 * WORDING_LIMIT. */
struct wording *say_add(struct words *words, enum wording_place place,
    const char *key, const char *text);

/* What a dialect writes for the fact, or NULL; its text for the value. */
const struct writing *say_row(const struct dialect *dialect, enum fact_id id,
    const char *value);
const char *say_filled(const struct workload *w, const char *text,
    const char *value);

/* The name of a flag or of a variable, as it is written. */
const char *say_flag_name(const struct workload *w,
    const struct origin *origin);

/* Whether a fact is written in that file, in the workload's own. */
bool is_stated_in(const struct source *source, const struct fact *fact);
bool is_stated_here(const struct workload *w, const struct fact *fact);

/* Nodes of flags are made for the map, and hang on no tree. */
bool is_from_flag(const struct origin *origin);

bool is_number_fact(enum fact_id id);

#endif
