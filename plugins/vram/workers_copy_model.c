/* workers-copy-model: each worker of a Python server loads the model. */

#include "gpu_image.h"
#include "vram.h"
#include "words.h"

#include <ctype.h>
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
		"hypercorn", "granian", "sanic" };
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

/* Servers that take the count from a variable, whatever their command is:
 * benoitc/gunicorn docs/source/settings.rst, GUNICORN_CMD_ARGS; Kludex/uvicorn
 * docs/settings.md; SeldonIO/MLServer docs/user-guide/parallel-inference.md,
 * "every model in every worker"; aws/sagemaker-inference-toolkit src/
 * sagemaker_inference/parameters.py; pytorch/serve docs/configuration.md. */
static bool
read_variable(struct gpulint_pass *pass, struct workers *workers,
    bool is_serving)
{
	static const char *const names[] = { "UVICORN_WORKERS",
		"MLSERVER_PARALLEL_WORKERS", "SAGEMAKER_MODEL_SERVER_WORKERS",
		"TS_DEFAULT_WORKERS_PER_MODEL", "GUNICORN_CMD_ARGS" };
	const char *flag;

	workers->flag = "";
	/* both gunicorn and uvicorn start so many without a flag */
	workers->node =
	    is_serving ? variable_find(pass, "WEB_CONCURRENCY", &workers->count)
		       : NULL;
	for (size_t i = 0;
	     workers->node == NULL && i < sizeof(names) / sizeof(*names); i++)
		workers->node = variable_find(pass, names[i], &workers->count);
	if (workers->node == NULL || strchr(workers->count, '-') == NULL)
		return workers->node != NULL;
	flag = strstr(workers->count, "--workers");
	if (flag == NULL)
		return false;
	workers->count = flag + strlen("--workers") + 1;
	return true;
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
	return read_variable(pass, workers, is_serving);
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

/* A row of the catalogue, or a name on the hub. */
static bool
is_model(struct gpulint_pass *pass, const char *name)
{
	return strchr(name, '/') != NULL ||
	       *gpulint_catalog(pass, "models", name, "params") != '\0';
}

/* The size of a Whisper, by which its servers take it. */
static const char *
whisper_of(struct gpulint_pass *pass, const struct gpulint_node **place)
{
	static const char *const names[] = { "ASR_MODEL", "WHISPER_MODEL",
		"WHISPER_MODEL_SIZE", "MODEL_SIZE" };
	const char *value = "";

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		*place = variable_find(pass, names[i], &value);
		value = gpulint_format(pass, "openai/whisper-%s", value);
		if (*place != NULL &&
		    *gpulint_catalog(pass, "models", value, "params") != '\0')
			return value;
	}
	return NULL;
}

static const char *
model_of_command(struct gpulint_pass *pass, const struct gpulint_node **place)
{
	static const char *const flags[] = { "--model", "--model-id",
		"--model_id", "--model-path", "--model_path", "--model-name",
		"--model_name_or_path", NULL };
	const char *value;

	*place = argument_find(pass, flags, &value);
	return *place != NULL && is_model(pass, value) ? value : NULL;
}

/* The model that the container is told to serve, by the names that servers
 * take it by. */
static const char *
model_of(struct gpulint_pass *pass, const struct gpulint_node **place)
{
	static const char *const names[] = { "MODEL_ID", "HF_MODEL_ID",
		"MODEL_NAME", "MODEL", "MODEL_PATH", "HF_MODEL", "MODEL_DIR",
		"LLM_MODEL", "LLM_MODEL_ID", "HF_MODEL_NAME", "BASE_MODEL",
		"EMBEDDING_MODEL", "EMBEDDING_MODEL_NAME", "RERANK_MODEL",
		"MODEL_REPO", "HUGGINGFACE_MODEL", "WHISPER_MODEL",
		"WHISPER__MODEL",
		"MLSERVER_MODEL_HUGGINGFACE_PRETRAINED_MODEL" };
	const char *value = "";

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		*place = variable_find(pass, names[i], &value);
		if (*place != NULL && is_model(pass, value))
			return value;
	}
	value = whisper_of(pass, place);
	return value != NULL ? value : model_of_command(pass, place);
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

/* "13B" of "vicuna-13B-exl2", where no row tells more. */
static double
parameters_of(struct gpulint_pass *pass, const char *model)
{
	double parameters =
	    strtod(gpulint_catalog(pass, "models", model, "params"), NULL);

	for (const char *p = model; parameters <= 0 && *p != '\0'; p++) {
		char *end;

		if (!isdigit((unsigned char)*p) ||
		    (p > model && strchr("-_/", p[-1]) == NULL))
			continue;
		parameters = strtod(p, &end) * 1e9;
		if (tolower((unsigned char)*end) != 'b' ||
		    isalnum((unsigned char)end[1]))
			parameters = 0;
	}
	return parameters;
}

/* The weights alone are more than one card has, for so many copies. */
static bool
overflows(struct gpulint_pass *pass, const char *model, double copies)
{
	double parameters = parameters_of(pass, model);
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
