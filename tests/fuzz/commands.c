/*
 * Broken files through every command that reads one, with sanitizers.
 *
 *	./configure --enable-sanitizers && make fuzz-commands &&
 *	    ./fuzz-commands [-s SEED] [-n COUNT] FOLDER FILE...
 *
 * Each command runs in this process, on a file that was changed and lies in
 * FOLDER, beside those that came before it, which its links may find; files
 * below a folder rules/ become rules, dialects and tables of --rules, others
 * configs, project files, targets and baselines.  When something breaks,
 * FOLDER/command holds the arguments, FOLDER/errors what was said.
 */

#include "cli/cli.h"
#include "mutate.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORDS_LIMIT = 24, PATH_ROOM = 1024 };

/* FILE is the changed file, GOOD one that nobody changed. */
static const char *const of_configs[] = {
	"check --isolated FILE",
	"check --isolated --gpu T4 --gpus 2 --driver 515.65 --ram 16GiB "
	"--disk-free 20GiB --os wsl2 --show-unknown FILE",
	"check --isolated --gpu T4 --format json FILE",
	"check --isolated --gpu T4 --format sarif FILE",
	"check --isolated --gpu T4 --format junit --nodes 2 FILE",
	"check --isolated --gpu T4 --color=always FILE",
	"check --isolated --gpu T4 --os windows --fix --unsafe-fixes FILE",
	"check --isolated --gpu A100 --driver 470.1 --diff --unsafe-fixes FILE",
	"check --isolated --diff FILE",
	"fit --isolated FILE",
	"fit --isolated --gpu T4 --gpu H100 --format json FILE",
	"fit --isolated --gpu A10G --gpus 4 FILE",
	"facts --isolated FILE",
	"facts --isolated --format json FILE",
	"tree FILE",
	"tree --loader go FILE",
	"check --config FILE GOOD",
	"check --isolated --target FILE GOOD",
	"check --isolated --gpu T4 --baseline FILE GOOD",
};

/* NAME is the rule that the changed file describes, by its path. */
static const char *const of_rules[] = {
	"check --isolated --rules RULES --gpu T4 GOOD",
	"check --isolated --rules RULES --gpu T4 --diff --unsafe-fixes GOOD",
	"fit --isolated --rules RULES --gpu T4 GOOD",
	"facts --isolated --rules RULES GOOD",
	"test RULES",
	"explain --isolated --rules RULES NAME",
	"rules --isolated --rules RULES --format json",
	"dialects --isolated --rules RULES",
	"gpus --isolated --rules RULES",
	"models --isolated --rules RULES",
	"manual --rules RULES gpulint-rules.7",
};

struct fuzz {
	struct inputs inputs;
	struct input work;
	const char *folder;
	char file[PATH_ROOM], good[PATH_ROOM], rules[PATH_ROOM];
	char name[PATH_ROOM];
	int errors, command;
};

static void
join(char to[PATH_ROOM], const char *folder, const char *name)
{
	if (snprintf(to, PATH_ROOM, "%s/%s", folder, name) >= PATH_ROOM) {
		fprintf(stderr, "%s: too long\n", name);
		exit(2);
	}
}

/* The folders that a path lies in. */
static void
make_folders(const char *path)
{
	char part[PATH_ROOM];

	for (const char *slash = strchr(path + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		memcpy(part, path, (size_t)(slash - path));
		part[slash - path] = '\0';
		mkdir(part, 0777);
	}
}

static void
write_file(const char *path, const char *bytes, size_t size)
{
	FILE *f;

	make_folders(path);
	f = fopen(path, "wb");
	if (f == NULL || fwrite(bytes, 1, size, f) != size || fclose(f) != 0) {
		perror(path);
		exit(2);
	}
}

static const char *
replaced(const struct fuzz *fuzz, const char *word)
{
	if (strcmp(word, "FILE") == 0)
		return fuzz->file;
	if (strcmp(word, "GOOD") == 0)
		return fuzz->good;
	if (strcmp(word, "RULES") == 0)
		return fuzz->rules;
	return strcmp(word, "NAME") == 0 ? fuzz->name : word;
}

static void
note(int file, const char *bytes, size_t size)
{
	if (ftruncate(file, 0) != 0 || pwrite(file, bytes, size, 0) < 0)
		exit(2);
}

static void
run(const struct fuzz *fuzz, const char *line)
{
	char words[PATH_ROOM], said[4 * PATH_ROOM], *rest, *word;
	char *argv[WORDS_LIMIT + 1];
	int argc = 0, length = 0, status;

	/* a command closes the standard output when it is done */
	snprintf(words, sizeof(words), "%s --output /dev/null", line);
	for (word = strtok_r(words, " ", &rest);
	     word != NULL && argc < WORDS_LIMIT;
	     word = strtok_r(NULL, " ", &rest)) {
		argv[argc] = strdup(replaced(fuzz, word));
		length += snprintf(said + length, sizeof(said) - (size_t)length,
		    "%s ", argv[argc++]);
	}
	argv[argc] = NULL;
	note(fuzz->command, said, (size_t)length);
	note(fuzz->errors, "", 0);
	lseek(fuzz->errors, 0, SEEK_SET);
	status = command_by_name(argv[0])->run(argc, argv);
	if (status < CLI_OK || status > CLI_STOPPED) {
		fprintf(stderr, "exit status %d\n", status);
		abort();
	}
	while (argc > 0)
		free(argv[--argc]);
}

/* The path below FOLDER/rules that a file had below its own. */
static void
try_rules(struct fuzz *fuzz, const char *below)
{
	size_t count = sizeof(of_rules) / sizeof(*of_rules);

	join(fuzz->file, fuzz->rules, below);
	snprintf(fuzz->name, sizeof(fuzz->name), "%.*s",
	    (int)strcspn(below, "."), below);
	write_file(fuzz->file, fuzz->work.bytes, fuzz->work.size);
	run(fuzz, of_rules[inputs_below(&fuzz->inputs, count)]);
	unlink(fuzz->file); /* or it would stop all that come */
}

static void
try_config(struct fuzz *fuzz)
{
	size_t count = sizeof(of_configs) / sizeof(*of_configs);

	join(fuzz->file, fuzz->folder, input_name(&fuzz->work));
	write_file(fuzz->file, fuzz->work.bytes, fuzz->work.size);
	run(fuzz, of_configs[inputs_below(&fuzz->inputs, count)]);
}

static void
start(struct fuzz *fuzz)
{
	static const char good[] = "base_model: mistralai/Mistral-7B-v0.1\n"
				   "adapter: lora\nlora_r: 16\n"
				   "micro_batch_szie: 2\nbf16: true\n"
				   "sequence_len: 8192\n"
				   "datasets:\n  - path: a\n";
	char path[PATH_ROOM];

	join(fuzz->good, fuzz->folder, "good/a.yaml");
	join(fuzz->rules, fuzz->folder, "rules");
	write_file(fuzz->good, good, sizeof(good) - 1);
	join(path, fuzz->folder, "command");
	fuzz->command = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);
	join(path, fuzz->folder, "errors");
	fuzz->errors = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);
	if (fuzz->command < 0 || dup2(fuzz->errors, STDERR_FILENO) < 0)
		exit(2);
	fuzz->work.bytes = malloc(INPUT_SIZE_LIMIT + 1);
	if (fuzz->work.bytes == NULL)
		abort();
}

int
main(int argc, char **argv)
{
	static struct fuzz fuzz = { .inputs = { .state = 1 } };
	unsigned long count = 1000, done;
	int option, at;

	while ((option = getopt(argc, argv, "s:n:")) != -1) {
		if (option == 's')
			fuzz.inputs.state = strtoull(optarg, NULL, 10) * 2 + 1;
		else if (option == 'n')
			count = strtoul(optarg, NULL, 10);
		else
			return 2;
	}
	at = optind;
	if (argc - at < 2) {
		fprintf(stderr, "usage: fuzz-commands [-s SEED] [-n COUNT] "
				"FOLDER FILE...\n");
		return 2;
	}
	for (fuzz.folder = argv[at++]; at < argc; at++)
		if (!inputs_add(&fuzz.inputs, argv[at])) {
			perror(argv[at]);
			return 2;
		}
	start(&fuzz);
	for (done = 0; done < count; done++) {
		const char *rules;

		inputs_pick(&fuzz.inputs, &fuzz.work);
		rules = strstr(fuzz.work.path, "rules/");
		if (rules != NULL)
			try_rules(&fuzz, rules + strlen("rules/"));
		else
			try_config(&fuzz);
	}
	free(fuzz.work.bytes);
	for (size_t i = 0; i < fuzz.inputs.count; i++)
		free(fuzz.inputs.all[i].bytes);
	return 0;
}
