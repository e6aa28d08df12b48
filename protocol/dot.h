/* SPDX-License-Identifier: MIT */
/*
 * What every pen says, whatever its make: dots, the stroke and the page they belong to, and the few
 * other things a pen reports. Decoders speak it through a DotSink; all else in zhibi listens to one.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A family of printed or device-made page numbers. */
typedef enum {
	PAGE_FAMILY_NONE = 0,  /* the page is not known */
	PAGE_FAMILY_NCODE = 1, /* Neo smartpen: section, owner, book, page printed in the dots */
} PageFamily;

typedef struct {
	PageFamily family;
	uint32_t section;
	uint32_t owner;
	uint32_t book;
	uint32_t page;
} PageAddress;

/* A place in steps of the pen: Ncode steps are hundredths of an Ncode unit. Only ink/units.h turns
 * steps into micrometres on paper. */
typedef struct {
	int32_t x;
	int32_t y;
} RawPoint;

#define FORCE_NONE UINT16_MAX /* the pen does not measure force */
#define TILT_NONE UINT8_MAX
#define TWIST_NONE UINT16_MAX

typedef enum {
	DOT_OUTLIER = 1 << 0,	/* far from both neighbours, or off any sheet */
	DOT_AFTER_GAP = 1 << 1, /* dots before this one are missing */
} DotFlag;

/* One sample. 24 bytes. */
typedef struct {
	uint32_t time_ms; /* since the start of the stroke */
	RawPoint at;
	uint16_t force; /* raw, 0 to the stroke's force_max (may lie above: pens do that) */
	uint16_t twist; /* degrees */
	uint16_t
		gap_ms; /* part of time_ms: camera-error time just before this dot (see gaps_counted) */
	uint8_t tilt_x; /* degrees, 90 = upright */
	uint8_t tilt_y;
	uint8_t flags; /* DotFlag */
} Dot;

/* What is not as it should be with a stroke. Ink is flagged, never filtered. */
typedef enum {
	STROKE_OUTLIER = 1 << 0,
	STROKE_GAP = 1 << 1,		/* dots are missing inside */
	STROKE_UP_MISSING = 1 << 2,	/* closed because the next pen-down came */
	STROKE_DOWN_MISSING = 1 << 3,	/* start reckoned back from the pen-up */
	STROKE_PAGE_GUESSED = 1 << 4,	/* filed under the last page known */
	STROKE_CLOCK_REPAIRED = 1 << 5, /* times are not the pen's own; the pen's are kept beside */
	STROKE_LINK_LOST = 1 << 6,	/* the link ended while the pen was down */
	STROKE_CLOCK_UNSURE = 1 << 7,	/* the pen's clock was set before this, or after */
} StrokeFlag;
#define STROKE_N_FLAGS 8

/* The flag's word in messages and pages ("gap", "up-missing", …), by bit number; NULL past the last. */
const char *stroke_flag_name(unsigned bit);

typedef enum { TIP_PEN = 0, TIP_ERASER = 1 } TipKind;
typedef enum { STROKE_LIVE = 0, STROKE_STORED = 1 } StrokeOrigin;

/* Known at pen-down. start_ms and page may still be unknown (0, PAGE_FAMILY_NONE). */
typedef struct {
	int64_t start_ms; /* ms since 1970 UTC by the pen's clock */
	PageAddress page;
	uint32_t color;	    /* 0xAARRGGBB, 0 when the pen does not say */
	uint16_t force_max; /* 0 when not known */
	TipKind tip;
	StrokeOrigin origin;
} StrokeHead;

/* Known at pen-up; overrides the head. */
typedef struct {
	int64_t start_ms;
	int64_t pen_start_ms; /* as the pen said; differs from start_ms only with STROKE_CLOCK_REPAIRED */
	int64_t end_ms;
	PageAddress page;
	uint32_t flags; /* StrokeFlag */
	uint32_t n_dots;
	/* false: the pen's camera errors do not advance its clock, so every dot's time_ms has to lose
	 * the gap_ms of itself and of the dots before it (neo.md 8.1). */
	bool gaps_counted;
} StrokeTail;

/* The outcome of decoding a piece of bytes. All but OK and MORE are counted per pen. */
typedef enum {
	DECODE_OK = 0,
	DECODE_MORE,	   /* not complete yet */
	DECODE_NOT_MINE,   /* another protocol's bytes, or stray ones */
	DECODE_BAD_LENGTH, /* a frame cut short, or its length field lies */
	DECODE_BAD_ESCAPE, /* an escape before nothing */
	DECODE_BAD_CHECK,  /* a checksum does not match */
	DECODE_BAD_VALUE,  /* a field outside what the protocol allows */
} DecodeResult;

/* "length", "escape", "checksum", "value", "stray"; "ok" and "more" for the rest. */
const char *decode_result_name(DecodeResult result);

typedef enum {
	PEN_SAID_BATTERY,   /* percent, charging */
	PEN_SAID_POWER_OFF, /* reason */
	PEN_SAID_LOST,	    /* n: events that the pen sent and we never saw */
	PEN_SAID_REPEATED,  /* n: events or packets seen before, dropped */
	PEN_SAID_BAD, /* bad: what was wrong with bytes that were dropped; n: an unknown command, or 0 */
	PEN_SAID_HOVER,	       /* at, page */
	PEN_SAID_CAMERA_ERROR, /* n: the decoder's error code */
	PEN_SAID_EMPTY_STROKE, /* a down and an up with nothing between */
	PEN_SAID_TOUCH,	       /* at, page: a single touch of a sound pen (PDS) */
} PenSaidKind;

typedef enum {
	POWER_OFF_AUTO = 0,
	POWER_OFF_BATTERY = 1,
	POWER_OFF_UPDATE = 2,
	POWER_OFF_KEY = 3,
	POWER_OFF_CAP = 4,
	POWER_OFF_ALERT = 5,
	POWER_OFF_USB = 6,
	POWER_OFF_PASSWORD = 7,
	POWER_OFF_TEST = 8,
} PowerOffReason;

/* "auto", "battery", "update", "key", "cap", "alert", "usb", "password", "test" or "other". */
const char *power_off_reason_name(unsigned reason);

typedef struct {
	PenSaidKind kind;
	uint8_t percent;
	bool charging;
	uint8_t reason;
	uint32_t n;
	DecodeResult bad;
	RawPoint at;
	PageAddress page;
} PenSaid;

/*
 * Where dots go. Between down and up come dots, and page at most once, when down had no page: it
 * holds for all dots of the stroke. A change of page while the pen is down arrives as up and down.
 * No call may call back into the decoder.
 */
typedef struct {
	void *user;
	void (*down)(void *user, const StrokeHead *head);
	void (*page)(void *user, const PageAddress *page);
	void (*dots)(void *user, const Dot *dots, size_t n_dots);
	void (*up)(void *user, const StrokeTail *tail);
	void (*said)(void *user, const PenSaid *said);
} DotSink;

bool page_address_equal(const PageAddress *a, const PageAddress *b);

/*
 * One number per page address of a family. Ncode numbers as printed (section below 2^7, owner below
 * 2^16, book and page below 2^20) pack as they are; an address that no paper can carry (damaged
 * bytes) gives a negative number made from all its bits, so that its ink still has a page of its own.
 */
int64_t page_address_key(const PageAddress *address);
