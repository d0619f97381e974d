/* nats_conf: the configuration language of nats-server, of which JSON is a
 * part: KEY: VALUE, KEY = VALUE, KEY {...}, ends of line or commas between,
 * # and // before comments.  Read at nats-io/nats-server 1787eee (2.15)
 * conf/lex.go, conf/parse.go. */

#ifndef GPULINT_NATS_CONF_H
#define GPULINT_NATS_CONF_H

#include "read/tree.h"

/* The mapping that bytes[from..to) hold; offsets are those of bytes.  What
 * does not follow the language ends it there. */
const struct node *nats_conf(struct arena *arena, const char *bytes,
    uint32_t from, uint32_t to);

#endif
