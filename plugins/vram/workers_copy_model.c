/* workers-copy-model: each worker of a Python server loads the model. */

#include "gpu_image.h"
#include "vram.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

/* "4" of --workers=4, --workers 4, -w 4, -w4. */
struct workers {
	const struct gpulint_node *node;
	const char *flag; /* the word before the count, or the count's own */
	const char *count;
	bool apart; /* they are two words */
};

/* These run one process a worker, each of which imports the application
 * (benoitc/gunicorn docs/source/design.rst; Kludex/uvicorn
 * docs/deployment/index.md; fastapi/fastapi docs/en/docs/deployment/
 * server-workers.md); with preloading CUDA could not be used in them. */
static bool
is_server(const char *word)
{
	static const char *const names[] = { "gunicorn", "uvicorn", "fastapi",
		"hypercorn", "granian" };
	const char *slash = strrchr(word, '/');
	const char *name = slash == NULL ? word : slash + 1;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool
read_count(struct words *words, struct workers *workers)
{
	static const char *const flags[] = { "--workers", "-w" };
	const char *word = words->word;

	for (size_t i = 0; i < 2; i++) {
		size_t n = strlen(flags[i]);

		if (strncmp(word, flags[i], n) != 0)
			continue;
		workers->flag = word;
		workers->apart = word[n] == '\0';
		if (!workers->apart)
			workers->count = word + n + (word[n] == '=');
		else if (words_next(words))
			workers->count = words->word;
		else
			return false;
		workers->node = words->node;
		return true;
	}
	return false;
}

static bool
read_workers(struct gpulint_pass *pass, struct workers *workers)
{
	struct words words = words_of(pass);
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	/* tiangolo/uvicorn-gunicorn-docker starts them by itself */
	bool is_serving = strstr(image, "uvicorn-gunicorn") != NULL;

	while (words_next(&words)) {
		is_serving = is_serving || is_server(words.word);
		if (is_serving && read_count(&words, workers))
			return true;
	}
	/* both gunicorn and uvicorn start so many without a flag */
	workers->flag = "";
	workers->node =
	    is_serving ? variable_find(pass, "WEB_CONCURRENCY", &workers->count)
		       : NULL;
	return workers->node != NULL;
}

/* The GPUs that the container is given, one where nobody counts them; 0 where
 * it is given none. */
static double
gpus_of(struct gpulint_pass *pass)
{
	const struct gpulint_fact *gpus = gpulint_fact(pass, "target.gpus");

	if (gpulint_node_of(gpus) != NULL)
		return gpulint_number(gpus);
	return strcmp(gpulint_dialect(pass), "docker_compose") == 0 &&
		       service_has_gpu(gpulint_root(pass))
		   ? 1
		   : 0;
}

/* The model that the container is told to serve, by the names that servers
 * take it by. */
static const char *
model_of(struct gpulint_pass *pass, const struct gpulint_node **place)
{
	static const char *const names[] = { "MODEL_ID", "HF_MODEL_ID",
		"MODEL_NAME", "MODEL", "MODEL_PATH", "HF_MODEL", "MODEL_DIR",
		"LLM_MODEL", "LLM_MODEL_ID", "HF_MODEL_NAME", "BASE_MODEL",
		"EMBEDDING_MODEL" };
	const char *value = "";

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		*place = variable_find(pass, names[i], &value);
		if (*place != NULL &&
		    (strchr(value, '/') != NULL ||
			*gpulint_catalog(pass, "models", value, "params")))
			return value;
	}
	return NULL;
}

/* Four bits a weight, where the name says that they are packed. */
static double
bytes_a_parameter(const char *model)
{
	static const char *const packed[] = { "awq", "AWQ", "gptq", "GPTQ",
		"4bit", "Int4", "int4", "exl2", "GGUF" };

	for (size_t i = 0; i < sizeof(packed) / sizeof(*packed); i++)
		if (strstr(model, packed[i]) != NULL)
			return 0.5;
	return 2;
}

/* The weights alone are more than one card has, for so many copies. */
static bool
overflows(struct gpulint_pass *pass, const char *model, double copies)
{
	double parameters =
	    strtod(gpulint_catalog(pass, "models", model, "params"), NULL);
	const struct gpulint_fact *vram = gpulint_fact(pass, "target.vram");

	return gpulint_known(vram) &&
	       copies * bytes_a_parameter(model) * parameters >
		   gpulint_number(vram);
}

static void
offer(struct gpulint_pass *pass, struct gpulint_finding *finding,
    const struct workers *workers)
{
	struct gpulint_fix *fix = gpulint_fix(finding, true, "use one worker");
	const char *old = workers->flag, *right = "1";

	if (strcmp(gpulint_scalar(workers->node), workers->count) == 0) {
		gpulint_replace(fix, workers->node, right);
		return;
	}
	if (workers->apart) {
		right = gpulint_format(pass, "%s 1", old);
		old = gpulint_format(pass, "%s %s", old, workers->count);
	} else {
		right = gpulint_format(pass, "%.*s1",
		    (int)(strlen(old) - strlen(workers->count)), old);
	}
	gpulint_replace_word(fix, workers->node, old, right);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_node *place;
	const char *model = model_of(pass, &place);
	struct workers workers = { 0 };
	struct gpulint_finding *finding;
	double count, gpus = gpus_of(pass);

	if (model == NULL || gpus < 1 || !read_workers(pass, &workers))
		return;
	count = strtod(workers.count, NULL);
	if (count < 2 || count <= gpus)
		return;
	finding = gpulint_report_word(pass, workers.node,
	    workers.apart
		? gpulint_format(pass, "%s %s", workers.flag, workers.count)
		: workers.flag,
	    "%.0f workers load %s each, onto %.0f GPU%s", count, model, gpus,
	    gpus > 1 ? "s" : "");
	if (!overflows(pass, model, count / gpus))
		gpulint_lower(finding, GPULINT_NOTE);
	gpulint_related_at(finding, place, "%s", model);
	gpulint_related(finding, gpulint_fact(pass, "target.gpus"), "%.0f",
	    gpus);
	gpulint_help(finding,
	    "use one worker for each GPU, and let the server batch requests");
	if (gpus < 2 && *workers.flag != '\0')
		offer(pass, finding, &workers);
}

const struct gpulint_check workers_copy_model = {
	.id = "workers-copy-model",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
