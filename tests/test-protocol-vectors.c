/* SPDX-License-Identifier: MIT */
/*
 * What a protocol 2 pen says: every pen_to_host example is decoded and compared with all that the
 * example states of it: the frame, the reply or event field by field, the dots that come out, and the
 * behaviour asked for. A field that this test does not know fails it.
 */
#include "protocol/neo-stored.h"
#include "tests/dot-log.h"
#include "tests/neo-fields.h"

#include <math.h>

#define N_EXAMPLES 42
#define N_REQUIRED 6
#define SETTINGS_HOVER_AT 24 /* in the frame of v2_res_setting_open */
#define MAX_HEARD 4

typedef struct {
	const json_t *vector;
	DotLog *log;
	NeoTransfer *transfer;
	guint n_replies, n_chunks;
	NeoReply replies[MAX_HEARD];
	NeoChunk chunks[MAX_HEARD]; /* without their data */
	NeoPacketOutcome outcomes[MAX_HEARD];
	GPtrArray *kept; /* payloads of replies */
	/* While comparing. */
	guint next_reply, next_chunk, next_dot, next_stroke, next_said;
} Heard;

static void on_reply(void *user, const NeoReply *reply)
{
	Heard *heard = user;
	g_assert_cmpuint(heard->n_replies, <, MAX_HEARD);
	NeoReply *kept = &heard->replies[heard->n_replies++];
	*kept = *reply;
	kept->payload = g_memdup2(reply->payload, reply->n_payload);
	g_ptr_array_add(heard->kept, (gpointer)kept->payload);
}

static void on_chunk(void *user, const NeoChunk *chunk)
{
	Heard *heard = user;
	g_assert_cmpuint(heard->n_chunks, <, MAX_HEARD);
	heard->chunks[heard->n_chunks] = *chunk;
	heard->outcomes[heard->n_chunks++] = neo_transfer_packet(heard->transfer, chunk);
}

static void feed_hex(NeoDecoder *decoder, const char *hex)
{
	g_autoptr(GByteArray) bytes = helpers_hex(hex);
	neo_decoder_feed(decoder, bytes->data, bytes->len, 5000);
}

/* Brings the decoder to where the example begins: the handshake is behind it. */
static void feed_context(NeoDecoder *decoder, const json_t *vector)
{
	const char *context = json_string_value(json_object_get(vector, "context"));
	if (!context)
		return;
	g_assert_nonnull(strstr(context, "max force 852"));
	json_t *root = neo_vectors_load();
	g_autoptr(GByteArray) settings =
		helpers_hex(neo_vector_text(neo_vector_named(root, "v2_res_setting_open"), "hex"));
	if (strstr(context, "hover mode on"))
		settings->data[SETTINGS_HOVER_AT] = 1;
	neo_decoder_feed(decoder, settings->data, settings->len, 5000);
	json_decref(root);
}

static void hear(Heard *heard, const json_t *vector)
{
	*heard = (Heard){ .vector = vector, .log = dot_log_new() };
	heard->kept = g_ptr_array_new_with_free_func(g_free);
	heard->transfer = neo_transfer_new(&heard->log->sink);
	NeoListener listener = { heard, on_reply, on_chunk };
	NeoDecoder *decoder = neo_decoder_new(&heard->log->sink, &listener);
	feed_context(decoder, vector);
	heard->n_replies = 0;
	const json_t *notifications = json_object_get(vector, "notifications");
	if (notifications) {
		for (gsize i = 0; i < json_array_size(notifications); i++)
			feed_hex(decoder, json_string_value(json_array_get(notifications, i)));
	} else {
		feed_hex(decoder, neo_vector_text(vector, "hex"));
	}
	neo_transfer_give_up(heard->transfer);
	g_assert_null(heard->log->open);
	neo_decoder_free(decoder);
}

static void heard_clear(Heard *heard)
{
	neo_transfer_free(heard->transfer);
	dot_log_free(heard->log);
	g_ptr_array_unref(heard->kept);
}

/* ---- replies */

static void check_notes(const NeoReply *reply, const json_t *notes)
{
	NeoNote note;
	for (gsize i = 0; i < json_array_size(notes); i++) {
		const json_t *expected = json_array_get(notes, i);
		g_assert_true(neo_reply_note(reply, i, &note));
		g_assert_cmpint(note.section, ==, neo_vector_number(expected, "section"));
		g_assert_cmpint(note.owner, ==, neo_vector_number(expected, "owner"));
		g_assert_cmpint(note.book, ==, neo_vector_number(expected, "note"));
	}
	g_assert_false(neo_reply_note(reply, json_array_size(notes), &note));
}

static void check_pages(const NeoReply *reply, const json_t *pages)
{
	bool (*element)(const NeoReply *, size_t, uint32_t *) =
		reply->command == NEO_NOTE_INFO_REPLY ? neo_reply_info_page : neo_reply_page;
	guint32 page;
	for (gsize i = 0; i < json_array_size(pages); i++) {
		g_assert_true(element(reply, i, &page));
		g_assert_cmpint(page, ==, json_integer_value(json_array_get(pages, i)));
	}
	g_assert_false(element(reply, json_array_size(pages), &page));
}

/* A5 answers with plain note numbers behind its count. */
static void check_deleted(const NeoReply *reply, const json_t *notes)
{
	ByteReader bytes = byte_reader(reply->payload, reply->n_payload);
	g_assert_cmpuint(byte_reader_u8(&bytes), ==, json_array_size(notes));
	for (gsize i = 0; i < json_array_size(notes); i++)
		g_assert_cmpint(
			byte_reader_u32(&bytes), ==, json_integer_value(json_array_get(notes, i)));
	g_assert_true(!bytes.failed && byte_reader_left(&bytes) == 0);
}

/* Fields that are no plain number or text. */
static bool check_special(const NeoReply *reply, const json_t *fields, const char *key)
{
	const json_t *value = json_object_get(fields, key);
	if (g_str_equal(key, "mac")) {
		const uint8_t *a = reply->version.address;
		g_autofree char *mac = g_strdup_printf(
			"%02X:%02X:%02X:%02X:%02X:%02X", a[0], a[1], a[2], a[3], a[4], a[5]);
		g_assert_cmpstr(mac, ==, json_string_value(value));
	} else if (g_str_equal(key, "battery")) {
		/* The examples give the byte: bit 7 is the charger above 100. */
		guint8 byte = (guint8)json_integer_value(value);
		g_assert_cmpuint(reply->settings.charging, ==, byte > 100);
		g_assert_cmpuint(reply->settings.battery_percent, ==, byte & 0x7F);
	} else if (g_str_equal(key, "notes") && reply->command == NEO_NOTE_LIST_REPLY) {
		check_notes(reply, value);
	} else if (g_str_equal(key, "notes")) {
		check_deleted(reply, value);
	} else if (g_str_equal(key, "pages")) {
		check_pages(reply, value);
	} else if (g_str_equal(key, "profile")) {
		g_assert_cmpstr(
			(const char *)reply->payload, ==, json_string_value(value)); /* padded */
	} else {
		return false;
	}
	return true;
}

/* What the reply does not say must not look said. */
static void check_unsaid(const NeoReply *reply, const json_t *fields)
{
	if (reply->command != NEO_VERSION_REPLY)
		return;
	if (!json_object_get(fields, "pressure_sensor"))
		g_assert_cmpuint(reply->version.pressure_sensor, ==, UINT8_MAX);
	if (!json_object_get(fields, "company_code"))
		g_assert_cmpuint(reply->version.company_code, ==, UINT16_MAX);
	if (!json_object_get(fields, "compress_support"))
		g_assert_cmpuint(reply->version.compression, ==, UINT8_MAX);
}

static void check_reply(Heard *heard, const NeoFrame *frame, const json_t *decoded)
{
	g_assert_cmpuint(heard->next_reply, <, heard->n_replies);
	const NeoReply *reply = &heard->replies[heard->next_reply++];
	g_assert_cmpuint(reply->command, ==, frame->command);
	g_assert_cmpuint(reply->error, ==, frame->error);
	g_assert_cmpuint(reply->has_body, ==, frame->n_payload > 0);
	json_t *fields = json_object_get(decoded, "fields");
	const char *key;
	json_t *value;
	json_object_foreach(fields, key, value)
	{
		if (!neo_fields_check_reply(reply, fields, key) &&
			!check_special(reply, fields, key) &&
			!neo_fields_check_frame(frame, fields, key))
			g_error("0x%02X: nothing known of \"%s\"", frame->command, key);
	}
	check_unsaid(reply, fields);
}

/* ---- what comes out of events */

/* Place, force and the rest of a dot, those of them that the example names. */
static void check_dot(const Dot *dot, const json_t *expected)
{
	g_assert_cmpint(
		dot->at.x, ==, lround(json_number_value(json_object_get(expected, "x")) * 100));
	g_assert_cmpint(
		dot->at.y, ==, lround(json_number_value(json_object_get(expected, "y")) * 100));
	bool has_force = json_object_get(expected, "force");
	g_assert_cmpint(
		dot->force, ==, has_force ? neo_vector_number(expected, "force") : FORCE_NONE);
	bool has_tilt = json_object_get(expected, "tilt_x");
	g_assert_cmpint(
		dot->tilt_x, ==, has_tilt ? neo_vector_number(expected, "tilt_x") : TILT_NONE);
	g_assert_cmpint(
		dot->tilt_y, ==, has_tilt ? neo_vector_number(expected, "tilt_y") : TILT_NONE);
	g_assert_cmpint(
		dot->twist, ==, has_tilt ? neo_vector_number(expected, "twist") : TWIST_NONE);
}

/* The n-th dot that was told, of whatever stroke; NULL when there is none. */
static const Dot *nth_dot(const DotLog *log, guint n, const LoggedStroke **stroke)
{
	for (guint i = 0; i < log->strokes->len; i++) {
		*stroke = dot_log_stroke(log, i);
		if (n < (*stroke)->dots->len)
			return dot_log_dot(*stroke, n);
		n -= (*stroke)->dots->len;
	}
	return NULL;
}

static void check_page(const PageAddress *page, const json_t *expected)
{
	g_assert_cmpint(page->family, ==, PAGE_FAMILY_NCODE);
	g_assert_cmpint(page->section, ==, neo_vector_number(expected, "section"));
	g_assert_cmpint(page->owner, ==, neo_vector_number(expected, "owner"));
	g_assert_cmpint(page->book, ==, neo_vector_number(expected, "note"));
	g_assert_cmpint(page->page, ==, neo_vector_number(expected, "page"));
}

static const PenSaid *next_said(Heard *heard, PenSaidKind kind)
{
	while (heard->next_said < heard->log->said->len) {
		const PenSaid *said = &g_array_index(heard->log->said, PenSaid, heard->next_said++);
		if (said->kind == kind)
			return said;
	}
	g_error("the decoder did not say this");
}

static void check_down(Heard *heard, const json_t *fields)
{
	if (heard->log->strokes->len == 0) {
		g_assert_cmpuint(dot_log_count(heard->log, PEN_SAID_EMPTY_STROKE), ==, 1);
		return;
	}
	const LoggedStroke *stroke = dot_log_stroke(heard->log, heard->next_stroke++);
	g_assert_cmpint(stroke->head.start_ms, ==, neo_vector_number(fields, "time_ms"));
	g_assert_cmpint(stroke->tail.start_ms, ==, stroke->head.start_ms);
	g_assert_cmpint(stroke->head.tip, ==, neo_vector_number(fields, "tip_type"));
	g_assert_cmpint(stroke->head.color, ==, neo_vector_number(fields, "color"));
	g_assert_cmpint(stroke->head.origin, ==, STROKE_LIVE);
	g_assert_cmpint(stroke->head.force_max, ==, 852);
}

static void check_up(const Heard *heard, const json_t *fields)
{
	if (heard->log->strokes->len == 0)
		return;
	const LoggedStroke *last = dot_log_stroke(heard->log, heard->log->strokes->len - 1);
	g_assert_cmpint(last->tail.end_ms, ==, neo_vector_number(fields, "time_ms"));
}

static void check_touch(Heard *heard, const json_t *fields)
{
	const PenSaid *said = next_said(heard, PEN_SAID_TOUCH);
	check_page(&said->page, fields);
	g_assert_cmpint(said->at.x, ==,
		neo_vector_number(fields, "x") * 100 + neo_vector_number(fields, "fx"));
	g_assert_cmpint(said->at.y, ==,
		neo_vector_number(fields, "y") * 100 + neo_vector_number(fields, "fy"));
}

static void check_event(Heard *heard, const NeoFrame *frame, const json_t *fields)
{
	const LoggedStroke *stroke;
	switch (frame->command) {
	case NEO_BATTERY:
		g_assert_cmpint(next_said(heard, PEN_SAID_BATTERY)->percent, ==,
			neo_vector_number(fields, "battery_pct"));
		return;
	case NEO_POWER_OFF:
		g_assert_cmpint(next_said(heard, PEN_SAID_POWER_OFF)->reason, ==,
			neo_vector_number(fields, "reason"));
		return;
	case NEO_UP_DOWN:
	case NEO_COUNTED_DOWN:
	case NEO_COUNTED_UP:
		if (frame->command == NEO_COUNTED_DOWN || frame->payload[0] == 0)
			check_down(heard, fields);
		else
			check_up(heard, fields);
		return;
	case NEO_DOT:
	case NEO_COUNTED_DOT:
	case NEO_DOT_NO_FORCE:
	case NEO_DOT_SHORT:
		check_dot(nth_dot(heard->log, heard->next_dot++, &stroke), fields);
		return;
	case NEO_CAMERA_ERROR:
	case NEO_COUNTED_CAMERA_ERROR:
		g_assert_cmpint(next_said(heard, PEN_SAID_CAMERA_ERROR)->n, ==,
			neo_vector_number(fields, "ndac_error"));
		return;
	case NEO_HOVER: {
		const PenSaid *said = next_said(heard, PEN_SAID_HOVER);
		g_assert_cmpint(said->at.x, ==,
			lround(json_number_value(json_object_get(fields, "x")) * 100));
		g_assert_cmpint(said->at.y, ==,
			lround(json_number_value(json_object_get(fields, "y")) * 100));
		return;
	}
	case NEO_TOUCH:
		check_touch(heard, fields);
		return;
	default: /* paper: seen in the page of the dots */
		return;
	}
}

static void check_event_frame(Heard *heard, const NeoFrame *frame, const json_t *decoded)
{
	json_t *fields = json_object_get(decoded, "fields");
	const char *key;
	json_t *value;
	json_object_foreach(fields, key, value)
	{
		bool is_place = g_str_equal(key, "x") || g_str_equal(key, "y");
		if (frame->command == NEO_TOUCH || is_place)
			continue; /* in check_event */
		if (!neo_fields_check_frame(frame, fields, key))
			g_error("0x%02X: nothing known of \"%s\"", frame->command, key);
	}
	check_event(heard, frame, fields);
}

static void check_composed(const Heard *heard)
{
	const json_t *composed = json_object_get(heard->vector, "composed_dots");
	const LoggedStroke *stroke;
	if (!composed)
		return;
	gsize n = json_array_size(composed);
	for (guint i = 0; i < n; i++) {
		const json_t *expected = json_array_get(composed, i);
		const Dot *dot = nth_dot(heard->log, i, &stroke);
		g_assert_nonnull(dot);
		check_dot(dot, expected);
		g_assert_cmpint(stroke->tail.start_ms + dot->time_ms, ==,
			neo_vector_number(expected, "time_ms"));
		const json_t *page = json_object_get(expected, "page");
		if (json_is_null(page))
			g_assert_cmpint(stroke->tail.page.family, ==, PAGE_FAMILY_NONE);
		else
			check_page(&stroke->tail.page, page);
	}
	g_assert_null(nth_dot(heard->log, (guint)n, &stroke));
}

/* ---- stored chunks */

static void check_stored_stroke(
	const LoggedStroke *stroke, const NeoNote *note, const json_t *expected)
{
	g_assert_cmpint(stroke->tail.page.page, ==, neo_vector_number(expected, "page"));
	g_assert_cmpint(stroke->tail.page.book, ==, note->book);
	g_assert_cmpint(stroke->tail.page.owner, ==, note->owner);
	g_assert_cmpint(stroke->tail.page.section, ==, note->section);
	g_assert_cmpint(stroke->tail.start_ms, ==, neo_vector_number(expected, "down_ms"));
	g_assert_cmpint(stroke->tail.end_ms, ==, neo_vector_number(expected, "up_ms"));
	g_assert_cmpint(stroke->head.tip, ==, neo_vector_number(expected, "tip_type"));
	g_assert_cmpint(stroke->head.color, ==, neo_vector_number(expected, "color"));
	g_assert_cmpint(stroke->head.origin, ==, STROKE_STORED);
	const json_t *dots = json_object_get(expected, "dots");
	guint n_good = 0;
	bool after_bad = false;
	for (gsize i = 0; i < json_array_size(dots); i++) {
		const json_t *dot = json_array_get(dots, i);
		if (!neo_vector_number(dot, "checksum_ok")) {
			after_bad = true;
			continue;
		}
		const Dot *told = dot_log_dot(stroke, n_good++);
		check_dot(told, dot);
		g_assert_cmpint(stroke->tail.start_ms + told->time_ms, ==,
			neo_vector_number(dot, "time_ms"));
		g_assert_cmpint(told->flags & DOT_AFTER_GAP, ==, after_bad ? DOT_AFTER_GAP : 0);
		after_bad = false;
	}
	g_assert_cmpuint(stroke->dots->len, ==, n_good);
	bool has_bad = n_good < json_array_size(dots);
	g_assert_cmpuint(stroke->tail.flags, ==, has_bad ? STROKE_GAP : 0);
}

static void check_chunk(Heard *heard, const NeoFrame *frame, const json_t *decoded)
{
	json_t *fields = json_object_get(decoded, "fields");
	const NeoChunk *chunk = &heard->chunks[heard->next_chunk++];
	g_assert_cmpuint(heard->n_chunks, >=, heard->next_chunk);
	g_assert_cmpint(chunk->packet_id, ==, neo_vector_number(fields, "packet_id"));
	g_assert_cmpint(chunk->position, ==, neo_vector_number(fields, "position"));
	g_assert_cmpint(chunk->n_strokes, ==, neo_vector_number(fields, "stroke_count"));
	g_assert_cmpint((gint64)chunk->n_data, ==, neo_vector_number(fields, "inflated_size"));
	const json_t *strokes = json_object_get(fields, "strokes");
	g_assert_cmpuint(heard->log->strokes->len, ==, json_array_size(strokes));
	for (guint i = 0; i < json_array_size(strokes); i++)
		check_stored_stroke(
			dot_log_stroke(heard->log, i), &chunk->note, json_array_get(strokes, i));
	g_assert_cmpint(neo_transfer_n_strokes(heard->transfer), ==, chunk->n_strokes);
	const char *key;
	json_t *value;
	json_object_foreach(fields, key, value)
	{
		if (!g_str_equal(key, "strokes") && !g_str_equal(key, "inflated_size") &&
			!neo_fields_check_frame(frame, fields, key))
			g_error("a chunk: nothing known of \"%s\"", key);
	}
}

/* ---- the behaviour asked for */

static void require_up_missing(const Heard *heard)
{
	const LoggedStroke *first = dot_log_stroke(heard->log, 0);
	g_assert_cmpuint(heard->log->strokes->len, ==, 2);
	g_assert_cmpuint(first->tail.flags, ==, STROKE_UP_MISSING);
	g_assert_cmpint(first->tail.end_ms, ==, first->tail.start_ms + 10); /* its last dot */
	g_assert_cmpuint(dot_log_stroke(heard->log, 1)->tail.flags, ==, 0);
}

static void require_no_stroke(const Heard *heard)
{
	g_assert_cmpuint(heard->log->strokes->len, ==, 0);
	g_assert_cmpuint(dot_log_count(heard->log, PEN_SAID_EMPTY_STROKE), ==, 1);
}

/* Nothing is held back here: the dots are told at once, and the page when it is known. */
static void require_never_drop(const Heard *heard)
{
	const LoggedStroke *stroke = dot_log_stroke(heard->log, 0);
	g_assert_cmpuint(heard->log->strokes->len, ==, 1);
	g_assert_cmpuint(stroke->dots->len, ==, 2);
	g_assert_cmpuint(stroke->tail.flags, ==, 0); /* no page was ever heard to be guessed */
}

static void require_split(const Heard *heard)
{
	g_assert_cmpuint(heard->log->strokes->len, ==, 2);
	const LoggedStroke *first = dot_log_stroke(heard->log, 0);
	const LoggedStroke *second = dot_log_stroke(heard->log, 1);
	g_assert_cmpuint(first->tail.page.page, ==, 10);
	g_assert_cmpuint(second->tail.page.page, ==, 11);
	g_assert_cmpint(second->tail.start_ms, ==, first->tail.start_ms + 20);
	g_assert_cmpint(second->head.start_ms, ==, second->tail.start_ms);
	g_assert_cmpuint(dot_log_dot(second, 0)->time_ms, ==, 0);
}

static void require_one_dot(const Heard *heard)
{
	g_assert_cmpuint(heard->log->strokes->len, ==, 1);
	g_assert_cmpuint(dot_log_stroke(heard->log, 0)->dots->len, ==, 1);
	g_assert_cmpint(heard->outcomes[0], ==, NEO_PACKET_NEW);
}

/* Asking again and the better copy are test-protocol-stored.c's; here no better copy comes. */
static void require_bad_left_out(const Heard *heard)
{
	g_assert_cmpint(heard->outcomes[0], ==, NEO_PACKET_DAMAGED);
	g_assert_cmpint(heard->chunks[0].result, ==, DECODE_BAD_CHECK);
	g_assert_cmpuint(heard->chunks[0].n_bad_dots, ==, 1);
	const LoggedStroke *stroke = dot_log_stroke(heard->log, 0);
	g_assert_cmpuint(stroke->dots->len, ==, 4);
	g_assert_cmpuint(dot_log_dot(stroke, 2)->time_ms, ==, 36);
}

static const struct {
	const char *name;
	void (*require)(const Heard *heard);
} REQUIRED[N_REQUIRED] = {
	{ "v2_missing_up", require_up_missing },
	{ "v2_down_up_no_dots", require_no_stroke },
	{ "v2_missing_paper", require_never_drop },
	{ "v2_page_change_mid_stroke", require_split },
	{ "v2_offline_single_dot", require_one_dot },
	{ "v2_offline_bad_checksum", require_bad_left_out },
};

static void check_required(const Heard *heard)
{
	if (!json_object_get(heard->vector, "required_behaviour"))
		return;
	for (gsize i = 0; i < N_REQUIRED; i++) {
		if (g_str_equal(REQUIRED[i].name, neo_vector_text(heard->vector, "name"))) {
			REQUIRED[i].require(heard);
			return;
		}
	}
	g_error("nobody looks at the behaviour that is required here");
}

/* ---- all of it */

static void check_frame(Heard *heard, const NeoFrame *frame, const json_t *decoded)
{
	g_assert_cmpint(frame->command, ==, neo_vector_number(decoded, "cmd"));
	g_assert_cmpint((gint64)frame->n_payload, ==, neo_vector_number(decoded, "len"));
	if (json_object_get(decoded, "err"))
		g_assert_cmpint(frame->error, ==, neo_vector_number(decoded, "err"));
	if (frame->command == NEO_STORED_CHUNK)
		check_chunk(heard, frame, decoded);
	else if (frame->command >= NEO_FIRST_REPLY || frame->command == NEO_FIRMWARE_BLOCK_REQUEST)
		check_reply(heard, frame, decoded);
	else
		check_event_frame(heard, frame, decoded);
}

static void check_example(const json_t *vector)
{
	Heard heard;
	hear(&heard, vector);
	g_autoptr(GByteArray) bytes = helpers_hex(neo_vector_text(vector, "hex"));
	ByteReader reader = byte_reader(bytes->data, bytes->len);
	NeoFramer framer;
	NeoFrame frame;
	neo_framer_init(&framer);
	const json_t *decoded = json_object_get(vector, "decoded");
	gsize n_frames = json_is_array(decoded) ? json_array_size(decoded) : 1;
	for (gsize i = 0; i < n_frames; i++) {
		g_assert_cmpint(neo_framer_next(&framer, &reader, &frame), ==, DECODE_OK);
		check_frame(&heard, &frame,
			json_is_array(decoded) ? json_array_get(decoded, i) : decoded);
	}
	g_assert_cmpuint(byte_reader_left(&reader), ==, 0);
	g_assert_cmpuint(heard.next_reply, ==, heard.n_replies);
	g_assert_cmpuint(heard.next_chunk, ==, heard.n_chunks);
	check_composed(&heard);
	check_required(&heard);
	neo_framer_clear(&framer);
	heard_clear(&heard);
}

static void test_pen_to_host(void)
{
	neo_vectors_each("v2", "pen_to_host", N_EXAMPLES, check_example);
}

/* Every example with a required behaviour is one that REQUIRED knows. */
static void test_required(void)
{
	json_t *root = neo_vectors_load();
	size_t i;
	json_t *vector;
	guint n_required = 0;
	json_array_foreach(json_object_get(root, "vectors"), i, vector)
	{
		n_required += json_object_get(vector, "required_behaviour") != NULL;
	}
	g_assert_cmpuint(n_required, ==, N_REQUIRED);
	json_decref(root);
}

/* How the examples were cut when they were sent is not what they mean. */
static void test_cut_as_sent(void)
{
	json_t *root = neo_vectors_load();
	const json_t *vector = neo_vector_named(root, "v2_stroke_split_in_escape");
	Heard cut, whole;
	hear(&cut, vector);
	hear(&whole, neo_vector_named(root, "v2_stroke_one_notification"));
	g_assert_cmpstr(cut.log->text->str, ==, whole.log->text->str);
	heard_clear(&cut);
	heard_clear(&whole);
	json_decref(root);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/protocol/vectors/pen-to-host", test_pen_to_host);
	g_test_add_func("/protocol/vectors/required-behaviour", test_required);
	g_test_add_func("/protocol/vectors/cut-as-sent", test_cut_as_sent);
	return g_test_run();
}
