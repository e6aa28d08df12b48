/* SPDX-License-Identifier: MIT */
/* See console-question.h. The ink is at hand where it is read for its marks: nothing is asked of the disk. */
#include "daemon/console/console-question.h"

#include "daemon/classroom/ink-records.h"

static const ConsoleTrouble no_such_question = { "no-such-question", "题卡上没有这道题。",
	"There is no such question on the sheet." };

typedef struct {
	ConsolePeer *peer;
	const ConsoleMessage *message;
} Asked;

static void push(ConsolePeer *peer, ConsoleFrame *take_frame)
{
	g_queue_push_tail(&peer->answers, take_frame);
	console_peer_ask_to_write(peer);
}

/* Frame after frame, none longer than the protocol allows. */
static void send_ink(void *user, guint seat, gint64 page_copy_id, const GPtrArray *strokes)
{
	const Asked *asked = user;
	Console *console = asked->peer->console;
	const ConsoleInkHead head = { CONSOLE_INK_ANSWER, seat, page_copy_id,
		asked->message->request };
	const StoreAccess access = { .teacher_id = asked->peer->teacher_id,
		.page_copy_id = page_copy_id,
		.at_ms = console_now_ms(),
		.what = (char *)"question-ink" };
	g_autoptr(GByteArray) records = g_byte_array_new();

	store_put_access(console->store, &access);
	for (guint i = 0; i < strokes->len; i++)
		ink_records_put_whole(records, g_ptr_array_index(strokes, i));
	for (gsize at = 0; at < records->len;) {
		const gsize n_bytes = console_ink_cut(
			records->data + at, records->len - at, CONSOLE_INK_FRAME_BYTES);

		if (n_bytes == 0)
			return;
		push(asked->peer, console_ink_frame(&head, records->data + at, n_bytes, false));
		at += n_bytes;
	}
}

void console_question_ink(ConsolePeer *peer, const ConsoleMessage *message)
{
	Marking *marking = peer->console->options.marking;
	Asked asked = { peer, message };
	const ConsoleInkHead end = { CONSOLE_INK_ANSWER, CONSOLE_INK_NO_SEAT, 0, message->request };

	if (!marking || !marking_has_question(marking, (gint)message->question)) {
		console_peer_refuse(peer, message->request, &no_such_question);
		return;
	}
	console_peer_answer(
		peer, g_strdup_printf("{\"type\":\"question-ink\",\"request\":%u,\"question\":%u}",
			      message->request, message->question));
	marking_each_ink(marking, (gint)message->question, send_ink, &asked);
	push(peer, console_ink_frame(&end, NULL, 0, true));
}
