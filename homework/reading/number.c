/* SPDX-License-Identifier: MIT */
/*
 * See number.h. Strokes are put in order from left to right; every run of up to four neighbours may be one sign.
 * A way through all strokes has the product of its signs' weights; the sum over all ways is what the best one
 * is measured against. That takes in doubt about the cuts as well as about the signs, and about junk.
 */
#include "homework/reading/number.h"

#include <math.h>
#include <string.h>

#define STROKES_PER_SIGN 4
#define LENGTH_MAX 24
#define N_LABELS NETWORK_CLASSES_MAX
#define REFUSE_BELOW 0.1f
#define POINT 0.2f /* of a digit's height: a decimal point is smaller */
#define POINT_IN_DIGIT 0.02f
#define JUNK_OF_POINTS 0.1f
#define SLASH_WIDE 0.5f /* over its height: a 1 is no wider where there are slashes */

typedef struct {
	TraceBox box;
	guint index; /* in the trace */
} Piece;

/* The strokes of one line of signs, from left to right, and the line they stand on. */
typedef struct {
	const Network *network;
	Trace *trace; /* strokes in order */
	Piece pieces[NUMBER_STROKES_MAX];
	guint n;
	float top, bottom, height; /* of a digit on this line */
	/* said[i][k][c]: what the network says of pieces i … i + k as class c. */
	float (*said)[STROKES_PER_SIGN][N_LABELS];

	/* What is expected of it; and what that makes of `said`, size and place. */
	bool is_weighed, slash_expected;
	float frequencies[N_LABELS]; /* by class, against a digit's */
	float (*weights)[STROKES_PER_SIGN][N_LABELS];
} Line;

static float middle_x(const TraceBox *box)
{
	return (box->left + box->right) / 2;
}

/* ---- the line */

static int compare_pieces(const void *a, const void *b)
{
	float left = middle_x(&((const Piece *)a)->box), right = middle_x(&((const Piece *)b)->box);

	return left < right ? -1 : left > right;
}

static int compare_floats(const void *a, const void *b)
{
	float left = *(const float *)a, right = *(const float *)b;

	return left < right ? -1 : left > right;
}

/* A digit's height: of the taller half of the strokes the median; single dots and bars do not pull it down. */
static void measure(Line *line)
{
	float heights[NUMBER_STROKES_MAX];
	float most_width = 0;

	line->top = INFINITY;
	line->bottom = -INFINITY;
	for (guint i = 0; i < line->n; i++) {
		const TraceBox *box = &line->pieces[i].box;

		heights[i] = box->bottom - box->top;
		most_width = MAX(most_width, box->right - box->left);
	}
	qsort(heights, line->n, sizeof(float), compare_floats);
	line->height = heights[line->n * 3 / 4];
	for (guint i = 0; i < line->n; i++) {
		const TraceBox *box = &line->pieces[i].box;

		if (box->bottom - box->top < 0.5f * line->height)
			continue;
		line->top = MIN(line->top, box->top);
		line->bottom = MAX(line->bottom, box->bottom);
	}
	if (line->height <= 0)
		line->height = MAX(most_width / 2, 1);
}

/* ---- what size and place say of a sign, 0 to 1 */

static float slope(float value, float none, float full)
{
	return CLAMP((value - none) / (full - none), 0.01f, 1);
}

static bool is_expected(const char *const *keys, char sign)
{
	for (; keys && *keys; keys++)
		if (strchr(*keys, sign))
			return true;
	return false;
}

/* How often a sign is written in numbers, against a digit: a slanted 1 is seldom a slash, unless a fraction is asked. */
static float frequency(const char *const *keys, char sign)
{
	if (g_ascii_isdigit(sign) || is_expected(keys, sign))
		return 1;
	return sign == '-' || sign == '.' ? 0.3f : 0.05f;
}

static float fits_place(const Line *line, const TraceBox *box, const char *label)
{
	float high = (box->bottom - box->top) / line->height;
	float wide = (box->right - box->left) / line->height;
	float middle = ((box->top + box->bottom) / 2 - line->top) /
		       MAX(line->bottom - line->top, line->height);

	if (*label == '1' && line->slash_expected)
		high *= slope(SLASH_WIDE - wide, 0, 0.15f);
	if (g_ascii_isdigit(*label))
		return slope(high, 0.3f, 0.65f) * slope(2.2f - wide, 0, 0.6f) *
		       slope(0.5f - fabsf(middle - 0.5f), 0.05f, 0.2f);
	switch (*label) {
	case '.':
		return slope(0.45f - MAX(high, wide), 0, 0.15f) * slope(middle, 0.45f, 0.7f);
	case ',':
		return slope(0.7f - high, 0, 0.2f) * slope(middle, 0.5f, 0.75f);
	case '-':
		return slope(0.5f - high, 0, 0.2f) * slope(wide, 0.1f, 0.25f) *
		       slope(0.9f - middle, 0, 0.15f) * slope(middle, 0.1f, 0.25f);
	case ':':
		return slope(high, 0.15f, 0.3f) * slope(0.5f - wide, 0, 0.2f);
	default:
		return slope(high, 0.2f, 0.5f);
	}
}

/* Two signs share little of their width. */
static float fits_cut(const Line *line, guint first, guint n)
{
	float right = -INFINITY, left = line->pieces[first + n - 1].box.left, narrower;

	if (first + n >= line->n)
		return 1;
	for (guint i = first; i < first + n; i++) {
		right = MAX(right, line->pieces[i].box.right);
		left = MIN(left, line->pieces[i].box.left);
	}
	const TraceBox *next = &line->pieces[first + n].box;
	narrower = MAX(MIN(right - left, next->right - next->left), 0.1f * line->height);
	return slope(1 - (right - next->left) / narrower, 0.1f, 0.7f);
}

/* A dot low on the line is a point and no part of a digit; elsewhere it is the pen's touch, and goes with what it
 * lies at. */
static bool is_point(const Line *line, const TraceBox *box)
{
	float size = MAX(box->right - box->left, box->bottom - box->top);
	float middle = (box->top + box->bottom) / 2 - line->top;

	return size < POINT * line->height &&
	       middle > 0.65f * MAX(line->bottom - line->top, line->height);
}

static bool has_point(const Line *line, guint first, guint n)
{
	for (guint i = first; i < first + n; i++)
		if (is_point(line, &line->pieces[i].box))
			return true;
	return false;
}

/* What is as small as that has no shape for a network to look at. */
static void weigh_point(Line *line, guint first)
{
	float *weights = line->weights[first][0];

	weights[NETWORK_JUNK] = JUNK_OF_POINTS;
	weights[network_class(line->network, ".")] = 1 - JUNK_OF_POINTS;
}

static void weigh(Line *line, guint first, guint n)
{
	const Network *network = line->network;
	const float *said = line->said[first][n - 1];
	float *weights = line->weights[first][n - 1];
	TraceBox box = line->pieces[first].box;
	float cut = fits_cut(line, first, n);
	bool point = has_point(line, first, n);

	if (point && n == 1) {
		weigh_point(line, first);
		return;
	}
	for (guint i = first + 1; i < first + n; i++) {
		box.left = MIN(box.left, line->pieces[i].box.left);
		box.right = MAX(box.right, line->pieces[i].box.right);
		box.top = MIN(box.top, line->pieces[i].box.top);
		box.bottom = MAX(box.bottom, line->pieces[i].box.bottom);
	}
	for (guint c = 0; c < network->n_classes; c++) {
		float place = c == NETWORK_JUNK ? 0.5f : fits_place(line, &box, network->labels[c]);

		weights[c] = said[c] * (place * cut * line->frequencies[c]);
		if (point && g_ascii_isdigit(network->labels[c][0]))
			weights[c] *= POINT_IN_DIGIT;
	}
}

static bool same_frequencies(const Line *line, const float *frequencies)
{
	for (guint c = 0; c < line->network->n_classes; c++)
		if (line->frequencies[c] != frequencies[c])
			return false;
	return true;
}

/* Keys that expect the same signs make the same weights: most numbers are digits, whatever the key. */
static void line_expect(Line *line, const char *const *keys)
{
	const Network *network = line->network;
	float frequencies[N_LABELS] = { 0 };
	const bool slash_expected = is_expected(keys, '/');

	for (guint c = 0; c < network->n_classes; c++)
		frequencies[c] = frequency(keys, network->labels[c][0]);
	if (line->is_weighed && line->slash_expected == slash_expected &&
		same_frequencies(line, frequencies))
		return;
	line->is_weighed = true;
	line->slash_expected = slash_expected;
	memcpy(line->frequencies, frequencies, sizeof frequencies);
	for (guint i = 0; i < line->n; i++)
		for (guint k = 1; k <= STROKES_PER_SIGN && i + k <= line->n; k++)
			weigh(line, i, k);
}

/* What is a point by its size has no shape to be asked about. */
static void ask_network(Line *line, const Recogniser *recogniser)
{
	for (guint i = 0; i < line->n; i++)
		for (guint k = 1; k <= STROKES_PER_SIGN && i + k <= line->n; k++)
			if (k > 1 || !has_point(line, i, k))
				recogniser_ask(recogniser, RECOGNISER_SIGNS, line->trace, i, k,
					line->said[i][k - 1]);
}

/* `strokes`: n indices into the trace, at most NUMBER_STROKES_MAX. */
static void line_init(
	Line *line, const Recogniser *recogniser, const Trace *trace, const guint *strokes, guint n)
{
	memset(line, 0, sizeof(*line));
	line->network = recogniser_network(recogniser, RECOGNISER_SIGNS);
	line->n = n;
	if (n == 0)
		return;
	for (guint i = 0; i < n; i++)
		line->pieces[i] = (Piece){ trace_box(trace, strokes[i], 1), strokes[i] };
	qsort(line->pieces, n, sizeof(Piece), compare_pieces);
	line->trace = trace_new();
	for (guint i = 0; i < n; i++) {
		guint stroke = line->pieces[i].index;

		for (guint p = trace_stroke_start(trace, stroke);
			p < trace_stroke_end(trace, stroke); p++)
			trace_add_point(
				line->trace, trace_point(trace, p).x, trace_point(trace, p).y);
		trace_end_stroke(line->trace);
	}
	measure(line);
	line->said = g_malloc0_n(n, sizeof(*line->said));
	line->weights = g_malloc0_n(n, sizeof(*line->weights));
	ask_network(line, recogniser);
}

static void line_clear(Line *line)
{
	trace_free(line->trace);
	g_free(line->said);
	g_free(line->weights);
}

/* ---- ways through the line */

/* The sum of all ways' weights. Doubles: a way of twenty signs is small. */
static double line_sum(const Line *line)
{
	double sums[NUMBER_STROKES_MAX + 1] = { [0] = 1 };

	for (guint i = 0; i < line->n; i++)
		for (guint k = 1; k <= STROKES_PER_SIGN && i + k <= line->n; k++)
			for (guint c = 0; c < line->network->n_classes; c++)
				sums[i + k] += sums[i] * (double)line->weights[i][k - 1][c];
	return sums[line->n];
}

/* The sum of the ways that say `text`. */
static double line_sum_of(const Line *line, const char *text)
{
	gsize n_signs = strlen(text);
	double sums[NUMBER_STROKES_MAX + 1] = { [0] = 1 };

	for (gsize s = 0; s < n_signs; s++) {
		const char label[] = { text[s], '\0' };
		gint class = network_class(line->network, label);
		double next[NUMBER_STROKES_MAX + 1] = { 0 };

		if (class < 0)
			return 0;
		for (guint i = 0; i < line->n; i++)
			for (guint k = 1; k <= STROKES_PER_SIGN && i + k <= line->n; k++)
				next[i + k] += sums[i] * (double)line->weights[i][k - 1][class];
		memcpy(sums, next, sizeof(sums));
	}
	return sums[line->n];
}

typedef struct {
	double weight;
	guint from;
	guint class;
} Best;

/* The best way that holds no junk. False: there is none. */
static bool line_best(const Line *line, char text[LENGTH_MAX + 1])
{
	Best best[NUMBER_STROKES_MAX + 1] = { [0] = { 1, 0, 0 } };
	char reversed[NUMBER_STROKES_MAX];
	guint n = 0;

	for (guint i = 0; i < line->n; i++)
		for (guint k = 1; k <= STROKES_PER_SIGN && i + k <= line->n; k++)
			for (guint c = NETWORK_JUNK + 1; c < line->network->n_classes; c++) {
				double weight = best[i].weight * (double)line->weights[i][k - 1][c];

				if (weight > best[i + k].weight)
					best[i + k] = (Best){ weight, i, c };
			}
	for (guint at = line->n; at > 0; at = best[at].from) {
		if (best[at].weight <= 0)
			return false;
		reversed[n++] = line->network->labels[best[at].class][0];
	}
	if (n > LENGTH_MAX)
		return false;
	for (guint i = 0; i < n; i++)
		text[i] = reversed[n - 1 - i];
	text[n] = '\0';
	return true;
}

/* ---- the layout: a bar with ink above and below it is a fraction */

typedef struct {
	guint whole[NUMBER_STROKES_MAX], above[NUMBER_STROKES_MAX], below[NUMBER_STROKES_MAX];
	guint n_whole, n_above, n_below;
	bool is_fraction;
} Layout;

static bool is_bar(const TraceBox *box)
{
	float wide = box->right - box->left, high = box->bottom - box->top;

	return wide > 0 && high < 0.35f * wide;
}

static void sort_out(Layout *layout, const Trace *trace, guint bar)
{
	TraceBox bar_box = trace_box(trace, bar, 1);
	float level = (bar_box.top + bar_box.bottom) / 2;

	for (guint s = 0; s < trace_n_strokes(trace); s++) {
		TraceBox box = trace_box(trace, s, 1);
		float x = middle_x(&box);

		if (s == bar)
			continue;
		if (x < bar_box.left || x > bar_box.right)
			layout->whole[layout->n_whole++] = s;
		else if ((box.top + box.bottom) / 2 < level)
			layout->above[layout->n_above++] = s;
		else
			layout->below[layout->n_below++] = s;
	}
}

/* The widest bar that has ink clear above and clear below it. */
static void find_layout(Layout *layout, const Trace *trace)
{
	float widest = 0;

	memset(layout, 0, sizeof(*layout));
	for (guint s = 0; s < trace_n_strokes(trace); s++) {
		TraceBox box = trace_box(trace, s, 1);
		Layout candidate = { 0 };
		bool clear = is_bar(&box) && box.right - box.left > widest;

		if (!clear)
			continue;
		sort_out(&candidate, trace, s);
		for (guint i = 0; i < candidate.n_above; i++)
			clear = clear &&
				trace_box(trace, candidate.above[i], 1).bottom < box.bottom;
		for (guint i = 0; i < candidate.n_below; i++)
			clear = clear && trace_box(trace, candidate.below[i], 1).top > box.top;
		if (clear && candidate.n_above > 0 && candidate.n_below > 0) {
			*layout = candidate;
			layout->is_fraction = true;
			widest = box.right - box.left;
		}
	}
	if (!layout->is_fraction)
		for (guint s = 0; s < trace_n_strokes(trace); s++)
			layout->whole[layout->n_whole++] = s;
}

/* ---- reading */

struct NumberInk {
	const Network *network;
	bool is_number; /* it may be: neither blank nor too much */
	Layout layout;
	Line whole, above, below;
};

NumberInk *number_ink_new(const Recogniser *recogniser, const Trace *trace)
{
	NumberInk *ink = g_new0(NumberInk, 1);
	Layout *layout = &ink->layout;

	ink->network = recogniser_network(recogniser, RECOGNISER_SIGNS);
	ink->is_number = trace_n_strokes(trace) > 0 && trace_n_strokes(trace) <= NUMBER_STROKES_MAX;
	if (!ink->is_number)
		return ink;
	find_layout(layout, trace);
	line_init(&ink->whole, recogniser, trace, layout->whole, layout->n_whole);
	line_init(&ink->above, recogniser, trace, layout->above, layout->n_above);
	line_init(&ink->below, recogniser, trace, layout->below, layout->n_below);
	return ink;
}

NumberInk *number_ink_free(NumberInk *ink)
{
	if (ink) {
		line_clear(&ink->whole);
		line_clear(&ink->above);
		line_clear(&ink->below);
		g_free(ink);
	}
	return NULL;
}

/* One line of the layout; its best text, and how sure. */
static float read_line(Line *line, const char *const *keys, char text[LENGTH_MAX + 1])
{
	line_expect(line, keys);
	if (!line_best(line, text))
		return 0;
	return (float)(line_sum_of(line, text) / line_sum(line));
}

/* How sure it is that these are `text`'s signs: digits, points, minus; a fraction's bar and the space before it are place. */
static float honest(const NumberInk *ink, float confidence, const char *text)
{
	guint n_signs = 0;

	for (; *text; text++)
		n_signs += *text != ' ' && *text != '/';
	return network_honest(confidence, ink->network->string, n_signs);
}

Reading number_ink_read(NumberInk *ink, const char *const *keys)
{
	Reading reading = { .text = "", .refused = true };
	char whole[LENGTH_MAX + 1] = "", above[LENGTH_MAX + 1] = "", below[LENGTH_MAX + 1] = "";

	if (!ink->is_number)
		return reading;
	reading.confidence = 1;
	if (ink->whole.n > 0)
		reading.confidence *= read_line(&ink->whole, keys, whole);
	if (ink->layout.is_fraction) {
		reading.confidence *= read_line(&ink->above, keys, above);
		reading.confidence *= read_line(&ink->below, keys, below);
		/* A minus needs no gap before the fraction; a whole number does. */
		g_snprintf(reading.text, sizeof(reading.text), "%s%s%s/%s", whole,
			*whole && !g_str_equal(whole, "-") ? " " : "", above, below);
	} else {
		g_strlcpy(reading.text, whole, sizeof(reading.text));
	}
	reading.confidence = honest(ink, reading.confidence, reading.text);
	reading.refused = reading.confidence < REFUSE_BELOW;
	return reading;
}

static float confidence_of_line(Line *line, const char *const *keys, const char *text)
{
	if (line->n == 0)
		return *text ? 0 : 1;
	line_expect(line, keys);
	return (float)(line_sum_of(line, text) / line_sum(line));
}

static float confidence_of_fraction(NumberInk *ink, const char *key, const char *slash)
{
	const char *const keys[] = { key, NULL };
	const char *space = memchr(key, ' ', (gsize)(slash - key));
	const char *start = space ? space + 1 : *key == '-' ? key + 1 : key;
	g_autofree char *whole = g_strndup(key, (gsize)((space ? space : start) - key));
	g_autofree char *above = g_strndup(start, (gsize)(slash - start));

	return confidence_of_line(&ink->whole, keys, whole) *
	       confidence_of_line(&ink->above, keys, above) *
	       confidence_of_line(&ink->below, keys, slash + 1);
}

float number_ink_confidence_of(NumberInk *ink, const char *key)
{
	const char *const keys[] = { key, NULL };
	const char *slash = strchr(key, '/');
	float confidence;

	if (!ink->is_number || (ink->layout.is_fraction && !slash))
		return 0;
	confidence = ink->layout.is_fraction ? confidence_of_fraction(ink, key, slash)
					     : confidence_of_line(&ink->whole, keys, key);
	return honest(ink, confidence, key);
}

Reading number_read(const Recogniser *recogniser, const Trace *trace)
{
	g_autoptr(NumberInk) ink = number_ink_new(recogniser, trace);

	return number_ink_read(ink, NULL);
}

float number_confidence_of(const Recogniser *recogniser, const Trace *trace, const char *key)
{
	g_autoptr(NumberInk) ink = number_ink_new(recogniser, trace);

	return number_ink_confidence_of(ink, key);
}
