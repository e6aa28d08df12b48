/* SPDX-License-Identifier: MIT */
/*
 * See minutes.h. Strokes are kept sorted, and what one adds depends on it and the next alone: a stroke that comes late
 * changes what its two neighbours had added and nothing else.
 */
#include "homework/load/minutes.h"

typedef struct {
	gint64 assignment;
	StrokeTime time;
} Entry;

struct Minutes {
	const RulesBook *book;
	gint grade;
	GArray *entries;   /* of Entry, sorted */
	GHashTable *cells; /* of MinutesCell, itself its key */
	MinutesCell *last; /* the cell asked for last; NULL */
};

static guint cell_hash(gconstpointer data)
{
	const MinutesCell *cell = data;

	return ((guint)cell->assignment * 31 + (guint)cell->day) * 31 + cell->place;
}

static gboolean cell_equal(gconstpointer a, gconstpointer b)
{
	const MinutesCell *one = a, *other = b;

	return one->assignment == other->assignment && one->day == other->day &&
	       one->place == other->place;
}

Minutes *minutes_new(const RulesBook *book, gint grade)
{
	Minutes *minutes = g_new0(Minutes, 1);

	minutes->book = book;
	minutes->grade = grade;
	minutes->entries = g_array_new(FALSE, FALSE, sizeof(Entry));
	minutes->cells = g_hash_table_new_full(cell_hash, cell_equal, g_free, NULL);
	return minutes;
}

Minutes *minutes_free(Minutes *minutes)
{
	if (minutes) {
		g_array_unref(minutes->entries);
		g_hash_table_unref(minutes->cells);
		g_free(minutes);
	}
	return NULL;
}

/* ---- one piece of time */

static MinutesCell *cell_of(Minutes *minutes, const MinutesCell *key)
{
	if (minutes->last && cell_equal(minutes->last, key))
		return minutes->last;
	MinutesCell *cell = g_hash_table_lookup(minutes->cells, key);
	if (!cell) {
		cell = g_memdup2(key, sizeof(*key));
		g_hash_table_add(minutes->cells, cell);
	}
	minutes->last = cell;
	return cell;
}

typedef struct {
	gint64 begin_ms, ink_ms, thinking_ms;
	gint64 n_strokes;
} Piece;

static void count(Minutes *minutes, gint64 assignment, const Piece *piece, gint sign)
{
	const SchoolClock *clock = &rules_book_base(minutes->book)->clock;
	const SchoolMoment moment = school_day_of(clock, piece->begin_ms);
	const Rules *rules = rules_book_at(minutes->book, moment.day);
	const MinutesCell key = { .assignment = assignment,
		.day = moment.day,
		.place = rules_place_at(rules, minutes->grade, moment) };
	MinutesCell *cell = cell_of(minutes, &key);

	cell->n_strokes += sign * piece->n_strokes;
	cell->ink_ms += sign * piece->ink_ms;
	cell->thinking_ms += sign * piece->thinking_ms;
	if (key.place == LOAD_HOME &&
		moment.minute >= rules->bedtime_minute[rules_stage(minutes->grade)])
		cell->late_ms += sign * (piece->ink_ms + piece->thinking_ms);
}

/* What entry i adds: itself, and the pause after it. */
static void count_entry(Minutes *minutes, guint i, gint sign)
{
	const Rules *base = rules_book_base(minutes->book);
	const Entry *entry = &g_array_index(minutes->entries, Entry, i);
	g_assert(entry); /* there is one */
	const Entry *next = i + 1 < minutes->entries->len ? entry + 1 : NULL;
	const gint64 end = next ? MIN(entry->time.end_ms, next->time.start_ms) : entry->time.end_ms;
	/* No pen stays down for minutes: that is a clock gone wrong. */
	const gint64 most = base->thinking_s * G_GINT64_CONSTANT(1000);
	const gint64 length = MIN(end - entry->time.start_ms, most);
	const Piece stroke = { entry->time.start_ms, length, 0, 1 };

	count(minutes, entry->assignment, &stroke, sign);
	if (!next || next->assignment != entry->assignment || next->time.start_ms <= end)
		return;
	const gint64 pause = next->time.start_ms - end;
	if (pause > most)
		return;
	const bool is_gap = pause <= base->gap_s * G_GINT64_CONSTANT(1000);
	const Piece between = { end, is_gap ? pause : 0, is_gap ? 0 : pause, 0 };
	count(minutes, entry->assignment, &between, sign);
}

/* ---- strokes */

static gint compare(const Entry *one, const Entry *other)
{
	if (one->time.start_ms != other->time.start_ms)
		return one->time.start_ms < other->time.start_ms ? -1 : 1;
	if (one->time.end_ms != other->time.end_ms)
		return one->time.end_ms < other->time.end_ms ? -1 : 1;
	return (one->assignment > other->assignment) - (one->assignment < other->assignment);
}

/* The first that does not come before it. */
static guint place_of(const GArray *entries, const Entry *entry)
{
	guint low = 0, high = entries->len;

	if (high > 0 && compare(&g_array_index(entries, Entry, high - 1), entry) < 0)
		return high; /* as a rule */
	while (low < high) {
		const guint middle = low + (high - low) / 2;
		if (compare(&g_array_index(entries, Entry, middle), entry) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void minutes_add(Minutes *minutes, gint64 assignment, StrokeTime time)
{
	const Entry entry = { assignment, time };
	const guint at = place_of(minutes->entries, &entry);

	g_assert(time.end_ms >= time.start_ms);
	if (at > 0)
		count_entry(minutes, at - 1, -1);
	g_array_insert_val(minutes->entries, at, entry);
	if (at > 0)
		count_entry(minutes, at - 1, 1);
	count_entry(minutes, at, 1);
}

bool minutes_remove(Minutes *minutes, gint64 assignment, StrokeTime time)
{
	const Entry entry = { assignment, time };
	const guint at = place_of(minutes->entries, &entry);

	if (at == minutes->entries->len ||
		compare(&g_array_index(minutes->entries, Entry, at), &entry) != 0)
		return false;
	count_entry(minutes, at, -1);
	if (at > 0)
		count_entry(minutes, at - 1, -1);
	g_array_remove_index(minutes->entries, at);
	if (at > 0)
		count_entry(minutes, at - 1, 1);
	return true;
}

/* ---- what came of it */

static gint by_day(gconstpointer a, gconstpointer b)
{
	const MinutesCell *one = a, *other = b;

	if (one->day != other->day)
		return one->day < other->day ? -1 : 1;
	if (one->assignment != other->assignment)
		return one->assignment < other->assignment ? -1 : 1;
	return (gint)one->place - (gint)other->place;
}

static bool is_empty(const MinutesCell *cell)
{
	return cell->n_strokes == 0 && cell->ink_ms == 0 && cell->thinking_ms == 0;
}

GArray *minutes_cells(const Minutes *minutes)
{
	GArray *cells = g_array_new(FALSE, FALSE, sizeof(MinutesCell));
	GHashTableIter iter;
	gpointer cell;

	g_hash_table_iter_init(&iter, minutes->cells);
	while (g_hash_table_iter_next(&iter, &cell, NULL))
		if (!is_empty(cell))
			g_array_append_vals(cells, cell, 1);
	g_array_sort(cells, by_day);
	return cells;
}

gint minutes_last_minute(const Minutes *minutes, gint day)
{
	const SchoolClock *clock = &rules_book_base(minutes->book)->clock;
	const gint64 end_ms = school_day_begin_ms(clock, day + 1);
	const Entry bound = { G_MININT64, { end_ms, G_MININT64 } };
	const guint after = place_of(minutes->entries, &bound);

	if (after == 0)
		return -1;
	const Entry *last = &g_array_index(minutes->entries, Entry, after - 1);
	if (last->time.start_ms < school_day_begin_ms(clock, day))
		return -1;
	return (gint)((last->time.end_ms - school_day_minute_ms(clock, day, 0)) / 60000);
}
