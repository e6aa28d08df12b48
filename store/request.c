/* SPDX-License-Identifier: MIT */
/* What waits to be written; see request.h. */
#include "store/request.h"

#define N_VALUES_MAX 18 /* an answer has 14 */

Request *request_new(RequestKind kind)
{
	Request *request = g_new0(Request, 1);
	request->kind = kind;
	request->n_bytes = sizeof *request;
	return request;
}

Request *request_free(Request *request)
{
	if (!request)
		return NULL;
	for (guint i = 0; i < request->n_values; i++)
		g_bytes_unref(request->values[i].bytes);
	g_free(request->values);
	stroke_free(request->stroke);
	g_free(request);
	return NULL;
}

void request_take_stroke(Request *request, Stroke *take_stroke)
{
	request->stroke = take_stroke;
	request->n_bytes += sizeof *take_stroke + take_stroke->dots->len * sizeof(Dot);
}

static Value *add(Request *request, ValueKind kind)
{
	g_assert(request->n_values < N_VALUES_MAX);
	if (!request->values) {
		request->values = g_new0(Value, N_VALUES_MAX);
		request->n_bytes += N_VALUES_MAX * sizeof(Value);
	}
	Value *value = &request->values[request->n_values++];
	value->kind = kind;
	return value;
}

void request_add_integer(Request *request, gint64 integer)
{
	add(request, VALUE_INTEGER)->integer = integer;
}

void request_add_real(Request *request, double real)
{
	add(request, VALUE_REAL)->real = real;
}

static void add_bytes(Request *request, ValueKind kind, const void *bytes, gsize n_bytes)
{
	add(request, kind)->bytes = g_bytes_new(bytes, n_bytes);
	request->n_bytes += n_bytes;
}

void request_add_text(Request *request, const char *text)
{
	const char *kept = text ? text : "";
	add_bytes(request, VALUE_TEXT, kept, strlen(kept));
}

void request_add_bytes(Request *request, const guint8 *bytes, gsize n_bytes)
{
	add_bytes(request, VALUE_BYTES, bytes, n_bytes);
}

const char *request_kind_name(RequestKind kind)
{
	switch (kind) {
	case REQUEST_STROKE:
		return "stroke";
	case REQUEST_PART:
		return "part of a stroke";
	case REQUEST_MOVE:
		return "move of a stroke";
	case REQUEST_PACK:
		return "packing of a page copy";
	case REQUEST_RAW:
		return "raw transfer";
	case REQUEST_FORGET_RAW:
		return "forgetting of raw transfers";
	case REQUEST_SCHOOL:
		return "school";
	case REQUEST_CLASS:
		return "class";
	case REQUEST_PUPIL:
		return "pupil";
	case REQUEST_TEACHER:
		return "teacher";
	case REQUEST_PEN:
		return "pen";
	case REQUEST_CLOCK_READING:
		return "clock reading";
	case REQUEST_BINDING:
		return "binding";
	case REQUEST_PEN_PASSWORD:
		return "pen password";
	case REQUEST_PEN_BATTERY:
		return "battery of a pen";
	case REQUEST_SHEET:
		return "sheet";
	case REQUEST_ASSIGNMENT:
		return "assignment";
	case REQUEST_WITHDRAWAL:
		return "withdrawal of an assignment";
	case REQUEST_RULE_CHANGE:
		return "change of a rule";
	case REQUEST_PLAN:
		return "plan";
	case REQUEST_ACTION:
		return "action";
	case REQUEST_TRAINING:
		return "training";
	case REQUEST_CLASS_OPENING:
		return "opening of a class";
	case REQUEST_OPENING:
		return "opening of an assignment";
	case REQUEST_LESSON:
		return "lesson";
	case REQUEST_DESK:
		return "desk";
	case REQUEST_PAGE_TURN:
		return "turn to a page";
	case REQUEST_PAGE_PLACING:
		return "placing of a page";
	case REQUEST_SEAT_MOVE:
		return "move of a seat";
	case REQUEST_SESSION:
		return "session";
	case REQUEST_HAND_DOWN:
		return "hand that was seen";
	case REQUEST_WALL:
		return "show wall";
	case REQUEST_WALL_LINK:
		return "link to the show wall";
	case REQUEST_PAGE_COPY:
		return "page copy";
	case REQUEST_MARK:
		return "mark";
	case REQUEST_COMMENT:
		return "comment";
	case REQUEST_ANSWER:
		return "answer";
	case REQUEST_PILE:
		return "pile";
	case REQUEST_CLAIM:
		return "claim";
	case REQUEST_CORRECTION:
		return "correction";
	case REQUEST_CONSENT:
		return "consent";
	case REQUEST_ACCESS:
		return "access";
	case REQUEST_NIGHT:
		return "night";
	case REQUEST_PROBLEM:
		return "problem";
	case REQUEST_FORGET:
		return "forgetting";
	case REQUEST_FORGET_PROBLEMS:
		return "forgetting of problems";
	}
	g_assert_not_reached();
}
