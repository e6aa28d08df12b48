/* SPDX-License-Identifier: MIT */
/* See sheet-backgrounds.h. */
#include "cli/sheet-backgrounds.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MARK_LETTERS 8 /* of the content's digest, in the name */

static void free_background(gpointer data)
{
	SheetBackground *background = data;

	g_free(background->name);
	g_bytes_unref(background->bytes);
	g_free(background);
}

/* "page.pdf" is "page-1a2b3c4d.pdf"; one that has its mark already keeps its name. */
static char *name_by_content(const char *name, GBytes *bytes)
{
	g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
	const char *dot = strrchr(name, '.');
	g_autofree char *mark = g_strdup_printf("-%.*s", MARK_LETTERS, digest);
	g_autofree char *stem = g_strndup(name, dot ? (gsize)(dot - name) : strlen(name));

	return g_str_has_suffix(stem, mark) ? g_strdup(name)
					    : g_strconcat(stem, mark, dot ? dot : "", NULL);
}

static SheetBackground *read_one(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autoptr(GError) error = NULL;
	char *content;
	gsize n_bytes;

	if (!g_file_get_contents(path, &content, &n_bytes, &error)) {
		fprintf(stderr, "zhibi sheet assign: 没有题面 / the printed page is missing: %s\n",
			error->message);
		return NULL;
	}
	SheetBackground *background = g_new(SheetBackground, 1);

	background->bytes = g_bytes_new_take(content, n_bytes);
	background->name = name_by_content(name, background->bytes);
	return background;
}

GPtrArray *sheet_backgrounds_read(Sheet *sheet, const char *sheet_path)
{
	g_autofree char *folder = g_path_get_dirname(sheet_path);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GPtrArray *backgrounds = g_ptr_array_new_with_free_func(free_background);

	for (guint i = 0; i < sheet->pages->len; i++) {
		SheetPage *page = g_ptr_array_index(sheet->pages, i);
		SheetBackground *background;

		if (!*page->background)
			continue;
		if (!g_hash_table_lookup_extended(
			    seen, page->background, NULL, (gpointer *)&background)) {
			background = read_one(folder, page->background);
			g_hash_table_insert(seen, g_strdup(page->background), background);
			if (background)
				g_ptr_array_add(backgrounds, background);
		}
		if (background) {
			g_free(page->background);
			page->background = g_strdup(background->name);
		}
	}
	return backgrounds;
}

static bool write_one(const SheetBackground *background, const char *folder, const GStatBuf *above)
{
	g_autofree char *path = g_build_filename(folder, background->name, NULL);
	g_autoptr(GError) error = NULL;
	gsize n_bytes;
	const char *bytes = g_bytes_get_data(background->bytes, &n_bytes);

	if (!g_file_set_contents_full(path, bytes, (gssize)n_bytes,
		    G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0640, &error)) {
		fprintf(stderr,
			"zhibi sheet assign: 题面没有放好 / the printed page was not copied: %s\n",
			error->message);
		return false;
	}
	/* Who is not root writes as the service's own user, whose they are already. */
	return geteuid() != 0 || chown(path, above->st_uid, above->st_gid) == 0;
}

bool sheet_backgrounds_write(const GPtrArray *backgrounds, const char *folder)
{
	g_autofree char *data = g_path_get_dirname(folder);
	bool is_whole = true;
	GStatBuf above;

	if (backgrounds->len == 0)
		return true;
	if (g_stat(data, &above) != 0 || g_mkdir_with_parents(folder, 0750) != 0 ||
		(geteuid() == 0 && chown(folder, above.st_uid, above.st_gid) != 0)) {
		fprintf(stderr,
			"zhibi sheet assign: %s: 放不了题面，请手工放进去 / cannot be made; put "
			"the "
			"printed pages there by hand\n",
			folder);
		return false;
	}
	for (guint i = 0; i < backgrounds->len; i++)
		is_whole = write_one(g_ptr_array_index(backgrounds, i), folder, &above) && is_whole;
	return is_whole;
}
