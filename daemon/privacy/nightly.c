/* SPDX-License-Identifier: MIT */
/* See nightly.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/privacy/nightly.h"

#include "daemon/privacy/clock-trust.h"
#include "store/reader-privacy.h"

#define DAY_MS (G_GINT64_CONSTANT(24) * 3600 * 1000)
#define FIRST_SECONDS 3600
#define LOOK_SECONDS 600
#define NIGHT_HOUR 3
#define SLICE_SECONDS 2

struct Nightly {
	NightlyOptions options;
	Store *store;
	StoreReader *reader;
	guint look_source; /* is it night? */
	guint slice_source;
	gint last_day; /* of the school, when it was done last */
};

static bool clock_is_believed(const Nightly *nightly, gint64 now_ms)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) days = store_reader_nights(nightly->reader, now_ms, &error);
	const gint64 oldest_ms =
		days && days->len > 0 ? g_array_index(days, gint64, days->len - 1) : now_ms;
	gint64 known_ms = 0;

	if (!days || !store_reader_known_until(nightly->reader, oldest_ms, &known_ms, &error)) {
		g_warning("what is to be forgotten cannot be read: %s", error->message);
		return false;
	}
	if (clock_trust(days, known_ms, now_ms))
		return true;
	if (known_ms != 0)
		g_warning("nothing is forgotten yet: the clock is more than %d days ahead of all "
			  "that is on record before; set it right. If it is right, it is "
			  "believed when the daemon has run on %d days",
			CLOCK_TRUST_HOLIDAY_DAYS, CLOCK_TRUST_DAYS_AFTER_GAP);
	return false;
}

static bool forget(Nightly *nightly, StoreForget kind, gint64 now_ms)
{
	const gint64 before_ms = now_ms - (gint64)nightly->options.days[kind] * DAY_MS;
	gint64 is_due = 0;
	g_autoptr(GError) error = NULL;

	if (nightly->options.days[kind] == 0)
		return false;
	if (!store_reader_forgettable(nightly->reader, kind, before_ms, &is_due, &error))
		g_warning("what is to be forgotten cannot be read: %s", error->message);
	if (is_due == 0)
		return false;
	store_forget(nightly->store, kind, before_ms, now_ms);
	return true;
}

void nightly_note(Nightly *nightly, gint64 now_ms)
{
	store_put_night(nightly->store, now_ms / DAY_MS, now_ms);
}

bool nightly_forget_slice(Nightly *nightly, gint64 now_ms)
{
	if (!clock_is_believed(nightly, now_ms))
		return false;
	for (guint kind = 0; kind < STORE_N_FORGETS; kind++)
		if (forget(nightly, (StoreForget)kind, now_ms))
			return true;
	return false;
}

/* A disk that is full or slow is not given more work. */
static gboolean on_slice(gpointer user)
{
	Nightly *nightly = user;

	if (store_congested(nightly->store) || store_state(nightly->store) != STORE_OK)
		return G_SOURCE_CONTINUE;
	if (nightly_forget_slice(nightly, g_get_real_time() / 1000))
		return G_SOURCE_CONTINUE;
	nightly->slice_source = 0;
	return G_SOURCE_REMOVE;
}

/* That the daemon looked today is on record before anything is forgotten by this clock. */
static void begin(Nightly *nightly)
{
	nightly_note(nightly, g_get_real_time() / 1000);
	if (nightly->slice_source == 0)
		nightly->slice_source = g_timeout_add_seconds(SLICE_SECONDS, on_slice, nightly);
}

static gboolean on_look(gpointer user)
{
	Nightly *nightly = user;
	const SchoolMoment now = school_day_of(&nightly->options.clock, g_get_real_time() / 1000);

	if (now.minute / 60 % 24 == NIGHT_HOUR && nightly->last_day != now.day) {
		nightly->last_day = now.day;
		begin(nightly);
	}
	return G_SOURCE_CONTINUE;
}

/* A machine that is switched off every evening never sees the night. */
static gboolean on_first(gpointer user)
{
	Nightly *nightly = user;

	begin(nightly);
	nightly->look_source = g_timeout_add_seconds(LOOK_SECONDS, on_look, nightly);
	return G_SOURCE_REMOVE;
}

/* Whose they are is told to those who ask (zhibi doctor), and is in no log. */
static void warn_of_erasures(StoreReader *reader)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = store_reader_pending_erasures(reader, &error);

	if (error)
		g_warning("erasures: %s", error->message);
	else if (rows->len > 0)
		g_warning("删除学生数据的操作有 %u 个中断了，没有做完：停服务，运行 zhibi doctor，"
			  "按它说的做 / erasures that were cut off and are not done: %u; stop the "
			  "service, run zhibi doctor, and do what it says",
			rows->len, rows->len);
}

Nightly *nightly_new(const NightlyOptions *options, Store *store, StoreReader *reader)
{
	Nightly *nightly = g_new0(Nightly, 1);

	nightly->options = *options;
	nightly->store = store;
	nightly->reader = reader;
	warn_of_erasures(reader);
	nightly->look_source = g_timeout_add_seconds(FIRST_SECONDS, on_first, nightly);
	return nightly;
}

Nightly *nightly_free(Nightly *nightly)
{
	if (!nightly)
		return NULL;
	g_clear_handle_id(&nightly->look_source, g_source_remove);
	g_clear_handle_id(&nightly->slice_source, g_source_remove);
	g_free(nightly);
	return NULL;
}
