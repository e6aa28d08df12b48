/* SPDX-License-Identifier: MIT */
#include "drivers/pen-task.h"

#include <string.h>

static const struct {
	const char *name;
	guint least, most;
} SETTINGS[N_PEN_SETTINGS] = {
	[PEN_SETTING_BEEP] = { "beep", 0, 1 },
	[PEN_SETTING_AUTO_POWER_ON] = { "auto-power-on", 0, 1 },
	[PEN_SETTING_POWER_OFF_ON_CAP] = { "power-off-on-cap", 0, 1 },
	[PEN_SETTING_AUTO_POWER_OFF_MIN] = { "auto-power-off-min", 5, 3600 },
	[PEN_SETTING_SENSITIVITY] = { "sensitivity", 0, 4 },
};

const char *pen_setting_name(PenSetting setting)
{
	g_assert(setting < N_PEN_SETTINGS);
	return SETTINGS[setting].name;
}

bool pen_setting_by_name(const char *name, PenSetting *setting)
{
	for (guint i = 0; i < N_PEN_SETTINGS; i++) {
		if (strcmp(SETTINGS[i].name, name) == 0) {
			*setting = (PenSetting)i;
			return true;
		}
	}
	return false;
}

bool pen_setting_allows(PenSetting setting, guint value)
{
	g_assert(setting < N_PEN_SETTINGS);
	return value >= SETTINGS[setting].least && value <= SETTINGS[setting].most;
}
