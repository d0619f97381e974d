/*
 * draft: a small model that guesses tokens ahead of the served one.
 *
 * It is cut over the same GPUs, in the served model's type (vllm-project/vllm
 * vllm/config/speculative.py; sgl-project/sglang
 * python/sglang/srt/speculative/standalone_worker.py).  Heads that read the
 * served model's states, as EAGLE's, have no row of the catalogue and count
 * for nothing; nor does a model that drafts for itself.
 */

#include "memory/serve.h"

#include <string.h>

double
draft_bytes(const struct job *job)
{
	const char *id = fact_text(job->w, F_SERVE_DRAFT_MODEL);
	const struct model *row;
	bool exact = false;

	if (*id == '\0' || strcmp(id, fact_text(job->w, F_MODEL_ID)) == 0)
		return 0;
	row = catalog_model(job->catalog, id, &exact);
	if (row == NULL || !exact || row->quant != NULL)
		return 0;
	return 2 * row->params / job->cut.tensor;
}
