/*
 * gpulint completion: what completes words of the command line in a shell.
 *
 * Bash gets a function of its own, as its helpers may not be there; zsh
 * _arguments, fish a list of conditions.
 */

#include "cli/completion.h"

#include <string.h>

struct writer {
	struct text *out;
	const struct knowledge *known;
	struct arena arena;
};

/* A text in single quotes, where a shell sees nothing special. */
static void
add_quoted(struct text *out, const char *s)
{
	text_add_char(out, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '\'')
			text_add(out, "'\\''");
		else
			text_add_char(out, *s);
	}
	text_add_char(out, '\'');
}

/* The words, each behind the same text; those of marks with \ before it. */
static void
add_words(struct text *out, const char *const *words, const char *between,
    const char *marks)
{
	for (size_t i = 0; words != NULL && words[i] != NULL; i++) {
		if (i > 0)
			text_add(out, between);
		for (const char *p = words[i]; *p != '\0'; p++) {
			if (strchr(marks, *p) != NULL)
				text_add_char(out, '\\');
			text_add_char(out, *p);
		}
	}
}

/* What bash does where values of this kind belong. */
static void
add_bash_values(struct writer *w, const struct values *values)
{
	switch (values->kind) {
	case VALUES_NONE:
		text_add(w->out, ":");
		break;
	case VALUES_FILES:
		text_add(w->out, "files=-f");
		break;
	case VALUES_FOLDERS:
		text_add(w->out, "files=-d");
		break;
	case VALUES_WORDS:
		text_add(w->out,
		    values->is_list ? "comma=yes words='" : "words='");
		add_words(w->out, values->words, "\n", "");
		text_add(w->out, values->and_folders ? "' files=-d" : "'");
	}
	text_add(w->out, " ;;\n");
}

static void
add_bash_command(struct writer *w, const struct command *c)
{
	const struct option_row *row = option_rows;
	struct values values = values_of_operand(c, w->known, &w->arena);

	text_printf(w->out, "\t%s)\n\t\tcase $before in\n", c->name);
	for (; (row = option_next(row, c->groups)) != NULL; row++) {
		struct values of =
		    values_of_option(row, c, w->known, &w->arena);

		if (row->value == NULL || row->value[0] == '[')
			continue;
		text_printf(w->out, "\t\t--%s) ", row->name);
		add_bash_values(w, &of);
	}
	text_add(w->out, "\t\t*) ");
	add_bash_values(w, &values);
	text_add(w->out, "\t\tesac\n\t\toptions='");
	row = option_rows;
	for (; (row = option_next(row, c->groups)) != NULL; row++)
		text_printf(w->out, "--%s%s\n", row->name,
		    row->value == NULL || row->value[0] == '[' ? "" : "=");
	text_add(w->out, "'\n\t\t;;\n");
}

static void
write_bash(struct writer *w)
{
	text_add(w->out,
	    "# bash completion of gpulint, written by gpulint completion\n\n"
	    "_gpulint() {\n"
	    "\tlocal word=${COMP_WORDS[COMP_CWORD]} before= command=check\n"
	    "\tlocal words= options= files= comma= commands= kept= one\n\n"
	    "\t# --option=value is three words to bash\n"
	    "\t((COMP_CWORD < 1)) || before=${COMP_WORDS[COMP_CWORD - 1]}\n"
	    "\tif [[ $word == '=' ]]; then\n"
	    "\t\tword=\n"
	    "\telif [[ $before == '=' ]]; then\n"
	    "\t\tbefore=${COMP_WORDS[COMP_CWORD - 2]}\n"
	    "\tfi\n"
	    "\tword=${word#[\\'\\\"]} word=${word//\\\\/}\n"
	    "\tcase ${COMP_WORDS[1]} in\n"
	    "\t");
	for (const struct command *c = commands; c->name != NULL; c++)
		text_printf(w->out, "%s%s", c == commands ? "" : " | ",
		    c->name);
	text_add(w->out, ")\n"
			 "\t\t((COMP_CWORD == 1)) || command=${COMP_WORDS[1]}\n"
			 "\t\t;;\n"
			 "\tesac\n"
			 "\t((COMP_CWORD != 1)) || commands='");
	for (const struct command *c = commands; c->name != NULL; c++)
		if (c->summary != NULL)
			text_printf(w->out, "%s\n", c->name);
	text_add(w->out, "'\n\tcase $command in\n");
	for (const struct command *c = commands; c->name != NULL; c++)
		add_bash_command(w, c);
	text_add(w->out,
	    "\tesac\n"
	    "\tif [[ $word == -* ]]; then\n"
	    "\t\twords=$options files= comma=\n"
	    "\telse\n"
	    "\t\twords=$words$'\\n'$commands\n"
	    "\tfi\n"
	    "\t[[ -z $comma || $word != *,* ]] || kept=${word%,*},\n"
	    "\tCOMPREPLY=()\n"
	    "\twhile IFS= read -r one; do\n"
	    "\t\tone=${one:+$kept$one}\n"
	    "\t\t[[ -n $one && $one == \"$word\"* ]] || continue\n"
	    "\t\t[[ $one != *' '* ]] || printf -v one %q \"$one\"\n"
	    "\t\tCOMPREPLY+=(\"$one\")\n"
	    "\tdone <<<\"$words\"\n"
	    "\tif [[ -n $files ]]; then\n"
	    "\t\tcompopt -o filenames 2>/dev/null\n"
	    "\t\twhile IFS= read -r one; do\n"
	    "\t\t\tCOMPREPLY+=(\"$one\")\n"
	    "\t\tdone < <(compgen \"$files\" -- \"$word\")\n"
	    "\tfi\n"
	    "\t[[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *= ]] ||\n"
	    "\t\tcompopt -o nospace 2>/dev/null\n"
	    "}\n"
	    "complete -F _gpulint gpulint\n");
}

/* ":NAME:ACTION" of _arguments. */
static void
add_zsh_values(struct writer *w, const char *name, const struct values *values)
{
	text_printf(w->out, ":%s:", name);
	switch (values->kind) {
	case VALUES_NONE:
		text_add_char(w->out, ' ');
		break;
	case VALUES_FILES:
		text_add(w->out, "_files");
		break;
	case VALUES_FOLDERS:
		text_add(w->out, "_files -/");
		break;
	case VALUES_WORDS:
		text_add(w->out,
		    values->is_list ? "_sequence compadd - " : "(");
		add_words(w->out, values->words, " ", " ():'\\");
		if (!values->is_list)
			text_add_char(w->out, ')');
	}
}

static void
add_zsh_command(struct writer *w, const struct command *c)
{
	const struct option_row *row = option_rows;
	struct values values = values_of_operand(c, w->known, &w->arena);

	text_printf(w->out, "\t%s)\n\t\t_arguments \\\n", c->name);
	for (; (row = option_next(row, c->groups)) != NULL; row++) {
		struct values of =
		    values_of_option(row, c, w->known, &w->arena);
		bool takes = row->value != NULL && row->value[0] != '[';

		text_printf(w->out, "\t\t\t'%s--%s%s[%s]",
		    row->id == OPT_SET || row->id == OPT_GPU ? "*" : "",
		    row->name, takes ? "=" : "", row->help);
		if (takes)
			add_zsh_values(w, row->value, &of);
		text_add(w->out, "' \\\n");
	}
	text_add(w->out, "\t\t\t'*");
	add_zsh_values(w, "operand", &values);
	text_add(w->out, "'\n\t\t;;\n");
}

static void
write_zsh(struct writer *w)
{
	text_add(w->out,
	    "#compdef gpulint\n"
	    "# zsh completion of gpulint, written by gpulint completion\n\n"
	    "_gpulint() {\n"
	    "\tlocal -a commands=(\n");
	for (const struct command *c = commands; c->name != NULL; c++)
		if (c->summary != NULL)
			text_printf(w->out, "\t\t'%s:%s'\n", c->name,
			    c->summary);
	text_add(w->out, "\t)\n"
			 "\tlocal command=check\n"
			 "\tif ((CURRENT == 2)) && [[ $PREFIX != -* ]]; then\n"
			 "\t\t_describe command commands\n"
			 "\telif ((${commands[(I)$words[2]:*]})); then\n"
			 "\t\tcommand=$words[2]\n"
			 "\t\tshift words\n"
			 "\t\t((CURRENT--))\n"
			 "\tfi\n"
			 "\tcase $command in\n");
	for (const struct command *c = commands; c->name != NULL; c++)
		if (c->summary != NULL)
			add_zsh_command(w, c);
	text_add(w->out, "\tesac\n}\n\n_gpulint \"$@\"\n");
}

/* The arguments of fish's complete for values of this kind. */
static void
add_fish_values(struct writer *w, const struct values *values)
{
	switch (values->kind) {
	case VALUES_NONE:
		text_add(w->out, " -x");
		break;
	case VALUES_FILES:
		text_add(w->out, " -r -F");
		break;
	case VALUES_FOLDERS:
		text_add(w->out, " -x -a '(__fish_complete_directories)'");
		break;
	case VALUES_WORDS:
		text_add(w->out, " -x -a \"");
		add_words(w->out, values->words, " ", " ()\"$\\'");
		text_add_char(w->out, '"');
	}
}

static void
add_fish_command(struct writer *w, const struct command *c)
{
	const struct option_row *row = option_rows;
	struct values values = values_of_operand(c, w->known, &w->arena);
	const char *when = arena_printf(&w->arena,
	    "complete -c gpulint -n '__fish_seen_subcommand_from %s'", c->name);

	for (; (row = option_next(row, c->groups)) != NULL; row++) {
		struct values of =
		    values_of_option(row, c, w->known, &w->arena);

		text_printf(w->out, "%s -l %s", when, row->name);
		if (row->value != NULL && row->value[0] != '[')
			add_fish_values(w, &of);
		text_add(w->out, " -d ");
		add_quoted(w->out, row->help);
		text_add_char(w->out, '\n');
	}
	if (values.kind == VALUES_WORDS) {
		text_printf(w->out, "%s", when);
		add_fish_values(w, &values);
		text_add_char(w->out, '\n');
	}
}

static void
write_fish(struct writer *w)
{
	text_add(w->out,
	    "# fish completion of gpulint, written by gpulint completion\n\n");
	for (const struct command *c = commands; c->name != NULL; c++) {
		if (c->summary == NULL)
			continue;
		text_printf(w->out,
		    "complete -c gpulint -n __fish_use_subcommand -a %s -d ",
		    c->name);
		add_quoted(w->out, c->summary);
		text_add_char(w->out, '\n');
	}
	for (const struct command *c = commands; c->name != NULL; c++)
		if (c->summary != NULL)
			add_fish_command(w, c);
}

static int
write_for(struct cli *cli, void (*write)(struct writer *))
{
	const struct knowledge known = { .cards = cards_builtin,
		.dialects = dialects_builtin,
		.catalog = catalog_builtin };
	struct text out;
	struct writer writer = { .out = &out, .known = &known };
	int status;

	text_init(&out);
	arena_init(&writer.arena);
	write(&writer);
	status = cli_finish(cli, &out, CLI_OK);
	arena_release(&writer.arena);
	text_release(&out);
	return status;
}

int
command_completion(int argc, char **argv)
{
	static const char *const shells[] = { "bash", "zsh", "fish", NULL };
	static void (*const writers[])(
	    struct writer *) = { write_bash, write_zsh, write_fish };
	struct error err = { "" };
	struct cli cli;
	size_t which;
	int status = cli_read(&cli, argc, argv);

	if (status >= 0)
		return status;
	if (cli.operands.count != 1)
		status = cli_usage("completion", "one SHELL is wanted");
	else if (!cli_word("completion", cli.operands.word[0], shells, &which,
		     &err))
		status = cli_usage("completion", "%s", err.text);
	else
		status = write_for(&cli, writers[which]);
	cli_release(&cli);
	return status;
}
