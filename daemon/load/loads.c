/* SPDX-License-Identifier: MIT */
/* See loads.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/load/loads-private.h"

#define N_WAITING_MAX 16
/* One at a time: a term's brief takes a second of one core, and the pens have the other. */
#define N_WORKERS 1

typedef struct {
	Loads *loads;
	LoadsQuestion question;
	char *teaches; /* of its rights */
	LoadsAnswered answered;
	void *user; /* NULL: gone */
	LoadsAnswer answer;
	GSource *source; /* attached by the worker when the answer is there */
} Waiting;

struct Loads {
	char *database, *rules_file;
	GThreadPool *worker;
	GPtrArray *waiting; /* of Waiting */
};

static void free_waiting(Waiting *waiting)
{
	if (waiting->source)
		g_source_unref(waiting->source);
	json_decref(waiting->answer.value);
	g_clear_pointer(&waiting->answer.file, g_bytes_unref);
	g_free(waiting->teaches);
	g_free(waiting);
}

static gboolean tell(gpointer user)
{
	Waiting *waiting = user;

	g_ptr_array_remove_fast(waiting->loads->waiting, waiting);
	if (waiting->user)
		waiting->answered(waiting->user, &waiting->question, &waiting->answer);
	free_waiting(waiting);
	return G_SOURCE_REMOVE;
}

void loads_count(const Loads *loads, const LoadsQuestion *question, LoadsAnswer *answer)
{
	const LoadsOptions options = { loads->database, loads->rules_file };

	loads_answer(&options, question, answer);
}

static void work(gpointer data, gpointer user)
{
	Waiting *waiting = data;

	loads_count(user, &waiting->question, &waiting->answer);
	waiting->source = g_idle_source_new();
	g_source_set_priority(waiting->source, G_PRIORITY_DEFAULT);
	g_source_set_callback(waiting->source, tell, waiting, NULL);
	/* From here on the main thread may free it at any moment. */
	g_source_attach(waiting->source, NULL);
}

Loads *loads_new(const LoadsOptions *options)
{
	Loads *loads = g_new0(Loads, 1);

	loads->database = g_strdup(options->database);
	loads->rules_file = g_strdup(options->rules_file);
	loads->waiting = g_ptr_array_new();
	loads->worker = g_thread_pool_new(work, loads, N_WORKERS, FALSE, NULL);
	return loads;
}

Loads *loads_free(Loads *loads)
{
	if (!loads)
		return NULL;
	g_thread_pool_free(loads->worker, FALSE, TRUE);
	for (guint i = 0; i < loads->waiting->len; i++) {
		Waiting *waiting = g_ptr_array_index(loads->waiting, i);
		if (waiting->source)
			g_source_destroy(waiting->source);
		free_waiting(waiting);
	}
	g_ptr_array_unref(loads->waiting);
	g_free(loads->database);
	g_free(loads->rules_file);
	g_free(loads);
	return NULL;
}

bool loads_ask(Loads *loads, const LoadsQuestion *question, LoadsAnswered answered, void *user)
{
	if (loads->waiting->len >= N_WAITING_MAX)
		return false;
	Waiting *waiting = g_new0(Waiting, 1);
	waiting->loads = loads;
	waiting->question = *question;
	waiting->question.rights.teaches = waiting->teaches = g_strdup(question->rights.teaches);
	waiting->answered = answered;
	waiting->user = user;
	g_ptr_array_add(loads->waiting, waiting);
	g_thread_pool_push(loads->worker, waiting, NULL);
	return true;
}

void loads_forget(Loads *loads, const void *user)
{
	for (guint i = 0; i < loads->waiting->len; i++) {
		Waiting *waiting = g_ptr_array_index(loads->waiting, i);
		if (waiting->user == user)
			waiting->user = NULL;
	}
}
