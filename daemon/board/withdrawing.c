/* SPDX-License-Identifier: MIT */
/* See withdrawing.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/board/withdrawing.h"

#include <string.h>

#include "daemon/classroom/classroom-assignments.h"
#include "daemon/classroom/classroom-classes.h"
#include "daemon/classroom/classroom-veil.h"
#include "daemon/console/console-json.h"
#include "daemon/console/console-lesson.h"
#include "daemon/json-text.h"
#include "homework/reason.h"
#include "store/load-source.h"
#include "store/reader-lesson.h"

#define REASON_BYTES_MAX 1000

static const ConsoleTrouble bad_request = { "bad-request",
	"请求应是 JSON 对象，写明班级、作业和撤回的原因。",
	"The request must be a JSON object with the class, the assignment, and why it is taken "
	"back." };
static const ConsoleTrouble written_on = { "written-on",
	"已经有学生写了，不能撤回：写下的都要保留。可以布置一份新的，或打开另一份。",
	"Somebody has written on it, and what is written is kept: it cannot be taken back. "
	"Publish another, or open another." };
static const ConsoleTrouble unreadable = { "unreadable", "数据库现在读不出来，请稍后再试。",
	"The record cannot be read now; please try again." };

static bool is_withdrawn(const Assigning *assigning, gint64 class_id, gint64 assignment_id)
{
	g_autoptr(GPtrArray) rows = store_reader_withdrawals(assigning->reader, class_id, NULL);

	for (guint i = 0; rows && i < rows->len; i++)
		if (((const StoreWithdrawal *)g_ptr_array_index(rows, i))->assignment_id ==
			assignment_id)
			return true;
	return false;
}

/* NULL: it is done. */
static const ConsoleTrouble *withdraw(
	const Assigning *assigning, gint64 class_id, const StoreWithdrawal *withdrawal)
{
	switch (classroom_withdraw_assignment(assigning->classroom, class_id, withdrawal)) {
	case WITHDRAW_OPEN:
		assigning_reopened(assigning);
		return NULL;
	case WITHDRAW_DONE:
		return NULL;
	case WITHDRAW_NONE:
		return is_withdrawn(assigning, class_id, withdrawal->assignment_id)
			       ? NULL
			       : &console_lesson_no_assignment;
	case WITHDRAW_WRITTEN:
		return &written_on;
	case WITHDRAW_TOO_SOON:
		return &console_lesson_too_soon;
	case WITHDRAW_FAILED:
		return &unreadable;
	}
	g_assert_not_reached();
}

static const ConsoleTrouble *answer_to(
	const Assigning *assigning, const json_t *asked, gint64 teacher_id)
{
	const char *name = json_string_value(json_object_get(asked, "class"));
	const char *reason = json_string_value(json_object_get(asked, "reason"));
	const StoreWithdrawal withdrawal = {
		.assignment_id = json_integer_value(json_object_get(asked, "assignment")),
		.teacher_id = teacher_id,
		.reason = (char *)reason,
		.at_ms = g_get_real_time() / 1000,
	};

	if (!name || !reason_is_given(reason) || strlen(reason) > REASON_BYTES_MAX ||
		withdrawal.assignment_id <= 0)
		return &bad_request;
	const StoreClass *class = classroom_class_named(assigning->classroom, name);
	return class ? withdraw(assigning, class->id, &withdrawal) : &console_lesson_no_assignment;
}

char *withdrawing_answer(
	Boards *boards, const char *text, gsize n_bytes, gint64 teacher_id, guint *status)
{
	json_t *asked = json_loadb(text, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	const ConsoleTrouble *trouble = answer_to(boards_assigning(boards), asked, teacher_id);

	json_decref(asked);
	*status = !trouble		    ? 200
		  : trouble == &bad_request ? 400
		  : trouble == &unreadable  ? 503
					    : 422;
	return trouble ? console_json_trouble(trouble) : g_strdup("{\"type\":\"done\"}");
}

static const StoreWithdrawal *find(const GPtrArray *withdrawals, gint64 assignment_id)
{
	for (guint i = 0; i < withdrawals->len; i++) {
		const StoreWithdrawal *one = g_ptr_array_index(withdrawals, i);

		if (one->assignment_id == assignment_id)
			return one;
	}
	return NULL;
}

static json_t *row_json(const Assigned *one, const char *reason, gint64 at_ms)
{
	json_t *object = json_pack("{s:I, s:i, s:I}", "id", (json_int_t)one->id, "minutes",
		one->minutes, "at_ms", (json_int_t)at_ms);

	json_object_set_new(object, "subject", json_text_new(one->subject));
	json_object_set_new(object, "title", json_text_new(one->title));
	json_object_set_new(object, "reason", json_text_new(reason));
	return object;
}

json_t *withdrawing_of_day(const Boards *boards, gint64 class_id, gint day)
{
	const Assigning *assigning = boards_assigning(boards);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) withdrawals =
		store_reader_withdrawals(assigning->reader, class_id, &error);
	g_autoptr(GPtrArray) rows =
		withdrawals ? store_reader_withdrawn(assigning->reader, class_id, &error) : NULL;
	json_t *list = json_array();

	if (error)
		g_warning("what was taken back: %s", error->message);
	for (guint i = 0; rows && i < rows->len; i++) {
		g_autoptr(Assigned) one =
			load_source_assigned(assigning->rules, g_ptr_array_index(rows, i));
		const StoreWithdrawal *withdrawal = find(withdrawals, one->id);

		if (!withdrawal || one->day != day)
			continue;
		g_autofree char *reason =
			classroom_veil_class(assigning->classroom, class_id, withdrawal->reason);

		json_array_append_new(list, row_json(one, reason, withdrawal->at_ms));
	}
	return list;
}
