/* SPDX-License-Identifier: MIT */
/* `zhibi roster-sheet`: the sheet of homework/sheet/roster-sheet.h for a class, as an SVG of A4. It is printed without
 * scaling on the page of dots that the configuration names ([enrolment] page). */
#include "homework/sheet/roster-sheet.h"

#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/output-file.h"
#include "cli/problems.h"
#include "cli/roster.h"
#include "store/reader.h"

static const char HELP[] =
	"用法 / usage: zhibi roster-sheet [--class NAME] [--data FOLDER] [-o FILE.svg]\n"
	"\n"
	"打印点名纸：每个号数一个格子。登记时（zhibi pens "
	"enrol），在自己的格子里写名字的笔就归这个\n"
	"号数。请按实际大小印在配置的点码页上。\n"
	"The roster sheet: a box for each number. During enrolment (zhibi pens enrol) the pen "
	"that\n"
	"writes its name in a box belongs to that number. Print it at its true size on the page "
	"of\n"
	"dots of the configuration.\n"
	"\n"
	"  --class NAME   班级，只有一个班时可省 / needed where there are several classes\n"
	"  --data FOLDER  数据文件夹，默认是已安装服务的 / data folder; the installed service's\n"
	"                 unless given\n"
	"  -o FILE        输出文件，默认为标准输出 / output; stdout unless given\n"
	"\n"
	"退出码 / exit codes: 0 完成 done, 1 做不到 failed, 2 用法不对 wrong use.\n";

/* ---- the drawing. Numbers by g_ascii_formatd: a comma of the locale is no SVG. */

static void add_number(GString *svg, const char *key, double value)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];

	g_string_append_printf(
		svg, " %s=\"%s\"", key, g_ascii_formatd(text, sizeof text, "%.3f", value));
}

static void add_text(GString *svg, double x_mm, double y_mm, double size_mm, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *escaped = g_markup_escape_text(valid, -1);

	g_string_append(svg, "<text");
	add_number(svg, "x", x_mm);
	add_number(svg, "y", y_mm);
	add_number(svg, "font-size", size_mm);
	g_string_append_printf(svg, ">%s</text>\n", escaped);
}

static void add_box(GString *svg, const StorePupil *pupil)
{
	const SheetBox box = roster_sheet_box(pupil->number);
	g_autofree char *label = g_strdup_printf("%d %s", pupil->number, pupil->name);

	g_string_append(svg, "<rect");
	add_number(svg, "x", box.x_mm);
	add_number(svg, "y", box.y_mm);
	add_number(svg, "width", box.width_mm);
	add_number(svg, "height", box.height_mm);
	g_string_append(svg, "/>\n");
	add_text(svg, box.x_mm + 1, box.y_mm + 3.2, 2.6, label);
}

static bool has_box(const StorePupil *pupil)
{
	return pupil->number >= 1 && pupil->number <= ROSTER_SHEET_N_BOXES;
}

static GString *draw(const StoreClass *class, const GPtrArray *pupils)
{
	GString *svg = g_string_new(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"210mm\" height=\"297mm\" "
		"viewBox=\"0 0 210 297\" font-family=\"Noto Sans CJK SC, sans-serif\" "
		"fill=\"#555\">\n"
		"<style>rect{fill:none;stroke:#999;stroke-width:.2px}</style>\n");

	add_text(svg, 15, 22, 7, class->name);
	add_text(svg, 15, 30, 3.4, "请用自己的笔，在自己的格子里写名字。");
	add_text(svg, 15, 35, 3, "Write your name in your own box with your own pen.");
	for (guint i = 0; i < pupils->len; i++) {
		const StorePupil *pupil = g_ptr_array_index(pupils, i);

		if (has_box(pupil))
			add_box(svg, pupil);
		else
			fprintf(stderr,
				"zhibi roster-sheet: %d 号没有格子，请用 zhibi pens bind / number "
				"%d has no box; use zhibi pens bind\n",
				pupil->number, pupil->number);
	}
	g_string_append(svg, "</svg>\n");
	return svg;
}

static int write_out(const GString *svg, const char *path)
{
	g_autoptr(GError) error = NULL;

	if (output_file_write(path, svg->str, svg->len, OUTPUT_FILE_PLAIN, &error))
		return CLI_DONE;
	fprintf(stderr, "zhibi roster-sheet: %s\n", error->message);
	return CLI_FAILED;
}

static int make(const char *data, const char *name, const char *path)
{
	g_autofree char *database = problems_database(data);
	g_autoptr(GError) error = NULL;
	g_autoptr(StoreReader) reader = store_reader_open(database, &error);
	g_autoptr(StoreClass) class = reader ? roster_class(reader, "roster-sheet", name) : NULL;
	g_autoptr(GPtrArray) pupils = class ? store_reader_pupils(reader, class->id, &error) : NULL;

	if (error)
		fprintf(stderr, "zhibi roster-sheet: 读不了 / cannot be read: %s\n",
			error->message);
	if (!pupils)
		return CLI_FAILED;
	GString *svg = draw(class, pupils);
	int code = write_out(svg, path);
	g_string_free(svg, TRUE);
	return code;
}

int roster_sheet_run(int argc, char **argv)
{
	g_autofree char *data = NULL, *name = NULL, *path = NULL;
	gboolean help = FALSE;
	const GOptionEntry entries[] = {
		{ "class", 0, 0, G_OPTION_ARG_FILENAME, &name, NULL, NULL },
		{ "data", 0, 0, G_OPTION_ARG_FILENAME, &data, NULL, NULL },
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &path, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &help, NULL, NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
	};

	if (!cli_options(entries, &argc, &argv))
		return CLI_WRONG_USE;
	if (help) {
		fputs(HELP, stdout);
		return CLI_DONE;
	}
	return make(data, name, path);
}
