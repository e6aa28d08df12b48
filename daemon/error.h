/* SPDX-License-Identifier: MIT */
/* The error domain of daemon/: operations that failed, in words for the one who runs it. */
#pragma once

#include <glib.h>

typedef enum {
	DAEMON_ERROR_FAILED, /* the thing asked for failed: exit code 1 */
	DAEMON_ERROR_USE,    /* wrong use, a wrong value in the configuration: exit code 2 */
} DaemonErrorCode;

#define DAEMON_ERROR (daemon_error_quark())

static inline GQuark daemon_error_quark(void)
{
	return g_quark_from_static_string("zhibi-daemon");
}
