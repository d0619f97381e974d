#include "wheel_index.h"

#include "words.h"

#include <ctype.h>
#include <string.h>

const char *
variant_cuda(struct gpulint_pass *pass, const char *variant)
{
	size_t n;

	if (variant == NULL || strncmp(variant, "cu", 2) != 0)
		return NULL;
	n = strspn(variant + 2, "0123456789");
	if (n != 3 || isalpha((unsigned char)variant[2 + n]))
		return NULL;
	return gpulint_format(pass, "%.2s.%.1s", variant + 2, variant + 4);
}

/* Where a URL names a variant: .../whl/cu124, .../whl/nightly/cu128, a
 * mirror's .../pytorch-wheels/cu121; NULL for nowhere. */
static const char *
variant_in(const char *url)
{
	static const char *const folders[] = { "/whl/cu", "/whl/nightly/cu",
		"/whl/test/cu", "/pytorch-wheels/cu" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		const char *at = strstr(url, folders[i]);

		if (at != NULL)
			return at + strlen(folders[i]) - 2;
	}
	return NULL;
}

static bool
is_of_pytorch(const char *url)
{
	return strstr(url, "pytorch") != NULL;
}

/* A variable, a template: nobody knows what will stand there. */
static bool
is_unresolved(const char *value)
{
	return strpbrk(value, "$<") != NULL || strstr(value, "{{") != NULL;
}

static void
keep(struct wheel_index *index, const struct wheel_index *found)
{
	if ((found->variant == NULL && !found->is_open) ||
	    (index->variant != NULL && is_of_pytorch(index->at.word) &&
		!is_of_pytorch(found->at.word)))
		return; /* it says nothing of PyTorch that was not said */
	*index = *found;
}

/* https://download.pytorch.org/whl/cu124.  The same index for cpu and rocm6.2,
 * the one of all builds, and the old page of links name none of CUDA. */
void
wheel_index_read(struct gpulint_pass *pass, struct wheel_index *index,
    const struct gpulint_node *node, const char *word)
{
	const char *at = variant_in(word), *cuda = variant_cuda(pass, at);
	struct wheel_index found = { .at = { "index", "", node, word, false } };

	if (cuda != NULL) {
		found.variant =
		    gpulint_format(pass, "%.*s", (int)strcspn(at, "/ \"'"), at);
		found.at.version = cuda;
	} else {
		found.is_open = is_unresolved(word) || is_of_pytorch(word);
	}
	keep(index, &found);
}

/* uv's --torch-backend: cu128, cpu, or auto, by the driver. */
static void
read_backend(struct gpulint_pass *pass, struct wheel_index *index,
    const struct gpulint_node *node, const char *word, const char *value)
{
	const char *cuda = variant_cuda(pass, value);
	struct wheel_index found = { .at = { "index", "", node, word, false } };

	found.is_open = cuda == NULL;
	if (cuda != NULL) {
		found.variant = gpulint_format(pass, "%.5s", value);
		found.at.version = cuda;
	}
	*index = found;
}

/* Of the options of pip and uv; a list has them at the beginning of a line. */
static const struct option {
	const char *name;
	bool is_only;
} options[] = {
	{ "--index-url", true },
	{ "-i", true },
	{ "--default-index", true },
	{ "--extra-index-url", false },
	{ "--index", false },
	{ "--find-links", false },
	{ "-f", false },
};

static const char backend[] = "--torch-backend";

/* "--index-url=URL", "--index-url URL": what stands behind the name, "" for
 * the name alone, NULL for another word. */
static const char *
behind(const char *word, const char *name)
{
	size_t n = strlen(name);

	if (strncmp(word, name, n) != 0 ||
	    (word[n] != '\0' && strchr("= ", word[n]) == NULL))
		return NULL;
	return word + n + (word[n] != '\0');
}

void
wheel_indexes_word(struct gpulint_pass *pass, struct wheel_indexes *indexes,
    const struct gpulint_node *node, const char *word)
{
	struct wheel_index *awaited = indexes->awaited;
	const char *value = behind(word, backend);

	indexes->awaited = NULL;
	if (awaited != NULL && strchr(word, '/') == NULL &&
	    !is_unresolved(word)) {
		read_backend(pass, awaited, node, word, word);
		return;
	}
	if (awaited != NULL) {
		wheel_index_read(pass, awaited, node, word);
		return;
	}
	if (*word == '$') /* it may hold any option */
		keep(&indexes->beside,
		    &(struct wheel_index){
			.at = { "index", "", node, word, false },
			.is_open = true });
	if (value != NULL && *value != '\0')
		read_backend(pass, &indexes->only, node, word, value);
	else if (value != NULL)
		indexes->awaited = &indexes->only;
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		struct wheel_index *index =
		    options[i].is_only ? &indexes->only : &indexes->beside;

		value = behind(word, options[i].name);
		if (value == NULL)
			continue;
		if (options[i].is_only) /* whatever a variable says */
			memset(index, 0, sizeof(*index));
		if (*value == '\0')
			indexes->awaited = index;
		else
			wheel_index_read(pass, index, node, word);
		return;
	}
}

/* Variables, and pip's own settings as a script makes them. */
static const struct setting {
	const char *name;
	bool uv, is_only;
} settings[] = {
	{ "PIP_INDEX_URL", false, true },
	{ "PIP_EXTRA_INDEX_URL", false, false },
	{ "PIP_FIND_LINKS", false, false },
	{ "global.index-url", false, true },
	{ "global.extra-index-url", false, false },
	{ "UV_INDEX_URL", true, true },
	{ "UV_DEFAULT_INDEX", true, true },
	{ "UV_EXTRA_INDEX_URL", true, false },
	{ "UV_INDEX", true, false },
	{ "UV_FIND_LINKS", true, false },
	{ "UV_TORCH_BACKEND", true, true },
};

struct job {
	struct gpulint_pass *pass;
	struct wheel_indexes indexes;
	bool uv;
};

static void
read_setting(struct job *job, const struct setting *setting,
    const struct gpulint_node *node, const char *value)
{
	struct wheel_index *index =
	    setting->is_only ? &job->indexes.only : &job->indexes.beside;

	if (strstr(setting->name, "BACKEND") != NULL)
		read_backend(job->pass, index, node, value, value);
	else
		wheel_index_read(job->pass, index, node, value);
}

/* NAME=URL of a list of variables, export NAME=URL, and the like. */
static void
read_text(void *data, const struct gpulint_node *node)
{
	struct job *job = data;
	const char *text = gpulint_scalar(node);

	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		const char *at = strstr(text, settings[i].name);
		size_t n = strlen(settings[i].name);

		if (at == NULL || settings[i].uv != job->uv ||
		    (at > text && (isalnum((unsigned char)at[-1]) ||
				      strchr("_${", at[-1]) != NULL)) ||
		    (at[n] != '=' && at[n] != ' ') || word_is_comment(text, at))
			continue;
		at += n + 1;
		read_setting(job, &settings[i], node,
		    gpulint_format(job->pass, "%.*s",
			(int)strcspn(at + strspn(at, "\"'"), " \t\r\n\"'&;|"),
			at + strspn(at, "\"'")));
	}
}

/* {PIP_INDEX_URL: URL} */
static void
read_mapping(struct job *job, const struct gpulint_node *variables)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		const struct gpulint_node *value =
		    settings[i].uv == job->uv
			? gpulint_get(variables, settings[i].name)
			: NULL;

		if (value != NULL)
			read_setting(job, &settings[i], value,
			    gpulint_scalar(value));
	}
}

/* Of a whole workflow or pipeline, of the job, of each of its steps. */
static void
read_variables(struct job *job, const struct gpulint_node *holder)
{
	static const char *const keys[] = { "env", "variables", "environment",
		"envs" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		read_mapping(job, gpulint_get(holder, keys[i]));
}

static void
read_named(struct job *job)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		const char *value;
		const struct gpulint_node *node =
		    settings[i].uv == job->uv
			? variable_find(job->pass, settings[i].name, &value)
			: NULL;

		if (node != NULL)
			read_setting(job, &settings[i], node, value);
	}
}

struct wheel_indexes
wheel_indexes_of_job(struct gpulint_pass *pass, bool uv)
{
	struct job job = { .pass = pass, .uv = uv };
	const struct gpulint_node *steps =
	    gpulint_get(gpulint_root(pass), "steps");

	if (gpulint_documents(pass) == 1)
		read_variables(&job, gpulint_document(pass, 0));
	read_named(&job);
	for (size_t i = 0; i < gpulint_length(steps); i++)
		read_variables(&job, gpulint_at(steps, i));
	texts_each(gpulint_root(pass), &job, read_text);
	return job.indexes;
}

/* Of an index beside PyPI pip takes what the pin allows, and a local version
 * counts for more than the plain one: torch==2.6.0 is 2.6.0+cu124 where that
 * index has it. */
static void
settle_beside(struct gpulint_pass *pass, const struct wheel_index *beside,
    struct environment *e)
{
	const struct pin *torch = environment_pin(e, "torch");
	bool is_named = environment_package(e, "torch") != NULL;
	const char *build;

	if (beside->variant == NULL || !is_of_pytorch(beside->at.word)) {
		e->is_open = e->is_open || beside->is_open;
		/* another project's wheels, which nobody else has */
		if (beside->variant != NULL && !is_named) {
			e->variant = beside->variant;
			e->index = beside->at;
		}
		return;
	}
	/* what asks for a torch of its own gets it from there or from PyPI */
	e->is_open = e->is_open || !is_named;
	if (torch == NULL || strchr(torch->version, '+') != NULL)
		return;
	build = gpulint_format(pass, "%s+%s", torch->version, beside->variant);
	if (*gpulint_catalog(pass, "torch", build, "version") == '\0')
		return;
	e->variant = beside->variant;
	e->index = beside->at;
}

void
wheel_indexes_settle(struct gpulint_pass *pass,
    const struct wheel_indexes *indexes, struct environment *e)
{
	if (indexes->only.variant != NULL) {
		e->variant = indexes->only.variant;
		e->index = indexes->only.at;
	} else if (indexes->only.is_open) {
		e->is_open = true;
	} else {
		settle_beside(pass, &indexes->beside, e);
	}
	e->is_bounded = e->is_bounded || e->is_open;
}
