/* SPDX-License-Identifier: MIT */
/* What waits for its pen: one queue each, so that settings, passwords and downloads of one pen never meet, and
 * those of many never wait for each other. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/fleet/fleet-private.h"

#include <string.h>

#define N_WAITING_MAX 8

static void free_task(gpointer data)
{
	FleetTask *task = data;

	explicit_bzero(task, sizeof *task);
	g_free(task);
}

static void free_pen(gpointer data)
{
	FleetPen *pen = data;

	g_queue_clear_full(&pen->tasks, free_task);
	g_free(pen->reason);
	g_free(pen);
}

void fleet_tasks_init(Fleet *fleet)
{
	fleet->pens_by_address = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_pen);
}

void fleet_tasks_clear(Fleet *fleet)
{
	g_clear_handle_id(&fleet->run_source, g_source_remove);
	g_hash_table_unref(fleet->pens_by_address);
}

const FleetPen *fleet_tasks_of(const Fleet *fleet, const char *address)
{
	return g_hash_table_lookup(fleet->pens_by_address, address);
}

/* ---- passwords */

void fleet_keep_password(Fleet *fleet, const char *address, const char *password)
{
	ClassroomPenView pen;
	GBytes *sealed = *password ? seal_close(fleet->seal, address, password) : NULL;

	if (sealed)
		g_hash_table_replace(fleet->passwords, g_strdup(address), sealed);
	else
		g_hash_table_remove(fleet->passwords, address);
	if (classroom_pen_by_address(fleet->options.classroom, address, &pen)) {
		const StorePenPassword row = { pen.row->id, sealed };

		store_put_pen_password(fleet->options.store, &row);
	}
}

void fleet_password(const Fleet *fleet, const char *address, char password[17])
{
	GBytes *sealed = g_hash_table_lookup(fleet->passwords, address);

	password[0] = '\0';
	if (sealed && !seal_open(fleet->seal, address, sealed, password))
		g_warning("pen %s: its password cannot be opened with this key; give it again with "
			  "zhibi pens password",
			address);
}

/* ---- the queues */

static void end_first(Fleet *fleet, const char *address, FleetPen *pen, bool done, const char *why)
{
	FleetTask *task = g_queue_pop_head(&pen->tasks);

	pen->under_way = false;
	pen->last = task->kind;
	pen->state = done ? FLEET_DONE : FLEET_FAILED;
	g_free(pen->reason);
	pen->reason = g_strdup(why);
	if (done && task->kind == FLEET_PASSWORD)
		fleet_keep_password(fleet, address, task->task.new_password);
	free_task(task);
}

static void run_pen(Fleet *fleet, const char *address, FleetPen *pen)
{
	PensView view;

	while (!g_queue_is_empty(&pen->tasks) && !pen->under_way) {
		const FleetTask *task = g_queue_peek_head(&pen->tasks);

		if (!fleet->pens || !pens_look(fleet->pens, address, &view) || !view.pen) {
			end_first(fleet, address, pen, false, "the pen is not here");
			continue;
		}
		if (task->kind == FLEET_FETCH) {
			if (!pens_fetch_stored(fleet->pens, address))
				return;
			end_first(fleet, address, pen, true, "");
			continue;
		}
		/* It may end before the call returns. */
		pen->under_way = true;
		pen->last = task->kind;
		pen->state = FLEET_UNDER_WAY;
		if (!pens_begin_task(fleet->pens, address, &task->task)) {
			pen->under_way = false;
			pen->state = FLEET_WAITING;
			return;
		}
	}
}

static gboolean on_run(gpointer user)
{
	Fleet *fleet = user;
	GHashTableIter iter;
	gpointer address, pen;

	fleet->run_source = 0;
	g_hash_table_iter_init(&iter, fleet->pens_by_address);
	while (g_hash_table_iter_next(&iter, &address, &pen))
		run_pen(fleet, address, pen);
	return G_SOURCE_REMOVE;
}

static void run_soon(Fleet *fleet)
{
	if (fleet->run_source == 0)
		fleet->run_source = g_idle_add_full(G_PRIORITY_DEFAULT, on_run, fleet, NULL);
}

static FleetPen *pen_for(Fleet *fleet, const char *address)
{
	FleetPen *pen = g_hash_table_lookup(fleet->pens_by_address, address);

	if (!pen) {
		pen = g_new0(FleetPen, 1);
		pen->reason = g_strdup("");
		g_hash_table_insert(fleet->pens_by_address, g_strdup(address), pen);
	}
	return pen;
}

void fleet_tasks_note_done(Fleet *fleet, const char *address, FleetTaskKind kind)
{
	FleetPen *pen = pen_for(fleet, address);

	if (!g_queue_is_empty(&pen->tasks))
		return;
	pen->last = kind;
	pen->state = FLEET_DONE;
}

bool fleet_tasks_add(Fleet *fleet, const char *address, const FleetTask *task)
{
	FleetPen *pen = pen_for(fleet, address);

	if (g_queue_get_length(&pen->tasks) >= N_WAITING_MAX)
		return false;
	g_queue_push_tail(&pen->tasks, g_memdup2(task, sizeof *task));
	pen->last = task->kind;
	pen->state = FLEET_WAITING;
	run_soon(fleet);
	return true;
}

static void on_changed(void *user, const char *address)
{
	Fleet *fleet = user;
	const FleetPen *pen = g_hash_table_lookup(fleet->pens_by_address, address);

	fleet_batteries_changed(fleet, address);
	if (pen && pen->tasks.length > 0)
		run_soon(fleet);
}

static void on_task_ended(void *user, const char *address, bool done, const char *reason)
{
	Fleet *fleet = user;
	FleetPen *pen = g_hash_table_lookup(fleet->pens_by_address, address);

	if (!pen || !pen->under_way)
		return;
	end_first(fleet, address, pen, done, reason);
	run_soon(fleet);
}

static void on_stroke_closed(void *user, const char *address, const Stroke *stroke)
{
	enrolment_stroke(((Fleet *)user)->enrolment, address, stroke, fleet_now_ms());
}

void fleet_set_pens(Fleet *fleet, Pens *pens)
{
	const PensListener listener = { fleet, on_changed, on_task_ended, on_stroke_closed };

	if (fleet->pens)
		pens_set_listener(fleet->pens, NULL);
	fleet->pens = pens;
	if (pens)
		pens_set_listener(pens, &listener);
}
