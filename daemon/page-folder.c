/* SPDX-License-Identifier: MIT */
/* See page-folder.h. */
#include "daemon/page-folder.h"

bool page_folder_has_page(const char *folder)
{
	g_autofree char *index = g_build_filename(folder, "index.html", NULL);

	return g_file_test(index, G_FILE_TEST_IS_REGULAR);
}

char *page_folder_find(const char *configured)
{
	g_autofree char *own = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = own ? g_path_get_dirname(own) : g_strdup(".");
	g_autofree char *built = g_build_filename(folder, "..", "page", NULL);
	g_autofree char *installed = g_build_filename(folder, "..", "share", "zhibi", "page", NULL);

	if (configured)
		return g_strdup(configured);
	if (page_folder_has_page(built))
		return g_steal_pointer(&built);
	return page_folder_has_page(installed) ? g_steal_pointer(&installed)
					       : g_strdup(ZHIBI_DATADIR "/page");
}
