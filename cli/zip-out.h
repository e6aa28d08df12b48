/* SPDX-License-Identifier: MIT */
/* A ZIP file that appears whole or not at all. It is put together in memory, so keep it small. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct ZipOut ZipOut;

ZipOut *zip_out_new(void);
ZipOut *zip_out_free(ZipOut *out); /* returns NULL; accepts NULL */
void zip_out_add(ZipOut *out, const char *name, const char *text);
gsize zip_out_n_bytes(const ZipOut *out); /* added so far, not packed */
/* As output-file.h has it; readable for its owner only. */
bool zip_out_save(ZipOut *out, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ZipOut, zip_out_free)
