/* SPDX-License-Identifier: MIT */
/*
 * See hanzi.h. The file, made by homework/train/hanzi-file.c: HANZI_MAGIC; lines of notice up to an empty one; the number
 * of characters; for each its code, HANZI_N_ALIKE codes of look-alikes (0 none), its strokes, and for each its points, x and
 * y a byte each. Numbers of two bytes are little-endian; characters by code.
 */
#include "homework/reading/hanzi.h"

#include <math.h>
#include <string.h>

#include "homework/reading/features.h"

#define N_MAPS ((gsize)FEATURES_GRID * FEATURES_GRID * FEATURES_DIRECTIONS)
#define N_EVEN 10	   /* points of a stroke */
#define WIDER 1.3f	   /* a hand writes so much wider or narrower than print */
#define UNMATCHED 0.35f	   /* distance of a stroke that has no fellow */
#define SURE_DISTANCE 0.5f /* least confident: half sure */
#define STEEPNESS 14.0f
#define APART_STEEPNESS 40.0f
#define REFUSE_BELOW 0.4f
#define SURE_OF_ANOTHER 0.95f /* before a character is said to be not the key */

struct Hanzi {
	const guint8 *bytes, *end;
	GHashTable *places; /* code → offset of its look-alikes */
};

/* ---- the file */

typedef struct {
	const guint8 *at, *end;
	bool cut;
} Cursor;

static guint pull(Cursor *cursor, gsize n)
{
	guint value = 0;

	if ((gsize)(cursor->end - cursor->at) < n) {
		cursor->cut = true;
		return 0;
	}
	for (gsize i = 0; i < n; i++)
		value |= (guint)*cursor->at++ << (8 * i);
	return value;
}

static void skip_character(Cursor *cursor)
{
	for (guint i = 0; i < HANZI_N_ALIKE; i++)
		pull(cursor, 2);
	for (guint strokes = pull(cursor, 1); strokes > 0 && !cursor->cut; strokes--)
		for (guint points = pull(cursor, 1); points > 0 && !cursor->cut; points--)
			pull(cursor, 2);
}

static const guint8 *after_notice(const guint8 *bytes, gsize n_bytes)
{
	const gsize n_magic = strlen(HANZI_MAGIC);

	if (n_bytes < n_magic || memcmp(bytes, HANZI_MAGIC, n_magic) != 0)
		return NULL;
	const guint8 *empty = memmem(bytes, n_bytes, "\n\n", 2);
	return empty ? empty + 2 : NULL;
}

Hanzi *hanzi_new(const guint8 *bytes, gsize n_bytes, GError **error)
{
	g_autoptr(Hanzi) hanzi = g_new0(Hanzi, 1);
	Cursor cursor = { after_notice(bytes, n_bytes), bytes + n_bytes, false };

	hanzi->bytes = bytes;
	hanzi->end = bytes + n_bytes;
	hanzi->places = g_hash_table_new(NULL, NULL);
	cursor.cut = cursor.at == NULL;
	for (guint n = cursor.cut ? 0 : pull(&cursor, 2); n > 0 && !cursor.cut; n--) {
		const guint code = pull(&cursor, 2);

		g_hash_table_insert(hanzi->places, GUINT_TO_POINTER(code),
			GSIZE_TO_POINTER((gsize)(cursor.at - bytes)));
		skip_character(&cursor);
	}
	if (!cursor.cut && cursor.at == cursor.end)
		return g_steal_pointer(&hanzi);
	g_set_error(error, NETWORK_ERROR, NETWORK_ERROR_BAD_FILE,
		"not a file of characters, or cut; make it again with `make model`");
	return NULL;
}

Hanzi *hanzi_free(Hanzi *hanzi)
{
	if (hanzi) {
		g_hash_table_unref(hanzi->places);
		g_free(hanzi);
	}
	return NULL;
}

bool hanzi_knows(const Hanzi *hanzi, const char *character)
{
	return g_hash_table_contains(hanzi->places, GUINT_TO_POINTER(g_utf8_get_char(character)));
}

/* The file was walked whole: no cursor here runs out. NULL: no such character. */
static Trace *template_of(const Hanzi *hanzi, gunichar code, guint alike[HANZI_N_ALIKE])
{
	const gsize place =
		GPOINTER_TO_SIZE(g_hash_table_lookup(hanzi->places, GUINT_TO_POINTER(code)));
	Cursor cursor = { hanzi->bytes + place, hanzi->end, false };

	if (place == 0)
		return NULL;
	Trace *trace = trace_new();
	for (guint i = 0; i < HANZI_N_ALIKE; i++)
		alike[i] = pull(&cursor, 2);
	for (guint strokes = pull(&cursor, 1); strokes > 0; strokes--) {
		for (guint points = pull(&cursor, 1); points > 0; points--) {
			const guint x = pull(&cursor, 1), y = pull(&cursor, 1);

			trace_add_point(trace, (float)x, (float)y);
		}
		trace_end_stroke(trace);
	}
	return trace;
}

Trace *hanzi_template(const Hanzi *hanzi, const char *character)
{
	guint ignored[HANZI_N_ALIKE];

	return template_of(hanzi, g_utf8_get_char(character), ignored);
}

/* ---- stroke by stroke */

typedef struct {
	TracePoint points[N_EVEN];
} Even;

/* The point so far along a stroke; `at` and `walked` go on from the last call. */
static TracePoint point_along(const Trace *trace, guint end, float goal, guint *at, float *walked)
{
	while (*at + 1 < end) {
		const TracePoint from = trace_point(trace, *at), to = trace_point(trace, *at + 1);
		const float step = hypotf(to.x - from.x, to.y - from.y);

		if (*walked + step >= goal && step > 0) {
			const float part = (goal - *walked) / step;

			return (TracePoint){ from.x + part * (to.x - from.x),
				from.y + part * (to.y - from.y) };
		}
		*walked += step;
		++*at;
	}
	return trace_point(trace, end - 1);
}

/* hypotf to the bit, without a call: squares of floats are exact in a double. */
static float distance_between(TracePoint a, TracePoint b)
{
	const double x = (double)(a.x - b.x), y = (double)(a.y - b.y);

	return (float)sqrt(x * x + y * y);
}

/* N_EVEN points along a stroke, in the unit box of the whole. */
static Even even_stroke(const Trace *trace, guint stroke, const TraceBox *whole)
{
	const guint start = trace_stroke_start(trace, stroke),
		    end = trace_stroke_end(trace, stroke);
	const float side = MAX(MAX(whole->right - whole->left, whole->bottom - whole->top), 1e-3f);
	float length = 0, walked = 0;
	guint at = start;
	Even even;

	for (guint i = start + 1; i < end; i++)
		length += distance_between(trace_point(trace, i), trace_point(trace, i - 1));
	for (guint k = 0; k < N_EVEN; k++) {
		const TracePoint point =
			point_along(trace, end, length * (float)k / (N_EVEN - 1), &at, &walked);

		even.points[k] =
			(TracePoint){ 0.5f + (point.x - (whole->left + whole->right) / 2) / side,
				0.5f + (point.y - (whole->top + whole->bottom) / 2) / side };
	}
	return even;
}

/* Dynamic time warping: mean distance along the best way through both. Strokes that are no fellows, UNMATCHED or more
 * apart, are one like the other: how far is not looked into. */
static float warped_distance(const Even *a, const Even *b)
{
	float cost[N_EVEN][N_EVEN];

	for (guint i = 0; i < N_EVEN; i++) {
		float least = INFINITY;

		for (guint k = 0; k < N_EVEN; k++) {
			float before = i == 0 && k == 0 ? 0 : INFINITY;

			if (i > 0)
				before = MIN(before, cost[i - 1][k]);
			if (k > 0)
				before = MIN(before, cost[i][k - 1]);
			if (i > 0 && k > 0)
				before = MIN(before, cost[i - 1][k - 1]);
			cost[i][k] = before + distance_between(a->points[i], b->points[k]);
			least = MIN(least, cost[i][k]);
		}
		if (least / N_EVEN >= UNMATCHED)
			return UNMATCHED;
	}
	return cost[N_EVEN - 1][N_EVEN - 1] / N_EVEN;
}

static guint even_strokes(const Trace *trace, Even *strokes)
{
	const guint n = MIN(trace_n_strokes(trace), HANZI_STROKES_MAX);
	const TraceBox box = trace_box(trace, 0, trace_n_strokes(trace));

	for (guint i = 0; i < n; i++)
		strokes[i] = even_stroke(trace, i, &box);
	return n;
}

/* Each stroke's distance to its fellow; nearest pairs first, in whatever order they were written. */
static float strokes_distance(const Trace *ink, const Trace *template)
{
	Even a[HANZI_STROKES_MAX], b[HANZI_STROKES_MAX];
	float distances[HANZI_STROKES_MAX][HANZI_STROKES_MAX];
	bool taken_a[HANZI_STROKES_MAX] = { false }, taken_b[HANZI_STROKES_MAX] = { false };
	const guint n_a = even_strokes(ink, a), n_b = even_strokes(template, b);
	const guint n_pairs = MIN(n_a, n_b), most = MAX(n_a, n_b);
	float sum = (float)(most - n_pairs) * UNMATCHED;

	for (guint i = 0; i < n_a; i++)
		for (guint k = 0; k < n_b; k++)
			distances[i][k] = warped_distance(&a[i], &b[k]);
	for (guint pair = 0; pair < n_pairs; pair++) {
		float least = INFINITY;
		guint at_a = 0, at_b = 0;

		for (guint i = 0; i < n_a; i++)
			for (guint k = 0; k < n_b; k++)
				if (!taken_a[i] && !taken_b[k] && distances[i][k] < least) {
					least = distances[i][k];
					at_a = i;
					at_b = k;
				}
		taken_a[at_a] = taken_b[at_b] = true;
		sum += MIN(least, UNMATCHED);
	}
	return sum / (float)MAX(most, 1u);
}

/* ---- where ink runs in which direction */

static float maps_distance(const Trace *ink, const Trace *template)
{
	float a[FEATURES_N], b[FEATURES_N];
	float product = 0, a_square = 0, b_square = 0;

	features_of(ink, 0, trace_n_strokes(ink), NULL, a);
	features_of(template, 0, trace_n_strokes(template), NULL, b);
	for (gsize i = 0; i < N_MAPS; i++) {
		product += a[i] * b[i];
		a_square += a[i] * a[i];
		b_square += b[i] * b[i];
	}
	return a_square > 0 && b_square > 0 ? 1 - product / sqrtf(a_square * b_square) : 1;
}

static float width_for_height(const Trace *trace)
{
	const TraceBox box = trace_box(trace, 0, trace_n_strokes(trace));

	return MAX(box.right - box.left, 1e-3f) / MAX(box.bottom - box.top, 1e-3f);
}

/* The ink as wide for its height as the template, within bounds: in that hands differ more than characters do. */
static Trace *as_wide(const Trace *ink, const Trace *template)
{
	const float by =
		CLAMP(width_for_height(template) / width_for_height(ink), 1 / WIDER, WIDER);
	Trace *to = trace_new();

	for (guint s = 0; s < trace_n_strokes(ink); s++) {
		for (guint i = trace_stroke_start(ink, s); i < trace_stroke_end(ink, s); i++)
			trace_add_point(to, by * trace_point(ink, i).x, trace_point(ink, i).y);
		trace_end_stroke(to);
	}
	return to;
}

float hanzi_distance(const Trace *ink, const Trace *template)
{
	g_autoptr(Trace) fitted = as_wide(ink, template);

	return maps_distance(fitted, template) + 2 * strokes_distance(fitted, template);
}

/* ---- verifying */

static float logistic(float x)
{
	return 1 / (1 + expf(-x));
}

Reading hanzi_verify(const Hanzi *hanzi, const Trace *trace, const char *key)
{
	Reading reading = { .text = "", .refused = true };
	guint alike[HANZI_N_ALIKE], ignored[HANZI_N_ALIKE];
	gunichar nearest = g_utf8_get_char(key);

	if (trace_n_strokes(trace) == 0 || trace_n_strokes(trace) > HANZI_STROKES_MAX)
		return reading;
	g_autoptr(Trace) right = template_of(hanzi, nearest, alike);
	if (!right)
		return reading;
	float least = hanzi_distance(trace, right), next = INFINITY;
	for (guint i = 0; i < HANZI_N_ALIKE && alike[i] != 0; i++) {
		g_autoptr(Trace) other = template_of(hanzi, alike[i], ignored);
		const float distance = other ? hanzi_distance(trace, other) : INFINITY;

		if (distance < least) {
			next = least;
			least = distance;
			nearest = alike[i];
		} else {
			next = MIN(next, distance);
		}
	}
	reading.text[g_unichar_to_utf8(nearest, reading.text)] = '\0';
	reading.confidence = logistic(STEEPNESS * (SURE_DISTANCE - least)) *
			     logistic(APART_STEEPNESS * (next - least));
	reading.refused = reading.confidence <
			  (nearest == g_utf8_get_char(key) ? REFUSE_BELOW : SURE_OF_ANOTHER);
	return reading;
}
