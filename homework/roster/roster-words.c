/* SPDX-License-Identifier: MIT */
#include "homework/roster/roster-words.h"

#include <string.h>

static const struct {
	const char *word;
	RosterColumn column;
} COLUMNS[] = {
	{ "姓名", ROSTER_COLUMN_NAME },
	{ "学生姓名", ROSTER_COLUMN_NAME },
	{ "名字", ROSTER_COLUMN_NAME },
	{ "学生", ROSTER_COLUMN_NAME },
	{ "name", ROSTER_COLUMN_NAME },
	{ "studentname", ROSTER_COLUMN_NAME },
	{ "座号", ROSTER_COLUMN_NUMBER },
	{ "座位号", ROSTER_COLUMN_NUMBER },
	{ "班内编号", ROSTER_COLUMN_NUMBER },
	{ "班内序号", ROSTER_COLUMN_NUMBER },
	{ "班号", ROSTER_COLUMN_NUMBER },
	{ "号数", ROSTER_COLUMN_NUMBER },
	{ "号", ROSTER_COLUMN_NUMBER },
	{ "number", ROSTER_COLUMN_NUMBER },
	{ "no", ROSTER_COLUMN_NUMBER },
	{ "no.", ROSTER_COLUMN_NUMBER },
	{ "序号", ROSTER_COLUMN_ORDER },
	{ "编号", ROSTER_COLUMN_ORDER },
	{ "学号", ROSTER_COLUMN_SCHOOL_NUMBER },
	{ "学生学号", ROSTER_COLUMN_SCHOOL_NUMBER },
	{ "校内学号", ROSTER_COLUMN_SCHOOL_NUMBER },
	{ "studentid", ROSTER_COLUMN_SCHOOL_NUMBER },
	{ "id", ROSTER_COLUMN_SCHOOL_NUMBER },
	{ "班级", ROSTER_COLUMN_CLASS },
	{ "班", ROSTER_COLUMN_CLASS },
	{ "班名", ROSTER_COLUMN_CLASS },
	{ "班级名称", ROSTER_COLUMN_CLASS },
	{ "所在班级", ROSTER_COLUMN_CLASS },
	{ "行政班", ROSTER_COLUMN_CLASS },
	{ "class", ROSTER_COLUMN_CLASS },
	{ "年级", ROSTER_COLUMN_GRADE },
	{ "所在年级", ROSTER_COLUMN_GRADE },
	{ "grade", ROSTER_COLUMN_GRADE },
	{ "排", ROSTER_COLUMN_SEAT_ROW },
	{ "行", ROSTER_COLUMN_SEAT_ROW },
	{ "row", ROSTER_COLUMN_SEAT_ROW },
	{ "列", ROSTER_COLUMN_SEAT_COLUMN },
	{ "组", ROSTER_COLUMN_SEAT_COLUMN },
	{ "column", ROSTER_COLUMN_SEAT_COLUMN },
	{ "座位", ROSTER_COLUMN_SEAT },
	{ "seat", ROSTER_COLUMN_SEAT },
	{ "家长同意", ROSTER_COLUMN_CONSENT },
	{ "同意书", ROSTER_COLUMN_CONSENT },
	{ "同意", ROSTER_COLUMN_CONSENT },
	{ "consent", ROSTER_COLUMN_CONSENT },
	{ "身份证", ROSTER_COLUMN_CITIZEN },
	{ "身份证号", ROSTER_COLUMN_CITIZEN },
	{ "身份证号码", ROSTER_COLUMN_CITIZEN },
	{ "身份证件号", ROSTER_COLUMN_CITIZEN },
	{ "身份证件号码", ROSTER_COLUMN_CITIZEN },
	{ "公民身份号码", ROSTER_COLUMN_CITIZEN },
	{ "证件号", ROSTER_COLUMN_CITIZEN },
	{ "证件号码", ROSTER_COLUMN_CITIZEN },
};

/* Without spaces, stars and what stands in brackets: "姓 名*（必填）" is 姓名. */
static char *bare(const char *header)
{
	GString *text = g_string_new("");

	for (const char *at = header; *at; at = g_utf8_next_char(at)) {
		const gunichar c = g_utf8_get_char(at);
		if (c == '(' || c == 0xFF08)
			break;
		if (g_unichar_isspace(c) || c == '*' || c == ':' || c == 0xFF1A)
			continue;
		g_string_append_unichar(text, g_unichar_tolower(c));
	}
	return g_string_free(text, FALSE);
}

bool roster_words_column(const char *header, RosterColumn *column)
{
	g_autofree char *word = bare(header);

	for (gsize i = 0; i < G_N_ELEMENTS(COLUMNS); i++) {
		if (!g_str_equal(COLUMNS[i].word, word))
			continue;
		*column = COLUMNS[i].column;
		return true;
	}
	return false;
}

gint roster_words_number(const char *text)
{
	g_autofree char *plain = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC); /* ３ is 3 */
	guint64 number;

	if (!plain)
		return -1;
	for (gsize n = strlen(plain); n > 0 && g_str_has_suffix(plain, "号"); n = strlen(plain))
		plain[n - strlen("号")] = '\0';
	return g_ascii_string_to_unsigned(plain, 10, 0, G_MAXINT, &number, NULL) ? (gint)number
										 : -1;
}

/* ---- grades */

typedef struct {
	const char *word;
	gint first, last; /* grades */
} Stage;

/* Of words that begin alike the longer stands first. */
static const Stage STAGES[] = {
	{ "小学", 1, 6 },
	{ "初中", 7, 9 },
	{ "初", 7, 9 },
	{ "高中", 10, 12 },
	{ "高", 10, 12 },
};

static const Stage *take_stage(const char **at)
{
	for (gsize i = 0; i < G_N_ELEMENTS(STAGES); i++)
		if (g_str_has_prefix(*at, STAGES[i].word)) {
			*at += strlen(STAGES[i].word);
			return &STAGES[i];
		}
	return NULL;
}

#define N_DIGITS 10 /* those of one character, of the numerals */

static const char *const NUMERALS[] = { "一", "二", "三", "四", "五", "六", "七", "八", "九", "十",
	"十一", "十二" };

const char *roster_words_numeral(gint number)
{
	g_assert(number >= 1 && number <= (gint)G_N_ELEMENTS(NUMERALS));
	return NUMERALS[number - 1];
}

/* 1 to 9; 10 for 十; 0: none. */
static gint chinese_digit(const char *text)
{
	for (gint i = 0; i < N_DIGITS; i++)
		if (g_str_has_prefix(text, NUMERALS[i]))
			return i + 1;
	return 0;
}

/* "四", "十一", "12", but of "四二" the first; 0: none, or above what a grade is. */
static gint take_grade_number(const char **at)
{
	gint number = 0;

	for (; g_ascii_isdigit(**at); (*at)++)
		number = MIN(number * 10 + (**at - '0'), 10000);
	if (number > 0 || (number = chinese_digit(*at)) == 0)
		return number;
	*at = g_utf8_next_char(*at);
	if (number == 10 && chinese_digit(*at) > 0) {
		number += chinese_digit(*at);
		*at = g_utf8_next_char(*at);
	} else if (number < 10 && chinese_digit(*at) == 10) {
		return 0; /* 二十班 */
	}
	return number;
}

/* "2024级": who entered then, in the stage that is said, or in the only one they can be in. */
static gint grade_of_entry(const Stage *stage, gint year, gint school_year)
{
	static const Stage ANY[] = { { "", 1, 6 }, { "", 7, 9 }, { "", 10, 12 } };
	gint found = 0, n_found = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(ANY); i++) {
		const gint grade = ANY[i].first + school_year - year;

		if ((stage && stage->first != ANY[i].first) || grade < ANY[i].first ||
			grade > ANY[i].last)
			continue;
		found = grade;
		n_found++;
	}
	return n_found == 1 ? found : 0;
}

/* Does what stands behind a number make it a grade? "二(3)班", "四2班", "4.2" do, "3班" and "三味班" do not. */
static bool is_behind_grade(const char *text)
{
	static const char *const MARKS[] = { "年", "级", "(", "（", ".", "．", "·", "-", "－" };

	for (gsize i = 0; i < G_N_ELEMENTS(MARKS); i++)
		if (g_str_has_prefix(text, MARKS[i]))
			return true;
	return *text == '\0' || g_ascii_isdigit(*text) || chinese_digit(text) > 0;
}

gint roster_words_grade(const char *text, gint school_year)
{
	const Stage *stage = take_stage(&text);
	const gint number = take_grade_number(&text);

	if (number >= 1990 && (g_str_has_prefix(text, "级") || g_str_has_prefix(text, "年级")))
		return grade_of_entry(stage, number, school_year);
	if (stage) {
		const gint grade = stage->first - 1 + number;
		return number > 0 && grade <= stage->last ? grade : 0;
	}
	return number <= 12 && is_behind_grade(text) ? number : 0;
}

bool roster_words_is_number(const char *text)
{
	for (const char *at = text; *at; at = g_utf8_next_char(at))
		if (!g_ascii_isdigit(*at) && chinese_digit(at) == 0)
			return false;
	return *text != '\0';
}

bool roster_words_consent(const char *text, RosterConsent *consent)
{
	static const char *const YES[] = { "是", "有", "同意", "已同意", "已签", "√", "✓", "y",
		"yes", "1", "true" };
	static const char *const NO[] = { "否", "无", "不同意", "未签", "×", "✗", "x", "n", "no",
		"0", "false" };
	g_autofree char *word = g_utf8_strdown(text, -1);

	*consent = ROSTER_CONSENT_UNSAID;
	if (*word == '\0')
		return true;
	for (gsize i = 0; i < G_N_ELEMENTS(YES); i++)
		if (g_str_equal(word, YES[i]))
			*consent = ROSTER_CONSENT_GIVEN;
	for (gsize i = 0; i < G_N_ELEMENTS(NO); i++)
		if (g_str_equal(word, NO[i]))
			*consent = ROSTER_CONSENT_REFUSED;
	return *consent != ROSTER_CONSENT_UNSAID;
}
