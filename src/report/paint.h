/* paint: the colours and links of a terminal, or nothing at all. */

#ifndef GPULINT_PAINT_H
#define GPULINT_PAINT_H

#include "report/report.h"

enum paint {
	PAINT_ERROR,
	PAINT_WARNING,
	PAINT_NOTE,
	PAINT_HELP,
	PAINT_STRONG,
	PAINT_FAINT,
	PAINT_GUTTER
};

void paint_on(struct text *out, const struct style *style, enum paint paint);
void paint_off(struct text *out, const struct style *style);

/* A whole string in one colour; it must be printable already. */
void paint_add(struct text *out, const struct style *style, enum paint paint,
    const char *s);

enum paint paint_of(enum severity severity);

/* A rule's name, linked to its manual page. */
void paint_rule(struct text *out, const struct style *style,
    const struct card *card);

#endif
