/* SPDX-License-Identifier: MIT */
#include "daemon/console/console-files.h"

#include <glib/gstdio.h>
#include <string.h>

#define FILES_MAX 256
#define FILE_BYTES_MAX 8388608
#define DEPTH_MAX 4
#define HASH_LETTERS 8 /* esbuild's: name-ABCDEFGH.js */

struct ConsoleFiles {
	char *folder;
	GHashTable *by_path; /* "/app-….js" to ConsoleFile * */
	gint64 page_changed; /* of index.html as read, 0 none */
};

static const struct {
	const char *ending, *mime;
} mimes[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".ico", "image/vnd.microsoft.icon" },
	{ ".json", "application/json" },
	{ ".webmanifest", "application/manifest+json" },
	{ ".woff2", "font/woff2" },
	{ ".txt", "text/plain; charset=utf-8" },
	{ ".map", "application/json" },
};

static const char *mime_of(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(mimes); i++)
		if (g_str_has_suffix(name, mimes[i].ending))
			return mimes[i].mime;
	return "application/octet-stream";
}

/* "app-6MGF2K3A.js": eight capitals or digits between a dash and the ending. */
static bool name_has_hash(const char *name)
{
	const char *dash = strrchr(name, '-');
	if (!dash)
		return false;
	gsize n = strspn(dash + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
	return n == HASH_LETTERS && dash[1 + n] == '.';
}

static void file_free(gpointer data)
{
	ConsoleFile *file = data;
	g_free(file->etag);
	g_bytes_unref(file->bytes);
	g_free(file);
}

static void read_file(ConsoleFiles *files, const char *path, const char *web_path)
{
	GStatBuf status;
	char *content;
	gsize n_bytes;
	if (g_stat(path, &status) != 0 || status.st_size > FILE_BYTES_MAX ||
		!g_file_get_contents(path, &content, &n_bytes, NULL))
		return;
	ConsoleFile *file = g_new0(ConsoleFile, 1);
	file->bytes = g_bytes_new_take(content, n_bytes);
	g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, file->bytes);
	file->etag = g_strdup_printf("\"%.32s\"", sum);
	file->mime = mime_of(web_path);
	file->immutable = name_has_hash(web_path);
	g_hash_table_insert(files->by_path, g_strdup(web_path), file);
}

static void read_folder(ConsoleFiles *files, const char *path, const char *web_path, guint depth)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name;
	while (folder && (name = g_dir_read_name(folder)) &&
		g_hash_table_size(files->by_path) < FILES_MAX) {
		if (name[0] == '.')
			continue;
		g_autofree char *child = g_build_filename(path, name, NULL);
		g_autofree char *web_child = g_strconcat(web_path, "/", name, NULL);
		if (g_file_test(child, G_FILE_TEST_IS_REGULAR))
			read_file(files, child, web_child);
		else if (depth < DEPTH_MAX && g_file_test(child, G_FILE_TEST_IS_DIR))
			read_folder(files, child, web_child, depth + 1);
	}
}

static gint64 page_changed(const ConsoleFiles *files)
{
	g_autofree char *index = g_build_filename(files->folder, "index.html", NULL);
	GStatBuf status;
	if (g_stat(index, &status) != 0)
		return 0;
	return (gint64)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
}

static void read_all(ConsoleFiles *files)
{
	files->page_changed = page_changed(files);
	g_hash_table_remove_all(files->by_path);
	read_folder(files, files->folder, "", 0);
}

ConsoleFiles *console_files_new(const char *folder)
{
	ConsoleFiles *files = g_new0(ConsoleFiles, 1);
	files->folder = g_strdup(folder);
	files->by_path = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, file_free);
	read_all(files);
	return files;
}

ConsoleFiles *console_files_free(ConsoleFiles *files)
{
	if (!files)
		return NULL;
	g_hash_table_unref(files->by_path);
	g_free(files->folder);
	g_free(files);
	return NULL;
}

const ConsoleFile *console_files_find(ConsoleFiles *files, const char *path)
{
	bool is_page = strcmp(path, "/") == 0;
	if (is_page && page_changed(files) != files->page_changed)
		read_all(files);
	return g_hash_table_lookup(files->by_path, is_page ? "/index.html" : path);
}

bool console_files_present(const ConsoleFiles *files)
{
	return g_hash_table_contains(files->by_path, "/index.html");
}
