/* SPDX-License-Identifier: MIT */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/wall/wall.h"

#include "daemon/wall/wall-private.h"

/* How far from its region a stroke may begin and still be of the answer. */
#define SLACK_MM 1.0

WallItem *wall_item_new(void)
{
	WallItem *item = g_new0(WallItem, 1);

	item->caption = g_strdup("");
	item->regions = g_array_new(FALSE, FALSE, sizeof(SheetBox));
	item->hidden = g_array_new(FALSE, FALSE, sizeof(SheetBox));
	return item;
}

void wall_item_free(gpointer data)
{
	WallItem *item = data;

	g_free(item->caption);
	g_array_unref(item->regions);
	g_array_unref(item->hidden);
	wall_ink_free(item->ink);
	g_free(item);
}

Wall *wall_new(const WallOptions *options)
{
	Wall *wall = g_new0(Wall, 1);

	wall->options = *options;
	wall->items = g_ptr_array_new_with_free_func(wall_item_free);
	wall->links = g_ptr_array_new_with_free_func(wall_link_free);
	wall->live = true;
	wall->speed = 1;
	wall_load(wall, g_get_real_time() / 1000);
	return wall;
}

Wall *wall_free(Wall *wall)
{
	if (!wall)
		return NULL;
	g_ptr_array_unref(wall->items);
	g_ptr_array_unref(wall->links);
	g_free(wall);
	return NULL;
}

void wall_set_changed(Wall *wall, void (*changed)(void *user), void *user)
{
	wall->changed = changed;
	wall->changed_user = user;
}

void wall_touch(Wall *wall)
{
	wall->generation++;
	if (wall->changed)
		wall->changed(wall->changed_user);
}

void wall_take_class(Wall *wall, gint64 now_ms)
{
	g_ptr_array_set_size(wall->items, 0);
	g_ptr_array_set_size(wall->links, 0);
	wall->blank = wall->names = false;
	wall->live = true;
	wall->speed = 1;
	wall_load(wall, now_ms);
	wall_touch(wall);
}

/* ---- items */

static void add_rectangles(GArray *to, const GArray *boxes, double slack_mm)
{
	for (guint i = 0; i < boxes->len; i++) {
		const SheetBox *box = &g_array_index(boxes, SheetBox, i);
		const InkRectangle rectangle = {
			(gint64)((box->x_mm - slack_mm) * 100),
			(gint64)((box->y_mm - slack_mm) * 100),
			(gint64)((box->x_mm + box->width_mm + slack_mm) * 100),
			(gint64)((box->y_mm + box->height_mm + slack_mm) * 100),
		};

		g_array_append_val(to, rectangle);
	}
}

bool wall_item_open(const Wall *wall, WallItem *item)
{
	g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(InkRectangle));
	g_autoptr(GArray) unwanted = g_array_new(FALSE, FALSE, sizeof(InkRectangle));
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) records = classroom_page_ink(wall->options.classroom, item->copy, &error);
	gsize n_bytes = 0;

	if (!records) {
		g_info("the wall leaves out page copy %" G_GINT64_FORMAT ": %s", item->copy,
			error->message);
		return false;
	}
	if (item->question != 0)
		add_rectangles(wanted, item->regions, SLACK_MM);
	add_rectangles(unwanted, item->hidden, 0);
	item->ink = wall_ink_new(wanted, unwanted);
	const guint8 *bytes = g_bytes_get_data(records, &n_bytes);

	wall_ink_feed(item->ink, bytes, n_bytes);
	return true;
}

static WallItem *find(const Wall *wall, guint id, guint *place)
{
	for (guint i = 0; i < wall->items->len; i++) {
		WallItem *item = g_ptr_array_index(wall->items, i);

		*place = i;
		if (item->id == id)
			return item;
	}
	return NULL;
}

static bool is_there(const Wall *wall, gint64 copy, gint question)
{
	for (guint i = 0; i < wall->items->len; i++) {
		const WallItem *item = g_ptr_array_index(wall->items, i);

		if (item->copy == copy && item->question == question)
			return true;
	}
	return false;
}

static void keep(Wall *wall)
{
	wall_save(wall);
	wall_touch(wall);
}

WallResult wall_add(Wall *wall, gint64 page_copy_id, gint question, gint64 teacher_id)
{
	PageAddress page;
	guint seat;

	if (!classroom_page_place(wall->options.classroom, page_copy_id, &seat, &page))
		return WALL_NO_SUCH_PAGE;
	if (is_there(wall, page_copy_id, question))
		return WALL_DONE;
	if (wall->items->len >= WALL_ITEMS_MAX)
		return WALL_FULL;
	WallItem *item = wall_item_new();

	item->copy = page_copy_id;
	item->question = question;
	if (!wall_item_place(wall, item, &page)) {
		wall_item_free(item);
		return WALL_NO_SUCH_QUESTION;
	}
	if (item->tells_whose && !wall_may_see_names(wall, 0)) {
		wall_item_free(item);
		return WALL_TELLS_WHOSE;
	}
	if (!wall_item_open(wall, item)) {
		wall_item_free(item);
		return WALL_NO_SUCH_PAGE;
	}
	item->id = ++wall->last_id;
	g_ptr_array_add(wall->items, item);
	const StoreAccess access = { .teacher_id = teacher_id,
		.page_copy_id = page_copy_id,
		.at_ms = g_get_real_time() / 1000,
		.what = (char *)"show-on-wall" };

	store_put_access(wall->options.store, &access);
	keep(wall);
	return WALL_DONE;
}

WallResult wall_remove(Wall *wall, guint id)
{
	guint place;

	if (!find(wall, id, &place))
		return WALL_NO_SUCH_ITEM;
	g_ptr_array_remove_index(wall->items, place);
	keep(wall);
	return WALL_DONE;
}

WallResult wall_move(Wall *wall, guint id, guint to)
{
	guint place;

	if (!find(wall, id, &place))
		return WALL_NO_SUCH_ITEM;
	to = MIN(to, wall->items->len - 1);
	if (to == place)
		return WALL_DONE;
	WallItem *item = g_ptr_array_steal_index(wall->items, place);

	g_ptr_array_insert(wall->items, (gint)to, item);
	keep(wall);
	return WALL_DONE;
}

void wall_clear(Wall *wall)
{
	g_ptr_array_set_size(wall->items, 0);
	keep(wall);
}

/* ---- how it is shown */

void wall_set_blank(Wall *wall, bool blank)
{
	wall->blank = blank;
	wall_touch(wall);
}

void wall_set_names(Wall *wall, bool names)
{
	wall->names = names;
	wall_touch(wall);
}

void wall_set_live(Wall *wall)
{
	wall->live = true;
	wall_touch(wall);
}

void wall_replay(Wall *wall, guint speed, gint64 at_ms, gint64 now_ms)
{
	wall->live = false;
	wall->speed = MIN(speed, WALL_SPEED_MAX);
	wall->at_ms = at_ms;
	wall->since_ms = now_ms;
	wall_touch(wall);
}

/* ---- ink */

bool wall_ink(Wall *wall, gint64 page_copy_id, const guint8 *records, gsize n_bytes)
{
	bool grew = false;

	for (guint i = 0; i < wall->items->len; i++) {
		const WallItem *item = g_ptr_array_index(wall->items, i);

		if (item->copy != page_copy_id)
			continue;
		const guint n_before = wall_ink_shown(item->ink)->len;

		wall_ink_feed(item->ink, records, n_bytes);
		grew = grew || wall_ink_shown(item->ink)->len > n_before;
	}
	return grew && !wall->blank;
}

guint wall_n_shown(const Wall *wall)
{
	return wall->blank ? 0 : wall->items->len;
}

WallShown wall_shown(const Wall *wall, guint place)
{
	const WallItem *item = g_ptr_array_index(wall->items, place);

	return (WallShown){ item->id, item->copy, wall_ink_shown(item->ink) };
}

bool wall_is_for(const Wall *wall, guint place, gint64 link)
{
	const WallItem *item = g_ptr_array_index(wall->items, place);

	return !item->tells_whose || wall_may_see_names(wall, link);
}

guint64 wall_generation(const Wall *wall)
{
	return wall->generation;
}
