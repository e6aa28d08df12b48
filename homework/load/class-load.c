/* SPDX-License-Identifier: MIT */
/* See class-load.h: what came in. */
#include "homework/load/class-load-private.h"

typedef struct {
	gint64 assignment, page;
} PageKey;

static guint page_hash(gconstpointer data)
{
	const PageKey *key = data;

	return g_int64_hash(&key->assignment) * 31 + g_int64_hash(&key->page);
}

static gboolean page_equal(gconstpointer a, gconstpointer b)
{
	const PageKey *one = a, *other = b;

	return one->assignment == other->assignment && one->page == other->page;
}

static guint marked_hash(gconstpointer data)
{
	const Marked *marked = data;

	return g_int64_hash(&marked->assignment) * 31 + g_int64_hash(&marked->pupil);
}

static gboolean marked_equal(gconstpointer a, gconstpointer b)
{
	const Marked *one = a, *other = b;

	return one->assignment == other->assignment && one->pupil == other->pupil;
}

static void free_marked(gpointer data)
{
	g_array_unref(((Marked *)data)->questions);
	g_free(data);
}

static void free_pupil(gpointer data)
{
	Pupil *pupil = data;

	minutes_free(pupil->minutes);
	g_clear_pointer(&pupil->cells, g_array_unref);
	g_hash_table_unref(pupil->pages);
	g_hash_table_unref(pupil->inked);
	g_free(pupil);
}

static void free_assigned(gpointer data)
{
	assigned_free(data);
}

ClassLoad *class_load_new(const RulesBook *book, gint grade)
{
	ClassLoad *load = g_new0(ClassLoad, 1);

	load->book = book;
	load->grade = grade;
	load->assigned = g_ptr_array_new_with_free_func(free_assigned);
	load->by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
	load->pupils = g_ptr_array_new_with_free_func(free_pupil);
	load->pupil_by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
	load->marked = g_hash_table_new_full(marked_hash, marked_equal, free_marked, NULL);
	return load;
}

ClassLoad *class_load_free(ClassLoad *load)
{
	if (!load)
		return NULL;
	g_hash_table_unref(load->marked);
	g_hash_table_unref(load->pupil_by_id);
	g_ptr_array_unref(load->pupils);
	g_hash_table_unref(load->by_id);
	g_ptr_array_unref(load->assigned);
	g_free(load);
	return NULL;
}

void class_load_take_assigned(ClassLoad *load, Assigned *take_assigned)
{
	g_ptr_array_add(load->assigned, take_assigned);
	g_hash_table_insert(load->by_id, &take_assigned->id, take_assigned);
}

void class_load_add_pupil(ClassLoad *load, gint64 id, const LoadPlan *plan)
{
	Pupil *pupil = g_new0(Pupil, 1);

	pupil->id = id;
	pupil->has_plan = plan != NULL;
	if (plan)
		pupil->plan = *plan;
	pupil->minutes = minutes_new(load->book, load->grade);
	pupil->pages = g_hash_table_new_full(page_hash, page_equal, g_free, NULL);
	pupil->inked = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	g_ptr_array_add(load->pupils, pupil);
	g_hash_table_insert(load->pupil_by_id, &pupil->id, pupil);
}

void class_load_set_silent(ClassLoad *load, gint64 pupil_id)
{
	Pupil *pupil = g_hash_table_lookup(load->pupil_by_id, &pupil_id);

	if (pupil)
		pupil->is_silent = true;
}

void class_load_add_work(ClassLoad *load, gint64 assignment, gint64 pupil_id, gint64 page_key,
	const StrokeTime *times, gsize n_times)
{
	Pupil *pupil = g_hash_table_lookup(load->pupil_by_id, &pupil_id);
	const PageKey key = { assignment, page_key };

	if (!pupil || n_times == 0 || !g_hash_table_contains(load->by_id, &assignment))
		return;
	g_clear_pointer(&pupil->cells, g_array_unref);
	for (gsize i = 0; i < n_times; i++)
		minutes_add(pupil->minutes, assignment, times[i]);
	if (g_hash_table_contains(pupil->pages, &key))
		return;
	g_hash_table_add(pupil->pages, g_memdup2(&key, sizeof(key)));
	g_hash_table_replace(pupil->inked, g_memdup2(&assignment, sizeof(assignment)),
		GINT_TO_POINTER(class_load_inked(pupil, assignment) + 1));
}

gint class_load_n_pupils(const ClassLoad *load)
{
	return (gint)load->pupils->len;
}

static Asked *asked_of(Marked *marked, gint64 question)
{
	for (guint i = 0; i < marked->questions->len; i++)
		if (g_array_index(marked->questions, Asked, i).question == question)
			return &g_array_index(marked->questions, Asked, i);
	const Asked asked = { .question = question };
	g_array_append_val(marked->questions, asked);
	return &g_array_index(marked->questions, Asked, marked->questions->len - 1);
}

void class_load_add_mark(ClassLoad *load, gint64 assignment, gint64 pupil, gint64 question,
	gint64 at_ms, Verdict verdict)
{
	const Marked key = { .assignment = assignment, .pupil = pupil };
	Marked *marked = g_hash_table_lookup(load->marked, &key);

	if (!g_hash_table_contains(load->by_id, &assignment) ||
		!g_hash_table_contains(load->pupil_by_id, &pupil))
		return;
	if (!marked) {
		marked = g_memdup2(&key, sizeof(key));
		marked->questions = g_array_new(FALSE, FALSE, sizeof(Asked));
		g_hash_table_add(load->marked, marked);
	}
	Asked *asked = asked_of(marked, question);
	if (asked->first == VERDICT_NONE)
		asked->first = verdict;
	asked->last = verdict;
	if (verdict != VERDICT_NONE &&
		(marked->first_mark_ms == 0 || at_ms < marked->first_mark_ms))
		marked->first_mark_ms = at_ms;
}
