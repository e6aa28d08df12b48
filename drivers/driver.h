/* SPDX-License-Identifier: MIT */
/*
 * A pen family's behaviour as a table of functions: the contract between drivers/ and the rest. A driver
 * is const, never blocks, does no I/O and knows no clock; it works through its Pen (drivers/pen.h).
 * Adding a family: a decoder in protocol/, one of these, one line in registry.c, a model file.
 */
#pragma once

#include "protocol/dot.h"

#include "drivers/pen-task.h"

#include <glib.h>

typedef struct Pen Pen;

typedef enum { FROM_PEN, TO_PEN } TransferDirection;

typedef struct {
	const char *name;  /* "neo": as in recordings, model files and messages */
	const char *title; /* one line for --help */
	gsize state_size;  /* of the state behind pen_driver_state */

	/* The link is open: begin the handshake. */
	void (*start)(Pen *pen);
	/* Bytes from the pen, cut anywhere. */
	void (*receive)(Pen *pen, const guint8 *bytes, gsize n_bytes);
	/* The timer armed with pen_arm_timer fell due. */
	void (*timer)(Pen *pen);
	/* All told before pen_await_stored gave this token is on disk. */
	void (*stored)(Pen *pen, guint64 token);
	/* Fetch stored ink; NULL or false when the family or the moment does not allow it. */
	bool (*fetch_stored)(Pen *pen);
	/* A person's wish (drivers/pen-task.h). False: something else is under way, ask again later. True: it
	 * is begun, and ends by pen_end_task, maybe before this returns. NULL: the family can none. */
	bool (*begin_task)(Pen *pen, const PenTask *task);
	/* The link is gone: end open strokes. No more sending. */
	void (*stop)(Pen *pen);
	/* This pen is the one of an earlier link, which is over: take over what was learnt of it (what
	 * was fetched, a refused password). `older` is of the same driver. NULL: nothing is learnt. */
	void (*inherit)(Pen *pen, Pen *older);
	/* Free what the state owns. */
	void (*clear)(Pen *pen);

	/* Reading a recording, which may begin anywhere, with no pen to talk to. force_max and such are
	 * learnt from replies in it. `told` may be NULL; it gets a JSON line (no newline) for each
	 * reply worth printing. decoder_end closes open strokes with STROKE_LINK_LOST. */
	void *(*decoder_new)(
		const DotSink *sink, void (*told)(void *user, const char *json), void *user);
	void (*decoder_feed)(void *decoder, TransferDirection direction, const guint8 *bytes,
		gsize n_bytes, gint64 host_ms);
	void (*decoder_end)(void *decoder, gint64 host_ms);
	void (*decoder_free)(void *decoder);
	/* The pen's address if the recording told it, else "". */
	const char *(*decoder_address)(const void *decoder);
} PenDriver;

/* registry.c: all drivers, NULL-ended, and one by name (NULL when there is none). */
const PenDriver *const *drivers_all(void);
const PenDriver *driver_by_name(const char *name);
