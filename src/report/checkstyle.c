/* checkstyle's XML, which many review tools read. */

#include "report/report.h"
#include "report/xml.h"

static void
add_finding(struct text *out, const struct finding *f)
{
	struct text source;

	text_init(&source);
	text_printf(&source, "gpulint.%s.%s", f->card->plugin, f->card->rule);
	text_add(out, "<error");
	xml_attribute_number(out, "line", f->line);
	xml_attribute_number(out, "column", f->column);
	xml_attribute(out, "severity",
	    f->severity == SEVERITY_NOTE ? "info" : severity_name(f->severity));
	xml_attribute(out, "message", f->message);
	xml_attribute(out, "source", text_string(&source));
	text_add(out, "/>\n");
	text_release(&source);
}

static void
write_checkstyle(struct text *out, const struct run *run,
    const struct style *style)
{
	(void)style;
	text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		      "<checkstyle version=\"4.3\">\n");
	for (const struct file_report *file = run->files; file != NULL;
	     file = file->next) {
		const struct finding *f = finding_shown(file->findings);

		if (f == NULL)
			continue;
		text_add(out, "<file");
		xml_attribute(out, "name", file->path);
		text_add(out, ">\n");
		for (; f != NULL; f = finding_shown(f->next))
			add_finding(out, f);
		text_add(out, "</file>\n");
	}
	text_add(out, "</checkstyle>\n");
}

const struct reporter reporter_checkstyle = { "checkstyle", "checkstyle's XML",
	write_checkstyle };
