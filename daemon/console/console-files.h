/* SPDX-License-Identifier: MIT */
/*
 * The built page, kept whole in memory: it is small, answering never waits for a disk, and a request can
 * name nothing but what is in the table. Built anew, it is read anew at the next visit.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct ConsoleFiles ConsoleFiles;

typedef struct {
	const char *mime;
	char *etag; /* with its quotes */
	GBytes *bytes;
	bool immutable; /* its name carries a hash of its content */
} ConsoleFile;

ConsoleFiles *console_files_new(const char *folder);
ConsoleFiles *console_files_free(ConsoleFiles *files);
/* path: as in the request, "/" is the page itself. NULL: no such file. Good until the next call. */
const ConsoleFile *console_files_find(ConsoleFiles *files, const char *path);
/* Has the page been built? */
bool console_files_present(const ConsoleFiles *files);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConsoleFiles, console_files_free)
