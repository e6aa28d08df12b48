/* SPDX-License-Identifier: MIT */
/*
 * The pens we know, as data: drivers/models/<model>.pen, one key file a model, says how a pen of it is
 * recognised on the air and on the cable and which driver speaks to it. Models with a name are asked
 * before those without. Pure: texts in, values out; who reads the files is above.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What a model does otherwise on the air; the words of `[Bluetooth] Quirks` in drivers/models. */
typedef enum {
	MODEL_LINK_NOTIFY_BY_BUS = 1 << 0, /* "notify-by-bus": StartNotify, no AcquireNotify */
	MODEL_LINK_WRITE_BY_BUS = 1 << 1,  /* "write-by-bus": WriteValue, no AcquireWrite */
	MODEL_LINK_PAIR = 1 << 2,	   /* "pair": wants to be paired before it is of use */
} ModelLink;

/* One way in over GATT. UUIDs are whole and lower case. */
typedef struct {
	char service[37], write[37], notify[37];
} ModelGatt;

typedef struct {
	guint16 vendor, product;
} ModelUsb;

typedef struct {
	char *file; /* "neo-m1.pen" */
	char *name; /* "Neo smartpen M1" */
	char *driver;
	guint quirks; /* PenQuirk */

	/* [Match]: how it is recognised on the air. */
	GPtrArray *services;	  /* of char*: whole UUIDs, advertised */
	GPtrArray *names;	  /* of char*: patterns with * */
	GPtrArray *manufacturers; /* of GBytes: what the advertised field begins with */
	GArray *classes;	  /* of guint32: class of device, of classic Bluetooth */

	/* [Bluetooth]: how it is spoken to there. */
	GArray *gatts;	  /* of ModelGatt, best first */
	bool serial_port; /* the classic serial port too (SPP) */
	guint links;	  /* ModelLink */

	/* [Usb]: on the cable; usb_driver NULL: not at all. */
	GArray *usbs;	  /* of ModelUsb */
	char *usb_driver; /* "neo-usb" */
	guint usb_class;  /* of the interface with the bulk endpoints: 10, CDC data */
} Model;

/* What is known of a device that may be a pen; NULL or 0 where it is not known. */
typedef struct {
	const char *name;
	const char *const *services; /* whole UUIDs, any case, NULL-ended */
	const guint8 *manufacturer;  /* the whole field: BlueZ's company number comes first in it */
	gsize n_manufacturer;
	guint32 class_of_device;
} ModelSighting;

typedef struct ModelSet ModelSet;

ModelSet *model_set_new(void);		 /* empty */
ModelSet *model_set_new_built_in(void);	 /* with drivers/models as they were at build time */
ModelSet *model_set_free(ModelSet *set); /* returns NULL */
/* Adds one file's text; errors name file, group, key and the mend. A model of the same file name is replaced:
 * so a school can mend one. */
bool model_set_add(
	ModelSet *set, const char *file, const char *text, gsize n_bytes, GError **error);
guint model_set_n(const ModelSet *set);
const Model *model_set_get(const ModelSet *set, guint index);

/* Which model it is; NULL: not a pen that we know. It needs a service, a manufacturer's field or (where the model
 * has names) a class of device that is the model's; a name that is the model's, if it has names; and no
 * manufacturer's field that is somebody else's. A name alone is never enough. */
const Model *model_set_find(const ModelSet *set, const ModelSighting *sighting);
const Model *model_set_find_usb(const ModelSet *set, guint16 vendor, guint16 product);
/* Services that discovery asks for: whole UUIDs, each once, NULL-ended; free with g_strfreev. */
char **model_set_services(const ModelSet *set);

#define MODEL_ERROR (model_error_quark())
GQuark model_error_quark(void); /* "zhibi-drivers" */
typedef enum { MODEL_ERROR_BAD_FILE } ModelErrorCode;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ModelSet, model_set_free)
