#include "link/link.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* The stage that a name gives after a word, or -1: zero3, ZeRO-3, stage_2; z3
 * and s3 stand alone, as in ds_z3_config. */
static int
stage_after(const char *name, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = name; *p; p++) {
		const char *digit = p + n;

		if (strncasecmp(p, word, n) != 0 ||
		    (n == 1 && p > name && isalnum((unsigned char)p[-1])))
			continue;
		if (n > 1 && (*digit == '_' || *digit == '-'))
			digit++;
		if (*digit >= '0' && *digit <= '3' &&
		    !(n == 1 ? isalnum((unsigned char)digit[1])
			     : isdigit((unsigned char)digit[1])))
			return *digit - '0';
	}
	return -1;
}

/* Which stage of ZeRO a name speaks of, or -1; scripts count stages too. */
static int
stage_of(const char *name)
{
	static const char *const words[] = { "zero", "z", "stage", "s" };
	int stage = -1;

	for (size_t i = 0; stage < 0 && i < sizeof(words) / sizeof(*words); i++)
		stage = stage_after(name, words[i]);
	return stage;
}

static bool
says(const char *name, const char *word)
{
	size_t n = strlen(word);

	while (*name && strncasecmp(name, word, n) != 0)
		name++;
	return *name;
}

/* What a name says of how a model is shared out, or NULL. */
static const char *
sharding_of(const char *name)
{
	static const char *const stages[] = { "ddp", "zero1", "zero2",
		"zero3" };
	int stage = stage_of(name);

	if (stage >= 0)
		return stages[stage];
	if (says(name, "fsdp"))
		return "fsdp";
	return says(name, "multi_gpu") || says(name, "ddp") ? "ddp" : NULL;
}

static bool
is_open(const struct workload *w, enum fact_id id)
{
	return w->facts[id].origin.kind <= ORIGIN_DEFAULT;
}

void
link_named_sharding(struct workload *w, const char *path,
    const struct origin *origin)
{
	static const enum fact_id theirs[] = { F_PARALLEL_SHARDING,
		F_TRAIN_OFFLOAD_PARAMS, F_TRAIN_OFFLOAD_OPTIMIZER };
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	const char *sharding = sharding_of(name);
	const char *why = arena_printf(w->arena, "%.100s is not there", path);

	if (sharding && is_open(w, F_PARALLEL_SHARDING))
		workload_set_text(w, F_PARALLEL_SHARDING, sharding, origin);
	if (says(name, "fsdp2"))
		workload_set_number(w, F_PARALLEL_FSDP_VERSION, 2, origin);
	for (size_t i = 0; i < sizeof(theirs) / sizeof(*theirs); i++)
		if (is_open(w, theirs[i]))
			workload_set_unknown(w, theirs[i], why, origin);
}
