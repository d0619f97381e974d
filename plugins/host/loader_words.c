#include "loader_words.h"

#include "words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE = 40 };

/* One command under way. */
struct reading {
	struct loader_words found;
	double workers; /* of a flag that web servers have, too */
	double otherwise; /* of a program that is not told */
	bool is_yolo, is_shell; /* programs seen so far */
	bool is_script; /* these are arguments of one of Python's */
	bool has_dataroot; /* pix2pix's flag, and its heirs' */
	bool is_covered; /* docker run is told of /dev/shm */
};

static const char *
base_of(const char *word)
{
	const char *slash = strrchr(word, '/');

	return slash == NULL ? word : slash + 1;
}

/* The name of a setting, without what it stands below and in small letters:
 * "num_workers" of "--data.num-workers".  "" where it is none. */
static const char *
name_of(const char *from, size_t length, char name[NAME_SIZE])
{
	size_t n = 0;

	for (size_t i = 0; i < length; i++) {
		n = from[i] == '.' ? 0 : n;
		if (from[i] == '.' || (n == 0 && from[i] == '-'))
			continue;
		if (n + 1 == NAME_SIZE) {
			n = 0;
			break;
		}
		name[n++] = from[i] == '-'
				? '_'
				: (char)tolower((unsigned char)from[i]);
	}
	name[n] = '\0';
	return name;
}

/* ... is one of them. */
static bool
is_named(const char *from, size_t length, const char *const *names)
{
	char name[NAME_SIZE];

	name_of(from, length, name);
	for (; *names != NULL; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

/* Names of people's own: "nDataLoaderThread", "train_num_workers". */
static bool
is_of_loaders(const char *from, size_t length)
{
	char name[NAME_SIZE];
	bool is_data = strstr(name_of(from, length, name), "data") != NULL ||
		       strstr(name, "load") != NULL;

	if (strstr(name, "preprocess") != NULL)
		return false;
	return strstr(name, "num_worker") != NULL ||
	       (is_data && (strstr(name, "worker") != NULL ||
			       strstr(name, "thread") != NULL));
}

static bool
ends_with(const char *word, const char *end)
{
	size_t n = strlen(word), length = strlen(end);

	return n >= length && strcmp(word + n - length, end) == 0;
}

static size_t
name_length(const char *word)
{
	return strcspn(word, "=");
}

/* What a word sets its setting to, or the next word does; below 0 where no
 * number is there. */
static double
number_after(const char *word, const char *next)
{
	const char *equals = strchr(word, '=');
	const char *value = equals != NULL ? equals + 1 : next;

	value += strspn(value, "\"'");
	return isdigit((unsigned char)*value) ? strtod(value, NULL) : -1;
}

/* "--gpus 0,1,2,3": how many it lists; 0 where it is no list of them. */
static double
listed_after(const char *word, const char *next)
{
	static const char *const names[] = { "gpus", "devices", "gpu_ids",
		NULL };
	const char *equals = strchr(word, '=');
	const char *p = equals != NULL ? equals + 1 : next;
	double count = 0;

	if (*word != '-' || !is_named(word, name_length(word), names))
		return 0;
	for (p += strspn(p, "\"'["); isdigit((unsigned char)*p); count++) {
		p += strspn(p, "0123456789");
		p += *p == ',';
	}
	return count > 1 ? count : 0;
}

/* Launchers that start a process for each GPU unless told otherwise
 * (huggingface/accelerate src/accelerate/commands/launch.py, hiyouga/
 * LLaMA-Factory src/llamafactory/launcher.py, axolotl src/axolotl/cli/utils/
 * train.py, deepspeedai/DeepSpeed deepspeed/launcher/runner.py). */
static bool
launches_for_all(const char *word, const char *next)
{
	static const char *const launchers[][2] = { { "accelerate", "launch" },
		{ "llamafactory-cli", "train" }, { "axolotl", "train" } };
	const char *base = base_of(word);

	for (size_t i = 0; i < sizeof(launchers) / sizeof(*launchers); i++)
		if (strcmp(base, launchers[i][0]) == 0 &&
		    strcmp(next, launchers[i][1]) == 0)
			return true;
	return strcmp(base, "deepspeed") == 0 && ends_with(next, ".py");
}

/* What one of the names is set to; below 0 where the word is none of them. */
static double
set_to(const char *word, const char *next, const char *const *names)
{
	return is_named(word, name_length(word), names)
		   ? number_after(word, next)
		   : -1;
}

static bool
is_training(const char *word)
{
	static const char *const flags[] = { "epochs", "num_epochs",
		"max_epochs", "batch_size", "lr", "learning_rate", "arch",
		NULL };
	const char *base = base_of(word);

	if (*word == '-')
		return is_named(word, name_length(word), flags);
	return strchr(word, '=') == NULL &&
	       strstr(base, "pretrained") == NULL &&
	       (strstr(base, "train") != NULL ||
		   strstr(base, "finetune") != NULL);
}

/* What programs start that are not told otherwise. */
struct program {
	const char *name; /* of the script, or of the module */
	const char *image; /* only where the image is named so */
	double workers;
};

static const struct program programs[] = {
	/* ultralytics/yolov5 train.py, --workers */
	{ "train.py", "ultralytics/yolov5", 8 },
	{ "train.py", "ultralytics/yolov3", 8 },
	/* MIC-DKFZ/nnUNet nnunetv2/utilities/default_n_proc_DA.py */
	{ "nnUNetv2_train", "", 12 },
	{ "nnUNet_train", "", 12 },
	/* facebookresearch/detectron2 detectron2/config/defaults.py */
	{ "train_net.py", "", 4 },
	/* facebookresearch/fairseq fairseq/dataclass/configs.py */
	{ "fairseq-train", "", 1 },
	{ "fairseq-hydra-train", "", 1 },
	/* Megvii-BaseDetection/YOLOX yolox/exp/yolox_base.py */
	{ "yolox.tools.train", "", 4 },
	/* facebookresearch/mae main_pretrain.py, main_finetune.py */
	{ "main_pretrain.py", "", 10 },
	{ "main_finetune.py", "", 10 },
	/* open-mmlab/mmdetection configs/_base_/datasets, and its kin */
	{ "train.py", "mmdet", 2 },
	{ "train.py", "mmseg", 2 },
	{ "train.py", "mmpose", 2 },
	{ "train.py", "mmaction", 2 },
};

static double
default_of(struct gpulint_pass *pass, const struct reading *r, const char *word)
{
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	const char *base = base_of(word);

	/* ultralytics/ultralytics ultralytics/cfg/default.yaml */
	if (r->is_yolo && strstr(word, "train") != NULL)
		return 8;
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (strcmp(base, programs[i].name) == 0 &&
		    strstr(image, programs[i].image) != NULL)
			return programs[i].workers;
	return -1;
}

static void
read_word(struct gpulint_pass *pass, struct reading *r, const char *word,
    const char *next)
{
	static const char *const loaders[] = { "n_workers", "nworkers",
		"worker_num", "workers_per_gpu", "num_dl_workers",
		"num_dl_worker", NULL };
	/* pytorch/examples imagenet/main.py, -j; eriklindernoren/PyTorch-GAN,
	 * --n_cpu; junyanz/pytorch-CycleGAN-and-pix2pix, --num_threads */
	static const char *const shared[] = { "workers", "n_cpu", NULL };
	static const char *const short_one[] = { "j", NULL };
	static const char *const images[] = { "num_threads", "nthreads", NULL };
	static const char *const ranks[] = { "num_gpus", "ngpu", "ngpus",
		"n_gpus", "nproc_per_node", "num_processes", NULL };
	static const char *const world[] = { "world_size", NULL };
	const char *base = base_of(word);
	double number = is_of_loaders(word, name_length(word))
			    ? number_after(word, next)
			    : set_to(word, next, loaders);

	if (number >= 0)
		r->found.workers = number;
	number = set_to(word, next, r->has_dataroot ? images : shared);
	if (number >= 0)
		r->workers = number;
	number = r->is_script ? set_to(word, next, short_one) : -1;
	if (number >= 0)
		r->workers = number;
	r->is_script =
	    ends_with(word, ".py") ||
	    (r->is_script && strcmp(word, "&&") != 0 && !ends_with(word, ";"));
	r->has_dataroot = r->has_dataroot || strcmp(word, "--dataroot") == 0;
	number = set_to(word, next, r->found.serves ? world : ranks);
	if (listed_after(word, next) > 0)
		number = listed_after(word, next);
	if (number >= 0)
		r->found.ranks = number;
	r->found.takes_all = r->found.takes_all || launches_for_all(word, next);
	/* dist_train.sh CONFIG GPUS: open-mmlab/mmdetection tools */
	if (r->is_shell && isdigit((unsigned char)*word))
		r->found.ranks = strtod(word, NULL);
	r->is_shell = r->is_shell
			  ? *word != '-' && !isdigit((unsigned char)*word)
			  : strcmp(base, "dist_train.sh") == 0;
	r->is_yolo = r->is_yolo || strcmp(base, "yolo") == 0;
	/* triton-inference-server/tensorrtllm_backend scripts */
	r->found.serves =
	    r->found.serves || strcmp(base, "launch_triton_server.py") == 0;
	r->found.trains =
	    r->found.trains || is_training(word) || r->found.takes_all;
	number = default_of(pass, r, word);
	if (number >= 0)
		r->otherwise = number;
	r->is_covered = r->is_covered || strncmp(word, "--shm-size", 10) == 0 ||
			strncmp(word, "--ipc", 5) == 0 ||
			strstr(word, "/dev/shm") != NULL;
}

/* All words of one command are read: what they come to. */
static struct loader_words
settle(const struct reading *r)
{
	struct loader_words found = r->found;

	if (found.workers < 0 && found.trains)
		found.workers = r->workers;
	if (found.workers < 0)
		found.workers = r->otherwise;
	if (!found.trains && !found.serves)
		found.ranks = 0;
	return found;
}

static bool
shares(const struct reading *r)
{
	struct loader_words found = settle(r);

	return !r->is_covered &&
	       (found.workers > 0 || found.ranks > 1 || found.trains);
}

/* What a script may take from its environment. */
static double
told_by_variable(struct gpulint_pass *pass)
{
	static const char *const names[] = { "NUM_WORKERS",
		"DATALOADER_NUM_WORKERS", "DATALOADER_WORKERS",
		"NUM_DATA_WORKERS" };
	const char *value;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (variable_find(pass, names[i], &value) != NULL &&
		    isdigit((unsigned char)*value))
			return strtod(value, NULL);
	return -1;
}

struct loader_words
loader_words_of(struct gpulint_pass *pass)
{
	static const struct reading none = { .found = { .workers = -1 },
		.workers = -1,
		.otherwise = -1 };
	struct words words = words_of(pass);
	struct reading r = none;
	const char *word = words_next(&words) ? words.word : NULL;

	while (word != NULL) {
		const struct gpulint_node *node = words.node;
		const char *next = words_next(&words) ? words.word : NULL;

		if (next != NULL && strcmp(next, "run") == 0 &&
		    strstr(base_of(word), "docker") != NULL) {
			if (r.found.docker != NULL && shares(&r))
				break;
			r = none;
			r.found.docker = node;
		}
		read_word(pass, &r, word, next != NULL ? next : "");
		word = next;
	}
	if (r.workers < 0)
		r.workers = told_by_variable(pass);
	return r.found.docker == NULL || !r.is_covered ? settle(&r)
						       : none.found;
}
