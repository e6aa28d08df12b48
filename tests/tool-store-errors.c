/* SPDX-License-Identifier: MIT */
/*
 * Makes a record for tests of what goes out: tool-store-errors FOLDER SHEET.json N_PUPILS N_ITEMS GRADE. A class 三年二班 does
 * the sheet so often that each pupil has N_ITEMS wrong questions; every third is corrected on paper and marked again. The
 * last pupil's consent was taken back. Prints one JSON line of what is true.
 */
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "homework/marking/mark.h"
#include "homework/sheet/sheet-json.h"
#include "tests/pupil-ink.h"

#define START_MS G_GINT64_CONSTANT(1764576000000)
#define DAY_MS G_GINT64_CONSTANT(86400000)
#define MARKED_AFTER_MS 3600000

typedef struct {
	Store *store;
	guint64 stored;
	const char *sheet_path;
	Sheet *sheet;
	gint64 class_id, sheet_id, teacher_id, pen_id;
	guint n_pupils, n_items, n_corrected;
} Making;

static void on_stored(void *user, guint64 sequence)
{
	((Making *)user)->stored = sequence;
}

static void on_settled(void *user, const StoreSettled *settled, gsize n_settled)
{
	(void)user, (void)settled, (void)n_settled;
}

static void on_state(void *user, StoreState state, const char *message)
{
	(void)user;
	if (state != STORE_OK)
		fprintf(stderr, "%s\n", message);
}

static void put_people(Making *making, gint grade)
{
	const StoreSchool school = { .id = store_new_id(making->store),
		.name = (char *)"纸笔小学" };
	const StoreTeacher teacher = { .id = making->teacher_id = store_new_id(making->store),
		.login = (char *)"wang",
		.name = (char *)"王老师",
		.password_hash = (char *)"" };
	const StoreClass class = { .id = making->class_id = store_new_id(making->store),
		.school_id = school.id,
		.name = (char *)"三年二班",
		.grade = grade,
		.n_rows = 6,
		.n_columns = 8 };

	store_put_school(making->store, &school);
	store_put_teacher(making->store, &teacher);
	store_put_class(making->store, &class);
}

static gint64 put_pupil(Making *making, guint number)
{
	static const char *const FAMILY[] = { "王", "李", "张", "刘", "陈", "欧阳" };
	static const char *const GIVEN[] = { "小明", "子涵", "雨桐", "浩然", "欣怡", "一诺",
		"梓萱" };
	g_autofree char *name = g_strconcat(
		FAMILY[number % G_N_ELEMENTS(FAMILY)], GIVEN[number % G_N_ELEMENTS(GIVEN)], NULL);
	g_autofree char *address = g_strdup_printf("9C:7B:D2:00:00:%02X", number);
	const StorePupil pupil = { .id = store_new_id(making->store),
		.class_id = making->class_id,
		.number = (gint)number,
		.name = name,
		.seat_row = -1,
		.seat_column = -1 };
	const StorePen pen = { .id = making->pen_id = store_new_id(making->store),
		.address = address,
		.driver = (char *)"neo",
		.model = (char *)"NWP-F130",
		.firmware = (char *)"1.0",
		.battery_percent = 80 };
	StoreConsent consent = { .id = store_new_id(making->store),
		.pupil_id = pupil.id,
		.given = true,
		.kind = (char *)"ink",
		.at_ms = START_MS - DAY_MS };

	store_put_pupil(making->store, &pupil);
	store_put_pen(making->store, &pen);
	store_put_consent(making->store, &consent);
	if (number == making->n_pupils) { /* taken back later: what is there stays unseen */
		consent.id = store_new_id(making->store);
		consent.given = false;
		consent.at_ms = START_MS + DAY_MS;
		store_put_consent(making->store, &consent);
	}
	return pupil.id;
}

static void put_stroke(
	Making *making, gint64 copy_id, const SheetPage *page, Stroke *stroke, gint64 shift_ms)
{
	stroke->id = store_new_id(making->store);
	stroke->page = page->address;
	stroke->start_ms += shift_ms;
	stroke->pen_start_ms = stroke->start_ms;
	stroke->end_ms += shift_ms;
	store_put_stroke(making->store, making->pen_id, copy_id, stroke);
}

static void put_mark(Making *making, gint64 copy_id, gint question, Verdict verdict, gint64 at_ms)
{
	const StoreMark mark = { .id = store_new_id(making->store),
		.page_copy_id = copy_id,
		.question_id = question,
		.verdict = (char *)verdict_name(verdict),
		.text = (char *)"",
		.source = (char *)"screen",
		.teacher_id = making->teacher_id,
		.at_ms = at_ms,
		.confidence = 1,
		.sheet_version = 1 };

	store_put_mark(making->store, &mark);
}

/* What was wrong, written once more beneath, by the same hand. */
static void put_correction(Making *making, gint64 copy_id, const SheetPage *page,
	const SheetQuestion *question, guint number, gint64 at_ms)
{
	g_autoptr(PupilInk) hand = pupil_ink_new(7, number);

	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		if (region->question != question->number || region->role != ROLE_ANSWER)
			continue;
		pupil_ink_write(hand, "12", region->box.x_mm + 2,
			region->box.y_mm + region->box.height_mm * 0.75,
			region->box.height_mm * 0.6);
		break;
	}
	g_autoptr(GPtrArray) strokes = pupil_ink_take(hand);
	if (strokes->len == 0)
		return;
	const gint64 first_ms = ((const Stroke *)g_ptr_array_index(strokes, 0))->start_ms;
	for (guint i = 0; i < strokes->len; i++)
		put_stroke(making, copy_id, page, g_ptr_array_index(strokes, i), at_ms - first_ms);
}

/* The page that a question is on; 0: the first. */
static guint page_of(const Sheet *sheet, gint question)
{
	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		for (guint k = 0; k < page->regions->len; k++)
			if (((const SheetRegion *)g_ptr_array_index(page->regions, k))->question ==
				question)
				return i;
	}
	return 0;
}

static void put_copies(
	Making *making, gint64 assignment_id, gint64 pupil_id, gint64 at_ms, gint64 *copy_ids)
{
	for (guint i = 0; i < making->sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(making->sheet->pages, i);
		const StorePageCopy copy = { .id = copy_ids[i] = store_new_id(making->store),
			.assignment_id = assignment_id,
			.pupil_id = pupil_id,
			.page = page->address,
			.created_ms = at_ms };
		store_put_page_copy(making->store, &copy);
	}
}

static void put_ink(Making *making, guint number, guint turn, gint64 at_ms, const gint64 *copy_ids)
{
	PupilSheet done = pupil_ink_sheet(making->sheet_path, 7 + turn, number);
	const gint64 first_ms = ((const Stroke *)g_ptr_array_index(done.strokes, 0))->start_ms;

	for (guint i = 0; i < done.strokes->len; i++) {
		const guint page = page_of(making->sheet, g_array_index(done.questions, int, i));
		put_stroke(making, copy_ids[page], g_ptr_array_index(making->sheet->pages, page),
			g_ptr_array_index(done.strokes, i), at_ms - first_ms);
	}
	pupil_ink_sheet_clear(&done);
}

/* One pupil does the sheet once; so many of its questions are wrong. */
static void put_work(Making *making, gint64 assignment_id, gint64 pupil_id, guint number,
	guint turn, guint n_wrong)
{
	const gint64 begin_ms = START_MS + turn * DAY_MS, marked_ms = begin_ms + MARKED_AFTER_MS;
	g_autofree gint64 *copy_ids = g_new0(gint64, making->sheet->pages->len);

	put_copies(making, assignment_id, pupil_id, begin_ms, copy_ids);
	put_ink(making, number, turn, begin_ms, copy_ids);
	for (guint i = 0; i < making->sheet->questions->len; i++) {
		const SheetQuestion *question = g_ptr_array_index(making->sheet->questions, i);
		const guint page = page_of(making->sheet, question->number);
		const bool wrong = i < n_wrong;
		put_mark(making, copy_ids[page], question->number,
			wrong ? VERDICT_WRONG : VERDICT_RIGHT, marked_ms);
		if (!wrong || i % 3 != 0)
			continue;
		put_correction(making, copy_ids[page],
			g_ptr_array_index(making->sheet->pages, page), question, number,
			marked_ms + 60000 * (i + 1));
		put_mark(making, copy_ids[page], question->number, VERDICT_RIGHT,
			marked_ms + DAY_MS / 4);
		making->n_corrected++;
	}
}

static void put_all(Making *making, const char *json)
{
	const guint n_questions = making->sheet->questions->len;
	const guint n_turns = (making->n_items + n_questions - 1) / n_questions;
	const StoreSheet sheet = { .id = making->sheet_id = store_new_id(making->store),
		.title = making->sheet->title,
		.json = (char *)json };
	g_autofree gint64 *assignments = g_new0(gint64, n_turns);

	store_put_sheet(making->store, &sheet);
	for (guint turn = 0; turn < n_turns; turn++) {
		const StoreAssignment assignment = { .id = assignments[turn] =
							     store_new_id(making->store),
			.class_id = making->class_id,
			.sheet_id = making->sheet_id,
			.subject = making->sheet->subject,
			.place = (char *)"home",
			.published_ms = START_MS + turn * DAY_MS,
			.due_ms = START_MS + (turn + 1) * DAY_MS };
		store_put_assignment(making->store, &assignment);
	}
	for (guint number = 1; number <= making->n_pupils; number++) {
		const gint64 pupil_id = put_pupil(making, number);
		for (guint turn = 0; turn < n_turns; turn++)
			put_work(making, assignments[turn], pupil_id, number, turn,
				MIN(n_questions, making->n_items - turn * n_questions));
	}
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *json = NULL;
	gsize n_bytes;

	g_assert(argc == 6);
	g_autofree char *path = g_build_filename(argv[1], "zhibi.db", NULL);
	Making making = { .sheet_path = argv[2],
		.n_pupils = (guint)atoi(argv[3]),
		.n_items = (guint)atoi(argv[4]) };
	const StoreOptions options = { .path = path };
	const StoreListener listener = { &making, on_stored, on_settled, on_state };
	if (g_file_get_contents(argv[2], &json, &n_bytes, &error))
		making.sheet = sheet_json_read(json, n_bytes, &error);
	if (making.sheet)
		making.store = store_open(&options, &listener, &error);
	if (!making.store) {
		fprintf(stderr, "%s\n", error->message);
		return 1;
	}
	put_people(&making, atoi(argv[5]));
	put_all(&making, json);
	const guint64 last = store_sequence(making.store);
	while (making.stored < last)
		g_main_context_iteration(NULL, TRUE);
	store_close(making.store);
	printf("{\"class\":\"三年二班\",\"pupils\":%u,\"items\":%u,\"corrected\":%u}\n",
		making.n_pupils, making.n_items, making.n_corrected);
	sheet_free(making.sheet);
	return 0;
}
