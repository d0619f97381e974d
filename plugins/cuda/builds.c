#include "builds.h"

#include <stdlib.h>
#include <string.h>

/* Where CUDA is chosen: itself, the wheel, or the image that has it. */
static const struct gpulint_fact *
place_of(struct gpulint_pass *pass)
{
	static const char *const facts[] = { "env.cuda", "env.torch",
		"env.image" };

	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		const struct gpulint_fact *fact = gpulint_fact(pass, facts[i]);

		if (gpulint_node_of(fact) != NULL)
			return fact;
	}
	return gpulint_fact(pass, "env.cuda");
}

/* "2.5.1+cu124", from the version and, where it names no build, CUDA's. */
static const char *
torch_of(struct gpulint_pass *pass, const char *cuda)
{
	const char *torch = gpulint_text(gpulint_fact(pass, "env.torch"));
	const char *minor = strchr(cuda, '.');

	if (*torch == '\0' || strchr(torch, '+') != NULL || minor == NULL)
		return torch;
	return gpulint_format(pass, "%s+cu%.*s%.1s", torch, (int)(minor - cuda),
	    cuda, minor + 1);
}

/* A wheel, which brings its own CUDA; conda's pytorch has what it is built
 * with. */
static bool
is_wheel(struct gpulint_pass *pass)
{
	const struct gpulint_node *node =
	    gpulint_node_of(gpulint_fact(pass, "env.torch"));

	return strcmp(gpulint_dialect(pass), "conda") != 0 ||
	       strncmp(gpulint_scalar(node), "torch", 5) == 0;
}

/* "2.5.1+cu124", where pip's list in a conda file names an index; "" where it
 * names one that may have any build. */
static const char *
listed_build(struct gpulint_pass *pass, const char *torch)
{
	struct environment environments[ENVIRONMENTS_LIMIT];
	size_t count = environments_read(pass, environments);

	if (strchr(torch, '+') != NULL || count != 1 ||
	    !environments[0].is_file)
		return torch;
	if (environments[0].is_open)
		return "";
	return environments[0].variant == NULL
		   ? torch
		   : gpulint_format(pass, "%s+%s", torch,
			 environments[0].variant);
}

/* "10.1" of 1.7.1+cu101, a release that the catalogue does not have. */
static const char *
cuda_of_suffix(struct gpulint_pass *pass, const char *torch)
{
	const char *at = strstr(torch, "+cu");

	if (at == NULL || strspn(at + 3, "0123456789") != 3)
		return "";
	return gpulint_format(pass, "%.2s.%.1s", at + 3, at + 5);
}

static bool
read_facts(struct gpulint_pass *pass, struct build *build)
{
	memset(build, 0, sizeof(*build));
	build->cuda = gpulint_text(gpulint_fact(pass, "env.cuda"));
	build->torch = torch_of(pass, build->cuda);
	build->fact = place_of(pass);
	if (*build->cuda == '\0' && *build->torch != '\0' && is_wheel(pass)) {
		build->torch = listed_build(pass, build->torch);
		build->cuda =
		    gpulint_catalog(pass, "torch", build->torch, "cuda");
		build->assumed = strstr(build->torch, "+cu") == NULL;
		if (*build->cuda == '\0')
			build->cuda = cuda_of_suffix(pass, build->torch);
	}
	return *build->cuda != '\0' || *build->torch != '\0';
}

/* The torch that vLLM of that release asks for, in its default build; its
 * own kernels are built for CUDA 12.1 at least since 0.2.2 (vllm-project/vllm
 * requirements.txt @06458a0, Upgrade to CUDA 12). */
static bool
read_vllm(struct gpulint_pass *pass, const char *version, struct build *build)
{
	const char *wanted = gpulint_catalog(pass, "frameworks",
	    gpulint_format(pass, "vllm %s|torch pin", version), "torch");

	memset(build, 0, sizeof(*build));
	build->torch = build->cuda = "";
	build->assumed = true;
	if (strncmp(wanted, "==", 2) == 0 && strchr(wanted, ' ') == NULL) {
		build->torch = wanted + 2;
		build->cuda =
		    gpulint_catalog(pass, "torch", build->torch, "cuda");
	} else if (gpulint_version_compare(version, "0.2.2") >= 0) {
		build->cuda = "12.1";
	}
	return *build->cuda != '\0';
}

static bool
read_server(struct gpulint_pass *pass, const struct environment *e,
    struct build *build)
{
	const struct pin *vllm = environment_pin(e, "vllm");

	if (vllm == NULL || !read_vllm(pass, vllm->version, build))
		return false;
	build->pin = *vllm;
	return true;
}

/* vLLM's own kernels beside a CUDA of another family that a conda file asks
 * for: its wheel does not ask. */
static bool
read_server_beside(struct gpulint_pass *pass, const struct environment *e,
    const struct build *of_file, struct build *build)
{
	if (e->has_index || strstr(of_file->cuda, ".") == NULL ||
	    !read_server(pass, e, build))
		return false;
	build->torch = ""; /* that one is the file's */
	build->is_foreign = true;
	return strtol(build->cuda, NULL, 10) > strtol(of_file->cuda, NULL, 10);
}

/* The same where a workload states it itself. */
static bool
read_stated_server(struct gpulint_pass *pass, struct build *build)
{
	const struct gpulint_fact *fact = gpulint_fact(pass, "env.lib.vllm");

	if (strcmp(gpulint_dialect(pass), "workload") != 0)
		return false;
	if (!gpulint_known(fact) &&
	    gpulint_is(gpulint_fact(pass, "framework.name"), "vllm"))
		fact = gpulint_fact(pass, "framework.version");
	if (!gpulint_known(fact) || !read_vllm(pass, gpulint_text(fact), build))
		return false;
	build->fact = fact;
	return true;
}

/* CUDA that comes as wheels along with TensorFlow or JAX, when asked for:
 * tensorflow[and-cuda], jax[cuda12]. */
static bool
read_extra(struct gpulint_pass *pass, const struct environment *e,
    struct build *build)
{
	const struct pin *tensorflow = environment_pin(e, "tensorflow");
	const struct pin *jax = environment_pin(e, "jax");

	memset(build, 0, sizeof(*build));
	build->torch = build->cuda = "";
	if (tensorflow != NULL && strstr(tensorflow->word, "[and-cuda]")) {
		build->pin = *tensorflow;
		build->cuda = gpulint_catalog(pass, "frameworks",
		    gpulint_format(pass, "tensorflow %s|CUDA matrix",
			tensorflow->version),
		    "cuda");
	} else if (jax != NULL && strstr(jax->word, "[cuda1") != NULL) {
		build->pin = *jax;
		build->cuda = gpulint_format(pass, "%.2s.0",
		    strstr(jax->word, "[cuda1") + 5);
	}
	return *build->cuda != '\0';
}

/* Beside whatever else is there: ctransformers[cuda] has a library that CUDA
 * 12.2 built (marella/ctransformers issue 162). */
static bool
read_ctransformers(const struct environment *e, struct build *build)
{
	const struct pin *pin = environment_package(e, "ctransformers");

	if (pin == NULL || strstr(pin->word, "[cuda]") == NULL ||
	    environment_package(e, "cuda-toolkit") != NULL ||
	    environment_package(e, "cuda-nvcc") != NULL)
		return false; /* or it is built there, with CT_CUBLAS */
	*build = (struct build){ .torch = "",
		.cuda = "12.2",
		.pin = *pin,
		.is_foreign = true };
	return true;
}

/* Where torch is not named itself. */
static bool
read_unnamed(struct gpulint_pass *pass, const struct environment *e,
    struct build *build)
{
	return read_server(pass, e, build) || read_extra(pass, e, build);
}

static bool
read_environment(struct gpulint_pass *pass, const struct environment *e,
    struct build *build)
{
	const struct pin *torch = environment_pin(e, "torch");

	memset(build, 0, sizeof(*build));
	build->torch = environment_torch(pass, e);
	if (e->is_open && e->variant == NULL && pin_variant(torch) == NULL)
		return read_extra(pass, e, build);
	if (e->variant == NULL && (torch == NULL || e->is_conda))
		return read_unnamed(pass, e, build);
	if (torch != NULL)
		build->cuda =
		    gpulint_catalog(pass, "torch", build->torch, "cuda");
	if (build->cuda == NULL || *build->cuda == '\0')
		build->cuda = e->variant != NULL ? e->index.version : "";
	build->pin = e->variant != NULL && pin_variant(torch) == NULL ? e->index
								      : *torch;
	/* whoever takes it from there may take something else */
	build->assumed = strcmp(build->pin.name, "address") == 0;
	build->is_foreign = environment_package(e, "torch") == NULL &&
			    strstr(build->pin.word, "pytorch") == NULL;
	return *build->cuda != '\0';
}

/* CUDA as the name or the version of a wheel states it: cupy-cuda12x,
 * cudf-cu12, dgl==2.1.0+cu121, torch-scatter==2.1.2+pt21cu121,
 * paddlepaddle-gpu==2.6.1.post120; "" for none. */
static const char *
cuda_of_word(struct gpulint_pass *pass, const char *word)
{
	static const char *const marks[] = { "cuda", "cu", ".post" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		const char *p = strstr(word, marks[i]);
		const char *at = p == NULL ? "" : p + strlen(marks[i]);
		size_t digits = strspn(at, "0123456789");
		bool is_end = at[digits] == '\0' ||
			      strchr("x=>~<!]_ ,", at[digits]) != NULL;

		if (p == NULL || p == word || !is_end || *at != '1' ||
		    (*marks[i] == '.'
			    ? strncmp(word, "paddlepaddle-gpu", 16) != 0
			    : strchr("-+[_0123456789", p[-1]) == NULL))
			continue;
		if (digits == 2)
			return gpulint_format(pass, "%.2s.0", at);
		if (digits == 3)
			return gpulint_format(pass, "%.2s.%.1s", at, at + 2);
	}
	return "";
}

/* Where nothing else says what CUDA is installed: the index, or a wheel. */
static bool
read_wheel(struct gpulint_pass *pass, const struct environment *e,
    struct build *build)
{
	*build = (struct build){ .torch = "", .cuda = "", .is_foreign = true };
	if (e->variant != NULL) {
		build->cuda = e->index.version;
		build->pin = e->index;
	}
	for (size_t i = 0; *build->cuda == '\0' && i < e->count; i++) {
		build->pin = e->pins[i];
		build->cuda = cuda_of_word(pass, e->pins[i].word);
	}
	for (size_t i = 0; *build->cuda == '\0' && i < e->loose_count; i++) {
		build->pin = e->loose[i];
		build->cuda = cuda_of_word(pass, e->loose[i].word);
	}
	return *build->cuda != '\0';
}

/* The index of a variable holds for each command; one that names no torch, or
 * the same, says nothing new. */
static bool
was_read(const struct build *builds, size_t n)
{
	const struct build *last = &builds[n];

	for (size_t i = 0; i < n; i++)
		if (last->pin.node != NULL &&
		    builds[i].pin.node == last->pin.node &&
		    strcmp(builds[i].pin.word, last->pin.word) == 0 &&
		    (*last->torch == '\0' ||
			strcmp(builds[i].torch, last->torch) == 0))
			return true;
	return false;
}

size_t
builds_read(struct gpulint_pass *pass, struct build builds[BUILDS_LIMIT])
{
	struct environment environments[ENVIRONMENTS_LIMIT];
	size_t count = environments_read(pass, environments), n = 0;

	if (read_facts(pass, &builds[n]) ||
	    read_stated_server(pass, &builds[n]))
		n++;
	for (size_t i = 0; i < count; i++)
		if (environments[i].is_file
			? n == 0
			      ? read_unnamed(pass, &environments[i], &builds[n])
			      : read_server_beside(pass, &environments[i],
				    &builds[0], &builds[n])
			: read_environment(pass, &environments[i], &builds[n]))
			n += !was_read(builds, n);
	for (size_t i = 0; i < count && n < BUILDS_LIMIT; i++)
		if (read_ctransformers(&environments[i], &builds[n]))
			n++;
	for (size_t i = 0; i < count && n == 0; i++)
		n += read_wheel(pass, &environments[i], &builds[n]);
	return n;
}

struct gpulint_finding *
build_report(struct gpulint_pass *pass, const struct build *build,
    const char *message)
{
	if (build->fact != NULL)
		return gpulint_report(pass, build->fact, "%s", message);
	return gpulint_report_word(pass, build->pin.node, build->pin.word, "%s",
	    message);
}

static bool
is_windows(struct gpulint_pass *pass)
{
	const struct gpulint_fact *os = gpulint_fact(pass, "target.os");

	return gpulint_is(os, "windows") || gpulint_is(os, "wsl2");
}

/* A cell of the table of CUDA.  No driver for Windows comes with CUDA 13 and
 * newer: it takes the branch that has the number of Linux's. */
static const char *
driver_cell(struct gpulint_pass *pass, const char *cuda, const char *windows,
    const char *linux)
{
	const char *cell = "";

	if (is_windows(pass))
		cell = gpulint_catalog(pass, "cuda", cuda, windows);
	if (*cell != '\0' || (is_windows(pass) && strtol(cuda, NULL, 10) < 13))
		return cell;
	cell = gpulint_catalog(pass, "cuda", cuda, linux);
	return is_windows(pass)
		   ? gpulint_format(pass, "%.*s", (int)strcspn(cell, "."), cell)
		   : cell;
}

struct drivers
drivers_of(struct gpulint_pass *pass, const char *cuda)
{
	struct drivers drivers = {
		.least =
		    driver_cell(pass, cuda, "minimum_windows", "minimum_linux"),
		.shipped =
		    driver_cell(pass, cuda, "driver_windows", "driver_linux"),
	};
	bool compatible = *drivers.least != '\0';

	if (!compatible) /* no minor-version compatibility */
		drivers.least = drivers.shipped;
	drivers.sourced = *drivers.least != '\0' &&
			  gpulint_sourced(pass, "cuda", cuda,
			      compatible ? "minimum_linux" : "driver_linux");
	return drivers;
}

const char *
target_class(struct gpulint_pass *pass)
{
	return gpulint_catalog(pass, "gpus",
	    gpulint_text(gpulint_fact(pass, "target.gpu")), "class");
}
