/* quantization-with-sharding: ZeRO-3 or FSDP cannot share out such weights. */

#include "conflict.h"
#include "launch.h"

/*
 * They cut parameters into equal flat pieces of one floating point dtype;
 * 4-bit weights can be packed into one (bnb_4bit_quant_storage), 8-bit ones
 * carry scales beside them and cannot.
 */
static void
run(struct gpulint_pass *pass)
{
	conflicts_report(pass, "quantization-with-sharding");
}

const struct gpulint_check quantization_with_sharding = {
	.id = "quantization-with-sharding",
	.scope = GPULINT_WORKLOAD | GPULINT_PROGRAM,
	.run = run,
};
