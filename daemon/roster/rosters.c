/* SPDX-License-Identifier: MIT */
/* See rosters.h: what is asked. rosters-apply.c has it done. Names of pupils are never logged. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/roster/rosters-private.h"

#include <string.h>

#include "daemon/classroom/classroom-classes.h"
#include "daemon/console/console-json.h"
#include "daemon/json-text.h"

#define N_PREVIEWS_MAX 4
#define SCHOOL_YEAR_BEGINS_MONTH 9

static void free_preview(gpointer data)
{
	RosterPreview *preview = data;

	roster_free(preview->roster);
	g_free(preview);
}

Rosters *rosters_new(const RostersOptions *options)
{
	Rosters *rosters = g_new0(Rosters, 1);

	rosters->options = *options;
	g_queue_init(&rosters->previews);
	return rosters;
}

Rosters *rosters_free(Rosters *rosters)
{
	if (!rosters)
		return NULL;
	g_queue_clear_full(&rosters->previews, free_preview);
	g_free(rosters);
	return NULL;
}

/* ---- what is known */

void roster_record_clear(RosterRecord *record)
{
	g_clear_pointer(&record->classes, g_ptr_array_unref);
	g_clear_pointer(&record->pupils, g_ptr_array_unref);
	g_clear_pointer(&record->known, g_array_unref);
}

static const char *class_name_of(const RosterRecord *record, gint64 class_id)
{
	for (guint i = 0; i < record->classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(record->classes, i);

		if (class->id == class_id)
			return class->name;
	}
	return "";
}

bool rosters_load(const Rosters *rosters, RosterRecord *record, GError **error)
{
	record->classes = store_reader_classes(rosters->options.reader, error);
	record->pupils =
		record->classes ? store_reader_all_pupils(rosters->options.reader, error) : NULL;
	record->known = g_array_new(FALSE, FALSE, sizeof(RosterKnown));
	for (guint i = 0; record->pupils && i < record->pupils->len; i++) {
		const StorePupil *pupil = g_ptr_array_index(record->pupils, i);
		const RosterKnown known = {
			.id = pupil->id,
			.class_name = class_name_of(record, pupil->class_id),
			.number = pupil->number,
			.name = pupil->name,
			.school_number = pupil->school_number,
			.seat_row = pupil->seat_row,
			.seat_column = pupil->seat_column,
			.has_left = pupil->left_ms != 0,
		};

		g_array_append_val(record->known, known);
	}
	return record->pupils != NULL;
}

StoreClass *rosters_class_named(
	const Rosters *rosters, const RosterRecord *record, const char *name)
{
	return classroom_class_among(rosters->options.classroom, record->classes, name);
}

/* ---- answers */

/* The class's own wish holds whichever is open; while the open one hides its names somebody looks on, who is to see none. */
static bool hides_names(const Rosters *rosters, const char *class_name)
{
	const Classroom *classroom = rosters->options.classroom;
	const StoreClass *class = classroom_class_named(classroom, class_name);

	return classroom_class(classroom)->hide_names || (class && class->hide_names);
}

static char *trouble(guint *status, guint code, const ConsoleTrouble *what)
{
	*status = code;
	return console_json_trouble(what);
}

static char *unreadable(guint *status, const GError *error)
{
	static const ConsoleTrouble TROUBLE = { "unreadable", "名单现在读不出来，请稍后再试。",
		"The roster cannot be read now; please try again." };

	g_warning("the roster: %s", error->message);
	return trouble(status, 503, &TROUBLE);
}

static void put_person(const Rosters *rosters, json_t *object, const char *class_name, gint number,
	const char *name)
{
	json_object_set_new(object, "class", json_text_new(class_name));
	json_object_set_new(object, "number", json_integer(number));
	if (!hides_names(rosters, class_name))
		json_object_set_new(object, "name", json_text_new(name));
}

static json_t *before_of(const Rosters *rosters, const RosterKnown *known)
{
	json_t *object;

	if (!known)
		return json_null();
	object = json_object();
	put_person(rosters, object, known->class_name, known->number, known->name);
	return object;
}

static json_t *change_of(const Rosters *rosters, const RosterChange *change)
{
	const RosterRow *row = change->row;
	const RosterKnown *known = change->known;
	json_t *object = json_object();

	json_object_set_new(object, "kind", json_string(roster_change_name(change->kind)));
	json_object_set_new(object, "line", json_integer(row ? row->line->line : 0));
	if (row)
		put_person(rosters, object, row->class_name, row->number, row->name);
	else
		put_person(rosters, object, known->class_name, known->number, known->name);
	json_object_set_new(object, "before",
		change->kind == ROSTER_CHANGED || change->kind == ROSTER_MOVED
			? before_of(rosters, known)
			: json_null());
	json_object_set_new(object, "number_taken", json_boolean(change->number_taken));
	return object;
}

static json_t *problem_of(const RosterRow *row)
{
	json_t *object = json_object();

	json_object_set_new(object, "line", json_integer(row->line->line));
	json_object_set_new(object, "sheet", json_text_new(row->line->sheet));
	json_object_set_new(object, "zh", json_text_new(row->problem_zh));
	json_object_set_new(object, "en", json_text_new(row->problem_en));
	return object;
}

static json_t *problems_of(const Roster *roster)
{
	json_t *array = json_array();

	for (guint i = 0; i < roster->rows->len; i++) {
		const RosterRow *row = g_ptr_array_index(roster->rows, i);

		if (row->problem_zh)
			json_array_append_new(array, problem_of(row));
	}
	return array;
}

static gint known_grade(const Rosters *rosters, const RosterRecord *record, const char *class_name)
{
	const StoreClass *class = rosters_class_named(rosters, record, class_name);

	return class ? class->grade : 0;
}

/* The classes of the list whose grade neither it nor the record tells: they would have no limits. */
static json_t *without_grade(
	const Rosters *rosters, const Roster *roster, const RosterRecord *record)
{
	g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
	json_t *array = json_array();

	for (guint i = 0; i < roster->rows->len; i++) {
		const RosterRow *row = g_ptr_array_index(roster->rows, i);

		if (!row->problem_zh && row->grade == 0 &&
			known_grade(rosters, record, row->class_name) == 0 &&
			g_hash_table_add(told, row->class_name))
			json_array_append_new(array, json_text_new(row->class_name));
	}
	return array;
}

static char *preview_text(const Rosters *rosters, const RosterPreview *preview,
	const RosterRecord *record, const GArray *changes)
{
	const Roster *roster = preview->roster;
	gint counts[ROSTER_LEFT + 1] = { 0 };
	json_t *list = json_array(), *ignored = json_array(), *counted = json_object();
	json_t *object = json_object();

	for (guint i = 0; i < changes->len; i++) {
		const RosterChange *change = &g_array_index(changes, RosterChange, i);

		counts[change->kind]++;
		if (change->kind != ROSTER_SAME)
			json_array_append_new(list, change_of(rosters, change));
	}
	for (gint kind = 0; kind <= ROSTER_LEFT; kind++)
		json_object_set_new(counted, roster_change_name((RosterChangeKind)kind),
			json_integer(counts[kind]));
	for (guint i = 0; i < roster->ignored->len; i++)
		json_array_append_new(
			ignored, json_text_new(g_ptr_array_index(roster->ignored, i)));
	json_object_set_new(object, "preview", json_integer(preview->id));
	json_object_set_new(object, "counts", counted);
	json_object_set_new(object, "ignored", ignored);
	json_object_set_new(object, "without_grade", without_grade(rosters, roster, record));
	json_object_set_new(object, "changes", list);
	json_object_set_new(object, "problems", problems_of(roster));
	return json_text_dump(object);
}

const RosterPreview *rosters_find(const Rosters *rosters, gint64 id)
{
	for (const GList *at = rosters->previews.head; at; at = at->next)
		if (((const RosterPreview *)at->data)->id == id)
			return at->data;
	return NULL;
}

static RosterPreview *keep_preview(Rosters *rosters, Roster *take_roster)
{
	RosterPreview *preview = g_new0(RosterPreview, 1);

	preview->id = ++rosters->last_preview;
	preview->roster = take_roster;
	g_queue_push_tail(&rosters->previews, preview);
	if (g_queue_get_length(&rosters->previews) > N_PREVIEWS_MAX)
		free_preview(g_queue_pop_head(&rosters->previews));
	return preview;
}

char *rosters_preview(
	Rosters *rosters, const char *class_name, const guint8 *bytes, gsize n_bytes, guint *status)
{
	g_auto(RosterFault) fault = { 0 };
	g_auto(RosterRecord) record = { 0 };
	g_autoptr(GError) error = NULL;
	const SchoolMoment now = school_day_of(&rosters->options.clock, g_get_real_time() / 1000);
	const gint school_year = school_day_year(now.day, SCHOOL_YEAR_BEGINS_MONTH);
	g_autoptr(Roster) roster = roster_read(bytes, n_bytes, class_name, school_year, &fault);

	if (!roster)
		return trouble(status, 422, &(ConsoleTrouble){ fault.code, fault.zh, fault.en });
	if (!rosters_load(rosters, &record, &error))
		return unreadable(status, error);
	g_autoptr(GArray) changes = roster_plan(roster, record.known);
	*status = 200;
	return preview_text(
		rosters, keep_preview(rosters, g_steal_pointer(&roster)), &record, changes);
}

/* ---- having it done */

/* The field that is wrong; NULL: none. */
static const char *read_wish(json_t *asked, RosterWish *wish)
{
	int move_out, consent;
	json_int_t preview;

	if (json_unpack_ex(asked, NULL, JSON_STRICT, "{s:I,s:b,s:b}", "preview", &preview,
		    "move_out", &move_out, "consent", &consent) != 0)
		return "preview, move_out, consent";
	*wish = (RosterWish){ preview, move_out != 0, consent != 0 };
	return NULL;
}

static char *apply(Rosters *rosters, const RosterWish *wish, guint *status)
{
	static const ConsoleTrouble GONE = { "no-such-preview", "预览已经过期，请重新选择文件。",
		"This preview is gone; choose the file again." };
	const RosterPreview *preview = rosters_find(rosters, wish->preview);
	g_auto(RosterRecord) record = { 0 };
	g_autoptr(GError) error = NULL;

	if (!preview)
		return trouble(status, 404, &GONE);
	if (!rosters_load(rosters, &record, &error))
		return unreadable(status, error);
	const guint n_done = rosters_put(rosters, preview->roster, &record, wish);
	GList *link = g_queue_find(&rosters->previews, preview);
	free_preview(link->data);
	g_queue_delete_link(&rosters->previews, link);
	json_t *object = json_object();
	json_object_set_new(object, "done", json_integer(n_done));
	*status = 200;
	return json_text_dump(object);
}

char *rosters_apply(Rosters *rosters, const char *text, gsize n_bytes, guint *status)
{
	static const ConsoleTrouble BAD = { "bad-message",
		"请求应是 JSON，含 preview、move_out 和 consent。",
		"The request must be JSON with preview, move_out and consent." };
	json_t *asked = json_loadb(text, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	RosterWish wish;
	const char *wrong = asked ? read_wish(asked, &wish) : "JSON";

	json_decref(asked);
	return wrong ? trouble(status, 400, &BAD) : apply(rosters, &wish, status);
}

GBytes *rosters_problems(const Rosters *rosters, gint64 id)
{
	const RosterPreview *preview = rosters_find(rosters, id);

	return preview ? roster_problems_file(preview->roster) : NULL;
}

/* ---- the list */

static json_t *pupils_of(
	const Rosters *rosters, const RosterRecord *record, const StoreClass *class)
{
	const bool hides = hides_names(rosters, class->name);
	json_t *array = json_array();

	for (guint i = 0; i < record->pupils->len; i++) {
		const StorePupil *pupil = g_ptr_array_index(record->pupils, i);
		json_t *object;

		if (pupil->class_id != class->id || pupil->left_ms != 0)
			continue;
		object = json_object();
		json_object_set_new(object, "id", json_integer(pupil->id));
		json_object_set_new(object, "number", json_integer(pupil->number));
		if (!hides)
			json_object_set_new(object, "name", json_text_new(pupil->name));
		json_object_set_new(object, "school_number", json_text_new(pupil->school_number));
		json_object_set_new(
			object, "consent", json_boolean(rosters_has_consent(rosters, pupil->id)));
		json_array_append_new(array, object);
	}
	return array;
}

char *rosters_list(const Rosters *rosters, guint *status)
{
	g_auto(RosterRecord) record = { 0 };
	g_autoptr(GError) error = NULL;
	json_t *classes, *object;

	if (!rosters_load(rosters, &record, &error))
		return unreadable(status, error);
	classes = json_array();
	for (guint i = 0; i < record.classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(record.classes, i);

		object = json_object();
		json_object_set_new(object, "id", json_integer(class->id));
		json_object_set_new(object, "name", json_text_new(class->name));
		json_object_set_new(object, "grade", json_integer(class->grade));
		json_object_set_new(object, "open",
			json_boolean(class->id == classroom_class(rosters->options.classroom)->id));
		json_object_set_new(object, "pupils", pupils_of(rosters, &record, class));
		json_array_append_new(classes, object);
	}
	object = json_object();
	json_object_set_new(object, "classes", classes);
	*status = 200;
	return json_text_dump(object);
}

/* ---- at the control socket */

static char *owner_error(guint32 request, const char *body)
{
	json_t *trouble_object = json_loads(body, 0, NULL);

	json_object_set_new(trouble_object, "type", json_string("error"));
	json_object_set_new(trouble_object, "request", json_integer(request));
	return json_text_dump(trouble_object);
}

static char *owner_answer_to(Rosters *rosters, json_t *asked)
{
	const guint32 request = (guint32)json_integer_value(json_object_get(asked, "request"));
	const char *class_name = json_string_value(json_object_get(asked, "class"));
	const char *file = json_string_value(json_object_get(asked, "file"));
	gsize n_bytes = 0;
	g_autofree guchar *bytes = file ? g_base64_decode(file, &n_bytes) : NULL;
	guint status;
	g_autofree char *shown = rosters_preview(rosters, class_name, bytes, n_bytes, &status);

	if (status != 200)
		return owner_error(request, shown);
	json_t *object = json_loads(shown, 0, NULL);
	if (json_is_true(json_object_get(asked, "apply"))) {
		const RosterWish wish = { rosters->last_preview,
			json_is_true(json_object_get(asked, "move_out")),
			json_is_true(json_object_get(asked, "consent")) };
		g_autofree char *done = apply(rosters, &wish, &status);

		if (status != 200) {
			json_decref(object);
			return owner_error(request, done);
		}
	}
	json_object_set_new(object, "type", json_string("roster"));
	json_object_set_new(object, "request", json_integer(request));
	return json_text_dump(object);
}

char *rosters_owner(Rosters *rosters, const char *line, gsize n_bytes)
{
	json_t *asked = json_loadb(line, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	const char *type = json_string_value(json_object_get(asked, "type"));
	char *answer =
		g_strcmp0(type, "roster-import") == 0 ? owner_answer_to(rosters, asked) : NULL;

	json_decref(asked);
	return answer;
}
