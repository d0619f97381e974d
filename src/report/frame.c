#include "report/frame.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum {
	TAB_COLUMNS = 4,
	USUAL_WIDTH = 120, /* where there is no terminal */
	LEAST_ROOM = 40, /* columns of text, however narrow it is */
	CUT_COLUMNS = 3 /* of "..." */
};

struct frame {
	struct text *out;
	struct text scratch; /* one character as it is shown */
	const struct style *style;
	enum paint paint;
	int gutter; /* columns of the line numbers */
	size_t room; /* columns of text beside them */
};

/* The part of a line that is shown: bytes start..end. */
struct view {
	const char *bytes; /* of the source */
	uint32_t start, end;
	bool cut_before, cut_after;
};

/* Show the character at s in frame->scratch; its bytes and columns. */
static size_t
show(struct frame *frame, const char *s, size_t left, size_t *columns)
{
	size_t n = utf8_length(s, left);
	size_t bytes = n == 0 ? 1 : n;

	text_clear(&frame->scratch);
	if (*s == '\t') {
		text_add_bytes(&frame->scratch, "        ", TAB_COLUMNS);
		*columns = TAB_COLUMNS;
		return 1;
	}
	text_add_printable(&frame->scratch, s, bytes);
	if (n > 0 && frame->scratch.length == n &&
	    memcmp(frame->scratch.s, s, n) == 0)
		*columns = n == 1 ? 1 : utf8_columns(utf8_decode(s, n));
	else
		*columns = frame->scratch.length;
	return bytes;
}

/* Columns of bytes start..end, or more than limit as soon as it is more. */
static size_t
columns_of(struct frame *frame, const char *bytes, uint32_t start, uint32_t end,
    size_t limit)
{
	size_t sum = 0, columns;

	while (start < end && sum <= limit) {
		start +=
		    (uint32_t)show(frame, bytes + start, end - start, &columns);
		sum += columns;
	}
	return sum;
}

/* The furthest offset up to end that is within so many columns. */
static uint32_t
forward(struct frame *frame, const char *bytes, uint32_t start, uint32_t end,
    size_t room)
{
	size_t columns;

	while (start < end) {
		size_t n = show(frame, bytes + start, end - start, &columns);

		if (columns > room)
			break;
		room -= columns;
		start += (uint32_t)n;
	}
	return start;
}

/* The offset of the character before end. */
static uint32_t
before(const char *bytes, uint32_t start, uint32_t end)
{
	uint32_t at = end - 1;

	while (at > start && end - at < 4 &&
	       ((unsigned char)bytes[at] & 0xc0) == 0x80)
		at--;
	return utf8_length(bytes + at, end - at) == end - at ? at : end - 1;
}

static uint32_t
backward(struct frame *frame, const char *bytes, uint32_t start, uint32_t end,
    size_t room)
{
	size_t columns;

	while (end > start) {
		uint32_t at = before(bytes, start, end);

		show(frame, bytes + at, end - at, &columns);
		if (columns > room)
			break;
		room -= columns;
		end = at;
	}
	return end;
}

/* The label's end on its first line, trailing space left out. */
static uint32_t
end_within(const struct label *label, const char *bytes, struct span line)
{
	uint32_t end = label->span.end < line.end ? label->span.end : line.end;

	while (end > label->span.start &&
	       (bytes[end - 1] == ' ' || bytes[end - 1] == '\t'))
		end--;
	return end;
}

static struct view
view_around(struct frame *frame, const struct label *label, struct span line)
{
	const char *bytes = label->source->bytes;
	struct view view = { .bytes = bytes,
		.start = line.start,
		.end = line.end };
	uint32_t end = end_within(label, bytes, line);
	size_t room = frame->room;

	if (line.start == 0 && line.end >= 3 &&
	    memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		view.start = 3;
	if (columns_of(frame, bytes, view.start, line.end, room) <= room)
		return view;
	room -= CUT_COLUMNS;
	if (columns_of(frame, bytes, view.start, end, room) > room) {
		room -= CUT_COLUMNS;
		view.start = backward(frame, bytes, view.start,
		    label->span.start < line.end ? label->span.start : line.end,
		    room / 3);
		view.cut_before = view.start > line.start;
	}
	view.end = forward(frame, bytes, view.start, line.end, room);
	view.cut_after = view.end < line.end;
	return view;
}

static void
gutter(struct frame *frame, uint32_t line)
{
	paint_on(frame->out, frame->style, PAINT_GUTTER);
	if (line == 0)
		text_printf(frame->out, " %*s |", frame->gutter, "");
	else
		text_printf(frame->out, " %*u |", frame->gutter,
		    (unsigned)line);
	paint_off(frame->out, frame->style);
}

static void
write_view(struct frame *frame, uint32_t line, const struct view *view)
{
	size_t columns;

	gutter(frame, line);
	if (view->start < view->end || view->cut_before)
		text_add_char(frame->out, ' ');
	if (view->cut_before)
		paint_add(frame->out, frame->style, PAINT_FAINT, "...");
	for (uint32_t at = view->start; at < view->end;) {
		at += (uint32_t)show(frame, view->bytes + at, view->end - at,
		    &columns);
		text_add_bytes(frame->out, frame->scratch.s,
		    frame->scratch.length);
	}
	if (view->cut_after)
		paint_add(frame->out, frame->style, PAINT_FAINT, "...");
	text_add_char(frame->out, '\n');
}

static void
repeat(struct text *out, char c, size_t count)
{
	while (count-- > 0)
		text_add_char(out, c);
}

/* One row of marks; without marks where the row above has the same ones. */
static void
write_marks(struct frame *frame, const struct label *label,
    const struct view *view, bool is_repeated)
{
	uint32_t start =
	    label->span.start < view->end ? label->span.start : view->end;
	struct span shown = { view->start, view->end };
	uint32_t end = end_within(label, view->bytes, shown);
	size_t indent, marks;

	if (is_repeated && label->message == NULL)
		return;
	if (start < view->start)
		start = view->start;
	indent = columns_of(frame, view->bytes, view->start, start, SIZE_MAX) +
		 (view->cut_before ? CUT_COLUMNS : 0);
	marks = end <= start
		    ? 1
		    : columns_of(frame, view->bytes, start, end, SIZE_MAX);
	if (marks == 0)
		marks = 1;
	gutter(frame, 0);
	repeat(frame->out, ' ', 1 + indent);
	paint_on(frame->out, frame->style,
	    label->is_primary ? frame->paint : PAINT_GUTTER);
	repeat(frame->out,
	    is_repeated         ? ' '
	    : label->is_primary ? '^'
				: '-',
	    marks);
	if (label->message != NULL) {
		text_add_char(frame->out, ' ');
		text_add_shown(frame->out, label->message);
	}
	paint_off(frame->out, frame->style);
	text_add_char(frame->out, '\n');
}

/* The labels of one line, as many views as they need. */
static void
write_line(struct frame *frame, const struct label *labels, size_t count)
{
	struct span line = source_line(labels[0].source, labels[0].line);
	size_t i = 0;

	while (i < count) {
		struct view view = view_around(frame, &labels[i], line);
		bool is_repeated = false;

		write_view(frame, labels[i].line, &view);
		do {
			write_marks(frame, &labels[i], &view, is_repeated);
			is_repeated =
			    i + 1 < count &&
			    labels[i].span.start == labels[i + 1].span.start &&
			    labels[i].span.end == labels[i + 1].span.end;
			i++;
		} while (i < count &&
			 (labels[i].span.start < view.end || !view.cut_after));
	}
}

/* A gap of one line is filled, a longer one is hinted at. */
static void
write_gap(struct frame *frame, struct source *source, uint32_t from,
    uint32_t to)
{
	if (to == from + 2) {
		struct label between = { .source = source, .line = from + 1 };
		struct span line = source_line(source, between.line);
		struct view view;

		between.span = (struct span){ line.start, line.start };
		view = view_around(frame, &between, line);
		write_view(frame, between.line, &view);
	} else if (to > from + 1) {
		paint_add(frame->out, frame->style, PAINT_GUTTER, "...");
		text_add_char(frame->out, '\n');
	}
}

static void
write_heading(struct frame *frame, const struct label *label)
{
	paint_on(frame->out, frame->style, PAINT_GUTTER);
	text_printf(frame->out, " %*s-->", frame->gutter, "");
	paint_off(frame->out, frame->style);
	text_add_char(frame->out, ' ');
	text_add_shown(frame->out, label->source->path);
	text_printf(frame->out, ":%u:%u\n", (unsigned)label->line,
	    (unsigned)label->column);
}

static int
by_place(const void *left, const void *right)
{
	const struct label *a = left, *b = right;

	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	if (a->span.start != b->span.start)
		return a->span.start < b->span.start ? -1 : 1;
	if (a->span.end != b->span.end)
		return a->span.end < b->span.end ? -1 : 1;
	if (a->is_primary != b->is_primary)
		return a->is_primary ? -1 : 1;
	return 0;
}

/* Number the sources by their first label, find lines; the highest line. */
static uint32_t
prepare(struct label *labels, size_t count)
{
	uint32_t highest = 0;

	for (size_t i = 0; i < count; i++) {
		size_t j = 0;

		while (labels[j].source != labels[i].source)
			j++;
		labels[i].order = j;
		source_place(labels[i].source, labels[i].span.start,
		    &labels[i].line, &labels[i].column);
		if (labels[i].line > highest)
			highest = labels[i].line;
	}
	return highest;
}

/* A message without a mark of its own moves onto the mark it doubles. */
static size_t
merge_doubles(struct label *labels, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		struct label *last = kept > 0 ? &labels[kept - 1] : NULL;

		if (last != NULL && last->message == NULL &&
		    last->order == labels[i].order &&
		    last->span.start == labels[i].span.start &&
		    last->span.end == labels[i].span.end)
			last->message = labels[i].message;
		else
			labels[kept++] = labels[i];
	}
	return kept;
}

static void
write_all(struct frame *frame, const struct label *labels, size_t count)
{
	size_t i = 0;

	while (i < count) {
		size_t n = 1;
		bool is_new = i == 0 || labels[i - 1].order != labels[i].order;

		while (i + n < count &&
		       labels[i + n].order == labels[i].order &&
		       labels[i + n].line == labels[i].line)
			n++;
		if (is_new && i > 0)
			write_heading(frame, &labels[i]);
		if (is_new) {
			gutter(frame, 0);
			text_add_char(frame->out, '\n');
		} else {
			write_gap(frame, labels[i].source, labels[i - 1].line,
			    labels[i].line);
		}
		write_line(frame, labels + i, n);
		i += n;
	}
}

void
frame_write(struct text *out, struct label *labels, size_t count,
    enum paint paint, const struct style *style)
{
	struct frame frame = { .out = out,
		.style = style,
		.paint = paint,
		.gutter = 2 };
	size_t width = style->width == 0 ? USUAL_WIDTH : style->width;

	if (count == 0)
		return;
	for (uint32_t n = prepare(labels, count); n >= 100; n /= 10)
		frame.gutter++;
	frame.room = width > (size_t)frame.gutter + 4 + LEAST_ROOM
			 ? width - (size_t)frame.gutter - 4
			 : LEAST_ROOM;
	qsort(labels, count, sizeof(*labels), by_place);
	count = merge_doubles(labels, count);
	text_init(&frame.scratch);
	write_all(&frame, labels, count);
	text_release(&frame.scratch);
}
