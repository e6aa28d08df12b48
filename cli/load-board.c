/* SPDX-License-Identifier: MIT */
/* `zhibi load board` and `rules`: what is published for a day, and what it is held against. */
#include <stdio.h>

#include "cli/load.h"
#include "cli/output-file.h"
#include "report/board-notice.h"

/* ---- board */

static json_t *assigned_json(const Assigned *assigned, bool counts)
{
	const char layer[] = { assigned->layer, '\0' };

	return json_pack("{s:s, s:s, s:s, s:i, s:s, s:I, s:s, s:b}", "subject", assigned->subject,
		"title", assigned->title, "place", rules_place_name(assigned->place), "minutes",
		assigned->minutes, "layer", layer, "due_ms", (json_int_t)assigned->due_ms, "reason",
		assigned->reason, "counts", counts);
}

static int print_json(const StoreClass *class, const Rules *rules, const BoardDay *board,
	const GPtrArray *published)
{
	json_t *all = json_array(), *subjects = json_array();

	for (guint i = 0; i < published->len; i++) {
		const Assigned *one = g_ptr_array_index(published, i);
		json_array_append_new(
			all, assigned_json(one, assigned_counts(one, rules, class->grade)));
	}
	for (guint i = 0; i < board->subjects->len; i++) {
		const BoardSubject *one = &g_array_index(board->subjects, BoardSubject, i);
		json_array_append_new(subjects,
			json_pack("{s:s, s:i}", "subject", one->subject, "minutes", one->minutes));
	}
	return load_print(json_pack("{s:s, s:i, s:o, s:i, s:o, s:s, s:o, s:o}", "class",
		class->name, "grade", class->grade, "day", load_day_json(board->day), "minutes",
		board->minutes, "budget_minutes",
		board->budget_minutes < 0 ? json_null() : json_integer(board->budget_minutes),
		"level", board_level_name(board->level), "subjects", subjects, "published", all));
}

static void print_one(const RulesBook *book, const Assigned *one)
{
	g_autofree char *due = board_notice_due(&rules_book_base(book)->clock, one->due_ms);

	printf("  %3d 分钟 min  %s  %s", one->minutes, one->subject, one->title);
	if (one->layer)
		printf("（%c 层 / layer %c）", one->layer, one->layer);
	printf("  %s%s%s", board_notice_place(one->place), *due ? "  截止 due " : "", due);
	if (*one->reason)
		printf("  理由 reason: %s", one->reason);
	putchar('\n');
}

static int print_notice(const LoadCall *call, const StoreClass *class, const BoardDay *board,
	const GPtrArray *published)
{
	g_autofree char *sum = board_notice_sum(board);
	char day[SCHOOL_DAY_BYTES];

	school_day_format(board->day, day);
	printf("作业公示 / homework notice  %s  %s\n", class->name, day);
	for (guint i = 0; i < published->len; i++)
		print_one(call->book, g_ptr_array_index(published, i));
	if (!rules_knows_grade(class->grade))
		puts("  没有年级，没有上限：名单里加一列“年级”再导入 / no grade, so no limit: add "
		     "a "
		     "column 年级 to the list and import it again");
	if (published->len == 0)
		puts("  没有布置作业 / nothing is given");
	puts(sum);
	return CLI_DONE;
}

static bool write_page(const LoadCall *call, const StoreClass *class, const BoardDay *board,
	const GPtrArray *published, GError **error)
{
	const BoardNotice notice = { class->name, &rules_book_base(call->book)->clock, board,
		published };

	return output_file_put(call->pdf, board_notice_pdf(&notice, error), error);
}

/* What is published on the day, out of all that its board depends on; borrowed. */
static GPtrArray *of_day(const GPtrArray *all, gint day)
{
	GPtrArray *published = g_ptr_array_new();

	for (guint i = 0; i < all->len; i++)
		if (((const Assigned *)g_ptr_array_index(all, i))->day == day)
			g_ptr_array_add(published, g_ptr_array_index(all, i));
	return published;
}

int load_board(const LoadCall *call)
{
	g_autoptr(GPtrArray) classes = load_classes(call);
	g_autoptr(GError) error = NULL;

	if (!classes)
		return CLI_FAILED;
	const StoreClass *class = g_ptr_array_index(classes, 0);
	const Rules *rules = rules_book_at(call->book, call->day);
	const RulesDays span = board_span(rules, call->day);
	g_autoptr(GPtrArray) all = load_source_published(
		call->reader, call->book, class->id, span.first_day, span.last_day, &error);
	if (!all)
		return load_failed(error);
	g_autoptr(GPtrArray) published = of_day(all, call->day);
	g_autoptr(BoardDay) board = board_day(rules, class->grade, call->day, all);
	if (call->pdf && !write_page(call, class, board, published, &error))
		return load_failed(error);
	if (call->is_json)
		return print_json(class, rules, board, published);
	return call->pdf ? CLI_DONE : print_notice(call, class, board, published);
}

/* ---- rules */

static json_t *changes_json(const GPtrArray *changes)
{
	json_t *array = json_array();

	for (guint i = 0; i < changes->len; i++) {
		const StoreRuleChange *row = g_ptr_array_index(changes, i);
		json_array_append_new(
			array, json_pack("{s:s, s:s, s:o, s:s, s:I}", "rule", row->rule, "value",
				       row->value, "from", load_day_json(row->from_day), "reason",
				       row->reason, "at_ms", (json_int_t)row->at_ms));
	}
	return array;
}

static void print_changes(const GPtrArray *changes)
{
	for (guint i = 0; i < changes->len; i++) {
		const StoreRuleChange *row = g_ptr_array_index(changes, i);
		char day[SCHOOL_DAY_BYTES];

		school_day_format(row->from_day, day);
		printf("# %s 起 / from %s: %s = %s  %s\n", day, day, row->rule, row->value,
			row->reason);
	}
}

int load_rules(const LoadCall *call)
{
	const Rules *rules = rules_book_at(call->book, call->day);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) changes = store_reader_rule_changes(call->reader, &error);
	json_t *values = json_object();

	if (!changes) {
		json_decref(values);
		return load_failed(error);
	}
	for (guint i = 0; rules_name(i); i++) {
		g_autofree char *value = rules_value(rules, i);
		json_object_set_new(values, rules_name(i), json_string(value));
		if (!call->is_json)
			printf("%s = %s\n", rules_name(i), value);
	}
	if (call->is_json)
		return load_print(json_pack("{s:o, s:o, s:o}", "day", load_day_json(call->day),
			"rules", values, "changes", changes_json(changes)));
	json_decref(values);
	print_changes(changes);
	return CLI_DONE;
}
