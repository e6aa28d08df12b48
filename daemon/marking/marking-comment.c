/* SPDX-License-Identifier: MIT */
/* Comments that marks share: what one says, and what it is worth. Changed once, all marks that use it change. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/marking/marking-hand.h"

#include "daemon/classroom/classroom-veil.h"
#include "daemon/json-text.h"

#include <string.h>

#define N_COMMENTS_MAX 500 /* of a sheet */

typedef struct {
	gint64 id;
	gint question;
	char *text;
	Verdict verdict;
	double points;
	char *action;	  /* that made or changed it last */
	guint64 sequence; /* of the store, of its row; 0: the row was there */
} Comment;

static void comment_free(gpointer data)
{
	Comment *comment = data;

	g_free(comment->text);
	g_free(comment->action);
	g_free(comment);
}

static Comment *find(const Marking *marking, gint64 comment_id)
{
	for (guint i = 0; i < marking->comments->len; i++) {
		Comment *comment = g_ptr_array_index(marking->comments, i);

		if (comment->id == comment_id)
			return comment;
	}
	return NULL;
}

static Comment *take(Marking *marking, const StoreComment *row)
{
	Comment *comment = find(marking, row->comment_id);
	Verdict verdict;

	if (!verdict_from_name(row->verdict, &verdict))
		return NULL;
	if (!comment) {
		comment = g_new0(Comment, 1);
		comment->id = row->comment_id;
		g_ptr_array_add(marking->comments, comment);
	}
	g_free(comment->text);
	g_free(comment->action);
	comment->question = (gint)row->question_id;
	comment->text = g_strdup(row->text);
	comment->action = g_strdup(row->action);
	comment->verdict = verdict;
	comment->points = row->points;
	return comment;
}

void marking_comments_free(Marking *marking)
{
	g_clear_pointer(&marking->comments, g_ptr_array_unref);
}

void marking_load_comments(Marking *marking)
{
	const StoreAssignment *open = classroom_assignment(marking->options.classroom);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows =
		store_reader_comments(marking->options.reader, open->sheet_id, &error);

	marking_comments_free(marking);
	marking->comments = g_ptr_array_new_with_free_func(comment_free);
	if (!rows)
		g_warning("comments cannot be read: %s", error->message);
	for (guint i = 0; rows && i < rows->len; i++)
		take(marking, g_ptr_array_index(rows, i));
}

bool marking_comment_verdict(
	const Marking *marking, gint64 comment_id, gint question, Verdict *verdict, double *points)
{
	const Comment *comment = find(marking, comment_id);

	if (!comment || comment->question != question)
		return false;
	*verdict = comment->verdict;
	*points = comment->points;
	return true;
}

/* All marks in force that use it say what it says now. */
static void mark_again(
	Marking *marking, const Comment *comment, const MarkingWish *wish, gint64 now_ms)
{
	for (guint i = 0; i < marking->pupils->len; i++) {
		PupilWork *pupil = g_ptr_array_index(marking->pupils, i);
		Entry *entry = marking_entry(marking, pupil, comment->question);

		if (!entry || entry_in_force(entry) != &entry->hand ||
			entry->hand.comment_id != comment->id ||
			(entry->hand.verdict == comment->verdict &&
				entry->hand.points == comment->points))
			continue;
		HeldMark mark = entry->hand;

		mark.verdict = comment->verdict;
		mark.points = comment->points;
		mark.at_ms = MAX(now_ms, mark.at_ms);
		mark.teacher_id = wish->teacher_id;
		g_strlcpy(mark.action, wish->action, sizeof mark.action);
		marking_hand_put(marking, pupil, entry, &mark);
	}
}

/* A page that was told no names gives back what it was told: the comment says what it said. */
static char *kept_text(const Marking *marking, const MarkingWish *wish)
{
	const Comment *comment = find(marking, wish->comment_id);

	if (!comment)
		return g_strdup(wish->text);
	g_autofree char *told = classroom_veil(marking->options.classroom, comment->text);

	return g_strdup(g_strcmp0(told, wish->text) == 0 ? comment->text : wish->text);
}

void marking_tell_comments(Marking *marking)
{
	if (!marking->comments)
		return;
	marking->comments_touched = true;
	marking_touch(marking, NULL, NULL);
}

/* Said again, it is answered by what becomes of the first. */
static bool is_done(const Marking *marking, const char *action)
{
	Store *store = marking->options.store;

	for (guint i = 0; *action && i < marking->comments->len; i++) {
		const Comment *comment = g_ptr_array_index(marking->comments, i);

		if (!g_str_equal(comment->action, action))
			continue;
		if (comment->sequence != 0 && store_refused(store, comment->sequence))
			return false;
		if (comment->sequence != 0)
			store_rely(store, comment->sequence);
		return true;
	}
	return false;
}

MarkingResult marking_put_comment(Marking *marking, const MarkingWish *wish, gint64 now_ms)
{
	const StoreAssignment *open = classroom_assignment(marking->options.classroom);
	Verdict verdict;

	if (!marking->sheet)
		return MARKING_NO_SHEET;
	const MarkingResult fits = marking_check_verdict(marking, wish, &verdict);
	if (fits != MARKING_DONE)
		return fits;
	if (*wish->text == '\0' || verdict == VERDICT_NONE || verdict == VERDICT_LEVEL)
		return MARKING_BAD_VERDICT;
	if (is_done(marking, wish->action))
		return MARKING_DONE;
	if (wish->comment_id != 0 && !find(marking, wish->comment_id))
		return MARKING_NO_SUCH_COMMENT;
	if (wish->comment_id == 0 && marking->comments->len >= N_COMMENTS_MAX)
		return MARKING_NO_SUCH_COMMENT;
	const gint64 id = store_new_id(marking->options.store);
	g_autofree char *text = kept_text(marking, wish);
	const StoreComment row = {
		.id = id,
		.comment_id = wish->comment_id != 0 ? wish->comment_id : id,
		.sheet_id = open->sheet_id,
		.question_id = wish->question,
		.text = text,
		.verdict = (char *)verdict_name(verdict),
		.points = wish->points,
		.teacher_id = wish->teacher_id,
		.at_ms = now_ms,
		.action = (char *)wish->action,
	};

	const guint64 sequence = store_put_comment(marking->options.store, &row);
	Comment *comment = take(marking, &row);

	comment->sequence = sequence;
	mark_again(marking, comment, wish, now_ms);
	marking_tell_comments(marking);
	return MARKING_DONE;
}

json_t *marking_comments_json(const Marking *marking)
{
	json_t *array = json_array();

	for (guint i = 0; marking->comments && i < marking->comments->len; i++) {
		const Comment *comment = g_ptr_array_index(marking->comments, i);
		json_t *object = json_object();
		g_autofree char *text = classroom_veil(marking->options.classroom, comment->text);

		json_object_set_new(object, "comment", json_integer(comment->id));
		json_object_set_new(object, "question", json_integer(comment->question));
		json_object_set_new(object, "text", json_text_new(text));
		json_object_set_new(object, "verdict", json_string(verdict_name(comment->verdict)));
		if (marking_shows_points(marking))
			json_object_set_new(object, "points", json_real(comment->points));
		json_array_append_new(array, object);
	}
	return array;
}
