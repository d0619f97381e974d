#include "deploy/ci.h"

#include "base/number.h"
#include "deploy/kubernetes.h"

#include <ctype.h>
#include <string.h>

enum { TOKENS_LIMIT = 16, LABEL_LIMIT = 200 };

/* Names of GPUs that teams give their runners. */
static const char *const gpus[] = { "a10g", "a10", "a100", "a30", "a40",
	"a6000", "b200", "gb200", "gh200", "h100", "h200", "k80", "l4", "l40",
	"l40s", "m60", "mi200", "mi250", "mi300", "mi300x", "mi325x", "mi355x",
	"p100", "p40", "rtx2080ti", "rtx3060", "rtx3080", "rtx3090", "rtx4090",
	"rtx5090", "t4", "v100", NULL };

static size_t
split(char *label, const char *tokens[TOKENS_LIMIT])
{
	size_t n = 0;

	for (char *p = label; *p && n < TOKENS_LIMIT;) {
		size_t length = strcspn(p, ".-_/");
		char *next = p + length + (p[length] != '\0');

		p[length] = '\0';
		if (length)
			tokens[n++] = p;
		p = next;
	}
	return n;
}

/* "4gpu", or "gpu" and a number behind it. */
static double
count_of(const char *token, const char *next)
{
	size_t digits = strspn(token, "0123456789");
	double number = 0;

	if (digits && digits <= 2 &&
	    (strcmp(token + digits, "gpu") == 0 ||
		strcmp(token + digits, "gpus") == 0))
		number_parse(token, digits, &number);
	else if (next &&
		 (strcmp(token, "gpu") == 0 || strcmp(token, "gpus") == 0) &&
		 strlen(next) <= 2)
		number_parse(next, strlen(next), &number);
	return number >= 1 && number <= 16 ? number : 0;
}

static bool
is_gpu(const char *token)
{
	for (size_t i = 0; gpus[i]; i++) {
		if (strcmp(token, gpus[i]) == 0)
			return true;
	}
	return false;
}

void
ci_runner(struct box *c, const struct node *label)
{
	struct origin origin = container_origin(c, NULL, label);
	const char *tokens[TOKENS_LIMIT];
	char *text;
	size_t n;

	if (!node_is(label, NODE_SCALAR) || strpbrk(node_text(label), "${") ||
	    strlen(node_text(label)) >= LABEL_LIMIT)
		return;
	text = arena_string(c->shell.arena, node_text(label));
	for (char *p = text; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	n = split(text, tokens);
	for (size_t i = 0; i < n; i++) {
		const char *next = i + 1 < n ? tokens[i + 1] : NULL;
		double count = count_of(tokens[i], next);

		if (next)
			pod_instance(c,
			    arena_printf(c->shell.arena, "%s.%s", tokens[i],
				next),
			    &origin);
		if (is_gpu(tokens[i]))
			workload_set_text(c->w, F_TARGET_GPU, tokens[i],
			    &origin);
		if (count > 0)
			workload_set_number(c->w, F_TARGET_GPUS, count,
			    &origin);
	}
}
