#include "read/ignore.h"

#include <string.h>

enum {
	PATTERN_LIMIT = 10000, /* in a file */
	LENGTH_LIMIT = 1024 /* of a pattern */
};

/* One character class at p ([...]); past its ], or NULL where it has none. */
static const char *
match_class(const char *p, char c, bool *is_in)
{
	bool is_negated = p[1] == '!' || p[1] == '^';
	const char *first = p + 1 + is_negated;
	unsigned char wanted = (unsigned char)c;

	*is_in = false;
	for (p = first; *p != '\0' && (*p != ']' || p == first); p++) {
		unsigned char low, high;

		if (*p == '\\' && p[1] != '\0')
			p++;
		low = high = (unsigned char)*p;
		if (p[1] == '-' && p[2] != ']' && p[2] != '\0') {
			p += p[2] == '\\' && p[3] != '\0' ? 3 : 2;
			high = (unsigned char)*p;
		}
		if (wanted >= low && wanted <= high)
			*is_in = true;
	}
	if (*p != ']')
		return NULL;
	*is_in = *is_in != is_negated && c != '/';
	return p + 1;
}

/* Past what matches one character of the path, or NULL. */
static const char *
match_one(const char *p, char c)
{
	const char *after;
	bool is_in;

	switch (*p) {
	case '\0':
		return NULL;
	case '?':
		return c == '/' ? NULL : p + 1;
	case '[':
		after = match_class(p, c, &is_in);
		if (after != NULL)
			return is_in ? after : NULL;
		break;
	case '\\':
		if (p[1] != '\0')
			p++;
		break;
	default:
		break;
	}
	return *p == c ? p + 1 : NULL;
}

/* Where to go on after a mismatch: behind a star, one character further on
 * in the path.  The last star alone is enough, of either kind: what an
 * earlier one might still take, the later can take too. */
struct retry {
	const char *glob, *path; /* NULL: no such star yet */
};

static bool
is_start_of_part(const char *p, const char *start)
{
	return p == start || p[-1] == '/';
}

/* ** as a whole part of the glob; 0, or the characters to skip. */
static size_t
double_star(const char *p, const char *start)
{
	if (p[0] != '*' || p[1] != '*' || !is_start_of_part(p, start))
		return 0;
	if (p[2] == '/')
		return 3;
	return p[2] == '\0' ? 2 : 0;
}

static bool
next_part(struct retry *deep)
{
	const char *slash;

	if (deep->glob == NULL)
		return false;
	slash = strchr(deep->path, '/');
	if (slash == NULL)
		return false;
	deep->path = slash + 1;
	return true;
}

bool
ignore_match(const char *glob, const char *path)
{
	struct retry star = { NULL, NULL }, deep = { NULL, NULL };
	const char *p = glob, *s = path;

	for (;;) {
		size_t n = double_star(p, glob);
		const char *after;

		if (n == 2)
			return *s != '\0';
		if (n == 3) {
			deep.glob = p + 3;
			deep.path = s;
			star.glob = NULL;
			p += 3;
			continue;
		}
		if (*p == '*') {
			p += strspn(p, "*");
			star.glob = p;
			star.path = s;
			continue;
		}
		if (*p == '\0' && *s == '\0')
			return true;
		after = *s == '\0' ? NULL : match_one(p, *s);
		if (after != NULL) {
			p = after;
			s++;
		} else if (star.glob != NULL && *star.path != '\0' &&
			   *star.path != '/') {
			s = ++star.path;
			p = star.glob;
		} else if (next_part(&deep)) {
			s = deep.path;
			p = deep.glob;
			star.glob = NULL;
		} else {
			return false;
		}
	}
}

/* Spaces at the end do not count unless a backslash stands before them. */
static size_t
trim(const char *s, size_t length)
{
	while (length > 0 && (s[length - 1] == ' ' || s[length - 1] == '\r')) {
		if (length > 1 && s[length - 2] == '\\')
			break;
		length--;
	}
	return length;
}

static bool
parse_line(struct arena *arena, struct ignore_pattern *pattern, const char *s,
    size_t length)
{
	length = trim(s, length);
	if (length == 0 || length > LENGTH_LIMIT || *s == '#')
		return false;
	if (*s == '!') {
		pattern->is_negated = true;
		s++;
		length--;
	}
	if (length > 0 && s[length - 1] == '/') {
		pattern->is_folder_only = true;
		length--;
	}
	if (length > 0 && *s == '/') {
		pattern->is_anchored = true;
		s++;
		length--;
	}
	if (length == 0 || memchr(s, '\0', length) != NULL)
		return false;
	if (memchr(s, '/', length) != NULL)
		pattern->is_anchored = true;
	pattern->glob = arena_copy(arena, s, length);
	return true;
}

static size_t
count_lines(const char *text, size_t length)
{
	size_t count = 1;

	for (size_t i = 0; i < length; i++)
		count += text[i] == '\n';
	return count < PATTERN_LIMIT ? count : PATTERN_LIMIT;
}

struct ignore *
ignore_parse(struct arena *arena, const struct ignore *outer,
    const char *folder, const char *text, size_t length)
{
	struct ignore *ignore = arena_alloc(arena, sizeof(*ignore));
	size_t room = count_lines(text, length), i = 0;

	ignore->outer = outer;
	ignore->folder = arena_string(arena, folder);
	ignore->patterns = arena_array(arena, room, sizeof(*ignore->patterns));
	while (i < length && ignore->count < room) {
		struct ignore_pattern pattern = { NULL, false, false, false };
		const char *end = memchr(text + i, '\n', length - i);
		size_t n =
		    end == NULL ? length - i : (size_t)(end - (text + i));

		if (parse_line(arena, &pattern, text + i, n))
			ignore->patterns[ignore->count++] = pattern;
		i += n + 1;
	}
	return ignore;
}

static bool
matches(const struct ignore_pattern *pattern, const char *path, bool is_folder)
{
	const char *slash = strrchr(path, '/');

	if (pattern->is_folder_only && !is_folder)
		return false;
	if (!pattern->is_anchored && slash != NULL)
		path = slash + 1;
	return ignore_match(pattern->glob, path);
}

bool
ignore_has(const struct ignore *ignore, const char *path, bool is_folder)
{
	for (; ignore != NULL; ignore = ignore->outer) {
		size_t length = strlen(ignore->folder);
		const char *below = path + length;

		if (strncmp(path, ignore->folder, length) != 0)
			continue;
		below += *below == '/';
		for (size_t i = ignore->count; i-- > 0;) {
			if (matches(&ignore->patterns[i], below, is_folder))
				return !ignore->patterns[i].is_negated;
		}
	}
	return false;
}
