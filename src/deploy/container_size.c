#include "deploy/container.h"

#include "base/number.h"

#include <string.h>

static void
set_measured(struct box *c, enum fact_id id, const struct pair *pair,
    bool (*parse)(const char *, size_t, double *))
{
	struct shell_word word;
	struct origin origin;
	double number;

	if (!pair || !node_is(pair->value, NODE_SCALAR))
		return;
	word = shell_scalar(&c->shell, pair->value);
	origin = container_origin(c, pair->key, pair->value);
	if (word.unresolved)
		workload_set_unknown(c->w, id, word.unresolved, &origin);
	else if (parse(word.text, word.length, &number) && number >= 0)
		workload_set_number(c->w, id, number, &origin);
	else
		workload_set_unknown(c->w, id,
		    arena_printf(c->shell.arena, "%.60s is no size", word.text),
		    &origin);
}

bool
container_parse_size(const char *s, size_t length, double *bytes)
{
	size_t digits = length;
	char copy[32];

	while (digits && !(s[digits - 1] >= '0' && s[digits - 1] <= '9'))
		digits--;
	if (length >= sizeof(copy) || !digits)
		return false;
	memcpy(copy, s, digits);
	copy[digits] = '\0';
	if (digits < length && strchr("kKmMgGtTpP", s[digits])) {
		copy[digits] = s[digits] & ~0x20;
		copy[digits + 1] = '\0';
		return number_parse_size(copy, digits + 1, bytes);
	}
	return number_parse_size(copy, digits, bytes);
}

void
container_size(struct box *c, enum fact_id id, const struct pair *pair,
    bool quantity)
{
	/* where 0 limits nothing */
	if (id == F_HOST_MEMORY_LIMIT && pair &&
	    node_is(pair->value, NODE_SCALAR) &&
	    strcmp(node_text(pair->value), "0") == 0)
		return;
	set_measured(c, id, pair,
	    quantity ? number_parse_quantity : container_parse_size);
}

void
container_number(struct box *c, enum fact_id id, const struct pair *pair)
{
	set_measured(c, id, pair, number_parse_quantity);
}

void
container_arch(struct box *c, const struct pair *pair)
{
	struct shell_word word;
	struct origin origin;
	const char *arch = NULL;

	if (!pair || !node_is(pair->value, NODE_SCALAR))
		return;
	word = shell_scalar(&c->shell, pair->value);
	origin = container_origin(c, pair->key, pair->value);
	if (strstr(word.text, "arm64") || strstr(word.text, "aarch64"))
		arch = "aarch64";
	else if (strstr(word.text, "amd64") || strstr(word.text, "x86_64"))
		arch = "x86_64";
	else if (strstr(word.text, "ppc64le"))
		arch = "ppc64le";
	if (arch && !word.unresolved)
		workload_set_text(c->w, F_TARGET_ARCH, arch, &origin);
}
