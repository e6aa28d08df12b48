/* SPDX-License-Identifier: MIT */
/*
 * See replay.h. The file is read in pieces, a piece ahead of what has been told, so a recording of any
 * length takes little memory. Transfers that are due are told in turns of the main loop that end after a
 * few milliseconds, so many replays at full speed leave room for live pens.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/links/replay.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "daemon/error.h"
#include "drivers/driver.h"
#include "drivers/recording.h"

#define PIECE_BYTES (64u << 10)
#define TURN_US 4000
#define FASTEST 1000.0

typedef struct {
	gint64 time_us;
	TransferDirection direction;
	GBytes *bytes;
} Transfer;

typedef struct {
	Link link;
	int fd;
	double speed;
	RecordingReader *reader;
	GQueue transfers; /* of Transfer, read and not yet told */
	bool at_end;	  /* of the file */
	bool began, paused, in_call, dead;
	gint64 began_us;    /* by the monotonic clock */
	gint64 first_us;    /* of the recording */
	gint64 recorded_ms; /* when it was made; 0 not known */
	gint64 paused_us;
	guint source;
	guint n_faults;
	guint8 piece[PIECE_BYTES];
} Replay;

/* ---- requests */

ReplayRequest *replay_request_parse(const char *text, GError **error)
{
	g_autoptr(ReplayRequest) request = g_new0(ReplayRequest, 1);
	const char *at = strrchr(text, '@');
	char *end = NULL;

	request->speed = 1;
	/* A file's own name may have an @. */
	if (at && at != text && at[1] && strspn(at + 1, "0123456789.") == strlen(at + 1)) {
		request->speed = g_ascii_strtod(at + 1, &end);
		if (*end || !isfinite(request->speed) || request->speed > FASTEST) {
			g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
				"%s: the speed after @ is a number from 0 (as fast as possible) to "
				"%.0f",
				text, FASTEST);
			return NULL;
		}
		request->path = g_strndup(text, (gsize)(at - text));
	} else {
		request->path = g_strdup(text);
	}
	return g_steal_pointer(&request);
}

ReplayRequest *replay_request_free(ReplayRequest *request)
{
	if (request) {
		g_free(request->path);
		g_free(request);
	}
	return NULL;
}

/* ---- life */

static void free_transfer(gpointer data)
{
	Transfer *transfer = data;

	g_bytes_unref(transfer->bytes);
	g_free(transfer);
}

static void free_memory(Replay *replay)
{
	if (replay->fd >= 0)
		close(replay->fd);
	g_queue_clear_full(&replay->transfers, free_transfer);
	recording_reader_free(replay->reader);
	link_clear(&replay->link);
	g_free(replay);
}

static void on_free(Link *link)
{
	Replay *replay = (Replay *)link;

	replay->dead = true;
	g_clear_handle_id(&replay->source, g_source_remove);
	if (!replay->in_call)
		free_memory(replay);
}

static void on_send(Link *link, const guint8 *bytes, gsize n_bytes)
{
	(void)link;
	(void)bytes;
	(void)n_bytes;
}

/* ---- reading */

static void on_header(void *user, const char *key, const char *value)
{
	Replay *replay = user;

	if (g_str_equal(key, "driver") && !replay->link.driver) {
		replay->link.driver = g_strdup(value);
	} else if (g_str_equal(key, "pen") && !replay->link.address && *value) {
		replay->link.address = g_strdup(value);
	} else if (g_str_equal(key, "started") && replay->recorded_ms == 0) {
		recording_read_started(value, &replay->recorded_ms);
	}
}

static void on_transfer(void *user, const RecordingTransfer *from)
{
	Replay *replay = user;
	Transfer *transfer = g_new(Transfer, 1);

	transfer->time_us = from->time_us;
	transfer->direction = from->direction;
	transfer->bytes = g_bytes_new(from->bytes, from->n_bytes);
	g_queue_push_tail(&replay->transfers, transfer);
}

static void on_fault(void *user, guint64 line, const char *message)
{
	Replay *replay = user;

	if (replay->n_faults++ == 0)
		g_message("%s: line %" G_GUINT64_FORMAT ": %s", replay->link.name, line, message);
}

/* Until there is a transfer to tell, or the end. */
static void read_ahead(Replay *replay)
{
	while (replay->transfers.length == 0 && !replay->at_end) {
		gssize n_read = read(replay->fd, replay->piece, PIECE_BYTES);

		if (n_read < 0 && errno == EINTR)
			continue;
		if (n_read < 0)
			g_warning("%s: %s; the rest is not replayed", replay->link.name,
				g_strerror(errno));
		if (n_read > 0) {
			recording_reader_feed(
				replay->reader, (const char *)replay->piece, (gsize)n_read);
		} else {
			recording_reader_end(replay->reader);
			replay->at_end = true;
		}
	}
}

/* ---- telling */

static gboolean on_due(gpointer user);

static void arm(Replay *replay)
{
	const Transfer *next = g_queue_peek_head(&replay->transfers);
	gint64 wait_us = 0;

	if (replay->dead || replay->paused || replay->source != 0)
		return;
	if (replay->speed > 0 && next && replay->began)
		wait_us = replay->began_us +
			  (gint64)((double)(next->time_us - replay->first_us) / replay->speed) -
			  g_get_monotonic_time();
	if (wait_us >= 1000)
		replay->source =
			g_timeout_add((guint)MIN(wait_us / 1000, G_MAXINT), on_due, replay);
	else
		replay->source = g_idle_add_full(G_PRIORITY_DEFAULT, on_due, replay, NULL);
}

static bool is_due(const Replay *replay, gint64 now_us)
{
	const Transfer *next = g_queue_peek_head((GQueue *)&replay->transfers);

	return next &&
	       (replay->speed <= 0 || (double)(now_us - replay->began_us) * replay->speed >=
					      (double)(next->time_us - replay->first_us) - 1000);
}

static void tell(Replay *replay, Transfer *transfer)
{
	gsize n_bytes;
	const guint8 *bytes = g_bytes_get_data(transfer->bytes, &n_bytes);
	const LinkListener *listener = &replay->link.listener;

	if (replay->recorded_ms != 0)
		replay->link.host_ms = replay->recorded_ms + transfer->time_us / 1000;
	if (transfer->direction == FROM_PEN)
		listener->received(listener->user, bytes, n_bytes);
	else if (listener->sent)
		listener->sent(listener->user, bytes, n_bytes);
	free_transfer(transfer);
}

/* The owner may free the link in any of its calls. */
static void run_turn(Replay *replay)
{
	gint64 end_us = g_get_monotonic_time() + TURN_US;

	if (!replay->began) {
		const Transfer *first = g_queue_peek_head(&replay->transfers);

		replay->began = true;
		replay->first_us = first->time_us;
		replay->began_us = g_get_monotonic_time();
	}
	for (gint64 now_us = g_get_monotonic_time(); now_us < end_us && !replay->paused;
		now_us = g_get_monotonic_time()) {
		if (!is_due(replay, now_us))
			break;
		tell(replay, g_queue_pop_head(&replay->transfers));
		if (replay->dead)
			return;
		read_ahead(replay);
	}
	if (replay->transfers.length == 0 && replay->at_end) {
		if (replay->n_faults > 0)
			g_message("%s: %u damaged lines passed over", replay->link.name,
				replay->n_faults);
		replay->link.listener.closed(replay->link.listener.user, NULL);
	} else {
		arm(replay);
	}
}

static gboolean on_due(gpointer user)
{
	Replay *replay = user;

	replay->source = 0;
	replay->in_call = true;
	run_turn(replay);
	replay->in_call = false;
	if (replay->dead)
		free_memory(replay);
	return G_SOURCE_REMOVE;
}

/* Time stands still meanwhile. */
static void on_pause(Link *link, bool paused)
{
	Replay *replay = (Replay *)link;

	if (replay->dead || replay->paused == paused)
		return;
	replay->paused = paused;
	if (paused) {
		replay->paused_us = g_get_monotonic_time();
		g_clear_handle_id(&replay->source, g_source_remove);
		return;
	}
	replay->began_us += g_get_monotonic_time() - replay->paused_us;
	if (!replay->in_call)
		arm(replay);
}

static const LinkOperations OPERATIONS = { .send = on_send, .pause = on_pause, .free = on_free };

/* ---- opening */

static bool fail(GError **error, const char *path, const char *message)
{
	g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED, "%s: %s", path, message);
	return false;
}

/* Why this cannot be replayed, or NULL. */
static char *find_wrong(const Replay *replay)
{
	if (replay->transfers.length == 0)
		return g_strdup("no transfer in it; is this a recording (*.rec)?");
	if (!replay->link.driver)
		return g_strdup("it does not say which pen's it is; add a first line like "
				"\"driver: neo\"");
	if (!driver_by_name(replay->link.driver))
		return g_strdup_printf("there is no driver \"%s\"; mend its line \"driver:\"",
			replay->link.driver);
	return NULL;
}

bool replay_open(const ReplayRequest *request, const LinkOwner *owner, GError **error)
{
	int fd = open(request->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		g_autofree char *message =
			g_strdup_printf("cannot read the recording: %s", g_strerror(errno));
		return fail(error, request->path, message);
	}

	Replay *replay = g_new0(Replay, 1);
	g_autofree char *base = g_path_get_basename(request->path);
	g_autofree char *wrong = NULL;
	const RecordingListener listener = {
		.user = replay,
		.header = on_header,
		.transfer = on_transfer,
		.fault = on_fault,
	};
	replay->fd = fd;
	replay->speed = request->speed;
	replay->link.operations = &OPERATIONS;
	replay->link.name = g_strdup_printf("replay:%s", base);
	replay->link.kind = g_strdup("replay");
	replay->link.passive = true;
	replay->reader = recording_reader_new(&listener);
	read_ahead(replay);
	wrong = find_wrong(replay);
	if (wrong) {
		free_memory(replay);
		return fail(error, request->path, wrong);
	}
	replay->in_call = true;
	owner->opened(owner->user, &replay->link);
	replay->in_call = false;
	if (replay->dead)
		free_memory(replay);
	else
		arm(replay);
	return true;
}
