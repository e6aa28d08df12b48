/* SPDX-License-Identifier: MIT */
#include "daemon/console/console-marking.h"

#include "daemon/console/console-json.h"

static const ConsoleTrouble TROUBLES[] = {
	[MARKING_NO_SHEET] = { "no-sheet", "这份作业没有题卡，不能批改。",
		"This assignment has no sheet, so there is nothing to mark." },
	[MARKING_NO_SUCH_SEAT] = { "no-such-seat", "没有这个座位，或座位上没有学生。",
		"There is no such seat, or nobody sits there." },
	[MARKING_NO_SUCH_QUESTION] = { "no-such-question", "题卡上没有这道题。",
		"There is no such question on the sheet." },
	[MARKING_NO_SUCH_COPY] = { "no-such-copy", "没有这一页，或它没有改动过。",
		"There is no such page, or it never changed hands." },
	[MARKING_NO_PROPOSAL] = { "no-proposal", "没有可采纳的建议。",
		"There is no proposal to accept." },
	[MARKING_NO_INK] = { "no-ink", "这名学生还没有交来笔迹。",
		"There is no ink of this pupil yet." },
	[MARKING_NO_SUCH_COMMENT] = { "no-such-comment",
		"没有这条评语，或评语已满 500 条。请改用别的评语。",
		"There is no such comment, or there are 500 already; please use another." },
	[MARKING_NOTHING_TO_UNDO] = { "nothing-to-undo",
		"没有可撤销的批改：之后已经重新批过，以后来的为准。",
		"Nothing to undo: it was marked again since, and that holds." },
	[MARKING_BAD_TEXT] = { "bad-text", "这道题不可能这样答。",
		"That is no answer to a question of this kind." },
	[MARKING_NO_SUCH_PAGE] = { "no-such-page", "题卡没有这一页。",
		"The sheet has no such page." },
	[MARKING_NO_CONSENT] = { "no-consent", "没有这名学生的同意记录，不能保存笔迹。",
		"No consent of this pupil is on record, so no ink is kept." },
	[MARKING_BAD_LEVEL] = { "bad-level",
		"学校没有这个等级。有哪些等级由 zhibi.conf 的 [marking] levels 规定。",
		"The school has no such level; levels are set in zhibi.conf, [marking] levels." },
	[MARKING_BAD_VERDICT] = { "bad-verdict", "没有这种批改，或分数超出本题满分。",
		"There is no such verdict, or the points are beyond the question's." },
};

static char *answer_done(guint32 request)
{
	return g_strdup_printf("{\"type\":\"done\",\"request\":%u}", request);
}

static char *answer_accepted(guint32 request, guint n_accepted)
{
	return g_strdup_printf(
		"{\"type\":\"accepted\",\"request\":%u,\"count\":%u}", request, n_accepted);
}

static char *answer_remarked(guint32 request, const MarkingRemark *remark)
{
	return g_strdup_printf("{\"type\":\"remarked\",\"request\":%u,\"pupils\":%u,"
			       "\"left\":%u,\"answers\":%u,\"marks\":%u}",
		request, remark->n_pupils, remark->n_left, remark->n_answers, remark->n_marks);
}

static bool is_accept(const ConsoleMessage *message)
{
	return message->kind == CONSOLE_MESSAGE_ACCEPT ||
	       message->kind == CONSOLE_MESSAGE_MARK_EQUAL ||
	       message->kind == CONSOLE_MESSAGE_UNDO ||
	       message->kind == CONSOLE_MESSAGE_ACCEPT_EQUAL ||
	       message->kind == CONSOLE_MESSAGE_ACCEPT_ABOVE;
}

/* The record has the names of these; those of the rest are known until the next start. */
static bool is_kept_by_name(const ConsoleMessage *message)
{
	return is_accept(message) || message->kind == CONSOLE_MESSAGE_MARK ||
	       message->kind == CONSOLE_MESSAGE_COMMENT;
}

static MarkingResult obey(Marking *marking, const ConsoleMessage *message, gint64 teacher_id,
	gint64 now_ms, guint *n_accepted)
{
	const MarkingWish wish = {
		.seat = message->seat,
		.question = (gint)message->question,
		.verdict = message->verdict,
		.points = message->points,
		.text = message->text,
		.teacher_id = teacher_id,
		.action = message->action,
		.comment_id = message->comment,
		.has_spot = message->has_spot,
		.x = message->x,
		.y = message->y,
	};

	if (message->kind == CONSOLE_MESSAGE_MARK_EQUAL)
		return marking_mark_equal(marking, &wish, now_ms, n_accepted);
	if (message->kind == CONSOLE_MESSAGE_UNDO)
		return marking_undo(marking, &wish, message->of, now_ms, n_accepted);
	if (message->kind == CONSOLE_MESSAGE_COMMENT)
		return marking_put_comment(marking, &wish, now_ms);

	if (message->kind == CONSOLE_MESSAGE_MARK)
		return marking_mark(marking, &wish, now_ms);
	if (message->kind == CONSOLE_MESSAGE_CORRECT)
		return marking_correct(marking, &wish, now_ms);
	if (message->kind == CONSOLE_MESSAGE_CLAIM)
		return marking_claim(
			marking, message->copy, (gint)message->pupil, teacher_id, now_ms);
	if (message->kind == CONSOLE_MESSAGE_PILE)
		return marking_set_ordered(
			marking, message->ordered, (gint)message->pupil, teacher_id, now_ms);
	if (message->kind == CONSOLE_MESSAGE_PILE_MOVE)
		return marking_move_in_pile(
			marking, message->copy, (gint)message->pupil, teacher_id, now_ms);
	if (message->kind == CONSOLE_MESSAGE_HAND_DOWN)
		return marking_hand_down(marking, message->seat, teacher_id, now_ms);
	if (message->kind == CONSOLE_MESSAGE_PLACE)
		return marking_place(marking, message->copy, message->page, teacher_id, now_ms);
	if (message->kind == CONSOLE_MESSAGE_TURN_PAGE)
		return marking_turn_page(marking, message->page, teacher_id, now_ms);
	if (message->kind == CONSOLE_MESSAGE_UNDO_CLAIM)
		return marking_undo_claim(marking, message->copy, teacher_id, now_ms);
	if (message->kind == CONSOLE_MESSAGE_ACCEPT)
		return marking_accept(marking, &wish, now_ms, n_accepted);
	if (message->kind == CONSOLE_MESSAGE_ACCEPT_EQUAL)
		return marking_accept_equal(marking, &wish, now_ms, n_accepted);
	g_assert(message->kind == CONSOLE_MESSAGE_ACCEPT_ABOVE);
	return marking_accept_above(marking, &wish, message->confidence, now_ms, n_accepted);
}

char *console_marking_owner(Marking *marking, const char *line, gsize n_bytes)
{
	ConsoleMessage message;
	ConsoleMessageField field;

	if (console_message_parse(line, n_bytes, &message, &field) != CONSOLE_MESSAGE_OK ||
		message.kind != CONSOLE_MESSAGE_REMARK)
		return NULL;
	return console_marking_answer(marking, &message, 0);
}

char *console_marking_answer(Marking *marking, const ConsoleMessage *message, gint64 teacher_id)
{
	guint n_accepted = 0;

	if (marking && message->kind == CONSOLE_MESSAGE_REMARK) {
		const MarkingRemark remark = marking_remark(marking);

		return answer_remarked(message->request, &remark);
	}
	if (marking && message->kind == CONSOLE_MESSAGE_PILE_COPIES) {
		g_autofree char *copies = marking_pile(marking);

		return g_strdup_printf("{\"type\":\"pile-copies\",\"request\":%u,%s",
			message->request, copies + 1);
	}
	/* A page whose line broke says it again: it is done already. */
	const guint n_before = marking ? marking_hand_count(marking, message->action) : 0;

	if (marking && marking_was_done(marking, message->action))
		return answer_done(message->request);
	if (n_before > 0)
		return is_accept(message) ? answer_accepted(message->request, n_before)
					  : answer_done(message->request);
	const MarkingResult result =
		marking ? obey(marking, message, teacher_id, g_get_real_time() / 1000, &n_accepted)
			: MARKING_NO_SHEET;

	if (result != MARKING_DONE)
		return console_json_error(message->request, &TROUBLES[result]);
	if (!is_kept_by_name(message))
		marking_note_done(marking, message->action);
	return is_accept(message) ? answer_accepted(message->request, n_accepted)
				  : answer_done(message->request);
}
