/* config: how the file is written.  One file a rule.  config/syntax has no
 * code here: what does not parse never reaches a plugin, and the reader
 * reports it. */

#ifndef GPULINT_CONFIG_H
#define GPULINT_CONFIG_H

#include "plugin.h"

extern const struct gpulint_check duplicate_key;
extern const struct gpulint_check unknown_key;
extern const struct gpulint_check number_read_as_string;
extern const struct gpulint_check boolean_looking_key;
extern const struct gpulint_check sexagesimal;
extern const struct gpulint_check no_read_as_false;
extern const struct gpulint_check escaped_windows_path;

#endif
