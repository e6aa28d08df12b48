/* SPDX-License-Identifier: MIT */
/* See console-sheet.h. Who edits an old version is told so: nobody's change is lost under another's. */
#include "daemon/console/console-sheet.h"

#include <jansson.h>
#include <string.h>

#include "daemon/console/console-json.h"
#include "daemon/json-text.h"
#include "homework/sheet/sheet-edit.h"
#include "homework/sheet/sheet-error.h"
#include "homework/sheet/sheet-json.h"
#include "homework/sheet/sheet-overlap.h"

static const ConsoleTrouble no_sheet = { "no-sheet", "这份作业没有作业单。",
	"This assignment has no sheet." };
static const ConsoleTrouble sheet_changed = { "sheet-changed",
	"作业单已经有了新版本，请重新打开再改。",
	"The sheet has a newer version; please open it again." };

/* As its file says it, but with an id in every region. */
static json_t *document_of(const Sheet *sheet)
{
	g_autofree char *text = sheet_json_write(sheet);
	g_autoptr(Sheet) named = sheet_json_read(text, strlen(text), NULL);

	g_assert(named); /* it passed sheet_check when it was loaded */
	sheet_edit_name_regions(named);
	g_autofree char *named_text = sheet_json_write(named);
	json_t *document = json_loads(named_text, 0, NULL);
	g_assert(document);
	return document;
}

static void forget_points(json_t *document)
{
	size_t i;
	json_t *question;
	json_array_foreach(json_object_get(document, "questions"), i, question)
		json_object_del(question, "points");
}

char *console_sheet_answer(const Marking *marking, const ConsoleMessage *message)
{
	gint64 sheet_id;
	gint version;
	const Sheet *sheet = marking ? marking_sheet(marking, &sheet_id, &version) : NULL;

	if (!sheet)
		return console_json_error(message->request, &no_sheet);
	json_t *object = json_object();
	json_object_set_new(object, "type", json_string("sheet"));
	json_object_set_new(object, "request", json_integer(message->request));
	json_object_set_new(object, "sheet", json_integer(sheet_id));
	json_object_set_new(object, "version", json_integer(version));
	json_t *document = document_of(sheet);
	if (!marking_shows_points(marking))
		forget_points(document);
	json_object_set_new(object, "document", document);
	return json_text_dump(object);
}

/* Where points are not shown they did not go out, either: a question that comes back without them keeps its own. */
static void keep_points(const json_t *operations, const Sheet *sheet)
{
	size_t i;
	json_t *operation;
	json_array_foreach(operations, i, operation)
	{
		json_t *question = json_object_get(operation, "question");
		const json_t *number = json_object_get(question, "number");
		const SheetQuestion *before =
			sheet_find_question(sheet, (gint)json_integer_value(number));
		if (before && !json_object_get(question, "points"))
			json_object_set_new(question, "points", json_real(before->points));
	}
}

/* The list as text again: it was read once to see that it is one. */
static char *operations_of(const Marking *marking, const ConsoleSheetText *text)
{
	gint64 sheet_id;
	gint version;
	json_t *object = json_loadb(text->text, text->n_bytes, JSON_REJECT_DUPLICATES, NULL);
	json_t *operations = json_object_get(object, "operations");

	if (!marking_shows_points(marking))
		keep_points(operations, marking_sheet(marking, &sheet_id, &version));
	char *dumped = json_text_dump(json_incref(operations));
	json_decref(object);
	return dumped;
}

static char *refuse_edit(guint32 request, const GError *error)
{
	g_autofree char *why = sheet_error_zh(error);
	g_autofree char *zh = g_strdup_printf("不能这样改：%s", why);
	g_autofree char *en = sheet_error_en(error);

	return console_json_error(request, &(ConsoleTrouble){ "bad-edit", zh, en });
}

static const char *title_of(const Sheet *sheet, const SheetRegion *region)
{
	const SheetQuestion *question = sheet_find_question(sheet, region->question);

	if (question && *question->name)
		return question->name;
	return *region->name ? region->name : region->id;
}

static char *refuse_overlap(guint32 request, const Sheet *sheet, const SheetOverlap *overlap)
{
	const SheetPage *page = g_ptr_array_index(sheet->pages, overlap->page);
	const char *first = title_of(sheet, g_ptr_array_index(page->regions, overlap->first));
	const char *second = title_of(sheet, g_ptr_array_index(page->regions, overlap->second));
	g_autofree char *zh = g_strdup_printf(
		"“%s”和“%s”重叠了：写在那里的不知算哪个。请移开或缩小其中一个。", first, second);
	g_autofree char *en = g_strdup_printf("pages[%u].regions[%u] and [%u]: the places of %s "
					      "and %s overlap, so that ink there would "
					      "be of neither; move one away or make it smaller",
		overlap->page, overlap->first, overlap->second, first, second);

	return console_json_error(request, &(ConsoleTrouble){ "bad-edit", zh, en });
}

Sheet *console_sheet_edited(const Marking *marking, const ConsoleMessage *message,
	const ConsoleSheetText *text, char **refusal)
{
	gint64 sheet_id;
	gint version;
	SheetOverlap overlap;
	g_autoptr(GError) error = NULL;
	const Sheet *sheet = marking ? marking_sheet(marking, &sheet_id, &version) : NULL;

	if (!sheet)
		*refusal = console_json_error(message->request, &no_sheet);
	else if (message->sheet != sheet_id || message->version != (guint)version)
		*refusal = console_json_error(message->request, &sheet_changed);
	if (*refusal)
		return NULL;
	g_autofree char *operations = operations_of(marking, text);
	g_autoptr(Sheet) edited = sheet_edit_apply(sheet, operations, strlen(operations), &error);

	if (!edited)
		*refusal = refuse_edit(message->request, error);
	else if (sheet_overlap_find(edited, sheet, &overlap))
		*refusal = refuse_overlap(message->request, edited, &overlap);
	return *refusal ? NULL : g_steal_pointer(&edited);
}

char *console_sheet_edit_answer(Marking *marking, const ConsoleMessage *message,
	const ConsoleSheetText *text, gint64 teacher_id, bool *changed)
{
	char *refusal = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(Sheet) edited = console_sheet_edited(marking, message, text, &refusal);

	*changed = false;
	if (!edited)
		return refusal;
	g_autofree char *operations = operations_of(marking, text);
	if (!marking_edit_sheet(marking, operations, strlen(operations), teacher_id,
		    g_get_real_time() / 1000, &error))
		return refuse_edit(message->request, error);
	*changed = true;
	return console_sheet_answer(marking, message);
}
