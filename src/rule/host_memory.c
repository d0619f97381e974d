/* What plugin.h promises about the memory estimate. */

#include "base/number.h"
#include "rule/host.h"

#include <string.h>

static const struct estimate *
known_estimate(struct gpulint_pass *pass)
{
	const struct estimate *estimate;

	estimate = pass == NULL ? NULL : pass_estimate(pass);
	return estimate != NULL && estimate->known ? estimate : NULL;
}

bool
gpulint_estimated(struct gpulint_pass *pass)
{
	return known_estimate(pass) != NULL;
}

const char *
gpulint_estimate_reason(struct gpulint_pass *pass)
{
	const struct estimate *estimate;

	estimate = pass == NULL ? NULL : pass_estimate(pass);
	if (estimate == NULL)
		return "this is no workload";
	if (estimate->known || estimate->reason == NULL)
		return "";
	return estimate->reason;
}

double
gpulint_low(struct gpulint_pass *pass)
{
	const struct estimate *estimate = known_estimate(pass);

	return estimate == NULL ? 0 : estimate->low;
}

double
gpulint_expected(struct gpulint_pass *pass)
{
	const struct estimate *estimate = known_estimate(pass);

	return estimate == NULL ? 0 : estimate->expected;
}

double
gpulint_high(struct gpulint_pass *pass)
{
	const struct estimate *estimate = known_estimate(pass);

	return estimate == NULL ? 0 : estimate->high;
}

double
gpulint_term(struct gpulint_pass *pass, const char *name)
{
	const struct estimate *estimate = known_estimate(pass);
	double sum = 0;
	size_t i;

	for (i = 0;
	     estimate != NULL && name != NULL && i < estimate->term_count; i++)
		if (strcmp(term_spelling(estimate->terms[i].name), name) == 0)
			sum += estimate->terms[i].bytes;
	return sum;
}

/* These stand whether or not the GPU's memory could be estimated. */
double
gpulint_figure(struct gpulint_pass *pass, const char *name)
{
	static const struct {
		const char *name;
		size_t offset;
	} figures[] = {
		{ "allocated", offsetof(struct estimate, allocated) },
		{ "reserved", offsetof(struct estimate, reserved) },
		{ "kv_bytes_per_token",
		    offsetof(struct estimate, kv_bytes_per_token) },
		{ "kv_tokens", offsetof(struct estimate, kv_tokens) },
		{ "share", offsetof(struct estimate, share) },
		{ "weights_total", offsetof(struct estimate, weights_total) },
		{ "checkpoint_bytes",
		    offsetof(struct estimate, checkpoint_bytes) },
		{ "download_bytes", offsetof(struct estimate, download_bytes) },
		{ "offload_bytes", offsetof(struct estimate, offload_bytes) },
		{ "host_ram_low", offsetof(struct estimate, host_ram_low) },
		{ "host_ram_built", offsetof(struct estimate, host_ram_built) },
		{ "host_ram_resident",
		    offsetof(struct estimate, host_ram_resident) },
		{ "host_ram_bytes", offsetof(struct estimate, host_ram_bytes) },
		{ "disk_bytes", offsetof(struct estimate, disk_bytes) },
		{ "hours", offsetof(struct estimate, hours) },
		{ "hours_low", offsetof(struct estimate, hours_low) },
		{ "hours_high", offsetof(struct estimate, hours_high) },
		{ "cost_usd", offsetof(struct estimate, cost_usd) },
		{ "cost_low", offsetof(struct estimate, cost_low) },
		{ "cost_high", offsetof(struct estimate, cost_high) },
	};
	const struct estimate *estimate;
	double value = 0;
	size_t i;

	estimate = pass == NULL ? NULL : pass_estimate(pass);
	if (estimate == NULL || name == NULL)
		return 0;
	if (strcmp(name, "spread") == 0)
		return memory_spread(pass->subject->workload,
		    pass->subject->catalog);
	for (i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		if (strcmp(figures[i].name, name) == 0)
			memcpy(&value,
			    (const char *)estimate + figures[i].offset,
			    sizeof(value));
	return value;
}

static const char *
keep(struct gpulint_pass *pass, struct text *text)
{
	const char *copy;

	copy = arena_string(pass->subject->arena, text_string(text));
	text_release(text);
	return copy;
}

const char *
gpulint_terms(struct gpulint_pass *pass)
{
	const struct estimate *estimate = known_estimate(pass);
	struct text out;
	char size[32];
	size_t i, j;

	if (estimate == NULL)
		return "";
	text_init(&out);
	for (i = 0; i < estimate->term_count; i++) {
		if (estimate->terms[i].bytes <= 0)
			continue;
		if (out.length > 0)
			text_add(&out, " + ");
		j = out.length;
		text_add(&out, term_spelling(estimate->terms[i].name));
		for (; j < out.length; j++)
			if (out.s[j] == '_')
				out.s[j] = ' ';
		text_printf(&out, " %s",
		    number_size(estimate->terms[i].bytes, size));
	}
	return keep(pass, &out);
}
