/* SPDX-License-Identifier: MIT */
/*
 * `zhibi models`: the pens we know, a line each; `zhibi models --udev` prints udev/70-zhibi.rules (make udev),
 * --modalias the ids for a software centre. All come from drivers/models, so a pen that the daemon knows is a
 * pen that its user may open.
 */
#include "cli/cli.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "drivers/model.h"

static const char HELP[] =
	"用法 / usage: zhibi models [--udev | --modalias]\n"
	"\n"
	"列出认识的笔，每种一行 / lists the pens that are known, a line each:\n"
	"  名称 name <TAB> 蓝牙驱动 driver on the air <TAB> USB 驱动 driver on the cable\n"
	"  <TAB> USB 编号 USB ids <TAB> 型号文件 model file\n"
	"\n"
	"  --udev      打印 udev 规则 70-zhibi.rules / print the udev rules\n"
	"  --modalias  打印 AppStream 用的设备编号 / print the ids for AppStream\n";

static const char RULES_HEAD[] = "# SPDX-License-Identifier: MIT\n"
				 "# 插在 USB 上的智能笔 / Smart pens on the cable. Printed by "
				 "`make udev` from drivers/models/*.pen:\n"
				 "# change those, not this file.\n"
				 "ACTION==\"remove\", GOTO=\"zhibi_end\"\n"
				 "SUBSYSTEM!=\"usb\", GOTO=\"zhibi_end\"\n"
				 "ENV{DEVTYPE}!=\"usb_device\", GOTO=\"zhibi_end\"\n"
				 "\n";

/* No SYSTEMD_WANTS: who stopped the service, for a back-up say, does not want it back because a pen is
 * plugged in. */
static const char RULES_TAIL[] =
	"\n"
	"ENV{ID_ZHIBI_PEN}!=\"1\", GOTO=\"zhibi_end\"\n"
	"# The service opens it, and so may who sits at this machine.\n"
	"GROUP=\"zhibi\", MODE=\"0660\", TAG+=\"uaccess\"\n"
	"# A pen's serial port is no modem: ModemManager would write into the middle of a "
	"transfer.\n"
	"ENV{ID_MM_DEVICE_IGNORE}=\"1\"\n"
	"# systemctl list-units 'sys-subsystem-zhibi-*' shows the pens that are plugged in.\n"
	"TAG+=\"systemd\", ENV{SYSTEMD_ALIAS}+=\"/sys/subsystem/zhibi/devices/$kernel\"\n"
	"\n"
	"LABEL=\"zhibi_end\"\n";

/* A name as a value of a rule: what would end the string or begin a substitution is left out. */
static char *rule_value(const char *text)
{
	GString *value = g_string_new(NULL);

	for (; *text; text++)
		if (!strchr("\"\\$%\n", *text))
			g_string_append_c(value, *text);
	return g_string_free(value, FALSE);
}

static void print_rule(const Model *model, const ModelUsb *usb)
{
	g_autofree char *name = rule_value(model->name);

	printf("ATTR{idVendor}==\"%04x\", ATTR{idProduct}==\"%04x\", ENV{ID_ZHIBI_PEN}=\"1\", "
	       "ENV{ID_ZHIBI_MODEL}=\"%s\", ENV{ID_ZHIBI_DRIVER}=\"%s\"\n",
		usb->vendor, usb->product, name, model->usb_driver);
}

static void print_modalias(const Model *model, const ModelUsb *usb)
{
	(void)model;
	printf("    <modalias>usb:v%04Xp%04Xd*</modalias>\n", usb->vendor, usb->product);
}

static void each_usb(const ModelSet *set, void (*print)(const Model *model, const ModelUsb *usb))
{
	for (guint i = 0; i < model_set_n(set); i++) {
		const Model *model = model_set_get(set, i);

		for (guint u = 0; u < model->usbs->len; u++)
			print(model, &g_array_index(model->usbs, ModelUsb, u));
	}
}

static void print_rules(const ModelSet *set)
{
	fputs(RULES_HEAD, stdout);
	each_usb(set, print_rule);
	fputs(RULES_TAIL, stdout);
}

static void print_modaliases(const ModelSet *set)
{
	each_usb(set, print_modalias);
}

static void print_models(const ModelSet *set)
{
	for (guint i = 0; i < model_set_n(set); i++) {
		const Model *model = model_set_get(set, i);
		g_autoptr(GString) ids = g_string_new(NULL);

		for (guint u = 0; u < model->usbs->len; u++) {
			const ModelUsb *usb = &g_array_index(model->usbs, ModelUsb, u);

			g_string_append_printf(
				ids, "%s%04x:%04x", u > 0 ? "," : "", usb->vendor, usb->product);
		}
		printf("%s\t%s\t%s\t%s\t%s\n", model->name, model->driver ? model->driver : "-",
			model->usb_driver ? model->usb_driver : "-", ids->len > 0 ? ids->str : "-",
			model->file);
	}
}

static const struct {
	const char *option;
	void (*print)(const ModelSet *set);
} FORMS[] = {
	{ NULL, print_models },
	{ "--udev", print_rules },
	{ "--modalias", print_modaliases },
};

int models_run(int argc, char **argv)
{
	const char *option = argc > 1 ? argv[1] : NULL;
	g_autoptr(ModelSet) set = NULL;
	gsize form = 0;

	if (option && (strcmp(option, "--help") == 0 || strcmp(option, "-h") == 0)) {
		fputs(HELP, stdout);
		return CLI_DONE;
	}
	while (form < G_N_ELEMENTS(FORMS) && g_strcmp0(FORMS[form].option, option) != 0)
		form++;
	if (argc > 2 || form == G_N_ELEMENTS(FORMS)) {
		fputs(HELP, stderr);
		return CLI_WRONG_USE;
	}
	set = model_set_new_built_in();
	FORMS[form].print(set);
	return CLI_DONE;
}
