#include "deploy/image.h"

#include <string.h>
#include <strings.h>

static bool
starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool
image_parse(struct image *image, const char *text, struct arena *arena)
{
	const char *at, *slash, *colon;
	size_t length = strcspn(text, " \t\r\n${}<>");

	if (!*text || text[length])
		return false;
	at = memchr(text, '@', length);
	image->digest = at ? arena_string(arena, at + 1) : "";
	if (at)
		length = (size_t)(at - text);
	text = arena_copy(arena, text, length);
	slash = strrchr(text, '/');
	colon = strchr(slash ? slash : text, ':');
	image->tag = colon ? arena_string(arena, colon + 1) : "";
	if (colon)
		text = arena_copy(arena, text, (size_t)(colon - text));
	if (starts(text, "docker.io/"))
		text += strlen("docker.io/");
	else if (starts(text, "index.docker.io/"))
		text += strlen("index.docker.io/");
	if (starts(text, "library/"))
		text += strlen("library/");
	image->repository = text;
	slash = strrchr(text, '/');
	image->name = slash ? slash + 1 : text;
	return *image->name != '\0';
}

/* True where one of the words stands in text as a whole: no letter on
 * either side. */
static bool
has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *p = text; (p = strcasestr(p, word)); p++) {
		char before = p == text ? ' ' : p[-1], after = p[length];

		if (!(before >= 'a' && before <= 'z') &&
		    !(before >= 'A' && before <= 'Z') &&
		    !(after >= 'a' && after <= 'z') &&
		    !(after >= 'A' && after <= 'Z'))
			return true;
	}
	return false;
}

/* What stands beside a server and bears its name: llm-docsum-tgi asks TGI
 * (opea-project/GenAIComps comps/llms). */
static bool
is_client(const struct image *image)
{
	static const char *const words[] = { "router", "ui", "webui",
		"exporter", "docsum", "faqgen" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (has_word(image->name, words[i]))
			return true;
	return false;
}

const char *
image_engine(const struct image *image)
{
	static const struct {
		const char *word, *engine;
	} table[] = {
		{ "vllm", "vllm" },
		{ "text-generation-inference", "tgi" },
		{ "tgi", "tgi" },
		{ "lorax", "tgi" }, /* its fork, with its flags */
		{ "sglang", "sglang" },
		{ "llama.cpp", "llama.cpp" },
		{ "llama-cpp", "llama.cpp" },
		{ "ollama", "ollama" },
		{ "aphrodite", "aphrodite" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		if (has_word(image->name, table[i].word))
			return is_client(image) ? NULL : table[i].engine;
	}
	return NULL;
}

/* vLLM and SGLang have had no 1.0: a number above is a vendor's own. */
static bool
is_vendors_number(const struct image *image, const char *number)
{
	const char *engine = image_engine(image);

	return engine && *number != '0' &&
	       (strcmp(engine, "vllm") == 0 || strcmp(engine, "sglang") == 0);
}

/* server-cuda-b4589: llama.cpp counts its builds. */
static const char *
build_of(const char *tag)
{
	const char *build = strrchr(tag, '-');

	build = build ? build + 1 : tag;
	return *build == 'b' && build[1] &&
		       strspn(build + 1, "0123456789") == strlen(build + 1)
		   ? build
		   : NULL;
}

const char *
image_version(const struct image *image, struct arena *arena)
{
	const char *tag = image->tag;
	size_t length = 0;
	bool dot = false;

	if (strstr(image->repository, "llama.cpp"))
		return build_of(tag);
	/* Hugging Face's containers name torch first: 2.4.0-tgi3.0.1-gpu */
	tag = strstr(tag, "-tgi") ? strstr(tag, "-tgi") + 4 : tag;
	if (*tag == 'v')
		tag++;
	if (*tag < '0' || *tag > '9' || is_vendors_number(image, tag))
		return NULL;
	while (tag[length] && !strchr("-_+", tag[length])) {
		dot = dot || tag[length] == '.';
		length++;
	}
	return dot ? arena_copy(arena, tag, length) : NULL;
}

const char *
image_platform(const struct image *image)
{
	static const char *const words[][2] = { { "cpu", "cpu" },
		{ "rocm", "rocm" }, { "gaudi", "gaudi" }, { "hpu", "gaudi" },
		{ "xpu", "xpu" }, { "neuron", "neuron" }, { "tpu", "tpu" },
		{ "musa", "musa" }, { "vulkan", "vulkan" },
		{ "intel", "xpu" } };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (has_word(image->tag, words[i][0]) ||
		    has_word(image->repository, words[i][0]))
			return words[i][1];
	}
	return NULL;
}

/* "cu124" as a word, as PyTorch's builds have it in their names. */
static bool
names_cuda_build(const char *text)
{
	for (const char *p = text; (p = strstr(p, "cu")); p++)
		if ((p == text || strchr("-_.", p[-1])) &&
		    strspn(p + 2, "0123456789") == 3)
			return true;
	return false;
}

bool
image_is_evidence(const struct image *image)
{
	static const char *const repositories[] = { "nvcr.io/nvidia/",
		"nvcr.io/nvidian/", "nvidia/cuda", "pytorch/pytorch", "rocm/",
		"vault.habana.ai/", "intel/intel-extension-for-pytorch",
		"huggingface/transformers", "localai/", "pytorch/torchserve",
		"kubeflow/", "gcr.io/kfserving/" };
	static const char *const names[] = { "text-embeddings-inference",
		"tritonserver", "local-ai", "lmcache", "torchserve",
		"tensorrt-llm", "tensorrt_llm", "jetstream", "maxengine",
		"axolotl", "deepspeed", "unsloth", "nemo", "nemo-rl",
		"gpt-neox", "neox", "habana", "gaudi", "rocm", "cuda", "gpu",
		"k8s-device-plugin", "tpu" };

	if (image_engine(image) || has_word(image->tag, "gpu") ||
	    has_word(image->tag, "rocm") || has_word(image->tag, "cuda") ||
	    has_word(image->tag, "hpu") || names_cuda_build(image->tag) ||
	    names_cuda_build(image->name))
		return true;
	for (size_t i = 0; i < sizeof(repositories) / sizeof(*repositories);
	     i++) {
		if (starts(image->repository, repositories[i]))
			return true;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (has_word(image->name, names[i]))
			return true;
	}
	return false;
}

/* cu124, cuda12.4 -> 12.4, cuda-12.4.1 -> 12.4.1 anywhere in a tag or a name;
 * cu13, cuda-13 -> 13.0 for all of that family: of 12 some know fewer cards */
static const char *
tag_cuda(const char *tag, struct arena *arena)
{
	for (const char *p = tag; (p = strstr(p, "cu")); p++) {
		bool spelt = starts(p, "cuda");
		const char *digits = p + (spelt ? 4 : 2);
		size_t n;

		if (spelt && *digits == '-')
			digits++;
		n = strspn(digits, "0123456789");
		if (n == 3) /* cu121.2-3 has torch's release behind it */
			return arena_printf(arena, "%.2s.%c", digits,
			    digits[2]);
		if (n == 2 && starts(digits, "13") && digits[2] != '.')
			return "13.0";
		n = strspn(digits, "0123456789.");
		while (n && digits[n - 1] == '.')
			n--;
		if (memchr(digits, '.', n))
			return arena_copy(arena, digits, n);
	}
	return NULL;
}

/* A release, X.Y or X.Y.Z, and then a word or the end of the tag. */
static const char *
release_at(const char *p, size_t least, struct arena *arena)
{
	size_t n = strspn(p, "0123456789.");

	while (n && p[n - 1] == '.') /* 0.5.3.post1 */
		n--;
	return n >= least && memchr(p, '.', n) && (!p[n] || strchr("-_.", p[n]))
		   ? arena_copy(arena, p, n)
		   : NULL;
}

/* torch2.6.0, pt2.7.1 as a word of the tag; what axolotl's tags end in, after
 * their CUDA; what others' images of PyTorch for CUDA begin with. */
static const char *
tag_torch(const struct image *image, const char *cuda, struct arena *arena)
{
	static const char *const words[] = { "-torch", "-pt" };
	const char *p;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		p = strstr(image->tag, words[i]);
		if (p)
			return release_at(p + strlen(words[i]), 3, arena);
	}
	if (!cuda)
		return NULL;
	if (strcmp(image->name, "axolotl") == 0) {
		p = strstr(image->tag, "-cu");
		p = p ? strchr(p + 1, '-') : NULL;
		return p ? release_at(p + 1, 5, arena) : NULL;
	}
	return strstr(image->name, "pytorch") &&
		       !starts(image->repository, "nvcr.io/")
		   ? release_at(image->tag, 5, arena)
		   : NULL;
}

/* A cell of the catalogue that is one version and nothing else. */
static bool
is_version(const char *text)
{
	return text && *text >= '0' && *text <= '9' && strchr(text, '.') &&
	       !strpbrk(text, " /,(;");
}

static void
set_version(struct workload *w, enum fact_id id, const char *text,
    const struct origin *origin)
{
	if (text && is_version(text))
		workload_set_text(w, id, text, origin);
}

/* Releases of training libraries: huggingface/transformers-pytorch-gpu:4.41.2,
 * huggingface/trl:0.9.6; transformers4.36.0 as a word of the tag, as in AWS's
 * containers (aws/deep-learning-containers available_images.md), swift3.0.0 in
 * ModelScope's (modelscope/ms-swift docs). */
static void
libs_from_tag(struct workload *w, const struct image *image,
    const struct origin *origin)
{
	static const struct {
		const char *lib, *repository, *word;
	} libs[] = {
		{ "transformers", "huggingface/transformers-",
		    "-transformers" },
		{ "trl", "huggingface/trl", "-trl" },
		{ "ms-swift", "", "-swift" },
	};

	for (size_t i = 0; i < sizeof(libs) / sizeof(*libs); i++) {
		const char *word = strstr(image->tag, libs[i].word);
		const char *at = word ? word + strlen(libs[i].word) : NULL;

		if (!at && *libs[i].repository &&
		    starts(image->repository, libs[i].repository))
			at = image->tag;
		at = at ? release_at(at, 5, w->arena) : NULL;
		if (at)
			workload_set_lib(w, libs[i].lib, at, origin);
	}
}

static void
facts_from_tag(struct workload *w, const struct image *image,
    const struct origin *origin)
{
	const char *version = image_version(image, w->arena);
	const char *cuda = tag_cuda(image->tag, w->arena);

	cuda = cuda ? cuda : tag_cuda(image->name, w->arena);
	libs_from_tag(w, image, origin);
	set_version(w, F_ENV_TORCH, tag_torch(image, cuda, w->arena), origin);
	if (strcmp(image->repository, "nvidia/cuda") == 0 ||
	    strcmp(image->repository, "nvcr.io/nvidia/cuda") == 0)
		cuda = version;
	else if (version && *version == 'b')
		workload_set_text(w, F_FRAMEWORK_VERSION, version, origin);
	else if (image_engine(image))
		set_version(w, F_FRAMEWORK_VERSION, version, origin);
	set_version(w, F_ENV_CUDA, cuda, origin);
}

static void
facts_from_row(struct workload *w, const struct container *row,
    const struct origin *origin)
{
	struct origin from = *origin;

	from.kind = ORIGIN_CATALOG;
	from.note = row->source;
	if (!catalog_is_unsourced(row->unsourced, "cuda"))
		set_version(w, F_ENV_CUDA, row->cuda, &from);
	if (!catalog_is_unsourced(row->unsourced, "torch"))
		set_version(w, F_ENV_TORCH, row->torch, &from);
	if (!catalog_is_unsourced(row->unsourced, "python"))
		set_version(w, F_ENV_PYTHON, row->python, &from);
}

/* NVIDIA's frameworks of one month have one CUDA (docs.nvidia.com
 * deeplearning/frameworks/support-matrix): Triton's row tells that of an image
 * without a row of its own. */
static const struct container *
row_of_month(const struct catalog *catalog, const struct image *image,
    struct arena *arena)
{
	static const char *const names[] = { "pytorch", "tensorflow",
		"tensorrt", "tritonserver", "mxnet", "paddlepaddle" };
	const char *tag = image->tag;

	if (!starts(image->repository, "nvcr.io/nvidia/") ||
	    strspn(tag, "0123456789") != 2 || tag[2] != '.' ||
	    strspn(tag + 3, "0123456789") != 2 || strstr(tag, "trtllm"))
		return NULL;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(image->repository + strlen("nvcr.io/nvidia/"),
			names[i]) == 0)
			return catalog_container(catalog,
			    arena_printf(arena,
				"nvcr.io/nvidia/tritonserver:%.5s-py3", tag));
	return NULL;
}

void
image_facts(struct workload *w, const struct catalog *catalog, const char *text,
    const struct origin *origin)
{
	const struct container *row;
	struct image image;

	if (!image_parse(&image, text, w->arena)) {
		workload_set_unknown(w, F_ENV_IMAGE,
		    "the image is not spelt out here", origin);
		return;
	}
	workload_set_text(w, F_ENV_IMAGE, text, origin);
	facts_from_tag(w, &image, origin);
	/* a row is of the CUDA build */
	row = catalog && !image_platform(&image)
		  ? catalog_container(catalog, text)
		  : NULL;
	if (row)
		facts_from_row(w, row, origin);
	if (catalog && !fact_known(w, F_ENV_CUDA))
		row = row_of_month(catalog, &image, w->arena);
	if (row)
		facts_from_row(w, row, origin);
}
