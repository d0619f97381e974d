#include "rule/card.h"

#include <string.h>

static const char *const names[] = { "off", "note", "warning", "error" };

const char *
severity_name(enum severity severity)
{
	return names[severity];
}

bool
severity_parse(const char *text, enum severity *severity)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i]) == 0) {
			*severity = (enum severity)i;
			return true;
		}
	}
	return false;
}
