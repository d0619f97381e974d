/* adapter_config: what PEFT takes where the file says nothing.  Read at
 * huggingface/peft src/peft/tuners/lora/config.py. */

#include "dialect/codes.h"
#include "dialect/derive.h"

#include <string.h>

static const char framework[] = "peft 0.19";

static void
derive(struct reading *reading, struct workload *w)
{
	struct origin origin = map_origin(w, "use_dora");

	(void)reading;
	if (!fact_is(w, F_TRAIN_METHOD, "lora"))
		return;
	if (map_flag(w, "use_dora", false)) {
		memset(&w->facts[F_TRAIN_METHOD], 0, sizeof(struct fact));
		map_set(w, F_TRAIN_METHOD, "dora", &origin);
	}
	derive_default(w, F_TRAIN_LORA_RANK, "8", framework);
	derive_default(w, F_TRAIN_LORA_ALPHA, "8", framework);
	derive_default(w, F_TRAIN_LORA_DROPOUT, "0", framework);
}

const struct dialect_code code_adapter_config = {
	.name = "adapter_config",
	.derive = derive,
};
