/* SPDX-License-Identifier: MIT */
/* See outlet.h. */
#include "cli/outlet.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/problems.h"
#include "cli/roster.h"
#include "store/config-file.h"
#include "store/load-source.h"

const char OUTLET_HELP[] =
	"  --class NAME   哪个班，默认全校 / which class; the whole school unless given\n"
	"  --from DAY --until DAY  哪些天布置的（含首尾），默认全部 / assigned on which days, "
	"both\n"
	"                 included; all unless given\n"
	"  --assignment N 只要这一次作业 / only this assignment\n"
	"  --names        写上姓名；不写就只有学号 / with names; numbers alone unless given\n"
	"  -o FOLDER      写到这个文件夹 / write into this folder\n"
	"  --data FOLDER  数据文件夹，默认是已安装服务的 / data folder; the installed service's\n"
	"                 unless given\n"
	"  --config FILE  配置：各科符号的意思 [marking] / what signs mean in each subject; "
	"/etc/zhibi/zhibi.conf\n"
	"  --rules FILE   规则文件（时区、一天从几点起），默认 /etc/zhibi/rules.conf / the file of "
	"rules\n"
	"                 (time zone, when a day begins)\n"
	"\n"
	"没有同意书的学生不在内；每一页拿出去都记在查看记录里。中断后再运行同样的命令会接着做。\n"
	"Pupils without consent are not in it; every page that goes out is in the access log. Cut\n"
	"off, the same command goes on where it stopped.\n";

int outlet_failed(const Outlet *outlet, const GError *error)
{
	fprintf(stderr, "zhibi %s: 做不到 / failed: %s\n", outlet->command, error->message);
	return CLI_FAILED;
}

/* ---- what is asked */

/* The school's day begins by its own clock, as in zhibi load. */
static bool take_day(const Outlet *outlet, const char *option, const char *text,
	const SchoolClock *clock, gint n_days, gint64 *ms)
{
	gint day;

	if (!text)
		return true;
	if (!school_day_parse(text, &day)) {
		fprintf(stderr,
			"zhibi %s: --%s %s：日子请写成 2026-09-07 / write a day as 2026-09-07\n",
			outlet->command, option, text);
		return false;
	}
	*ms = school_day_begin_ms(clock, day + n_days);
	return true;
}

static bool take_selection(Outlet *outlet, WorkSelection *selection)
{
	selection->assignment_id = outlet->assignment_id;
	if (!take_day(outlet, "from", outlet->from, selection->clock, 0, &selection->from_ms) ||
		!take_day(outlet, "until", outlet->until, selection->clock, 1, &selection->to_ms))
		return false;
	if (outlet->from && outlet->until && strcmp(outlet->from, outlet->until) > 0) {
		fprintf(stderr,
			"zhibi %s: --from %s 在 --until %s 之后，请调换 / --from is after --until: "
			"exchange them\n",
			outlet->command, outlet->from, outlet->until);
		return false;
	}
	outlet->from_ms = selection->from_ms;
	outlet->to_ms = selection->to_ms;
	outlet->period = outlet->from || outlet->until
				 ? g_strdup_printf("%s 至 %s", outlet->from ? outlet->from : "开始",
					   outlet->until ? outlet->until : "现在")
				 : g_strdup("全部作业 all work");
	if (!outlet->class_name)
		return true;
	g_autoptr(StoreClass) class =
		roster_class(outlet->reader, outlet->command, outlet->class_name);

	selection->class_id = class ? class->id : 0;
	return selection->class_id != 0;
}

/* ---- the record */

static guint count_missing(const Outlet *outlet)
{
	guint n_missing = 0;

	for (guint i = 0; i < outlet->work->len; i++)
		n_missing +=
			((const WorkClass *)g_ptr_array_index(outlet->work, i))->n_without_consent;
	return n_missing;
}

static int open_folder(Outlet *outlet, const char *job)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *line =
		g_strdup_printf("%s %s class=%s from=%s until=%s assignment=%" G_GINT64_FORMAT
				" names=%d data=%s config=%s rules=%s",
			outlet->command, job, outlet->class_name ? outlet->class_name : "",
			outlet->from ? outlet->from : "", outlet->until ? outlet->until : "",
			outlet->assignment_id, outlet->names, outlet->database,
			outlet->config ? outlet->config : "", outlet->rules ? outlet->rules : "");

	g_strdelimit(line, "\n\r", ' ');
	outlet->folder = export_folder_open(outlet->output, line, &error);
	return outlet->folder ? CLI_DONE : outlet_failed(outlet, error);
}

static bool has_assignment(const Outlet *outlet)
{
	guint n = 0;

	for (guint i = 0; i < outlet->work->len; i++)
		n += ((const WorkClass *)g_ptr_array_index(outlet->work, i))->assignments->len;
	if (n > 0 || outlet->assignment_id == 0)
		return true;
	fprintf(stderr,
		"zhibi %s: 所选的班和日子里没有编号 %" G_GINT64_FORMAT
		" 的作业；编号（id）见 zhibi "
		"load marking --json / no assignment of this number in the classes and days "
		"chosen; zhibi load marking --json has the numbers (id)\n",
		outlet->command, outlet->assignment_id);
	return false;
}

Backgrounds *outlet_backgrounds(const Outlet *outlet, const char *asked)
{
	g_autofree char *own = g_build_filename(outlet->data_folder, "backgrounds", NULL);

	if (!asked || g_file_test(asked, G_FILE_TEST_IS_DIR))
		return backgrounds_new(asked ? asked : own);
	fprintf(stderr, "zhibi %s: --backgrounds %s：没有这个文件夹 / there is no such folder\n",
		outlet->command, asked);
	return NULL;
}

/* As zhibid reads signs; without a configuration by our own customs. */
static MarkCustoms *read_customs(const Outlet *outlet)
{
	g_autoptr(GKeyFile) config = g_key_file_new();

	config_file_load(config, outlet->config ? outlet->config : OUTLET_CONFIG, NULL);
	return mark_customs_of_file(config);
}

int outlet_open(Outlet *outlet, const char *job)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(MarkCustoms) customs = read_customs(outlet);
	WorkSelection selection = { .customs = customs };

	if (!outlet->output) {
		fprintf(stderr, "zhibi %s: 请写 -o 文件夹 / say -o FOLDER\n", outlet->command);
		return CLI_WRONG_USE;
	}
	outlet->database = problems_database(outlet->data);
	outlet->data_folder = g_path_get_dirname(outlet->database);
	outlet->reader = store_reader_open(outlet->database, &error);
	if (!outlet->reader)
		return outlet_failed(outlet, error);
	g_autofree char *file = outlet->rules ? g_strdup(outlet->rules) : load_source_rules_file();
	g_autoptr(RulesBook) book = load_source_rules(file, outlet->reader, &error);
	if (!book)
		return outlet_failed(outlet, error);
	selection.clock = &rules_book_base(book)->clock;
	if (!take_selection(outlet, &selection))
		return CLI_WRONG_USE;
	outlet->work = school_work_load(outlet->reader, &selection, &error);
	if (!outlet->work)
		return outlet_failed(outlet, error);
	if (!has_assignment(outlet))
		return CLI_FAILED;
	const guint n_missing = count_missing(outlet);
	if (n_missing > 0)
		fprintf(stderr,
			"zhibi %s: %u 名学生没有同意书，不在内 / %u pupils without consent are not "
			"in "
			"it\n",
			outlet->command, n_missing, n_missing);
	outlet->look = look_open(outlet->command, outlet->database);
	return outlet->look ? open_folder(outlet, job) : CLI_FAILED;
}

void outlet_clear(Outlet *outlet)
{
	outlet->folder = export_folder_close(outlet->folder);
	outlet->look = look_close(outlet->look);
	g_clear_pointer(&outlet->work, g_ptr_array_unref);
	outlet->reader = outlet->reader ? store_reader_close(outlet->reader) : NULL;
	char **texts[] = { &outlet->data, &outlet->class_name, &outlet->from, &outlet->until,
		&outlet->output, &outlet->config, &outlet->rules, &outlet->database,
		&outlet->data_folder, &outlet->period };
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		g_clear_pointer(texts[i], g_free);
}

bool outlet_look(Outlet *outlet, const GArray *copy_ids, const char *what)
{
	return copy_ids->len == 0 || look_tell(outlet->look, what, 0, copy_ids);
}

/* ---- files */

bool outlet_put(Outlet *outlet, const char *name, GBytes *take_bytes, const GError *error)
{
	g_autoptr(GBytes) bytes = take_bytes;
	g_autoptr(GError) fault = NULL;
	gsize n_bytes;

	if (!bytes) {
		outlet_failed(outlet, error);
		return false;
	}
	const char *data = g_bytes_get_data(bytes, &n_bytes);
	if (export_folder_put(outlet->folder, name, data, n_bytes, &fault))
		return true;
	outlet_failed(outlet, fault);
	return false;
}

void outlet_skip(Outlet *outlet)
{
	outlet->n_files_all--;
}

void outlet_step(Outlet *outlet)
{
	const guint before = outlet->n_files * 10 / MAX(outlet->n_files_all, 1);
	const guint now = ++outlet->n_files * 10 / MAX(outlet->n_files_all, 1);

	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%u/%u%s", outlet->n_files, outlet->n_files_all,
			outlet->n_files == outlet->n_files_all ? "\n" : "");
	else if (now != before)
		fprintf(stderr, "zhibi %s: %u/%u\n", outlet->command, outlet->n_files,
			outlet->n_files_all);
}

int outlet_finish(Outlet *outlet)
{
	g_autoptr(GError) error = NULL;

	if (!export_folder_finish(outlet->folder, &error))
		return outlet_failed(outlet, error);
	if (outlet->n_files == 0) {
		puts("没有内容，所以没有写文件 / there is nothing of this kind, so no file was "
		     "written");
		return CLI_DONE;
	}
	printf("%s：%u 个文件 / %u files\n", outlet->output, outlet->n_files, outlet->n_files);
	return CLI_DONE;
}

char *outlet_folder_name(const WorkClass *class)
{
	g_autofree char *name = g_strdup(class->row->name);

	for (char *at = name; *at; at++)
		if (*at == '/' || *at == '\\' || (guchar)*at < ' ' || (at == name && *at == '.'))
			*at = '_';
	return *name ? g_steal_pointer(&name)
		     : g_strdup_printf("%" G_GINT64_FORMAT, class->row->id);
}
