/* SPDX-License-Identifier: MIT */
/* Looking characters up, and reading their strokes out of the tables. */
#include "tests/virtual-pen/alphabet.h"

static guint alphabet_n_forms(const Glyph *table, gunichar character)
{
	guint n_forms = 0;
	for (const Glyph *glyph = table; glyph->strokes; glyph++)
		n_forms += glyph->character == character;
	return n_forms;
}

const Glyph *alphabet_glyph(gunichar character, guint variant)
{
	const Glyph *tables[] = { alphabet_signs, alphabet_chinese };
	for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
		guint n_forms = alphabet_n_forms(tables[i], character);
		if (n_forms == 0)
			continue;
		guint skip = variant % n_forms;
		for (const Glyph *glyph = tables[i]; glyph->strokes; glyph++)
			if (glyph->character == character && skip-- == 0)
				return glyph;
	}
	return NULL;
}

bool alphabet_next_stroke(const char **at, GlyphStroke *stroke)
{
	stroke->n_points = 0;
	while (**at && **at != ';') {
		g_assert(stroke->n_points < GLYPH_MAX_POINTS);
		GlyphPoint *point = &stroke->points[stroke->n_points++];
		char *end = NULL;
		point->x = g_ascii_strtod(*at, &end);
		g_assert(end && *end == ',');
		point->y = g_ascii_strtod(end + 1, &end);
		point->corner = *end == '!';
		*at = end + (point->corner ? 1 : 0);
		while (**at == ' ')
			(*at)++;
	}
	if (**at == ';')
		(*at)++;
	return stroke->n_points > 0;
}
