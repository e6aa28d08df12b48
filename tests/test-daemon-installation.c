/* SPDX-License-Identifier: MIT */
/* root becomes the owner of the data folder, for good; nobody else becomes anybody. */
#include "daemon/installation.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/helpers.h"

#define SOMEBODY 65534

static void test_own_folder(void)
{
	g_autofree char *folder = helpers_temporary_folder();
	uid_t before = geteuid();

	g_assert_true(installation_become_owner(folder, NULL));
	g_assert_true(installation_become_owner("/nowhere/at/all", NULL));
	g_assert_cmpuint(geteuid(), ==, before);
	helpers_remove_folder(folder);
}

/* In a process of its own: there is no way back. */
static void become_somebody(void)
{
	const char *folder = g_getenv("TEST_FOLDER");
	g_autoptr(GError) error = NULL;
	g_autofree char *file = g_build_filename(folder, "made", NULL);
	struct stat status;

	g_assert_true(installation_become_owner(folder, &error));
	g_assert_no_error(error);
	g_assert_cmpuint(getuid(), ==, SOMEBODY);
	g_assert_cmpuint(geteuid(), ==, SOMEBODY);
	g_assert_cmpuint(getegid(), ==, SOMEBODY);
	g_assert_cmpint(setuid(0), ==, -1);
	g_assert_cmpint(errno, ==, EPERM);
	g_assert_true(g_file_set_contents(file, "", 0, NULL));
	g_assert_cmpint(stat(file, &status), ==, 0);
	g_assert_cmpuint(status.st_uid, ==, SOMEBODY);
	/* root's own groups are gone as well. */
	gid_t groups[64];
	int n_groups = getgroups(G_N_ELEMENTS(groups), groups);
	for (int i = 0; i < n_groups; i++)
		g_assert_cmpuint(groups[i], !=, 0);
}

static void test_become(void)
{
	if (geteuid() != 0) {
		g_test_skip("only root has rights to give away");
		return;
	}
	g_autofree char *folder = helpers_temporary_folder();

	g_assert_cmpint(chown(folder, SOMEBODY, SOMEBODY), ==, 0);
	g_setenv("TEST_FOLDER", folder, TRUE);
	g_test_trap_subprocess("/installation/become/subprocess", 0, 0);
	g_test_trap_assert_passed();
	g_unsetenv("TEST_FOLDER");
	helpers_remove_folder(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/installation/own-folder", test_own_folder);
	g_test_add_func("/installation/become", test_become);
	g_test_add_func("/installation/become/subprocess", become_somebody);
	return g_test_run();
}
