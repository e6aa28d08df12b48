/* SPDX-License-Identifier: MIT */
/*
 * All pens of the school, bound or not: what is known of each, and what a person may ask of it. Answers the fleet's
 * messages of docs/console-protocol.md, for the pages and for the control socket alike. One queue for each
 * pen: what is asked of it waits until nothing else is under way there, and its end shows in `pens`.
 */
#pragma once

#include "daemon/bluez/bluez.h"
#include "daemon/classroom/classroom.h"
#include "daemon/console/console-message.h"
#include "daemon/pens/pens.h"
#include "daemon/problems/problems.h"
#include "daemon/usb/usb.h"
#include "homework/load/school-day.h"

typedef struct {
	Store *store;
	StoreReader *reader;
	Classroom *classroom;
	const char *key_path;	    /* of the pens' passwords (seal.h) */
	PageAddress enrolment_page; /* of the roster sheet; family NONE: no enrolment by writing */
	SchoolClock clock;	    /* of the school; zero: UTC */
	guint day_ends_minutes;	    /* of the day, when school is out: pens should last till then */
} FleetOptions;

typedef struct Fleet Fleet;

/* Before the pens, which ask it for passwords. */
Fleet *fleet_new(const FleetOptions *options, GError **error);
Fleet *fleet_free(Fleet *fleet); /* accepts NULL, returns NULL */

/* What comes later and goes earlier; each may be NULL. fleet_set_pens listens to them, until it
 * is called again. */
void fleet_set_pens(Fleet *fleet, Pens *pens);
void fleet_set_bluez(Fleet *fleet, Bluez *bluez);
void fleet_set_usb(Fleet *fleet, Usb *usb);
void fleet_set_problems(Fleet *fleet, Problems *problems);
void fleet_set_consoles(Fleet *fleet, guint (*n_consoles)(void *user), void *user);

/* The answer to one of the fleet's messages, as JSON for the caller to free: the state asked for, `done` when it is
 * done or waits for its pen, or an `error`. teacher_id 0: at the control socket. */
char *fleet_answer(Fleet *fleet, const ConsoleMessage *message, gint64 teacher_id);

/* Another class is open: boxes of the roster sheet are of other pupils' now, so that an enrolment under way ends. */
void fleet_class_opened(Fleet *fleet);

/* The password kept for the pen of this address; "" none. */
void fleet_password(const Fleet *fleet, const char *address, char password[17]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fleet, fleet_free)
