/* SPDX-License-Identifier: MIT */
/* QTI's items and packages: golden ones, broken ones, any sheet's questions there and back; XML and ZIP under them. */
#include "homework/sheet/layout-qti.h"

#include "homework/sheet/xml-tree.h"
#include "homework/sheet/zip-memory.h"
#include "tests/layout-fixture.h"
#include "tests/sheet-chance.h"

static const LayoutFixture QTI = { "qti",
	{ "qti.test.xml", "qti.choice.xml", "qti.entry.xml", "qti.mixed.xml" } };

static void test_golden(void)
{
	layout_fixture_assert_golden(&QTI);
}

static void test_broken(void)
{
	layout_fixture_assert_broken(&QTI);
}

static void test_cut(void)
{
	static const LayoutFixture MIXED = { "qti", { "qti.mixed.xml" } };

	layout_fixture_assert_cut(&MIXED);
}

/* The same files in one archive, below a folder: the same questions. */
static void test_package(void)
{
	g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func(zip_memory_member_free);
	char *texts[LAYOUT_FIXTURE_FILES_MAX];
	g_autoptr(GError) error = NULL;
	g_autoptr(Sheet) files = layout_fixture_read(&QTI, NULL);
	const gsize n = layout_fixture_load(&QTI, texts);

	for (gsize i = 0; i < n; i++) {
		g_autofree char *name = g_strconcat("items/", QTI.files[i], NULL);
		g_ptr_array_add(members,
			zip_memory_member_new(name, g_bytes_new_take(texts[i], strlen(texts[i]))));
	}
	g_ptr_array_add(members,
		zip_memory_member_new("items/picture.png", g_bytes_new_static("\x89PNG", 4)));
	g_autoptr(GBytes) packed = zip_memory_pack(members);
	gsize n_bytes;
	const guint8 *bytes = g_bytes_get_data(packed, &n_bytes);
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(Sheet) sheet = layout_read(layout_by_suffix("a.zip"),
		&(LayoutFile){ "a.zip", bytes, n_bytes }, 1, left_out, &error);
	g_assert_no_error(error);
	sheet_chance_assert_equal(files, sheet);
	sheet_error_check_note(
		g_ptr_array_index(left_out, 0), "a.zip/items/picture.png: is no XML: left out");
}

/* ---- there and back */

static void assert_question(const SheetQuestion *question, const SheetQuestion *again)
{
	g_assert_cmpint(again->number, ==, question->number);
	g_assert_cmpstr(again->name, ==, question->name);
	g_assert_cmpint(again->type, ==, question->type);
	g_assert_cmpstrv(again->options, question->options);
	g_assert_cmpfloat_with_epsilon(again->points, question->points, 1e-9);
	if (question->type == QUESTION_DRAWING)
		g_assert_null(again->key[0]); /* told as left out */
	else if (question->type == QUESTION_CHOICES && question->key[0])
		g_assert_cmpstr(again->key[0], ==, question->key[0]);
	else
		g_assert_cmpstrv(again->key, question->key);
}

static Sheet *there_and_back(const Sheet *sheet, GPtrArray *left_out)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = layout_qti_write(sheet, left_out, &error);
	g_assert_no_error(error);
	gsize n_bytes;
	const guint8 *data = g_bytes_get_data(bytes, &n_bytes);
	Sheet *again = layout_read(
		layout_by_name("qti"), &(LayoutFile){ "a.zip", data, n_bytes }, 1, NULL, &error);
	g_assert_no_error(error);
	return again;
}

static void test_there_and_back(void)
{
	g_autoptr(GRand) chance = g_rand_new_with_seed(5);

	for (guint i = 0; i < 200; i++) {
		g_autoptr(Sheet) sheet = sheet_chance_sheet(chance);
		g_autoptr(Sheet) again = there_and_back(sheet, NULL);
		g_assert_cmpstr(again->title, ==, sheet->title);
		g_assert_cmpuint(again->questions->len, ==, sheet->questions->len);
		for (guint k = 0; k < sheet->questions->len; k++)
			assert_question(g_ptr_array_index(sheet->questions, k),
				g_ptr_array_index(again->questions, k));
	}
}

static SheetQuestion *add_question(
	Sheet *sheet, gint number, QuestionType type, const char *options, const char *key)
{
	SheetQuestion *question = sheet_question_new(number);

	question->type = type;
	g_strfreev(question->options);
	question->options = g_strsplit(options, ",", 0);
	g_strfreev(question->key);
	question->key = g_strsplit(key, ",", 0);
	g_ptr_array_add(sheet->questions, question);
	return question;
}

/* Numbers out of order, options that are no identifiers, a tolerance; and what is told as left out. */
static void test_corners(void)
{
	g_autoptr(Sheet) sheet = sheet_new();
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);

	add_question(sheet, 9, QUESTION_CHOICE, "①,②,<3>", "②,<3>");
	add_question(sheet, 2, QUESTION_CHOICES, "甲,乙,丙", "甲丙,乙")->layer = 'B';
	add_question(sheet, 40, QUESTION_CHOICE, "T,F", "F");
	add_question(sheet, 5, QUESTION_NUMBER, "", "1.25,1.250")->tolerance = 0.01;
	add_question(sheet, 6, QUESTION_NUMBER, "", "1 1/4,125%")->tolerance = 0.01;
	add_question(sheet, 7, QUESTION_TEXT, "", "a & b,\"c\"");
	add_question(sheet, 8, QUESTION_DRAWING, "", "a house");
	g_autoptr(Sheet) again = there_and_back(sheet, left_out);
	for (guint i = 0; i < sheet->questions->len; i++)
		assert_question(g_ptr_array_index(sheet->questions, i),
			g_ptr_array_index(again->questions, i));
	g_assert_cmpfloat(sheet_find_question(again, 5)->tolerance, ==, 0.01);
	g_assert_cmpuint(left_out->len, ==, 3);
	g_assert_cmpstr(g_ptr_array_index(left_out, 0), ==,
		"第 2 题：layer, key[1…]：略去，QTI 没有地方放 / question 2: layer, key[1…]: left "
		"out, QTI has no place for it");
	g_assert_cmpstr(g_ptr_array_index(left_out, 1), ==,
		"第 6 题：tolerance：略去，QTI 没有地方放 / question 6: tolerance: left out, QTI "
		"has no place for it");
	g_assert_cmpstr(g_ptr_array_index(left_out, 2), ==,
		"第 8 题：key：略去，QTI 没有地方放 / question 8: key: left out, QTI has no place "
		"for it");
}

/* The same bytes each time: no clock in them. */
static void test_same_bytes(void)
{
	g_autoptr(GRand) chance = g_rand_new_with_seed(6);
	g_autoptr(Sheet) sheet = sheet_chance_sheet(chance);
	g_autoptr(GBytes) first = layout_qti_write(sheet, NULL, NULL);
	g_usleep(2100 * 1000); /* a ZIP counts in two seconds */
	g_autoptr(GBytes) second = layout_qti_write(sheet, NULL, NULL);

	g_assert_true(g_bytes_equal(first, second));
}

static void test_no_question(void)
{
	g_autoptr(Sheet) sheet = sheet_new();
	g_autoptr(GError) error = NULL;

	g_assert_null(layout_qti_write(sheet, NULL, &error));
	sheet_error_check(
		error, "the sheet has no question, and QTI is made of questions; add one");
}

/* ---- XML and ZIP */

static void test_xml_bounds(void)
{
	static const struct {
		const char *text, *fault;
		guint line;
	} CASES[] = {
		{ "", "no element found; mend the XML here, or export the file again", 1 },
		{ "<a>\n<b></a>", "mismatched tag; mend the XML here, or export the file again",
			2 },
		{ "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
			"<!DOCTYPE>: declares an entity (x); take the declarations out of the "
			"first lines",
			1 },
		{ "<!DOCTYPE a SYSTEM \"a.dtd\">\n<a>&x;</a>",
			"uses an entity (x) that the file does not hold; write the text itself",
			2 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *fault = NULL;
		guint line = 0;
		g_assert_null(xml_tree_read(CASES[i].text, strlen(CASES[i].text), &line, &fault));
		sheet_error_check_words(fault, CASES[i].fault);
		g_assert_cmpuint(line, ==, CASES[i].line);
	}
	g_autoptr(GString) deep = g_string_new("");
	g_autofree char *fault = NULL;
	guint line;
	for (guint i = 0; i < 100; i++)
		g_string_append(deep, "<a>");
	g_assert_null(xml_tree_read(deep->str, deep->len, &line, &fault));
	g_assert_nonnull(strstr(fault, "64 deep"));
}

/* A few bytes that unpack to much are refused before they are unpacked. */
static void test_zip_bounds(void)
{
	g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func(zip_memory_member_free);
	const char *fault = NULL;

	for (guint i = 0; i < 3; i++) {
		g_autofree char *name = g_strdup_printf("%u.xml", i);
		g_ptr_array_add(members,
			zip_memory_member_new(name, g_bytes_new_take(g_malloc0(1 << 20), 1 << 20)));
	}
	g_autoptr(GBytes) packed = zip_memory_pack(members);
	gsize n_bytes;
	const guint8 *bytes = g_bytes_get_data(packed, &n_bytes);
	g_assert_cmpuint(n_bytes, <, 1 << 16);
	g_assert_null(zip_memory_unpack(bytes, n_bytes, 3, (3 << 20) - 1, &fault));
	sheet_error_check_words(fault, "is too large when unpacked; give a smaller archive");
	g_assert_null(zip_memory_unpack(bytes, n_bytes, 2, 3 << 20, &fault));
	sheet_error_check_words(fault, "holds too many files; split it");
	g_assert_null(zip_memory_unpack(bytes, n_bytes / 2, 3, 3 << 20, &fault));
	sheet_error_check_words(fault, "is no whole ZIP archive; pack it again");
	g_autofree guint8 *damaged = g_memdup2(bytes, n_bytes);
	damaged[200] ^= 0xff;
	g_assert_null(zip_memory_unpack(damaged, n_bytes, 3, 3 << 20, &fault));
	sheet_error_check_words(
		fault, "holds a file that is damaged or locked; pack it again, without a password");
	g_autoptr(GPtrArray) whole = zip_memory_unpack(bytes, n_bytes, 3, 3 << 20, &fault);
	g_assert_cmpuint(whole->len, ==, 3);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/homework/qti/golden", test_golden);
	g_test_add_func("/homework/qti/broken", test_broken);
	g_test_add_func("/homework/qti/cut", test_cut);
	g_test_add_func("/homework/qti/package", test_package);
	g_test_add_func("/homework/qti/there-and-back", test_there_and_back);
	g_test_add_func("/homework/qti/corners", test_corners);
	g_test_add_func("/homework/qti/same-bytes", test_same_bytes);
	g_test_add_func("/homework/qti/no-question", test_no_question);
	g_test_add_func("/homework/xml/bounds", test_xml_bounds);
	g_test_add_func("/homework/zip/bounds", test_zip_bounds);
	return g_test_run();
}
