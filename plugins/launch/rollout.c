/* How long prompts and answers get where verl or EasyR1 trains. */

#include "rollout.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TOKENS = 1 << 30 }; /* more is a slip, and nothing to reckon with */

double
rollout_tokens(struct gpulint_pass *pass, const char *path)
{
	const struct gpulint_node *node =
	    gpulint_path(gpulint_root(pass), path);
	char *end;
	double number = strtod(gpulint_scalar(node), &end);

	return *end == '\0' && number >= 1 && number <= MOST_TOKENS ? number
								    : 0;
}

bool
rollout_find(struct gpulint_pass *pass, struct rollout *rollout)
{
	rollout->prompt = rollout_tokens(pass, "data.max_prompt_length");
	rollout->answer = rollout_tokens(pass, "data.max_response_length");
	rollout->longest =
	    gpulint_path(gpulint_root(pass), "data.max_response_length");
	return strcmp(gpulint_dialect(pass), "verl") == 0 &&
	       rollout->prompt >= 1 && rollout->answer >= 1;
}
