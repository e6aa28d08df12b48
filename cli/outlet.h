/* SPDX-License-Identifier: MIT */
/*
 * Work of pupils on its way out of the record, for `zhibi export` and `zhibi report`: which work, into which folder, with a
 * line of progress; and an entry in the access log for each page copy before the file it is in appears.
 */
#pragma once

#include "cli/look.h"
#include "report/background.h"
#include "report/export-folder.h"
#include "report/school-work.h"

typedef struct {
	/* as asked; strings are freed by outlet_clear */
	const char *command; /* "export" */
	char *data, *class_name, *from, *until, *output;
	char *config, *rules; /* NULL: the installed service's */
	gint64 assignment_id;
	gboolean names;

	/* since outlet_open */
	char *database, *data_folder;
	gint64 from_ms, to_ms; /* of `from` and `until`, as in WorkSelection */
	StoreReader *reader;
	GPtrArray *work; /* of WorkClass */
	char *period;	 /* for people */
	ExportFolder *folder;
	Look *look;
	guint n_files, n_files_all;
} Outlet;

/* The options that both commands have; ends without the last, empty one. */
#define OUTLET_OPTIONS(outlet)                                                                     \
	{ "data", 0, 0, G_OPTION_ARG_FILENAME, &(outlet)->data, NULL, NULL },                      \
		{ "class", 0, 0, G_OPTION_ARG_FILENAME, &(outlet)->class_name, NULL, NULL },       \
		{ "from", 0, 0, G_OPTION_ARG_STRING, &(outlet)->from, NULL, NULL },                \
		{ "until", 0, 0, G_OPTION_ARG_STRING, &(outlet)->until, NULL, NULL },              \
		{ "assignment", 0, 0, G_OPTION_ARG_INT64, &(outlet)->assignment_id, NULL, NULL },  \
		{ "config", 0, 0, G_OPTION_ARG_FILENAME, &(outlet)->config, NULL, NULL },          \
		{ "rules", 0, 0, G_OPTION_ARG_FILENAME, &(outlet)->rules, NULL, NULL },            \
		{ "names", 0, 0, G_OPTION_ARG_NONE, &(outlet)->names, NULL, NULL },                \
	{                                                                                          \
		"output", 'o', 0, G_OPTION_ARG_FILENAME, &(outlet)->output, NULL, NULL             \
	}
extern const char OUTLET_HELP[];
#define OUTLET_CONFIG "/etc/zhibi/zhibi.conf"

/* `job` says what else was asked. CLI_DONE, or why not was told. */
int outlet_open(Outlet *outlet, const char *job);
void outlet_clear(Outlet *outlet);
/* The folder asked for, NULL: that of the record. NULL when it is not there, which was told. */
Backgrounds *outlet_backgrounds(const Outlet *outlet, const char *asked);
/* Page copies (gint64) are looked at: false when that cannot be written down, and then they are not to be shown. */
bool outlet_look(Outlet *outlet, const GArray *copy_ids, const char *what);
/* Takes the bytes, may be NULL (then says the error). */
bool outlet_put(Outlet *outlet, const char *name, GBytes *take_bytes, const GError *error);
/* One more file is there (written now or before). */
void outlet_step(Outlet *outlet);
/* One file less is to be expected: there is nothing that it would hold. */
void outlet_skip(Outlet *outlet);
int outlet_finish(Outlet *outlet);			      /* a CliExit */
int outlet_failed(const Outlet *outlet, const GError *error); /* says so; CLI_FAILED */
/* A class's name as a folder's: no separators. */
char *outlet_folder_name(const WorkClass *class);
