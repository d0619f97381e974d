/*
 * gpulint/plugin.h: for authors of rules.
 *
 * A plugin is a shared object that exports one const data symbol,
 * gpulint_plugin, made by GPULINT_PLUGIN.  The host looks at its ABI number
 * and at the size of its checks before any code of the plugin runs, and then
 * calls each check once for every workload, or once for every file.
 *
 * A check reads facts and the tree and reports findings; it never frees,
 * never keeps a pointer past its call, and has no state of its own.  The
 * wording, severity and examples of a rule are in its card,
 * rules/<plugin>/<rule>.yaml.  All strings returned live as long as the call.
 * Every function takes NULL where it takes a pointer and then answers NULL,
 * 0 or "".
 *
 * See gpulint-plugin(3).
 */

#ifndef GPULINT_PLUGIN_H
#define GPULINT_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GPULINT_ABI 1u

#if defined(__GNUC__)
#define GPULINT_API __attribute__((visibility("default")))
#define GPULINT_FORMAT(f, a) __attribute__((format(printf, f, a)))
#else
#define GPULINT_API
#define GPULINT_FORMAT(f, a)
#endif

/* Opaque: what a check is shown. */
struct gpulint_pass; /* one call of one check */
struct gpulint_fact; /* a value with its origin */
struct gpulint_node; /* a place in the file as it was read */
struct gpulint_finding; /* what was reported */
struct gpulint_fix; /* edits that would remove it */

/* How often a check is called. */
enum gpulint_scope {
	GPULINT_WORKLOAD = 1, /* for each workload of a recognised file */
	GPULINT_FILE = 2, /* for each recognised file, whatever it holds */
	/* With the first: once more for what a command of the workload tells a
	 * training program, if one does.  Root and dialect are then those of
	 * the program's own file, the facts those of the workload. */
	GPULINT_PROGRAM = 4
};

enum gpulint_severity {
	GPULINT_NOTE = 1, /* advice */
	GPULINT_WARNING = 2, /* likely fails, or wastes hours */
	GPULINT_ERROR = 3 /* it will fail */
};

/* One check.  Fields are added at the end, with a new ABI number. */
struct gpulint_check {
	const char *id; /* rules/<plugin>/<id>.yaml */
	uint32_t scope; /* enum gpulint_scope */
	void (*run)(struct gpulint_pass *);
};

/* The one symbol a plugin exports. */
struct gpulint_plugin {
	uint32_t abi; /* first in every version */
	uint32_t size; /* of a struct gpulint_check */
	const char *name;
	const struct gpulint_check *const *checks; /* ends with NULL */
};

extern GPULINT_API const struct gpulint_plugin gpulint_plugin;

#define GPULINT_PLUGIN(plugin_name, table)                                     \
	const struct gpulint_plugin gpulint_plugin = {                         \
		.abi = GPULINT_ABI,                                            \
		.size = sizeof(struct gpulint_check),                          \
		.name = (plugin_name),                                         \
		.checks = (table),                                             \
	}

/*
 * Facts
 */

/* A fact of the workload by its name in gpulint-facts(7), "target.gpu",
 * "env.lib.bitsandbytes" among them.  Never NULL in a workload's pass. */
GPULINT_API const struct gpulint_fact *gpulint_fact(struct gpulint_pass *pass,
    const char *name);

/* Its state: known; else absent, or unknown with a reason. */
GPULINT_API bool gpulint_known(const struct gpulint_fact *fact);
GPULINT_API bool gpulint_unknown_fact(const struct gpulint_fact *fact);
GPULINT_API const char *gpulint_reason(const struct gpulint_fact *fact);

/* True where the linted files, the project file or the command line say it,
 * as against a default, a catalogue row or a derivation. */
GPULINT_API bool gpulint_stated(const struct gpulint_fact *fact);

/* Its value: 0 and "" where it is not known.  A flag is 0 or 1. */
GPULINT_API double gpulint_number(const struct gpulint_fact *fact);
GPULINT_API const char *gpulint_text(const struct gpulint_fact *fact);
GPULINT_API bool gpulint_is(const struct gpulint_fact *fact, const char *text);
GPULINT_API bool gpulint_lists(const struct gpulint_fact *fact,
    const char *item);

/* The words of the file that state it, "" where no file does. */
GPULINT_API const char *gpulint_written(struct gpulint_pass *pass,
    const struct gpulint_fact *fact);

/* Where it comes from, for a message: "axolotl 0.13's default". */
GPULINT_API const char *gpulint_origin(struct gpulint_pass *pass,
    const struct gpulint_fact *fact);

/* A file that nobody linked to and that states the fact. */
enum gpulint_neighbour {
	GPULINT_NO_NEIGHBOUR = 0, /* none: see gpulint_origin() */
	GPULINT_LAUNCHER = 1, /* its command starts this file */
	GPULINT_BESIDE = 2 /* it lies in the same folder: an assumption */
};
GPULINT_API enum gpulint_neighbour gpulint_neighbour_of(
    const struct gpulint_fact *fact);

/* "train" "serve" "other"; the dialect's name; the name of the service. */
GPULINT_API const char *gpulint_kind(struct gpulint_pass *pass);
GPULINT_API const char *gpulint_dialect(struct gpulint_pass *pass);
GPULINT_API const char *gpulint_workload_name(struct gpulint_pass *pass);

/* True where a command of the workload starts a program that checks of scope
 * GPULINT_PROGRAM are called for; in that second call. */
GPULINT_API bool gpulint_has_program(struct gpulint_pass *pass);
GPULINT_API bool gpulint_in_program(struct gpulint_pass *pass);

/*
 * The tree
 */

/* What the workload was read from; the file's documents. */
GPULINT_API const struct gpulint_node *gpulint_root(struct gpulint_pass *);
GPULINT_API size_t gpulint_documents(struct gpulint_pass *pass);
GPULINT_API const struct gpulint_node *
gpulint_document(struct gpulint_pass *pass, size_t i);

/* The value of a key, merge keys and aliases followed; of a dotted path. */
GPULINT_API const struct gpulint_node *
gpulint_get(const struct gpulint_node *mapping, const char *key);
GPULINT_API const struct gpulint_node *
gpulint_path(const struct gpulint_node *node, const char *path);
GPULINT_API const struct gpulint_node *
gpulint_at(const struct gpulint_node *sequence, size_t i);

/* Items of a sequence, pairs of a mapping; key and value of pair i as
 * written, duplicates and merge keys among them. */
GPULINT_API size_t gpulint_length(const struct gpulint_node *node);
GPULINT_API const struct gpulint_node *
gpulint_key(const struct gpulint_node *mapping, size_t i);
GPULINT_API const struct gpulint_node *
gpulint_value(const struct gpulint_node *mapping, size_t i);

GPULINT_API bool gpulint_is_mapping(const struct gpulint_node *node);
GPULINT_API bool gpulint_is_sequence(const struct gpulint_node *node);
GPULINT_API bool gpulint_is_scalar(const struct gpulint_node *node);

/* The first key of a mapping that is written so. */
GPULINT_API const struct gpulint_node *
gpulint_key_named(const struct gpulint_node *mapping, const char *name);

/* The text of a scalar; what its loader makes of it: "int", "string" ... */
GPULINT_API const char *gpulint_scalar(const struct gpulint_node *node);
GPULINT_API const char *gpulint_scalar_type(struct gpulint_pass *pass,
    const struct gpulint_node *node);
/* True where its loader reads it as true. */
GPULINT_API bool gpulint_truth(struct gpulint_pass *pass,
    const struct gpulint_node *node);
GPULINT_API unsigned gpulint_line(struct gpulint_pass *pass,
    const struct gpulint_node *node);

/* Call visit with each scalar of the file, keys too, in the order of the text:
 * once, however many aliases stand for it. */
GPULINT_API void gpulint_scalars(struct gpulint_pass *pass,
    void (*visit)(struct gpulint_pass *pass, const struct gpulint_node *scalar,
	bool is_key));

/* Key i of the file that an earlier one of the same mapping says already,
 * and that one; NULL past the last. */
GPULINT_API const struct gpulint_node *
gpulint_duplicate(struct gpulint_pass *pass, size_t i,
    const struct gpulint_node **earlier);

/* True where that key and the earlier one say the same scalar. */
GPULINT_API bool gpulint_duplicate_agrees(struct gpulint_pass *pass, size_t i);

/* Key i of document d that its framework does not know, and the nearest one
 * it does (NULL for none); NULL past the last, and where the keys of the
 * dialect are not known completely. */
GPULINT_API const struct gpulint_node *
gpulint_unknown_key(struct gpulint_pass *pass, size_t d, size_t i,
    const char **nearest);

/* What the framework of document d does with such a key: "stops", "stops
 * unless the script adds it", "drops it", or "" where that is not
 * documented. */
GPULINT_API const char *gpulint_unknown_keys(struct gpulint_pass *pass,
    size_t d);

/* What a dotted path of the workload leads to: the mapping there, or that of
 * the file its value names.  NULL where there is none. */
GPULINT_API const struct gpulint_node *gpulint_linked(struct gpulint_pass *pass,
    const char *path);

/* The place that states a fact, or NULL; the key that does. */
GPULINT_API const struct gpulint_node *gpulint_node_of(
    const struct gpulint_fact *fact);
GPULINT_API const struct gpulint_node *gpulint_key_of(
    const struct gpulint_fact *fact);

/*
 * The memory estimate of the workload.  Sizes are bytes.
 */

GPULINT_API bool gpulint_estimated(struct gpulint_pass *pass);
GPULINT_API const char *gpulint_estimate_reason(struct gpulint_pass *pass);
GPULINT_API double gpulint_low(struct gpulint_pass *pass);
GPULINT_API double gpulint_expected(struct gpulint_pass *pass);
GPULINT_API double gpulint_high(struct gpulint_pass *pass);
/* Sum of the terms of that name: "weights", "kv_cache" ... */
GPULINT_API double gpulint_term(struct gpulint_pass *pass, const char *name);
/* "allocated", "reserved" (what torch's allocator would say at the peak),
 * "kv_bytes_per_token", "kv_tokens", "share" (of the GPU, where a server's is
 * too small: what is expected is a card of which it would do),
 * "weights_total", "checkpoint_bytes", "download_bytes", "offload_bytes",
 * "host_ram_low", "host_ram_built" (with copies that the loader makes by
 * itself), "host_ram_resident" (without what is read while loading),
 * "host_ram_bytes", "disk_bytes", "hours", "hours_low", "hours_high",
 * "cost_usd", "cost_low", "cost_high", "spread" (what is expected were a
 * trained model, of which the file does not say it, shared out between all
 * GPUs with its states in host memory); 0 where unknown. */
GPULINT_API double gpulint_figure(struct gpulint_pass *pass, const char *name);
/* What would make the job fit that many bytes: one sentence. */
GPULINT_API const char *gpulint_remedy(struct gpulint_pass *pass,
    double usable);
/* The sentence that adds the terms up: "weights 15.0 GiB + ...". */
GPULINT_API const char *gpulint_terms(struct gpulint_pass *pass);

/*
 * The catalogue: a cell by table, row name and column, "" where there is
 * none.  Tables and columns are those of rules/catalog/<table>.tsv.
 */
GPULINT_API const char *gpulint_catalog(struct gpulint_pass *pass,
    const char *table, const char *row, const char *column);
/* False where that cell is known to have no source. */
GPULINT_API bool gpulint_sourced(struct gpulint_pass *pass, const char *table,
    const char *row, const char *column);

/* Versions, part by part: < 0, 0, > 0. */
GPULINT_API int gpulint_version_compare(const char *a, const char *b);

/* A quantity of Kubernetes, "10Gi" or "500M"; 0 where it is none. */
GPULINT_API double gpulint_quantity(const char *text);

/* "22.4 GiB".  A string of the pass. */
GPULINT_API const char *gpulint_size(struct gpulint_pass *pass, double bytes);
GPULINT_API const char *gpulint_format(struct gpulint_pass *pass,
    const char *format, ...) GPULINT_FORMAT(2, 3);

/*
 * Reporting.  Severity is the card's.
 */

/* Where: the fact's place in a file, or where it has none (a default, the
 * command line) the key of the workload that it hangs on; a node. */
GPULINT_API struct gpulint_finding *gpulint_report(struct gpulint_pass *pass,
    const struct gpulint_fact *where, const char *format, ...)
    GPULINT_FORMAT(3, 4);
GPULINT_API struct gpulint_finding *gpulint_report_at(struct gpulint_pass *pass,
    const struct gpulint_node *where, const char *format, ...)
    GPULINT_FORMAT(3, 4);
/* The same at a word within a value: a version in a script. */
GPULINT_API struct gpulint_finding *
gpulint_report_word(struct gpulint_pass *pass, const struct gpulint_node *where,
    const char *word, const char *format, ...) GPULINT_FORMAT(4, 5);

/* Lower the severity of this one finding; raising is not possible. */
GPULINT_API void gpulint_lower(struct gpulint_finding *finding,
    enum gpulint_severity severity);

/* What to do, one sentence. */
GPULINT_API void gpulint_help(struct gpulint_finding *finding,
    const char *format, ...) GPULINT_FORMAT(2, 3);

/* Another place that matters; nothing where the fact has no place. */
GPULINT_API void gpulint_related(struct gpulint_finding *finding,
    const struct gpulint_fact *where, const char *format, ...)
    GPULINT_FORMAT(3, 4);
GPULINT_API void gpulint_related_at(struct gpulint_finding *finding,
    const struct gpulint_node *where, const char *format, ...)
    GPULINT_FORMAT(3, 4);
/* Each term of the estimate at the lines that set it. */
GPULINT_API void gpulint_related_terms(struct gpulint_finding *finding);

/* A rule that cannot judge: what it would need.  Shown by --show-unknown and
 * in JSON, never a finding. */
GPULINT_API void gpulint_unknown(struct gpulint_pass *pass, const char *format,
    ...) GPULINT_FORMAT(2, 3);

/* Edits that would remove the finding.  safe: what is trained or served
 * does not change.  The host proves them before they are offered. */
GPULINT_API struct gpulint_fix *gpulint_fix(struct gpulint_finding *finding,
    bool safe, const char *title, ...) GPULINT_FORMAT(3, 4);
/* Replace a scalar or rename a key, in the quotes that it has; write its
 * token as it is to be (false for "false", [gpu]); drop the line of a key;
 * insert a line `key: value` after a pair's, with its indentation.  A fix
 * of which one edit cannot be made, because it would touch more than that,
 * is not offered. */
GPULINT_API void gpulint_replace(struct gpulint_fix *fix,
    const struct gpulint_node *scalar, const char *text);
GPULINT_API void gpulint_write(struct gpulint_fix *fix,
    const struct gpulint_node *scalar, const char *text);
GPULINT_API void gpulint_drop(struct gpulint_fix *fix,
    const struct gpulint_node *key);
GPULINT_API void gpulint_insert_after(struct gpulint_fix *fix,
    const struct gpulint_node *key, const char *new_key, const char *value);
/* Replace a word that occurs once in a value; the words that state a fact;
 * add an argument to the command that states one. */
GPULINT_API void gpulint_replace_word(struct gpulint_fix *fix,
    const struct gpulint_node *where, const char *word, const char *text);
GPULINT_API void gpulint_rewrite(struct gpulint_fix *fix,
    const struct gpulint_fact *fact, const char *text);
GPULINT_API void gpulint_add_argument(struct gpulint_fix *fix,
    const struct gpulint_fact *after, const char *argument);
/* Make a fact a value, in the framework's own keys and words: "sdpa", "yes",
 * "4".  No edit where it has no words for it. */
GPULINT_API void gpulint_set(struct gpulint_fix *fix, const char *fact,
    const char *value);

/* Edits of the cheapest changes under which the job fits that many bytes, in
 * the keys of its file: those that leave the training as it is as a safe fix,
 * others as an unsafe one; none where the file has no words for them. */
GPULINT_API void gpulint_fix_to_fit(struct gpulint_finding *finding,
    double usable);

#ifdef __cplusplus
}
#endif

#endif
