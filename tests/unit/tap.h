/* cmocka with the headers it wants before it, and its TAP output. */

#ifndef GPULINT_TESTS_TAP_H
#define GPULINT_TESTS_TAP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
