/* SPDX-License-Identifier: MIT */
/* See assigning.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/assigning.h"

#include <jansson.h>
#include <string.h>

#include "daemon/classroom/classroom-assignments.h"
#include "daemon/classroom/classroom-classes.h"
#include "daemon/console/console-json.h"
#include "daemon/json-text.h"
#include "homework/reason.h"
#include "homework/load/board.h"
#include "homework/sheet/sheet-edit.h"
#include "homework/sheet/sheet-error.h"
#include "homework/sheet/sheet-json.h"
#include "store/load-source.h"

#define MINUTES_MAX 600
#define REASON_BYTES_MAX 1000
#define TITLE_BYTES_MAX 200
#define DAYS_AHEAD 8 /* of the board that are looked at; so late may it be published for */

static char *refuse(guint32 request, const char *code, const char *zh, const char *en)
{
	return console_json_error(request, &(ConsoleTrouble){ code, zh, en });
}

/* What was asked: borrowed from the line's JSON. */
typedef struct {
	guint32 request;
	const char *class, *place, *subject, *layer, *due, *reason; /* class NULL: the open one */
	const StoreClass *to;
	const char *title;   /* of homework without a sheet */
	const char *day;     /* it is published for; NULL: today */
	const char *teacher; /* by login; NULL: not told */
	gint minutes;	     /* -1: as the sheet says */
	bool is_trial;	     /* only ask the board */
	bool waits;	     /* a teacher opens it later */
	gint64 sheet_id;     /* of the record; 0: the document, or none */
	json_t *document;    /* or NULL */
	gint64 teacher_id;   /* who asks; 0 not told */
	bool is_told_all;    /* the board stands in the answer, whatever it says */
} Wish;

/* Text fields that may be left out, and what they are then. */
static const char *read_texts(const json_t *asked, Wish *wish)
{
	const struct {
		const char *key, *missing;
		const char **to;
	} TEXTS[] = {
		{ "class", NULL, &wish->class },
		{ "place", "lesson", &wish->place },
		{ "subject", NULL, &wish->subject },
		{ "layer", "", &wish->layer },
		{ "due", NULL, &wish->due },
		{ "reason", "", &wish->reason },
		{ "title", NULL, &wish->title },
		{ "day", NULL, &wish->day },
		{ "teacher", NULL, &wish->teacher },
	};

	for (guint i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
		const json_t *value = json_object_get(asked, TEXTS[i].key);

		*TEXTS[i].to = value ? json_string_value(value) : TEXTS[i].missing;
		if (value && !*TEXTS[i].to)
			return TEXTS[i].key;
	}
	return NULL;
}

static bool read_truth(const json_t *asked, const char *key, bool missing, bool *value)
{
	const json_t *given = json_object_get(asked, key);

	*value = given ? json_is_true(given) : missing;
	return !given || json_is_boolean(given);
}

static const char *read_numbers(const json_t *asked, Wish *wish)
{
	const json_int_t request = json_integer_value(json_object_get(asked, "request"));
	const json_t *minutes = json_object_get(asked, "minutes");
	const json_t *sheet = json_object_get(asked, "sheet");
	bool opens;

	if (request <= 0 || request > G_MAXINT32)
		return "request";
	wish->request = (guint32)request;
	wish->minutes = minutes ? (gint)json_integer_value(minutes) : -1;
	if (minutes && (!json_is_integer(minutes) || json_integer_value(minutes) < 0 ||
			       json_integer_value(minutes) > MINUTES_MAX))
		return "minutes";
	wish->sheet_id = json_integer_value(sheet);
	if (sheet && wish->sheet_id <= 0)
		return "sheet";
	if (!read_truth(asked, "open", true, &opens))
		return "open";
	wish->waits = !opens;
	return read_truth(asked, "try", false, &wish->is_trial) ? NULL : "try";
}

/* A document, a sheet of the record, or a title alone: homework in an exercise book. */
static const char *read_what(const json_t *asked, Wish *wish)
{
	wish->document = json_object_get(asked, "document");
	if (wish->document)
		return json_is_object(wish->document) && !wish->title && !wish->sheet_id
			       ? NULL
			       : "document";
	if (wish->sheet_id)
		return wish->title ? "title" : NULL;
	if (!wish->title)
		return "document";
	if (!*wish->title || strlen(wish->title) > TITLE_BYTES_MAX)
		return "title";
	return wish->subject && *wish->subject ? NULL : "subject";
}

/* The field that is wrong; NULL: none. */
static const char *read_wish(const json_t *asked, Wish *wish)
{
	static const char *const KNOWN[] = { "type", "request", "class", "place", "document",
		"subject", "layer", "due", "reason", "minutes", "try", "sheet", "title", "day",
		"open", "teacher", NULL };
	static const char *const LAYERS[] = { "", "A", "B", "C", NULL };
	const char *key, *wrong = read_numbers(asked, wish);
	LoadPlace place;
	json_t *value;

	json_object_foreach(
		(json_t *)asked, key, value) if (!g_strv_contains(KNOWN, key)) return key;
	if (!wrong)
		wrong = read_texts(asked, wish);
	if (wrong)
		return wrong;
	if (!rules_place_from_name(wish->place, &place))
		return "place";
	if (!g_strv_contains(LAYERS, wish->layer))
		return "layer";
	if (strlen(wish->reason) > REASON_BYTES_MAX)
		return "reason";
	if (!reason_is_given(wish->reason))
		wish->reason = "";
	return read_what(asked, wish);
}

/* ---- the sheet */

static bool has_pages(const Sheet *sheet, GError **error)
{
	if (sheet->pages->len > 0)
		return true;
	sheet_error_set(error, "pages",
		"一页也没有，没人能写，请加上印好的页 / there is none, so nobody could write on "
		"it; add the printed page");
	return false;
}

static Sheet *read_document(const json_t *document, GError **error)
{
	g_autofree char *text = json_text_dump(json_incref((json_t *)document));
	g_autoptr(Sheet) sheet = sheet_json_read(text, strlen(text), error);

	if (!sheet || !has_pages(sheet, error))
		return NULL;
	sheet_edit_name_regions(sheet);
	return g_steal_pointer(&sheet);
}

static char *refuse_sheet(guint32 request, const GError *error)
{
	g_autofree char *why = sheet_error_zh(error);
	g_autofree char *zh = g_strdup_printf("作业单不对：%s", why);
	g_autofree char *en = sheet_error_en(error);

	return refuse(request, "bad-sheet", zh, en);
}

static Sheet *read_known(const Assigning *assigning, gint64 sheet_id, GError **error)
{
	g_autoptr(GPtrArray) sheets = store_reader_sheets(assigning->reader, error);

	for (guint i = 0; sheets && i < sheets->len; i++) {
		const StoreSheet *row = g_ptr_array_index(sheets, i);

		if (row->id == sheet_id && *row->json)
			return sheet_json_read(row->json, strlen(row->json), error);
	}
	if (sheets)
		sheet_error_set(error, "sheet",
			"没有这个编号的作业单，请另选 / the record has none with this number; "
			"choose another");
	return NULL;
}

/* ---- what is to be published, and what the board says of it */

/* "2026-09-08 08:20" in the school's time, or a day alone: when lessons begin. */
static bool read_due(
	const Assigning *assigning, const StoreClass *to, const char *text, gint64 *due_ms)
{
	const Rules *rules = rules_book_base(assigning->rules);
	const SchoolStage stage = rules_stage(to->grade);
	g_auto(GStrv) words = g_strsplit(text, " ", 2);
	gint day, minute = rules->lessons[stage].begin_minute;
	const char *end;

	if (!words[0] || !school_day_parse(words[0], &day) ||
		(words[1] && (!school_day_take_clock(words[1], &minute, &end) || *end)))
		return false;
	*due_ms = school_day_minute_ms(&rules->clock, day, minute);
	return true;
}

/* What is for a later day is published when that day's lessons begin, and waits until then. */
static bool read_day(const Assigning *assigning, const StoreClass *to, const char *text,
	StoreAssignment *assignment)
{
	const Rules *rules = rules_book_base(assigning->rules);
	const gint today = school_day_of(&rules->clock, assignment->published_ms).day;
	const SchoolStage stage = rules_stage(to->grade);
	gint day = today;

	if (text && (!school_day_parse(text, &day) || day < today || day > today + DAYS_AHEAD))
		return false;
	if (day > today) {
		assignment->published_ms = school_day_minute_ms(
			&rules->clock, day, rules->lessons[stage].begin_minute);
		assignment->waits = true;
	}
	return true;
}

static gint sheet_minutes(const Sheet *sheet)
{
	double minutes = 0;

	for (guint i = 0; i < sheet->questions->len; i++)
		minutes += ((const SheetQuestion *)g_ptr_array_index(sheet->questions, i))
				   ->expected_minutes;
	return minutes >= MINUTES_MAX ? MINUTES_MAX : (gint)(minutes + 0.999);
}

static void free_assigned(gpointer assigned)
{
	assigned_free(assigned);
}

GPtrArray *assigning_published(
	const Assigning *assigning, gint64 class_id, RulesDays days, GError **error)
{
	g_autoptr(GPtrArray) rows =
		classroom_class_assignments(assigning->classroom, class_id, error);
	GPtrArray *published;

	if (!rows)
		return NULL;
	published = g_ptr_array_new_with_free_func(free_assigned);
	for (guint i = rows->len; i > 0; i--) { /* the oldest first */
		const StoreAssignment *row = g_ptr_array_index(rows, i - 1);
		g_autoptr(Assigned) one = load_source_assigned(assigning->rules, row);

		if (!*one->title) { /* of before, when the sheet alone had one */
			g_free(one->title);
			one->title = g_strdup(classroom_title_of(assigning->classroom, row));
		}
		if (one->day >= days.first_day && one->day <= days.last_day)
			g_ptr_array_add(published, g_steal_pointer(&one));
	}
	return published;
}

static BoardAdvice *ask_board(const Assigning *assigning, const StoreClass *to,
	const StoreAssignment *wanted, GError **error)
{
	g_autoptr(Assigned) assigned = load_source_assigned(assigning->rules, wanted);
	/* With the free days that share a budget with one of those that are looked at. */
	const RulesDays days = { assigned->day - RULES_RUN_DAYS_MAX - 1,
		assigned->day + DAYS_AHEAD + RULES_RUN_DAYS_MAX };
	g_autoptr(GPtrArray) all = assigning_published(assigning, to->id, days, error);

	return all ? board_advise(assigning->rules, to->grade, all, assigned) : NULL;
}

/* ---- answers */

static json_t *advice_json(const BoardAdvice *advice)
{
	const BoardDay *board = advice->board;
	char day[SCHOOL_DAY_BYTES] = "";

	if (advice->better_day >= 0)
		school_day_format(advice->better_day, day);
	return json_pack("{s:s, s:i, s:i, s:i, s:s, s:s, s:s}", "level",
		board_level_name(advice->level), "minutes", board->minutes, "budget",
		board->budget_minutes, "room", advice->room_minutes, "better_day", day, "zh",
		advice->zh, "en", advice->en);
}

static char *done(
	const Assigning *assigning, const Wish *wish, const BoardAdvice *advice, const Sheet *sheet)
{
	json_t *answer = json_pack("{s:s, s:i}", "type", "done", "request", (int)wish->request);

	if (wish->is_told_all || advice->level != BOARD_FINE)
		json_object_set_new(answer, "board", advice_json(advice));
	for (guint i = 0; wish->document && sheet && i < sheet->pages->len; i++)
		if (*((const SheetPage *)g_ptr_array_index(sheet->pages, i))->background) {
			json_object_set_new(
				answer, "backgrounds", json_text_new(assigning->backgrounds));
			break;
		}
	return json_text_dump(answer);
}

/* The board stands beside the words: a page shows the sums, too. */
static char *refuse_full(const Wish *wish, const char *code, const BoardAdvice *advice)
{
	g_autofree char *text = refuse(wish->request, code, advice->zh, advice->en);
	json_t *answer = json_loads(text, 0, NULL);

	if (wish->is_told_all)
		json_object_set_new(answer, "board", advice_json(advice));
	return json_text_dump(answer);
}

/* ---- publishing */

static void put_sheet(
	const Assigning *assigning, const StoreAssignment *assignment, const Sheet *sheet)
{
	g_autofree char *json = sheet_json_write(sheet);
	const StoreSheet row = {
		.id = assignment->sheet_id,
		.title = sheet->title,
		.json = json,
		.version = 1,
		.teacher_id = assignment->teacher_id,
		.at_ms = g_get_real_time() / 1000,
	};

	store_put_sheet(assigning->store, &row);
}

void assigning_reopened(const Assigning *assigning)
{
	g_autoptr(GError) error = NULL;

	if (!marking_reopen(assigning->marking, &error))
		g_warning("the sheet: %s", error->message);
	if (assigning->console)
		console_start_over(assigning->console);
}

static void open_assignment(const Assigning *assigning, const StoreAssignment *assignment,
	bool is_new, Sheet *take_sheet)
{
	g_autoptr(Sheet) sheet = take_sheet;

	classroom_open_assignment(assigning->classroom, assignment, assignment->title);
	if (assignment->class_id != classroom_class(assigning->classroom)->id)
		return; /* another class sits here */
	if (!is_new) {
		assigning_reopened(assigning);
		return;
	}
	marking_open(assigning->marking, g_steal_pointer(&sheet));
	if (assigning->console)
		console_start_over(assigning->console);
}

static void put_assignment(const Assigning *assigning, const StoreAssignment *assignment,
	bool is_new, Sheet *take_sheet)
{
	g_autoptr(Sheet) sheet = take_sheet;

	if (is_new)
		put_sheet(assigning, assignment, sheet);
	store_put_assignment(assigning->store, assignment);
	g_message("class %" G_GINT64_FORMAT " has a new assignment: %d pages%s",
		assignment->class_id, assignment->n_pages,
		assignment->waits ? "; it is not open yet" : "");
	if (assignment->waits)
		classroom_add_assignment(assigning->classroom, assignment, assignment->title);
	else
		open_assignment(assigning, assignment, is_new, g_steal_pointer(&sheet));
}

static StoreAssignment describe(const Assigning *assigning, const Wish *wish, const Sheet *sheet)
{
	const char *subject = wish->subject ? wish->subject : sheet->subject;
	const gint minutes = sheet ? sheet_minutes(sheet) : 0;

	return (StoreAssignment){
		.id = store_new_id(assigning->store),
		.class_id = wish->to->id,
		.sheet_id = wish->document ? store_new_id(assigning->store) : wish->sheet_id,
		.subject = (char *)subject,
		.place = (char *)wish->place,
		.published_ms = g_get_real_time() / 1000,
		.title = sheet ? sheet->title : (char *)wish->title,
		.minutes = wish->minutes >= 0 ? wish->minutes : minutes,
		.layer = (char *)wish->layer,
		.n_pages = sheet ? (gint)sheet->pages->len : 0,
		.reason = (char *)wish->reason,
		.teacher_id = wish->teacher_id,
		.waits = wish->waits || !sheet,
	};
}

static bool is_earlier_day(const Assigning *assigning, gint64 one_ms, gint64 other_ms)
{
	const SchoolClock *clock = &rules_book_base(assigning->rules)->clock;

	return school_day_of(clock, one_ms).day < school_day_of(clock, other_ms).day;
}

static char *read_times(const Assigning *assigning, const Wish *wish, StoreAssignment *assignment)
{
	if (!read_day(assigning, wish->to, wish->day, assignment))
		return refuse(wish->request, "bad-day",
			"布置日期请写今天起八天以内的一天，例如 2026-09-08。",
			"It can be given today or on one of the next eight days: 2026-09-08.");
	if (!wish->due)
		return NULL;
	if (!read_due(assigning, wish->to, wish->due, &assignment->due_ms))
		return refuse(wish->request, "bad-due",
			"截止时间请写 2026-09-08 或 2026-09-08 08:20。",
			"Write when it is due as 2026-09-08 or 2026-09-08 08:20.");
	if (is_earlier_day(assigning, assignment->due_ms, assignment->published_ms))
		return refuse(wish->request, "bad-due", "截止时间要在布置之后。",
			"It has to be due after it is given.");
	return NULL;
}

/* Refused in words, tried, or published. */
static char *publish(const Assigning *assigning, const Wish *wish, Sheet *take_sheet)
{
	g_autoptr(Sheet) sheet = take_sheet;
	g_autoptr(GError) error = NULL;
	StoreAssignment assignment = describe(assigning, wish, sheet);
	char *refusal = read_times(assigning, wish, &assignment);

	if (refusal)
		return refusal;
	g_autoptr(BoardAdvice) advice = ask_board(assigning, wish->to, &assignment, &error);
	if (!advice)
		return refuse(wish->request, "store-failed", "读不了数据库。", error->message);
	if (advice->level == BOARD_REFUSED)
		return refuse_full(wish,
			rules_knows_grade(wish->to->grade) ? "no-home-task" : "no-grade", advice);
	if (advice->counts && assignment.minutes == 0)
		return refuse(wish->request, "needs-minutes",
			"请写这份作业预计要多少分钟：各科加起来才知道有没有超。",
			"Say how many minutes it will take: only so can all subjects be added up.");
	if (advice->level == BOARD_FULL && !*wish->reason && !wish->is_trial)
		return refuse_full(wish, "needs-reason", advice);
	g_autofree char *answer = done(assigning, wish, advice, sheet);
	if (!wish->is_trial)
		put_assignment(
			assigning, &assignment, wish->document != NULL, g_steal_pointer(&sheet));
	return g_steal_pointer(&answer);
}

/* By the login, or the one teacher there is. */
static bool find_teacher(const Assigning *assigning, Wish *wish)
{
	g_autoptr(GPtrArray) teachers = store_reader_teachers(assigning->reader, NULL);

	if (wish->teacher_id != 0 || !teachers)
		return !wish->teacher;
	for (guint i = 0; i < teachers->len; i++) {
		const StoreTeacher *teacher = g_ptr_array_index(teachers, i);

		if (wish->teacher ? g_str_equal(teacher->login, wish->teacher) : teachers->len == 1)
			wish->teacher_id = teacher->id;
	}
	return !wish->teacher || wish->teacher_id != 0;
}

static char *refuse_field(guint32 request, const char *wrong)
{
	g_autofree char *zh = g_strdup_printf("字段“%s”缺失或不对。", wrong);
	g_autofree char *en = g_strdup_printf("The field \"%s\" is missing or wrong.", wrong);

	return refuse(request, "bad-message", zh, en);
}

static char *no_such_class(const Wish *wish, const StoreClass *open)
{
	g_autofree char *zh =
		g_strdup_printf("这里没有“%s”这个班；现在打开的是“%s”。", wish->class, open->name);
	g_autofree char *en =
		g_strdup_printf("There is no class \"%s\" here; the one that is open is \"%s\".",
			wish->class, open->name);

	return refuse(wish->request, "no-such-class", zh, en);
}

static char *answer_to(
	const Assigning *assigning, const json_t *asked, gint64 teacher_id, bool is_told_all)
{
	const StoreClass *open = classroom_class(assigning->classroom);
	g_autoptr(GError) error = NULL;
	Wish wish = { .teacher_id = teacher_id, .is_told_all = is_told_all };
	const char *wrong = read_wish(asked, &wish);
	Sheet *sheet = NULL;

	if (wrong)
		return refuse_field(wish.request, wrong);
	if (open->id == 0)
		return refuse(wish.request, "no-class", "还没有班级。", "There is no class yet.");
	wish.to = wish.class ? classroom_class_named(assigning->classroom, wish.class) : open;
	if (!wish.to)
		return no_such_class(&wish, open);
	if (!find_teacher(assigning, &wish))
		return refuse(wish.request, "no-such-teacher", "没有这个登录名的老师。",
			"There is no teacher with this login.");
	if (wish.document)
		sheet = read_document(wish.document, &error);
	else if (wish.sheet_id)
		sheet = read_known(assigning, wish.sheet_id, &error);
	if (error)
		return refuse_sheet(wish.request, error);
	return publish(assigning, &wish, sheet);
}

char *assigning_publish(const Assigning *assigning, const json_t *asked, gint64 teacher_id)
{
	return answer_to(assigning, asked, teacher_id, true);
}

char *assigning_give(const Assigning *assigning, const json_t *asked, gint64 teacher_id)
{
	const char *type = json_string_value(json_object_get(asked, "type"));

	return g_strcmp0(type, "assign") == 0 ? answer_to(assigning, asked, teacher_id, false)
					      : NULL;
}

char *assigning_answer(const Assigning *assigning, const char *line, gsize n_bytes)
{
	json_t *asked = json_loadb(line, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	char *answer = assigning_give(assigning, asked, 0);

	json_decref(asked);
	return answer;
}
