/* SPDX-License-Identifier: MIT */
/* zhibid, from the command line: options, signals, what is printed, how it ends. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "daemon/config.h"
#include "daemon/config-report.h"
#include "daemon/classroom/demonstration.h"
#include "daemon/classroom/demonstration-history.h"
#include "daemon/error.h"
#include "daemon/installation.h"
#include "daemon/links/replay.h"
#include "daemon/notify.h"
#include "daemon/service.h"
#include "homework/sheet/sheet-json.h"

#define EXIT_FAILED 1
#define EXIT_WRONG_USE 2
/* A thousand pens, consoles, the database and its readers. */
#define N_FILES 8192

static const char HELP[] =
	"用法：zhibid [选项]\n"
	"纸笔：听课堂上的智能笔写字，保存每一个笔点，并在浏览器里实时显示给教师。\n"
	"zhibid listens to the smart pens of a class, keeps every dot, and shows the ink live in "
	"a\n"
	"teacher's browser.\n"
	"\n"
	"  --config FILE         配置文件；不写 --config 和 --data 时，服务（和 root）读取\n"
	"                        /etc/zhibi/zhibi.conf / configuration; with neither --config nor\n"
	"                        --data the service, and root, read /etc/zhibi/zhibi.conf\n"
	"  --data FOLDER         数据文件夹 / where the database is kept\n"
	"  --address ADDRESS     网页地址，默认 127.0.0.1；其他地址一律用 TLS / listen there; "
	"beyond\n"
	"                        this machine always with TLS\n"
	"  --port N              端口，默认 8080（TLS 为 8443），0 为任意 / 0: any free port\n"
	"  --page FOLDER         网页文件夹 / the built page\n"
	"  --pens-socket PATH    虚拟笔的套接字 / the socket of virtual pens\n"
	"  --replay FILE[@SPEED] 重放录制的笔迹，可多次；速度 0 为最快 / replay a recording; may "
	"be\n"
	"                        given more than once; speed 0: as fast as possible\n"
	"  --demonstration       演示班：虚构学生，教师密码打印一次 / a class of invented\n"
	"                        pupils; the teacher's password is printed once\n"
	"  --pupils N            演示班人数，默认 47 / of the demonstration's class\n"
	"  --weeks N             演示班此前 N 周的作业记录（0 到 8，编造的）/ so many weeks of "
	"made-up\n"
	"                        homework before it, 0 to 8\n"
	"  --sheet FILE          演示班做这张作业单 / the sheet that class does (sheet-format.md)\n"
	"  --add-teacher LOGIN   添加教师或换密码，打印密码后退出 / add a teacher or give a new\n"
	"                        password, print it, end\n"
	"  --set-role LOGIN      改账号的权限，不换密码 / change what an account may do, not its\n"
	"                        password\n"
	"    --role ROLES        teacher 任课老师，grade-head 年级主任，head 校长，administrator\n"
	"                        管理员；可几个，用逗号隔开；第一个账号不写为 teacher,\n"
	"                        administrator，其他为 teacher / one or more, by commas\n"
	"    --grade N           grade-head 管的年级 / the grade that is headed\n"
	"    --teaches CLASS[:SUBJECT]  只教这个班（这一科），可多次；不写为全校每个班\n"
	"                        / this class only (this subject); may be given more than once;\n"
	"                        every class unless given\n"
	"  --check-config        只检查配置 / look at the configuration only;\n"
	"    --json              并打印它在这台电脑上的结果 / and print what it comes to here\n"
	"  --verbose             多写日志 / say more in the log\n"
	"  --version, --help\n"
	"\n"
	"退出码 / exit codes: 0 正常 done, 1 失败 failed, 2 用法不对 wrong use.\n";

typedef struct {
	char *config, *data, *address, *port, *page, *socket, *teacher, *sheet;
	char *set_role, *roles; /* an account's */
	char **taught;
	gint grade;
	char **replays;
	gboolean demonstration, check_config, json, verbose, help, version;
	gint n_pupils, n_weeks;
	bool of_service; /* asked while the rights are still there by which it is told */
} Arguments;

static void arguments_clear(Arguments *arguments)
{
	g_free(arguments->config);
	g_free(arguments->data);
	g_free(arguments->address);
	g_free(arguments->port);
	g_free(arguments->page);
	g_free(arguments->socket);
	g_free(arguments->teacher);
	g_free(arguments->sheet);
	g_free(arguments->set_role);
	g_free(arguments->roles);
	g_strfreev(arguments->taught);
	g_strfreev(arguments->replays);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

/* Options that go with others. */
static bool belong_together(const Arguments *to, GError **error)
{
	if (to->json && !to->check_config) {
		g_set_error(
			error, DAEMON_ERROR, DAEMON_ERROR_USE, "--json belongs to --check-config");
		return false;
	}
	if ((to->roles || to->taught || to->grade != 0) && !to->teacher && !to->set_role) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"--role, --grade and --teaches belong to --add-teacher or --set-role");
		return false;
	}
	if (!to->roles && (to->set_role || to->taught || to->grade != 0)) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"say --role: teacher, grade-head, head, administrator, or several by "
			"commas");
		return false;
	}
	if (to->n_weeks < 0 || to->n_weeks > DEMONSTRATION_WEEKS_MAX ||
		(to->n_weeks > 0 && !to->demonstration)) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"--weeks belongs to --demonstration: write 0 to %d",
			DEMONSTRATION_WEEKS_MAX);
		return false;
	}
	if (to->sheet && !to->demonstration) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"--sheet belongs to --demonstration");
		return false;
	}
	return true;
}

static bool read_arguments(Arguments *to, int *argc, char ***argv, GError **error)
{
	const GOptionEntry entries[] = {
		{ "config", 0, 0, G_OPTION_ARG_FILENAME, &to->config, NULL, NULL },
		{ "data", 0, 0, G_OPTION_ARG_FILENAME, &to->data, NULL, NULL },
		{ "address", 0, 0, G_OPTION_ARG_STRING, &to->address, NULL, NULL },
		{ "port", 0, 0, G_OPTION_ARG_STRING, &to->port, NULL, NULL },
		{ "page", 0, 0, G_OPTION_ARG_FILENAME, &to->page, NULL, NULL },
		{ "pens-socket", 0, 0, G_OPTION_ARG_FILENAME, &to->socket, NULL, NULL },
		{ "replay", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &to->replays, NULL, NULL },
		{ "demonstration", 0, 0, G_OPTION_ARG_NONE, &to->demonstration, NULL, NULL },
		{ "sheet", 0, 0, G_OPTION_ARG_FILENAME, &to->sheet, NULL, NULL },
		{ "pupils", 0, 0, G_OPTION_ARG_INT, &to->n_pupils, NULL, NULL },
		{ "weeks", 0, 0, G_OPTION_ARG_INT, &to->n_weeks, NULL, NULL },
		{ "add-teacher", 0, 0, G_OPTION_ARG_STRING, &to->teacher, NULL, NULL },
		{ "set-role", 0, 0, G_OPTION_ARG_STRING, &to->set_role, NULL, NULL },
		{ "role", 0, 0, G_OPTION_ARG_STRING, &to->roles, NULL, NULL },
		{ "grade", 0, 0, G_OPTION_ARG_INT, &to->grade, NULL, NULL },
		/* As it is: a conversion from the locale would refuse Chinese in the C locale. */
		{ "teaches", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &to->taught, NULL, NULL },
		{ "check-config", 0, 0, G_OPTION_ARG_NONE, &to->check_config, NULL, NULL },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &to->json, NULL, NULL },
		{ "verbose", 'v', 0, G_OPTION_ARG_NONE, &to->verbose, NULL, NULL },
		{ "version", 0, 0, G_OPTION_ARG_NONE, &to->version, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &to->help, NULL, NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
	};
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_autoptr(GError) why = NULL;

	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, argc, argv, &why)) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"%s; zhibid --help lists the options", why->message);
		return false;
	}
	if (*argc > 1) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"\"%s\" is not an option; zhibid --help lists them", (*argv)[1]);
		return false;
	}
	if (!belong_together(to, error))
		return false;
	if (to->n_pupils < 1 || to->n_pupils > DEMONSTRATION_PUPILS_MAX) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE, "--pupils %d: write 1 to %d",
			to->n_pupils, DEMONSTRATION_PUPILS_MAX);
		return false;
	}
	return true;
}

/* ---- the log: plain lines, or the journal's own form under systemd */

static GLogWriterOutput write_log(
	GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user)
{
	const char *domain = NULL, *message = NULL;

	(void)user;
	for (gsize i = 0; i < n_fields; i++) {
		if (g_str_equal(fields[i].key, "GLIB_DOMAIN"))
			domain = fields[i].value;
		else if (g_str_equal(fields[i].key, "MESSAGE"))
			message = fields[i].value;
	}
	if (g_log_writer_default_would_drop(level, domain))
		return G_LOG_WRITER_HANDLED;
	if (g_log_writer_is_journald(STDERR_FILENO))
		return g_log_writer_journald(level, fields, n_fields, NULL);
	fprintf(stderr, "zhibid: %s%s\n",
		level & G_LOG_LEVEL_CRITICAL  ? "bug: "
		: level & G_LOG_LEVEL_WARNING ? "warning: "
					      : "",
		message ? message : "");
	return G_LOG_WRITER_HANDLED;
}

static void warn_of_config(void *user, const char *message)
{
	(void)user;
	fprintf(stderr, "zhibid: %s\n", message);
}

/* ---- running */

static int report(const GError *error)
{
	g_assert(error);
	fprintf(stderr, "zhibid: %s\n", error->message);
	return g_error_matches(error, DAEMON_ERROR, DAEMON_ERROR_USE) ? EXIT_WRONG_USE
								      : EXIT_FAILED;
}

static void replace(char **to, const char *by)
{
	if (!by)
		return;
	g_free(*to);
	*to = g_strdup(by);
}

/* The command line over the file. */
static bool configure(Config *config, const Arguments *arguments, GError **error)
{
	const char *path = arguments->of_service ? INSTALLATION_CONFIG : arguments->config;

	if (arguments->of_service && !g_getenv("STATE_DIRECTORY"))
		replace(&config->data_folder, INSTALLATION_FOLDER);
	if (path && !config_load(config, path, warn_of_config, NULL, error))
		return false;
	replace(&config->data_folder, arguments->data);
	replace(&config->address, arguments->address);
	replace(&config->page_folder, arguments->page);
	replace(&config->pens_socket, arguments->socket);
	return !arguments->port || config_parse_port(arguments->port, &config->port, error);
}

static void free_replay(gpointer request)
{
	replay_request_free(request);
}

static GPtrArray *read_replays(char *const *texts, GError **error)
{
	g_autoptr(GPtrArray) replays = g_ptr_array_new_with_free_func(free_replay);

	for (; texts && *texts; texts++) {
		ReplayRequest *request = replay_request_parse(*texts, error);

		if (!request)
			return NULL;
		g_ptr_array_add(replays, request);
	}
	return g_steal_pointer(&replays);
}

/* The line "zhibid: listening on …" comes last: whoever waits for it has all of it then. */
static void announce(const Service *service, const Config *config, const char *address)
{

	if (service_password(service))
		printf("演示班 四年级2班 / demonstration class\n"
		       "  用户名 / login:    %s\n"
		       "  密码 / password: %s\n",
			DEMONSTRATION_LOGIN, service_password(service));
	else if (service_lacks_teacher(service) && installation_is_meant())
		printf("还没有教师账号，请运行 / no teacher yet; run: "
		       "sudo zhibid --add-teacher LOGIN\n");
	else if (service_lacks_teacher(service))
		printf("还没有教师账号，请运行 / no teacher yet; run: "
		       "zhibid --data %s --add-teacher LOGIN\n",
			config->data_folder);
	printf("请在浏览器中打开 / open in a browser: %s\n", address);
	printf("zhibid: listening on %s\n", address);
	fflush(stdout);
}

typedef struct {
	GMainLoop *loop;
	bool ended;
} Ending;

static gboolean on_signal(gpointer user)
{
	Ending *ending = user;

	/* While the service starts the loop does not run yet. */
	ending->ended = true;
	g_main_loop_quit(ending->loop);
	return G_SOURCE_CONTINUE;
}

static int run(const ServiceOptions *options)
{
	g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
	g_autoptr(GError) error = NULL;
	g_autoptr(Service) service = NULL;
	g_autoptr(Notify) notify = notify_new();
	Ending ending = { .loop = loop };
	guint interrupted = g_unix_signal_add(SIGINT, on_signal, &ending);
	guint terminated = g_unix_signal_add(SIGTERM, on_signal, &ending);

	service = service_start(options, loop, &error);
	if (service) {
		g_autofree char *address = service_address(service);
		g_autofree char *status = g_strdup_printf("在听 / listening on %s", address);

		announce(service, options->config, address);
		notify_ready(notify, status);
		if (!ending.ended)
			g_main_loop_run(loop);
		g_message("ending");
		notify_stopping(notify);
	}
	service_stop(g_steal_pointer(&service));
	g_source_remove(interrupted);
	g_source_remove(terminated);
	return error ? report(error) : EXIT_SUCCESS;
}

static int put_teacher(const Config *config, const Arguments *arguments)
{
	const bool is_new = arguments->teacher != NULL;
	const char *login = is_new ? arguments->teacher : arguments->set_role;
	const TeachersWish wish = {
		.login = login,
		.roles = arguments->roles,
		.grade = arguments->grade,
		.classes = (const char *const *)arguments->taught,
	};
	g_autoptr(GError) error = NULL;
	g_autofree char *password = NULL;

	/* Else a teacher would be made that the service never hears of. */
	if (!arguments->of_service && !arguments->config && !arguments->data &&
		installation_is_here()) {
		fprintf(stderr,
			"zhibid: 服务的教师账号要用 sudo 添加 / a teacher of the service is added "
			"with: "
			"sudo zhibid --%s %s\n"
			"        自己的数据文件夹请写 --data / for a data folder of your own give "
			"--data\n",
			is_new ? "add-teacher" : "set-role", login);
		return EXIT_WRONG_USE;
	}
	if (!service_put_teacher(config, &wish, is_new ? &password : NULL, &error))
		return report(error);
	if (is_new)
		printf("用户名 / login:    %s\n密码 / password: %s\n", login, password);
	else
		printf("已更改，请重新登录 / changed; log in again: %s\n", login);
	return EXIT_SUCCESS;
}

static int check_config(const Config *config, const Arguments *arguments)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *words = NULL;

	if (!config_check(config, &error))
		return report(error);
	words = arguments->json ? config_report(config) : NULL;
	if (words)
		puts(words);
	return EXIT_SUCCESS;
}

/* *sheet stays NULL without a path. */
static bool read_sheet(const char *path, Sheet **sheet, GError **error)
{
	g_autofree char *text = NULL;
	gsize n_bytes;

	if (!path)
		return true;
	if (!g_file_get_contents(path, &text, &n_bytes, error))
		return false;
	*sheet = sheet_json_read(text, n_bytes, error);
	if (!*sheet)
		g_prefix_error(error, "%s: ", path);
	return *sheet != NULL;
}

static void allow_many_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < N_FILES) {
		limit.rlim_cur = MIN((rlim_t)N_FILES, limit.rlim_max);
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

int main(int argc, char **argv)
{
	g_auto(Arguments) arguments = { .n_pupils = DEMONSTRATION_PUPILS };
	g_autoptr(Config) config = config_new();
	g_autoptr(GPtrArray) replays = NULL;
	g_autoptr(Sheet) sheet = NULL;
	g_autoptr(GError) error = NULL;

	setlocale(LC_ALL, "");
	if (!read_arguments(&arguments, &argc, &argv, &error))
		return report(error);
	if (arguments.help || arguments.version) {
		fputs(arguments.help ? HELP : "zhibid " ZHIBI_VERSION "\n", stdout);
		return EXIT_SUCCESS;
	}
	/* Who names neither configuration nor data means the installed service, where there is one. */
	arguments.of_service = !arguments.config && !arguments.data && installation_is_meant();
	if (arguments.verbose)
		g_setenv("G_MESSAGES_DEBUG", "zhibi-daemon zhibi-store zhibi-drivers", FALSE);
	g_log_set_writer_func(write_log, NULL, NULL);
	if (!configure(config, &arguments, &error))
		return report(error);
	if (arguments.check_config)
		return check_config(config, &arguments);
	replays = read_replays(arguments.replays, &error);
	if (!replays)
		return report(error);
	allow_many_files();
	if (!installation_become_owner(config->data_folder, &error))
		return report(error);
	if (arguments.teacher || arguments.set_role)
		return put_teacher(config, &arguments);

	if (!read_sheet(arguments.sheet, &sheet, &error))
		return report(error);
	const ServiceOptions options = {
		.config = config,
		.n_demonstration_pupils = arguments.demonstration ? (guint)arguments.n_pupils : 0,
		.n_demonstration_weeks = (guint)arguments.n_weeks,
		.demonstration_sheet = sheet,
		.replays = replays,
	};
	return run(&options);
}
