/* SPDX-License-Identifier: MIT */
/*
 * Strokes on their way: into the journal while they are open, into the store when they are finished, and to
 * the consoles.
 *
 * Live ink is shown at once and taken back in the rare case that the store had it already. Stored ink, which
 * a pen offers again at every connect until it is allowed to free it, is shown when the store has said that
 * it is new: a download of a thousand known strokes moves nothing on the screen.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-private.h"

#include "daemon/classroom/ink-records.h"

#define WRITING_MS 3000
/* Between two parts of an open stroke in the journal. Each pen has its own time: a thousand at once would keep the loop
 * from hearing them for ten milliseconds. With the time between ticks and the store's commit a dot is on disk in 100 ms. */
#define JOURNAL_MS 30

/* ---- showing */

guint32 classroom_last_dot_ms(const Stroke *stroke)
{
	return stroke->dots->len > 0 ? stroke_dot(stroke, stroke->dots->len - 1)->time_ms : 0;
}

/* The dots not shown yet, after the head when that was not shown either. */
static void show_more(Classroom *classroom, ClassroomPen *pen)
{
	const Stroke *stroke = pen->stroke;
	GByteArray *records = classroom->showing;
	guint n_dots = stroke->dots->len - pen->n_shown;
	bool begin = !pen->shown;

	g_byte_array_set_size(records, 0);
	if (begin)
		ink_records_put_stroke(records, stroke);
	ink_records_put_dots(records, stroke, pen->n_shown);
	pen->shown = true;
	pen->n_shown = stroke->dots->len;
	pen->shown_last_ms = classroom_last_dot_ms(stroke);
	if (begin)
		pen->shown_start_ms = stroke->start_ms;
	page_copy_show(classroom, pen->page, records, begin, n_dots);
}

static void drop_one(Classroom *classroom, PageCopy *page, gint64 stroke_id)
{
	g_autoptr(GHashTable) ids = g_hash_table_new(g_int64_hash, g_int64_equal);

	g_hash_table_add(ids, &stroke_id);
	page_copy_drop(classroom, page, ids);
}

/* Nothing of the open stroke counts as shown any more. */
static void take_back(Classroom *classroom, ClassroomPen *pen)
{
	if (pen->shown && page_copy_is_current(classroom, pen->page))
		drop_one(classroom, pen->page, pen->stroke->id);
	pen->shown = false;
	pen->n_shown = 0;
}

/* `ink_ms`: when it was written; for live ink, now. */
static void note_ink(Classroom *classroom, ClassroomPen *pen, gint64 ink_ms, bool live)
{
	SeatRecord *seat = pen->seat;
	const SchoolPupil *pupil = g_hash_table_lookup(classroom->school, &pen->pupil_id);

	if (pen->page)
		pen->page->last_ink_ms = MAX(pen->page->last_ink_ms, ink_ms);
	pen->seen.last_ink_ms = live ? ink_ms : MAX(pen->seen.last_ink_ms, ink_ms);
	if (live && pupil && pupil->work)
		pupil->work->last_ink_ms = ink_ms;
	if (!seat)
		return;
	seat->view.last_ink_ms = live ? ink_ms : MAX(seat->view.last_ink_ms, ink_ms);
	if (live && !seat->view.writing) {
		seat->view.writing = true;
		classroom_tell_seat(classroom, seat);
	}
}

/* Where the stroke goes; a teacher's onto the pupil's paper that is being marked. NULL: not known yet. */
static PageCopy *copy_for(
	Classroom *classroom, const ClassroomPen *pen, bool finished, gint64 now_ms)
{
	const InkReader *reader = &classroom->ink_reader;
	gint64 filed_id = 0;

	if (pen->teacher_id != 0 && reader->filed)
		filed_id = reader->filed(reader->user, pen->row.id, pen->stroke, finished, now_ms);
	if (filed_id < 0)
		return NULL;
	if (filed_id > 0)
		return g_hash_table_lookup(classroom->page_by_id, &filed_id);
	PageCopy *earlier = page_copy_of_earlier(classroom, pen);

	return earlier ? earlier : page_copy_for(classroom, pen, &pen->stroke->page, now_ms);
}

static void keep_turn(Classroom *classroom, const ClassroomPen *pen, gint64 now_ms)
{
	const StoreAssignment *open = classroom->work->open;

	if (open)
		store_put_page_turn(
			classroom->store, &(StorePageTurn){ store_new_id(classroom->store),
						  open->id, pen->row.id, pen->assumed, 0, now_ms });
}

/* Of a pen that sees no page: the one that a strip or a person told, else, when it is finished, its run of ink without a
 * page. A tick in the strip tells it of the run so far, too. */
static PageCopy *copy_without_page(
	Classroom *classroom, ClassroomPen *pen, bool finished, gint64 now_ms)
{
	const InkReader *reader = &classroom->ink_reader;
	PageCopy *run;

	if (pen->sees_pages || pen->teacher_id != 0)
		return NULL;
	/* The reader knows the open class's sheet. */
	if (finished && pen->seat && reader->strip &&
		reader->strip(reader->user, pen->stroke, &pen->assumed)) {
		run = page_copy_for(classroom, pen, &pen->stroke->page, now_ms);
		classroom_place_copy(classroom, run->row.id, &pen->assumed, 0, now_ms);
		keep_turn(classroom, pen, now_ms);
		return run;
	}
	if (pen->assumed.family != PAGE_FAMILY_NONE)
		return page_copy_for(classroom, pen, &pen->assumed, now_ms);
	return finished ? page_copy_for(classroom, pen, &pen->stroke->page, now_ms) : NULL;
}

/* The open stroke is on this page, it turns out. */
static void set_page(Classroom *classroom, ClassroomPen *pen, bool finished, gint64 now_ms)
{
	const Stroke *stroke = pen->stroke;
	PageCopy *page;

	pen->sees_pages |= stroke->page.family != PAGE_FAMILY_NONE;
	page = stroke->page.family != PAGE_FAMILY_NONE
		       ? copy_for(classroom, pen, finished, now_ms)
		       : copy_without_page(classroom, pen, finished, now_ms);
	if (!page || page == pen->page)
		return;
	if (pen->page)
		take_back(classroom, pen);
	if (stroke->origin != STROKE_LIVE || page->seat == NO_SEAT) {
		pen->page = page;
		return;
	}
	page_copy_make_current(classroom, page);
	pen->page = page;
	show_more(classroom, pen);
}

void classroom_stroke_opened(
	Classroom *classroom, gint64 pen_id, const Stroke *stroke, gint64 now_ms)
{
	ClassroomPen *pen = classroom_find_pen(classroom, pen_id);

	g_assert(!pen->stroke);
	pen->stroke = stroke;
	pen->kept = classroom_has_consent(classroom, pen);
	pen->page = NULL;
	pen->n_journalled = 0;
	pen->journalled_ms = now_ms;
	pen->shown = false;
	pen->n_shown = 0;
	if (!pen->kept)
		return;
	g_ptr_array_add(classroom->writing_pens, pen);
	set_page(classroom, pen, false, now_ms);
	if (stroke->origin == STROKE_LIVE)
		note_ink(classroom, pen, now_ms, true);
}

void classroom_stroke_grew(Classroom *classroom, gint64 pen_id, const Stroke *stroke,
	guint first_new_dot, gint64 now_ms)
{
	ClassroomPen *pen = classroom_find_pen(classroom, pen_id);

	g_assert(pen->stroke == stroke && first_new_dot <= stroke->dots->len);
	if (stroke->origin != STROKE_LIVE || !pen->kept)
		return;
	note_ink(classroom, pen, now_ms, true);
	if (!pen->page || pen->page->seat == NO_SEAT)
		return;
	/* Another pen of the same pupil may have turned the page. */
	page_copy_make_current(classroom, pen->page);
	if (pen->n_shown < stroke->dots->len)
		show_more(classroom, pen);
}

void classroom_stroke_paged(
	Classroom *classroom, gint64 pen_id, const Stroke *stroke, gint64 now_ms)
{
	ClassroomPen *pen = classroom_find_pen(classroom, pen_id);

	g_assert(pen->stroke == stroke);
	if (pen->kept)
		set_page(classroom, pen, false, now_ms);
}

/* The end of a live stroke; the whole again when what was shown has changed under way (a start that only
 * the up told, times without the camera's gaps). */
static void show_end(Classroom *classroom, ClassroomPen *pen, const Unsettled *finished)
{
	const Stroke *stroke = pen->stroke;
	g_autoptr(GByteArray) up = g_byte_array_new();

	if (pen->shown && pen->n_shown == stroke->dots->len &&
		pen->shown_start_ms == stroke->start_ms &&
		pen->shown_last_ms == classroom_last_dot_ms(stroke)) {
		ink_records_put_up(up, stroke);
		page_copy_show(classroom, pen->page, up, 0, 0);
		return;
	}
	take_back(classroom, pen);
	page_copy_show(classroom, pen->page, finished->records, 1, finished->n_dots);
}

/* Stored ink turns the page only when it is the newest there is. */
static void turn_to_stored(Classroom *classroom, ClassroomPen *pen)
{
	const SeatRecord *seat = pen->seat;

	if (seat && pen->page->seat == seat->view.seat &&
		(!seat->page || pen->stroke->end_ms >= seat->page->last_ink_ms))
		page_copy_make_current(classroom, pen->page);
}

/* Of a pupil whose class is not open, nobody reads it now: it is read with the class. */
static void read_ink(const Classroom *classroom, const PageCopy *page, const Stroke *stroke)
{
	if (page->seat != NO_SEAT && classroom->ink_reader.finished)
		classroom->ink_reader.finished(classroom->ink_reader.user, page->row.id, stroke);
}

static void unread_ink(const Classroom *classroom, const PageCopy *page, gint64 stroke_id)
{
	if (classroom->ink_reader.dropped)
		classroom->ink_reader.dropped(classroom->ink_reader.user, page->row.id, stroke_id);
}

static void finish_on_page(Classroom *classroom, ClassroomPen *pen)
{
	const Stroke *stroke = pen->stroke;
	Unsettled *finished = g_new0(Unsettled, 1);

	finished->stroke_id = stroke->id;
	finished->page = pen->page;
	finished->live = stroke->origin == STROKE_LIVE;
	finished->n_dots = stroke->dots->len;
	finished->records = g_byte_array_new();
	ink_records_put_whole(finished->records, stroke);
	if (!finished->live) {
		turn_to_stored(classroom, pen);
	} else if (page_copy_is_current(classroom, pen->page)) {
		show_end(classroom, pen, finished);
		finished->shown = true;
	}
	/* Should its class be opened before it is on disk, it is read then. */
	if (!finished->live || pen->page->seat == NO_SEAT)
		finished->stroke = stroke_copy(stroke);
	g_hash_table_replace(classroom->unsettled, &finished->stroke_id, finished);
	if (finished->live)
		read_ink(classroom, pen->page, stroke);
}

void classroom_stroke_closed(
	Classroom *classroom, gint64 pen_id, const Stroke *stroke, gint64 now_ms)
{
	ClassroomPen *pen = classroom_find_pen(classroom, pen_id);
	bool live = stroke->origin == STROKE_LIVE;

	g_assert(pen->stroke == stroke);
	if (!pen->kept) {
		pen->stroke = NULL;
		return;
	}
	/* Given in mid-stroke to a pupil without consent, it ends where it began. */
	if (!pen->page || classroom_has_consent(classroom, pen))
		set_page(classroom, pen, true, now_ms);
	store_put_stroke(classroom->store, pen_id, pen->page ? pen->page->row.id : 0, stroke);
	if (pen->page) {
		pen->page->unpacked = true;
		pen->page->last_put_ms = now_ms;
		pen->page->is_empty = false;
	}
	if (pen->page)
		finish_on_page(classroom, pen);
	/* A pen with a wrong clock has not written tomorrow. */
	note_ink(classroom, pen, live ? now_ms : MIN(stroke->end_ms, now_ms), live);
	g_ptr_array_remove_fast(classroom->writing_pens, pen);
	pen->stroke = NULL;
	pen->page = NULL;
	if (pen->seat)
		classroom_tell_seat(classroom, pen->seat);
}

/* ---- the journal */

static void journal(Classroom *classroom, ClassroomPen *pen)
{
	const Stroke *stroke = pen->stroke;

	if (stroke && pen->kept && pen->n_journalled < stroke->dots->len) {
		store_put_stroke_part(classroom->store, pen->row.id, stroke, pen->n_journalled);
		pen->n_journalled = stroke->dots->len;
	}
}

void classroom_flush(Classroom *classroom, gint64 pen_id)
{
	journal(classroom, classroom_find_pen(classroom, pen_id));
}

static bool rest_seat(Classroom *classroom, SeatRecord *seat, gint64 now_ms)
{
	if (!seat->view.writing)
		return false;
	/* A clock set back is not a pause, but must not make one for ever. */
	if (now_ms - seat->view.last_ink_ms < WRITING_MS && seat->view.last_ink_ms <= now_ms)
		return true;
	seat->view.writing = false;
	classroom_tell_seat(classroom, seat);
	return false;
}

bool classroom_tick(Classroom *classroom, gint64 now_ms)
{
	bool busy = classroom->writing_pens->len > 0;

	for (guint i = 0; i < classroom->writing_pens->len; i++) {
		ClassroomPen *pen = g_ptr_array_index(classroom->writing_pens, i);

		/* A clock set back must not put it off. */
		if (now_ms - pen->journalled_ms < JOURNAL_MS && now_ms >= pen->journalled_ms)
			continue;
		journal(classroom, pen);
		pen->journalled_ms = now_ms;
	}
	for (guint i = 0; i < classroom->seats->len; i++)
		busy |= rest_seat(classroom, g_ptr_array_index(classroom->seats, i), now_ms);
	return busy;
}

/* ---- what became of them */

/* page → set of stroke ids to drop, gathered so that a page is gone through once for a whole batch. */
static void want_drop(GHashTable *drops, PageCopy *page, const gint64 *stroke_id)
{
	GHashTable *ids = g_hash_table_lookup(drops, page);

	if (!ids) {
		ids = g_hash_table_new(g_int64_hash, g_int64_equal);
		g_hash_table_insert(drops, page, ids);
	}
	g_hash_table_add(ids, (gpointer)stroke_id);
}

/* To when the record says that it was written. */
static void move_time(Unsettled *unsettled, gint64 moved_ms)
{
	if (moved_ms == 0)
		return;
	unsettled->stroke->start_ms += moved_ms;
	unsettled->stroke->end_ms += moved_ms;
	g_byte_array_set_size(unsettled->records, 0);
	ink_records_put_whole(unsettled->records, unsettled->stroke);
}

static void settle(
	Classroom *classroom, const StoreSettled *settled, GHashTable *drops, GPtrArray *shows)
{
	Unsettled *stroke = g_hash_table_lookup(classroom->unsettled, &settled->stroke_id);

	if (!stroke)
		return;
	switch (settled->outcome) {
	case STORE_STROKE_REPEATED:
		if (stroke->shown)
			want_drop(drops, stroke->page, &settled->stroke_id);
		if (stroke->live)
			unread_ink(classroom, stroke->page, settled->stroke_id);
		return;
	case STORE_STROKE_COMPLETED:
		unread_ink(classroom, stroke->page, settled->other_id);
		want_drop(drops, stroke->page, &settled->other_id);
		break;
	case STORE_STROKE_NEW:
		break;
	}
	if (stroke->stroke) {
		move_time(stroke, settled->moved_ms);
		read_ink(classroom, stroke->page, stroke->stroke);
		g_clear_pointer(&stroke->stroke, stroke_free);
	}
	if (!stroke->shown)
		g_ptr_array_add(shows, stroke);
}

/* Have consoles been told of this current page? If not, they get all of it when they ask. */
static bool is_told(const PageCopy *page)
{
	return page->records || page->too_large;
}

static void show_settled(Classroom *classroom, Unsettled *stroke)
{
	PageCopy *page = stroke->page;

	if (!page_copy_is_current(classroom, page) || !is_told(page) || stroke->shown)
		return;
	stroke->shown = true;
	page_copy_show(classroom, page, stroke->records, 1, stroke->n_dots);
	classroom_tell_seat(classroom, g_ptr_array_index(classroom->seats, page->seat));
}

void classroom_settled(Classroom *classroom, const StoreSettled *settled, gsize n_settled)
{
	g_autoptr(GHashTable) drops =
		g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref);
	g_autoptr(GPtrArray) shows = g_ptr_array_new();
	GHashTableIter iter;
	gpointer page, ids;

	for (gsize i = 0; i < n_settled; i++)
		settle(classroom, &settled[i], drops, shows);
	g_hash_table_iter_init(&iter, drops);
	while (g_hash_table_iter_next(&iter, &page, &ids))
		if (page_copy_is_current(classroom, page) && is_told(page))
			page_copy_drop(classroom, page, ids);
	for (guint i = 0; i < shows->len; i++)
		show_settled(classroom, g_ptr_array_index(shows, i));
	for (gsize i = 0; i < n_settled; i++)
		g_hash_table_remove(classroom->unsettled, &settled[i].stroke_id);
}
