/* SPDX-License-Identifier: MIT */
/* See zip-memory.h; libzip packs and unpacks. */
#include "homework/sheet/zip-memory.h"

#include <stdbool.h>
#include <zip.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(zip_source_t, zip_source_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(zip_t, zip_discard)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(zip_file_t, zip_fclose)

#define FIRST_DAY                                                                                  \
	0x21 /* 1980-01-01 as DOS writes it: what is packed does not change with the clock */

ZipMember *zip_memory_member_new(const char *name, GBytes *take_bytes)
{
	ZipMember *member = g_new0(ZipMember, 1);

	member->name = g_strdup(name);
	member->bytes = take_bytes;
	return member;
}

void zip_memory_member_free(gpointer data)
{
	ZipMember *member = data;

	g_free(member->name);
	g_bytes_unref(member->bytes);
	g_free(member);
}

/* ---- packing: only memory can fail here, and then GLib has aborted before */

static void put(zip_t *archive, const ZipMember *member)
{
	gsize n_bytes;
	const void *bytes = g_bytes_get_data(member->bytes, &n_bytes);
	zip_source_t *source = zip_source_buffer(archive, bytes, n_bytes, 0);

	g_assert(source);
	const zip_int64_t index =
		zip_file_add(archive, member->name, source, ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE);
	g_assert(index >= 0);
	zip_file_set_dostime(archive, (zip_uint64_t)index, 0, FIRST_DAY, 0);
}

GBytes *zip_memory_pack(const GPtrArray *members)
{
	g_autoptr(zip_source_t) packed = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_stat_t status;

	g_assert(packed);
	zip_source_keep(packed); /* it stays when the archive is closed */
	zip_t *archive = zip_open_from_source(packed, ZIP_TRUNCATE, NULL);
	g_assert(archive);
	for (guint i = 0; i < members->len; i++)
		put(archive, g_ptr_array_index(members, i));
	g_assert(zip_close(archive) == 0 && zip_source_open(packed) == 0);
	g_assert(zip_source_stat(packed, &status) == 0);
	guint8 *bytes = g_malloc(status.size + 1);
	g_assert(zip_source_read(packed, bytes, status.size) == (zip_int64_t)status.size);
	zip_source_close(packed);
	return g_bytes_new_take(bytes, status.size);
}

/* ---- unpacking */

/* `n_bytes` and no more, whatever the archive says of its size. NULL: it is damaged or locked. */
static GBytes *get(zip_t *archive, zip_uint64_t index, gsize n_bytes)
{
	g_autoptr(zip_file_t) file = zip_fopen_index(archive, index, 0);
	char beyond;

	if (!file)
		return NULL;
	g_autofree guint8 *bytes = g_malloc(n_bytes + 1);
	if (zip_fread(file, bytes, n_bytes) != (zip_int64_t)n_bytes ||
		zip_fread(file, &beyond, 1) != 0)
		return NULL;
	return g_bytes_new_take(g_steal_pointer(&bytes), n_bytes);
}

static bool unpack_all(zip_t *archive, GPtrArray *members, gsize bytes_max, const char **fault)
{
	gsize n_left = bytes_max;

	for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); i++) {
		zip_stat_t status;
		if (zip_stat_index(archive, (zip_uint64_t)i, 0, &status) != 0 || !status.name ||
			!(status.valid & ZIP_STAT_SIZE) || status.size > n_left) {
			*fault = "解开后太大，请给小些的包 / is too large when unpacked; give a "
				 "smaller archive";
			return false;
		}
		if (g_str_has_suffix(status.name, "/"))
			continue;
		GBytes *bytes = get(archive, (zip_uint64_t)i, status.size);
		if (!bytes) {
			*fault = "里面有文件坏了或加了密，请不加密码重新打包 / holds a file that "
				 "is damaged or locked; pack it again, without a password";
			return false;
		}
		n_left -= status.size;
		g_autofree char *name = g_utf8_make_valid(status.name, -1);
		g_ptr_array_add(members, zip_memory_member_new(name, bytes));
	}
	return true;
}

GPtrArray *zip_memory_unpack(
	const guint8 *bytes, gsize n_bytes, guint members_max, gsize bytes_max, const char **fault)
{
	g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func(zip_memory_member_free);
	zip_source_t *source = zip_source_buffer_create(bytes, n_bytes, 0, NULL);

	g_assert(source);
	g_autoptr(zip_t) archive = zip_open_from_source(source, ZIP_RDONLY, NULL);
	if (!archive) {
		zip_source_free(source);
		*fault = "不是完整的 ZIP 包，请重新打包 / is no whole ZIP archive; pack it again";
		return NULL;
	}
	if (zip_get_num_entries(archive, 0) > (zip_int64_t)members_max) {
		*fault = "文件太多，请分成几个包 / holds too many files; split it";
		return NULL;
	}
	return unpack_all(archive, members, bytes_max, fault) ? g_steal_pointer(&members) : NULL;
}
