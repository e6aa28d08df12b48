/* SPDX-License-Identifier: MIT */
/* Ink as a Neo pen holds it: dots in hundredths of an Ncode unit, strokes on an Ncode page. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define NCODE_UNIT_MM (56.0 / 600.0 * 25.4)

typedef struct {
	uint8_t section;
	uint32_t owner; /* 24 bits */
	uint32_t book;
	uint32_t page;
} Paper;

typedef struct {
	uint8_t delta_ms; /* since the dot before, the first since pen-down */
	uint8_t tilt_x;
	uint8_t tilt_y;
	uint16_t force;
	uint16_t x; /* hundredths */
	uint16_t y;
	uint16_t twist;
} InkDot;

/* Why the child (or the teacher) made a stroke: for the truth file, a pen knows nothing of it. */
typedef enum {
	INK_NAME,
	INK_NUMBER,
	INK_ANSWER,
	INK_WRONG,    /* part of an answer that is crossed out next */
	INK_CROSSING, /* crosses it out */
	INK_RETOUCH,  /* a digit gone over again */
	INK_MARK,     /* the teacher's */
	INK_SCORE,
	INK_TOUCH, /* the pen touched the paper by chance */
	INK_CLAIM, /* the teacher says whose copy comes */
	INK_HELP,  /* a tick in the help box */
} InkPurpose;

typedef struct {
	uint64_t serial; /* place in the pen's memory, 0 when not stored */
	Paper paper;
	int64_t ink_ms;	      /* pen-down since the start of the writing */
	int64_t start_ms;     /* the same by the pen's clock at that moment */
	uint32_t duration_ms; /* until pen-up */
	gunichar writes;      /* the character that it is part of, 0 when none */
	InkPurpose purpose;
	int row, column; /* of the sum it belongs to, -1 when none */
	int question;	 /* of the sheet, 0 when none */
	bool acknowledged;
	GArray *dots; /* of InkDot */
} InkStroke;

InkStroke *ink_stroke_new(void);
InkStroke *ink_stroke_ref(InkStroke *stroke);
void ink_stroke_unref(InkStroke *stroke);
static inline const InkDot *ink_stroke_dot(const InkStroke *stroke, guint i)
{
	return &g_array_index(stroke->dots, InkDot, i);
}
bool ink_same_note(const Paper *a, const Paper *b);
/* As on the wire: section in the top byte, owner below. */
uint32_t ink_section_owner(const Paper *paper);
const char *ink_purpose_name(InkPurpose purpose);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(InkStroke, ink_stroke_unref)
