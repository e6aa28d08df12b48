/* SPDX-License-Identifier: MIT */
/*
 * A made-up term (tests/term/term.py) into a database, by the store's own writer: TRUTH.tsv DATABASE. Ink is put
 * stroke by stroke as pens bring it, and pages are packed as zhibid packs them, but for every fiftieth, whose strokes
 * stay single.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

#define FIELDS_MAX 16
#define UNPACKED_EVERY 50
#define BOOK_STEP 100000

typedef struct {
	Store *store;
	guint64 stored;
	GArray *ids; /* of gint64: the truth's number -> ours */
	gint64 n_strokes;
	gint32 n_dots;
} Term;

static void on_stored(void *user, guint64 sequence)
{
	((Term *)user)->stored = sequence;
}

static void on_settled(void *user, const StoreSettled *settled, gsize n_settled)
{
	(void)user;
	for (gsize i = 0; i < n_settled; i++)
		if (settled[i].outcome != STORE_STROKE_NEW)
			g_error("a stroke of the term was taken for another");
}

static void on_state(void *user, StoreState state, const char *message)
{
	(void)user;
	if (state != STORE_OK)
		g_error("the store: %s", message);
}

static void wait_for_room(Term *term, bool all)
{
	while (all ? term->stored < store_sequence(term->store) : store_congested(term->store))
		g_main_context_iteration(NULL, TRUE);
}

static gint64 number(const char *text)
{
	return g_ascii_strtoll(text, NULL, 10);
}

static gint64 id_of(const Term *term, const char *text)
{
	const gint64 at = number(text);

	return at > 0 && at < term->ids->len ? g_array_index(term->ids, gint64, at) : 0;
}

/* ---- people and papers */

static void put_class(Term *term, gint64 id, char **at)
{
	const StoreClass class = { .id = id, .name = at[0], .grade = (gint)number(at[1]) };

	store_put_class(term->store, &class);
}

static void put_teacher(Term *term, gint64 id, char **at)
{
	const StoreTeacher teacher = {
		.id = id, .login = at[0], .name = at[0], .password_hash = (char *)""
	};

	store_put_teacher(term->store, &teacher);
}

static void put_pupil(Term *term, gint64 id, char **at)
{
	const StorePupil pupil = { .id = id,
		.class_id = id_of(term, at[0]),
		.number = (gint)number(at[1]),
		.name = (char *)"某某" };

	store_put_pupil(term->store, &pupil);
	store_put_consent(term->store, &(StoreConsent){ .id = store_new_id(term->store),
					       .pupil_id = id,
					       .given = true,
					       .kind = (char *)"ink" });
}

static void put_pen(Term *term, gint64 id, char **at)
{
	g_autofree char *address = g_strdup_printf("term-%" G_GINT64_FORMAT, id);
	const StorePen pen = { .id = id,
		.address = address,
		.driver = (char *)"neo",
		.model = (char *)"",
		.firmware = (char *)"" };

	(void)at;
	store_put_pen(term->store, &pen);
}

static void put_plan(Term *term, gint64 id, char **at)
{
	const StorePlan plan = { id, id_of(term, at[0]), (gint)number(at[1]), (gint)number(at[2]),
		(gint)number(at[3]), (gint)number(at[4]), 0, number(at[5]) };

	store_put_plan(term->store, &plan);
}

static void put_rule(Term *term, gint64 id, char **at)
{
	const StoreRuleChange change = { id, at[0], at[1], (gint)number(at[2]), at[3], 0,
		number(at[4]) };

	store_put_rule_change(term->store, &change);
}

static void put_assignment(Term *term, gint64 id, char **at)
{
	const StoreAssignment assignment = { .id = id,
		.class_id = id_of(term, at[0]),
		.subject = at[1],
		.place = at[2],
		.published_ms = number(at[3]),
		.due_ms = number(at[4]),
		.minutes = (gint)number(at[5]),
		.layer = at[6],
		.n_pages = (gint)number(at[7]),
		.reason = at[8],
		.teacher_id = id_of(term, at[9]),
		.title = at[10] };

	store_put_assignment(term->store, &assignment);
}

static void put_mark(Term *term, gint64 id, char **at)
{
	const StoreMark mark = { .id = id,
		.page_copy_id = id_of(term, at[0]),
		.question_id = number(at[1]),
		.verdict = at[2],
		.source = at[3],
		.teacher_id = id_of(term, at[4]),
		.at_ms = number(at[5]),
		.supersedes_id = id_of(term, at[6]),
		.confidence = 1 };

	store_put_mark(term->store, &mark);
}

static void put_training(Term *term, gint64 id, char **at)
{
	const StoreTraining training = { id, (gint)number(at[0]), at[1], (gint)number(at[2]),
		(gint)number(at[3]), 1 };

	store_put_training(term->store, &training);
}

static void put_problem(Term *term, gint64 id, char **at)
{
	const StoreProblem problem = { id, at[0], (char *)"", (char *)"", number(at[1]),
		number(at[2]), (char *)"", 1 };

	store_put_problem(term->store, &problem);
}

/* ---- ink */

static StorePageCopy page_copy(
	const Term *term, gint64 id, char **at, gint64 pen_id, const char *page)
{
	return (StorePageCopy){ .id = id,
		.assignment_id = id_of(term, at[0]),
		.pupil_id = id_of(term, at[1]),
		.pen_id = pen_id,
		.page = { PAGE_FAMILY_NCODE, 3, 27, (guint32)(id_of(term, at[0]) % BOOK_STEP),
			(guint32)number(page) } };
}

static void put_teacher_copy(Term *term, gint64 id, char **at)
{
	StorePageCopy copy = page_copy(term, id, at, 0, at[2]);

	copy.created_ms = number(at[3]);
	copy.by_teacher = true;
	store_put_page_copy(term->store, &copy);
}

/* Three dots are ink enough: minutes are in when it was written. No two strokes have a dot in common. */
static void put_stroke(Term *term, const StorePageCopy *copy, gint64 start_ms, gint64 length_ms)
{
	g_autoptr(Stroke) stroke = stroke_new();

	stroke->id = store_new_id(term->store);
	stroke->page = copy->page;
	stroke->start_ms = stroke->pen_start_ms = start_ms;
	stroke->end_ms = start_ms + length_ms;
	stroke->force_max = 1023;
	for (guint i = 0; i < 3; i++) {
		const Dot dot = { .time_ms = (guint32)(length_ms * i / 2),
			.at = { term->n_dots++, 2000 },
			.force = 500,
			.twist = TWIST_NONE };
		g_array_append_val(stroke->dots, dot);
	}
	store_put_stroke(term->store, copy->pen_id, copy->id, stroke);
	term->n_strokes++;
}

static void put_copy(Term *term, gint64 id, char **at)
{
	StorePageCopy copy = page_copy(term, id, at, id_of(term, at[2]), at[3]);
	gint64 now = number(at[4]);
	char *part = at[5];

	copy.created_ms = now;
	store_put_page_copy(term->store, &copy);
	/* A length, a pause, a length, … */
	for (bool is_stroke = true; *part; is_stroke = !is_stroke) {
		const gint64 ms = g_ascii_strtoll(part, &part, 10);
		if (is_stroke)
			put_stroke(term, &copy, now, ms);
		now += ms;
		part += *part == ',';
	}
	if (id % UNPACKED_EVERY != 0)
		store_pack_page(term->store, id);
	wait_for_room(term, false);
}

/* ---- lines */

static const struct {
	const char *name;
	void (*put)(Term *term, gint64 id, char **at);
	guint n_fields;
} KINDS[] = {
	{ "copy", put_copy, 6 },
	{ "mark", put_mark, 7 },
	{ "assign", put_assignment, 11 },
	{ "teacher-copy", put_teacher_copy, 4 },
	{ "class", put_class, 2 },
	{ "teacher", put_teacher, 1 },
	{ "pupil", put_pupil, 2 },
	{ "pen", put_pen, 1 },
	{ "plan", put_plan, 6 },
	{ "rule", put_rule, 5 },
	{ "problem", put_problem, 3 },
	{ "training", put_training, 4 },
};

static void take_line(Term *term, char *line)
{
	char *fields[FIELDS_MAX + 1] = { NULL };
	guint n_fields = 0;

	for (char *field = strtok_r(line, "\n", &line); field && n_fields < FIELDS_MAX;) {
		fields[n_fields++] = field;
		char *tab = strchr(field, '\t');
		if (tab)
			*tab = '\0';
		field = tab ? tab + 1 : NULL;
	}
	const gint64 id = store_new_id(term->store);
	g_array_append_val(term->ids, id);
	for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++)
		if (n_fields == KINDS[i].n_fields + 2 && strcmp(fields[0], KINDS[i].name) == 0) {
			if (number(fields[1]) != term->ids->len - 1)
				g_error("line %s is not in its place", fields[1]);
			KINDS[i].put(term, id, fields + 2);
			return;
		}
	g_error("no such line: %s with %u fields", fields[0], n_fields);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	Term term = { .ids = g_array_new(FALSE, TRUE, sizeof(gint64)) };
	const StoreListener listener = { &term, on_stored, on_settled, on_state };
	const gint64 begin_us = g_get_monotonic_time();
	FILE *truth = argc == 3 ? fopen(argv[1], "r") : NULL;
	char *line = NULL;
	size_t n_line = 0;

	if (!truth) {
		fputs("usage: tool-store-term TRUTH.tsv DATABASE\n", stderr);
		return 2;
	}
	const StoreOptions options = { .path = argv[2] };
	term.store = store_open(&options, &listener, &error);
	if (!term.store)
		g_error("%s", error->message);
	g_array_set_size(term.ids, 1); /* the truth counts from 1 */
	while (getline(&line, &n_line, truth) > 0)
		take_line(&term, line);
	wait_for_room(&term, true);
	store_close(term.store);
	printf("%u lines, %" G_GINT64_FORMAT " strokes in %.1f s\n", term.ids->len - 1,
		term.n_strokes, (double)(g_get_monotonic_time() - begin_us) / 1e6);
	free(line);
	fclose(truth);
	g_array_unref(term.ids);
	return 0;
}
