/* SPDX-License-Identifier: MIT */
/* Private to layout-qti*.c: elements whose names differ between the versions, and an item's questions. */
#pragma once

#include "homework/sheet/layout-report.h"
#include "homework/sheet/xml-tree.h"

/* What our own files say of a text entry that wants a number: QTI's numbers know no fractions. */
#define QTI_NUMBER_MASK "-?[0-9]+(\\.[0-9]+|( [0-9]+)?/[0-9]+)?%?"

/* "choiceInteraction" is also "qti-choice-interaction". */
bool qti_is(const XmlNode *node, const char *name);
/* "responseIdentifier" is also "response-identifier"; "" none. */
const char *qti_attribute(const XmlNode *node, const char *name);
const XmlNode *qti_child(const XmlNode *node, const char *name); /* the first; NULL none */

/* Adds the questions of an item, numbered 0 where it does not say; false when it is refused. */
bool qti_item_read(Sheet *sheet, const LayoutReport *report, const XmlNode *item);
