/*
 * container: what compose services and Kubernetes containers share.
 *
 * A container has an image, variables, a command and limits; from these it
 * becomes a workload: which engine serves which model, in what room.
 */

#ifndef GPULINT_CONTAINER_H
#define GPULINT_CONTAINER_H

#include "command/shell.h"
#include "deploy/image.h"
#include "dialect/dialect.h"

struct download;
struct engine;

struct box {
	struct reading *reading;
	struct workload *w;
	struct shell shell;
	const struct shell_variable *variables; /* the last one set first */
	struct image image; /* repository is NULL where it is not known */
	struct shell_words words; /* entrypoint or command, then arguments */
	struct shell_words setup; /* what is run before, on the same machine */
	bool own_command; /* the image's entrypoint is replaced */
	size_t docker; /* the word that is the image of `docker run`, or 0 */
	const struct shell_word *pulled; /* by ollama, or NULL */
	bool pulled_more; /* than one model */
	const char *asked; /* whose Ollama serves it, where another's */
	const struct download *downloads; /* models in folders; private */
};

/* Prefer these over origin_written: the file may be a linked one. */
struct origin container_origin(const struct box *c, const struct node *key,
    const struct node *value);

void container_init(struct box *c, struct reading *reading, struct workload *w,
    enum shell_host host);

/* A variable; value NULL: taken from whoever starts the container. */
void container_variable(struct box *c, const struct node *key,
    const struct node *value);
/* All of an environment: a mapping, or a list of NAME=VALUE, of NAME alone, of
 * {name: NAME, value: VALUE}. */
void container_environment(struct box *c, const struct node *environment);

/* What the repository keeps at from, the command finds at that path. */
void container_mount(struct box *c, const char *at, const struct node *from);
/* The same of a text of the file itself. */
void container_text(struct box *c, const char *at, const struct node *text,
    struct source *source);
/* The same of what the commands among words write (container_written.c). */
void container_written(struct box *c, const struct shell_words *words);

void container_image(struct box *c, const struct node *value);

/* All said: find the engine and read its command line; the GPUs that the
 * variables make visible. */
void container_serve(struct box *c);

/* Models that some command around the container fetches for it. */
void container_fetches(struct box *c, const struct shell_words *words);
/* A folder of the host at a path of the container. */
void container_folder(struct box *c, const char *at, const char *from);
/* The model that Ollama has been told to pull; a folder that a model was
 * downloaded to, by that model's name; a server that nothing else is known
 * of: for container_serve. */
void container_pulled(struct box *c, const struct engine *engine);
/* The host of the server that Ollama's own commands here speak to (OLLAMA_HOST),
 * another's, or NULL. */
const char *container_asks(struct box *c);
void container_downloaded(struct box *c);
/* The engine of an image whose variable is its command line, which becomes the
 * words; or NULL. */
const struct engine *container_told(struct box *c);
void container_unnamed(struct box *c);

/* The same where it is known which engine reads the words. */
void container_serve_with(struct box *c, const struct engine *engine,
    size_t first, size_t end);

/* `docker run` among the words: its variables, memory and GPUs are then the
 * box's. */
void container_docker(struct box *c);
/* Its image, where that is an engine's: first..end are the arguments.  NULL
 * for any other. */
const struct engine *container_docker_engine(struct box *c, size_t *first,
    size_t *end);

/* Options of such a command, word i the first: its variables, memory and GPUs,
 * and /dev/shm as docker makes it for a container that has a GPU, by its
 * program or by them.  The index behind them. */
size_t container_options(struct box *c, size_t i, bool *has_gpu);

/* One of its options that bound the container: as it is written, with or
 * without "=VALUE", and its value. */
void container_option(struct box *c, const char *option, const char *value,
    const struct origin *origin);

/* Docker gives it every GPU of the machine, and says so in a variable. */
void container_every_gpu(struct box *c);

/* A size as the host spells it, or unknown with the reason. */
void container_size(struct box *c, enum fact_id id, const struct pair *pair,
    bool quantity);
/* docker's own way: a bare letter, kb and KiB alike are binary. */
bool container_parse_size(const char *s, size_t length, double *bytes);
void container_number(struct box *c, enum fact_id id, const struct pair *pair);
/* linux/arm64, amd64 ... */
void container_arch(struct box *c, const struct pair *pair);

/* Evidence of a GPU or of model serving in what is written. */
bool container_is_evidence_image(const char *text, struct arena *arena);
bool container_is_evidence_word(const char *text);
/* The same of a command, a string or a list of words. */
bool container_is_evidence_command(const struct node *node);
bool container_is_evidence_variable(const char *name);
/* OLLAMA_HOST, VLLM_ENDPOINT: who speaks to an engine, or is one. */
bool container_is_client_variable(const char *name);

#endif
