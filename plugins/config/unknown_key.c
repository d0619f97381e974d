/* unknown-key: the framework does not know a key. */

#include "config.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* Equal but for one slip of the hand inside the word, or for - and _.  An s
 * at the end or another digit makes a word of its own. */
static bool
is_slip(const char *key, const char *known)
{
	size_t n = strlen(key), m = strlen(known), head = 0, tail = 0;

	while (head < n && head < m &&
	       (key[head] == known[head] ||
		   (key[head] == '-' && known[head] == '_')))
		head++;
	if (head == n && head == m)
		return true;
	while (tail < n - head && tail < m - head &&
	       key[n - 1 - tail] == known[m - 1 - tail])
		tail++;
	n -= head + tail;
	m -= head + tail;
	if (n == 2 && m == 2 && key[head] == known[head + 1] &&
	    key[head + 1] == known[head])
		return true;
	return head > 1 && tail > 0 && (n + m == 1 || (n == 1 && m == 1)) &&
	       !isdigit((unsigned char)key[head]) &&
	       !isdigit((unsigned char)known[head]);
}

static void
check(struct gpulint_pass *pass, size_t document, const char *consequence)
{
	const struct gpulint_node *key;
	const char *nearest = NULL;
	bool stops = strcmp(consequence, "stops") == 0;
	bool scripts = !stops && strncmp(consequence, "stops", 5) == 0;

	for (size_t i = 0;
	     (key = gpulint_unknown_key(pass, document, i, &nearest)) != NULL;
	     i++) {
		struct gpulint_finding *finding;

		/* A key that is merely dropped may be somebody's own note. */
		if (!stops && nearest == NULL)
			continue;
		/* Many a script has arguments of its own. */
		if (scripts && !is_slip(gpulint_scalar(key), nearest))
			continue;
		finding = gpulint_report_at(pass, key,
		    "%s is no key of this framework, which %s",
		    gpulint_scalar(key), consequence);
		if (!stops)
			gpulint_lower(finding, GPULINT_WARNING);
		if (nearest != NULL) {
			struct gpulint_fix *fix = gpulint_fix(finding, false,
			    "rename it to %s", nearest);

			gpulint_replace(fix, key, nearest);
			gpulint_help(finding, "did you mean %s?", nearest);
		} else {
			gpulint_help(finding, "remove it, or correct its name");
		}
	}
}

static void
run(struct gpulint_pass *pass)
{
	for (size_t i = 0; i < gpulint_documents(pass); i++) {
		const char *consequence = gpulint_unknown_keys(pass, i);

		if (*consequence != '\0')
			check(pass, i, consequence);
	}
}

const struct gpulint_check unknown_key = {
	.id = "unknown-key",
	.scope = GPULINT_FILE,
	.run = run,
};
