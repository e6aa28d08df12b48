/* SPDX-License-Identifier: MIT */
/*
 * What a driver may do: send bytes, tell dots, arm its one timer, wait for its ink to be on disk, report
 * how the pen is, fail. A Pen is one pen on one link; the host side (daemon, or a test) hands in bytes
 * and times and answers the calls of PenHost. No I/O and no clock in here: now_ms is always handed in.
 */
#pragma once

#include "drivers/driver.h"
#include "drivers/pen-task.h"
#include "protocol/dot.h"

#include <glib.h>

typedef enum {
	PEN_CONNECTING, /* handshake runs */
	PEN_READY,	/* live strokes are on */
	PEN_LOCKED,	/* wants a password that we do not have or that was refused */
	PEN_FAILED,	/* handshake given up; reason says why */
	PEN_OFF,	/* the pen said it goes off */
} PenState;

/* "connecting", "ready", "locked", "failed", "off". */
const char *pen_state_name(PenState state);

/* All that is known of the pen itself; texts may be "". Times ms since 1970. */
typedef struct {
	char address[18]; /* "9C:7B:D2:0A:0B:0C", the identity of the pen */
	char model[17];
	char firmware[17];
	char protocol[9];
	uint16_t force_max;
	uint8_t battery_percent; /* 255 not known */
	bool charging;
	uint8_t memory_used_percent; /* 255 not known */
	bool stores_offline;
	gint64 clock_offset_ms; /* host - pen, read before the pen's clock was set; both times: */
	gint64 clock_read_host_ms; /* 0: never read */
	gint64 clock_read_pen_ms;
	gint64 clock_set_ms; /* it has taken the host's time, on this link; 0: not yet, or it does not say */
	gint64 emptied_ms; /* all that it held then has been told, on this link; 0: not yet */
	PenSettings settings;
} PenInfo;

/* Stored ink on its way; all zero when none. */
typedef struct {
	guint n_strokes_done;
	guint n_strokes_all; /* of the notes listed so far */
	guint n_notes_left;
	bool under_way; /* from the asking for a list on to the end of it all */
} PenDownload;

/* What a model does otherwise than its family; the words of `Quirks` in drivers/models. */
typedef enum {
	PEN_QUIRK_CAP_AFTER_RESTART = 1 << 0,  /* "cap-after-restart" */
	PEN_QUIRK_FREES_WHEN_FETCHED = 1 << 1, /* "frees-when-fetched": by itself, unasked */
} PenQuirk;

/* Configuration of one pen. Copied by pen_new. */
typedef struct {
	char password[17];  /* "" none */
	bool fetch_stored;  /* download stored ink when it connects */
	bool delete_stored; /* free the pen's pages after they are on disk */
	guint quirks;	    /* PenQuirk, from the model file */
} PenConfig;

/* The host's side. `send` takes bytes for the pen, whole frames, in order. `await_stored` asks the host
 * to call pen_stored(pen, token) once all dots told before this call are on disk, and all bytes given to
 * `keep_raw`, which puts the pen's bytes into the record as they are. `changed` says
 * that state, info or download changed. `failed`: the link is to be closed; message is for staff.
 * None may call back into the Pen, but that `changed` and `failed` may read it; both come when the
 * call under way has done its work, `failed` last of all, so there the host may free the pen. */
typedef struct {
	void *user;
	void (*send)(void *user, const guint8 *bytes, gsize n_bytes);
	void (*await_stored)(void *user, guint64 token);
	void (*changed)(void *user);
	void (*failed)(void *user, const GError *error);
	/* The task begun last is over: done, or not, and then why. Comes before `changed`; may be NULL. */
	void (*task_ended)(void *user, bool done, const char *reason);
	/* For ink that is not told yet, while its packets must be acknowledged; may be NULL. */
	void (*keep_raw)(void *user, const guint8 *bytes, gsize n_bytes);
} PenHost;

Pen *pen_new(
	const PenDriver *driver, const PenConfig *config, const PenHost *host, const DotSink *sink);
Pen *pen_free(Pen *pen); /* returns NULL; accepts NULL */

/* Host side: another configuration, when the pen has said who it is; not from inside a call of PenHost. */
void pen_set_config(Pen *pen, const PenConfig *config);
/* The same pen was here on an earlier link: what was learnt of it goes over from `older`, a Pen that was
 * stopped and is then good only to be freed. So stored ink that is on disk is not fetched again. */
void pen_inherit(Pen *pen, Pen *older);
/* What happens on the link. */
void pen_start(Pen *pen, gint64 now_ms); /* the link is open both ways */
void pen_receive(Pen *pen, const guint8 *bytes, gsize n_bytes, gint64 now_ms);
void pen_stored(Pen *pen, guint64 token, gint64 now_ms);
void pen_stop(Pen *pen, gint64 now_ms); /* the link is gone: open strokes end with LINK_LOST */
/* When the driver wants to be woken, ms since 1970; 0 = not at all. Ask after every call above. */
gint64 pen_timer_ms(const Pen *pen);
void pen_timer(Pen *pen, gint64 now_ms);
/* Asks for stored ink now (a teacher's wish, a rota). False when the pen cannot. */
bool pen_fetch_stored(Pen *pen, gint64 now_ms);

/* Begins a task; false: not now, for the pen is not ready or something is under way. At the end of the link at
 * the latest it has ended. */
bool pen_begin_task(Pen *pen, const PenTask *task, gint64 now_ms);

PenState pen_state(const Pen *pen);
const PenInfo *pen_info(const Pen *pen);
const PenDownload *pen_download(const Pen *pen);
/* Plain words on what went wrong or is being waited for, English; "" when all is well. */
const char *pen_reason(const Pen *pen);
/* How often the driver told dots against the rules of DotSink (mended on the way, nothing dropped), and
 * in which way last, with the driver's name: "driver neo: dots outside a stroke"; "" when never. */
guint pen_n_driver_faults(const Pen *pen);
const char *pen_driver_fault(const Pen *pen);

/* Driver side. */
void *pen_driver_state(Pen *pen); /* state_size bytes, zero at first */
const PenConfig *pen_config(const Pen *pen);
const DotSink *pen_sink(Pen *pen); /* checks and counts, then tells the host's sink */
gint64 pen_now_ms(const Pen *pen); /* of the call under way */
void pen_send(Pen *pen, const guint8 *bytes, gsize n_bytes);
void pen_arm_timer(Pen *pen, guint after_ms);			 /* one timer; 0 disarms */
guint64 pen_await_stored(Pen *pen);				 /* returns the token */
void pen_keep_raw(Pen *pen, const guint8 *bytes, gsize n_bytes); /* before pen_await_stored */
PenInfo *pen_info_edit(Pen *pen);				 /* followed by pen_changed */
PenDownload *pen_download_edit(Pen *pen);
void pen_set_state(Pen *pen, PenState state, const char *reason);
/* Adds plain English to caveats, apart by "; ", unless it is there already. */
void pen_caveat(GString *caveats, const char *format, ...) G_GNUC_PRINTF(2, 3);
void pen_changed(Pen *pen);
/* reason: plain English, "" when done. */
void pen_end_task(Pen *pen, bool done, const char *reason);
#define PEN_ERROR (pen_error_quark())
GQuark pen_error_quark(void); /* "zhibi-drivers" */
typedef enum { PEN_ERROR_NO_ANSWER, PEN_ERROR_LOCKED, PEN_ERROR_REFUSED } PenErrorCode;
void pen_fail(Pen *pen, PenErrorCode code, const char *format, ...) G_GNUC_PRINTF(3, 4);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pen, pen_free)
