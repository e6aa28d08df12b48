/* SPDX-License-Identifier: MIT */
/* A folder of an export: whole files or none, a job that was cut off goes on,
 * another begins anew. */
#include "report/export-folder.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tests/helpers.h"

typedef struct {
	char *path;
	GError *error;
} Place;

static void set_up(Place *place, gconstpointer unused)
{
	(void)unused;
	place->path = helpers_temporary_folder();
}

static void tear_down(Place *place, gconstpointer unused)
{
	(void)unused;
	g_clear_error(&place->error);
	helpers_remove_folder(place->path);
	g_free(place->path);
}

static ExportFolder *open_job(Place *place, const char *job)
{
	ExportFolder *folder = export_folder_open(place->path, job, &place->error);

	g_assert_no_error(place->error);
	return folder;
}

static void put(Place *place, ExportFolder *folder, const char *name, const char *text)
{
	g_assert_true(export_folder_put(folder, name, text, strlen(text), &place->error));
	g_assert_no_error(place->error);
}

static void assert_file(const Place *place, const char *name, const char *wanted)
{
	g_autofree char *path = g_build_filename(place->path, name, NULL);
	g_autofree char *text = NULL;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL) == (wanted != NULL));
	g_assert_cmpstr(text, ==, wanted);
}

static void test_goes_on(Place *place, gconstpointer unused)
{
	(void)unused;
	ExportFolder *folder = open_job(place, "a");

	put(place, folder, "班/1.pdf", "one");
	folder = export_folder_close(folder); /* cut off */
	folder = open_job(place, "a");
	g_assert_true(export_folder_has(folder, "班/1.pdf"));
	g_assert_false(export_folder_has(folder, "班/2.pdf"));
	put(place, folder, "班/2.pdf", "two");
	g_assert_true(export_folder_finish(folder, &place->error));
	folder = export_folder_close(folder);
	/* Done: the same once more begins anew. */
	folder = open_job(place, "a");
	g_assert_false(export_folder_has(folder, "班/1.pdf"));
	export_folder_close(folder);
	assert_file(place, "班/1.pdf", "one");
	assert_file(place, "班/2.pdf", "two");
}

static void test_other_job(Place *place, gconstpointer unused)
{
	(void)unused;
	ExportFolder *folder = open_job(place, "a");

	put(place, folder, "1", "one");
	export_folder_close(folder);
	folder = open_job(place, "b");
	g_assert_false(export_folder_has(folder, "1"));
	export_folder_close(folder);
	folder = open_job(place, "a"); /* its note is gone, too */
	g_assert_false(export_folder_has(folder, "1"));
	export_folder_close(folder);
}

/* A note whose last line was cut off: that file is not taken for finished, nor
 * the next line glued to it. */
static void test_torn_note(Place *place, gconstpointer unused)
{
	(void)unused;
	g_autofree char *note = g_build_filename(place->path, ".zhibi-export", NULL);
	g_autofree char *half = g_build_filename(place->path, "3.zhibi-half", NULL);
	ExportFolder *folder = open_job(place, "a");

	put(place, folder, "1", "one");
	put(place, folder, "2", "two");
	export_folder_close(folder);
	g_assert_true(g_file_set_contents(note, "a\n1\n2", -1, NULL));
	g_assert_true(g_file_set_contents(half, "th", -1, NULL));
	folder = open_job(place, "a");
	g_assert_true(export_folder_has(folder, "1"));
	g_assert_false(export_folder_has(folder, "2"));
	g_assert_false(g_file_test(half, G_FILE_TEST_EXISTS));
	put(place, folder, "2", "two again");
	export_folder_close(folder);
	folder = open_job(place, "a");
	g_assert_true(export_folder_has(folder, "2"));
	export_folder_close(folder);
	assert_file(place, "2", "two again");
}

/* A file that was removed meanwhile is written again, whatever the note says.
 */
static void test_removed(Place *place, gconstpointer unused)
{
	(void)unused;
	g_autofree char *path = g_build_filename(place->path, "1", NULL);
	ExportFolder *folder = open_job(place, "a");

	put(place, folder, "1", "one");
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_false(export_folder_has(folder, "1"));
	export_folder_close(folder);
}

static void test_begun_only(Place *place, gconstpointer unused)
{
	(void)unused;
	ExportFolder *folder = open_job(place, "a");
	g_autofree char *half = export_folder_begin(folder, "book.xlsx", &place->error);

	g_assert_true(g_file_set_contents(half, "half", -1, NULL));
	assert_file(place, "book.xlsx", NULL);
	export_folder_close(folder);
	g_assert_false(g_file_test(half, G_FILE_TEST_EXISTS));
	assert_file(place, "book.xlsx", NULL);
}

static void test_refused(Place *place, gconstpointer unused)
{
	(void)unused;
	g_autofree char *file = g_build_filename(place->path, "file", NULL);
	g_autofree char *below = g_build_filename(file, "folder", NULL);
	ExportFolder *folder = open_job(place, "a");

	g_assert_null(export_folder_open(place->path, "a", &place->error));
	g_assert_error(place->error, EXPORT_FOLDER_ERROR, EXPORT_FOLDER_ERROR_BUSY);
	g_clear_error(&place->error);
	export_folder_close(folder);
	g_assert_true(g_file_set_contents(file, "", -1, NULL));
	g_assert_null(export_folder_open(below, "a", &place->error));
	g_assert_error(place->error, EXPORT_FOLDER_ERROR, EXPORT_FOLDER_ERROR_FAILED);
	g_assert_nonnull(strstr(place->error->message, "another folder"));
}

static void add(const char *name, void (*test)(Place *place, gconstpointer unused))
{
	g_autofree char *path = g_strconcat("/report/export-folder/", name, NULL);

	g_test_add(path, Place, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	add("goes-on", test_goes_on);
	add("other-job", test_other_job);
	add("torn-note", test_torn_note);
	add("removed", test_removed);
	add("begun-only", test_begun_only);
	add("refused", test_refused);
	return g_test_run();
}
