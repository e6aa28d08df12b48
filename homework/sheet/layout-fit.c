/* SPDX-License-Identifier: MIT */
/* See layout-fit.h. Other programs let boxes reach over the crop marks; no pen writes there. */
#include "homework/sheet/layout-fit.h"

#include <math.h>

#include "homework/sheet/sheet-check.h"
#include "homework/sheet/sheet-json-parts.h"

#define ELLIPSE_CORNERS 48 /* half a per cent of its width off the true line, at the worst */
#define NOTES_MAX 200

static void note(GPtrArray *notes, const SheetPage *page, const SheetRegion *region, const char *zh,
	const char *en)
{
	if (!notes || notes->len > NOTES_MAX)
		return;
	const char *called = region->id[0] ? region->id : region->name;
	g_ptr_array_add(notes,
		notes->len == NOTES_MAX
			? g_strdup("还有一些，这里不一一列出 / and more that is not listed here")
			: g_strdup_printf(
				  "第 %1$u 页，区域“%2$s”：%3$s / page %1$u, region \"%2$s\": %4$s",
				  page->address.page, called, zh, en));
}

/* ---- cutting at the paper's edges */

/* x or y of a point, seen so that the paper lies on the low side. */
typedef struct {
	bool is_y;
	double sign, limit;
} Edge;

static double beyond(const Edge *edge, SheetPoint at)
{
	return edge->sign * (edge->is_y ? at.y_mm : at.x_mm) - edge->limit;
}

static GArray *cut_at(const Edge *edge, const GArray *corners)
{
	GArray *kept = g_array_new(FALSE, FALSE, sizeof(SheetPoint));

	for (guint i = 0; i < corners->len; i++) {
		const SheetPoint from = g_array_index(corners, SheetPoint, i);
		const SheetPoint to = g_array_index(corners, SheetPoint, (i + 1) % corners->len);
		const double before = beyond(edge, from), after = beyond(edge, to);

		if (before <= 0)
			g_array_append_val(kept, from);
		if ((before <= 0) == (after <= 0))
			continue;
		const double share = before / (before - after);
		const SheetPoint crossing = { from.x_mm + share * (to.x_mm - from.x_mm),
			from.y_mm + share * (to.y_mm - from.y_mm) };
		g_array_append_val(kept, crossing);
	}
	return kept;
}

static void make_polygon(SheetRegion *region)
{
	const SheetBox *box = &region->box;

	region->shape = REGION_POLYGON;
	region->corners = g_array_new(FALSE, FALSE, sizeof(SheetPoint));
	for (guint i = 0; i < ELLIPSE_CORNERS; i++) {
		const double angle = 2 * G_PI * i / ELLIPSE_CORNERS;
		const SheetPoint corner = { box->x_mm + box->width_mm * (1 + cos(angle)) / 2,
			box->y_mm + box->height_mm * (1 + sin(angle)) / 2 };
		g_array_append_val(region->corners, corner);
	}
}

static void cut_corners(SheetRegion *region, const SheetBox *paper)
{
	const Edge edges[] = {
		{ false, -1, -paper->x_mm },
		{ false, 1, paper->x_mm + paper->width_mm },
		{ true, -1, -paper->y_mm },
		{ true, 1, paper->y_mm + paper->height_mm },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(edges) && region->corners->len > 0; i++) {
		GArray *kept = cut_at(&edges[i], region->corners);
		g_array_unref(region->corners);
		region->corners = kept;
	}
	region->box = sheet_json_box_around(region->corners);
}

static void cut_box(SheetBox *box, const SheetBox *paper)
{
	const double left = MAX(box->x_mm, paper->x_mm), top = MAX(box->y_mm, paper->y_mm);
	const double right = MIN(box->x_mm + box->width_mm, paper->x_mm + paper->width_mm);
	const double bottom = MIN(box->y_mm + box->height_mm, paper->y_mm + paper->height_mm);

	*box = (SheetBox){ left, top, right - left, bottom - top };
}

static bool is_inside(const SheetBox *box, const SheetBox *paper)
{
	const double slack = SHEET_SLACK_MM;

	return box->x_mm >= paper->x_mm - slack && box->y_mm >= paper->y_mm - slack &&
	       box->x_mm + box->width_mm <= paper->x_mm + paper->width_mm + slack &&
	       box->y_mm + box->height_mm <= paper->y_mm + paper->height_mm + slack;
}

/* What is left of it on the paper; false: nothing that ink could be in. */
static bool cut(SheetRegion *region, const SheetBox *paper)
{
	if (region->shape == REGION_ELLIPSE)
		make_polygon(region);
	if (region->shape == REGION_POLYGON)
		cut_corners(region, paper);
	else
		cut_box(&region->box, paper);
	return region->box.width_mm >= SHEET_SLACK_MM && region->box.height_mm >= SHEET_SLACK_MM &&
	       (!region->corners || region->corners->len >= 3);
}

static void fit_to_paper(SheetPage *page, GPtrArray *notes)
{
	for (guint i = 0; i < page->regions->len;) {
		SheetRegion *region = g_ptr_array_index(page->regions, i);
		SheetBox box = region->box;

		cut_box(&box, &page->trim);
		if (is_inside(&region->box, &page->trim)) {
			i++;
		} else if (box.width_mm > 0 && box.height_mm > 0 && cut(region, &page->trim)) {
			note(notes, page, region, "超出纸边，裁到纸边",
				"reaches over the paper's edge: cut there");
			i++;
		} else {
			note(notes, page, region, "在纸外面，略去",
				"lies outside the paper: left out");
			g_ptr_array_remove_index(page->regions, i);
		}
	}
}

/* ---- ids and links */

static void clear(char **text)
{
	g_free(*text);
	*text = g_strdup("");
}

static void drop_double_ids(Sheet *sheet, GHashTable *ids, GPtrArray *notes)
{
	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		for (guint k = 0; k < page->regions->len; k++) {
			SheetRegion *region = g_ptr_array_index(page->regions, k);
			if (region->id[0] == '\0' || g_hash_table_add(ids, g_strdup(region->id)))
				continue;
			note(notes, page, region, "别的区域已用这个 id，去掉",
				"another region has this id: taken away");
			clear(&region->id);
		}
	}
}

static void drop_link(const SheetPage *page, const SheetRegion *region, char **link,
	GHashTable *ids, GPtrArray *notes)
{
	if ((*link)[0] == '\0' ||
		(g_hash_table_contains(ids, *link) && !g_str_equal(*link, region->id)))
		return;
	note(notes, page, region, "连到没有的区域，去掉",
		"is linked with a region that is not there: taken away");
	clear(link);
}

void layout_fit(Sheet *sheet, GPtrArray *notes)
{
	g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < sheet->pages->len; i++)
		fit_to_paper(g_ptr_array_index(sheet->pages, i), notes);
	drop_double_ids(sheet, ids, notes);
	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		for (guint k = 0; k < page->regions->len; k++) {
			SheetRegion *region = g_ptr_array_index(page->regions, k);
			drop_link(page, region, &region->previous, ids, notes);
			drop_link(page, region, &region->next, ids, notes);
		}
	}
}
