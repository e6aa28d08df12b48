/* SPDX-License-Identifier: MIT */
/*
 * A QTI item's questions; see layout-qti.h. What is right is said by correctResponse, and by the entries of the mapping
 * that are worth as much as the best; what it is worth by MAXSCORE, else by the score's normalMaximum, else by the
 * mapping. Options are printed as their identifiers where these are single characters, as their texts where
 * these are short, else A, B, C in the file's order.
 */
#include "homework/sheet/layout-qti-parts.h"

#include <math.h>
#include <string.h>

#include "homework/sheet/layout-page.h"
#include "homework/sheet/sheet-check.h"

#define POINTS_MAX 1000.0
#define TOLERANCE_MAX 1000000.0

typedef struct {
	const XmlNode *declaration;
	const char *base_type;
	bool is_multiple;
	GPtrArray *correct; /* of char * */
	GPtrArray *mapped;  /* of char *: worth `best` */
	double best;	    /* of the mapping; 0 none */
	guint n_lesser;	    /* entries worth less */
} Response;

typedef struct {
	Sheet *sheet;
	const LayoutReport *report;
	const XmlNode *item;
	double points; /* of the whole item; 0 not said */
	guint n_questions;
} Item;

static char *line_of(const XmlNode *node)
{
	g_autofree char *text = xml_tree_text(node);

	return layout_page_line(text, SHEET_TEXT_MAX);
}

static bool read_number(const char *text, double max, double *number)
{
	char *end;

	*number = g_ascii_strtod(text, &end);
	return end != text && end[strspn(end, " \t\r\n")] == '\0' && isfinite(*number) &&
	       fabs(*number) <= max;
}

/* ---- responses */

static void clear_response(Response *response)
{
	g_clear_pointer(&response->correct, g_ptr_array_unref);
	g_clear_pointer(&response->mapped, g_ptr_array_unref);
}

static bool take_mapping(Item *item, const XmlNode *mapping, Response *response)
{
	for (guint i = 0; mapping && i < mapping->children->len; i++) {
		const XmlNode *entry = g_ptr_array_index(mapping->children, i);
		double value;
		if (!qti_is(entry, "mapEntry"))
			continue;
		if (!read_number(qti_attribute(entry, "mappedValue"), POINTS_MAX, &value))
			return layout_report_refuse(item->report, entry->line,
				"<%1$s>：mappedValue 写的是“%2$.40s”，请写这个答案值几分，不超过 "
				"%3$.0f / <%1$s>: mappedValue is \"%2$.40s\"; write what the "
				"answer is worth, up to %3$.0f",
				entry->name, qti_attribute(entry, "mappedValue"), POINTS_MAX);
		if (value > response->best) {
			response->n_lesser += response->mapped->len;
			g_ptr_array_set_size(response->mapped, 0);
			response->best = value;
		}
		if (value == response->best && value > 0)
			g_ptr_array_add(response->mapped,
				layout_page_line(qti_attribute(entry, "mapKey"), SHEET_TEXT_MAX));
		else
			response->n_lesser++;
	}
	return true;
}

static const XmlNode *find_declaration(const Item *item, const char *identifier)
{
	for (guint i = 0; i < item->item->children->len; i++) {
		const XmlNode *child = g_ptr_array_index(item->item->children, i);
		if (qti_is(child, "responseDeclaration") &&
			g_str_equal(qti_attribute(child, "identifier"), identifier))
			return child;
	}
	return NULL;
}

static bool take_cardinality(Item *item, Response *response)
{
	const char *cardinality = qti_attribute(response->declaration, "cardinality");

	response->is_multiple =
		g_str_equal(cardinality, "multiple") || g_str_equal(cardinality, "ordered");
	if (g_str_equal(cardinality, "ordered"))
		layout_report_note(item->report, response->declaration->line,
			"<%1$s>：正确答案的先后：略去 / <%1$s>: the order of right answers: left "
			"out",
			response->declaration->name);
	return response->is_multiple || g_str_equal(cardinality, "single") ||
	       layout_report_refuse(item->report, response->declaration->line,
		       "<%1$s>：cardinality 写的是“%2$.40s”，请写 \"single\" 或 \"multiple\" / "
		       "<%1$s>: cardinality is \"%2$.40s\"; write \"single\" or \"multiple\"",
		       response->declaration->name, cardinality);
}

static bool read_response(Item *item, const XmlNode *interaction, Response *response)
{
	const char *identifier = qti_attribute(interaction, "responseIdentifier");

	*response = (Response){ .declaration = find_declaration(item, identifier) };
	if (!response->declaration) {
		layout_report_refuse(item->report, interaction->line,
			"<%1$s>：没有声明“%2$.40s”，请写一个用这个 identifier 的 "
			"responseDeclaration / <%1$s>: no response is declared as \"%2$.40s\"; "
			"write a responseDeclaration with this identifier",
			interaction->name, identifier);
		return false;
	}
	response->base_type = qti_attribute(response->declaration, "baseType");
	response->correct = g_ptr_array_new_with_free_func(g_free);
	response->mapped = g_ptr_array_new_with_free_func(g_free);
	const XmlNode *correct = qti_child(response->declaration, "correctResponse");
	for (guint i = 0; correct && i < correct->children->len; i++) {
		const XmlNode *value = g_ptr_array_index(correct->children, i);
		if (qti_is(value, "value"))
			g_ptr_array_add(response->correct, line_of(value));
	}
	return take_cardinality(item, response) &&
	       take_mapping(item, qti_child(response->declaration, "mapping"), response);
}

/* ---- keys */

static void add_key(SheetQuestion *question, const char *key)
{
	const guint n_keys = g_strv_length(question->key);

	if (g_strv_contains((const char *const *)question->key, key))
		return;
	question->key = g_renew(char *, question->key, n_keys + 2);
	question->key[n_keys] = g_strdup(key);
	question->key[n_keys + 1] = NULL;
}

/* The texts that are each right: the correct one first, then what is mapped to as much. */
static bool take_equivalents(Item *item, const Response *response, SheetQuestion *question,
	const char *(*name_of)(const void *names, const char *text), const void *names)
{
	const guint n_correct = response->correct->len;

	for (guint i = 0; i < n_correct + response->mapped->len; i++) {
		const char *text = i < n_correct
					   ? g_ptr_array_index(response->correct, i)
					   : g_ptr_array_index(response->mapped, i - n_correct);
		const char *name = name_of(names, text);
		if (!name)
			return layout_report_refuse(item->report, response->declaration->line,
				question->options[0] || question->type == QUESTION_TRUE_FALSE
					? "<%1$s>：“%2$.40s”不是任何选项的 "
					  "identifier，请改这里或那里 / <%1$s>: \"%2$.40s\" is the "
					  "identifier of no choice; mend it here or there"
					: "<%1$s>：“%2$.40s”不是学生写的数（12, -12.5, "
					  "3/4），请改这里或那里 / <%1$s>: \"%2$.40s\" is no "
					  "number that a pupil writes (12, -12.5, 3/4); mend it "
					  "here or there",
				response->declaration->name, text);
		if (*name)
			add_key(question, name);
	}
	if (g_strv_length(question->key) <= SHEET_KEYS_MAX)
		return true;
	return layout_report_refuse(item->report, response->declaration->line,
		"<%1$s>：正确答案超过 %2$d 个，请只留常用的 / <%1$s>: more than %2$d right "
		"answers; keep the usual ones",
		response->declaration->name, SHEET_KEYS_MAX);
}

static const char *text_itself(const void *names, const char *text)
{
	(void)names;
	return text;
}

static const char *number_itself(const void *names, const char *text)
{
	(void)names;
	return sheet_check_is_number(text) ? text : NULL;
}

/* ---- choices */

typedef struct {
	GPtrArray *identifiers; /* of const char * */
	char *const *options;
} Choices;

static const char *option_named(const void *names, const char *text)
{
	const Choices *choices = names;

	for (guint i = 0; i < choices->identifiers->len; i++)
		if (g_str_equal(g_ptr_array_index(choices->identifiers, i), text))
			return choices->options[i];
	return NULL;
}

static bool are_options(char **texts, glong max)
{
	for (guint i = 0; texts[i]; i++) {
		const glong length = g_utf8_strlen(texts[i], -1);
		if (length < 1 || length > max)
			return false;
		for (guint k = 0; k < i; k++)
			if (g_str_equal(texts[i], texts[k]))
				return false;
	}
	return true;
}

static void collect_choices(const XmlNode *node, GPtrArray *choices)
{
	for (guint i = 0; node->children && i < node->children->len; i++) {
		const XmlNode *child = g_ptr_array_index(node->children, i);
		if (qti_is(child, "simpleChoice") || qti_is(child, "inlineChoice"))
			g_ptr_array_add(choices, (gpointer)child);
		else
			collect_choices(child, choices);
	}
}

/* As printed: see the head of this file. */
static char **print_options(Item *item, const XmlNode *interaction, const GPtrArray *nodes)
{
	g_auto(GStrv) identifiers = g_new0(char *, nodes->len + 1);
	g_auto(GStrv) texts = g_new0(char *, nodes->len + 1);

	for (guint i = 0; i < nodes->len; i++) {
		const XmlNode *node = g_ptr_array_index(nodes, i);
		identifiers[i] = g_strdup(qti_attribute(node, "identifier"));
		texts[i] = line_of(node);
	}
	const bool by_identifier = are_options(identifiers, 1);
	const bool by_text = are_options(texts, SHEET_OPTION_MAX);
	if (!by_text)
		layout_report_note(item->report, interaction->line,
			by_identifier
				? "<%1$s>：%2$u 个选项的文字略去，用它们的 identifier / <%1$s>: "
				  "the texts of its %2$u choices: left out, they are named by "
				  "their identifiers"
				: "<%1$s>：%2$u 个选项的文字略去，这里叫 A、B、C … / <%1$s>: the "
				  "texts of its %2$u choices: left out, they are A, B, C … here",
			interaction->name, nodes->len);
	if (by_identifier)
		return g_steal_pointer(&identifiers);
	return by_text ? g_steal_pointer(&texts) : layout_page_letters(nodes->len);
}

static bool check_choices(Item *item, const XmlNode *interaction, const GPtrArray *nodes)
{
	if (nodes->len < 2 || nodes->len > SHEET_OPTIONS_MAX)
		return layout_report_refuse(item->report, interaction->line,
			"<%1$s>：有 %2$u 个选项，请写 2 到 %3$d 个 / <%1$s>: choices: %2$u; write "
			"from 2 to %3$d",
			interaction->name, nodes->len, SHEET_OPTIONS_MAX);
	for (guint i = 0; i < nodes->len; i++) {
		const XmlNode *node = g_ptr_array_index(nodes, i);
		const char *identifier = qti_attribute(node, "identifier");
		bool twice = false;
		for (guint k = 0; k < i; k++)
			twice = twice ||
				g_str_equal(identifier,
					qti_attribute(g_ptr_array_index(nodes, k), "identifier"));
		if (!*identifier || twice)
			return layout_report_refuse(item->report, node->line,
				twice ? "<%1$s>：identifier “%2$.40s”别的选项已用，请各用一个 / "
					"<%1$s>: identifier \"%2$.40s\" is that of another; give "
					"each choice its own"
				      : "<%1$s>：identifier “%2$.40s”是空的，请各写一个 / <%1$s>: "
					"identifier \"%2$.40s\" is empty; give each choice its own",
				node->name, identifier);
	}
	return true;
}

/* All right ones together, in their order. */
static bool take_all_right(
	Item *item, const Response *response, const Choices *choices, SheetQuestion *question)
{
	const GPtrArray *right = response->correct->len > 0 ? response->correct : response->mapped;
	g_autoptr(GString) key = g_string_new("");

	for (guint i = 0; i < right->len; i++)
		if (!option_named(choices, g_ptr_array_index(right, i)))
			return layout_report_refuse(item->report, response->declaration->line,
				"<%1$s>：“%2$.40s”不是任何选项的 identifier，请改这里或那里 / "
				"<%1$s>: \"%2$.40s\" is the identifier of no choice; mend it here "
				"or there",
				response->declaration->name, (char *)g_ptr_array_index(right, i));
	for (guint i = 0; i < choices->identifiers->len; i++) {
		const char *identifier = g_ptr_array_index(choices->identifiers, i);
		bool is_right = false;
		for (guint k = 0; k < right->len; k++)
			is_right = is_right || g_str_equal(g_ptr_array_index(right, k), identifier);
		if (is_right)
			g_string_append(key, choices->options[i]);
	}
	if (key->len > 0)
		add_key(question, key->str);
	return true;
}

static bool is_true_false(const GPtrArray *identifiers)
{
	return identifiers->len == 2 &&
	       g_ascii_strcasecmp(g_ptr_array_index(identifiers, 0), "true") == 0 &&
	       g_ascii_strcasecmp(g_ptr_array_index(identifiers, 1), "false") == 0;
}

static bool take_choices(
	Item *item, const XmlNode *interaction, const Response *response, SheetQuestion *question)
{
	g_autoptr(GPtrArray) nodes = g_ptr_array_new();
	g_autoptr(GPtrArray) identifiers = g_ptr_array_new();

	collect_choices(interaction, nodes);
	if (!check_choices(item, interaction, nodes))
		return false;
	for (guint i = 0; i < nodes->len; i++)
		g_ptr_array_add(identifiers,
			(gpointer)qti_attribute(g_ptr_array_index(nodes, i), "identifier"));
	if (!response->is_multiple && is_true_false(identifiers)) {
		char t[] = "T", f[] = "F";
		char *const both[] = { t, f };
		const Choices choices = { identifiers, both };
		question->type = QUESTION_TRUE_FALSE;
		return take_equivalents(item, response, question, option_named, &choices);
	}
	g_strfreev(question->options);
	question->options = print_options(item, interaction, nodes);
	const Choices choices = { identifiers, question->options };
	if (!response->is_multiple)
		return take_equivalents(item, response, question, option_named, &choices);
	question->type = QUESTION_CHOICES;
	return take_all_right(item, response, &choices, question);
}

/* ---- written answers */

/* Of an <equal toleranceMode="absolute"> about this response; 0 none. */
static double find_tolerance(const XmlNode *node, const char *identifier)
{
	if (qti_is(node, "equal") &&
		g_str_equal(qti_attribute(node, "toleranceMode"), "absolute")) {
		const XmlNode *variable = qti_child(node, "variable");
		const char *text = qti_attribute(node, "tolerance");
		const double tolerance = g_ascii_strtod(text, NULL);
		if (variable && g_str_equal(qti_attribute(variable, "identifier"), identifier) &&
			tolerance > 0 && tolerance <= TOLERANCE_MAX)
			return tolerance;
	}
	for (guint i = 0; node->children && i < node->children->len; i++) {
		const double found =
			find_tolerance(g_ptr_array_index(node->children, i), identifier);
		if (found > 0)
			return found;
	}
	return 0;
}

static bool take_entry(
	Item *item, const XmlNode *interaction, const Response *response, SheetQuestion *question)
{
	const XmlNode *processing = qti_child(item->item, "responseProcessing");
	const bool is_number =
		g_str_equal(response->base_type, "integer") ||
		g_str_equal(response->base_type, "float") ||
		g_str_equal(qti_attribute(interaction, "patternMask"), QTI_NUMBER_MASK);

	question->type = is_number ? QUESTION_NUMBER : QUESTION_TEXT;
	if (is_number && processing)
		question->tolerance = find_tolerance(
			processing, qti_attribute(interaction, "responseIdentifier"));
	return take_equivalents(
		item, response, question, is_number ? number_itself : text_itself, NULL);
}

/* ---- questions */

static bool take_by_kind(
	Item *item, const XmlNode *interaction, const Response *response, SheetQuestion *question)
{
	if (qti_is(interaction, "choiceInteraction") ||
		qti_is(interaction, "inlineChoiceInteraction"))
		return take_choices(item, interaction, response, question);
	if (qti_is(interaction, "textEntryInteraction"))
		return take_entry(item, interaction, response, question);
	question->type =
		qti_is(interaction, "extendedTextInteraction") ? QUESTION_STEPS : QUESTION_DRAWING;
	return take_equivalents(item, response, question, text_itself, NULL);
}

static double points_of(const Item *item, const Response *response)
{
	if (item->points > 0 && item->n_questions == 1)
		return item->points;
	if (response->best > 0 && !response->is_multiple)
		return response->best;
	return item->points > 0 ? item->points / item->n_questions : 1;
}

/* "Q12", which our own files say, is question 12. */
static gint number_of(const Item *item)
{
	const char *identifier = qti_attribute(item->item, "identifier");
	guint64 number;

	if (item->n_questions == 1 && identifier[0] == 'Q' &&
		g_ascii_string_to_unsigned(
			identifier + 1, 10, 1, SHEET_NUMBER_MAX, &number, NULL) &&
		!sheet_find_question(item->sheet, (gint)number))
		return (gint)number;
	return 0;
}

static bool take_question(Item *item, const XmlNode *interaction)
{
	Response response = { 0 };
	g_autoptr(SheetQuestion) question = sheet_question_new(number_of(item));

	if (item->sheet->questions->len == SHEET_QUESTIONS_MAX)
		return layout_report_refuse(item->report, interaction->line,
			"超过 %1$d 题，请分成几个包 / more than %1$d questions; split the package",
			SHEET_QUESTIONS_MAX);
	g_free(question->name);
	question->name = layout_page_line(qti_attribute(item->item, "title"), SHEET_TEXT_MAX);
	const bool good = read_response(item, interaction, &response) &&
			  take_by_kind(item, interaction, &response, question);
	if (good) {
		question->points = points_of(item, &response);
		if (response.n_lesser > 0)
			layout_report_note(item->report, response.declaration->line,
				"<%1$s>：%2$u 个答案%3$.0s分值低于最好的：略去 / <%1$s>: %2$u "
				"mapped answer%3$s worth less than the best: left out",
				response.declaration->name, response.n_lesser,
				response.n_lesser == 1 ? "" : "s");
		g_ptr_array_add(item->sheet->questions, g_steal_pointer(&question));
	}
	clear_response(&response);
	return good;
}

static bool is_interaction(const XmlNode *node)
{
	static const char *const NAMES[] = { "choiceInteraction", "inlineChoiceInteraction",
		"textEntryInteraction", "extendedTextInteraction", "drawingInteraction",
		"uploadInteraction" };

	for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++)
		if (qti_is(node, NAMES[i]))
			return true;
	return false;
}

static void collect_interactions(Item *item, const XmlNode *node, GPtrArray *found)
{
	for (guint i = 0; node->children && i < node->children->len; i++) {
		const XmlNode *child = g_ptr_array_index(node->children, i);
		if (is_interaction(child))
			g_ptr_array_add(found, (gpointer)child);
		else if (child->name && (g_str_has_suffix(child->name, "Interaction") ||
						g_str_has_suffix(child->name, "-interaction")))
			layout_report_note(item->report, child->line,
				"<%1$.60s>：作业单没有这种题：略去 / <%1$.60s>: a sheet has no "
				"such question: left out",
				child->name);
		else
			collect_interactions(item, child, found);
	}
}

/* MAXSCORE's default, else SCORE's normalMaximum. */
static bool take_points(Item *item)
{
	const XmlNode *said = NULL;
	g_autofree char *text = g_strdup("");

	for (guint i = 0; i < item->item->children->len; i++) {
		const XmlNode *child = g_ptr_array_index(item->item->children, i);
		if (!qti_is(child, "outcomeDeclaration"))
			continue;
		const char *identifier = qti_attribute(child, "identifier");
		const XmlNode *value = qti_child(child, "defaultValue");
		const char *maximum = qti_attribute(child, "normalMaximum");
		if (g_str_equal(identifier, "MAXSCORE") && value) {
			g_free(text);
			text = line_of(value);
			said = child;
		} else if (g_str_equal(identifier, "SCORE") && *maximum && !said) {
			g_free(text);
			text = g_strdup(maximum);
			said = child;
		}
	}
	if (!said || (read_number(text, POINTS_MAX, &item->points) && item->points > 0))
		return true;
	return layout_report_refuse(item->report, said->line,
		"<%1$s>：满分写的是“%2$.40s”，请写大于 0、不超过 %3$.0f 的数 / <%1$s>: the "
		"greatest score is \"%2$.40s\"; write a number above 0, at most %3$.0f",
		said->name, text, POINTS_MAX);
}

bool qti_item_read(Sheet *sheet, const LayoutReport *report, const XmlNode *root)
{
	g_autoptr(GPtrArray) interactions = g_ptr_array_new();
	const XmlNode *body = qti_child(root, "itemBody");
	Item item = { .sheet = sheet, .report = report, .item = root };

	if (!body)
		return layout_report_refuse(report, root->line,
			"<%1$s>：没有 itemBody，请把题目写进去 / <%1$s>: has no itemBody; write "
			"the question into one",
			root->name);
	collect_interactions(&item, body, interactions);
	item.n_questions = interactions->len;
	if (interactions->len == 0)
		layout_report_note(report, root->line,
			"<%1$s>：没有作业单能有的题：略去 / <%1$s>: holds no question that a sheet "
			"can have: left out",
			root->name);
	if (!take_points(&item))
		return false;
	for (guint i = 0; i < interactions->len; i++)
		if (!take_question(&item, g_ptr_array_index(interactions, i)))
			return false;
	return true;
}
