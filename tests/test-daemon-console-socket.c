/* SPDX-License-Identifier: MIT */
/* The console's WebSocket: who gets in, what a page may say, and what happens to lines that fail. */
#include "tests/console-view.h"

static const ConsoleOptions plain = { 0 };

/* ---- the door */

static void test_door(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autofree char *secure = g_strdup_printf("https://%s", rig->host);
	g_autofree char *other_port = g_strdup_printf("%s0", rig->origin);
	g_autofree char *almost = g_strdup_printf("%.*sx", (int)strlen(cookie) - 1, cookie);
	const struct {
		const char *host, *origin, *cookie, *subprotocol;
		guint status;
	} cases[] = {
		{ rig->host, rig->origin, cookie, "zhibi-console-1", 101 },
		{ rig->host, secure, cookie, "zhibi-console-1", 101 }, /* behind a proxy with TLS */
		{ rig->host, rig->origin, NULL, "zhibi-console-1", 401 },
		{ rig->host, rig->origin, "zhibi=", "zhibi-console-1", 401 },
		{ rig->host, rig->origin, almost, "zhibi-console-1", 401 },
		{ rig->host, NULL, cookie, "zhibi-console-1", 403 },
		{ rig->host, "null", cookie, "zhibi-console-1", 403 },
		{ rig->host, "http://evil.example", cookie, "zhibi-console-1", 403 },
		{ rig->host, other_port, cookie, "zhibi-console-1", 403 },
		{ NULL, rig->origin, cookie, "zhibi-console-1", 403 },
		{ rig->host, rig->origin, cookie, NULL, 400 },
		{ rig->host, rig->origin, cookie, "zhibi-console-2", 400 },
		{ rig->host, rig->origin, cookie, "http", 400 },
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(WebsocketClient) client =
			websocket_client_new(console_port(rig->console), 0);
		g_test_message("case %u", i);
		g_assert_cmpuint(websocket_upgrade(client, cases[i].host, cases[i].origin,
					 cases[i].cookie, cases[i].subprotocol),
			==, cases[i].status);
	}
}

static void test_door_odd(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	static const struct {
		const char *line, *more;
		guint status;
	} cases[] = {
		{ "GET /api/other", "Sec-WebSocket-Version: 13\r\n", 404 },
		{ "GET /", "Sec-WebSocket-Version: 13\r\n", 404 },
		{ "POST /api/console", "Sec-WebSocket-Version: 13\r\n", 404 },
		{ "GET /api/console", "", 400 },
		{ "GET /api/console", "Sec-WebSocket-Version: 8\r\n", 400 },
	};
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(WebsocketClient) client =
			websocket_client_new(console_port(rig->console), 0);
		g_autofree char *request = g_strdup_printf(
			"%s HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nCookie: %s\r\nUpgrade: "
			"websocket\r\n"
			"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
			"Sec-WebSocket-Protocol: zhibi-console-1\r\n%s\r\n",
			cases[i].line, rig->host, rig->origin, cookie, cases[i].more);
		g_test_message("case %u", i);
		g_assert_cmpuint(websocket_http(client, request, NULL, NULL), ==, cases[i].status);
	}
}

static void test_too_many(void)
{
	const ConsoleOptions options = { .n_consoles_max = 3 };
	g_autoptr(ConsoleRig) rig = rig_new(1, &options);
	g_autofree char *cookie = rig_log_in(rig);
	WebsocketClient *clients[3];
	for (guint i = 0; i < 3; i++) {
		clients[i] = rig_open(rig, cookie);
		json_decref(rig_receive(clients[i], "snapshot"));
	}
	g_autoptr(WebsocketClient) late = rig_open(rig, cookie);
	json_t *error = rig_receive(late, "error");
	g_assert_cmpstr(json_string_value(json_object_get(error, "code")), ==, "too-many-consoles");
	json_decref(error);
	g_assert_null(websocket_receive(late));
	g_assert_cmpuint(late->close_code, ==, 1013);
	g_assert_cmpuint(console_n_consoles(rig->console), ==, 3);
	/* One leaves, one may come. */
	websocket_client_free(clients[0]);
	websocket_let_run(50);
	g_assert_cmpuint(console_n_consoles(rig->console), ==, 2);
	clients[0] = rig_open(rig, cookie);
	json_decref(rig_receive(clients[0], "snapshot"));
	for (guint i = 0; i < 3; i++)
		websocket_client_free(clients[i]);
}

/* The default: 32, and the 33rd is told so. */
static void test_thirty_third(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(GPtrArray) clients =
		g_ptr_array_new_with_free_func((GDestroyNotify)websocket_client_free);
	for (guint i = 0; i < 33; i++)
		g_ptr_array_add(clients, rig_open(rig, cookie));
	json_decref(rig_receive(g_ptr_array_index(clients, 31), "snapshot"));
	json_decref(rig_receive(g_ptr_array_index(clients, 32), "error"));
	g_assert_cmpuint(console_n_consoles(rig->console), ==, 32);
}

static void test_logout_ends_the_socket(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autofree char *other_cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	g_autoptr(WebsocketClient) other = rig_open(rig, other_cookie);
	json_decref(rig_receive(client, "snapshot"));
	json_decref(rig_receive(other, "snapshot"));
	g_autofree char *session = g_strdup_printf("Cookie: %s\r\n", cookie);
	g_assert_cmpuint(rig_post(rig, "/api/logout", "", session, NULL, NULL), ==, 204);
	g_assert_null(websocket_receive(client));
	g_assert_cmpuint(client->close_code, ==, 1008);
	g_assert_cmpstr(client->close_reason, ==, "login");
	websocket_say(other, "{\"type\":\"resynchronise\"}");
	json_decref(rig_receive(other, "snapshot"));
}

/* A new password, given while consoles look on: the watch closes those of the old one. */
static void test_session_over_ends_the_socket(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	json_decref(rig_receive(client, "snapshot"));
	g_autofree char *hash = login_hash_password("other");
	StoreTeacher teacher = { rig->teacher_id, (char *)"teacher", (char *)"王老师", hash,
		(char *)RIG_ROLES, 0, NULL };
	login_add_teacher(rig->login, &teacher);
	while (websocket_take_frame(client))
		;
	g_assert_null(websocket_receive(client));
	g_assert_cmpuint(client->close_code, ==, 1008);
}

/* ---- what a page may say */

static void expect_bad(WebsocketClient *client, const char *named)
{
	json_t *error = rig_receive(client, "error");
	g_assert_cmpstr(json_string_value(json_object_get(error, "code")), ==, "bad-message");
	g_assert_nonnull(strstr(json_string_value(json_object_get(error, "en")), named));
	g_assert_nonnull(json_object_get(error, "zh"));
	json_decref(error);
}

static void test_bad_messages(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	static const struct {
		const char *text, *named;
	} bad[] = {
		{ "hello", "JSON" },
		{ "{\"type\":\"open\",\"request\":1}", "\"type\"" },
		{ "{\"type\":\"open-page\",\"request\":1}", "\"copy\"" },
		{ "{\"type\":\"list-pages\",\"request\":0,\"seat\":1}", "\"request\"" },
		{ "{\"type\":\"list-pages\",\"request\":1,\"seat\":-1}", "\"seat\"" },
		{ "{\"type\":\"hide-names\",\"request\":1,\"hide\":1}", "\"hide\"" },
		{ "{\"type\":\"resynchronise\",\"more\":1}", "\"more\"" },
		{ "{\"type\":\"list-pages\",\"request\":[],\"seat\":1}", "JSON" },
		{ "", "JSON" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		websocket_say(client, bad[i].text);
		expect_bad(client, bad[i].named);
	}
	/* Nine are forgiven, and good ones are still obeyed. */
	websocket_say(client, "{\"type\":\"list-pages\",\"request\":8,\"seat\":0}");
	json_decref(rig_receive(client, "pages"));
	websocket_say(client, "{\"type\":\"list-pages\",\"request\":9,\"seat\":1}");
	json_t *error = rig_receive(client, "error");
	g_assert_cmpstr(json_string_value(json_object_get(error, "code")), ==, "no-such-seat");
	json_decref(error);
	/* The tenth is not. */
	websocket_say(client, "[]");
	expect_bad(client, "JSON");
	g_assert_null(websocket_receive(client));
	g_assert_cmpuint(client->close_code, ==, 1008);
}

static void test_long_messages(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	/* 4 KiB may come, in whatever pieces. */
	g_autofree char *padded = g_strnfill(4096, ' ');
	const char *question = "{\"type\":\"list-pages\",\"request\":3,\"seat\":0}";
	memcpy(padded, question, strlen(question));
	websocket_send(client, WEBSOCKET_TEXT, false, padded, 7);
	for (guint at = 7; at < 4090; at += 83)
		websocket_send(client, 0, false, padded + at, MIN(83, 4090 - at));
	websocket_send(client, 0, true, padded + 4090, 6);
	json_decref(rig_receive(client, "pages"));
	/* One more byte may not, nor may binary. */
	g_autofree char *long_text = g_strnfill(4097, ' ');
	memcpy(long_text, question, strlen(question));
	websocket_send(client, WEBSOCKET_TEXT, true, long_text, 4097);
	expect_bad(client, "4 KiB");
	websocket_send(client, WEBSOCKET_BINARY, true, question, strlen(question));
	expect_bad(client, "JSON");
	websocket_say(client, question);
	json_decref(rig_receive(client, "pages"));
	/* And what is longer than any mistake is not read to its end. */
	g_autofree char *endless = g_strnfill(1 << 20, ' ');
	websocket_send(client, WEBSOCKET_TEXT, true, endless, 1 << 20);
	g_assert_null(websocket_receive(client));
	g_assert_true(client->ended || client->close_code == 1009);
}

static void test_flood(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
	for (guint i = 0; i < 300; i++)
		websocket_say(client, "{\"type\":\"list-pages\",\"request\":3,\"seat\":0}");
	guint n_answers = 0;
	for (;;) {
		g_autoptr(WebsocketMessage) message = websocket_receive(client);
		if (!message)
			break;
		n_answers++;
	}
	g_assert_cmpuint(n_answers, <=, 201);
	g_assert_cmpuint(client->close_code, ==, 1008);
}

/* Frames that break WebSocket itself: the line is closed, nobody else notices. */
static void test_broken_frames(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *cookie = rig_log_in(rig);
	static const struct {
		const char *bytes;
		gsize n_bytes;
	} frames[] = {
		{ "\x81\x02hi", 4 },		   /* not masked */
		{ "\x83\x80\0\0\0\0", 6 },	   /* an opcode nobody knows */
		{ "\xf1\x80\0\0\0\0", 6 },	   /* bits of no extension */
		{ "\x80\x80\0\0\0\0", 6 },	   /* a continuation of nothing */
		{ "\x89\xfe\x01\x00\0\0\0\0", 8 }, /* a ping too long */
	};
	for (guint i = 0; i < G_N_ELEMENTS(frames); i++) {
		g_autoptr(WebsocketClient) client = rig_open(rig, cookie);
		g_autoptr(GByteArray) rubbish = g_byte_array_new();
		websocket_put(client, frames[i].bytes, frames[i].n_bytes);
		for (guint n = 0; n < 300; n++)
			g_byte_array_append(rubbish, (const guint8 *)"\x80", 1);
		websocket_put(client, rubbish->data, rubbish->len);
		guint n_messages = 0;
		while (!client->ended && client->close_code == 0 && n_messages < 100) {
			websocket_message_free(websocket_receive_for(client, 100000));
			n_messages++;
		}
		g_test_message("case %u: %u, ended %d", i, client->close_code, client->ended);
		g_assert_true(client->ended || client->close_code != 0);
	}
	g_autoptr(WebsocketClient) good = rig_open(rig, cookie);
	json_decref(rig_receive(good, "snapshot"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/socket/door", test_door);
	g_test_add_func("/socket/door-odd", test_door_odd);
	g_test_add_func("/socket/too-many", test_too_many);
	g_test_add_func("/socket/thirty-third", test_thirty_third);
	g_test_add_func("/socket/logout-ends-the-socket", test_logout_ends_the_socket);
	g_test_add_func("/socket/session-over-ends-the-socket", test_session_over_ends_the_socket);
	g_test_add_func("/socket/bad-messages", test_bad_messages);
	g_test_add_func("/socket/long-messages", test_long_messages);
	g_test_add_func("/socket/flood", test_flood);
	g_test_add_func("/socket/broken-frames", test_broken_frames);
	return g_test_run();
}
