/* SPDX-License-Identifier: MIT */
/* Where the ink goes: the data folder, its disk, the database, and the log of problems in it. */
#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "cli/doctor.h"
#include "store/check.h"
#include "store/problem-code.h"
#include "store/reader-privacy.h"

#define MIB ((guint64)1024 * 1024)
#define DISK_WRONG (100 * MIB)
#define DISK_WARNING (1024 * MIB)
#define N_FILES_WRONG 1000
#define WAL_WARNING ((gint64)256 * 1024 * 1024)
#define N_PROBLEMS_SHOWN 5

/* ---- the folder */

static void find_unwritable(Doctor *doctor, const char *folder, int reason)
{
	doctor_find(doctor, "data-folder", DOCTOR_WRONG,
		g_strdup_printf("数据文件夹 %s 写不进去：%s", folder, g_strerror(reason)),
		g_strdup_printf(
			"The data folder %s cannot be written: %s", folder, g_strerror(reason)),
		reason == EROFS ? "磁盘是只读的：看看是否损坏，或换一个文件夹。"
				: "把它交给运行 zhibid 的用户，或在配置 [data] folder 里换一个。",
		reason == EROFS
			? "The disk is read-only: see whether it is damaged, or choose another "
			  "folder."
			: "Give it to the user that runs zhibid, or choose another [data] "
			  "folder.");
}

static void check_owner(Doctor *doctor, const char *folder, const struct stat *status)
{
	guint user, group;

	if (doctor->installed && doctor_service_user(doctor, &user, &group) &&
		status->st_uid != user)
		doctor_find(doctor, "data-folder", DOCTOR_WRONG,
			g_strdup_printf("数据文件夹 %s 不属于服务的用户 zhibi", folder),
			g_strdup_printf("The data folder %s is not the service's user's", folder),
			"运行 sudo chown -R zhibi:zhibi 加上这个文件夹。",
			"Run sudo chown -R zhibi:zhibi on that folder.");
	else if (status->st_mode & (S_IRWXG | S_IRWXO))
		doctor_find(doctor, "data-folder", DOCTOR_WARNING,
			g_strdup_printf("数据文件夹 %s 别的用户也能看，里面是学生的字迹", folder),
			g_strdup_printf("Other users may look into the data folder %s, which holds "
					"pupils' writing",
				folder),
			"运行 sudo chmod 700 加上这个文件夹。",
			"Run sudo chmod 700 on that folder.");
	else
		doctor_find(doctor, "data-folder", DOCTOR_OK,
			g_strdup_printf("数据文件夹 %s 可以写", folder),
			g_strdup_printf("The data folder %s can be written", folder), "", "");
}

/* False: there is nothing in it to look at. */
static bool check_folder(Doctor *doctor, const char *folder)
{
	struct stat status;
	bool missing = stat(folder, &status) != 0;

	if (missing && errno == ENOENT) {
		doctor_find(doctor, "data-folder", DOCTOR_ABSENT,
			g_strdup_printf("还没有数据文件夹 %s，第一次启动时会建", folder),
			g_strdup_printf(
				"There is no data folder %s yet: the first start makes it", folder),
			"", "");
		return false;
	}
	if (!missing && !S_ISDIR(status.st_mode)) {
		find_unwritable(doctor, folder, ENOTDIR);
		return false;
	}
	if (missing || access(folder, R_OK | W_OK | X_OK) != 0) {
		int reason = errno;

		if (reason != EACCES || (!missing && status.st_uid == geteuid())) {
			find_unwritable(doctor, folder, reason);
			return reason == EROFS;
		}
		doctor_find(doctor, "data-folder", DOCTOR_UNKNOWN,
			g_strdup_printf("没有权限看数据文件夹 %s", folder),
			g_strdup_printf("Not allowed to look into the data folder %s", folder),
			DOCTOR_SUDO_ZH, DOCTOR_SUDO_EN);
		return false;
	}
	check_owner(doctor, folder, &status);
	return true;
}

/* ---- its disk */

DoctorLevel doctor_judge_disk(guint64 n_free_bytes, guint64 n_free_files, bool counts_files)
{
	if (n_free_bytes < DISK_WRONG || (counts_files && n_free_files < N_FILES_WRONG))
		return DOCTOR_WRONG;
	return n_free_bytes < DISK_WARNING ? DOCTOR_WARNING : DOCTOR_OK;
}

static void check_disk(Doctor *doctor, const char *folder)
{
	g_autofree char *existing = g_strdup(folder);
	struct statvfs status;

	/* The folder may not be there yet: then the one it will be made in. */
	while (statvfs(existing, &status) != 0 && errno == ENOENT && existing[1]) {
		char *above = g_path_get_dirname(existing);

		g_free(existing);
		existing = above;
	}
	if (statvfs(existing, &status) != 0)
		return;
	guint64 n_free = (guint64)status.f_bavail * status.f_frsize;
	DoctorLevel level = doctor_judge_disk(n_free, status.f_favail, status.f_files > 0);
	bool files = status.f_files > 0 && status.f_favail < N_FILES_WRONG;

	doctor_find(doctor, "disk", level,
		g_strdup_printf("磁盘还有 %" G_GUINT64_FORMAT " MB%s", n_free / 1000000,
			files ? "，但文件数已到上限" : ""),
		g_strdup_printf("The disk has %" G_GUINT64_FORMAT " MB left%s", n_free / 1000000,
			files ? ", but no room for more files" : ""),
		level == DOCTOR_OK ? "" : "删掉或移走不用的文件；磁盘满时笔迹留在笔里，不会丢。",
		level == DOCTOR_OK ? ""
				   : "Delete or move files that are not needed; while the disk is "
				     "full, ink stays in the pens and is not lost.");
}

/* ---- the database */

static void find_broken(Doctor *doctor, const GError *error)
{
	bool newer = g_error_matches(error, STORE_ERROR, STORE_ERROR_NEWER);

	doctor_find(doctor, "database", DOCTOR_WRONG,
		newer ? g_strdup("数据库是较新的 zhibi 写的，这个版本读不了")
		      : g_strdup_printf("数据库损坏，或不是 zhibi 的：%s", error->message),
		g_strdup_printf("The database is no good: %s", error->message),
		newer ? "装回较新的 zhibi，或恢复升级前的备份。"
		      : "停下服务，先复制一份数据文件夹，再恢复最近的备份（docs/storage.md）。",
		newer ? "Install the newer zhibi again, or restore the backup made before it."
		      : "Stop the service, keep a copy of the data folder, then restore the last "
			"backup (docs/storage.md).");
}

static void check_wal(Doctor *doctor, gint64 n_bytes)
{
	bool large = n_bytes > WAL_WARNING;

	doctor_find(doctor, "wal", large ? DOCTOR_WARNING : DOCTOR_OK,
		g_strdup_printf("数据库日志 %" G_GINT64_FORMAT " MB", n_bytes / 1000000),
		g_strdup_printf(
			"The database's log has %" G_GINT64_FORMAT " MB", n_bytes / 1000000),
		large ? "关掉正在读数据库的别的程序（备份、sqlite3），再重启服务。" : "",
		large ? "Close other programs that read the database (a backup, sqlite3), then "
			"restart "
			"the service."
		      : "");
}

static bool check_database(Doctor *doctor)
{
	g_autoptr(GError) error = NULL;
	StoreCheck check;

	if (!g_file_test(doctor->database, G_FILE_TEST_EXISTS)) {
		doctor_find(doctor, "database", DOCTOR_ABSENT,
			g_strdup("还没有数据库，第一次启动时会建"),
			g_strdup("There is no database yet: the first start makes it"), "", "");
		return false;
	}
	if (!store_check(doctor->database, &check, &error)) {
		find_broken(doctor, error);
		return false;
	}
	doctor_find(doctor, "database", DOCTOR_OK,
		g_strdup_printf("数据库完好（%" G_GINT64_FORMAT " MB，版本 %d）",
			check.n_bytes / 1000000, check.version),
		g_strdup_printf("The database is whole (%" G_GINT64_FORMAT " MB, version %d)",
			check.n_bytes / 1000000, check.version),
		"", "");
	check_wal(doctor, check.n_wal_bytes);
	return true;
}

/* ---- the log of problems */

static void find_open(Doctor *doctor, const GPtrArray *rows, guint n_open)
{
	GString *zh = g_string_new(NULL), *en = g_string_new(NULL);
	guint n_shown = 0;

	g_string_printf(zh, "有 %u 个问题没有解决", n_open);
	g_string_printf(en, "%u problems are not solved", n_open);
	for (guint i = 0; i < rows->len && n_shown < N_PROBLEMS_SHOWN; i++) {
		const StoreProblem *row = g_ptr_array_index(rows, i);
		ProblemCode code;
		bool known = problem_code_by_name(row->code, &code);

		if (row->end_ms != 0)
			continue;
		g_string_append_printf(zh, "%s%s%s%s", n_shown > 0 ? "；" : "：", row->subject,
			*row->subject ? " " : "", known ? problem_code_zh(code) : row->code);
		g_string_append_printf(en, "%s%s%s%s", n_shown > 0 ? "; " : ": ", row->subject,
			*row->subject ? " " : "", known ? problem_code_en(code) : row->code);
		n_shown++;
	}
	doctor_find(doctor, "problems", DOCTOR_WARNING, g_string_free(zh, FALSE),
		g_string_free(en, FALSE), "运行 zhibi problems，每个问题后面有办法。",
		"Run zhibi problems: the mend stands behind each.");
}

static void check_problems(Doctor *doctor)
{
	g_autoptr(StoreReader) reader = store_reader_open(doctor->database, NULL);
	g_autoptr(GPtrArray) rows = reader ? store_reader_problems(reader, G_MAXINT64, NULL) : NULL;

	if (!rows)
		return; /* of an older zhibi: it has no log yet */
	guint n_open = rows->len;
	if (n_open > 0)
		find_open(doctor, rows, n_open);
	else
		doctor_find(doctor, "problems", DOCTOR_OK, g_strdup("问题日志里没有未解决的"),
			g_strdup("The log of problems has none that is open"), "", "");
}

/* ---- an erasure that was cut off */

static void check_erasures(Doctor *doctor)
{
	g_autoptr(StoreReader) reader = store_reader_open(doctor->database, NULL);
	g_autoptr(GPtrArray) rows = reader ? store_reader_pending_erasures(reader, NULL) : NULL;

	for (guint i = 0; rows && i < rows->len; i++) {
		const StorePendingErasure *row = g_ptr_array_index(rows, i);

		doctor_find(doctor, "erasure", DOCTOR_WRONG,
			g_strdup_printf("删除%s %d 号学生数据的操作中断了，没有做完",
				row->class_name, row->number),
			g_strdup_printf("Erasing pupil %d of %s was cut off and is not done",
				row->number, row->class_name),
			"停服务，用同样的命令再运行 zhibi erase，它接着做完并写出证明。",
			"Stop the service and run the same zhibi erase again: it goes on to the "
			"end, and writes the proof.");
	}
}

void doctor_check_storage(Doctor *doctor)
{
	if (!doctor->report)
		return;
	const char *folder = doctor_report_text(doctor, "data");
	bool can_look = check_folder(doctor, folder);

	check_disk(doctor, folder);
	doctor->database_good = can_look && check_database(doctor);
	if (!doctor->database_good)
		return;
	check_problems(doctor);
	check_erasures(doctor);
}
