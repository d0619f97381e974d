#include "catalog/name.h"

#include <ctype.h>
#include <string.h>

struct name
name_squeeze(const char *s, size_t length)
{
	struct name name = { "", 0 };
	size_t i;

	for (i = 0; i < length; i++) {
		if (s[i] == ' ' || s[i] == '-' || s[i] == '_')
			continue;
		if (name.length + 1 == NAME_LIMIT) {
			name.length = 0;
			break;
		}
		name.s[name.length++] = (char)tolower((unsigned char)s[i]);
	}
	name.s[name.length] = '\0';
	return name;
}

bool
name_drop_prefix(struct name *name, const char *prefix)
{
	size_t length = strlen(prefix);

	if (name->length <= length || memcmp(name->s, prefix, length) != 0)
		return false;
	memmove(name->s, name->s + length, name->length - length + 1);
	name->length -= length;
	return true;
}

bool
items_next(struct items *it)
{
	const char *s = it->s;

	if (s == NULL)
		return false;
	s += it->length;
	if (it->length > 0 && *s == ';')
		s++;
	while (*s == ' ' || *s == ';')
		s++;
	it->s = s;
	it->length = strcspn(s, ";");
	return it->length > 0;
}
