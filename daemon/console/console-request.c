/* SPDX-License-Identifier: MIT */
/*
 * What a page asks for, and its answers. Short answers wait in a queue of their own that outlives a
 * resynchronisation; pages are opened one after the other, each when the line is free.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/console/console-peer.h"

#include <string.h>

#include "daemon/console/console-classes.h"
#include "daemon/console/console-day.h"
#include "daemon/console/console-lesson.h"
#include "daemon/console/console-load.h"
#include "daemon/console/console-marking.h"
#include "daemon/console/console-message.h"
#include "daemon/console/console-question.h"
#include "daemon/console/console-sheet.h"
#include "daemon/console/console-trial.h"
#include "daemon/console/console-unclaimed.h"
#include "daemon/console/console-wall.h"
#include "daemon/classroom/ink-records.h"
#include "daemon/fleet/fleet.h"

#define N_BAD_MAX 10
#define N_REQUESTS_MAX 32
#define N_KEPT_MAX 1000 /* while the disk takes nothing */
/* A page asks a few times a second at most, its watchdog every four seconds. */
#define N_MESSAGES_MAX 200
#define MESSAGES_WINDOW_US 10000000
/* A message longer than that is no mistake of a page of ours: reading to its end is not worth it. */
#define HOPELESS_BYTES CONSOLE_MESSAGE_EDIT_BYTES_MAX

static const ConsoleTrouble no_such_page = { "no-such-page", "没有这一页。",
	"There is no such page." };
static const ConsoleTrouble no_such_seat = { "no-such-seat", "没有这个座位。",
	"There is no such seat." };
static const ConsoleTrouble page_unreadable = { "page-unreadable", "这一页读不出来，请稍后再试。",
	"This page cannot be read now; please try again." };
static const ConsoleTrouble no_fleet = { "not-here", "这里不管理笔。",
	"Pens are not managed here." };
static const ConsoleTrouble other_assignment = { "other-assignment",
	"这是另一份作业的批改，那份作业现在没有打开。请先打开那份作业，再点“再发一次”。",
	"This mark is of another assignment, which is not open now. Open it, then send the mark "
	"again." };
static const ConsoleTrouble too_many_requests = { "too-many-requests", "请求太多，请稍候。",
	"Too many requests at once; please wait." };

/* ---- opening a page */

static bool may(const ConsolePeer *peer, ConsoleMessageKind kind)
{
	const Rights rights = console_peer_rights(peer);

	return console_rights_may(&rights, console_open_class(peer->console), kind);
}

static void count_ink(GBytes *records, ConsoleJsonPage *page)
{
	g_autoptr(GByteArray) kept = g_byte_array_new();
	InkRecordsCount count = { 0 };
	gsize n_bytes;
	const guint8 *bytes = g_bytes_get_data(records, &n_bytes);
	if (n_bytes > 0)
		ink_records_filter(bytes, n_bytes, NULL, kept, &count);
	page->n_strokes = count.n_strokes;
	page->n_dots = count.n_dots;
}

ConsoleFrame *console_peer_open_page(ConsolePeer *peer)
{
	g_autofree ConsoleMessage *message = g_queue_pop_head(&peer->requests);
	if (!message)
		return NULL;
	Console *console = peer->console;
	/* Another class may have been opened since it was asked for. */
	if (!may(peer, message->kind)) {
		g_autofree char *refusal = console_json_error(message->request, &console_no_right);
		return console_frame_new(true, refusal, strlen(refusal));
	}
	ConsoleJsonPage page = { .request = message->request, .copy = message->copy };
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) records = NULL;
	bool found =
		classroom_page_place(console->classroom, message->copy, &page.seat, &page.page);
	if (found)
		records = classroom_page_ink(console->classroom, message->copy, &error);
	g_autofree char *text = NULL;
	if (!records) {
		if (error)
			g_warning("page copy %" G_GINT64_FORMAT ": %s", message->copy,
				error->message);
		text = console_json_error(
			message->request, found ? &page_unreadable : &no_such_page);
		return console_frame_new(true, text, strlen(text));
	}
	StoreAccess access = { .teacher_id = peer->teacher_id,
		.page_copy_id = message->copy,
		.at_ms = console_now_ms(),
		.what = (char *)"open-page" };
	store_put_access(console->store, &access);
	page.seat = MIN(page.seat, CONSOLE_INK_NO_SEAT);
	count_ink(records, &page);
	text = console_json_page(&page);
	ConsoleInkHead head = { CONSOLE_INK_ANSWER, page.seat, page.copy, page.request };
	console_ink_stream_start(&peer->page, &head, g_steal_pointer(&records));
	return console_frame_new(true, text, strlen(text));
}

/* ---- what the page says */

static void list_pages(ConsolePeer *peer, const ConsoleMessage *message)
{
	Classroom *classroom = peer->console->classroom;
	if (message->seat >= classroom_n_seats(classroom)) {
		console_peer_refuse(peer, message->request, &no_such_seat);
		return;
	}
	g_autoptr(GArray) copies = classroom_seat_pages(classroom, message->seat);
	console_peer_answer(
		peer, console_json_pages(message->request, message->seat, copies, classroom));
}

static void hide_names(ConsolePeer *peer, bool hide)
{
	Console *console = peer->console;
	classroom_set_hide_names(console->classroom, hide);
	if (hide)
		console_socket_forget_queues(console);
	console_state_touch_all(console->state);
	wall_touch(console->wall);
	if (console->options.marking)
		marking_tell_words(console->options.marking);
	console_tell_changes(console);
}

/* A person did it: keeps the session alive. */
static void session_used(ConsolePeer *peer)
{
	login_teacher(peer->console->login, peer->token, console_now_ms());
}

static void ask_fleet(ConsolePeer *peer, const ConsoleMessage *message)
{
	Fleet *fleet = peer->console->options.fleet;
	const Rights rights = console_peer_rights(peer);
	if (!fleet) {
		console_peer_refuse(peer, message->request, &no_fleet);
		return;
	}
	char *text = fleet_answer(fleet, message, peer->teacher_id);
	if (message->kind == CONSOLE_MESSAGE_PENS)
		text = console_classes_veil_pens(peer->console->classroom, &rights, text);
	console_peer_answer(peer, text);
}

/* The text of a message lives until it is obeyed. */
static void edit_sheet(ConsolePeer *peer, const ConsoleMessage *message)
{
	Console *console = peer->console;
	const ConsoleSheetText text = { (const char *)peer->incoming->data, peer->incoming->len };
	bool changed;

	console_peer_answer(peer, console_sheet_edit_answer(console->options.marking, message,
					  &text, peer->teacher_id, &changed));
	/* Questions may have come and gone: all results are told anew, with the sheet. */
	if (changed)
		console_start_over(console);
}

/* Late consoles and those that are open get all of the other assignment. */
static void open_assignment(ConsolePeer *peer, const ConsoleMessage *message)
{
	Console *console = peer->console;
	const ConsoleRoom room = { console->classroom, console->options.marking };
	bool changed;

	console_peer_answer(
		peer, console_lesson_open_answer(&room, message, peer->teacher_id, &changed));
	if (changed)
		console_start_over(console);
}

static void answer_classes(ConsolePeer *peer, const ConsoleMessage *message)
{
	const Rights rights = console_peer_rights(peer);

	console_peer_answer(peer, console_classes_answer(peer->console, message, &rights));
}

/* A mark may have waited in a page for its line; meanwhile another class may have begun. */
static bool is_open_assignment(const Console *console, gint64 assignment_id)
{
	const StoreAssignment *open = classroom_assignment(console->classroom);

	return assignment_id == 0 || (open && open->id == assignment_id);
}

static void obey(ConsolePeer *peer, const ConsoleMessage *message)
{
	const ConsoleTrouble *other = console_lesson_other_class(peer->console->classroom, message);

	if (other) {
		console_peer_refuse(peer, message->request, other);
		return;
	}
	switch (message->kind) {
	case CONSOLE_MESSAGE_OPEN_PAGE:
		session_used(peer);
		if (g_queue_get_length(&peer->requests) >= N_REQUESTS_MAX) {
			console_peer_refuse(peer, message->request, &too_many_requests);
			return;
		}
		g_queue_push_tail(&peer->requests, g_memdup2(message, sizeof(*message)));
		console_peer_ask_to_write(peer);
		return;
	case CONSOLE_MESSAGE_LIST_PAGES:
		list_pages(peer, message);
		return;
	case CONSOLE_MESSAGE_HIDE_NAMES:
		session_used(peer);
		hide_names(peer, message->hide);
		return;
	case CONSOLE_MESSAGE_RESYNCHRONISE:
		console_peer_start_over(peer, true);
		return;
	case CONSOLE_MESSAGE_QUESTION_INK:
		session_used(peer);
		console_question_ink(peer, message);
		return;
	case CONSOLE_MESSAGE_MARK:
	case CONSOLE_MESSAGE_MARK_EQUAL:
	case CONSOLE_MESSAGE_UNDO:
	case CONSOLE_MESSAGE_COMMENT:
	case CONSOLE_MESSAGE_ACCEPT:
	case CONSOLE_MESSAGE_ACCEPT_EQUAL:
	case CONSOLE_MESSAGE_ACCEPT_ABOVE:
	case CONSOLE_MESSAGE_CORRECT:
	case CONSOLE_MESSAGE_CLAIM:
	case CONSOLE_MESSAGE_UNDO_CLAIM:
	case CONSOLE_MESSAGE_REMARK:
	case CONSOLE_MESSAGE_PILE:
	case CONSOLE_MESSAGE_PILE_COPIES:
	case CONSOLE_MESSAGE_PILE_MOVE:
	case CONSOLE_MESSAGE_HAND_DOWN:
	case CONSOLE_MESSAGE_PLACE:
	case CONSOLE_MESSAGE_TURN_PAGE:
		session_used(peer);
		if (!is_open_assignment(peer->console, message->assignment)) {
			console_peer_refuse(peer, message->request, &other_assignment);
			return;
		}
		console_peer_answer(peer, console_marking_answer(peer->console->options.marking,
						  message, peer->teacher_id));
		return;
	case CONSOLE_MESSAGE_LOAD:
	case CONSOLE_MESSAGE_LOAD_SCHOOL:
		session_used(peer);
		console_load_ask(peer, message);
		return;
	case CONSOLE_MESSAGE_UNCLAIMED:
		session_used(peer);
		console_peer_answer(
			peer, console_unclaimed_answer(peer->console->classroom, message));
		return;
	case CONSOLE_MESSAGE_SEAT_MOVE:
	case CONSOLE_MESSAGE_LESSON_BEGIN:
	case CONSOLE_MESSAGE_LESSON_PAUSE:
	case CONSOLE_MESSAGE_LESSON_RESUME:
	case CONSOLE_MESSAGE_LESSON_END:
	case CONSOLE_MESSAGE_ASSIGNMENTS:
		session_used(peer);
		console_peer_answer(peer,
			console_lesson_answer(peer->console->classroom, message, peer->teacher_id));
		return;
	case CONSOLE_MESSAGE_DAY:
		console_peer_answer(peer,
			console_day_answer(peer->console->classroom, peer->console->options.reader,
				&peer->console->options.clock, message));
		return;
	case CONSOLE_MESSAGE_CLASSES:
	case CONSOLE_MESSAGE_CLASS_OPEN:
		session_used(peer);
		answer_classes(peer, message);
		return;
	case CONSOLE_MESSAGE_ASSIGNMENT_OPEN:
		session_used(peer);
		open_assignment(peer, message);
		return;
	case CONSOLE_MESSAGE_WALL_ADD:
	case CONSOLE_MESSAGE_WALL_REMOVE:
	case CONSOLE_MESSAGE_WALL_MOVE:
	case CONSOLE_MESSAGE_WALL_CLEAR:
	case CONSOLE_MESSAGE_WALL_BLANK:
	case CONSOLE_MESSAGE_WALL_NAMES:
	case CONSOLE_MESSAGE_WALL_LIVE:
	case CONSOLE_MESSAGE_WALL_REPLAY:
	case CONSOLE_MESSAGE_WALL_LINK:
	case CONSOLE_MESSAGE_WALL_UNLINK:
		session_used(peer);
		console_peer_answer(
			peer, console_wall_answer(peer->console->wall, message, peer->teacher_id));
		return;
	case CONSOLE_MESSAGE_SHEET:
		session_used(peer);
		console_peer_answer(
			peer, console_sheet_answer(peer->console->options.marking, message));
		return;
	case CONSOLE_MESSAGE_SHEET_TRY:
		session_used(peer);
		console_trial_begin(peer, message,
			&(ConsoleSheetText){
				(const char *)peer->incoming->data, peer->incoming->len });
		return;
	case CONSOLE_MESSAGE_SHEET_EDIT:
		session_used(peer);
		edit_sheet(peer, message);
		return;
	case CONSOLE_MESSAGE_STATUS:
	case CONSOLE_MESSAGE_PENS:
		ask_fleet(peer, message);
		return;
	case CONSOLE_MESSAGE_PEN_FIND:
	case CONSOLE_MESSAGE_PEN_SETTING:
	case CONSOLE_MESSAGE_PEN_PASSWORD:
	case CONSOLE_MESSAGE_PEN_BIND:
	case CONSOLE_MESSAGE_PEN_UNBIND:
	case CONSOLE_MESSAGE_PEN_SWAP:
	case CONSOLE_MESSAGE_PEN_RETIRE:
	case CONSOLE_MESSAGE_PEN_FETCH:
	case CONSOLE_MESSAGE_PEN_FORGET:
	case CONSOLE_MESSAGE_PEN_TAKE:
	case CONSOLE_MESSAGE_PEN_PASSKEY:
	case CONSOLE_MESSAGE_PAIRING_START:
	case CONSOLE_MESSAGE_PAIRING_STOP:
	case CONSOLE_MESSAGE_ENROLMENT_START:
	case CONSOLE_MESSAGE_ENROLMENT_STOP:
		session_used(peer);
		ask_fleet(peer, message);
		return;
	}
}

static void obey_and_keep(ConsolePeer *peer, const ConsoleMessage *message)
{
	if (!console_message_changes_record(message->kind)) {
		obey(peer, message);
		return;
	}
	if (kept_answers_count(&peer->kept) >= N_KEPT_MAX) {
		console_peer_refuse(peer, message->request, &too_many_requests);
		return;
	}
	/* All of what it asks for, or nothing: half of it would pass for done when it is said again. */
	peer->is_keeping = true;
	store_begin_group(peer->console->store);
	obey(peer, message);
	store_end_group(peer->console->store);
	peer->is_keeping = false;
}

static void refuse_message(ConsolePeer *peer, ConsoleMessageResult result, guint32 request,
	const ConsoleMessageField *field)
{
	g_autofree char *zh = NULL;
	g_autofree char *en = NULL;
	console_message_fault(result, field, &zh, &en);
	console_peer_refuse(peer, request, &(ConsoleTrouble){ "bad-message", zh, en });
	if (++peer->n_bad >= N_BAD_MAX)
		console_peer_close(peer, LWS_CLOSE_STATUS_POLICY_VIOLATION, "bad messages");
}

/* Is this one message more than a page can have a reason for? */
static bool too_many_messages(ConsolePeer *peer)
{
	gint64 now_us = g_get_monotonic_time();
	if (now_us - peer->window_us > MESSAGES_WINDOW_US) {
		peer->window_us = now_us;
		peer->n_messages = 0;
	}
	return ++peer->n_messages > N_MESSAGES_MAX;
}

static void forget_incoming(ConsolePeer *peer)
{
	if (peer->incoming->len > 0)
		explicit_bzero(peer->incoming->data, peer->incoming->len);
	g_byte_array_set_size(peer->incoming, 0);
	peer->incoming_bytes = 0;
	peer->incoming_bad = false;
}

static void message_complete(ConsolePeer *peer)
{
	ConsoleMessage message = { 0 };
	ConsoleMessageField field = { 0 };
	ConsoleMessageResult result = CONSOLE_MESSAGE_BAD_TEXT;
	if (!peer->incoming_bad)
		result = console_message_parse(
			(const char *)peer->incoming->data, peer->incoming->len, &message, &field);
	if (too_many_messages(peer))
		console_peer_close(peer, LWS_CLOSE_STATUS_POLICY_VIOLATION, "too many messages");
	else if (result == CONSOLE_MESSAGE_OK && !may(peer, message.kind))
		console_peer_refuse(peer, message.request, &console_no_right);
	else if (result == CONSOLE_MESSAGE_OK)
		obey_and_keep(peer, &message);
	else
		refuse_message(peer, result, message.request, &field);
	forget_incoming(peer);
	explicit_bzero(&message, sizeof(message)); /* it may hold a pen's password */
}

void console_peer_receive(ConsolePeer *peer, const void *bytes, gsize n_bytes)
{
	if (peer->close_status != 0)
		return;
	peer->incoming_bytes += n_bytes;
	if (lws_frame_is_binary(peer->wsi) || peer->incoming_bytes > HOPELESS_BYTES)
		peer->incoming_bad = true;
	else if (n_bytes > 0)
		g_byte_array_append(peer->incoming, bytes, (guint)n_bytes);
	if (peer->incoming_bytes > HOPELESS_BYTES)
		console_peer_close(peer, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, "message too long");
	else if (lws_is_final_fragment(peer->wsi))
		message_complete(peer);
}
