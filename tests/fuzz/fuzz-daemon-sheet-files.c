/* SPDX-License-Identifier: MIT */
/*
 * Any body of POST /api/sheet/import and /api/sheet/export: an answer in JSON with a status that a page knows, a refusal in
 * both languages or a good sheet, and what was imported goes out again in every form that is written.
 */
#include <jansson.h>
#include <stdint.h>
#include <string.h>

#include "daemon/console/console-sheet-files.h"
#include "homework/sheet/layout.h"
#include "homework/sheet/sheet-json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* NULL: refused in words. */
static json_t *checked(ConsoleSheetAnswer answer)
{
	json_t *object = json_loads(answer.text, JSON_REJECT_DUPLICATES, NULL);

	g_free(answer.text);
	g_assert(json_is_object(object));
	if (answer.status == 200)
		return object;
	g_assert(answer.status == 400 || answer.status == 422);
	g_assert(json_string_length(json_object_get(object, "code")) > 0);
	g_assert(json_string_length(json_object_get(object, "zh")) > 0);
	g_assert(json_string_length(json_object_get(object, "en")) > 0);
	json_decref(object);
	return NULL;
}

/* What is written may be refused (not every form holds everything), but always in words. */
static void export_as(const char *form, json_t *document)
{
	json_t *request = json_pack("{s:s, s:O}", "form", form, "document", document);
	char *text = json_dumps(request, JSON_COMPACT);
	json_t *exported = checked(console_sheet_export(text, strlen(text)));

	g_assert(!exported || json_is_string(json_object_get(exported, "base64")));
	json_decref(exported);
	json_decref(request);
	free(text);
}

static void check_imported(const json_t *imported)
{
	json_t *document = json_object_get(imported, "document");
	char *text = json_dumps(document, JSON_COMPACT);
	gsize n_layouts;
	const Layout *all = layouts(&n_layouts);
	Sheet *sheet = sheet_json_read(text, strlen(text), NULL);

	g_assert(sheet);
	for (gsize i = 0; i < n_layouts; i++)
		if (all[i].write)
			export_as(all[i].name, document);
	sheet_free(sheet);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *exact = g_memdup2(data, size); /* so that a step over its end is seen */
	json_t *imported = checked(console_sheet_import(exact, size));
	json_t *exported = checked(console_sheet_export(exact, size));

	if (imported)
		check_imported(imported);
	json_decref(imported);
	json_decref(exported);
	return 0;
}
