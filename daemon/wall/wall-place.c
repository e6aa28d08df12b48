/* SPDX-License-Identifier: MIT */
/* Where on the paper an item of the wall is: by the sheet, as it is when the item is put there. */
#include "daemon/wall/wall-private.h"

#define MARGIN_MM 4.0
#define HEAD_GAP_MM 3.0 /* so high may the first answer rise */

static void include_box(SheetBox *all, const SheetBox *box)
{
	const double right = MAX(all->x_mm + all->width_mm, box->x_mm + box->width_mm);
	const double bottom = MAX(all->y_mm + all->height_mm, box->y_mm + box->height_mm);

	all->x_mm = MIN(all->x_mm, box->x_mm);
	all->y_mm = MIN(all->y_mm, box->y_mm);
	all->width_mm = right - all->x_mm;
	all->height_mm = bottom - all->y_mm;
}

static void put_place(WallItem *item, const SheetBox *box)
{
	if (!item->has_box)
		item->box = *box;
	else
		include_box(&item->box, box);
	item->has_box = true;
}

static SheetBox within(SheetBox box, const SheetBox *trim)
{
	const double right = MIN(box.x_mm + box.width_mm + MARGIN_MM, trim->x_mm + trim->width_mm);
	const double bottom =
		MIN(box.y_mm + box.height_mm + MARGIN_MM, trim->y_mm + trim->height_mm);

	box.x_mm = MAX(box.x_mm - MARGIN_MM, trim->x_mm);
	box.y_mm = MAX(box.y_mm - MARGIN_MM, trim->y_mm);
	box.width_mm = right - box.x_mm;
	box.height_mm = bottom - box.y_mm;
	return box;
}

/* The number that a pupil writes into its box is as good as a name. */
static bool tells_whose(const SheetRegion *region)
{
	return region->role == ROLE_NUMBER_BOX || region->role == ROLE_CLAIM_BOX ||
	       region->role == ROLE_ROSTER_BOX;
}

static void add_region(WallItem *item, const SheetRegion *region)
{
	const bool is_written = region->role == ROLE_ANSWER || region->role == ROLE_OPTION;

	if (tells_whose(region))
		g_array_append_val(item->hidden, region->box);
	if (!is_written || (item->question != 0 && region->question != item->question))
		return;
	g_array_append_val(item->regions, region->box);
	if (item->question != 0)
		put_place(item, &region->box);
}

/* Above the first answer pupils write their names, whether there is a place for it or not. */
static void hide_head(WallItem *item, const SheetPage *page)
{
	double top_mm = page->trim.y_mm + page->trim.height_mm;

	for (guint i = 0; i < item->regions->len; i++)
		top_mm = MIN(top_mm, g_array_index(item->regions, SheetBox, i).y_mm);
	const SheetBox head = { page->trim.x_mm, page->trim.y_mm, page->trim.width_mm,
		top_mm - HEAD_GAP_MM - page->trim.y_mm };

	if (item->regions->len == 0)
		return;
	item->tells_whose = false;
	if (head.height_mm > 0)
		g_array_append_val(item->hidden, head);
}

bool wall_item_place(const Wall *wall, WallItem *item, const PageAddress *address)
{
	gint64 sheet_id;
	gint version, pupil;
	const Marking *marking = wall->options.marking;
	const Sheet *sheet = marking ? marking_sheet(marking, &sheet_id, &version) : NULL;
	const SheetPage *page = sheet ? sheet_find_copy(sheet, address, &pupil) : NULL;
	const SheetQuestion *question =
		page && item->question != 0 ? sheet_find_question(sheet, item->question) : NULL;

	item->tells_whose = item->question == 0;
	if (!page)
		return item->question == 0; /* paper without a sheet: all of it */
	for (guint i = 0; i < page->regions->len; i++)
		add_region(item, g_ptr_array_index(page->regions, i));
	if (item->question == 0) {
		put_place(item, &page->trim);
		hide_head(item, page);
	} else if (item->has_box && question) {
		item->box = within(item->box, &page->trim);
	} else {
		return false;
	}
	if (question) {
		g_free(item->caption);
		item->caption = *question->name ? g_strdup(question->name)
						: g_strdup_printf("%d", question->number);
	}
	return true;
}
