/* SPDX-License-Identifier: MIT */
/*
 * What pens have to say to the log of problems. Recordings say nothing: what they tell of is long over. A
 * problem of a pen that went away goes on until it comes back better.
 */
#include "daemon/pens/pens-private.h"

#define LOW_PERCENT 15
#define LOW_OVER_PERCENT 20 /* a battery's reading goes up and down a little */
#define FULL_PERCENT 90
#define FULL_OVER_PERCENT 85

static const ProblemSink *sink_of(const PenLink *link)
{
	return link->pen && link->identified ? link->pens->options.problems : NULL;
}

/* A pen that never said who it is has its link's name while it lasts. */
static void report_dropped(const PenLink *link, ProblemCode code, const char *detail)
{
	const ProblemSink *sink = link->pen ? link->pens->options.problems : NULL;

	if (!sink)
		return;
	if (link->identified) {
		problem_begins(sink, code, link->address, detail);
		return;
	}
	problem_begins(sink, code, link->link->name, detail);
	problem_ends(sink, code, link->link->name, "it was disconnected");
}

static void report_battery(const ProblemSink *sink, PenLink *link, const PenInfo *info)
{
	if (info->battery_percent == UINT8_MAX)
		return;
	bool low = info->battery_percent <= LOW_PERCENT && !info->charging;

	if (low && !link->reported.low) {
		g_autofree char *detail = g_strdup_printf("%u %%", info->battery_percent);

		problem_begins(sink, PROBLEM_PEN_LOW, link->address, detail);
		link->reported.low = true;
	} else if (!low && (info->charging || info->battery_percent > LOW_OVER_PERCENT)) {
		problem_ends(sink, PROBLEM_PEN_LOW, link->address,
			info->charging ? "it is being charged" : "charged");
		link->reported.low = false;
	}
}

static void report_memory(const ProblemSink *sink, PenLink *link, const PenInfo *info)
{
	if (info->memory_used_percent == UINT8_MAX)
		return;
	if (info->memory_used_percent >= FULL_PERCENT) {
		g_autofree char *detail = g_strdup_printf("%u %%", info->memory_used_percent);

		if (!link->reported.full)
			problem_begins(sink, PROBLEM_PEN_FULL, link->address, detail);
		link->reported.full = true;
	} else if (info->memory_used_percent < FULL_OVER_PERCENT) {
		problem_ends(sink, PROBLEM_PEN_FULL, link->address, "there is room again");
		link->reported.full = false;
	}
}

static void report_new_state(const ProblemSink *sink, const PenLink *link, PenState state)
{
	const char *reason = pen_reason(link->pen);

	switch (state) {
	case PEN_READY:
		problem_ends(sink, PROBLEM_PEN_LOCKED, link->address, "it took the password");
		problem_ends(sink, PROBLEM_PEN_FAILED, link->address, "it answers");
		problem_ends(sink, PROBLEM_LINK_LOST, link->address, "the pen came back");
		return;
	case PEN_LOCKED:
		problem_begins(sink, PROBLEM_PEN_LOCKED, link->address, reason);
		return;
	case PEN_FAILED:
		problem_begins(sink, PROBLEM_PEN_FAILED, link->address, reason);
		return;
	case PEN_CONNECTING:
	case PEN_OFF:
		return;
	}
	g_assert_not_reached();
}

void pens_report_state(PenLink *link)
{
	const ProblemSink *sink = sink_of(link);
	PenState state = sink ? pen_state(link->pen) : PEN_CONNECTING;

	if (state != link->reported.state)
		report_new_state(sink, link, state);
	link->reported.state = state;
	/* While it connects, what is known of battery and memory is from the last time. */
	if (state == PEN_CONNECTING)
		return;
	report_battery(sink, link, pen_info(link->pen));
	report_memory(sink, link, pen_info(link->pen));
}

void pens_report_lost(PenLink *link, guint n_events)
{
	const ProblemSink *sink = sink_of(link);

	if (!sink || n_events == 0)
		return;
	link->n_lost += n_events;
	g_autofree char *detail = g_strdup_printf("%u events since the pen came", link->n_lost);
	problem_begins(sink, PROBLEM_INK_LOST, link->address, detail);
}

void pens_report_closed(const PenLink *link, const char *why)
{
	const ProblemSink *sink = sink_of(link);

	if (sink && assembler_open_stroke(link->assembler))
		problem_begins(sink, PROBLEM_LINK_LOST, link->address, why);
}

void pens_report_failure(const PenLink *link)
{
	if (link->reported.state != PEN_FAILED)
		report_dropped(link, PROBLEM_PEN_FAILED, link->failure->message);
}

/* Its seat says so too, until it is back. */
void pens_report_lie(const PenLink *link)
{
	report_dropped(link, PROBLEM_PEN_LIES, link->lie);
	if (link->identified)
		classroom_pen_changed(link->pens->classroom, link->pen_id, PEN_FAILED,
			pen_info(link->pen), &(PenDownload){ 0 }, link->lie);
}

void pens_report_ink(const PenLink *link)
{
	const ProblemSink *sink = sink_of(link);

	if (sink)
		problem_ends(sink, PROBLEM_PEN_LIES, link->address, "it sends ink again");
}
