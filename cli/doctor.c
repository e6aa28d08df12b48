/* SPDX-License-Identifier: MIT */
/* `zhibi doctor`: looks at this machine and says in plain words what is wrong and how to mend it. */
#include "cli/doctor.h"

#include <gio/gio.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/json-text.h"

static const char HELP[] =
	"用法 / usage: zhibi doctor [--json] [--config FILE] [--data FOLDER]\n"
	"\n"
	"检查这台电脑，用平常的话说哪里不对、怎么办；只看，不改。\n"
	"Looks this machine over and says in plain words what is wrong and how to mend it. It "
	"only\n"
	"looks, it changes nothing.\n"
	"\n"
	"  --json         给程序看的结果 / findings for programs\n"
	"  --config FILE  配置文件，默认是已安装服务的 / configuration; the installed service's\n"
	"                 unless given\n"
	"  --data FOLDER  数据文件夹 / data folder\n"
	"\n"
	"每一行的开头 / each line begins with:\n"
	"  正常 ok      没有 absent（不用就不必管 / nothing to mend unless you want it）\n"
	"  未知 unknown（没有权限看 / not allowed to look）\n"
	"  注意 warning（尽快处理 / mend it soon）      有误 wrong\n"
	"\n"
	"退出码 / exit codes: 0 没有“有误” nothing is wrong, 1 有误 something is, 2 用法不对 "
	"wrong use.\n";

static const struct {
	const char *word, *zh;
} LEVELS[] = {
	[DOCTOR_OK] = { "ok", "正常" },
	[DOCTOR_ABSENT] = { "absent", "没有" },
	[DOCTOR_UNKNOWN] = { "unknown", "未知" },
	[DOCTOR_WARNING] = { "warning", "注意" },
	[DOCTOR_WRONG] = { "wrong", "有误" },
};

/* ---- for the checks */

void doctor_find(Doctor *doctor, const char *id, DoctorLevel level, char *take_zh, char *take_en,
	const char *mend_zh, const char *mend_en)
{
	DoctorFinding *finding = g_new(DoctorFinding, 1);

	*finding = (DoctorFinding){ id, level, take_zh, take_en, mend_zh, mend_en };
	g_ptr_array_add(doctor->findings, finding);
}

char *doctor_path(const Doctor *doctor, const char *path)
{
	return g_strconcat(doctor->root, path, NULL);
}

char *doctor_read(const Doctor *doctor, const char *path)
{
	g_autofree char *full = doctor_path(doctor, path);
	char *text = NULL;

	return g_file_get_contents(full, &text, NULL, NULL) ? g_strchomp(text) : NULL;
}

bool doctor_exists(const Doctor *doctor, const char *path)
{
	g_autofree char *full = doctor_path(doctor, path);

	return g_file_test(full, G_FILE_TEST_EXISTS);
}

const char *doctor_first(const Doctor *doctor, const char *const *paths)
{
	for (; *paths; paths++)
		if (doctor_exists(doctor, *paths))
			return *paths;
	return NULL;
}

/* argv[0] is a path, so that nothing else of that name is run. */
char *doctor_ask(const Doctor *doctor, const char *const *argv)
{
	g_auto(GStrv) line = g_strdupv((char **)argv);
	g_autofree char *program = doctor_path(doctor, argv[0]);
	char *output = NULL;

	g_free(line[0]);
	line[0] = g_steal_pointer(&program);
	if (!g_spawn_sync(NULL, line, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL,
		    NULL, NULL))
		return NULL;
	return g_strchomp(output);
}

const char *doctor_report_text(const Doctor *doctor, const char *key)
{
	const char *text = json_string_value(json_object_get(doctor->report, key));

	return text ? text : "";
}

bool doctor_service_user(const Doctor *doctor, guint *user, guint *group)
{
	g_autofree char *text = doctor_read(doctor, "/etc/passwd");
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);

	for (char **line = lines; *line; line++) {
		g_auto(GStrv) parts = g_strsplit(*line, ":", -1);

		if (g_strv_length(parts) >= 4 && g_str_equal(parts[0], "zhibi")) {
			*user = (guint)strtoul(parts[2], NULL, 10);
			*group = (guint)strtoul(parts[3], NULL, 10);
			return true;
		}
	}
	return false;
}

/* ---- life */

static void finding_free(gpointer data)
{
	DoctorFinding *finding = data;

	g_free(finding->zh);
	g_free(finding->en);
	g_free(finding);
}

Doctor *doctor_new(const char *root, const char *config, const char *data)
{
	Doctor *doctor = g_new0(Doctor, 1);

	doctor->root = root ? root : "";
	doctor->config = config;
	doctor->data = data;
	doctor->now_s = g_get_real_time() / G_USEC_PER_SEC;
	doctor->installed = doctor_exists(doctor, "/etc/zhibi/zhibi.conf");
	doctor->findings = g_ptr_array_new_with_free_func(finding_free);
	return doctor;
}

Doctor *doctor_free(Doctor *doctor)
{
	if (doctor) {
		json_decref(doctor->report);
		g_free(doctor->database);
		g_ptr_array_unref(doctor->findings);
		g_free(doctor);
	}
	return NULL;
}

void doctor_examine(Doctor *doctor)
{
	doctor_check_program(doctor);
	doctor_check_service(doctor);
	doctor_check_storage(doctor);
	doctor_check_clock(doctor);
	doctor_check_bluetooth(doctor);
	doctor_check_usb(doctor);
}

/* ---- telling */

static guint count(const Doctor *doctor, DoctorLevel level)
{
	guint n = 0;

	for (guint i = 0; i < doctor->findings->len; i++)
		n += ((const DoctorFinding *)g_ptr_array_index(doctor->findings, i))->level ==
		     level;
	return n;
}

bool doctor_found_wrong(const Doctor *doctor)
{
	return count(doctor, DOCTOR_WRONG) > 0;
}

static json_t *finding_json(const DoctorFinding *finding)
{
	json_t *object = json_object();

	json_object_set_new(object, "id", json_string(finding->id));
	json_object_set_new(object, "level", json_string(LEVELS[finding->level].word));
	json_object_set_new(object, "zh", json_text_new(finding->zh));
	json_object_set_new(object, "en", json_text_new(finding->en));
	json_object_set_new(object, "mend_zh", json_string(finding->mend_zh));
	json_object_set_new(object, "mend_en", json_string(finding->mend_en));
	return object;
}

char *doctor_json(const Doctor *doctor)
{
	json_t *object = json_object(), *array = json_array();

	for (guint i = 0; i < doctor->findings->len; i++)
		json_array_append_new(array, finding_json(g_ptr_array_index(doctor->findings, i)));
	json_object_set_new(object, "version", json_string(ZHIBI_VERSION));
	json_object_set_new(object, "wrong", json_boolean(doctor_found_wrong(doctor)));
	json_object_set_new(object, "findings", array);
	return json_text_dump(object, true);
}

static void print(const Doctor *doctor)
{
	printf("纸笔 zhibi " ZHIBI_VERSION " 检查 / doctor\n\n");
	for (guint i = 0; i < doctor->findings->len; i++) {
		const DoctorFinding *finding = g_ptr_array_index(doctor->findings, i);

		printf("[%s %s] %s\n    %s\n", LEVELS[finding->level].zh,
			LEVELS[finding->level].word, finding->zh, finding->en);
		if (*finding->mend_zh)
			printf("    → %s\n    → %s\n", finding->mend_zh, finding->mend_en);
	}
	if (count(doctor, DOCTOR_WRONG) + count(doctor, DOCTOR_WARNING) == 0)
		printf("\n没有要处理的。/ There is nothing to mend.\n");
	else
		printf("\n有误 %u 项，注意 %u 项。/ %u wrong, %u to mind.\n",
			count(doctor, DOCTOR_WRONG), count(doctor, DOCTOR_WARNING),
			count(doctor, DOCTOR_WRONG), count(doctor, DOCTOR_WARNING));
}

int doctor_run(int argc, char **argv)
{
	g_autofree char *config = NULL, *data = NULL, *root = NULL;
	gboolean json = FALSE, help = FALSE;
	gint64 now_s = 0;
	const GOptionEntry entries[] = {
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
		{ "config", 0, 0, G_OPTION_ARG_FILENAME, &config, NULL, NULL },
		{ "data", 0, 0, G_OPTION_ARG_FILENAME, &data, NULL, NULL },
		{ "root", 0, 0, G_OPTION_ARG_FILENAME, &root, NULL, NULL }, /* for tests */
		{ "now", 0, 0, G_OPTION_ARG_INT64, &now_s, NULL, NULL },    /* for tests */
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &help, NULL, NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
	};
	if (!cli_options(entries, &argc, &argv))
		return CLI_WRONG_USE;
	if (help) {
		fputs(HELP, stdout);
		return CLI_DONE;
	}

	g_autoptr(Doctor) doctor = doctor_new(root, config, data);
	if (now_s != 0)
		doctor->now_s = now_s;
	doctor_examine(doctor);
	if (json) {
		g_autofree char *text = doctor_json(doctor);

		puts(text);
	} else {
		print(doctor);
	}
	if (fflush(stdout) != 0)
		return cli_cannot_write();
	return doctor_found_wrong(doctor) ? CLI_FAILED : CLI_DONE;
}
