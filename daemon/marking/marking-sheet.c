/* SPDX-License-Identifier: MIT */
/*
 * The sheet changes while the class works on it. All ink is at hand, so it is read again against the new version, when the
 * loop has time, and nothing is fetched from the store, where the last of it may not have arrived yet. Marks stay with
 * the version they were made with; where the ink says something else now, a later mark says so.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/marking/marking-piles.h"

#include "homework/sheet/sheet-edit.h"
#include "homework/sheet/sheet-json.h"

const Sheet *marking_sheet(const Marking *marking, gint64 *sheet_id, gint *version)
{
	if (!marking->sheet)
		return NULL;
	*sheet_id = classroom_assignment(marking->options.classroom)->sheet_id;
	*version = marking->sheet_version;
	return marking->sheet;
}

/* ---- one pupil */

static void carry_ink(CopyReader *to, const CopyReader *from)
{
	for (guint by_teacher = 0; by_teacher < 2; by_teacher++) {
		const GPtrArray *strokes = copy_reader_strokes(from, by_teacher == 1);

		for (guint i = 0; i < strokes->len; i++)
			copy_reader_add(to, g_ptr_array_index(strokes, i), by_teacher == 1);
	}
}

static void carry_copies(Marking *marking, PupilWork *pupil)
{
	g_autoptr(GPtrArray) before = g_steal_pointer(&pupil->copies);

	pupil->copies = pupil_work_copies_new();
	for (guint i = 0; i < before->len; i++) {
		const Copy *old = g_ptr_array_index(before, i);
		const SheetPage *page = sheet_find_page(marking->sheet, &old->page->address);

		if (!page)
			continue;
		Copy *copy = old->own_id != 0
				     ? pupil_work_own_copy(marking, pupil, page, old->own_id)
				     : pupil_work_copy(marking, pupil, page);

		copy->marked_id = old->marked_id;
		carry_ink(copy->reader, old->reader);
	}
}

/* What people said, by the question's number. */
static void carry_entry(Entry *entry, const Entry *before)
{
	entry->copy_id = before->copy_id;
	entry->pen = before->pen;
	entry->hand = before->hand;
	entry->wrong_ms = before->wrong_ms;
	entry->corrected_ms = before->corrected_ms;
	g_strlcpy(entry->corrected_text, before->corrected_text, sizeof entry->corrected_text);
}

static gint number_of(const Entry *entry)
{
	return entry->question ? entry->question->number : 0;
}

static void carry_entries(Marking *marking, PupilWork *pupil, guint n_before)
{
	g_autofree Entry *before = g_steal_pointer(&pupil->entries);

	pupil->entries = pupil_work_entries_new(marking);
	for (guint i = 0; i < n_before; i++) {
		Entry *entry = marking_entry(marking, pupil, number_of(&before[i]));

		if (entry)
			carry_entry(entry, &before[i]);
	}
}

void marking_carry_pupil(Marking *marking, PupilWork *pupil)
{
	pupil->is_outdated = false;
	carry_copies(marking, pupil);
	if (--marking->n_outdated == 0)
		marking->sheet_before = sheet_free(marking->sheet_before);
}

/* ---- the class */

void marking_carry_rest(Marking *marking)
{
	for (guint i = 0; marking->n_outdated > 0 && i < marking->pupils->len; i++) {
		PupilWork *pupil = g_ptr_array_index(marking->pupils, i);

		if (pupil->is_outdated)
			marking_carry_pupil(marking, pupil);
	}
}

/* Has it a page or a question that the version before had not? What was written and said there before is in the store. */
static bool is_wider(const Sheet *sheet, const Sheet *than)
{
	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);

		if (!sheet_find_page(than, &page->address))
			return true;
	}
	for (guint i = 0; i < sheet->questions->len; i++) {
		const SheetQuestion *question = g_ptr_array_index(sheet->questions, i);

		if (!sheet_find_question(than, question->number))
			return true;
	}
	return false;
}

static void outdate(Marking *marking, PupilWork *pupil)
{
	pupil->is_outdated = true;
	if (pupil->is_loaded && is_wider(marking->sheet, marking->sheet_before)) {
		pupil->is_anew = true;
		if (!pupil->known)
			pupil->known = g_ptr_array_new_with_free_func(store_answer_free);
	}
	pupil->is_ready = false;
	g_hash_table_remove_all(pupil->changed);
	marking_read_soon(marking, pupil, false);
}

/* Pens are not kept waiting: what people said is carried at once, the ink is read a pupil at a time. */
static void set_version(Marking *marking, Sheet *take_sheet, gint version)
{
	const guint n_before = marking->questions->len;

	marking_carry_rest(marking);
	g_hash_table_remove_all(marking->parked); /* the store has it, too */
	marking->sheet_before = marking->sheet;	  /* copies look into it until they are carried */
	marking->sheet = take_sheet;
	marking->sheet_version = version;
	marking_set_questions(marking);
	for (guint i = 0; i < marking->pupils->len; i++) {
		PupilWork *pupil = g_ptr_array_index(marking->pupils, i);

		carry_entries(marking, pupil, n_before);
		outdate(marking, pupil);
	}
	marking->n_outdated = marking->pupils->len;
	marking->n_ready = 0;
	if (marking->n_outdated == 0)
		marking->sheet_before = sheet_free(marking->sheet_before);
	marking_file_again(marking);
}

bool marking_edit_sheet(Marking *marking, const char *operations, gsize n_bytes, gint64 teacher_id,
	gint64 now_ms, GError **error)
{
	Sheet *sheet = sheet_edit_apply(marking->sheet, operations, n_bytes, error);

	if (!sheet)
		return false;
	g_autofree char *json = sheet_json_write(sheet);
	const StoreSheet row = {
		.id = classroom_assignment(marking->options.classroom)->sheet_id,
		.title = sheet->title,
		.json = json,
		.version = marking->sheet_version + 1,
		.teacher_id = teacher_id,
		.at_ms = now_ms,
	};

	store_put_sheet(marking->options.store, &row);
	set_version(marking, sheet, row.version);
	g_info("sheet %" G_GINT64_FORMAT " has version %d", row.id, row.version);
	return true;
}
