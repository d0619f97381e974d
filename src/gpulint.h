/*
 * gpulint/gpulint.h: for programs that lint without starting a process.
 *
 * A session holds options, plugins and what was found.  Options have the
 * names of the command line's, without dashes: "gpu", "fail-on", "rules".
 * Functions return 0, or the exit status that the program would give: 1 for
 * findings, 2 for what could not be done, with the reason in
 * gpulint_session_error().  Nothing is printed, run, imported or fetched.
 */

#ifndef GPULINT_GPULINT_H
#define GPULINT_GPULINT_H

#include <stddef.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define GPULINT_PUBLIC __attribute__((visibility("default")))
#else
#define GPULINT_PUBLIC
#endif

struct gpulint_session;

GPULINT_PUBLIC struct gpulint_session *gpulint_session_new(void);
GPULINT_PUBLIC void gpulint_session_free(struct gpulint_session *session);

/* value is NULL for options that take none. */
GPULINT_PUBLIC int gpulint_session_option(struct gpulint_session *session,
    const char *name, const char *value);

/* Lint a file or folder; bytes under a name. */
GPULINT_PUBLIC int gpulint_session_check(struct gpulint_session *session,
    const char *path);
GPULINT_PUBLIC int gpulint_session_check_bytes(
    struct gpulint_session *session, const char *name, const char *bytes,
    size_t size);

/* Write what was found so far: "text", "json", "sarif" ... */
GPULINT_PUBLIC int gpulint_session_write(struct gpulint_session *session,
    const char *format, FILE *out);

GPULINT_PUBLIC const char *gpulint_session_error(
    const struct gpulint_session *session);

GPULINT_PUBLIC const char *gpulint_version(void);

#ifdef __cplusplus
}
#endif

#endif
