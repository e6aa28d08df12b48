/* SPDX-License-Identifier: MIT */
/* Sheets as .nproj files, and back: the places are the same. */
#include "homework/sheet/layout-nproj.h"

#include "tests/layout-fixture.h"
#include "tests/sheet-chance.h"

static const LayoutFixture NPROJ = { "nproj", { "nproj.nproj" } };

static void test_golden(void)
{
	layout_fixture_assert_golden(&NPROJ);
}

static void test_broken(void)
{
	layout_fixture_assert_broken(&NPROJ);
}

static void assert_page(const SheetPage *page, const SheetPage *again)
{
	g_assert_true(page_address_equal(&page->address, &again->address));
	sheet_chance_assert_box(&page->trim, &again->trim);
	g_assert_cmpuint(again->regions->len, ==, page->regions->len);
	for (guint k = 0; k < page->regions->len; k++) {
		SheetRegion *region = g_ptr_array_index(page->regions, k);
		const SheetRegion *there = g_ptr_array_index(again->regions, k);
		/* The role is told in the foreign layout's words, where it has none of its own. */
		if (!region->action[0] && !region->param[0] && region->role != ROLE_OTHER) {
			g_assert_cmpstr(there->action, ==, region_role_name(region->role));
			g_free(region->action);
			region->action = g_strdup(there->action);
			g_free(region->param);
			region->param = g_strdup(there->param);
		}
		region->role = ROLE_OTHER;
		region->question = region->number = 0;
		g_free(region->option);
		region->option = g_strdup("");
		sheet_chance_assert_region(region, there);
	}
}

static void test_there_and_back(void)
{
	g_autoptr(GRand) chance = g_rand_new_with_seed(3);

	for (guint i = 0; i < 300; i++) {
		g_autoptr(Sheet) sheet = sheet_chance_sheet(chance);
		g_autoptr(GError) error = NULL;
		g_autoptr(GBytes) bytes = layout_nproj_write(sheet, NULL, &error);
		if (sheet->pages->len == 0) {
			g_assert_null(bytes);
			continue;
		}
		g_assert_no_error(error);
		gsize n_bytes;
		const guint8 *data = g_bytes_get_data(bytes, &n_bytes);
		g_autoptr(Sheet) again = layout_read(layout_by_name("nproj"),
			&(LayoutFile){ "a.nproj", data, n_bytes }, 1, NULL, &error);
		g_assert_no_error(error);
		g_assert_cmpstr(again->title, ==, sheet->title);
		g_assert_cmpuint(again->pages->len, ==, sheet->pages->len);
		for (guint k = 0; k < sheet->pages->len; k++)
			assert_page(g_ptr_array_index(sheet->pages, k),
				g_ptr_array_index(again->pages, k));
	}
}

static void test_left_out(void)
{
	g_autoptr(Sheet) sheet = sheet_new();
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	PageAddress address = { PAGE_FAMILY_NCODE, 3, 27, 603, 10 };

	sheet_add_page(sheet, address)->trim = (SheetBox){ 0, 0, 150, 210 };
	((SheetPage *)g_ptr_array_index(sheet->pages, 0))->n_copies = 48;
	g_ptr_array_add(sheet->questions, sheet_question_new(1));
	g_free(sheet->subject);
	sheet->subject = g_strdup("数学");
	g_autoptr(GBytes) bytes = layout_nproj_write(sheet, left_out, &error);
	g_assert_no_error(error);
	g_assert_nonnull(bytes);
	g_assert_cmpuint(left_out->len, ==, 3);
	g_assert_cmpstr(g_ptr_array_index(left_out, 0), ==,
		"1 题：题型、答案和分值略去，.nproj 只记位置 / 1 question: kinds, keys and points "
		"are left out, .nproj holds places");
	g_assert_cmpstr(g_ptr_array_index(left_out, 1), ==,
		"学科“数学”：略去 / subject \"数学\": left out");
	g_assert_cmpstr(g_ptr_array_index(left_out, 2), ==,
		"第 10 页：48 份的点码只写第一份，其余略去 / page 10: the addresses of its 48 "
		"copies are left out, only the first is written");
	address.book = 604;
	address.page = 20;
	sheet_add_page(sheet, address)->trim = (SheetBox){ 0, 0, 150, 210 };
	g_assert_null(layout_nproj_write(sheet, NULL, &error));
	sheet_error_check(error,
		"pages[1].address: is of another book (3.27.604) than the first page, and .nproj "
		"is one book; write a sheet for each");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/homework/nproj/golden", test_golden);
	g_test_add_func("/homework/nproj/broken", test_broken);
	g_test_add_func("/homework/nproj/there-and-back", test_there_and_back);
	g_test_add_func("/homework/nproj/write-left-out", test_left_out);
	return g_test_run();
}
