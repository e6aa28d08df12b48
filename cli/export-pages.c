/* SPDX-License-Identifier: MIT */
/* `zhibi export pdf|svg|marks|inkml`: page copies, a file each; of marks a file for an assignment. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/export.h"
#include "homework/archive/ink-file.h"
#include "report/page-drawing.h"

/* ---- pictures */

typedef struct {
	GPtrArray *pupil_ink, *teacher_ink; /* of Stroke */
	GPtrArray *copies;		    /* of WorkCopy: the same pupil's, of the same page */
	char *heading;
	PageDrawing drawing;
} Paper;

static void free_paper(gpointer data)
{
	Paper *paper = data;

	g_ptr_array_unref(paper->pupil_ink);
	g_ptr_array_unref(paper->teacher_ink);
	g_ptr_array_unref(paper->copies);
	g_free(paper->heading);
	g_free(paper);
}

static char *heading_of(const Outlet *outlet, const WorkClass *class,
	const WorkAssignment *assignment, const StorePupil *pupil)
{
	const bool is_named = outlet->names && *pupil->name;

	return g_strdup_printf("%s %d 号%s%s · %s", class->row->name, pupil->number,
		is_named ? " " : "", is_named ? pupil->name : "", assignment->title);
}

/* Every copy of the page that `first` is of: the pupil's own, and those with a teacher's ink. */
static Paper *read_paper(ExportCall *call, const WorkClass *class, const WorkAssignment *assignment,
	const WorkCopy *first)
{
	g_autoptr(GError) error = NULL;
	Paper *paper = g_new0(Paper, 1);

	paper->pupil_ink = stroke_array_new();
	paper->teacher_ink = stroke_array_new();
	paper->copies = g_ptr_array_new();
	paper->heading = heading_of(&call->outlet, class, assignment, first->pupil);
	for (guint i = 0; i < assignment->copies->len; i++) {
		WorkCopy *copy = g_ptr_array_index(assignment->copies, i);
		if (copy->pupil != first->pupil ||
			!page_address_equal(&copy->row->page, &first->row->page))
			continue;
		GPtrArray *strokes =
			store_reader_strokes(call->outlet.reader, copy->row->id, &error);
		if (!strokes) {
			outlet_failed(&call->outlet, error);
			free_paper(paper);
			return NULL;
		}
		g_ptr_array_extend_and_steal(
			copy->row->by_teacher ? paper->teacher_ink : paper->pupil_ink, strokes);
		g_ptr_array_add(paper->copies, copy);
	}
	paper->drawing = (PageDrawing){ class, assignment, first->page, call->printed,
		paper->pupil_ink, paper->teacher_ink, paper->copies, paper->heading };
	return paper;
}

/* Copies stand by pupil and page: the first of each paper stands for it. */
static bool is_first(const WorkAssignment *assignment, guint i)
{
	const WorkCopy *copy = g_ptr_array_index(assignment->copies, i);
	const WorkCopy *before = i > 0 ? g_ptr_array_index(assignment->copies, i - 1) : NULL;

	return copy->pupil && !(before && before->pupil == copy->pupil &&
				      page_address_equal(&before->row->page, &copy->row->page));
}

static bool look_at(ExportCall *call, const Paper *paper)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));

	for (guint i = 0; i < paper->copies->len; i++)
		g_array_append_val(
			ids, ((const WorkCopy *)g_ptr_array_index(paper->copies, i))->row->id);
	return outlet_look(&call->outlet, ids, "export-page");
}

static bool put_picture(ExportCall *call, const WorkClass *class, const WorkAssignment *assignment,
	const WorkCopy *copy, const char *folder)
{
	const PageAddress *page = &copy->row->page;
	g_autofree char *name =
		g_strdup_printf("%s/%02d-%u.%u.%u.%u.%s", folder, copy->pupil->number,
			page->section, page->owner, page->book, page->page, call->form);
	g_autoptr(GError) error = NULL;
	bool good = export_folder_has(call->outlet.folder, name);

	if (!good) {
		Paper *paper = read_paper(call, class, assignment, copy);
		if (!paper)
			return false;
		good = look_at(call, paper) &&
		       outlet_put(&call->outlet, name,
			       g_str_equal(call->form, "pdf")
				       ? page_drawing_pdf(&paper->drawing, &error)
				       : page_drawing_svg(&paper->drawing, &error),
			       error);
		free_paper(paper);
	}
	if (good)
		outlet_step(&call->outlet);
	return good;
}

/* All papers of an assignment that have a sign to print, in the order of the pile. */
static bool put_overlay(ExportCall *call, const WorkClass *class, const WorkAssignment *assignment,
	const char *folder)
{
	g_autofree char *name = g_strdup_printf("%s/marks.pdf", folder);
	g_autoptr(GPtrArray) papers = g_ptr_array_new_with_free_func(free_paper);
	g_autoptr(GPtrArray) drawings = g_ptr_array_new();
	g_autoptr(GError) error = NULL;

	if (!export_folder_has(call->outlet.folder, name)) {
		for (guint i = 0; i < assignment->copies->len; i++) {
			if (!is_first(assignment, i))
				continue;
			Paper *paper = read_paper(
				call, class, assignment, g_ptr_array_index(assignment->copies, i));
			if (!paper)
				return false;
			g_ptr_array_add(papers, paper);
			if (page_drawing_n_signs(&paper->drawing) == 0)
				continue;
			if (!look_at(call, paper))
				return false;
			g_ptr_array_add(drawings, &paper->drawing);
		}
		if (drawings->len == 0) {
			outlet_skip(&call->outlet);
			return true;
		}
		if (!outlet_put(&call->outlet, name, page_drawing_overlay(drawings, &error), error))
			return false;
	}
	outlet_step(&call->outlet);
	return true;
}

static bool put_assignment(
	ExportCall *call, const WorkClass *class, const WorkAssignment *assignment)
{
	g_autofree char *class_folder = outlet_folder_name(class);
	g_autofree char *folder = g_strdup_printf(
		"%s/assignment-%" G_GINT64_FORMAT, class_folder, assignment->row->id);

	if (g_str_equal(call->form, "marks"))
		return put_overlay(call, class, assignment, folder);
	for (guint i = 0; i < assignment->copies->len; i++)
		if (is_first(assignment, i) &&
			!put_picture(call, class, assignment,
				g_ptr_array_index(assignment->copies, i), folder))
			return false;
	return true;
}

static void count_pictures(ExportCall *call)
{
	for (guint i = 0; i < call->outlet.work->len; i++) {
		const WorkClass *class = g_ptr_array_index(call->outlet.work, i);
		for (guint k = 0; k < class->assignments->len; k++) {
			const WorkAssignment *assignment = g_ptr_array_index(class->assignments, k);
			if (g_str_equal(call->form, "marks"))
				call->outlet.n_files_all++;
			for (guint n = 0;
				!g_str_equal(call->form, "marks") && n < assignment->copies->len;
				n++)
				call->outlet.n_files_all += is_first(assignment, n);
		}
	}
}

int export_pages(ExportCall *call)
{
	count_pictures(call);
	for (guint i = 0; i < call->outlet.work->len; i++) {
		const WorkClass *class = g_ptr_array_index(call->outlet.work, i);
		for (guint k = 0; k < class->assignments->len; k++)
			if (!put_assignment(call, class, g_ptr_array_index(class->assignments, k)))
				return CLI_FAILED;
	}
	const GPtrArray *faults = backgrounds_faults(call->printed);
	for (guint i = 0; i < faults->len; i++)
		fprintf(stderr, "zhibi export: 题面读不了 / a printed page cannot be read: %s\n",
			(const char *)g_ptr_array_index(faults, i));
	return CLI_DONE;
}

/* ---- the archive */

typedef struct {
	ExportCall *call;
	GPtrArray *pens; /* of StorePen */
} Archiving;

static const StorePen *find_pen(const GPtrArray *pens, gint64 id)
{
	for (guint i = 0; i < pens->len; i++) {
		const StorePen *pen = g_ptr_array_index(pens, i);
		if (pen->id == id)
			return pen;
	}
	return NULL;
}

static bool add_parts(
	const Archiving *archiving, const StorePageCopy *row, InkFile *file, GError **error)
{
	StoreReader *reader = archiving->call->outlet.reader;
	g_autoptr(GArray) pens = store_reader_page_pens(reader, row->id, error);

	for (guint i = 0; pens && i < pens->len; i++) {
		const gint64 pen_id = g_array_index(pens, gint64, i);
		const StorePen *pen = find_pen(archiving->pens, pen_id);
		GPtrArray *strokes = store_reader_pen_strokes(reader, row->id, pen_id, error);
		if (!strokes)
			return false;
		InkFilePart *part = ink_file_add_part(file, pen ? pen->address : "",
			pen ? pen->driver : "", pen ? pen->model : "");
		g_ptr_array_extend_and_steal(part->strokes, strokes);
	}
	return pens != NULL;
}

static GBytes *archive_bytes(
	const Archiving *archiving, const char *class_name, const WorkCopy *copy, GError **error)
{
	g_autoptr(InkFile) file = ink_file_new();

	file->page_copy_id = copy->row->id;
	file->by_teacher = copy->row->by_teacher;
	file->pupil_number = copy->pupil ? copy->pupil->number : 0;
	g_free(file->class_name);
	file->class_name = g_strdup(class_name);
	if (!add_parts(archiving, copy->row, file, error))
		return NULL;
	char *text = inkml_write(file);
	return g_bytes_new_take(text, strlen(text));
}

static bool put_copy(const Archiving *archiving, const char *folder, const char *class_name,
	const WorkCopy *copy)
{
	Outlet *outlet = &archiving->call->outlet;
	g_autofree char *name = g_strdup_printf("%s/%02d-%u-%" G_GINT64_FORMAT "%s.inkml", folder,
		copy->pupil ? copy->pupil->number : 0, copy->row->page.page, copy->row->id,
		copy->row->by_teacher ? "-teacher" : "");
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GError) error = NULL;

	if (!export_folder_has(outlet->folder, name)) {
		g_array_append_val(ids, copy->row->id);
		if (!outlet_look(outlet, ids, "export-archive") ||
			!outlet_put(outlet, name,
				archive_bytes(archiving, class_name, copy, &error), error))
			return false;
	}
	outlet_step(outlet);
	return true;
}

static bool put_class(const Archiving *archiving, const WorkClass *class)
{
	g_autofree char *parent = outlet_folder_name(class);

	for (guint k = 0; k < class->assignments->len; k++) {
		const WorkAssignment *assignment = g_ptr_array_index(class->assignments, k);
		g_autofree char *folder = g_strdup_printf(
			"%s/assignment-%" G_GINT64_FORMAT, parent, assignment->row->id);
		for (guint n = 0; n < assignment->copies->len; n++)
			if (!put_copy(archiving, folder, class->row->name,
				    g_ptr_array_index(assignment->copies, n)))
				return false;
	}
	return true;
}

/* ---- copies of no assignment: a page of an exercise book that nobody gave, ink that nobody claimed */

/* NULL: not of those asked for, or without consent. */
static const WorkClass *class_with(const Outlet *outlet, gint64 pupil_id, const StorePupil **found)
{
	for (guint i = 0; i < outlet->work->len; i++) {
		const WorkClass *class = g_ptr_array_index(outlet->work, i);
		for (guint k = 0; k < class->pupils->len; k++) {
			*found = g_ptr_array_index(class->pupils, k);
			if ((*found)->id == pupil_id)
				return class;
		}
	}
	*found = NULL;
	return NULL;
}

static bool is_asked_for(const Outlet *outlet, const StorePageCopy *row)
{
	const StorePupil *pupil;

	if (outlet->assignment_id != 0 || row->created_ms < outlet->from_ms ||
		(outlet->to_ms != 0 && row->created_ms >= outlet->to_ms))
		return false;
	return row->pupil_id != 0 ? class_with(outlet, row->pupil_id, &pupil) != NULL
				  : !outlet->class_name;
}

static bool put_free(const Archiving *archiving, const StorePageCopy *row)
{
	WorkCopy copy = { .row = row };
	const WorkClass *class = class_with(&archiving->call->outlet, row->pupil_id, &copy.pupil);
	g_autofree char *parent = class ? outlet_folder_name(class) : NULL;
	g_autofree char *folder =
		class ? g_strconcat(parent, "/no-assignment", NULL) : g_strdup("unclaimed");

	return put_copy(archiving, folder, class ? class->row->name : "", &copy);
}

int export_archive(ExportCall *call)
{
	Outlet *outlet = &call->outlet;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) pens = store_reader_pens(outlet->reader, &error);
	g_autoptr(GPtrArray) rows =
		pens ? store_reader_page_copies(outlet->reader, 0, &error) : NULL;
	const Archiving archiving = { call, pens };

	if (!rows)
		return outlet_failed(outlet, error);
	for (guint i = 0; i < outlet->work->len; i++) {
		const WorkClass *class = g_ptr_array_index(outlet->work, i);
		for (guint k = 0; k < class->assignments->len; k++)
			outlet->n_files_all +=
				((WorkAssignment *)g_ptr_array_index(class->assignments, k))
					->copies->len;
	}
	for (guint i = 0; i < rows->len; i++)
		outlet->n_files_all += is_asked_for(outlet, g_ptr_array_index(rows, i));
	for (guint i = 0; i < outlet->work->len; i++)
		if (!put_class(&archiving, g_ptr_array_index(outlet->work, i)))
			return CLI_FAILED;
	for (guint i = 0; i < rows->len; i++) {
		const StorePageCopy *row = g_ptr_array_index(rows, i);
		if (is_asked_for(outlet, row) && !put_free(&archiving, row))
			return CLI_FAILED;
	}
	return CLI_DONE;
}
