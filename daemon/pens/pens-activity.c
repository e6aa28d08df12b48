/* SPDX-License-Identifier: MIT */
/* What each pen is about, told to its link: makers of links that have fewer places than pens go by it. */
#include "daemon/pens/pens-private.h"

#define LIVE_MS 60000 /* a child that thinks is still writing */
#define LOOK_SECONDS 2

static bool waits_for_disk(const PenLink *link)
{
	for (const GList *at = link->pens->waits.head; at; at = at->next)
		if (((const Wait *)at->data)->link == link)
			return true;
	return false;
}

static LinkActivity activity_of(const PenLink *link)
{
	switch (pen_state(link->pen)) {
	case PEN_CONNECTING:
		return LINK_STARTING;
	case PEN_LOCKED:
	case PEN_FAILED:
		return LINK_REFUSED;
	case PEN_READY:
	case PEN_OFF:
		break;
	}
	if (pen_download(link->pen)->under_way || waits_for_disk(link))
		return LINK_FETCHING;
	if (assembler_open_stroke(link->assembler) ||
		pens_clock_ms() - link->last_live_ms < LIVE_MS)
		return LINK_WRITING;
	return LINK_RESTING;
}

static gboolean on_look(gpointer user)
{
	Pens *pens = user;

	/* Backwards: a link maker may end a link when it hears. */
	for (guint i = pens->links->len; i > 0; i--)
		if (i <= pens->links->len)
			pens_look_at_activity(g_ptr_array_index(pens->links, i - 1));
	if (pens->links->len > 0)
		return G_SOURCE_CONTINUE;
	pens->activity_source = 0;
	return G_SOURCE_REMOVE;
}

void pens_look_at_activity(PenLink *link)
{
	Pens *pens = link->pens;
	LinkActivity activity;

	if (!link->pen || !link->link->operations->activity)
		return;
	/* Time alone turns a writing pen into a resting one. */
	if (pens->activity_source == 0)
		pens->activity_source = g_timeout_add_seconds(LOOK_SECONDS, on_look, pens);
	activity = activity_of(link);
	if (activity == link->activity)
		return;
	link->activity = activity;
	link_tell_activity(link->link, activity);
}
