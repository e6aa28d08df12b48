/* SPDX-License-Identifier: MIT */
/* Reading the sheet's own form; see sheet-json.h. sheet-check.c says what a sheet must be, here is what its file is. */
#include "homework/sheet/sheet-json.h"

#include "homework/sheet/sheet-check.h"
#include "homework/sheet/sheet-json-parts.h"

#define FORMAT "zhibi-sheet"
#define VERSION 1

/* ---- places on the paper */

bool sheet_json_take_box(JsonPlace *place, const json_t *value, void *field)
{
	double numbers[4];
	SheetBox *box = field;

	if (!json_take_mm(place, value, numbers, 4, "[x, y, width, height]"))
		return false;
	*box = (SheetBox){ numbers[0], numbers[1], numbers[2], numbers[3] };
	return true;
}

static bool take_corner(JsonPlace *place, const json_t *value, void *user)
{
	double numbers[2];

	if (!json_take_mm(place, value, numbers, 2, "[x, y]"))
		return false;
	const SheetPoint corner = { numbers[0], numbers[1] };
	g_array_append_val((GArray *)user, corner);
	return true;
}

bool sheet_json_take_corners(JsonPlace *place, const json_t *value, void *field)
{
	g_autoptr(GArray) corners = g_array_new(FALSE, FALSE, sizeof(SheetPoint));
	GArray **kept = field;

	if (!json_members_each(place, value, SHEET_CORNERS_MAX, take_corner, corners))
		return false;
	g_clear_pointer(kept, g_array_unref);
	*kept = g_steal_pointer(&corners);
	return true;
}

SheetBox sheet_json_box_around(const GArray *corners)
{
	if (corners->len == 0)
		return (SheetBox){ 0 };
	SheetPoint low = g_array_index(corners, SheetPoint, 0), high = low;
	for (guint i = 1; i < corners->len; i++) {
		const SheetPoint at = g_array_index(corners, SheetPoint, i);
		low = (SheetPoint){ MIN(low.x_mm, at.x_mm), MIN(low.y_mm, at.y_mm) };
		high = (SheetPoint){ MAX(high.x_mm, at.x_mm), MAX(high.y_mm, at.y_mm) };
	}
	return (SheetBox){ low.x_mm, low.y_mm, high.x_mm - low.x_mm, high.y_mm - low.y_mm };
}

void sheet_json_shift(SheetRegion *region, double x_mm, double y_mm)
{
	region->box.x_mm += x_mm;
	region->box.y_mm += y_mm;
	for (guint i = 0; region->corners && i < region->corners->len; i++) {
		SheetPoint *corner = &g_array_index(region->corners, SheetPoint, i);
		corner->x_mm += x_mm;
		corner->y_mm += y_mm;
	}
}

/* ---- words */

static bool take_role(JsonPlace *place, const json_t *value, void *field)
{
	return (json_is_string(value) && region_role_from_name(json_string_value(value), field)) ||
	       json_members_refuse(place,
		       "不是用途，请写 "
		       "\"other\"、\"answer\"、\"option\"、\"mark\"、\"total\"、\"number-"
		       "box\"、\"claim-box\"、\"page-strip\"、\"roster-box\" 或 \"help\" / is no "
		       "role; write \"other\", \"answer\", \"option\", \"mark\", \"total\", "
		       "\"number-box\", \"claim-box\", \"page-strip\", \"roster-box\" or \"help\"");
}

static bool take_shape(JsonPlace *place, const json_t *value, void *field)
{
	static const char *const NAMES[] = { "rectangle", "ellipse", "polygon" };
	RegionShape *shape = field;

	for (guint i = 0; json_is_string(value) && i < G_N_ELEMENTS(NAMES); i++) {
		if (g_str_equal(NAMES[i], json_string_value(value))) {
			*shape = (RegionShape)i;
			return true;
		}
	}
	return json_members_refuse(place,
		"不是形状，请写 \"rectangle\"、\"ellipse\" 或 \"polygon\" / is no shape; "
		"write \"rectangle\", \"ellipse\" or \"polygon\"");
}

static bool take_type(JsonPlace *place, const json_t *value, void *field)
{
	return (json_is_string(value) &&
		       question_type_from_name(json_string_value(value), field)) ||
	       json_members_refuse(place,
		       "不是题型，请写 "
		       "\"choice\"、\"choices\"、\"true-false\"、\"number\"、\"text\"、\"steps\" "
		       "或 \"drawing\" / is no type; write \"choice\", \"choices\", "
		       "\"true-false\", \"number\", \"text\", \"steps\" or \"drawing\"");
}

static bool take_layer(JsonPlace *place, const json_t *value, void *field)
{
	const char *text = json_string_value(value);
	char *layer = field;

	if (!text || text[0] < 'A' || text[0] > 'C' || text[1] != '\0')
		return json_members_refuse(place, "不是分层，请写 \"A\"、\"B\" 或 \"C\" / is no "
						  "layer; write \"A\", \"B\" or \"C\"");
	*layer = text[0];
	return true;
}

static bool take_flag(JsonPlace *place, const json_t *value, void *field)
{
	if (!json_is_boolean(value))
		return json_members_refuse(place, "不是“是”或“否”，请写 true 或 false / is no yes "
						  "or no; write true or false");
	*(bool *)field = json_is_true(value);
	return true;
}

/* ---- questions */

SheetQuestion *sheet_json_take_question(JsonPlace *place, const json_t *value)
{
	static const JsonMember MEMBERS[] = {
		{ "number", json_take_whole, offsetof(SheetQuestion, number), true },
		{ "name", json_take_text, offsetof(SheetQuestion, name), false },
		{ "type", take_type, offsetof(SheetQuestion, type), true },
		{ "options", json_take_texts, offsetof(SheetQuestion, options), false },
		{ "key", json_take_texts, offsetof(SheetQuestion, key), false },
		{ "tolerance", json_take_number, offsetof(SheetQuestion, tolerance), false },
		{ "points", json_take_number, offsetof(SheetQuestion, points), false },
		{ "knowledge", json_take_text, offsetof(SheetQuestion, knowledge), false },
		{ "layer", take_layer, offsetof(SheetQuestion, layer), false },
		{ "expected_minutes", json_take_number, offsetof(SheetQuestion, expected_minutes),
			false },
		{ "lesson", json_take_text, offsetof(SheetQuestion, lesson), false },
	};
	g_autoptr(SheetQuestion) question = sheet_question_new(0);

	if (!json_members_take(place, value, MEMBERS, G_N_ELEMENTS(MEMBERS), question))
		return NULL;
	return g_steal_pointer(&question);
}

static bool take_question(JsonPlace *place, const json_t *value, void *questions)
{
	SheetQuestion *question = sheet_json_take_question(place, value);

	if (question)
		g_ptr_array_add(questions, question);
	return question != NULL;
}

static bool take_questions(JsonPlace *place, const json_t *value, void *field)
{
	GPtrArray **questions = field;

	return json_members_each(place, value, SHEET_QUESTIONS_MAX, take_question, *questions);
}

/* ---- regions */

static bool settle_shape(JsonPlace *place, SheetRegion *region, const json_t *value)
{
	const bool is_polygon = region->shape == REGION_POLYGON;
	const bool has_box = json_object_get(value, "box_mm") != NULL;

	if (is_polygon && !region->corners)
		return json_members_refuse(place,
			"多边形要有角，请写 \"corners_mm\": [[x, y], …] / a polygon has "
			"corners; write \"corners_mm\": [[x, y], …]");
	if (!is_polygon && region->corners)
		return json_members_refuse(place,
			"多边形才有 corners_mm，请写 \"shape\": \"polygon\"，或改用 box_mm "
			"/ corners_mm belong to a polygon; write \"shape\": \"polygon\", or "
			"box_mm instead");
	if (!is_polygon && !has_box)
		return json_members_refuse(place,
			"没有位置，请写 \"box_mm\": [x, y, 宽, 高]，单位毫米 / has no "
			"place; write \"box_mm\": [x, y, width, height] in millimetres");
	if (is_polygon && !has_box)
		region->box = sheet_json_box_around(region->corners);
	return true;
}

SheetRegion *sheet_json_take_region(JsonPlace *place, const json_t *value)
{
	static const JsonMember MEMBERS[] = {
		{ "id", json_take_text, offsetof(SheetRegion, id), false },
		{ "name", json_take_text, offsetof(SheetRegion, name), false },
		{ "role", take_role, offsetof(SheetRegion, role), false },
		{ "question", json_take_whole, offsetof(SheetRegion, question), false },
		{ "option", json_take_text, offsetof(SheetRegion, option), false },
		{ "number", json_take_whole, offsetof(SheetRegion, number), false },
		{ "shape", take_shape, offsetof(SheetRegion, shape), false },
		{ "box_mm", sheet_json_take_box, offsetof(SheetRegion, box), false },
		{ "corners_mm", sheet_json_take_corners, offsetof(SheetRegion, corners), false },
		{ "previous", json_take_text, offsetof(SheetRegion, previous), false },
		{ "next", json_take_text, offsetof(SheetRegion, next), false },
		{ "action", json_take_text, offsetof(SheetRegion, action), false },
		{ "param", json_take_text, offsetof(SheetRegion, param), false },
	};
	g_autoptr(SheetRegion) region = sheet_region_new();

	if (!json_members_take(place, value, MEMBERS, G_N_ELEMENTS(MEMBERS), region) ||
		!settle_shape(place, region, value))
		return NULL;
	return g_steal_pointer(&region);
}

static bool take_region(JsonPlace *place, const json_t *value, void *regions)
{
	SheetRegion *region = sheet_json_take_region(place, value);

	if (region)
		g_ptr_array_add(regions, region);
	return region != NULL;
}

static bool take_regions(JsonPlace *place, const json_t *value, void *field)
{
	GPtrArray **regions = field;

	return json_members_each(place, value, SHEET_REGIONS_MAX, take_region, *regions);
}

/* ---- pages */

static bool take_address(JsonPlace *place, const json_t *value, void *field)
{
	gint numbers[4];
	static const JsonMember MEMBERS[] = {
		{ "section", json_take_whole, 0 * sizeof(gint), true },
		{ "owner", json_take_whole, 1 * sizeof(gint), true },
		{ "book", json_take_whole, 2 * sizeof(gint), true },
		{ "page", json_take_whole, 3 * sizeof(gint), true },
	};
	PageAddress *address = field;

	if (!json_members_take(place, value, MEMBERS, G_N_ELEMENTS(MEMBERS), numbers))
		return false;
	*address = (PageAddress){ PAGE_FAMILY_NCODE, (guint32)numbers[0], (guint32)numbers[1],
		(guint32)numbers[2], (guint32)numbers[3] };
	return true;
}

bool sheet_json_take_offset(JsonPlace *place, const json_t *value, void *field)
{
	SheetBox *trim = field;
	double numbers[2];

	if (!json_take_mm(place, value, numbers, 2, "[x, y]"))
		return false;
	trim->x_mm = numbers[0];
	trim->y_mm = numbers[1];
	return true;
}

bool sheet_json_take_size(JsonPlace *place, const json_t *value, void *field)
{
	SheetBox *trim = field;
	double numbers[2];

	if (!json_take_mm(place, value, numbers, 2, "[width, height]"))
		return false;
	trim->width_mm = numbers[0];
	trim->height_mm = numbers[1];
	return true;
}

/* A page in the file's order, so that what sheet_check says of it is right; sorted later. */
bool sheet_json_take_page(JsonPlace *place, const json_t *value, void *user)
{
	static const JsonMember MEMBERS[] = {
		{ "address", take_address, offsetof(SheetPage, address), true },
		{ "copies", json_take_whole, offsetof(SheetPage, n_copies), false },
		{ "step", json_take_whole, offsetof(SheetPage, copy_step), false },
		{ "offset_mm", sheet_json_take_offset, offsetof(SheetPage, trim), false },
		{ "size_mm", sheet_json_take_size, offsetof(SheetPage, trim), true },
		{ "background", json_take_text, offsetof(SheetPage, background), false },
		{ "background_page", json_take_whole, offsetof(SheetPage, background_page), false },
		{ "regions", take_regions, offsetof(SheetPage, regions), false },
	};
	Sheet *sheet = user;
	SheetPage *page = sheet_add_page(sheet, (PageAddress){ .page = G_MAXUINT32 });

	if (!json_members_take(place, value, MEMBERS, G_N_ELEMENTS(MEMBERS), page))
		return false;
	for (guint i = 0; i < page->regions->len; i++)
		sheet_json_shift(
			g_ptr_array_index(page->regions, i), page->trim.x_mm, page->trim.y_mm);
	return true;
}

static bool take_pages(JsonPlace *place, const json_t *value, void *sheet)
{
	return json_members_each(place, value, SHEET_PAGES_MAX, sheet_json_take_page, sheet);
}

/* ---- the whole */

static bool take_format(JsonPlace *place, const json_t *value, void *field)
{
	(void)field;
	const char *text = json_string_value(value);

	return g_strcmp0(text, FORMAT) == 0 ||
	       json_members_refuse(place,
		       "不是 \"" FORMAT "\"：这不是纸笔的作业单；别的软件的版面请用 zhibi sheet "
		       "import / is not \"" FORMAT
		       "\": this is no sheet of zhibi; other programs' layouts are read by zhibi "
		       "sheet import");
}

static bool take_version(JsonPlace *place, const json_t *value, void *field)
{
	(void)field;
	if (json_is_integer(value) && json_integer_value(value) > VERSION)
		return json_members_refuse(place,
			"写的是 %1$" JSON_INTEGER_FORMAT
			"，来自更新的纸笔，这里最多读到 %2$d，请装新的 / is %1$" JSON_INTEGER_FORMAT
			", of a newer zhibi, and this one reads up to %2$d; install the newer one",
			json_integer_value(value), VERSION);
	return json_integer_value(value) == VERSION ||
	       json_members_refuse(place, "不认识，请写 %1$d / is not known; write %1$d", VERSION);
}

static bool take_sheet(JsonPlace *place, const json_t *value, Sheet *sheet)
{
	static const JsonMember MEMBERS[] = {
		{ "format", take_format, 0, true },
		{ "version", take_version, 0, true },
		{ "title", json_take_text, offsetof(Sheet, title), false },
		{ "subject", json_take_text, offsetof(Sheet, subject), false },
		{ "grade", json_take_whole, offsetof(Sheet, grade), false },
		{ "extension", take_flag, offsetof(Sheet, extension), false },
		{ "pages", take_pages, 0, false },
		{ "questions", take_questions, offsetof(Sheet, questions), false },
	};

	return json_members_take(place, value, MEMBERS, G_N_ELEMENTS(MEMBERS), sheet);
}

static gint compare_pages(gconstpointer a, gconstpointer b)
{
	const SheetPage *first = *(SheetPage *const *)a, *second = *(SheetPage *const *)b;

	return (first->address.page > second->address.page) -
	       (first->address.page < second->address.page);
}

Sheet *sheet_json_read(const char *text, gsize n_bytes, GError **error)
{
	g_autoptr(GString) path = g_string_new("");
	g_autoptr(Sheet) sheet = sheet_new();
	JsonPlace place = { path, error };
	json_error_t fault;

	if (n_bytes > SHEET_JSON_BYTES_MAX) {
		json_members_refuse(&place,
			"超过 %1$u MiB，请把作业单分开 / is larger than %1$u MiB; split the sheet",
			SHEET_JSON_BYTES_MAX >> 20);
		return NULL;
	}
	json_t *root = json_loadb(text, n_bytes, JSON_REJECT_DUPLICATES, &fault);
	if (!root) {
		g_autofree char *valid = g_utf8_make_valid(fault.text, -1);
		g_string_printf(path, SHEET_JSON_LINE "%d", fault.line);
		json_members_refuse(&place,
			"这里不是好的 JSON（%1$s），请改好 / %1$s; mend the JSON there", valid);
		return NULL;
	}
	const bool good = take_sheet(&place, root, sheet);
	json_decref(root);
	if (!good || !sheet_check(sheet, error))
		return NULL;
	g_ptr_array_sort(sheet->pages, compare_pages);
	return g_steal_pointer(&sheet);
}
