/* SPDX-License-Identifier: MIT */
/* See sheet-check.h. One function for each thing that is checked, from the whole to its parts. */
#include "homework/sheet/sheet-check.h"

#include <math.h>
#include <string.h>

#define POINTS_MAX 1000.0
#define TOLERANCE_MAX 1000000.0
#define MINUTES_MAX 600.0

/* What paper can carry; protocol/dot.h. */
#define SECTION_MAX 0x7f
#define OWNER_MAX 0xffff
#define BOOK_MAX 0xfffff
#define PAGE_MAX 0xfffff

typedef struct {
	const Sheet *sheet;
	GHashTable *region_ids; /* set of const char * */
	guint n_regions;
	char place[64]; /* "pages[0].regions[3]"; "" the whole */
	GError **error;
} Check;

static bool refuse(Check *check, const char *member, const char *format, ...) G_GNUC_PRINTF(3, 4);
static bool refuse(Check *check, const char *member, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(check->error, SHEET_ERROR, SHEET_ERROR_BAD_FILE, "%s%s%s: %s", check->place,
		check->place[0] ? "." : "", member, text);
	return false;
}

/* ---- texts and numbers */

/* One line that can be printed: it goes into drawings, messages and other programs' files. */
static bool check_text(Check *check, const char *member, const char *text, glong max)
{
	if (!g_utf8_validate(text, -1, NULL))
		return refuse(check, member, "is not UTF-8; save the file as UTF-8");
	if (g_utf8_strlen(text, -1) > max)
		return refuse(check, member, "is longer than %ld characters; shorten it", max);
	for (const char *at = text; *at; at = g_utf8_next_char(at))
		if (g_unichar_iscntrl(g_utf8_get_char(at)))
			return refuse(check, member,
				"holds a control character (U+%04X); write it in one line",
				g_utf8_get_char(at));
	return true;
}

static bool check_range(Check *check, const char *member, double value, double min, double max)
{
	if (isfinite(value) && value >= min && value <= max)
		return true;
	return refuse(
		check, member, "is %.10g; write a number from %.10g to %.10g", value, min, max);
}

/* ---- questions */

static bool is_option(char *const *options, const char *text)
{
	return g_strv_contains((const char *const *)options, text);
}

/* "ACD" of "A", "B", "C", "D": options in their order, none twice. */
static bool is_options_in_order(char *const *options, const char *text)
{
	for (; *options; options++)
		if (g_str_has_prefix(text, *options))
			text += strlen(*options);
	return *text == '\0';
}

static const char *skip_digits(const char *at)
{
	while (g_ascii_isdigit(*at))
		at++;
	return at;
}

/* "/4", not of 0; NULL: none. */
static const char *skip_denominator(const char *at)
{
	if (*at != '/')
		return NULL;
	const char *end = skip_digits(at + 1);
	return strspn(at + 1, "0") < (gsize)(end - at - 1) ? end : NULL;
}

/* "12", "-12.5", "3/4", "1 3/4", "50%": as number_read writes what it reads. */
bool sheet_check_is_number(const char *text)
{
	const char *start = text + (*text == '-');
	const char *at = skip_digits(start);

	if (at == start)
		return false;
	if (*at == '/') {
		at = skip_denominator(at);
	} else if (*at == ' ') {
		const char *above = at + 1;
		at = skip_digits(above);
		at = at > above ? skip_denominator(at) : NULL;
	} else if (*at == '.') {
		const char *behind = at + 1;
		at = skip_digits(behind);
		if (at == behind)
			return false;
	}
	return at && (*at == '\0' || g_str_equal(at, "%"));
}

/* What is wrong with it, and the mend; NULL: nothing. */
static const char *key_fault(const SheetQuestion *question, const char *key)
{
	if (*key == '\0')
		return "is empty; leave the key out where there is none";
	switch (question->type) {
	case QUESTION_CHOICE:
		return is_option(question->options, key)
			       ? NULL
			       : "is not one of the options; name one of them";
	case QUESTION_CHOICES:
		return is_options_in_order(question->options, key)
			       ? NULL
			       : "is not made of the options; write all right ones in their order, "
				 "like \"ACD\"";
	case QUESTION_TRUE_FALSE:
		return g_str_equal(key, "T") || g_str_equal(key, "F")
			       ? NULL
			       : "is neither true nor false; write \"T\" or \"F\"";
	case QUESTION_NUMBER:
		return sheet_check_is_number(key)
			       ? NULL
			       : "is no number; write it like 12, -12.5, 3/4, 1 3/4 or 50%, or "
				 "make the question's type \"text\"";
	case QUESTION_TEXT:
	case QUESTION_STEPS:
	case QUESTION_DRAWING:
		return NULL;
	}
	return NULL;
}

static bool check_key(Check *check, const SheetQuestion *question)
{
	const guint n_keys = g_strv_length(question->key);

	if (n_keys > SHEET_KEYS_MAX)
		return refuse(check, "key", "has %u equivalents; %d are the most", n_keys,
			SHEET_KEYS_MAX);
	for (guint i = 0; i < n_keys; i++) {
		char member[16];
		g_snprintf(member, sizeof member, "key[%u]", i);
		if (!check_text(check, member, question->key[i], SHEET_TEXT_MAX))
			return false;
		const char *fault = key_fault(question, question->key[i]);
		if (fault)
			return refuse(check, member, "\"%s\" %s", question->key[i], fault);
	}
	return true;
}

static bool check_options(Check *check, const SheetQuestion *question)
{
	const bool wanted = question->type == QUESTION_CHOICE || question->type == QUESTION_CHOICES;
	const guint n_options = g_strv_length(question->options);

	if (!wanted && n_options > 0)
		return refuse(check, "options",
			"belong to a choice, and the type is \"%s\"; take them away or write "
			"\"choice\"",
			question_type_name(question->type));
	if (wanted && (n_options < 2 || n_options > SHEET_OPTIONS_MAX))
		return refuse(check, "options",
			"are %u; list those printed, like [\"A\", \"B\", \"C\", \"D\"], from 2 to "
			"%d",
			n_options, SHEET_OPTIONS_MAX);
	for (guint i = 0; i < n_options; i++) {
		char member[16];
		g_snprintf(member, sizeof member, "options[%u]", i);
		if (!check_text(check, member, question->options[i], SHEET_OPTION_MAX))
			return false;
		if (question->options[i][0] == '\0')
			return refuse(check, member, "is empty; write the letter printed");
		for (guint k = 0; k < i; k++)
			if (g_str_equal(question->options[k], question->options[i]))
				return refuse(check, member,
					"\"%s\" comes twice; give each option its own letter",
					question->options[i]);
	}
	return true;
}

static bool check_value(Check *check, const SheetQuestion *question)
{
	if (!check_range(check, "points", question->points, 0, POINTS_MAX) ||
		!check_range(check, "tolerance", question->tolerance, 0, TOLERANCE_MAX) ||
		!check_range(check, "expected_minutes", question->expected_minutes, 0, MINUTES_MAX))
		return false;
	if (question->points <= 0)
		return refuse(check, "points", "are 0; write what the question is worth");
	if (question->tolerance > 0 && question->type != QUESTION_NUMBER)
		return refuse(check, "tolerance",
			"belongs to a number, and the type is \"%s\"; take it away",
			question_type_name(question->type));
	if (question->layer != 0 && !strchr("ABC", question->layer))
		return refuse(
			check, "layer", "is \"%c\"; write \"A\", \"B\" or \"C\"", question->layer);
	if (question->lesson[0] && !g_str_has_prefix(question->lesson, "https://") &&
		!g_str_has_prefix(question->lesson, "http://"))
		return refuse(check, "lesson",
			"is no link; write one that begins with https:// or http://");
	return true;
}

static bool check_question(Check *check, guint index)
{
	const SheetQuestion *question = g_ptr_array_index(check->sheet->questions, index);

	g_snprintf(check->place, sizeof check->place, "questions[%u]", index);
	if (question->number < 1 || question->number > SHEET_NUMBER_MAX)
		return refuse(check, "number", "is %d; number questions from 1 to %d",
			question->number, SHEET_NUMBER_MAX);
	if (sheet_find_question(check->sheet, question->number) != question)
		return refuse(check, "number",
			"%d comes twice; marks are kept under it, so give each question its own",
			question->number);
	return check_text(check, "name", question->name, SHEET_TEXT_MAX) &&
	       check_text(check, "knowledge", question->knowledge, SHEET_TEXT_MAX) &&
	       check_text(check, "lesson", question->lesson, SHEET_LINK_MAX) &&
	       check_options(check, question) && check_key(check, question) &&
	       check_value(check, question);
}

/* ---- regions */

static bool check_n_corners(Check *check, const SheetRegion *region)
{
	if ((region->shape == REGION_POLYGON) != (region->corners != NULL))
		return refuse(check, "corners_mm",
			"belong to a polygon; write them there, and box_mm for another shape");
	if (!region->corners ||
		(region->corners->len >= 3 && region->corners->len <= SHEET_CORNERS_MAX))
		return true;
	return refuse(check, "corners_mm", "are %u; write from 3 to %d [x, y]",
		region->corners->len, SHEET_CORNERS_MAX);
}

static bool check_corners(Check *check, const SheetRegion *region)
{
	const SheetBox *box = &region->box;

	for (guint i = 0; region->corners && i < region->corners->len; i++) {
		const SheetPoint at = g_array_index(region->corners, SheetPoint, i);
		char member[32];
		g_snprintf(member, sizeof member, "corners_mm[%u]", i);
		if (!isfinite(at.x_mm) || !isfinite(at.y_mm) ||
			at.x_mm < box->x_mm - SHEET_SLACK_MM ||
			at.y_mm < box->y_mm - SHEET_SLACK_MM ||
			at.x_mm > box->x_mm + box->width_mm + SHEET_SLACK_MM ||
			at.y_mm > box->y_mm + box->height_mm + SHEET_SLACK_MM)
			return refuse(check, member,
				"lies outside the region's own box_mm; make the box wider or leave "
				"it out");
	}
	return true;
}

/* How far it reaches over the paper's edge, at the worst. */
static bool check_inside(
	Check *check, const SheetBox *box, const SheetBox *paper, const char *member)
{
	const struct {
		const char *edge;
		double beyond_mm;
	} edges[] = {
		{ "left", paper->x_mm - box->x_mm },
		{ "top", paper->y_mm - box->y_mm },
		{ "right", box->x_mm + box->width_mm - paper->x_mm - paper->width_mm },
		{ "bottom", box->y_mm + box->height_mm - paper->y_mm - paper->height_mm },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(edges); i++)
		if (edges[i].beyond_mm > SHEET_SLACK_MM)
			return refuse(check, member,
				"reaches %.2f mm over the %s edge of the paper, which is %.2f by "
				"%.2f mm; move it or make it smaller",
				edges[i].beyond_mm, edges[i].edge, paper->width_mm,
				paper->height_mm);
	return true;
}

static bool check_shape(Check *check, const SheetRegion *region, const SheetBox *paper)
{
	const SheetBox *box = &region->box;
	const bool is_polygon = region->shape == REGION_POLYGON;
	const char *member = is_polygon ? "corners_mm" : "box_mm";

	if (!check_n_corners(check, region))
		return false;
	if (!isfinite(box->x_mm) || !isfinite(box->y_mm) || !(box->width_mm >= SHEET_SLACK_MM) ||
		!(box->height_mm >= SHEET_SLACK_MM) || !isfinite(box->width_mm) ||
		!isfinite(box->height_mm))
		return refuse(check, member, "%s",
			is_polygon ? "lie in one line; write those around a place"
				   : "has no size; write [x, y, width, height] in millimetres, the "
				     "last two above 0");
	return check_inside(check, box, paper, member) && check_corners(check, region);
}

static bool check_role_question(Check *check, const SheetRegion *region)
{
	const bool wanted = region->role == ROLE_ANSWER || region->role == ROLE_OPTION ||
			    region->role == ROLE_MARK;

	if (!wanted && region->question != 0)
		return refuse(check, "question",
			"does not go with the role \"%s\"; take it away or mend the role",
			region_role_name(region->role));
	if (!wanted)
		return true;
	if (region->question == 0)
		return refuse(check, "question",
			"is missing; write the number of the question whose %s this is",
			region_role_name(region->role));
	if (!sheet_find_question(check->sheet, region->question))
		return refuse(check, "question",
			"%d is not among the questions; add the question or mend the number",
			region->question);
	return true;
}

static bool check_role_option(Check *check, const SheetRegion *region)
{
	if (region->role != ROLE_OPTION)
		return region->option[0] == '\0' ||
		       refuse(check, "option",
			       "does not go with the role \"%s\"; take it away or write \"option\"",
			       region_role_name(region->role));
	const SheetQuestion *question = sheet_find_question(check->sheet, region->question);
	if (region->option[0] == '\0')
		return refuse(check, "option", "is missing; write which one it is, like \"A\"");
	if (is_option(question->options, region->option) ||
		(question->type == QUESTION_TRUE_FALSE &&
			(g_str_equal(region->option, "T") || g_str_equal(region->option, "F"))))
		return true;
	return refuse(check, "option",
		"\"%s\" is not among the options of question %d; mend it or add it there",
		region->option, question->number);
}

static bool check_role_number(Check *check, const SheetRegion *region)
{
	const bool wanted = region->role == ROLE_CLAIM_BOX || region->role == ROLE_PAGE_STRIP ||
			    region->role == ROLE_ROSTER_BOX;

	if (!wanted)
		return region->number == 0 ||
		       refuse(check, "number",
			       "does not go with the role \"%s\"; take it away or mend the role",
			       region_role_name(region->role));
	if (region->number < 1 || region->number > SHEET_NUMBER_MAX)
		return refuse(check, "number", "is %d; write the number of the %s, from 1 to %d",
			region->number, region->role == ROLE_PAGE_STRIP ? "page" : "pupil",
			SHEET_NUMBER_MAX);
	return true;
}

static bool check_link(Check *check, const SheetRegion *region, const char *member, const char *id)
{
	if (*id == '\0')
		return true;
	if (g_str_equal(id, region->id))
		return refuse(check, member, "\"%s\" is the region itself; name another", id);
	return g_hash_table_contains(check->region_ids, id) ||
	       refuse(check, member, "\"%s\" is no region's id; mend it or take it away", id);
}

static bool check_region_texts(Check *check, const SheetRegion *region)
{
	const struct {
		const char *member, *text;
		glong max;
	} texts[] = {
		{ "id", region->id, SHEET_ID_MAX },
		{ "name", region->name, SHEET_TEXT_MAX },
		{ "action", region->action, SHEET_TEXT_MAX },
		{ "param", region->param, SHEET_TEXT_MAX },
		{ "option", region->option, SHEET_OPTION_MAX },
		{ "previous", region->previous, SHEET_ID_MAX },
		{ "next", region->next, SHEET_ID_MAX },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		if (!check_text(check, texts[i].member, texts[i].text, texts[i].max))
			return false;
	return true;
}

/* Two boxes for one number on a page: whose would the touch be counted for? */
static bool check_unique_number(Check *check, GHashTable *numbers, const SheetRegion *region)
{
	if (region->number == 0)
		return true;
	const guint key = (guint)region->role * (SHEET_NUMBER_MAX + 1) + (guint)region->number;
	return g_hash_table_add(numbers, GUINT_TO_POINTER(key)) ||
	       refuse(check, "number", "%d has a %s on this page already; keep one of them",
		       region->number, region_role_name(region->role));
}

static bool check_regions(Check *check, guint page_index)
{
	const SheetPage *page = g_ptr_array_index(check->sheet->pages, page_index);
	g_autoptr(GHashTable) numbers = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);

		g_snprintf(
			check->place, sizeof check->place, "pages[%u].regions[%u]", page_index, i);
		if (!check_shape(check, region, &page->trim) ||
			!check_role_question(check, region) || !check_role_option(check, region) ||
			!check_role_number(check, region) ||
			!check_unique_number(check, numbers, region) ||
			!check_link(check, region, "previous", region->previous) ||
			!check_link(check, region, "next", region->next))
			return false;
	}
	return true;
}

/* ---- pages */

static bool check_address(Check *check, const PageAddress *address)
{
	const struct {
		const char *member;
		guint32 value, max;
	} numbers[] = {
		{ "address.section", address->section, SECTION_MAX },
		{ "address.owner", address->owner, OWNER_MAX },
		{ "address.book", address->book, BOOK_MAX },
		{ "address.page", address->page, PAGE_MAX },
	};

	if (address->family != PAGE_FAMILY_NCODE)
		return refuse(check, "address", "is missing; write section, owner, book and page");
	for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
		if (numbers[i].value > numbers[i].max)
			return refuse(check, numbers[i].member,
				"is %u and paper carries no more than %u; mend it",
				numbers[i].value, numbers[i].max);
	return true;
}

/* Its own address, or those of all its copies. */
static bool check_addresses(Check *check, const SheetPage *page, GHashTable *taken)
{
	const guint n_copies = MAX(page->n_copies, 1), step = MAX(page->copy_step, 1);

	if (page->n_copies > SHEET_COPIES_MAX)
		return refuse(check, "copies", "are %u; %d are the most", page->n_copies,
			SHEET_COPIES_MAX);
	if (step > PAGE_MAX || page->address.page + (guint64)(n_copies - 1) * step > PAGE_MAX)
		return refuse(check, "step",
			"leads beyond page %d, the last that paper carries; make it or copies "
			"smaller",
			PAGE_MAX);
	if (g_hash_table_size(taken) + n_copies > SHEET_ADDRESSES_MAX)
		return refuse(check, "copies", "of all pages are more than %d; split the sheet",
			SHEET_ADDRESSES_MAX);
	for (guint i = 0; i < n_copies; i++) {
		PageAddress address = page->address;
		address.page += i * step;
		gint64 *key = g_new(gint64, 1);
		*key = page_address_key(&address);
		if (!g_hash_table_add(taken, key))
			return refuse(check, "address",
				"%u.%u.%u.%u is that of an earlier page%s; give each its own",
				address.section, address.owner, address.book, address.page,
				n_copies > 1 ? " or its copies" : "");
	}
	return true;
}

static bool check_paper(Check *check, const SheetBox *trim)
{
	return check_range(
		       check, "offset_mm[0]", trim->x_mm, -SHEET_SIDE_MM_MAX, SHEET_SIDE_MM_MAX) &&
	       check_range(
		       check, "offset_mm[1]", trim->y_mm, -SHEET_SIDE_MM_MAX, SHEET_SIDE_MM_MAX) &&
	       check_range(check, "size_mm[0]", trim->width_mm, 1, SHEET_SIDE_MM_MAX) &&
	       check_range(check, "size_mm[1]", trim->height_mm, 1, SHEET_SIDE_MM_MAX);
}

/* A name in a folder that the reader of the sheet chooses, and no way out of it. */
static bool check_background(Check *check, const SheetPage *page)
{
	const char *name = page->background;

	if (page->background_page > SHEET_PAGES_MAX)
		return refuse(check, "background_page", "is %u; %d is the most",
			page->background_page, SHEET_PAGES_MAX);
	return *name == '\0' ||
	       (check_text(check, "background", name, SHEET_ID_MAX) &&
		       (!strpbrk(name, "/\\") && *name != '.' &&
					       (g_str_has_suffix(name, ".pdf") ||
						       g_str_has_suffix(name, ".png"))
				       ? true
				       : refuse(check, "background",
						 "is no name of a .pdf or .png file; write it "
						 "without folders")));
}

static bool check_page(Check *check, guint index, GHashTable *taken)
{
	const SheetPage *page = g_ptr_array_index(check->sheet->pages, index);

	g_snprintf(check->place, sizeof check->place, "pages[%u]", index);
	return check_address(check, &page->address) && check_addresses(check, page, taken) &&
	       check_paper(check, &page->trim) && check_background(check, page);
}

/* Before what refers to them: the ids, and the texts they are. */
static bool collect_regions(Check *check, guint page_index)
{
	const SheetPage *page = g_ptr_array_index(check->sheet->pages, page_index);

	check->n_regions += page->regions->len;
	if (check->n_regions > SHEET_REGIONS_MAX) {
		g_snprintf(check->place, sizeof check->place, "pages[%u]", page_index);
		return refuse(check, "regions", "of all pages are more than %d; split the sheet",
			SHEET_REGIONS_MAX);
	}
	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		g_snprintf(
			check->place, sizeof check->place, "pages[%u].regions[%u]", page_index, i);
		if (!check_region_texts(check, region))
			return false;
		if (region->id[0] && !g_hash_table_add(check->region_ids, region->id))
			return refuse(check, "id", "\"%s\" comes twice; give each region its own",
				region->id);
	}
	return true;
}

static bool check_whole(Check *check)
{
	const Sheet *sheet = check->sheet;

	if (sheet->pages->len > SHEET_PAGES_MAX)
		return refuse(check, "pages", "are %u; %d are the most, so split the sheet",
			sheet->pages->len, SHEET_PAGES_MAX);
	if (sheet->questions->len > SHEET_QUESTIONS_MAX)
		return refuse(check, "questions", "are %u; %d are the most, so split the sheet",
			sheet->questions->len, SHEET_QUESTIONS_MAX);
	if (sheet->grade < 0 || sheet->grade > SHEET_GRADE_MAX)
		return refuse(check, "grade", "is %d; write 1 to %d, or leave it out", sheet->grade,
			SHEET_GRADE_MAX);
	return check_text(check, "title", sheet->title, SHEET_TITLE_MAX) &&
	       check_text(check, "subject", sheet->subject, SHEET_TITLE_MAX);
}

bool sheet_check(const Sheet *sheet, GError **error)
{
	g_autoptr(GHashTable) region_ids = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) taken =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	Check check = { .sheet = sheet, .region_ids = region_ids, .error = error };

	if (!check_whole(&check))
		return false;
	for (guint i = 0; i < sheet->questions->len; i++)
		if (!check_question(&check, i))
			return false;
	for (guint i = 0; i < sheet->pages->len; i++)
		if (!check_page(&check, i, taken) || !collect_regions(&check, i))
			return false;
	for (guint i = 0; i < sheet->pages->len; i++)
		if (!check_regions(&check, i))
			return false;
	return true;
}
