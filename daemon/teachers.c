/* SPDX-License-Identifier: MIT */
/* See teachers.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/teachers.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <jansson.h>
#include <string.h>

#include "daemon/error.h"
#include "daemon/rights.h"
#include "store/reader-lesson.h"

#define LOGIN_LENGTH_MAX 32
#define HASH_PREFIX "$argon2id$"
#define HASH_BYTES_MAX 128
#define ANSWER_SECONDS 10
#define GRADE_MAX 12
#define N_CLASSES_MAX 200

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

/* ---- what an account is to be */

static const StoreTeacher *find_login(const GPtrArray *teachers, const char *login)
{
	for (guint i = 0; i < teachers->len; i++) {
		const StoreTeacher *known = g_ptr_array_index(teachers, i);

		if (g_str_equal(known->login, login))
			return known;
	}
	return NULL;
}

static gint64 find_class(const GPtrArray *classes, const char *name)
{
	for (guint i = 0; i < classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(classes, i);

		if (g_str_equal(class->name, name))
			return class->id;
	}
	return 0;
}

/* StoreTeacher.teaches, to be freed. */
static char *find_taught(StoreReader *reader, const char *const *wanted, GError **error)
{
	g_autoptr(GPtrArray) classes = store_reader_classes(reader, error);
	g_autoptr(GString) lines = g_string_new(NULL);

	if (!classes)
		return NULL;
	for (; wanted && *wanted; wanted++) {
		const char *colon = strchr(*wanted, ':');
		g_autofree char *name =
			colon ? g_strndup(*wanted, (gsize)(colon - *wanted)) : g_strdup(*wanted);
		const gint64 id = find_class(classes, name);

		if (id == 0) {
			g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
				"there is no class \"%s\"; write it as the class list does, a "
				"subject after a colon: 四年级2班:数学",
				name);
			return NULL;
		}
		g_string_append_printf(
			lines, "%" G_GINT64_FORMAT " %s\n", id, colon ? colon + 1 : "");
	}
	return g_strdup(lines->str);
}

/* *text to be freed. */
static bool read_roles(const TeachersWish *wish, char **text, GError **error)
{
	guint roles;

	if (!rights_parse(wish->roles, &roles)) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"\"%s\" are no roles; write one or more of teacher, grade-head, head, "
			"administrator",
			wish->roles);
		return false;
	}
	if ((roles & RIGHTS_GRADE_HEAD) && (wish->grade < 1 || wish->grade > GRADE_MAX)) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"a head of grade heads a grade; say which: --grade 4");
		return false;
	}
	*text = rights_text(roles);
	return true;
}

bool teachers_put(Store *store, StoreReader *reader, Login *login_table, const TeachersWish *wish,
	GError **error)
{
	g_autoptr(GPtrArray) all = store_reader_teachers(reader, error);
	g_autofree char *roles = NULL;
	g_autofree char *taught = NULL;

	if (!all || (wish->roles && (!read_roles(wish, &roles, error) ||
					    !(taught = find_taught(reader, wish->classes, error)))))
		return false;
	const StoreTeacher *known = find_login(all, wish->login);
	if (!known && !wish->password_hash) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"there is no account \"%s\"; make it with --add-teacher", wish->login);
		return false;
	}
	if (!roles)
		roles = g_strdup(known		 ? known->roles
				 : all->len == 0 ? "teacher administrator"
						 : "teacher");
	const StoreTeacher teacher = {
		.id = known ? known->id : store_new_id(store),
		.login = (char *)wish->login,
		.name = known ? known->name : (char *)wish->login,
		.password_hash =
			wish->password_hash ? (char *)wish->password_hash : known->password_hash,
		.roles = roles,
		.grade = wish->roles ? wish->grade
			 : known     ? known->grade
				     : 0,
		.teaches = taught  ? taught
			   : known ? known->teaches
				   : (char *)"",
	};
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

/* NULL: there is no such member; false: it is none of texts. The array is to be freed, its texts are the JSON's. */
static bool read_classes(const json_t *asked, const char ***classes)
{
	const json_t *array = json_object_get(asked, "classes"), *name;
	g_autofree const char **texts = g_new0(const char *, json_array_size(array) + 1);
	size_t i;

	*classes = NULL;
	if (!array)
		return true;
	if (!json_is_array(array) || json_array_size(array) > N_CLASSES_MAX)
		return false;
	json_array_foreach(array, i, name)
	{
		texts[i] = json_string_value(name);
		if (!texts[i] || strchr(texts[i], '\n'))
			return false;
	}
	*classes = g_steal_pointer(&texts);
	return true;
}

static bool is_hash(const char *hash)
{
	return g_str_has_prefix(hash, HASH_PREFIX) && strlen(hash) < HASH_BYTES_MAX;
}

/* A text, or not there. */
static bool is_text_or_missing(const json_t *asked, const char *key)
{
	const json_t *value = json_object_get(asked, key);

	return !value || json_is_string(value);
}

static char *answer_to(const Teachers *teachers, json_t *asked)
{
	const char *folder = json_string_value(json_object_get(asked, "data"));
	g_autofree const char **classes = NULL;
	TeachersWish wish = {
		.login = json_string_value(json_object_get(asked, "login")),
		.password_hash = json_string_value(json_object_get(asked, "hash")),
		.roles = json_string_value(json_object_get(asked, "roles")),
		.grade = (gint)json_integer_value(json_object_get(asked, "grade")),
	};
	g_autoptr(GError) error = NULL;

	if (!wish.login || !folder || !teachers_is_login(wish.login) ||
		!is_text_or_missing(asked, "hash") || !is_text_or_missing(asked, "roles") ||
		(!wish.password_hash && !wish.roles) ||
		(wish.password_hash && !is_hash(wish.password_hash)) ||
		!read_classes(asked, &classes))
		return answer_text("not a login with the hash of a password, or with roles");
	if (!g_str_equal(folder, teachers->data_folder))
		return answer_text("this zhibid has another data folder");
	wish.classes = classes;
	if (!teachers_put(teachers->store, teachers->reader, teachers->login_table, &wish, &error))
		return answer_text(error->message);
	g_message("an account was made or changed");
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

static json_t *question_of(const TeachersWish *wish, const char *data_folder)
{
	json_t *asked =
		json_pack("{s:s, s:s, s:s, s:s*, s:s*}", "type", "add-teacher", "data", data_folder,
			"login", wish->login, "hash", wish->password_hash, "roles", wish->roles);

	if (asked && wish->roles)
		json_object_set_new(asked, "grade", json_integer(wish->grade));
	if (!asked || !wish->classes)
		return asked;
	json_t *classes = json_array();
	for (const char *const *name = wish->classes; *name; name++)
		json_array_append_new(classes, json_string(*name));
	json_object_set_new(asked, "classes", classes);
	return asked;
}

bool teachers_ask(
	const char *socket_path, const char *data_folder, const TeachersWish *wish, GError **error)
{
	json_t *asked = question_of(wish, data_folder);
	g_autofree char *line = NULL;
	g_autofree char *answer = NULL;

	if (!asked) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_USE,
			"%s: this folder's name or the roles are not UTF-8", data_folder);
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
