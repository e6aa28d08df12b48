/* SPDX-License-Identifier: MIT */
/* Where a question is on its page: with what is printed left of it and above,
 * without its neighbours. */
#include <math.h>
#include <string.h>

#include "homework/sheet/sheet-json.h"
#include "report/question-strip.h"

/* Two columns of sums, a question beneath over the whole width, with options in
 * a row. */
static const char SHEET[] =
	"{\"format\": \"zhibi-sheet\", \"version\": 1, \"pages\": [{\"address\": "
	"{\"section\": 3, \"owner\": 27, "
	"\"book\": 1, \"page\": 1}, \"offset_mm\": [10, 10], \"size_mm\": [150, "
	"200], \"regions\": ["
	"{\"role\": \"answer\", \"question\": 1, \"box_mm\": [30, 30, 20, 8]},"
	"{\"role\": \"answer\", \"question\": 2, \"box_mm\": [100, 30, 20, 8]},"
	"{\"role\": \"answer\", \"question\": 3, \"box_mm\": [30, 42, 20, 8]},"
	"{\"role\": \"option\", \"question\": 4, \"option\": \"A\", \"box_mm\": "
	"[20, 80, 6, 6]},"
	"{\"role\": \"option\", \"question\": 4, \"option\": \"B\", \"box_mm\": "
	"[60, 80, 6, 6]}]}],"
	"\"questions\": [{\"number\": 1, \"type\": \"number\"}, {\"number\": 2, "
	"\"type\": \"number\"}, {\"number\": 3, "
	"\"type\": \"number\"}, {\"number\": 4, \"type\": \"choice\", \"options\": "
	"[\"A\", \"B\"]}, {\"number\": 5, \"type\": "
	"\"steps\"}]}";

static void assert_strip(const SheetPage *page, gint question, SheetBox wanted)
{
	SheetBox strip;

	g_assert_true(question_strip(page, question, &strip));
	g_test_message("%d: %g %g %g %g", question, strip.x_mm, strip.y_mm, strip.width_mm,
		strip.height_mm);
	g_assert_cmpfloat_with_epsilon(strip.x_mm, wanted.x_mm + 10, 0.01);
	g_assert_cmpfloat_with_epsilon(strip.y_mm, wanted.y_mm + 10, 0.01);
	g_assert_cmpfloat_with_epsilon(strip.width_mm, wanted.width_mm, 0.01);
	g_assert_cmpfloat_with_epsilon(strip.height_mm, wanted.height_mm, 0.01);
}

static void test_strips(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Sheet) sheet = sheet_json_read(SHEET, strlen(SHEET), &error);
	g_assert_no_error(error);
	const SheetPage *page = g_ptr_array_index(sheet->pages, 0);
	SheetBox unused;

	/* From the edge to its own end, since another stands at the right; 14 mm up.
   */
	assert_strip(page, 1, (SheetBox){ 0, 16, 50.8, 22.8 });
	/* From where the left one ends, to the other edge. */
	assert_strip(page, 2, (SheetBox){ 51, 16, 99, 22.8 });
	/* Up to the sum above it, and no neighbour in its row. */
	assert_strip(page, 3, (SheetBox){ 0, 39, 150, 11.8 });
	/* Its options are one thing. */
	assert_strip(page, 4, (SheetBox){ 0, 66, 150, 20.8 });
	g_assert_false(question_strip(page, 5, &unused));
	g_assert_false(question_strip(page, 0, &unused));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report/question-strip/strips", test_strips);
	return g_test_run();
}
