/* The only file that knows how shared objects are opened. */

#include "rule/plugins.h"

#include <dlfcn.h>
#include <string.h>

void
plugins_init(struct plugins *plugins, struct arena *arena)
{
	plugins->first = NULL;
	plugins->last = &plugins->first;
	plugins->arena = arena;
}

void
plugins_release(struct plugins *plugins)
{
	struct plugin *plugin;

	for (plugin = plugins->first; plugin != NULL; plugin = plugin->next)
		dlclose(plugin->handle);
	plugins_init(plugins, plugins->arena);
}

/* vram, kv-cache: what can stand in a rule's name. */
static bool
is_name(const char *name)
{
	size_t length;

	if (name == NULL || name[0] < 'a' || name[0] > 'z')
		return false;
	length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
	return name[length] == '\0' && length <= 64;
}

/* The ABI number comes first in every version: nothing else is looked at
 * before it. */
static bool
fits_host(const struct plugins *plugins, const struct plugin *plugin,
    struct error *err)
{
	const struct gpulint_plugin *d = plugin->descriptor;
	const struct plugin *other;

	if (d->abi != GPULINT_ABI)
		return error_set(err,
		    "%s: built for plugin ABI %u, this gpulint has %u",
		    plugin->path, (unsigned)d->abi, (unsigned)GPULINT_ABI);
	if (d->size != sizeof(struct gpulint_check))
		return error_set(err,
		    "%s: its checks have %u bytes, this gpulint's %u; build "
		    "it with the installed plugin.h",
		    plugin->path, (unsigned)d->size,
		    (unsigned)sizeof(struct gpulint_check));
	if (d->name == NULL || d->name[0] == '\0')
		return error_set(err, "%s: the plugin has no name",
		    plugin->path);
	if (!is_name(d->name))
		return error_set(err,
		    "%s: the plugin's name is '%.64s'; a name has lower case "
		    "letters, digits and -",
		    plugin->path, d->name);
	if (strcmp(d->name, "policy") == 0)
		return error_set(err,
		    "%s: the name policy is for rules without code",
		    plugin->path);
	if (d->checks == NULL || d->checks[0] == NULL)
		return error_set(err, "%s: plugin %s has no checks",
		    plugin->path, d->name);
	for (other = plugins->first; other != NULL; other = other->next)
		if (strcmp(other->name, d->name) == 0)
			return error_set(err,
			    "%s: plugin %s was loaded from %s already",
			    plugin->path, d->name, other->path);
	return true;
}

static bool
check_is_sound(const struct plugin *plugin, size_t i, struct error *err)
{
	const struct gpulint_check *const *checks = plugin->descriptor->checks;
	const struct gpulint_check *check = checks[i];
	const char *name = plugin->descriptor->name;
	size_t j;

	if (check->id == NULL || !is_name(check->id))
		return error_set(err,
		    "%s: check %zu of plugin %s has no proper id", plugin->path,
		    i + 1, name);
	if (check->scope != GPULINT_WORKLOAD && check->scope != GPULINT_FILE &&
	    check->scope != (GPULINT_WORKLOAD | GPULINT_PROGRAM))
		return error_set(err,
		    "%s: check %s/%s has scope %u, which nothing has",
		    plugin->path, name, check->id, (unsigned)check->scope);
	if (check->run == NULL)
		return error_set(err, "%s: check %s/%s has no function",
		    plugin->path, name, check->id);
	for (j = 0; j < i; j++)
		if (strcmp(checks[j]->id, check->id) == 0)
			return error_set(err,
			    "%s: plugin %s has check %s twice", plugin->path,
			    name, check->id);
	return true;
}

/* config/syntax is found by the reader itself. */
static bool
is_of_the_host(const struct card *card)
{
	return strcmp(card->name, "config/syntax") == 0;
}

static bool
match_cards(struct plugin *plugin, const struct cards *cards,
    struct arena *arena, struct error *err)
{
	const struct gpulint_plugin *d = plugin->descriptor;
	size_t i, j;

	for (i = 0; d->checks[i] != NULL; i++)
		if (!check_is_sound(plugin, i, err))
			return false;
	plugin->check_count = i;
	plugin->cards = arena_array(arena, i, sizeof(*plugin->cards));
	for (i = 0; i < plugin->check_count; i++) {
		plugin->cards[i] = card_by_name(cards,
		    arena_printf(arena, "%s/%s", d->name, d->checks[i]->id));
		if (plugin->cards[i] == NULL)
			return error_set(err,
			    "%s: check %s/%s has no card; --rules names the "
			    "folder with %s/%s.yaml",
			    plugin->path, d->name, d->checks[i]->id, d->name,
			    d->checks[i]->id);
	}
	for (i = 0; i < cards->count; i++) {
		const struct card *card = &cards->all[i];

		if (strcmp(card->plugin, d->name) != 0 || is_of_the_host(card))
			continue;
		for (j = 0; j < plugin->check_count; j++)
			if (strcmp(d->checks[j]->id, card->rule) == 0)
				break;
		if (j == plugin->check_count)
			return error_set(err,
			    "%s: rule %s has a card but no check", plugin->path,
			    card->name);
	}
	return true;
}

bool
plugins_add(struct plugins *plugins, const char *path,
    const struct cards *cards, struct error *err)
{
	struct plugin *plugin;
	const char *reason;
	bool ok;

	if (!plugin_is_guarded(path, err))
		return false;
	plugin = arena_alloc(plugins->arena, sizeof(*plugin));
	plugin->path = arena_string(plugins->arena, path);
	/* Without a slash the loader would search its own folders. */
	if (strchr(path, '/') == NULL)
		path = arena_printf(plugins->arena, "./%s", path);
	plugin->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (plugin->handle == NULL) {
		reason = dlerror();
		return error_set(err, "%s: %s", plugin->path,
		    reason == NULL ? "not a shared object" : reason);
	}
	plugin->descriptor = dlsym(plugin->handle, "gpulint_plugin");
	if (plugin->descriptor == NULL)
		ok = error_set(err, "%s: exports no gpulint_plugin",
		    plugin->path);
	else
		ok = fits_host(plugins, plugin, err) &&
		     match_cards(plugin, cards, plugins->arena, err);
	if (!ok) {
		/* The reason is written down: the names may go now. */
		dlclose(plugin->handle);
		return false;
	}
	plugin->name = plugin->descriptor->name;
	*plugins->last = plugin;
	plugins->last = &plugin->next;
	return true;
}
