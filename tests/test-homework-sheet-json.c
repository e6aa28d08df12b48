/* SPDX-License-Identifier: MIT */
/* The sheet's own form: golden files, each fault with its message, any sheet there and back. */
#include "homework/sheet/sheet-json.h"

#include <string.h>

#include "tests/helpers.h"
#include "tests/sheet-chance.h"
#include "tests/sheet-error-check.h"

static char *fixture_text(const char *name)
{
	g_autofree char *path = helpers_fixture_path(name);
	char *text = NULL;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	return text;
}

static Sheet *read_good(const char *text)
{
	g_autoptr(GError) error = NULL;
	Sheet *sheet = sheet_json_read(text, strlen(text), &error);

	g_assert_no_error(error);
	g_assert_nonnull(sheet);
	return sheet;
}

static void assert_refused(const char *text, gsize n_bytes, const char *message)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(sheet_json_read(text, n_bytes, &error));
	sheet_error_check(error, message);
}

/* ---- golden files */

static void test_every_member(void)
{
	g_autofree char *text = fixture_text("sheet/every-member.json");
	g_autoptr(Sheet) sheet = read_good(text);
	g_autofree char *written = sheet_json_write(sheet);

	g_assert_cmpstr(written, ==, text);
	g_assert_cmpstr(sheet->title, ==, "Every member \"once\"");
	g_assert_cmpuint(sheet->pages->len, ==, 2);
	const SheetPage *page = g_ptr_array_index(sheet->pages, 0);
	g_assert_cmpuint(page->n_copies, ==, 48);
	g_assert_cmpuint(page->copy_step, ==, 2);
	const SheetRegion *region = g_ptr_array_index(page->regions, 0);
	g_assert_cmpint(region->role, ==, ROLE_ANSWER);
	g_assert_cmpfloat_with_epsilon(
		region->box.x_mm, 23.1, 1e-9); /* from the pattern's origin */
	g_assert_cmpfloat_with_epsilon(region->box.y_mm, 33.3, 1e-9);
	const SheetRegion *polygon = g_ptr_array_index(page->regions, 1);
	g_assert_cmpuint(polygon->corners->len, ==, 3);
	g_assert_cmpfloat_with_epsilon(polygon->box.height_mm, 15.0625, 1e-9);
	const SheetQuestion *number = sheet_find_question(sheet, 2);
	g_assert_cmpstr(number->key[1], ==, "1 3/4");
	g_assert_cmpfloat(number->tolerance, ==, 0.05);
	g_assert_cmpint(sheet_find_question(sheet, 4)->layer, ==, 'C');
}

/* What a person writes by hand: little, in any order, the pages too. */
static void test_by_hand(void)
{
	g_autoptr(Sheet) sheet = read_good(
		"{\"questions\": [{\"type\": \"number\", \"number\": 3}],"
		"\"pages\": [{\"size_mm\": [210, 297], \"address\": {\"page\": 12, \"book\": 603,"
		"\"owner\": 27, \"section\": 3}, \"regions\": [{\"box_mm\": [1, 2, 3, 4]}]},"
		"{\"address\": {\"section\": 3, \"owner\": 27, \"book\": 603, \"page\": 11},"
		"\"size_mm\": [210, 297]}], \"version\": 1, \"format\": \"zhibi-sheet\"}");

	g_assert_cmpstr(sheet->title, ==, "");
	g_assert_cmpfloat(sheet_find_question(sheet, 3)->points, ==, 1);
	g_assert_null(sheet_find_question(sheet, 3)->key[0]);
	const SheetPage *first = g_ptr_array_index(sheet->pages, 0);
	const SheetPage *second = g_ptr_array_index(sheet->pages, 1);
	g_assert_cmpuint(first->address.page, ==, 11);
	g_assert_cmpuint(second->address.page, ==, 12);
	g_assert_cmpfloat(second->trim.x_mm, ==, 0);
	const SheetRegion *region = g_ptr_array_index(second->regions, 0);
	g_assert_cmpint(region->role, ==, ROLE_OTHER);
	g_assert_cmpint(region->shape, ==, REGION_RECTANGLE);
}

static void test_examples(void)
{
	g_autoptr(GDir) folder = g_dir_open("docs/examples", 0, NULL);
	guint n_files = 0;

	g_assert_nonnull(folder);
	for (const char *name = g_dir_read_name(folder); name; name = g_dir_read_name(folder)) {
		if (!g_str_has_suffix(name, ".json"))
			continue;
		g_autofree char *path = g_build_filename("docs/examples", name, NULL);
		g_autofree char *text = NULL;
		g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
		g_autoptr(Sheet) sheet = read_good(text);
		g_autofree char *written = sheet_json_write(sheet);
		g_assert_cmpstr(written, ==, text);
		n_files++;
	}
	g_assert_cmpuint(n_files, >, 0);
}

/* ---- faults */

static char *replaced_once(const char *text, const char *old, const char *new)
{
	const char *at = strstr(text, old);

	if (!at)
		g_error("the fixture has no %s", old);
	return g_strdup_printf("%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

static void test_faults(void)
{
	g_autofree char *good = fixture_text("sheet/every-member.json");
	g_autofree char *table = fixture_text("sheet/broken.tsv");
	g_auto(GStrv) lines = g_strsplit(table, "\n", 0);
	guint n_faults = 0;

	for (char **line = lines; *line; line++) {
		if (**line == '#' || **line == '\0')
			continue;
		g_auto(GStrv) fields = g_strsplit(*line, "\t", 0);
		g_assert_cmpuint(g_strv_length(fields), ==, 4);
		g_test_message("%s -> %s", fields[0], fields[1]);
		g_autofree char *text = replaced_once(good, fields[0], fields[1]);
		g_autoptr(GError) error = NULL;
		g_assert_null(sheet_json_read(text, strlen(text), &error));
		g_assert_cmpstr(error->message, ==, fields[3]);
		g_autofree char *en = sheet_error_en(error);
		sheet_error_check(error, en);
		n_faults++;
	}
	g_assert_cmpuint(n_faults, >=, 50);
}

static void test_no_json(void)
{
	static const char NUL[] = "{\"title\": \"a\0b\"}";

	assert_refused("", 0, "line 1: '[' or '{' expected near end of file; mend the JSON there");
	assert_refused("[]", 2, "is no object; write { … }");
	assert_refused("{\n\"title\": \"a\",\n\"title\": \"b\"}", 30,
		"line 3: duplicate object key near '\"title\"'; mend the JSON there");
	assert_refused("{\"points\": 1e999}", 17,
		"line 1: real number overflow near '1e999'; mend the JSON there");
	assert_refused("{\"title\": \"\xff\"}", 13,
		"line 1: unable to decode byte 0xff near '\"'; mend the JSON there");
	assert_refused(NUL, sizeof NUL - 1,
		"line 1: control character 0x0 near '\"a'; mend the JSON there");
	g_autofree char *large = g_malloc0(SHEET_JSON_BYTES_MAX + 1);
	assert_refused(large, SHEET_JSON_BYTES_MAX + 1, "is larger than 16 MiB; split the sheet");
}

/* ---- sizes */

static void test_too_many(void)
{
	GString *text =
		g_string_new("{\"format\": \"zhibi-sheet\", \"version\": 1, \"questions\": [");

	for (guint i = 1; i <= SHEET_QUESTIONS_MAX + 1; i++)
		g_string_append_printf(
			text, "%s{\"number\": %u, \"type\": \"steps\"}", i > 1 ? "," : "", i);
	g_string_append(text, "]}");
	assert_refused(text->str, text->len, "questions: has 1001 elements; 1000 are the most");
	g_string_free(text, TRUE);
}

/* Copies of all pages together: a million addresses must not be counted out. */
static void test_too_many_copies(void)
{
	g_autoptr(Sheet) sheet = sheet_new();
	g_autoptr(GError) error = NULL;

	for (guint32 i = 0; i < 201; i++) {
		SheetPage *page = sheet_add_page(
			sheet, (PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, i * 1000 });
		page->n_copies = 1000;
		page->trim = (SheetBox){ 0, 0, 100, 100 };
	}
	g_assert_false(sheet_check(sheet, &error));
	sheet_error_check(
		error, "pages[200].copies: of all pages are more than 200000; split the sheet");
}

/* ---- any sheet */

static void test_round_trip(void)
{
	g_autoptr(GRand) chance = g_rand_new_with_seed(20261125);

	for (guint i = 0; i < 500; i++) {
		g_autoptr(Sheet) sheet = sheet_chance_sheet(chance);
		g_autoptr(GError) error = NULL;
		sheet_check(sheet, &error);
		g_assert_no_error(error);
		g_autofree char *text = sheet_json_write(sheet);
		g_autoptr(Sheet) again = read_good(text);
		sheet_chance_assert_equal(sheet, again);
		g_autofree char *text_again = sheet_json_write(again);
		g_assert_cmpstr(text_again, ==, text);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/homework/sheet-json/every-member", test_every_member);
	g_test_add_func("/homework/sheet-json/by-hand", test_by_hand);
	g_test_add_func("/homework/sheet-json/examples", test_examples);
	g_test_add_func("/homework/sheet-json/faults", test_faults);
	g_test_add_func("/homework/sheet-json/no-json", test_no_json);
	g_test_add_func("/homework/sheet-json/too-many", test_too_many);
	g_test_add_func("/homework/sheet-json/too-many-copies", test_too_many_copies);
	g_test_add_func("/homework/sheet-json/round-trip", test_round_trip);
	return g_test_run();
}
