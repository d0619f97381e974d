#include "pins.h"

#include <string.h>

const struct pin *
environment_pin(const struct environment *e, const char *name)
{
	for (size_t i = e->count; i-- > 0;)
		if (strcmp(e->pins[i].name, name) == 0)
			return &e->pins[i];
	return NULL;
}

const struct pin *
environment_package(const struct environment *e, const char *name)
{
	const struct pin *pin = environment_pin(e, name);

	for (size_t i = e->loose_count; pin == NULL && i-- > 0;)
		if (strcmp(e->loose[i].name, name) == 0)
			pin = &e->loose[i];
	return pin;
}

const struct pin *
environment_any(const struct environment *e, const char *const *names)
{
	const struct pin *package = NULL;

	for (; *names != NULL && package == NULL; names++)
		package = environment_package(e, *names);
	return package;
}

const char *
pin_variant(const struct pin *pin)
{
	const char *plus = pin == NULL ? NULL : strchr(pin->version, '+');

	return plus == NULL ? NULL : plus + 1;
}

const char *
pin_release(struct gpulint_pass *pass, const struct pin *pin)
{
	return gpulint_format(pass, "%.*s", (int)strcspn(pin->version, "+"),
	    pin->version);
}

const char *
environment_torch(struct gpulint_pass *pass, const struct environment *e)
{
	const struct pin *torch = environment_pin(e, "torch");

	if (torch == NULL)
		return "";
	if (strchr(torch->version, '+') != NULL || e->variant == NULL)
		return torch->version;
	return gpulint_format(pass, "%s+%s", torch->version, e->variant);
}

void
pin_replace(struct gpulint_pass *pass, struct gpulint_fix *fix,
    const struct pin *pin, const char *version)
{
	const char *at = strstr(pin->word, pin->version);

	if (at == NULL)
		return;
	gpulint_replace_word(fix, pin->node, pin->word,
	    gpulint_format(pass, "%.*s%s%s", (int)(at - pin->word), pin->word,
		version, at + strlen(pin->version)));
}

void
environments_each(struct gpulint_pass *pass,
    void (*judge)(struct gpulint_pass *pass, const struct environment *e))
{
	struct environment environments[ENVIRONMENTS_LIMIT];
	size_t count = environments_read(pass, environments);

	for (size_t i = 0; i < count; i++)
		judge(pass, &environments[i]);
}
