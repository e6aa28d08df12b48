/* SPDX-License-Identifier: MIT */
/*
 * One process, many pens, one GLib main loop: a single source wakes for the pen that is due first. Ends
 * on SIGINT, SIGTERM, or as --quit-after says.
 */
#include "tests/virtual-pen/pen.h"
#include "tests/virtual-pen/recording.h"
#include "tests/virtual-pen/svg.h"

#include <glib-unix.h>
#include <stdio.h>

#define WAKE_APART_US 1000 /* pens due within a millisecond are served together */

typedef struct {
	GMainLoop *loop;
	Options options;
	Truth *truth;
	GPtrArray *pens;       /* of Pen, or */
	GPtrArray *recordings; /* of Recording */
	int64_t started_us;
} Class;

typedef struct {
	GSource source;
	Class *class;
} ClassSource;

static bool class_is_done(const Class *class)
{
	for (guint i = 0; i < class->recordings->len; i++)
		if (!recording_is_done(g_ptr_array_index(class->recordings, i)))
			return false;
	bool asked = class->options.quit_written || class->options.quit_strokes > 0;
	for (guint i = 0; i < class->pens->len; i++) {
		const Pen *pen = g_ptr_array_index(class->pens, i);
		if (!pen->off && !(asked && pen_is_done(pen)))
			return false;
	}
	return true;
}

static gboolean class_dispatch(GSource *source, GSourceFunc callback, void *user)
{
	(void)callback;
	(void)user;
	Class *class = ((ClassSource *)source)->class;
	int64_t now_us = g_get_monotonic_time(), next_us = now_us + 500000;
	for (guint i = 0; i < class->pens->len; i++)
		next_us = MIN(next_us, pen_advance(g_ptr_array_index(class->pens, i), now_us));
	for (guint i = 0; i < class->recordings->len; i++)
		next_us = MIN(next_us,
			recording_advance(g_ptr_array_index(class->recordings, i), now_us));
	if (class_is_done(class) ||
		(class->options.quit_s >= 0 &&
			(double)(now_us - class->started_us) >= class->options.quit_s * 1e6))
		g_main_loop_quit(class->loop);
	g_source_set_ready_time(source, MAX(next_us, now_us + WAKE_APART_US));
	return G_SOURCE_CONTINUE;
}

static gboolean class_quit(void *user)
{
	Class *class = user;
	g_main_loop_quit(class->loop);
	return G_SOURCE_CONTINUE;
}

static bool class_gather(Class *class, GError **error)
{
	const Options *options = &class->options;
	if (options->truth_path && !(class->truth = truth_open(options->truth_path, error)))
		return false;
	guint first = options->plan.alone ? (guint)options->n_pens - 1 : 0;
	for (guint i = first; i < (guint)options->n_pens; i++) {
		if (options->play_path) {
			Recording *recording = recording_new(options, i, error);
			if (!recording)
				return false;
			g_ptr_array_add(class->recordings, recording);
		} else {
			Pen *pen = pen_new(options, i, class->truth, error);
			if (!pen)
				return false;
			g_ptr_array_add(class->pens, pen);
		}
	}
	return true;
}

static void class_run(Class *class)
{
	GSourceFuncs functions = { .dispatch = class_dispatch };
	ClassSource *source = (ClassSource *)(void *)g_source_new(&functions, sizeof(ClassSource));
	source->class = class;
	class->started_us = g_get_monotonic_time();
	g_source_set_ready_time(&source->source, 0);
	g_source_attach(&source->source, NULL);
	/* Never removed: a second signal must not end the program while its pens are put away. */
	g_unix_signal_add(SIGINT, class_quit, class);
	g_unix_signal_add(SIGTERM, class_quit, class);
	g_main_loop_run(class->loop);
	g_source_destroy(&source->source);
	g_source_unref(&source->source);
}

static void class_free_pen(void *pen)
{
	pen_free(pen);
}

static void class_free_recording(void *recording)
{
	recording_free(recording);
}

int main(int n_arguments, char **arguments)
{
	Class class = { .pens = g_ptr_array_new_with_free_func(class_free_pen),
		.recordings = g_ptr_array_new_with_free_func(class_free_recording),
		.loop = g_main_loop_new(NULL, FALSE) };
	g_autoptr(GError) error = NULL;
	int status = 0;
	switch (options_read(&class.options, n_arguments, arguments)) {
	case OPTIONS_DONE:
		break;
	case OPTIONS_WRONG:
		status = 2;
		break;
	case OPTIONS_GO:
		if (class.options.svg_path)
			status = svg_write(&class.options, &error) ? 0 : 1;
		else if (class_gather(&class, &error))
			class_run(&class);
		else
			status = 1;
		break;
	}
	if (error)
		fprintf(stderr, "virtual-pen: %s\n", error->message);
	g_ptr_array_unref(class.pens);
	g_ptr_array_unref(class.recordings);
	class.truth = truth_close(class.truth);
	options_clear(&class.options);
	g_main_loop_unref(class.loop);
	return status;
}
