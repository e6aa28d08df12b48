/* SPDX-License-Identifier: MIT */
/* What every test may need: fixtures, hexadecimal, a temporary folder, seeded chance. */
#pragma once

#include <glib.h>

/* The path of a file under tests/fixtures; the tests run from the root of the tree. */
char *helpers_fixture_path(const char *name);
/* "c0 01 2a" -> bytes; spaces allowed; aborts on anything else. */
GByteArray *helpers_hex(const char *text);
/* A fresh folder under $TMPDIR; remove it with helpers_remove_folder. */
char *helpers_temporary_folder(void);
void helpers_remove_folder(const char *path);
