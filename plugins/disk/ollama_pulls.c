#include "ollama_pulls.h"

#include "words.h"

#include <stdlib.h>
#include <string.h>

enum { PULLS_LIMIT = 32 };

/* What the library has by a name is Q4_0 or larger, 4.5 bits a weight, unless
 * its tag says fewer. */
static double
least_bytes(struct gpulint_pass *pass, const char *name)
{
	double params =
	    strtod(gpulint_catalog(pass, "models", name, "params"), NULL);

	if (strcasestr(name, "q2_") != NULL ||
	    strcasestr(name, "q3_") != NULL || strcasestr(name, "iq") != NULL)
		return 0;
	if (strcasestr(name, "fp16") != NULL ||
	    strcasestr(name, "bf16") != NULL)
		return 2 * params;
	return strcasestr(name, "q8_") != NULL ? params : params * 4.5 / 8;
}

static bool
is_seen(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

struct ollama_pulls
ollama_pulls_of(struct gpulint_pass *pass)
{
	struct ollama_pulls pulls = { 0 };
	struct words words = words_of(pass);
	const char *seen[PULLS_LIMIT];
	int at = 0; /* 1 behind ollama, 2 behind its pull or run */

	while (words_next(&words) && pulls.count < PULLS_LIMIT) {
		size_t n = strcspn(words.word, ";&|\"'");
		const char *name =
		    gpulint_format(pass, "%.*s", (int)n, words.word);

		if (at == 2 && n > 0 && *name != '-' &&
		    !is_seen(seen, pulls.count, name)) {
			seen[pulls.count++] = name;
			pulls.bytes += least_bytes(pass, name);
			pulls.node = words.node;
			pulls.name = name;
		}
		if (strcmp(name, "ollama") == 0)
			at = 1;
		else
			at = at == 1 && (strcmp(name, "pull") == 0 ||
					    strcmp(name, "run") == 0)
				 ? 2
				 : 0;
	}
	return pulls;
}
