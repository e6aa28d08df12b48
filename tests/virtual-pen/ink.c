/* SPDX-License-Identifier: MIT */
/* Strokes with a count of who holds them: the memory, a running transfer, the live queue. */
#include "tests/virtual-pen/ink.h"

InkStroke *ink_stroke_new(void)
{
	InkStroke *stroke = g_rc_box_new0(InkStroke);
	stroke->row = -1;
	stroke->column = -1;
	stroke->dots = g_array_new(FALSE, FALSE, sizeof(InkDot));
	return stroke;
}

InkStroke *ink_stroke_ref(InkStroke *stroke)
{
	return g_rc_box_acquire(stroke);
}

static void ink_stroke_clear(void *data)
{
	InkStroke *stroke = data;
	g_array_unref(stroke->dots);
}

void ink_stroke_unref(InkStroke *stroke)
{
	if (stroke)
		g_rc_box_release_full(stroke, ink_stroke_clear);
}

uint32_t ink_section_owner(const Paper *paper)
{
	return (uint32_t)paper->section << 24 | (paper->owner & 0xFFFFFF);
}

bool ink_same_note(const Paper *a, const Paper *b)
{
	return ink_section_owner(a) == ink_section_owner(b) && a->book == b->book;
}

const char *ink_purpose_name(InkPurpose purpose)
{
	switch (purpose) {
	case INK_NAME:
		return "name";
	case INK_NUMBER:
		return "number";
	case INK_ANSWER:
		return "answer";
	case INK_WRONG:
		return "wrong";
	case INK_CROSSING:
		return "crossing";
	case INK_RETOUCH:
		return "retouch";
	case INK_MARK:
		return "mark";
	case INK_SCORE:
		return "score";
	case INK_TOUCH:
		return "touch";
	case INK_CLAIM:
		return "claim";
	case INK_HELP:
		return "help";
	}
	g_assert_not_reached();
}
