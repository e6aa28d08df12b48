/* SPDX-License-Identifier: MIT */
/* homework/reading/hanzi.bin from centre lines of characters: one made for each, with those it could be taken for. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* From folder/hanzi.tsv; the same bytes on every machine. */
bool hanzi_file_make(const char *folder, const char *path, GError **error);
