/* gpulint tree: a file as it was read, for tools and for the tests. */

#include "base/text.h"
#include "cli/cli.h"
#include "dialect/scalar.h"
#include "read/tree.h"

#include <stdio.h>
#include <string.h>

struct printer {
	struct text out;
	struct source *source;
	enum loader loader;
};

/* Recursion ends with the tree: aliases are not followed, and the reader
 * refuses more than TREE_DEPTH_LIMIT levels. */
static void print_node(struct printer *printer, const struct node *node);

static void
print_value(struct text *out, const struct node *node,
    const struct scalar *scalar)
{
	switch (scalar->type) {
	case SCALAR_NULL:
	case SCALAR_ERROR:
		text_add(out, "null");
		break;
	case SCALAR_BOOL:
		text_add(out, scalar->number != 0 ? "true" : "false");
		break;
	case SCALAR_INT:
	case SCALAR_FLOAT:
		text_add_json_number(out, scalar->number);
		break;
	case SCALAR_TIMESTAMP:
	case SCALAR_STRING:
		text_add_json(out, node->text, node->length);
		break;
	}
}

static const char *
style_name(enum node_style style)
{
	static const char *const names[] = {
		[STYLE_PLAIN] = "plain",
		[STYLE_SINGLE] = "single",
		[STYLE_DOUBLE] = "double",
		[STYLE_LITERAL] = "literal",
		[STYLE_FOLDED] = "folded",
		[STYLE_BLOCK] = "block",
		[STYLE_FLOW] = "flow",
	};

	return names[style];
}

static void
print_scalar(struct printer *printer, const struct node *node)
{
	struct scalar scalar = scalar_of(node, printer->loader);
	struct text *out = &printer->out;

	text_add(out, ",\"text\":");
	text_add_json(out, node->text, node->length);
	text_add(out, ",\"type\":");
	text_add_json_string(out, scalar_type_name(scalar.type));
	text_add(out, ",\"value\":");
	print_value(out, node, &scalar);
}

static void
print_sequence(struct printer *printer, const struct node *node)
{
	text_add(&printer->out, ",\"items\":[");
	for (uint32_t i = 0; i < node->count; i++) {
		if (i != 0)
			text_add_char(&printer->out, ',');
		print_node(printer, node->u.items[i]);
	}
	text_add_char(&printer->out, ']');
}

static void
print_mapping(struct printer *printer, const struct node *node)
{
	text_add(&printer->out, ",\"pairs\":[");
	for (uint32_t i = 0; i < node->count; i++) {
		text_add(&printer->out, i == 0 ? "{\"key\":" : ",{\"key\":");
		print_node(printer, node->u.pairs[i].key);
		text_add(&printer->out, ",\"value\":");
		print_node(printer, node->u.pairs[i].value);
		text_add_char(&printer->out, '}');
	}
	text_add_char(&printer->out, ']');
}

static void
print_place(struct printer *printer, const struct node *node)
{
	static const char *const kinds[] = {
		[NODE_SCALAR] = "scalar",
		[NODE_SEQUENCE] = "sequence",
		[NODE_MAPPING] = "mapping",
		[NODE_ALIAS] = "alias",
	};
	uint32_t line, column;

	source_place(printer->source, node->span.start, &line, &column);
	text_printf(&printer->out,
	    "{\"kind\":\"%s\",\"start\":%u,\"end\":%u,\"line\":%u,"
	    "\"column\":%u",
	    kinds[node->kind], node->span.start, node->span.end, line, column);
	if (node->kind != NODE_ALIAS)
		text_printf(&printer->out, ",\"style\":\"%s\"",
		    style_name(node->style));
	if (node->tag != NULL) {
		text_add(&printer->out, ",\"tag\":");
		text_add_json_string(&printer->out, node->tag);
	}
	if (node->anchor != NULL) {
		text_add(&printer->out, ",\"anchor\":");
		text_add_json_string(&printer->out, node->anchor);
	}
}

static void
print_node(struct printer *printer, const struct node *node)
{
	print_place(printer, node);
	switch (node->kind) {
	case NODE_SCALAR:
		print_scalar(printer, node);
		break;
	case NODE_SEQUENCE:
		print_sequence(printer, node);
		break;
	case NODE_MAPPING:
		print_mapping(printer, node);
		break;
	case NODE_ALIAS:
		text_printf(&printer->out, ",\"target_start\":%u",
		    node->u.target->span.start);
		break;
	}
	text_add_char(&printer->out, '}');
}

static void
print_tree(struct printer *printer, const struct tree *tree)
{
	struct text *out = &printer->out;

	text_add(out, "{\"schema\":\"gpulint-tree/1\",\"path\":");
	text_add_json_string(out, tree->source->path);
	text_printf(out, ",\"syntax\":\"%s\",\"documents\":[",
	    tree->syntax == SYNTAX_JSON ? "json" : "yaml");
	for (uint32_t i = 0; i < tree->document_count; i++) {
		if (i != 0)
			text_add_char(out, ',');
		print_node(printer, tree->documents[i]);
	}
	text_add(out, "]}\n");
}

/* Said on standard error as a compiler would, without "gpulint: ". */
static void
say_problem(struct source *source, const struct tree_problem *problem)
{
	struct text line, safe;
	uint32_t row, column;

	source_place(source, problem->span.start, &row, &column);
	text_init(&line);
	text_init(&safe);
	text_printf(&line, "%s:%u:%u: error: %s", source->path, row, column,
	    problem->text);
	text_add_printable(&safe, text_string(&line), line.length);
	fprintf(stderr, "%s\n", text_string(&safe));
	text_release(&safe);
	text_release(&line);
}

static int
show(struct cli *cli, const char *path)
{
	struct printer printer = { .loader = LOADER_PYYAML };
	struct error err = { "" };
	struct tree_problem problem;
	struct tree *tree;
	int status;

	printer.source = cli_input(cli, &cli->arena, path, &err);
	if (printer.source == NULL)
		return cli_stop("%s", err.text);
	tree = tree_read(printer.source, &problem);
	if (tree == NULL) {
		say_problem(printer.source, &problem);
		return CLI_FOUND;
	}
	if (cli->loader != CLI_NO_LOADER)
		printer.loader = (enum loader)cli->loader;
	else if (tree->syntax == SYNTAX_JSON)
		printer.loader = LOADER_JSON;
	text_init(&printer.out);
	print_tree(&printer, tree);
	status = cli_finish(cli, &printer.out, CLI_OK);
	text_release(&printer.out);
	return status;
}

int
command_tree(int argc, char **argv)
{
	static const char *const formats[] = { "json", "text", NULL };
	struct cli cli;
	int status = cli_read(&cli, argc, argv);

	if (status >= 0)
		return status;
	if (cli_want_format(&cli, formats) >= 0)
		status = CLI_STOPPED;
	else if (cli.operands.count != 1)
		status = cli_usage("tree", "one FILE is wanted");
	else
		status = show(&cli, cli.operands.word[0]);
	cli_release(&cli);
	return status;
}
