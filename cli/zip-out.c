/* SPDX-License-Identifier: MIT */
/* ZIP, because whoever gets it can open it with a double click. libzip packs, GLib saves. */
#include "cli/zip-out.h"

#include <string.h>
#include <zip.h>

struct ZipOut {
	GPtrArray *texts; /* of char *: libzip reads them when it closes */
	GPtrArray *names;
	gsize n_bytes;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(zip_source_t, zip_source_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(zip_t, zip_discard)

ZipOut *zip_out_new(void)
{
	ZipOut *out = g_new0(ZipOut, 1);

	out->texts = g_ptr_array_new_with_free_func(g_free);
	out->names = g_ptr_array_new_with_free_func(g_free);
	return out;
}

ZipOut *zip_out_free(ZipOut *out)
{
	if (out) {
		g_ptr_array_unref(out->texts);
		g_ptr_array_unref(out->names);
		g_free(out);
	}
	return NULL;
}

void zip_out_add(ZipOut *out, const char *name, const char *text)
{
	g_ptr_array_add(out->names, g_strdup(name));
	g_ptr_array_add(out->texts, g_strdup(text));
	out->n_bytes += strlen(text);
}

gsize zip_out_n_bytes(const ZipOut *out)
{
	return out->n_bytes;
}

static bool put_all(const ZipOut *out, zip_t *archive)
{
	for (guint i = 0; i < out->names->len; i++) {
		const char *text = g_ptr_array_index(out->texts, i);
		zip_source_t *source = zip_source_buffer(archive, text, strlen(text), 0);

		if (!source || zip_file_add(archive, g_ptr_array_index(out->names, i), source,
				       ZIP_FL_ENC_UTF_8) < 0) {
			zip_source_free(source);
			return false;
		}
	}
	return true;
}

/* Packs into `packed`, which stays when the archive is closed. */
static bool pack(const ZipOut *out, zip_source_t *packed)
{
	zip_source_keep(packed);
	g_autoptr(zip_t) archive = zip_open_from_source(packed, ZIP_TRUNCATE, NULL);

	if (!archive) {
		zip_source_free(packed);
		return false;
	}
	if (!put_all(out, archive) || zip_close(archive) != 0)
		return false;
	archive = NULL;
	return true;
}

static char *read_all(zip_source_t *packed, gsize *n_bytes)
{
	zip_stat_t status;

	if (zip_source_open(packed) != 0)
		return NULL;
	char *bytes = NULL;
	if (zip_source_stat(packed, &status) == 0 && status.valid & ZIP_STAT_SIZE) {
		bytes = g_malloc(status.size + 1);
		*n_bytes = status.size;
		if (zip_source_read(packed, bytes, status.size) != (zip_int64_t)status.size)
			g_clear_pointer(&bytes, g_free);
	}
	zip_source_close(packed);
	return bytes;
}

bool zip_out_save(ZipOut *out, const char *path, GError **error)
{
	g_autoptr(zip_source_t) packed = zip_source_buffer_create(NULL, 0, 0, NULL);
	gsize n_bytes = 0;
	g_autofree char *bytes = packed && pack(out, packed) ? read_all(packed, &n_bytes) : NULL;

	if (!bytes) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "libzip cannot pack it");
		return false;
	}
	return g_file_set_contents_full(path, bytes, (gssize)n_bytes,
		G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}
