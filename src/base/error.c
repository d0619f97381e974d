#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

bool
error_set(struct error *err, const char *format, ...)
{
	va_list ap;

	if (err == NULL || err->text[0] != '\0')
		return false;
	va_start(ap, format);
	vsnprintf(err->text, sizeof(err->text), format, ap);
	va_end(ap);
	return false;
}
