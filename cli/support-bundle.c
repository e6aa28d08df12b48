/* SPDX-License-Identifier: MIT */
/*
 * `zhibi support-bundle`: one ZIP file with what support needs, and no person in it. All texts go through the
 * scrub (cli/scrub.h) with the names of the school's own database; when those cannot be read, texts that people
 * or programs wrote freely are left out.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/doctor.h"
#include "cli/json-text.h"
#include "cli/problems.h"
#include "cli/scrub.h"
#include "cli/scrub-recording.h"
#include "cli/zip-out.h"
#include "store/reader.h"

#define DAY_MS ((gint64)24 * 3600 * 1000)
#define PROBLEM_DAYS 60
#define RECORDINGS_BYTES_MAX ((gsize)64 * 1024 * 1024)

static const char HELP[] =
	"用法 / usage: zhibi support-bundle [FILE.zip] [--with-recordings] [--force]\n"
	"                                   [--config FILE] [--data FOLDER]\n"
	"\n"
	"把维护人员要看的资料打成一个 "
	"ZIP：检查结果、问题日志、配置（去掉密码）、版本、笔的清单、服务日志。\n"
	"里面没有师生姓名；笔的地址只留厂家的前半段，后半段换成编号。\n"
	"Packs what support needs into one ZIP: doctor's findings, the log of problems, the "
	"configuration\n"
	"without passwords, versions, the list of pens, the service's journal. No pupil's and no "
	"teacher's\n"
	"name is in it; of a pen's address only the maker's half stays, the rest becomes a "
	"number.\n"
	"\n"
	"  --with-recordings  加上录制文件 / add the recordings.\n"
	"                     注意：录制文件就是学生的字迹，请先征得学校同意。\n"
	"                     Mind: recordings hold pupils' handwriting. Ask the school first.\n"
	"  --force            覆盖已有的文件 / overwrite a file that is there\n"
	"  --config FILE, --data FOLDER  默认是已安装的服务 / the installed service unless given\n"
	"\n"
	"退出码 / exit codes: 0 完成 done, 1 失败 failed, 2 用法不对 wrong use.\n";

static const char READ_ME[] =
	"纸笔 zhibi " ZHIBI_VERSION " 维护资料 / support bundle\n"
	"\n"
	"doctor.json    检查结果 / findings of zhibi doctor (docs/troubleshooting.md)\n"
	"problems.json  近 60 天遇到的问题 / problems met in the last 60 days\n"
	"zhibi.conf     配置：只留已知的项，密码和证书去掉 / configuration: known keys only, "
	"without\n"
	"               passwords and certificates\n"
	"versions.txt   版本 / versions\n"
	"pens.json      笔的清单 / the pens\n"
	"journal.txt    服务日志 / the service's journal\n"
	"recordings/    只在要求时才有：学生的字迹 / only when asked for: pupils' handwriting\n"
	"\n"
	"师生、学校、班级和试卷的名称换成了 [pupil] "
	"这样的词；笔的地址换成编号，编号是哪支笔只有学校知道。\n"
	"Names of pupils, teachers, school, classes and sheets have become words like [pupil]; the "
	"addresses\n"
	"of pens have become numbers, and only the school knows which pen a number is.\n";

typedef struct {
	Doctor *doctor;
	Scrub *scrub;
	ZipOut *out;
	StoreReader *reader; /* NULL: there is no database, or it cannot be read */
	bool names_known;    /* or there are none */
} Bundle;

static void bundle_clear(Bundle *bundle)
{
	doctor_free(bundle->doctor);
	scrub_free(bundle->scrub);
	zip_out_free(bundle->out);
	store_reader_close(bundle->reader);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Bundle, bundle_clear)

static void say_step(const char *zh, const char *en)
{
	fprintf(stderr, "… %s / %s\n", zh, en);
}

static void put(Bundle *bundle, const char *name, const char *text)
{
	g_autofree char *clean_name = scrub_text(bundle->scrub, name);
	g_autofree char *clean = scrub_text(bundle->scrub, text);

	zip_out_add(bundle->out, clean_name, clean);
}

/* ---- who is not to be in it */

static bool add_pupils(Bundle *bundle, const GPtrArray *classes)
{
	for (guint i = 0; i < classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(classes, i);
		g_autoptr(GPtrArray) pupils = store_reader_pupils(bundle->reader, class->id, NULL);
		g_autoptr(GPtrArray) assignments =
			store_reader_assignments(bundle->reader, class->id, NULL);

		if (!pupils || !assignments)
			return false;
		scrub_add_name(bundle->scrub, class->name, "[class]");
		for (guint p = 0; p < pupils->len; p++)
			scrub_add_name(bundle->scrub,
				((const StorePupil *)g_ptr_array_index(pupils, p))->name,
				"[pupil]");
		for (guint a = 0; a < assignments->len; a++)
			scrub_add_name(bundle->scrub,
				((const StoreAssignment *)g_ptr_array_index(assignments, a))
					->subject,
				"[subject]");
	}
	return true;
}

static bool add_names(Bundle *bundle)
{
	g_autoptr(GPtrArray) schools = store_reader_schools(bundle->reader, NULL);
	g_autoptr(GPtrArray) classes = store_reader_classes(bundle->reader, NULL);
	g_autoptr(GPtrArray) teachers = store_reader_teachers(bundle->reader, NULL);
	g_autoptr(GPtrArray) sheets = store_reader_sheets(bundle->reader, NULL);

	if (!schools || !classes || !teachers || !sheets || !add_pupils(bundle, classes))
		return false;
	for (guint i = 0; i < schools->len; i++)
		scrub_add_name(bundle->scrub,
			((const StoreSchool *)g_ptr_array_index(schools, i))->name, "[school]");
	for (guint i = 0; i < teachers->len; i++) {
		const StoreTeacher *teacher = g_ptr_array_index(teachers, i);

		scrub_add_name(bundle->scrub, teacher->name, "[teacher]");
		scrub_add_name(bundle->scrub, teacher->login, "[login]");
	}
	for (guint i = 0; i < sheets->len; i++)
		scrub_add_name(bundle->scrub,
			((const StoreSheet *)g_ptr_array_index(sheets, i))->title, "[sheet]");
	return true;
}

/* A school's machine may be called after the school, and so may its certificate. */
static void add_hosts(Bundle *bundle)
{
	const json_t *certificate = json_object_get(bundle->doctor->report, "certificate");
	const json_t *names = json_object_get(certificate, "names");

	if (!g_str_equal(g_get_host_name(), "localhost"))
		scrub_add_name(bundle->scrub, g_get_host_name(), "[host]");
	for (gsize i = 0; i < json_array_size(names); i++) {
		const char *name = json_string_value(json_array_get(names, i));

		if (name && !g_str_equal(name, "localhost") && !g_str_equal(name, "127.0.0.1") &&
			!g_str_equal(name, "::1"))
			scrub_add_name(bundle->scrub, name, "[host]");
	}
}

/* With a broken configuration the folder is a guess, and a guess that finds nothing proves nothing. */
static void learn_names(Bundle *bundle)
{
	g_autofree char *guess = problems_database(bundle->doctor->data);
	const char *path = bundle->doctor->database ? bundle->doctor->database : guess;

	add_hosts(bundle);
	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		bundle->names_known = bundle->doctor->database != NULL;
		return;
	}
	bundle->reader = store_reader_open(path, NULL);
	bundle->names_known = bundle->reader && add_names(bundle);
}

/* ---- what is in it */

static void put_problems(Bundle *bundle)
{
	g_autoptr(GPtrArray) rows =
		bundle->reader ? store_reader_problems(bundle->reader,
					 g_get_real_time() / 1000 - PROBLEM_DAYS * DAY_MS, NULL)
			       : NULL;

	if (rows && bundle->names_known) {
		g_autofree char *text = problems_json(rows);

		put(bundle, "problems.json", text);
	}
}

static json_t *pen_json(const StorePen *pen)
{
	json_t *object = json_object();

	json_object_set_new(object, "address", json_text_new(pen->address));
	json_object_set_new(object, "driver", json_text_new(pen->driver));
	json_object_set_new(object, "model", json_text_new(pen->model));
	json_object_set_new(object, "firmware", json_text_new(pen->firmware));
	json_object_set_new(object, "battery_percent", json_integer(pen->battery_percent));
	json_object_set_new(object, "last_seen_ms", json_integer(pen->last_seen_ms));
	return object;
}

static void put_pens(Bundle *bundle)
{
	g_autoptr(GPtrArray) pens = bundle->reader ? store_reader_pens(bundle->reader, NULL) : NULL;
	json_t *array = json_array();

	for (guint i = 0; pens && i < pens->len; i++)
		json_array_append_new(array, pen_json(g_ptr_array_index(pens, i)));
	g_autofree char *text = json_text_dump(array, true);
	if (pens && bundle->names_known)
		put(bundle, "pens.json", text);
}

/* Keys whose values say nothing about anybody. A key that is not among them may be a mistyped password. */
static bool is_open_key(const char *key)
{
	static const char *const keys[] = { "folder", "address", "port", "page", "socket", "record",
		"keep_raw_days", "fetch_stored", "delete_stored", "models", "enabled", "capacity" };

	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
		if (g_str_equal(keys[i], key))
			return true;
	return false;
}

static void put_config(Bundle *bundle)
{
	g_autofree char *installed = doctor_path(bundle->doctor, "/etc/zhibi/zhibi.conf");
	const char *path = bundle->doctor->config ? bundle->doctor->config : installed;
	g_autofree char *text = NULL;
	g_autoptr(GString) out = g_string_new(NULL);

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		const char *value = strchr(g_strstrip(*line), '=');

		if (**line == '[') {
			g_string_append_printf(out, "%s\n", *line);
		} else if (**line != '#' && value) {
			g_autofree char *key = g_strndup(*line, (gsize)(value - *line));

			g_strstrip(key);
			g_string_append_printf(
				out, "%s =%s\n", key, is_open_key(key) ? value + 1 : " (removed)");
		}
	}
	put(bundle, "zhibi.conf", out->str);
}

static void put_versions(Bundle *bundle)
{
	struct utsname system;
	g_autofree char *release = doctor_read(bundle->doctor, "/etc/os-release");
	g_autofree char *text = NULL;

	if (uname(&system) != 0)
		return;
	text = g_strdup_printf("zhibi %s\nGLib %u.%u.%u\n%s %s %s %s\n\n%s\n", ZHIBI_VERSION,
		glib_major_version, glib_minor_version, glib_micro_version, system.sysname,
		system.release, system.version, system.machine, release ? release : "");
	put(bundle, "versions.txt", text);
}

static void put_journal(Bundle *bundle)
{
	static const char *const question[] = { "/usr/bin/journalctl", "-u", "zhibid", "--no-pager",
		"--no-hostname", "-q", "-o", "short-iso", "-n", "5000", NULL };
	g_autofree char *text = bundle->names_known ? doctor_ask(bundle->doctor, question) : NULL;

	if (text && *text)
		put(bundle, "journal.txt", text);
	else
		put(bundle, "journal.txt",
			bundle->names_known
				? "没有日志，或没有权限看 / no journal, or not allowed to read it\n"
				: "名单读不出来，无法去掉姓名，所以没有放日志 / the names could "
				  "not be "
				  "read, so they could not be taken out: the journal is left "
				  "out\n");
}

static gint newest_first(gconstpointer a, gconstpointer b)
{
	return -g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

/* Pens by which a recording may be known: those of the record, and the one that it says itself. */
static GPtrArray *addresses_in(const Bundle *bundle, const char *text)
{
	GPtrArray *addresses = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) pens = bundle->reader ? store_reader_pens(bundle->reader, NULL) : NULL;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; pens && i < pens->len; i++)
		g_ptr_array_add(addresses,
			g_strdup(((const StorePen *)g_ptr_array_index(pens, i))->address));
	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(*line, "pen:"))
			g_ptr_array_add(addresses, g_strdup(g_strstrip(*line + strlen("pen:"))));
	return addresses;
}

/* Of a recording of a pen that is not known nobody could say where its address stands: it is left out. */
static bool put_recording(Bundle *bundle, const char *name, const char *text)
{
	g_autofree char *inside = g_build_filename("recordings", name, NULL);
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autoptr(GPtrArray) addresses = addresses_in(bundle, valid);

	if (addresses->len == 0)
		return false;
	g_autofree char *clean = scrub_recording(valid, addresses);

	put(bundle, inside, clean);
	return true;
}

/* Their names begin with the time. */
static guint put_recordings(Bundle *bundle)
{
	g_autofree char *folder =
		g_build_filename(doctor_report_text(bundle->doctor, "data"), "recordings", NULL);
	g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	guint n_put = 0;

	for (const char *name; files && (name = g_dir_read_name(files));)
		if (g_str_has_suffix(name, ".rec"))
			g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, newest_first);
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_autofree char *text = NULL;
		gsize n_bytes;

		if (!g_file_get_contents(path, &text, &n_bytes, NULL) ||
			zip_out_n_bytes(bundle->out) + n_bytes > RECORDINGS_BYTES_MAX)
			continue;
		n_put += put_recording(bundle, name, text);
	}
	return n_put;
}

static void gather(Bundle *bundle, bool with_recordings)
{
	say_step("检查这台电脑", "looking the machine over");
	doctor_examine(bundle->doctor);
	learn_names(bundle);
	g_autofree char *findings = doctor_json(bundle->doctor);
	zip_out_add(bundle->out, "README.txt", READ_ME);
	put(bundle, "doctor.json", findings);
	put_versions(bundle);
	put_config(bundle);
	say_step("问题日志、笔的清单、服务日志", "problems, pens, journal");
	put_problems(bundle);
	put_pens(bundle);
	put_journal(bundle);
	if (with_recordings) {
		fprintf(stderr, "… 录制文件 %u 个：里面是学生的字迹 / %s: pupils' handwriting\n",
			put_recordings(bundle), "recordings");
	}
}

/* ---- the file */

static char *default_path(void)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_local();

	return g_date_time_format(now, "zhibi-support-%Y%m%d-%H%M%S.zip");
}

/* With sudo the file would be root's, and whoever asked could not send it. A device stays whose it is. */
static void give_to_asker(const char *path)
{
	const char *user = g_getenv("SUDO_UID"), *group = g_getenv("SUDO_GID");

	if (geteuid() == 0 && user && group && g_file_test(path, G_FILE_TEST_IS_REGULAR) &&
		chown(path, (uid_t)strtoul(user, NULL, 10), (gid_t)strtoul(group, NULL, 10)) != 0)
		fprintf(stderr, "zhibi support-bundle: %s: %s\n", path, g_strerror(errno));
}

static void tell_done(const Bundle *bundle, const char *path)
{
	const GPtrArray *pens = scrub_addresses(bundle->scrub);

	printf("已写好 / written: %s\n", path);
	if (!bundle->names_known)
		printf("数据库读不了，所以没有放日志、问题和笔的清单。/ The database cannot be "
		       "read, so "
		       "journal, problems and pens are left out.\n");
	if (pens->len > 0)
		printf("编号是哪支笔（这个表不在文件里，请自己留着）/ which pen a number is (not "
		       "in the "
		       "file: keep it):\n");
	for (guint i = 0; i < pens->len; i++)
		printf("  (pen %u)  %s\n", i + 1, (const char *)g_ptr_array_index(pens, i));
}

static int refuse(const char *path, const char *zh, const char *en)
{
	fprintf(stderr, "zhibi support-bundle: %s：%s / %s\n", path, zh, en);
	return CLI_FAILED;
}

static int make(Bundle *bundle, const char *path, bool force, bool with_recordings)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autoptr(GError) error = NULL;

	if (!force && g_file_test(path, G_FILE_TEST_EXISTS))
		return refuse(path, "已经有这个文件；换个名字，或加 --force",
			"is there already; give another name, or --force");
	if (access(folder, W_OK) != 0)
		return refuse(folder, "这个文件夹写不进去，换一个地方",
			"cannot be written; choose another place");
	gather(bundle, with_recordings);
	const char *data = doctor_report_text(bundle->doctor, "data");
	if (*data && access(data, R_OK | X_OK) != 0 && errno == EACCES)
		return refuse(data, "没有权限看，请用 sudo zhibi support-bundle",
			"not allowed to look into it: use sudo zhibi support-bundle");
	if (!zip_out_save(bundle->out, path, &error)) {
		fprintf(stderr, "zhibi support-bundle: %s\n", error->message);
		return CLI_FAILED;
	}
	give_to_asker(path);
	tell_done(bundle, path);
	return CLI_DONE;
}

int support_bundle_run(int argc, char **argv)
{
	g_autofree char *config = NULL, *data = NULL, *root = NULL, *path = NULL;
	g_auto(GStrv) rest = NULL;
	gboolean with_recordings = FALSE, force = FALSE, help = FALSE;
	const GOptionEntry entries[] = {
		{ "with-recordings", 0, 0, G_OPTION_ARG_NONE, &with_recordings, NULL, NULL },
		{ "force", 0, 0, G_OPTION_ARG_NONE, &force, NULL, NULL },
		{ "config", 0, 0, G_OPTION_ARG_FILENAME, &config, NULL, NULL },
		{ "data", 0, 0, G_OPTION_ARG_FILENAME, &data, NULL, NULL },
		{ "root", 0, 0, G_OPTION_ARG_FILENAME, &root, NULL, NULL }, /* for tests */
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &help, NULL, NULL },
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
	};
	if (!cli_options(entries, &argc, &argv))
		return CLI_WRONG_USE;
	if (help) {
		fputs(HELP, stdout);
		return CLI_DONE;
	}
	if (rest && g_strv_length(rest) > 1) {
		fputs("zhibi support-bundle: 只写一个文件名 / name one file only\n", stderr);
		return CLI_WRONG_USE;
	}
	path = rest ? g_strdup(rest[0]) : default_path();

	g_auto(Bundle) bundle = {
		.doctor = doctor_new(root, config, data), .scrub = scrub_new(), .out = zip_out_new()
	};
	return make(&bundle, path, force, with_recordings);
}
