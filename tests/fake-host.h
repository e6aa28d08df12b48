/* SPDX-License-Identifier: MIT */
/*
 * The host's side of a Pen for tests of drivers: a clock that is set by hand, a disk that answers when
 * told to, and conversations as arrays of "pen says / we must say". It watches the promise that matters
 * most: no stored packet is acknowledged before its strokes are on disk.
 */
#pragma once

#include <glib.h>
#include <string.h>
#include <zlib.h>

#include "drivers/pen.h"
#include "tests/helpers.h"

/* Conversations are tables: a line says what it needs and no more. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define FAKE_NOW_MS G_GINT64_CONSTANT(1764576000000)
#define STROKE_BYTES (27 + 2 * 16) /* of fake strokes: two dots */

typedef enum {
	PEN_SAYS, /* text: body of a frame, hexadecimal, before escapes; "CMD [ERR] LEN payload" */
	WE_SAY,	  /* text: the same; a trailing * stands for any rest */
	SILENCE,  /* nothing more was said */
	WAIT,	  /* a: milliseconds */
	STORED,	  /* the disk has everything told so far */
	CHUNK, /* a: packet id, b: position, c: page, d: strokes; text: "zip", "plain", "damaged" */
	STATE, /* text: name of the state */
	REASON,	   /* text: is in the reason; "": there is none */
	FAILED,	   /* text: is in the error told to the host */
	STROKES,   /* a: different strokes told so far */
	LINK_LOST, /* and nothing may be said any more */
	LINK_UP,
	FETCH, /* the host asks for stored ink; a: is it possible */
	TASK,  /* a person's wish; text: "find", "beep 0", "password OLD NEW" (- none); a: begun */
	ENDED, /* the wish is over; text: is in the reason; "": it is done */
} LineKind;

typedef struct {
	LineKind kind;
	const char *text;
	int a, b, c, d;
} Line;

typedef struct {
	Pen *pen;
	gint64 now_ms;
	GRand *cuts; /* NULL: the pen's bytes come frame by frame */
	GQueue said; /* GByteArray*, bodies of frames sent */
	guint64 last_token;
	bool in_stored;
	GHashTable *acknowledged;			 /* packet ids acknowledged on this link */
	GHashTable *strokes;				 /* start_ms of strokes told */
	gsize n_kept, n_kept_at_await, n_kept_at_answer; /* bytes, as they are */
	bool stroke_open;
	guint n_told, n_dots;
	uint32_t flags; /* of all strokes, together */
	char *failure;
	char *ended; /* how the task did; NULL: it has not, "": well */
} FakeHost;

static inline void fake_said_unescaped(FakeHost *host, const guint8 *bytes, gsize n_bytes)
{
	GByteArray *body = g_byte_array_new();
	g_assert_cmpuint(n_bytes, >=, 5);
	g_assert_cmphex(bytes[0], ==, 0xC0);
	g_assert_cmphex(bytes[n_bytes - 1], ==, 0xC1);
	for (gsize i = 1; i + 1 < n_bytes; i++) {
		const guint8 byte = bytes[i] == 0x7D ? bytes[++i] ^ 0x20 : bytes[i];
		g_byte_array_append(body, &byte, 1);
	}
	if (body->data[0] == 0xA4 && body->data[1] == 0) {
		const guint id = body->data[4] | (guint)body->data[5] << 8;
		/* The promise: in answer to the disk, or again for one that was answered so. */
		if (host->in_stored)
			g_hash_table_add(host->acknowledged, GUINT_TO_POINTER(id + 1));
		g_assert_true(g_hash_table_contains(host->acknowledged, GUINT_TO_POINTER(id + 1)));
	}
	if (body->data[0] == 0x44) { /* the same of protocol 1 */
		g_assert_true(host->in_stored);
		/* Its own bytes were kept, and before we asked. */
		g_assert_cmpuint(host->n_kept_at_await, >, host->n_kept_at_answer);
		host->n_kept_at_answer = host->n_kept_at_await;
	}
	g_queue_push_tail(&host->said, body);
}

static inline void fake_send(void *user, const guint8 *bytes, gsize n_bytes)
{
	fake_said_unescaped(user, bytes, n_bytes);
}

static inline void fake_await_stored(void *user, guint64 token)
{
	FakeHost *host = user;
	g_assert_cmpuint(token, >, host->last_token);
	host->last_token = token;
	host->n_kept_at_await = host->n_kept;
}

static inline void fake_changed(void *user)
{
	(void)user;
}

static inline void fake_failed(void *user, const GError *error)
{
	FakeHost *host = user;
	g_free(host->failure);
	host->failure = g_strdup(error->message);
}

static inline void fake_task_ended(void *user, bool done, const char *reason)
{
	FakeHost *host = user;
	g_assert_null(host->ended);
	g_assert_cmpint(done, ==, *reason == '\0');
	if (!done)
		g_assert_cmpstr(pen_task_reason_zh(reason), !=, "");
	host->ended = g_strdup(reason);
}

static inline void fake_keep_raw(void *user, const guint8 *bytes, gsize n_bytes)
{
	FakeHost *host = user;
	g_assert_nonnull(bytes);
	host->n_kept += n_bytes;
}

static inline void fake_down(void *user, const StrokeHead *head)
{
	FakeHost *host = user;
	(void)head;
	g_assert_false(host->stroke_open);
	host->stroke_open = true;
}

static inline void fake_page(void *user, const PageAddress *page)
{
	FakeHost *host = user;
	(void)page;
	g_assert_true(host->stroke_open);
}

static inline void fake_dots(void *user, const Dot *dots, size_t n_dots)
{
	FakeHost *host = user;
	(void)dots;
	g_assert_true(host->stroke_open);
	host->n_dots += (guint)n_dots;
}

static inline void fake_up(void *user, const StrokeTail *tail)
{
	FakeHost *host = user;
	g_assert_true(host->stroke_open);
	host->stroke_open = false;
	host->n_told++;
	host->flags |= tail->flags;
	g_hash_table_add(host->strokes, g_memdup2(&tail->start_ms, sizeof tail->start_ms));
}

static inline void fake_heard(void *user, const PenSaid *said)
{
	(void)user;
	(void)said;
}

static inline FakeHost *fake_host_new(const PenDriver *driver, const PenConfig *config)
{
	FakeHost *host = g_new0(FakeHost, 1);
	const PenHost calls = { host, fake_send, fake_await_stored, fake_changed, fake_failed,
		fake_task_ended, fake_keep_raw };
	const DotSink sink = { host, fake_down, fake_page, fake_dots, fake_up, fake_heard };
	host->now_ms = FAKE_NOW_MS;
	host->acknowledged = g_hash_table_new(NULL, NULL);
	host->strokes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	host->pen = pen_new(driver, config, &calls, &sink);
	return host;
}

static inline void fake_host_free(FakeHost *host)
{
	pen_free(host->pen);
	g_queue_clear_full(&host->said, (GDestroyNotify)g_byte_array_unref);
	g_hash_table_unref(host->acknowledged);
	g_hash_table_unref(host->strokes);
	g_clear_pointer(&host->cuts, g_rand_free);
	g_free(host->failure);
	g_free(host->ended);
	g_free(host);
}

/* ---- the pen's side */

static inline void fake_receive(FakeHost *host, const GByteArray *body)
{
	g_autoptr(GByteArray) frame = g_byte_array_new();
	g_byte_array_append(frame, (const guint8 *)"\xC0", 1);
	for (guint i = 0; i < body->len; i++) {
		const guint8 byte = body->data[i];
		const guint8 escaped[] = { 0x7D, byte ^ 0x20 };
		if (byte == 0xC0 || byte == 0xC1 || byte == 0x7D)
			g_byte_array_append(frame, escaped, 2);
		else
			g_byte_array_append(frame, &byte, 1);
	}
	g_byte_array_append(frame, (const guint8 *)"\xC1", 1);
	for (guint at = 0; at < frame->len;) {
		const guint left = frame->len - at;
		const guint n = host->cuts ? (guint)g_rand_int_range(
						     host->cuts, 1, (gint32)MIN(left, 40u) + 1)
					   : left;
		pen_receive(host->pen, frame->data + at, n, host->now_ms);
		at += n;
	}
}

static inline void fake_put(GByteArray *out, guint64 value, gsize n_bytes)
{
	for (gsize i = 0; i < n_bytes; i++) {
		const guint8 byte = (guint8)(value >> 8 * i);
		g_byte_array_append(out, &byte, 1);
	}
}

/* Strokes of two dots; which stroke it is shows in its start. */
static inline GByteArray *fake_strokes(int packet, int page, int n_strokes, bool damaged)
{
	GByteArray *data = g_byte_array_new();
	for (int i = 0; i < n_strokes; i++) {
		const guint64 start = (guint64)(FAKE_NOW_MS - 86400000 + page * 1000000 +
						packet * 10000 + i * 100);
		fake_put(data, (guint64)page, 4);
		fake_put(data, start, 8);
		fake_put(data, start + 20, 8);
		fake_put(data, 0, 1);
		fake_put(data, 0xFF000000, 4);
		fake_put(data, 2, 2);
		for (int dot = 0; dot < 2; dot++) {
			const guint first = data->len;
			guint8 sum = 0;
			fake_put(data, 10, 1);
			fake_put(data, 300, 2);
			fake_put(data, (guint64)(20 + i), 2);
			fake_put(data, (guint64)(30 + dot), 2);
			fake_put(data, 0x5A5A0505, 4);
			fake_put(data, 0, 4);
			for (guint k = first; k < data->len; k++)
				sum = (guint8)(sum + data->data[k]);
			fake_put(data, damaged && dot == 1 ? sum ^ 1u : sum, 1);
		}
	}
	return data;
}

static inline void fake_chunk(FakeHost *host, const Line *line)
{
	const bool zip = strcmp(line->text, "zip") == 0;
	g_autoptr(GByteArray) data =
		fake_strokes(line->a, line->c, line->d, strcmp(line->text, "damaged") == 0);
	g_autoptr(GByteArray) body = g_byte_array_new();
	uLongf n_packed = compressBound(data->len);
	g_autofree guint8 *packed = g_malloc(n_packed);
	g_assert_cmpint(compress(packed, &n_packed, data->data, data->len), ==, Z_OK);
	const guint n_data = zip ? (guint)n_packed : data->len;
	fake_put(body, 0x24, 1);
	fake_put(body, 18 + n_data, 2);
	fake_put(body, (guint64)line->a, 2);
	fake_put(body, zip, 1);
	fake_put(body, data->len, 2);
	fake_put(body, zip ? n_packed : 0, 2);
	fake_put(body, (guint64)line->b, 1);
	fake_put(body, 0x0300001B, 4);
	fake_put(body, 603, 4);
	fake_put(body, (guint64)line->d, 2);
	g_byte_array_append(body, zip ? packed : data->data, n_data);
	fake_receive(host, body);
}

/* ---- conversations */

static inline void fake_wait(FakeHost *host, gint64 ms)
{
	const gint64 until_ms = host->now_ms + ms;
	for (gint64 due; (due = pen_timer_ms(host->pen)) != 0 && due <= until_ms;) {
		host->now_ms = MAX(host->now_ms, due);
		pen_timer(host->pen, host->now_ms);
	}
	host->now_ms = until_ms;
}

static inline void fake_stored(FakeHost *host)
{
	host->in_stored = true;
	pen_stored(host->pen, host->last_token, host->now_ms);
	host->in_stored = false;
}

static inline void fake_expect(FakeHost *host, const char *text, guint line)
{
	g_autoptr(GByteArray) said = g_queue_pop_head(&host->said);
	const char *star = strchr(text, '*');
	g_autofree char *digits = star ? g_strndup(text, (gsize)(star - text)) : g_strdup(text);
	g_autoptr(GByteArray) wanted = helpers_hex(digits);
	if (!said)
		g_error("line %u: we said nothing, not %s", line, text);
	if (said->len < wanted->len || (!star && said->len > wanted->len) ||
		memcmp(said->data, wanted->data, wanted->len) != 0) {
		g_autoptr(GString) hex = g_string_new(NULL);
		for (guint i = 0; i < said->len; i++)
			g_string_append_printf(hex, "%02X ", said->data[i]);
		g_error("line %u: we said %snot %s", line, hex->str, text);
	}
}

static inline bool fake_begin(FakeHost *host, const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	PenTask task = { .kind = PEN_TASK_FIND };
	if (strcmp(words[0], "password") == 0) {
		task.kind = PEN_TASK_PASSWORD;
		g_strlcpy(task.old_password, strcmp(words[1], "-") ? words[1] : "", 17);
		g_strlcpy(task.new_password, strcmp(words[2], "-") ? words[2] : "", 17);
	} else if (strcmp(words[0], "find") != 0) {
		task.kind = PEN_TASK_SETTING;
		g_assert_true(pen_setting_by_name(words[0], &task.setting));
		task.value = (guint)g_ascii_strtoull(words[1], NULL, 10);
	}
	return pen_begin_task(host->pen, &task, host->now_ms);
}

static inline void fake_line(FakeHost *host, const Line *line, guint number)
{
	g_autoptr(GByteArray) body = NULL;
	switch (line->kind) {
	case PEN_SAYS:
		body = helpers_hex(line->text);
		fake_receive(host, body);
		return;
	case WE_SAY:
		fake_expect(host, line->text, number);
		return;
	case SILENCE:
		if (!g_queue_is_empty(&host->said))
			fake_expect(host, "", number);
		return;
	case WAIT:
		fake_wait(host, line->a);
		return;
	case STORED:
		fake_stored(host);
		return;
	case CHUNK:
		fake_chunk(host, line);
		return;
	case STATE:
		if (strcmp(pen_state_name(pen_state(host->pen)), line->text) != 0)
			g_error("line %u: the pen is %s (%s), not %s", number,
				pen_state_name(pen_state(host->pen)), pen_reason(host->pen),
				line->text);
		return;
	case REASON:
		if (line->text[0] == '\0' ? pen_reason(host->pen)[0] != '\0'
					  : !strstr(pen_reason(host->pen), line->text))
			g_error("line %u: the reason is \"%s\", not \"%s\"", number,
				pen_reason(host->pen), line->text);
		return;
	case FAILED:
		g_assert_nonnull(host->failure);
		g_assert_nonnull(strstr(host->failure, line->text));
		return;
	case STROKES:
		if ((int)g_hash_table_size(host->strokes) != line->a)
			g_error("line %u: %u strokes, not %d", number,
				g_hash_table_size(host->strokes), line->a);
		return;
	case LINK_LOST:
		pen_stop(host->pen, host->now_ms);
		g_hash_table_remove_all(host->acknowledged);
		g_assert_cmpint(pen_timer_ms(host->pen), ==, 0);
		return;
	case LINK_UP:
		pen_start(host->pen, host->now_ms);
		return;
	case FETCH:
		g_assert_cmpint(pen_fetch_stored(host->pen, host->now_ms), ==, line->a);
		return;
	case TASK:
		g_assert_cmpint(fake_begin(host, line->text), ==, line->a);
		return;
	case ENDED:
		if (!host->ended || (line->text[0] == '\0' ? host->ended[0] != '\0'
							   : !strstr(host->ended, line->text)))
			g_error("line %u: the task ended \"%s\", not \"%s\"", number,
				host->ended ? host->ended : "not", line->text);
		g_clear_pointer(&host->ended, g_free);
		return;
	}
}

static inline void fake_run(FakeHost *host, const Line *lines, gsize n_lines)
{
	for (guint i = 0; i < n_lines; i++)
		fake_line(host, &lines[i], i);
	if (!g_queue_is_empty(&host->said))
		fake_expect(host, "", (guint)n_lines);
	g_assert_cmpuint(pen_n_driver_faults(host->pen), ==, 0);
}
