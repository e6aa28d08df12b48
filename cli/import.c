/* SPDX-License-Identifier: MIT */
/*
 * `zhibi import FILE…`: ink from files into the record, by the store's own writer, so that a stroke that is there already is
 * not stored again. The record must be free: a running zhibid holds it.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/problems.h"
#include "homework/archive/ink-file.h"
#include "store/reader.h"

#define PATIENCE_S 60

static const char HELP[] =
	"用法 / usage: zhibi import FILE… [options]\n"
	"\n"
	"把文件里的笔迹存进来：InkML（自己的存档或别的软件的）、NeoNotes 的 page.data、tuhi 的 "
	"JSON。\n"
	"已经有的笔画不会再存一遍。请先停下后台服务：sudo systemctl stop zhibid\n"
	"Ink of files into the record: InkML (our archive or another program's), NeoNotes "
	"page.data,\n"
	"JSON of tuhi. Strokes that are there already are not stored again. Stop the daemon "
	"first:\n"
	"sudo systemctl stop zhibid\n"
	"\n"
	"  --class NAME --pupil N  谁写的；存档自己知道 / whose; an archive knows itself. "
	"Unclaimed\n"
	"                 unless given\n"
	"  --page S.O.B[.P]  哪一页点码；NeoNotes 写三个数就够 / the page's address; three numbers "
	"do\n"
	"                 for NeoNotes\n"
	"  --pen ADDRESS  哪支笔；不写就看文件 / which pen; what the file says unless given\n"
	"  --mm-per-unit N  文件没写单位时，一个单位是多少毫米 / millimetres of a unit that a file "
	"does\n"
	"                 not explain\n"
	"  --check        只看，不存 / only look, store nothing\n"
	"  --data FOLDER  数据文件夹 / data folder\n"
	"\n"
	"退出码 / exit codes: 0 完成 done, 1 有文件没有导入 a file was not taken, 2 用法不对 wrong "
	"use.\n";

typedef struct {
	char *data, *class_name, *pen, *page;
	gint64 pupil_number;
	double mm_per_unit;
	gboolean check;
	char **files;

	PageAddress address;
	Store *store;
	StoreReader *reader;
	guint64 stored;
	guint n_new, n_repeated, n_completed;
	GPtrArray *classes, *pens; /* of StoreClass, StorePen */
	GPtrArray *made; /* of StorePageCopy that this run made, with no strings of their own */
	GPtrArray *made_pens; /* of StorePen, likewise; addresses are freed with it */
} ImportCall;

static void on_stored(void *user, guint64 sequence)
{
	((ImportCall *)user)->stored = sequence;
}

static void on_settled(void *user, const StoreSettled *settled, gsize n_settled)
{
	ImportCall *call = user;

	for (gsize i = 0; i < n_settled; i++) {
		call->n_new += settled[i].outcome == STORE_STROKE_NEW;
		call->n_repeated += settled[i].outcome == STORE_STROKE_REPEATED;
		call->n_completed += settled[i].outcome == STORE_STROKE_COMPLETED;
	}
}

static void on_state(void *user, StoreState state, const char *message)
{
	(void)user;
	if (state != STORE_OK)
		fprintf(stderr, "zhibi import: %s\n", message);
}

static bool failed(const char *file, const char *zh, const char *en)
{
	fprintf(stderr, "zhibi import: %s: %s / %s\n", file, zh, en);
	return false;
}

/* ---- whose */

/* 0: nobody's. False: it was said whose, and there is none such or no consent. */
static bool find_pupil(ImportCall *call, const char *path, const InkFile *file, gint64 *pupil_id)
{
	const char *class_name = call->class_name ? call->class_name : file->class_name;
	const gint64 number = call->pupil_number > 0 ? call->pupil_number : file->pupil_number;

	*pupil_id = 0;
	if (number == 0)
		return true;
	for (guint i = 0; i < call->classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(call->classes, i);
		if (!g_str_equal(class->name, class_name))
			continue;
		g_autoptr(GPtrArray) pupils = store_reader_pupils(call->reader, class->id, NULL);
		for (guint k = 0; pupils && k < pupils->len; k++) {
			const StorePupil *pupil = g_ptr_array_index(pupils, k);
			if (pupil->number == number)
				*pupil_id = pupil->id;
		}
	}
	return *pupil_id != 0 ||
	       failed(path, "没有这个班或这个学号，请用 --class 和 --pupil 写明",
		       "no such class or number; say whose with --class and --pupil");
}

static bool is_allowed(ImportCall *call, gint64 pupil_id)
{
	g_autoptr(GPtrArray) consents = store_reader_consents(call->reader, pupil_id, NULL);
	bool allowed = false;

	for (guint i = 0; consents && i < consents->len; i++) {
		const StoreConsent *consent = g_ptr_array_index(consents, i);
		if (g_str_equal(consent->kind, "ink"))
			allowed = consent->given;
	}
	return allowed;
}

/* ---- which copy */

typedef struct {
	gint64 copy_id;	 /* as the file says; 0 not */
	gint64 pupil_id; /* 0 none */
	bool by_teacher;
	PageAddress page;
	StorePageCopy found; /* id 0: none */
} CopySearch;

static void look_in(CopySearch *search, const GPtrArray *rows)
{
	for (guint i = 0; rows && i < rows->len; i++) {
		const StorePageCopy *row = g_ptr_array_index(rows, i);
		if (!page_address_equal(&row->page, &search->page))
			continue;
		const bool is_theirs = search->found.id == 0 && search->pupil_id != 0 &&
				       row->pupil_id == search->pupil_id &&
				       row->by_teacher == search->by_teacher;
		if (search->copy_id != 0 ? row->id == search->copy_id : is_theirs)
			search->found = *row;
	}
}

static void search_copies(ImportCall *call, CopySearch *search)
{
	g_autoptr(GPtrArray) free_rows = store_reader_page_copies(call->reader, 0, NULL);

	look_in(search, free_rows);
	for (guint i = 0; i < call->classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(call->classes, i);
		g_autoptr(GPtrArray) assignments =
			store_reader_assignments(call->reader, class->id, NULL);
		for (guint k = 0; assignments && k < assignments->len; k++) {
			const StoreAssignment *assignment = g_ptr_array_index(assignments, k);
			g_autoptr(GPtrArray) rows =
				store_reader_page_copies(call->reader, assignment->id, NULL);
			look_in(search, rows);
		}
	}
	look_in(search, call->made);
}

/* The copy that a page of the file goes to, made when there is none. 0: refused, and told. */
static gint64 copy_for(ImportCall *call, const char *path, const InkFile *file,
	const PageAddress *page, gint64 pen_id)
{
	CopySearch search = { .by_teacher = file->by_teacher,
		.page = *page,
		.copy_id = call->pupil_number > 0 ? 0 : file->page_copy_id };
	gint64 pupil_id;

	search_copies(call, &search);
	if (search.found.id == 0) {
		if (!find_pupil(call, path, file, &search.pupil_id))
			return 0;
		search.copy_id = 0;
		search_copies(call, &search);
	}
	pupil_id = search.found.id != 0 ? search.found.pupil_id : search.pupil_id;
	if (pupil_id != 0 && !is_allowed(call, pupil_id)) {
		failed(path, "这名学生没有同意书，不存", "this pupil has no consent: not stored");
		return 0;
	}
	if (search.found.id != 0)
		return search.found.id;
	StorePageCopy *row = g_new0(StorePageCopy, 1);
	*row = (StorePageCopy){ .id = store_new_id(call->store),
		.pupil_id = pupil_id,
		.pen_id = pupil_id == 0 ? pen_id : 0,
		.page = *page,
		.created_ms = g_get_real_time() / 1000,
		.by_teacher = file->by_teacher };
	store_put_page_copy(call->store, row);
	g_ptr_array_add(call->made, row);
	return row->id;
}

/* ---- which pen */

static gint64 find_pen(const GPtrArray *pens, const char *address)
{
	for (guint i = 0; i < pens->len; i++) {
		const StorePen *pen = g_ptr_array_index(pens, i);
		if (g_str_equal(pen->address, address))
			return pen->id;
	}
	return 0;
}

static void free_made_pen(gpointer data)
{
	g_free(((StorePen *)data)->address);
	g_free(data);
}

static gint64 pen_for(ImportCall *call, const char *path, const InkFilePart *part)
{
	g_autofree char *name = g_path_get_basename(path);
	g_autofree char *valid = g_utf8_make_valid(name, -1);
	g_autofree char *address = call->pen	? g_strdup(call->pen)
				   : *part->pen ? g_strdup(part->pen)
						: g_strconcat("file:", valid, NULL);
	gint64 id = find_pen(call->pens, address);

	if (id == 0)
		id = find_pen(call->made_pens, address);
	if (id != 0)
		return id;
	StorePen *pen = g_new0(StorePen, 1);
	*pen = (StorePen){ .id = store_new_id(call->store),
		.driver = part->driver,
		.model = part->model,
		.firmware = (char *)"",
		.battery_percent = -1 };
	pen->address = g_steal_pointer(&address);
	store_put_pen(call->store, pen);
	g_ptr_array_add(call->made_pens, pen);
	return pen->id;
}

/* ---- a file */

typedef struct {
	gint64 pen_id, copy_id;
	const Stroke *stroke;
} Placed;

/* Where each stroke goes is settled before the first is put: a file is taken whole or not at all. */
static bool place_part(ImportCall *call, const char *path, const InkFile *file,
	const InkFilePart *part, GArray *placed)
{
	const gint64 pen_id = pen_for(call, path, part);
	PageAddress page = { 0 };
	gint64 copy_id = 0;

	for (guint i = 0; i < part->strokes->len; i++) {
		const Stroke *stroke = g_ptr_array_index(part->strokes, i);
		const bool has_page = stroke->page.family != PAGE_FAMILY_NONE;
		if (has_page && (copy_id == 0 || !page_address_equal(&page, &stroke->page))) {
			page = stroke->page;
			copy_id = copy_for(call, path, file, &page, pen_id);
			if (copy_id == 0)
				return false;
		}
		const Placed entry = { pen_id, has_page ? copy_id : 0, stroke };
		g_array_append_val(placed, entry);
	}
	return true;
}

static bool put_file(ImportCall *call, const char *path, const InkFile *file)
{
	g_autoptr(GArray) placed = g_array_new(FALSE, FALSE, sizeof(Placed));

	for (guint i = 0; i < file->parts->len; i++)
		if (!place_part(call, path, file, g_ptr_array_index(file->parts, i), placed))
			return false;
	for (guint i = 0; i < placed->len; i++) {
		const Placed *entry = &g_array_index(placed, Placed, i);
		g_autoptr(Stroke) stroke = stroke_copy(entry->stroke);
		stroke->id = store_new_id(call->store);
		store_put_stroke(call->store, entry->pen_id, entry->copy_id, stroke);
	}
	return true;
}

static InkFile *read_file(ImportCall *call, const char *path)
{
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autofree char *bytes = NULL;
	GStatBuf status = { 0 };
	gsize n_bytes;

	g_stat(path, &status);
	if (status.st_size > (goffset)INK_FILE_BYTES_MAX ||
		!g_file_get_contents(path, &bytes, &n_bytes, &error)) {
		if (error)
			fprintf(stderr, "zhibi import: 读不了 / cannot be read: %s\n",
				error->message);
		else
			failed(path, "太大，请按页分开", "is too large; split it by pages");
		return NULL;
	}
	const LayoutReport report = { path, left_out, &error };
	const InkFileSource source = { .report = &report,
		.page = call->address,
		.at_ms = (gint64)status.st_mtime * 1000,
		.mm_per_unit = call->mm_per_unit };
	InkFile *file = ink_file_read(&source, (const guint8 *)bytes, n_bytes);
	for (guint i = 0; i < left_out->len; i++)
		fprintf(stderr, "zhibi import: 注意 / note: %s\n",
			(const char *)g_ptr_array_index(left_out, i));
	if (!file)
		fprintf(stderr, "zhibi import: 没有导入 / not taken: %s\n", error->message);
	return file;
}

static bool take_file(ImportCall *call, const char *path)
{
	g_autoptr(InkFile) file = read_file(call, path);

	if (!file)
		return false;
	if (!call->check)
		return put_file(call, path, file);
	printf("%s: %u 笔 / strokes\n", path, ink_file_n_strokes(file));
	return true;
}

/* ---- the record */

static gboolean on_late(gpointer late)
{
	*(gboolean *)late = TRUE;
	return G_SOURCE_CONTINUE;
}

static bool wait_stored(ImportCall *call)
{
	const guint64 last = store_sequence(call->store);
	gboolean late = FALSE;
	const guint timer = g_timeout_add_seconds(PATIENCE_S, on_late, &late);

	while (call->stored < last && !late)
		g_main_context_iteration(NULL, TRUE);
	g_source_remove(timer);
	return call->stored >= last;
}

static bool open_record(ImportCall *call)
{
	g_autofree char *path = problems_database(call->data);
	const StoreOptions options = { .path = path };
	const StoreListener listener = { call, on_stored, on_settled, on_state };
	g_autoptr(GError) error = NULL;

	if (call->check)
		return true;
	if (access(path, F_OK) != 0 && errno == EACCES) {
		fprintf(stderr,
			"zhibi import: 没有权限看 %s，请用 sudo / not allowed to look at it: use "
			"sudo\n",
			path);
		return false;
	}
	call->store = store_open(&options, &listener, &error);
	if (call->store)
		call->reader = store_reader_open(path, &error);
	if (call->reader)
		call->classes = store_reader_classes(call->reader, &error);
	if (call->classes)
		call->pens = store_reader_pens(call->reader, &error);
	if (call->pens)
		return true;
	fprintf(stderr, "zhibi import: 打不开 / cannot be opened: %s%s\n", error->message,
		g_error_matches(error, STORE_ERROR, STORE_ERROR_LOCKED)
			? "\n请先运行 / please run first: sudo systemctl stop zhibid"
			: "");
	return false;
}

static int import_files(ImportCall *call)
{
	bool good = true;

	if (!open_record(call))
		return CLI_FAILED;
	for (char **path = call->files; *path; path++)
		good = take_file(call, *path) && good;
	if (call->check)
		return good ? CLI_DONE : CLI_FAILED;
	if (!wait_stored(call)) {
		fputs("zhibi import: 磁盘写不进去，没有全部存下 / the disk takes nothing: not all "
		      "is stored; "
		      "see zhibi doctor, then run it again\n",
			stderr);
		return CLI_FAILED;
	}
	printf("新存 %u 笔，已有 %u 笔，补全 %u 笔 / %u strokes new, %u there before, %u "
	       "completed\n",
		call->n_new, call->n_repeated, call->n_completed, call->n_new, call->n_repeated,
		call->n_completed);
	return good ? CLI_DONE : CLI_FAILED;
}

/* ---- the line */

static bool take_address(ImportCall *call)
{
	g_auto(GStrv) words = g_strsplit(call->page ? call->page : "", ".", 5);
	const guint n_words = g_strv_length(words);
	guint64 numbers[4] = { 0 };
	bool good = n_words == 3 || n_words == 4;

	if (!call->page)
		return true;
	for (guint i = 0; good && i < n_words; i++)
		good = g_ascii_string_to_unsigned(words[i], 10, 0, G_MAXINT32, &numbers[i], NULL);
	call->address = (PageAddress){ PAGE_FAMILY_NCODE, (guint32)numbers[0], (guint32)numbers[1],
		(guint32)numbers[2], (guint32)numbers[3] };
	if (good)
		return true;
	fputs("zhibi import: --page 请写成 3.27.603.10 / write it as 3.27.603.10\n", stderr);
	return false;
}

static void clear(ImportCall *call)
{
	call->reader = call->reader ? store_reader_close(call->reader) : NULL;
	call->store = store_close(call->store);
	g_clear_pointer(&call->classes, g_ptr_array_unref);
	g_clear_pointer(&call->pens, g_ptr_array_unref);
	g_ptr_array_unref(call->made);
	g_ptr_array_unref(call->made_pens);
	g_free(call->data);
	g_free(call->class_name);
	g_free(call->pen);
	g_free(call->page);
	g_strfreev(call->files);
}

int import_run(int argc, char **argv)
{
	ImportCall call = { .made = g_ptr_array_new_with_free_func(g_free),
		.made_pens = g_ptr_array_new_with_free_func(free_made_pen) };
	gboolean help = FALSE;
	const GOptionEntry entries[] = {
		{ "class", 0, 0, G_OPTION_ARG_FILENAME, &call.class_name, NULL, NULL },
		{ "pupil", 0, 0, G_OPTION_ARG_INT64, &call.pupil_number, NULL, NULL },
		{ "page", 0, 0, G_OPTION_ARG_STRING, &call.page, NULL, NULL },
		{ "pen", 0, 0, G_OPTION_ARG_STRING, &call.pen, NULL, NULL },
		{ "mm-per-unit", 0, 0, G_OPTION_ARG_DOUBLE, &call.mm_per_unit, NULL, NULL },
		{ "check", 0, 0, G_OPTION_ARG_NONE, &call.check, NULL, NULL },
		{ "data", 0, 0, G_OPTION_ARG_FILENAME, &call.data, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &help, NULL, NULL },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &call.files, NULL, NULL },
		G_OPTION_ENTRY_NULL,
	};
	int code = CLI_WRONG_USE;

	if (cli_options(entries, &argc, &argv)) {
		if (help) {
			fputs(HELP, stdout);
			code = CLI_DONE;
		} else if (call.files && take_address(&call)) {
			code = import_files(&call);
		} else if (!call.files) {
			fputs("zhibi import: 用法见 / see zhibi import --help\n", stderr);
		}
	}
	clear(&call);
	return code;
}
