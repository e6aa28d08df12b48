/* SPDX-License-Identifier: MIT */
/*
 * The HTTP side: the page's files, login, logout, who am I; the door of the WebSocket is console-door.c. Every answer is
 * made first and then written in the WRITEABLE callback, headers and then the body piece by piece.
 */
#include "daemon/console/console-private.h"

#include <gio/gio.h>
#include <jansson.h>
#include <sodium.h>
#include <string.h>
#include <sys/socket.h>

#include "daemon/console/console-answer.h"
#include "daemon/console/console-door.h"
#include "daemon/console/console-header.h"
#include "daemon/console/console-rooms.h"
#include "daemon/kept-answers.h"

#define BODY_BYTES_MAX 1024
#define PIECE_BYTES 16384
/* A refused body that is on its way is read so far, and dropped: else a client hears of a broken line instead of why.
 * libwebsockets hangs up on one that rests. */
#define DROP_BYTES_MAX (64 << 20)

/* One request on a connection. */
typedef struct {
	Console *console; /* may be gone when wsi is NULL */
	Login *login;
	struct lws *wsi; /* NULL: the client left while its password was checked */
	bool is_head;
	bool is_logout, is_follow;
	ConsoleJob job;
	ConsoleAnswer *worked; /* by the job */
	ConsoleAnswer *kept;   /* waits for the disk */
	guint64 sequence;      /* it waits for this */
	guint64 promised;      /* the last put of its own; 0: it promises nothing */
	bool body_done;
	guint64 n_to_drop; /* of a body that is refused */
	guint64 n_dropped;
	bool is_told;  /* the answer is out; the rest of the body is still to come */
	bool checking; /* a LoginCallback is to come, the end of a job, or word of the disk */
	GString *body;
	char peer[64];
	char *room_path;   /* of a POST to console-rooms.h; else NULL */
	char *class_name;  /* of it; or NULL */
	gint64 teacher_id; /* of it */
	char *login_name;
	ConsoleAnswer *answer; /* NULL: not known yet */
	bool headers_sent;
	gsize body_sent;
} Request;

/* What libwebsockets keeps for us on each connection. */
typedef struct {
	Request *request;
} Connection;

static const ConsoleTrouble no_such_file = { "no-such-file", "没有这个文件。",
	"There is no such file." };
static const ConsoleTrouble no_such_method = { "no-such-method", "不支持这种请求。",
	"This kind of request is not supported here." };
static const ConsoleTrouble bad_request = { "bad-request",
	"请求应是 JSON，含 name 和 password，不超过 1 KiB。",
	"The request must be JSON with name and password, at most 1 KiB." };
static const ConsoleTrouble length_required = { "length-required", "请求缺少 Content-Length。",
	"The request has no Content-Length." };
static const ConsoleTrouble no_such_link = { "no-such-link",
	"这个链接已过期或已停用，请向授课老师要新的。",
	"This link is over or was ended; ask the teacher for a new one." };
static const ConsoleTrouble wrong_login = { "wrong-login", "用户名或密码不对。",
	"The name or the password is wrong." };
static const ConsoleTrouble too_many_tries = { "too-many-tries", "尝试次数太多，请稍候再试。",
	"Too many tries. Please wait a moment." };
static const ConsoleTrouble not_logged_in = { "not-logged-in", "请先登录。",
	"Please log in first." };
static const ConsoleTrouble wrong_origin = { "wrong-origin", "请求来自别的网站，已拒绝。",
	"The request comes from another site and was refused." };

static const char page_missing[] =
	"网页还没有构建。请在源码目录运行：make page\n"
	"The page has not been built. In the source folder run: make page\n";

static bool write_piece(Request *request)
{
	guint8 buffer[LWS_PRE + PIECE_BYTES];
	gsize n_bytes;
	const guint8 *bytes = g_bytes_get_data(request->answer->body, &n_bytes);
	gsize n = MIN(n_bytes - request->body_sent, PIECE_BYTES);
	memcpy(buffer + LWS_PRE, bytes + request->body_sent, n);
	request->body_sent += n;
	enum lws_write_protocol how =
		request->body_sent == n_bytes ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP;
	return lws_write(request->wsi, buffer + LWS_PRE, n, how) == (int)n;
}

/* ---- requests */

static void request_free(Request *request)
{
	if (!request)
		return;
	if (request->body) {
		sodium_memzero(request->body->str, request->body->len);
		g_string_free(request->body, TRUE);
	}
	console_answer_free(request->answer);
	console_answer_free(request->kept);
	g_free(request->login_name);
	g_free(request->room_path);
	g_free(request->class_name);
	g_free(request);
}

/* The connection is done with its request; a password under check still needs it. */
static void request_leave(Connection *connection)
{
	Request *request = g_steal_pointer(&connection->request);
	if (!request)
		return;
	request->wsi = NULL;
	if (!request->checking)
		request_free(request);
}

static int request_answer(Request *request, ConsoleAnswer *take_answer)
{
	g_assert(!request->answer);
	request->answer = take_answer;
	lws_callback_on_writable(request->wsi);
	return 0;
}

static int request_write(Connection *connection)
{
	Request *request = connection->request;
	if (!request || !request->answer || request->is_told)
		return 0;
	GBytes *body = request->is_head ? NULL : request->answer->body;
	if (!request->headers_sent) {
		request->headers_sent = true;
		if (!console_answer_write_headers(request->wsi, request->answer))
			return -1;
	} else if (!write_piece(request)) {
		return -1;
	}
	if (body && request->body_sent < g_bytes_get_size(body)) {
		lws_callback_on_writable(request->wsi);
		return 0;
	}
	struct lws *wsi = request->wsi;
	bool closes = request->answer->closes;
	if (request->n_to_drop > request->n_dropped) {
		request->is_told = true;
		return 0;
	}
	request_leave(connection);
	return closes || lws_http_transaction_completed(wsi) ? -1 : 0;
}

/* ---- what is asked for */

static ConsoleAnswer *answer_file(struct lws *wsi, Console *console, const char *path)
{
	const ConsoleFile *file = console_files_find(console->files, path);
	if (!file && strcmp(path, "/") == 0)
		return console_answer_new(503, "text/plain; charset=utf-8",
			g_bytes_new_static(page_missing, strlen(page_missing)));
	if (!file)
		return console_answer_trouble(404, &no_such_file);
	char known[256];
	bool is_known =
		console_header_copy(wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, known, sizeof(known)) &&
		strstr(known, file->etag);
	ConsoleAnswer *answer = console_answer_new(
		is_known ? 304 : 200, file->mime, is_known ? NULL : g_bytes_ref(file->bytes));
	answer->cache_control =
		file->immutable ? "public, max-age=31536000, immutable" : "no-cache";
	answer->etag = g_strdup(file->etag);
	return answer;
}

static ConsoleAnswer *answer_me(struct lws *wsi, Console *console)
{
	const StoreTeacher *teacher = console_header_teacher(wsi, console);
	if (!teacher)
		return console_answer_trouble(401, &not_logged_in);
	return console_answer_json(200, console_json_me(teacher));
}

static char *cookie_of(const Console *console, const char *name, const char *token)
{
	return g_strdup_printf("%s=%s; HttpOnly; SameSite=Strict; Path=/%s%s", name, token,
		console->has_tls ? "; Secure" : "", token[0] ? "" : "; Max-Age=0");
}

static ConsoleAnswer *answer_logout(struct lws *wsi, Console *console)
{
	char token[LOGIN_TOKEN_LENGTH + 1];
	if (console_http_token(wsi, token)) {
		login_end(console->login, token);
		console_socket_watch(console, console_now_ms());
	}
	ConsoleAnswer *answer = console_answer_new(204, NULL, NULL);
	answer->set_cookie = cookie_of(console, CONSOLE_COOKIE, "");
	return answer;
}

static void login_checked(void *user, LoginResult result, const char *token)
{
	Request *request = user;
	Console *console = request->console;
	request->checking = false;
	if (!request->wsi) {
		/* Nobody is there to take the session: it must not wait for a finder. */
		if (token)
			login_end(request->login, token);
		request_free(request);
		return;
	}
	ConsoleAnswer *answer = NULL;
	switch (result) {
	case LOGIN_OK:
		answer = console_answer_new(204, NULL, NULL);
		answer->set_cookie = cookie_of(console, CONSOLE_COOKIE, token);
		break;
	case LOGIN_WRONG:
		answer = console_answer_trouble(401, &wrong_login);
		break;
	case LOGIN_TOO_MANY:
		answer = console_answer_trouble(429, &too_many_tries);
		answer->retry_after_s = login_wait_seconds(
			console->login, request->login_name, request->peer, console_now_ms());
		break;
	}
	request_answer(request, answer);
}

static int begin_login(Request *request)
{
	json_t *object =
		json_loadb(request->body->str, request->body->len, JSON_REJECT_DUPLICATES, NULL);
	const char *name = json_string_value(json_object_get(object, "name"));
	const char *password = json_string_value(json_object_get(object, "password"));
	if (!name || !password || json_object_size(object) != 2) {
		json_decref(object);
		return request_answer(request, console_answer_trouble(400, &bad_request));
	}
	request->login_name = g_strdup(name);
	request->checking = true;
	login_try(request->console->login, name, password, request->peer, console_now_ms(),
		login_checked, request);
	json_decref(object);
	return 0;
}

/* ---- what takes its time is done on a worker */

static void work(GTask *task, G_GNUC_UNUSED gpointer source, gpointer data,
	G_GNUC_UNUSED GCancellable *cancellable)
{
	Request *request = data;
	request->worked = request->job.run(request->job.data);
	g_task_return_boolean(task, TRUE);
}

static void hand_over(Request *request, ConsoleAnswer *take_answer)
{
	request->checking = false;
	if (request->wsi) {
		request_answer(request, take_answer);
		return;
	}
	console_answer_free(take_answer); /* nobody is there to take it */
	request_free(request);
}

static void worked(G_GNUC_UNUSED GObject *source, G_GNUC_UNUSED GAsyncResult *result, gpointer user)
{
	Request *request = user;
	if (request->job.free)
		request->job.free(request->job.data);
	hand_over(request, g_steal_pointer(&request->worked));
}

/* With an answer at once, or a job that makes it. */
static int answer_or_work(Request *request, ConsoleAnswer *take_answer)
{
	if (take_answer)
		return request_answer(request, take_answer);
	g_autoptr(GTask) task = g_task_new(NULL, NULL, worked, request);
	request->checking = true; /* the body is the worker's until it is done */
	g_task_set_task_data(task, request, NULL);
	g_task_run_in_thread(task, work);
	return 0;
}

/* ---- what changes the record is answered when it is on the disk, whole */

void console_http_stored(Console *console)
{
	const guint64 stored = store_stored(console->store);
	Request *request;
	while ((request = g_queue_peek_head(&console->kept)) && request->sequence <= stored) {
		g_queue_pop_head(&console->kept);
		if (request->promised && store_refused(console->store, request->promised)) {
			console_answer_free(request->kept);
			request->kept = console_answer_trouble(500, &kept_answers_refused);
		}
		hand_over(request, g_steal_pointer(&request->kept));
	}
}

void console_http_forget(Console *console)
{
	g_queue_clear_full(&console->kept, (GDestroyNotify)request_free);
}

static int change_record(Request *request, const ConsoleRoomsPost *post)
{
	Console *console = request->console;
	store_begin_group(console->store);
	ConsoleAnswer *answer = console_rooms_post(console, post, &request->job);
	request->promised = store_group_sequence(console->store);
	store_end_group(console->store);
	if (answer->status != 200)
		return request_answer(request, answer);
	/* Not only for what this request put: one that was said twice waits for what the first one put. */
	request->sequence = store_sequence(console->store);
	request->kept = answer;
	request->checking = true;
	g_queue_push_tail(&console->kept, request);
	console_http_stored(console);
	return 0;
}

/* The token of a link becomes a cookie, so that it is in no address that anything might keep. A wrong one is slowed
 * down as a wrong password is, but by where it comes from alone: nobody shuts others out. */
static ConsoleAnswer *answer_follow(const Request *request)
{
	Console *console = request->console;
	const gint64 now_ms = console_now_ms();
	const gint64 wait_ms =
		brake_wait_ms(console->wall_brake, request->peer, request->peer, now_ms);
	if (wait_ms > 0) {
		ConsoleAnswer *answer = console_answer_trouble(429, &too_many_tries);
		answer->retry_after_s = (guint)((wait_ms + 999) / 1000);
		return answer;
	}
	json_t *object =
		json_loadb(request->body->str, request->body->len, JSON_REJECT_DUPLICATES, NULL);
	const char *token = json_string_value(json_object_get(object, "token"));
	ConsoleAnswer *answer;
	if (!token || json_object_size(object) != 1) {
		answer = console_answer_trouble(400, &bad_request);
	} else if (wall_link_of(console->wall, token, now_ms) == 0) {
		brake_count(console->wall_brake, request->peer, request->peer, now_ms);
		answer = console_answer_trouble(401, &no_such_link);
	} else {
		answer = console_answer_new(204, NULL, NULL);
		answer->set_cookie = cookie_of(console, CONSOLE_WALL_COOKIE, token);
	}
	json_decref(object);
	return answer;
}

/* ---- who has not logged in */

static int guest_came(struct lws *wsi)
{
	char peer[64] = "";

	lws_get_peer_simple(wsi, peer, sizeof(peer));
	struct lws *goes = console_guests_came(console_of(wsi)->guests, wsi, peer);
	/* libwebsockets finds its end by itself, in whatever state it is, a TLS handshake too. */
	if (goes)
		shutdown(lws_get_socket_fd(goes), SHUT_RDWR);
	return 0;
}

static void guest_spoke(struct lws *wsi)
{
	Console *console = console_of(wsi);

	if (console_header_teacher(wsi, console))
		console_guests_left(console->guests, wsi);
	else
		console_guests_spoke(console->guests, wsi);
}

/* ---- libwebsockets calls */

static int begin_get(Request *request, struct lws *wsi, const char *path)
{
	if (strcmp(path, "/api/me") == 0)
		return request_answer(request, answer_me(wsi, request->console));
	if (console_rooms_is(request->console, path)) {
		const StoreTeacher *teacher = console_header_teacher(wsi, request->console);
		return answer_or_work(
			request, teacher ? console_rooms_get(wsi, request->console, teacher, path,
						   &request->job)
					 : console_answer_trouble(401, &not_logged_in));
	}
	if (g_str_has_prefix(path, "/api/"))
		return request_answer(request, console_answer_trouble(404, &no_such_file));
	return request_answer(request, answer_file(wsi, request->console, path));
}

static gsize body_max(const Request *request)
{
	return request->room_path ? console_rooms_body_max(request->room_path) : BODY_BYTES_MAX;
}

/* A stranger's body is dropped no further than it might be taken. */
static int refuse_body(Request *request, ConsoleAnswer *take_answer, guint64 n_bytes)
{
	request->n_to_drop = MIN(n_bytes, DROP_BYTES_MAX);
	return request_answer(request, take_answer);
}

static int begin_post(Request *request, struct lws *wsi, const char *path)
{
	char length[24];
	request->is_logout = strcmp(path, "/api/logout") == 0;
	request->is_follow = strcmp(path, "/api/wall/follow") == 0;
	if (console_rooms_is(request->console, path) && console_rooms_body_max(path) > 0)
		request->room_path = g_strdup(path);
	if (!request->room_path && !request->is_logout && !request->is_follow &&
		strcmp(path, "/api/login") != 0)
		return request_answer(request, console_answer_trouble(404, &no_such_file));
	if (!console_header_is_ours(wsi, true))
		return request_answer(request, console_answer_trouble(403, &wrong_origin));
	const StoreTeacher *teacher = console_header_teacher(wsi, request->console);
	guint64 n_bytes = G_MAXUINT64;
	const bool has_length =
		console_header_copy(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, length, sizeof(length));
	if (has_length)
		g_ascii_string_to_unsigned(length, 10, 0, G_MAXUINT64, &n_bytes, NULL);
	if (request->room_path && !teacher)
		return refuse_body(request, console_answer_closing(401, &not_logged_in),
			n_bytes <= body_max(request) ? n_bytes : 0);
	if (!has_length)
		return request_answer(request, console_answer_closing(411, &length_required));
	if (n_bytes > body_max(request) && request->room_path)
		return refuse_body(request,
			console_answer_closing(413, console_rooms_too_large(path)), n_bytes);
	if (n_bytes > body_max(request))
		return request_answer(request, console_answer_closing(400, &bad_request));
	if (request->room_path) {
		char argument[256];
		const char *name =
			lws_get_urlarg_by_name(wsi, "class=", argument, sizeof(argument));
		request->class_name = name ? g_utf8_make_valid(name, -1) : NULL;
		request->teacher_id = teacher->id;
	}
	request->body = g_string_new(NULL);
	return 0;
}

static int begin_request(struct lws *wsi, Connection *connection)
{
	char *uri;
	int n_uri;
	int method = lws_http_get_uri_and_method(wsi, &uri, &n_uri);
	request_leave(connection);
	guest_spoke(wsi);
	Request *request = connection->request = g_new0(Request, 1);
	request->console = console_of(wsi);
	request->login = request->console->login;
	request->wsi = wsi;
	request->is_head = method == LWSHUMETH_HEAD;
	lws_get_peer_simple(wsi, request->peer, sizeof(request->peer));
	g_autofree char *path = method < 0 ? NULL : g_strndup(uri, (gsize)n_uri);
	if (method == LWSHUMETH_GET || method == LWSHUMETH_HEAD)
		return begin_get(request, wsi, path);
	if (method == LWSHUMETH_POST)
		return begin_post(request, wsi, path);
	return request_answer(request, console_answer_closing(405, &no_such_method));
}

/* -1: enough; the answer is out, and the connection ends. */
static int drop_body(Request *request, gsize n_bytes)
{
	request->n_dropped += n_bytes;
	return request->is_told && request->n_dropped >= request->n_to_drop ? -1 : 0;
}

static int add_body(Request *request, const void *bytes, gsize n_bytes)
{
	if (!request || !request->body || request->answer)
		return request ? drop_body(request, n_bytes) : 0;
	if (request->body->len + n_bytes > body_max(request))
		return -1;
	if (n_bytes > 0)
		g_string_append_len(request->body, bytes, (gssize)n_bytes);
	return 0;
}

static int body_complete(Request *request)
{
	/* Called again for bytes behind the body, as long as the answer is not out. */
	if (!request || !request->body || request->answer || request->body_done)
		return 0;
	request->body_done = true;
	if (request->room_path) {
		const ConsoleRoomsPost post = { request->room_path, request->class_name,
			request->body, request->teacher_id };
		if (console_rooms_changes_record(post.path))
			return change_record(request, &post);
		return answer_or_work(
			request, console_rooms_post(request->console, &post, &request->job));
	}
	if (request->is_logout)
		return request_answer(request, answer_logout(request->wsi, request->console));
	if (request->is_follow)
		return request_answer(request, answer_follow(request));
	return begin_login(request);
}

int console_http_callback(
	struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t n_bytes)
{
	Connection *connection = user;
	switch ((int)reason) { /* of some hundred reasons these concern us */
	case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
		return guest_came(wsi);
	case LWS_CALLBACK_WSI_DESTROY:
		console_guests_left(console_of(wsi)->guests, wsi);
		return 0;
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
		return console_door_confirm(wsi);
	case LWS_CALLBACK_HTTP:
		return begin_request(wsi, connection);
	case LWS_CALLBACK_HTTP_BODY:
		return add_body(connection->request, in, n_bytes);
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		return body_complete(connection->request);
	case LWS_CALLBACK_HTTP_WRITEABLE:
		return request_write(connection);
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
	case LWS_CALLBACK_CLOSED_HTTP:
		if (connection)
			request_leave(connection);
		return 0;
	default:
		return 0;
	}
}
