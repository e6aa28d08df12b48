/* SPDX-License-Identifier: MIT */
/* Any strokes of a teacher: bounded time, marks that point into what was read, the same one by one as all at once; and a
 * pile whose runs never go back. */
#include "homework/marking/mark.h"
#include "homework/marking/pile.h"
#include "tests/teacher-ink.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

#define STROKES_MAX 24

/* Four bytes a stroke's head, two a dot. */
static void take_strokes(const guint8 *data, gsize size, Teacher *teacher)
{
	const guint8 *end = data + size;

	while (end - data >= 4 && teacher->strokes->len < STROKES_MAX) {
		Stroke *stroke = stroke_new();
		RawPoint at = { data[0] * 32, data[1] * 32 };

		stroke->page = teacher->page;
		stroke->start_ms = teacher->now_ms += data[2] * 16;
		for (guint n = data[3] % 64; n > 0 && end - data >= 6; n--, data += 2) {
			at.x += (gint8)data[4] * 2;
			at.y += (gint8)data[5] * 2;
			const Dot dot = { .at = at };
			g_array_append_val(stroke->dots, dot);
		}
		stroke->end_ms = stroke->start_ms + 100;
		data += 4;
		g_ptr_array_add(teacher->strokes, stroke);
	}
}

static void check_marks(const GArray *marks, guint n_strokes)
{
	for (guint i = 0; i < marks->len; i++) {
		const Mark *mark = &g_array_index(marks, Mark, i);

		g_assert(mark->n_strokes > 0 && mark->first_stroke + mark->n_strokes <= n_strokes);
		g_assert(mark->confidence >= 0 && mark->confidence <= 1);
		g_assert(mark->points >= 0 && mark->points <= 150);
	}
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	static Recogniser *recogniser; /* of a fuzzer's process: made once */
	g_autoptr(Sheet) sheet = teacher_sheet("数学", 6);
	const SheetPage *page = teacher_page(sheet);
	const MarkCustom custom = mark_custom_of(sheet->subject);
	g_autoptr(GArray) roster = g_array_new(FALSE, FALSE, sizeof(gint));
	Teacher teacher = teacher_on(page);
	g_autoptr(GPtrArray) strokes = teacher.strokes;
	guint run = 0;

	if (!recogniser)
		recogniser = recogniser_new_built_in();
	for (gint i = 1; i <= 9; i++)
		g_array_append_val(roster, i);
	teacher_region(g_ptr_array_index(sheet->pages, 0), ROLE_NUMBER_BOX, 0, 0,
		(SheetBox){ 20, 10, 30, 14 });
	take_strokes(data, size, &teacher);
	g_autoptr(MarkReader) reader = mark_reader_new(recogniser, sheet, page, &custom);
	g_autoptr(Pile) pile = pile_new(recogniser, sheet, roster);
	for (guint i = 0; i < strokes->len; i++) {
		PileRun settled;
		const Stroke *stroke = g_ptr_array_index(strokes, i);

		mark_reader_add(reader, stroke);
		check_marks(mark_reader_marks(reader), i + 1);
		const PileRun now = pile_add(pile, stroke, &settled);
		g_assert(now.run == run || now.run == run + 1);
		g_assert(settled.run <= now.run && settled.pupil >= 0 && settled.pupil <= 9);
		run = now.run;
	}
	g_autoptr(GArray) all = marks_read(recogniser, sheet, page, &custom, strokes);
	const GArray *one_by_one = mark_reader_marks(reader);
	g_assert(all->len == one_by_one->len);
	g_assert(
		all->len == 0 || memcmp(all->data, one_by_one->data, all->len * sizeof(Mark)) == 0);
	return 0;
}
