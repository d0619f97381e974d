/* gpulint.h: statuses, reasons, and what NULL does. */

#include "gpulint.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const char job[] =
    "gpulint: workload/1\nmodel: {id: meta-llama/Llama-3.1-8B}\n"
    "train: {method: full, micro_batch: 8, seq_len: 4096}\n";

static void
refuses(struct gpulint_session *session, const char *name, const char *value,
    const char *reason)
{
	assert_int_equal(gpulint_session_option(session, name, value), 2);
	if (strstr(gpulint_session_error(session), reason) == NULL)
		fail_msg("%s %s: %s", name, value == NULL ? "" : value,
		    gpulint_session_error(session));
}

static void
refuses_options_with_a_reason(void **state)
{
	struct gpulint_session *session = gpulint_session_new();

	(void)state;
	refuses(session, "gpsu", "1", "no option 'gpsu'");
	refuses(session, "gpu", NULL, "wants a value");
	refuses(session, "jobs", "0", "want a number from 1 to 256");
	refuses(session, "fail-on", "off", "want error, warning, note");
	refuses(session, "set", "novalue", "want FACT=VALUE");
	refuses(session, "select", "vram/nothing", "no rule");
	assert_int_equal(gpulint_session_option(session, "gpu", "RTX 4090"), 0);
	assert_string_equal(gpulint_session_error(session), "");
	gpulint_session_free(session);
}

/* Where plugins cannot be found the host's own rules still are. */
static void
checks_bytes_and_writes_what_was_found(void **state)
{
	struct gpulint_session *session = gpulint_session_new();
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	static const char broken[] =
	    "base_model: a\ndatasets: [\nsequence_len: 1\n";

	(void)state;
	assert_int_equal(gpulint_session_option(session, "isolated", NULL), 0);
	assert_int_not_equal(gpulint_session_check_bytes(session, "job.yaml",
				 job, strlen(job)),
	    1);
	assert_int_equal(gpulint_session_check_bytes(session, "b.yaml", broken,
			     strlen(broken)),
	    1);
	assert_int_equal(gpulint_session_write(session, "json", out), 0);
	fclose(out);
	assert_non_null(strstr(text, "\"rule\":\"config/syntax\""));
	assert_non_null(strstr(text, "\"path\":\"b.yaml\""));
	assert_non_null(strstr(text, "\"files\":2"));
	free(text);
	assert_int_equal(gpulint_session_write(session, "xml", stdout), 2);
	assert_string_equal(gpulint_session_error(session), "no format 'xml'");
	gpulint_session_free(session);
}

static void
says_what_cannot_be_read(void **state)
{
	struct gpulint_session *session = gpulint_session_new();

	(void)state;
	assert_int_equal(gpulint_session_check(session, "/nowhere/a.yaml"), 2);
	assert_non_null(
	    strstr(gpulint_session_error(session), "/nowhere/a.yaml"));
	gpulint_session_free(session);
}

static void
takes_null(void **state)
{
	struct gpulint_session *session = gpulint_session_new();

	(void)state;
	assert_int_equal(gpulint_session_option(NULL, "gpu", "T4"), 2);
	assert_int_equal(gpulint_session_option(session, NULL, "T4"), 2);
	assert_int_equal(gpulint_session_check(session, NULL), 2);
	assert_int_equal(gpulint_session_check_bytes(session, "a", NULL, 1), 2);
	assert_int_equal(gpulint_session_write(session, NULL, stdout), 2);
	assert_string_equal(gpulint_session_error(NULL), "");
	gpulint_session_free(session);
	gpulint_session_free(NULL);
	assert_true(strlen(gpulint_version()) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_options_with_a_reason),
		cmocka_unit_test(checks_bytes_and_writes_what_was_found),
		cmocka_unit_test(says_what_cannot_be_read),
		cmocka_unit_test(takes_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
