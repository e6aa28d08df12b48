/* SPDX-License-Identifier: MIT */
/*
 * A pen that lies: over its quota (quota.h), or suddenly another pen than the one it said it is. Its link is
 * dropped when the call under way is over, all ink it brought is kept, and for a while it may not come in
 * again, under its address or its device's. What it writes meanwhile it keeps in its memory.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/pens/pens-private.h"

static gint64 monotonic_ms(void)
{
	return g_get_monotonic_time() / 1000;
}

void pens_count_stroke(PenLink *link, const Stroke *stroke)
{
	if (stroke->origin == STROKE_LIVE)
		quota_live_stroke(&link->quota);
	else
		quota_stored_stroke(&link->quota);
}

void pens_count_dots(PenLink *link, const Stroke *stroke, guint n_dots)
{
	quota_dots(&link->quota, n_dots);
	if (stroke->origin == STROKE_LIVE)
		quota_live_dots(&link->quota, n_dots);
	else
		quota_stored_dots(&link->quota, n_dots);
}

void pens_count_said(PenLink *link, const PenSaid *said)
{
	/* A command that we do not know is a newer pen, not a lie. */
	if (said->kind == PEN_SAID_BAD && said->n == 0)
		quota_bad(&link->quota);
	else if (said->kind == PEN_SAID_REPEATED)
		quota_repeated(&link->quota, said->n);
}

static bool is_another_pen(PenLink *link)
{
	const char *address = pen_info(link->pen)->address;

	if (!*address)
		return false;
	if (!link->claimed)
		link->claimed = g_strdup(address);
	return !g_str_equal(address, link->claimed);
}

static void look_at_fetch(PenLink *link)
{
	bool fetching = pen_download(link->pen)->under_way;

	if (link->fetching && !fetching)
		quota_fetch_over(&link->quota);
	link->fetching = fetching;
}

void pens_look_at_lies(PenLink *link)
{
	/* Recordings are as they are. */
	if (!link->pen || link->lie)
		return;
	look_at_fetch(link);
	if (link->quota.verdict != QUOTA_KEPT)
		link->lie = quota_words(link->quota.verdict);
	else if (is_another_pen(link))
		link->lie = "it says now that it is another pen";
}

void pens_remember_lie(PenLink *link)
{
	const char *name = pens_lasting_name(link->link);

	if (name)
		pen_memory_lied(link->pens->memory, name, monotonic_ms());
	if (link->identified && g_strcmp0(name, link->address) != 0)
		pen_memory_lied(link->pens->memory, link->address, monotonic_ms());
}

/* Bluetooth's links are called after the device; a place at the cable has another pen in it tomorrow. */
const char *pens_lasting_name(const Link *link)
{
	bool is_device = g_str_equal(link->kind, "ble") || g_str_equal(link->kind, "spp");

	return link->address ? link->address : is_device ? link->name : NULL;
}

bool pens_is_kept_out(const Pens *pens, const char *address_or_name)
{
	return pen_memory_kept_out(pens->memory, address_or_name, monotonic_ms());
}
