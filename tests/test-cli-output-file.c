/* SPDX-License-Identifier: MIT */
/* The file a command is asked to write: links stay links, devices stay devices, and it is whole or not there. */
#include "cli/output-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio_ext.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "tests/helpers.h"

typedef struct {
	char *folder, *target, *link;
} Place;

static void set_up(Place *place, gconstpointer unused)
{
	(void)unused;
	place->folder = helpers_temporary_folder();
	place->target = g_build_filename(place->folder, "target", NULL);
	place->link = g_build_filename(place->folder, "link", NULL);
}

static void tear_down(Place *place, gconstpointer unused)
{
	(void)unused;
	helpers_remove_folder(place->folder);
	g_free(place->folder);
	g_free(place->target);
	g_free(place->link);
}

static void write_text(const char *path, const char *text)
{
	g_autoptr(GError) error = NULL;

	output_file_write(path, text, strlen(text), OUTPUT_FILE_PLAIN, &error);
	g_assert_no_error(error);
}

static void assert_holds(const char *path, const char *text)
{
	g_autofree char *held = NULL;

	g_assert_true(g_file_get_contents(path, &held, NULL, NULL));
	g_assert_cmpstr(held, ==, text);
}

/* Nothing lies about beside what is expected there. */
static void assert_n_files(const Place *place, guint n_expected)
{
	g_autoptr(GDir) list = g_dir_open(place->folder, 0, NULL);
	guint n = 0;

	while (g_dir_read_name(list))
		n++;
	g_assert_cmpuint(n, ==, n_expected);
}

static void assert_is_link(const char *path)
{
	g_assert_true(g_file_test(path, G_FILE_TEST_IS_SYMLINK));
}

/* What is behind it may be full. */
static void test_standard_output(Place *place, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;

	(void)place, (void)unused;
	fflush(stdout);
	const int kept = dup(STDOUT_FILENO), full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	g_assert_cmpint(dup2(full, STDOUT_FILENO), ==, STDOUT_FILENO);
	const bool is_written = output_file_write("-", "proof", 5, OUTPUT_FILE_PRIVATE, &error);
	__fpurge(stdout);
	clearerr(stdout);
	g_assert_cmpint(dup2(kept, STDOUT_FILENO), ==, STDOUT_FILENO);
	close(kept);
	close(full);
	g_assert_false(is_written);
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
}

static void test_file(Place *place, gconstpointer unused)
{
	struct stat about;

	(void)unused;
	write_text(place->target, "one");
	assert_holds(place->target, "one");
	g_assert_cmpint(g_chmod(place->target, 0640), ==, 0);
	write_text(place->target, "two");
	assert_holds(place->target, "two");
	g_assert_cmpint(stat(place->target, &about), ==, 0);
	g_assert_cmpint(about.st_mode & 0777, ==, 0640);
	assert_n_files(place, 1);
}

static void test_link(Place *place, gconstpointer unused)
{
	g_autofree char *outer = g_build_filename(place->folder, "outer", NULL);

	(void)unused;
	g_assert_cmpint(symlink("target", place->link), ==, 0);
	g_assert_cmpint(symlink(place->link, outer), ==, 0);
	write_text(place->link, "new"); /* nothing is there yet */
	assert_holds(place->target, "new");
	write_text(outer, "newer");
	assert_holds(place->target, "newer");
	assert_is_link(place->link);
	assert_is_link(outer);
	g_assert_false(g_file_test(place->target, G_FILE_TEST_IS_SYMLINK));
	assert_n_files(place, 3);
}

static void test_circle(Place *place, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;

	(void)unused;
	g_assert_cmpint(symlink("link", place->link), ==, 0);
	g_assert_false(output_file_write(place->link, "x", 1, OUTPUT_FILE_PLAIN, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_LOOP);
	assert_is_link(place->link);
}

static void test_pipe(Place *place, gconstpointer unused)
{
	char read_back[8] = { 0 };
	struct stat about;

	(void)unused;
	g_assert_cmpint(mkfifo(place->target, 0600), ==, 0);
	g_assert_cmpint(symlink("target", place->link), ==, 0);
	const int fd = open(place->target, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	g_assert_cmpint(fd, >=, 0);
	write_text(place->link, "poured");
	g_assert_cmpint(read(fd, read_back, sizeof read_back), ==, 6);
	g_assert_cmpstr(read_back, ==, "poured");
	close(fd);
	g_assert_cmpint(lstat(place->target, &about), ==, 0);
	g_assert_true(S_ISFIFO(about.st_mode));
	assert_is_link(place->link);
	assert_n_files(place, 2);
}

/* A node of our own, with the numbers of the device that is always full. */
static void test_device(Place *place, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	struct stat about;

	(void)unused;
	if (mknod(place->target, S_IFCHR | 0600, makedev(1, 7)) != 0) {
		g_test_skip("only root may make a device");
		return;
	}
	const int fd = open(place->target, O_WRONLY | O_CLOEXEC);
	if (fd < 0) {
		g_test_skip("devices may not be opened in the temporary folder");
		return;
	}
	close(fd);
	g_assert_false(output_file_write(place->target, "x", 1, OUTPUT_FILE_PLAIN, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
	g_assert_nonnull(strstr(error->message, "磁盘满了"));
	g_assert_cmpint(lstat(place->target, &about), ==, 0);
	g_assert_true(S_ISCHR(about.st_mode));
	assert_n_files(place, 1);
}

static void test_refused(Place *place, gconstpointer unused)
{
	g_autofree char *nowhere = g_build_filename(place->folder, "no", "file", NULL);
	g_autoptr(GError) missing = NULL;
	g_autoptr(GError) folder = NULL;

	(void)unused;
	g_assert_false(output_file_write(nowhere, "x", 1, OUTPUT_FILE_PLAIN, &missing));
	g_assert_error(missing, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	g_assert_nonnull(strstr(missing->message, nowhere));
	g_assert_nonnull(strstr(missing->message, "没有这个文件夹"));
	g_assert_nonnull(strstr(missing->message, "the folder is not there"));
	g_assert_false(output_file_write(place->folder, "x", 1, OUTPUT_FILE_PLAIN, &folder));
	g_assert_error(folder, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
	assert_n_files(place, 0);
}

static void test_private(Place *place, gconstpointer unused)
{
	struct stat about;

	(void)unused;
	write_text(place->target, "open");
	g_assert_true(output_file_write(place->target, "x", 1, OUTPUT_FILE_PRIVATE, NULL));
	g_assert_cmpint(stat(place->target, &about), ==, 0);
	g_assert_cmpint(about.st_mode & 0777, ==, 0600);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, run) g_test_add("/cli/output-file/" name, Place, NULL, set_up, run, tear_down)
	ADD("file", test_file);
	ADD("link", test_link);
	ADD("circle", test_circle);
	ADD("pipe", test_pipe);
	ADD("device", test_device);
	ADD("refused", test_refused);
	ADD("private", test_private);
	ADD("standard-output", test_standard_output);
	return g_test_run();
}
