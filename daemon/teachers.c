/* SPDX-License-Identifier: MIT */
/* See teachers.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/teachers.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <jansson.h>
#include <string.h>

#include "daemon/error.h"
#include "store/reader-lesson.h"

#define LOGIN_LENGTH_MAX 32
#define HASH_PREFIX "$argon2id$"
#define HASH_BYTES_MAX 128
#define ANSWER_SECONDS 10

bool teachers_is_login(const char *login)
{
	if (!g_utf8_validate(login, -1, NULL) || !*login ||
		g_utf8_strlen(login, -1) > LOGIN_LENGTH_MAX)
		return false;
	for (const char *at = login; *at; at = g_utf8_next_char(at))
		if (!g_unichar_isgraph(g_utf8_get_char(at)))
			return false;
	return true;
}

bool teachers_put(Store *store, StoreReader *reader, Login *login_table, const char *login,
	const char *password_hash, GError **error)
{
	g_autoptr(GPtrArray) all = store_reader_teachers(reader, error);
	StoreTeacher teacher = {
		.login = (char *)login,
		.name = (char *)login,
		.password_hash = (char *)password_hash,
	};

	if (!all)
		return false;
	for (guint i = 0; i < all->len; i++) {
		const StoreTeacher *known = g_ptr_array_index(all, i);

		if (g_str_equal(known->login, login)) {
			teacher.id = known->id;
			teacher.name = known->name;
		}
	}
	if (teacher.id == 0)
		teacher.id = store_new_id(store);
	store_put_teacher(store, &teacher);
	if (login_table)
		login_add_teacher(login_table, &teacher);
	return true;
}

/* ---- the daemon's end */

static void on_session(void *user, const StoreSession *session)
{
	store_put_session(user, session);
}

Login *teachers_load(Store *store, StoreReader *reader, GError **error)
{
	g_autoptr(GPtrArray) teachers = store_reader_teachers(reader, error);
	g_autoptr(GPtrArray) sessions = teachers ? store_reader_sessions(reader, error) : NULL;
	Login *login;

	if (!sessions)
		return NULL;
	login = login_new();
	login_set_keeper(login, on_session, store);
	for (guint i = 0; i < teachers->len; i++)
		login_add_teacher(login, g_ptr_array_index(teachers, i));
	for (guint i = 0; i < sessions->len; i++)
		login_restore(login, g_ptr_array_index(sessions, i), g_get_real_time() / 1000);
	return login;
}

static char *answer_text(const char *why)
{
	g_autofree char *text = NULL;
	json_t *answer = why ? json_pack("{s:s, s:s}", "type", "error", "why", why)
			     : json_pack("{s:s}", "type", "done");

	/* "why" is ours or the database's: UTF-8, so the packing cannot fail. */
	g_assert(answer);
	char *line = json_dumps(answer, JSON_COMPACT);

	json_decref(answer);
	text = g_strdup(line);
	free(line);
	return g_steal_pointer(&text);
}

static char *answer_to(const Teachers *teachers, json_t *asked)
{
	const char *login = json_string_value(json_object_get(asked, "login"));
	const char *hash = json_string_value(json_object_get(asked, "hash"));
	const char *folder = json_string_value(json_object_get(asked, "data"));
	g_autoptr(GError) error = NULL;

	if (!login || !hash || !folder || !teachers_is_login(login) ||
		!g_str_has_prefix(hash, HASH_PREFIX) || strlen(hash) >= HASH_BYTES_MAX)
		return answer_text("not a login and the hash of a password");
	if (!g_str_equal(folder, teachers->data_folder))
		return answer_text("this zhibid has another data folder");
	if (!teachers_put(
		    teachers->store, teachers->reader, teachers->login_table, login, hash, &error))
		return answer_text(error->message);
	g_message("a teacher was added or has a new password");
	return answer_text(NULL);
}

char *teachers_answer(const Teachers *teachers, const char *line, gsize n_bytes)
{
	json_t *asked = json_loadb(line, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	const char *type = json_string_value(json_object_get(asked, "type"));
	char *answer = NULL;

	if (g_strcmp0(type, "add-teacher") == 0)
		answer = answer_to(teachers, asked);
	json_decref(asked);
	return answer;
}

/* ---- the asking end */

/* True when it is done; the error is of what the daemon said. */
static bool read_answer(const char *line, GError **error)
{
	json_t *answer = json_loads(line, 0, NULL);
	const char *type = json_string_value(json_object_get(answer, "type"));
	const char *why = json_string_value(json_object_get(answer, "why"));
	bool is_done = g_strcmp0(type, "done") == 0;

	if (!is_done)
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
			"the running zhibid refuses: %s", why ? why : line);
	json_decref(answer);
	return is_done;
}

static char *converse(const char *socket_path, const char *line, GError **error)
{
	g_autoptr(GSocketClient) client = g_socket_client_new();
	g_autoptr(GSocketAddress) address = g_unix_socket_address_new(socket_path);
	g_autoptr(GSocketConnection) connection = NULL;
	g_autoptr(GDataInputStream) in = NULL;
	char *answer = NULL;

	g_socket_client_set_timeout(client, ANSWER_SECONDS);
	connection = g_socket_client_connect(client, G_SOCKET_CONNECTABLE(address), NULL, error);
	if (!connection ||
		!g_output_stream_write_all(g_io_stream_get_output_stream(G_IO_STREAM(connection)),
			line, strlen(line), NULL, NULL, error))
		return NULL;
	in = g_data_input_stream_new(g_io_stream_get_input_stream(G_IO_STREAM(connection)));
	answer = g_data_input_stream_read_line_utf8(in, NULL, NULL, error);
	if (!answer && error && !*error)
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED, "it hung up");
	return answer;
}

bool teachers_ask(const char *socket_path, const char *data_folder, const char *login,
	const char *password_hash, GError **error)
{
	json_t *asked = json_pack("{s:s, s:s, s:s, s:s}", "type", "add-teacher", "data",
		data_folder, "login", login, "hash", password_hash);
	g_autofree char *line = NULL;
	g_autofree char *answer = NULL;

	if (!asked) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"%s: this folder's name is not UTF-8", data_folder);
		return false;
	}
	char *text = json_dumps(asked, JSON_COMPACT);

	line = g_strconcat(text, "\n", NULL);
	free(text);
	json_decref(asked);
	answer = converse(socket_path, line, error);
	if (!answer) {
		g_prefix_error(error, "asking the running zhibid at %s: ", socket_path);
		return false;
	}
	return read_answer(answer, error);
}
