/* SPDX-License-Identifier: MIT */
/*
 * The marking from the store: the sheet at the start, then one copy of the teacher's or one pupil at a time, when it is
 * their turn (marking-read.c). Everything is read anew from the ink; rows are only compared.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/marking/marking-hand.h"

#include "homework/sheet/sheet-json.h"

#include <string.h>

bool marking_load_sheet(Marking *marking, GError **error)
{
	const StoreAssignment *open = classroom_assignment(marking->options.classroom);
	g_autoptr(GPtrArray) sheets = NULL;

	if (!open || open->sheet_id == 0)
		return true;
	sheets = store_reader_sheets(marking->options.reader, error);
	if (!sheets)
		return false;
	for (guint i = 0; i < sheets->len; i++) {
		const StoreSheet *row = g_ptr_array_index(sheets, i);

		if (row->id != open->sheet_id || *row->json == '\0')
			continue;
		marking->sheet = sheet_json_read(row->json, strlen(row->json), error);
		if (!marking->sheet) {
			g_prefix_error(error, "the sheet \"%s\" of the record: ", row->title);
			return false;
		}
		marking->sheet_version = row->version;
		marking->custom = marking_custom_of(marking, open->subject);
	}
	return true;
}

/* ---- rows that say what was said before */

static const char *source_of(const char *source)
{
	static const char *const SOURCES[] = { "teacher-pen", "screen", "key" };

	for (guint i = 0; i < G_N_ELEMENTS(SOURCES); i++)
		if (g_str_equal(source, SOURCES[i]))
			return SOURCES[i];
	return "screen";
}

static void take_mark(Marking *marking, PupilWork *pupil, Entry *entry, const StoreMark *row)
{
	HeldMark mark = {
		.id = row->id,
		.copy_id = row->page_copy_id,
		.points = row->points,
		.source = source_of(row->source),
		.at_ms = row->at_ms,
		.confidence = row->confidence,
		.teacher_id = row->teacher_id,
		.comment_id = row->comment_id,
		.has_spot = row->has_spot,
		.x = row->x,
		.y = row->y,
	};
	HeldMark *place = g_str_equal(mark.source, "teacher-pen") ? &entry->pen : &entry->hand;

	if (!verdict_from_name(row->verdict, &mark.verdict))
		return;
	if (row->undoes_id != 0) {
		marking_hand_load_undo(marking, pupil, entry, row);
		return;
	}
	if (place == &entry->hand)
		marking_hand_note(marking, pupil, entry, row->action, row->id);
	if (mark.verdict == VERDICT_NONE)
		entry->wrong_ms = 0;
	else
		entry_note_wrong(entry, entry_in_force(entry));
	/* Rows come page by page: what holds is the latest of all. */
	if (place->id != 0 &&
		(place->at_ms > mark.at_ms || (place->at_ms == mark.at_ms && place->id > mark.id)))
		return;
	g_strlcpy(mark.text, row->text, sizeof mark.text);
	*place = mark;
}

static void take_marks(Marking *marking, PupilWork *pupil, const GPtrArray *marks)
{
	for (guint i = 0; i < marks->len; i++) {
		const StoreMark *row = g_ptr_array_index(marks, i);
		Entry *entry = marking_entry(marking, pupil, (gint)row->question_id);

		if (entry)
			take_mark(marking, pupil, entry, row);
	}
}

static void take_corrections(Marking *marking, PupilWork *pupil, const GPtrArray *corrections)
{
	for (guint i = 0; i < corrections->len; i++) {
		const StoreCorrection *row = g_ptr_array_index(corrections, i);
		Entry *entry = marking_entry(marking, pupil, (gint)row->question_id);

		if (!entry)
			continue;
		g_strlcpy(entry->corrected_text, row->text, sizeof entry->corrected_text);
		entry->corrected_ms = row->at_ms;
	}
}

/* ---- one pupil */

static void take_strokes(PupilWork *pupil, Copy *copy, const GPtrArray *strokes, bool by_teacher)
{
	for (guint i = 0; i < strokes->len; i++) {
		const Stroke *stroke = g_ptr_array_index(strokes, i);

		copy_reader_add(copy->reader, stroke, by_teacher);
		if (!by_teacher)
			pupil->last_ink_ms = MAX(pupil->last_ink_ms, stroke->end_ms);
	}
}

bool marking_load_copy(Marking *marking, PupilWork *pupil, const StorePageCopy *row, GError **error)
{
	StoreReader *reader = marking->options.reader;
	const SheetPage *page = sheet_find_page(marking->sheet, &row->page);
	const MarkedCopy *marked = g_hash_table_lookup(marking->marked, &row->id);
	g_autoptr(GPtrArray) marks = store_reader_marks(reader, row->id, error);
	g_autoptr(GPtrArray) corrections =
		marks ? store_reader_corrections(reader, row->id, error) : NULL;
	g_autoptr(GPtrArray) answers =
		corrections ? store_reader_answers(reader, row->id, error) : NULL;
	g_autoptr(GPtrArray) strokes =
		answers && !marked ? store_reader_strokes(reader, row->id, error) : NULL;

	if (!answers || (!marked && !strokes))
		return false;
	/* Read anew, they are known already, those on their way to the disk as well. */
	if (pupil->known) {
		take_marks(marking, pupil, marks);
		take_corrections(marking, pupil, corrections);
		g_ptr_array_extend_and_steal(pupil->known, g_steal_pointer(&answers));
	}
	if (!page)
		return true;
	Copy *copy = marked ? pupil_work_copy(marking, pupil, page)
			    : pupil_work_own_copy(marking, pupil, page, row->id);

	if (marked && copy->marked_id == 0)
		copy->marked_id = row->id;
	take_strokes(pupil, copy, marked ? marked->strokes : strokes, marked != NULL);
	return true;
}

static void load_copies(Marking *marking, PupilWork *pupil)
{
	const Classroom *classroom = marking->options.classroom;
	g_autoptr(GPtrArray) rows =
		classroom_page_copies(classroom, classroom_assignment(classroom)->id);

	for (guint i = 0; i < rows->len; i++) {
		const StorePageCopy *row = g_ptr_array_index(rows, i);
		g_autoptr(GError) error = NULL;

		if (row->pupil_id == pupil->id && !marking_load_copy(marking, pupil, row, &error))
			g_warning("cannot read page copy %" G_GINT64_FORMAT ": %s", row->id,
				error->message);
	}
}

void marking_load_pupil(Marking *marking, PupilWork *pupil)
{
	marking_load_teacher(marking);
	pupil->is_loaded = true;
	pupil->known = g_ptr_array_new_with_free_func(store_answer_free);
	load_copies(marking, pupil);
	pupil->last_question = pupil_work_last_question(pupil);
}

/* ---- the teacher's ink */

static void take_claims(const Marking *marking, MarkedCopy *copy)
{
	g_autoptr(GPtrArray) claims = store_reader_claims(marking->options.reader, copy->id, NULL);

	if (!claims || claims->len == 0)
		return;
	const StoreClaim *last = g_ptr_array_index(claims, claims->len - 1);

	marked_copy_note_how(copy, last->how, last->teacher_id);
}

static void load_teacher_copy(Marking *marking, gint64 copy_id)
{
	const StorePageCopy *row = classroom_page_copy(marking->options.classroom, copy_id);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) strokes =
		store_reader_strokes(marking->options.reader, copy_id, &error);

	if (!strokes) {
		g_warning(
			"cannot read page copy %" G_GINT64_FORMAT ": %s", copy_id, error->message);
		return;
	}
	MarkedCopy *copy = marking_marked_copy(marking, row);

	g_ptr_array_extend_and_steal(copy->strokes, g_steal_pointer(&strokes));
	take_claims(marking, copy);
}

static GArray *list_teacher_copies(const Classroom *classroom)
{
	GArray *ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GPtrArray) rows =
		classroom_page_copies(classroom, classroom_assignment(classroom)->id);

	for (guint i = 0; i < rows->len; i++) {
		const StorePageCopy *row = g_ptr_array_index(rows, i);

		if (row->by_teacher)
			g_array_append_val(ids, row->id);
	}
	return ids;
}

bool marking_load_teacher_next(Marking *marking)
{
	if (!marking->teacher_left)
		marking->teacher_left = list_teacher_copies(marking->options.classroom);
	if (marking->teacher_left->len == 0)
		return false;
	const guint last = marking->teacher_left->len - 1;

	load_teacher_copy(marking, g_array_index(marking->teacher_left, gint64, last));
	g_array_set_size(marking->teacher_left, last);
	return true;
}

void marking_load_teacher(Marking *marking)
{
	while (marking_load_teacher_next(marking))
		continue;
}

/* ---- reading all anew */

/* Ink that is on its way to the disk is in the old copies only. */
static void take_newer(Marking *marking, PupilWork *pupil, const GPtrArray *old_copies)
{
	for (guint i = 0; i < old_copies->len; i++) {
		const Copy *old = g_ptr_array_index(old_copies, i);
		Copy *copy = old->own_id != 0
				     ? pupil_work_own_copy(marking, pupil, old->page, old->own_id)
				     : pupil_work_copy(marking, pupil, old->page);

		copy->marked_id = copy->marked_id != 0 ? copy->marked_id : old->marked_id;
		take_strokes(pupil, copy, copy_reader_strokes(old->reader, false), false);
		take_strokes(pupil, copy, copy_reader_strokes(old->reader, true), true);
	}
}

void marking_load_pupil_anew(Marking *marking, PupilWork *pupil)
{
	g_autoptr(GPtrArray) old_copies = g_steal_pointer(&pupil->copies);

	pupil->is_anew = false;
	pupil->copies = pupil_work_copies_new();
	load_copies(marking, pupil);
	take_newer(marking, pupil, old_copies);
}
