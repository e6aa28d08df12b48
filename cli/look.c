/* SPDX-License-Identifier: MIT */
/* See look.h. */
#include "cli/look.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/control.h"
#include "store/store.h"

#define LOG_PATIENCE_S 30
#define WHO_BYTES_MAX 64      /* as the daemon takes it */
#define COPIES_A_QUESTION 500 /* to the daemon, in one line */

struct Look {
	const char *command;
	char *who;
	char *data_folder;
	Store *store;	  /* ours, or NULL: */
	Control *control; /* the running zhibid's */
	guint64 stored;	  /* by store */
};

/* With sudo it is the user who asked. */
static char *user_name(void)
{
	const char *asker = g_getenv("SUDO_USER");
	char *name = g_utf8_make_valid(
		geteuid() == 0 && asker && *asker ? asker : g_get_user_name(), -1);

	if (strlen(name) > WHO_BYTES_MAX)
		*g_utf8_find_prev_char(name, name + WHO_BYTES_MAX + 1) = '\0';
	return name;
}

static void on_stored(void *user, guint64 sequence)
{
	((Look *)user)->stored = sequence;
}

static void on_settled(void *user, const StoreSettled *settled, gsize n_settled)
{
	(void)user, (void)settled, (void)n_settled;
}

static void on_state(void *user, StoreState state, const char *message)
{
	if (state != STORE_OK)
		fprintf(stderr, "zhibi %s: %s\n", ((Look *)user)->command, message);
}

/* Whoever holds the record writes the log: we do, unless a zhibid runs on it. */
static bool open_log(Look *look, const char *database)
{
	g_autoptr(GError) error = NULL;
	const StoreOptions options = { .path = database };
	const StoreListener listener = { look, on_stored, on_settled, on_state };

	look->store = store_open(&options, &listener, &error);
	if (look->store)
		return true;
	if (g_error_matches(error, STORE_ERROR, STORE_ERROR_LOCKED)) {
		g_autofree char *beside = g_build_filename(look->data_folder, "control.sock", NULL);
		look->control = control_try(look->command, beside);
		if (!look->control)
			look->control = control_open(look->command, NULL);
		return look->control != NULL;
	}
	fprintf(stderr, "zhibi %s: 做不到 / failed: %s\n", look->command, error->message);
	return false;
}

Look *look_open(const char *command, const char *database)
{
	g_autoptr(Look) look = g_new0(Look, 1);

	look->command = command;
	look->who = user_name();
	look->data_folder = g_path_get_dirname(database);
	return open_log(look, database) ? g_steal_pointer(&look) : NULL;
}

Look *look_close(Look *look)
{
	if (!look)
		return NULL;
	store_close(look->store);
	control_close(look->control);
	g_free(look->data_folder);
	g_free(look->who);
	g_free(look);
	return NULL;
}

static guint n_rows_of(const GArray *copy_ids)
{
	return copy_ids ? copy_ids->len : 1;
}

static gboolean on_late(gpointer late)
{
	*(gboolean *)late = TRUE;
	return G_SOURCE_CONTINUE;
}

static bool log_ourselves(Look *look, const char *what, gint64 class_id, const GArray *copy_ids)
{
	gboolean late = FALSE;
	guint64 sequence = 0;

	for (guint i = 0; i < n_rows_of(copy_ids); i++) {
		const StoreAccess access = {
			.page_copy_id = copy_ids ? g_array_index(copy_ids, gint64, i) : 0,
			.at_ms = g_get_real_time() / 1000,
			.what = (char *)what,
			.class_id = class_id,
			.who = look->who
		};
		sequence = store_put_access(look->store, &access);
	}
	const guint timer = g_timeout_add_seconds(LOG_PATIENCE_S, on_late, &late);
	while (look->stored < sequence && !late)
		g_main_context_iteration(NULL, TRUE);
	g_source_remove(timer);
	return look->stored >= sequence;
}

static bool log_by_daemon(Look *look, const char *what, gint64 class_id, const GArray *copy_ids)
{
	bool good = true;

	for (guint i = 0; good && i < n_rows_of(copy_ids); i += COPIES_A_QUESTION) {
		json_t *copies = json_array();
		for (guint k = i; copy_ids && k < copy_ids->len && k < i + COPIES_A_QUESTION; k++)
			json_array_append_new(
				copies, json_integer(g_array_index(copy_ids, gint64, k)));
		json_t *question = control_question(
			"looked", "what", what, "data", look->data_folder, "who", look->who, NULL);
		json_object_set_new(question, "copies", copies);
		if (class_id != 0)
			json_object_set_new(question, "class", json_integer(class_id));
		json_t *answer = control_ask(look->control, question);
		good = g_strcmp0(json_string_value(json_object_get(answer, "type")), "done") == 0;
		json_decref(answer);
	}
	return good;
}

bool look_tell(Look *look, const char *what, gint64 class_id, const GArray *copy_ids)
{
	if (look->store ? log_ourselves(look, what, class_id, copy_ids)
			: log_by_daemon(look, what, class_id, copy_ids))
		return true;
	fprintf(stderr,
		"zhibi %s: 查看记录写不进去，所以不导出。请用 sudo，并看看 zhibi doctor / the "
		"access log "
		"cannot be written, so nothing goes out: use sudo, and see zhibi doctor\n",
		look->command);
	return false;
}
