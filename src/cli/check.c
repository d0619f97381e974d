/* gpulint check: lint files and folders. */

#include "cli/cli.h"
#include "cli/progress.h"
#include "report/report.h"
#include "rule/plugins.h"
#include "rule/suppress.h"
#include "run/baseline.h"

#include <string.h>
#include <unistd.h>

enum { REPORTERS_LIMIT = 32 };

/* A rule that nobody has is a slip, and would silence or select nothing.
 * Which policies there are is known once the project files were read. */
static int
refuse_rules(const struct cli *cli, const struct run *run,
    const char *const *names, const char *option, bool is_read)
{
	const char *near;

	for (; names != NULL && *names != NULL; names++) {
		if (rule_is_known(&run->knowledge.cards, *names,
			strlen(*names)) ||
		    (!is_read && rule_is_policy(*names)))
			continue;
		near = card_suggest(&run->knowledge.cards, *names);
		if (near == NULL)
			return cli_usage(cli->command,
			    "--%s: no rule '%s'; 'gpulint rules' lists them",
			    option, *names);
		return cli_usage(cli->command,
		    "--%s: no rule '%s'; did you mean '%s'?", option, *names,
		    near);
	}
	return -1;
}

static const struct reporter *
find_reporter(const struct cli *cli)
{
	const char *names[REPORTERS_LIMIT + 1];
	struct error err = { "" };
	size_t i;

	for (i = 0; i < REPORTERS_LIMIT && reporters[i] != NULL; i++)
		names[i] = reporters[i]->name;
	names[i] = NULL;
	if (cli_word("--format", cli->format, names, NULL, &err))
		return reporter_by_name(cli->format);
	cli_usage(cli->command, "%s", err.text);
	return NULL;
}

static void
check_stdin(const struct cli *cli, struct run *run)
{
	struct error err = { "" };
	struct text bytes;

	text_init(&bytes);
	if (cli_input_bytes(&bytes, &err))
		run_bytes(run, cli_input_name(cli, "-"), text_string(&bytes),
		    bytes.length);
	else
		run_complain(run, err.text);
	text_release(&bytes);
}

static void
load_plugins(const struct cli *cli, struct run *run)
{
	struct error err = { "" };
	size_t i;

	if (!run_load_plugins(run, &err))
		run_complain(run, err.text);
	for (i = 0; i < cli->plugins.count; i++) {
		struct error why = { "" };

		if (!run_add_plugin(run, cli->plugins.word[i], &why))
			run_complain(run, why.text);
	}
	/* Without rules every file would look clean. */
	if (run->plugins->first == NULL && run->problems == NULL)
		run_complain(run, PLUGINDIR ": no plugins, so no rules; "
					    "is all of gpulint installed?");
}

static void
check_operands(struct cli *cli, struct run *run)
{
	struct cli_words paths = { NULL, 0, 0 };
	struct progress progress;
	struct error err = { "" };
	bool has_stdin = false;
	size_t i;

	paths.word = arena_array(&cli->arena, cli->operands.count + 1,
	    sizeof(*paths.word));
	for (i = 0; i < cli->operands.count; i++) {
		if (strcmp(cli->operands.word[i], "-") == 0)
			has_stdin = true;
		else
			paths.word[paths.count++] = cli->operands.word[i];
	}
	if (has_stdin)
		check_stdin(cli, run);
	progress_begin(&progress, cli, run);
	if (paths.count > 0)
		run_paths(run, paths.word, paths.count, &err);
	progress_end(&progress, run);
}

static int
refuse_options(const struct cli *cli, const struct run *run, bool is_read)
{
	int status =
	    refuse_rules(cli, run, cli->options.select, "select", is_read);

	return status >= 0 ? status
			   : refuse_rules(cli, run, cli->options.ignore,
				 "ignore", is_read);
}

static int
report(const struct cli *cli, struct run *run, const struct reporter *reporter)
{
	const struct run_problem *problem;
	const struct file_report *file;
	struct style style = { .quiet = cli->quiet,
		.show_unknown = cli->options.show_unknown };
	struct text out;
	size_t fixed;
	int status;

	style.color = cli_wants_color(cli);
	if (cli->output == NULL && isatty(STDOUT_FILENO) == 1) {
		style.width = cli_columns();
		style.hyperlinks = style.color;
	}
	text_init(&out);
	fixed = cli_fix(cli, run, &out);
	if (!cli->diff)
		reporter->write(&out, run, &style);
	if (fixed > 0 && !cli->quiet)
		cli_note("%zu edit%s %s", fixed, fixed == 1 ? "" : "s",
		    cli->diff ? "would be made" : "made");
	status = run_found(run) ? CLI_FOUND : CLI_OK;
	for (file = run->files; file != NULL && !cli->quiet; file = file->next)
		for (problem = file->remarks; problem != NULL;
		     problem = problem->next)
			cli_note("%s", problem->text);
	for (problem = cli->quiet ? NULL : baseline_remarks(run, &run->arena);
	     problem != NULL; problem = problem->next)
		cli_note("%s", problem->text);
	for (problem = run->problems; problem != NULL; problem = problem->next)
		status = cli_stop("%s", problem->text);
	status = cli_finish(cli, &out, status);
	text_release(&out);
	return status;
}

static int
check(struct cli *cli, struct run *run, const struct reporter *reporter)
{
	int status = refuse_options(cli, run, false);

	if (status >= 0)
		return status;
	load_plugins(cli, run);
	check_operands(cli, run);
	/* Said after why a project file could not be read, if that is so. */
	if (run->problems == NULL)
		status = refuse_options(cli, run, true);
	return status >= 0 ? status : report(cli, run, reporter);
}

static bool
has_stdin(const struct cli *cli)
{
	for (size_t i = 0; i < cli->operands.count; i++) {
		if (strcmp(cli->operands.word[i], "-") == 0)
			return true;
	}
	return false;
}

int
command_check(int argc, char **argv)
{
	const struct reporter *reporter;
	struct cli cli;
	struct run run;
	int status;

	status = cli_read(&cli, argc, argv);
	if (status >= 0)
		return status;
	status = CLI_STOPPED;
	reporter = find_reporter(&cli);
	if (reporter != NULL && cli.operands.count == 0)
		cli_usage("check", "nothing to check: name files or folders");
	else if (reporter != NULL && cli.gpus.count > 1)
		cli_usage("check", "--gpu: one GPU at a time; gpulint fit "
				   "compares several");
	else if (reporter != NULL && cli.fix && has_stdin(&cli))
		cli_usage("check", "--fix: standard input cannot be "
				   "written; use --diff");
	else if (reporter != NULL && cli_start(&cli, &run)) {
		status = check(&cli, &run, reporter);
		run_release(&run);
	}
	cli_release(&cli);
	return status;
}
