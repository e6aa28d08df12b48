/* SPDX-License-Identifier: MIT */
/* People, pens and pages on their way to the writer: the values in the order that store/tables.c binds. */
#include "store/store-private.h"

guint64 store_put_school(Store *store, const StoreSchool *school)
{
	Request *request = request_new(REQUEST_SCHOOL);
	request_add_integer(request, school->id);
	request_add_text(request, school->name);
	return store_put_request(store, request);
}

guint64 store_put_class(Store *store, const StoreClass *class)
{
	Request *request = request_new(REQUEST_CLASS);
	request_add_integer(request, class->id);
	request_add_integer(request, class->school_id);
	request_add_text(request, class->name);
	request_add_integer(request, class->grade);
	request_add_integer(request, class->hide_names);
	request_add_integer(request, class->n_rows);
	request_add_integer(request, class->n_columns);
	return store_put_request(store, request);
}

guint64 store_put_pupil(Store *store, const StorePupil *pupil)
{
	Request *request = request_new(REQUEST_PUPIL);
	request_add_integer(request, pupil->id);
	request_add_integer(request, pupil->class_id);
	request_add_integer(request, pupil->number);
	request_add_text(request, pupil->name);
	request_add_integer(request, pupil->seat_row);
	request_add_integer(request, pupil->seat_column);
	request_add_text(request, pupil->school_number);
	request_add_integer(request, pupil->left_ms);
	return store_put_request(store, request);
}

guint64 store_put_teacher(Store *store, const StoreTeacher *teacher)
{
	Request *request = request_new(REQUEST_TEACHER);
	request_add_integer(request, teacher->id);
	request_add_text(request, teacher->login);
	request_add_text(request, teacher->name);
	request_add_text(request, teacher->password_hash);
	request_add_text(request, teacher->roles);
	request_add_integer(request, teacher->grade);
	request_add_text(request, teacher->teaches);
	return store_put_request(store, request);
}

guint64 store_put_pen(Store *store, const StorePen *pen)
{
	Request *request = request_new(REQUEST_PEN);
	request_add_integer(request, pen->id);
	request_add_text(request, pen->address);
	request_add_text(request, pen->driver);
	request_add_text(request, pen->model);
	request_add_text(request, pen->firmware);
	request_add_integer(request, pen->battery_percent);
	request_add_integer(request, pen->last_seen_ms);
	request_add_integer(request, pen->retired_ms);
	return store_put_request(store, request);
}

guint64 store_put_clock_reading(Store *store, gint64 pen_id, const ClockReading *reading)
{
	Request *request = request_new(REQUEST_CLOCK_READING);
	request_add_integer(request, pen_id);
	request_add_integer(request, reading->host_ms);
	request_add_integer(request, reading->pen_ms);
	request_add_integer(request, reading->set_ms);
	request_add_integer(request, reading->emptied_ms);
	return store_put_request(store, request);
}

guint64 store_put_binding(Store *store, const StoreBinding *binding)
{
	Request *request = request_new(REQUEST_BINDING);
	request_add_integer(request, binding->id);
	request_add_integer(request, binding->pen_id);
	request_add_integer(request, binding->pupil_id);
	request_add_integer(request, binding->teacher_id);
	request_add_integer(request, binding->from_ms);
	request_add_text(request, binding->how);
	return store_put_request(store, request);
}

guint64 store_put_pen_password(Store *store, const StorePenPassword *password)
{
	Request *request = request_new(REQUEST_PEN_PASSWORD);
	gsize n_bytes = 0;
	const guint8 *bytes =
		password->sealed ? g_bytes_get_data(password->sealed, &n_bytes) : NULL;
	request_add_integer(request, password->pen_id);
	request_add_bytes(request, bytes, n_bytes);
	return store_put_request(store, request);
}

guint64 store_put_pen_battery(Store *store, const StorePenBattery *battery)
{
	Request *request = request_new(REQUEST_PEN_BATTERY);
	request_add_integer(request, battery->pen_id);
	request_add_integer(request, battery->at_ms);
	request_add_integer(request, battery->percent);
	request_add_integer(request, battery->charging);
	request_add_integer(request, battery->came);
	return store_put_request(store, request);
}

guint64 store_put_sheet(Store *store, const StoreSheet *sheet)
{
	Request *request = request_new(REQUEST_SHEET);
	request_add_integer(request, sheet->id);
	request_add_text(request, sheet->title);
	request_add_text(request, sheet->json);
	request_add_integer(request, MAX(sheet->version, 1));
	request_add_integer(request, sheet->teacher_id);
	request_add_integer(request, sheet->at_ms);
	return store_put_request(store, request);
}

guint64 store_put_assignment(Store *store, const StoreAssignment *assignment)
{
	Request *request = request_new(REQUEST_ASSIGNMENT);
	request_add_integer(request, assignment->id);
	request_add_integer(request, assignment->class_id);
	request_add_integer(request, assignment->sheet_id);
	request_add_text(request, assignment->subject);
	request_add_text(request, assignment->place);
	request_add_integer(request, assignment->published_ms);
	request_add_integer(request, assignment->due_ms);
	request_add_text(request, assignment->title);
	request_add_integer(request, assignment->minutes);
	request_add_text(request, assignment->layer);
	request_add_integer(request, assignment->n_pages);
	request_add_text(request, assignment->reason);
	request_add_integer(request, assignment->teacher_id);
	request_add_integer(request, assignment->waits);
	return store_put_request(store, request);
}

guint64 store_put_rule_change(Store *store, const StoreRuleChange *change)
{
	Request *request = request_new(REQUEST_RULE_CHANGE);
	request_add_integer(request, change->id);
	request_add_text(request, change->rule);
	request_add_text(request, change->value);
	request_add_integer(request, change->from_day);
	request_add_text(request, change->reason);
	request_add_integer(request, change->teacher_id);
	request_add_integer(request, change->at_ms);
	return store_put_request(store, request);
}

guint64 store_put_action(Store *store, const char *action, const char *answer, gint64 at_ms)
{
	Request *request = request_new(REQUEST_ACTION);
	request_add_text(request, action);
	request_add_text(request, answer);
	request_add_integer(request, at_ms);
	return store_put_request(store, request);
}

guint64 store_put_training(Store *store, const StoreTraining *training)
{
	Request *request = request_new(REQUEST_TRAINING);
	request_add_integer(request, training->id);
	request_add_integer(request, training->day);
	request_add_text(request, training->kind);
	request_add_integer(request, training->n_people);
	request_add_integer(request, training->minutes);
	request_add_integer(request, training->at_ms);
	return store_put_request(store, request);
}

guint64 store_put_plan(Store *store, const StorePlan *plan)
{
	Request *request = request_new(REQUEST_PLAN);
	request_add_integer(request, plan->id);
	request_add_integer(request, plan->pupil_id);
	request_add_integer(request, plan->from_day);
	request_add_integer(request, plan->limit_minutes);
	request_add_integer(request, plan->time_percent);
	request_add_integer(request, plan->items_percent);
	request_add_integer(request, plan->teacher_id);
	request_add_integer(request, plan->at_ms);
	return store_put_request(store, request);
}

guint64 store_put_page_copy(Store *store, const StorePageCopy *page_copy)
{
	const PageAddress *page = &page_copy->page;
	Request *request = request_new(REQUEST_PAGE_COPY);
	request_add_integer(request, page_copy->id);
	request_add_integer(request, page_copy->assignment_id);
	request_add_integer(request, page_copy->pupil_id);
	request_add_integer(request, page_copy->pen_id);
	request_add_integer(request, page->family);
	request_add_integer(request, page->section);
	request_add_integer(request, page->owner);
	request_add_integer(request, page->book);
	request_add_integer(request, page->page);
	request_add_integer(request, page_address_key(page));
	request_add_integer(request, page_copy->created_ms);
	request_add_integer(request, page_copy->by_teacher);
	return store_put_request(store, request);
}

guint64 store_put_mark(Store *store, const StoreMark *mark)
{
	Request *request = request_new(REQUEST_MARK);
	request_add_integer(request, mark->id);
	request_add_integer(request, mark->page_copy_id);
	request_add_integer(request, mark->question_id);
	request_add_integer(request, mark->supersedes_id);
	request_add_text(request, mark->verdict);
	request_add_real(request, mark->points);
	request_add_text(request, mark->text ? mark->text : "");
	request_add_text(request, mark->source);
	request_add_integer(request, mark->teacher_id);
	request_add_integer(request, mark->at_ms);
	request_add_real(request, mark->confidence);
	request_add_integer(request, MAX(mark->sheet_version, 1));
	request_add_text(request, mark->action ? mark->action : "");
	request_add_integer(request, mark->undoes_id);
	request_add_integer(request, mark->comment_id);
	request_add_integer(request, mark->has_spot);
	request_add_real(request, mark->x);
	request_add_real(request, mark->y);
	return store_put_request(store, request);
}

guint64 store_put_comment(Store *store, const StoreComment *comment)
{
	Request *request = request_new(REQUEST_COMMENT);
	request_add_integer(request, comment->id);
	request_add_integer(request, comment->comment_id);
	request_add_integer(request, comment->sheet_id);
	request_add_integer(request, comment->question_id);
	request_add_text(request, comment->text);
	request_add_text(request, comment->verdict);
	request_add_real(request, comment->points);
	request_add_integer(request, comment->teacher_id);
	request_add_integer(request, comment->at_ms);
	request_add_text(request, comment->action);
	request_add_integer(request, comment->undoes_id);
	return store_put_request(store, request);
}

guint64 store_put_answer(Store *store, const StoreAnswer *answer)
{
	Request *request = request_new(REQUEST_ANSWER);
	request_add_integer(request, answer->page_copy_id);
	request_add_integer(request, answer->question_id);
	request_add_text(request, answer->state);
	request_add_text(request, answer->text);
	request_add_real(request, answer->confidence);
	request_add_integer(request, answer->corrected);
	request_add_text(request, answer->first_text);
	request_add_integer(request, answer->first_ms);
	request_add_integer(request, answer->last_ms);
	request_add_integer(request, answer->n_strokes);
	request_add_integer(request, answer->spent_ms);
	request_add_text(request, answer->verdict);
	request_add_real(request, answer->points);
	request_add_real(request, answer->verdict_confidence);
	return store_put_request(store, request);
}

guint64 store_put_pile(Store *store, const StorePile *pile)
{
	Request *request = request_new(REQUEST_PILE);
	request_add_integer(request, pile->id);
	request_add_integer(request, pile->assignment_id);
	request_add_integer(request, pile->ordered);
	request_add_integer(request, pile->next);
	request_add_integer(request, pile->after_ms);
	request_add_integer(request, pile->teacher_id);
	request_add_integer(request, pile->at_ms);
	return store_put_request(store, request);
}

guint64 store_put_claim(Store *store, const StoreClaim *claim)
{
	Request *request = request_new(REQUEST_CLAIM);
	request_add_integer(request, claim->id);
	request_add_integer(request, claim->page_copy_id);
	request_add_integer(request, claim->pupil_id);
	request_add_integer(request, claim->before_pupil_id);
	request_add_text(request, claim->how);
	request_add_integer(request, claim->teacher_id);
	request_add_integer(request, claim->at_ms);
	return store_put_request(store, request);
}

guint64 store_put_correction(Store *store, const StoreCorrection *correction)
{
	Request *request = request_new(REQUEST_CORRECTION);
	request_add_integer(request, correction->id);
	request_add_integer(request, correction->page_copy_id);
	request_add_integer(request, correction->question_id);
	request_add_text(request, correction->text);
	request_add_text(request, correction->read_as);
	request_add_text(request, correction->kind);
	request_add_text(request, correction->ink);
	request_add_integer(request, correction->teacher_id);
	request_add_integer(request, correction->at_ms);
	return store_put_request(store, request);
}

guint64 store_put_consent(Store *store, const StoreConsent *consent)
{
	Request *request = request_new(REQUEST_CONSENT);
	request_add_integer(request, consent->id);
	request_add_integer(request, consent->pupil_id);
	request_add_integer(request, consent->given);
	request_add_text(request, consent->kind);
	request_add_integer(request, consent->at_ms);
	request_add_text(request, consent->note);
	return store_put_request(store, request);
}

guint64 store_put_access(Store *store, const StoreAccess *access)
{
	Request *request = request_new(REQUEST_ACCESS);
	request_add_integer(request, access->teacher_id);
	request_add_integer(request, access->page_copy_id);
	request_add_integer(request, access->at_ms);
	request_add_text(request, access->what);
	request_add_integer(request, access->class_id);
	request_add_text(request, access->who);
	return store_put_request(store, request);
}

guint64 store_put_night(Store *store, gint64 day, gint64 at_ms)
{
	Request *request = request_new(REQUEST_NIGHT);
	request_add_integer(request, day);
	request_add_integer(request, at_ms);
	return store_put_request(store, request);
}

guint64 store_put_problem(Store *store, const StoreProblem *problem)
{
	Request *request = request_new(REQUEST_PROBLEM);
	request_add_integer(request, problem->id);
	request_add_text(request, problem->code);
	request_add_text(request, problem->subject);
	request_add_text(request, problem->detail);
	request_add_integer(request, problem->begin_ms);
	request_add_integer(request, problem->end_ms);
	request_add_text(request, problem->how);
	request_add_integer(request, problem->count);
	return store_put_request(store, request);
}

guint64 store_forget_problems(Store *store, gint64 before_ms, gint64 n_kept)
{
	Request *request = request_new(REQUEST_FORGET_PROBLEMS);
	request_add_integer(request, before_ms);
	request_add_integer(request, n_kept);
	return store_put_request(store, request);
}

guint64 store_forget(Store *store, StoreForget kind, gint64 before_ms, gint64 at_ms)
{
	Request *request = request_new(REQUEST_FORGET);
	request_add_integer(request, kind);
	request_add_integer(request, store_new_id(store));
	request_add_integer(request, before_ms);
	request_add_integer(request, at_ms);
	return store_put_request(store, request);
}
