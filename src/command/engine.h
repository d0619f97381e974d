/*
 * engine: the command line and environment of an inference server as facts.
 *
 * A command line is a mapping written differently: its long flags are the
 * keys of the engine's data file (rules/dialects/vllm.yaml ...), which says
 * what they mean.  What data cannot say, how the command is found, short
 * flags, numbers with suffixes, defaults that changed with a version, is a
 * small file of each engine.
 */

#ifndef GPULINT_ENGINE_H
#define GPULINT_ENGINE_H

#include "command/shell.h"
#include "dialect/dialect.h"

struct engine_run;

struct engine_alias {
	const char *written, *key;
};

/* A default that holds for some versions of the engine. */
struct engine_default {
	enum fact_id fact;
	const char *from, *to; /* versions, from <= v < to; NULL: no bound */
	const char *value; /* in our vocabulary; NULL: none, the model or the
			    * machine says it; with no bounds: if the version
			    * is not known */
	const char *note; /* "vLLM 0.11" */
};

struct engine {
	const char *name; /* as serve.engine has it */
	const char *dialect; /* its data file */
	/* The first argument's index if words[from..to) start this engine,
	 * else 0. */
	size_t (
	    *starts)(const struct shell_words *words, size_t from, size_t to);
	const struct engine_alias *aliases; /* of flags; NULL-ended */
	const struct engine_alias *environment; /* variables; NULL-ended */
	const char *const *switches; /* flags that take no value */
	const char *positional; /* key of the first bare word, or NULL */
	const struct engine_default *defaults; /* ended by .note == NULL */
	/* Before the data file's map: rewrite what was written. */
	void (*prepare)(struct engine_run *run);
	/* After the map. */
	void (*derive)(struct engine_run *run);
};

extern const struct engine engine_vllm, engine_tgi, engine_sglang,
    engine_llama_cpp, engine_ollama, engine_lmdeploy, engine_lightllm,
    engine_trtllm, engine_mlc, engine_aphrodite, engine_xinference,
    engine_llama_cpp_python, engine_swift, engine_koboldcpp, engine_ramalama,
    engine_textgen;

/* One flag as it was written. */
struct engine_flag {
	const char *key;
	struct shell_word name, value;
};

enum { ENGINE_FLAG_LIMIT = 128 };

struct engine_run {
	const struct engine *engine;
	struct reading *reading;
	struct workload *w;
	const struct shell *shell;
	const char *version; /* of the engine, from the image's tag; or NULL */
	const char *program; /* the word that starts it, or NULL */
	struct engine_flag *flags;
	size_t flag_count;
	const char *more; /* why it may be given flags besides, or NULL */
};

/* The engine that words start, with its arguments' range; NULL for none. */
const struct engine *engine_of_words(const struct shell_words *words,
    size_t *first, size_t *end);
const struct engine *engine_by_name(const char *name);

/* The last flag of that key, or NULL. */
struct engine_flag *engine_flag(struct engine_run *run, const char *key);
/* Where a flag's value is written, as the origin of a fact. */
struct origin engine_flag_origin(const struct engine_flag *flag);
void engine_flag_add(struct engine_run *run, const char *key,
    const struct shell_word *name, const struct shell_word *value);

/* Fill the workload from words[first..end) and the variables. */
void engine_facts(struct reading *reading, struct workload *w,
    const struct engine *engine, const struct shell *shell,
    const struct shell_words *words, size_t first, size_t end,
    const char *version);

/* The same from a mapping of long flags, as `vllm serve --config` reads. */
void engine_settings(struct reading *reading, struct workload *w,
    const struct engine *engine, const struct node *mapping);

/* Flags of a command line; those of variables, which it wins over. */
void engine_read_words(struct engine_run *run, const struct shell_words *words,
    size_t first, size_t end);
void engine_read_variables(struct engine_run *run,
    const struct engine_alias *variables);

/* A number of a flag means GiB. */
void engine_say_gibibytes(struct engine_run *run, const char *key);

/* Whether a file of settings wins over the flags before it. */
enum engine_rank { ENGINE_UNDER_FLAGS, ENGINE_OVER_FLAGS };

/* Add what the file sets that a flag of that key names; without it the run
 * may be told more than is known. */
void engine_follow(struct engine_run *run, const char *key,
    enum engine_rank rank);

/* Add what a mapping sets. */
void engine_flags_of(struct engine_run *run, struct source *source,
    const struct node *mapping, enum engine_rank rank);

/* The positions of the model where a flag of that key stretches them by a
 * known factor: no longer only overridden. */
void engine_stretch(struct engine_run *run, const char *key);

/* What a file's name and a version say to llama.cpp and what embeds it. */
void llama_cpp_derive(struct engine_run *run);

/* 32k, 1K, 2m, 1M: decimal in small letters, binary in capitals. */
bool engine_count(const char *text, double *count);

/* The mapping that a flag is told, in JSON or as such; NULL for none. */
const struct node *engine_mapping(struct engine_run *run,
    const struct engine_flag *flag);

/* What the name of Ollama's model says of it. */
void ollama_name(struct workload *w);
/* What a tag of Ollama's library is called elsewhere, or NULL. */
const char *ollama_model(const char *tag, struct arena *arena);

/* The quantisation in the name of a GGUF file or tag, or NULL. */
const char *engine_gguf_type(const char *name, struct arena *arena);

#endif
