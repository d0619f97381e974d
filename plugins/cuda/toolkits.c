#include "toolkits.h"

#include "words.h"

#include <ctype.h>
#include <string.h>

struct scan {
	struct gpulint_pass *pass;
	void *data;
	void (*judge)(void *data, const struct toolkit *toolkit);
	bool is_compiled, is_framework, has_modules;
	const char *judged; /* the last release, once for all texts */
};

/* What compiles for itself, and the libraries that bring machine code or are
 * compiled for the card at hand. */
static void
read_text(void *data, const struct gpulint_node *node)
{
	static const char *const compilers[] = { "nvcc", "cmake", "make",
		"cargo", "ninja" };
	static const char *const frameworks[] = { "torch", "tensorflow", "jax",
		"vllm" };
	struct scan *scan = data;
	const char *text = gpulint_scalar(node);

	for (size_t i = 0; i < sizeof(compilers) / sizeof(*compilers); i++)
		scan->is_compiled =
		    scan->is_compiled || text_has_word(text, compilers[i]);
	for (size_t i = 0; i < sizeof(frameworks) / sizeof(*frameworks); i++)
		scan->is_framework =
		    scan->is_framework || strstr(text, frameworks[i]) != NULL;
	scan->has_modules =
	    scan->has_modules || strstr(text, "module ") != NULL;
}

/* "12.9" of "12.9.0" or of "12-9"; "" of anything else. */
static const char *
version_of(struct gpulint_pass *pass, const char *at)
{
	bool is_version =
	    isdigit((unsigned char)at[0]) && isdigit((unsigned char)at[1]) &&
	    (at[2] == '.' || at[2] == '-') && isdigit((unsigned char)at[3]) &&
	    !isdigit((unsigned char)at[4]);

	return is_version ? gpulint_format(pass, "%.2s.%.1s", at, at + 3) : "";
}

/* Behind a name and what joins them; NULL where the word is another. */
static const char *
behind(const char *word, const char *name, const char *joint)
{
	size_t length = strlen(name);

	if (strncmp(word, name, length) != 0 ||
	    strncmp(word + length, joint, strlen(joint)) != 0)
		return NULL;
	return word + length + strlen(joint);
}

/* cuda-toolkit-12-9, NVIDIA's packages of a compiler. */
static const char *
version_of_apt(struct gpulint_pass *pass, const char *word)
{
	static const char *const names[] = { "cuda-toolkit", "cuda-nvcc",
		"cuda-compiler" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *at = behind(word, names[i], "-");

		if (at != NULL && *version_of(pass, at) != '\0' && at[2] == '-')
			return version_of(pass, at);
	}
	return "";
}

/* cuda-nvcc=12.9 or nvidia/label/cuda-12.9.0 of conda, cuda/12.9 of module
 * load, /usr/local/cuda-12.9/bin. */
static const char *
version_of_other(struct scan *scan, const char *text, const char *word)
{
	static const struct {
		const char *name, *joint;
	} forms[] = { { "cuda-toolkit", "==" }, { "cuda-toolkit", "=" },
		{ "cuda-nvcc", "==" }, { "cuda-nvcc", "=" }, { "cuda", "==" },
		{ "cuda", "=" } };
	const char *at = NULL;

	for (size_t i = 0; at == NULL && i < sizeof(forms) / sizeof(*forms) &&
			   (word == text || isspace((unsigned char)word[-1]));
	     i++)
		at = behind(word, forms[i].name, forms[i].joint);
	if (at == NULL && word - text >= 7 &&
	    (strncmp(word - 7, "/label/", 7) == 0 ||
		strncmp(word - 7, "/local/", 7) == 0))
		at = behind(word, "cuda", "-");
	if (at == NULL && scan->has_modules && word > text &&
	    isspace((unsigned char)word[-1]))
		at = behind(word, "cuda", "/");
	return at != NULL ? version_of(scan->pass, at) : "";
}

static void
report(struct scan *scan, const struct toolkit *toolkit)
{
	if (scan->judged == NULL || strcmp(scan->judged, toolkit->cuda) != 0)
		scan->judge(scan->data, toolkit);
	scan->judged = toolkit->cuda;
}

static void
judge_text(void *data, const struct gpulint_node *node)
{
	struct scan *scan = data;
	struct gpulint_pass *pass = scan->pass;
	const char *text = gpulint_scalar(node);

	for (const char *p = text; (p = strcasestr(p, "cuda")) != NULL; p++) {
		struct toolkit toolkit = { .node = node };

		if (word_is_comment(text, p))
			continue;
		if (p == text || p[-1] == ' ')
			toolkit.cuda = version_of_apt(pass, p);
		if ((toolkit.cuda == NULL || *toolkit.cuda == '\0') &&
		    scan->is_compiled && !scan->is_framework)
			toolkit.cuda = version_of_other(scan, text, p);
		if (toolkit.cuda == NULL || *toolkit.cuda == '\0')
			continue;
		toolkit.word = word_at(pass, p);
		report(scan, &toolkit);
		return;
	}
}

/* Jimver/cuda-toolkit and others of GitHub's marketplace: {uses:
 * .../cuda-toolkit@v1, with: {cuda: 12.9.0}}. */
static void
judge_steps(struct scan *scan)
{
	const struct gpulint_node *steps =
	    gpulint_get(gpulint_root(scan->pass), "steps");

	for (size_t i = 0; scan->is_compiled && !scan->is_framework &&
			   i < gpulint_length(steps);
	     i++) {
		const struct gpulint_node *step = gpulint_at(steps, i);
		struct toolkit toolkit = { .node = gpulint_path(step,
					       "with.cuda") };

		if (strstr(gpulint_scalar(gpulint_get(step, "uses")),
			"/cuda-toolkit@") == NULL)
			continue;
		toolkit.cuda =
		    version_of(scan->pass, gpulint_scalar(toolkit.node));
		if (*toolkit.cuda != '\0')
			report(scan, &toolkit);
	}
}

void
toolkits_each(struct gpulint_pass *pass, void *data,
    void (*judge)(void *data, const struct toolkit *toolkit))
{
	struct scan scan = { .pass = pass, .data = data, .judge = judge };
	const struct gpulint_node *root = gpulint_root(pass);

	texts_each(root, &scan, read_text);
	texts_each(root, &scan, judge_text);
	judge_steps(&scan);
}
