/* SPDX-License-Identifier: MIT */
/* See load-source.h. */
#define G_LOG_DOMAIN "zhibi-store"

#include "store/load-source.h"

#define INSTALLED_RULES "/etc/zhibi/rules.conf"

static bool read_file(Rules *rules, const char *file, GError **error)
{
	g_autofree char *text = NULL;
	gsize n_bytes;

	return g_file_get_contents(file, &text, &n_bytes, error) &&
	       rules_parse(rules, file, text, n_bytes, error);
}

RulesBook *load_source_rules(const char *file, StoreReader *reader, GError **error)
{
	g_autoptr(Rules) rules = rules_new();

	if (file && !read_file(rules, file, error))
		return NULL;
	g_autoptr(GPtrArray) changes = store_reader_rule_changes(reader, error);
	if (!changes)
		return NULL;
	g_autoptr(RulesBook) book = rules_book_new(g_steal_pointer(&rules));
	for (guint i = 0; i < changes->len; i++) {
		const StoreRuleChange *row = g_ptr_array_index(changes, i);
		g_autofree char *wrong =
			rules_book_change(book, row->from_day, row->rule, row->value);
		/* Another zhibi may know rules that we do not. */
		if (wrong)
			g_warning("the changed rule %s = %s is passed over: %s", row->rule,
				row->value, wrong);
	}
	return g_steal_pointer(&book);
}

const char *load_source_rules_file(void)
{
	return g_file_test(INSTALLED_RULES, G_FILE_TEST_EXISTS) ? INSTALLED_RULES : NULL;
}

static void set_text(char **to, const char *text)
{
	g_free(*to);
	*to = g_strdup(text ? text : "");
}

Assigned *load_source_assigned(const RulesBook *book, const StoreAssignment *row)
{
	Assigned *assigned = assigned_new();

	assigned->id = row->id;
	set_text(&assigned->subject, row->subject);
	set_text(&assigned->title, row->title);
	set_text(&assigned->reason, row->reason);
	rules_place_from_name(row->place, &assigned->place);
	assigned->day = school_day_of(&rules_book_base(book)->clock, row->published_ms).day;
	assigned->published_ms = row->published_ms;
	assigned->due_ms = row->due_ms;
	assigned->minutes = row->minutes;
	assigned->layer = row->layer ? row->layer[0] : '\0';
	assigned->n_pages = row->n_pages;
	assigned->teacher_id = row->teacher_id;
	return assigned;
}

static void free_assigned(gpointer assigned)
{
	assigned_free(assigned);
}

GPtrArray *load_source_published(StoreReader *reader, const RulesBook *book, gint64 class_id,
	gint first_day, gint last_day, GError **error)
{
	const SchoolClock *clock = &rules_book_base(book)->clock;
	g_autoptr(GPtrArray) rows = store_reader_assignments_between(reader, class_id,
		school_day_begin_ms(clock, first_day), school_day_begin_ms(clock, last_day + 1),
		error);

	if (!rows)
		return NULL;
	GPtrArray *published = g_ptr_array_new_with_free_func(free_assigned);
	for (guint i = 0; i < rows->len; i++)
		g_ptr_array_add(published, load_source_assigned(book, g_ptr_array_index(rows, i)));
	return published;
}
