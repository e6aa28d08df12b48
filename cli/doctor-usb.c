/* SPDX-License-Identifier: MIT */
/* Pens on the cable: the udev rules that let the service open them, and those plugged in now. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/doctor.h"
#include "drivers/model.h"

/* Is there a rule for every pen that this program knows? */
static bool is_fresh(const char *rules, const ModelSet *models)
{
	for (guint i = 0; i < model_set_n(models); i++) {
		const Model *model = model_set_get(models, i);

		for (guint u = 0; u < model->usbs->len; u++) {
			const ModelUsb *usb = &g_array_index(model->usbs, ModelUsb, u);
			g_autofree char *rule = g_strdup_printf(
				"ATTR{idVendor}==\"%04x\", ATTR{idProduct}==\"%04x\"", usb->vendor,
				usb->product);

			if (!g_strstr_len(rules, -1, rule))
				return false;
		}
	}
	return g_strstr_len(rules, -1, "GROUP=\"zhibi\"") != NULL;
}

static void check_rules(Doctor *doctor, const ModelSet *models)
{
	/* udev takes the first of these. */
	static const char *const places[] = { "/etc/udev/rules.d/70-zhibi.rules",
		"/run/udev/rules.d/70-zhibi.rules", "/usr/local/lib/udev/rules.d/70-zhibi.rules",
		"/usr/lib/udev/rules.d/70-zhibi.rules", "/lib/udev/rules.d/70-zhibi.rules", NULL };
	const char *place = doctor_first(doctor, places);
	g_autofree char *rules = place ? doctor_read(doctor, place) : NULL;

	if (!place)
		doctor_find(doctor, "usb-rules", doctor->installed ? DOCTOR_WRONG : DOCTOR_ABSENT,
			g_strdup("没有 udev 规则，服务打不开插上的笔"),
			g_strdup("There are no udev rules: the service cannot open pens on the "
				 "cable"),
			"重新安装软件包；只用蓝牙笔就不必管。",
			"Install the package again; nothing to mend if you use Bluetooth pens "
			"only.");
	else if (!rules || !is_fresh(rules, models))
		doctor_find(doctor, "usb-rules", DOCTOR_WRONG,
			g_strdup_printf("%s 是旧的，缺少新型号的笔", place),
			g_strdup_printf("%s is out of date: newer pens are missing", place),
			"运行 zhibi models --udev | sudo tee 加上这个文件，再 sudo udevadm control "
			"--reload。",
			"Run zhibi models --udev | sudo tee that file, then sudo udevadm control "
			"--reload.");
	else
		doctor_find(doctor, "usb-rules", DOCTOR_OK, g_strdup("udev 规则已装好"),
			g_strdup("The udev rules are in place"), "", "");
}

/* ---- those plugged in */

static guint read_number(const Doctor *doctor, const char *device, const char *name, int base)
{
	g_autofree char *path = g_strdup_printf("/sys/bus/usb/devices/%s/%s", device, name);
	g_autofree char *text = doctor_read(doctor, path);

	return text ? (guint)strtoul(text, NULL, base) : 0;
}

/* By the service: its group's, or everybody's. root may open everything, so that asking access() says little. */
static bool may_be_opened(const Doctor *doctor, const char *device)
{
	g_autofree char *path = g_strdup_printf("%s/dev/bus/usb/%03u/%03u", doctor->root,
		read_number(doctor, device, "busnum", 10),
		read_number(doctor, device, "devnum", 10));
	struct stat status;
	guint user, group;

	if (stat(path, &status) != 0)
		return false;
	if ((status.st_mode & (S_IROTH | S_IWOTH)) == (S_IROTH | S_IWOTH))
		return true;
	if (doctor->installed && doctor_service_user(doctor, &user, &group))
		return status.st_gid == group &&
		       (status.st_mode & (S_IRGRP | S_IWGRP)) == (S_IRGRP | S_IWGRP);
	return access(path, R_OK | W_OK) == 0;
}

static void check_plugged(Doctor *doctor, const ModelSet *models)
{
	g_autofree char *folder = doctor_path(doctor, "/sys/bus/usb/devices");
	g_autoptr(GDir) devices = g_dir_open(folder, 0, NULL);
	guint n_pens = 0, n_forbidden = 0;

	for (const char *device; devices && (device = g_dir_read_name(devices));) {
		guint vendor = read_number(doctor, device, "idVendor", 16);
		guint product = read_number(doctor, device, "idProduct", 16);

		if (vendor == 0 || !model_set_find_usb(models, (guint16)vendor, (guint16)product))
			continue;
		n_pens++;
		n_forbidden += !may_be_opened(doctor, device);
	}
	if (n_pens == 0)
		doctor_find(doctor, "usb-pens", DOCTOR_ABSENT, g_strdup("没有用线插着的笔"),
			g_strdup("No pens are plugged in by cable"), "", "");
	else if (n_forbidden > 0)
		doctor_find(doctor, "usb-pens", DOCTOR_WRONG,
			g_strdup_printf(
				"插着 %u 支笔，其中 %u 支没有权限打开", n_pens, n_forbidden),
			g_strdup_printf(
				"Pens plugged in by cable: %u, %u of them may not be opened",
				n_pens, n_forbidden),
			"运行 sudo udevadm trigger --subsystem-match=usb "
			"--action=change，或把笔重新插一次。",
			"Run: sudo udevadm trigger --subsystem-match=usb --action=change, or plug "
			"the "
			"pens in again.");
	else
		doctor_find(doctor, "usb-pens", DOCTOR_OK, g_strdup_printf("插着 %u 支笔", n_pens),
			g_strdup_printf("Pens plugged in by cable: %u", n_pens), "", "");
}

void doctor_check_usb(Doctor *doctor)
{
	g_autoptr(ModelSet) models = model_set_new_built_in();

	if (doctor->report && json_is_false(json_object_get(doctor->report, "usb"))) {
		doctor_find(doctor, "usb-pens", DOCTOR_OK, g_strdup("配置里关掉了 USB 笔"),
			g_strdup("Pens on the cable are switched off in the configuration"), "",
			"");
		return;
	}
	check_rules(doctor, models);
	check_plugged(doctor, models);
}
