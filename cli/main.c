/* SPDX-License-Identifier: MIT */
/* zhibi COMMAND …: finds the subcommand and hands it the rest of the line. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

typedef struct {
	const char *name;
	const char *zh;
	const char *en;
	int (*run)(int argc, char **argv);
} Command;

static const Command COMMANDS[] = {
	{ "decode", "把录下的笔数据（*.rec）变成 JSON 行",
		"turn recordings of pens (*.rec) into JSON lines", decode_run },
	{ "doctor", "检查这台电脑：哪里不对，怎么办",
		"look this machine over: what is wrong, and the mend", doctor_run },
	{ "pens", "查看和管理笔：谁的笔、找笔、配对、设置、密码",
		"the pens: whose, find, pair, settings, passwords", pens_run },
	{ "roster", "名单：导入学校的表、导出", "class lists: import the school's, export",
		roster_list_run },
	{ "roster-sheet", "打印点名纸：写名字就登记笔",
		"the roster sheet: who writes in a box has the pen", roster_sheet_run },
	{ "sheet", "作业单：导入、检查、画出来、导出",
		"homework sheets: import, check, show, export", sheet_run },
	{ "load", "作业负担：分钟数、上限、批改、每周简报",
		"homework load: minutes, limits, marking, the weekly brief", load_run },
	{ "export", "导出：存档、每页的样子、结果、给别的系统的记录",
		"archive, pages, results, records for other systems", export_run },
	{ "import", "导入笔迹：存档、NeoNotes、tuhi", "ink of archives and other programs",
		import_run },
	{ "report", "打印：错题本、给家里的情况、课后服务辅导单",
		"print error books, sheets for families, lists for after-class service",
		report_run },
	{ "training", "教师培训：记下、列出", "training held: put down, listed", training_run },
	{ "consent", "同意书：谁同意了，记下，打印", "consent: who gave it, recording it, the form",
		consent_run },
	{ "erase", "删除一名学生的全部数据，并给出证明", "erase all of one pupil, with a proof",
		erase_run },
	{ "audit", "一年的个人信息保护报告", "the year's report on personal data", audit_run },
	{ "problems", "使用中遇到的问题", "the problems met in use", problems_run },
	{ "support-bundle", "打包给维护人员看的资料，不含姓名",
		"pack what support needs, without names", support_bundle_run },
	{ "models", "列出认识的笔", "list the pens that are known", models_run },
	{ "remark", "重读本次作业的全部笔迹", "read all ink of the assignment anew", remark_run },
	{ "model", "导出老师更正过的笔迹", "export what teachers corrected, to learn from",
		model_run },
	{ "recognise", "识别样本文件里的笔迹", "read the ink of sample files", recognise_run },
	{ "bench", "运行性能测试并打印结果", "run the benchmarks and print their figures",
		bench_run },
};
#define N_COMMANDS (sizeof COMMANDS / sizeof COMMANDS[0])

static void print_help(FILE *out)
{
	fputs("纸笔 zhibi：听智能笔，读作业 / listens to smart pens, reads homework\n\n"
	      "用法 / usage: zhibi COMMAND …    zhibi COMMAND --help\n\n",
		out);
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(out, "  %-14s %s\n  %-14s %s\n", COMMANDS[i].name, COMMANDS[i].zh, "",
			COMMANDS[i].en);
	fputs("\n后台服务是 zhibid / the daemon is zhibid\n", out);
}

/* Every command prints through stdio and need not look: what did not come out is no success. */
static int finish(int code)
{
	const bool is_out = fflush(stdout) == 0 && !ferror(stdout);

	return is_out || code != CLI_DONE ? code : cli_cannot_write();
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		print_help(stderr);
		return CLI_WRONG_USE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
		strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return finish(CLI_DONE);
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("纸笔 zhibi " ZHIBI_VERSION);
		return finish(CLI_DONE);
	}
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (strcmp(argv[1], COMMANDS[i].name) == 0)
			return finish(COMMANDS[i].run(argc - 1, argv + 1));
	fprintf(stderr,
		"zhibi: 没有“%s”这个命令，见 zhibi --help / there is no command \"%s\"; see zhibi "
		"--help\n",
		argv[1], argv[1]);
	return CLI_WRONG_USE;
}
