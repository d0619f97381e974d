#include "report/paint.h"

static const char *const codes[] = {
	[PAINT_ERROR] = "\033[1;31m",
	[PAINT_WARNING] = "\033[1;33m",
	[PAINT_NOTE] = "\033[1;36m",
	[PAINT_HELP] = "\033[1;32m",
	[PAINT_STRONG] = "\033[1m",
	[PAINT_FAINT] = "\033[2m",
	[PAINT_GUTTER] = "\033[34m",
};

void
paint_on(struct text *out, const struct style *style, enum paint paint)
{
	if (style->color)
		text_add(out, codes[paint]);
}

void
paint_off(struct text *out, const struct style *style)
{
	if (style->color)
		text_add(out, "\033[0m");
}

void
paint_add(struct text *out, const struct style *style, enum paint paint,
    const char *s)
{
	paint_on(out, style, paint);
	text_add(out, s);
	paint_off(out, style);
}

enum paint
paint_of(enum severity severity)
{
	switch (severity) {
	case SEVERITY_ERROR:
		return PAINT_ERROR;
	case SEVERITY_WARNING:
		return PAINT_WARNING;
	default:
		return PAINT_NOTE;
	}
}

void
paint_rule(struct text *out, const struct style *style, const struct card *card)
{
	if (!style->hyperlinks) {
		text_add(out, card->name);
		return;
	}
	text_printf(out, "\033]8;;man:gpulint-%s-%s(7)\033\\%s\033]8;;\033\\",
	    card->plugin, card->rule, card->name);
}
