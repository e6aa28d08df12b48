/* SPDX-License-Identifier: MIT */
#include "store/config-file.h"

#include "homework/byte-order-mark.h"

bool config_file_load(GKeyFile *file, const char *path, GError **error)
{
	g_autofree char *bytes = NULL;
	gsize n_bytes;

	if (!g_file_get_contents(path, &bytes, &n_bytes, error))
		return false;
	const char *text = byte_order_mark_skip(bytes, &n_bytes);
	return g_key_file_load_from_data(file, text, n_bytes, G_KEY_FILE_NONE, error);
}
