/* SPDX-License-Identifier: MIT */
/*
 * The configuration of zhibid: one key file, every key optional; daemon/zhibi.conf shows them all with
 * their defaults. The command line comes over it.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "homework/marking/mark-customs.h"
#include "homework/sheet/question.h"
#include "daemon/privacy/nightly.h"
#include "drivers/pen.h"

typedef struct {
	/* [data] */
	char *data_folder;

	/* [console] */
	char *address;
	gint port;	       /* -1: 8080 without TLS, 8443 with it; 0: any free one */
	char *page_folder;     /* NULL: where it is installed, or the tree's own */
	char *certificate;     /* NULL: no TLS on loopback, a certificate of our own elsewhere */
	char *certificate_key; /* NULL as well */

	/* [pens] */
	char *pens_socket; /* NULL: pens.sock in the data folder */
	char *record;	   /* "": nothing; "*": every link; else the names, as "socket:*" */
	guint keep_raw_days;
	PenConfig pen; /* of pens without a group of their own */

	GHashTable *pens;    /* [pen ADDRESS]: address → PenConfig */
	char *models_folder; /* NULL: only the models that the program carries */

	/* [bluetooth] */
	bool has_bluetooth;
	guint adapter_capacity; /* links at once; 0: learnt */

	/* [usb] */
	bool has_usb;
	GPtrArray *usb_slots; /* of char*: the ports of a charging cabinet, in order; NULL */

	/* [enrolment] */
	PageAddress enrolment_page; /* of the roster sheet; family NONE: not configured */

	/* [load] */
	char *rules_file; /* NULL: the defaults of homework/load/rules.h */

	/* [school] */
	guint day_ends_minutes; /* of the day */
	/* [exports] */
	bool learning_records; /* may be made by zhibi export */
	/* [retention] */
	NightlyOptions retention;

	/* [reading]: answers less sure than this are left to a person; 0: as sure as the recogniser asks */
	double reading_bounds[QUESTION_N_TYPES];

	/* [marking], [marking SUBJECT] */
	MarkCustoms *customs;
} Config;

/* With the defaults. */
Config *config_new(void);
Config *config_free(Config *config); /* returns NULL */

/*
 * Reads the file over what is there. A key that is not known is told with the nearest one that is, and
 * passed over; a value that cannot be is an error (DAEMON_ERROR_USE) with file, group, key and mend.
 */
bool config_load(Config *config, const char *path, void (*warn)(void *user, const char *message),
	void *user, GError **error);

/* Do its values go together? */
bool config_check(const Config *config, GError **error);
/* A port from the command line or the file: 0 to 65535. */
bool config_parse_port(const char *text, gint *port, GError **error);
/* Is it an address of this machine alone? */
bool config_is_loopback(const char *address);
/* The port to listen on; 0: any free one. */
guint16 config_port(const Config *config, bool has_tls);
/* What is configured for one pen, over the general one. */
void config_pen(const Config *config, const char *address, PenConfig *pen);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)
