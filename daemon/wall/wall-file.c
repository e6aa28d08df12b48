/* SPDX-License-Identifier: MIT */
/*
 * The wall's items as the store keeps them: [{"item":1,"copy":55,"question":3,"caption":"一、3","box":[14,36,12,8],
 * "regions":[[…]],"hidden":[[…]]}]. Places are kept with the item, so that a sheet that is changed later, or another
 * assignment, leaves the wall as it is.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/json-text.h"
#include "daemon/wall/wall-private.h"
#include "store/reader-wall.h"

json_t *wall_box_json(const SheetBox *box)
{
	return json_pack("[ffff]", box->x_mm, box->y_mm, box->width_mm, box->height_mm);
}

json_t *wall_boxes_json(const GArray *boxes)
{
	json_t *list = json_array();

	for (guint i = 0; i < boxes->len; i++)
		json_array_append_new(list, wall_box_json(&g_array_index(boxes, SheetBox, i)));
	return list;
}

static json_t *item_json(const WallItem *item)
{
	json_t *object = json_object();

	json_object_set_new(object, "item", json_integer(item->id));
	json_object_set_new(object, "copy", json_integer(item->copy));
	json_object_set_new(object, "question", json_integer(item->question));
	json_object_set_new(object, "caption", json_string(item->caption));
	if (item->has_box)
		json_object_set_new(object, "box", wall_box_json(&item->box));
	json_object_set_new(object, "regions", wall_boxes_json(item->regions));
	json_object_set_new(object, "hidden", wall_boxes_json(item->hidden));
	return object;
}

void wall_save(const Wall *wall)
{
	json_t *list = json_array();

	for (guint i = 0; i < wall->items->len; i++)
		json_array_append_new(list, item_json(g_ptr_array_index(wall->items, i)));
	g_autofree char *text = json_text_dump(list);
	const StoreWall row = { classroom_class(wall->options.classroom)->id, text };

	if (row.class_id != 0)
		store_put_wall(wall->options.store, &row);
}

/* ---- and back */

static bool read_box(const json_t *from, SheetBox *box)
{
	double *const numbers[] = { &box->x_mm, &box->y_mm, &box->width_mm, &box->height_mm };

	if (json_array_size(from) != G_N_ELEMENTS(numbers))
		return false;
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		*numbers[i] = json_number_value(json_array_get(from, i));
	return true;
}

static void read_boxes(const json_t *from, GArray *boxes)
{
	SheetBox box;

	for (size_t i = 0; i < json_array_size(from); i++)
		if (read_box(json_array_get(from, i), &box))
			g_array_append_val(boxes, box);
}

static WallItem *read_item(const json_t *from)
{
	WallItem *item = wall_item_new();
	const char *caption = json_string_value(json_object_get(from, "caption"));

	item->id = (guint)json_integer_value(json_object_get(from, "item"));
	item->copy = json_integer_value(json_object_get(from, "copy"));
	item->question = (gint)json_integer_value(json_object_get(from, "question"));
	g_free(item->caption);
	item->caption = g_strdup(caption ? caption : "");
	item->has_box = read_box(json_object_get(from, "box"), &item->box);
	read_boxes(json_object_get(from, "regions"), item->regions);
	read_boxes(json_object_get(from, "hidden"), item->hidden);
	return item;
}

static void load_items(Wall *wall, const char *text)
{
	json_t *list = json_loads(text, 0, NULL);

	for (size_t i = 0; i < MIN(json_array_size(list), WALL_ITEMS_MAX); i++) {
		WallItem *item = read_item(json_array_get(list, i));

		wall->last_id = MAX(wall->last_id, item->id);
		if (wall_item_open(wall, item))
			g_ptr_array_add(wall->items, item);
		else
			wall_item_free(item);
	}
	json_decref(list);
}

static void load_links(Wall *wall, const GPtrArray *rows)
{
	for (guint i = 0; i < rows->len; i++) {
		const StoreWallLink *row = g_ptr_array_index(rows, i);
		WallLink *link = g_new0(WallLink, 1);

		link->row = *row;
		link->row.label = g_strdup(row->label);
		link->row.token_hash = g_strdup(row->token_hash);
		g_ptr_array_add(wall->links, link);
	}
}

void wall_load(Wall *wall, gint64 now_ms)
{
	const gint64 class_id = classroom_class(wall->options.classroom)->id;
	StoreReader *reader = wall->options.reader;
	g_autoptr(GError) error = NULL;

	if (!reader)
		return;
	g_autoptr(GPtrArray) rows = store_reader_wall(reader, class_id, &error);
	g_autoptr(GPtrArray) links =
		rows ? store_reader_wall_links(reader, class_id, now_ms, &error) : NULL;

	if (!links) {
		g_warning("the show wall cannot be read: %s", error->message);
		return;
	}
	if (rows->len > 0)
		load_items(wall, ((const StoreWall *)g_ptr_array_index(rows, 0))->items);
	load_links(wall, links);
}
