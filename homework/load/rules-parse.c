/* SPDX-License-Identifier: MIT */
/* The words of rules.h: one table says which rules there are and how each is written. */
#include <string.h>

#include "homework/bilingual.h"
#include "homework/byte-order-mark.h"
#include "homework/load/rules.h"

#define MINUTES_MAX 600
#define PERCENT_MAX 200
#define SECONDS_MAX 3600
#define GROUP_MIN 10 /* what fewer pupils would tell is nobody's business */
#define GROUP_MAX 1000
#define SPANS_MAX 400

typedef enum {
	KIND_MINUTES,
	KIND_NO_MINUTES, /* 0 and nothing else */
	KIND_PERCENT,
	KIND_SECONDS,
	KIND_GROUP,
	KIND_OFFSET,  /* +08:00 */
	KIND_CLOCK,   /* 21:20 */
	KIND_HOURS,   /* 08:20-16:00 */
	KIND_WEEKDAY, /* wed, or none */
	KIND_WEEKDAYS,
	KIND_DAYS, /* 2026-10-01..2026-10-07;2026-12-31 */
} RuleKind;

typedef struct {
	const char *name;
	RuleKind kind;
	gsize offset; /* of its field in Rules */
} Rule;

#define FIELD(name, kind, field)                                                                   \
	{                                                                                          \
		name, kind, offsetof(Rules, field)                                                 \
	}
static const Rule RULES[] = {
	FIELD("time.utc_offset", KIND_OFFSET, clock.offset_minutes),
	FIELD("time.day_begins", KIND_CLOCK, clock.begins_minute),
	FIELD("limits.grades_1_2", KIND_NO_MINUTES, limit_minutes[BAND_1_2]),
	FIELD("limits.grades_3_6", KIND_MINUTES, limit_minutes[BAND_3_6]),
	FIELD("limits.grades_7_9", KIND_MINUTES, limit_minutes[BAND_7_9]),
	FIELD("limits.warn_percent", KIND_PERCENT, warn_percent),
	FIELD("weekend.grades_1_2", KIND_NO_MINUTES, weekend_minutes[BAND_1_2]),
	FIELD("weekend.grades_3_6", KIND_MINUTES, weekend_minutes[BAND_3_6]),
	FIELD("weekend.grades_7_9", KIND_MINUTES, weekend_minutes[BAND_7_9]),
	FIELD("holiday.grades_1_2", KIND_NO_MINUTES, holiday_minutes[BAND_1_2]),
	FIELD("holiday.grades_3_6", KIND_MINUTES, holiday_minutes[BAND_3_6]),
	FIELD("holiday.grades_7_9", KIND_MINUTES, holiday_minutes[BAND_7_9]),
	FIELD("bedtime.primary", KIND_CLOCK, bedtime_minute[STAGE_PRIMARY]),
	FIELD("bedtime.junior", KIND_CLOCK, bedtime_minute[STAGE_JUNIOR]),
	FIELD("bedtime.senior", KIND_CLOCK, bedtime_minute[STAGE_SENIOR]),
	FIELD("bedtime.window_minutes", KIND_MINUTES, bedtime_window_minutes),
	FIELD("lessons.primary", KIND_HOURS, lessons[STAGE_PRIMARY]),
	FIELD("lessons.junior", KIND_HOURS, lessons[STAGE_JUNIOR]),
	FIELD("lessons.senior", KIND_HOURS, lessons[STAGE_SENIOR]),
	FIELD("service.primary", KIND_HOURS, service[STAGE_PRIMARY]),
	FIELD("service.junior", KIND_HOURS, service[STAGE_JUNIOR]),
	FIELD("service.senior", KIND_HOURS, service[STAGE_SENIOR]),
	FIELD("service.weekdays", KIND_WEEKDAYS, service_weekdays),
	FIELD("service.evening_study", KIND_HOURS, evening_study),
	FIELD("service.evening_study_end", KIND_CLOCK, evening_study_end_minute),
	FIELD("calendar.no_homework", KIND_WEEKDAY, no_homework_weekday),
	FIELD("calendar.terms", KIND_DAYS, terms),
	FIELD("calendar.holidays", KIND_DAYS, holidays),
	FIELD("calendar.workdays", KIND_DAYS, workdays),
	FIELD("measure.gap_seconds", KIND_SECONDS, gap_s),
	FIELD("measure.thinking_seconds", KIND_SECONDS, thinking_s),
	FIELD("measure.capture_percent", KIND_PERCENT, capture_percent),
	FIELD("measure.group_minimum", KIND_GROUP, group_minimum),
};

static const char *const WEEKDAYS[] = { "none", "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

/* ---- values: each gives NULL, or the form that was wanted */

static const char *take_number(const char *text, guint64 most, gint *to, const char *form)
{
	guint64 number;

	if (!g_ascii_string_to_unsigned(text, 10, 0, most, &number, NULL))
		return form;
	*to = (gint)number;
	return NULL;
}

static const char *take_no_minutes(const char *text)
{
	guint64 number;

	if (g_ascii_string_to_unsigned(text, 10, 0, 0, &number, NULL))
		return NULL;
	return "一、二年级不布置书面家庭作业，没有例外，只能是 0 / no written homework is given to "
	       "grades 1 and 2, without exception: it can only be 0";
}

static const char *take_group(const char *text, gint *to)
{
	guint64 number;

	if (!g_ascii_string_to_unsigned(text, 10, GROUP_MIN, GROUP_MAX, &number, NULL))
		return "不足 10 人的群体一律不报数，请写 10 到 1000 / groups of fewer than 10 are "
		       "never "
		       "reported: write a number from 10 to 1000";
	*to = (gint)number;
	return NULL;
}

static const char *take_offset(const char *text, gint *to)
{
	const char *end;
	gint minutes;

	if ((text[0] != '+' && text[0] != '-') ||
		!school_day_take_clock(text + 1, &minutes, &end) || *end || minutes > 14 * 60)
		return "时区请写成 +08:00 / write the time zone as +08:00";
	*to = text[0] == '-' ? -minutes : minutes;
	return NULL;
}

static const char *take_hours(const char *text, RulesHours *to)
{
	RulesHours hours = { 0 };
	const char *end;

	if (g_str_equal(text, "none")) {
		*to = hours;
		return NULL;
	}
	if (!school_day_take_clock(text, &hours.begin_minute, &end) || *end != '-' ||
		!school_day_take_clock(end + 1, &hours.end_minute, &end) || *end ||
		hours.end_minute <= hours.begin_minute)
		return "请写从几点到几点，如 16:00-18:00，或 none / write from when to when, as "
		       "16:00-18:00, or none";
	*to = hours;
	return NULL;
}

static bool take_weekday(const char *text, gint *to)
{
	for (guint i = 0; i < G_N_ELEMENTS(WEEKDAYS); i++)
		if (g_str_equal(text, WEEKDAYS[i])) {
			*to = (gint)i;
			return true;
		}
	return false;
}

static const char *take_weekdays(const char *text, guint *to)
{
	g_auto(GStrv) words = g_strsplit(text, ";", 8);
	guint days = 0;

	for (char **word = words; *word; word++) {
		gint day;
		if (!take_weekday(g_strstrip(*word), &day))
			return "请写星期几，如 mon;tue;wed;thu;fri，或 none / write days of the "
			       "week, as mon;tue;wed;thu;fri, or none";
		if (day > 0)
			days |= 1u << day;
	}
	*to = days;
	return NULL;
}

static const char *take_days(const char *text, GArray *to)
{
	g_auto(GStrv) words = g_strsplit(text, ";", SPANS_MAX);
	g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(RulesDays));

	for (char **word = words; *word && !g_str_equal(text, "none"); word++) {
		RulesDays span;
		char *first = g_strstrip(*word);
		char *dots = strstr(first, "..");

		if (dots)
			*dots = '\0';
		if (!school_day_parse(first, &span.first_day) ||
			!school_day_parse(dots ? dots + 2 : first, &span.last_day) ||
			span.last_day < span.first_day)
			return "请写日期或一段日期，如 2026-10-01..2026-10-07;2026-12-31，或 none "
			       "/ write days and spans of days, as "
			       "2026-10-01..2026-10-07;2026-12-31, or none";
		g_array_append_val(spans, span);
	}
	g_array_set_size(to, 0);
	g_array_append_vals(to, spans->data, spans->len);
	return NULL;
}

static const char *take(Rules *rules, const Rule *rule, const char *value)
{
	const char *end;
	void *field = (char *)rules + rule->offset;

	switch (rule->kind) {
	case KIND_MINUTES:
		return take_number(value, MINUTES_MAX, field,
			"请写 0 到 600 分钟 / write minutes from 0 to 600");
	case KIND_NO_MINUTES:
		return take_no_minutes(value);
	case KIND_PERCENT:
		return take_number(value, PERCENT_MAX, field,
			"请写百分数 0 到 200 / write a percentage from 0 to 200");
	case KIND_SECONDS:
		return take_number(value, SECONDS_MAX, field,
			"请写 0 到 3600 秒 / write seconds from 0 to 3600");
	case KIND_GROUP:
		return take_group(value, field);
	case KIND_OFFSET:
		return take_offset(value, field);
	case KIND_CLOCK:
		return school_day_take_clock(value, field, &end) && !*end
			       ? NULL
			       : "请写时刻，如 21:20 / write a time of day, as 21:20";
	case KIND_HOURS:
		return take_hours(value, field);
	case KIND_WEEKDAY:
		return take_weekday(value, field)
			       ? NULL
			       : "请写 mon 到 sun，或 none / write mon to sun, or none";
	case KIND_WEEKDAYS:
		return take_weekdays(value, field);
	case KIND_DAYS:
		return take_days(value, *(GArray **)field);
	}
	g_assert_not_reached();
}

/* ---- names */

static const Rule *find(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(RULES); i++)
		if (g_str_equal(RULES[i].name, name))
			return &RULES[i];
	return NULL;
}

/* The name that begins and ends most like it. */
static const Rule *nearest(const char *name)
{
	const Rule *best = &RULES[0];
	gsize best_alike = 0;

	for (guint i = 0; i < G_N_ELEMENTS(RULES); i++) {
		const gsize n = strlen(RULES[i].name), n_name = strlen(name);
		gsize front = 0, back = 0;

		while (front < MIN(n, n_name) && RULES[i].name[front] == name[front])
			front++;
		while (back < MIN(n, n_name) - front &&
			RULES[i].name[n - 1 - back] == name[n_name - 1 - back])
			back++;
		if (front + back > best_alike) {
			best_alike = front + back;
			best = &RULES[i];
		}
	}
	return best;
}

const char *rules_disagreement(const Rules *rules)
{
	if (rules->evening_study.end_minute > rules->evening_study_end_minute)
		return "晚自习不能晚于 service.evening_study_end，请先改能让出时间的那一项 / the "
		       "evening study may not last longer than service.evening_study_end: first "
		       "change the one of the two that makes room";
	if (rules->thinking_s < rules->gap_s)
		return "思考的停顿不能短于间隔，请让 measure.thinking_seconds 不小于 "
		       "measure.gap_seconds / a pause for thinking is not shorter than a gap: set "
		       "measure.thinking_seconds at least as large as measure.gap_seconds";
	return NULL;
}

char *rules_set(Rules *rules, const char *name, const char *value)
{
	const Rule *rule = find(name);

	if (!rule)
		return g_strdup_printf("没有这条规则，最接近的是 %1$s / there is no such rule; the "
				       "nearest is %1$s",
			nearest(name)->name);
	return g_strdup(take(rules, rule, value));
}

const char *rules_name(guint i)
{
	return i < G_N_ELEMENTS(RULES) ? RULES[i].name : NULL;
}

/* ---- values as text */

static char *days_text(const GArray *spans)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < spans->len; i++) {
		const RulesDays *span = &g_array_index(spans, RulesDays, i);
		char first[SCHOOL_DAY_BYTES], last[SCHOOL_DAY_BYTES];

		school_day_format(span->first_day, first);
		school_day_format(span->last_day, last);
		g_string_append_printf(text, "%s%s", i > 0 ? ";" : "", first);
		if (span->last_day != span->first_day)
			g_string_append_printf(text, "..%s", last);
	}
	if (spans->len == 0)
		g_string_append(text, "none");
	return g_string_free(text, FALSE);
}

static char *weekdays_text(guint days)
{
	GString *text = g_string_new(NULL);

	for (guint i = 1; i < G_N_ELEMENTS(WEEKDAYS); i++)
		if (days >> i & 1)
			g_string_append_printf(text, "%s%s", text->len > 0 ? ";" : "", WEEKDAYS[i]);
	if (text->len == 0)
		g_string_append(text, "none");
	return g_string_free(text, FALSE);
}

static char *hours_text(const RulesHours *hours)
{
	if (hours->end_minute == 0)
		return g_strdup("none");
	return g_strdup_printf("%02d:%02d-%02d:%02d", hours->begin_minute / 60,
		hours->begin_minute % 60, hours->end_minute / 60, hours->end_minute % 60);
}

char *rules_value(const Rules *rules, guint i)
{
	const void *field = (const char *)rules + RULES[i].offset;
	const gint *number = field;

	switch (RULES[i].kind) {
	case KIND_MINUTES:
	case KIND_NO_MINUTES:
	case KIND_PERCENT:
	case KIND_SECONDS:
	case KIND_GROUP:
		return g_strdup_printf("%d", *number);
	case KIND_OFFSET:
		return g_strdup_printf("%c%02d:%02d", *number < 0 ? '-' : '+', ABS(*number) / 60,
			ABS(*number) % 60);
	case KIND_CLOCK:
		return g_strdup_printf("%02d:%02d", *number / 60, *number % 60);
	case KIND_HOURS:
		return hours_text(field);
	case KIND_WEEKDAY:
		return g_strdup(WEEKDAYS[*number]);
	case KIND_WEEKDAYS:
		return weekdays_text(*(const guint *)field);
	case KIND_DAYS:
		return days_text(*(GArray *const *)field);
	}
	g_assert_not_reached();
}

/* ---- the file */

static bool fail(GError **error, const char *name, guint line, const char *what)
{
	g_auto(Bilingual) words = bilingual_new("%s", what);

	g_set_error(error, RULES_ERROR, RULES_ERROR_BAD, "%1$s:%2$u: %3$s / %1$s:%2$u: %4$s", name,
		line, words.zh, words.en);
	return false;
}

static bool take_line(
	Rules *rules, const char *name, guint number, char *line, char **group, GError **error)
{
	const gsize n = strlen(line);
	char *equals = strchr(line, '=');

	if (n == 0 || line[0] == '#')
		return true;
	if (line[0] == '[' && line[n - 1] == ']') {
		g_free(*group);
		*group = g_strndup(line + 1, n - 2);
		return true;
	}
	if (!equals)
		return fail(error, name, number,
			"请写 [组]、规则 = 值，或以 # 开头的话 / write [group], rule = value, or a "
			"# before words");
	if (!*group)
		return fail(error, name, number,
			"请先写它属于哪一组，如 [limits] / say of which group it is before it, as "
			"[limits]");
	*equals = '\0';
	g_autofree char *rule = g_strdup_printf("%s.%s", *group, g_strstrip(line));
	const char *value = g_strstrip(equals + 1);
	g_autofree char *wrong = rules_set(rules, rule, value);
	if (!wrong)
		return true;
	g_auto(Bilingual) words = bilingual_new("%s", wrong);
	g_autofree char *what = g_strdup_printf(
		"%1$s = %2$s: %3$s / %1$s = %2$s: %4$s", rule, value, words.zh, words.en);
	return fail(error, name, number, what);
}

bool rules_parse(Rules *rules, const char *name, const char *text, gsize n_bytes, GError **error)
{
	if (!g_utf8_validate_len(text, n_bytes, NULL))
		return fail(error, name, 1,
			"不是 UTF-8 文字，请另存为 UTF-8 / it is not UTF-8 text; save it as UTF-8");
	text = byte_order_mark_skip(text, &n_bytes);
	g_autofree char *whole = g_strndup(text, n_bytes);
	g_auto(GStrv) lines = g_strsplit(whole, "\n", -1);
	g_autofree char *group = NULL;
	const char *wrong = rules_disagreement(rules);
	guint at = 0; /* the line from which on they disagree */

	for (guint i = 0; lines[i]; i++) {
		const bool agreed = !wrong;

		if (!take_line(rules, name, i + 1, g_strstrip(lines[i]), &group, error))
			return false;
		wrong = rules_disagreement(rules);
		if (agreed && wrong)
			at = i;
	}
	return wrong ? fail(error, name, at + 1, wrong) : true;
}
