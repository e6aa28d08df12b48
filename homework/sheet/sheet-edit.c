/* SPDX-License-Identifier: MIT */
/* See sheet-edit.h. Operations work on a copy; when one is refused the copy is thrown away. */
#include "homework/sheet/sheet-edit.h"

#include <math.h>
#include <string.h>

#include "homework/sheet/sheet-check.h"
#include "homework/sheet/sheet-json-parts.h"
#include "homework/sheet/sheet-json.h"

#define GRADE_AS_BEFORE (-1)

typedef struct {
	char *what;
	gint page, number, grade;
	char *title, *subject;
	const json_t *new_page; /* borrowed */
	char *region_id, *name;
	SheetRegion *region;
	SheetQuestion *question;
	SheetBox box, paper; /* of the paper, what is no number stays as it is */
	GArray *corners;
} Operation;

static void operation_clear(Operation *operation)
{
	g_free(operation->what);
	g_free(operation->region_id);
	g_free(operation->name);
	g_free(operation->title);
	g_free(operation->subject);
	sheet_region_free(operation->region);
	sheet_question_free(operation->question);
	g_clear_pointer(&operation->corners, g_array_unref);
}

/* ---- ids */

static GHashTable *ids_of(const Sheet *sheet)
{
	GHashTable *ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		for (guint k = 0; k < page->regions->len; k++)
			g_hash_table_add(ids,
				g_strdup(((SheetRegion *)g_ptr_array_index(page->regions, k))->id));
	}
	return ids;
}

void sheet_edit_name_regions(Sheet *sheet)
{
	g_autoptr(GHashTable) ids = ids_of(sheet);
	guint number = 0;

	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		for (guint k = 0; k < page->regions->len; k++) {
			SheetRegion *region = g_ptr_array_index(page->regions, k);
			while (region->id[0] == '\0') {
				g_autofree char *id = g_strdup_printf("r%u", ++number);
				if (!g_hash_table_add(ids, g_strdup(id)))
					continue;
				g_free(region->id);
				region->id = g_steal_pointer(&id);
			}
		}
	}
}

/* ---- members of operations */

static bool take_region_object(JsonPlace *place, const json_t *value, void *field)
{
	SheetRegion **region = field;

	*region = sheet_json_take_region(place, value);
	return *region != NULL;
}

static bool take_question_object(JsonPlace *place, const json_t *value, void *field)
{
	SheetQuestion **question = field;

	*question = sheet_json_take_question(place, value);
	return *question != NULL;
}

static bool take_page_object(JsonPlace *place, const json_t *value, void *field)
{
	(void)place;
	*(const json_t **)field = value;
	return true; /* it is read when its turn comes: into the sheet */
}

#define WHAT                                                                                       \
	{                                                                                          \
		"do", json_take_text, offsetof(Operation, what), true                              \
	}
#define REGION_ID                                                                                  \
	{                                                                                          \
		"region", json_take_text, offsetof(Operation, region_id), true                     \
	}

static const JsonMember CREATE_MEMBERS[] = {
	WHAT,
	{ "page", json_take_whole, offsetof(Operation, page), true },
	{ "region", take_region_object, offsetof(Operation, region), true },
};
static const JsonMember MOVE_MEMBERS[] = {
	WHAT,
	REGION_ID,
	{ "box_mm", sheet_json_take_box, offsetof(Operation, box), false },
	{ "corners_mm", sheet_json_take_corners, offsetof(Operation, corners), false },
};
static const JsonMember SET_REGION_MEMBERS[] = {
	WHAT,
	{ "region", take_region_object, offsetof(Operation, region), true },
};
static const JsonMember NAME_MEMBERS[] = {
	WHAT,
	REGION_ID,
	{ "name", json_take_text, offsetof(Operation, name), true },
};
static const JsonMember DELETE_MEMBERS[] = { WHAT, REGION_ID };
static const JsonMember QUESTION_MEMBERS[] = {
	WHAT,
	{ "question", take_question_object, offsetof(Operation, question), true },
};

static const JsonMember DELETE_QUESTION_MEMBERS[] = {
	WHAT,
	{ "question", json_take_whole, offsetof(Operation, number), true },
};
static const JsonMember ADD_PAGE_MEMBERS[] = {
	WHAT,
	{ "page", take_page_object, offsetof(Operation, new_page), true },
};
static const JsonMember SET_SHEET_MEMBERS[] = {
	WHAT,
	{ "title", json_take_text, offsetof(Operation, title), false },
	{ "subject", json_take_text, offsetof(Operation, subject), false },
	{ "grade", json_take_whole, offsetof(Operation, grade), false },
};
static const JsonMember SET_PAGE_MEMBERS[] = {
	WHAT,
	{ "page", json_take_whole, offsetof(Operation, page), true },
	{ "size_mm", sheet_json_take_size, offsetof(Operation, paper), false },
	{ "offset_mm", sheet_json_take_offset, offsetof(Operation, paper), false },
};
static const JsonMember DELETE_PAGE_MEMBERS[] = {
	WHAT,
	{ "page", json_take_whole, offsetof(Operation, page), true },
};

/* ---- finding */

static SheetPage *find_page(JsonPlace *place, const Sheet *sheet, gint index)
{
	if (index >= 0 && (guint)index < sheet->pages->len)
		return g_ptr_array_index(sheet->pages, (guint)index);
	json_members_enter(place, "page");
	json_members_refuse(place,
		"写的是 %1$d，作业单有 %2$u 页，请从 0 数起 / is %1$d and the sheet has %2$u; "
		"count from 0",
		index, sheet->pages->len);
	return NULL;
}

/* The region and its page; refused when there is none. */
static SheetRegion *find_region(
	JsonPlace *place, const Sheet *sheet, const char *id, SheetPage **page, guint *index)
{
	for (guint i = 0; i < sheet->pages->len; i++) {
		*page = g_ptr_array_index(sheet->pages, i);
		for (*index = 0; *index < (*page)->regions->len; (*index)++) {
			SheetRegion *region = g_ptr_array_index((*page)->regions, *index);
			if (g_str_equal(region->id, id))
				return region;
		}
	}
	json_members_enter(place, "region");
	json_members_refuse(place,
		"没有区域“%1$s”，请重新打开作业单 / there is no region \"%1$s\"; ask for the sheet "
		"again",
		id);
	return NULL;
}

/* ---- operations */

static bool create_region(JsonPlace *place, Sheet *sheet, Operation *operation)
{
	const SheetPage *page = find_page(place, sheet, operation->page);

	if (!page)
		return false;
	sheet_json_shift(operation->region, page->trim.x_mm, page->trim.y_mm);
	g_ptr_array_add(page->regions, g_steal_pointer(&operation->region));
	sheet_edit_name_regions(sheet);
	return true;
}

/* From one box into another, each by its place in it. */
static void carry_corners(GArray *corners, const SheetBox *from, const SheetBox *to)
{
	for (guint i = 0; corners && i < corners->len; i++) {
		SheetPoint *at = &g_array_index(corners, SheetPoint, i);

		at->x_mm = to->x_mm + (at->x_mm - from->x_mm) / from->width_mm * to->width_mm;
		at->y_mm = to->y_mm + (at->y_mm - from->y_mm) / from->height_mm * to->height_mm;
	}
}

static bool move_region(JsonPlace *place, Sheet *sheet, Operation *operation)
{
	const bool has_box = operation->box.width_mm > 0 && operation->box.height_mm > 0;
	SheetPage *page;
	guint index;
	SheetRegion *region = find_region(place, sheet, operation->region_id, &page, &index);

	if (!region)
		return false;
	if (has_box == (operation->corners != NULL))
		return json_members_refuse(place,
			"没写位置，或写了两个；请只写 box_mm（宽和高大于 0）或 corners_mm / "
			"says no place, or two; write either box_mm, with a width and a "
			"height above 0, or corners_mm");
	if (has_box) {
		operation->box.x_mm += page->trim.x_mm;
		operation->box.y_mm += page->trim.y_mm;
		carry_corners(region->corners, &region->box, &operation->box);
		region->box = operation->box;
		return true;
	}
	g_clear_pointer(&region->corners, g_array_unref);
	region->shape = REGION_POLYGON;
	region->corners = g_steal_pointer(&operation->corners);
	region->box = sheet_json_box_around(region->corners);
	sheet_json_shift(region, page->trim.x_mm, page->trim.y_mm);
	return true;
}

/* In its place among the others: what lies on top and what links to it stays. */
static bool set_region(JsonPlace *place, Sheet *sheet, Operation *operation)
{
	SheetPage *page;
	guint index;
	SheetRegion *before = find_region(place, sheet, operation->region->id, &page, &index);

	if (!before)
		return false;
	sheet_json_shift(operation->region, page->trim.x_mm, page->trim.y_mm);
	page->regions->pdata[index] = g_steal_pointer(&operation->region);
	sheet_region_free(before);
	return true;
}

static bool name_region(JsonPlace *place, Sheet *sheet, Operation *operation)
{
	SheetPage *page;
	guint index;
	SheetRegion *region = find_region(place, sheet, operation->region_id, &page, &index);

	if (!region)
		return false;
	g_free(region->name);
	region->name = g_steal_pointer(&operation->name);
	return true;
}

static void end_link(char **link, const char *id)
{
	if (!g_str_equal(*link, id))
		return;
	g_free(*link);
	*link = g_strdup("");
}

/* Links with it end. */
static void remove_region(const Sheet *sheet, const SheetPage *page, guint index)
{
	const SheetRegion *gone = g_ptr_array_index(page->regions, index);
	g_autofree char *id = g_strdup(gone->id);

	g_ptr_array_remove_index(page->regions, index);
	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *other = g_ptr_array_index(sheet->pages, i);
		for (guint k = 0; k < other->regions->len; k++) {
			SheetRegion *region = g_ptr_array_index(other->regions, k);
			end_link(&region->previous, id);
			end_link(&region->next, id);
		}
	}
}

static gint number_at(const Sheet *sheet, guint index)
{
	return ((const SheetQuestion *)g_ptr_array_index(sheet->questions, index))->number;
}

static bool delete_region(JsonPlace *place, Sheet *sheet, Operation *operation)
{
	SheetPage *page;
	guint index;

	if (!find_region(place, sheet, operation->region_id, &page, &index))
		return false;
	remove_region(sheet, page, index);
	return true;
}

static bool delete_question(JsonPlace *place, Sheet *sheet, Operation *operation)
{
	guint at = 0;

	while (at < sheet->questions->len && number_at(sheet, at) != operation->number)
		at++;
	if (at == sheet->questions->len) {
		json_members_enter(place, "question");
		return json_members_refuse(place,
			"作业单没有第 %1$d 题，请改题号 / the sheet has no question %1$d",
			operation->number);
	}
	g_ptr_array_remove_index(sheet->questions, at);
	for (guint i = 0; i < sheet->pages->len; i++) {
		SheetPage *page = g_ptr_array_index(sheet->pages, i);
		for (guint k = page->regions->len; k-- > 0;) {
			const SheetRegion *region = g_ptr_array_index(page->regions, k);
			if (region->question == operation->number)
				remove_region(sheet, page, k);
		}
	}
	return true;
}

static bool add_page(JsonPlace *place, Sheet *sheet, Operation *operation)
{
	const gsize length = place->path->len;

	if (sheet->pages->len >= SHEET_PAGES_MAX)
		return json_members_refuse(place,
			"作业单已有 %1$d 页，不能再加；请另做一份 / the sheet has %1$d pages, and "
			"can have no more",
			SHEET_PAGES_MAX);
	json_members_enter(place, "page");
	if (!sheet_json_take_page(place, operation->new_page, sheet))
		return false;
	json_members_leave(place, length);
	sheet_edit_name_regions(sheet);
	return true;
}

static bool delete_page(JsonPlace *place, Sheet *sheet, Operation *operation)
{
	SheetPage *page = find_page(place, sheet, operation->page);

	if (!page)
		return false;
	if (sheet->pages->len == 1) {
		json_members_enter(place, "page");
		return json_members_refuse(place,
			"是唯一的一页，没有页就不能写了；请先加一页 / is the only one, and "
			"a sheet without a page cannot be written on");
	}
	while (page->regions->len > 0)
		remove_region(sheet, page, page->regions->len - 1);
	g_ptr_array_remove_index(sheet->pages, (guint)operation->page);
	return true;
}

static void set_text(char **text, char **take_new)
{
	if (!*take_new)
		return;
	g_free(*text);
	*text = g_steal_pointer(take_new);
}

static bool set_sheet(JsonPlace *place, Sheet *sheet, Operation *operation)
{
	if (!operation->title && !operation->subject && operation->grade == GRADE_AS_BEFORE)
		return json_members_refuse(place,
			"什么也没改，请写 title、subject 或 grade / changes nothing; write "
			"a title, a subject or a grade");
	set_text(&sheet->title, &operation->title);
	set_text(&sheet->subject, &operation->subject);
	if (operation->grade != GRADE_AS_BEFORE)
		sheet->grade = operation->grade;
	return true;
}

static bool set_page(JsonPlace *place, Sheet *sheet, Operation *operation)
{
	SheetPage *page = find_page(place, sheet, operation->page);

	if (!page)
		return false;
	const SheetBox before = page->trim, *now = &operation->paper;
	if (isfinite(now->width_mm)) {
		page->trim.width_mm = now->width_mm;
		page->trim.height_mm = now->height_mm;
	}
	if (isfinite(now->x_mm)) {
		page->trim.x_mm = now->x_mm;
		page->trim.y_mm = now->y_mm;
	}
	for (guint i = 0; i < page->regions->len; i++)
		sheet_json_shift(g_ptr_array_index(page->regions, i), page->trim.x_mm - before.x_mm,
			page->trim.y_mm - before.y_mm);
	return true;
}

static bool set_question(JsonPlace *place, Sheet *sheet, Operation *operation)
{
	(void)place;
	SheetQuestion *question = g_steal_pointer(&operation->question);

	for (guint i = 0; i < sheet->questions->len; i++) {
		SheetQuestion *before = g_ptr_array_index(sheet->questions, i);
		if (before->number != question->number)
			continue;
		sheet_question_free(before);
		sheet->questions->pdata[i] = question;
		return true;
	}
	g_ptr_array_add(sheet->questions, question);
	return true;
}

/* ---- the list */

static const struct {
	const char *what;
	const JsonMember *members;
	gsize n_members;
	bool (*apply)(JsonPlace *place, Sheet *sheet, Operation *operation);
} KINDS[] = {
	{ "create-region", CREATE_MEMBERS, G_N_ELEMENTS(CREATE_MEMBERS), create_region },
	{ "move-region", MOVE_MEMBERS, G_N_ELEMENTS(MOVE_MEMBERS), move_region },
	{ "set-region", SET_REGION_MEMBERS, G_N_ELEMENTS(SET_REGION_MEMBERS), set_region },
	{ "name-region", NAME_MEMBERS, G_N_ELEMENTS(NAME_MEMBERS), name_region },
	{ "delete-region", DELETE_MEMBERS, G_N_ELEMENTS(DELETE_MEMBERS), delete_region },
	{ "set-question", QUESTION_MEMBERS, G_N_ELEMENTS(QUESTION_MEMBERS), set_question },
	{ "delete-question", DELETE_QUESTION_MEMBERS, G_N_ELEMENTS(DELETE_QUESTION_MEMBERS),
		delete_question },
	{ "set-sheet", SET_SHEET_MEMBERS, G_N_ELEMENTS(SET_SHEET_MEMBERS), set_sheet },
	{ "set-page", SET_PAGE_MEMBERS, G_N_ELEMENTS(SET_PAGE_MEMBERS), set_page },
	{ "add-page", ADD_PAGE_MEMBERS, G_N_ELEMENTS(ADD_PAGE_MEMBERS), add_page },
	{ "delete-page", DELETE_PAGE_MEMBERS, G_N_ELEMENTS(DELETE_PAGE_MEMBERS), delete_page },
};

static bool obey(JsonPlace *place, const json_t *value, void *sheet)
{
	const char *what = json_string_value(json_object_get(value, "do"));

	for (gsize i = 0; what && i < G_N_ELEMENTS(KINDS); i++) {
		Operation operation = { .grade = GRADE_AS_BEFORE, .paper = { NAN, NAN, NAN, NAN } };
		if (!g_str_equal(KINDS[i].what, what))
			continue;
		const bool done = json_members_take(place, value, KINDS[i].members,
					  KINDS[i].n_members, &operation) &&
				  KINDS[i].apply(place, sheet, &operation);
		operation_clear(&operation);
		return done;
	}
	json_members_enter(place, "do");
	return json_members_refuse(place,
		"不是能做的操作，请写 "
		"\"create-region\"、\"move-region\"、\"set-region\"、\"name-"
		"region\"、\"delete-region\"、\"set-question\"、\"delete-question\"、\"set-"
		"sheet\"、\"set-page\"、\"add-page\" 或 \"delete-page\" / is no operation; "
		"write \"create-region\", \"move-region\", \"set-region\", \"name-region\", "
		"\"delete-region\", \"set-question\", \"delete-question\", \"set-sheet\", "
		"\"set-page\", \"add-page\" or \"delete-page\"");
}

static Sheet *copy_of(const Sheet *sheet)
{
	g_autofree char *text = sheet_json_write(sheet);

	return sheet_json_read(text, strlen(text), NULL);
}

Sheet *sheet_edit_apply(const Sheet *sheet, const char *operations, gsize n_bytes, GError **error)
{
	g_autoptr(GString) path = g_string_new("operations");
	g_autoptr(Sheet) edited = copy_of(sheet);
	JsonPlace place = { path, error };
	json_error_t fault;

	g_assert(edited); /* it passed sheet_check when it was stored */
	sheet_edit_name_regions(edited);
	json_t *list = json_loadb(operations, n_bytes, JSON_REJECT_DUPLICATES, &fault);
	if (!list) {
		json_members_refuse(&place, "不是 JSON，请改 / are no JSON");
		return NULL;
	}
	const bool done =
		json_members_each(&place, list, SHEET_EDIT_OPERATIONS_MAX, obey, edited) &&
		(json_array_size(list) > 0 ||
			json_members_refuse(&place, "一个也没有，请写一个 / are none; write one"));
	json_decref(list);
	if (!done || !sheet_check(edited, error))
		return NULL;
	return copy_of(edited); /* as it will be read again */
}
