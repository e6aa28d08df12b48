/* SPDX-License-Identifier: MIT */
/*
 * See problems.h. Rows are put into the store at begin and end; a problem that is told again and again is
 * put every few seconds at most, so that a pen in trouble does not fill the queue with its trouble.
 */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/problems/problems.h"

#include <string.h>

#define PUT_SECONDS 5
#define DAY_MS ((gint64)24 * 3600 * 1000)
/* Lost dots are told one by one and nobody says "no more of it": a minute of quiet does. */
#define QUIET_MS 60000
#define TEXT_BYTES_MAX 300

typedef struct {
	StoreProblem row;
	ProblemCode code;
	gint64 told_ms; /* last */
	bool unput;	/* differs from the store's */
} Problem;

struct Problems {
	Store *store;
	ProblemSink sink;
	void (*changed)(void *user);
	void *user;
	GHashTable
		*by_key; /* "code subject" → Problem: under way, or ended less than a minute ago */
	bool refused;	 /* more than it takes: said once */
	gint64 forgot_ms; /* when old rows were last told to be forgotten */
	guint n_made;	  /* rows since then */
	guint put_source;
};

static gint64 clock_ms(void)
{
	return g_get_real_time() / 1000;
}

/* ---- rows */

static void problem_free(gpointer data)
{
	Problem *problem = data;

	g_free(problem->row.code);
	g_free(problem->row.subject);
	g_free(problem->row.detail);
	g_free(problem->row.how);
	g_free(problem);
}

static char *key_of(const char *code, const char *subject)
{
	return g_strdup_printf("%s %s", code, subject);
}

static bool is_under_way(const Problem *problem)
{
	return problem->row.end_ms == 0;
}

/* Pens say what they like. */
static void set_text(char **text, const char *value)
{
	g_autofree char *valid = g_utf8_make_valid(value ? value : "", -1);
	gsize n_bytes = strlen(valid);

	if (n_bytes > TEXT_BYTES_MAX)
		*g_utf8_find_prev_char(valid, valid + TEXT_BYTES_MAX) = '\0';
	g_free(*text);
	*text = g_steal_pointer(&valid);
}

static void put(Problems *problems, Problem *problem)
{
	problem->unput = false;
	store_put_problem(problems->store, &problem->row);
}

static void tell_changed(const Problems *problems)
{
	if (problems->changed)
		problems->changed(problems->user);
}

static void end(Problems *problems, Problem *problem, const char *how, gint64 now_ms)
{
	problem->row.end_ms = MAX(now_ms, problem->row.begin_ms);
	set_text(&problem->row.how, how);
	put(problems, problem);
}

/* ---- what is told often, and what nobody ends */

/* Puts what waits, ends what was quiet, forgets what ended long ago; true while there is more to do. */
static bool look_after(Problems *problems, gint64 now_ms)
{
	GHashTableIter iter;
	Problem *problem;
	bool ended = false;

	g_hash_table_iter_init(&iter, problems->by_key);
	while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&problem)) {
		if (problem->unput)
			put(problems, problem);
		/* A clock that was set back does not keep it for ever. */
		gint64 since_ms = ABS(now_ms - problem->told_ms);
		if (is_under_way(problem) && problem->code == PROBLEM_INK_LOST &&
			since_ms >= QUIET_MS) {
			end(problems, problem, "no more of it", now_ms);
			ended = true;
		} else if (!is_under_way(problem) &&
			   ABS(now_ms - problem->row.end_ms) >= PROBLEMS_AGAIN_MS) {
			g_hash_table_iter_remove(&iter);
		}
	}
	if (ended)
		tell_changed(problems);
	return g_hash_table_size(problems->by_key) > 0;
}

static gboolean on_put(gpointer user)
{
	Problems *problems = user;

	if (look_after(problems, clock_ms()))
		return G_SOURCE_CONTINUE;
	problems->put_source = 0;
	return G_SOURCE_REMOVE;
}

static void watch(Problems *problems)
{
	if (problems->put_source == 0)
		problems->put_source = g_timeout_add_seconds(PUT_SECONDS, on_put, problems);
}

/* ---- the sink */

static void forget_old(Problems *problems, gint64 now_ms)
{
	problems->forgot_ms = now_ms;
	problems->n_made = 0;
	store_forget_problems(
		problems->store, now_ms - PROBLEMS_KEPT_DAYS * DAY_MS, PROBLEMS_N_KEPT);
}

static Problem *make(Problems *problems, ProblemCode code, const char *subject, gint64 now_ms)
{
	Problem *problem = g_new0(Problem, 1);
	char *key = key_of(problem_code_name(code), subject);

	problem->code = code;
	problem->row = (StoreProblem){
		.id = store_new_id(problems->store),
		.code = g_strdup(problem_code_name(code)),
		.begin_ms = now_ms,
	};
	set_text(&problem->row.subject, subject);
	set_text(&problem->row.how, "");
	g_hash_table_insert(problems->by_key, key, problem);
	problems->n_made++;
	if (problems->n_made >= PROBLEMS_N_MAX || ABS(now_ms - problems->forgot_ms) >= DAY_MS)
		forget_old(problems, now_ms);
	return problem;
}

static bool has_room(Problems *problems)
{
	if (g_hash_table_size(problems->by_key) < PROBLEMS_N_MAX)
		return true;
	if (!problems->refused)
		g_message("more than %d problems within a minute: further ones are not logged",
			PROBLEMS_N_MAX);
	problems->refused = true;
	return false;
}

static void on_begins(void *user, ProblemCode code, const char *subject, const char *detail)
{
	Problems *problems = user;
	gint64 now_ms = clock_ms();
	g_autofree char *key = key_of(problem_code_name(code), subject);
	Problem *problem = g_hash_table_lookup(problems->by_key, key);
	bool was_under_way = problem && is_under_way(problem);

	if (problem && !was_under_way && now_ms - problem->row.end_ms >= PROBLEMS_AGAIN_MS) {
		g_hash_table_remove(problems->by_key, key);
		problem = NULL;
	}
	if (!problem && !has_room(problems))
		return;
	if (!problem) {
		problem = make(problems, code, subject, now_ms);
	} else if (!was_under_way) {
		problem->row.end_ms = 0;
		set_text(&problem->row.how, "");
	}
	set_text(&problem->row.detail, detail);
	if (problem->row.count == 0)
		g_message("problem: %s%s%s: %s%s%s", problem->row.code, *subject ? " of " : "",
			problem->row.subject, problem_code_en(code),
			*problem->row.detail ? ": " : "", problem->row.detail);
	problem->row.count++;
	problem->told_ms = now_ms;
	problem->unput = true;
	if (!was_under_way)
		put(problems, problem);
	watch(problems);
	tell_changed(problems);
}

static void on_ends(void *user, ProblemCode code, const char *subject, const char *how)
{
	Problems *problems = user;
	g_autofree char *key = key_of(problem_code_name(code), subject);
	Problem *problem = g_hash_table_lookup(problems->by_key, key);

	if (!problem || !is_under_way(problem))
		return;
	end(problems, problem, how, clock_ms());
	g_info("problem ended: %s%s%s: %s", problem->row.code, *subject ? " of " : "",
		problem->row.subject, problem->row.how);
	tell_changed(problems);
}

const ProblemSink *problems_sink(Problems *problems)
{
	return &problems->sink;
}

void problems_store_changed(Problems *problems, StoreState state, const char *message)
{
	const ProblemSink *sink = problems_sink(problems);
	const char *how = "the store writes again";

	if (state == STORE_FULL)
		problem_begins(sink, PROBLEM_DISK_FULL, "", message);
	else
		problem_ends(sink, PROBLEM_DISK_FULL, "", how);
	if (state == STORE_FAILED)
		problem_begins(sink, PROBLEM_STORE_FAILED, "", message);
	else
		problem_ends(sink, PROBLEM_STORE_FAILED, "", how);
}

/* ---- what is under way */

void problems_set_changed(Problems *problems, void (*changed)(void *user), void *user)
{
	problems->changed = changed;
	problems->user = user;
}

static gint compare(gconstpointer a, gconstpointer b)
{
	const StoreProblem *left = *(const StoreProblem *const *)a;
	const StoreProblem *right = *(const StoreProblem *const *)b;

	if (left->begin_ms != right->begin_ms)
		return left->begin_ms < right->begin_ms ? -1 : 1;
	return left->id == right->id ? 0 : left->id < right->id ? -1 : 1;
}

GPtrArray *problems_under_way(const Problems *problems)
{
	GPtrArray *rows = g_ptr_array_new();
	GHashTableIter iter;
	Problem *problem;

	g_hash_table_iter_init(&iter, problems->by_key);
	while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&problem))
		if (is_under_way(problem))
			g_ptr_array_add(rows, &problem->row);
	g_ptr_array_sort(rows, compare);
	return rows;
}

/* ---- life */

/* They end, but go on as the same ones when they are met again within the minute. */
static void end_left_open(Problems *problems, const GPtrArray *rows, gint64 now_ms)
{
	for (guint i = 0; i < rows->len; i++) {
		const StoreProblem *row = g_ptr_array_index(rows, i);
		char *key = key_of(row->code, row->subject);
		Problem *problem = g_new0(Problem, 1);

		problem->row = *row;
		problem->row.code = g_strdup(row->code);
		problem->row.subject = g_strdup(row->subject);
		problem->row.detail = g_strdup(row->detail);
		problem->row.how = g_strdup(row->how);
		if (row->end_ms == 0)
			end(problems, problem, "the daemon was restarted", now_ms);
		/* A word of a newer zhibi's nobody here will tell again; one row a key is enough. */
		if (problem_code_by_name(row->code, &problem->code) &&
			!g_hash_table_contains(problems->by_key, key)) {
			g_hash_table_insert(problems->by_key, key, problem);
		} else {
			problem_free(problem);
			g_free(key);
		}
	}
}

Problems *problems_new(Store *store, StoreReader *reader, GError **error)
{
	gint64 now_ms = clock_ms();
	g_autoptr(GPtrArray) rows =
		store_reader_problems(reader, now_ms - PROBLEMS_AGAIN_MS, error);
	Problems *problems;

	if (!rows)
		return NULL;
	problems = g_new0(Problems, 1);
	problems->store = store;
	problems->sink = (ProblemSink){ problems, on_begins, on_ends };
	problems->by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, problem_free);
	end_left_open(problems, rows, now_ms);
	forget_old(problems, now_ms);
	if (g_hash_table_size(problems->by_key) > 0)
		watch(problems);
	return problems;
}

Problems *problems_free(Problems *problems)
{
	GHashTableIter iter;
	Problem *problem;

	if (!problems)
		return NULL;
	g_clear_handle_id(&problems->put_source, g_source_remove);
	g_hash_table_iter_init(&iter, problems->by_key);
	while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&problem))
		if (is_under_way(problem))
			end(problems, problem, "the daemon was stopped", clock_ms());
	g_hash_table_unref(problems->by_key);
	g_free(problems);
	return NULL;
}
