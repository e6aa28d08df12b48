/* SPDX-License-Identifier: MIT */
/* See rota.h. One look over the pens finds the best to connect and, when the places are all taken, the resting
 * pen that has had its turn longest. */
#include "daemon/pens/rota.h"

#define BACK_OFF_FIRST_MS 2000
#define BACK_OFF_MOST_MS 120000

static gint64 earlier(gint64 a, gint64 b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

/* The moment from which it may be asked again, by its own back-off and by having been served. */
static gint64 due_ms(const RotaPen *pen, const RotaRules *rules, bool others_wait)
{
	gint64 served =
		pen->last_served_ms != 0 && others_wait ? pen->last_served_ms + rules->again_ms : 0;

	return MAX(pen->not_before_ms, served);
}

/* When it last had its turn: served, or failed and stepped back. A try counts, or pens that never answer would
 * always come before those that do. */
static gint64 last_turn_ms(const RotaPen *pen)
{
	return MAX(pen->last_served_ms, pen->not_before_ms);
}

/* Does a come before b? Expected ones; those whose turn was never or longest ago; those waiting longest. */
static bool comes_before(const RotaPen *a, const RotaPen *b)
{
	if (a->expected != b->expected)
		return a->expected;
	if (last_turn_ms(a) != last_turn_ms(b))
		return last_turn_ms(a) < last_turn_ms(b);
	return a->since_ms < b->since_ms;
}

/* A pen whose place may be given away: it rests, or only a person can help it. */
static bool may_go(const RotaPen *pen, const RotaRules *rules, gint64 now_ms)
{
	return pen->linked &&
	       (pen->activity == LINK_REFUSED ||
		       (pen->activity == LINK_RESTING && now_ms >= pen->since_ms + rules->turn_ms));
}

static const RotaPen *best_waiting(const RotaPen *pens, gsize n_pens, const RotaRules *rules,
	bool others_wait, gint64 now_ms, gint64 *look_again_ms)
{
	const RotaPen *best = NULL;

	for (gsize i = 0; i < n_pens; i++) {
		const RotaPen *pen = &pens[i];
		gint64 due;

		if (!pen->here || pen->linked || pen->connecting)
			continue;
		due = due_ms(pen, rules, others_wait);
		if (due > now_ms)
			*look_again_ms = earlier(*look_again_ms, due);
		else if (!best || comes_before(pen, best))
			best = pen;
	}
	return best;
}

static const RotaPen *best_to_go(const RotaPen *pens, gsize n_pens, const RotaRules *rules,
	gint64 now_ms, gint64 *look_again_ms)
{
	const RotaPen *best = NULL;

	for (gsize i = 0; i < n_pens; i++) {
		const RotaPen *pen = &pens[i];

		if (may_go(pen, rules, now_ms)) {
			/* Of those that may go: the unexpected, then the longest resting. */
			if (!best || (best->expected && !pen->expected) ||
				(best->expected == pen->expected && pen->since_ms < best->since_ms))
				best = pen;
		} else if (pen->linked && pen->activity == LINK_RESTING) {
			*look_again_ms = earlier(*look_again_ms, pen->since_ms + rules->turn_ms);
		}
	}
	return best;
}

RotaMove rota_next(const RotaPen *pens, gsize n_pens, const RotaRules *rules, gint64 now_ms)
{
	RotaMove move = { NULL, NULL, 0 };
	guint n_taken = 0, n_connecting = 0, n_here = 0;

	for (gsize i = 0; i < n_pens; i++) {
		n_taken += pens[i].linked || pens[i].connecting;
		n_connecting += pens[i].connecting;
		n_here += pens[i].here || pens[i].linked;
	}

	bool is_short = rules->n_places != 0 && n_here > rules->n_places;
	const RotaPen *next =
		best_waiting(pens, n_pens, rules, is_short, now_ms, &move.look_again_ms);
	if (!next)
		return move;
	if (rules->n_places == 0 || n_taken < rules->n_places) {
		if (n_connecting < rules->n_connecting)
			move.connect = next->pen;
		return move;
	}
	const RotaPen *goer = best_to_go(pens, n_pens, rules, now_ms, &move.look_again_ms);
	if (goer)
		move.release = goer->pen;
	return move;
}

gint64 rota_back_off_ms(guint n_failures, guint32 chance)
{
	gint64 pause_ms = BACK_OFF_FIRST_MS;

	for (guint n = 1; n < n_failures && pause_ms < BACK_OFF_MOST_MS; n++)
		pause_ms *= 2;
	pause_ms = MIN(pause_ms, BACK_OFF_MOST_MS);
	return pause_ms + pause_ms * (gint64)(chance % 1000) / 5000;
}
