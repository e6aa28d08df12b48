/* SPDX-License-Identifier: MIT */
/* See load-changes.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/load-changes.h"

#include <jansson.h>
#include <string.h>

#include "daemon/console/console-json.h"
#include "homework/bilingual.h"
#include "homework/reason.h"
#include "store/reader-load.h"

#define REASON_BYTES_MAX 1000
#define MINUTES_MAX 600
#define PERCENT_MAX 400
#define KIND_BYTES_MAX 120
#define PEOPLE_MAX 100000
#define TRAINING_MINUTES_MAX 6000

static char *refuse(guint32 request, const char *code, const char *zh, const char *en)
{
	return console_json_error(request, &(ConsoleTrouble){ code, zh, en });
}

static char *done(guint32 request)
{
	return g_strdup_printf("{\"type\":\"done\",\"request\":%u}", request);
}

static char *wrong_field(guint32 request, const char *field)
{
	g_autofree char *zh = g_strdup_printf("字段“%s”缺失或不对。", field);
	g_autofree char *en = g_strdup_printf("The field \"%s\" is missing or wrong.", field);

	return refuse(request, "bad-message", zh, en);
}

static const char *text_of(const json_t *asked, const char *key)
{
	return json_string_value(json_object_get(asked, key));
}

/* The day from which it holds; today unless it is said. */
static bool read_from(const LoadChanges *changes, const json_t *asked, gint *day)
{
	const SchoolClock *clock = &rules_book_base(changes->rules)->clock;
	const json_t *from = json_object_get(asked, "from");

	*day = school_day_of(clock, g_get_real_time() / 1000).day;
	return !from || (json_is_string(from) && school_day_parse(json_string_value(from), day));
}

static const char *unknown_key(const json_t *asked, const char *const *known)
{
	const char *key;
	json_t *value;

	json_object_foreach(
		(json_t *)asked, key, value) if (!g_strv_contains(known, key)) return key;
	return NULL;
}

/* ---- a rule */

static char *change_rule(const LoadChanges *changes, const json_t *asked, guint32 request)
{
	static const char *const KNOWN[] = { "type", "request", "rule", "value", "from", "reason",
		NULL };
	const char *unknown = unknown_key(asked, KNOWN);
	const StoreRuleChange read = {
		.rule = (char *)text_of(asked, "rule"),
		.value = (char *)text_of(asked, "value"),
		.reason = (char *)text_of(asked, "reason"),
		.at_ms = g_get_real_time() / 1000,
	};
	StoreRuleChange change = read;

	if (unknown)
		return wrong_field(request, unknown);
	if (!change.rule || !change.value)
		return wrong_field(request, change.rule ? "value" : "rule");
	if (!read_from(changes, asked, &change.from_day))
		return wrong_field(request, "from");
	if (!reason_is_given(change.reason) || strlen(change.reason) > REASON_BYTES_MAX)
		return refuse(request, "needs-reason", "改规则要写理由（--reason），留档。",
			"A rule is changed for a reason (--reason), which is kept.");
	g_autofree char *wrong =
		rules_book_change(changes->rules, change.from_day, change.rule, change.value);
	if (wrong) {
		g_auto(Bilingual) why = bilingual_new("%s", wrong);
		g_autofree char *zh =
			g_strdup_printf("规则 %s = %s 不对：%s（见 zhibi-rules.conf(5)）。",
				change.rule, change.value, why.zh);
		g_autofree char *en =
			g_strdup_printf("%s = %s: %s.", change.rule, change.value, why.en);
		return refuse(request, "bad-rule", zh, en);
	}
	change.id = store_new_id(changes->store);
	store_put_rule_change(changes->store, &change);
	g_message("the school changes the rule %s to %s", change.rule, change.value);
	return done(request);
}

/* ---- a plan */

static gint64 find_pupil(const LoadChanges *changes, const char *class_name, json_int_t number)
{
	g_autoptr(GPtrArray) classes = store_reader_classes(changes->reader, NULL);

	for (guint i = 0; classes && i < classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(classes, i);
		g_autoptr(GPtrArray) pupils =
			g_str_equal(class->name, class_name)
				? store_reader_pupils(changes->reader, class->id, NULL)
				: NULL;
		for (guint k = 0; pupils && k < pupils->len; k++) {
			const StorePupil *pupil = g_ptr_array_index(pupils, k);
			if (pupil->number == number)
				return pupil->id;
		}
	}
	return 0;
}

/* A number within bounds, `missing` where it is left out. */
static bool read_number(const json_t *asked, const char *key, gint most, gint missing, gint *to)
{
	const json_t *value = json_object_get(asked, key);
	const json_int_t number = json_integer_value(value);

	*to = value ? (gint)CLAMP(number, 0, most) : missing;
	return !value || (json_is_integer(value) && number >= 0 && number <= most);
}

/* A part of what others have; nothing at all is no part. */
static bool read_part(const json_t *asked, const char *key, gint most, gint *percent)
{
	return read_number(asked, key, most, 100, percent) && *percent > 0;
}

static const char *read_plan(const LoadChanges *changes, const json_t *asked, StorePlan *plan)
{
	static const char *const KNOWN[] = { "type", "request", "class", "number", "from",
		"limit_minutes", "time_percent", "items_percent", NULL };
	const char *unknown = unknown_key(asked, KNOWN);

	if (unknown)
		return unknown;
	if (!text_of(asked, "class"))
		return "class";
	if (!json_is_integer(json_object_get(asked, "number")))
		return "number";
	if (!read_from(changes, asked, &plan->from_day))
		return "from";
	if (!read_number(asked, "limit_minutes", MINUTES_MAX, -1, &plan->limit_minutes))
		return "limit_minutes";
	if (!read_part(asked, "time_percent", PERCENT_MAX, &plan->time_percent))
		return "time_percent";
	return read_part(asked, "items_percent", 100, &plan->items_percent) ? NULL
									    : "items_percent";
}

static char *change_plan(const LoadChanges *changes, const json_t *asked, guint32 request)
{
	StorePlan plan = { .at_ms = g_get_real_time() / 1000 };
	const char *wrong = read_plan(changes, asked, &plan);

	if (wrong)
		return wrong_field(request, wrong);
	plan.pupil_id = find_pupil(changes, text_of(asked, "class"),
		json_integer_value(json_object_get(asked, "number")));
	if (plan.pupil_id == 0)
		return refuse(request, "no-such-pupil", "没有这个班或这个学号。",
			"There is no such class, or no such number in it.");
	plan.id = store_new_id(changes->store);
	store_put_plan(changes->store, &plan);
	return done(request);
}

/* ---- training that was held */

static const char *read_training(
	const LoadChanges *changes, const json_t *asked, StoreTraining *training)
{
	static const char *const KNOWN[] = { "type", "request", "id", "day", "kind", "people",
		"minutes", NULL };
	const char *unknown = unknown_key(asked, KNOWN);
	const json_t *id = json_object_get(asked, "id");
	gint today;

	if (unknown)
		return unknown;
	training->id = json_integer_value(id);
	if (id && training->id <= 0)
		return "id";
	training->kind = (char *)text_of(asked, "kind");
	if (!training->kind || !*training->kind || strlen(training->kind) > KIND_BYTES_MAX)
		return "kind";
	if (!read_number(asked, "people", PEOPLE_MAX, -1, &training->n_people) ||
		training->n_people < 0 || (training->n_people == 0 && !id))
		return "people";
	if (!read_number(asked, "minutes", TRAINING_MINUTES_MAX, 0, &training->minutes) ||
		training->minutes == 0)
		return "minutes";
	today = school_day_of(&rules_book_base(changes->rules)->clock, training->at_ms).day;
	training->day = today;
	if (text_of(asked, "day") && !school_day_parse(text_of(asked, "day"), &training->day))
		return "day";
	return training->day <= today ? NULL : "day"; /* what was held, not what is planned */
}

/* Of those that were not taken back. */
static bool is_training(const LoadChanges *changes, gint64 id)
{
	g_autoptr(GPtrArray) all = store_reader_trainings(changes->reader, 0, G_MAXINT, NULL);

	for (guint i = 0; all && i < all->len; i++)
		if (((const StoreTraining *)g_ptr_array_index(all, i))->id == id)
			return true;
	return false;
}

static char *put_training(const LoadChanges *changes, const json_t *asked, guint32 request)
{
	StoreTraining training = { .at_ms = g_get_real_time() / 1000 };
	const char *wrong = read_training(changes, asked, &training);

	if (wrong)
		return wrong_field(request, wrong);
	if (training.id != 0 && !is_training(changes, training.id))
		return console_json_error(request,
			&(ConsoleTrouble){ "no-such-training",
				"没有这场培训，或已收回；zhibi training list 列出各场的编号。",
				"There is no such training, or it was taken back; zhibi training "
				"list says their numbers." });
	if (training.id == 0)
		training.id = store_new_id(changes->store);
	store_put_training(changes->store, &training);
	return done(request);
}

char *load_changes_answer(const LoadChanges *changes, const char *line, gsize n_bytes)
{
	static const struct {
		const char *type;
		char *(*answer)(const LoadChanges *changes, const json_t *asked, guint32 request);
	} KINDS[] = {
		{ "rule", change_rule },
		{ "plan", change_plan },
		{ "training", put_training },
	};
	json_t *asked = json_loadb(line, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	const char *type = text_of(asked, "type");
	const json_int_t request = json_integer_value(json_object_get(asked, "request"));
	char *answer = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++)
		if (g_strcmp0(type, KINDS[i].type) == 0)
			answer = request > 0 && request <= G_MAXINT32
					 ? KINDS[i].answer(changes, asked, (guint32)request)
					 : wrong_field(0, "request");
	json_decref(asked);
	return answer;
}
