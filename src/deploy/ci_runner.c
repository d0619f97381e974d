#include "deploy/ci.h"

#include "base/number.h"
#include "deploy/kubernetes.h"

#include <ctype.h>
#include <string.h>

enum { TOKENS_LIMIT = 16, LABEL_LIMIT = 200 };

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

/* A card's name: letters and digits, and long enough to be none of a family
 * of machines (a2, g4, m1), but for the two that everybody shortens so. */
static bool
is_gpu(const struct box *c, const char *token)
{
	size_t covers;

	if (strlen(token) < 3 && strcmp(token, "t4") != 0 &&
	    strcmp(token, "l4") != 0)
		return false;
	return strpbrk(token, "0123456789") && isalpha((unsigned char)*token) &&
	       catalog_gpu(c->reading->catalog, token, &covers);
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
		if (strcmp(tokens[i], "windows") == 0 ||
		    strcmp(tokens[i], "macos") == 0)
			workload_set_text(c->w, F_TARGET_OS, tokens[i],
			    &origin);
		if (is_gpu(c, tokens[i]))
			workload_set_text(c->w, F_TARGET_GPU, tokens[i],
			    &origin);
		if (count > 0)
			workload_set_number(c->w, F_TARGET_GPUS, count,
			    &origin);
	}
}
