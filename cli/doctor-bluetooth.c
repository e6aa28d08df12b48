/* SPDX-License-Identifier: MIT */
/*
 * Bluetooth from the bottom up: the adapter and its driver as the kernel has them, the switch (rfkill), the
 * daemon of BlueZ and its version, and the right to speak to it. A machine without an adapter is no fault.
 */
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#include "cli/doctor.h"

#define ANSWER_MS 5000
#define OLDEST_TRIED                                                                               \
	56 /* BlueZ 5.56: what the laboratory and its reading of the sources go back to */
#define KERNEL_LOG_BYTES_MAX ((gsize)4 * 1024 * 1024)

static void find_no_need(Doctor *doctor, const char *id, const char *zh, const char *en)
{
	doctor_find(doctor, id, DOCTOR_ABSENT, g_strdup(zh), g_strdup(en), "", "");
}

/* ---- the adapter */

/* "hci0, hci1"; links to pens (hci0:11) are in the same folder. */
static char *adapters(const Doctor *doctor)
{
	g_autofree char *folder = doctor_path(doctor, "/sys/class/bluetooth");
	g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

	for (const char *name; entries && (name = g_dir_read_name(entries));)
		if (g_str_has_prefix(name, "hci") && !strchr(name, ':'))
			g_ptr_array_add(found, g_strdup(name));
	g_ptr_array_sort(found, (GCompareFunc)(void (*)(void))g_strcmp0);
	g_ptr_array_add(found, NULL);
	return g_strjoinv(", ", (char **)found->pdata);
}

static void check_adapter(Doctor *doctor)
{
	g_autofree char *names = adapters(doctor);

	doctor->has_adapter = *names != '\0';
	if (doctor->has_adapter)
		doctor_find(doctor, "bluetooth-adapter", DOCTOR_OK,
			g_strdup_printf("蓝牙适配器 %s", names),
			g_strdup_printf("Bluetooth adapter %s", names), "", "");
	else
		doctor_find(doctor, "bluetooth-adapter", DOCTOR_ABSENT, g_strdup("没有蓝牙适配器"),
			g_strdup("There is no Bluetooth adapter"),
			"只用数据线或虚拟笔就不必管；要连蓝牙笔，请插一个适配器。",
			"Nothing to mend unless you use Bluetooth pens: those need one.");
}

/* ---- its driver, by the kernel's messages */

static const struct {
	const char *folder, *package;
} FIRMWARE[] = {
	{ "rtl_bt/", "firmware-realtek" },
	{ "intel/ibt", "firmware-iwlwifi" },
	{ "brcm/", "firmware-brcm80211" },
	{ "qca/", "firmware-atheros" },
	{ "ar3k/", "firmware-atheros" },
	{ "mediatek/BT", "firmware-misc-nonfree" },
	{ "mrvl/", "firmware-libertas" },
};

/* The messages as text; NULL when they may not be read. A real /dev/kmsg gives one a read, a file all. */
static char *kernel_log(const Doctor *doctor)
{
	g_autofree char *path = doctor_path(doctor, "/dev/kmsg");
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	g_autoptr(GString) log = g_string_new(NULL);
	char piece[8192];

	if (fd < 0)
		return NULL;
	while (log->len < KERNEL_LOG_BYTES_MAX) {
		ssize_t n_read = read(fd, piece, sizeof(piece));

		if (n_read > 0)
			g_string_append_len(log, piece, n_read);
		else if (n_read == 0 || errno != EPIPE) /* EPIPE: overtaken, the next is newer */
			break;
	}
	close(fd);
	return g_string_free(g_steal_pointer(&log), FALSE);
}

static bool has_any(const char *line, const char *const *words)
{
	for (; *words; words++)
		if (strstr(line, *words))
			return true;
	return false;
}

/* The package whose firmware the line misses; NULL when it speaks of something else. */
static const char *missing_firmware(const char *line)
{
	static const char *const failures[] = { "failed with error", "failed to load",
		"Failed to load", "not found", NULL };

	if (!strstr(line, "irmware") || !has_any(line, failures))
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(FIRMWARE); i++)
		if (strstr(line, FIRMWARE[i].folder))
			return FIRMWARE[i].package;
	return strstr(line, "Bluetooth") ? "firmware-misc-nonfree" : NULL;
}

static void find_firmware(Doctor *doctor, const char *package)
{
	/* It may have worked at the second try; without an adapter it has not. */
	DoctorLevel level = doctor->has_adapter ? DOCTOR_WARNING : DOCTOR_WRONG;

	doctor_find(doctor, "bluetooth-driver", level,
		g_strdup_printf("蓝牙适配器缺少固件（软件包 %s）", package),
		g_strdup_printf("The Bluetooth adapter lacks its firmware (package %s)", package),
		"打开 non-free-firmware 软件源，用 apt install 装上这个软件包，再重启电脑。",
		"Enable the section non-free-firmware, install that package with apt, then restart "
		"the computer.");
}

static void check_driver(Doctor *doctor)
{
	static const char *const timeouts[] = { "tx timeout", "command timed out", NULL };
	g_autofree char *log = kernel_log(doctor);
	g_auto(GStrv) lines = g_strsplit(log ? log : "", "\n", -1);
	const char *package = NULL;
	guint n_timeouts = 0;

	for (char **line = lines; *line; line++) {
		const char *missing = missing_firmware(*line);

		package = missing ? missing : package;
		n_timeouts += strstr(*line, "Bluetooth: ") && has_any(*line, timeouts);
	}
	if (!log)
		doctor_find(doctor, "bluetooth-driver", DOCTOR_UNKNOWN,
			g_strdup("没有权限看内核消息"),
			g_strdup("Not allowed to read the kernel's messages"), DOCTOR_SUDO_ZH,
			DOCTOR_SUDO_EN);
	else if (package)
		find_firmware(doctor, package);
	else if (n_timeouts > 0)
		doctor_find(doctor, "bluetooth-driver", DOCTOR_WARNING,
			g_strdup_printf("蓝牙适配器有 %u 次没有应答", n_timeouts),
			g_strdup_printf(
				"The Bluetooth adapter did not answer %u times", n_timeouts),
			"换一个 USB 口，不要经过集线器；仍这样就换一个适配器。",
			"Put it into another USB port, without a hub; if that does not help, use "
			"another "
			"adapter.");
	else
		doctor_find(doctor, "bluetooth-driver", DOCTOR_OK,
			g_strdup("内核没有报告蓝牙驱动的问题"),
			g_strdup("The kernel reports no trouble with Bluetooth"), "", "");
}

/* ---- the switch */

static bool is_set(const Doctor *doctor, const char *entry, const char *name)
{
	g_autofree char *path = g_strdup_printf("/sys/class/rfkill/%s/%s", entry, name);
	g_autofree char *text = doctor_read(doctor, path);

	return g_strcmp0(text, "1") == 0;
}

static void check_switch(Doctor *doctor)
{
	g_autofree char *folder = doctor_path(doctor, "/sys/class/rfkill");
	g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
	bool hard = false, soft = false;

	for (const char *entry; entries && (entry = g_dir_read_name(entries));) {
		g_autofree char *path = g_strdup_printf("/sys/class/rfkill/%s/type", entry);
		g_autofree char *type = doctor_read(doctor, path);

		if (g_strcmp0(type, "bluetooth") != 0)
			continue;
		hard = hard || is_set(doctor, entry, "hard");
		soft = soft || is_set(doctor, entry, "soft");
	}
	if (hard)
		doctor_find(doctor, "bluetooth-switch", DOCTOR_WRONG,
			g_strdup("蓝牙被电脑上的开关关掉了"),
			g_strdup("Bluetooth is switched off by a switch of the computer"),
			"打开机身上的无线开关，或按 Fn 加无线键；有的要在 BIOS 里打开。",
			"Turn the switch on the case, or press Fn and the radio key; some have it "
			"in the "
			"BIOS.");
	else if (soft)
		doctor_find(doctor, "bluetooth-switch", DOCTOR_WRONG,
			g_strdup("蓝牙在系统里被关掉了"),
			g_strdup("Bluetooth is switched off in the system"),
			"运行 sudo rfkill unblock bluetooth。",
			"Run: sudo rfkill unblock bluetooth");
	else
		doctor_find(doctor, "bluetooth-switch", DOCTOR_OK, g_strdup("蓝牙开关是开着的"),
			g_strdup("Bluetooth is switched on"), "", "");
}

/* ---- bluetoothd */

static void check_version(Doctor *doctor)
{
	static const char *const programs[] = { "/usr/libexec/bluetooth/bluetoothd",
		"/usr/lib/bluetooth/bluetoothd", NULL };
	const char *program = doctor_first(doctor, programs);
	const char *const question[] = { program, "--version", NULL };
	g_autofree char *answer = program ? doctor_ask(doctor, question) : NULL;
	g_auto(GStrv) numbers = g_strsplit(answer ? answer : "", ".", 3);
	bool told = g_strv_length(numbers) >= 2 && g_ascii_isdigit(*numbers[0]);
	guint64 major = told ? g_ascii_strtoull(numbers[0], NULL, 10) : 0;
	guint64 minor = told ? g_ascii_strtoull(numbers[1], NULL, 10) : 0;

	if (!program)
		doctor_find(doctor, "bluetooth-version",
			doctor->has_adapter ? DOCTOR_WRONG : DOCTOR_ABSENT,
			g_strdup("没有安装 BlueZ"), g_strdup("BlueZ is not installed"),
			"运行 sudo apt install bluez；不用蓝牙笔就不必管。",
			"Run: sudo apt install bluez; nothing to mend without Bluetooth pens.");
	else if (!told)
		doctor_find(doctor, "bluetooth-version", DOCTOR_UNKNOWN,
			g_strdup_printf("%s 没有说出版本", program),
			g_strdup_printf("%s does not tell its version", program), "", "");
	else if (major < 5 || (major == 5 && minor < OLDEST_TRIED))
		doctor_find(doctor, "bluetooth-version", DOCTOR_WARNING,
			g_strdup_printf("BlueZ %s 太旧，没有试过", answer),
			g_strdup_printf("BlueZ %s is older than any that was tried", answer),
			"升级到 5.56 或更新的版本（Debian 12 带 5.66）。",
			"Upgrade to 5.56 or newer (Debian 12 has 5.66).");
	else
		doctor_find(doctor, "bluetooth-version", DOCTOR_OK,
			g_strdup_printf("蓝牙软件 BlueZ %s", answer),
			g_strdup_printf("BlueZ %s", answer), "", "");
}

static GDBusConnection *open_bus(const Doctor *doctor)
{
	g_autofree char *path = doctor_path(doctor, "/run/dbus/system_bus_socket");
	g_autofree char *own = g_strconcat("unix:path=", path, NULL);
	const char *named = *doctor->root ? NULL : g_getenv("DBUS_SYSTEM_BUS_ADDRESS");

	return g_dbus_connection_new_for_address_sync(named ? named : own,
		G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
			G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
		NULL, NULL, NULL);
}

static bool bluez_is_there(GDBusConnection *bus)
{
	g_autoptr(GVariant) answer =
		g_dbus_connection_call_sync(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
			"org.freedesktop.DBus", "NameHasOwner", g_variant_new("(s)", "org.bluez"),
			G_VARIANT_TYPE("(b)"), G_DBUS_CALL_FLAGS_NONE, ANSWER_MS, NULL, NULL);
	gboolean there = FALSE;

	if (answer)
		g_variant_get(answer, "(b)", &there);
	return there;
}

static void check_permission(Doctor *doctor, GDBusConnection *bus)
{
	static const char *const policies[] = { "/etc/dbus-1/system.d/zhibi.conf",
		"/usr/share/dbus-1/system.d/zhibi.conf", NULL };
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer = g_dbus_connection_call_sync(bus, "org.bluez", "/",
		"org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL, NULL,
		G_DBUS_CALL_FLAGS_NO_AUTO_START, ANSWER_MS, NULL, &error);
	bool denied = g_error_matches(error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED);

	/* What this user may do says nothing of the service's user: its policy does. */
	if (doctor->installed && !doctor_first(doctor, policies))
		doctor_find(doctor, "bluetooth-permission", DOCTOR_WRONG,
			g_strdup("没有 D-Bus 规则，服务不能使用蓝牙"),
			g_strdup("The D-Bus policy is missing: the service may not use Bluetooth"),
			"重新安装软件包，再运行 sudo systemctl reload dbus。",
			"Install the package again, then run: sudo systemctl reload dbus");
	else if (!answer && !denied)
		doctor_find(doctor, "bluetooth-permission", DOCTOR_WRONG,
			g_strdup_printf("蓝牙服务没有应答：%s", error->message),
			g_strdup_printf("bluetoothd does not answer: %s", error->message),
			"运行 sudo systemctl restart bluetooth。",
			"Run: sudo systemctl restart bluetooth");
	else if (denied && !doctor->installed)
		doctor_find(doctor, "bluetooth-permission", DOCTOR_WRONG,
			g_strdup("当前用户不能使用蓝牙"),
			g_strdup("This user may not use Bluetooth"),
			"安装软件包，让服务来用；或把用户加入 bluetooth 组，再重新登录。",
			"Install the package and let the service do it; or put the user into the "
			"group "
			"bluetooth and log in again.");
	else
		doctor_find(doctor, "bluetooth-permission", DOCTOR_OK, g_strdup("有权使用蓝牙服务"),
			g_strdup("bluetoothd may be spoken to"), "", "");
}

static void check_bluetoothd(Doctor *doctor)
{
	g_autoptr(GDBusConnection) bus = open_bus(doctor);

	if (bus && bluez_is_there(bus)) {
		doctor_find(doctor, "bluetooth-service", DOCTOR_OK, g_strdup("蓝牙服务在运行"),
			g_strdup("bluetoothd runs"), "", "");
		check_permission(doctor, bus);
	} else if (!doctor->has_adapter) {
		find_no_need(doctor, "bluetooth-service",
			"蓝牙服务没有运行（没有适配器，不必运行）",
			"bluetoothd does not run (there is no adapter, it need not)");
	} else if (!bus) {
		doctor_find(doctor, "bluetooth-service", DOCTOR_WRONG,
			g_strdup("连不上系统总线 D-Bus，不能使用蓝牙"),
			g_strdup("The system's D-Bus cannot be reached: no Bluetooth without it"),
			"运行 sudo systemctl start dbus；没有它就先 sudo apt install dbus。",
			"Run: sudo systemctl start dbus; install it first if it is missing: sudo "
			"apt "
			"install dbus");
	} else {
		doctor_find(doctor, "bluetooth-service", DOCTOR_WRONG,
			g_strdup("蓝牙服务 bluetoothd 没有运行"),
			g_strdup("bluetoothd does not run"),
			"运行 sudo systemctl enable --now bluetooth。",
			"Run: sudo systemctl enable --now bluetooth");
	}
}

void doctor_check_bluetooth(Doctor *doctor)
{
	if (doctor->report && json_is_false(json_object_get(doctor->report, "bluetooth"))) {
		doctor_find(doctor, "bluetooth-adapter", DOCTOR_OK, g_strdup("配置里关掉了蓝牙"),
			g_strdup("Bluetooth is switched off in the configuration"), "", "");
		return;
	}
	check_adapter(doctor);
	check_driver(doctor);
	if (doctor->has_adapter)
		check_switch(doctor);
	check_version(doctor);
	check_bluetoothd(doctor);
}
