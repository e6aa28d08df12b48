/* SPDX-License-Identifier: MIT */
/* The writer thread: queue, batches, patience with the disk; see writer.h. */
#define G_LOG_DOMAIN "zhibi-store"

#include "store/writer.h"

#include "store/batch.h"

#include <sys/statvfs.h>

#define RETRY_MS 500
#define MAX_REFUSALS 1000 /* remembered for those who wait for an answer */
#define GIVE_UP_MS 5000	  /* when closing */
/* A finished stroke goes to the disk at once, but not sooner than this after the batch before it began. Each batch is a
 * wait for the disk and some pages written, whatever is in it: a class that writes makes forty in a second at most, and a
 * few pens, or one pen's download, wait less. */
#define REST_US 10000
#define BUSY_REST_US 25000
#define N_BUSY 12 /* requests of a batch: more pens than a few */
/* A batch larger than this is split: `stored` comes earlier and a transaction stays small in memory. */
#define BATCH_MAX_BYTES (8 << 20)
/* Less than this free, and any failure to write is taken for what it is: a full disk. */
#define NO_ROOM_BYTES (64 << 10)
#define MUCH_ROOM_BYTES (64 << 20)

struct Writer {
	Batch *batch; /* the writer thread's, once it runs */
	News *news;
	GThread *thread;
	char *path;
	guint commit_ms;
	gsize queue_limit_bytes;

	GMutex mutex;
	GCond wake; /* something is put or due, or the end has come */
	/* Under the mutex. */
	Request *first, *last;
	gsize n_bytes;	  /* waiting and being written */
	gint64 due_us;	  /* when the queue is to be taken, monotonic */
	gint64 rested_us; /* when what is put need not wait for the batch before it any more */
	bool grouping;	  /* more is to come of what was put last: nothing is taken */
	bool closing;
	gint64 give_up_us;
	guint64 sequence, group_sequence;
	guint64 stored;	  /* up to here all is on disk */
	GArray *refusals; /* of StoreRefusal, the last of them; all of it is on disk, elsewhere */
	guint64 n_refused;
	gint64 last_id;
};

/* A part of the queue on its way to the disk. */
typedef struct {
	Request *first;
	gsize n_bytes;
	guint64 sequence; /* of its last request */
	gint64 last_id;
} Load;

/* Waits for something to write; an empty load means the end. */
static Load take_load(Writer *writer)
{
	Load load = { 0 };

	g_mutex_lock(&writer->mutex);
	for (;;) {
		if (!writer->first && writer->closing)
			break;
		if (!writer->first || writer->grouping)
			g_cond_wait(&writer->wake, &writer->mutex);
		else if (writer->closing || g_get_monotonic_time() >= writer->due_us)
			break;
		else
			g_cond_wait_until(&writer->wake, &writer->mutex, writer->due_us);
	}
	load.first = writer->first;
	load.last_id = writer->last_id;
	Request *end = NULL;
	guint n = 0;
	/* Packing takes longer than all else: it ends its batch, so that ink behind it is not long
	 * in coming to disk. */
	while (writer->first &&
		(!end || end->more ||
			(load.n_bytes < BATCH_MAX_BYTES && end->kind != REQUEST_PACK))) {
		end = writer->first;
		writer->first = end->next;
		load.n_bytes += end->n_bytes;
		load.sequence = end->sequence;
		n++;
	}
	if (end)
		end->next = NULL;
	writer->rested_us = g_get_monotonic_time() + (n > N_BUSY ? BUSY_REST_US : REST_US);
	if (!writer->first) /* else the rest is due at once as well */
		writer->last = NULL;
	g_mutex_unlock(&writer->mutex);
	return load;
}

static void note_refusals(Writer *writer, const GArray *refusals)
{
	g_array_append_vals(writer->refusals, refusals->data, refusals->len);
	writer->n_refused += refusals->len;
	if (writer->refusals->len > MAX_REFUSALS)
		g_array_remove_range(writer->refusals, 0, writer->refusals->len - MAX_REFUSALS);
}

static void free_load(Writer *writer, Load *load, bool saved, const GArray *refusals)
{
	for (Request *request = load->first, *next; request; request = next) {
		next = request->next;
		request_free(request);
	}
	g_mutex_lock(&writer->mutex);
	writer->n_bytes -= load->n_bytes;
	if (saved) {
		writer->stored = load->sequence;
		note_refusals(writer, refusals);
	}
	g_mutex_unlock(&writer->mutex);
}

/* False when the store is closing and the disk has refused for long enough. */
static bool wait_to_retry(Writer *writer)
{
	gint64 until_us = g_get_monotonic_time() + RETRY_MS * G_TIME_SPAN_MILLISECOND;

	g_mutex_lock(&writer->mutex);
	bool was_closing = writer->closing;
	/* Each put wakes us; only the time and the wish to close count. */
	while (writer->closing == was_closing &&
		g_cond_wait_until(&writer->wake, &writer->mutex, until_us))
		;
	bool go_on = !writer->closing || g_get_monotonic_time() < writer->give_up_us;
	g_mutex_unlock(&writer->mutex);
	return go_on;
}

/* Says once in what state the disk is. */
static void tell_failure(Writer *writer, const GError *error)
{
	struct statvfs disk;
	bool seen = statvfs(writer->path, &disk) == 0 && disk.f_blocks > 0;
	guint64 n_free = seen ? (guint64)disk.f_bavail * disk.f_frsize : G_MAXUINT64;
	bool full = g_error_matches(error, STORE_ERROR, STORE_ERROR_FULL) || n_free < NO_ROOM_BYTES;
	StoreState state = full ? STORE_FULL : STORE_FAILED;
	if (news_current_state(writer->news) == state)
		return;
	/* With room left it is a quota or a limit on the file's size. */
	g_autofree char *room = n_free < MUCH_ROOM_BYTES
					? g_strdup_printf("%u KiB free", (guint)(n_free >> 10))
					: g_strdup("a limit of this user or file");
	g_autofree char *message =
		full ? g_strdup_printf(
			       "No room on the disk for %s (%s). Ink waits in memory and pens keep "
			       "theirs. Make room; zhibi then goes on by itself.",
			       writer->path, room)
		     : g_strdup_printf("%s cannot be written: %s. Ink waits in memory and pens "
				       "keep theirs. "
				       "Look at the disk; zhibi tries again twice a second.",
			       writer->path, error->message);
	g_warning("%s", message);
	news_state(writer->news, state, message);
}

/* Writes a load, however long it takes. False when it had to be given up. */
static bool save(Writer *writer, const Load *load, GArray *settled, GArray *refusals)
{
	for (;;) {
		g_autoptr(GError) error = NULL;
		if (batch_write(
			    writer->batch, load->first, load->last_id, settled, refusals, &error))
			break;
		tell_failure(writer, error);
		if (!wait_to_retry(writer))
			return false;
	}
	if (news_current_state(writer->news) != STORE_OK) {
		g_message("%s is written again; nothing was lost", writer->path);
		news_state(writer->news, STORE_OK, "");
	}
	return true;
}

static gpointer run(gpointer data)
{
	Writer *writer = data;
	g_autoptr(GArray) settled = g_array_new(FALSE, FALSE, sizeof(StoreSettled));
	g_autoptr(GArray) refusals = g_array_new(FALSE, FALSE, sizeof(StoreRefusal));

	for (;;) {
		Load load = take_load(writer);
		if (!load.first)
			break;
		bool saved = save(writer, &load, settled, refusals);
		free_load(writer, &load, saved, refusals);
		if (!saved) {
			g_warning("%s could not be written before the end", writer->path);
			break;
		}
		news_stored(writer->news, load.sequence, settled);
	}
	return NULL;
}

Writer *writer_new(Database *take_database, const WriterOptions *options,
	const StoreListener *listener, GError **error)
{
	g_autoptr(Batch) batch = batch_new(take_database, error);
	if (!batch)
		return NULL;
	Writer *writer = g_new0(Writer, 1);
	writer->last_id = batch_first_id(batch);
	writer->batch = g_steal_pointer(&batch);
	writer->news = news_new(listener);
	writer->refusals = g_array_new(FALSE, FALSE, sizeof(StoreRefusal));
	writer->path = g_strdup(options->path);
	writer->commit_ms = options->commit_ms;
	writer->queue_limit_bytes = options->queue_limit_bytes;
	g_mutex_init(&writer->mutex);
	g_cond_init(&writer->wake);
	writer->thread = g_thread_new("store-writer", run, writer);
	return writer;
}

Writer *writer_free(Writer *writer)
{
	if (!writer)
		return NULL;
	g_mutex_lock(&writer->mutex);
	writer->closing = true;
	writer->give_up_us = g_get_monotonic_time() + GIVE_UP_MS * G_TIME_SPAN_MILLISECOND;
	g_cond_signal(&writer->wake);
	g_mutex_unlock(&writer->mutex);
	g_thread_join(writer->thread);

	if (news_current_state(writer->news) == STORE_OK)
		batch_end_ids(writer->batch, writer->last_id);
	for (Request *request = writer->first, *next; request; request = next) {
		next = request->next;
		request_free(request);
	}
	news_free(writer->news);
	g_array_unref(writer->refusals);
	batch_free(writer->batch);
	g_cond_clear(&writer->wake);
	g_mutex_clear(&writer->mutex);
	g_free(writer->path);
	g_free(writer);
	return NULL;
}

guint64 writer_put(Writer *writer, Request *take_request)
{
	g_mutex_lock(&writer->mutex);
	bool was_empty = !writer->first;
	gint64 now_us = g_get_monotonic_time(), due_us = writer->due_us;
	take_request->sequence = ++writer->sequence;
	take_request->more = writer->grouping;
	guint64 sequence = take_request->sequence;
	if (writer->grouping)
		writer->group_sequence = sequence;
	if (was_empty) {
		writer->first = take_request;
		due_us = MAX(now_us + (gint64)writer->commit_ms * G_TIME_SPAN_MILLISECOND,
			writer->rested_us);
	} else {
		writer->last->next = take_request;
	}
	writer->last = take_request;
	writer->n_bytes += take_request->n_bytes;
	if (take_request->kind == REQUEST_STROKE)
		due_us = MIN(due_us, MAX(now_us, writer->rested_us));
	if (was_empty || due_us < writer->due_us)
		g_cond_signal(&writer->wake);
	writer->due_us = due_us;
	g_mutex_unlock(&writer->mutex);
	return sequence;
}

void writer_begin_group(Writer *writer)
{
	g_mutex_lock(&writer->mutex);
	g_assert(!writer->grouping);
	writer->grouping = true;
	g_mutex_unlock(&writer->mutex);
}

void writer_end_group(Writer *writer)
{
	g_mutex_lock(&writer->mutex);
	g_assert(writer->grouping);
	writer->grouping = false;
	writer->group_sequence = 0;
	if (writer->last)
		writer->last->more = false;
	g_cond_signal(&writer->wake);
	g_mutex_unlock(&writer->mutex);
}

void writer_rely(Writer *writer, guint64 sequence)
{
	g_mutex_lock(&writer->mutex);
	if (writer->grouping && writer->group_sequence == 0)
		writer->group_sequence = sequence;
	g_mutex_unlock(&writer->mutex);
}

guint64 writer_group_sequence(Writer *writer)
{
	g_mutex_lock(&writer->mutex);
	guint64 sequence = writer->group_sequence;
	g_mutex_unlock(&writer->mutex);
	return sequence;
}

guint64 writer_sequence(Writer *writer)
{
	g_mutex_lock(&writer->mutex);
	guint64 sequence = writer->sequence;
	g_mutex_unlock(&writer->mutex);
	return sequence;
}

guint64 writer_stored(Writer *writer)
{
	g_mutex_lock(&writer->mutex);
	guint64 stored = writer->stored;
	g_mutex_unlock(&writer->mutex);
	return stored;
}

bool writer_refused(Writer *writer, guint64 sequence)
{
	bool refused = false;

	g_mutex_lock(&writer->mutex);
	for (guint i = 0; i < writer->refusals->len && !refused; i++) {
		const StoreRefusal *one = &g_array_index(writer->refusals, StoreRefusal, i);

		refused = sequence >= one->first && sequence <= one->last;
	}
	g_mutex_unlock(&writer->mutex);
	return refused;
}

guint64 writer_n_refused(Writer *writer)
{
	g_mutex_lock(&writer->mutex);
	guint64 n_refused = writer->n_refused;
	g_mutex_unlock(&writer->mutex);
	return n_refused;
}

gint64 writer_new_id(Writer *writer)
{
	g_mutex_lock(&writer->mutex);
	gint64 id = ++writer->last_id;
	g_mutex_unlock(&writer->mutex);
	return id;
}

bool writer_congested(Writer *writer)
{
	g_mutex_lock(&writer->mutex);
	bool congested = writer->n_bytes > writer->queue_limit_bytes;
	g_mutex_unlock(&writer->mutex);
	return congested;
}

StoreState writer_state(Writer *writer)
{
	return news_current_state(writer->news);
}
