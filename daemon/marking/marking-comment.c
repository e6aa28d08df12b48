/* SPDX-License-Identifier: MIT */
/* Comments that marks share: what one says, and what it is worth. Changed once, all marks that use it change; one that is
 * removed leaves them as they are, without it. What it said before is kept, so that each step can be taken back. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/marking/marking-hand.h"

#include "daemon/classroom/classroom-veil.h"
#include "daemon/json-text.h"

#include <string.h>

#define N_COMMENTS_MAX 500 /* of a sheet */

typedef struct Comment Comment;
struct Comment {
	gint64 id, row_id;
	gint question;
	char *text;
	Verdict verdict; /* NONE: removed */
	double points;
	char *action;	  /* that made, changed or removed it last */
	guint64 sequence; /* of the store, of its row; 0: the row was there */
	Comment *before;  /* NULL: it was made so */
};

typedef struct {
	char action[MARKING_ACTION_BYTES];
	guint64 sequence;
} Undoing;

static void comment_free(gpointer data)
{
	Comment *comment = data;

	while (comment) {
		Comment *before = comment->before;

		g_free(comment->text);
		g_free(comment->action);
		g_free(comment);
		comment = before;
	}
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

/* What the last row said holds no more; one that was made by it is removed. */
static void step_back(Comment *comment)
{
	Comment *before = comment->before;

	g_free(comment->action);
	if (!before) {
		comment->verdict = VERDICT_NONE;
		comment->action = g_strdup("");
		comment->sequence = 0;
		return;
	}
	g_free(comment->text);
	*comment = *before;
	g_free(before);
}

static void note_undoing(Marking *marking, const char *action, guint64 sequence)
{
	Undoing undoing = { .sequence = sequence };

	g_strlcpy(undoing.action, action, sizeof undoing.action);
	g_array_append_val(marking->comment_undoings, undoing);
}

/* `sequence`: of the store, 0 when the row was there. */
static Comment *take(Marking *marking, const StoreComment *row, guint64 sequence)
{
	Comment *comment = find(marking, row->comment_id);
	Verdict verdict;

	if (!verdict_from_name(row->verdict, &verdict))
		return NULL;
	if (comment && row->undoes_id != 0 && row->undoes_id == comment->row_id) {
		step_back(comment);
		note_undoing(marking, row->action, sequence);
		return comment;
	}
	if (!comment) {
		comment = g_new0(Comment, 1);
		g_ptr_array_add(marking->comments, comment);
	} else {
		comment->before = g_memdup2(comment, sizeof *comment);
	}
	comment->id = row->comment_id;
	comment->row_id = row->id;
	comment->sequence = sequence;
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
	g_clear_pointer(&marking->comment_undoings, g_array_unref);
}

void marking_load_comments(Marking *marking)
{
	const StoreAssignment *open = classroom_assignment(marking->options.classroom);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows =
		store_reader_comments(marking->options.reader, open->sheet_id, &error);

	marking_comments_free(marking);
	marking->comments = g_ptr_array_new_with_free_func(comment_free);
	marking->comment_undoings = g_array_new(FALSE, FALSE, sizeof(Undoing));
	if (!rows)
		g_warning("comments cannot be read: %s", error->message);
	for (guint i = 0; rows && i < rows->len; i++)
		take(marking, g_ptr_array_index(rows, i), 0);
}

bool marking_comment_verdict(
	const Marking *marking, gint64 comment_id, gint question, Verdict *verdict, double *points)
{
	const Comment *comment = find(marking, comment_id);

	if (!comment || comment->question != question || comment->verdict == VERDICT_NONE)
		return false;
	*verdict = comment->verdict;
	*points = comment->points;
	return true;
}

/* All marks in force that use it say what it says now; of one that is removed they keep what it was worth. */
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

		if (comment->verdict == VERDICT_NONE) {
			mark.comment_id = 0;
		} else {
			mark.verdict = comment->verdict;
			mark.points = comment->points;
		}
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
	if (g_str_equal(wish->verdict, "none"))
		return g_strdup(comment->text);
	g_autofree char *told = classroom_veil(marking->options.classroom, comment->text);

	return g_strdup(g_strcmp0(told, wish->text) == 0 ? comment->text : wish->text);
}

static bool is_there(const Marking *marking, gint64 comment_id, gint question)
{
	const Comment *comment = find(marking, comment_id);

	return comment && comment->question == question && comment->verdict != VERDICT_NONE;
}

static guint count_there(const Marking *marking)
{
	guint n = 0;

	for (guint i = 0; i < marking->comments->len; i++)
		n += ((Comment *)g_ptr_array_index(marking->comments, i))->verdict != VERDICT_NONE;
	return n;
}

/* Is it said under that name? Then it is answered by what becomes of the first. */
static bool is_named(const Marking *marking, const char *said, guint64 sequence, const char *action)
{
	if (!g_str_equal(said, action))
		return false;
	if (sequence != 0)
		store_rely(marking->options.store, sequence);
	return true;
}

guint marking_comment_count(const Marking *marking, const char *action)
{
	guint n = 0;

	if (!action || *action == '\0' || !marking->comments)
		return 0;
	for (guint i = 0; i < marking->comment_undoings->len; i++) {
		const Undoing *undoing = &g_array_index(marking->comment_undoings, Undoing, i);

		n += is_named(marking, undoing->action, undoing->sequence, action) ? 1 : 0;
	}
	for (guint i = 0; i < marking->comments->len; i++)
		for (const Comment *at = g_ptr_array_index(marking->comments, i); at;
			at = at->before)
			n += is_named(marking, at->action, at->sequence, action) ? 1 : 0;
	return n;
}

void marking_comments_stored(Marking *marking)
{
	const Store *store = marking->options.store;

	for (guint i = 0; marking->comments && i < marking->comments->len; i++) {
		Comment *comment = g_ptr_array_index(marking->comments, i);

		while (comment->sequence != 0 && store_refused(store, comment->sequence)) {
			step_back(comment);
			marking_tell_comments(marking);
		}
	}
	for (guint i = marking->comments ? marking->comment_undoings->len : 0; i-- > 0;) {
		const guint64 sequence =
			g_array_index(marking->comment_undoings, Undoing, i).sequence;

		if (sequence != 0 && store_refused(store, sequence))
			g_array_remove_index(marking->comment_undoings, i);
	}
}

void marking_tell_comments(Marking *marking)
{
	if (!marking->comments)
		return;
	marking->comments_touched = true;
	marking_touch(marking, NULL, NULL);
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
	const bool is_removal = verdict == VERDICT_NONE;
	if ((*wish->text == '\0' && !is_removal) || verdict == VERDICT_LEVEL)
		return MARKING_BAD_VERDICT;
	if (marking_comment_count(marking, wish->action) > 0)
		return MARKING_DONE;
	if (wish->comment_id == 0 ? is_removal || count_there(marking) >= N_COMMENTS_MAX
				  : !is_there(marking, wish->comment_id, wish->question))
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

	mark_again(marking, take(marking, &row, sequence), wish, now_ms);
	marking_tell_comments(marking);
	return MARKING_DONE;
}

/* A row that says again what it said before. */
static void put_before(
	Marking *marking, const Comment *comment, const MarkingWish *wish, gint64 now_ms)
{
	const Comment *before = comment->before;
	const StoreAssignment *open = classroom_assignment(marking->options.classroom);
	const StoreComment row = {
		.id = store_new_id(marking->options.store),
		.comment_id = comment->id,
		.sheet_id = open->sheet_id,
		.question_id = comment->question,
		.text = before ? before->text : comment->text,
		.verdict = (char *)verdict_name(before ? before->verdict : VERDICT_NONE),
		.points = before ? before->points : comment->points,
		.teacher_id = wish->teacher_id,
		.at_ms = now_ms,
		.action = (char *)(wish->action ? wish->action : ""),
		.undoes_id = comment->row_id,
	};

	const guint64 sequence = store_put_comment(marking->options.store, &row);

	mark_again(marking, take(marking, &row, sequence), wish, now_ms);
	marking_tell_comments(marking);
}

bool marking_comment_undo(Marking *marking, const MarkingWish *wish, const char *of, gint64 now_ms)
{
	for (guint i = 0; *of && i < marking->comments->len; i++) {
		const Comment *comment = g_ptr_array_index(marking->comments, i);

		if (!g_str_equal(comment->action, of))
			continue;
		put_before(marking, comment, wish, now_ms);
		return true;
	}
	return false;
}

json_t *marking_comments_json(const Marking *marking)
{
	json_t *array = json_array();

	for (guint i = 0; marking->comments && i < marking->comments->len; i++) {
		const Comment *comment = g_ptr_array_index(marking->comments, i);
		if (comment->verdict == VERDICT_NONE)
			continue;
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
