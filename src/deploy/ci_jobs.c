#include "deploy/ci.h"
#include "deploy/task.h"
#include "link/layers.h"

#include <string.h>

/*
 * Jobs of pipelines: their runner, their container, what they run.  Read at
 * github/docs workflow-syntax.md; gitlab-org/gitlab doc/ci/yaml/index.md.
 */

enum {
	JOBS_LIMIT = 256,
	STEPS_LIMIT = 256,
	EXTENDS_LIMIT = 11,
	ACTIONS_DEPTH = 4,
	ANCESTORS_LIMIT = 64
};

/* A job and what it extends, its own keywords last. */
struct ancestors {
	const struct node *jobs[ANCESTORS_LIMIT];
	size_t count, visits;
};

static void
add_variables(struct box *c, const struct node *mapping)
{
	struct pairs it = pairs_of(mapping);

	for (int i = 0; i < STEPS_LIMIT && pairs_next(&it); i++) {
		/* GitLab: {value: x, description: y} */
		const struct node *value = node_resolve(it.pair->value);

		if (node_is(value, NODE_MAPPING))
			value = node_get(value, "value");
		container_variable(c, it.pair->key, value);
	}
}

static void
add_labels(const struct ci_job *job, struct box *c, const struct node *labels)
{
	if (node_is(labels, NODE_MAPPING))
		labels = node_get(labels, "labels");
	labels = ci_value(job, labels);
	if (node_is(labels, NODE_SCALAR))
		ci_runner(c, labels);
	for (size_t i = 0; i < node_length(labels) && i < 16 &&
			   node_is(labels, NODE_SEQUENCE);
	     i++)
		ci_runner(c, ci_value(job, node_at(labels, i)));
}

static void
start(const struct ci_job *job, struct box *c)
{
	struct workload *w = workload_new(job->reading->arena,
	    job->dialect->name, WORKLOAD_OTHER, job->tree, job->own);

	w->name = job->name;
	w->layers = job->layers;
	w->source = job->tree->source;
	container_init(c, job->reading, w, SHELL_HOST_NONE);
	c->shell.layered = w;
}

static void
keep(struct ci_job *job, struct box *c)
{
	reading_add(job->reading, c->w);
	job->added++;
}

static bool
tells_machine(const struct box *c)
{
	return fact_known(c->w, F_TARGET_GPU) ||
	       fact_known(c->w, F_TARGET_GPUS) ||
	       (c->image.repository && image_is_evidence(&c->image));
}

static void
add_github_job(const struct ci_job *job, struct box *c)
{
	const struct node *container = node_get(job->own, "container");
	const struct node *image = node_is(container, NODE_MAPPING)
				       ? node_get(container, "image")
				       : container;
	bool has_gpu = false;

	add_labels(job, c, node_get(job->own, "runs-on"));
	add_variables(c, node_get(job->root, "env"));
	add_variables(c, node_get(job->own, "env"));
	add_variables(c, node_get(container, "env"));
	image = ci_value(job, image);
	if (node_is(image, NODE_SCALAR))
		container_image(c, image);
	/* those of docker create: --gpus all --shm-size=8g --ipc=host */
	c->words = shell_split(&c->shell, node_get(container, "options"));
	container_options(c, 0, &has_gpu);
}

static bool
has_evidence(const char *run)
{
	return container_is_evidence_word(run) ||
	       (strstr(run, "docker run") &&
		   (strstr(run, "--gpus") || strstr(run, "--runtime")));
}

static void
note_install(struct ci_job *job, const struct node *run, struct source *source)
{
	if (strstr(node_text(run), "pip install") &&
	    job->installs_count < CI_INSTALLS)
		job->installs[job->installs_count++] =
		    (struct ci_install){ run, source };
}

static void
add_installs(const struct ci_job *job, struct box *c)
{
	for (size_t i = 0; i < job->installs_count; i++) {
		c->shell.source = job->installs[i].source;
		task_setup(c, job->installs[i].run);
	}
}

/* Steps of the job itself, or of an action in its own folder. */
static void
read_steps(struct ci_job *job, const struct node *steps, struct source *source,
    int depth)
{
	struct box c;

	for (size_t i = 0; i < node_length(steps) && i < STEPS_LIMIT; i++) {
		const struct node *step = node_at(steps, i);
		const struct node *run = node_get(step, "run");
		const struct tree *action =
		    depth < ACTIONS_DEPTH ? ci_action(job, step, source) : NULL;

		if (action)
			read_steps(job,
			    node_path(action->documents[0], "runs.steps"),
			    action->source, depth + 1);
		if (!node_is(run, NODE_SCALAR))
			continue;
		note_install(job, run, source);
		if (!has_evidence(node_text(run)))
			continue;
		start(job, &c);
		add_github_job(job, &c);
		add_installs(job, &c);
		c.shell.source = source;
		add_variables(&c, node_get(step, "env"));
		task_script(&c, run);
		if (c.w->kind != WORKLOAD_OTHER || c.docker)
			keep(job, &c);
	}
}

static void
read_github_job(struct ci_job *job)
{
	struct box c;

	ci_called(job, read_github_job);
	read_steps(job, node_get(job->own, "steps"), job->tree->source, 0);
	if (job->added)
		return;
	start(job, &c);
	add_github_job(job, &c);
	if (tells_machine(&c) || ci_asks_gpu(node_get(job->own, "runs-on")))
		keep(job, &c);
}

void
ci_read_github(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct pairs it = pairs_of(node_get(root, "jobs"));

	for (int i = 0; i < JOBS_LIMIT && pairs_next(&it); i++) {
		struct ci_job job = { .reading = reading,
			.tree = tree,
			.dialect = dialect,
			.root = root,
			.own = node_resolve(it.pair->value),
			.name = node_text(it.pair->key) };

		if (node_is(job.own, NODE_MAPPING))
			read_github_job(&job);
	}
}

/* The i-th template that a job extends, later ones over earlier, or NULL. */
static const struct node *
extended(const struct node *root, const struct node *job, size_t i)
{
	const struct node *extends = node_get(job, "extends");

	if (node_is(extends, NODE_SEQUENCE))
		extends = node_at(extends, i);
	else if (i > 0)
		extends = NULL;
	return *node_text(extends) ? node_get(root, node_text(extends)) : NULL;
}

/* A job with all it extends, the weakest first, each before what extends it;
 * cut off where GitLab refuses the depth. */
static void
add_ancestors(struct ancestors *all, const struct node *root,
    const struct node *job, int depth)
{
	if (!node_is(job, NODE_MAPPING) || depth > EXTENDS_LIMIT ||
	    all->visits++ >= ANCESTORS_LIMIT)
		return;
	for (size_t i = 0; i < EXTENDS_LIMIT; i++)
		add_ancestors(all, root, extended(root, job, i), depth + 1);
	all->jobs[all->count++] = job;
}

/* A keyword of a job, of what it extends, of default, or of the top. */
static const struct node *
keyword(const struct ancestors *all, const struct node *root, const char *key)
{
	const struct node *value;

	for (size_t i = all->count; i > 0; i--) {
		value = node_get(all->jobs[i - 1], key);
		if (value)
			return value;
	}
	value = node_get(node_get(root, "default"), key);
	return value ? value : node_get(root, key);
}

static void
read_gitlab_job(struct ci_job *job)
{
	struct ancestors all = { .count = 0 };
	const struct node *image;
	struct box c;

	add_ancestors(&all, job->root, job->own, 0);
	image = keyword(&all, job->root, "image");
	start(job, &c);
	add_labels(job, &c, keyword(&all, job->root, "tags"));
	add_variables(&c, node_get(job->root, "variables"));
	for (size_t i = 0; i < all.count; i++)
		add_variables(&c, node_get(all.jobs[i], "variables"));
	if (node_is(image, NODE_MAPPING))
		image = node_get(image, "name");
	if (node_is(image, NODE_SCALAR))
		container_image(&c, image);
	task_setup(&c, keyword(&all, job->root, "before_script"));
	task_script(&c, keyword(&all, job->root, "script"));
	if (c.w->kind != WORKLOAD_OTHER || c.docker || tells_machine(&c) ||
	    ci_asks_gpu(keyword(&all, job->root, "tags")))
		keep(job, &c);
}

static bool
is_gitlab_job(const char *name, const struct node *job)
{
	static const char *const keywords[] = { "default", "variables",
		"workflow", "include", "stages", "pages", "spec", NULL };

	for (size_t i = 0; keywords[i]; i++) {
		if (strcmp(name, keywords[i]) == 0)
			return false;
	}
	return *name != '.' && node_is(job, NODE_MAPPING) &&
	       (node_get(job, "script") || node_get(job, "extends"));
}

void
ci_read_gitlab(struct reading *reading, const struct tree *tree,
    const struct node *root, const struct dialect *dialect)
{
	struct workload *all = workload_new(reading->arena, dialect->name,
	    WORKLOAD_OTHER, tree, node_resolve(root));
	struct pairs it = pairs_of(root);

	ci_include(reading, all, tree->source, root, 0);
	root = layers_body(all);
	for (int i = 0; i < JOBS_LIMIT && pairs_next(&it); i++) {
		struct ci_job job = { .reading = reading,
			.tree = tree,
			.dialect = dialect,
			.root = root,
			.layers = all->layers,
			.own = node_get(root, node_text(it.pair->key)),
			.name = node_text(it.pair->key) };

		if (is_gitlab_job(job.name, job.own))
			read_gitlab_job(&job);
	}
}
