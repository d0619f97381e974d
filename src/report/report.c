#include "report/report.h"

#include "base/number.h"

#include <string.h>

const struct reporter *const reporters[] = {
	&reporter_text,
	&reporter_json,
	&reporter_sarif,
	&reporter_github,
	&reporter_gitlab,
	&reporter_junit,
	&reporter_checkstyle,
	&reporter_tap,
	&reporter_rdjson,
	NULL,
};

const struct reporter *
reporter_by_name(const char *name)
{
	for (size_t i = 0; reporters[i] != NULL; i++) {
		if (strcmp(reporters[i]->name, name) == 0)
			return reporters[i];
	}
	return NULL;
}

const struct finding *
finding_shown(const struct finding *finding)
{
	while (finding != NULL &&
	       (finding->suppressed != NULL || finding->is_told))
		finding = finding->next;
	return finding;
}

const char *
path_plain(const char *path)
{
	while (path[0] == '.' && path[1] == '/' && path[2] != '\0')
		path += 2;
	return path;
}

void
add_size(struct text *out, double bytes)
{
	char buffer[32];

	text_add(out, number_size(bytes, buffer));
}

void
add_plural(struct text *out, size_t count, const char *thing)
{
	text_printf(out, "%zu %s%s", count, thing, count == 1 ? "" : "s");
}

void
add_counts(struct text *out, const struct run *run)
{
	const size_t counts[] = { run->summary.errors, run->summary.warnings,
		run->summary.notes };
	static const char *const things[] = { "error", "warning", "note" };
	bool is_first = true;

	for (size_t i = 0; i < 3; i++) {
		if (counts[i] == 0)
			continue;
		if (!is_first)
			text_add(out, ", ");
		add_plural(out, counts[i], things[i]);
		is_first = false;
	}
	if (is_first)
		text_add(out, "No findings");
}

bool
is_failure(const struct run *run, const struct finding *finding)
{
	enum severity fail_on = run_fail_on(run);

	return fail_on != SEVERITY_OFF && finding->severity >= fail_on;
}
