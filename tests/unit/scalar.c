/* What plain scalars mean to each loader. */

#include "dialect/scalar.h"
#include "read.h"

#include <math.h>
#include <stdio.h>

static void
expect(enum loader loader, const char *yaml, enum scalar_type type,
    double number)
{
	struct reading reading;
	struct scalar scalar;

	reading_begin(&reading, "x.yaml", yaml, strlen(yaml));
	scalar = scalar_of(reading_root(&reading), loader);
	if (scalar.type != type ||
	    (isnan(number) ? !isnan(scalar.number) : scalar.number != number))
		fail_msg("%s: %s %g", yaml, scalar_type_name(scalar.type),
		    scalar.number);
	reading_end(&reading);
}

struct sample {
	const char *yaml;
	enum scalar_type type;
	double number;
};

static void
expect_all(enum loader loader, const struct sample *samples)
{
	for (; samples->yaml != NULL; samples++)
		expect(loader, samples->yaml, samples->type, samples->number);
}

static void
pyyaml(void **state)
{
	static const struct sample samples[] = {
		{ "1e-5", SCALAR_STRING, 0 },
		{ "1.e-5", SCALAR_FLOAT, 1e-5 },
		{ "2.5e-4", SCALAR_FLOAT, 2.5e-4 },
		{ "5e8", SCALAR_STRING, 0 },
		{ "1.0e5", SCALAR_STRING, 0 },
		{ "1e+3", SCALAR_STRING, 0 },
		{ "010", SCALAR_INT, 8 },
		{ "0o10", SCALAR_STRING, 0 },
		{ "08", SCALAR_STRING, 0 },
		{ "12:30:45", SCALAR_INT, 45045 },
		{ "22:22", SCALAR_INT, 1342 },
		{ "1:60", SCALAR_STRING, 0 },
		{ "190:20:30.15", SCALAR_FLOAT, 685230.15 },
		{ "on", SCALAR_BOOL, 1 },
		{ "Off", SCALAR_BOOL, 0 },
		{ "NO", SCALAR_BOOL, 0 },
		{ "y", SCALAR_STRING, 0 },
		{ "tRUE", SCALAR_STRING, 0 },
		{ "1_000.5", SCALAR_FLOAT, 1000.5 },
		{ "406_934", SCALAR_INT, 406934 },
		{ "None", SCALAR_STRING, 0 },
		{ "~", SCALAR_NULL, 0 },
		{ "--- ", SCALAR_NULL, 0 },
		{ "2024-01-01", SCALAR_TIMESTAMP, 0 },
		{ "2024-1-1", SCALAR_STRING, 0 },
		{ "2001-12-14 21:59:43.10 -5", SCALAR_TIMESTAMP, 0 },
		{ "2024-13-01", SCALAR_ERROR, 0 },
		{ "2023-02-29", SCALAR_ERROR, 0 },
		{ "2024-02-29", SCALAR_TIMESTAMP, 0 },
		{ ".5", SCALAR_FLOAT, .5 },
		{ "-.5", SCALAR_STRING, 0 },
		{ "=", SCALAR_ERROR, 0 },
		{ "-.inf", SCALAR_FLOAT, -HUGE_VAL },
		{ ".nan", SCALAR_FLOAT, NAN },
		{ "0x1F", SCALAR_INT, 31 },
		{ "-0b101", SCALAR_INT, -5 },
		{ "0b_", SCALAR_ERROR, 0 },
		{ "\"12\"", SCALAR_STRING, 0 },
		{ "!!int \"12\"", SCALAR_INT, 12 },
		{ "!!float 1e-5", SCALAR_FLOAT, 1e-5 },
		{ "!!str 12", SCALAR_STRING, 0 },
		{ "!!bool Yes", SCALAR_BOOL, 1 },
		{ "!!bool 12", SCALAR_ERROR, 0 },
		{ "!mine 12", SCALAR_ERROR, 0 },
		{ "[1]", SCALAR_NULL, 0 },
		{ NULL, SCALAR_NULL, 0 },
	};

	(void)state;
	expect_all(LOADER_PYYAML, samples);
}

static void
omegaconf(void **state)
{
	static const struct sample samples[] = {
		{ "1e-5", SCALAR_FLOAT, 1e-5 },
		{ "5e8", SCALAR_FLOAT, 5e8 },
		{ "1.0e5", SCALAR_FLOAT, 1e5 },
		{ "1_0e+3", SCALAR_FLOAT, 1e4 },
		{ ".5e3", SCALAR_STRING, 0 },
		{ "2024-01-01", SCALAR_STRING, 0 },
		{ "on", SCALAR_BOOL, 1 },
		{ "010", SCALAR_INT, 8 },
		{ "???", SCALAR_STRING, 0 },
		{ NULL, SCALAR_NULL, 0 },
	};

	(void)state;
	expect_all(LOADER_OMEGACONF, samples);
}

static void
go_yaml(void **state)
{
	static const struct sample samples[] = {
		{ "1e-5", SCALAR_FLOAT, 1e-5 },
		{ "on", SCALAR_STRING, 0 },
		{ "yes", SCALAR_STRING, 0 },
		{ "true", SCALAR_BOOL, 1 },
		{ "010", SCALAR_INT, 8 },
		{ "0o10", SCALAR_INT, 8 },
		{ "08", SCALAR_FLOAT, 8 },
		{ "0x1f", SCALAR_INT, 31 },
		{ "-0b11", SCALAR_INT, -3 },
		{ "1_000", SCALAR_INT, 1000 },
		{ "22:22", SCALAR_STRING, 0 },
		{ "16Gi", SCALAR_STRING, 0 },
		{ "2024-01-01", SCALAR_TIMESTAMP, 0 },
		{ "!mine 12", SCALAR_STRING, 0 },
		{ "1_", SCALAR_INT, 1 },
		{ "-1_0.5_0", SCALAR_FLOAT, -10.5 },
		{ ".5", SCALAR_FLOAT, .5 },
		{ ".5_0", SCALAR_STRING, 0 },
		{ "1e999", SCALAR_STRING, 0 },
		{ "+.inf", SCALAR_FLOAT, HUGE_VAL },
		{ NULL, SCALAR_NULL, 0 },
	};

	(void)state;
	expect_all(LOADER_GO_YAML, samples);
}

static void
go_yaml_2(void **state)
{
	static const struct sample samples[] = {
		{ "on", SCALAR_BOOL, 1 },
		{ "y", SCALAR_BOOL, 1 },
		{ "Yes", SCALAR_BOOL, 1 },
		{ "NO", SCALAR_BOOL, 0 },
		{ "n", SCALAR_BOOL, 0 },
		{ "Off", SCALAR_BOOL, 0 },
		{ "yEs", SCALAR_STRING, 0 },
		{ "'on'", SCALAR_STRING, 0 },
		{ "true", SCALAR_BOOL, 1 },
		{ "010", SCALAR_INT, 8 },
		{ "1e3", SCALAR_FLOAT, 1000 },
		{ "22:22", SCALAR_STRING, 0 },
		{ NULL, SCALAR_NULL, 0 },
	};

	(void)state;
	expect_all(LOADER_GO_YAML_2, samples);
}

static void
yaml_1_2(void **state)
{
	static const struct sample samples[] = {
		{ "1e-5", SCALAR_FLOAT, 1e-5 },
		{ "010", SCALAR_INT, 10 },
		{ "0o10", SCALAR_INT, 8 },
		{ "0x1F", SCALAR_INT, 31 },
		{ "0b11", SCALAR_STRING, 0 },
		{ "1_000", SCALAR_STRING, 0 },
		{ "-.5", SCALAR_FLOAT, -.5 },
		{ "+.inf", SCALAR_FLOAT, HUGE_VAL },
		{ "on", SCALAR_STRING, 0 },
		{ "2024-01-01", SCALAR_STRING, 0 },
		{ "!!int 0o10", SCALAR_INT, 8 },
		{ "!!float 3", SCALAR_FLOAT, 3 },
		{ NULL, SCALAR_NULL, 0 },
	};

	(void)state;
	expect_all(LOADER_YAML_1_2, samples);
}

static void
json(void **state)
{
	static const struct sample samples[] = {
		{ "1e5", SCALAR_FLOAT, 1e5 },
		{ "5e-8", SCALAR_FLOAT, 5e-8 },
		{ "-0", SCALAR_INT, 0 },
		{ "01", SCALAR_ERROR, 0 },
		{ "1.", SCALAR_ERROR, 0 },
		{ ".5", SCALAR_ERROR, 0 },
		{ "True", SCALAR_ERROR, 0 },
		{ "null", SCALAR_NULL, 0 },
		{ "\"1\"", SCALAR_STRING, 0 },
		{ NULL, SCALAR_NULL, 0 },
	};

	(void)state;
	expect_all(LOADER_JSON, samples);
}

static void
loaders_have_names(void **state)
{
	(void)state;
	assert_string_equal(loader_names[LOADER_YAML_1_2], "1.2");
	assert_string_equal(loader_names[LOADER_JSON], "json");
	assert_null(loader_names[LOADER_JSON + 1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pyyaml),
		cmocka_unit_test(omegaconf),
		cmocka_unit_test(go_yaml),
		cmocka_unit_test(go_yaml_2),
		cmocka_unit_test(yaml_1_2),
		cmocka_unit_test(json),
		cmocka_unit_test(loaders_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
