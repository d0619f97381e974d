/*
 * host: RAM and disk that the job needs beside the GPU.
 *
 * RAM, a node: each process holds Python, torch and the libraries of CUDA,
 * 2 to 5 GiB, 3 in the middle.  Loading: at least nothing stays, since
 * safetensors are mapped and copied shard by shard; at most a whole copy of
 * the published weights for every process, which is what a process without
 * low_cpu_mem_usage holds, and one a node where weights are sharded while
 * they load (huggingface/transformers src/transformers/modeling_utils.py;
 * huggingface/accelerate cpu_ram_efficient_loading).  Offloaded: 16 bytes for
 * each trained parameter whose optimizer states leave the GPU, 2 for each
 * parameter that does, up to 1.5 times that for buffers (deepspeedai/DeepSpeed
 * deepspeed/runtime/zero/stage3.py, estimate_zero3_model_states_mem_needs).
 * FSDP keeps parameters, gradients and states there as they are (pytorch
 * torch/distributed/fsdp/api.py, CPUOffload).  Weights that a server keeps away
 * from its GPUs, so much of each (vllm-project/vllm vllm/config/cache.py,
 * cpu_offload_gb).
 *
 * Disk: the weights as they are published, whatever they are quantised to
 * while loading, and the checkpoints that are kept, each of the trained
 * weights and, unless only the model is saved, optimizer states.  At the most
 * one checkpoint more, as the old one goes after the new one is written
 * (transformers src/transformers/trainer.py, _rotate_checkpoints), and the
 * model once more at the end.
 */

#include "memory/job.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

static const double process_low = 2 * GIB, process_middle = 3 * GIB,
		    process_high = 5 * GIB, buffers = 1.5;

static double
checkpoint_bytes(const struct job *job)
{
	const struct state *st = &job->state;
	double n = st->frozen ? job->local.adapters : job->s.total;
	double each = st->frozen ? st->adapter : st->trained;
	double stepped = st->one_block ? job->local.block : n;
	double merged = st->frozen && fact_flag(job->w, F_SAVE_MERGED, false)
			    ? job->s.total * fmin(st->weight, 2)
			    : 0;

	if (fact_flag(job->w, F_SAVE_ONLY_MODEL, false))
		return merged + n * each;
	return merged + n * each + stepped * (st->master + st->optimizer);
}

static double
kept_checkpoints(const struct job *job)
{
	double total = fact_number(job->w, F_SAVE_TOTAL, 0);
	double keep = fact_number(job->w, F_SAVE_KEEP, total);

	if (total > 0 && keep > total)
		keep = total;
	return keep > 0 ? keep : 1;
}

/* Methods that pack weights while they load: what is published is larger. */
static bool
packs_while_loading(const struct workload *w)
{
	static const char *const methods[] = { "bnb-nf4", "bnb-fp4", "bnb-int8",
		"eetq", "hqq", "torchao-int4" };
	const struct model *row = w->model.row;
	const char *method = fact_text(w, F_QUANT_METHOD);

	if (row != NULL && row->quant != NULL &&
	    strcmp(row->quant, method) == 0)
		return false;
	/* "...-bnb-4bit": found under the name it was made from */
	if (row != NULL && !w->model.exact &&
	    strstr(fact_text(w, F_MODEL_ID), "bnb") != NULL)
		return false;
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++)
		if (strcmp(method, methods[i]) == 0)
			return true;
	return false;
}

static double
published_bytes(const struct job *job)
{
	const struct workload *w = job->w;
	const struct model *row = w->model.row;
	bool is_plain = job->state.packed <= 0 || packs_while_loading(w);

	if (!is_plain)
		return job->e->weights_total;
	if (row == NULL || row->dtype == NULL)
		return w->kind == WORKLOAD_TRAIN
			   ? job->s.total * 2
			   : fmax(job->e->weights_total, job->s.total * 2);
	return job->s.total * dtype_bytes(row->dtype, 2);
}

static bool
is_fsdp(const struct job *job)
{
	return job->cut.sharding == SHARD_FSDP ||
	       job->cut.sharding == SHARD_FSDP_GRAD_OP;
}

static double
fsdp_bytes(const struct job *job)
{
	const struct state *st = &job->state;
	double states = st->grad + st->master + st->optimizer;

	if (st->frozen)
		return job->e->weights_total +
		       job->local.adapters * (st->adapter + states);
	return job->s.total * (st->trained + states);
}

static double
offloaded_bytes(const struct job *job, double nodes)
{
	const struct workload *w = job->w;
	double trained = job->state.frozen ? job->local.adapters : job->s.total;
	double bytes = 0;

	if (w->kind == WORKLOAD_SERVE)
		bytes = fmin(job->e->weights_total,
		    job->cut.gpus * fact_number(w, F_SERVE_CPU_OFFLOAD, 0));
	if (is_fsdp(job) && fact_is(w, F_TRAIN_OFFLOAD_PARAMS, "cpu"))
		return fsdp_bytes(job) / nodes;
	if (fact_is(w, F_TRAIN_OFFLOAD_OPTIMIZER, "cpu"))
		bytes += 16 * trained;
	if (fact_is(w, F_TRAIN_OFFLOAD_PARAMS, "cpu"))
		bytes += 2 * job->s.total;
	return bytes / nodes;
}

/* The release of transformers that runs, "" where nobody says it. */
static const char *
transformers_of(const struct workload *w)
{
	const struct fact *library = workload_lib(w, "transformers");

	if (library && library->state == FACT_KNOWN)
		return library->text;
	return fact_is(w, F_FRAMEWORK_NAME, "transformers")
		   ? fact_text(w, F_FRAMEWORK_VERSION)
		   : "";
}

/*
 * Whole copies in RAM, a node, as from_pretrained makes them by itself.  Before
 * 4.50 it built the model there and copied the checkpoint into it, unless
 * low_cpu_mem_usage, a device_map or bitsandbytes said otherwise; with FSDP one
 * process does since 4.31 (huggingface/transformers src/transformers/
 * modeling_utils.py, from_pretrained; training_args.py, fsdp).
 */
static double
built_copies(const struct job *job, double processes)
{
	const struct workload *w = job->w;
	const char *version = transformers_of(w);
	bool is_plain = w->kind == WORKLOAD_TRAIN
			    ? job->state.huggingface
			    : fact_is(w, F_SERVE_ENGINE, "transformers");

	if (!is_plain || *version == '\0' || strncmp(version, "20", 2) == 0 ||
	    version_compare(version, "4.50") >= 0 || job->state.packed > 0 ||
	    job->cut.sharding == SHARD_ZERO3)
		return 0;
	return is_fsdp(job) && version_compare(version, "4.31") >= 0
		   ? 1
		   : processes;
}

static bool
loads_one_copy(const struct job *job)
{
	return job->cut.sharding == SHARD_ZERO3 || is_fsdp(job) ||
	       job->w->kind == WORKLOAD_SERVE;
}

static void
add_ram(struct job *job)
{
	struct estimate *e = job->e;
	double nodes = fmax(1, fact_number(job->w, F_PARALLEL_NODES, 1));
	double processes = fmax(1, job->cut.gpus / nodes);
	double copies = loads_one_copy(job) ? 1 : processes;
	double built = built_copies(job, processes) * e->weights_total;

	e->offload_bytes = offloaded_bytes(job, nodes);
	e->host_ram_low = processes * process_low + e->offload_bytes;
	e->host_ram_built = built > 0 ? processes * process_low + built : 0;
	e->host_ram_high = processes * process_high +
			   fmax(copies * e->download_bytes, built) +
			   buffers * e->offload_bytes;
	e->host_ram_resident = processes * process_middle + e->offload_bytes;
	e->host_ram_bytes = processes * process_middle;
	if (job->w->kind == WORKLOAD_SERVE) /* what stays is of what is read */
		e->host_ram_bytes += fmax(e->weights_total, e->offload_bytes);
	else
		e->host_ram_bytes += e->weights_total + e->offload_bytes;
	e->host_ram_bytes = fmax(e->host_ram_bytes, e->host_ram_built);
	e->host_ram_bytes =
	    fmin(fmax(e->host_ram_bytes, e->host_ram_low), e->host_ram_high);
}

static void
add_disk(struct job *job)
{
	struct estimate *e = job->e;
	double keep = kept_checkpoints(job);

	e->disk_low = e->disk_bytes = e->disk_high = e->download_bytes;
	if (job->w->kind != WORKLOAD_TRAIN)
		return;
	e->checkpoint_bytes = checkpoint_bytes(job);
	e->disk_low += e->checkpoint_bytes;
	e->disk_bytes += keep * e->checkpoint_bytes;
	e->disk_high +=
	    (keep + 1) * e->checkpoint_bytes +
	    (job->state.frozen ? job->local.adapters * job->state.adapter
			       : job->s.total * job->state.trained);
}

/* What no number can be trusted with is unknown. */
static void
bound(double *low, double *middle, double *high)
{
	if (*low >= 0 && *low <= *middle && *middle <= *high &&
	    *high < NUMBER_MAX)
		return;
	*low = *middle = *high = 0;
}

static void
add_weights(struct job *job)
{
	struct estimate *e = job->e;
	double each =
	    job->state.packed > 0 ? job->state.packed : job->state.weight;

	e->weights_total =
	    (job->s.total - job->s.embedding - job->s.head_weights) * each;
	if (job->state.packed > 0 && job->state.packed_embedding)
		e->weights_total +=
		    job->s.embedding * job->state.embedding_packed +
		    job->s.head_weights * job->state.head_packed;
	else
		e->weights_total += (job->s.embedding + job->s.head_weights) *
				    job->state.weight;
	e->download_bytes = published_bytes(job);
}

void
host_estimate_written(struct job *job)
{
	add_weights(job);
	job->e->checkpoint_bytes = checkpoint_bytes(job);
	if (!(job->e->checkpoint_bytes < NUMBER_MAX))
		job->e->checkpoint_bytes = 0;
}

void
host_estimate(struct job *job)
{
	struct estimate *e = job->e;

	add_weights(job);
	add_ram(job);
	add_disk(job);
	if (job->w->kind == WORKLOAD_TRAIN)
		schedule_estimate(job);
	bound(&e->host_ram_low, &e->host_ram_bytes, &e->host_ram_high);
	if (!(e->host_ram_built < NUMBER_MAX))
		e->host_ram_built = 0;
	if (!(e->host_ram_resident < NUMBER_MAX))
		e->host_ram_resident = 0;
	bound(&e->disk_low, &e->disk_bytes, &e->disk_high);
	bound(&e->hours_low, &e->hours, &e->hours_high);
	bound(&e->cost_low, &e->cost_usd, &e->cost_high);
	if (!(e->tokens < NUMBER_MAX))
		e->tokens = 0;
}
