/* SPDX-License-Identifier: MIT */
/*
 * The daemon's program and its configuration. zhibid itself is asked what the configuration comes to: what it
 * would do is then never guessed here.
 */
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

#include "cli/doctor.h"
#include "homework/bilingual.h"

#define WRONG_USE 2

/* Beside this program; a tree's build folder has both as well. */
static char *program_path(void)
{
	g_autofree char *own = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = g_path_get_dirname(own ? own : ".");
	g_autofree char *beside = g_build_filename(folder, "zhibid", NULL);

	return g_file_test(beside, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer(&beside)
							      : g_find_program_in_path("zhibid");
}

static GSubprocess *start(const Doctor *doctor, const char *program, GError **error)
{
	g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(
		G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
	g_autoptr(GPtrArray) line = g_ptr_array_new();
	g_autofree char *installed = doctor_path(doctor, "/etc/zhibi/zhibi.conf");
	g_autofree char *state = doctor_path(doctor, "/var/lib/zhibi");
	const char *config = doctor->config;

	/* As its unit starts it. */
	if (!config && !doctor->data && doctor->installed) {
		config = installed;
		g_subprocess_launcher_setenv(launcher, "STATE_DIRECTORY", state, TRUE);
	}
	g_ptr_array_add(line, (gpointer)program);
	g_ptr_array_add(line, (gpointer) "--check-config");
	g_ptr_array_add(line, (gpointer) "--json");
	if (config) {
		g_ptr_array_add(line, (gpointer) "--config");
		g_ptr_array_add(line, (gpointer)config);
	}
	if (doctor->data) {
		g_ptr_array_add(line, (gpointer) "--data");
		g_ptr_array_add(line, (gpointer)doctor->data);
	}
	g_ptr_array_add(line, NULL);
	return g_subprocess_launcher_spawnv(
		launcher, (const char *const *)(gpointer)line->pdata, error);
}

/* Each line of zhibid's, without its name before it. */
static void find_words(Doctor *doctor, DoctorLevel level, const char *words, const char *mend_zh,
	const char *mend_en)
{
	g_auto(GStrv) lines = g_strsplit(words, "\n", -1);

	for (char **line = lines; *line; line++) {
		const char *text = g_str_has_prefix(*line, "zhibid: ") ? *line + 8 : *line;

		g_auto(Bilingual) said = bilingual_new("%s", text);
		if (*text)
			doctor_find(doctor, "config", level,
				g_strdup_printf("配置文件：%s", said.zh),
				g_strdup_printf("Configuration: %s", said.en), mend_zh, mend_en);
	}
}

static void find_refused(Doctor *doctor, int status, const char *words)
{
	const char *config = doctor->config ? doctor->config : "/etc/zhibi/zhibi.conf";
	g_autofree char *full = doctor->config ? g_strdup(config) : doctor_path(doctor, config);
	bool forbidden = g_file_test(full, G_FILE_TEST_EXISTS) && access(full, R_OK) != 0;

	if (forbidden)
		find_words(doctor, DOCTOR_UNKNOWN, words, DOCTOR_SUDO_ZH, DOCTOR_SUDO_EN);
	else if (status == WRONG_USE)
		find_words(doctor, DOCTOR_WRONG, words,
			"改好这一行，再重启服务：sudo systemctl restart zhibid",
			"Mend that line, then: sudo systemctl restart zhibid");
	else
		find_words(doctor, DOCTOR_WRONG, *words ? words : "zhibid failed",
			"重新安装 zhibi 软件包。", "Install the package zhibi again.");
}

static void take_report(Doctor *doctor, const char *text, const char *warnings)
{
	doctor->report = json_loads(text, 0, NULL);
	if (!doctor->report) {
		find_refused(doctor, 0, "zhibid did not answer");
		return;
	}
	doctor->database = g_build_filename(doctor_report_text(doctor, "data"), "zhibi.db", NULL);
	if (*warnings)
		find_words(doctor, DOCTOR_WARNING, warnings, "改正或删去这一行。",
			"Mend that line or take it out.");
	else
		doctor_find(doctor, "config", DOCTOR_OK, g_strdup("配置文件没有错误"),
			g_strdup("The configuration has no errors"), "", "");
}

void doctor_check_program(Doctor *doctor)
{
	g_autofree char *program = program_path();
	g_autofree char *output = NULL, *words = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GSubprocess) process = program ? start(doctor, program, &error) : NULL;

	if (!process ||
		!g_subprocess_communicate_utf8(process, NULL, NULL, &output, &words, &error)) {
		doctor_find(doctor, "program", DOCTOR_WRONG,
			g_strdup_printf("找不到或无法运行后台程序 zhibid：%s",
				error ? error->message : "不在 zhibi 旁边"),
			g_strdup_printf("The daemon's program zhibid is missing or cannot be run: "
					"%s",
				error ? error->message : "it is not beside zhibi"),
			"重新安装 zhibi 软件包。", "Install the package zhibi again.");
		return;
	}
	doctor_find(doctor, "program", DOCTOR_OK, g_strdup_printf("后台程序 %s", program),
		g_strdup_printf("The daemon's program is %s", program), "", "");
	if (g_subprocess_get_if_exited(process) && g_subprocess_get_exit_status(process) == 0)
		take_report(doctor, output, words);
	else
		find_refused(doctor,
			g_subprocess_get_if_exited(process) ? g_subprocess_get_exit_status(process)
							    : -1,
			words);
}
