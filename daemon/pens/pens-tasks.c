/* SPDX-License-Identifier: MIT */
/* What a person asks of one pen that is here, and what of it is told. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/classroom/classroom-pens.h"
#include "daemon/pens/pens-private.h"

void pens_set_listener(Pens *pens, const PensListener *listener)
{
	pens->listener = listener ? *listener : (PensListener){ 0 };
}

void pens_tell_changed(const PenLink *link)
{
	const PensListener *listener = &link->pens->listener;

	if (link->identified && listener->changed)
		listener->changed(listener->user, link->address);
}

void pens_tell_stroke(const PenLink *link, const Stroke *stroke)
{
	const PensListener *listener = &link->pens->listener;

	if (link->identified && listener->stroke_closed)
		listener->stroke_closed(listener->user, link->address, stroke);
}

void pens_task_ended(void *user, bool done, const char *reason)
{
	const PenLink *link = user;
	const PensListener *listener = &link->pens->listener;

	g_info("pen %s: what was asked of it is %s%s", link->address,
		done ? "done" : "not done: ", reason);
	if (link->identified && listener->task_ended)
		listener->task_ended(listener->user, link->address, done, reason);
}

static PenLink *find(const Pens *pens, const char *address)
{
	PenLink *link = g_hash_table_lookup(pens->by_address, address);

	return link && link->identified ? link : NULL;
}

bool pens_look(const Pens *pens, const char *address, PensView *view)
{
	const PenLink *link = find(pens, address);

	if (!link)
		return false;
	*view = (PensView){
		.pen = link->pen,
		.kind = link->link->kind,
		.place = link->link->place ? link->link->place : "",
	};
	return true;
}

bool pens_fetch_stored(Pens *pens, const char *address)
{
	PenLink *link = find(pens, address);
	bool begun = link && link->pen && !link->ink_left &&
		     classroom_keeps_ink(pens->classroom, link->pen_id) &&
		     pen_fetch_stored(link->pen, pens_clock_ms());

	if (begun)
		pens_after_call(link);
	return begun;
}

bool pens_begin_task(Pens *pens, const char *address, const PenTask *task)
{
	PenLink *link = find(pens, address);
	bool begun = link && link->pen && pen_begin_task(link->pen, task, pens_clock_ms());

	if (begun)
		pens_after_call(link);
	return begun;
}

void pens_configure(Pens *pens, const char *address)
{
	PenLink *link = find(pens, address);

	pen_memory_permit(pens->memory, address);
	if (link && link->pen)
		pens_configure_link(link);
}
