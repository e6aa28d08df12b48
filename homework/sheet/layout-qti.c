/* SPDX-License-Identifier: MIT */
/* See layout-qti.h: the files of a package and their order; items are layout-qti-item.c's. */
#include "homework/sheet/layout-qti.h"

#include <string.h>

#include "homework/sheet/layout-page.h"
#include "homework/sheet/layout-qti-parts.h"
#include "homework/sheet/sheet-check.h"
#include "homework/sheet/zip-memory.h"

#define MEMBERS_MAX 4000

typedef struct {
	char *name;	   /* for messages: "a.zip/item.xml" */
	const char *inner; /* part of it: "item.xml" */
	XmlNode *root;
	bool is_used;
} Document;

static void free_document(gpointer data)
{
	Document *document = data;

	g_free(document->name);
	xml_tree_free(document->root);
	g_free(document);
}

/* ---- names of both versions */

/* The same letters, whatever their case, dashes left aside. */
static bool is_same(const char *text, const char *name)
{
	for (; *text; text++) {
		if (*text == '-')
			continue;
		if (g_ascii_tolower(*text) != g_ascii_tolower(*name))
			return false;
		name++;
	}
	return *name == '\0';
}

bool qti_is(const XmlNode *node, const char *name)
{
	if (!node->name)
		return false;
	return is_same(g_str_has_prefix(node->name, "qti-") ? node->name + 4 : node->name, name);
}

const char *qti_attribute(const XmlNode *node, const char *name)
{
	for (char **pair = node->attributes; pair && *pair; pair += 2)
		if (is_same(pair[0], name))
			return pair[1];
	return "";
}

const XmlNode *qti_child(const XmlNode *node, const char *name)
{
	for (guint i = 0; node->children && i < node->children->len; i++) {
		const XmlNode *child = g_ptr_array_index(node->children, i);
		if (qti_is(child, name))
			return child;
	}
	return NULL;
}

/* ---- files */

static bool add_document(GPtrArray *documents, const LayoutReport *report, const char *inner,
	const guint8 *bytes, gsize n_bytes)
{
	guint line = 0;
	char *fault = NULL;
	XmlNode *root = xml_tree_read((const char *)bytes, n_bytes, &line, &fault);

	if (!root) {
		layout_report_refuse(report, line, "%s", fault);
		g_free(fault);
		return false;
	}
	Document *document = g_new0(Document, 1);
	document->name = g_strdup(report->file);
	document->inner = document->name + strlen(document->name) - strlen(inner);
	document->root = root;
	g_ptr_array_add(documents, document);
	return true;
}

static bool is_archive(const LayoutFile *file)
{
	return file->n_bytes >= 4 && memcmp(file->bytes, "PK\3\4", 4) == 0;
}

static bool add_archive(
	GPtrArray *documents, const LayoutFile *file, GPtrArray *left_out, GError **error)
{
	const LayoutReport report = { file->name, left_out, error };
	const char *fault = NULL;
	g_autoptr(GPtrArray) members = zip_memory_unpack(
		file->bytes, file->n_bytes, MEMBERS_MAX, LAYOUT_BYTES_MAX, &fault);

	if (!members)
		return layout_report_refuse(&report, 0, "%s", fault);
	for (guint i = 0; i < members->len; i++) {
		const ZipMember *member = g_ptr_array_index(members, i);
		g_autofree char *name = g_strdup_printf("%s/%s", file->name, member->name);
		const LayoutReport inner = { name, left_out, error };
		gsize n_bytes;
		const guint8 *bytes = g_bytes_get_data(member->bytes, &n_bytes);
		if (!g_str_has_suffix(member->name, ".xml"))
			layout_report_note(&inner, 0, "不是 XML：略去 / is no XML: left out");
		else if (!add_document(documents, &inner, member->name, bytes, n_bytes))
			return false;
	}
	return true;
}

static bool load(GPtrArray *documents, const LayoutFile *files, gsize n_files, GPtrArray *left_out,
	GError **error)
{
	for (gsize i = 0; i < n_files; i++) {
		const LayoutReport report = { files[i].name, left_out, error };
		if (is_archive(&files[i]) ? !add_archive(documents, &files[i], left_out, error)
					  : !add_document(documents, &report, files[i].name,
						    files[i].bytes, files[i].n_bytes))
			return false;
	}
	return true;
}

/* ---- the sheet */

static bool take_item(Sheet *sheet, Document *document, GPtrArray *left_out, GError **error)
{
	const LayoutReport report = { document->name, left_out, error };

	document->is_used = true;
	return qti_item_read(sheet, &report, document->root);
}

/* `href` as seen from the test's own place. */
static Document *find_document(const GPtrArray *documents, const Document *test, const char *href)
{
	const char *slash = strrchr(test->inner, '/');
	const gsize n_folder = slash ? (gsize)(slash - test->inner) + 1 : 0;
	g_autofree char *wanted = g_strdup_printf("%.*s%s", (int)n_folder, test->inner, href);

	for (guint i = 0; i < documents->len; i++) {
		Document *document = g_ptr_array_index(documents, i);
		if (g_str_equal(document->inner, wanted) &&
			qti_is(document->root, "assessmentItem"))
			return document;
	}
	return NULL;
}

/* The items a test names, in its order, however deep its sections go. */
static bool take_refs(Sheet *sheet, const GPtrArray *documents, const Document *test,
	const XmlNode *node, const LayoutReport *report)
{
	for (guint i = 0; node->children && i < node->children->len; i++) {
		const XmlNode *child = g_ptr_array_index(node->children, i);
		if (!qti_is(child, "assessmentItemRef")) {
			if (!take_refs(sheet, documents, test, child, report))
				return false;
			continue;
		}
		const char *href = qti_attribute(child, "href");
		Document *document = find_document(documents, test, href);
		if (!document)
			layout_report_note(report, child->line,
				"<%1$.40s>：文件里没有“%2$.80s”：略去 / <%1$.40s>: \"%2$.80s\" is "
				"not among the files: left out",
				child->name, href);
		else if (!document->is_used &&
			 !take_item(sheet, document, report->left_out, report->error))
			return false;
	}
	return true;
}

static bool take_test(Sheet *sheet, const GPtrArray *documents, Document *test, GPtrArray *left_out,
	GError **error)
{
	const LayoutReport report = { test->name, left_out, error };

	test->is_used = true;
	if (!sheet->title[0]) {
		g_free(sheet->title);
		sheet->title =
			layout_page_line(qti_attribute(test->root, "title"), SHEET_TITLE_MAX);
	}
	return take_refs(sheet, documents, test, test->root, &report);
}

static bool take_documents(
	Sheet *sheet, const GPtrArray *documents, GPtrArray *left_out, GError **error)
{
	for (guint i = 0; i < documents->len; i++) {
		Document *document = g_ptr_array_index(documents, i);
		if (qti_is(document->root, "assessmentTest") &&
			!take_test(sheet, documents, document, left_out, error))
			return false;
	}
	for (guint i = 0; i < documents->len; i++) {
		Document *document = g_ptr_array_index(documents, i);
		const LayoutReport report = { document->name, left_out, error };
		if (document->is_used)
			continue;
		if (qti_is(document->root, "assessmentItem")) {
			if (!take_item(sheet, document, left_out, error))
				return false;
		} else if (!qti_is(document->root, "manifest")) {
			layout_report_note(&report, document->root->line,
				"<%1$.40s>：不是题目：略去 / <%1$.40s>: is no item: left out",
				document->root->name);
		}
	}
	return true;
}

Sheet *layout_qti_read(const LayoutFile *files, gsize n_files, GPtrArray *left_out, GError **error)
{
	g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func(free_document);
	g_autoptr(Sheet) sheet = sheet_new();
	const LayoutReport report = { files->name, left_out, error };

	if (!load(documents, files, n_files, left_out, error) ||
		!take_documents(sheet, documents, left_out, error))
		return NULL;
	if (sheet->questions->len == 0) {
		layout_report_refuse(&report, 0,
			"没有题目，请给以 <assessmentItem> 或 <qti-assessment-item> "
			"开头的文件，或它们的包 / has no question; give files that begin with "
			"<assessmentItem> or <qti-assessment-item>, or a package of them");
		return NULL;
	}
	layout_page_number_all(sheet);
	layout_page_all(sheet, &report);
	return g_steal_pointer(&sheet);
}
