/* SPDX-License-Identifier: MIT */
/* The wall as consoles know it, and as those see it who look at nothing else: these learn no copy, no seat, no number. */
#include "daemon/classroom/classroom-veil.h"
#include "daemon/json-text.h"
#include "daemon/wall/wall-private.h"

static guint seat_of(const Wall *wall, const WallItem *item)
{
	PageAddress page;
	guint seat = G_MAXUINT;

	classroom_page_place(wall->options.classroom, item->copy, &seat, &page);
	return seat;
}

static json_t *play_json(const Wall *wall)
{
	json_t *object = json_object();

	json_object_set_new(object, "live", json_boolean(wall->live));
	json_object_set_new(object, "speed", json_integer(wall->speed));
	json_object_set_new(object, "at_ms", json_integer(wall->at_ms));
	json_object_set_new(object, "since_ms", json_integer(wall->since_ms));
	return object;
}

static json_t *link_json(const Wall *wall, const WallLink *link)
{
	json_t *object = json_object();
	g_autofree char *label = classroom_veil(wall->options.classroom, link->row.label);

	json_object_set_new(object, "link", json_integer(link->row.id));
	json_object_set_new(object, "label", json_text_new(label));
	json_object_set_new(object, "until_ms", json_integer(link->row.until_ms));
	json_object_set_new(object, "names", json_boolean(link->row.names));
	json_object_set_new(object, "followers", json_integer(link->n_viewers));
	return object;
}

char *wall_json(const Wall *wall)
{
	json_t *object = json_object(), *items = json_array(), *links = json_array();

	for (guint i = 0; i < wall->items->len; i++) {
		const WallItem *item = g_ptr_array_index(wall->items, i);
		const guint seat = seat_of(wall, item);
		json_t *entry = json_object();

		json_object_set_new(entry, "item", json_integer(item->id));
		json_object_set_new(entry, "copy", json_integer(item->copy));
		json_object_set_new(
			entry, "seat", seat == G_MAXUINT ? json_null() : json_integer(seat));
		json_object_set_new(entry, "question", json_integer(item->question));
		if (!wall_is_for(wall, i, 0))
			json_object_set_new(entry, "withheld", json_true());
		json_array_append_new(items, entry);
	}
	for (guint i = 0; i < wall->links->len; i++)
		json_array_append_new(links, link_json(wall, g_ptr_array_index(wall->links, i)));
	json_object_set_new(object, "blank", json_boolean(wall->blank));
	json_object_set_new(object, "names", json_boolean(wall->names));
	json_object_set_new(object, "play", play_json(wall));
	json_object_set_new(object, "projectors", json_integer(wall->n_projectors));
	json_object_set_new(object, "items", items);
	json_object_set_new(object, "links", links);
	return json_text_dump(object);
}

/* ---- for projectors and followers */

bool wall_may_see_names(const Wall *wall, gint64 link)
{
	if (!wall->names || classroom_class(wall->options.classroom)->hide_names)
		return false;
	for (guint i = 0; link != 0 && i < wall->links->len; i++) {
		const WallLink *other = g_ptr_array_index(wall->links, i);

		if (other->row.id == link)
			return other->row.names;
	}
	return link == 0;
}

static json_t *shown_json(const Wall *wall, const WallItem *item, bool with_name)
{
	const guint seat = with_name ? seat_of(wall, item) : G_MAXUINT;
	json_t *object = json_object();

	json_object_set_new(object, "item", json_integer(item->id));
	json_object_set_new(object, "caption", json_text_new(item->caption));
	if (seat != G_MAXUINT)
		json_object_set_new(object, "name",
			json_text_new(classroom_seat(wall->options.classroom, seat)->pupil_name));
	json_object_set_new(
		object, "box_mm", item->has_box ? wall_box_json(&item->box) : json_null());
	json_object_set_new(object, "regions_mm", wall_boxes_json(item->regions));
	return object;
}

char *wall_json_shown(const Wall *wall, gint64 link, gint64 now_ms)
{
	const bool with_names = wall_may_see_names(wall, link);
	json_t *object = json_object(), *items = json_array();

	for (guint i = 0; i < wall_n_shown(wall); i++)
		if (wall_is_for(wall, i, link))
			json_array_append_new(items,
				shown_json(wall, g_ptr_array_index(wall->items, i), with_names));
	json_object_set_new(object, "type", json_string("wall"));
	json_object_set_new(object, "server_ms", json_integer(now_ms));
	json_object_set_new(object, "blank", json_boolean(wall->blank));
	json_object_set_new(object, "play", play_json(wall));
	json_object_set_new(object, "items", items);
	return json_text_dump(object);
}
