/* SPDX-License-Identifier: MIT */
/*
 * See refused.h. `bytes` of all but strokes: the request's values in their order, a line each, in the words of
 * store/request.h:
 *   integer 17
 *   real 0.5
 *   text 5B2B20
 *   bytes 01020304
 * where texts and bytes are in hexadecimal: whatever was wrong with them, they are kept as they were.
 */
#include "store/refused.h"

#include "ink/codec.h"
#include "store/journal.h"

/* Which of the values, counted from 1, are the pupil's and the page copy's ids; 0: none. Erasing finds them by these. */
static const struct {
	guint8 pupil, page_copy;
} IDS[REQUEST_N_KINDS] = {
	[REQUEST_PUPIL] = { 1, 0 },
	[REQUEST_BINDING] = { 3, 0 },
	[REQUEST_PLAN] = { 2, 0 },
	[REQUEST_HAND_DOWN] = { 3, 0 },
	[REQUEST_PAGE_PLACING] = { 0, 2 },
	[REQUEST_SEAT_MOVE] = { 3, 0 },
	[REQUEST_PAGE_COPY] = { 3, 1 },
	[REQUEST_MARK] = { 0, 2 },
	[REQUEST_ANSWER] = { 0, 1 },
	[REQUEST_CLAIM] = { 3, 2 },
	[REQUEST_CORRECTION] = { 0, 2 },
	[REQUEST_CONSENT] = { 2, 0 },
	[REQUEST_ACCESS] = { 0, 2 },
};

static gint64 id_of(const Request *request, guint8 place)
{
	return place > 0 && place <= request->n_values ? request->values[place - 1].integer : 0;
}

static void append_hex(GByteArray *out, const char *word, GBytes *value)
{
	gsize n_bytes;
	const guint8 *bytes = g_bytes_get_data(value, &n_bytes);
	g_autoptr(GString) line = g_string_new(word);
	for (gsize i = 0; i < n_bytes; i++)
		g_string_append_printf(line, "%02X", bytes[i]);
	g_byte_array_append(out, (const guint8 *)line->str, (guint)line->len);
}

static void append_value(GByteArray *out, const Value *value)
{
	char number[64] = "";
	switch (value->kind) {
	case VALUE_INTEGER:
		g_snprintf(number, sizeof number, "integer %" G_GINT64_FORMAT, value->integer);
		break;
	case VALUE_REAL:
		g_snprintf(number, sizeof number, "real %.17g", value->real);
		break;
	case VALUE_TEXT:
		append_hex(out, "text ", value->bytes);
		break;
	case VALUE_BYTES:
		append_hex(out, "bytes ", value->bytes);
		break;
	}
	g_byte_array_append(out, (const guint8 *)number, (guint)strlen(number));
	g_byte_array_append(out, (const guint8 *)"\n", 1);
}

static GByteArray *bytes_of(const Request *request)
{
	GByteArray *bytes = g_byte_array_new();
	if (request->stroke)
		codec_encode_stroke(request->stroke, 0, bytes);
	else
		for (guint i = 0; i < request->n_values; i++)
			append_value(bytes, &request->values[i]);
	return bytes;
}

bool refused_put(Database *database, const Request *request, const char *why, GError **error)
{
	g_autoptr(GByteArray) bytes = bytes_of(request);
	const gint64 page_copy_id = request->page_copy_id != 0
					    ? request->page_copy_id
					    : id_of(request, IDS[request->kind].page_copy);
	sqlite3_stmt *statement = database_prepare(database,
		"INSERT INTO refused (pen_id, page_copy_id, pupil_id, at_ms, kind, why, bytes)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
		DATABASE_INTEGERS(request->pen_id, page_copy_id,
			id_of(request, IDS[request->kind].pupil), g_get_real_time() / 1000),
		error);
	if (!statement)
		return false;
	sqlite3_bind_text(statement, 5, request_kind_name(request->kind), -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 6, why, -1, SQLITE_TRANSIENT);
	/* An empty blob is not NULL. */
	sqlite3_bind_blob64(statement, 7, bytes->len > 0 ? bytes->data : (const guint8 *)"",
		bytes->len, SQLITE_TRANSIENT);
	if (!database_run(database, statement, error))
		return false;
	/* What the journal holds of it would be refused again at the next start. */
	return !request->stroke || journal_delete(database, request->stroke->id, error);
}
