/* SPDX-License-Identifier: MIT */
/* Opening, closing and ink; see store.h. People, pens and pages are in store-rows.c. */
#define G_LOG_DOMAIN "zhibi-store"

#include "store/store.h"

#include "store/database.h"
#include "store/lock.h"
#include "store/migrate.h"
#include "store/rows.h"
#include "store/store-private.h"
#include "store/writer.h"

#include "ink/codec.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define COMMIT_MS_DEFAULT 50
#define QUEUE_LIMIT_DEFAULT (64 << 20)

struct Store {
	int lock; /* descriptor */
	Writer *writer;
};

/* Children's ink is nobody else's business: the file is made readable for its owner alone, and SQLite
 * gives its -wal and -shm the same rights. Only with the lock held, and before SQLite has it open. */
static bool make_private_file(const char *path, GError **error)
{
	int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (descriptor < 0) {
		g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN,
			"Cannot write %s: %s. Give it to the user that zhibi runs as.", path,
			g_strerror(errno));
		return false;
	}
	struct stat status;
	if (fstat(descriptor, &status) == 0 && (status.st_mode & 077) != 0 &&
		fchmod(descriptor, 0600) != 0)
		g_warning("%s can be read by others, and that cannot be changed: %s", path,
			g_strerror(errno));
	close(descriptor);
	return true;
}

static Writer *open_writer(
	const StoreOptions *options, const StoreListener *listener, GError **error)
{
	int version;
	if (!make_private_file(options->path, error) ||
		!migrate_check(options->path, &version, error))
		return NULL;
	g_autoptr(GError) reason = NULL;
	g_autoptr(Database) database = database_open(options->path, DATABASE_WRITE, &reason);
	WriterOptions writer_options = {
		.path = options->path,
		.commit_ms = options->commit_ms ? options->commit_ms : COMMIT_MS_DEFAULT,
		.queue_limit_bytes = options->queue_limit_bytes ? options->queue_limit_bytes
								: QUEUE_LIMIT_DEFAULT,
	};
	Writer *writer = NULL;
	if (database && migrate_run(database, &reason))
		writer = writer_new(g_steal_pointer(&database), &writer_options, listener, &reason);
	if (writer)
		return writer;
	if (g_error_matches(reason, STORE_ERROR, STORE_ERROR_FULL))
		g_set_error(error, STORE_ERROR, STORE_ERROR_FULL,
			"No room on the disk for %s. Make room and start again.", options->path);
	else
		g_propagate_prefixed_error(error, g_steal_pointer(&reason),
			"Cannot open the database %s: ", options->path);
	return NULL;
}

Store *store_open(const StoreOptions *options, const StoreListener *listener, GError **error)
{
	int lock = lock_take(options->path, error);
	if (lock < 0)
		return NULL;
	Writer *writer = open_writer(options, listener, error);
	if (!writer) {
		lock_release(lock);
		return NULL;
	}
	Store *store = g_new0(Store, 1);
	store->lock = lock;
	store->writer = writer;
	return store;
}

Store *store_close(Store *store)
{
	if (!store)
		return NULL;
	writer_free(store->writer);
	lock_release(store->lock);
	g_free(store);
	return NULL;
}

StoreState store_state(const Store *store)
{
	return writer_state(store->writer);
}

bool store_congested(const Store *store)
{
	return writer_congested(store->writer);
}

gint64 store_new_id(Store *store)
{
	return writer_new_id(store->writer);
}

bool store_refused(const Store *store, guint64 sequence)
{
	return writer_refused(store->writer, sequence);
}

guint64 store_n_refused(const Store *store)
{
	return writer_n_refused(store->writer);
}

guint64 store_sequence(const Store *store)
{
	return writer_sequence(store->writer);
}

void store_begin_group(Store *store)
{
	writer_begin_group(store->writer);
}

void store_end_group(Store *store)
{
	writer_end_group(store->writer);
}

guint64 store_group_sequence(const Store *store)
{
	return writer_group_sequence(store->writer);
}

void store_rely(Store *store, guint64 sequence)
{
	writer_rely(store->writer, sequence);
}

guint64 store_stored(const Store *store)
{
	return writer_stored(store->writer);
}

guint64 store_put_request(Store *store, Request *take_request)
{
	return writer_put(store->writer, take_request);
}

guint64 store_put_stroke_part(Store *store, gint64 pen_id, const Stroke *stroke, guint first_dot)
{
	Span span = rows_span(stroke);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	codec_encode_stroke(stroke, first_dot, bytes);

	Request *request = request_new(REQUEST_PART);
	request->pen_id = pen_id;
	request->last_ms = span.last_ms;
	request_add_integer(request, stroke->id);
	request_add_integer(request, first_dot);
	request_add_integer(request, pen_id);
	request_add_integer(request, g_get_real_time() / 1000);
	request_add_bytes(request, bytes->data, bytes->len);
	return store_put_request(store, request);
}

guint64 store_put_stroke(Store *store, gint64 pen_id, gint64 page_copy_id, const Stroke *stroke)
{
	Request *request = request_new(REQUEST_STROKE);
	request->pen_id = pen_id;
	request->page_copy_id = page_copy_id;
	request_take_stroke(request, stroke_copy(stroke));
	return store_put_request(store, request);
}

guint64 store_put_raw(Store *store, gint64 pen_id, gint64 host_ms, bool to_pen, const guint8 *bytes,
	gsize n_bytes)
{
	Request *request = request_new(REQUEST_RAW);
	request->pen_id = pen_id;
	request_add_integer(request, host_ms);
	request_add_integer(request, to_pen);
	request_add_bytes(request, bytes, n_bytes);
	return store_put_request(store, request);
}

guint64 store_forget_raw(Store *store, gint64 before_host_ms)
{
	Request *request = request_new(REQUEST_FORGET_RAW);
	request_add_integer(request, before_host_ms);
	return store_put_request(store, request);
}

guint64 store_move_stroke(
	Store *store, gint64 pen_id, gint64 stroke_id, gint64 from_copy_id, gint64 to_copy_id)
{
	Request *request = request_new(REQUEST_MOVE);
	request->pen_id = pen_id;
	request->page_copy_id = to_copy_id;
	request_add_integer(request, from_copy_id);
	request_add_integer(request, stroke_id);
	return store_put_request(store, request);
}

guint64 store_pack_page(Store *store, gint64 page_copy_id)
{
	Request *request = request_new(REQUEST_PACK);
	request->page_copy_id = page_copy_id;
	return store_put_request(store, request);
}
