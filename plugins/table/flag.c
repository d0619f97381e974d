/* Flags of a server's command line, in the list or the string that a
 * container's command is, and the variables of its environment. */

#include "conflict.h"
#include "words.h"

#include <ctype.h>
#include <string.h>

static const char blank[] = " \t\r\n\\";

/* Shorter names (vllm-project/vllm vllm/engine/arg_utils.py,
 * sgl-project/sglang python/sglang/srt/server_args.py).  -ep is vLLM's
 * switch, --ep SGLang's number. */
static const struct {
	const char *name, *shorter;
} aliases[] = {
	{ "tensor-parallel-size", "-tp|--tp|--tp-size" },
	{ "pipeline-parallel-size", "-pp|--pp|--pp-size" },
	{ "data-parallel-size", "-dp|--dp|--dp-size" },
	{ "data-parallel-size-local", "-dpl" },
	{ "data-parallel-rank", "-dpn" },
	{ "data-parallel-start-rank", "-dpr" },
	{ "data-parallel-backend", "-dpb" },
	{ "data-parallel-hybrid-lb", "-dph" },
	{ "data-parallel-external-lb", "-dpe" },
	{ "decode-context-parallel-size", "-dcp" },
	{ "prefill-context-parallel-size", "-pcp" },
	{ "expert-parallel-size", "--ep|--ep-size" },
	{ "enable-expert-parallel", "-ep" },
};

/* What starts a server or a trainer, where a script does more than that. */
static const char *const servers[] = { "vllm serve", "vllm.entrypoints",
	"sglang.launch_server", "sglang serve", "text-generation-launcher",
	"openrlhf.cli.train_", "trl sft", "trl dpo", "trl reward", "trl grpo",
	"trl/scripts/", "trl.scripts." };

/* One part of a text, from..to. */
struct part {
	const char *from, *to;
};

static bool
is_shorter(const char *word, size_t length, const char *name)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++) {
		const char *p = aliases[i].shorter;

		if (strcmp(aliases[i].name, name) != 0)
			continue;
		for (;; p++) {
			size_t n = strcspn(p, "|");

			if (n == length && memcmp(p, word, n) == 0)
				return true;
			p += n;
			if (*p == '\0')
				return false;
		}
	}
	return false;
}

/* "--max-model-len" or "--max_model_len", with "=VALUE" or without: what is
 * after the name, or NULL. */
static const char *
after_name(const char *word, size_t length, const char *name)
{
	size_t n = strlen(name), flag = 0;

	if (length == 0 || word[0] != '-')
		return NULL;
	while (flag < length && word[flag] != '=')
		flag++;
	if (is_shorter(word, flag, name))
		return word + flag;
	if (flag != n + 2 || word[0] != '-' || word[1] != '-')
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (word[i + 2] != name[i] &&
		    !(word[i + 2] == '_' && name[i] == '-'))
			return NULL;
	return word + flag;
}

static bool
find_in_part(struct gpulint_pass *pass, struct part part,
    const struct gpulint_node *node, const char *name, struct setting *setting)
{
	const char *p = part.from;

	for (p += strspn(p, blank); p < part.to; p += strspn(p, blank)) {
		size_t length = strcspn(p, blank);
		const char *rest = after_name(p, length, name);
		const char *flag = p;

		p += length;
		if (rest == NULL)
			continue;
		setting->node = node;
		setting->word = "true";
		setting->flag = gpulint_format(pass, "%.*s", (int)length, flag);
		if (*rest == '=' && rest < p) {
			setting->word = gpulint_format(pass, "%.*s",
			    (int)(p - rest - 1), rest + 1);
			return true;
		}
		p += strspn(p, blank);
		if (p >= part.to || strncmp(p, "--", 2) == 0)
			return true;
		length = strcspn(p, blank);
		setting->word = gpulint_format(pass, "%.*s", (int)length, p);
		if (memchr(flag, '\n', (size_t)(p - flag)) == NULL)
			setting->flag = gpulint_format(pass, "%.*s",
			    (int)(p + length - flag), flag);
		return true;
	}
	return false;
}

/* Where the command that begins at p ends: at a line's end, ; & | or a
 * comment, but not between quotes. */
static const char *
command_end(const char *p)
{
	const char *start = p;
	char quote = '\0';

	if (*p == '#')
		return p + strcspn(p, "\n");
	for (; *p != '\0'; p++) {
		if (quote != '\0' && *p == quote)
			quote = '\0';
		else if (quote != '\0')
			continue;
		else if (*p == '\'' || *p == '"')
			quote = *p;
		else if (*p == '\\' && p[1] != '\0')
			p++;
		else if (strchr("\n;&|", *p) != NULL ||
			 (*p == '#' && p > start && strchr(blank, p[-1])))
			return p;
	}
	return p;
}

static bool
starts_server(struct part part)
{
	size_t length = (size_t)(part.to - part.from);

	for (size_t i = 0; i < sizeof(servers) / sizeof(*servers); i++)
		if (memmem(part.from, length, servers[i], strlen(servers[i])))
			return true;
	return false;
}

/* The one command of a script that starts a server, or all of a text that
 * only has its arguments.  False where a script starts several: whose flag
 * one is, is not told apart here. */
static bool
server_part(const char *text, struct part *found)
{
	struct part part = { text, text };
	size_t count = 0;

	found->from = text;
	found->to = text + strlen(text);
	if (!starts_server(*found))
		return true;
	while (*part.from != '\0') {
		part.to = command_end(part.from);
		if (*part.from != '#' && starts_server(part)) {
			*found = part;
			count++;
		}
		part.from = part.to + strspn(part.to, "\n;&| \t");
	}
	return count == 1;
}

/* Compose splits a string at blanks and at line ends alike, and gives it to no
 * shell (mattn/go-shellwords shellwords.go). */
static bool
is_one_command(struct gpulint_pass *pass, const char *text)
{
	return strcmp(gpulint_dialect(pass), "docker_compose") == 0 &&
	       strstr(text, " -c ") == NULL && strstr(text, " -lc ") == NULL &&
	       strpbrk(text, ";&|") == NULL;
}

static bool
find_in_text(struct gpulint_pass *pass, const struct gpulint_node *node,
    const char *name, bool is_script, struct setting *setting)
{
	const char *text = gpulint_scalar(node);
	struct part part = { text, text + strlen(text) };
	struct setting any = *setting;

	/* most flags are nowhere in it, which is the cheaper question */
	return find_in_part(pass, part, node, name, &any) &&
	       (!is_script || server_part(text, &part)) &&
	       find_in_part(pass, part, node, name, setting);
}

/* {name: --flag, value: V}, as a chart may have it. */
static bool
find_in_pair(const struct gpulint_node *item, const char *name,
    struct setting *setting)
{
	const char *flag = gpulint_scalar(gpulint_get(item, "name"));
	const struct gpulint_node *value = gpulint_get(item, "value");
	const char *rest = after_name(flag, strlen(flag), name);

	if (rest == NULL || *rest != '\0' || !gpulint_is_scalar(value))
		return false;
	setting->node = value;
	setting->word = gpulint_scalar(value);
	return true;
}

/* Words one an item, or a script as one of them. */
static bool
find_in_list(struct gpulint_pass *pass, const struct gpulint_node *list,
    const char *name, struct setting *setting)
{
	for (size_t i = 0; i < gpulint_length(list); i++) {
		const struct gpulint_node *item = gpulint_at(list, i);
		const char *text = gpulint_scalar(item);
		const char *rest = after_name(text, strlen(text), name);
		const struct gpulint_node *next = gpulint_at(list, i + 1);

		if (rest == NULL && strpbrk(text, " \n") != NULL &&
		    find_in_text(pass, item, name, true, setting))
			return true;
		if (find_in_pair(item, name, setting))
			return true;
		if (rest == NULL)
			continue;
		setting->node = item;
		setting->word = *rest == '=' ? rest + 1 : "true";
		if (*rest == '\0' && next != NULL &&
		    strncmp(gpulint_scalar(next), "--", 2) != 0) {
			setting->node = next;
			setting->word = gpulint_scalar(next);
		}
		return true;
	}
	return false;
}

/* Each flag of text-generation-launcher is a variable, too: the #[clap(env)]
 * of huggingface/text-generation-inference launcher/src/main.rs. */
static void
find_in_environment(struct gpulint_pass *pass, const char *name,
    struct setting *setting)
{
	char variable[64];
	size_t length = strlen(name);
	const char *value;

	if (length >= sizeof(variable))
		return;
	for (size_t i = 0; i <= length; i++)
		variable[i] = name[i] == '-'
				  ? '_'
				  : (char)toupper((unsigned char)name[i]);
	setting->node = variable_find(pass, variable, &value);
	if (setting->node != NULL)
		setting->word = value;
}

void
flag_find(struct gpulint_pass *pass, const char *name, struct setting *setting)
{
	static const char *const keys[] = { "args", "command", "entrypoint",
		"cmd", "run", "commands" };

	if (isupper((unsigned char)*name)) {
		setting->node = variable_find(pass, name, &setting->word);
		return;
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct gpulint_node *node =
		    gpulint_get(gpulint_root(pass), keys[i]);

		if (find_in_list(pass, node, name, setting) ||
		    (gpulint_is_scalar(node) &&
			find_in_text(pass, node, name,
			    !is_one_command(pass, gpulint_scalar(node)),
			    setting)))
			return;
	}
	if (strcmp(gpulint_text(gpulint_fact(pass, "serve.engine")), "tgi") ==
	    0)
		find_in_environment(pass, name, setting);
}
