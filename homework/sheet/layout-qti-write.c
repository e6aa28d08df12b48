/* SPDX-License-Identifier: MIT */
/*
 * A sheet's questions as a QTI 2.1 package; see layout-qti.h. Each item is named by its question's number, so that it
 * comes back under it. Options that are single letters are their own identifiers.
 */
#include "homework/sheet/layout-qti.h"

#include <string.h>

#include "homework/sheet/layout-qti-parts.h"
#include "homework/sheet/zip-memory.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define NAMESPACE "http://www.imsglobal.org/xsd/imsqti_v2p1"
#define MAP_RESPONSE "http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"

typedef struct {
	GString *xml;
	const SheetQuestion *question;
	const LayoutReport *report;
	char points[G_ASCII_DTOSTR_BUF_SIZE];
} Writing;

/* %s is escaped. */
static void add(Writing *writing, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void add(Writing *writing, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_markup_vprintf_escaped(format, arguments);
	va_end(arguments);
	g_string_append(writing->xml, text);
}

/* ---- options and keys */

static bool is_identifier(const char *option)
{
	return g_utf8_strlen(option, -1) == 1 && g_unichar_isalpha(g_utf8_get_char(option));
}

/* Of the option at an index: all are letters, or all are numbered. */
static char *identifier_at(const SheetQuestion *question, guint index)
{
	for (char **option = question->options; *option; option++)
		if (!is_identifier(*option))
			return g_strdup_printf("CHOICE_%u", index + 1);
	return g_strdup(question->options[index]);
}

/* The identifiers that a key stands for, in the options' order; all kinds but choices: the key itself. */
static GPtrArray *values_of(const SheetQuestion *question, const char *key)
{
	GPtrArray *values = g_ptr_array_new_with_free_func(g_free);

	if (question->type == QUESTION_TRUE_FALSE)
		g_ptr_array_add(values, g_strdup(*key == 'T' ? "true" : "false"));
	else if (!question->options[0])
		g_ptr_array_add(values, g_strdup(key));
	for (guint i = 0; question->options[i]; i++) {
		const char *option = question->options[i];
		const bool is_one = question->type == QUESTION_CHOICE
					    ? g_str_equal(key, option)
					    : g_str_has_prefix(key, option);
		if (!is_one)
			continue;
		g_ptr_array_add(values, identifier_at(question, i));
		key += question->type == QUESTION_CHOICES ? strlen(option) : 0;
	}
	return values;
}

static bool are_decimals(const SheetQuestion *question)
{
	for (char **key = question->key; *key; key++)
		if (strpbrk(*key, "/ %"))
			return false;
	return true;
}

static const char *base_type(const SheetQuestion *question)
{
	switch (question->type) {
	case QUESTION_CHOICE:
	case QUESTION_CHOICES:
	case QUESTION_TRUE_FALSE:
		return "identifier";
	case QUESTION_NUMBER:
		return are_decimals(question) ? "float" : "string";
	case QUESTION_TEXT:
	case QUESTION_STEPS:
		return "string";
	case QUESTION_DRAWING:
		return "file";
	}
	return "string";
}

static bool has_key(const SheetQuestion *question)
{
	return question->key[0] && question->type != QUESTION_DRAWING;
}

/* ---- an item */

static void add_declaration(Writing *writing)
{
	const SheetQuestion *question = writing->question;
	const bool is_multiple = question->type == QUESTION_CHOICES;

	add(writing,
		" <responseDeclaration identifier=\"RESPONSE\" cardinality=\"%s\" "
		"baseType=\"%s\">\n",
		is_multiple ? "multiple" : "single", base_type(question));
	if (has_key(question)) {
		g_autoptr(GPtrArray) values = values_of(question, question->key[0]);
		add(writing, "  <correctResponse>");
		for (guint i = 0; i < values->len; i++)
			add(writing, "<value>%s</value>", (char *)g_ptr_array_index(values, i));
		add(writing, "</correctResponse>\n");
	}
	if (has_key(question) && !is_multiple) {
		add(writing, "  <mapping defaultValue=\"0\">");
		for (char **key = question->key; *key; key++) {
			g_autoptr(GPtrArray) values = values_of(question, *key);
			add(writing, "<mapEntry mapKey=\"%s\" mappedValue=\"%s\"/>",
				(char *)g_ptr_array_index(values, 0), writing->points);
		}
		add(writing, "</mapping>\n");
	}
	add(writing, " </responseDeclaration>\n");
}

static void add_outcomes(Writing *writing)
{
	add(writing,
		" <outcomeDeclaration identifier=\"SCORE\" cardinality=\"single\" "
		"baseType=\"float\" "
		"normalMaximum=\"%s\"><defaultValue><value>0</value></defaultValue>"
		"</outcomeDeclaration>\n",
		writing->points);
	add(writing,
		" <outcomeDeclaration identifier=\"MAXSCORE\" cardinality=\"single\" "
		"baseType=\"float\"><defaultValue><value>%s</value></defaultValue>"
		"</outcomeDeclaration>\n",
		writing->points);
}

static void add_choices(Writing *writing)
{
	const SheetQuestion *question = writing->question;

	add(writing,
		"  <choiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"false\" "
		"maxChoices=\"%d\">\n",
		question->type == QUESTION_CHOICES ? 0 : 1);
	if (question->type == QUESTION_TRUE_FALSE)
		add(writing, "   <simpleChoice identifier=\"true\">√</simpleChoice>\n"
			     "   <simpleChoice identifier=\"false\">×</simpleChoice>\n");
	for (guint i = 0; question->options[i]; i++) {
		g_autofree char *identifier = identifier_at(question, i);
		add(writing, "   <simpleChoice identifier=\"%s\">%s</simpleChoice>\n", identifier,
			question->options[i]);
	}
	add(writing, "  </choiceInteraction>\n");
}

static void add_body(Writing *writing)
{
	add(writing, " <itemBody>\n");
	switch (writing->question->type) {
	case QUESTION_CHOICE:
	case QUESTION_CHOICES:
	case QUESTION_TRUE_FALSE:
		add_choices(writing);
		break;
	case QUESTION_NUMBER:
		add(writing, "  <p><textEntryInteraction responseIdentifier=\"RESPONSE\"");
		if (!are_decimals(writing->question))
			add(writing, " patternMask=\"%s\"", QTI_NUMBER_MASK);
		add(writing, "/></p>\n");
		break;
	case QUESTION_TEXT:
		add(writing, "  <p><textEntryInteraction responseIdentifier=\"RESPONSE\"/></p>\n");
		break;
	case QUESTION_STEPS:
		add(writing, "  <extendedTextInteraction responseIdentifier=\"RESPONSE\"/>\n");
		break;
	case QUESTION_DRAWING:
		add(writing, "  <uploadInteraction responseIdentifier=\"RESPONSE\"/>\n");
		break;
	}
	add(writing, " </itemBody>\n");
}

static void add_score(Writing *writing)
{
	add(writing,
		"    <setOutcomeValue identifier=\"SCORE\"><baseValue "
		"baseType=\"float\">%s</baseValue>"
		"</setOutcomeValue>\n",
		writing->points);
}

/* All or nothing, where the mapping cannot say it: every right option, or within the tolerance. */
static void add_condition(Writing *writing)
{
	const SheetQuestion *question = writing->question;
	char tolerance[G_ASCII_DTOSTR_BUF_SIZE];

	g_ascii_dtostr(tolerance, sizeof tolerance, question->tolerance);
	add(writing, " <responseProcessing>\n  <responseCondition>\n   <responseIf>\n");
	if (question->type == QUESTION_CHOICES) {
		add(writing, "    <match><variable identifier=\"RESPONSE\"/>"
			     "<correct identifier=\"RESPONSE\"/></match>\n");
	} else {
		add(writing, "    <or>");
		for (char **key = question->key; *key; key++)
			add(writing,
				"<equal toleranceMode=\"absolute\" tolerance=\"%s\">"
				"<variable identifier=\"RESPONSE\"/>"
				"<baseValue baseType=\"float\">%s</baseValue></equal>",
				tolerance, *key);
		add(writing, "</or>\n");
	}
	add_score(writing);
	add(writing, "   </responseIf>\n  </responseCondition>\n </responseProcessing>\n");
}

static void add_processing(Writing *writing)
{
	const SheetQuestion *question = writing->question;

	if (!has_key(question))
		return;
	if (question->type == QUESTION_CHOICES ||
		(question->tolerance > 0 && are_decimals(question)))
		add_condition(writing);
	else
		add(writing, " <responseProcessing template=\"%s\"/>\n", MAP_RESPONSE);
}

static void note_question(const Writing *writing)
{
	const SheetQuestion *question = writing->question;
	const struct {
		bool is_lost;
		const char *what;
	} losses[] = {
		{ question->knowledge[0] != '\0', "knowledge" },
		{ question->layer != 0, "layer" },
		{ question->expected_minutes > 0, "expected_minutes" },
		{ question->lesson[0] != '\0', "lesson" },
		{ question->tolerance > 0 && !(has_key(question) && are_decimals(question)),
			"tolerance" },
		{ question->key[0] && !has_key(question), "key" },
		{ question->type == QUESTION_CHOICES && question->key[0] && question->key[1],
			"key[1…]" },
	};
	g_autoptr(GString) lost = g_string_new("");

	for (gsize i = 0; i < G_N_ELEMENTS(losses); i++)
		if (losses[i].is_lost)
			g_string_append_printf(
				lost, "%s%s", lost->len > 0 ? ", " : "", losses[i].what);
	if (lost->len > 0)
		layout_report_note(writing->report, 0,
			"第 %1$d 题：%2$s：略去，QTI 没有地方放 / question %1$d: %2$s: left out, "
			"QTI has no place for it",
			question->number, lost->str);
}

static GBytes *write_item(const SheetQuestion *question, const LayoutReport *report)
{
	Writing writing = { .xml = g_string_new(HEAD), .question = question, .report = report };

	g_ascii_formatd(writing.points, sizeof writing.points, "%.12g", question->points);
	add(&writing,
		"<assessmentItem xmlns=\"" NAMESPACE "\" identifier=\"Q%d\" title=\"%s\" "
		"adaptive=\"false\" timeDependent=\"false\">\n",
		question->number, question->name);
	add_declaration(&writing);
	add_outcomes(&writing);
	add_body(&writing);
	add_processing(&writing);
	add(&writing, "</assessmentItem>\n");
	note_question(&writing);
	return g_string_free_to_bytes(writing.xml);
}

/* ---- the package */

static GBytes *write_test(const Sheet *sheet)
{
	Writing writing = { .xml = g_string_new(HEAD) };

	add(&writing,
		"<assessmentTest xmlns=\"" NAMESPACE "\" identifier=\"TEST\" title=\"%s\">\n"
		" <testPart identifier=\"PART\" navigationMode=\"nonlinear\" "
		"submissionMode=\"simultaneous\">\n"
		"  <assessmentSection identifier=\"SECTION\" title=\"%s\" visible=\"true\">\n",
		sheet->title, sheet->title);
	for (guint i = 0; i < sheet->questions->len; i++) {
		const gint number =
			((SheetQuestion *)g_ptr_array_index(sheet->questions, i))->number;
		add(&writing, "   <assessmentItemRef identifier=\"Q%d\" href=\"Q%d.xml\"/>\n",
			number, number);
	}
	add(&writing, "  </assessmentSection>\n </testPart>\n</assessmentTest>\n");
	return g_string_free_to_bytes(writing.xml);
}

static GBytes *write_manifest(const Sheet *sheet)
{
	Writing writing = { .xml = g_string_new(HEAD) };

	add(&writing, "<manifest xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\" "
		      "identifier=\"MANIFEST\">\n"
		      " <metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0"
		      "</schemaversion></metadata>\n <organizations/>\n <resources>\n"
		      "  <resource identifier=\"RES-TEST\" type=\"imsqti_test_xmlv2p1\" "
		      "href=\"test.xml\">\n   <file href=\"test.xml\"/>\n");
	for (guint i = 0; i < sheet->questions->len; i++)
		add(&writing, "   <dependency identifierref=\"RES-Q%d\"/>\n",
			((SheetQuestion *)g_ptr_array_index(sheet->questions, i))->number);
	add(&writing, "  </resource>\n");
	for (guint i = 0; i < sheet->questions->len; i++) {
		const gint number =
			((SheetQuestion *)g_ptr_array_index(sheet->questions, i))->number;
		add(&writing,
			"  <resource identifier=\"RES-Q%d\" type=\"imsqti_item_xmlv2p1\" "
			"href=\"Q%d.xml\"><file href=\"Q%d.xml\"/></resource>\n",
			number, number, number);
	}
	add(&writing, " </resources>\n</manifest>\n");
	return g_string_free_to_bytes(writing.xml);
}

GBytes *layout_qti_write(const Sheet *sheet, GPtrArray *left_out, GError **error)
{
	const LayoutReport report = { NULL, left_out, error };
	g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func(zip_memory_member_free);

	if (sheet->questions->len == 0) {
		layout_report_refuse(&report, 0,
			"作业单没有题，QTI 由题组成，请加一题 / the sheet has no question, and QTI "
			"is made of questions; add one");
		return NULL;
	}
	g_ptr_array_add(members, zip_memory_member_new("imsmanifest.xml", write_manifest(sheet)));
	g_ptr_array_add(members, zip_memory_member_new("test.xml", write_test(sheet)));
	for (guint i = 0; i < sheet->questions->len; i++) {
		const SheetQuestion *question = g_ptr_array_index(sheet->questions, i);
		g_autofree char *name = g_strdup_printf("Q%d.xml", question->number);
		g_ptr_array_add(
			members, zip_memory_member_new(name, write_item(question, &report)));
	}
	if (sheet->subject[0])
		layout_report_note(&report, 0, "学科“%1$s”：略去 / subject \"%1$s\": left out",
			sheet->subject);
	if (sheet->grade != 0)
		layout_report_note(
			&report, 0, "年级 %1$d：略去 / grade %1$d: left out", sheet->grade);
	if (sheet->pages->len > 0)
		layout_report_note(&report, 0,
			"%1$u 页%2$.0s和上面的位置：略去，QTI 只记题目 / %1$u page%2$s with their "
			"places: left out, QTI holds questions only",
			sheet->pages->len, sheet->pages->len == 1 ? "" : "s");
	return zip_memory_pack(members);
}
