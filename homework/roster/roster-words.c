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

gint roster_words_grade(const char *text)
{
	static const char *const DIGITS[] = { "一", "二", "三", "四", "五", "六", "七", "八",
		"九" };
	gint base = 0;

	if (g_str_has_prefix(text, "初") && !g_str_has_prefix(text, "初中")) {
		base = 6;
		text += strlen("初");
	} else if (g_str_has_prefix(text, "小学")) {
		text += strlen("小学");
	}
	for (gint i = 0; i < (gint)G_N_ELEMENTS(DIGITS); i++)
		if (g_str_has_prefix(text, DIGITS[i]))
			return base + i + 1 <= 9 ? base + i + 1 : 0;
	if (*text >= '1' && *text <= '9' && !g_ascii_isdigit(text[1]))
		return base + (*text - '0') <= 9 ? base + (*text - '0') : 0;
	return 0;
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
