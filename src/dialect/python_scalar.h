/*
 * python_scalar: the implicit types of PyYAML's SafeLoader and OmegaConf's.
 *
 * For scalar.c.  s is a plain scalar without NULs.  Patterns as in
 * yaml/pyyaml, lib/yaml/resolver.py, and omry/omegaconf, omegaconf/_utils.py;
 * what matches and cannot be converted (2024-13-01) is SCALAR_ERROR, as the
 * constructor raises there.
 */

#ifndef GPULINT_PYTHON_SCALAR_H
#define GPULINT_PYTHON_SCALAR_H

#include "dialect/scalar.h"

struct scalar python_scalar(const char *s, enum loader loader);

/* As python_scalar, where a tag says what it is: int(), float() ... */
struct scalar python_construct(const char *s, enum scalar_type type);

/* A number without its underscores, by strtod. */
double scalar_decimal(const char *s);

/* Digits of base 2, 8 or 16, underscores aside; -1 where there is none. */
double scalar_digits(const char *s, int base);

#endif
