/* SPDX-License-Identifier: MIT */
/*
 * `zhibi recognise --set SET FILE.tsv`: reads samples of ink ("id label unit strokes", tab separated, as in
 * docs/recogniser.md) and prints "id<TAB>label<TAB>confidence" for each, label "?" where it refuses. The file's own
 * label is not looked at.
 */
#include "cli/cli.h"

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "homework/reading/number.h"
#include "homework/reading/recogniser.h"

typedef struct {
	const char *name;
	bool strings; /* several signs a sample */
	RecogniserSet set;
	const char *const *allowed;
} Kind;

static const char *const CHOICES[] = { "A", "B", "C", "D", "T", "F", NULL };
static const Kind KINDS[] = {
	{ "digits", false, RECOGNISER_DIGITS, NULL },
	{ "marks", false, RECOGNISER_MARKS, NULL },
	{ "choices", false, RECOGNISER_CAPITALS, CHOICES },
	{ "capitals", false, RECOGNISER_CAPITALS, NULL },
	{ "numbers", true, RECOGNISER_SIGNS, NULL },
};

static void print_help(FILE *out)
{
	fputs("用法 / usage: zhibi recognise --set SET [--allow LIST] FILE.tsv…\n"
	      "识别样本文件里的笔迹 / reads the ink of sample files (docs/recogniser.md)\n\n"
	      "  --set SET     digits 数字, marks 批改符号, choices 选项 A–D 与 T、F, capitals "
	      "大写字母,\n"
	      "                numbers 多位数、小数、分数 / what to look for\n"
	      "  --allow LIST  只在这些答案中判断，如 A,B,C,D / decide among these answers only\n\n"
	      "每个样本输出一行：编号、结果、把握；拿不准时结果为 ?\n"
	      "a line for each sample: id, label, confidence (0 to 1); label ? when it refuses\n",
		out);
}

static int refuse(const char *zh, const char *en)
{
	fprintf(stderr, "zhibi recognise: %s / %s; zhibi recognise --help\n", zh, en);
	return CLI_WRONG_USE;
}

/* ---- one file */

static Reading read_ink(const Recogniser *recogniser, const Kind *kind, const Trace *trace,
	const char *const *allowed)
{
	if (kind->strings)
		return number_read(recogniser, trace);
	return recogniser_read(recogniser, kind->set, trace, 0, trace_n_strokes(trace),
		allowed ? allowed : kind->allowed);
}

/* False: the line is no sample; said on stderr. */
static bool read_line(const Recogniser *recogniser, const Kind *kind, const char *const *allowed,
	char *line, const char *path, guint number)
{
	g_auto(GStrv) fields = g_strsplit(line, "\t", 5);
	g_autoptr(Trace) trace = trace_new();
	gsize fault = 0;

	if (g_strv_length(fields) < 4) {
		fprintf(stderr,
			"%s: 第 %u 行不是样本 / line %u is not a sample: write id, label, unit and "
			"strokes, separated by tabs\n",
			path, number, number);
		return false;
	}
	if (!trace_parse(trace, fields[3], &fault)) {
		fprintf(stderr,
			"%s: 第 %u 行笔迹有误 / line %u: the strokes go wrong at byte %zu: write "
			"\"x y dx dy …;x y …\" in whole numbers\n",
			path, number, number, fault);
		return false;
	}

	Reading reading = read_ink(recogniser, kind, trace, allowed);
	printf("%s\t%s\t%.4f\n", fields[0], reading.refused ? "?" : reading.text,
		(double)reading.confidence);
	return true;
}

static bool read_file(const Recogniser *recogniser, const Kind *kind, const char *const *allowed,
	const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	bool good = true;
	guint number = 0;

	if (!g_file_get_contents(path, &text, NULL, &error)) {
		fprintf(stderr, "zhibi recognise: %s\n", error->message);
		return false;
	}
	for (char *line = text, *next; line && *line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		number++;
		if (!g_utf8_validate(line, -1, NULL)) {
			fprintf(stderr, "%s: 第 %u 行不是 UTF-8 / line %u is not UTF-8\n", path,
				number, number);
			good = false;
		} else if (*line && *line != '#') {
			good = read_line(recogniser, kind, allowed, line, path, number) && good;
		}
	}
	return good;
}

/* ---- the command */

static const Kind *find_kind(const char *name)
{
	for (gsize i = 0; name && i < G_N_ELEMENTS(KINDS); i++)
		if (g_str_equal(KINDS[i].name, name))
			return &KINDS[i];
	return NULL;
}

int recognise_run(int argc, char **argv)
{
	const Kind *kind = NULL;
	g_auto(GStrv) allowed = NULL;
	g_autoptr(Recogniser) recogniser = NULL;
	bool good = true;
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (g_str_equal(argv[i], "--help") || g_str_equal(argv[i], "-h")) {
			print_help(stdout);
			return CLI_DONE;
		}
		if (i + 1 >= argc)
			return refuse("选项缺少值", "an option lacks its value");
		if (g_str_equal(argv[i], "--set"))
			kind = find_kind(argv[++i]);
		else if (g_str_equal(argv[i], "--allow") && !allowed)
			allowed = g_strsplit(argv[++i], ",", -1);
		else
			return refuse("没有这个选项", "there is no such option");
	}
	if (!kind)
		return refuse("请给出 --set digits|marks|choices|capitals|numbers",
			"give --set digits|marks|choices|capitals|numbers");
	if (kind->strings && allowed)
		return refuse("numbers 不能用 --allow", "--allow is not for numbers");
	if (i == argc)
		return refuse("请给出样本文件", "give a sample file");
	recogniser = recogniser_new_built_in();
	for (; i < argc; i++)
		good = read_file(recogniser, kind, (const char *const *)allowed, argv[i]) && good;
	return good ? CLI_DONE : CLI_FAILED;
}
