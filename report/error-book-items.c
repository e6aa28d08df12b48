/* SPDX-License-Identifier: MIT */
/* Which questions go into a pupil's error book: those a teacher's mark once took something off. */
#include "report/error-book.h"

static bool is_right_now(const WorkMark *mark, const SheetQuestion *question)
{
	return mark->verdict == VERDICT_RIGHT ||
	       (mark->verdict == VERDICT_POINTS && mark->points >= question->points);
}

static gint compare_items(gconstpointer a, gconstpointer b)
{
	const ErrorItem *left = a, *right = b;

	if (left->page->address.page != right->page->address.page)
		return left->page->address.page < right->page->address.page ? -1 : 1;
	return left->question->number - right->question->number;
}

static void add_copy(const WorkAssignment *assignment, const WorkCopy *copy, GArray *items)
{
	for (guint i = 0; i < copy->marks->len; i++) {
		const WorkMark *mark = &g_array_index(copy->marks, WorkMark, i);
		const SheetQuestion *question =
			sheet_find_question(assignment->sheet, mark->question);
		if (!question || mark->wrong_ms == 0 || mark->verdict == VERDICT_NONE)
			continue;
		const ErrorItem item = { assignment, copy, copy->page, question, mark,
			is_right_now(mark, question) ? ERROR_CORRECTED : ERROR_OPEN };
		g_array_append_val(items, item);
	}
}

GArray *error_book_items(const WorkClass *class, const StorePupil *pupil)
{
	GArray *items = g_array_new(FALSE, FALSE, sizeof(ErrorItem));

	for (guint i = 0; i < class->assignments->len; i++) {
		const WorkAssignment *assignment = g_ptr_array_index(class->assignments, i);
		g_autoptr(GArray) own = g_array_new(FALSE, FALSE, sizeof(ErrorItem));
		for (guint k = 0; assignment->sheet && k < assignment->copies->len; k++) {
			const WorkCopy *copy = g_ptr_array_index(assignment->copies, k);
			if (copy->pupil == pupil && copy->page)
				add_copy(assignment, copy, own);
		}
		g_array_sort(own, compare_items);
		g_array_append_vals(items, own->data, own->len);
	}
	return items;
}

void error_book_copies(const WorkClass *class, const StorePupil *pupil, GArray *copy_ids)
{
	for (guint i = 0; i < class->assignments->len; i++) {
		const WorkAssignment *assignment = g_ptr_array_index(class->assignments, i);
		for (guint k = 0; k < assignment->copies->len; k++) {
			const WorkCopy *copy = g_ptr_array_index(assignment->copies, k);
			if (copy->pupil == pupil)
				g_array_append_val(copy_ids, copy->row->id);
		}
	}
}
