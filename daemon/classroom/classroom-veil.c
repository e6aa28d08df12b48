/* SPDX-License-Identifier: MIT */
/* See classroom-veil.h. */
#include "daemon/classroom/classroom-veil.h"

#include "daemon/classroom/classroom-private.h"

#include <string.h>

#define GIVEN_LETTERS_MIN 2 /* one letter alone is in too many words */

static void replace(GString *text, const char *name, gint number)
{
	g_autofree char *instead = g_strdup_printf("%d 号", number);

	g_string_replace(text, name, instead, 0);
}

/* Of a Chinese name: all but its first letter. */
static const char *given_name(const char *name)
{
	const char *given = *name ? g_utf8_next_char(name) : name;

	return g_utf8_strlen(given, -1) >= GIVEN_LETTERS_MIN ? given : NULL;
}

char *classroom_veil(const Classroom *classroom, const char *text)
{
	GString *veiled = g_string_new(text);
	const guint n_seats = classroom->class->hide_names ? classroom_n_seats(classroom) : 0;

	/* Whole names first: of two pupils one's given name may be in the other's name. */
	for (guint i = 0; i < n_seats; i++) {
		const Seat *seat = classroom_seat(classroom, i);

		if (seat->pupil_id != 0 && *seat->pupil_name)
			replace(veiled, seat->pupil_name, seat->pupil_number);
	}
	for (guint i = 0; i < n_seats; i++) {
		const Seat *seat = classroom_seat(classroom, i);
		const char *given = seat->pupil_id != 0 ? given_name(seat->pupil_name) : NULL;

		if (given)
			replace(veiled, given, seat->pupil_number);
	}
	return g_string_free(veiled, FALSE);
}
