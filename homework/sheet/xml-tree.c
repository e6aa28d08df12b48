/* SPDX-License-Identifier: MIT */
/* See xml-tree.h. */
#include "homework/sheet/xml-tree.h"

#include <expat.h>
#include <string.h>

#define DEPTH_MAX 64
#define NODES_MAX 200000

typedef struct {
	XML_Parser parser;
	XmlNode *root;
	XmlNode *open[DEPTH_MAX]; /* borrowed from the tree */
	guint depth, n_nodes;
	char *fault; /* the first one */
	guint fault_line;
} Building;

static void free_node(gpointer node)
{
	xml_tree_free(node);
}

static void refuse(Building *building, char *take_fault)
{
	if (building->fault) {
		g_free(take_fault);
		return;
	}
	building->fault = take_fault;
	building->fault_line = (guint)XML_GetCurrentLineNumber(building->parser);
	XML_StopParser(building->parser, XML_FALSE);
}

static XmlNode *add_node(Building *building)
{
	if (building->n_nodes++ == NODES_MAX) {
		refuse(building, g_strdup_printf("超过 %1$d 个元素，请分成几个文件 / more than "
						 "%1$d elements; split the file",
					 NODES_MAX));
		return NULL;
	}
	XmlNode *node = g_new0(XmlNode, 1);
	node->line = (guint)XML_GetCurrentLineNumber(building->parser);
	if (building->depth > 0)
		g_ptr_array_add(building->open[building->depth - 1]->children, node);
	else
		building->root = node;
	return node;
}

static void on_begin(void *user, const char *name, const char **attributes)
{
	Building *building = user;

	if (building->fault)
		return;
	if (building->depth == DEPTH_MAX) {
		refuse(building, g_strdup_printf("元素嵌套了 %1$d 层，这不是这种文件；请重新导出 / "
						 "elements stand %1$d deep; this is no such file",
					 DEPTH_MAX));
		return;
	}
	XmlNode *node = add_node(building);
	if (!node)
		return;
	const char *colon = strrchr(name, ':');
	node->name = g_strdup(colon ? colon + 1 : name);
	node->attributes = g_strdupv((char **)attributes);
	node->children = g_ptr_array_new_with_free_func(free_node);
	building->open[building->depth++] = node;
}

static void on_end(void *user, const char *name)
{
	(void)name; /* expat has seen that it fits */
	Building *building = user;

	if (!building->fault)
		building->depth--;
}

static void on_text(void *user, const char *text, int n_text)
{
	Building *building = user;

	if (building->fault || building->depth == 0)
		return;
	XmlNode *node = add_node(building);
	if (node)
		node->text = g_strndup(text, (gsize)n_text);
}

/* No such file needs one, and a few lines of them can stand for gigabytes. */
static void on_entity(void *user, const char *name, int is_parameter, const char *value,
	int n_value, const char *base, const char *system_id, const char *public_id,
	const char *notation)
{
	(void)is_parameter, (void)value, (void)n_value, (void)base;
	(void)system_id, (void)public_id, (void)notation;
	refuse(user, g_strdup_printf("<!DOCTYPE>：声明了实体（%1$.40s），请删去开头几行里的声明 / "
				     "<!DOCTYPE>: declares an entity (%1$.40s); take the "
				     "declarations out of the first lines",
			     name));
}

static void on_skipped_entity(void *user, const char *name, int is_parameter)
{
	(void)is_parameter;
	refuse(user,
		g_strdup_printf("用了文件里没有的实体（%1$.40s），请直接写出文字 / uses an entity "
				"(%1$.40s) that the file does not hold; write the text itself",
			name));
}

XmlNode *xml_tree_read(const char *text, gsize n_bytes, guint *line, char **fault)
{
	Building building = { .parser = XML_ParserCreate(NULL) };

	g_assert(building.parser && n_bytes <= G_MAXINT);
	XML_SetUserData(building.parser, &building);
	XML_SetElementHandler(building.parser, on_begin, on_end);
	XML_SetCharacterDataHandler(building.parser, on_text);
	XML_SetEntityDeclHandler(building.parser, on_entity);
	XML_SetSkippedEntityHandler(building.parser, on_skipped_entity);
	if (XML_Parse(building.parser, text, (int)n_bytes, XML_TRUE) != XML_STATUS_OK)
		refuse(&building,
			g_strdup_printf("这里不是好的 XML（%1$s），请改好，或重新导出 / %1$s; mend "
					"the XML here, or export the file again",
				XML_ErrorString(XML_GetErrorCode(building.parser))));
	XML_ParserFree(building.parser);
	if (!building.fault)
		return building.root;
	*fault = building.fault;
	*line = building.fault_line;
	return xml_tree_free(building.root);
}

XmlNode *xml_tree_free(XmlNode *node)
{
	if (node) {
		g_free(node->name);
		g_free(node->text);
		g_strfreev(node->attributes);
		g_clear_pointer(&node->children, g_ptr_array_unref);
		g_free(node);
	}
	return NULL;
}

static void collect(const XmlNode *node, GString *text)
{
	if (node->text)
		g_string_append(text, node->text);
	for (guint i = 0; node->children && i < node->children->len; i++)
		collect(g_ptr_array_index(node->children, i), text);
}

char *xml_tree_text(const XmlNode *node)
{
	GString *text = g_string_new("");

	collect(node, text);
	return g_string_free(text, FALSE);
}
