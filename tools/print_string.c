#include "print.h"

enum { LITERAL = 400 }; /* characters a line of a long literal */

void
print_string(FILE *out, const char *s)
{
	size_t column = 0;

	if (s == NULL) {
		fputs("NULL", out);
		return;
	}
	fputc('"', out);
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\' || c == '?')
			fprintf(out, "\\%c", c);
		else if (c == '\n')
			fputs("\\n", out);
		else if (c < ' ' || c >= 0x7f)
			fprintf(out, "\\%03o", c);
		else
			fputc(c, out);
		if ((++column % LITERAL == 0 || c == '\n') && s[1] != '\0')
			fputs("\"\n\t\"", out);
	}
	fputc('"', out);
}

void
print_strings(FILE *out, const char *name, const char *const *list)
{
	fprintf(out, "static const char *const %s[] = {\n", name);
	for (; *list != NULL; list++) {
		fputc('\t', out);
		print_string(out, *list);
		fputs(",\n", out);
	}
	fputs("\tNULL,\n};\n\n", out);
}
