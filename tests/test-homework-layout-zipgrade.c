/* SPDX-License-Identifier: MIT */
/* ZipGrade's answer keys, and the CSV under them. */
#include "homework/sheet/layout-zipgrade.h"

#include "homework/sheet/csv-reader.h"
#include "tests/layout-fixture.h"

static const LayoutFixture ZIPGRADE = { "zipgrade", { "zipgrade.csv" } };

static void test_golden(void)
{
	layout_fixture_assert_golden(&ZIPGRADE);
}

static void test_broken(void)
{
	layout_fixture_assert_broken(&ZIPGRADE);
}

static void test_cut(void)
{
	layout_fixture_assert_cut(&ZIPGRADE);
}

/* Rows, fields and their lines, whatever ends a line. */
static void test_csv(void)
{
	static const struct {
		const char *text, *rows; /* fields between |, rows between ; with their line */
	} CASES[] = {
		{ "", "" },
		{ "a,b\nc", "1:a|b;2:c;" },
		{ "a\r\nb\rc\n", "1:a;2:b;3:c;" },
		{ "\"a,\"\"b\"\"\nc\",d\ne", "1:a,\"b\"\nc|d;3:e;" },
		{ ",\n\n,,", "1:|;2:;3:||;" },
		{ "\"\"", "1:;" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(GString) rows = g_string_new("");
		CsvReader reader;
		const char *fault;
		csv_reader_init(&reader, CASES[i].text, strlen(CASES[i].text));
		for (;;) {
			g_auto(GStrv) fields = csv_reader_next(&reader, &fault);
			g_assert_null(fault);
			if (!fields)
				break;
			g_autofree char *joined = g_strjoinv("|", fields);
			g_string_append_printf(rows, "%u:%s;", reader.row_line, joined);
		}
		g_assert_cmpstr(rows->str, ==, CASES[i].rows);
	}
}

static void test_csv_faults(void)
{
	static const char *const FAULTS[] = { "\"", "\"a", "\"a\"b", "a,\"b\" " };

	for (gsize i = 0; i < G_N_ELEMENTS(FAULTS); i++) {
		CsvReader reader;
		const char *fault;
		csv_reader_init(&reader, FAULTS[i], strlen(FAULTS[i]));
		g_assert_null(csv_reader_next(&reader, &fault));
		g_assert_nonnull(fault);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/homework/zipgrade/golden", test_golden);
	g_test_add_func("/homework/zipgrade/broken", test_broken);
	g_test_add_func("/homework/zipgrade/cut", test_cut);
	g_test_add_func("/homework/csv/rows", test_csv);
	g_test_add_func("/homework/csv/faults", test_csv_faults);
	return g_test_run();
}
