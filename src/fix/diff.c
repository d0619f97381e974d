#include "fix/diff.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory_end.h"

enum {
	CONTEXT = 3,
	TABLE_LIMIT = 4 * 1024 * 1024 /* cells of the comparison */
};

struct lines {
	const char **starts; /* count + 1 of them, the last is the end */
	size_t count;
};

static void *
room(size_t count, size_t size)
{
	void *p = calloc(count + 1, size);

	if (p == NULL)
		memory_end(count * size);
	return p;
}

static struct lines
split(const char *s, size_t size)
{
	struct lines lines = { NULL, 0 };
	const char *end = s + size;

	for (const char *p = s; p < end; lines.count++) {
		const char *next = memchr(p, '\n', (size_t)(end - p));

		p = next == NULL ? end : next + 1;
	}
	lines.starts = room(lines.count + 1, sizeof(*lines.starts));
	lines.starts[0] = s;
	for (size_t i = 0; i < lines.count; i++) {
		const char *p = lines.starts[i];
		const char *next = memchr(p, '\n', (size_t)(end - p));

		lines.starts[i + 1] = next == NULL ? end : next + 1;
	}
	return lines;
}

static bool
same(const struct lines *a, size_t i, const struct lines *b, size_t j)
{
	size_t n = (size_t)(a->starts[i + 1] - a->starts[i]);

	return n == (size_t)(b->starts[j + 1] - b->starts[j]) &&
	       memcmp(a->starts[i], b->starts[j], n) == 0;
}

/* Which lines of each side are kept, by longest common subsequence. */
struct matching {
	struct lines old, new;
	bool *old_kept, *new_kept;
};

static void
match_middle(struct matching *m, size_t from, size_t old_end, size_t new_end)
{
	size_t rows = old_end - from, columns = new_end - from;
	uint32_t *table;

	if (rows == 0 || columns == 0 || rows > TABLE_LIMIT / columns)
		return;
	table = room((rows + 1) * (columns + 1), sizeof(*table));
#define CELL(i, j) table[(i) * (columns + 1) + (j)]
	for (size_t i = rows; i-- > 0;) {
		for (size_t j = columns; j-- > 0;) {
			uint32_t down = CELL(i + 1, j), right = CELL(i, j + 1);

			if (same(&m->old, from + i, &m->new, from + j))
				CELL(i, j) = CELL(i + 1, j + 1) + 1;
			else
				CELL(i, j) = down > right ? down : right;
		}
	}
	for (size_t i = 0, j = 0; i < rows && j < columns;) {
		if (same(&m->old, from + i, &m->new, from + j)) {
			m->old_kept[from + i++] = true;
			m->new_kept[from + j++] = true;
		} else if (CELL(i + 1, j) >= CELL(i, j + 1)) {
			i++;
		} else {
			j++;
		}
	}
#undef CELL
	free(table);
}

static void
match(struct matching *m)
{
	size_t start = 0, old_end = m->old.count, new_end = m->new.count;

	while (start < old_end && start < new_end &&
	       same(&m->old, start, &m->new, start)) {
		m->old_kept[start] = m->new_kept[start] = true;
		start++;
	}
	while (old_end > start && new_end > start &&
	       same(&m->old, old_end - 1, &m->new, new_end - 1)) {
		m->old_kept[--old_end] = true;
		m->new_kept[--new_end] = true;
	}
	match_middle(m, start, old_end, new_end);
}

static void
add_line(struct text *out, char mark, const struct lines *lines, size_t i)
{
	size_t n = (size_t)(lines->starts[i + 1] - lines->starts[i]);

	text_add_char(out, mark);
	text_add_bytes(out, lines->starts[i], n);
	if (n == 0 || lines->starts[i][n - 1] != '\n')
		text_add(out, "\n\\ No newline at end of file\n");
}

/* "12,5", "12", and for no lines the line before: "11,0". */
static void
add_range(struct text *out, char mark, size_t first, size_t count)
{
	text_printf(out, "%c%zu", mark, count == 0 ? first : first + 1);
	if (count != 1)
		text_printf(out, ",%zu", count);
}

/* One hunk over old lines i.. and new lines j.., both at the first context
 * line; moves them past it. */
static void
add_hunk(struct text *out, const struct matching *m, size_t *i, size_t *j)
{
	size_t i0 = *i, j0 = *j, quiet = 0, a = i0, b = j0;
	struct text body;

	text_init(&body);
	while (a < m->old.count || b < m->new.count) {
		if (a < m->old.count && !m->old_kept[a]) {
			add_line(&body, '-', &m->old, a++);
			quiet = 0;
		} else if (b < m->new.count && !m->new_kept[b]) {
			add_line(&body, '+', &m->new, b++);
			quiet = 0;
		} else {
			size_t ahead = 0;

			while (a + ahead < m->old.count &&
			       m->old_kept[a + ahead] &&
			       b + ahead < m->new.count &&
			       m->new_kept[b + ahead] && ahead <= 2 * CONTEXT)
				ahead++;
			if (b > j0 && a > i0 && quiet == CONTEXT &&
			    (ahead > CONTEXT || a + ahead == m->old.count))
				break;
			add_line(&body, ' ', &m->old, a++);
			b++;
			quiet++;
		}
	}
	text_add(out, "@@ ");
	add_range(out, '-', i0, a - i0);
	text_add_char(out, ' ');
	add_range(out, '+', j0, b - j0);
	text_add(out, " @@\n");
	text_add_bytes(out, body.s, body.length);
	text_release(&body);
	*i = a;
	*j = b;
}

/* The name of a side, quoted as git quotes it; a tab ends one with blanks,
 * or patch(1) would stop at the first. */
static void
add_name(struct text *out, const char *mark, const char *side, const char *path)
{
	bool is_odd = false;

	for (const char *p = path; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == '"' || *p == '\\' ||
		    *p == 0x7f)
			is_odd = true;
	text_printf(out, "%s %s%s/", mark, is_odd ? "\"" : "", side);
	for (const char *p = path; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			text_add_char(out, '\\');
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			text_printf(out, "\\%03o", (unsigned)*p);
		else
			text_add_char(out, *p);
	}
	text_add(out, is_odd ? "\"" : strchr(path, ' ') != NULL ? "\t" : "");
	text_add_char(out, '\n');
}

void
diff_unified(struct text *out, const char *path, const char *old,
    size_t old_size, const char *new, size_t new_size)
{
	struct matching m;
	size_t i = 0, j = 0, back;

	if (old_size == new_size && memcmp(old, new, old_size) == 0)
		return;
	m.old = split(old, old_size);
	m.new = split(new, new_size);
	m.old_kept = room(m.old.count, sizeof(bool));
	m.new_kept = room(m.new.count, sizeof(bool));
	match(&m);
	path += strspn(path, "/");
	add_name(out, "---", "a", path);
	add_name(out, "+++", "b", path);
	for (;;) {
		size_t start = i;

		while (i < m.old.count && j < m.new.count &&m.old_kept[i] &&
		       m.new_kept[j])
			i++, j++;
		if (i == m.old.count && j == m.new.count)
			break;
		back = i - start < CONTEXT ? i - start : CONTEXT;
		i -= back;
		j -= back;
		add_hunk(out, &m, &i, &j);
	}
	free(m.old_kept);
	free(m.new_kept);
	free(m.old.starts);
	free(m.new.starts);
}
