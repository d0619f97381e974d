/* compose: what compose*.c share, and nobody else. */

#ifndef GPULINT_COMPOSE_H
#define GPULINT_COMPOSE_H

#include "deploy/container.h"

enum {
	COMPOSE_LAYERS_LIMIT = 12,
	COMPOSE_SERVICES_LIMIT = 512,
	COMPOSE_VARIABLES_LIMIT = 512
};

/* A service with what it is merged with, the strongest first: the override
 * file's, its own mapping, those it extends, the base file's. */
struct service {
	const char *name;
	const struct node *layers[COMPOSE_LAYERS_LIMIT];
	struct source *sources[COMPOSE_LAYERS_LIMIT];
	size_t count;
};

/* The files around the one being read. */
struct compose_files {
	struct reading *reading;
	const struct tree *tree;
	const struct tree *over; /* merged by its name, or NULL */
	const struct tree *base; /* what this one is merged over, or NULL */
	const struct shell_variable *variables; /* of .env */
};

struct compose_files compose_files_of(struct reading *reading,
    const struct tree *tree, const struct node *root);

void compose_layers(const struct compose_files *files, struct service *s,
    const struct node *services, const struct node *own);

/* Volumes, tmpfs and configs of a service; root is that of its own file. */
void compose_storage(struct box *c, const struct service *s,
    const struct node *root);

/* What the image is built from, where the file says so. */
void compose_build(struct box *c, const struct service *s);

/* Variables of a file of NAME=VALUE lines, the last one first, in front of
 * more; place is what names the file. */
const struct shell_variable *compose_env_file(struct reading *reading,
    struct source *from, const char *path, const struct node *place,
    bool required, const struct shell_variable *more);

/* A GPU of deploy.resources.reservations.devices. */
bool compose_is_gpu_device(const struct node *device);

/* Evidence in one service of a GPU or a model server. */
bool compose_is_evident(const struct node *service);

/* A file with a service that is ours. */
bool compose_recognise(const struct node *root, const char *path);

struct box;

/* Models that services have another's Ollama pull; from: where the workloads
 * of the file are linked in. */
enum { PULLS_LIMIT = 16 };
struct pulls {
	struct {
		const char *host;
		const struct shell_word *model;
	} items[PULLS_LIMIT];
	size_t count;
	struct workload **from;
};

void compose_note_pull(struct pulls *pulls, const struct box *c);
/* To the services that serve them. */
void compose_tell_pulls(const struct pulls *pulls);

#endif
