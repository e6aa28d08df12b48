/* SPDX-License-Identifier: MIT */
/*
 * zhibid as a whole: opens the record, brings up classroom, pens and console in the order in which they lean
 * on each other, and takes them down the other way round.
 */
#pragma once

#include "daemon/config.h"
#include "daemon/teachers.h"
#include "homework/sheet/sheet.h"

typedef struct {
	const Config *config;
	guint n_demonstration_pupils;	  /* 0: no demonstration */
	guint n_demonstration_weeks;	  /* of homework before it */
	const Sheet *demonstration_sheet; /* NULL: the one the program carries */
	const GPtrArray *replays;	  /* of ReplayRequest */
} ServiceOptions;

typedef struct Service Service;

/* Listening when it returns. Errors say in one line what is wrong and how to mend it. */
Service *service_start(const ServiceOptions *options, GMainLoop *loop, GError **error);
/* Only after g_main_loop_run has returned. Open strokes are finished, all that was put is on disk (unless
 * the disk refuses). Accepts NULL, returns NULL. */
Service *service_stop(Service *service);

/* "http://127.0.0.1:8080/". */
char *service_address(const Service *service);
/* Of the demonstration's teacher; NULL otherwise. */
const char *service_password(const Service *service);
/* Can nobody log in? */
bool service_lacks_teacher(const Service *service);

/* Makes an account or changes one; a zhibid that runs on the folder is asked to. With `password` it has a new one, to be
 * freed; NULL: it keeps its own. The wish has no hash. */
bool service_put_teacher(
	const Config *config, const TeachersWish *wish, char **password, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Service, service_stop)
