#include "loader_words.h"

#include "words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* One command under way. */
struct reading {
	struct loader_words found;
	double workers; /* of a flag that web servers have, too */
	double otherwise; /* of a program that is not told */
	bool is_yolo, is_shell; /* programs seen so far */
	bool is_covered; /* docker run is told of /dev/shm */
};

static const char *
base_of(const char *word)
{
	const char *slash = strrchr(word, '/');

	return slash == NULL ? word : slash + 1;
}

/* The name of a setting, from..from+length, without what it stands below and
 * in small letters, is one of them: "--data.num-workers". */
static bool
is_named(const char *from, size_t length, const char *const *names)
{
	char name[40];
	size_t n = 0;

	for (size_t i = 0; i < length; i++) {
		n = from[i] == '.' ? 0 : n;
		if (from[i] == '.' || (n == 0 && from[i] == '-'))
			continue;
		if (n + 1 == sizeof(name))
			return false;
		name[n++] = from[i] == '-'
				? '_'
				: (char)tolower((unsigned char)from[i]);
	}
	name[n] = '\0';
	for (; *names != NULL; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

/* The number that a word sets one of the names to, or the next word does;
 * below 0 where it is none of them, or no number is there. */
static double
set_to(const char *word, const char *next, const char *const *names)
{
	const char *equals = strchr(word, '=');
	const char *value = equals != NULL ? equals + 1 : next;

	if (!is_named(word,
		equals != NULL ? (size_t)(equals - word) : strlen(word), names))
		return -1;
	value += strspn(value, "\"'");
	return isdigit((unsigned char)*value) ? strtod(value, NULL) : -1;
}

static bool
is_training(const char *word)
{
	static const char *const flags[] = { "epochs", "num_epochs",
		"max_epochs", "batch_size", "lr", "learning_rate", NULL };
	const char *equals = strchr(word, '=');
	const char *base = base_of(word);

	if (*word == '-')
		return is_named(word,
		    equals != NULL ? (size_t)(equals - word) : strlen(word),
		    flags);
	return equals == NULL && strstr(base, "pretrained") == NULL &&
	       (strstr(base, "train") != NULL ||
		   strstr(base, "finetune") != NULL);
}

/* What programs start that are not told otherwise: ultralytics/ultralytics
 * ultralytics/cfg/default.yaml; ultralytics/yolov5 train.py, --workers;
 * MIC-DKFZ/nnUNet nnunetv2/utilities/default_n_proc_DA.py;
 * facebookresearch/detectron2 detectron2/config/defaults.py. */
static double
default_of(struct gpulint_pass *pass, const struct reading *r, const char *word)
{
	const char *image = gpulint_text(gpulint_fact(pass, "env.image"));
	const char *base = base_of(word);

	if (r->is_yolo && strstr(word, "train") != NULL)
		return 8;
	if (strcmp(base, "train.py") == 0 &&
	    (strstr(image, "ultralytics/yolov5") != NULL ||
		strstr(image, "ultralytics/yolov3") != NULL))
		return 8;
	if (strcmp(base, "nnUNetv2_train") == 0 ||
	    strcmp(base, "nnUNet_train") == 0)
		return 12;
	return strcmp(base, "train_net.py") == 0 ? 4 : -1;
}

static void
read_word(struct gpulint_pass *pass, struct reading *r, const char *word,
    const char *next)
{
	static const char *const loaders[] = { "num_workers", "n_workers",
		"nworkers", "num_worker", "worker_num", "workers_per_gpu",
		"dataloader_num_workers", "dataloader_workers",
		"num_data_workers", "loader_workers", "num_dl_workers",
		"num_dl_worker", NULL };
	static const char *const shared[] = { "workers", NULL };
	static const char *const ranks[] = { "num_gpus", "ngpu", "ngpus",
		"n_gpus", "nproc_per_node", NULL };
	static const char *const world[] = { "world_size", NULL };
	const char *base = base_of(word);
	double number = set_to(word, next, loaders);

	if (number >= 0)
		r->found.workers = number;
	number = set_to(word, next, shared);
	if (number >= 0)
		r->workers = number;
	number = set_to(word, next, r->found.serves ? world : ranks);
	if (number >= 0)
		r->found.ranks = number;
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
	r->found.trains = r->found.trains || is_training(word);
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
	return r.found.docker == NULL || !r.is_covered ? settle(&r)
						       : none.found;
}
