/* SPDX-License-Identifier: MIT */
/*
 * The rota in simulated classrooms: pens come, fetch, write and fail by seeded chance, the clock is a number.
 * Looked at after every move: no place too many, no live or fetching pen sent away; at the end: who was served.
 */
#include "daemon/pens/rota.h"

#define N_PENS 40
#define N_PLACES 10
#define STEP_MS 100
#define CONNECT_MS 1200
#define FAIL_MS 8000
#define MINUTE_MS G_GINT64_CONSTANT(60000)

typedef struct {
	gint64 here_from_ms, change_ms; /* when connecting or fetching ends */
	gint64 first_served_ms;
	guint n_served, n_failures, n_tries;
	bool live, broken;
} Pupil;

typedef struct {
	RotaPen pens[N_PENS];
	Pupil pupils[N_PENS];
	RotaRules rules;
	GRand *chance;
	gint64 now_ms;
	guint hash; /* of all moves, in order */
} Rush;

static Rush *rush_new(guint32 seed)
{
	Rush *rush = g_new0(Rush, 1);
	rush->rules = (RotaRules){ N_PLACES, 2, 3000, 300000 };
	rush->chance = g_rand_new_with_seed(seed);
	rush->now_ms = 1000;
	for (guint i = 0; i < N_PENS; i++) {
		rush->pens[i].pen = &rush->pupils[i];
		rush->pens[i].expected = i < N_PENS / 2;
		rush->pupils[i].here_from_ms = g_rand_int_range(rush->chance, 1000, 10000);
	}
	return rush;
}

static void rush_free(Rush *rush)
{
	g_rand_free(rush->chance);
	g_free(rush);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rush, rush_free)

static void connecting_ends(Rush *rush, RotaPen *pen, Pupil *pupil)
{
	pen->connecting = false;
	pen->since_ms = rush->now_ms;
	if (pupil->broken) {
		pen->not_before_ms = rush->now_ms + rota_back_off_ms(++pupil->n_failures,
							    g_rand_int(rush->chance));
		return;
	}
	pen->linked = true;
	pen->activity = LINK_FETCHING;
	pupil->change_ms = rush->now_ms + g_rand_int_range(rush->chance, 2000, 15000);
}

static void pen_goes_on(Rush *rush, RotaPen *pen, Pupil *pupil)
{
	if (!pen->here && rush->now_ms >= pupil->here_from_ms) {
		pen->here = true;
		pen->since_ms = rush->now_ms;
	}
	if (rush->now_ms < pupil->change_ms)
		return;
	if (pen->connecting)
		connecting_ends(rush, pen, pupil);
	else if (pen->linked && pen->activity == LINK_FETCHING) {
		pen->activity = pupil->live ? LINK_WRITING : LINK_RESTING;
		pen->last_served_ms = rush->now_ms;
		if (pupil->n_served++ == 0)
			pupil->first_served_ms = rush->now_ms;
	}
}

static guint n_taken(const Rush *rush)
{
	guint n = 0;
	for (guint i = 0; i < N_PENS; i++)
		n += rush->pens[i].linked || rush->pens[i].connecting;
	return n;
}

/* An expected pen that could be connected now and never was served. */
static bool expected_one_waits(const Rush *rush)
{
	for (guint i = 0; i < N_PENS; i++) {
		const RotaPen *pen = &rush->pens[i];
		if (pen->here && pen->expected && !pen->linked && !pen->connecting &&
			pen->last_served_ms == 0 && pen->not_before_ms <= rush->now_ms)
			return true;
	}
	return false;
}

static RotaPen *pen_of(Rush *rush, gpointer pen)
{
	return &rush->pens[(Pupil *)pen - rush->pupils];
}

static void do_connect(Rush *rush, RotaPen *pen)
{
	Pupil *pupil = pen->pen;
	g_assert_true(pen->here && !pen->linked && !pen->connecting);
	g_assert_cmpint(pen->not_before_ms, <=, rush->now_ms);
	g_assert_true(pen->expected || !expected_one_waits(rush));
	pen->connecting = true;
	pen->since_ms = rush->now_ms;
	pupil->change_ms = rush->now_ms + (pupil->broken ? FAIL_MS : CONNECT_MS);
	pupil->n_tries++;
	g_assert_cmpuint(n_taken(rush), <=, N_PLACES);
}

static void do_release(Rush *rush, RotaPen *pen)
{
	g_assert_true(pen->linked);
	g_assert_cmpint(pen->activity, ==, LINK_RESTING);
	g_assert_cmpint(rush->now_ms - pen->since_ms, >=, rush->rules.turn_ms);
	g_assert_cmpuint(n_taken(rush), ==, N_PLACES); /* only when a place is really wanted */
	pen->linked = false;
	pen->since_ms = rush->now_ms;
}

static void rush_step(Rush *rush)
{
	rush->now_ms += STEP_MS;
	for (guint i = 0; i < N_PENS; i++)
		pen_goes_on(rush, &rush->pens[i], &rush->pupils[i]);
	for (guint n_moves = 0;; n_moves++) {
		const RotaMove move = rota_next(rush->pens, N_PENS, &rush->rules, rush->now_ms);
		g_assert_cmpuint(n_moves, <, (guint64)2 * N_PENS); /* it comes to rest */
		g_assert_false(move.connect && move.release);
		if (move.look_again_ms != 0)
			g_assert_cmpint(move.look_again_ms, >, rush->now_ms);
		if (!move.connect && !move.release)
			return;
		RotaPen *pen = pen_of(rush, move.connect ? move.connect : move.release);
		rush->hash = rush->hash * 31 + (guint)(pen - rush->pens) * 2 + !move.connect;
		if (move.connect)
			do_connect(rush, pen);
		else
			do_release(rush, pen);
	}
}

static void rush_run(Rush *rush, gint64 for_ms)
{
	for (const gint64 end_ms = rush->now_ms + for_ms; rush->now_ms < end_ms;)
		rush_step(rush);
}

static void test_morning_rush(void)
{
	for (guint32 seed = 1; seed <= 50; seed++) {
		g_autoptr(Rush) rush = rush_new(seed);
		gint64 last_expected = 0, last_other = 0;
		guint least = G_MAXUINT, most = 0;
		rush_run(rush, 30 * MINUTE_MS);
		for (guint i = 0; i < N_PENS; i++) {
			const Pupil *pupil = &rush->pupils[i];
			const gint64 waited_ms = pupil->first_served_ms - pupil->here_from_ms;
			g_assert_cmpuint(pupil->n_served, >, 0);
			least = MIN(least, pupil->n_served);
			most = MAX(most, pupil->n_served);
			/* 40 pens of at most 15 s + 1.2 s over ten places, and some slack */
			g_assert_cmpint(waited_ms, <=, 100000);
			if (i < N_PENS / 2)
				last_expected = MAX(last_expected, waited_ms);
			else
				last_other = MAX(last_other, waited_ms);
		}
		g_assert_cmpuint(most, <=, 2 * least + 2);
		if (seed == 1)
			g_test_message(
				"%d pens, %d places, half an hour: served %u to %u times; first "
				"after %.1f s at most (expected), %.1f s (others)",
				N_PENS, N_PLACES, least, most, (double)last_expected / 1000,
				(double)last_other / 1000);
	}
}

/* Live pens keep their place for the whole lesson, the rest turn over what is left. */
static void test_live_keep_their_place(void)
{
	for (guint32 seed = 1; seed <= 20; seed++) {
		g_autoptr(Rush) rush = rush_new(seed);
		for (guint i = 0; i < 6; i++)
			rush->pupils[i].live = true;
		rush_run(rush, 20 * MINUTE_MS);
		for (guint i = 0; i < N_PENS; i++)
			g_assert_true(i < 6 ? rush->pupils[i].n_served == 1
					    : rush->pupils[i].n_served >= 1);
		for (guint i = 0; i < 6; i++)
			g_assert_true(rush->pens[i].linked);
	}
}

/* Pens that are on the air but never answer step back, and the others are served all the same. */
static void test_broken_step_back(void)
{
	for (guint32 seed = 1; seed <= 20; seed++) {
		g_autoptr(Rush) rush = rush_new(seed);
		for (guint i = 0; i < N_PENS; i += 5)
			rush->pupils[i].broken = true;
		rush_run(rush, 20 * MINUTE_MS);
		for (guint i = 0; i < N_PENS; i++) {
			if (!rush->pupils[i].broken)
				g_assert_cmpuint(rush->pupils[i].n_served, >, 0);
			else
				g_assert_cmpuint(rush->pupils[i].n_tries, <=, 18);
		}
	}
}

/* Nearly all are broken: the two that answer are still asked again and again, expected or not. */
static void test_few_among_broken(void)
{
	for (guint32 seed = 1; seed <= 20; seed++) {
		g_autoptr(Rush) rush = rush_new(seed);
		for (guint i = 0; i < N_PENS; i++) {
			rush->pupils[i].broken = i != 3 && i != 5;
			rush->pens[i].expected = false;
		}
		rush_run(rush, 60 * MINUTE_MS);
		g_assert_cmpuint(rush->pupils[3].n_served, >, 0);
		g_assert_cmpuint(rush->pupils[5].n_served, >, 0);
		/* The link falls; served once already, it stands among 38 that never were. */
		rush->pens[3].linked = false;
		rush->pens[3].since_ms = rush->now_ms;
		const guint n_before = rush->pupils[3].n_served;
		rush_run(rush, 7 * MINUTE_MS);
		g_assert_cmpuint(rush->pupils[3].n_served, >, n_before);
	}
}

static void test_same_every_time(void)
{
	g_autoptr(Rush) one = rush_new(7), again = rush_new(7), other = rush_new(8);
	rush_run(one, 600000);
	rush_run(again, 600000);
	rush_run(other, 600000);
	g_assert_cmpuint(one->hash, ==, again->hash);
	g_assert_cmpuint(one->hash, !=, other->hash);
}

/* Nobody is sent away while there is room, nor while the one who waits has been served just now. */
static void test_no_needless_release(void)
{
	const RotaRules rules = { 2, 2, 3000, 60000 };
	RotaPen pens[3] = {
		{ .pen = &pens[0], .here = true, .linked = true, .activity = LINK_RESTING },
		{ .pen = &pens[1], .here = true, .linked = true, .activity = LINK_FETCHING },
		{ .pen = &pens[2], .here = true, .last_served_ms = 90000 }
	};
	RotaMove move = rota_next(pens, 3, &rules, 100000);
	g_assert_null(move.release);
	g_assert_null(move.connect);
	g_assert_cmpint(move.look_again_ms, ==, 150000);
	move = rota_next(pens, 3, &rules, 150000);
	g_assert_true(move.release == &pens[0]);
	pens[0].activity = LINK_WRITING;
	g_assert_null(rota_next(pens, 3, &rules, 150000).release);
	pens[0].activity = LINK_STARTING;
	g_assert_null(rota_next(pens, 3, &rules, 150000).release);
	pens[0].activity = LINK_REFUSED; /* holds a place for nothing */
	g_assert_true(rota_next(pens, 3, &rules, 150000).release == &pens[0]);
	g_assert_true(
		rota_next(pens, 3, &(RotaRules){ 0, 2, 3000, 60000 }, 100000).connect == &pens[2]);
}

static void test_back_off(void)
{
	gint64 before_ms = 0;
	for (guint n = 1; n < 100; n++) {
		const gint64 least_ms = rota_back_off_ms(n, 0), most_ms = rota_back_off_ms(n, 999);
		g_assert_cmpint(least_ms, >=, before_ms);
		g_assert_cmpint(least_ms, <=, 120000);
		g_assert_cmpint(most_ms, >, least_ms);
		g_assert_cmpint(most_ms, <=, least_ms + least_ms / 5);
		g_assert_cmpint(rota_back_off_ms(n, G_MAXUINT32), <=, least_ms + least_ms / 5);
		before_ms = least_ms;
	}
	g_assert_cmpint(rota_back_off_ms(1, 0), ==, 2000);
	g_assert_cmpint(rota_back_off_ms(2, 0), ==, 4000);
	g_assert_cmpint(rota_back_off_ms(G_MAXUINT, 0), ==, 120000);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rota/morning-rush", test_morning_rush);
	g_test_add_func("/rota/live-keep-their-place", test_live_keep_their_place);
	g_test_add_func("/rota/broken-step-back", test_broken_step_back);
	g_test_add_func("/rota/few-among-broken", test_few_among_broken);
	g_test_add_func("/rota/same-every-time", test_same_every_time);
	g_test_add_func("/rota/no-needless-release", test_no_needless_release);
	g_test_add_func("/rota/back-off", test_back_off);
	return g_test_run();
}
