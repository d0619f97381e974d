/* kv-cache-too-small: one sequence of full length does not fit the cache. */

#include "vram.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { BLOCK = 256 }; /* tokens that a proposed context is rounded to */

/* vLLM's before 0.21, which the estimate takes too where none is known. */
static const double default_share = 0.9;

/* Engines that refuse to start when the cache cannot hold one sequence. */
static bool
reserves_a_cache(struct gpulint_pass *pass)
{
	const struct gpulint_fact *engine = gpulint_fact(pass, "serve.engine");

	return gpulint_is(engine, "vllm") || gpulint_is(engine, "aphrodite");
}

/* A server whose settings are all known where no length is among them: the
 * command is written out, or stands behind vLLM's own image.  Layers of other
 * files are not. */
static bool
is_told_no_length(struct gpulint_pass *pass)
{
	const struct gpulint_fact *image = gpulint_fact(pass, "env.image");

	return strcmp(gpulint_kind(pass), "serve") == 0 &&
	       !gpulint_unknown_fact(gpulint_fact(pass, "serve.max_len")) &&
	       gpulint_get(gpulint_root(pass), "extends") == NULL &&
	       (!gpulint_known(image) ||
		   gpulint_node_of(gpulint_fact(pass, "serve.engine")) !=
		       NULL ||
		   strncmp(gpulint_text(image), "vllm/vllm-openai", 16) == 0);
}

/* Words that say how weights are packed, and nothing of how long a text the
 * model takes: config.json stays the model's but for them. */
static const char *const packing_words[] = { "gptq", "awq", "gguf", "fp8",
	"fp4", "nf4", "nvfp4", "mxfp4", "int4", "int8", "3bit", "4bit", "8bit",
	"bnb", "unsloth", "quantized", "quant", "autoround", "hqq", "aqlm",
	"w4a16", "w8a16", "w8a8", "dynamic", "static", "block", "g128", "kv",
	"tensor", "channel", "marlin" };

/* A type of llama.cpp's and what goes with it: "Q4", "K", "M", "IQ3", "XS",
 * "i1", and the numbers of "00001-of-00002". */
static bool
is_gguf_word(const char *word, size_t length)
{
	size_t digits = strspn(word, "0123456789");

	if (digits >= length)
		return length == 1 || length == 5;
	if (word[0] == 'q' || word[0] == 'Q' || word[0] == 'i' ||
	    word[0] == 'I')
		return length <= 3 && strcspn(word, "0123456789") < length;
	return (length <= 2 && strspn(word, "kmslxKMSLX") >= length) ||
	       (length == 2 && strncasecmp(word, "of", 2) == 0) ||
	       ((length == 3 || length == 4) &&
		   strncasecmp(word + length - 3, "f16", 3) == 0);
}

/* What is added to the name of a model for a packed copy: "-GPTQ-Int4",
 * "-bnb-4bit", "-q4_k_m.gguf", "-quantized.w4a16". */
static bool
is_quantised_copy(const char *ending)
{
	bool gguf = strcasestr(ending, "gguf") != NULL;

	if (*ending == '\0')
		return false;
	while (*ending != '\0') {
		size_t length, i = 0;
		size_t count = sizeof(packing_words) / sizeof(*packing_words);

		if (strchr("-_.", *ending) == NULL)
			return false;
		length = strcspn(++ending, "-_.");
		while (i < count &&
		       (strlen(packing_words[i]) != length ||
			   strncasecmp(ending, packing_words[i], length) != 0))
			i++;
		if (i == count && !(gguf && is_gguf_word(ending, length)))
			return false;
		ending += length;
	}
	return true;
}

/* True for a name that is the row's, whole, or with a packing's behind it. */
static bool
is_same_name(const char *name, const char *own)
{
	size_t length;

	/* Llama-3.1-8B is Meta-Llama-3.1-8B */
	if (strncmp(own, "Meta-", 5) == 0 && strncmp(name, "Meta-", 5) != 0)
		own += 5;
	length = strlen(own);
	if (length > 3 && strcasecmp(own + length - 3, "-hf") == 0)
		length -= 3;
	return strncasecmp(name, own, length) == 0 &&
	       (strcmp(name + length, own + length) == 0 ||
		   is_quantised_copy(name + length));
}

/* True for a model, and for a folder or a copy at the hub that bears its whole
 * name: it is taken for the model, but may hold another. */
static bool
is_copy(struct gpulint_pass *pass, const char *id)
{
	const char *row = gpulint_catalog(pass, "models", id, "id");
	const char *name = strrchr(id, '/'), *own = strrchr(row, '/');

	return name != NULL && own != NULL && is_same_name(name + 1, own + 1);
}

/* True for what the model's own publisher calls so. */
static bool
is_own_row(struct gpulint_pass *pass, const char *id)
{
	const char *row = gpulint_catalog(pass, "models", id, "id");
	size_t owner = strcspn(row, "/");

	return is_copy(pass, id) && strncasecmp(id, row, owner + 1) == 0 &&
	       strchr(id + owner + 1, '/') == NULL;
}

/* Before its V1 engine a window shortened no cache. */
static bool
is_flat(struct gpulint_pass *pass)
{
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	return *version == '0' && gpulint_version_compare(version, "0.8") < 0;
}

/* True for another name of a row's. */
static bool
is_alias(struct gpulint_pass *pass, const char *id)
{
	const char *aliases = gpulint_catalog(pass, "models", id, "aliases");
	size_t length = strlen(id);

	for (const char *at = aliases; *at != '\0'; at += *at == ';') {
		size_t n = strcspn(at, ";");

		if (n == length && strncasecmp(at, id, n) == 0)
			return true;
		at += n;
	}
	return false;
}

/* True where there is room for some cache. */
static bool
has_room(struct gpulint_pass *pass)
{
	return gpulint_figure(pass, "kv_tokens") > 0 ||
	       (is_flat(pass) &&
		   gpulint_expected(pass) <=
		       gpulint_number(gpulint_fact(pass, "target.vram")));
}

/* Phi's stretched positions (LongRoPE): since 0.11.1 vLLM takes the length
 * before they were (vllm-project/vllm pull 27431). */
static bool
is_cut_short(struct gpulint_pass *pass)
{
	const char *family = gpulint_text(gpulint_fact(pass, "model.family"));
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	return strncmp(family, "phi", 3) == 0 &&
	       (*version == '\0' ||
		   gpulint_version_compare(version, "0.11.1") >= 0);
}

/* Layers that keep less than the whole context, and positions for which vLLM
 * takes another length. */
static bool
has_plain_cache(struct gpulint_pass *pass)
{
	static const char *const other[] = { "model.sliding_window",
		"model.attention_layers", "serve.positions_overridden" };
	const char *family = gpulint_text(gpulint_fact(pass, "model.family"));

	for (size_t i = is_flat(pass) ? 1 : 0;
	     i < sizeof(other) / sizeof(*other); i++) {
		if (gpulint_known(gpulint_fact(pass, other[i])))
			return false;
	}
	return *family != '\0' && !is_cut_short(pass);
}

/* Without --max-model-len vLLM takes the positions of the model's config.json
 * (vllm/config/model.py, _get_and_verify_max_len): those of the catalogue,
 * which may lack a source for them.  0 where that is not certain. */
static double
length_of_model(struct gpulint_pass *pass)
{
	const char *id = gpulint_text(gpulint_fact(pass, "model.id"));
	const struct gpulint_fact *positions =
	    gpulint_fact(pass, "model.max_positions");

	if (!is_told_no_length(pass) || !has_plain_cache(pass) ||
	    !gpulint_known(positions) ||
	    !(is_copy(pass, id) || is_alias(pass, id)))
		return 0;
	return gpulint_number(positions);
}

/* A length that no source is known of may be half of what the row has. */
static bool
is_beyond_doubt(struct gpulint_pass *pass, double tokens, double wanted)
{
	return gpulint_sourced(pass, "models",
		   gpulint_text(gpulint_fact(pass, "model.id")),
		   "max_positions") ||
	       2 * tokens < wanted;
}

/* It checks that one sequence fits since 0.2.7 (vllm-project/vllm pull
 * 2163); "latest" is taken for newer, but is no ground for an error, and no
 * more is a copy's length, or one without a source. */
static bool
is_known_to_stop(struct gpulint_pass *pass)
{
	const char *id = gpulint_text(gpulint_fact(pass, "model.id"));
	const char *version =
	    gpulint_text(gpulint_fact(pass, "framework.version"));

	return *version == '0' &&
	       gpulint_version_compare(version, "0.2.7") >= 0 &&
	       is_own_row(pass, id) &&
	       gpulint_sourced(pass, "models", id, "max_positions");
}

/* Tokens that the cache holds in what the rest leaves of its share. */
static double
room(double taken, double rest, double each)
{
	return floor((taken - rest) / each);
}

static void
run(struct gpulint_pass *pass)
{
	const struct gpulint_fact *length = gpulint_fact(pass, "serve.max_len");
	const struct gpulint_fact *vram = gpulint_fact(pass, "target.vram");
	const struct gpulint_fact *share =
	    gpulint_fact(pass, "serve.memory_fraction");
	bool given = gpulint_known(length);
	double wanted, each, part, taken, tokens, spare;
	struct gpulint_finding *finding;

	if (!reserves_a_cache(pass) || !gpulint_known(vram))
		return;
	if (!gpulint_estimated(pass)) {
		gpulint_unknown(pass, "%s", gpulint_estimate_reason(pass));
		return;
	}
	each = gpulint_figure(pass, "kv_bytes_per_token");
	wanted = given ? gpulint_number(length) : length_of_model(pass);
	if (wanted <= 0 || each <= 0)
		return;
	part = gpulint_known(share) ? gpulint_number(share) : default_share;
	taken = gpulint_number(vram) * part;
	/* the estimate's cache is what the other terms leave of the share */
	tokens = floor(gpulint_term(pass, "kv_cache") / each);
	if (!has_room(pass) || tokens >= wanted ||
	    (!given && !is_beyond_doubt(pass, tokens, wanted)))
		return; /* vram/overflow speaks of no room at all */
	finding = gpulint_report(pass,
	    gpulint_node_of(length) != NULL ? length
					    : gpulint_fact(pass, "model.id"),
	    "a sequence of %.0f tokens needs %s of KV cache; %.0f%% of one %s "
	    "leaves room for %.0f tokens",
	    wanted, gpulint_size(pass, wanted * each), 100 * part,
	    vram_card(pass), tokens);
	/* within what the estimate of the profile run may be off by */
	spare =
	    (is_flat(pass) ? 0.1 : 0.4) * gpulint_term(pass, "activations") +
	    0.5 * gpulint_term(pass, "context");
	if (tokens + spare / each >= wanted)
		gpulint_lower(finding, GPULINT_NOTE);
	/* With nothing but weights beside the cache it would be enough. */
	if (room(taken, gpulint_term(pass, "weights"), each) >= wanted ||
	    (!given && !is_known_to_stop(pass)))
		gpulint_lower(finding, GPULINT_WARNING);
	gpulint_related_terms(finding);
	gpulint_help(finding,
	    "shorten the context, to %.0f tokens at the very most, use an fp8 "
	    "KV cache, or spread the model over more GPUs",
	    tokens > BLOCK ? floor(tokens / BLOCK) * BLOCK : tokens);
	gpulint_fix_to_fit(finding, gpulint_number(vram));
}

const struct gpulint_check kv_cache_too_small = {
	.id = "kv-cache-too-small",
	.scope = GPULINT_WORKLOAD,
	.run = run,
};
