/* SPDX-License-Identifier: MIT */
/* ZIP, because whoever gets it can open it with a double click. homework/sheet/zip-memory.h packs, GLib saves. */
#include "cli/zip-out.h"

#include <string.h>

#include "cli/output-file.h"
#include "homework/sheet/zip-memory.h"

struct ZipOut {
	GPtrArray *members; /* of ZipMember */
	gsize n_bytes;
};

ZipOut *zip_out_new(void)
{
	ZipOut *out = g_new0(ZipOut, 1);

	out->members = g_ptr_array_new_with_free_func(zip_memory_member_free);
	return out;
}

ZipOut *zip_out_free(ZipOut *out)
{
	if (out) {
		g_ptr_array_unref(out->members);
		g_free(out);
	}
	return NULL;
}

void zip_out_add(ZipOut *out, const char *name, const char *text)
{
	const gsize n_bytes = strlen(text);

	g_ptr_array_add(out->members, zip_memory_member_new(name, g_bytes_new(text, n_bytes)));
	out->n_bytes += n_bytes;
}

gsize zip_out_n_bytes(const ZipOut *out)
{
	return out->n_bytes;
}

bool zip_out_save(ZipOut *out, const char *path, GError **error)
{
	g_autoptr(GBytes) packed = zip_memory_pack(out->members);
	gsize n_bytes;
	const char *bytes = g_bytes_get_data(packed, &n_bytes);

	return output_file_write(path, bytes, n_bytes, OUTPUT_FILE_PRIVATE, error);
}
