/* SPDX-License-Identifier: MIT */
/* What is put into the store, on its way from the main thread to the writer. Internal to store/. */
#pragma once

#include "store/store.h"

/* All but STROKE, PART, MOVE, PACK, RAW and FORGET are statements of store/tables.c, run with the request's values. */
typedef enum {
	REQUEST_STROKE,
	REQUEST_PART,
	REQUEST_MOVE,
	REQUEST_PACK,
	REQUEST_RAW,
	REQUEST_FORGET_RAW,
	REQUEST_SCHOOL,
	REQUEST_CLASS,
	REQUEST_PUPIL,
	REQUEST_TEACHER,
	REQUEST_PEN,
	REQUEST_CLOCK_READING,
	REQUEST_BINDING,
	REQUEST_PEN_PASSWORD,
	REQUEST_PEN_BATTERY,
	REQUEST_SHEET,
	REQUEST_ASSIGNMENT,
	REQUEST_WITHDRAWAL,
	REQUEST_RULE_CHANGE,
	REQUEST_PLAN,
	REQUEST_TRAINING,
	REQUEST_ACTION,
	REQUEST_CLASS_OPENING,
	REQUEST_OPENING,
	REQUEST_LESSON,
	REQUEST_DESK,
	REQUEST_HAND_DOWN,
	REQUEST_PAGE_TURN,
	REQUEST_PAGE_PLACING,
	REQUEST_SEAT_MOVE,
	REQUEST_SESSION,
	REQUEST_WALL,
	REQUEST_WALL_LINK,
	REQUEST_PAGE_COPY,
	REQUEST_MARK,
	REQUEST_COMMENT,
	REQUEST_ANSWER,
	REQUEST_CLAIM,
	REQUEST_PILE,
	REQUEST_CORRECTION,
	REQUEST_CONSENT,
	REQUEST_ACCESS,
	REQUEST_NIGHT,
	REQUEST_PROBLEM,
	REQUEST_FORGET_PROBLEMS,
	REQUEST_FORGET, /* store/retention.h */
} RequestKind;
#define REQUEST_N_KINDS (REQUEST_FORGET + 1)

typedef enum { VALUE_INTEGER, VALUE_REAL, VALUE_TEXT, VALUE_BYTES } ValueKind;

typedef struct {
	ValueKind kind;
	gint64 integer;
	double real;
	GBytes *bytes; /* of TEXT (without a NUL) and BYTES */
} Value;

typedef struct Request Request;
struct Request {
	Request *next; /* in the queue */
	RequestKind kind;
	guint64 sequence;
	gsize n_bytes; /* in memory, for the queue's limit */
	bool more;     /* the next is of the same transaction */
	gint64 pen_id;
	gint64 page_copy_id;
	Stroke *stroke; /* STROKE */
	gint64 last_ms; /* PART: of its last dot, by the pen's clock */
	guint n_values;
	Value *values; /* NULL while there are none */
};

Request *request_new(RequestKind kind);
Request *request_free(Request *request); /* returns NULL; accepts NULL */
void request_take_stroke(Request *request, Stroke *take_stroke);
void request_add_integer(Request *request, gint64 integer);
void request_add_real(Request *request, double real);
void request_add_text(Request *request, const char *text); /* NULL is "" */
void request_add_bytes(Request *request, const guint8 *bytes, gsize n_bytes);
/* "stroke", "page copy", …: for the log. */
const char *request_kind_name(RequestKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Request, request_free)
