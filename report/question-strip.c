/* SPDX-License-Identifier: MIT */
/* See question-strip.h. */
#include "report/question-strip.h"

#define BESIDE_MM 1.0
#define BELOW_MM 0.8
#define SLACK_MM 0.5

typedef struct {
	double left, top, right, bottom;
} Edges;

static Edges edges_of(const SheetBox *box)
{
	return (Edges){ box->x_mm, box->y_mm, box->x_mm + box->width_mm,
		box->y_mm + box->height_mm };
}

static bool own_edges(const SheetPage *page, gint question, Edges *own)
{
	bool found = false;

	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		const Edges edges = edges_of(&region->box);
		if (region->question != question || question == 0)
			continue;
		*own = found ? (Edges){ MIN(own->left, edges.left), MIN(own->top, edges.top),
			MAX(own->right, edges.right), MAX(own->bottom, edges.bottom) }
			     : edges;
		found = true;
	}
	return found;
}

/* What stands in the same rows: on the left it ends the strip, on the right the strip ends with its own regions. */
static void narrow(const SheetPage *page, gint question, const Edges *own, Edges *strip)
{
	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		const Edges other = edges_of(&region->box);
		if (region->question == question || other.bottom <= own->top + SLACK_MM ||
			other.top >= own->bottom - SLACK_MM)
			continue;
		if (other.right <= own->left + SLACK_MM)
			strip->left = MAX(strip->left, MIN(other.right + BESIDE_MM, own->left));
		else if (other.left >= own->right - SLACK_MM)
			strip->right = MIN(strip->right,
				MAX(MIN(own->right + BELOW_MM, other.left), own->right));
	}
}

static void shorten(const SheetPage *page, gint question, const Edges *own, Edges *strip)
{
	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		const Edges other = edges_of(&region->box);
		if (region->question == question || other.right <= strip->left + SLACK_MM ||
			other.left >= strip->right - SLACK_MM)
			continue;
		if (other.bottom <= own->top + SLACK_MM)
			strip->top = MAX(strip->top, MIN(other.bottom + BESIDE_MM, own->top));
		else if (other.top >= own->bottom - SLACK_MM)
			strip->bottom = MIN(strip->bottom, MAX(other.top, own->bottom));
	}
}

bool question_strip(const SheetPage *page, gint question, SheetBox *strip)
{
	const Edges paper = edges_of(&page->trim);
	Edges own = { 0 };

	if (!own_edges(page, question, &own))
		return false;
	Edges edges = { paper.left, MAX(paper.top, own.top - STRIP_ABOVE_MM), paper.right,
		MIN(paper.bottom, own.bottom + BELOW_MM) };
	narrow(page, question, &own, &edges);
	shorten(page, question, &own, &edges);
	*strip = (SheetBox){ edges.left, edges.top, edges.right - edges.left,
		edges.bottom - edges.top };
	return true;
}
