/* What gpulint.h promises: the program without its command line. */

#include "gpulint.h"
#include "report/report.h"
#include "rule/suppress.h"
#include "run/project.h"
#include "run/run.h"

#include <stdlib.h>
#include <string.h>

enum { SESSION_OK = 0, SESSION_FOUND = 1, SESSION_STOPPED = 2 };

struct gpulint_session {
	struct run run;
	struct error err;
	bool started; /* plugins are loaded: options came before */
};

struct gpulint_session *
gpulint_session_new(void)
{
	struct gpulint_session *session = calloc(1, sizeof(*session));

	if (session != NULL)
		run_init(&session->run);
	return session;
}

void
gpulint_session_free(struct gpulint_session *session)
{
	if (session == NULL)
		return;
	run_release(&session->run);
	free(session);
}

const char *
gpulint_session_error(const struct gpulint_session *session)
{
	return session == NULL ? "" : session->err.text;
}

const char *
gpulint_version(void)
{
	return PACKAGE_VERSION;
}

static bool
set_target(struct run *run, const char *option, const char *name,
    const char *value, struct error *err)
{
	struct origin origin = origin_note(ORIGIN_OPTION,
	    arena_printf(&run->arena, "%s %s", option, value));

	return target_set(&run->options.target, name,
	    arena_string(&run->arena, value), &origin, &run->arena, err);
}

static bool
set_fact(struct run *run, const char *value, struct error *err)
{
	const char *equals = strchr(value, '=');

	if (equals == NULL || equals == value)
		return error_set(err, "set %s: want FACT=VALUE", value);
	return set_target(run, "set",
	    arena_copy(&run->arena, value, (size_t)(equals - value)),
	    equals + 1, err);
}

/* One more name on a NULL-ended list. */
static bool
add_rule(struct run *run, const char *const **list, const char *name,
    struct error *err)
{
	const char **longer;
	size_t n = 0;

	if (!rule_is_known(&run->knowledge.cards, name, strlen(name)) &&
	    !rule_is_policy(name))
		return error_set(err, "no rule '%s'", name);
	while (*list != NULL && (*list)[n] != NULL)
		n++;
	longer = arena_array(&run->arena, n + 2, sizeof(*longer));
	if (n > 0)
		memcpy(longer, *list, n * sizeof(*longer));
	longer[n] = arena_string(&run->arena, name);
	*list = longer;
	return true;
}

static bool
set_fail_on(struct run *run, const char *value, struct error *err)
{
	enum severity severity = SEVERITY_OFF;

	if (strcmp(value, "never") != 0 &&
	    (!severity_parse(value, &severity) || severity == SEVERITY_OFF))
		return error_set(err,
		    "fail-on %s: want error, warning, note or never", value);
	run->options.fail_on = severity;
	run->options.has_fail_on = true;
	return true;
}

static bool
set_jobs(struct run *run, const char *value, struct error *err)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (end == value || *end != '\0' || n < 1 || n > 256)
		return error_set(err, "jobs %s: want a number from 1 to 256",
		    value);
	run->options.jobs = (unsigned)n;
	return true;
}

static bool
set_option(struct run *run, const char *name, const char *value,
    struct error *err)
{
	static const struct {
		const char *option, *key;
	} targets[] = { { "gpu", "gpu" }, { "gpus", "gpus" },
		{ "nodes", "nodes" }, { "driver", "driver" },
		{ "cuda", "cuda" }, { "os", "os" }, { "ram", "ram" },
		{ "disk-free", "disk_free" } };
	size_t i;

	if (strcmp(name, "isolated") == 0) {
		run->options.isolated = run->projects->isolated = true;
		return true;
	}
	if (strcmp(name, "show-unknown") == 0) {
		run->options.show_unknown = true;
		return true;
	}
	if (value == NULL)
		return error_set(err, "%s: wants a value", name);
	for (i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (strcmp(name, targets[i].option) == 0)
			return set_target(run, name, targets[i].key, value,
			    err);
	if (strcmp(name, "set") == 0)
		return set_fact(run, value, err);
	if (strcmp(name, "rules") == 0)
		return run_add_rules(run, value, err);
	if (strcmp(name, "plugin") == 0)
		return run_add_plugin(run, value, err);
	if (strcmp(name, "select") == 0)
		return add_rule(run, &run->options.select, value, err);
	if (strcmp(name, "ignore") == 0)
		return add_rule(run, &run->options.ignore, value, err);
	if (strcmp(name, "fail-on") == 0)
		return set_fail_on(run, value, err);
	if (strcmp(name, "jobs") == 0)
		return set_jobs(run, value, err);
	if (strcmp(name, "config") == 0)
		return projects_name(run->projects, value, err);
	return error_set(err, "no option '%s'", name);
}

/* Every call starts without the reason of the one before. */
static void
forget_error(struct gpulint_session *session)
{
	session->err.text[0] = '\0';
}

int
gpulint_session_option(struct gpulint_session *session, const char *name,
    const char *value)
{
	if (session == NULL || name == NULL)
		return SESSION_STOPPED;
	forget_error(session);
	return set_option(&session->run, name, value, &session->err)
		   ? SESSION_OK
		   : SESSION_STOPPED;
}

/* A plugin that is refused does not keep the others from being used. */
static bool
start(struct gpulint_session *session)
{
	forget_error(session);
	if (session->started)
		return true;
	session->started = true;
	return run_load_plugins(&session->run, &session->err);
}

static int
status_of(const struct gpulint_session *session, bool ok)
{
	if (!ok)
		return SESSION_STOPPED;
	return run_found(&session->run) ? SESSION_FOUND : SESSION_OK;
}

int
gpulint_session_check(struct gpulint_session *session, const char *path)
{
	bool ok;

	if (session == NULL || path == NULL)
		return SESSION_STOPPED;
	ok = start(session);
	if (!run_paths(&session->run, &path, 1, &session->err))
		ok = false;
	return status_of(session, ok);
}

int
gpulint_session_check_bytes(struct gpulint_session *session, const char *name,
    const char *bytes, size_t size)
{
	const struct file_report *file;
	bool ok;

	if (session == NULL || name == NULL || (bytes == NULL && size > 0))
		return SESSION_STOPPED;
	ok = start(session);
	file = run_bytes(&session->run, name, bytes == NULL ? "" : bytes, size);
	if (file->problem != NULL)
		ok = error_set(&session->err, "%s", file->problem);
	return status_of(session, ok);
}

int
gpulint_session_write(struct gpulint_session *session, const char *format,
    FILE *out)
{
	const struct reporter *reporter;
	struct style style = { .quiet = false };
	struct text text;
	bool ok;

	if (session == NULL || format == NULL || out == NULL)
		return SESSION_STOPPED;
	forget_error(session);
	reporter = reporter_by_name(format);
	if (reporter == NULL) {
		error_set(&session->err, "no format '%s'", format);
		return SESSION_STOPPED;
	}
	style.show_unknown = session->run.options.show_unknown;
	text_init(&text);
	run_recount(&session->run);
	reporter->write(&text, &session->run, &style);
	ok = fwrite(text_string(&text), 1, text.length, out) == text.length &&
	     fflush(out) == 0;
	text_release(&text);
	if (!ok)
		error_set(&session->err, "the report could not be written");
	return ok ? SESSION_OK : SESSION_STOPPED;
}
