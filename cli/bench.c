/* SPDX-License-Identifier: MIT */
/*
 * `zhibi bench [NAME]`: runs the benchmark programs that lie beside this one (build/…/bench, or the
 * installed lib/zhibi/bench) and prints their figures as one table. Each program prints lines of
 * figure, value, unit and what it is compared with, separated by tabs (bench/README.md).
 */
#include "cli/cli.h"

#include <gio/gio.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static char *find_folder(void)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = g_path_get_dirname(self ? self : ".");
	g_autofree char *built = g_build_filename(folder, "bench", NULL);
	if (g_file_test(built, G_FILE_TEST_IS_DIR))
		return g_steal_pointer(&built);
	g_autofree char *installed = g_build_filename(folder, "..", "lib", "zhibi", "bench", NULL);
	if (g_file_test(installed, G_FILE_TEST_IS_DIR))
		return g_steal_pointer(&installed);
	return NULL;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Programs whose name holds `wanted` (all when NULL), sorted. */
static GPtrArray *list_programs(const char *folder, const char *wanted)
{
	GPtrArray *programs = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) listing = g_dir_open(folder, 0, NULL);
	for (const char *name; listing && (name = g_dir_read_name(listing));)
		if (g_str_has_prefix(name, "bench-") && !strchr(name, '.') &&
			(!wanted || strstr(name, wanted)))
			g_ptr_array_add(programs, g_build_filename(folder, name, NULL));
	g_ptr_array_sort(programs, compare_names);
	return programs;
}

static void print_figures(const char *output)
{
	g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
	for (char **line = lines; *line; line++) {
		g_auto(GStrv) fields = g_strsplit(*line, "\t", 4);
		if (g_strv_length(fields) == 4)
			printf("%-62s %10s %-14s %s\n", fields[0], fields[1], fields[2], fields[3]);
	}
	fflush(stdout);
}

static bool run_program(const char *path)
{
	g_autofree char *output = NULL;
	g_autofree char *message = NULL;
	g_autoptr(GError) error = NULL;
	int status = 0;
	char *command[] = { (char *)path, NULL };
	if (!g_spawn_sync(NULL, command, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, &message,
		    &status, &error) ||
		!g_spawn_check_wait_status(status, &error)) {
		fprintf(stderr, "zhibi bench: %s: %s\n%s", path, error->message,
			message ? message : "");
		return false;
	}
	print_figures(output);
	return true;
}

int bench_run(int argc, char **argv)
{
	if (argc == 2 && (g_str_equal(argv[1], "--help") || g_str_equal(argv[1], "-h"))) {
		printf("用法 / usage: zhibi bench [NAME]\n"
		       "运行名字里有 NAME 的性能测试 / runs the benchmarks whose name holds NAME\n"
		       "测试程序由 make bench 编译 / they are built by make bench\n");
		return 0;
	}
	if (argc > 2) {
		fprintf(stderr, "zhibi bench: at most one name\n");
		return 2;
	}
	g_autofree char *folder = find_folder();
	if (!folder) {
		fprintf(stderr, "zhibi: 没有性能测试程序；请在源代码目录运行 make bench。\n"
				"zhibi: no benchmark programs here; run `make bench` in the source "
				"tree.\n");
		return 1;
	}
	g_autoptr(GPtrArray) programs = list_programs(folder, argc == 2 ? argv[1] : NULL);
	if (programs->len == 0) {
		fprintf(stderr, "zhibi bench: no benchmark is called %s; there are those in %s\n",
			argc == 2 ? argv[1] : "so", folder);
		return 2;
	}
	printf("%-62s %10s %-14s %s\n", "figure", "value", "unit", "compared with");
	bool good = true;
	for (guint i = 0; i < programs->len; i++)
		good = run_program(g_ptr_array_index(programs, i)) && good;
	return good ? 0 : 1;
}
