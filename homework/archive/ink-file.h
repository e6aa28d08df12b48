/* SPDX-License-Identifier: MIT */
/*
 * Ink as a file: our archive (InkML, with every dot's time and force) and the files of other programs. Bytes in,
 * strokes out, and back; pure. A reader takes the whole file or refuses it with the place and the mend: half a page is never
 * taken for a page. docs/exports.md says what each form holds.
 */
#pragma once

#include "homework/sheet/layout-report.h"
#include "ink/stroke.h"

/* What one pen wrote. Texts are "" where the file does not tell, never NULL. */
typedef struct {
	char *pen; /* its address */
	char *driver;
	char *model;
	GPtrArray *strokes; /* of Stroke, in the order of the file */
} InkFilePart;

/* One copy of one page, as a rule. Whose it is: a number in a class, never a name. */
typedef struct {
	gint64 page_copy_id; /* in the record it came from; 0 not told */
	char *class_name;
	gint pupil_number; /* 0 not told */
	bool by_teacher;
	GPtrArray *parts; /* of InkFilePart */
} InkFile;

/* What a file of another program does not say. */
typedef struct {
	const LayoutReport *report; /* its name, what was left out, the error */
	PageAddress
		page; /* of its ink; family NONE: not known. page.page 0: the number in the file */
	gint64 at_ms; /* of ink without a time */
	double mm_per_unit; /* of places without a unit; 0 not known */
} InkFileSource;

#define INK_FILE_BYTES_MAX (64u << 20)

InkFile *ink_file_new(void);
InkFile *ink_file_free(InkFile *file); /* accepts NULL, returns NULL */
InkFilePart *ink_file_add_part(
	InkFile *file, const char *pen, const char *driver, const char *model);
guint ink_file_n_strokes(const InkFile *file);

/* The same strokes in the same order when it is read again, but for nothing. */
char *inkml_write(const InkFile *file);
InkFile *inkml_read(const InkFileSource *source, const char *text, gsize n_bytes);
/* The page.data of a NeoNotes page. */
InkFile *neonotes_read(const InkFileSource *source, const guint8 *bytes, gsize n_bytes);
/* A drawing as tuhi keeps it, one JSON object. */
InkFile *tuhi_read(const InkFileSource *source, const char *text, gsize n_bytes);
/* By what it begins with; NULL with an error that names the forms. */
InkFile *ink_file_read(const InkFileSource *source, const guint8 *bytes, gsize n_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(InkFile, ink_file_free)
