/* SPDX-License-Identifier: MIT */
/* See lessons.h. Look-alikes of a class are neither taught as it nor as junk: an I is no witness against 1. */
#include "homework/train/lessons.h"

#include <string.h>

#include "homework/train/generate.h"

#define N_MARKS_LEARN 3000 /* generated, of each kind */
#define N_MARKS_OTHER 200
#define N_PAIRS_LEARN 2500
#define N_PAIRS_OTHER 150
#define N_FOREIGN_ROUNDS 3
#define SEED 20251201u

typedef struct {
	const char *labels; /* a class for each character */
	guint n_hidden;
	/* Junk: the part of each file's samples that is taken, and the look-alikes that are not. */
	float digits, capitals, small, symbols;
	const char *not_digits, *not_capitals, *not_small, *not_symbols;
	const char *often; /* the classes asked for most: taught twice */
} Plan;

static const Plan PLANS[RECOGNISER_N_SETS] = {
	[RECOGNISER_DIGITS] = { "0123456789", 384, 0, 0.25f, 0.25f, 0.25f, "", "OIZSBGQDTJL",
		"olizsbgqyt", "|/()!'`^,.-_:;\"~", "" },
	[RECOGNISER_CAPITALS] = { "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 512, 0.25f, 0, 0.25f, 0.3f,
		"012568", "", "abcdfijklmnopstuvwxyz", "|()!'`^,.-_:;\"~<>", "ABCDTF" },
	[RECOGNISER_MARKS] = { "", 320, 0.35f, 0.8f, 1, 1, "01", "XOIQ", "xol",
		"|/()!'`,-_\"~?*+:;", "" },
	[RECOGNISER_SIGNS] = { "0123456789-./,:%", 384, 0, 0.25f, 0.25f, 0.2f, "", "OIZSBGQDTJLCX",
		"olizsbgqytcfx", "|!'`^_;\"~{}[]()*<>", "" },
};

/* ---- the files */

static void free_trace(gpointer trace)
{
	trace_free(trace);
}

School *school_open(const char *folder, const char *extra_path, GError **error)
{
	g_autoptr(School) school = g_new0(School, 1);
	const struct {
		const char *name;
		GPtrArray **samples;
	} files[] = {
		{ "digits.tsv", &school->digits },
		{ "upper.tsv", &school->capitals },
		{ "lower.tsv", &school->small },
		{ "symbols.tsv", &school->symbols },
		{ "other.tsv", &school->foreign },
		{ "numbers.tsv", &school->numbers },
		{ "gestures.tsv", &school->gestures },
	};

	school->made = g_ptr_array_new_with_free_func(free_trace);
	for (guint f = 0; f < G_N_ELEMENTS(files); f++) {
		g_autofree char *path = g_build_filename(folder, files[f].name, NULL);

		*files[f].samples = dataset_load(path, error);
		if (!*files[f].samples)
			return NULL;
	}
	school->extra = extra_path ? dataset_load(extra_path, error)
				   : g_ptr_array_new_with_free_func(sample_free);
	if (!school->extra)
		return NULL;
	/* What a teacher corrected is there to be learnt from, whoever wrote it. */
	for (guint i = 0; i < school->extra->len; i++)
		((Sample *)g_ptr_array_index(school->extra, i))->fold = FOLD_LEARN;
	return g_steal_pointer(&school);
}

School *school_close(School *school)
{
	if (school) {
		g_clear_pointer(&school->digits, g_ptr_array_unref);
		g_clear_pointer(&school->capitals, g_ptr_array_unref);
		g_clear_pointer(&school->small, g_ptr_array_unref);
		g_clear_pointer(&school->symbols, g_ptr_array_unref);
		g_clear_pointer(&school->foreign, g_ptr_array_unref);
		g_clear_pointer(&school->numbers, g_ptr_array_unref);
		g_clear_pointer(&school->gestures, g_ptr_array_unref);
		g_clear_pointer(&school->extra, g_ptr_array_unref);
		g_clear_pointer(&school->made, g_ptr_array_unref);
		g_free(school);
	}
	return NULL;
}

void school_deal(School *school, guint turn)
{
	GPtrArray *const all[] = { school->digits, school->capitals, school->small, school->symbols,
		school->foreign, school->numbers, school->gestures };

	for (guint f = 0; f < G_N_ELEMENTS(all); f++)
		dataset_deal(all[f], turn);
	/* Of the last turn; lessons hold them no longer. */
	g_ptr_array_set_size(school->made, 0);
}

Network *lessons_network(RecogniserSet set)
{
	const Plan *plan = &PLANS[set];
	const char *const *marks = generate_labels();
	guint n_classes = 1 + (set == RECOGNISER_MARKS ? g_strv_length((char **)marks)
						       : (guint)strlen(plan->labels));
	Network *network = network_new(recogniser_set_name(set), plan->n_hidden, n_classes);

	g_strlcpy(network->labels[NETWORK_JUNK], "junk", sizeof(network->labels[0]));
	for (guint c = 1; c < n_classes; c++)
		if (set == RECOGNISER_MARKS)
			g_strlcpy(network->labels[c], marks[c - 1], sizeof(network->labels[c]));
		else
			network->labels[c][0] = plan->labels[c - 1];
	return network;
}

guint school_n_corrections(const School *school)
{
	g_autoptr(GHashTable) signs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	guint n = 0;

	for (RecogniserSet set = 0; set < RECOGNISER_N_SETS; set++) {
		g_autoptr(Network) network = lessons_network(set);

		for (guint c = NETWORK_JUNK + 1; c < network->n_classes; c++)
			g_hash_table_add(signs, g_strdup(network->labels[c]));
	}
	for (guint i = 0; i < school->extra->len; i++) {
		const Sample *sample = g_ptr_array_index(school->extra, i);

		if (g_hash_table_contains(signs, sample->label))
			n++;
	}
	return n;
}

/* ---- lessons */

typedef struct {
	School *school;
	const Network *network;
	Fold fold;
	guint64 chance;
	GArray *lessons;
} Course;

static void teach(Course *course, const Trace *trace, guint class)
{
	const Lesson lesson = { trace, class };

	g_array_append_val(course->lessons, lesson);
}

static void teach_labelled(Course *course, const GPtrArray *samples, const char *often)
{
	for (guint i = 0; i < samples->len; i++) {
		const Sample *sample = g_ptr_array_index(samples, i);
		gint class = network_class(course->network, sample->label);

		if (sample->fold != course->fold || class <= NETWORK_JUNK)
			continue;
		teach(course, sample->trace, (guint) class);
		if (course->fold == FOLD_LEARN && strchr(often, sample->label[0]))
			teach(course, sample->trace, (guint) class);
	}
}

/* What looks like no class at all: `part` of the samples, but for look-alikes and the classes themselves. */
static void teach_junk(
	Course *course, const GPtrArray *samples, float part, const char *look_alikes)
{
	for (guint i = 0; i < samples->len; i++) {
		const Sample *sample = g_ptr_array_index(samples, i);
		bool alike = sample->label[1] == '\0' && strchr(look_alikes, sample->label[0]);

		if (sample->fold == course->fold && !alike &&
			network_class(course->network, sample->label) < 0 &&
			chance_unit(&course->chance) < part)
			teach(course, sample->trace, NETWORK_JUNK);
	}
}

/* Real signs that are drawn like a mark; or hardly otherwise, and are none. */
static void teach_drawn_alike(
	Course *course, const GPtrArray *samples, const char *sign, const char *mark)
{
	gint class = network_class(course->network, mark);

	for (guint i = 0; i < samples->len; i++) {
		const Sample *sample = g_ptr_array_index(samples, i);

		if (sample->fold == course->fold && g_str_equal(sample->label, sign))
			teach(course, sample->trace, (guint) class);
	}
}

static void teach_marks(Course *course)
{
	School *school = course->school;
	guint n = course->fold == FOLD_LEARN ? N_MARKS_LEARN : N_MARKS_OTHER;

	for (const char *const *label = generate_labels(); *label; label++)
		for (guint i = 0; i < n; i++) {
			Trace *trace = generate_mark(*label, &course->chance);

			g_ptr_array_add(school->made, trace);
			teach(course, trace, (guint)network_class(course->network, *label));
		}
	for (guint i = 0; i < 2 * n; i++) {
		Trace *trace = generate_mark("vee", &course->chance);

		g_ptr_array_add(school->made, trace);
		teach(course, trace, NETWORK_JUNK);
	}
	teach_drawn_alike(course, school->capitals, "X", "cross");
	teach_drawn_alike(course, school->small, "x", "cross");
	teach_drawn_alike(course, school->capitals, "O", "circle");
	teach_drawn_alike(course, school->symbols, "?", "question");
	teach_drawn_alike(course, school->symbols, "/", "slash");
	/* Little tells them from a question mark without its point: all are seen. */
	teach_drawn_alike(course, school->digits, "7", "junk");
	teach_drawn_alike(course, school->digits, "2", "junk");
}

/* Who is asked for A to D, T or F may as well write it small, and among capitals there are such. Confidence is set by
 * capitals alone. */
static void teach_small(Course *course)
{
	static const char SMALL[] = "abcdft";

	for (const char *at = SMALL; *at; at++) {
		const char small[] = { *at, '\0' };
		const char capital[] = { g_ascii_toupper(*at), '\0' };

		teach_drawn_alike(course, course->school->small, small, capital);
	}
}

/* Puts a sample of unit height at x, returns its right edge. */
static float put_beside(Trace *to, const Trace *from, float x)
{
	TraceBox box = trace_box(from, 0, trace_n_strokes(from));
	float scale = 1 / MAX(MAX(box.bottom - box.top, (box.right - box.left) / 2), 1e-3f);

	for (guint s = 0; s < trace_n_strokes(from); s++) {
		for (guint i = trace_stroke_start(from, s); i < trace_stroke_end(from, s); i++) {
			TracePoint point = trace_point(from, i);

			trace_add_point(
				to, x + (point.x - box.left) * scale, (point.y - box.top) * scale);
		}
		trace_end_stroke(to);
	}
	return x + (box.right - box.left) * scale;
}

/* Two or three digits together are no sign: what a wrong cut looks like. */
static void teach_pairs(Course *course)
{
	const GPtrArray *digits = course->school->digits;
	guint n = course->fold == FOLD_LEARN ? N_PAIRS_LEARN : N_PAIRS_OTHER;

	for (guint i = 0; i < n;) {
		Trace *trace = trace_new();
		float right = 0;

		for (guint d = chance_unit(&course->chance) < 0.8f ? 2 : 3; d > 0;) {
			const Sample *sample = g_ptr_array_index(
				digits, chance_next(&course->chance) % digits->len);

			if (sample->fold != course->fold)
				continue;
			right = put_beside(trace, sample->trace,
				right + chance_between(&course->chance, 0.05f, 0.5f));
			d--;
		}
		g_ptr_array_add(course->school->made, trace);
		teach(course, trace, NETWORK_JUNK);
		i++;
	}
}

GArray *lessons_of(School *school, const Network *network, RecogniserSet set, Fold fold)
{
	const Plan *plan = &PLANS[set];
	Course course = { school, network, fold, SEED + (guint64)fold,
		g_array_new(FALSE, FALSE, sizeof(Lesson)) };

	teach_labelled(&course, school->digits, plan->often);
	teach_labelled(&course, school->capitals, plan->often);
	teach_labelled(&course, school->symbols, plan->often);
	teach_labelled(&course, school->extra, plan->often);
	if (set == RECOGNISER_CAPITALS && fold == FOLD_LEARN)
		teach_small(&course);
	if (set == RECOGNISER_MARKS)
		teach_marks(&course);
	if (set == RECOGNISER_SIGNS)
		teach_pairs(&course);
	teach_junk(&course, school->digits, plan->digits, plan->not_digits);
	teach_junk(&course, school->capitals, plan->capitals, plan->not_capitals);
	teach_junk(&course, school->small, plan->small, plan->not_small);
	teach_junk(&course, school->symbols, plan->symbols, plan->not_symbols);
	/* Few samples, many shapes: seen more often. */
	for (guint i = 0; i < (fold == FOLD_LEARN ? N_FOREIGN_ROUNDS : 1); i++)
		teach_junk(&course, school->foreign, 1, "");
	return course.lessons;
}
