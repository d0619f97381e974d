/*
 * respell: the same YAML or JSON written in other ways.
 *
 * For tests only.  What is no longer the same file in some way (a comment
 * put into a block scalar) is left to the test, which looks at what is
 * offered and not at what is found.
 */

#ifndef GPULINT_TESTS_RESPELL_H
#define GPULINT_TESTS_RESPELL_H

#include "base/text.h"

void respell_same(struct text *out, const char *bytes, size_t size);
void respell_crlf(struct text *out, const char *bytes, size_t size);
void respell_no_end(struct text *out, const char *bytes, size_t size);
void respell_crlf_no_end(struct text *out, const char *bytes, size_t size);
void respell_mark(struct text *out, const char *bytes, size_t size);
void respell_comments(struct text *out, const char *bytes, size_t size);
void respell_tabs(struct text *out, const char *bytes, size_t size);
void respell_empty_lines(struct text *out, const char *bytes, size_t size);
void respell_double(struct text *out, const char *bytes, size_t size);
void respell_single(struct text *out, const char *bytes, size_t size);
void respell_anchors(struct text *out, const char *bytes, size_t size);
void respell_documents(struct text *out, const char *bytes, size_t size);
void respell_flow(struct text *out, const char *bytes, size_t size);
void respell_members(struct text *out, const char *bytes, size_t size);

#endif
