/* SPDX-License-Identifier: MIT */
/*
 * A small XML file as a tree, for forms whose parts refer to each other. Nothing outside the file is opened; entities
 * are refused, depth and number of elements are bounded. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *name;	     /* without its prefix; NULL: this is text */
	char *text;	     /* of a text; else NULL */
	char **attributes;   /* name, value, name, value …; NULL for a text */
	GPtrArray *children; /* of XmlNode; NULL for a text */
	guint line;
} XmlNode;

/* NULL with the line and what is wrong (the caller frees). */
XmlNode *xml_tree_read(const char *text, gsize n_bytes, guint *line, char **fault);
XmlNode *xml_tree_free(XmlNode *node); /* returns NULL */
/* All text within it, in its order. */
char *xml_tree_text(const XmlNode *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(XmlNode, xml_tree_free)
