/* SPDX-License-Identifier: MIT */
/* Shared by the files of the fleet only: fleet.c (messages), fleet-tasks.c (what waits for a pen),
 * fleet-air.c (pens on Bluetooth), fleet-batteries.c (how long they last), fleet-json.c (answers). */
#pragma once

#include "daemon/fleet/fleet.h"

#include "daemon/classroom/classroom-pens.h"
#include "daemon/console/console-json.h"
#include "daemon/fleet/enrolment.h"
#include "daemon/fleet/seal.h"
#include "daemon/json-text.h"
#include "drivers/pen-task.h"

typedef enum { FLEET_FIND, FLEET_SETTING, FLEET_PASSWORD, FLEET_FETCH } FleetTaskKind;
typedef enum { FLEET_WAITING, FLEET_UNDER_WAY, FLEET_DONE, FLEET_FAILED } FleetTaskState;

typedef struct {
	FleetTaskKind kind;
	PenTask task; /* not of FETCH */
} FleetTask;

/* What was asked of one pen: waiting, under way, and how the last ended. */
typedef struct {
	GQueue tasks; /* of FleetTask; the first may be under way */
	bool under_way;
	FleetTaskKind last;
	FleetTaskState state; /* of the last that was asked for */
	char *reason;
} FleetPen;

struct Fleet {
	FleetOptions options;
	Seal *seal;
	Pens *pens;
	Bluez *bluez;
	Usb *usb;
	Problems *problems;
	Enrolment *enrolment;
	guint (*n_consoles)(void *user);
	void *consoles;
	GHashTable *pens_by_address; /* char * → FleetPen, both owned */
	GHashTable *passwords;	     /* char * → GBytes, sealed */
	GHashTable *batteries;	     /* &gint64, pen → what it said of its battery */
	guint run_source;	     /* queues are looked at when the loop is free */
	gint64 started_ms;
};

static inline gint64 fleet_now_ms(void)
{
	return g_get_real_time() / 1000;
}

/* fleet-tasks.c */
void fleet_tasks_init(Fleet *fleet);
void fleet_tasks_clear(Fleet *fleet);
const FleetPen *fleet_tasks_of(const Fleet *fleet, const char *address); /* or NULL */
/* False: too many wait for this pen. */
bool fleet_tasks_add(Fleet *fleet, const char *address, const FleetTask *task);
/* It is done already, with no word from the pen. */
void fleet_tasks_note_done(Fleet *fleet, const char *address, FleetTaskKind kind);
/* An empty text forgets it. */
void fleet_keep_password(Fleet *fleet, const char *address, const char *password);

/* fleet-air.c */
const ConsoleTrouble *fleet_air_obey(Fleet *fleet, const ConsoleMessage *message);
json_t *fleet_air_status(const Fleet *fleet);
/* Adds what only Bluetooth knows of a pen that the school has met; true: it is on the air. */
void fleet_air_put_pen(const Fleet *fleet, json_t *object, const char *address, bool here);
/* Pens on the air that the school has not met. */
void fleet_air_add_strangers(const Fleet *fleet, json_t *pens);

/* fleet-batteries.c */
bool fleet_batteries_load(Fleet *fleet, GError **error);
void fleet_batteries_changed(Fleet *fleet, const char *address);
/* Of BatteryUse, by model: of these pens (ClassroomPenView) together. */
GHashTable *fleet_batteries_by_model(const Fleet *fleet, const GArray *pens, gint64 now_ms);
json_t *fleet_batteries_forecast(
	const Fleet *fleet, const StorePen *pen, GHashTable *models, gint64 now_ms);

/* fleet-json.c */
char *fleet_json_status(const Fleet *fleet, guint32 request);
char *fleet_json_pens(const Fleet *fleet, guint32 request);
char *fleet_json_done(guint32 request);
