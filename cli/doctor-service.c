/* SPDX-License-Identifier: MIT */
/* The service as systemd and the system's users know it; whether it runs; what it serves and on which port. */
#include <arpa/inet.h>
#include <errno.h>
#include <gio/gio.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/control.h"
#include "cli/doctor.h"

#define DAY_S ((gint64)24 * 3600)
#define MONTH_S (30 * DAY_S)

static void check_unit(Doctor *doctor)
{
	static const char *const units[] = { "/etc/systemd/system/zhibid.service",
		"/usr/local/lib/systemd/system/zhibid.service",
		"/usr/lib/systemd/system/zhibid.service", "/lib/systemd/system/zhibid.service",
		NULL };
	static const char *const question[] = { "/usr/bin/systemctl", "is-active", "zhibid", NULL };

	if (!doctor_first(doctor, units)) {
		doctor_find(doctor, "service", DOCTOR_ABSENT,
			g_strdup("没有安装成系统服务：要用时由人运行 zhibid"),
			g_strdup("Not installed as a service: zhibid is run by hand"),
			"要随电脑一起启动，请安装 zhibi 软件包（见 docs/install.md）。",
			"To have it start with the computer, install the package zhibi "
			"(docs/install.md).");
		return;
	}
	if (!doctor_exists(doctor, "/run/systemd/system")) {
		doctor_find(doctor, "service", DOCTOR_ABSENT,
			g_strdup("这台电脑没有运行 systemd，服务不会自动启动"),
			g_strdup("systemd does not run here: the service is not started by itself"),
			"", "");
		return;
	}
	g_autofree char *state = doctor_ask(doctor, question);
	if (g_strcmp0(state, "active") == 0)
		doctor_find(doctor, "service", DOCTOR_OK, g_strdup("服务 zhibid 在运行"),
			g_strdup("The service zhibid is active"), "", "");
	else
		doctor_find(doctor, "service", DOCTOR_WRONG,
			g_strdup_printf("服务 zhibid 没有运行（%s）", state ? state : "?"),
			g_strdup_printf(
				"The service zhibid is not active (%s)", state ? state : "?"),
			"运行 sudo systemctl enable --now zhibid；还不行就看 journalctl -u zhibid "
			"-n 20。",
			"Run: sudo systemctl enable --now zhibid; if that fails, look at: "
			"journalctl -u "
			"zhibid -n 20");
}

static void check_user(Doctor *doctor)
{
	guint user, group;

	if (!doctor->installed)
		return;
	if (doctor_service_user(doctor, &user, &group))
		doctor_find(doctor, "user", DOCTOR_OK, g_strdup("服务的用户 zhibi 在"),
			g_strdup("The service's user zhibi is there"), "", "");
	else
		doctor_find(doctor, "user", DOCTOR_WRONG, g_strdup("没有用户 zhibi，服务无法启动"),
			g_strdup("There is no user zhibi: the service cannot start"),
			"运行 sudo systemd-sysusers，或重新安装软件包。",
			"Run: sudo systemd-sysusers, or install the package again.");
}

/* ---- does it run? */

/* A lock on the file of this inode, as the kernel lists them: looking takes no lock that a starting daemon
 * would trip over. 0: nobody has one. */
static int lock_holder(const Doctor *doctor, const char *path)
{
	struct stat status;
	g_autofree char *text = doctor_read(doctor, "/proc/locks");
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);

	if (stat(path, &status) != 0)
		return 0;
	for (char **line = lines; *line; line++) {
		g_auto(GStrv) words = g_regex_split_simple("\\s+", *line, 0, 0);

		/* "2: FLOCK  ADVISORY  WRITE 4711 fe:01:1234 0 EOF" */
		if (g_strv_length(words) < 6 || !g_str_equal(words[1], "FLOCK") ||
			!g_str_equal(words[3], "WRITE"))
			continue;
		const char *inode = strrchr(words[5], ':');
		gint64 holder = g_ascii_strtoll(words[4], NULL, 10);

		if (inode && g_ascii_strtoull(inode + 1, NULL, 10) == status.st_ino)
			return holder > 0 ? (int)holder : -1;
	}
	return 0;
}

static void check_daemon(Doctor *doctor)
{
	g_autofree char *lock = g_strconcat(doctor->database, ".lock", NULL);
	int holder = lock_holder(doctor, lock);

	doctor->daemon_runs = holder != 0;
	doctor->daemon_hidden =
		access(doctor_report_text(doctor, "data"), X_OK) != 0 && errno == EACCES;
	if (doctor->daemon_hidden)
		doctor_find(doctor, "daemon", DOCTOR_UNKNOWN,
			g_strdup("没有权限看 zhibid 是否在运行"),
			g_strdup("Not allowed to see whether zhibid runs"), DOCTOR_SUDO_ZH,
			DOCTOR_SUDO_EN);
	else if (holder > 0)
		doctor_find(doctor, "daemon", DOCTOR_OK,
			g_strdup_printf("zhibid 在运行（进程 %d）", holder),
			g_strdup_printf("zhibid runs (process %d)", holder), "", "");
	else if (holder < 0)
		doctor_find(doctor, "daemon", DOCTOR_OK, g_strdup("zhibid 在运行"),
			g_strdup("zhibid runs"), "", "");
	else if (doctor->installed)
		doctor_find(doctor, "daemon", DOCTOR_WRONG,
			g_strdup("zhibid 没有运行：现在收不到任何笔迹"),
			g_strdup("zhibid does not run: no ink is received now"),
			"运行 sudo systemctl start zhibid。", "Run: sudo systemctl start zhibid");
	else
		doctor_find(doctor, "daemon", DOCTOR_ABSENT, g_strdup("zhibid 现在没有运行"),
			g_strdup("zhibid does not run now"), "要用时运行 zhibid。",
			"Run zhibid when you want it.");
}

/* ---- does it answer? */

static char *control_path(const Doctor *doctor)
{
	g_autofree char *installed = doctor_path(doctor, "/run/zhibi/control.sock");
	bool is_meant = doctor->installed && !doctor->config && !doctor->data;

	if (is_meant && (access(installed, F_OK) == 0 || errno == EACCES))
		return g_steal_pointer(&installed);
	return g_build_filename(doctor_report_text(doctor, "data"), "control.sock", NULL);
}

static void find_answer(Doctor *doctor, const json_t *answer)
{
	const char *version = json_string_value(json_object_get(answer, "version"));
	const json_t *pens = json_object_get(answer, "pens");
	gint64 n_known = json_integer_value(json_object_get(pens, "known"));
	gint64 n_here = json_integer_value(json_object_get(pens, "here"));

	if (g_strcmp0(version, ZHIBI_VERSION) != 0)
		doctor_find(doctor, "control", DOCTOR_WARNING,
			g_strdup_printf("在运行的 zhibid 是 %s，装的是 " ZHIBI_VERSION,
				version ? version : "?"),
			g_strdup_printf(
				"The zhibid that runs is %s, the one installed is " ZHIBI_VERSION,
				version ? version : "?"),
			"下课后重启服务：sudo systemctl restart zhibid",
			"Restart it after class: sudo systemctl restart zhibid");
	else
		doctor_find(doctor, "control", DOCTOR_OK,
			g_strdup_printf("zhibid 应答正常：认识 %" G_GINT64_FORMAT
					" 支笔，现在连着 %" G_GINT64_FORMAT " 支",
				n_known, n_here),
			g_strdup_printf("zhibid answers: %" G_GINT64_FORMAT
					" pens known, %" G_GINT64_FORMAT " here now",
				n_known, n_here),
			"", "");
}

static void check_control(Doctor *doctor)
{
	g_autofree char *path = control_path(doctor);
	g_autoptr(Control) control = control_try("doctor", path);
	int reason = errno;
	json_t *answer = control ? control_ask(control, control_question("status", NULL)) : NULL;

	if (answer)
		find_answer(doctor, answer);
	else if (!control && reason == EACCES)
		doctor_find(doctor, "control", DOCTOR_UNKNOWN, g_strdup("没有权限问 zhibid"),
			g_strdup("Not allowed to ask zhibid"), DOCTOR_SUDO_ZH, DOCTOR_SUDO_EN);
	else
		doctor_find(doctor, "control", DOCTOR_WRONG,
			g_strdup_printf("zhibid 在运行，但不应答（%s）", path),
			g_strdup_printf("zhibid runs, but does not answer (%s)", path),
			"重启服务：sudo systemctl restart zhibid；笔迹不会丢。",
			"Restart it: sudo systemctl restart zhibid; no ink is lost.");
	json_decref(answer);
}

/* ---- what it serves */

static void check_page(Doctor *doctor)
{
	const char *page = doctor_report_text(doctor, "page");

	if (json_is_true(json_object_get(doctor->report, "page_present")))
		doctor_find(doctor, "page", DOCTOR_OK, g_strdup("教师网页的文件都在"),
			g_strdup("The teacher's page is there"), "", "");
	else
		doctor_find(doctor, "page", DOCTOR_WRONG,
			g_strdup_printf("%s 里没有教师网页，浏览器打不开", page),
			g_strdup_printf("There is no teacher's page in %s", page),
			"重新安装软件包，或改正配置 [console] page。",
			"Install the package again, or mend [console] page in the configuration.");
}

/* Tries to take the address and lets go at once. 0, or why not. */
static int try_port(const char *text, guint16 port)
{
	g_autoptr(GInetAddress) address = g_inet_address_new_from_string(text);
	struct sockaddr_storage native;
	int on = 1, reason = 0;

	if (!address)
		return EADDRNOTAVAIL;
	g_autoptr(GSocketAddress) place = g_inet_socket_address_new(address, port);
	gssize n_native = g_socket_address_get_native_size(place);
	if (!g_socket_address_to_native(place, &native, sizeof(native), NULL))
		return EADDRNOTAVAIL;
	int fd = socket(native.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (const struct sockaddr *)&native, (socklen_t)n_native) != 0)
		reason = errno;
	close(fd);
	return reason;
}

static void check_port(Doctor *doctor)
{
	const char *address = doctor_report_text(doctor, "address");
	guint16 port = (guint16)json_integer_value(json_object_get(doctor->report, "port"));
	int reason = port == 0 ? 0 : try_port(address, port);

	if (port == 0)
		doctor_find(doctor, "port", DOCTOR_OK, g_strdup("端口由系统随意选一个"),
			g_strdup("The system chooses any free port"), "", "");
	else if (reason == EADDRINUSE && doctor->daemon_runs)
		doctor_find(doctor, "port", DOCTOR_OK,
			g_strdup_printf("端口 %s:%u 由 zhibid 使用", address, port),
			g_strdup_printf("Port %s:%u is held by zhibid", address, port), "", "");
	else if (reason == EADDRINUSE && doctor->daemon_hidden)
		doctor_find(doctor, "port", DOCTOR_UNKNOWN,
			g_strdup_printf(
				"端口 %s:%u 有程序在用，没有权限看是不是 zhibid", address, port),
			g_strdup_printf(
				"Port %s:%u is in use; not allowed to see whether by zhibid",
				address, port),
			DOCTOR_SUDO_ZH, DOCTOR_SUDO_EN);
	else if (reason == EADDRINUSE)
		doctor_find(doctor, "port", DOCTOR_WRONG,
			g_strdup_printf("端口 %s:%u 被别的程序占着", address, port),
			g_strdup_printf("Port %s:%u is held by another program", address, port),
			"用 sudo ss -ltnp 看是谁；或在配置 [console] port 里换一个端口。",
			"See who it is with: sudo ss -ltnp; or choose another [console] port.");
	else if (reason == EADDRNOTAVAIL)
		doctor_find(doctor, "port", DOCTOR_WRONG,
			g_strdup_printf("%s 不是这台电脑的地址", address),
			g_strdup_printf("%s is not an address of this machine", address),
			"改正配置 [console] address；0.0.0.0 是所有地址。",
			"Mend [console] address in the configuration; 0.0.0.0 is every address.");
	else if (reason != 0)
		doctor_find(doctor, "port", DOCTOR_UNKNOWN,
			g_strdup_printf("端口 %s:%u 试不了：%s", address, port, g_strerror(reason)),
			g_strdup_printf("Port %s:%u cannot be tried: %s", address, port,
				g_strerror(reason)),
			"1024 以下的端口普通用户不能用，请换一个。",
			"Ports below 1024 are not for ordinary users: choose another.");
	else if (doctor->daemon_runs)
		doctor_find(doctor, "port", DOCTOR_WARNING,
			g_strdup_printf("zhibid 在运行，但不在 %s:%u 上", address, port),
			g_strdup_printf("zhibid runs, but not on %s:%u", address, port),
			"改过配置的话，重启服务：sudo systemctl restart zhibid",
			"If the configuration was changed, restart it: sudo systemctl restart "
			"zhibid");
	else
		doctor_find(doctor, "port", DOCTOR_OK,
			g_strdup_printf("端口 %s:%u 空着", address, port),
			g_strdup_printf("Port %s:%u is free", address, port), "", "");
}

static char *names_text(const json_t *certificate)
{
	GString *text = g_string_new(NULL);
	const json_t *names = json_object_get(certificate, "names");

	for (gsize i = 0; i < json_array_size(names); i++)
		g_string_append_printf(text, "%s%s", i > 0 ? ", " : "",
			json_string_value(json_array_get(names, i)));
	return g_string_free(text, FALSE);
}

static void find_certificate_in_force(Doctor *doctor, const json_t *certificate)
{
	bool own = json_is_true(json_object_get(certificate, "own"));
	gint64 left_s =
		json_integer_value(json_object_get(certificate, "until_ms")) / 1000 - doctor->now_s;
	int days = (int)(left_s / DAY_S);
	g_autofree char *names = names_text(certificate);

	doctor_find(doctor, "certificate", left_s < MONTH_S ? DOCTOR_WARNING : DOCTOR_OK,
		g_strdup_printf("证书还有 %d 天，用于 %s", days, names),
		g_strdup_printf("The certificate is good for %d more days, for %s", days, names),
		left_s >= MONTH_S ? ""
		: own ? "重启服务，zhibid 会自己换新的：sudo systemctl restart zhibid"
		      : "向学校的网络管理员要一张新证书，换上后重启服务。",
		left_s >= MONTH_S ? ""
		: own ? "Restart the service, it renews it by itself: sudo systemctl restart zhibid"
		      : "Get a new one from the school's network administrator, then restart the "
			"service.");
}

static void check_certificate(Doctor *doctor)
{
	const json_t *certificate = json_object_get(doctor->report, "certificate");
	const char *error = json_string_value(json_object_get(certificate, "error"));

	if (!json_is_object(certificate))
		doctor_find(doctor, "certificate", DOCTOR_OK,
			g_strdup("网页只在这台电脑上打开，不用证书"),
			g_strdup("The page is for this machine only and needs no certificate"), "",
			"");
	else if (json_is_true(json_object_get(certificate, "forbidden")))
		doctor_find(doctor, "certificate", DOCTOR_UNKNOWN, g_strdup("没有权限看证书"),
			g_strdup("Not allowed to look at the certificate"), DOCTOR_SUDO_ZH,
			DOCTOR_SUDO_EN);
	else if (json_is_true(json_object_get(certificate, "own")) &&
		 json_is_false(json_object_get(certificate, "present")))
		doctor_find(doctor, "certificate", DOCTOR_ABSENT,
			g_strdup("还没有证书，zhibid 第一次启动时自己做一张"),
			g_strdup(
				"There is no certificate yet: zhibid makes one at its first start"),
			"", "");
	else if (error && *error)
		doctor_find(doctor, "certificate", DOCTOR_WRONG,
			g_strdup_printf("证书有问题：%s", error),
			g_strdup_printf("The certificate is no good: %s", error),
			"改正配置 [console] certificate 和 certificate_key，或删去这两行，zhibid "
			"自己做一张。",
			"Mend [console] certificate and certificate_key, or leave both out and "
			"zhibid "
			"makes one.");
	else
		find_certificate_in_force(doctor, certificate);
}

void doctor_check_service(Doctor *doctor)
{
	check_unit(doctor);
	check_user(doctor);
	if (!doctor->report)
		return;
	check_daemon(doctor);
	if (doctor->daemon_runs)
		check_control(doctor);
	check_page(doctor);
	check_port(doctor);
	check_certificate(doctor);
}
