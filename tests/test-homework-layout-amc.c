/* SPDX-License-Identifier: MIT */
/* AMC-TXT files. */
#include "homework/sheet/layout-amc.h"

#include "tests/layout-fixture.h"

static const LayoutFixture AMC = { "amc-txt", { "amc-txt.txt" } };

static void test_golden(void)
{
	layout_fixture_assert_golden(&AMC);
}

static void test_broken(void)
{
	layout_fixture_assert_broken(&AMC);
}

static void test_cut(void)
{
	layout_fixture_assert_cut(&AMC);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/homework/amc/golden", test_golden);
	g_test_add_func("/homework/amc/broken", test_broken);
	g_test_add_func("/homework/amc/cut", test_cut);
	return g_test_run();
}
