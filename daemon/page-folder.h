/* SPDX-License-Identifier: MIT */
/* Where the built page is: beside the program, wherever it was installed; in a tree, build/page. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* `configured` NULL: searched. For the caller to free; there may be no page in it. */
char *page_folder_find(const char *configured);
bool page_folder_has_page(const char *folder);
