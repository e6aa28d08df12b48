/* SPDX-License-Identifier: MIT */
/* ZIP archives from memory to memory: packed the same way each time, unpacked within bounds. Pure. */
#pragma once

#include <glib.h>

typedef struct {
	char *name;
	GBytes *bytes;
} ZipMember;

ZipMember *zip_memory_member_new(const char *name, GBytes *take_bytes);
void zip_memory_member_free(gpointer member);

/* Of ZipMember, in their order. */
GBytes *zip_memory_pack(const GPtrArray *members);
/* Of ZipMember, in the archive's order, folders left out. NULL with what is wrong (static): no archive, more than
 * `members_max`, or more than `bytes_max` when unpacked. */
GPtrArray *zip_memory_unpack(
	const guint8 *bytes, gsize n_bytes, guint members_max, gsize bytes_max, const char **fault);
