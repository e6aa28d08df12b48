/* SPDX-License-Identifier: MIT */
/*
 * kill -9 at any moment: a child process puts strokes and tells through a pipe what the store called
 * stored; we kill it, open the database and look for all of that. Twenty times in one database.
 */
#include "tests/store-fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define PEN 7
#define PAGE 55
#define N_DOTS 40

/* Put, but not yet told as stored; and what the child tells. n_dots < N_DOTS: a part of an open stroke. */
typedef struct {
	guint64 sequence;
	gint64 id;
	guint n_dots;
} Put;

typedef struct {
	GQueue *puts; /* of Put */
	int pipe;
} Child;

static void child_stored(void *user, guint64 sequence)
{
	Child *child = user;
	for (Put *put; (put = g_queue_peek_head(child->puts)) && put->sequence <= sequence;) {
		if (write(child->pipe, put, sizeof *put) != sizeof *put)
			_exit(2);
		g_free(g_queue_pop_head(child->puts));
	}
}

static void note(Child *child, guint64 sequence, gint64 id, guint n_dots)
{
	Put *put = g_new(Put, 1);
	*put = (Put){ sequence, id, n_dots };
	g_queue_push_tail(child->puts, put);
}

/* The stroke of an id: a thousand seconds apart, so that none is a copy of another. */
static Stroke *stroke_of(gint64 id, guint n_dots)
{
	g_autoptr(Stroke) whole = fixture_stroke(id, id * 1000, N_DOTS);
	return fixture_part_of(whole, id, 0, n_dots);
}

static G_NORETURN void run_child(const char *path, int pipe)
{
	Child child = { g_queue_new(), pipe };
	StoreOptions options = { .path = path, .commit_ms = 5 };
	StoreListener listener = { .user = &child, .stored = child_stored };
	Store *store = store_open(&options, &listener, NULL);
	if (!store)
		_exit(1);
	for (guint step = 0;; step++) {
		gint64 id = store_new_id(store);
		for (guint n_dots = 10; n_dots < N_DOTS; n_dots += 10) {
			g_autoptr(Stroke) part = stroke_of(id, n_dots);
			note(&child, store_put_stroke_part(store, PEN, part, n_dots - 10), id,
				n_dots);
			while (g_main_context_iteration(NULL, FALSE))
				;
			g_usleep(500);
		}
		g_autoptr(Stroke) stroke = stroke_of(id, N_DOTS);
		note(&child, store_put_stroke(store, PEN, PAGE, stroke), id, N_DOTS);
		if (step % 10 == 9)
			store_pack_page(store, PAGE);
	}
}

/* Everything told before the death of the child, added to `told`: id -> most dots. */
static void read_pipe(int pipe, GHashTable *told)
{
	Put put;
	while (read(pipe, &put, sizeof put) == sizeof put) {
		guint most =
			GPOINTER_TO_UINT(g_hash_table_lookup(told, GINT_TO_POINTER((gint)put.id)));
		g_hash_table_insert(told, GINT_TO_POINTER((gint)put.id),
			GUINT_TO_POINTER(MAX(most, put.n_dots)));
	}
}

static void kill_once(const char *path, GHashTable *told)
{
	int ends[2];
	guint n_told = g_hash_table_size(told);
	g_assert_cmpint(pipe(ends), ==, 0);
	pid_t process = fork();
	if (process == 0) {
		close(ends[0]);
		run_child(path, ends[1]);
	}
	close(ends[1]);
	Put first;
	g_assert_cmpint(read(ends[0], &first, sizeof first), ==, sizeof first);
	g_usleep((gulong)g_test_rand_int_range(0, 60000));
	kill(process, SIGKILL);
	int status;
	g_assert_cmpint(waitpid(process, &status, 0), ==, process);
	g_assert_true(WIFSIGNALED(status));
	read_pipe(ends[0], told);
	close(ends[0]);
	if (!g_hash_table_contains(told, GINT_TO_POINTER((gint)first.id)))
		g_hash_table_insert(
			told, GINT_TO_POINTER((gint)first.id), GUINT_TO_POINTER(first.n_dots));
	g_assert_cmpuint(g_hash_table_size(told), >, n_told);
}

/* Each stroke at most once, each with at least the dots told, none altered. */
static void expect_told(StoreFixture *fixture, GHashTable *told)
{
	g_autoptr(GHashTable) found = g_hash_table_new(NULL, NULL);
	for (gint64 page = 0; page <= PAGE; page += PAGE) {
		g_autoptr(GPtrArray) strokes = fixture_strokes(fixture, page, PEN);
		for (guint i = 0; i < strokes->len; i++) {
			const Stroke *stroke = strokes->pdata[i];
			g_autoptr(Stroke) expected = stroke_of(stroke->id, stroke->dots->len);
			if (stroke->dots->len < N_DOTS)
				expected->flags = STROKE_LINK_LOST;
			g_assert_true(stroke_equal(stroke, expected));
			g_assert_true(g_hash_table_insert(found, GINT_TO_POINTER((gint)stroke->id),
				GUINT_TO_POINTER(stroke->dots->len)));
		}
	}
	GHashTableIter iter;
	gpointer id, n_dots;
	g_hash_table_iter_init(&iter, told);
	while (g_hash_table_iter_next(&iter, &id, &n_dots))
		g_assert_cmpuint(GPOINTER_TO_UINT(g_hash_table_lookup(found, id)), >=,
			GPOINTER_TO_UINT(n_dots));
}

static void test_kill(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL);
	guint n_kills = g_test_slow() ? 200 : 20;

	for (guint i = 0; i < n_kills; i++) {
		fixture_close(fixture); /* before the fork: no thread of ours is left */
		kill_once(fixture->path, told);
		fixture_open(fixture, 0);
		expect_told(fixture, told);
	}
	g_test_message("%u strokes told over %u kills", g_hash_table_size(told), n_kills);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/store/crash/kill", StoreFixture, NULL, fixture_set_up, test_kill,
		fixture_tear_down);
	return g_test_run();
}
