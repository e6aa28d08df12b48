/* SPDX-License-Identifier: MIT */
/* See roster.h. */
#include "cli/roster.h"

#include <stdio.h>

StoreClass *roster_class_free(StoreClass *class)
{
	if (class)
		g_free(class->name);
	g_free(class);
	return NULL;
}

static StoreClass *copy_of(const StoreClass *class)
{
	StoreClass *copy = g_memdup2(class, sizeof *class);

	copy->name = g_strdup(class->name);
	return copy;
}

static void tell_classes(const char *command, const char *name, const GPtrArray *classes)
{
	const guint n_classes = classes ? classes->len : 0;

	if (n_classes == 0)
		fprintf(stderr, "zhibi %s: 还没有班级 / there is no class yet", command);
	else if (name)
		fprintf(stderr, "zhibi %s: 没有“%s”这个班，有的是 / there is no class \"%s\", but:",
			command, name, name);
	else
		fprintf(stderr,
			"zhibi %s: 请用 --class 选一个 / choose one with --class:", command);
	for (guint i = 0; i < n_classes; i++)
		fprintf(stderr, " %s", ((const StoreClass *)g_ptr_array_index(classes, i))->name);
	fputc('\n', stderr);
}

StoreClass *roster_class(StoreReader *reader, const char *command, const char *name)
{
	g_autoptr(GPtrArray) classes = store_reader_classes(reader, NULL);

	for (guint i = 0; classes && i < classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(classes, i);

		if (name ? g_str_equal(class->name, name) : classes->len == 1)
			return copy_of(class);
	}
	tell_classes(command, name, classes);
	return NULL;
}

gint64 roster_pupil(StoreReader *reader, const char *command, gint64 class_id, gint number)
{
	g_autoptr(GPtrArray) pupils = store_reader_pupils(reader, class_id, NULL);

	for (guint i = 0; pupils && i < pupils->len; i++) {
		const StorePupil *pupil = g_ptr_array_index(pupils, i);

		if (pupil->number == number)
			return pupil->id;
	}
	fprintf(stderr, "zhibi %s: 班里没有 %d 号 / there is no number %d in the class\n", command,
		number, number);
	return 0;
}
