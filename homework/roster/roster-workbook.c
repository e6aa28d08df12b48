/* SPDX-License-Identifier: MIT */
/*
 * The cells of an xlsx workbook (ECMA-376): xl/workbook.xml names the sheets and, by way of its relations, their parts;
 * texts that occur often are in xl/sharedStrings.xml. Of a formula its last result is taken.
 */
#include "homework/roster/roster-table.h"

#include <math.h>
#include <string.h>

#include "homework/sheet/xml-tree.h"
#include "homework/sheet/zip-memory.h"

#define MEMBERS_MAX 500
#define UNPACKED_MAX (64u << 20)

static bool bad_workbook(RosterFault *fault, const char *what)
{
	return roster_fault(fault, "bad-workbook",
		g_strdup("工作簿打不开：文件坏了、加了密码，或不是 xlsx。请重新另存为 xlsx。"),
		g_strdup_printf(
			"The workbook cannot be read (%s): damaged, locked, or no xlsx. Save "
			"it as xlsx again.",
			what));
}

static const char *attribute(const XmlNode *node, const char *name)
{
	for (char **at = node->attributes; at && *at; at += 2) {
		const char *colon = strrchr(at[0], ':');
		if (g_str_equal(colon ? colon + 1 : at[0], name))
			return at[1];
	}
	return NULL;
}

static const XmlNode *child(const XmlNode *node, const char *name)
{
	for (guint i = 0; node && node->children && i < node->children->len; i++) {
		const XmlNode *one = g_ptr_array_index(node->children, i);
		if (one->name && g_str_equal(one->name, name))
			return one;
	}
	return NULL;
}

/* NULL: there is none, or it is no XML; then `what` says so. */
static XmlNode *part(const GPtrArray *members, const char *name, const char **what)
{
	for (guint i = 0; i < members->len; i++) {
		const ZipMember *member = g_ptr_array_index(members, i);
		gsize n_bytes;
		const char *text;
		g_autofree char *fault = NULL;
		guint line;

		if (!g_str_equal(member->name, name))
			continue;
		text = g_bytes_get_data(member->bytes, &n_bytes);
		XmlNode *root = text ? xml_tree_read(text, n_bytes, &line, &fault) : NULL;
		*what = root ? NULL : "a part is damaged";
		return root;
	}
	*what = "a part is missing";
	return NULL;
}

/* All text of it but how it is pronounced. */
static void add_text(const XmlNode *node, GString *text)
{
	if (!node->name) {
		g_string_append(text, node->text);
		return;
	}
	for (guint i = 0; i < node->children->len; i++) {
		const XmlNode *one = g_ptr_array_index(node->children, i);
		if (!one->name || !g_str_equal(one->name, "rPh"))
			add_text(one, text);
	}
}

static char *text_of(const XmlNode *node)
{
	GString *text = g_string_new("");

	if (node)
		add_text(node, text);
	return g_string_free(text, FALSE);
}

static GPtrArray *shared_strings(const GPtrArray *members)
{
	GPtrArray *strings = g_ptr_array_new_with_free_func(g_free);
	const char *what;
	g_autoptr(XmlNode) root = part(members, "xl/sharedStrings.xml", &what);

	for (guint i = 0; root && i < root->children->len; i++) {
		const XmlNode *one = g_ptr_array_index(root->children, i);
		if (one->name && g_str_equal(one->name, "si"))
			g_ptr_array_add(strings, text_of(one));
	}
	return strings;
}

/* "17.0" and "2.02509E7" are whole numbers as people write them. */
static char *number_text(char *take_value)
{
	char *end;
	const double value = g_ascii_strtod(take_value, &end);

	if (end == take_value || *end != '\0' || fabs(value) >= 1e18 || value != floor(value))
		return take_value;
	g_free(take_value);
	return g_strdup_printf("%.0f", value);
}

static char *cell_text(const XmlNode *cell, const GPtrArray *strings)
{
	const char *type = attribute(cell, "t");

	if (g_strcmp0(type, "inlineStr") == 0)
		return text_of(child(cell, "is"));
	char *value = text_of(child(cell, "v"));
	if (g_strcmp0(type, "s") == 0) {
		guint64 index;
		const bool is_good =
			g_ascii_string_to_unsigned(value, 10, 0, G_MAXUINT, &index, NULL);
		g_free(value);
		return g_strdup(
			is_good && index < strings->len ? g_ptr_array_index(strings, index) : "");
	}
	return type && !g_str_equal(type, "n") ? value : number_text(value);
}

/* "BC12": 54, from 0; -1: no place. */
static gint column_of(const char *place)
{
	gint column = 0;

	for (; place && g_ascii_isupper(*place) && column <= ROSTER_COLUMNS_MAX; place++)
		column = column * 26 + (*place - 'A' + 1);
	return column - 1;
}

static char **row_cells(const XmlNode *row, const GPtrArray *strings)
{
	GPtrArray *cells = g_ptr_array_new();

	for (guint i = 0; i < row->children->len; i++) {
		const XmlNode *cell = g_ptr_array_index(row->children, i);
		if (!cell->name || !g_str_equal(cell->name, "c"))
			continue;
		gint column = column_of(attribute(cell, "r"));
		if (column < (gint)cells->len)
			column = (gint)cells->len;
		while ((gint)cells->len < MIN(column, ROSTER_COLUMNS_MAX))
			g_ptr_array_add(cells, g_strdup(""));
		g_ptr_array_add(cells, cell_text(cell, strings));
	}
	g_ptr_array_add(cells, NULL);
	return (char **)g_ptr_array_free(cells, FALSE);
}

static bool read_sheet(RosterTable *table, const char *name, const XmlNode *sheet,
	const GPtrArray *strings, RosterFault *fault)
{
	const XmlNode *data = child(sheet, "sheetData");

	for (guint i = 0; data && i < data->children->len; i++) {
		const XmlNode *row = g_ptr_array_index(data->children, i);
		const char *number = row->name ? attribute(row, "r") : NULL;
		guint64 line = i + 1;

		if (!row->name || !g_str_equal(row->name, "row"))
			continue;
		if (number)
			g_ascii_string_to_unsigned(number, 10, 1, 2000000, &line, NULL);
		if (!roster_table_add(table, name, (guint)line, row_cells(row, strings), fault))
			return false;
	}
	return true;
}

/* The part that a relation of the workbook points to; NULL: none. */
static char *target_of(const XmlNode *relations, const char *id)
{
	for (guint i = 0; id && i < relations->children->len; i++) {
		const XmlNode *one = g_ptr_array_index(relations->children, i);
		const char *target = one->name ? attribute(one, "Target") : NULL;

		if (target && g_strcmp0(attribute(one, "Id"), id) == 0)
			return *target == '/' ? g_strdup(target + 1)
					      : g_strconcat("xl/", target, NULL);
	}
	return NULL;
}

static bool read_sheets(RosterTable *table, const GPtrArray *members, RosterFault *fault)
{
	const char *what;
	g_autoptr(XmlNode) book = part(members, "xl/workbook.xml", &what);
	g_autoptr(XmlNode) relations =
		book ? part(members, "xl/_rels/workbook.xml.rels", &what) : NULL;
	const XmlNode *sheets = relations ? child(book, "sheets") : NULL;
	g_autoptr(GPtrArray) strings = shared_strings(members);

	if (!sheets)
		return bad_workbook(fault, what ? what : "it has no sheets");
	for (guint i = 0; i < sheets->children->len; i++) {
		const XmlNode *one = g_ptr_array_index(sheets->children, i);
		if (!one->name || g_strcmp0(attribute(one, "state"), "hidden") == 0)
			continue;
		g_autofree char *target = target_of(relations, attribute(one, "id"));
		g_autoptr(XmlNode) sheet = target ? part(members, target, &what) : NULL;
		const char *name = attribute(one, "name");

		if (!sheet)
			return bad_workbook(fault, target ? what : "a sheet is missing");
		if (!read_sheet(table, name ? name : "", sheet, strings, fault))
			return false;
	}
	return true;
}

RosterTable *roster_workbook_read(const guint8 *bytes, gsize n_bytes, RosterFault *fault)
{
	const char *what;
	g_autoptr(RosterTable) table = roster_table_new();
	g_autoptr(GPtrArray) members =
		zip_memory_unpack(bytes, n_bytes, MEMBERS_MAX, UNPACKED_MAX, &what);

	if (!members) {
		bad_workbook(fault, what);
		return NULL;
	}
	return read_sheets(table, members, fault) ? g_steal_pointer(&table) : NULL;
}
