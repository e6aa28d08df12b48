/* SPDX-License-Identifier: MIT */
/* Class lists as schools have them: columns, encodings, workbooks, OneRoster, what is refused, and the plan. */
#include "homework/roster/roster-names.h"
#include "homework/roster/roster-plan.h"
#include "homework/sheet/zip-memory.h"

#include <string.h>

static Roster *read_text(const char *text)
{
	g_auto(RosterFault) fault = { 0 };
	Roster *roster = roster_read((const guint8 *)text, strlen(text), NULL, 2026, &fault);

	if (!roster)
		g_error("%s", fault.en);
	return roster;
}

static const RosterRow *row_at(const Roster *roster, guint i)
{
	g_assert_cmpuint(i, <, roster->rows->len);
	return g_ptr_array_index(roster->rows, i);
}

static void assert_row(const Roster *roster, guint i, const char *expected)
{
	const RosterRow *row = row_at(roster, i);
	g_autofree char *got = g_strdup_printf("%s|%d|%d|%s|%s|%d,%d|%d|%s", row->class_name,
		row->grade, row->number, row->name, row->school_number, row->seat_row,
		row->seat_column, row->consent, row->problem_en ? row->problem_en : "");

	g_assert_cmpstr(got, ==, expected);
}

static void test_columns(void)
{
	g_autoptr(Roster) roster = read_text("某某小学 2025 年秋季名单,,,\r\n"
					     "性别,姓 名*（必填）,学号,班级,座号,座位,家长同意\r\n"
					     "男,王小明,20250101,四年级2班,1,3排4列,是\r\n"
					     "女,\"李,小红\",20250102,四年级2班,２,,否\r\n"
					     ",,,,,,\r\n"
					     "女,欧阳娜娜,20250201,初一（3）班,5号,,\r\n");

	g_assert_cmpuint(roster->rows->len, ==, 3);
	assert_row(roster, 0, "四年级2班|4|1|王小明|20250101|2,3|1|");
	assert_row(roster, 1, "四年级2班|4|2|李,小红|20250102|-1,-1|2|");
	assert_row(roster, 2, "初一（3）班|7|5|欧阳娜娜|20250201|-1,-1|0|");
	g_assert_cmpuint(roster->ignored->len, ==, 1);
	g_assert_cmpstr(g_ptr_array_index(roster->ignored, 0), ==, "性别");
}

/* A grade and a number of the class apart; numbers by the order where none is given. */
static void test_grade_and_order(void)
{
	g_autoptr(Roster) roster =
		read_text("年级\t班级\t姓名\n四年级\t2\t甲\n4\t3班\t乙\n四年级\t2\t丙\n");
	g_autoptr(Roster) order = read_text("序号;姓名;班级名称\n1;甲;三(1)班\n2;乙;三(2)班\n");

	assert_row(roster, 0, "四年级2班|4|1|甲||-1,-1|0|");
	assert_row(roster, 1, "四年级3班|4|1|乙||-1,-1|0|");
	assert_row(roster, 2, "四年级2班|4|2|丙||-1,-1|0|");
	/* It counts the lines of several classes: number 1 of each class is its first. */
	assert_row(order, 1, "三(2)班|3|1|乙||-1,-1|0|");
}

static void test_problems(void)
{
	static const struct {
		const char *row, *problem;
	} CASES[] = {
		{ "四年级2班,3,", "the name is missing" },
		{ ",3,甲", "the class is missing" },
		{ "四年级2班,0,甲", "number \"0\": write 1 to 200" },
		{ "四年级2班,x,甲", "number \"x\": write 1 to 200" },
		{ "四年级2班,1,乙", "the same number as in line 2" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *text = g_strdup_printf(
			"班级,座号,姓名,备注\n四年级2班,1,王小明,\n%s,\n", CASES[i].row);
		g_autoptr(Roster) roster = read_text(text);

		g_assert_null(row_at(roster, 0)->problem_en);
		g_assert_cmpstr(row_at(roster, 1)->problem_en, ==, CASES[i].problem);
		g_assert_cmpuint(roster->n_problems, ==, 1);
	}
}

static void assert_refused(const char *bytes, gsize n_bytes, const char *code)
{
	g_auto(RosterFault) fault = { 0 };

	g_assert_null(roster_read((const guint8 *)bytes, n_bytes, NULL, 2026, &fault));
	g_assert_cmpstr(fault.code, ==, code);
	g_assert_cmpuint(strlen(fault.zh), >, 0);
	g_assert_cmpuint(strlen(fault.en), >, 0);
}

static void test_refused(void)
{
	static const struct {
		const char *text, *code;
	} CASES[] = {
		{ "", "no-header" },
		{ "班级,座号\n四年级2班,1\n", "no-header" },
		{ "姓名,班级\n", "empty" },
		{ "姓名,班级\n\"王小明,四年级2班\n", "bad-quotes" },
		{ "姓名,身份证号\n王小明,\n", "citizen-number" },
		{ "姓名,备注\n王小明,36010120150101123X\n", "citizen-number" },
		/* The national pupil number is a G before it. */
		{ "姓名,学籍号\n王小明,G360101201501011234\n", "citizen-number" },
		{ "PK\3\4 no archive", "bad-workbook" },
		{ "\xD0\xCF\x11\xE0\xA1", "old-excel" },
		{ "\xFF\xFF\xFF\xFF", "bad-encoding" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++)
		assert_refused(CASES[i].text, strlen(CASES[i].text), CASES[i].code);
	g_autoptr(GString) many = g_string_new("姓名,班级\n");
	for (guint i = 0; i <= ROSTER_ROWS_MAX; i++)
		g_string_append(many, "甲,四年级2班\n");
	assert_refused(many->str, many->len, "too-long");
	g_autofree char *large = g_malloc0(ROSTER_BYTES_MAX + 1);
	assert_refused(large, ROSTER_BYTES_MAX + 1, "too-large");
}

static void test_citizen_number(void)
{
	g_assert_true(roster_has_citizen_number("360101201501011234"));
	g_assert_true(roster_has_citizen_number("G36010120150101123x"));
	g_assert_false(roster_has_citizen_number("20250101"));
	g_assert_false(roster_has_citizen_number("3601012015010112345")); /* 19 digits */
	g_assert_false(roster_has_citizen_number("36010120150101123Y"));
	g_assert_false(roster_has_citizen_number("X"));
}

/* ---- encodings, and the file to repair in the same */

static void test_encodings(void)
{
	const char *text = "班级,姓名,座号\n四年级2班,㐂小明,1\n四年级2班,王芳,0\n";
	static const struct {
		const char *name, *mark;
		RosterEncoding encoding;
	} CASES[] = {
		{ "UTF-8", "", ROSTER_UTF8 },
		{ "UTF-8", "\xEF\xBB\xBF", ROSTER_UTF8_MARKED },
		{ "GB18030", "", ROSTER_GB18030 },
		{ "UTF-16LE", "\xFF\xFE", ROSTER_UTF8_MARKED },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_auto(RosterFault) fault = { 0 };
		gsize n_bytes, n_repair;
		g_autofree char *plain =
			g_convert(text, -1, CASES[i].name, "UTF-8", NULL, &n_bytes, NULL);
		g_autoptr(GByteArray) file = g_byte_array_new();

		g_byte_array_append(
			file, (const guint8 *)CASES[i].mark, (guint)strlen(CASES[i].mark));
		g_byte_array_append(file, (const guint8 *)plain, (guint)n_bytes);
		g_autoptr(Roster) roster = roster_read(file->data, file->len, NULL, 2026, &fault);
		g_assert_nonnull(roster);
		assert_row(roster, 0, "四年级2班|4|1|㐂小明||-1,-1|0|");
		g_assert_cmpint(roster->table->encoding, ==, CASES[i].encoding);
		/* What comes back is read again, and has the row that is wrong and why. */
		g_autoptr(GBytes) repair = roster_problems_file(roster);
		const guint8 *bytes = g_bytes_get_data(repair, &n_repair);
		g_autoptr(RosterTable) table = roster_table_read(bytes, n_repair, &fault);
		g_assert_nonnull(table);
		g_assert_cmpint(table->encoding, ==, CASES[i].encoding);
		g_assert_cmpuint(table->lines->len, ==, 2);
		g_assert_cmpstr(
			roster_line_cell(g_ptr_array_index(table->lines, 0), 3), ==, "问题");
		g_assert_cmpstr(
			roster_line_cell(g_ptr_array_index(table->lines, 1), 1), ==, "王芳");
		g_assert_cmpstr(roster_line_cell(g_ptr_array_index(table->lines, 1), 3), ==,
			"座号“0”不对，请写 1 到 200");
	}
}

/* ---- archives */

static void add_member(GPtrArray *members, const char *name, const char *text)
{
	g_ptr_array_add(members, zip_memory_member_new(name, g_bytes_new(text, strlen(text))));
}

static Roster *read_archive(GPtrArray *members, RosterFault *fault)
{
	g_autoptr(GBytes) packed = zip_memory_pack(members);
	gsize n_bytes;
	const guint8 *bytes = g_bytes_get_data(packed, &n_bytes);

	return roster_read(bytes, n_bytes, NULL, 2026, fault);
}

#define BOOK                                                                                          \
	"<workbook xmlns:r=\"r\"><sheets><sheet name=\"四年级2班\" sheetId=\"1\" r:id=\"rId7\"/>" \
	"<sheet name=\"四年级3班\" sheetId=\"2\" r:id=\"rId8\"/></sheets></workbook>"
#define RELATIONS                                                                                  \
	"<Relationships><Relationship Id=\"rId7\" Target=\"worksheets/sheet1.xml\"/>"              \
	"<Relationship Id=\"rId8\" Target=\"/xl/worksheets/sheet9.xml\"/></Relationships>"
#define STRINGS                                                                                      \
	"<sst><si><t>姓名</t></si><si><t>座号</t></si><si><r><t>王</t></r><r><t>小明</t></r>" \
	"<rPh><t>wang</t></rPh></si></sst>"

static void test_workbook(void)
{
	g_auto(RosterFault) fault = { 0 };
	g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func(zip_memory_member_free);

	add_member(members, "xl/workbook.xml", BOOK);
	add_member(members, "xl/_rels/workbook.xml.rels", RELATIONS);
	add_member(members, "xl/sharedStrings.xml", STRINGS);
	add_member(members, "xl/worksheets/sheet1.xml",
		"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c>"
		"<c r=\"C1\" t=\"s\"><v>1</v></c></row><row r=\"5\"><c r=\"A5\" "
		"t=\"s\"><v>2</v></c>"
		"<c r=\"C5\"><v>1.7E1</v></c></row></sheetData></worksheet>");
	add_member(members, "xl/worksheets/sheet9.xml",
		"<worksheet><sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>座号</t></is></c>"
		"<c t=\"inlineStr\"><is><t>姓名</t></is></c></row><row r=\"2\"><c><v>3</v></c>"
		"<c t=\"str\"><f>A1</f><v>李芳</v></c></row></sheetData></worksheet>");
	g_autoptr(Roster) roster = read_archive(members, &fault);
	g_assert_nonnull(roster);
	g_assert_cmpuint(roster->rows->len, ==, 2);
	assert_row(roster, 0, "四年级2班|4|17|王小明||-1,-1|0|");
	g_assert_cmpuint(row_at(roster, 0)->line->line, ==, 5);
	assert_row(roster, 1, "四年级3班|4|3|李芳||-1,-1|0|");
	/* A number of 18 places is a double in a workbook, and none the less one. */
	g_ptr_array_set_size(members, 4);
	add_member(members, "xl/worksheets/sheet9.xml",
		"<worksheet><sheetData><row r=\"1\"><c "
		"t=\"inlineStr\"><is><t>姓名</t></is></c></row>"
		"<row r=\"2\"><c><v>3.60101201501011E17</v></c></row></sheetData></worksheet>");
	g_assert_null(read_archive(members, &fault));
	g_assert_cmpstr(fault.code, ==, "citizen-number");
	g_ptr_array_set_size(members, 2);
	g_assert_null(read_archive(members, &fault));
	g_assert_cmpstr(fault.code, ==, "bad-workbook");
}

static void test_oneroster(void)
{
	g_auto(RosterFault) fault = { 0 };
	g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func(zip_memory_member_free);

	add_member(members, "users.csv",
		"sourcedId,status,enabledUser,role,givenName,familyName,identifier\n"
		"u1,active,true,student,小明,王,2025001\nu2,active,true,student,Ann,Smith,\n"
		"u3,active,true,teacher,红,李,\nu4,tobedeleted,true,student,丁,赵,\n");
	add_member(members, "classes.csv",
		"sourcedId,status,title,grades\nc1,active,四年级2班,04\nc2,active,合唱,04\n");
	add_member(members, "enrollments.csv",
		"sourcedId,status,classSourcedId,userSourcedId,role\ne1,active,c1,u1,student\n"
		"e2,active,c1,u2,student\ne3,active,c1,u3,teacher\ne4,active,c1,u4,student\n"
		"e5,active,c2,u1,student\n");
	g_autoptr(Roster) roster = read_archive(members, &fault);
	g_assert_nonnull(roster);
	g_assert_cmpuint(roster->rows->len, ==, 2);
	assert_row(roster, 0, "四年级2班|4|1|王小明|2025001|-1,-1|0|");
	assert_row(roster, 1, "四年级2班|4|2|Ann Smith|u2|-1,-1|0|");
	g_ptr_array_set_size(members, 2);
	g_assert_null(read_archive(members, &fault));
	g_assert_cmpstr(fault.code, ==, "bad-oneroster");
}

/* Read where only one grade can be meant; in the school year that began in September 2026. */
static void test_grades(void)
{
	static const struct {
		const char *name;
		gint grade;
	} ROWS[] = {
		{ "四年级2班", 4 },
		{ "四2班", 4 },
		{ "四(2)班", 4 },
		{ "4.2", 4 },
		{ "七年级1班", 7 },
		{ "初二(3)班", 8 },
		{ "初中二年级1班", 8 },
		{ "高一1班", 10 },
		{ "高中三年级2班", 12 },
		{ "十一年级2班", 11 },
		{ "10年级1班", 10 },
		{ "小学2024级1班", 3 },
		{ "初2024级1班", 9 },
		{ "高2026级4班", 10 },
		{ "2022级1班", 5 },
		{ "2024级1班", 0 }, /* grade 3, 9 or 12 */
		{ "2026级1班", 0 },
		{ "2019级1班", 0 }, /* they have left */
		{ "向日葵班", 0 },
		{ "3班", 0 },
		{ "三班", 0 },
		{ "十一班", 0 },
		{ "二十班", 0 },
		{ "三味班", 0 },
		{ "初四1班", 0 },
		{ "", 0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_test_message("%s", ROWS[i].name);
		g_assert_cmpint(roster_grade_of(ROWS[i].name, 2026), ==, ROWS[i].grade);
	}
	/* The column says it for a class whose name does not, which keeps its name. */
	g_autoptr(Roster) roster =
		read_text("年级,班级,座号,姓名\n二,向日葵班,1,甲\n初一,十二班,1,乙\n"
			  "高二,3,1,丙\n三,向日葵班,2,丁\n");
	assert_row(roster, 0, "向日葵班|2|1|甲||-1,-1|0|");
	assert_row(roster, 1, "初一十二班|7|1|乙||-1,-1|0|");
	assert_row(roster, 2, "高二3班|11|1|丙||-1,-1|0|");
	g_assert_nonnull(strstr(row_at(roster, 3)->problem_zh, "两个年级都有"));
}

/* ---- the plan */

static char *plan_of(const char *text)
{
	static const RosterKnown KNOWN[] = {
		{ 1, "四年级2班", 1, "王小明", "2025001", 0, 0, false },
		{ 2, "四年级2班", 2, "李红", "", -1, -1, false },
		{ 3, "四年级2班", 3, "张伟", "", -1, -1, false },
		{ 4, "四年级3班", 1, "赵丽", "2025009", -1, -1, false },
		{ 5, "四年级3班", 2, "孙强", "", -1, -1, false },
		{ 6, "四年级2班", 9, "周回", "2025006", -1, -1, true },
	};
	g_autoptr(GArray) known = g_array_new(FALSE, FALSE, sizeof(RosterKnown));
	g_autofree char *list = g_strconcat("班级,座号,姓名,学号\n", text, NULL);
	g_autoptr(Roster) roster = read_text(list);

	g_array_append_vals(known, KNOWN, G_N_ELEMENTS(KNOWN));
	g_autoptr(GArray) changes = roster_plan(roster, known);
	GString *got = g_string_new("");
	for (guint i = 0; i < changes->len; i++) {
		const RosterChange *change = &g_array_index(changes, RosterChange, i);

		g_string_append_printf(got, "%s%s %d%s", i > 0 ? ", " : "",
			roster_change_name(change->kind),
			change->known ? (int)change->known->id : 0,
			change->number_taken ? " for another" : "");
	}
	return g_string_free(got, FALSE);
}

static void test_plan(void)
{
	static const struct {
		const char *list, *plan;
	} CASES[] = {
		{ "四年级2班,1,王小明,2025001\n四年级2班,2,李红,\n四年级2班,3,张伟,\n",
			"same 1, same 2, same 3" },
		/* Another number: known by the name; another name: known by the number. */
		{ "四年级2班,1,王明,\n四年级2班,5,李红,\n四年级2班,3,张大伟,\n",
			"changed 1, changed 2, changed 3" },
		/* Another name with the same number is another child, and two cannot have one number. */
		{ "四年级2班,1,独孤求败,\n四年级2班,2,李红,\n四年级2班,3,张丽,\n",
			"added 0, same 2, added 0, left 1 for another, left 3 for another" },
		/* So is one with another character, unless the school number says who it is. */
		{ "四年级2班,1,王小红,\n四年级2班,2,李红,\n四年级2班,3,张伟,\n",
			"added 0, same 2, same 3, left 1 for another" },
		{ "四年级2班,1,王小红,2025001\n四年级2班,2,李红,\n四年级2班,3,张伟,\n",
			"changed 1, same 2, same 3" },
		/* Even where a row cannot be read; who comes back then is known by the name. */
		{ "四年级2班,0,王小明,\n四年级2班,1,新生,\n", "added 0, left 1 for another" },
		/* A known pupil gets the number of one who is not in the list. */
		{ "四年级2班,1,王小明,\n四年级2班,2,张伟,\n",
			"same 1, changed 3, left 2 for another" },
		/* By the school number from the other class; one is new; the rest is not in the list. */
		{ "四年级2班,4,赵丽,2025009\n四年级2班,5,新生,\n",
			"moved 4, added 0, left 1, left 2, left 3" },
		/* Two school numbers are two children, whatever their name and number. */
		{ "四年级3班,1,赵丽,2025010\n", "added 0, left 4 for another, left 5" },
		/* Who had left comes back. */
		{ "四年级3班,1,赵丽,2025009\n四年级3班,2,周回,2025006\n四年级3班,3,孙强,\n",
			"same 4, moved 6, changed 5" },
		/* A row that cannot be read may be anybody: nobody has left. */
		{ "四年级2班,1,王小明,2025001\n四年级2班,0,李红,\n", "same 1" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *got = plan_of(CASES[i].list);

		g_assert_cmpstr(got, ==, CASES[i].plan);
	}
}

static void test_names(void)
{
	static const struct {
		const char *one, *other;
		bool agree;
	} CASES[] = {
		{ "王小明", "王晓明", false }, /* perhaps; who can say? */
		{ "王小明", "王小红", false },
		{ "王明", "王小明", true },
		{ "欧阳娜娜", "欧阳娜那", false },
		{ "欧阳娜娜", "欧阳娜", true },
		{ "王 小明", "王小明", true },
		{ "阿依·古丽", "阿依古丽", true },
		{ "Ann Smith", "Anne smith", true },
		{ "张伟", "张伟", true },
		{ "独孤求败", "东方不败", false },
		{ "张伟", "张丽", false }, /* the surname alone */
		{ "张伟", "张", false },
		{ "王小明", "李小明", false },
		{ "王小明", "王大伟", false },
		{ "王明", "王小红", false },
		{ "王明", "王小大明", false },
		{ "王小明", "", false },
		{ "", "", false },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_assert_cmpint(
			roster_names_agree(CASES[i].one, CASES[i].other), ==, CASES[i].agree);
		g_assert_cmpint(
			roster_names_agree(CASES[i].other, CASES[i].one), ==, CASES[i].agree);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/roster/columns", test_columns);
	g_test_add_func("/roster/grade-and-order", test_grade_and_order);
	g_test_add_func("/roster/grades", test_grades);
	g_test_add_func("/roster/problems", test_problems);
	g_test_add_func("/roster/refused", test_refused);
	g_test_add_func("/roster/citizen-number", test_citizen_number);
	g_test_add_func("/roster/encodings", test_encodings);
	g_test_add_func("/roster/workbook", test_workbook);
	g_test_add_func("/roster/oneroster", test_oneroster);
	g_test_add_func("/roster/plan", test_plan);
	g_test_add_func("/roster/names", test_names);
	return g_test_run();
}
