/* SPDX-License-Identifier: MIT */
/* Any strokes in the place of any question: read, refused or kept, never out of bounds; the same ink says the same. A byte
 * for the type, one for the places, then strokes of four bytes a dot; a dot at the origin lifts the pen. */
#include "homework/reading/answer.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

#define DOTS_MAX 3000

static Sheet *make_sheet(guint8 type, guint8 places)
{
	const PageAddress address = { PAGE_FAMILY_NCODE, 3, 27, 603, 10 };
	Sheet *sheet = sheet_new();
	SheetPage *page = sheet_add_page(sheet, address);
	SheetQuestion *question = sheet_question_new(1);
	static const char *const OPTIONS[] = { "A", "B", "C", "D", NULL };
	static const char *const KEYS[] = { "B", "1/2", "大", NULL };

	question->type = (QuestionType)(type % QUESTION_N_TYPES);
	g_strfreev(question->options);
	question->options = g_strdupv((char **)OPTIONS);
	g_strfreev(question->key);
	question->key = g_strdupv((char **)(KEYS + type / QUESTION_N_TYPES % 4));
	g_ptr_array_add(sheet->questions, question);
	for (guint i = 0; i < 5; i++) {
		SheetRegion *region = sheet_region_new();

		region->role = i == 0 && places % 2 ? ROLE_ANSWER : ROLE_OPTION;
		region->question = 1;
		g_free(region->option);
		region->option = g_strdup(i == 0 ? "" : OPTIONS[i - 1]);
		region->box = (SheetBox){ i * (places % 40), 10, 1 + places / 4, 15 };
		g_ptr_array_add(page->regions, region);
	}
	return sheet;
}

static GPtrArray *make_strokes(const guint8 *data, gsize size)
{
	GPtrArray *strokes = stroke_array_new();
	Stroke *stroke = NULL;
	gint64 now_ms = 1764000000000;

	for (gsize at = 0; at + 4 <= size && at / 4 < DOTS_MAX; at += 4) {
		Dot dot = { .at = { data[at] << 4 | (data[at + 2] & 15),
				    data[at + 1] << 4 | data[at + 2] >> 4 } };

		if (!stroke || (dot.at.x == 0 && dot.at.y == 0)) {
			stroke = stroke_new();
			stroke->page = (PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 10 };
			stroke->start_ms = stroke->end_ms = now_ms;
			g_ptr_array_add(strokes, stroke);
		}
		dot.time_ms = (guint32)(now_ms - stroke->start_ms);
		dot.flags = data[at + 3] & 1;
		g_array_append_val(stroke->dots, dot);
		now_ms += data[at + 3];
		stroke->end_ms = now_ms;
	}
	return strokes;
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	static Recogniser *recogniser;

	if (!recogniser)
		recogniser = recogniser_new_built_in();
	if (size < 2)
		return 0;
	g_autoptr(Sheet) sheet = make_sheet(data[0], data[1]);
	g_autoptr(GPtrArray) strokes = make_strokes(data + 2, size - 2);
	const SheetPage *page = g_ptr_array_index(sheet->pages, 0);
	const SheetQuestion *question = g_ptr_array_index(sheet->questions, 0);
	const AnswerInk ink = { page, question, strokes };

	for (guint i = 0; i < strokes->len; i++)
		g_assert(answer_question_of(page, g_ptr_array_index(strokes, i)) <= 1);
	const Answer answer = answer_read(recogniser, &ink);
	const Answer again = answer_read(recogniser, &ink);
	const Proposal proposal = answer_judge(question, &answer);

	g_assert(answer.state == again.state && strcmp(answer.text, again.text) == 0);
	g_assert(memchr(answer.text, 0, sizeof(answer.text)));
	g_assert(answer.confidence >= 0 && answer.confidence <= 1);
	g_assert(proposal.points >= 0 && proposal.points <= question->points);
	g_assert(strokes->len > 0 || answer.state == ANSWER_BLANK);
	return 0;
}
