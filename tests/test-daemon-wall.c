/* SPDX-License-Identifier: MIT */
/* The show wall by itself: what of the ink is shown, in which order, to whom, for how long; and after a start anew. */
#include "daemon/wall/wall.h"
#include "daemon/classroom/ink-records.h"
#include "tests/marking-room.h"

#define MINUTE_MS 60000

static Wall *wall_of(MarkingRoom *room)
{
	return wall_new(
		&(WallOptions){ room->store, room->reader, room->classroom, room->marking });
}

static gint64 copy_of(const MarkingRoom *room, guint pupil)
{
	return classroom_seat(room->classroom, pupil)->page_copy_id;
}

static guint n_strokes_shown(const Wall *wall, guint place)
{
	const GByteArray *ink = wall_shown(wall, place).ink;
	const guint8 *at = ink->data, *end = at + ink->len;
	g_autoptr(GHashTable) strokes =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	InkRecord record;

	while (ink->len > 0 && ink_records_next(&at, end, &record)) {
		if (record.is_drop)
			g_hash_table_remove(strokes, &record.stroke_id);
		else
			g_hash_table_add(
				strokes, g_memdup2(&record.stroke_id, sizeof record.stroke_id));
	}
	return g_hash_table_size(strokes);
}

/* Of a question only its own strokes; of the page all but what tells whose it is. */
static void test_ink(void)
{
	MarkingRoom *room = room_new(4);

	room_choose(room, 0, 1, 'B');
	room_choose(room, 0, 2, 'C');
	room_wait(room);
	const gint64 copy = copy_of(room, 0);
	g_autoptr(Wall) wall = wall_of(room);

	g_assert_cmpint(wall_add(wall, copy, 1, 0), ==, WALL_DONE);
	g_assert_cmpint(wall_add(wall, copy, 0, 0), ==, WALL_DONE);
	g_assert_cmpint(wall_add(wall, copy, 1, 0), ==, WALL_DONE);
	g_assert_cmpuint(wall_n_shown(wall), ==, 2);
	g_assert_cmpuint(n_strokes_shown(wall, 0), ==, 1);
	g_assert_cmpuint(n_strokes_shown(wall, 1), ==, 2);
	g_assert_cmpint(wall_add(wall, copy, 99, 0), ==, WALL_NO_SUCH_QUESTION);
	g_assert_cmpint(wall_add(wall, copy + 100000, 0, 0), ==, WALL_NO_SUCH_PAGE);
	room_free(room);
}

static void test_order_and_blank(void)
{
	MarkingRoom *room = room_new(4);

	room_choose(room, 0, 1, 'B');
	room_wait(room);
	const gint64 copy = copy_of(room, 0);
	g_autoptr(Wall) wall = wall_of(room);

	for (gint question = 1; question <= 3; question++)
		g_assert_cmpint(wall_add(wall, copy, question, 0), ==, WALL_DONE);
	const guint first = wall_shown(wall, 0).item, last = wall_shown(wall, 2).item;

	g_assert_cmpint(wall_move(wall, last, 0), ==, WALL_DONE);
	g_assert_cmpuint(wall_shown(wall, 0).item, ==, last);
	g_assert_cmpint(wall_move(wall, last, 99), ==, WALL_DONE);
	g_assert_cmpuint(wall_shown(wall, 2).item, ==, last);
	g_assert_cmpint(wall_move(wall, 12345, 0), ==, WALL_NO_SUCH_ITEM);
	const guint64 before = wall_generation(wall);

	wall_set_blank(wall, true);
	g_assert_cmpuint(wall_generation(wall), >, before);
	g_assert_cmpuint(wall_n_shown(wall), ==, 0);
	wall_set_blank(wall, false);
	g_assert_cmpint(wall_remove(wall, first), ==, WALL_DONE);
	g_assert_cmpint(wall_remove(wall, first), ==, WALL_NO_SUCH_ITEM);
	g_assert_cmpuint(wall_n_shown(wall), ==, 2);
	room_free(room);
}

static void test_full(void)
{
	MarkingRoom *room = room_new(4);

	room_choose(room, 0, 1, 'B');
	room_choose(room, 1, 1, 'B');
	room_choose(room, 2, 1, 'B');
	room_wait(room);
	g_autoptr(Wall) wall = wall_of(room);

	for (guint i = 0; i < WALL_ITEMS_MAX; i++)
		g_assert_cmpint(
			wall_add(wall, copy_of(room, i % 3), (gint)(i / 3) + 1, 0), ==, WALL_DONE);
	g_assert_cmpint(wall_add(wall, copy_of(room, 0), 5, 0), ==, WALL_FULL);
	room_free(room);
}

/* A name is told where the teacher shows names, the class does not hide them and the link may see them. */
static void test_names(void)
{
	MarkingRoom *room = room_new(4);
	WallNewLink plain, named;

	room_choose(room, 0, 1, 'B');
	room_wait(room);
	g_autoptr(Wall) wall = wall_of(room);
	const char *name = classroom_seat(room->classroom, 0)->pupil_name;
	g_assert_cmpint(wall_add(wall, copy_of(room, 0), 1, 0), ==, WALL_DONE);
	wall_link(wall, &(WallLinkWish){ "", 5, false, room->teacher_id }, 1, &plain);
	wall_link(wall, &(WallLinkWish){ "", 5, true, room->teacher_id }, 1, &named);
	const gint64 links[] = { 0, plain.id, named.id };
	const bool may_see[] = { true, false, true };

	for (guint shows = 0; shows < 3; shows++) {
		wall_set_names(wall, shows > 0);
		classroom_set_hide_names(room->classroom, shows == 2);
		for (guint i = 0; i < G_N_ELEMENTS(links); i++) {
			g_autofree char *text = wall_json_shown(wall, links[i], 1);

			g_assert_cmpint(strstr(text, name) != NULL, ==, shows == 1 && may_see[i]);
			g_assert_null(strstr(text, "\"copy\""));
			g_assert_null(strstr(text, "\"seat\""));
		}
	}
	room_free(room);
}

/* Paper of no sheet: the name is written on it somewhere. */
static gint64 loose_copy(MarkingRoom *room)
{
	Stroke *stroke = stroke_new();
	g_autoptr(GArray) pages = NULL;

	stroke->id = store_new_id(room->store);
	stroke->page = (PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 999, 1 };
	stroke->start_ms = stroke->pen_start_ms = room->clock_ms;
	classroom_stroke_opened(room->classroom, room->pen_ids[0], stroke, room->clock_ms);
	room_line(stroke, (SheetPoint){ 30, 30 }, (SheetPoint){ 40, 30 });
	classroom_stroke_grew(room->classroom, room->pen_ids[0], stroke, 0, room->clock_ms);
	stroke->end_ms = stroke->start_ms + 500;
	classroom_stroke_closed(room->classroom, room->pen_ids[0], stroke, stroke->end_ms);
	stroke_free(stroke);
	room_wait(room);
	pages = classroom_seat_pages(room->classroom, 0);
	return g_array_index(pages, gint64, 0);
}

static bool is_shown(const Wall *wall, gint64 link)
{
	g_autofree char *text = wall_json_shown(wall, link, 1);

	return strstr(text, "\"item\"") != NULL;
}

static void test_name_on_paper(void)
{
	MarkingRoom *room = room_new(4);
	const gint64 copy = loose_copy(room);
	g_autoptr(Wall) wall = wall_of(room);
	WallNewLink plain;

	wall_link(wall, &(WallLinkWish){ "", 5, false, room->teacher_id }, 1, &plain);
	g_assert_cmpint(wall_add(wall, copy, 0, 0), ==, WALL_TELLS_WHOSE);
	wall_set_names(wall, true);
	g_assert_cmpint(wall_add(wall, copy, 0, 0), ==, WALL_DONE);
	g_assert_true(is_shown(wall, 0));
	g_assert_false(is_shown(wall, plain.id));
	g_assert_false(wall_is_for(wall, 0, plain.id));
	classroom_set_hide_names(room->classroom, true);
	g_assert_false(is_shown(wall, 0));
	g_autofree char *told = wall_json(wall);
	g_assert_nonnull(strstr(told, "\"withheld\":true"));
	room_free(room);
}

static void test_links(void)
{
	MarkingRoom *room = room_new(4);
	const gint64 now_ms = g_get_real_time() / 1000;
	WallNewLink one, two;
	g_autoptr(Wall) wall = wall_of(room);
	const WallLinkWish wish = { "城南", 5, false, room->teacher_id };

	g_assert_cmpint(wall_link(wall, &wish, now_ms, &one), ==, WALL_DONE);
	g_assert_cmpint(wall_link(wall, &wish, now_ms, &two), ==, WALL_DONE);
	g_assert_cmpstr(one.token, !=, two.token);
	g_assert_cmpint(wall_link_of(wall, one.token, now_ms), ==, one.id);
	g_assert_cmpint(wall_link_of(wall, "", now_ms), ==, 0);
	one.token[0] = one.token[0] == 'a' ? 'b' : 'a';
	g_assert_cmpint(wall_link_of(wall, one.token, now_ms), ==, 0);
	g_assert_true(wall_link_is_good(wall, one.id, now_ms + 5 * MINUTE_MS - 1));
	g_assert_false(wall_link_is_good(wall, one.id, now_ms + 5 * MINUTE_MS));
	g_assert_cmpint(wall_link_of(wall, two.token, now_ms + 5 * MINUTE_MS), ==, 0);
	g_assert_cmpint(wall_unlink(wall, two.id, now_ms), ==, WALL_DONE);
	g_assert_cmpint(wall_link_of(wall, two.token, now_ms), ==, 0);
	g_assert_cmpint(wall_unlink(wall, two.id, now_ms), ==, WALL_NO_SUCH_LINK);
	/* Those that are over make room. */
	for (guint i = 0; i < WALL_LINKS_MAX - 1; i++)
		g_assert_cmpint(wall_link(wall, &wish, now_ms, &two), ==, WALL_DONE);
	g_assert_cmpint(wall_link(wall, &wish, now_ms, &two), ==, WALL_TOO_MANY_LINKS);
	g_assert_cmpint(wall_link(wall, &wish, now_ms + 5 * MINUTE_MS, &two), ==, WALL_DONE);
	room_free(room);
}

/* The database has no token; items and good links are there after a start anew, ended ones are not. */
static void test_start_anew(void)
{
	MarkingRoom *room = room_new(4);
	const gint64 now_ms = g_get_real_time() / 1000;
	WallNewLink kept, ended;

	room_choose(room, 0, 1, 'B');
	room_wait(room);
	Wall *wall = wall_of(room);
	const WallLinkWish wish = { "", 60, false, room->teacher_id };

	g_assert_cmpint(wall_add(wall, copy_of(room, 0), 2, 0), ==, WALL_DONE);
	g_assert_cmpint(wall_add(wall, copy_of(room, 0), 1, 0), ==, WALL_DONE);
	g_assert_cmpint(wall_link(wall, &wish, now_ms, &kept), ==, WALL_DONE);
	g_assert_cmpint(wall_link(wall, &wish, now_ms, &ended), ==, WALL_DONE);
	g_assert_cmpint(wall_unlink(wall, ended.id, now_ms), ==, WALL_DONE);
	const guint second = wall_shown(wall, 1).item;

	wall_free(wall);
	room_wait(room);
	g_autoptr(Wall) anew = wall_of(room);

	g_assert_cmpuint(wall_n_shown(anew), ==, 2);
	g_assert_cmpuint(wall_shown(anew, 1).item, ==, second);
	g_assert_cmpuint(n_strokes_shown(anew, 1), ==, 1);
	g_assert_cmpint(wall_link_of(anew, kept.token, now_ms), ==, kept.id);
	g_assert_cmpint(wall_link_of(anew, ended.token, now_ms), ==, 0);
	room_free(room);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon/wall/ink", test_ink);
	g_test_add_func("/daemon/wall/order-and-blank", test_order_and_blank);
	g_test_add_func("/daemon/wall/full", test_full);
	g_test_add_func("/daemon/wall/names", test_names);
	g_test_add_func("/daemon/wall/name-on-paper", test_name_on_paper);
	g_test_add_func("/daemon/wall/links", test_links);
	g_test_add_func("/daemon/wall/start-anew", test_start_anew);
	return g_test_run();
}
