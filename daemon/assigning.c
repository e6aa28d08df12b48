/* SPDX-License-Identifier: MIT */
/* See assigning.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/assigning.h"

#include <jansson.h>
#include <string.h>

#include "daemon/console/console-json.h"
#include "daemon/json-text.h"
#include "homework/sheet/sheet-edit.h"
#include "homework/sheet/sheet-json.h"

static char *refuse(guint32 request, const char *code, const char *zh, const char *en)
{
	return console_json_error(request, &(ConsoleTrouble){ code, zh, en });
}

/* What was asked: borrowed from the line's JSON. */
typedef struct {
	guint32 request;
	const char *class, *place; /* class NULL: the one there is */
	json_t *document;
} Wish;

static bool is_place(const char *place)
{
	static const char *const PLACES[] = { "lesson", "service", "home", NULL };

	return g_strv_contains(PLACES, place);
}

/* The field that is wrong; NULL: none. */
static const char *read_wish(const json_t *asked, Wish *wish)
{
	static const char *const KNOWN[] = { "type", "request", "class", "place", "document",
		NULL };
	const json_int_t request = json_integer_value(json_object_get(asked, "request"));
	const json_t *class = json_object_get(asked, "class");
	const json_t *place = json_object_get(asked, "place");
	const char *key;
	json_t *value;

	wish->request = request > 0 && request <= G_MAXINT32 ? (guint32)request : 0;
	wish->class = json_string_value(class);
	wish->place = place ? json_string_value(place) : "lesson";
	wish->document = json_object_get(asked, "document");
	json_object_foreach(
		(json_t *)asked, key, value) if (!g_strv_contains(KNOWN, key)) return key;
	if (wish->request == 0)
		return "request";
	if (class && !wish->class)
		return "class";
	if (!wish->place || !is_place(wish->place))
		return "place";
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

static void open_assignment(const Assigning *assigning, const Wish *wish, Sheet *take_sheet)
{
	Store *store = assigning->store;
	const gint64 now_ms = g_get_real_time() / 1000;
	g_autofree char *json = sheet_json_write(take_sheet);
	const StoreSheet sheet = {
		.id = store_new_id(store),
		.title = take_sheet->title,
		.json = json,
		.version = 1,
		.at_ms = now_ms,
	};
	const StoreAssignment assignment = {
		.id = store_new_id(store),
		.class_id = classroom_class(assigning->classroom)->id,
		.sheet_id = sheet.id,
		.subject = take_sheet->subject,
		.place = (char *)wish->place,
		.published_ms = now_ms,
	};

	store_put_sheet(store, &sheet);
	store_put_assignment(store, &assignment);
	classroom_open_assignment(assigning->classroom, &assignment, sheet.title);
	marking_open(assigning->marking, take_sheet);
	console_start_over(assigning->console);
	g_message("the class has a new assignment: %u pages, %u questions", take_sheet->pages->len,
		take_sheet->questions->len);
}

static char *answer_to(const Assigning *assigning, const json_t *asked)
{
	const StoreClass *class = classroom_class(assigning->classroom);
	g_autoptr(GError) error = NULL;
	Wish wish;
	const char *wrong = read_wish(asked, &wish);

	if (wrong) {
		g_autofree char *zh = g_strdup_printf("字段“%s”缺失或不对。", wrong);
		g_autofree char *en =
			g_strdup_printf("The field \"%s\" is missing or wrong.", wrong);
		return refuse(wish.request, "bad-message", zh, en);
	}
	if (class->id == 0)
		return refuse(wish.request, "no-class", "还没有班级。", "There is no class yet.");
	if (wish.class && !g_str_equal(wish.class, class->name)) {
		g_autofree char *zh = g_strdup_printf("这里没有这个班，只有“%s”。", class->name);
		g_autofree char *en =
			g_strdup_printf("There is no such class here, but \"%s\".", class->name);
		return refuse(wish.request, "no-such-class", zh, en);
	}
	Sheet *sheet = read_sheet(wish.document, &error);
	if (!sheet)
		return refuse(wish.request, "bad-sheet", "作业单不对。", error->message);
	open_assignment(assigning, &wish, sheet);
	return g_strdup_printf("{\"type\":\"done\",\"request\":%u}", wish.request);
}

char *assigning_answer(const Assigning *assigning, const char *line, gsize n_bytes)
{
	json_t *asked = json_loadb(line, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	const char *type = json_string_value(json_object_get(asked, "type"));
	char *answer = g_strcmp0(type, "assign") == 0 ? answer_to(assigning, asked) : NULL;

	json_decref(asked);
	return answer;
}
