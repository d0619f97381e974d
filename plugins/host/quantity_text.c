#include "quantity_text.h"

#include "resource_names.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* What may follow the digits (kubernetes/kubernetes staging/src/k8s.io/
 * apimachinery/pkg/api/resource/suffix.go). */
static bool
is_suffix(const char *text)
{
	static const char *const suffixes[] = { "", "n", "u", "m", "k", "M",
		"G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei" };

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (strcmp(text, suffixes[i]) == 0)
			return true;
	if (*text != 'e' && *text != 'E')
		return false;
	text++;
	text += *text == '+' || *text == '-';
	return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* "32Gi" for 32GB, 32gb, "32 GiB", 32g: as the writer most likely counts. */
static const char *
meant(struct gpulint_pass *pass, const char *text)
{
	size_t digits = strspn(text, "0123456789.");
	const char *unit = text + digits + strspn(text + digits, " ");

	if (digits == 0 || *unit == '\0' || strchr("kKmMgGtT", *unit) == NULL ||
	    (strcasecmp(unit + 1, "b") != 0 &&
		strcasecmp(unit + 1, "ib") != 0 &&
		strcasecmp(unit + 1, "i") != 0 && unit[1] != '\0'))
		return NULL;
	return gpulint_format(pass, "%.*s%ci", (int)digits, text,
	    toupper((unsigned char)*unit));
}

/* Memory in bytes or thousandths of one, where larger units are meant: no
 * container starts in so little. */
static bool
is_too_little(const char *text, const char *name)
{
	return (strcmp(name, "memory") == 0 || strcmp(name, "sizeLimit") == 0 ||
		   strcmp(name, "ephemeral-storage") == 0) &&
	       gpulint_quantity(text) > 0 && gpulint_quantity(text) < 524288;
}

void
quantity_judge(struct gpulint_pass *pass, const struct gpulint_node *node,
    const char *name)
{
	const char *text = gpulint_scalar(node), *right;
	size_t sign = *text == '+' || *text == '-';
	size_t digits = strspn(text + sign, "0123456789.");
	struct gpulint_finding *finding;

	if (!gpulint_is_scalar(node) || *text == '\0' || is_placeholder(text))
		return;
	if (digits > 0 && is_suffix(text + sign + digits)) {
		if (!is_too_little(text, name))
			return;
		finding = gpulint_report_at(pass, node, "%s of %s is %s", text,
		    name, gpulint_size(pass, gpulint_quantity(text)));
		gpulint_help(finding, "write the unit: %.*sGi, say",
		    (int)digits, text);
		return;
	}
	finding = gpulint_report_at(pass, node,
	    "Kubernetes cannot read %s as an amount of %s", text, name);
	right = meant(pass, text);
	if (right == NULL) {
		gpulint_help(finding,
		    "units are Ki, Mi, Gi, Ti and k, M, G, T");
		return;
	}
	gpulint_help(finding, "write %s", right);
	gpulint_replace(gpulint_fix(finding, false, "write %s", right), node,
	    right);
}
