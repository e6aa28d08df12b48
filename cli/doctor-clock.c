/* SPDX-License-Identifier: MIT */
/* The clock: minutes of homework and pens' clocks are only as right as it is. */
#include <sys/timex.h>

#include "cli/doctor.h"

#define YEAR_2024_S ((gint64)1704067200)

static bool is_synchronised(const Doctor *doctor)
{
	struct timex state = { .modes = 0 };

	if (doctor_exists(doctor, "/run/systemd/timesync/synchronized"))
		return true;
	/* A laid-out machine has no clock of its own. */
	return !*doctor->root && adjtimex(&state) != TIME_ERROR && !(state.status & STA_UNSYNC);
}

void doctor_check_clock(Doctor *doctor)
{
	if (doctor->now_s < YEAR_2024_S)
		doctor_find(doctor, "clock", DOCTOR_WRONG, g_strdup("电脑的日期早于 2024 年"),
			g_strdup("The computer's date is before 2024"),
			"运行 sudo timedatectl set-ntp true，或 sudo timedatectl set-time "
			"改正；常这样就换主板电池。",
			"Mend it with sudo timedatectl set-ntp true, or sudo timedatectl set-time; "
			"if "
			"it comes back, the board's battery is flat.");
	else if (is_synchronised(doctor))
		doctor_find(doctor, "clock", DOCTOR_OK, g_strdup("时钟已与时间服务器同步"),
			g_strdup("The clock is synchronised"), "", "");
	else
		doctor_find(doctor, "clock", DOCTOR_WARNING,
			g_strdup("时钟没有同步，记下的时间可能不准"),
			g_strdup("The clock is not synchronised: times may be wrong"),
			"运行 sudo timedatectl set-ntp true；没有外网就在 "
			"/etc/systemd/timesyncd.conf "
			"里填学校的时间服务器。",
			"Run: sudo timedatectl set-ntp true; without internet, name the school's "
			"time "
			"server in /etc/systemd/timesyncd.conf.");
}
