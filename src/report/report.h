/*
 * report: what was found, in the form that somebody reads.
 *
 * One file a format behind one struct.  Writers add to a text and touch
 * nothing else; what comes from a linted file is escaped for its format, so
 * that a config cannot drive a terminal, a log or a page.  Findings that a
 * comment silenced are written only where the format has a place for them.
 */

#ifndef GPULINT_REPORT_H
#define GPULINT_REPORT_H

#include "base/text.h"
#include "run/run.h"

struct style {
	bool color; /* escape sequences for colours may be written */
	bool hyperlinks; /* and those for links (OSC 8) */
	unsigned width; /* columns of the terminal; 0: it is none */
	bool show_unknown; /* what could not be judged, too */
	bool quiet; /* findings only, no summary */
};

struct reporter {
	const char *name; /* of --format */
	const char *summary; /* one clause, for --help */
	void (*write)(struct text *out, const struct run *run,
	    const struct style *style);
};

/* All formats, NULL-ended, in the order --help shows them. */
extern const struct reporter *const reporters[];

/* The format of that name, or NULL. */
const struct reporter *reporter_by_name(const char *name);

extern const struct reporter reporter_text, reporter_json, reporter_sarif,
    reporter_github, reporter_gitlab, reporter_junit, reporter_checkstyle,
    reporter_tap, reporter_rdjson;

/* The first finding from here on that no comment silenced and no other file
 * told, or NULL. */
const struct finding *finding_shown(const struct finding *finding);

/* A path as reports for machines spell it: without a leading "./". */
const char *path_plain(const char *path);

/* Add a size as "22.4 GiB", a number of things as "1 file", "2 files". */
void add_size(struct text *out, double bytes);
void add_plural(struct text *out, size_t count, const char *thing);

/* "2 errors, 1 note", or "No findings". */
void add_counts(struct text *out, const struct run *run);

/* True where the finding makes the exit status 1: at or above --fail-on. */
bool is_failure(const struct run *run, const struct finding *finding);

#endif
