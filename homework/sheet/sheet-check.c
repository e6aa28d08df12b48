/* SPDX-License-Identifier: MIT */
/* See sheet-check.h. One function for each thing that is checked, from the whole to its parts; questions: sheet-check-question.c. */
#include "homework/sheet/sheet-check-parts.h"

#include <math.h>
#include <string.h>

#include "homework/sheet/sheet-error.h"

/* What paper can carry; protocol/dot.h. */
#define SECTION_MAX 0x7f
#define OWNER_MAX 0xffff
#define BOOK_MAX 0xfffff
#define PAGE_MAX 0xfffff

bool sheet_check_refuse(SheetCheck *check, const char *member, const char *format, ...)
{
	g_autofree char *place =
		g_strconcat(check->place, check->place[0] ? "." : "", member, NULL);
	va_list arguments;

	va_start(arguments, format);
	sheet_error_set_va(check->error, place, format, arguments);
	va_end(arguments);
	return false;
}

/* ---- texts and numbers */

/* It goes into drawings, messages and other programs' files. */
bool sheet_check_text(SheetCheck *check, const char *member, const char *text, glong max)
{
	if (!g_utf8_validate(text, -1, NULL))
		return sheet_check_refuse(check, member,
			"不是 UTF-8，请另存为 UTF-8 / is not UTF-8; save the file as UTF-8");
	if (g_utf8_strlen(text, -1) > max)
		return sheet_check_refuse(check, member,
			"超过 %1$ld 个字，请缩短 / is longer than %1$ld characters; shorten it",
			max);
	for (const char *at = text; *at; at = g_utf8_next_char(at))
		if (g_unichar_iscntrl(g_utf8_get_char(at)))
			return sheet_check_refuse(check, member,
				"有控制字符（U+%1$04X），请写成一行 / holds a control character "
				"(U+%1$04X); write it in one line",
				g_utf8_get_char(at));
	return true;
}

bool sheet_check_range(SheetCheck *check, const char *member, double value, double min, double max)
{
	if (isfinite(value) && value >= min && value <= max)
		return true;
	return sheet_check_refuse(check, member,
		"写的是 %1$.10g，请写 %2$.10g 到 %3$.10g 的数 / is %1$.10g; write a number from "
		"%2$.10g to %3$.10g",
		value, min, max);
}

/* ---- regions */

static bool check_n_corners(SheetCheck *check, const SheetRegion *region)
{
	if ((region->shape == REGION_POLYGON) != (region->corners != NULL))
		return sheet_check_refuse(check, "corners_mm",
			"多边形才有，请写在多边形里；别的形状写 box_mm / belong to a polygon; "
			"write them there, and box_mm for another shape");
	if (!region->corners ||
		(region->corners->len >= 3 && region->corners->len <= SHEET_CORNERS_MAX))
		return true;
	return sheet_check_refuse(check, "corners_mm",
		"有 %1$u 个，请写 3 到 %2$d 个 [x, y] / are %1$u; write from 3 to %2$d [x, y]",
		region->corners->len, SHEET_CORNERS_MAX);
}

static bool check_corners(SheetCheck *check, const SheetRegion *region)
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
			return sheet_check_refuse(check, member,
				"在区域自己的 box_mm 外面，请把框放大，或不写框 / lies outside the "
				"region's own box_mm; make the box wider or leave it out");
	}
	return true;
}

/* How far it reaches over the paper's edge, at the worst. */
static bool check_inside(
	SheetCheck *check, const SheetBox *box, const SheetBox *paper, const char *member)
{
	const struct {
		const char *zh, *en;
		double beyond_mm;
	} edges[] = {
		{ "左", "left", paper->x_mm - box->x_mm },
		{ "上", "top", paper->y_mm - box->y_mm },
		{ "右", "right", box->x_mm + box->width_mm - paper->x_mm - paper->width_mm },
		{ "下", "bottom", box->y_mm + box->height_mm - paper->y_mm - paper->height_mm },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(edges); i++)
		if (edges[i].beyond_mm > SHEET_SLACK_MM)
			return sheet_check_refuse(check, member,
				"超出纸的%1$s边 %2$.2f 毫米，纸是 %3$.2f×%4$.2f 毫米，请移开或改小 "
				"/ %1$.0sreaches %2$.2f mm over the %5$s edge of the paper, which "
				"is %3$.2f by %4$.2f mm; move it or make it smaller",
				edges[i].zh, edges[i].beyond_mm, paper->width_mm, paper->height_mm,
				edges[i].en);
	return true;
}

static bool check_shape(SheetCheck *check, const SheetRegion *region, const SheetBox *paper)
{
	const SheetBox *box = &region->box;
	const bool is_polygon = region->shape == REGION_POLYGON;
	const char *member = is_polygon ? "corners_mm" : "box_mm";

	if (!check_n_corners(check, region))
		return false;
	if (!isfinite(box->x_mm) || !isfinite(box->y_mm) || !(box->width_mm >= SHEET_SLACK_MM) ||
		!(box->height_mm >= SHEET_SLACK_MM) || !isfinite(box->width_mm) ||
		!isfinite(box->height_mm))
		return sheet_check_refuse(check, member,
			is_polygon ? "都在一条线上，请写围住一块地方的角 / lie in one line; write "
				     "those around a place"
				   : "没有大小，请写 [x, y, 宽, 高]，单位毫米，后两个大于 0 / has "
				     "no size; write [x, y, width, height] in millimetres, the "
				     "last two above 0");
	return check_inside(check, box, paper, member) && check_corners(check, region);
}

static bool check_role_question(SheetCheck *check, const SheetRegion *region)
{
	const bool wanted = region->role == ROLE_ANSWER || region->role == ROLE_OPTION ||
			    region->role == ROLE_MARK;

	if (!wanted && region->question != 0)
		return sheet_check_refuse(check, "question",
			"和用途“%1$s”不配，请删去，或改用途 / does not go with the role \"%1$s\"; "
			"take it away or mend the role",
			region_role_name(region->role));
	if (!wanted)
		return true;
	if (region->question == 0)
		return sheet_check_refuse(check, "question",
			"缺了，请写这个 %1$s 是第几题的 / is missing; write the number of the "
			"question whose %1$s this is",
			region_role_name(region->role));
	if (!sheet_find_question(check->sheet, region->question))
		return sheet_check_refuse(check, "question",
			"没有第 %1$d 题，请加上这题，或改题号 / %1$d is not among the questions; "
			"add the question or mend the number",
			region->question);
	return true;
}

static bool check_role_option(SheetCheck *check, const SheetRegion *region)
{
	if (region->role != ROLE_OPTION)
		return region->option[0] == '\0' ||
		       sheet_check_refuse(check, "option",
			       "和用途“%1$s”不配，请删去，或把用途写成 \"option\" / does not go "
			       "with the role \"%1$s\"; take it away or write \"option\"",
			       region_role_name(region->role));
	const SheetQuestion *question = sheet_find_question(check->sheet, region->question);
	if (region->option[0] == '\0')
		return sheet_check_refuse(check, "option",
			"缺了，请写是哪个选项，如 \"A\" / is missing; write which one it is, like "
			"\"A\"");
	if (sheet_check_is_option(question, region->option) ||
		(question->type == QUESTION_TRUE_FALSE &&
			(g_str_equal(region->option, "T") || g_str_equal(region->option, "F"))))
		return true;
	return sheet_check_refuse(check, "option",
		"“%1$s”不是第 %2$d 题的选项，请改，或在那里加上 / \"%1$s\" is not among the "
		"options of question %2$d; mend it or add it there",
		region->option, question->number);
}

static bool check_role_number(SheetCheck *check, const SheetRegion *region)
{
	const bool wanted = region->role == ROLE_CLAIM_BOX || region->role == ROLE_PAGE_STRIP ||
			    region->role == ROLE_ROSTER_BOX;

	if (!wanted)
		return region->number == 0 ||
		       sheet_check_refuse(check, "number",
			       "和用途“%1$s”不配，请删去，或改用途 / does not go with the role "
			       "\"%1$s\"; take it away or mend the role",
			       region_role_name(region->role));
	if (region->number < 1 || region->number > SHEET_NUMBER_MAX)
		return sheet_check_refuse(check, "number",
			region->role == ROLE_PAGE_STRIP
				? "写的是 %1$d，请写页的序号，1 到 %2$d / is %1$d; write the "
				  "number of the page, from 1 to %2$d"
				: "写的是 %1$d，请写学生的学号，1 到 %2$d / is %1$d; write the "
				  "number of the pupil, from 1 to %2$d",
			region->number, SHEET_NUMBER_MAX);
	return true;
}

static bool check_link(
	SheetCheck *check, const SheetRegion *region, const char *member, const char *id)
{
	if (*id == '\0')
		return true;
	if (g_str_equal(id, region->id))
		return sheet_check_refuse(check, member,
			"“%1$s”是区域自己，请写另一个 / \"%1$s\" is the region itself; name "
			"another",
			id);
	return g_hash_table_contains(check->region_ids, id) ||
	       sheet_check_refuse(check, member,
		       "没有 id 是“%1$s”的区域，请改或删去 / \"%1$s\" is no region's id; mend it "
		       "or take it away",
		       id);
}

static bool check_region_texts(SheetCheck *check, const SheetRegion *region)
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
		if (!sheet_check_text(check, texts[i].member, texts[i].text, texts[i].max))
			return false;
	return true;
}

/* Two boxes for one number on a page: whose would the touch be counted for? */
static bool check_unique_number(SheetCheck *check, GHashTable *numbers, const SheetRegion *region)
{
	if (region->number == 0)
		return true;
	const guint key = (guint)region->role * (SHEET_NUMBER_MAX + 1) + (guint)region->number;
	return g_hash_table_add(numbers, GUINT_TO_POINTER(key)) ||
	       sheet_check_refuse(check, "number",
		       "%1$d 号在这一页已经有一个 %2$s，请留一个 / %1$d has a %2$s on this page "
		       "already; keep one of them",
		       region->number, region_role_name(region->role));
}

static bool check_regions(SheetCheck *check, guint page_index)
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

static bool check_address(SheetCheck *check, const PageAddress *address)
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
		return sheet_check_refuse(check, "address",
			"缺了，请写 section、owner、book 和 page / is missing; write section, "
			"owner, book and page");
	for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
		if (numbers[i].value > numbers[i].max)
			return sheet_check_refuse(check, numbers[i].member,
				"写的是 %1$u，纸上最大是 %2$u，请改 / is %1$u and paper carries no "
				"more than %2$u; mend it",
				numbers[i].value, numbers[i].max);
	return true;
}

/* Its own address, or those of all its copies. */
static bool check_addresses(SheetCheck *check, const SheetPage *page, GHashTable *taken)
{
	const guint n_copies = MAX(page->n_copies, 1), step = MAX(page->copy_step, 1);

	if (page->n_copies > SHEET_COPIES_MAX)
		return sheet_check_refuse(check, "copies",
			"有 %1$u 份，最多 %2$d 份，请减少 / are %1$u; %2$d are the most",
			page->n_copies, SHEET_COPIES_MAX);
	if (step > PAGE_MAX || page->address.page + (guint64)(n_copies - 1) * step > PAGE_MAX)
		return sheet_check_refuse(check, "step",
			"会超过纸上最大的页号 %1$d，请把它或 copies 改小 / leads beyond page %1$d, "
			"the last that paper carries; make it or copies smaller",
			PAGE_MAX);
	if (g_hash_table_size(taken) + n_copies > SHEET_ADDRESSES_MAX)
		return sheet_check_refuse(check, "copies",
			"各页加起来超过 %1$d，请把作业单分开 / of all pages are more than %1$d; "
			"split the sheet",
			SHEET_ADDRESSES_MAX);
	for (guint i = 0; i < n_copies; i++) {
		PageAddress address = page->address;
		address.page += i * step;
		gint64 *key = g_new(gint64, 1);
		*key = page_address_key(&address);
		if (!g_hash_table_add(taken, key))
			return sheet_check_refuse(check, "address",
				"%1$u.%2$u.%3$u.%4$u 前面的页（或它的某一份）已用，请各用一个 / "
				"%1$u.%2$u.%3$u.%4$u is that of an earlier page or one of its "
				"copies; give each its own",
				address.section, address.owner, address.book, address.page);
	}
	return true;
}

static bool check_paper(SheetCheck *check, const SheetBox *trim)
{
	return sheet_check_range(
		       check, "offset_mm[0]", trim->x_mm, -SHEET_SIDE_MM_MAX, SHEET_SIDE_MM_MAX) &&
	       sheet_check_range(
		       check, "offset_mm[1]", trim->y_mm, -SHEET_SIDE_MM_MAX, SHEET_SIDE_MM_MAX) &&
	       sheet_check_range(check, "size_mm[0]", trim->width_mm, 1, SHEET_SIDE_MM_MAX) &&
	       sheet_check_range(check, "size_mm[1]", trim->height_mm, 1, SHEET_SIDE_MM_MAX);
}

/* A name in a folder that the reader of the sheet chooses, and no way out of it. */
static bool check_background(SheetCheck *check, const SheetPage *page)
{
	const char *name = page->background;

	if (page->background_page > SHEET_PAGES_MAX)
		return sheet_check_refuse(check, "background_page",
			"写的是 %1$u，最大是 %2$d，请改小 / is %1$u; %2$d is the most",
			page->background_page, SHEET_PAGES_MAX);
	return *name == '\0' ||
	       (sheet_check_text(check, "background", name, SHEET_ID_MAX) &&
		       (!strpbrk(name, "/\\") && *name != '.' &&
					       (g_str_has_suffix(name, ".pdf") ||
						       g_str_has_suffix(name, ".png"))
				       ? true
				       : sheet_check_refuse(check, "background",
						 "不是 .pdf 或 .png 文件的名字，请不带文件夹写 / "
						 "is no name of a .pdf or .png file; write it "
						 "without folders")));
}

static bool check_page(SheetCheck *check, guint index, GHashTable *taken)
{
	const SheetPage *page = g_ptr_array_index(check->sheet->pages, index);

	g_snprintf(check->place, sizeof check->place, "pages[%u]", index);
	return check_address(check, &page->address) && check_addresses(check, page, taken) &&
	       check_paper(check, &page->trim) && check_background(check, page);
}

/* Before what refers to them: the ids, and the texts they are. */
static bool collect_regions(SheetCheck *check, guint page_index)
{
	const SheetPage *page = g_ptr_array_index(check->sheet->pages, page_index);

	check->n_regions += page->regions->len;
	if (check->n_regions > SHEET_REGIONS_MAX) {
		g_snprintf(check->place, sizeof check->place, "pages[%u]", page_index);
		return sheet_check_refuse(check, "regions",
			"各页加起来超过 %1$d，请把作业单分开 / of all pages are more than %1$d; "
			"split the sheet",
			SHEET_REGIONS_MAX);
	}
	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		g_snprintf(
			check->place, sizeof check->place, "pages[%u].regions[%u]", page_index, i);
		if (!check_region_texts(check, region))
			return false;
		if (region->id[0] && !g_hash_table_add(check->region_ids, region->id))
			return sheet_check_refuse(check, "id",
				"“%1$s”出现两次，请每个区域各用一个 / \"%1$s\" comes twice; give "
				"each region its own",
				region->id);
	}
	return true;
}

static bool check_whole(SheetCheck *check)
{
	const Sheet *sheet = check->sheet;

	if (sheet->pages->len > SHEET_PAGES_MAX)
		return sheet_check_refuse(check, "pages",
			"有 %1$u 个，最多 %2$d 个，请把作业单分开 / are %1$u; %2$d are the most, "
			"so split the sheet",
			sheet->pages->len, SHEET_PAGES_MAX);
	if (sheet->questions->len > SHEET_QUESTIONS_MAX)
		return sheet_check_refuse(check, "questions",
			"有 %1$u 个，最多 %2$d 个，请把作业单分开 / are %1$u; %2$d are the most, "
			"so split the sheet",
			sheet->questions->len, SHEET_QUESTIONS_MAX);
	if (sheet->grade < 0 || sheet->grade > SHEET_GRADE_MAX)
		return sheet_check_refuse(check, "grade",
			"写的是 %1$d，请写 1 到 %2$d，或不写 / is %1$d; write 1 to %2$d, or leave "
			"it out",
			sheet->grade, SHEET_GRADE_MAX);
	return sheet_check_text(check, "title", sheet->title, SHEET_TITLE_MAX) &&
	       sheet_check_text(check, "subject", sheet->subject, SHEET_TITLE_MAX);
}

bool sheet_check(const Sheet *sheet, GError **error)
{
	g_autoptr(GHashTable) region_ids = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) taken =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	SheetCheck check = { .sheet = sheet, .region_ids = region_ids, .error = error };

	if (!check_whole(&check))
		return false;
	for (guint i = 0; i < sheet->questions->len; i++)
		if (!sheet_check_question(&check, i))
			return false;
	for (guint i = 0; i < sheet->pages->len; i++)
		if (!check_page(&check, i, taken) || !collect_regions(&check, i))
			return false;
	for (guint i = 0; i < sheet->pages->len; i++)
		if (!check_regions(&check, i))
			return false;
	return true;
}
