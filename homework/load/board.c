/* SPDX-License-Identifier: MIT */
/* See board.h. */
#include "homework/load/board.h"

#define N_LAYERS 4 /* for everybody, A, B, C */
#define DAYS_LOOKED_AHEAD 7

const char *board_level_name(BoardLevel level)
{
	static const char *const NAMES[] = { "fine", "near", "full", "refused" };

	return NAMES[level];
}

static void clear_subject(gpointer data)
{
	g_free(((BoardSubject *)data)->subject);
}

static guint layer_of(const Assigned *assigned)
{
	return assigned->layer >= 'A' && assigned->layer <= 'C' ? (guint)(assigned->layer - 'A') + 1
								: 0;
}

/* One subject's minutes by layer. */
typedef struct {
	const char *subject;
	gint minutes[N_LAYERS];
} SubjectSum;

static gint heaviest(const gint minutes[N_LAYERS])
{
	return minutes[0] + MAX(minutes[1], MAX(minutes[2], minutes[3]));
}

static SubjectSum *sum_of(GArray *sums, const char *subject)
{
	for (guint i = 0; i < sums->len; i++)
		if (g_str_equal(g_array_index(sums, SubjectSum, i).subject, subject))
			return &g_array_index(sums, SubjectSum, i);
	const SubjectSum sum = { .subject = subject };
	g_array_append_val(sums, sum);
	return &g_array_index(sums, SubjectSum, sums->len - 1);
}

static gint by_minutes(gconstpointer a, gconstpointer b)
{
	const BoardSubject *one = a, *other = b;

	if (one->minutes != other->minutes)
		return other->minutes - one->minutes;
	return g_strcmp0(one->subject, other->subject);
}

static BoardLevel level_of(const Rules *rules, const BoardDay *board)
{
	const gint64 minutes = board->minutes, budget = board->budget_minutes;

	if (budget < 0 || minutes == 0)
		return BOARD_FINE;
	if (minutes >= budget)
		return BOARD_FULL;
	return minutes * 100 >= budget * rules->warn_percent ? BOARD_NEAR : BOARD_FINE;
}

/* Of SubjectSum: what counts on a day. */
static GArray *sums_of(const Rules *rules, gint grade, gint day, const GPtrArray *assigned)
{
	GArray *sums = g_array_new(FALSE, FALSE, sizeof(SubjectSum));

	for (guint i = 0; i < assigned->len; i++) {
		const Assigned *one = g_ptr_array_index(assigned, i);
		if (one->day == day && assigned_counts(one, rules, grade))
			sum_of(sums, one->subject)->minutes[layer_of(one)] += one->minutes;
	}
	return sums;
}

static gint minutes_of(const Rules *rules, gint grade, gint day, const GPtrArray *assigned)
{
	g_autoptr(GArray) sums = sums_of(rules, grade, day, assigned);
	gint minutes = 0;

	for (guint i = 0; i < sums->len; i++)
		minutes += heaviest(g_array_index(sums, SubjectSum, i).minutes);
	return minutes;
}

RulesDays board_span(const Rules *rules, gint day)
{
	const RulesDays run = rules_free_run(rules, day);

	return run.first_day > run.last_day ? (RulesDays){ day, day }
					    : (RulesDays){ run.first_day - 1, run.last_day };
}

/* What the other days of its row have of the budget that they share; the school day before, what is beyond its own. */
static gint minutes_gone(const Rules *rules, gint grade, gint day, const GPtrArray *assigned)
{
	const RulesDays span = board_span(rules, day);
	gint gone = 0;

	for (gint other = span.first_day; other <= span.last_day; other++) {
		const gint own = rules_is_school_day(rules, other)
					 ? rules_day_budget(rules, grade, other)
					 : 0;
		if (other != day)
			gone += MAX(minutes_of(rules, grade, other, assigned) - own, 0);
	}
	return gone;
}

static gint budget_of(const Rules *rules, gint grade, gint day, const GPtrArray *assigned)
{
	const gint whole = rules_budget(rules, grade, day);
	const gint own = rules_is_school_day(rules, day) ? rules_day_budget(rules, grade, day) : 0;

	return whole < 0 ? whole : MAX(whole - minutes_gone(rules, grade, day, assigned), own);
}

BoardDay *board_day(const Rules *rules, gint grade, gint day, const GPtrArray *assigned)
{
	g_autoptr(GArray) sums = sums_of(rules, grade, day, assigned);
	BoardDay *board = g_new0(BoardDay, 1);

	board->day = day;
	board->budget_minutes = budget_of(rules, grade, day, assigned);
	board->subjects = g_array_new(FALSE, FALSE, sizeof(BoardSubject));
	g_array_set_clear_func(board->subjects, clear_subject);
	for (guint i = 0; i < sums->len; i++) {
		const SubjectSum *sum = &g_array_index(sums, SubjectSum, i);
		const BoardSubject subject = { g_strdup(sum->subject), heaviest(sum->minutes) };
		g_array_append_val(board->subjects, subject);
		board->minutes += subject.minutes;
	}
	g_array_sort(board->subjects, by_minutes);
	board->level = level_of(rules, board);
	return board;
}

BoardDay *board_day_free(BoardDay *board)
{
	if (board) {
		g_array_unref(board->subjects);
		g_free(board);
	}
	return NULL;
}

/* ---- advice */

static BoardDay *board_with(const RulesBook *book, gint grade, gint day, const GPtrArray *assigned,
	const Assigned *wanted)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	Assigned moved = *wanted;

	moved.day = day;
	for (guint i = 0; i < assigned->len; i++)
		g_ptr_array_add(all, g_ptr_array_index(assigned, i));
	g_ptr_array_add(all, &moved);
	return board_day(rules_book_at(book, day), grade, day, all);
}

static gint find_better_day(
	const RulesBook *book, gint grade, const GPtrArray *assigned, const Assigned *wanted)
{
	for (gint day = wanted->day + 1; day <= wanted->day + DAYS_LOOKED_AHEAD; day++) {
		if (!rules_is_school_day(rules_book_at(book, day), day))
			continue;
		g_autoptr(BoardDay) board = board_with(book, grade, day, assigned, wanted);
		if (board->level == BOARD_FINE)
			return day;
	}
	return -1;
}

static void add_better(BoardAdvice *advice, GString *zh, GString *en)
{
	char day[SCHOOL_DAY_BYTES];

	if (advice->level == BOARD_FULL && advice->room_minutes > 1) {
		g_string_append_printf(zh, "可以减到 %d 分钟以内。", advice->room_minutes - 1);
		g_string_append_printf(en, " Shorten it to %d minutes.", advice->room_minutes - 1);
	}
	if (advice->better_day >= 0) {
		school_day_format(advice->better_day, day);
		g_string_append_printf(zh, "也可以改到 %s 布置。", day);
		g_string_append_printf(en, " It can be moved to %s.", day);
	}
}

/* Why it is homework, though it was not called so. */
static void say_home(const Rules *rules, const Assigned *wanted, GString *zh, GString *en)
{
	g_autofree char *due = school_day_time_text(&rules->clock, wanted->due_ms);

	g_string_append_printf(zh, "截止 %s 在当天放学以后，算家庭作业。", due);
	g_string_append_printf(
		en, "It is due after school of its day (%s), so it is homework. ", due);
}

static void say_no_grade(GString *zh, GString *en)
{
	g_string_append(zh,
		"这个班还没有年级，不知道每天的上限，不能布置家庭作业。请在名单里加一列“年级”，"
		"再导入一次。");
	g_string_append(en,
		"The grade of this class is not known, and so no limit: no homework can "
		"be given. Add a column 年级 to its list and import it again.");
}

static void say_refused(GString *zh, GString *en)
{
	g_string_append(
		zh, "一、二年级不布置书面家庭作业，没有例外。可以改在课堂或课后服务时练习。");
	g_string_append(en, "No written homework is given to grades 1 and 2, without exception. "
			    "Practise at school instead.");
}

static void say_sum(const BoardAdvice *advice, bool has_reason, GString *zh, GString *en)
{
	const BoardDay *board = advice->board;

	g_string_append_printf(
		zh, "各科合计 %d 分钟，上限 %d 分钟：", board->minutes, board->budget_minutes);
	g_string_append_printf(en, "All subjects together: %d minutes of %d (", board->minutes,
		board->budget_minutes);
	for (guint i = 0; i < board->subjects->len; i++) {
		const BoardSubject *one = &g_array_index(board->subjects, BoardSubject, i);
		g_string_append_printf(
			zh, "%s%s %d", i > 0 ? "、" : "", one->subject, one->minutes);
		g_string_append_printf(
			en, "%s%s %d", i > 0 ? ", " : "", one->subject, one->minutes);
	}
	g_string_append(zh, "。");
	g_string_append(en, ").");
	if (advice->level == BOARD_FULL && has_reason) {
		g_string_append(zh, "已到上限，理由留档。");
		g_string_append(en, " The limit is reached; the reason is kept.");
	} else if (advice->level == BOARD_FULL) {
		g_string_append(zh, "已到上限，要布置请写明理由。");
		g_string_append(en, " The limit is reached: give a reason.");
	}
}

static void write_words(BoardAdvice *advice, const Rules *rules, gint grade, const Assigned *wanted)
{
	GString *zh = g_string_new(NULL), *en = g_string_new(NULL);

	if (advice->level != BOARD_FINE && assigned_place(wanted, rules, grade) != wanted->place)
		say_home(rules, wanted, zh, en);
	if (advice->level == BOARD_REFUSED && !rules_knows_grade(grade))
		say_no_grade(zh, en);
	else if (advice->level == BOARD_REFUSED)
		say_refused(zh, en);
	else if (advice->level != BOARD_FINE) {
		say_sum(advice, wanted->reason[0] != '\0', zh, en);
		add_better(advice, zh, en);
	}
	advice->zh = g_string_free(zh, FALSE);
	advice->en = g_string_free(en, FALSE);
}

BoardAdvice *board_advise(
	const RulesBook *book, gint grade, const GPtrArray *assigned, const Assigned *wanted)
{
	const Rules *rules = rules_book_at(book, wanted->day);
	g_autoptr(BoardDay) before = board_day(rules, grade, wanted->day, assigned);
	BoardAdvice *advice = g_new0(BoardAdvice, 1);

	advice->counts = assigned_counts(wanted, rules, grade);
	advice->board = board_with(book, grade, wanted->day, assigned, wanted);
	advice->better_day = -1;
	advice->room_minutes =
		before->budget_minutes < 0 ? -1 : MAX(before->budget_minutes - before->minutes, 0);
	const bool is_home = assigned_place(wanted, rules, grade) == LOAD_HOME;
	if (is_home && (!rules_knows_grade(grade) || rules_limit(rules, grade) == 0))
		advice->level = BOARD_REFUSED;
	else if (advice->counts)
		advice->level = advice->board->level;
	if (advice->level == BOARD_NEAR || advice->level == BOARD_FULL)
		advice->better_day = find_better_day(book, grade, assigned, wanted);
	write_words(advice, rules, grade, wanted);
	return advice;
}

BoardAdvice *board_advice_free(BoardAdvice *advice)
{
	if (advice) {
		board_day_free(advice->board);
		g_free(advice->zh);
		g_free(advice->en);
		g_free(advice);
	}
	return NULL;
}
