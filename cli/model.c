/* SPDX-License-Identifier: MIT */
/* `zhibi model export-corrections`: ink that was misread, with what teachers said it says, as a sample file that
 * `make model EXTRA=` takes. No names, and only of pupils whose ink may be kept. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/look.h"
#include "cli/output-file.h"
#include "cli/problems.h"
#include "store/reader.h"

static const char HELP[] =
	"用法 / usage: zhibi model export-corrections [--data FOLDER] [-o FILE.tsv]\n"
	"\n"
	"把老师更正过的笔迹导出成样本文件（make model EXTRA=FILE.tsv 可用来学习）。\n"
	"不含姓名；没有家长同意的学生不导出。\n"
	"Writes the ink that teachers corrected as a sample file, to learn from (make model\n"
	"EXTRA=FILE.tsv). Without names, and only of pupils whose parents agreed.\n"
	"\n"
	"  --data FOLDER  数据文件夹，默认是已安装服务的 / data folder; the installed service's\n"
	"                 unless given\n"
	"  -o FILE        输出文件，默认为标准输出 / output; stdout unless given\n"
	"\n"
	"退出码 / exit codes: 0 完成 done, 1 做不到 failed, 2 用法不对 wrong use.\n";

/* A tab or a line's end would be another field. */
static bool fits_in_a_field(const char *text)
{
	return *text && !strpbrk(text, "\t\r\n");
}

/* Pages are numbered as they come: who wrote them is not told, but that one hand wrote a page is. */
static guint writer_of(GHashTable *writers, gint64 page_copy_id)
{
	gpointer number = g_hash_table_lookup(writers, &page_copy_id);

	if (!number) {
		number = GUINT_TO_POINTER(g_hash_table_size(writers) + 1);
		g_hash_table_insert(writers, g_memdup2(&page_copy_id, sizeof page_copy_id), number);
	}
	return GPOINTER_TO_UINT(number);
}

static char *sample_file(const GPtrArray *corrections, guint *n_samples)
{
	GString *out = g_string_new(NULL);
	g_autoptr(GHashTable) writers =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);

	*n_samples = 0;
	for (guint i = 0; i < corrections->len; i++) {
		const StoreCorrection *row = g_ptr_array_index(corrections, i);

		if (!fits_in_a_field(row->text) || !fits_in_a_field(row->ink))
			continue;
		g_string_append_printf(out, "corrections/%u/%u\t%s\t1\t%s\n",
			writer_of(writers, row->page_copy_id), ++*n_samples, row->text, row->ink);
	}
	return g_string_free(out, FALSE);
}

/* It is ink of pupils, though without names. */
static bool tell_look(const char *database, const GPtrArray *corrections)
{
	g_autoptr(GArray) copies = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GHashTable) told = g_hash_table_new(g_int64_hash, g_int64_equal);
	g_autoptr(Look) look = corrections->len > 0 ? look_open("model", database) : NULL;

	for (guint i = 0; i < corrections->len; i++) {
		const StoreCorrection *row = g_ptr_array_index(corrections, i);

		if (g_hash_table_add(told, (gpointer)&row->page_copy_id))
			g_array_append_val(copies, row->page_copy_id);
	}
	return copies->len == 0 || (look && look_tell(look, "export-corrections", 0, copies));
}

static int export(const char *data, const char *output)
{
	g_autofree char *path = problems_database(data);
	g_autoptr(GError) error = NULL;
	g_autoptr(StoreReader) reader = store_reader_open(path, &error);
	g_autoptr(GPtrArray) rows =
		reader ? store_reader_corrections_allowed(reader, &error) : NULL;
	guint n_samples;

	if (!rows) {
		fprintf(stderr, "zhibi model: 读不了 / cannot be read: %s\n", error->message);
		return CLI_FAILED;
	}
	if (!tell_look(path, rows))
		return CLI_FAILED;
	g_autofree char *text = sample_file(rows, &n_samples);

	if (!output_file_write(output, text, strlen(text), OUTPUT_FILE_PLAIN, &error)) {
		fprintf(stderr, "zhibi model: %s\n", error->message);
		return CLI_FAILED;
	}
	fprintf(stderr, "%u 个样本 / %u samples\n", n_samples, n_samples);
	return CLI_DONE;
}

int model_run(int argc, char **argv)
{
	g_autofree char *data = NULL;
	g_autofree char *output = NULL;
	gboolean help = FALSE;
	const GOptionEntry entries[] = {
		{ "data", 0, 0, G_OPTION_ARG_FILENAME, &data, NULL, NULL },
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, NULL, NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &help, NULL, NULL },
		G_OPTION_ENTRY_NULL,
	};

	const bool exports = argc > 1 && strcmp(argv[1], "export-corrections") == 0;

	if (exports) {
		argv++;
		argc--;
	}
	if (!cli_options(entries, &argc, &argv))
		return CLI_WRONG_USE;
	if (help) {
		fputs(HELP, stdout);
		return CLI_DONE;
	}
	if (!exports) {
		fprintf(stderr, "zhibi model: 用法见 / see zhibi model --help\n");
		return CLI_WRONG_USE;
	}
	return export(data, output);
}
