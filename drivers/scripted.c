/* SPDX-License-Identifier: MIT */
/*
 * The fake pen: over its link comes the text of a recording instead of a pen's bytes, and it plays what
 * that recording's pen said, at the recording's own times, through the driver the recording names. For
 * tests, demonstrations and fairs: `cat class.rec | nc -U socket` is a pen that writes.
 */
#include "drivers/pen.h"
#include "drivers/recording.h"
#include "drivers/registry.h"

#include <string.h>

#define DEFAULT_DRIVER "neo"
#define MAX_WAITING (16u << 20) /* bytes read and not yet played */

typedef struct {
	gint64 time_us;
	TransferDirection direction;
	GBytes *bytes;
} Scene;

/* The recording's text to its decoder; shared by the live and the passive side. */
typedef struct {
	RecordingReader *reader;
	const PenDriver *driver;
	void *decoder;
	DotSink sink;
	void (*told)(void *user, const char *json);
	void *told_user;
	bool unknown_driver;
} Script;

typedef struct {
	Pen *pen;
	Script script;
	GQueue scenes; /* Scene*, waiting for their time */
	gsize n_waiting;
	gint64 started_ms;
	char fault[128];
} ScriptedPen;

static Scene *scene_free(Scene *scene)
{
	g_bytes_unref(scene->bytes);
	g_free(scene);
	return NULL;
}

/* ---- the script */

static void script_header(Script *script, const char *key, const char *value)
{
	if (strcmp(key, "driver") != 0 || script->driver)
		return;
	script->driver = driver_by_name(value);
	/* A script that plays a script would never end. */
	if (!script->driver || script->driver == &SCRIPTED_DRIVER) {
		script->driver = NULL;
		script->unknown_driver = true;
	}
}

static void script_play(Script *script, TransferDirection direction, const guint8 *bytes,
	gsize n_bytes, gint64 host_ms)
{
	if (script->unknown_driver)
		return;
	if (!script->driver)
		script->driver = driver_by_name(DEFAULT_DRIVER);
	if (!script->decoder)
		script->decoder =
			script->driver->decoder_new(&script->sink, script->told, script->told_user);
	script->driver->decoder_feed(script->decoder, direction, bytes, n_bytes, host_ms);
}

static void script_end(Script *script, gint64 host_ms)
{
	if (script->decoder) {
		script->driver->decoder_end(script->decoder, host_ms);
		script->driver->decoder_free(g_steal_pointer(&script->decoder));
	}
	script->driver = NULL;
	script->unknown_driver = false;
	script->reader = recording_reader_free(script->reader);
}

/* ---- as a pen */

static void pen_header(void *user, const char *key, const char *value)
{
	ScriptedPen *scripted = user;
	PenInfo *info = pen_info_edit(scripted->pen);
	script_header(&scripted->script, key, value);
	if (strcmp(key, "pen") == 0)
		g_strlcpy(info->address, value, sizeof info->address);
	else if (strcmp(key, "model") == 0)
		g_strlcpy(info->model, value, sizeof info->model);
	pen_changed(scripted->pen);
}

static void pen_transfer(void *user, const RecordingTransfer *transfer)
{
	ScriptedPen *scripted = user;
	Scene *scene = g_new(Scene, 1);
	*scene = (Scene){ .time_us = transfer->time_us,
		.direction = transfer->direction,
		.bytes = g_bytes_new(transfer->bytes, transfer->n_bytes) };
	g_queue_push_tail(&scripted->scenes, scene);
	scripted->n_waiting += transfer->n_bytes;
}

static void pen_fault(void *user, guint64 line, const char *message)
{
	ScriptedPen *scripted = user;
	g_snprintf(scripted->fault, sizeof scripted->fault,
		"the script, line %" G_GUINT64_FORMAT ": %s", line, message);
}

/* Plays what is due and arms the timer for what is not. */
static void play(ScriptedPen *scripted)
{
	const gint64 now_ms = pen_now_ms(scripted->pen);
	for (Scene *scene; (scene = g_queue_peek_head(&scripted->scenes));) {
		const gint64 due_ms = scripted->started_ms + scene->time_us / 1000;
		if (due_ms > now_ms) {
			pen_arm_timer(scripted->pen, (guint)CLAMP(due_ms - now_ms, 1, G_MAXINT));
			return;
		}
		gsize n_bytes;
		const guint8 *bytes = g_bytes_get_data(scene->bytes, &n_bytes);
		script_play(&scripted->script, scene->direction, bytes, n_bytes, now_ms);
		scripted->n_waiting -= n_bytes;
		g_queue_pop_head(&scripted->scenes);
		scene_free(scene);
	}
	pen_arm_timer(scripted->pen, 0);
}

static void scripted_start(Pen *pen)
{
	ScriptedPen *scripted = pen_driver_state(pen);
	const RecordingListener listener = { scripted, pen_header, pen_transfer, pen_fault };
	scripted->pen = pen;
	scripted->started_ms = pen_now_ms(pen);
	scripted->script.sink = *pen_sink(pen);
	scripted->script.reader = recording_reader_new(&listener);
	pen_set_state(pen, PEN_READY, "");
}

static void scripted_receive(Pen *pen, const guint8 *bytes, gsize n_bytes)
{
	ScriptedPen *scripted = pen_driver_state(pen);
	recording_reader_feed(scripted->script.reader, (const char *)bytes, n_bytes);
	if (scripted->script.unknown_driver)
		pen_fail(pen, PEN_ERROR_REFUSED,
			"the script names a driver that is not there; mend its line \"driver:\"");
	else if (scripted->n_waiting > MAX_WAITING)
		pen_fail(pen, PEN_ERROR_REFUSED,
			"the script runs more than 16 MiB ahead; send it as slowly as it plays");
	else if (scripted->fault[0] != '\0')
		pen_set_state(pen, pen_state(pen), scripted->fault);
	if (pen_state(pen) != PEN_FAILED)
		play(scripted);
}

static void scripted_timer(Pen *pen)
{
	play(pen_driver_state(pen));
}

static void forget_scenes(ScriptedPen *scripted)
{
	for (Scene *scene; (scene = g_queue_pop_head(&scripted->scenes));)
		scene_free(scene);
	scripted->n_waiting = 0;
	scripted->fault[0] = '\0';
}

static void scripted_stop(Pen *pen)
{
	ScriptedPen *scripted = pen_driver_state(pen);
	forget_scenes(scripted);
	script_end(&scripted->script, pen_now_ms(pen));
}

static void scripted_clear(Pen *pen)
{
	ScriptedPen *scripted = pen_driver_state(pen);
	forget_scenes(scripted);
	if (scripted->script.decoder)
		scripted->script.driver->decoder_free(scripted->script.decoder);
	recording_reader_free(scripted->script.reader);
}

/* ---- reading a recording of a scripted pen: text inside bytes */

typedef struct {
	Script script;
	gint64 host_ms;
} ScriptedPassive;

static void passive_header(void *user, const char *key, const char *value)
{
	ScriptedPassive *passive = user;
	script_header(&passive->script, key, value);
}

static void passive_transfer(void *user, const RecordingTransfer *transfer)
{
	ScriptedPassive *passive = user;
	script_play(&passive->script, transfer->direction, transfer->bytes, transfer->n_bytes,
		passive->host_ms);
}

static void *scripted_decoder_new(
	const DotSink *sink, void (*told)(void *user, const char *json), void *user)
{
	ScriptedPassive *passive = g_new0(ScriptedPassive, 1);
	const RecordingListener listener = { passive, passive_header, passive_transfer, NULL };
	passive->script.sink = *sink;
	passive->script.told = told;
	passive->script.told_user = user;
	passive->script.reader = recording_reader_new(&listener);
	return passive;
}

static void scripted_decoder_feed(
	void *user, TransferDirection direction, const guint8 *bytes, gsize n_bytes, gint64 host_ms)
{
	ScriptedPassive *passive = user;
	passive->host_ms = host_ms;
	if (direction == FROM_PEN && passive->script.reader)
		recording_reader_feed(passive->script.reader, (const char *)bytes, n_bytes);
}

static void scripted_decoder_end(void *user, gint64 host_ms)
{
	ScriptedPassive *passive = user;
	if (passive->script.reader)
		recording_reader_end(passive->script.reader);
	script_end(&passive->script, host_ms);
}

static void scripted_decoder_free(void *user)
{
	ScriptedPassive *passive = user;
	if (!passive)
		return;
	if (passive->script.decoder)
		passive->script.driver->decoder_free(passive->script.decoder);
	recording_reader_free(passive->script.reader);
	g_free(passive);
}

static const char *scripted_decoder_address(const void *user)
{
	const ScriptedPassive *passive = user;
	return passive->script.decoder
		       ? passive->script.driver->decoder_address(passive->script.decoder)
		       : "";
}

const PenDriver SCRIPTED_DRIVER = {
	.name = "scripted",
	.title = "a pen that plays the text of a recording (tests, demonstrations)",
	.state_size = sizeof(ScriptedPen),
	.start = scripted_start,
	.receive = scripted_receive,
	.timer = scripted_timer,
	.stop = scripted_stop,
	.clear = scripted_clear,
	.decoder_new = scripted_decoder_new,
	.decoder_feed = scripted_decoder_feed,
	.decoder_end = scripted_decoder_end,
	.decoder_free = scripted_decoder_free,
	.decoder_address = scripted_decoder_address,
};
