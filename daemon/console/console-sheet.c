/* SPDX-License-Identifier: MIT */
/* See console-sheet.h. Who edits an old version is told so: nobody's change is lost under another's. */
#include "daemon/console/console-sheet.h"

#include <jansson.h>
#include <string.h>

#include "daemon/console/console-json.h"
#include "daemon/json-text.h"
#include "homework/sheet/sheet-edit.h"
#include "homework/sheet/sheet-json.h"

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

/* The list as text again: it was read once to see that it is one. */
static char *operations_of(const ConsoleSheetText *text)
{
	json_t *object = json_loadb(text->text, text->n_bytes, JSON_REJECT_DUPLICATES, NULL);
	char *operations = json_text_dump(json_incref(json_object_get(object, "operations")));

	json_decref(object);
	return operations;
}

static char *refuse_edit(guint32 request, const GError *error)
{
	const char *colon = strchr(error->message, ':');
	g_autofree char *place =
		g_strndup(error->message, colon ? (gsize)(colon - error->message) : 0);
	g_autofree char *zh = g_strdup_printf("不能这样改：%s 不对。", place);

	return console_json_error(request, &(ConsoleTrouble){ "bad-edit", zh, error->message });
}

char *console_sheet_edit_answer(Marking *marking, const ConsoleMessage *message,
	const ConsoleSheetText *text, gint64 teacher_id, bool *changed)
{
	gint64 sheet_id;
	gint version;
	g_autoptr(GError) error = NULL;

	*changed = false;
	if (!marking || !marking_sheet(marking, &sheet_id, &version))
		return console_json_error(message->request, &no_sheet);
	if (message->sheet != sheet_id || message->version != (guint)version)
		return console_json_error(message->request, &sheet_changed);
	g_autofree char *operations = operations_of(text);
	if (!marking_edit_sheet(marking, operations, strlen(operations), teacher_id,
		    g_get_real_time() / 1000, &error))
		return refuse_edit(message->request, error);
	*changed = true;
	return console_sheet_answer(marking, message);
}
