/* {key}, {value}, {fact:NAME} and {estimate:FIGURE} in a message. */

#include "base/number.h"
#include "policy/rule.h"

#include <string.h>

enum { SHOWN = 200 }; /* bytes of a value in a message */

static const char fact_prefix[] = "fact:", estimate_prefix[] = "estimate:";

const struct fact *
condition_fact(const struct fact_condition *condition, const struct workload *w)
{
	if (condition->lib != NULL)
		return workload_lib(w, condition->lib);
	return workload_fact(w, condition->id);
}

/* The {thing} at s without its braces; NULL where s begins none. */
static const char *
thing_at(const char *s, size_t *length)
{
	if (s[0] != '{')
		return NULL;
	*length = strcspn(s + 1, "{}");
	return s[1 + *length] == '}' ? s + 1 : NULL;
}

static bool
is_figure(const char *name)
{
	static const struct estimate none;

	return estimate_figure(&none, name) >= 0;
}

static bool
refuse(const char *thing, const char *what, struct error *err)
{
	return error_set(err, "{%.60s}: %s", thing, what);
}

static bool
thing_is_sound(const struct policy *policy, const char *thing,
    struct error *err)
{
	const char *name = strchr(thing, ':');
	bool has_hit = policy->key != NULL || policy->value != NULL;

	if (strcmp(thing, "key") == 0 || strcmp(thing, "value") == 0)
		return has_hit ||
		       refuse(thing, "match asks for no key or value", err);
	if (policy_scope(policy) == GPULINT_FILE)
		return refuse(thing,
		    "want {key} or {value}; facts are known "
		    "where match asks for facts, a kind or "
		    "an estimate",
		    err);
	if (strncmp(thing, fact_prefix, strlen(fact_prefix)) == 0)
		return fact_by_name(name + 1) != FACT_COUNT ||
		       fact_lib(name + 1) != NULL ||
		       refuse(thing, "no such fact", err);
	if (strncmp(thing, estimate_prefix, strlen(estimate_prefix)) == 0)
		return is_figure(name + 1) ||
		       refuse(thing, "no such figure", err);
	return refuse(thing,
	    "want {key}, {value}, {fact:NAME} or "
	    "{estimate:FIGURE}; {{ is a brace",
	    err);
}

bool
message_is_sound(const struct policy *policy, const char *message,
    struct arena *arena, struct error *err)
{
	const char *s, *thing;
	size_t length;

	for (s = message; (s = strchr(s, '{')) != NULL; s++) {
		if (s[1] == '{') {
			s++;
			continue;
		}
		thing = thing_at(s, &length);
		if (thing == NULL)
			return error_set(err, "a { without its }; {{ is a "
					      "brace");
		if (!thing_is_sound(policy, arena_copy(arena, thing, length),
			err))
			return false;
	}
	return true;
}

static void
add_fact(struct text *out, const struct workload *w, const char *name)
{
	enum fact_id id = fact_by_name(name);
	const struct fact *fact = id == FACT_COUNT
				      ? workload_lib(w, fact_lib(name))
				      : workload_fact(w, id);

	if (fact->state != FACT_KNOWN)
		text_add(out, "unknown");
	else if (id == FACT_COUNT)
		text_add(out, fact->text);
	else
		fact_print(out, id, fact);
}

static void
add_figure(struct text *out, struct gpulint_pass *pass, const char *name)
{
	const struct estimate *estimate = pass_estimate(pass);
	char size[32];

	if (estimate == NULL || !estimate->known)
		text_add(out, "unknown");
	else
		text_add(out,
		    number_size(estimate_figure(estimate, name), size));
}

static void
add_thing(struct text *out, struct gpulint_pass *pass, const struct hit *hit,
    const char *thing)
{
	const char *value;

	if (strcmp(thing, "key") == 0) {
		text_add(out, hit->path);
	} else if (strcmp(thing, "value") == 0) {
		value = node_text(hit->value);
		text_add_bytes(out, value, strnlen(value, SHOWN));
		if (strlen(value) > SHOWN)
			text_add(out, "...");
	} else if (thing[0] == 'f') {
		add_fact(out, pass->subject->workload,
		    thing + strlen(fact_prefix));
	} else {
		add_figure(out, pass, thing + strlen(estimate_prefix));
	}
}

const char *
message_fill(struct gpulint_pass *pass, const struct policy *policy,
    const struct hit *hit)
{
	struct arena *arena = pass->subject->arena;
	const char *s, *thing, *copy;
	struct text out;
	size_t length;

	if (policy->message == NULL)
		return policy->card->summary;
	text_init(&out);
	for (s = policy->message; *s != '\0'; s++) {
		if (*s != '{' || s[1] == '{') {
			text_add_char(&out, *s);
			s += *s == '{';
			continue;
		}
		thing = thing_at(s, &length);
		add_thing(&out, pass, hit, arena_copy(arena, thing, length));
		s += length + 1;
	}
	copy = arena_string(arena, text_string(&out));
	text_release(&out);
	return copy;
}
