#include "report/page.h"

#include "base/utf8.h"

#include <ctype.h>
#include <string.h>

#define PAGE_DATE "November 21, 2026" /* of what the words say */

enum { BODY = 5, STEP = 4 };

/* One line of words for mdoc: nothing in it is a request or an escape. */
static void
mdoc_add(struct text *out, const char *s, size_t length)
{
	if (length > 0 && (*s == '.' || *s == '\''))
		text_add(out, "\\&");
	for (size_t i = 0; i < length;) {
		size_t n = utf8_length(s + i, length - i);
		unsigned char c = (unsigned char)s[i];

		if (n == 0)
			text_add(out, "\\[uFFFD]");
		else if (n > 1)
			text_printf(out, "\\[u%04X]",
			    (unsigned)utf8_decode(s + i, n));
		else if (c == '\\')
			text_add(out, "\\e");
		else if (c == '-')
			text_add(out, "\\-");
		else if (c == '\t')
			text_add(out, "    ");
		else if (c >= 0x20 && c != 0x7f)
			text_add_char(out, (char)c);
		i += n == 0 ? 1 : n;
	}
}

/* As one argument of a macro. */
static void
mdoc_argument(struct text *out, const char *s)
{
	struct text plain;

	text_init(&plain);
	mdoc_add(&plain, s, strlen(s));
	text_add(out, " \"\\&");
	for (const char *p = text_string(&plain); *p != '\0'; p++) {
		if (*p == '"')
			text_add(out, "\\(dq");
		else
			text_add_char(out, *p);
	}
	text_add_char(out, '"');
	text_release(&plain);
}

static void
add_indent(struct page *page, unsigned columns)
{
	while (columns-- > 0)
		text_add_char(page->out, ' ');
}

static void
add_upper(struct text *out, const char *s)
{
	for (; *s != '\0'; s++)
		text_add_char(out, (char)toupper((unsigned char)*s));
}

void
page_begin(struct page *page, const char *name, const char *section,
    const char *summary)
{
	if (page->is_mdoc) {
		text_add(page->out, ".Dd " PAGE_DATE "\n.Dt ");
		add_upper(page->out, name);
		text_printf(page->out, " %s\n.Os\n.Sh NAME\n.Nm %s\n.Nd ",
		    section, name);
		mdoc_add(page->out, summary, strlen(summary));
		text_add_char(page->out, '\n');
	} else {
		page_section(page, "NAME");
		add_indent(page, BODY);
		text_printf(page->out, "%s - ", name);
		text_add_shown(page->out, summary);
		text_add_char(page->out, '\n');
	}
}

void
page_section(struct page *page, const char *title)
{
	page->indent = BODY;
	if (page->is_mdoc) {
		text_printf(page->out, ".Sh %s\n", title);
		return;
	}
	if (page->out->length > 0)
		text_add_char(page->out, '\n');
	text_printf(page->out, "%s\n", title);
}

void
page_subsection(struct page *page, const char *title)
{
	page->indent = BODY;
	if (page->is_mdoc) {
		text_add(page->out, ".Ss");
		mdoc_argument(page->out, title);
		text_add_char(page->out, '\n');
		return;
	}
	text_add(page->out, "\n   ");
	text_add_shown(page->out, title);
	text_add_char(page->out, '\n');
}

/* Words of plain text, lines broken at the width. */
static void
fill(struct page *page, const char *s, size_t length)
{
	size_t column = page->width, end = 0;

	for (size_t i = 0; i < length; i = end) {
		size_t columns;

		while (i < length && isspace((unsigned char)s[i]))
			i++;
		for (end = i; end < length && !isspace((unsigned char)s[end]);)
			end++;
		if (end == i)
			break;
		columns = utf8_count(s + i, end - i);
		if (column + 1 + columns > page->width) {
			if (column != page->width || i != 0)
				text_add_char(page->out, '\n');
			add_indent(page, page->indent);
			column = page->indent;
		} else {
			text_add_char(page->out, ' ');
			column++;
		}
		text_add_printable(page->out, s + i, end - i);
		column += columns;
	}
	text_add_char(page->out, '\n');
}

/* Where the sentence ends that the line begins with: the manual's source
 * gives each sentence a line of its own. */
static size_t
sentence_of(const char *s, size_t length)
{
	for (size_t i = 1; i + 2 < length; i++) {
		if (strchr(".!?", s[i]) != NULL && s[i + 1] == ' ' &&
		    !isspace((unsigned char)s[i - 1]) &&
		    !islower((unsigned char)s[i + 2]))
			return i + 1;
	}
	return length;
}

static void
mdoc_line(struct text *out, const char *s, size_t length)
{
	while (length > 0) {
		size_t part;

		while (length > 0 && isspace((unsigned char)*s)) {
			s++;
			length--;
		}
		while (length > 0 && isspace((unsigned char)s[length - 1]))
			length--;
		if (length == 0)
			break;
		part = sentence_of(s, length);
		mdoc_add(out, s, part);
		text_add_char(out, '\n');
		s += part;
		length -= part;
	}
}

/* The same as mdoc: without space around a line, without empty ones. */
static void
mdoc_lines(struct text *out, const char *s, size_t length)
{
	while (length > 0) {
		const char *newline = memchr(s, '\n', length);
		size_t line = newline == NULL ? length : (size_t)(newline - s);

		mdoc_line(out, s, line);
		if (newline == NULL)
			break;
		s += line + 1;
		length -= line + 1;
	}
}

static void
add_words(struct page *page, const char *words, size_t length)
{
	if (page->is_mdoc)
		mdoc_lines(page->out, words, length);
	else
		fill(page, words, length);
}

void
page_words(struct page *page, const char *words)
{
	add_words(page, words, strlen(words));
}

void
page_gap(struct page *page)
{
	text_add(page->out, page->is_mdoc ? ".Pp\n" : "\n");
}

static void
add_literal(struct page *page, const char *s, size_t length)
{
	if (page->is_mdoc)
		text_add(page->out, ".Bd -literal -offset indent\n");
	while (length > 0) {
		const char *newline = memchr(s, '\n', length);
		size_t line = newline == NULL ? length : (size_t)(newline - s);
		size_t end = line;

		while (end > 0 && isspace((unsigned char)s[end - 1]))
			end--;
		if (page->is_mdoc) {
			mdoc_add(page->out, s, end);
		} else if (end > 0) {
			add_indent(page, page->indent + STEP);
			text_add_printable(page->out, s, end);
		}
		text_add_char(page->out, '\n');
		if (newline == NULL)
			break;
		s += line + 1;
		length -= line + 1;
	}
	if (page->is_mdoc)
		text_add(page->out, ".Ed\n");
}

void
page_literal(struct page *page, const char *text)
{
	if (!page->is_mdoc)
		text_add_char(page->out, '\n');
	add_literal(page, text, strlen(text));
}

void
page_list(struct page *page)
{
	if (page->is_mdoc)
		text_add(page->out, ".Bl -tag -width Ds\n");
}

void
page_item(struct page *page, const char *tag)
{
	page->indent = BODY + STEP;
	if (page->is_mdoc) {
		text_add(page->out, ".It");
		if (tag[0] != '\0')
			mdoc_argument(page->out, tag);
		else
			text_add(page->out, " \\(bu");
		text_add_char(page->out, '\n');
		return;
	}
	if (tag[0] != '\0') {
		text_add_char(page->out, '\n');
		add_indent(page, BODY);
		text_add_shown(page->out, tag);
		text_add_char(page->out, '\n');
	}
}

void
page_list_end(struct page *page)
{
	page->indent = BODY;
	if (page->is_mdoc)
		text_add(page->out, ".El\n");
}

/* Lines that begin with "- ", each with the lines that go on. */
static void
add_items(struct page *page, const char *s, size_t length)
{
	if (page->is_mdoc)
		text_add(page->out, ".Bl -bullet -compact\n");
	while (length > 0) {
		size_t end = 1;

		while (
		    end < length && !(s[end - 1] == '\n' && s[end] == '-' &&
					end + 1 < length && s[end + 1] == ' '))
			end++;
		if (page->is_mdoc) {
			text_add(page->out, ".It\n");
			mdoc_lines(page->out, s + 2, end - 2);
		} else {
			size_t start = page->out->length;

			page->indent += 2;
			fill(page, s + 2, end - 2);
			page->indent -= 2;
			page->out->s[start + page->indent] = '-';
		}
		s += end;
		length -= end;
	}
	if (page->is_mdoc)
		text_add(page->out, ".El\n");
}

void
page_paragraphs(struct page *page, const char *words)
{
	bool is_first = true;

	for (;;) {
		const char *end;
		size_t length;

		while (*words == '\n')
			words++;
		if (*words == '\0')
			break;
		end = strstr(words, "\n\n");
		length = end == NULL ? strlen(words) : (size_t)(end - words);
		while (length > 0 && words[length - 1] == '\n')
			length--;
		if (!is_first &&
		    !(page->is_mdoc && strncmp(words, "  ", 2) == 0))
			page_gap(page);
		else if (!is_first && !page->is_mdoc)
			text_add_char(page->out, '\n');
		if (strncmp(words, "  ", 2) == 0)
			add_literal(page, words, length);
		else if (strncmp(words, "- ", 2) == 0 && length > 2)
			add_items(page, words, length);
		else
			add_words(page, words, length);
		is_first = false;
		words += length;
	}
}

void
page_see_also(struct page *page, ...)
{
	const char *name, *section;
	bool is_first = true;
	va_list ap;

	page_section(page, "SEE ALSO");
	if (!page->is_mdoc)
		add_indent(page, BODY);
	va_start(ap, page);
	while ((name = va_arg(ap, const char *)) != NULL) {
		section = va_arg(ap, const char *);
		if (page->is_mdoc)
			text_printf(page->out, "%s.Xr %s %s",
			    is_first ? "" : " ,\n", name, section);
		else
			text_printf(page->out, "%s%s(%s)", is_first ? "" : ", ",
			    name, section);
		is_first = false;
	}
	va_end(ap);
	text_add_char(page->out, '\n');
}
