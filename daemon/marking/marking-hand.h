/* SPDX-License-Identifier: MIT */
/* What the parts of the marking share about marks made by hand: marking-hand.c (undo, who marked), marking-comment.c (comments
 * that several marks use), marking-teacher.c. */
#pragma once

#include <jansson.h>

#include "daemon/marking/marking-private.h"

/* marking-teacher.c */
MarkingResult marking_check_verdict(
	const Marking *marking, const MarkingWish *wish, Verdict *verdict);

/* marking-hand.c */
void marking_hand_new(Marking *marking);
void marking_hand_free(Marking *marking);
/* entry->hand is about to give way to `put_id`. */
void marking_hand_note(Marking *marking, const PupilWork *pupil, const Entry *entry,
	const char *action, gint64 put_id);
void marking_hand_put(Marking *marking, PupilWork *pupil, Entry *entry, HeldMark *mark);
void marking_hand_load_undo(
	Marking *marking, const PupilWork *pupil, Entry *entry, const StoreMark *row);
const char *marking_teacher_name(const Marking *marking, gint64 teacher_id); /* "" not known */

/* marking-comment.c */
void marking_load_comments(Marking *marking);
void marking_comments_free(Marking *marking);
bool marking_comment_verdict(
	const Marking *marking, gint64 comment_id, gint question, Verdict *verdict, double *points);
/* What the store refused of them holds no more. */
void marking_comments_stored(Marking *marking);
/* What was done to comments under that name; what is on its way to the disk is relied on. */
guint marking_comment_count(const Marking *marking, const char *action);
/* The comment that was made, changed or removed last under that name says what it said before. False: there is none. */
bool marking_comment_undo(Marking *marking, const MarkingWish *wish, const char *of, gint64 now_ms);
void marking_tell_comments(Marking *marking);
json_t *marking_comments_json(const Marking *marking);
