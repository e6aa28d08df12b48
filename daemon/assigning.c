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
#include "homework/load/board.h"
#include "homework/sheet/sheet-edit.h"
#include "homework/sheet/sheet-json.h"
#include "store/load-source.h"

#define MINUTES_MAX 600
#define REASON_BYTES_MAX 1000
#define DAYS_AHEAD 8 /* of the board that are looked at */

static char *refuse(guint32 request, const char *code, const char *zh, const char *en)
{
	return console_json_error(request, &(ConsoleTrouble){ code, zh, en });
}

/* What was asked: borrowed from the line's JSON. */
typedef struct {
	guint32 request;
	const char *class, *place, *subject, *layer, *due, *reason; /* class NULL: the open one */
	const StoreClass *to;
	gint minutes;  /* -1: as the sheet says */
	bool is_trial; /* only ask the board */
	json_t *document;
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
	};

	for (guint i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
		const json_t *value = json_object_get(asked, TEXTS[i].key);

		*TEXTS[i].to = value ? json_string_value(value) : TEXTS[i].missing;
		if (value && !*TEXTS[i].to)
			return TEXTS[i].key;
	}
	return NULL;
}

static const char *read_numbers(const json_t *asked, Wish *wish)
{
	const json_int_t request = json_integer_value(json_object_get(asked, "request"));
	const json_t *minutes = json_object_get(asked, "minutes");
	const json_t *trial = json_object_get(asked, "try");

	if (request <= 0 || request > G_MAXINT32)
		return "request";
	wish->request = (guint32)request;
	wish->minutes = minutes ? (gint)json_integer_value(minutes) : -1;
	if (minutes && (!json_is_integer(minutes) || json_integer_value(minutes) < 0 ||
			       json_integer_value(minutes) > MINUTES_MAX))
		return "minutes";
	wish->is_trial = json_is_true(trial);
	return !trial || json_is_boolean(trial) ? NULL : "try";
}

/* The field that is wrong; NULL: none. */
static const char *read_wish(const json_t *asked, Wish *wish)
{
	static const char *const KNOWN[] = { "type", "request", "class", "place", "document",
		"subject", "layer", "due", "reason", "minutes", "try", NULL };
	static const char *const LAYERS[] = { "", "A", "B", "C", NULL };
	const char *key, *wrong = read_numbers(asked, wish);
	LoadPlace place;
	json_t *value;

	wish->document = json_object_get(asked, "document");
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
	return json_is_object(wish->document) ? NULL : "document";
}

static Sheet *read_sheet(const json_t *document, GError **error)
{
	g_autofree char *text = json_text_dump(json_incref((json_t *)document));
	g_autoptr(Sheet) sheet = sheet_json_read(text, strlen(text), error);

	if (!sheet)
		return NULL;
	if (sheet->pages->len == 0) {
		g_set_error(error, SHEET_ERROR, SHEET_ERROR_BAD_FILE,
			"pages: there is none, so nobody could write on it; add the printed page");
		return NULL;
	}
	sheet_edit_name_regions(sheet);
	return g_steal_pointer(&sheet);
}

static char *refuse_sheet(guint32 request, const GError *error)
{
	g_autofree char *zh = g_strdup_printf("作业单不对：%s", error->message);

	return refuse(request, "bad-sheet", zh, error->message);
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

static gint sheet_minutes(const Sheet *sheet)
{
	double minutes = 0;

	for (guint i = 0; i < sheet->questions->len; i++)
		minutes += ((const SheetQuestion *)g_ptr_array_index(sheet->questions, i))
				   ->expected_minutes;
	return minutes >= MINUTES_MAX ? MINUTES_MAX : (gint)(minutes + 0.999);
}

/* Of Assigned. What was given a moment ago may not be on disk yet: the open one is always among them. */
static GPtrArray *published(
	const Assigning *assigning, const StoreClass *to, gint day, GError **error)
{
	const StoreAssignment *open = classroom_class_assignment(assigning->classroom, to->id);
	GPtrArray *all = load_source_published(
		assigning->reader, assigning->rules, to->id, day, day + DAYS_AHEAD, error);

	for (guint i = 0; open && all && i < all->len; i++)
		if (((const Assigned *)g_ptr_array_index(all, i))->id == open->id)
			return all;
	if (open && all)
		g_ptr_array_add(all, load_source_assigned(assigning->rules, open));
	return all;
}

static BoardAdvice *ask_board(const Assigning *assigning, const StoreClass *to,
	const StoreAssignment *wanted, GError **error)
{
	g_autoptr(Assigned) assigned = load_source_assigned(assigning->rules, wanted);
	g_autoptr(GPtrArray) all = published(assigning, to, assigned->day, error);

	return all ? board_advise(assigning->rules, to->grade, all, assigned) : NULL;
}

static bool lacks_minutes(
	const Assigning *assigning, const StoreClass *to, const StoreAssignment *wanted)
{
	LoadPlace place;

	return wanted->minutes == 0 && rules_place_from_name(wanted->place, &place) &&
	       rules_counts(rules_book_base(assigning->rules), to->grade, place);
}

static char *done(guint32 request, const BoardAdvice *advice)
{
	const BoardDay *board = advice->board;

	if (advice->level == BOARD_FINE)
		return g_strdup_printf("{\"type\":\"done\",\"request\":%u}", request);
	return json_text_dump(json_pack("{s:s, s:i, s:{s:s, s:i, s:i, s:s, s:s}}", "type", "done",
		"request", (int)request, "board", "level", board_level_name(advice->level),
		"minutes", board->minutes, "budget", board->budget_minutes, "zh", advice->zh, "en",
		advice->en));
}

static void open_assignment(
	const Assigning *assigning, const StoreAssignment *assignment, Sheet *take_sheet)
{
	Store *store = assigning->store;
	g_autofree char *json = sheet_json_write(take_sheet);
	const StoreSheet sheet = {
		.id = assignment->sheet_id,
		.title = take_sheet->title,
		.json = json,
		.version = 1,
		.teacher_id = assigning->teacher_id,
		.at_ms = assignment->published_ms,
	};

	store_put_sheet(store, &sheet);
	store_put_assignment(store, assignment);
	classroom_open_assignment(assigning->classroom, assignment, sheet.title);
	g_message("class %" G_GINT64_FORMAT " has a new assignment: %u pages, %u questions",
		assignment->class_id, take_sheet->pages->len, take_sheet->questions->len);
	if (assignment->class_id != classroom_class(assigning->classroom)->id) {
		sheet_free(take_sheet);
		return;
	}
	marking_open(assigning->marking, take_sheet);
	console_start_over(assigning->console);
}

/* Refused in words, tried, or published. */
static char *publish(const Assigning *assigning, const Wish *wish, Sheet *take_sheet)
{
	g_autoptr(Sheet) sheet = take_sheet;
	g_autoptr(GError) error = NULL;
	StoreAssignment assignment = {
		.id = store_new_id(assigning->store),
		.class_id = wish->to->id,
		.sheet_id = store_new_id(assigning->store),
		.subject = wish->subject ? (char *)wish->subject : sheet->subject,
		.place = (char *)wish->place,
		.published_ms = g_get_real_time() / 1000,
		.title = sheet->title,
		.minutes = wish->minutes >= 0 ? wish->minutes : sheet_minutes(sheet),
		.layer = (char *)wish->layer,
		.n_pages = (gint)sheet->pages->len,
		.reason = (char *)wish->reason,
	};
	if (wish->due && !read_due(assigning, wish->to, wish->due, &assignment.due_ms))
		return refuse(wish->request, "bad-due",
			"截止时间请写 2026-09-08 或 2026-09-08 08:20。",
			"Write when it is due as 2026-09-08 or 2026-09-08 08:20.");
	g_autoptr(BoardAdvice) advice = ask_board(assigning, wish->to, &assignment, &error);
	if (!advice)
		return refuse(wish->request, "store-failed", "读不了数据库。", error->message);
	if (advice->level == BOARD_REFUSED)
		return refuse(wish->request, "no-home-task", advice->zh, advice->en);
	if (lacks_minutes(assigning, wish->to, &assignment))
		return refuse(wish->request, "needs-minutes",
			"请写这份作业预计要多少分钟（--minutes）：各科加起来才知道有没有超。",
			"Say how many minutes it will take (--minutes): only so can all subjects "
			"be added up.");
	if (advice->level == BOARD_FULL && !*wish->reason && !wish->is_trial)
		return refuse(wish->request, "needs-reason", advice->zh, advice->en);
	if (!wish->is_trial)
		open_assignment(assigning, &assignment, g_steal_pointer(&sheet));
	return done(wish->request, advice);
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

static char *answer_to(const Assigning *assigning, const json_t *asked)
{
	const StoreClass *open = classroom_class(assigning->classroom);
	g_autoptr(GError) error = NULL;
	Wish wish = { 0 };
	const char *wrong = read_wish(asked, &wish);

	if (wrong) {
		g_autofree char *zh = g_strdup_printf("字段“%s”缺失或不对。", wrong);
		g_autofree char *en =
			g_strdup_printf("The field \"%s\" is missing or wrong.", wrong);
		return refuse(wish.request, "bad-message", zh, en);
	}
	if (open->id == 0)
		return refuse(wish.request, "no-class", "还没有班级。", "There is no class yet.");
	wish.to = wish.class ? classroom_class_named(assigning->classroom, wish.class) : open;
	if (!wish.to)
		return no_such_class(&wish, open);
	Sheet *sheet = read_sheet(wish.document, &error);
	if (!sheet)
		return refuse_sheet(wish.request, error);
	return publish(assigning, &wish, sheet);
}

char *assigning_answer(const Assigning *assigning, const char *line, gsize n_bytes)
{
	json_t *asked = json_loadb(line, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	const char *type = json_string_value(json_object_get(asked, "type"));
	char *answer = g_strcmp0(type, "assign") == 0 ? answer_to(assigning, asked) : NULL;

	json_decref(asked);
	return answer;
}

char *assigning_by_teacher(void *assigning, gint64 teacher_id, const char *text, gsize n_bytes)
{
	Assigning by_teacher = *(const Assigning *)assigning;

	by_teacher.teacher_id = teacher_id;
	return assigning_answer(&by_teacher, text, n_bytes);
}
