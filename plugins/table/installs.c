/* Environments of files, and of the install commands of scripts. */

#include "indexes.h"
#include "wheel_index.h"
#include "words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_LIMIT = 256 };

struct walk {
	struct gpulint_pass *pass;
	struct environment *environments;
	size_t count;
	struct wheel_indexes indexes[2]; /* of variables: pip's, uv's */
	bool has_indexes[2]; /* read before */
};

static void
add_pin(struct environment *e, const struct pin *pin)
{
	if (e->count < PINS_LIMIT)
		e->pins[e->count++] = *pin;
}

/* A package at whatever version, or at one and any newer. */
static bool
is_loose(const char *name, const char *bounds)
{
	if (memchr(name, '/', (size_t)(bounds - name)) != NULL)
		return false; /* a place */
	if (strncmp(bounds, ">=", 2) == 0)
		bounds += 2 + strcspn(bounds + 2, ",|; #");
	bounds += strspn(bounds, " ");
	return *bounds == '\0' || *bounds == ';' || *bounds == '#';
}

static const char *
lower(struct gpulint_pass *pass, const char *text, size_t length)
{
	char name[WORD_LIMIT];

	if (length >= sizeof(name))
		length = sizeof(name) - 1;
	for (size_t i = 0; i < length; i++)
		name[i] = text[i] == '_'
			      ? '-'
			      : (char)tolower((unsigned char)text[i]);
	name[length] = '\0';
	return gpulint_format(pass, "%s", name);
}

/* ~=1.10.0: any 1.10, which is as good as pinned where the last part does not
 * matter.  ~=1.10 allows 1.13 too. */
static bool
is_compatible(const char *at)
{
	const char *dot;

	if (strncmp(at, "~=", 2) != 0)
		return false;
	dot = strchr(at, '.');
	return dot != NULL && strchr(dot + 1, '.') != NULL;
}

/* The bound of a range that pip or conda has: "<2.6" is 2.5 at most, "<=2.5.1"
 * and "==2.5.*" are themselves. */
static void
read_bound(struct walk *walk, struct environment *e, const struct pin *torch,
    const char *bounds)
{
	const char *below = strchr(bounds, '<');
	const char *whole = strstr(bounds, "==");
	const char *at = below != NULL ? below + 1 : whole ? whole + 2 : NULL;
	bool is_less = below != NULL && *at != '=';
	char *end;
	long major, minor;

	if (at == NULL)
		return;
	at += strspn(at, "= ");
	major = strtol(at, &end, 10);
	if (*end != '.' || major != 2 || !isdigit((unsigned char)end[1]))
		return;
	minor = strtol(end + 1, &end, 10);
	if (is_less && strspn(end, ".0") == strcspn(end, ",;# '\""))
		minor--; /* <2.6, <2.6.0 */
	if (minor < 0 || minor > 99)
		return;
	e->most = *torch;
	e->most.version = gpulint_format(walk->pass, "2.%ld", minor);
}

/* The package beside conda's pytorch that has the CUDA it is built with, "11.8",
 * "9.2"; a file's cudatoolkit is env.cuda. */
static bool
is_cuda_of_torch(const struct environment *e, const struct pin *pin)
{
	size_t major = strcspn(pin->version, ".");

	return (strcmp(pin->name, "pytorch-cuda") == 0 ||
		   (strcmp(pin->name, "cudatoolkit") == 0 && !e->is_file)) &&
	       major <= 2 && isdigit((unsigned char)pin->version[major + 1]) &&
	       pin->version[major] == '.';
}

/* name==1.2, name[extra]==1.2; conda's name=1.2=build and channel::name. */
static void
read_package(struct walk *walk, struct environment *e,
    const struct gpulint_node *node, const char *word, bool conda)
{
	const char *channel = strstr(word, "::");
	const char *name = channel == NULL ? word : channel + 2, *at;
	size_t length = strcspn(name, "=<>!~ [;@"), digits;
	struct pin pin = { NULL, "", node, word, conda };

	at = name + length;
	if (*at == '[')
		at += strcspn(at, "=<>!~ ;@");
	at += strspn(at, " ");
	if (length == 0)
		return;
	pin.name = lower(walk->pass, name, length);
	if (strcmp(pin.name, "pytorch") == 0)
		pin.name = "torch";
	if (is_loose(name, at) && e->loose_count < PINS_LIMIT)
		e->loose[e->loose_count++] = pin;
	if (!conda && strcmp(pin.name, "torch") == 0)
		read_bound(walk, e, &pin, at);
	if (conda ? *at != '='
		  : strncmp(at, "==", 2) != 0 && !is_compatible(at))
		return;
	at += strspn(at, "~= ");
	digits = strcspn(at, "=, ;#'\"");
	if (!isdigit((unsigned char)*at) || memchr(at, '*', digits) != NULL ||
	    memchr(at, '|', digits) != NULL || memchr(at, '$', digits) != NULL)
		return;
	pin.version = gpulint_format(walk->pass, "%.*s", (int)digits, at);
	add_pin(e, &pin);
	if (conda && is_cuda_of_torch(e, &pin)) {
		e->variant = gpulint_format(walk->pass, "cu%.*s%.1s",
		    (int)strcspn(pin.version, "."), pin.version,
		    strchr(pin.version, '.') + 1);
		e->index = pin;
	}
}

static struct environment *
new_environment(struct walk *walk)
{
	struct environment *e;

	if (walk->count == ENVIRONMENTS_LIMIT)
		return NULL;
	e = &walk->environments[walk->count];
	memset(e, 0, sizeof(*e));
	return e;
}

static void
keep(struct walk *walk, const struct environment *e)
{
	if (e->count > 0 || e->loose_count > 0 || e->variant != NULL)
		walk->count++;
}

/* A token of a command without its quotes; NULL at the command's end. */
static const char *
next_token(struct walk *walk, const char **text)
{
	const char *p = *text;
	size_t n;
	char quote = '\0';

	for (;;) {
		p += strspn(p, " \t");
		if (p[0] != '\\' || (p[1] != '\n' && p[1] != '\r'))
			break;
		p += 1 + strspn(p + 1, "\r\n");
	}
	if (*p == '\0' || strchr("\n\r;&|#)", *p) != NULL)
		return NULL;
	if (*p == '\'' || *p == '"')
		quote = *p++;
	n = quote ? strcspn(p, quote == '"' ? "\"\n" : "'\n")
		  : strcspn(p, " \t\n\r;&|)");
	*text = p + n + (quote && p[n] == quote);
	return gpulint_format(walk->pass, "%.*s", (int)n, p);
}

/* What leaves the choice of torch to something else than PyPI: a file of
 * requirements, a project, PyTorch's own index, uv's choice by the driver. */
static bool
decides_elsewhere(const char *token)
{
	return strcmp(token, "-r") == 0 || strcmp(token, "-c") == 0 ||
	       strcmp(token, "-e") == 0 || *token == '.' ||
	       strncmp(token, "--torch-backend", 15) == 0 ||
	       strncmp(token, "--requirement", 13) == 0 ||
	       strncmp(token, "--constraint", 12) == 0 ||
	       strncmp(token, "--no-deps", 9) == 0 ||
	       strstr(token, "download.pytorch.org") != NULL;
}

/* uv does not read pip's variables, nor pip uv's. */
static const struct wheel_indexes *
indexes_of_job(struct walk *walk, const struct gpulint_node *node,
    const char *behind)
{
	static const char command[] = "uv pip install";
	size_t n = strlen(command);
	size_t before = (size_t)(behind - gpulint_scalar(node));
	bool uv = before >= n && strncmp(behind - n, command, n) == 0;

	if (!walk->has_indexes[uv])
		walk->indexes[uv] = wheel_indexes_of_job(walk->pass, uv);
	walk->has_indexes[uv] = true;
	return &walk->indexes[uv];
}

static const char *
read_install(struct walk *walk, const struct gpulint_node *node,
    const char *text)
{
	struct environment *e = new_environment(walk);
	struct wheel_indexes indexes;
	const char *token;

	if (e == NULL)
		return text;
	indexes = *indexes_of_job(walk, node, text);
	while ((token = next_token(walk, &text)) != NULL) {
		wheel_indexes_word(walk->pass, &indexes, node, token);
		if (*token != '-')
			read_package(walk, e, node, token, false);
		e->is_bounded = e->is_bounded || decides_elsewhere(token);
	}
	wheel_indexes_settle(walk->pass, &indexes, e);
	keep(walk, e);
	return text;
}

/* conda install -y -c pytorch pytorch=1.13 pytorch-cuda=11.7 */
static const char *
read_conda_install(struct walk *walk, const struct gpulint_node *node,
    const char *text)
{
	static const char *const valued[] = { "-c", "--channel", "-n", "--name",
		"-p", "--prefix", "-f", "--file", "--solver", NULL };
	struct environment *e = new_environment(walk);
	const char *token;
	bool is_value = false;

	if (e == NULL)
		return text;
	e->is_conda = e->is_bounded = true;
	while ((token = next_token(walk, &text)) != NULL) {
		if (*token != '-' && !is_value)
			read_package(walk, e, node, token, true);
		is_value = is_among(token, valued);
	}
	keep(walk, e);
	return text;
}

/* PyTorch's index alone, as a variable or a build's argument gives it. */
static void
read_address(struct walk *walk, const struct gpulint_node *node)
{
	const char *text = gpulint_scalar(node);
	struct environment *e =
	    index_is_address(text) ? new_environment(walk) : NULL;
	struct wheel_index index = { .variant = NULL };

	if (e == NULL)
		return;
	wheel_index_read(walk->pass, &index, node, text);
	e->variant = index.variant;
	e->index = index.at;
	e->index.name = "address";
	keep(walk, e);
}

static void
read_script(void *data, const struct gpulint_node *node)
{
	static const struct {
		const char *command;
		/* one command; where that ends */
		const char *(*read)(struct walk *, const struct gpulint_node *,
		    const char *);
	} commands[] = { { "pip install", read_install },
		{ "pip3 install", read_install },
		{ "conda install", read_conda_install },
		{ "conda create", read_conda_install },
		{ "mamba install", read_conda_install },
		{ "mamba create", read_conda_install } };
	const char *text = gpulint_scalar(node);

	read_address(data, node);
	/* every rule about wheels comes by here: skip what begins no command */
	for (const char *p = text; (p = strpbrk(p, "pcm")) != NULL; p++)
		for (size_t i = 0; i < sizeof(commands) / sizeof(*commands);
		     i++) {
			const char *command = commands[i].command;

			if (*p == *command &&
			    strncmp(p, command, strlen(command)) == 0 &&
			    !word_is_comment(text, p)) {
				p += strlen(command);
				p = commands[i].read(data, node, p) - 1;
				break;
			}
		}
}

/* A line of pip's list that says where else to look, or names a file that
 * may. */
static bool
is_place(const char *line)
{
	static const char *const options[] = { "-i", "--index-url",
		"--extra-index-url", "-f", "--find-links", "-r",
		"--requirement", "-c", "--constraint" };

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (strncmp(line, options[i], strlen(options[i])) == 0)
			return true;
	return false;
}

/* A line of a list of requirements, as pip takes it. */
static void
read_line(struct walk *walk, struct environment *e,
    struct wheel_indexes *indexes, const struct gpulint_node *line)
{
	const char *text = gpulint_scalar(line);

	e->has_index = e->has_index || is_place(text);
	if (*text == '-')
		wheel_indexes_word(walk->pass, indexes, line, text);
	else
		read_package(walk, e, line, text, false);
}

/* What a file lists: conda's packages with pip's among them, or pip's. */
static void
read_list(struct walk *walk, const struct gpulint_node *list, bool is_conda,
    bool chooses_torch)
{
	struct environment *e = new_environment(walk);
	struct wheel_indexes indexes = { .awaited = NULL };

	if (e == NULL)
		return;
	e->is_file = true;
	e->is_conda = is_conda;
	e->has_index = chooses_torch;
	for (size_t i = 0; i < gpulint_length(list); i++) {
		const struct gpulint_node *item = gpulint_at(list, i);
		const struct gpulint_node *pip = gpulint_get(item, "pip");

		if (!is_conda)
			read_line(walk, e, &indexes, item);
		else if (gpulint_is_scalar(item))
			read_package(walk, e, item, gpulint_scalar(item), true);
		for (size_t k = 0; k < gpulint_length(pip); k++)
			read_line(walk, e, &indexes, gpulint_at(pip, k));
	}
	e->is_bounded = e->has_index;
	wheel_indexes_settle(walk->pass, &indexes, e);
	keep(walk, e);
}

size_t
environments_read(struct gpulint_pass *pass,
    struct environment environments[ENVIRONMENTS_LIMIT])
{
	struct walk walk = { .pass = pass, .environments = environments };
	const struct gpulint_node *root = gpulint_root(pass);
	const char *dialect = gpulint_dialect(pass);

	/* Cog takes torch's wheels by the CUDA of the image */
	if (strcmp(dialect, "conda") == 0)
		read_list(&walk, gpulint_get(root, "dependencies"), true,
		    false);
	else
		texts_each(root, &walk, read_script);
	if (strcmp(dialect, "cog") == 0)
		read_list(&walk, gpulint_path(root, "build.python_packages"),
		    false, true);
	else if (strcmp(dialect, "truss") == 0)
		read_list(&walk, gpulint_get(root, "requirements"), false,
		    false);
	return indexes_lend(pass, environments, walk.count);
}
