/* SPDX-License-Identifier: MIT */
/* See installation.h. */
#include "daemon/installation.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/error.h"

bool installation_is_here(void)
{
	return g_file_test(INSTALLATION_CONFIG, G_FILE_TEST_EXISTS);
}

bool installation_is_meant(void)
{
	return installation_is_here() && (g_getenv("STATE_DIRECTORY") || geteuid() == 0);
}

/* The order matters: after setuid nothing else could be given away. */
static bool become(uid_t user, gid_t group, const char *name)
{
	return (name ? initgroups(name, group) : setgroups(0, NULL)) == 0 && setgid(group) == 0 &&
	       setuid(user) == 0;
}

bool installation_become_owner(const char *folder, GError **error)
{
	struct stat status;

	if (geteuid() != 0 || stat(folder, &status) != 0 || status.st_uid == 0)
		return true;

	const struct passwd *owner = getpwuid(status.st_uid);

	if (become(status.st_uid, status.st_gid, owner ? owner->pw_name : NULL))
		return true;
	g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
		"%s belongs to user %u, and this process cannot become that one: %s; run it as "
		"that user",
		folder, status.st_uid, g_strerror(errno));
	return false;
}
