/* SPDX-License-Identifier: MIT */
/* See marking-sums.h. */
#include "homework/load/marking-sums.h"

#include "homework/load/brief.h"
#include "homework/load/class-load-json.h"

GArray *marking_sums_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(MarkingSum));
}

static MarkingSum *sum_of(GArray *sums, gint64 teacher_id)
{
	for (guint i = 0; i < sums->len; i++)
		if (g_array_index(sums, MarkingSum, i).teacher_id == teacher_id)
			return &g_array_index(sums, MarkingSum, i);
	const MarkingSum sum = { .teacher_id = teacher_id };
	g_array_append_val(sums, sum);
	return &g_array_index(sums, MarkingSum, sums->len - 1);
}

void marking_sums_add(GArray *sums, const AssignmentLoad *row)
{
	MarkingSum *sum = sum_of(sums, row->assigned->teacher_id);

	sum->n_assignments++;
	sum->n_never_marked += row->n_handed_in > 0 && row->n_marked == 0;
	sum->n_handed_in += row->n_handed_in;
	sum->n_marked += row->n_marked;
	sum->n_wrong += row->n_wrong;
	sum->n_re_marked += row->n_re_marked;
	sum->wait_sum_ms += row->wait_sum_ms;
}

json_t *marking_sum_json(const MarkingSum *sum)
{
	return json_pack("{s:i, s:i, s:i, s:i, s:I, s:o, s:i, s:i}", "assignments",
		sum->n_assignments, "never_marked", sum->n_never_marked, "handed_in",
		sum->n_handed_in, "marked", sum->n_marked, "wait_sum_ms",
		(json_int_t)sum->wait_sum_ms, "mean_wait_hours",
		class_load_json_tenths(
			brief_tenths(sum->wait_sum_ms, sum->n_marked, BRIEF_HOUR_MS)),
		"wrong", sum->n_wrong, "re_marked", sum->n_re_marked);
}
