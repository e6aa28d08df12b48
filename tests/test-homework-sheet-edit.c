/* SPDX-License-Identifier: MIT */
/* Editing sheets: what each operation does, that a refused list does nothing, that any list gives a good sheet. */
#include "homework/sheet/sheet-edit.h"

#include <string.h>

#include "homework/sheet/sheet-check.h"
#include "homework/sheet/sheet-json.h"
#include "tests/helpers.h"
#include "tests/sheet-chance.h"
#include "tests/sheet-error-check.h"

static Sheet *every_member(void)
{
	g_autofree char *path = helpers_fixture_path("sheet/every-member.json");
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	Sheet *sheet = sheet_json_read(text, strlen(text), &error);
	g_assert_no_error(error);
	return sheet;
}

static Sheet *edit(const Sheet *sheet, const char *operations)
{
	g_autoptr(GError) error = NULL;
	Sheet *edited = sheet_edit_apply(sheet, operations, strlen(operations), &error);

	g_assert_no_error(error);
	g_assert_nonnull(edited);
	return edited;
}

static const SheetRegion *region_of(const Sheet *sheet, const char *id)
{
	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		for (guint k = 0; k < page->regions->len; k++) {
			const SheetRegion *region = g_ptr_array_index(page->regions, k);
			if (g_str_equal(region->id, id))
				return region;
		}
	}
	return NULL;
}

static void test_ids(void)
{
	g_autoptr(Sheet) sheet = every_member(), same = every_member();

	sheet_edit_name_regions(sheet);
	sheet_edit_name_regions(same);
	sheet_chance_assert_equal(sheet, same);
	g_assert_true(sheet_check(sheet, NULL));
	g_assert_nonnull(region_of(sheet, "r1"));
	g_assert_cmpint(region_of(sheet, "r1")->role, ==, ROLE_OPTION); /* the first without */
}

static void test_create(void)
{
	g_autoptr(Sheet) sheet = every_member();
	g_autoptr(Sheet) edited = edit(sheet,
		"[{\"do\": \"create-region\", \"page\": 0, \"region\": {\"role\": \"answer\","
		" \"question\": 5, \"box_mm\": [5, 120, 30, 10]}},"
		" {\"do\": \"create-region\", \"page\": 1, \"region\": {\"id\": \"mine\","
		" \"role\": \"total\", \"box_mm\": [0, 0, 30, 10]}}]");
	const SheetPage *page = g_ptr_array_index(edited->pages, 0);
	const SheetRegion *region = g_ptr_array_index(page->regions, page->regions->len - 1);

	g_assert_cmpint(region->question, ==, 5);
	g_assert_cmpfloat_with_epsilon(region->box.x_mm, 13.1 + 5, 1e-6);
	g_assert_cmpint(region->id[0], ==, 'r');
	g_assert_cmpint(region_of(edited, "mine")->role, ==, ROLE_TOTAL);
}

static void test_move(void)
{
	g_autoptr(Sheet) sheet = every_member();
	g_autoptr(Sheet) moved = edit(sheet,
		"[{\"do\": \"move-region\", \"region\": \"q1\", \"box_mm\": [20, 20, 10, 5]},"
		" {\"do\": \"move-region\", \"region\": \"q1-more\", \"box_mm\": [50, 60, 60, "
		"30.125]}]");
	const SheetRegion *box = region_of(moved, "q1"), *polygon = region_of(moved, "q1-more");

	g_assert_cmpfloat_with_epsilon(box->box.x_mm, 33.1, 1e-6);
	g_assert_cmpfloat_with_epsilon(box->box.height_mm, 5, 1e-6);
	/* [25.125, 45.0625] of a box of 30 by 15.0625 at 10, 30: twice as large now */
	const SheetPoint *low = &g_array_index(polygon->corners, SheetPoint, 2);
	g_assert_cmpfloat_with_epsilon(low->x_mm, 13.1 + 50 + 15.125 * 2, 1e-3);
	g_assert_cmpfloat_with_epsilon(low->y_mm, 12.8 + 90.125, 1e-3);
	g_autoptr(Sheet) shaped = edit(moved, "[{\"do\": \"move-region\", \"region\": \"q1\","
					      " \"corners_mm\": [[1, 1], [9, 1], [5, 9]]}]");
	g_assert_cmpint(region_of(shaped, "q1")->shape, ==, REGION_POLYGON);
	g_assert_cmpfloat_with_epsilon(region_of(shaped, "q1")->box.width_mm, 8, 1e-6);
}

/* Another kind, another question: it keeps its place in the order, and what links to it. */
static void test_set_region(void)
{
	g_autoptr(Sheet) sheet = every_member();
	g_autoptr(Sheet) edited = edit(sheet,
		"[{\"do\": \"set-region\", \"region\": {\"id\": \"q1-more\", \"role\": \"answer\","
		" \"question\": 5, \"box_mm\": [5, 120, 30, 10], \"previous\": \"q1\"}}]");
	const SheetPage *page = g_ptr_array_index(edited->pages, 0);
	const SheetRegion *region = g_ptr_array_index(page->regions, 1);

	g_assert_cmpstr(region->id, ==, "q1-more");
	g_assert_cmpint(region->question, ==, 5);
	g_assert_cmpint(region->shape, ==, REGION_RECTANGLE);
	g_assert_cmpfloat_with_epsilon(region->box.x_mm, 13.1 + 5, 1e-6);
	g_assert_cmpstr(region_of(edited, "q1")->next, ==, "q1-more");
}

static void test_name_and_delete(void)
{
	g_autoptr(Sheet) sheet = every_member();
	g_autoptr(Sheet) named =
		edit(sheet, "[{\"do\": \"name-region\", \"region\": \"q1\", \"name\": \"答案\"}]");
	g_autoptr(Sheet) deleted =
		edit(named, "[{\"do\": \"delete-region\", \"region\": \"q1-more\"}]");

	g_assert_cmpstr(region_of(named, "q1")->name, ==, "答案");
	g_assert_cmpstr(region_of(sheet, "q1")->name, ==, "一、1"); /* the version before stays */
	g_assert_null(region_of(deleted, "q1-more"));
	g_assert_cmpstr(region_of(deleted, "q1")->next, ==, "");
}

static void test_set_question(void)
{
	g_autoptr(Sheet) sheet = every_member();
	g_autoptr(Sheet) edited = edit(sheet,
		"[{\"do\": \"set-question\", \"question\": {\"number\": 2, \"type\": \"number\","
		" \"key\": [\"7\"], \"points\": 3}},"
		" {\"do\": \"set-question\", \"question\": {\"number\": 8, \"type\": \"text\"}}]");

	g_assert_cmpstr(sheet_find_question(edited, 2)->key[0], ==, "7");
	g_assert_null(sheet_find_question(edited, 2)->key[1]);
	g_assert_cmpint(sheet_find_question(edited, 8)->type, ==, QUESTION_TEXT);
	g_assert_cmpuint(edited->questions->len, ==, sheet->questions->len + 1);
}

/* What is not said stays; what is on a page keeps its place from the paper's corner. */
static void test_set_sheet_and_page(void)
{
	g_autoptr(Sheet) sheet = every_member();
	g_autoptr(Sheet) named = edit(sheet, "[{\"do\": \"set-sheet\", \"title\": \"第二单元\"},"
					     " {\"do\": \"set-sheet\", \"grade\": 0}]");
	g_autoptr(Sheet) cut =
		edit(sheet, "[{\"do\": \"set-page\", \"page\": 0, \"offset_mm\": [15.1, 10.8]},"
			    " {\"do\": \"set-page\", \"page\": 0, \"size_mm\": [210, 297]}]");
	const SheetBox *trim = &((SheetPage *)g_ptr_array_index(cut->pages, 0))->trim;

	g_assert_cmpstr(named->title, ==, "第二单元");
	g_assert_cmpstr(named->subject, ==, "数学");
	g_assert_cmpint(named->grade, ==, 0);
	g_assert_cmpfloat_with_epsilon(trim->x_mm, 15.1, 1e-6);
	g_assert_cmpfloat_with_epsilon(trim->width_mm, 210, 1e-6);
	g_assert_cmpfloat_with_epsilon(region_of(cut, "q1")->box.x_mm, 15.1 + 10, 1e-6);
	g_assert_cmpfloat_with_epsilon(region_of(cut, "q1")->box.y_mm, 10.8 + 20.5, 1e-6);
	const SheetPoint *corner =
		&g_array_index(region_of(cut, "q1-more")->corners, SheetPoint, 1);
	g_assert_cmpfloat_with_epsilon(corner->x_mm, 15.1 + 40, 1e-6);
}

static guint n_regions_of(const Sheet *sheet, gint question)
{
	guint n = 0;

	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		for (guint k = 0; k < page->regions->len; k++)
			n += ((SheetRegion *)g_ptr_array_index(page->regions, k))->question ==
			     question;
	}
	return n;
}

/* A question goes with its regions, and links with those end. */
static void test_delete_question(void)
{
	g_autoptr(Sheet) sheet = every_member();
	const SheetQuestion *first = g_ptr_array_index(sheet->questions, 0);
	const gint number = first->number;
	const guint n = sheet->questions->len;
	g_autofree char *operations =
		g_strdup_printf("[{\"do\": \"delete-question\", \"question\": %d}]", number);

	g_assert_cmpuint(n_regions_of(sheet, number), >, 0);
	g_autoptr(Sheet) edited = edit(sheet, operations);
	g_assert_cmpuint(edited->questions->len, ==, n - 1);
	g_assert_null(sheet_find_question(edited, number));
	g_assert_cmpuint(n_regions_of(edited, number), ==, 0);
}

static void test_pages(void)
{
	g_autoptr(Sheet) sheet = every_member();
	const guint n = sheet->pages->len;
	g_autoptr(Sheet) more = edit(sheet,
		"[{\"do\": \"add-page\", \"page\": {\"address\": {\"section\": 3, \"owner\": 27,"
		" \"book\": 604, \"page\": 99999}, \"size_mm\": [150, 210], \"regions\": ["
		"{\"role\": \"total\", \"box_mm\": [10, 10, 20, 10]}]}}]");
	g_autofree char *operations =
		g_strdup_printf("[{\"do\": \"delete-page\", \"page\": %u}]", n);

	g_assert_cmpuint(more->pages->len, ==, n + 1);
	const SheetPage *page = g_ptr_array_index(more->pages, n);
	g_assert_cmpuint(page->address.page, ==, 99999);
	g_assert_cmpstr(((SheetRegion *)g_ptr_array_index(page->regions, 0))->id, !=, "");
	g_autoptr(Sheet) less = edit(more, operations);
	g_assert_cmpuint(less->pages->len, ==, n);
	sheet_edit_name_regions(sheet);
	sheet_chance_assert_equal(less, sheet);
}

static void test_refused(void)
{
	static const struct {
		const char *operations, *message;
	} ROWS[] = {
		{ "nonsense", "operations: are no JSON" },
		{ "[]", "operations: are none; write one" },
		{ "{\"do\": 1}", "operations: is no list; write [ … ]" },
		{ "[{\"do\": \"turn\"}]",
			"operations[0].do: is no operation; write \"create-region\", "
			"\"move-region\", \"set-region\", \"name-region\", \"delete-region\", "
			"\"set-question\", \"delete-question\", \"set-sheet\", \"set-page\", "
			"\"add-page\" or \"delete-page\"" },
		{ "[{\"do\": \"set-region\", \"region\": {\"box_mm\": [1, 1, 9, 9]}}]",
			"operations[0].region: there is no region \"\"; ask for the sheet again" },
		{ "[{\"do\": \"set-region\", \"region\": {\"id\": \"q1\", \"role\": \"claim-box\","
		  " \"box_mm\": [1, 1, 9, 9]}}]",
			"pages[0].regions[0].number: is 0; write the number of the pupil, from 1 "
			"to 9999" },
		{ "[{\"do\": \"set-sheet\"}]",
			"operations[0]: changes nothing; write a title, a subject or a grade" },
		{ "[{\"do\": \"set-sheet\", \"grade\": 10}]",
			"grade: is 10; write 1 to 9, or leave it out" },
		{ "[{\"do\": \"set-page\", \"page\": 0, \"size_mm\": [0, 210]}]",
			"pages[0].size_mm[0]: is 0; write a number from 1 to 36000" },
		{ "[{\"do\": \"set-page\", \"page\": 0, \"size_mm\": [20, 20]}]",
			"pages[0].regions[0].box_mm: reaches 20.00 mm over the right edge of the "
			"paper, which is 20.00 by 20.00 mm; move it or make it smaller" },
		{ "[{\"do\": \"delete-question\", \"question\": 77}]",
			"operations[0].question: the sheet has no question 77" },
		{ "[{\"do\": \"delete-page\", \"page\": 2}]",
			"operations[0].page: is 2 and the sheet has 2; count from 0" },
		{ "[{\"do\": \"delete-page\", \"page\": 1}, {\"do\": \"delete-page\", \"page\": "
		  "0}]",
			"operations[1].page: is the only one, and a sheet without a page cannot be "
			"written on" },
		{ "[{\"do\": \"add-page\", \"page\": {\"size_mm\": [10, 10]}}]",
			"operations[0].page.address: is missing; write it" },
		{ "[{\"do\": \"delete-region\", \"region\": \"q1\"},"
		  " {\"do\": \"delete-region\", \"region\": \"q1\"}]",
			"operations[1].region: there is no region \"q1\"; ask for the sheet "
			"again" },
		{ "[{\"do\": \"create-region\", \"page\": 2, \"region\": {\"box_mm\": [1, 1, 1, "
		  "1]}}]",
			"operations[0].page: is 2 and the sheet has 2; count from 0" },
		{ "[{\"do\": \"create-region\", \"page\": 0, \"region\": {\"role\": \"reply\"}}]",
			"operations[0].region.role: is no role; write \"other\", \"answer\", "
			"\"option\", \"mark\", \"total\", \"number-box\", \"claim-box\", "
			"\"page-strip\", \"roster-box\" or \"help\"" },
		{ "[{\"do\": \"move-region\", \"region\": \"q1\"}]",
			"operations[0]: says no place, or two; write either box_mm, with a width "
			"and a height above 0, or corners_mm" },
		{ "[{\"do\": \"move-region\", \"region\": \"q1\", \"box_mm\": [140, 0, 20, 5]}]",
			"pages[0].regions[0].box_mm: reaches 10.00 mm over the right edge of the "
			"paper, which is 150.00 by 210.00 mm; move it or make it smaller" },
		{ "[{\"do\": \"name-region\", \"region\": \"q1\", \"title\": \"x\"}]",
			"operations[0].name: is missing; write it" },
		{ "[{\"do\": \"name-region\", \"region\": \"q1\", \"name\": \"x\", \"to\": 1}]",
			"operations[0].to: is not known here; take it away, or mend its name: do, "
			"region, name" },
		{ "[{\"do\": \"set-question\", \"question\": {\"number\": 1, \"type\": \"text\"}}]",
			"pages[0].regions[2].option: \"A\" is not among the options of question 1; "
			"mend it or add it there" },
	};
	g_autoptr(Sheet) sheet = every_member(), before = every_member();

	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_null(sheet_edit_apply(
			sheet, ROWS[i].operations, strlen(ROWS[i].operations), &error));
		sheet_error_check(error, ROWS[i].message);
	}
	sheet_chance_assert_equal(sheet, before);
}

/* Any sheet, its own regions moved about: a good sheet, or a refusal. */
static void test_any_sheet(void)
{
	g_autoptr(GRand) chance = g_rand_new_with_seed(11);
	guint n_done = 0;

	for (guint i = 0; i < 300; i++) {
		g_autoptr(Sheet) sheet = sheet_chance_sheet(chance);
		g_autoptr(GError) error = NULL;
		sheet_edit_name_regions(sheet);
		if (sheet->pages->len == 0)
			continue;
		const SheetPage *page = g_ptr_array_index(sheet->pages, 0);
		if (page->regions->len == 0)
			continue;
		const SheetRegion *region = g_ptr_array_index(page->regions, 0);
		g_autofree char *operations =
			g_strdup_printf("[{\"do\": \"move-region\", \"region\": \"%s\", "
					"\"box_mm\": [%d, %d, %d, %d]}]",
				region->id, g_rand_int_range(chance, -5, 90),
				g_rand_int_range(chance, -5, 90), g_rand_int_range(chance, -5, 60),
				g_rand_int_range(chance, -5, 60));
		g_autoptr(Sheet) edited =
			sheet_edit_apply(sheet, operations, strlen(operations), &error);
		g_assert_true((edited == NULL) == (error != NULL));
		n_done += edited != NULL;
		if (edited) {
			g_assert_true(sheet_check(edited, NULL));
			g_assert_cmpint(region_of(edited, region->id)->shape, ==, region->shape);
		}
	}
	g_assert_cmpuint(n_done, >, 30);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/homework/sheet-edit/ids", test_ids);
	g_test_add_func("/homework/sheet-edit/create", test_create);
	g_test_add_func("/homework/sheet-edit/move", test_move);
	g_test_add_func("/homework/sheet-edit/set-region", test_set_region);
	g_test_add_func("/homework/sheet-edit/name-and-delete", test_name_and_delete);
	g_test_add_func("/homework/sheet-edit/set-question", test_set_question);
	g_test_add_func("/homework/sheet-edit/set-sheet-and-page", test_set_sheet_and_page);
	g_test_add_func("/homework/sheet-edit/delete-question", test_delete_question);
	g_test_add_func("/homework/sheet-edit/pages", test_pages);
	g_test_add_func("/homework/sheet-edit/refused", test_refused);
	g_test_add_func("/homework/sheet-edit/any-sheet", test_any_sheet);
	return g_test_run();
}
