/* SPDX-License-Identifier: MIT */
/* The ports of a charging cabinet as the configuration writes them, and what a pen's place is then called. */
#include "daemon/usb/usb-place.h"

static void expect_slots(const char *text, const char *joined)
{
	g_autofree char *wrong = NULL;
	g_autoptr(GPtrArray) slots = usb_place_parse(text, &wrong);
	g_autoptr(GString) paths = g_string_new(NULL);

	g_assert_nonnull(slots);
	for (guint i = 0; i < slots->len; i++)
		g_string_append_printf(
			paths, "%s%s", i ? " " : "", (const char *)g_ptr_array_index(slots, i));
	g_assert_cmpstr(paths->str, ==, joined);
}

static void test_slots(void)
{
	expect_slots("1-2", "1-2");
	expect_slots("1-2.3;1-2.1", "1-2.3 1-2.1");
	expect_slots(" 1-2.1..3 ; 2-4 ;", "1-2.1 1-2.2 1-2.3 2-4");
	expect_slots("1-2..4", "1-2 1-3 1-4");
	expect_slots("1-2.7..7", "1-2.7");
	expect_slots("", "");
}

static void test_wrong(void)
{
	static const char *const WRONG[] = { "1", "-2", "1-", "1-2.", "1-2..", "1-2..1", "1-2.x",
		"slot 1", "1-2.1..300", "1-2-3", "1-.2", "1-2.0..3" };

	for (guint i = 0; i < G_N_ELEMENTS(WRONG); i++) {
		g_autofree char *wrong = NULL;
		g_autofree char *text = g_strconcat("1-1;", WRONG[i], NULL);

		g_assert_null(usb_place_parse(text, &wrong));
		g_assert_cmpstr(wrong, ==, WRONG[i]);
	}
}

static void test_names(void)
{
	g_autofree char *wrong = NULL;
	g_autoptr(GPtrArray) slots = usb_place_parse("1-2.1..7;1-3.1..7", &wrong);
	g_autofree char *ninth = usb_place_name(slots, "1-3.2");
	g_autofree char *beside = usb_place_name(slots, "1-5");
	g_autofree char *plain = usb_place_name(NULL, "1-5");
	g_autofree char *path = usb_place_path(3, (const guint8[]){ 1, 4, 2 }, 3);
	g_autofree char *root = usb_place_path(3, NULL, 0);

	g_assert_cmpstr(ninth, ==, "slot 9");
	g_assert_cmpstr(beside, ==, "USB 1-5");
	g_assert_cmpstr(plain, ==, "USB 1-5");
	g_assert_cmpstr(path, ==, "3-1.4.2");
	g_assert_cmpstr(root, ==, "3-0");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/usb-place/slots", test_slots);
	g_test_add_func("/daemon/usb-place/wrong", test_wrong);
	g_test_add_func("/daemon/usb-place/names", test_names);
	return g_test_run();
}
