/* SPDX-License-Identifier: MIT */
/* What a list changes, put into the record; the class is read anew when it is there. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/roster/rosters-private.h"

#include "daemon/classroom/classroom-pens.h"

#define USUAL_COLUMNS 8

/* While a list is put. */
typedef struct {
	Rosters *rosters;
	const RosterRecord *record;
	const RosterWish *wish;
	GHashTable *class_ids; /* name → gint64 *, owned */
	GHashTable *seats;     /* "class/row/column" that somebody has, owned */
	gint64 now_ms;
} Putting;

static gint64 now_ms(void)
{
	return g_get_real_time() / 1000;
}

bool rosters_has_consent(const Rosters *rosters, gint64 pupil_id)
{
	g_autoptr(GPtrArray) records =
		store_reader_consents(rosters->options.reader, pupil_id, NULL);
	bool given = false;

	for (guint i = 0; records && i < records->len; i++) {
		const StoreConsent *consent = g_ptr_array_index(records, i);

		if (g_str_equal(consent->kind, "ink"))
			given = consent->given;
	}
	return given;
}

/* ---- classes */

static gint64 class_id_of(Putting *putting, const RosterRow *row)
{
	Store *store = putting->rosters->options.store;
	gint64 *id = g_hash_table_lookup(putting->class_ids, row->class_name);

	if (!id) {
		const StoreClass class = {
			.id = store_new_id(store),
			.name = row->class_name,
			.grade = row->grade,
			.n_columns = USUAL_COLUMNS,
		};

		store_put_class(store, &class);
		id = g_memdup2(&class.id, sizeof class.id);
		g_hash_table_insert(putting->class_ids, g_strdup(row->class_name), id);
	}
	return *id;
}

/* A list may tell the grade of a class that is known: at first, or a year later. */
static void put_grades(Putting *putting, const Roster *roster)
{
	for (guint i = 0; i < roster->rows->len; i++) {
		const RosterRow *row = g_ptr_array_index(roster->rows, i);
		StoreClass *class =
			rosters_class_named(putting->rosters, putting->record, row->class_name);

		if (row->problem_zh || row->grade == 0 || !class || class->grade == row->grade)
			continue;
		class->grade = row->grade;
		store_put_class(putting->rosters->options.store, class);
		g_message("class %" G_GINT64_FORMAT " is of grade %d", class->id, class->grade);
	}
}

/* ---- pupils */

static char *seat_key(gint64 class_id, gint row, gint column)
{
	return g_strdup_printf("%" G_GINT64_FORMAT "/%d/%d", class_id, row, column);
}

/* Two cannot sit in one place: the second gets one when the class is read. */
static void take_seat(Putting *putting, StorePupil *pupil)
{
	if (pupil->seat_row >= 0 &&
		g_hash_table_add(putting->seats,
			seat_key(pupil->class_id, pupil->seat_row, pupil->seat_column)))
		return;
	pupil->seat_row = pupil->seat_column = -1;
}

static const StorePupil *pupil_of(const RosterRecord *record, const RosterKnown *known)
{
	const guint index = (guint)(known - (const RosterKnown *)(void *)record->known->data);

	return g_ptr_array_index(record->pupils, index);
}

static void put_consent(Putting *putting, gint64 pupil_id, RosterConsent said)
{
	Store *store = putting->rosters->options.store;
	const bool given = said == ROSTER_CONSENT_GIVEN ||
			   (said == ROSTER_CONSENT_UNSAID && putting->wish->consent);

	if (said == ROSTER_CONSENT_UNSAID && !putting->wish->consent)
		return;
	if (given == rosters_has_consent(putting->rosters, pupil_id))
		return;
	const StoreConsent consent = {
		.id = store_new_id(store),
		.pupil_id = pupil_id,
		.given = given,
		.kind = (char *)"ink",
		.at_ms = putting->now_ms,
		.note = (char *)"roster",
	};
	store_put_consent(store, &consent);
}

static gint64 put_row(Putting *putting, const RosterChange *change)
{
	Store *store = putting->rosters->options.store;
	const RosterRow *row = change->row;
	const StorePupil *before = change->known ? pupil_of(putting->record, change->known) : NULL;
	StorePupil pupil = {
		.id = before ? before->id : store_new_id(store),
		.class_id = class_id_of(putting, row),
		.number = row->number,
		.name = row->name,
		.school_number =
			*row->school_number || !before ? row->school_number : before->school_number,
		.seat_row = row->seat_row,
		.seat_column = row->seat_column,
	};

	if (row->seat_row < 0 && before && change->kind == ROSTER_CHANGED) {
		pupil.seat_row = before->seat_row;
		pupil.seat_column = before->seat_column;
	}
	take_seat(putting, &pupil);
	store_put_pupil(store, &pupil);
	return pupil.id;
}

static void move_out(Putting *putting, const RosterKnown *known)
{
	Classroom *classroom = putting->rosters->options.classroom;
	StorePupil pupil = *pupil_of(putting->record, known);
	const gint64 pen_id = classroom_pen_of_pupil(classroom, pupil.id);

	pupil.left_ms = putting->now_ms;
	pupil.seat_row = pupil.seat_column = -1;
	store_put_pupil(putting->rosters->options.store, &pupil);
	if (pen_id != 0)
		classroom_bind_pen(classroom, pen_id, 0, "hand", putting->now_ms);
}

static bool leaves(const Putting *putting, const RosterChange *change)
{
	return putting->wish->move_out || change->number_taken;
}

/* Those who keep their seats, before anybody gets one. */
static void note_seats(Putting *putting, const GArray *changes)
{
	g_autoptr(GHashTable) touched = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < changes->len; i++) {
		const RosterChange *change = &g_array_index(changes, RosterChange, i);

		if (change->known && change->kind != ROSTER_SAME &&
			(change->kind != ROSTER_LEFT || leaves(putting, change)))
			g_hash_table_add(
				touched, (gpointer)pupil_of(putting->record, change->known));
	}
	for (guint i = 0; i < putting->record->pupils->len; i++) {
		StorePupil *pupil = g_ptr_array_index(putting->record->pupils, i);

		if (pupil->seat_row >= 0 && pupil->left_ms == 0 &&
			!g_hash_table_contains(touched, pupil))
			g_hash_table_add(putting->seats,
				seat_key(pupil->class_id, pupil->seat_row, pupil->seat_column));
	}
}

static bool put_change(Putting *putting, const RosterChange *change)
{
	gint64 pupil_id;

	if (change->kind == ROSTER_LEFT) {
		if (leaves(putting, change))
			move_out(putting, change->known);
		return leaves(putting, change);
	}
	pupil_id = change->kind == ROSTER_SAME ? change->known->id : put_row(putting, change);
	put_consent(putting, pupil_id, change->row->consent);
	return change->kind != ROSTER_SAME;
}

guint rosters_put(
	Rosters *rosters, const Roster *roster, const RosterRecord *record, const RosterWish *wish)
{
	g_autoptr(GArray) changes = roster_plan(roster, record->known);
	g_autoptr(GHashTable) class_ids =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GHashTable) seats = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	Putting putting = { rosters, record, wish, class_ids, seats, now_ms() };
	guint n_touched = 0;

	for (guint i = 0; i < record->classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(record->classes, i);

		if (class == rosters_class_named(rosters, record, class->name))
			g_hash_table_insert(class_ids, g_strdup(class->name),
				g_memdup2(&class->id, sizeof class->id));
	}
	put_grades(&putting, roster);
	note_seats(&putting, changes);
	for (guint i = 0; i < changes->len; i++)
		n_touched += put_change(&putting, &g_array_index(changes, RosterChange, i));
	rosters->waits_for = store_sequence(rosters->options.store);
	g_message("a roster was imported: %u pupils are new or others now", n_touched);
	return n_touched;
}

void rosters_stored(Rosters *rosters, guint64 sequence)
{
	g_autoptr(GError) error = NULL;

	if (rosters->waits_for == 0 || sequence < rosters->waits_for)
		return;
	rosters->waits_for = 0;
	if (!classroom_take_roster(rosters->options.classroom, &error))
		g_warning("%s", error->message);
	else if (rosters->options.changed)
		rosters->options.changed(rosters->options.user);
}
