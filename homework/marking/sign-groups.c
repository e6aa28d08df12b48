/* SPDX-License-Identifier: MIT */
/*
 * A cluster grows while strokes come near in time and place, up to CLUSTER_MAX of them. Every run of strokes that ends
 * with the new one is read once, when it comes; the best way to cut the cluster is then a sum over runs. A sign more
 * costs, so that two strokes that make a cross are no two slashes.
 */
#include "homework/marking/sign-groups.h"

#include "homework/marking/level-word.h"
#include "homework/marking/sign-shapes.h"
#include "homework/reading/number.h"

#include <math.h>
#include <string.h>

#define CLUSTER_MAX 12
#define NUMBER_MAX 8 /* strokes of a number */
#define MARK_MAX 4   /* of a mark */
#define GAP_MS 1500
#define GAP_UM 3500.0f
#define GAP_OF_HEIGHT 0.5f /* of what stands there: a large total's digits are far apart */
#define GAP_UM_MAX 12000.0f
#define POINT_UM 1500.0f
#define FOLLOWS_MS 3000
#define FOLLOWS_UM 12000.0f
#define POINTS_MAX 4000 /* of a stroke: a sign has fewer by far, and time is bounded */
#define SIGN_COST 0.5f	/* of a sign more, as logarithm */
#define TOUCH_SCORE (-0.7f)
#define LINE_SCORE (-0.05f)
#define LEAST 0.02f
#define SURE 0.5f
#define TICK_TO_V 10.0f	  /* how much oftener than where the recogniser learnt */
#define LETTER_WIDTH 1.3f /* of its height: wider are two digits */
#define SURE_SIGN 0.8f
#define SURE_FIRST 0.9f /* this stands, whatever words come behind it */
#define OF_WRITING 0.2f /* a sign among words is hardly one */
#define WRITING_LEAST 3 /* strokes */

typedef struct {
	SignKind kind;
	Reading reading, number, word;
	float score;
} Run;

typedef struct {
	guint index; /* of the stroke */
	TraceBox box;
	gint64 start_ms, end_ms;
	Run *runs; /* those that end here, by number of strokes less one */
} Item;

struct SignGroups {
	const Recogniser *recogniser;
	LevelWords *levels; /* NULL: none are expected */
	TraceBox levels_place;
	GPtrArray *closed;
	guint n_strokes; /* given */

	Trace *trace; /* of the cluster: one stroke an item */
	Item items[CLUSTER_MAX];
	guint n_items;
	gint64 end_ms;
};

static void group_free(gpointer data)
{
	SignGroup *group = data;

	trace_free(group->trace);
	g_free(group);
}

SignGroups *sign_groups_new(const Recogniser *recogniser)
{
	SignGroups *groups = g_new0(SignGroups, 1);

	groups->recogniser = recogniser;
	groups->closed = g_ptr_array_new_with_free_func(group_free);
	groups->trace = trace_new();
	return groups;
}

void sign_groups_expect_levels(SignGroups *groups, const char *levels, const TraceBox *place)
{
	level_words_free(groups->levels);
	groups->levels = level_words_new(recogniser_hanzi(groups->recogniser), levels);
	groups->levels_place = *place;
}

static void drop_items(SignGroups *groups)
{
	for (guint i = 0; i < groups->n_items; i++)
		g_free(groups->items[i].runs);
	groups->n_items = 0;
}

SignGroups *sign_groups_free(SignGroups *groups)
{
	if (groups) {
		g_ptr_array_unref(groups->closed);
		drop_items(groups);
		trace_free(groups->trace);
		level_words_free(groups->levels);
		g_free(groups);
	}
	return NULL;
}

/* ---- one run of strokes */

static Reading read_number(const SignGroups *groups, const Trace *trace)
{
	Reading reading;

	if (!sign_begins_with_plus(trace) || trace_n_strokes(trace) < 3)
		return number_read(groups->recogniser, trace);
	g_autoptr(Trace) rest = trace_part(trace, 2, trace_n_strokes(trace) - 2);
	g_autofree char *digits = NULL;

	reading = number_read(groups->recogniser, rest);
	digits = g_strdup(reading.text);
	if (!g_ascii_isdigit(*digits))
		reading.refused = true;
	g_snprintf(reading.text, sizeof reading.text, "+%s", digits);
	return reading;
}

/* Is there a sign under the bar: in the strokes of the cluster before it, or in what was closed? */
static bool is_over_something(const SignGroups *groups, guint first, const TraceBox *bar)
{
	for (guint i = 0; i < first; i++)
		if (!sign_is_touch(&groups->items[i].box) &&
			sign_box_is_over(bar, &groups->items[i].box))
			return true;
	for (guint i = groups->closed->len; i-- > 0;) {
		const SignGroup *sign = g_ptr_array_index(groups->closed, i);

		if (sign->kind == SIGN_MARK && sign_box_is_over(bar, &sign->box))
			return true;
	}
	return false;
}

/* What stands in the cluster before the run, or was written last. */
static bool box_before(const SignGroups *groups, guint first, TraceBox *box)
{
	if (first > 0) {
		*box = trace_box(groups->trace, 0, first);
		return true;
	}
	if (groups->closed->len == 0)
		return false;
	*box = ((SignGroup *)g_ptr_array_index(groups->closed, groups->closed->len - 1))->box;
	return true;
}

static SignKind kind_of(
	const SignGroups *groups, guint first, const Trace *trace, const Reading *reading)
{
	const TraceBox box = sign_box(trace);
	TraceBox above;
	const bool is_bar = sign_is_double_bar(trace) ||
			    (g_str_equal(reading->text, "strike-out") && !reading->refused);

	if (is_bar && is_over_something(groups, first, &box))
		return SIGN_BAR;
	if (box_before(groups, first, &above) && sign_is_underline(trace, &above))
		return SIGN_UNDERLINE;
	return SIGN_MARK;
}

static float sureness(const Reading *reading)
{
	return reading->refused ? 0 : reading->confidence;
}

/* The recogniser knows ticks from letters V; a teacher's pen hardly ever writes one beside an answer. */
static void expect_ticks(Reading *reading)
{
	const float c = reading->confidence;

	if (g_str_equal(reading->text, "tick") && !reading->refused)
		reading->confidence = TICK_TO_V * c / (1 + (TICK_TO_V - 1) * c);
}

/* A slash leans; a 1 hardly does, but for one that is no slash for sure. */
static void tell_slash_from_one(const Trace *trace, Run *run)
{
	if (run->reading.refused || !g_str_equal(run->reading.text, "slash") ||
		!g_str_equal(run->number.text, "1"))
		return;
	(sign_leans(trace) ? &run->number : &run->reading)->refused = true;
}

static float surest(const Run *run)
{
	return MAX(MAX(sureness(&run->reading), sureness(&run->number)), sureness(&run->word));
}

/* Ticks, crosses, stars are no part of a number: two ticks are no 77. Rings, slashes and a hook without its point may be:
 * 0, 1, 7. */
static bool is_no_digit(const Reading *reading, guint n_strokes)
{
	return sureness(reading) >= SURE_SIGN && !g_str_equal(reading->text, "circle") &&
	       !g_str_equal(reading->text, "slash") &&
	       !(n_strokes == 1 && g_str_equal(reading->text, "question"));
}

static bool holds_sign(const SignGroups *groups, guint first, guint n)
{
	for (guint end = first; end < first + n; end++)
		for (guint k = 1; k <= MIN(end - first + 1, MARK_MAX); k++)
			if (is_no_digit(&groups->items[end].runs[k - 1].reading, k))
				return true;
	return false;
}

/* Two stars beside each other are no third kind of star, nor are two ticks. */
static bool is_row(const SignGroups *groups, guint first, guint n)
{
	const Reading *one = &groups->items[first].runs[0].reading;

	if (n < 2 || sureness(one) < SURE_FIRST ||
		!(g_str_equal(one->text, "star") || g_str_equal(one->text, "tick")))
		return false;
	for (guint i = first + 1; i < first + n; i++) {
		const Reading *next = &groups->items[i].runs[0].reading;

		if (sureness(next) < SURE_FIRST || !g_str_equal(next->text, one->text))
			return false;
	}
	return true;
}

static void read_run(SignGroups *groups, guint first, guint n)
{
	Run *run = &groups->items[first + n - 1].runs[n - 1];
	g_autoptr(Trace) trace = trace_part(groups->trace, first, n);
	const Reading nothing = { .text = "", .refused = true };

	*run = (Run){ SIGN_MARK, nothing, nothing, nothing, TOUCH_SCORE };
	if (n == 1 && sign_is_touch(&groups->items[first].box))
		return;
	if (n <= MARK_MAX)
		run->reading =
			recogniser_read(groups->recogniser, RECOGNISER_MARKS, trace, 0, n, NULL);
	if (is_row(groups, first, n))
		run->reading = nothing;
	expect_ticks(&run->reading);
	run->kind = n <= 2 ? kind_of(groups, first, trace, &run->reading) : SIGN_MARK;
	if (run->kind != SIGN_MARK) {
		run->score = LINE_SCORE - SIGN_COST;
		return;
	}
	if (n <= NUMBER_MAX && !holds_sign(groups, first, n))
		run->number = read_number(groups, trace);
	tell_slash_from_one(trace, run);
	if (groups->levels && sign_box_apart(&groups->levels_place, &groups->items[first].box) <= 0)
		run->word = level_words_read(groups->levels, trace);
	run->score = logf(MAX(surest(run), LEAST)) - SIGN_COST;
}

/* ---- a cluster into signs */

static bool is_nothing(const SignGroups *groups, guint first, guint n)
{
	return n == 1 && sign_is_touch(&groups->items[first].box);
}

static TracePoint anchor_of(const SignGroup *group)
{
	const char *sign = group->reading.text;

	if (g_str_equal(sign, "tick") || g_str_equal(sign, "half-tick"))
		return sign_lowest(group->trace);
	if (g_str_equal(sign, "cross"))
		return sign_crossing(group->trace);
	return sign_box_middle(&group->box);
}

/* Levels by letter. */
static const char *const LETTERS[] = { "A", "B", "C", "D", NULL };

static Reading read_letter(const SignGroups *groups, const SignGroup *group)
{
	const float wide = group->box.right - group->box.left;

	if (group->kind != SIGN_MARK || wide > LETTER_WIDTH * (group->box.bottom - group->box.top))
		return (Reading){ .text = "", .refused = true };
	/* Among all letters: unlike in an answer's place, ink here is more often no letter than one of four. */
	Reading reading = recogniser_read(groups->recogniser, RECOGNISER_CAPITALS, group->trace, 0,
		trace_n_strokes(group->trace), NULL);
	reading.refused |= !g_strv_contains(LETTERS, reading.text);
	return reading;
}

static SignGroup *group_of(const SignGroups *groups, guint first, guint n, const SignGroup *before)
{
	const Item *from = &groups->items[first], *to = &groups->items[first + n - 1];
	const Run *run = &to->runs[n - 1];
	SignGroup *group = g_new0(SignGroup, 1);

	group->kind = run->kind;
	group->first = from->index;
	group->n = to->index - from->index + 1;
	group->trace = trace_part(groups->trace, first, n);
	group->box = sign_box(group->trace);
	group->start_ms = from->start_ms;
	for (guint i = first; i < first + n; i++)
		group->end_ms = MAX(group->end_ms, groups->items[i].end_ms);
	group->reading = run->reading;
	group->number = run->number;
	group->word = run->word;
	group->letter = read_letter(groups, group);
	group->anchor = sureness(&run->number) > sureness(&run->reading)
				? sign_box_middle(&group->box)
				: anchor_of(group);
	group->follows = before && group->start_ms - before->end_ms < FOLLOWS_MS &&
			 sign_box_apart(&before->box, &group->box) < FOLLOWS_UM;
	return group;
}

static float group_surest(const SignGroup *group)
{
	return MAX(
		MAX(sureness(&group->reading), sureness(&group->number)), sureness(&group->word));
}

/* Words that a teacher writes beside an answer have strokes that look like crosses and slashes. */
static void doubt_writing(const SignGroups *groups, const GPtrArray *signs)
{
	guint n_unsure = 0, n_all = 0;

	for (guint i = 0; i < signs->len; i++) {
		const SignGroup *group = g_ptr_array_index(signs, i);

		n_all += group->n;
		if (group->kind == SIGN_MARK && group_surest(group) < SURE)
			n_unsure += group->n;
	}
	if (groups->n_items < WRITING_LEAST || 2 * n_unsure <= n_all)
		return;
	for (guint i = 0; i < signs->len; i++) {
		SignGroup *group = g_ptr_array_index(signs, i);
		Reading *readings[] = { &group->reading, &group->number, &group->word };

		if (i == 0 && group_surest(group) >= SURE_FIRST)
			continue;
		for (guint k = 0; k < G_N_ELEMENTS(readings); k++) {
			readings[k]->refused = true;
			readings[k]->confidence *= OF_WRITING;
		}
	}
}

GPtrArray *sign_groups_open(const SignGroups *groups)
{
	GPtrArray *signs = g_ptr_array_new_with_free_func(group_free);
	const SignGroup *before =
		groups->closed->len ? g_ptr_array_index(groups->closed, groups->closed->len - 1)
				    : NULL;
	float best[CLUSTER_MAX + 1] = { 0 };
	guint length[CLUSTER_MAX + 1] = { 0 }; /* of the run that ends there */
	guint ends[CLUSTER_MAX], n_ends = 0;

	for (guint end = 1; end <= groups->n_items; end++) {
		best[end] = -INFINITY;
		for (guint n = 1; n <= end; n++) {
			const float score =
				best[end - n] + groups->items[end - 1].runs[n - 1].score;

			if (score > best[end]) {
				best[end] = score;
				length[end] = n;
			}
		}
	}
	for (guint end = groups->n_items; end > 0; end -= length[end])
		ends[n_ends++] = end;
	while (n_ends-- > 0) {
		const guint end = ends[n_ends], n = length[end];

		if (is_nothing(groups, end - n, n))
			continue;
		g_ptr_array_add(signs, group_of(groups, end - n, n, before));
		before = g_ptr_array_index(signs, signs->len - 1);
	}
	doubt_writing(groups, signs);
	return signs;
}

static void close_cluster(SignGroups *groups)
{
	g_autoptr(GPtrArray) signs = sign_groups_open(groups);

	g_ptr_array_extend_and_steal(groups->closed, g_steal_pointer(&signs));
	drop_items(groups);
	trace_free(groups->trace);
	groups->trace = trace_new();
	groups->end_ms = 0;
}

/* The point of a question mark, which may be far below its hook. */
static bool is_point_below(const TraceBox *all, const TraceBox *box)
{
	const float middle = (box->left + box->right) / 2;

	return box->right - box->left < POINT_UM && box->bottom - box->top < POINT_UM &&
	       middle > all->left - POINT_UM && middle < all->right + POINT_UM &&
	       box->top > all->top && box->top - all->bottom < all->bottom - all->top;
}

static bool goes_on(const SignGroups *groups, const Stroke *stroke, const TraceBox *box)
{
	const TraceBox all = sign_box(groups->trace);
	const float reach = CLAMP(GAP_OF_HEIGHT * (all.bottom - all.top), GAP_UM, GAP_UM_MAX);

	if (groups->n_items == CLUSTER_MAX || stroke->start_ms - groups->end_ms > GAP_MS)
		return false;
	for (guint i = 0; i < groups->n_items; i++)
		if (sign_box_apart(&groups->items[i].box, box) <= reach)
			return true;
	return is_point_below(&all, box);
}

void sign_groups_add(SignGroups *groups, const Stroke *stroke)
{
	const guint index = groups->n_strokes++;
	g_autoptr(Trace) trace = trace_new();

	if (stroke->dots->len <= POINTS_MAX)
		trace_add_stroke(trace, stroke);
	if (trace_n_strokes(trace) == 0)
		return;
	const TraceBox box = sign_box(trace);

	if (groups->n_items > 0 && !goes_on(groups, stroke, &box))
		close_cluster(groups);
	if (groups->n_items == 0 && sign_is_touch(&box))
		return;
	const guint at = groups->n_items++;

	trace_add_stroke(groups->trace, stroke);
	groups->items[at] = (Item){ .index = index,
		.box = box,
		.start_ms = stroke->start_ms,
		.end_ms = stroke->end_ms,
		.runs = g_new(Run, at + 1) };
	groups->end_ms = at ? MAX(groups->end_ms, stroke->end_ms) : stroke->end_ms;
	for (guint n = 1; n <= at + 1; n++)
		read_run(groups, at + 1 - n, n);
}

const GPtrArray *sign_groups_closed(const SignGroups *groups)
{
	return groups->closed;
}

bool sign_group_is_over(const SignGroup *bar, const SignGroup *sign)
{
	return sign_box_is_over(&bar->box, &sign->box);
}
