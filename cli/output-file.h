/* SPDX-License-Identifier: MIT */
/*
 * The file that a person asks a command to write (-o FILE): whole or not there, and what was there before stays until
 * then. A symbolic link stays one: the file that it names is written. What is no file (a device, a pipe) is written to.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
	OUTPUT_FILE_PLAIN = 0666,   /* as the umask has it */
	OUTPUT_FILE_PRIVATE = 0600, /* for its owner only */
} OutputFileMode;

/* The error says what and the mend in both languages. A file that exists gets no wider mode than it had. Path NULL or
 * "-": standard output, and whether all came out is told at the end of the program. */
bool output_file_write(
	const char *path, const char *bytes, gsize n_bytes, OutputFileMode mode, GError **error);
/* The same, readable as the umask has it. Takes the bytes; NULL: the error is there already. */
bool output_file_put(const char *path, GBytes *take_bytes, GError **error);
