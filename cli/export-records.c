/* SPDX-License-Identifier: MIT */
/*
 * `zhibi export caliper|xapi`: what was handed in and how it was marked as learning records, a JSON object a line. Records are
 * made for other systems, so they leave only where the configuration says so. A pupil is a number of this record,
 * never a name; grades 1 and 2 have no scores. The same work gives the same records, with the same ids.
 */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/export.h"
#include "cli/json-text.h"
#include "report/results-table.h"
#include "store/config-file.h"

#define CALIPER "http://purl.imsglobal.org/ctx/caliper/v1p1"
#define SCORED "http://adlnet.gov/expapi/verbs/scored"
#define SUBMITTED "http://activitystrea.ms/schema/1.0/submit"

bool export_records_allowed(const char *config)
{
	const char *path = config ? config : OUTLET_CONFIG;
	g_autoptr(GKeyFile) file = g_key_file_new();

	if (config_file_load(file, path, NULL) &&
		g_key_file_get_boolean(file, "exports", "learning_records", NULL))
		return true;
	fprintf(stderr,
		"zhibi export: 学习记录没有打开。确实要交给别的系统，请在 %s 写 [exports] "
		"learning_records = true / learning records are off: where they are truly meant "
		"for "
		"another system, write it there\n",
		path);
	return false;
}

/* ---- what both say */

typedef struct {
	const WorkAssignment *assignment;
	const StorePupil *pupil;
	gint64 submitted_ms, marked_ms; /* 0 not */
	bool has_total;
	MarkTotal total;
} Record;

static char *urn(const char *kind, gint64 id, gint64 second)
{
	return second ? g_strdup_printf("urn:zhibi:%s:%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, kind,
				id, second)
		      : g_strdup_printf("urn:zhibi:%s:%" G_GINT64_FORMAT, kind, id);
}

/* A UUID of version 5, by way of the words that tell the record from all others. */
static char *uuid_of(const char *form, const char *event, const Record *record)
{
	guint8 hash[20];
	gsize n_hash = sizeof hash;
	g_autofree char *words = g_strdup_printf("zhibi %s %s %" G_GINT64_FORMAT
						 " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
		form, event, record->assignment->row->id, record->pupil->id, record->marked_ms);
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA1);

	g_checksum_update(checksum, (const guchar *)words, -1);
	g_checksum_get_digest(checksum, hash, &n_hash);
	hash[6] = (guint8)((hash[6] & 0x0f) | 0x50);
	hash[8] = (guint8)((hash[8] & 0x3f) | 0x80);
	return g_strdup_printf(
		"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", hash[0],
		hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7], hash[8], hash[9],
		hash[10], hash[11], hash[12], hash[13], hash[14], hash[15]);
}

static char *time_text(gint64 ms)
{
	g_autoptr(GDateTime) whole = g_date_time_new_from_unix_utc(ms / 1000);
	g_autofree char *seconds = g_date_time_format(whole, "%Y-%m-%dT%H:%M:%S");

	return g_strdup_printf("%s.%03dZ", seconds, (int)(ms % 1000));
}

static void add_line(GString *out, json_t *take_value)
{
	g_autofree char *line = json_text_dump(take_value, FALSE);

	g_string_append(out, line);
	g_string_append_c(out, '\n');
}

/* ---- Caliper 1.1 */

static json_t *caliper_attempt(const Record *record)
{
	g_autofree char *attempt = urn("attempt", record->assignment->row->id, record->pupil->id);
	g_autofree char *pupil = urn("pupil", record->pupil->id, 0);
	g_autofree char *sheet = urn("assignment", record->assignment->row->id, 0);

	return json_pack("{ss ss s{ss ss} s{ss ss ss}}", "id", attempt, "type", "Attempt",
		"assignee", "id", pupil, "type", "Person", "assignable", "id", sheet, "type",
		"Assessment", "name", record->assignment->title);
}

static json_t *caliper_event(
	const Record *record, const char *type, const char *action, gint64 at_ms)
{
	g_autofree char *uuid = uuid_of("caliper", action, record);
	g_autofree char *id = g_strconcat("urn:uuid:", uuid, NULL);
	g_autofree char *at = time_text(at_ms);

	return json_pack("{ss ss ss ss ss}", "@context", CALIPER, "id", id, "type", type, "action",
		action, "eventTime", at);
}

static void add_caliper(GString *out, const Record *record)
{
	g_autofree char *pupil = urn("pupil", record->pupil->id, 0);
	g_autofree char *sheet = urn("assignment", record->assignment->row->id, 0);
	g_autofree char *score = urn("score", record->assignment->row->id, record->pupil->id);

	if (record->submitted_ms > 0) {
		json_t *event =
			caliper_event(record, "AssessmentEvent", "Submitted", record->submitted_ms);
		json_object_set_new(
			event, "actor", json_pack("{ss ss}", "id", pupil, "type", "Person"));
		json_object_set_new(event, "object",
			json_pack("{ss ss ss}", "id", sheet, "type", "Assessment", "name",
				record->assignment->title));
		json_object_set_new(event, "generated", caliper_attempt(record));
		add_line(out, event);
	}
	if (record->has_total) {
		json_t *event = caliper_event(record, "GradeEvent", "Graded", record->marked_ms);
		json_object_set_new(event, "actor",
			json_pack("{ss ss}", "id", "urn:zhibi:program", "type",
				"SoftwareApplication"));
		json_object_set_new(event, "object", caliper_attempt(record));
		json_object_set_new(event, "generated",
			json_pack("{ss ss sf sf}", "id", score, "type", "Score", "scoreGiven",
				record->total.points, "maxScore", record->total.points_max));
		add_line(out, event);
	}
}

/* ---- xAPI 1.0.3 */

static json_t *xapi_statement(
	const Record *record, const char *verb, const char *word, gint64 at_ms)
{
	g_autofree char *id = uuid_of("xapi", word, record);
	g_autofree char *pupil = g_strdup_printf("%" G_GINT64_FORMAT, record->pupil->id);
	g_autofree char *sheet = urn("assignment", record->assignment->row->id, 0);
	g_autofree char *at = time_text(at_ms);

	return json_pack("{ss s{ss s{ss ss}} s{ss s{ss}} s{ss ss s{ss s{ss}}} ss}", "id", id,
		"actor", "objectType", "Agent", "account", "homePage", "https://zhibi.invalid/",
		"name", pupil, "verb", "id", verb, "display", "en", word, "object", "objectType",
		"Activity", "id", sheet, "definition", "type",
		"http://adlnet.gov/expapi/activities/assessment", "name", "zh",
		record->assignment->title, "timestamp", at);
}

static void add_xapi(GString *out, const Record *record)
{
	if (record->submitted_ms > 0)
		add_line(out, xapi_statement(record, SUBMITTED, "submitted", record->submitted_ms));
	if (!record->has_total)
		return;
	json_t *statement = xapi_statement(record, SCORED, "scored", record->marked_ms);
	json_object_set_new(statement, "result",
		json_pack("{s{sf si sf} sb}", "score", "raw", record->total.points, "min", 0, "max",
			record->total.points_max, "completion", record->total.n_open == 0));
	add_line(out, statement);
}

/* ---- a class */

static Record record_of(
	const WorkClass *class, const WorkAssignment *assignment, const StorePupil *pupil)
{
	Record record = { .assignment = assignment, .pupil = pupil };

	for (guint i = 0; i < assignment->copies->len; i++) {
		const WorkCopy *copy = g_ptr_array_index(assignment->copies, i);
		if (copy->pupil != pupil)
			continue;
		if (!copy->row->by_teacher)
			record.submitted_ms = MAX(record.submitted_ms, copy->row->created_ms);
		for (guint k = 0; k < copy->answers->len; k++)
			record.submitted_ms = MAX(record.submitted_ms,
				((const StoreAnswer *)g_ptr_array_index(copy->answers, k))
					->last_ms);
		for (guint k = 0; k < copy->marks->len; k++)
			record.marked_ms = MAX(
				record.marked_ms, g_array_index(copy->marks, WorkMark, k).at_ms);
	}
	record.has_total = results_table_total(class, assignment, pupil, &record.total);
	return record;
}

static bool put_class(ExportCall *call, const WorkClass *class)
{
	Outlet *outlet = &call->outlet;
	const bool is_caliper = g_str_equal(call->form, "caliper");
	g_autofree char *name =
		g_strdup_printf("class-%" G_GINT64_FORMAT ".%s.jsonl", class->row->id, call->form);
	g_autoptr(GArray) copies = export_copies(outlet->work, class);

	if (!export_folder_has(outlet->folder, name)) {
		GString *out = g_string_new(NULL);
		for (guint k = 0; k < class->assignments->len; k++) {
			for (guint n = 0; n < class->pupils->len; n++) {
				const Record record =
					record_of(class, g_ptr_array_index(class->assignments, k),
						g_ptr_array_index(class->pupils, n));
				(is_caliper ? add_caliper : add_xapi)(out, &record);
			}
		}
		g_autoptr(GBytes) bytes = g_string_free_to_bytes(out);
		if (!outlet_look(outlet, copies, call->form) ||
			!outlet_put(outlet, name, g_steal_pointer(&bytes), NULL))
			return false;
	}
	outlet_step(outlet);
	return true;
}

int export_records(ExportCall *call)
{
	const GPtrArray *work = call->outlet.work;

	call->outlet.n_files_all = work->len;
	for (guint i = 0; i < work->len; i++)
		if (!put_class(call, g_ptr_array_index(work, i)))
			return CLI_FAILED;
	return CLI_DONE;
}
