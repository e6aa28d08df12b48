/* SPDX-License-Identifier: MIT */
/* What a protocol 1 pen says, live and in its files: every example, field by field. */
#include "protocol/neo-v1-file.h"
#include "protocol/neo-v1-frame.h"
#include "protocol/neo-v1.h"
#include "tests/dot-log.h"
#include "tests/neo-vectors.h"

#include <math.h>

#define N_STREAM 6
#define N_FILES 1
#define MAX_HEARD 4

typedef struct {
	DotLog *log;
	guint n_messages;
	NeoV1Message messages[MAX_HEARD];
} Heard;

static void on_message(void *user, const NeoV1Message *message)
{
	Heard *heard = user;
	g_assert_cmpuint(heard->n_messages, <, MAX_HEARD);
	heard->messages[heard->n_messages++] = *message;
}

static void check_place(const Dot *dot, const json_t *expected)
{
	g_assert_cmpint(
		dot->at.x, ==, lround(json_number_value(json_object_get(expected, "x")) * 100));
	g_assert_cmpint(
		dot->at.y, ==, lround(json_number_value(json_object_get(expected, "y")) * 100));
	g_assert_cmpint(dot->force, ==, neo_vector_number(expected, "force"));
	g_assert_cmpuint(dot->tilt_x, ==, TILT_NONE);
	g_assert_cmpuint(dot->tilt_y, ==, TILT_NONE);
	g_assert_cmpuint(dot->twist, ==, TWIST_NONE);
}

static void check_page(const PageAddress *page, const json_t *expected)
{
	g_assert_cmpint(page->section, ==, neo_vector_number(expected, "section"));
	g_assert_cmpint(page->owner, ==, neo_vector_number(expected, "owner"));
	g_assert_cmpint(page->book, ==, neo_vector_number(expected, "note"));
	g_assert_cmpint(page->page, ==, neo_vector_number(expected, "page"));
}

/* ---- messages; each names the fields of its example, all of them */

static void check_keys(const json_t *expected, const char *known)
{
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)expected, key, value)
	{
		g_autofree char *word = g_strdup_printf(" %s ", key);
		if (!strstr(known, word))
			g_error("nothing known of \"%s\"", key);
	}
}

static void check_state(const NeoV1Message *message, const json_t *d)
{
	check_keys(d, " cmd len time_ms status force_max sw_version ");
	g_assert_cmpint(message->state.clock_ms, ==, neo_vector_number(d, "time_ms"));
	g_assert_cmpint(message->state.power, ==, neo_vector_number(d, "status"));
	g_assert_cmpint(message->state.force_max, ==, neo_vector_number(d, "force_max"));
	g_assert_cmpstr(message->state.software, ==, neo_vector_text(d, "sw_version"));
}

static void check_password(const NeoV1Message *message, const json_t *d)
{
	check_keys(d, " cmd len retry reset ");
	g_assert_cmpint(message->password.tries, ==, neo_vector_number(d, "retry"));
	g_assert_cmpint(message->password.limit, ==, neo_vector_number(d, "reset"));
}

static void check_status(const NeoV1Message *message, const json_t *d)
{
	const NeoV1Status *status = &message->status;
	check_keys(d,
		" cmd len protocol status tz_offset time_ms force_max battery used_mem_pct"
		" color auto_power_on accelerator hover beep auto_off_min sensitivity model ");
	g_assert_cmpint(status->protocol, ==, neo_vector_number(d, "protocol"));
	g_assert_cmpint(status->status, ==, neo_vector_number(d, "status"));
	g_assert_cmpint(status->time_zone_ms, ==, neo_vector_number(d, "tz_offset"));
	g_assert_cmpint(status->clock_ms, ==, neo_vector_number(d, "time_ms"));
	g_assert_cmpint(status->force_max, ==, neo_vector_number(d, "force_max"));
	g_assert_cmpint(status->battery, ==, neo_vector_number(d, "battery"));
	g_assert_cmpint(status->battery_percent, ==, neo_vector_number(d, "battery") * 20);
	g_assert_cmpint(status->memory_used_percent, ==, neo_vector_number(d, "used_mem_pct"));
	g_assert_cmpint(status->color, ==, neo_vector_number(d, "color"));
	g_assert_cmpint(status->auto_power_on, ==, neo_vector_number(d, "auto_power_on"));
	g_assert_cmpint(status->accelerometer, ==, neo_vector_number(d, "accelerator"));
	g_assert_cmpint(status->hover, ==, neo_vector_number(d, "hover"));
	g_assert_cmpint(status->beep, ==, neo_vector_number(d, "beep"));
	g_assert_cmpint(status->auto_power_off_min, ==, neo_vector_number(d, "auto_off_min"));
	g_assert_cmpint(status->sensitivity, ==, neo_vector_number(d, "sensitivity"));
	g_assert_cmpstr(status->model, ==, neo_vector_text(d, "model"));
}

static void check_note_list(const NeoV1Message *message, const json_t *d)
{
	const json_t *notes = json_object_get(d, "notes");
	check_keys(d, " cmd len last section owner count notes ");
	g_assert_cmpint(message->note_list.last, ==, neo_vector_number(d, "last"));
	g_assert_cmpint(message->note_list.section, ==, neo_vector_number(d, "section"));
	g_assert_cmpint(message->note_list.owner, ==, neo_vector_number(d, "owner"));
	g_assert_cmpint(message->note_list.n_notes, ==, neo_vector_number(d, "count"));
	g_assert_cmpuint(json_array_size(notes), ==, message->note_list.n_notes);
	for (gsize i = 0; i < json_array_size(notes); i++)
		g_assert_cmpint(message->note_list.notes[i], ==,
			json_integer_value(json_array_get(notes, i)));
}

static void check_transfer(const NeoV1Message *message, const json_t *d)
{
	check_keys(d, " cmd len file_count total_size ");
	g_assert_cmpint(message->transfer.n_files, ==, neo_vector_number(d, "file_count"));
	g_assert_cmpint(message->transfer.n_bytes, ==, neo_vector_number(d, "total_size"));
}

static void check_file_info(const NeoV1Message *message, const json_t *d)
{
	PageAddress page;
	check_keys(d, " cmd len name size packet_count packet_size ");
	g_assert_cmpstr(message->file.name, ==, neo_vector_text(d, "name"));
	g_assert_cmpint(message->file.size, ==, neo_vector_number(d, "size"));
	g_assert_cmpint(message->file.n_packets, ==, neo_vector_number(d, "packet_count"));
	g_assert_cmpint(message->file.packet_size, ==, neo_vector_number(d, "packet_size"));
	g_assert_true(neo_v1_file_page(message->file.name, &page));
	g_assert_true(page.section == 3 && page.owner == 27 && page.book == 603 && page.page == 10);
}

static const struct {
	NeoV1Command command;
	void (*check)(const NeoV1Message *message, const json_t *decoded);
} MESSAGES[] = {
	{ NEO_V1_STATE, check_state },
	{ NEO_V1_PASSWORD_REQUEST, check_password },
	{ NEO_V1_STATUS, check_status },
	{ NEO_V1_NOTE_LIST, check_note_list },
	{ NEO_V1_TRANSFER, check_transfer },
	{ NEO_V1_FILE, check_file_info },
};

static void check_message(const NeoV1Message *message, const json_t *decoded)
{
	g_assert_cmpint(message->command, ==, neo_vector_number(decoded, "cmd"));
	/* The stroke's frames and the second of two in one example do not give LEN. */
	if (json_object_get(decoded, "len"))
		g_assert_cmpint((gint64)message->n_payload, ==, neo_vector_number(decoded, "len"));
	for (gsize i = 0; i < G_N_ELEMENTS(MESSAGES); i++) {
		if (MESSAGES[i].command == message->command) {
			MESSAGES[i].check(message, decoded);
			return;
		}
	}
	g_error("an example of a message that nobody checks");
}

/* ---- live ink */

static void check_event(const LoggedStroke *stroke, const json_t *d, guint *next_dot)
{
	gint64 command = neo_vector_number(d, "cmd");
	if (command == NEO_V1_DOT) {
		const Dot *dot = dot_log_dot(stroke, (*next_dot)++);
		check_keys(d, " cmd x y force time_ms ");
		check_place(dot, d);
		g_assert_cmpint(
			stroke->tail.start_ms + dot->time_ms, ==, neo_vector_number(d, "time_ms"));
	} else if (command == NEO_V1_PAPER) {
		check_keys(d, " cmd section owner note page ");
		check_page(&stroke->tail.page, d);
	} else if (neo_vector_number(d, "up") == 1) {
		check_keys(d, " cmd time_ms up ");
		g_assert_cmpint(stroke->tail.end_ms, ==, neo_vector_number(d, "time_ms"));
	} else {
		check_keys(d, " cmd time_ms up color ");
		g_assert_cmpint(stroke->tail.start_ms, ==, neo_vector_number(d, "time_ms"));
		/* Its top byte is a type; we give how opaque the ink is. */
		g_assert_cmphex(stroke->head.color, ==,
			((guint32)neo_vector_number(d, "color") & 0xFFFFFF) | 0xFF000000);
	}
}

static void check_stroke(const Heard *heard, const json_t *decoded)
{
	g_assert_cmpuint(heard->log->strokes->len, ==, 1);
	const LoggedStroke *stroke = dot_log_stroke(heard->log, 0);
	guint next_dot = 0;
	for (gsize i = 0; i < json_array_size(decoded); i++)
		check_event(stroke, json_array_get(decoded, i), &next_dot);
	g_assert_cmpuint(stroke->dots->len, ==, next_dot);
	g_assert_cmpuint(stroke->tail.flags, ==, 0);
	g_assert_cmpuint(stroke->head.force_max, ==, 255);
}

/* ---- all of it */

static void feed(NeoV1Decoder *decoder, const char *hex)
{
	g_autoptr(GByteArray) bytes = helpers_hex(hex);
	neo_v1_decoder_feed(decoder, bytes->data, bytes->len, 5000);
}

static void feed_context(NeoV1Decoder *decoder, const json_t *vector)
{
	const char *context = json_string_value(json_object_get(vector, "context"));
	json_t *root = neo_vectors_load();
	if (context && strstr(context, "01"))
		feed(decoder, neo_vector_text(neo_vector_named(root, "v1_pen_state"), "hex"));
	if (context && strstr(context, "25"))
		feed(decoder, neo_vector_text(neo_vector_named(root, "v1_status"), "hex"));
	json_decref(root);
}

static void check_stream_example(const json_t *vector)
{
	Heard heard = { .log = dot_log_new() };
	NeoV1Listener listener = { &heard, on_message };
	NeoV1Decoder *decoder = neo_v1_decoder_new(&heard.log->sink, &listener);
	feed_context(decoder, vector);
	heard.n_messages = 0;
	feed(decoder, neo_vector_text(vector, "hex"));

	const json_t *decoded = json_object_get(vector, "decoded");
	if (g_str_equal(neo_vector_text(vector, "name"), "v1_stroke")) {
		check_stroke(&heard, decoded);
		g_assert_cmpuint(heard.n_messages, ==, 0);
	} else if (json_is_array(decoded)) {
		g_assert_cmpuint(heard.n_messages, ==, json_array_size(decoded));
		for (gsize i = 0; i < heard.n_messages; i++)
			check_message(&heard.messages[i], json_array_get(decoded, i));
	} else {
		g_assert_cmpuint(heard.n_messages, ==, 1);
		check_message(&heard.messages[0], decoded);
	}
	g_assert_cmpuint(dot_log_count(heard.log, PEN_SAID_BAD), ==, 0);
	neo_v1_decoder_free(decoder);
	dot_log_free(heard.log);
}

static void check_file_stroke(const LoggedStroke *stroke, const json_t *expected)
{
	check_keys(expected, " section owner note page down_ms up_ms color checksum_ok dots ");
	check_page(&stroke->tail.page, expected);
	g_assert_cmpint(stroke->tail.start_ms, ==, neo_vector_number(expected, "down_ms"));
	g_assert_cmpint(stroke->tail.end_ms, ==, neo_vector_number(expected, "up_ms"));
	g_assert_cmphex(
		stroke->head.color, ==, (guint32)neo_vector_number(expected, "color") | 0xFF000000);
	g_assert_cmpint(stroke->head.origin, ==, STROKE_STORED);
	g_assert_cmpuint(stroke->tail.flags, ==,
		neo_vector_number(expected, "checksum_ok") ? 0 : STROKE_GAP);
	const json_t *dots = json_object_get(expected, "dots");
	g_assert_cmpuint(stroke->dots->len, ==, json_array_size(dots));
	for (guint i = 0; i < stroke->dots->len; i++) {
		const json_t *dot = json_array_get(dots, i);
		check_place(dot_log_dot(stroke, i), dot);
		g_assert_cmpint(stroke->tail.start_ms + dot_log_dot(stroke, i)->time_ms, ==,
			neo_vector_number(dot, "time_ms"));
	}
}

static void check_file_example(const json_t *vector)
{
	g_autoptr(DotLog) log = dot_log_new();
	g_autoptr(GByteArray) bytes = helpers_hex(neo_vector_text(vector, "hex"));
	g_assert_cmpint(
		neo_v1_file_decode(bytes->data, bytes->len, 255, NULL, &log->sink), ==, DECODE_OK);
	const json_t *strokes = json_object_get(json_object_get(vector, "decoded"), "strokes");
	g_assert_cmpuint(log->strokes->len, ==, json_array_size(strokes));
	for (guint i = 0; i < log->strokes->len; i++)
		check_file_stroke(dot_log_stroke(log, i), json_array_get(strokes, i));
	g_assert_cmpuint(log->said->len, ==, 0);
}

static void test_stream(void)
{
	neo_vectors_each("v1-spp", "pen_to_host", N_STREAM, check_stream_example);
}

static void test_file(void)
{
	neo_vectors_each("v1-offline-file", "pen_to_host", N_FILES, check_file_example);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/protocol/vectors-v1/stream", test_stream);
	g_test_add_func("/protocol/vectors-v1/file", test_file);
	return g_test_run();
}
