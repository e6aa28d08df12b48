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

static const struct {
	const char *en, *zh;
} REASONS[] = {
	{ "this model can neither beep nor light up when asked; write a word with it: its seat "
	  "shows that it writes",
		"这种笔不会应声响，也不会亮灯；拿它写个字，座位上就会显示正在写" },
	{ "the pen is not here", "这支笔不在" },
	{ "the pen did not answer", "笔没有应答，请靠近一些再试" },
	{ "the link was lost", "连接断了，请等它连上再试" },
	{ "the pen refused it", "笔没有接受" },
	{ "the pen said yes, but kept its old value", "笔答应了，但没有改" },
	{ "the sensitivity of this pen is fixed", "这支笔的压感不能改" },
	{ "pens of this older generation cannot do that", "这一代旧笔做不到" },
	{ "pens of this kind cannot do that over this link", "这种笔用这种连接方式做不到" },
	{ "pens refuse the password 0000, which is none for them",
		"笔不接受 0000：对笔来说这等于没有密码" },
	{ "too many tries of its password are used: at the limit it erases itself; unlock it with "
	  "the maker's own program",
		"密码已经试错太多次，到了上限笔会清空自己；请用厂家的程序解锁" },
	{ "the pen says that its old password is another one", "笔说旧密码不对" },
	{ "the pen refused the new password", "笔没有接受新密码" },
	{ "the pen said yes, but does not open with the new password",
		"笔答应了，但用新密码打不开" },
	{ "the pen said yes, but is still locked with a password", "笔答应了，但还是锁着" },
	{ "the pen did not answer: it is not known whether it took the change; switch it off and "
	  "on, and try once more",
		"笔没有应答，不知道改了没有；请关机再开机，再试一次" },
};

const char *pen_task_reason_zh(const char *reason)
{
	for (guint i = 0; i < G_N_ELEMENTS(REASONS); i++)
		if (strcmp(REASONS[i].en, reason) == 0)
			return REASONS[i].zh;
	return "";
}
