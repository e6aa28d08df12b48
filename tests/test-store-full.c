/* SPDX-License-Identifier: MIT */
/*
 * No room on the disk: said once, nothing told as stored, nothing lost, and all well again by itself.
 * A limit on the size of files stands in for the full disk, which any user may set; where we may mount
 * one, a real full disk too.
 */
#include "tests/store-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>

#define PEN 7
#define PAGE 55

static void set_file_limit(rlim_t n_bytes)
{
	struct rlimit limit;
	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &limit), ==, 0);
	limit.rlim_cur = n_bytes < limit.rlim_max ? n_bytes : limit.rlim_max;
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
}

/* The log may grow by as good as nothing from now on. */
static void limit_files(StoreFixture *fixture)
{
	g_autofree char *log = g_strconcat(fixture->path, "-wal", NULL);
	GStatBuf database_status, log_status;
	g_assert_cmpint(g_stat(fixture->path, &database_status), ==, 0);
	g_assert_cmpint(g_stat(log, &log_status), ==, 0);
	set_file_limit((rlim_t)MAX(database_status.st_size, log_status.st_size) + 20000);
}

static void free_files(StoreFixture *fixture)
{
	(void)fixture;
	set_file_limit(RLIM_INFINITY);
}

/* A ballast file fills the disk; removing it makes room. */
static void fill_disk(StoreFixture *fixture)
{
	g_autofree char *folder = g_path_get_dirname(fixture->path);
	g_autofree char *ballast = g_build_filename(folder, "ballast", NULL);
	FILE *file = g_fopen(ballast, "w");
	g_assert_nonnull(file);
	static const char BLOCK[4096];
	while (fwrite(BLOCK, sizeof BLOCK, 1, file) == 1 && fflush(file) == 0)
		;
	g_assert_cmpint(errno, ==, ENOSPC);
	fclose(file);
}

static void make_room(StoreFixture *fixture)
{
	g_autofree char *folder = g_path_get_dirname(fixture->path);
	g_autofree char *ballast = g_build_filename(folder, "ballast", NULL);
	g_assert_cmpint(g_unlink(ballast), ==, 0);
}

typedef struct {
	void (*fill)(StoreFixture *fixture);
	void (*empty)(StoreFixture *fixture);
} Disk;

static guint64 put_many(StoreFixture *fixture, gint64 first_id, guint n_strokes)
{
	for (guint i = 0; i < n_strokes; i++) {
		gint64 id = first_id + i;
		g_autoptr(Stroke) stroke = fixture_stroke(id, id * 20000, 2000);
		store_put_stroke(fixture->store, PEN, PAGE, stroke);
	}
	return store_sequence(fixture->store);
}

static void run_for_ms(guint ms)
{
	bool late = false;
	guint timer = g_timeout_add(ms, fixture_too_late, &late);
	while (!late)
		g_main_context_iteration(NULL, TRUE);
	g_source_remove(timer);
}

static void expect_full(StoreFixture *fixture)
{
	bool late = false;
	guint timer = g_timeout_add_seconds(20, fixture_too_late, &late);
	while (fixture->state == STORE_OK && !late)
		g_main_context_iteration(NULL, TRUE);
	g_source_remove(timer);
	g_assert_cmpint(fixture->state, ==, STORE_FULL);
	g_assert_cmpint(store_state(fixture->store), ==, STORE_FULL);
	g_assert_cmpuint(fixture->n_states, ==, 1);
	g_assert_nonnull(strstr(fixture->message, "No room on the disk"));
	g_assert_nonnull(strstr(fixture->message, fixture->path));
}

static void expect_strokes(StoreFixture *fixture, guint n_strokes)
{
	g_autoptr(GPtrArray) strokes = fixture_strokes(fixture, PAGE, PEN);
	g_assert_cmpuint(strokes->len, ==, n_strokes);
	for (guint i = 0; i < n_strokes; i++) {
		const Stroke *stroke = strokes->pdata[i];
		g_autoptr(Stroke) expected = fixture_stroke(i + 1, (i + 1) * 20000, 2000);
		g_assert_cmpint(stroke->id, ==, i + 1);
		g_assert_true(stroke_equal(stroke, expected));
	}
}

static void check_full(StoreFixture *fixture, const Disk *disk)
{
	GLogLevelFlags fatal = g_log_set_always_fatal(G_LOG_LEVEL_ERROR);
	fixture_wait(fixture, put_many(fixture, 1, 5));
	disk->fill(fixture);
	/* Much more than fits, in two portions; of the first some may still find room. */
	put_many(fixture, 6, 60);
	expect_full(fixture);
	guint64 stored = fixture->stored;
	g_assert_cmpuint(stored, <, 65);
	guint64 sequence = put_many(fixture, 66, 60);
	run_for_ms(1300); /* two more tries */
	g_assert_cmpuint(fixture->stored, ==, stored);
	g_assert_cmpuint(fixture->n_states, ==, 1); /* said once */
	expect_strokes(fixture, (guint)stored);	    /* readers go on; each put is one sequence */
	disk->empty(fixture);
	fixture_wait(fixture, sequence);
	g_assert_cmpint(fixture->state, ==, STORE_OK);
	g_assert_cmpuint(fixture->n_states, ==, 2);
	g_assert_cmpstr(fixture->message, ==, "");
	g_assert_cmpuint(fixture->settled->len, ==, 125);
	expect_strokes(fixture, 125);
	g_log_set_always_fatal(fatal);
}

static void test_file_limit(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	check_full(fixture, &(Disk){ limit_files, free_files });
}

static void test_small_disk(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	g_autofree char *folder = g_build_filename(fixture->folder, "disk", NULL);
	g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
	if (mount("tmpfs", folder, "tmpfs", 0, "size=8m") != 0) {
		g_test_skip("may not mount a small disk here");
		return;
	}
	fixture_close(fixture);
	g_free(fixture->path);
	fixture->path = g_build_filename(folder, "zhibi.db", NULL);
	fixture_open(fixture, 0);
	check_full(fixture, &(Disk){ fill_disk, make_room });
	fixture_close(fixture);
	g_assert_cmpint(umount(folder), ==, 0);
}

/* Closing while the disk is full gives up after five seconds; what was told as stored is there. */
static void test_close(StoreFixture *fixture, gconstpointer unused)
{
	(void)unused;
	GLogLevelFlags fatal = g_log_set_always_fatal(G_LOG_LEVEL_ERROR);
	fixture_wait(fixture, put_many(fixture, 1, 5));
	limit_files(fixture);
	put_many(fixture, 6, 60);
	expect_full(fixture);
	guint stored = (guint)fixture->stored;
	gint64 start_us = g_get_monotonic_time();
	fixture_close(fixture);
	gint64 took_ms = (g_get_monotonic_time() - start_us) / 1000;
	g_assert_cmpint(took_ms, >=, 4000);
	g_assert_cmpint(took_ms, <, 15000);
	free_files(fixture);
	fixture_open(fixture, 0);
	expect_strokes(fixture, stored);
	g_log_set_always_fatal(fatal);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	signal(SIGXFSZ, SIG_IGN); /* then a write past the limit fails like any other */
#define ADD(name, function)                                                                        \
	g_test_add("/store/full/" name, StoreFixture, NULL, fixture_set_up, function,              \
		fixture_tear_down)
	ADD("file-limit", test_file_limit);
	ADD("small-disk", test_small_disk);
	ADD("close", test_close);
	return g_test_run();
}
