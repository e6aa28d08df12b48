/* SPDX-License-Identifier: MIT */
/*
 * A folder that an export writes into, one file at a time, each of them whole or not there: written beside under
 * another name, brought to the disk, renamed. A job that was cut off goes on where it stopped: what it had finished is
 * noted in a file of the folder, which is gone when the job is done.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define EXPORT_FOLDER_ERROR (export_folder_error_quark())
GQuark export_folder_error_quark(void); /* "zhibi-report-folder" */
typedef enum { EXPORT_FOLDER_ERROR_FAILED, EXPORT_FOLDER_ERROR_BUSY } ExportFolderErrorCode;

typedef struct ExportFolder ExportFolder;

/* Makes the folder, readable for its owner only, when it is not there; removes what a cut-off run had not finished. `job`
 * is what was asked, one line: only the same job goes on. One export at a time in a folder. */
ExportFolder *export_folder_open(const char *path, const char *job, GError **error);
ExportFolder *export_folder_close(ExportFolder *folder); /* accepts NULL, returns NULL */
/* Finished by the same job before it was cut off. `name` may have folders in it: "3-2/17.pdf". */
bool export_folder_has(const ExportFolder *folder, const char *name);
bool export_folder_put(
	ExportFolder *folder, const char *name, const char *bytes, gsize n_bytes, GError **error);
/* For what writes files itself: where to write, then `end`. NULL with error. */
char *export_folder_begin(ExportFolder *folder, const char *name, GError **error);
bool export_folder_end(ExportFolder *folder, const char *name, GError **error);
/* The job is done: the next one begins anew. */
bool export_folder_finish(ExportFolder *folder, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ExportFolder, export_folder_close)
