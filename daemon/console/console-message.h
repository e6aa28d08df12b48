/* SPDX-License-Identifier: MIT */
/*
 * What a page, or a program at the control socket, may say (docs/console-protocol.md), from text to a plain
 * value. Strict: a key too many, a number out of range, anything nested (but the operations of a sheet-edit) is refused
 * and the field named. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define CONSOLE_MESSAGE_BYTES_MAX 4096
#define CONSOLE_MESSAGE_EDIT_BYTES_MAX 65536 /* of a sheet-edit, the only one that nests */

typedef enum {
	CONSOLE_MESSAGE_OPEN_PAGE,
	CONSOLE_MESSAGE_LIST_PAGES,
	CONSOLE_MESSAGE_HIDE_NAMES,
	CONSOLE_MESSAGE_RESYNCHRONISE,
	/* Answered by daemon/console/console-marking.c: */
	CONSOLE_MESSAGE_MARK,
	CONSOLE_MESSAGE_MARK_EQUAL,
	CONSOLE_MESSAGE_ACCEPT,
	CONSOLE_MESSAGE_ACCEPT_EQUAL,
	CONSOLE_MESSAGE_ACCEPT_ABOVE,
	CONSOLE_MESSAGE_UNDO,
	CONSOLE_MESSAGE_COMMENT,
	CONSOLE_MESSAGE_CORRECT,
	CONSOLE_MESSAGE_CLAIM,
	CONSOLE_MESSAGE_UNDO_CLAIM,
	CONSOLE_MESSAGE_REMARK,
	CONSOLE_MESSAGE_PILE,
	CONSOLE_MESSAGE_PILE_COPIES,
	CONSOLE_MESSAGE_PILE_MOVE,
	CONSOLE_MESSAGE_HAND_DOWN,
	CONSOLE_MESSAGE_PLACE,
	CONSOLE_MESSAGE_TURN_PAGE,
	/* By daemon/console/console-question.c: */
	CONSOLE_MESSAGE_QUESTION_INK,
	/* By daemon/console/console-load.c: */
	CONSOLE_MESSAGE_LOAD,
	CONSOLE_MESSAGE_LOAD_SCHOOL,
	/* By daemon/console/console-unclaimed.c: */
	CONSOLE_MESSAGE_UNCLAIMED,
	/* Answered by daemon/console/console-lesson.c: */
	CONSOLE_MESSAGE_SEAT_MOVE,
	CONSOLE_MESSAGE_LESSON_BEGIN,
	CONSOLE_MESSAGE_LESSON_PAUSE,
	CONSOLE_MESSAGE_LESSON_RESUME,
	CONSOLE_MESSAGE_LESSON_END,
	CONSOLE_MESSAGE_ASSIGNMENTS,
	CONSOLE_MESSAGE_ASSIGNMENT_OPEN,
	/* By daemon/console/console-classes.c: */
	CONSOLE_MESSAGE_CLASSES,
	CONSOLE_MESSAGE_CLASS_OPEN,
	/* By daemon/console/console-day.c: */
	CONSOLE_MESSAGE_DAY,
	/* Answered by daemon/console/console-wall.c: */
	CONSOLE_MESSAGE_WALL_ADD,
	CONSOLE_MESSAGE_WALL_REMOVE,
	CONSOLE_MESSAGE_WALL_MOVE,
	CONSOLE_MESSAGE_WALL_CLEAR,
	CONSOLE_MESSAGE_WALL_BLANK,
	CONSOLE_MESSAGE_WALL_NAMES,
	CONSOLE_MESSAGE_WALL_LIVE,
	CONSOLE_MESSAGE_WALL_REPLAY,
	CONSOLE_MESSAGE_WALL_LINK,
	CONSOLE_MESSAGE_WALL_UNLINK,
	/* Answered by daemon/console/console-sheet.c: */
	CONSOLE_MESSAGE_SHEET,
	CONSOLE_MESSAGE_SHEET_EDIT, /* its operations stay in the text */
	CONSOLE_MESSAGE_SHEET_TRY,  /* as well; by console-trial.c */
	/* Answered by daemon/fleet, for pages and for the control socket alike: */
	CONSOLE_MESSAGE_STATUS,
	CONSOLE_MESSAGE_PENS,
	CONSOLE_MESSAGE_PEN_FIND,
	CONSOLE_MESSAGE_PEN_SETTING,
	CONSOLE_MESSAGE_PEN_PASSWORD,
	CONSOLE_MESSAGE_PEN_BIND,
	CONSOLE_MESSAGE_PEN_UNBIND,
	CONSOLE_MESSAGE_PEN_SWAP,
	CONSOLE_MESSAGE_PEN_RETIRE,
	CONSOLE_MESSAGE_PEN_FETCH,
	CONSOLE_MESSAGE_PEN_FORGET,
	CONSOLE_MESSAGE_PEN_TAKE,
	CONSOLE_MESSAGE_PEN_PASSKEY,
	CONSOLE_MESSAGE_PAIRING_START,
	CONSOLE_MESSAGE_PAIRING_STOP,
	CONSOLE_MESSAGE_ENROLMENT_START,
	CONSOLE_MESSAGE_ENROLMENT_STOP,
} ConsoleMessageKind;

/* Of a field that its kind does not have: 0, false, "". */
typedef struct {
	ConsoleMessageKind kind;
	guint32 request; /* 0: none */
	gint64 copy;
	gint64 sheet;
	gint64 assignment; /* 0: not told, the open one */
	gint64 class;	   /* that is meant; 0: not told, the open one */
	bool end_lesson, has_end_lesson;
	gint64 comment;	 /* 0: none */
	char action[33]; /* its name; "" none */
	char of[33];
	double x, y; /* on the paper, in hundredths of a millimetre */
	bool has_spot;
	guint version;
	guint seat;
	guint row, column; /* of a place in the room, from 0 */
	bool hide;
	guint item, place; /* of the wall; where it goes, from 0 */
	guint speed;	   /* of a replay; 0 stands */
	gint64 at_ms;
	guint minutes;
	gint64 link;
	bool ordered;
	guint page;   /* of the sheet, from 1; 0 none */
	char pen[64]; /* its address */
	char other[64];
	char setting[24];
	guint value;
	char password[17]; /* printable ASCII; "" none */
	guint pupil;	   /* number in the class */
	gint64 of_class;   /* whose figures; it need not be open */
	char period[6];	   /* "week", "month" */
	guint back;	   /* so many of them ago */
	bool pupils;	   /* each of them, too */
	guint passkey;
	guint seconds;
	guint question; /* number in the sheet; 0 the whole */
	char verdict[16];
	double points;
	double confidence; /* 0 to 1 */
	char text[64];	   /* UTF-8, one line */
} ConsoleMessage;

typedef enum {
	CONSOLE_MESSAGE_OK,
	CONSOLE_MESSAGE_BAD_TEXT,  /* not one flat JSON object of at most 4 KiB */
	CONSOLE_MESSAGE_BAD_FIELD, /* a field is missing, of another type or out of range */
	CONSOLE_MESSAGE_EXTRA_FIELD,
} ConsoleMessageResult;

/* The field that an error names; "" for BAD_TEXT. Valid UTF-8, cut to fit. */
typedef struct {
	char name[32];
} ConsoleMessageField;

/* On a fault *message has the request number if that could be read, so that the error can carry it. */
ConsoleMessageResult console_message_parse(
	const char *text, gsize n_bytes, ConsoleMessage *message, ConsoleMessageField *field);

/* Is its answer a promise that what it asked for is kept? */
bool console_message_changes_record(ConsoleMessageKind kind);

/* For a fault: what is wrong with the message, in words for the one who wrote it; free both. */
void console_message_fault(
	ConsoleMessageResult result, const ConsoleMessageField *field, char **zh, char **en);
