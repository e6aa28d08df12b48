/* SPDX-License-Identifier: MIT */
/* One row of words for each kind of problem. */
#include "store/problem-code.h"

#include <glib.h>

typedef struct {
	const char *name;
	const char *zh, *en;
	const char *mend_zh, *mend_en;
} Words;

static const Words WORDS[N_PROBLEMS] = {
	[PROBLEM_BLUETOOTH_ABSENT] = { "bluetooth-absent", "系统的蓝牙服务没有运行",
		"The system's Bluetooth service is not running",
		"运行 sudo systemctl start bluetooth；如果没有这个服务，先安装 bluez 软件包。",
		"Run: sudo systemctl start bluetooth. If there is no such service, install the "
		"package bluez." },
	[PROBLEM_NO_ADAPTER] = { "no-adapter", "没有蓝牙适配器", "There is no Bluetooth adapter",
		"插好蓝牙适配器，或换一个 USB 口；仍不行就运行 zhibi doctor。",
		"Plug the Bluetooth adapter in, or try another USB port; if that does not help, "
		"run "
		"zhibi doctor." },
	[PROBLEM_ADAPTER_OFF] = { "adapter-off", "蓝牙适配器是关着的",
		"The Bluetooth adapter is switched off",
		"打开电脑的蓝牙开关，或运行 rfkill unblock bluetooth。",
		"Switch Bluetooth on, or run: rfkill unblock bluetooth." },
	[PROBLEM_ADAPTER_FULL] = { "adapter-full", "笔比蓝牙适配器能同时连接的多",
		"There are more pens than the Bluetooth adapter can hold at once",
		"不用急，笔会轮流连接；想全部同时在线，就再插一个蓝牙适配器。",
		"The pens take turns. To have all of them live at once, plug in one more "
		"adapter." },
	[PROBLEM_PEN_UNREACHABLE] = { "pen-unreachable", "连不上这支笔",
		"This pen cannot be reached",
		"看笔是否开机、有电，离电脑近一些；再不行就把笔关机后重新打开。",
		"See that the pen is on and charged and nearer to the computer; else switch it off "
		"and on again." },
	[PROBLEM_PAIRING_FAILED] = { "pairing-failed", "与这支笔配对没有成功",
		"Pairing with this pen failed",
		"让笔进入配对状态再试一次；它若连着手机或别的电脑，先在那边断开。",
		"Put the pen into pairing mode and try again; if a phone or another computer holds "
		"it, disconnect it there first." },
	[PROBLEM_PEN_LOCKED] = { "pen-locked", "这支笔要密码，我们没有或密码不对",
		"This pen wants a password that is missing or wrong",
		"填写这支笔的密码后重新连接。错的密码不会再试，以免笔自己清空。",
		"Set this pen's password, then let it connect again. A wrong one is never tried "
		"twice: pens erase themselves." },
	[PROBLEM_PEN_FAILED] = { "pen-failed", "这支笔没有按约定应答",
		"This pen did not answer as it should",
		"把笔关机后重新打开。常常这样，就打开录制，把记录交给维护人员。",
		"Switch the pen off and on again. If it happens often, turn recording on and hand "
		"the recording to support." },
	[PROBLEM_PEN_LOW] = { "pen-low", "笔快没电了", "The pen's battery is low",
		"下课后给笔充电。没电也能接着写，只是这段笔迹不会传上来。",
		"Charge the pen after class. It still writes when flat, only that ink does not "
		"come here." },
	[PROBLEM_PEN_FULL] = { "pen-full", "笔的存储快满了", "The pen's memory is almost full",
		"让笔连着，等存的笔迹传完；可在配置里打开 delete_stored 自动清空。",
		"Leave the pen connected until its stored ink is here; delete_stored in the "
		"configuration frees it by itself." },
	[PROBLEM_LINK_LOST] = { "link-lost", "正写着，笔的连接断了",
		"The pen's link was lost in the middle of a stroke",
		"笔回来后会自动补传。常断，就让笔离电脑近些，或换个位置放适配器。",
		"What is missing comes when the pen is back. If it happens often, move the adapter "
		"nearer to the pens." },
	[PROBLEM_INK_LOST] = { "ink-lost", "有些笔点在传输中丢失", "Some dots were lost on the way",
		"笔里还有存的，会补传。常常这样，就少连几支笔，或再加一个适配器。",
		"What the pen stored is fetched later. If it happens often, connect fewer pens to "
		"one adapter." },
	[PROBLEM_PEN_LIES] = { "pen-lies", "这支笔发来的数据不合理，已断开",
		"This pen sent what no pen can send, and was disconnected",
		"把笔关机后重新打开；还是这样就停用这支笔，交给维护人员。",
		"Switch the pen off and on again; if it goes on, take it out of use and hand it to "
		"support." },
	[PROBLEM_USB_BUSY] = { "usb-busy", "另一个程序正占用这支笔的 USB 接口",
		"Another program holds this pen's USB interface",
		"关掉厂家的软件（或手机助手一类的程序），再把笔重新插一次。",
		"Close the maker's software (or a phone assistant), then plug the pen in again." },
	[PROBLEM_USB_FORBIDDEN] = { "usb-forbidden", "没有权限使用插上的笔",
		"There is no permission to use the plugged-in pen",
		"运行 zhibi doctor，看 udev 规则；装好规则后把笔重新插一次。",
		"Run zhibi doctor and look at the udev rules; when they are there, plug the pen in "
		"again." },
	[PROBLEM_USB_FAILED] = { "usb-failed", "从 USB 读这支笔时出错",
		"Reading this pen over USB failed",
		"把笔重新插一次，换一个 USB 口或一根线。已经读到的都保留着。",
		"Plug the pen in again, in another port or with another cable. What was read is "
		"kept." },
	[PROBLEM_DISK_FULL] = { "disk-full", "磁盘满了：新的笔迹暂存在内存和笔里",
		"The disk is full: new ink waits in memory and in the pens",
		"马上清理出磁盘空间，不要关机；有了空间就自动存盘，一点不丢。",
		"Make room on the disk now, and do not switch off; ink is stored as soon as there "
		"is room, nothing is lost." },
	[PROBLEM_STORE_FAILED] = { "store-failed", "数据库写不进去：新的笔迹暂存在内存和笔里",
		"The database cannot be written: new ink waits in memory and in the pens",
		"不要关机；运行 zhibi doctor 检查磁盘和数据文件夹，并请维护人员来看。",
		"Do not switch off; run zhibi doctor to check the disk and the data folder, and "
		"call "
		"support." },
};

static const Words *words_of(ProblemCode code)
{
	g_assert(code < N_PROBLEMS);
	return &WORDS[code];
}

const char *problem_code_name(ProblemCode code)
{
	return words_of(code)->name;
}

bool problem_code_by_name(const char *name, ProblemCode *code)
{
	for (guint i = 0; i < N_PROBLEMS; i++)
		if (g_str_equal(WORDS[i].name, name)) {
			*code = (ProblemCode)i;
			return true;
		}
	return false;
}

const char *problem_code_zh(ProblemCode code)
{
	return words_of(code)->zh;
}

const char *problem_code_en(ProblemCode code)
{
	return words_of(code)->en;
}

const char *problem_code_mend_zh(ProblemCode code)
{
	return words_of(code)->mend_zh;
}

const char *problem_code_mend_en(ProblemCode code)
{
	return words_of(code)->mend_en;
}
