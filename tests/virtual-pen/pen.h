/* SPDX-License-Identifier: MIT */
/*
 * One virtual pen. It writes its script in its own time whether or not somebody listens: live when the
 * host asked for it, else into its memory. pen.c is the writing, pen-replies.c the answers to the host,
 * pen-stored.c the serving of stored ink; the three share this struct.
 */
#pragma once

#include "tests/virtual-pen/link.h"
#include "tests/virtual-pen/memory.h"
#include "tests/virtual-pen/options.h"
#include "tests/virtual-pen/script.h"
#include "tests/virtual-pen/sheet.h"
#include "tests/virtual-pen/truth.h"
#include "tests/virtual-pen/usb-files.h"
#include "tests/virtual-pen/wire.h"

#define PEN_PASSWORD_LIMIT 10
#define PEN_N_SETTINGS 15
#define PEN_NEVER G_MAXINT64

/* A running download. strokes is NULL when there is none. */
typedef struct {
	GPtrArray *strokes;
	guint first;	 /* of the packet now waiting for its answer */
	guint n_strokes; /* in it */
	uint16_t packet_id;
	uint8_t option;
	bool compress;
	guint tries;
	int64_t deadline_us;
	uint64_t n_packets, n_damaged; /* sent in the pen's life */
} Transfer;

typedef struct Pen {
	const Options *options;
	Truth *truth; /* not owned, may be NULL */
	uint32_t number;
	uint8_t address[6];
	char name[18];	/* the address as text, for the truth */
	Script *script; /* NULL: writes nothing */
	Memory memory;
	Dice dice; /* for damage; the ink has its own */

	int64_t started_us;
	int64_t clock_base_ms; /* pen's clock at ink time 0 */
	uint16_t settings[PEN_N_SETTINGS];
	char password[17];
	uint8_t password_tries;
	int battery_warned; /* percent last told */
	bool off;

	/* The link and its session. */
	Link link;
	LinkListener listener;
	WireReader reader;
	int64_t retry_us;
	int64_t back_off_us;
	bool unlocked, live, counted;
	unsigned minor;	    /* of the protocol in use */
	GArray *live_notes; /* of Paper (book UINT32_MAX: all of the owner); empty: every note */
	uint8_t counter;
	Transfer transfer;
	UsbFiles usb; /* with --usb instead of all that */

	/* The stroke being written. */
	InkStroke *current;
	bool current_live;
	guint n_told;	  /* of its dots */
	uint32_t told_ms; /* their time */
	TruthSent sent;
	GByteArray *waiting; /* live frames for the next notification */
	int64_t flush_us;
	GQueue in_flight; /* of InFlight: written live, not yet arrived */
	guint n_strokes;  /* finished */
	guint n_lies;	  /* notes made up */
} Pen;

Pen *pen_new(const Options *options, guint index, Truth *truth, GError **error);
Pen *pen_free(Pen *pen); /* keeps what nobody took; returns NULL */
/* Does what is due; returns when to call again (g_get_monotonic_time), PEN_NEVER: when bytes come. */
int64_t pen_advance(Pen *pen, int64_t now_us);
/* All that --quit-after asks for is written; with "strokes" the host has taken it too. */
bool pen_is_done(const Pen *pen);

/* Between the three files. */
int64_t pen_ink_ms(const Pen *pen, int64_t now_us);
int64_t pen_clock_ms(const Pen *pen);
/* As it tells it to the host. */
int64_t pen_told_clock_ms(const Pen *pen);
/* Of a pen that writes faster than a child the clock cannot agree with the host's: it is right, and never set. */
bool pen_keeps_own_time(const Pen *pen);
int pen_battery(const Pen *pen);
void pen_reply(Pen *pen, uint8_t command, int error, const void *payload, gsize n_payload);
void pen_obey(Pen *pen, const WireFrame *frame);   /* pen-replies.c */
void pen_serve(Pen *pen, const WireFrame *frame);  /* pen-stored.c: 0x21 to 0x27 and 0xA4 */
int64_t pen_serve_timer(Pen *pen, int64_t now_us); /* returns its next deadline */
void pen_serve_stop(Pen *pen);
void pen_forget(Pen *pen, const char *how, GPtrArray *strokes);
