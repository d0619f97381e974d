#include "report/fold.h"

#include "base/utf8.h"

#include <string.h>

struct folding {
	struct text *out;
	size_t width, column;
	size_t hang; /* column of the lines that follow */
};

/* Bytes of what stands at s, and the columns that it takes. */
static size_t
measure(const char *s, size_t length, size_t *columns)
{
	size_t n;

	*columns = 0;
	if (*s == '\x1b') {
		for (n = 1; n < length && s[n] != 'm'; n++)
			;
		return n < length ? n + 1 : n;
	}
	if (*s == FOLD_HERE)
		return 1;
	n = utf8_length(s, length);
	*columns = n == 0 ? 1 : utf8_columns(utf8_decode(s, n));
	return n == 0 ? 1 : n;
}

/* The columns of a word, up to the next space. */
static size_t
word_columns(const char *s, size_t length)
{
	size_t total = 0, columns;

	for (size_t i = 0; i < length && s[i] != ' '; total += columns)
		i += measure(s + i, length - i, &columns);
	return total;
}

static void
add_spaces(struct folding *f, size_t count)
{
	f->column += count;
	for (; count > 0; count--)
		text_add_char(f->out, ' ');
}

static void
add_word(struct folding *f, const char *s, size_t length)
{
	size_t n, columns;

	for (size_t i = 0; i < length; i += n) {
		n = measure(s + i, length - i, &columns);
		if (s[i] == FOLD_HERE)
			f->hang = f->column;
		else
			text_add_bytes(f->out, s + i, n);
		f->column += columns;
	}
}

static void
fold_line(struct folding *f, const char *s, size_t length)
{
	size_t i = strspn(s, " ");

	i = i < length ? i : length;
	f->column = 0;
	f->hang = i + 2;
	add_spaces(f, i);
	while (i < length) {
		size_t word = 0, spaces = 0, columns;

		while (i + word < length && s[i + word] != ' ')
			word++;
		add_word(f, s + i, word);
		for (i += word; i + spaces < length && s[i + spaces] == ' ';)
			spaces++;
		i += spaces;
		columns = word_columns(s + i, length - i);
		if (f->column + spaces + columns <= f->width ||
		    f->hang + columns > f->width || f->column <= f->hang) {
			add_spaces(f, i < length ? spaces : 0);
		} else {
			text_add_char(f->out, '\n');
			f->column = 0;
			add_spaces(f, f->hang);
		}
	}
}

void
fold_lines(struct text *out, const char *lines, size_t length, unsigned width)
{
	struct folding f = { .out = out, .width = width };
	const char *end = lines + length;

	while (lines < end) {
		const char *newline =
		    memchr(lines, '\n', (size_t)(end - lines));
		const char *stop = newline == NULL ? end : newline;

		fold_line(&f, lines, (size_t)(stop - lines));
		if (newline != NULL)
			text_add_char(out, '\n');
		lines = stop + 1;
	}
}
