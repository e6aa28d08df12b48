/* SPDX-License-Identifier: MIT */
/* OMRChecker's templates and evaluations, and the lines of JSON. */
#include "homework/sheet/layout-omr.h"

#include "homework/sheet/json-line.h"
#include "tests/layout-fixture.h"

static const LayoutFixture OMR = { "omrchecker",
	{ "omrchecker.template.json", "omrchecker.evaluation.json" } };

static void test_golden(void)
{
	layout_fixture_assert_golden(&OMR);
}

static void test_broken(void)
{
	layout_fixture_assert_broken(&OMR);
}

static void test_cut(void)
{
	layout_fixture_assert_cut(&OMR);
}

/* The template alone, of another shape than A4. */
static void test_template_alone(void)
{
	static const char TEXT[] =
		"{\"pageDimensions\": [300, 300], \"bubbleDimensions\": [15, 15], "
		"\"preProcessors\": [], \"fieldBlocks\": {\"a\": {\"fieldType\": \"QTYPE_MCQ5\", "
		"\"fieldLabels\": [\"q7\", \"q7b\"], \"origin\": [30, 60], \"bubblesGap\": 30, "
		"\"labelsGap\": 30}}}";
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autoptr(Sheet) sheet = layout_read(layout_by_name("omrchecker"),
		&(LayoutFile){ "t.json", (const guint8 *)TEXT, strlen(TEXT) }, 1, left_out, &error);

	g_assert_no_error(error);
	const SheetPage *page = g_ptr_array_index(sheet->pages, 0);
	g_assert_cmpfloat_with_epsilon(page->trim.width_mm, 50.8, 1e-9); /* 2 inches */
	g_assert_cmpuint(page->regions->len, ==, 10);
	const SheetRegion *second = g_ptr_array_index(page->regions, 6);
	g_assert_cmpfloat_with_epsilon(second->box.x_mm, 10.16, 1e-9);
	g_assert_cmpfloat_with_epsilon(second->box.y_mm, 15.24, 1e-9);
	g_assert_cmpint(second->question, ==, 1); /* "q7b" ends in no number */
	g_assert_null(sheet_find_question(sheet, 7)->key[0]);
	sheet_error_check_note(g_ptr_array_index(left_out, 0),
		"t.json:1: pageDimensions: pixels have no size: read as 150 to the inch, a page of "
		"50.8 by 50.8 mm");
}

static void test_which_file(void)
{
	static const LayoutFixture TWICE = { "omrchecker",
		{ "omrchecker.template.json", "omrchecker.template.json" } };
	static const LayoutFixture NONE = { "omrchecker", { "omrchecker.evaluation.json" } };
	static const LayoutFixture TURNED = { "omrchecker",
		{ "omrchecker.evaluation.json", "omrchecker.template.json" } };
	char *texts[LAYOUT_FIXTURE_FILES_MAX];
	g_autoptr(GError) error = NULL;
	g_autoptr(Sheet) sheet = layout_fixture_read(&TURNED, NULL);

	g_assert_cmpuint(sheet->questions->len, ==, 7);
	layout_fixture_load(&TWICE, texts);
	g_assert_null(layout_fixture_read_texts(&TWICE, texts, 2, NULL, &error));
	sheet_error_check(error,
		"omrchecker.template.json: both files have \"fieldBlocks\"; give one "
		"template.json");
	g_clear_error(&error);
	g_free(texts[0]);
	g_free(texts[1]);
	layout_fixture_load(&NONE, texts);
	g_assert_null(layout_fixture_read_texts(&NONE, texts, 1, NULL, &error));
	sheet_error_check(error,
		"omrchecker.evaluation.json: has no \"fieldBlocks\"; give the template.json of the "
		"sheet");
	g_free(texts[0]);
}

static void test_lines(void)
{
	static const char TEXT[] = "\n{\n\"a\": [1,\n {\"b\": \"x\\\"}\",\n\"c\": -1e5}],\n"
				   "\"ab\": true,\"c\"\n:\n{}}";
	static const struct {
		const char *path;
		guint line;
	} PLACES[] = { { "", 2 }, { "a", 3 }, { "a[0]", 3 }, { "a[1]", 4 }, { "a[1].b", 4 },
		{ "a[1].c", 5 }, { "ab", 6 }, { "c", 6 }, { "a[1].d", 4 }, { "abc", 2 },
		{ "a[2].x", 3 } };

	for (gsize i = 0; i < G_N_ELEMENTS(PLACES); i++)
		g_assert_cmpuint(
			json_line_of(TEXT, strlen(TEXT), PLACES[i].path), ==, PLACES[i].line);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/homework/omr/golden", test_golden);
	g_test_add_func("/homework/omr/broken", test_broken);
	g_test_add_func("/homework/omr/cut", test_cut);
	g_test_add_func("/homework/omr/template-alone", test_template_alone);
	g_test_add_func("/homework/omr/which-file", test_which_file);
	g_test_add_func("/homework/json/lines", test_lines);
	return g_test_run();
}
