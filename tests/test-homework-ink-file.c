/* SPDX-License-Identifier: MIT */
/* Ink as files: the archive gives back every bit, others' files give what they say, broken ones say where and what to do. */
#include "homework/archive/ink-file.h"

#include <string.h>

#include "tests/helpers.h"
#include "tests/sheet-error-check.h"

#define AT_MS G_GINT64_CONSTANT(1764576000000)

typedef struct {
	GError *error;
	GPtrArray *left_out;
	LayoutReport report;
	InkFileSource source;
} Reading;

static void set_up(Reading *reading, gconstpointer unused)
{
	(void)unused;
	reading->left_out = g_ptr_array_new_with_free_func(g_free);
	reading->report = (LayoutReport){ "it", reading->left_out, &reading->error };
	reading->source = (InkFileSource){ .report = &reading->report, .at_ms = AT_MS };
}

static void tear_down(Reading *reading, gconstpointer unused)
{
	(void)unused;
	g_ptr_array_unref(reading->left_out);
	g_clear_error(&reading->error);
}

static InkFile *read_text(Reading *reading, const char *text, gsize n_bytes)
{
	g_clear_error(&reading->error);
	return ink_file_read(&reading->source, (const guint8 *)text, n_bytes);
}

static InkFile *read_fixture(Reading *reading, const char *name)
{
	g_autofree char *inside = g_build_filename("ink-file", name, NULL);
	g_autofree char *path = helpers_fixture_path(inside);
	g_autofree char *text = NULL;
	gsize n_bytes;

	g_assert_true(g_file_get_contents(path, &text, &n_bytes, NULL));
	return read_text(reading, text, n_bytes);
}

static const Stroke *stroke_at(const InkFile *file, guint i)
{
	const InkFilePart *part = g_ptr_array_index(file->parts, 0);

	return g_ptr_array_index(part->strokes, i);
}

/* ---- the archive */

static gint32 any32(GRand *chance)
{
	return g_rand_boolean(chance) ? g_rand_int_range(chance, -9000, 9000)
				      : (gint32)g_rand_int(chance);
}

/* Whatever a stroke may hold at all. */
static Stroke *chance_stroke(GRand *chance)
{
	Stroke *stroke = stroke_new();
	const guint n_dots = (guint)g_rand_int_range(chance, 0, 90);

	if (g_rand_boolean(chance))
		stroke->page = (PageAddress){ PAGE_FAMILY_NCODE, g_rand_int(chance),
			g_rand_int(chance), g_rand_int(chance), g_rand_int(chance) };
	stroke->id = g_rand_int(chance);
	stroke->start_ms = AT_MS + any32(chance);
	stroke->pen_start_ms = any32(chance);
	stroke->end_ms = stroke->start_ms + g_rand_int_range(chance, 0, 100000);
	stroke->color = g_rand_int(chance);
	stroke->flags = g_rand_int(chance);
	stroke->force_max = (guint16)g_rand_int(chance);
	stroke->tip = g_rand_boolean(chance);
	stroke->origin = g_rand_boolean(chance);
	for (guint i = 0; i < n_dots; i++) {
		Dot dot = { .time_ms = g_rand_int(chance),
			.at = { any32(chance), any32(chance) },
			.force = g_rand_boolean(chance) ? FORCE_NONE : (guint16)g_rand_int(chance),
			.twist = g_rand_boolean(chance) ? TWIST_NONE : (guint16)g_rand_int(chance),
			.gap_ms = g_rand_boolean(chance) ? 0 : (guint16)g_rand_int(chance),
			.tilt_x = g_rand_boolean(chance) ? TILT_NONE : (guint8)g_rand_int(chance),
			.tilt_y = (guint8)g_rand_int(chance),
			.flags = g_rand_boolean(chance) ? 0 : (guint8)g_rand_int(chance) };
		g_array_append_val(stroke->dots, dot);
	}
	return stroke;
}

static void test_every_bit(Reading *reading, gconstpointer unused)
{
	(void)unused;
	g_autoptr(GRand) chance = g_rand_new_with_seed(11);

	for (guint round = 0; round < 60; round++) {
		g_autoptr(InkFile) file = ink_file_new();
		file->page_copy_id = 77;
		file->pupil_number = 17;
		file->by_teacher = g_rand_boolean(chance);
		g_free(file->class_name);
		file->class_name = g_strdup("三年级 <2> 班 & \"x\"");
		for (guint i = 0; i < 2; i++) {
			InkFilePart *part =
				ink_file_add_part(file, i ? "9C:7B" : "AA:BB", "neo", "NWP <1>");
			for (guint k = 0; k < 20; k++)
				g_ptr_array_add(part->strokes, chance_stroke(chance));
		}
		g_autofree char *text = inkml_write(file);
		g_autoptr(InkFile) again = read_text(reading, text, strlen(text));
		g_assert_no_error(reading->error);
		g_assert_cmpint(again->page_copy_id, ==, 77);
		g_assert_cmpint(again->pupil_number, ==, 17);
		g_assert_true(again->by_teacher == file->by_teacher);
		g_assert_cmpstr(again->class_name, ==, file->class_name);
		g_assert_cmpuint(again->parts->len, ==, 2);
		for (guint i = 0; i < 2; i++) {
			const InkFilePart *part = g_ptr_array_index(file->parts, i);
			const InkFilePart *other = g_ptr_array_index(again->parts, i);
			g_assert_cmpstr(part->pen, ==, other->pen);
			g_assert_cmpstr(part->model, ==, other->model);
			g_assert_cmpuint(other->strokes->len, ==, 20);
			for (guint k = 0; k < 20; k++) {
				const Stroke *a = g_ptr_array_index(part->strokes, k);
				const Stroke *b = g_ptr_array_index(other->strokes, k);
				g_assert_true(stroke_equal(a, b));
				g_assert_cmpint(a->id, ==, b->id);
			}
		}
		/* And the same bytes. */
		g_autofree char *twice = inkml_write(again);
		g_assert_cmpstr(twice, ==, text);
	}
}

/* ---- others' */

static void test_foreign_inkml(Reading *reading, gconstpointer unused)
{
	(void)unused;
	g_autoptr(InkFile) file = read_fixture(reading, "foreign.inkml");
	g_assert_no_error(reading->error);
	g_assert_cmpuint(ink_file_n_strokes(file), ==, 2);
	const Stroke *stroke = stroke_at(file, 0);
	g_assert_cmpuint(stroke->dots->len, ==, 5);
	const gint32 x_um[] = { 20000, 21000, 22000, 24000, 30000 };
	const gint32 y_um[] = { 10000, 11000, 12000, 13000, 20000 };
	const guint32 ms[] = { 0, 10, 20, 30, 100 };
	const guint16 force[] = { 512, FORCE_NONE, 1023, FORCE_NONE, 0 };
	for (guint i = 0; i < 5; i++) {
		const Dot *dot = stroke_dot(stroke, i);
		g_assert_cmpint(dot->at.x, ==, (gint32)(x_um[i] * 75.0 / 1778 + 0.5));
		g_assert_cmpint(dot->at.y, ==, (gint32)(y_um[i] * 75.0 / 1778 + 0.5));
		g_assert_cmpuint(dot->time_ms, ==, ms[i]);
		g_assert_cmpuint(dot->force, ==, force[i]);
	}
	g_assert_cmpint(stroke->start_ms, ==, AT_MS + 100500);
	g_assert_cmpint(stroke_at(file, 1)->start_ms, ==, AT_MS + 101000);
	g_assert_cmphex(stroke->flags, ==, STROKE_CLOCK_REPAIRED); /* when it was is not told */
	g_assert_cmpuint(reading->left_out->len, ==, 1);
	g_assert_nonnull(strstr(g_ptr_array_index(reading->left_out, 0), "above the paper"));
}

static void test_no_unit(Reading *reading, gconstpointer unused)
{
	(void)unused;
	static const char TEXT[] =
		"<ink xmlns='http://www.w3.org/2003/InkML'>\n<trace>1 2,3 4</trace></ink>";

	g_autoptr(InkFile) refused = read_text(reading, TEXT, strlen(TEXT));
	g_assert_null(refused);
	g_assert_nonnull(strstr(reading->error->message, "it:2: 没有 <traceFormat>"));
	g_assert_nonnull(strstr(reading->error->message, "--mm-per-unit"));
	reading->source.mm_per_unit = 17.78;
	g_autoptr(InkFile) file = read_text(reading, TEXT, strlen(TEXT));
	g_assert_no_error(reading->error);
	g_assert_cmpint(stroke_dot(stroke_at(file, 0), 1)->at.x, ==, 3 * 750);
	g_assert_cmpuint(stroke_dot(stroke_at(file, 0), 1)->time_ms, ==, 10);
}

static void test_neonotes(Reading *reading, gconstpointer unused)
{
	(void)unused;
	reading->source.page = (PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 0 };
	g_autoptr(InkFile) file = read_fixture(reading, "page.data");
	g_assert_no_error(reading->error);
	g_assert_cmpuint(ink_file_n_strokes(file), ==, 2);
	const Stroke *stroke = stroke_at(file, 0);
	g_assert_cmpuint(stroke->page.page, ==, 12);
	g_assert_cmpint(stroke->start_ms, ==, AT_MS + 1000);
	g_assert_cmpint(stroke->end_ms, ==, AT_MS + 1017);
	g_assert_cmpint(stroke_dot(stroke, 1)->at.x, ==, 1050);
	g_assert_cmpint(stroke_dot(stroke, 2)->at.y, ==, 2100);
	g_assert_cmpuint(stroke_dot(stroke, 1)->force, ==, 1023);
	g_assert_cmpuint(stroke_dot(stroke, 2)->time_ms, ==, 17);
	g_assert_cmpuint(reading->left_out->len, ==, 1);
	g_autoptr(InkFile) older = read_fixture(reading, "page-2.data");
	g_assert_no_error(reading->error);
	g_assert_cmpint(stroke_dot(stroke_at(older, 0), 0)->at.x, ==, 1025);
	g_assert_cmpint(stroke_dot(stroke_at(older, 0), 0)->at.y, ==, 2050);
}

/* A file that ends anywhere is refused, and says where. */
static void test_neonotes_cut(Reading *reading, gconstpointer unused)
{
	(void)unused;
	g_autofree char *path = helpers_fixture_path("ink-file/page.data");
	g_autofree char *bytes = NULL;
	gsize n_bytes;

	g_assert_true(g_file_get_contents(path, &bytes, &n_bytes, NULL));
	for (gsize n = 0; n < n_bytes; n++) {
		g_autoptr(InkFile) file = read_text(reading, bytes, n);
		if (n == n_bytes - 8) { /* only the identifier is missing, as in older versions */
			g_assert_nonnull(file);
			continue;
		}
		g_assert_null(file);
		g_assert_true(g_str_has_prefix(reading->error->message, "it: "));
		if (n >= 3)
			g_assert_nonnull(strstr(reading->error->message, "at byte"));
	}
}

static void test_tuhi(Reading *reading, gconstpointer unused)
{
	(void)unused;
	g_autoptr(InkFile) file = read_fixture(reading, "drawing.json");
	g_assert_no_error(reading->error);
	g_assert_cmpuint(ink_file_n_strokes(file), ==, 2);
	const Stroke *even = stroke_at(file, 0), *timed = stroke_at(file, 1);
	g_assert_cmpint(stroke_dot(even, 0)->at.x, ==, 75);
	g_assert_cmpint(stroke_dot(even, 2)->at.x, ==, 150);
	g_assert_cmpuint(stroke_dot(even, 1)->force, ==, 100);
	g_assert_cmpuint(stroke_dot(even, 2)->time_ms, ==, 20);
	g_assert_cmphex(even->flags, ==, STROKE_CLOCK_REPAIRED);
	g_assert_cmpint(even->start_ms, ==, AT_MS);
	g_assert_cmpint(timed->start_ms, ==, AT_MS + 500);
	g_assert_cmpint(timed->end_ms, ==, AT_MS + 520);
	g_assert_cmphex(timed->flags, ==, 0);
	g_assert_cmpint(stroke_dot(timed, 1)->at.x, ==, 750);
}

/* ---- broken ones */

static const struct {
	const char *text, *place, *mend;
} BROKEN[] = {
	{ "hello", "it: ", "InkML" },
	{ "<ink><trace>", "it:1: ", "" },
	{ "<svg/>", "it:1: <svg>", "<ink>" },
	{ "<ink/>", "it:1: <ink>", "no <trace>" },
	{ "<ink>\n<traceFormat><channel name='X' "
	  "units='mm'/></traceFormat>\n<trace>1</trace></ink>",
		"it:2: <traceFormat>", "X and Y" },
	{ "<ink><traceFormat><channel name='X' units='mm'/><channel name='Y' "
	  "units='mm'/></traceFormat>\n"
	  "<trace>1 2,\n3 x</trace></ink>",
		"it:3: <trace>, point 2", "mend" },
	{ "<ink><traceFormat><channel name='X' units='mm'/><channel name='Y' "
	  "units='mm'/></traceFormat>"
	  "<trace>1 2, 3</trace></ink>",
		"point 2", "one for each channel" },
	{ "<ink><traceFormat><channel name='X' units='mm'/><channel name='Y' "
	  "units='mm'/></traceFormat>"
	  "<trace>1 2 3</trace></ink>",
		"point 1", "take them out" },
	{ "<ink><traceFormat><channel name='X' units='mm'/><channel name='Y' "
	  "units='mm'/></traceFormat>"
	  "<trace>1 99999999999</trace></ink>",
		"point 1", "unit" },
	{ "<ink><traceFormat><channel name='X' units='mm'/><channel name='Y' units='mm'/>"
	  "<channel name='T'/></traceFormat><trace>1 2 9, 1 2 8</trace></ink>",
		"it:1: <trace>", "backwards" },
	{ "{\n\"version\": }", "it:2: ", "mend" },
	{ "{\"version\": 2}", "it: version: ", "newer" },
	{ "{\"version\": 1, \"strokes\": [{\"points\": [{\"pressure\": 1}]}]}",
		"strokes[0].points[0]: ", "position" },
	{ "{\"version\": 1, \"strokes\": [{\"points\": [{\"position\": [1]}]}]}",
		"strokes[0].points[0]: ", "[x, y]" },
	{ "{\"version\": 1, \"strokes\": [{}]}", "strokes[0]: ", "points" },
};

static void test_broken(Reading *reading, gconstpointer unused)
{
	(void)unused;
	for (guint i = 0; i < G_N_ELEMENTS(BROKEN); i++) {
		g_autoptr(InkFile) file =
			read_text(reading, BROKEN[i].text, strlen(BROKEN[i].text));
		g_test_message("%s", BROKEN[i].text);
		g_assert_null(file);
		g_test_message("%s", reading->error->message);
		g_autofree char *en = sheet_error_en(reading->error);
		sheet_error_check(reading->error, en);
		g_assert_nonnull(strstr(en, BROKEN[i].place));
		g_assert_nonnull(strstr(en, BROKEN[i].mend));
	}
}

static void add(const char *name, void (*test)(Reading *reading, gconstpointer unused))
{
	g_autofree char *path = g_strconcat("/homework/ink-file/", name, NULL);

	g_test_add(path, Reading, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add("every-bit", test_every_bit);
	add("foreign-inkml", test_foreign_inkml);
	add("no-unit", test_no_unit);
	add("neonotes", test_neonotes);
	add("neonotes-cut", test_neonotes_cut);
	add("tuhi", test_tuhi);
	add("broken", test_broken);
	return g_test_run();
}
