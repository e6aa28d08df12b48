/* SPDX-License-Identifier: MIT */
/* See pile.h. Where a run ends is told by what begins the next: a touch, another pupil's page, a number, or marks at
 * the top of a sheet whose marks were complete. */
#include "homework/marking/pile.h"

#include "homework/reading/number.h"
#include "homework/reading/trace.h"

#include <math.h>
#include <stdlib.h>

#define SURE_OF_NUMBER 0.93f /* 27 for 21 is a number of the roster, too */
#define COMPLETE 0.8	     /* of a page's questions: the copy is done */
#define TOP 0.3		     /* of a page's questions: where the next copy begins */
#define NEAR_MM 9.0

struct Pile {
	const Recogniser *recogniser;
	const Sheet *sheet;
	GArray *roster;
	bool ordered;
	guint n_ordered; /* of the roster: given out by order */

	PileRun now;	    /* run 0: none yet */
	gint done;	    /* the pupil of the run before; 0 none */
	gint64 number_ms;   /* end of the number's last stroke */
	GHashTable *marked; /* questions of this run, by number */
	guint n_marks;
	Trace *number; /* ink in the number box */
	bool number_open, number_after_marks, has_total;
	bool numbers_first; /* the teacher writes a number before the marks of its copy */
};

const char *pile_how_name(PileHow how)
{
	static const char *const NAMES[] = { "", "address", "claim-box", "number-box", "pile" };

	g_return_val_if_fail(how < G_N_ELEMENTS(NAMES), "");
	return NAMES[how];
}

Pile *pile_new(const Recogniser *recogniser, const Sheet *sheet, const GArray *roster)
{
	Pile *pile = g_new0(Pile, 1);

	pile->recogniser = recogniser;
	pile->sheet = sheet;
	pile->roster = g_array_copy((GArray *)roster);
	pile->marked = g_hash_table_new(NULL, NULL);
	pile->number = trace_new();
	return pile;
}

Pile *pile_free(Pile *pile)
{
	if (pile) {
		g_array_unref(pile->roster);
		g_hash_table_unref(pile->marked);
		trace_free(pile->number);
		g_free(pile);
	}
	return NULL;
}

void pile_set_ordered(Pile *pile, bool ordered, gint next)
{
	pile->ordered = ordered;
	pile->n_ordered = 0;
	/* It may have left the roster since it was said: the one behind it is next. */
	while (pile->n_ordered < pile->roster->len &&
		g_array_index(pile->roster, gint, pile->n_ordered) < next)
		pile->n_ordered++;
}

gint pile_next(const Pile *pile)
{
	return pile->ordered && pile->n_ordered < pile->roster->len
		       ? g_array_index(pile->roster, gint, pile->n_ordered)
		       : 0;
}

/* ---- where a stroke lies */

static PaperPoint middle_of(const Stroke *stroke)
{
	PaperPoint least = { G_MAXINT32, G_MAXINT32 }, most = { G_MININT32, G_MININT32 };

	for (guint i = 0; i < stroke->dots->len; i++) {
		const PaperPoint at =
			units_paper_point(stroke->page.family, stroke_dot(stroke, i)->at);

		least.x_um = MIN(least.x_um, at.x_um);
		least.y_um = MIN(least.y_um, at.y_um);
		most.x_um = MAX(most.x_um, at.x_um);
		most.y_um = MAX(most.y_um, at.y_um);
	}
	return (PaperPoint){ (gint32)(((gint64)least.x_um + most.x_um) / 2),
		(gint32)(((gint64)least.y_um + most.y_um) / 2) };
}

/* Roles that a claim or a mark can have; NULL: nothing near. */
static const SheetRegion *region_near(const SheetPage *page, PaperPoint at)
{
	const double x = at.x_um / 1000.0, y = at.y_um / 1000.0;
	const SheetRegion *nearest = NULL;
	double least = NEAR_MM;

	for (guint i = page->regions->len; i-- > 0;) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		const SheetBox *box = &region->box;
		const double across = MAX(MAX(box->x_mm - x, x - box->x_mm - box->width_mm), 0);
		const double down = MAX(MAX(box->y_mm - y, y - box->y_mm - box->height_mm), 0);
		const bool is_box =
			region->role == ROLE_CLAIM_BOX || region->role == ROLE_NUMBER_BOX;

		if (region->role == ROLE_OTHER || region->role == ROLE_ROSTER_BOX ||
			(is_box && hypot(across, down) > 0))
			continue;
		if (is_box)
			return region;
		if (hypot(across, down) < least) {
			least = hypot(across, down);
			nearest = region;
		}
	}
	return nearest;
}

static bool is_on_roster(const Pile *pile, gint number)
{
	for (guint i = 0; i < pile->roster->len; i++)
		if (g_array_index(pile->roster, gint, i) == number)
			return true;
	return false;
}

/* ---- runs */

static void begin_run(Pile *pile, gint pupil, PileHow how)
{
	pile->done = pile->now.pupil;
	pile->now = (PileRun){ pile->now.run + 1, pupil, how };
	g_hash_table_remove_all(pile->marked);
	pile->n_marks = 0;
	pile->number_open = pile->number_after_marks = false;
	pile->has_total = false;
	g_clear_pointer(&pile->number, trace_free);
	pile->number = trace_new();
}

static void begin_unclaimed(Pile *pile)
{
	const gint next = pile_next(pile);

	begin_run(pile, next, next != 0 ? PILE_ORDER : PILE_UNCLAIMED);
	if (next != 0)
		pile->n_ordered++;
}

/* The number is written: does the roster know it? True: the run's pupil is another now. */
static bool close_number(Pile *pile)
{
	if (!pile->number_open)
		return false;
	pile->number_open = false;
	const Reading reading = number_read(pile->recogniser, pile->number);
	char *end;
	const long number = strtol(reading.text, &end, 10);

	/* A claim box or a printed address is surer than what is read; the number of the copy just laid away was misread. */
	if (pile->now.how == PILE_CLAIM_BOX || pile->now.how == PILE_ADDRESS || reading.refused ||
		reading.confidence < SURE_OF_NUMBER || end == reading.text || *end != '\0' ||
		!is_on_roster(pile, (gint)CLAMP(number, 0, G_MAXINT)) || number == pile->done)
		return false;
	pile->now.pupil = (gint)number;
	pile->now.how = PILE_NUMBER_BOX;
	return true;
}

static void add_number(Pile *pile, const Stroke *stroke)
{
	const bool is_another =
		pile->number->points->len > 0 &&
		(pile->n_marks > 0 ? !pile->number_open
				   : stroke->start_ms - pile->number_ms > PILE_REST_MS);
	/* A number forgotten is then not that of the next copy. */
	const bool is_next = pile->numbers_first && pile->n_marks > 0 && !pile->number_open;

	/* The number of the next copy: this one has its own. */
	if (pile->now.run == 0 || is_another || is_next ||
		(pile->number_open && stroke->start_ms - pile->number_ms > PILE_REST_MS))
		begin_run(pile, 0, PILE_UNCLAIMED);
	pile->number_ms = MAX(pile->number_ms, stroke->end_ms);
	if (!pile->number_open)
		pile->numbers_first = pile->n_marks == 0;
	pile->number_open = true;
	pile->number_after_marks = pile->n_marks > 0;
	trace_add_stroke(pile->number, stroke);
}

static guint count_questions(const SheetPage *page)
{
	g_autoptr(GHashTable) questions = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		if (region->question != 0)
			g_hash_table_add(questions, GINT_TO_POINTER(region->question));
	}
	return g_hash_table_size(questions);
}

/* How many of the page's questions begin above this one. */
static guint place_of(const SheetPage *page, const SheetRegion *at)
{
	g_autoptr(GHashTable) above = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		if (region->question != 0 && region->question != at->question &&
			region->box.y_mm < at->box.y_mm)
			g_hash_table_add(above, GINT_TO_POINTER(region->question));
	}
	return g_hash_table_size(above);
}

/* Marks begin again at the top of a copy which has all of its marks: it is another copy. */
static bool begins_again(const Pile *pile, const SheetPage *page, const SheetRegion *region)
{
	const guint n = count_questions(page);
	const bool complete =
		pile->has_total || g_hash_table_size(pile->marked) >= COMPLETE * (double)n;

	return region->question != 0 && complete &&
	       g_hash_table_contains(pile->marked, GINT_TO_POINTER(region->question)) &&
	       place_of(page, region) < TOP * (double)n;
}

static void add_mark(Pile *pile, const SheetPage *page, const SheetRegion *region)
{
	if (pile->now.run == 0 || pile->number_after_marks ||
		(region && begins_again(pile, page, region)))
		begin_unclaimed(pile);
	pile->n_marks++;
	if (region && region->question != 0)
		g_hash_table_add(pile->marked, GINT_TO_POINTER(region->question));
	if (region && region->role == ROLE_TOTAL)
		pile->has_total = true;
}

PileRun pile_add(Pile *pile, const Stroke *stroke, PileRun *settled)
{
	gint pupil = 0;
	const SheetPage *page = sheet_find_copy(pile->sheet, &stroke->page, &pupil);

	*settled = (PileRun){ 0 };
	if (!page || stroke->dots->len == 0)
		return pile->now;
	const SheetRegion *region = region_near(page, middle_of(stroke));
	const bool is_number = region && region->role == ROLE_NUMBER_BOX;

	if (!is_number && close_number(pile))
		*settled = pile->now;
	if (pupil != 0) {
		if (pile->now.how != PILE_ADDRESS || pile->now.pupil != pupil)
			begin_run(pile, pupil, PILE_ADDRESS);
		pile->n_marks++;
	} else if (region && region->role == ROLE_CLAIM_BOX && is_on_roster(pile, region->number)) {
		begin_run(pile, region->number, PILE_CLAIM_BOX);
	} else if (is_number) {
		add_number(pile, stroke);
	} else {
		add_mark(pile, page, region);
	}
	return pile->now;
}

bool pile_rest(Pile *pile, PileRun *settled)
{
	const bool known = close_number(pile);

	*settled = pile->now;
	return known;
}

PileRun pile_now(const Pile *pile, const PageAddress *address)
{
	gint pupil = 0;

	sheet_find_copy(pile->sheet, address, &pupil);
	if (pupil != 0 && (pile->now.how != PILE_ADDRESS || pile->now.pupil != pupil))
		return (PileRun){ 0 };
	return pile->now;
}
