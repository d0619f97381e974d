/*
 * page: a manual page, as mdoc(7) or as plain text.
 *
 * One set of calls makes both, so that `gpulint explain` says what the page
 * says.  All words are escaped; a line of a card cannot become a request.
 */

#ifndef GPULINT_PAGE_H
#define GPULINT_PAGE_H

#include "base/text.h"

#include <stdbool.h>

struct page {
	struct text *out;
	bool is_mdoc;
	unsigned width; /* of plain text */
	unsigned indent; /* of plain text, kept by the functions */
};

/* NAME, with its one-line description. */
void page_begin(struct page *page, const char *name, const char *section,
    const char *summary);

void page_section(struct page *page, const char *title);
void page_subsection(struct page *page, const char *title);

/* A paragraph on its own, or the words of an item. */
void page_words(struct page *page, const char *words);

/* Between two paragraphs. */
void page_gap(struct page *page);

/* Paragraphs between empty lines: indented ones are shown as they are, lines
 * that begin with "- " are items. */
void page_paragraphs(struct page *page, const char *words);

/* As it is, indented. */
void page_literal(struct page *page, const char *text);

/* Items: a tag and, by page_words, what it says; "" for a mark. */
void page_list(struct page *page);
void page_item(struct page *page, const char *tag);
void page_list_end(struct page *page);

/* Other pages: "gpulint", "1", ..., NULL. */
void page_see_also(struct page *page, ...);

#endif
