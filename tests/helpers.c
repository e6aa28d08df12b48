/* SPDX-License-Identifier: MIT */
/* Shared by the tests; see helpers.h. */
#include "tests/helpers.h"

#include <glib/gstdio.h>
#include <stdio.h>

char *helpers_fixture_path(const char *name)
{
	return g_build_filename("tests", "fixtures", name, NULL);
}

GByteArray *helpers_hex(const char *text)
{
	GByteArray *bytes = g_byte_array_new();
	for (const char *at = text; *at;) {
		if (g_ascii_isspace(*at)) {
			at++;
			continue;
		}
		g_assert(g_ascii_isxdigit(at[0]) && g_ascii_isxdigit(at[1]));
		guint8 byte =
			(guint8)(g_ascii_xdigit_value(at[0]) << 4 | g_ascii_xdigit_value(at[1]));
		g_byte_array_append(bytes, &byte, 1);
		at += 2;
	}
	return bytes;
}

char *helpers_temporary_folder(void)
{
	g_autoptr(GError) error = NULL;
	char *path = g_dir_make_tmp("zhibi-test-XXXXXX", &error);
	g_assert_no_error(error);
	return path;
}

void helpers_remove_folder(const char *path)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	if (folder) {
		for (const char *name; (name = g_dir_read_name(folder));) {
			g_autofree char *child = g_build_filename(path, name, NULL);
			if (g_file_test(child, G_FILE_TEST_IS_DIR) &&
				!g_file_test(child, G_FILE_TEST_IS_SYMLINK))
				helpers_remove_folder(child);
			else
				g_unlink(child);
		}
	}
	g_rmdir(path);
}
