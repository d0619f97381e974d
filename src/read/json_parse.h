/*
 * json_parse: the state of one JSON file's parse, shared by the two halves of
 * the reader: json.c, what may stand where, and json_scalar.c, the tokens.
 *
 * at is the offset of the next byte; a function that reads a token starts at
 * its first byte and ends after its last, with its node in the tree in the
 * making.  False: the problem is noted there, and the parse is over.
 */

#ifndef GPULINT_JSON_PARSE_H
#define GPULINT_JSON_PARSE_H

#include "read/build.h"

/* RFC 8259 to the letter, without recursion: what is expected next is a
 * state, and the open collections are those of the tree in the making. */
enum expect {
	EXPECT_VALUE,
	EXPECT_VALUE_OR_END, /* just after [ */
	EXPECT_KEY,
	EXPECT_KEY_OR_END, /* just after { */
	EXPECT_COLON,
	EXPECT_COMMA_OR_END,
	EXPECT_NOTHING /* the document is complete */
};

struct json {
	struct build build;
	const char *s;
	uint32_t at, size;
	enum expect expect;
	bool relaxed; /* comments, and a comma after the last item */
};

/* "X where WHAT", at this place. */
bool json_refuse(struct json *json, const char *what);

bool json_is_one_of(const struct json *json, const char *set);

bool json_string(struct json *json);
bool json_number(struct json *json);
bool json_word(struct json *json); /* true, false, null */

#endif
