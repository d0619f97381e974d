#include "jetstream.h"

#include <string.h>

void
jetstream_each(struct gpulint_pass *pass,
    void (*judge_chart)(struct gpulint_pass *pass,
	const struct gpulint_node *chart),
    void (*judge_server)(struct gpulint_pass *pass))
{
	const struct gpulint_node *root = gpulint_document(pass, 0);

	if (!gpulint_is(gpulint_fact(pass, "framework.name"), "nats"))
		return;
	if (strcmp(gpulint_dialect(pass), "helm_values") != 0) {
		judge_server(pass);
		return;
	}
	judge_chart(pass, root);
	judge_chart(pass, gpulint_get(root, "nats"));
}
