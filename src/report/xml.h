/* xml: text that is well-formed XML 1.0 whatever its bytes were. */

#ifndef GPULINT_XML_H
#define GPULINT_XML_H

#include "base/text.h"

/* For an element's text or a quoted attribute: markup becomes references,
 * what XML cannot hold U+FFFD. */
void xml_add(struct text *out, const char *s);

/* ` name="value"` */
void xml_attribute(struct text *out, const char *name, const char *value);
void xml_attribute_number(struct text *out, const char *name, size_t value);

#endif
