/* SPDX-License-Identifier: MIT */
/* The console over HTTP: the page's files, logging in and out, and requests that no page of ours makes. */
#include "tests/console-rig.h"

static const ConsoleOptions plain = { 0 };

/* ---- the page */

static void write_page(ConsoleRig *rig, const char *name, const char *content, gssize n_bytes)
{
	g_autofree char *path = g_build_filename(rig->folder, "page", name, NULL);
	g_autofree char *folder = g_path_get_dirname(path);
	g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
	g_assert_true(g_file_set_contents(path, content, n_bytes, NULL));
}

static void assert_header(const char *head, const char *name, const char *value)
{
	g_autofree char *is = websocket_header(head, name);
	g_assert_cmpstr(is, ==, value);
}

static void test_page_missing(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *head = NULL;
	g_autofree char *body = NULL;
	g_assert_cmpuint(rig_get(rig, "/", "", &head, &body), ==, 503);
	assert_header(head, "content-type", "text/plain; charset=utf-8");
	g_assert_nonnull(strstr(body, "make page"));
	/* Built while the daemon runs, it is there at the next visit. */
	write_page(rig, "index.html", "<!doctype html>1", -1);
	g_autofree char *page = NULL;
	g_assert_cmpuint(rig_get(rig, "/", "", NULL, &page), ==, 200);
	g_assert_cmpstr(page, ==, "<!doctype html>1");
}

static void test_page_files(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *script = g_strnfill(300000, 'x');
	write_page(rig, "index.html", "<!doctype html>", -1);
	write_page(rig, "app-6MGF2K3A.js", script, -1);
	write_page(rig, "style-QQQQ2222.css", "a{}", -1);
	write_page(rig, "icon.svg", "<svg/>", -1);
	write_page(rig, "empty.txt", "", 0);
	static const struct {
		const char *path, *mime, *cache;
		gsize n_bytes;
	} files[] = {
		{ "/", "text/html; charset=utf-8", "no-cache", 15 },
		{ "/index.html", "text/html; charset=utf-8", "no-cache", 15 },
		{ "/app-6MGF2K3A.js", "text/javascript; charset=utf-8",
			"public, max-age=31536000, immutable", 300000 },
		{ "/style-QQQQ2222.css", "text/css; charset=utf-8",
			"public, max-age=31536000, immutable", 3 },
		{ "/icon.svg", "image/svg+xml", "no-cache", 6 },
		{ "/empty.txt", "text/plain; charset=utf-8", "no-cache", 0 },
		{ "/?query=1", "text/html; charset=utf-8", "no-cache", 15 },
	};
	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *head = NULL;
		g_autofree char *body = NULL;
		g_assert_cmpuint(rig_get(rig, files[i].path, "", &head, &body), ==, 200);
		assert_header(head, "content-type", files[i].mime);
		assert_header(head, "cache-control", files[i].cache);
		g_assert_cmpuint(strlen(body), ==, files[i].n_bytes);
	}
}

static void test_page_known_already(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	write_page(rig, "index.html", "<!doctype html>", -1);
	g_autofree char *head = NULL;
	g_assert_cmpuint(rig_get(rig, "/", "", &head, NULL), ==, 200);
	g_autofree char *etag = websocket_header(head, "etag");
	g_autofree char *condition = g_strdup_printf("If-None-Match: %s\r\n", etag);
	g_autofree char *again = NULL;
	g_assert_cmpuint(rig_get(rig, "/", condition, &again, NULL), ==, 304);
	g_autofree char *length = websocket_header(again, "content-length");
	g_assert_null(length);
	g_assert_cmpuint(rig_get(rig, "/", "If-None-Match: \"other\"\r\n", NULL, NULL), ==, 200);
}

/* Nothing beside the page's own files can be named. */
static void test_page_no_other_file(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	write_page(rig, "index.html", "<!doctype html>", -1);
	write_page(rig, ".hidden", "secret", -1);
	g_autofree char *outside = g_build_filename(rig->folder, "outside.txt", NULL);
	g_assert_true(g_file_set_contents(outside, "secret", -1, NULL));
	static const char *const paths[] = { "/../outside.txt", "/%2e%2e/outside.txt",
		"/..%2foutside.txt", "//outside.txt", "/.hidden", "/index.html/", "/nothing",
		"/../../../../etc/passwd", "/index.html%00.js", "/api/console", "/api/nothing" };
	for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autofree char *body = NULL;
		guint status = rig_get(rig, paths[i], "", NULL, &body);
		g_test_message("%s: %u", paths[i], status);
		g_assert_cmpuint(status, !=, 200);
		g_assert_null(body ? strstr(body, "secret") : NULL);
	}
}

static void test_security_headers(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	write_page(rig, "index.html", "<!doctype html>", -1);
	static const char *const paths[] = { "/", "/nothing", "/api/me" };
	for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autofree char *head = NULL;
		rig_get(rig, paths[i], "", &head, NULL);
		g_autofree char *policy = websocket_header(head, "content-security-policy");
		g_assert_true(
			g_str_has_prefix(policy, "default-src 'none'; script-src 'self'; style-src "
						 "'self'; connect-src 'self'; "
						 "img-src 'self' data: blob:; font-src 'self'; "));
		g_assert_nonnull(strstr(policy, "frame-ancestors 'none'"));
		g_assert_nonnull(strstr(policy, "base-uri 'none'"));
		g_assert_null(strstr(policy, "unsafe"));
		assert_header(head, "x-content-type-options", "nosniff");
		assert_header(head, "referrer-policy", "no-referrer");
		/* Promised by plain HTTP it would lock people out of their own machine. */
		assert_header(head, "strict-transport-security", NULL);
	}
}

/* ---- logging in and out */

static void test_login_flow(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_assert_cmpuint(rig_get(rig, "/api/me", "", NULL, NULL), ==, 401);
	g_autofree char *head = NULL;
	guint status = rig_post(rig, "/api/login",
		"{\"name\":\"teacher\",\"password\":\"" RIG_PASSWORD "\"}", "", &head, NULL);
	g_assert_cmpuint(status, ==, 204);
	g_autofree char *cookie = websocket_header(head, "set-cookie");
	g_assert_true(g_regex_match_simple(
		"^zhibi=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Strict; Path=/$", cookie, 0, 0));

	g_autofree char *session =
		g_strdup_printf("Cookie: other=1; %.*s; more=2\r\n", 6 + 43, cookie);
	g_autofree char *me = NULL;
	g_assert_cmpuint(rig_get(rig, "/api/me", session, NULL, &me), ==, 200);
	g_assert_cmpstr(me, ==,
		"{\"name\":\"王老师\",\"login\":\"teacher\",\"roles\":[\"teacher\",\"head\","
		"\"administrator\"],\"grade\":0,\"protocol\":\"zhibi-console-1\"}");

	g_autofree char *out = NULL;
	g_assert_cmpuint(rig_post(rig, "/api/logout", "", session, &out, NULL), ==, 204);
	g_autofree char *ended = websocket_header(out, "set-cookie");
	g_assert_nonnull(strstr(ended, "Max-Age=0"));
	g_assert_cmpuint(rig_get(rig, "/api/me", session, NULL, NULL), ==, 401);
}

static void assert_trouble(const char *body, const char *code)
{
	json_t *object = json_loads(body, 0, NULL);
	g_assert_cmpstr(json_string_value(json_object_get(object, "code")), ==, code);
	g_assert_cmpuint(strlen(json_string_value(json_object_get(object, "zh"))), >, 0);
	g_assert_cmpuint(strlen(json_string_value(json_object_get(object, "en"))), >, 0);
	g_assert_cmpuint(json_object_size(object), ==, 3);
	json_decref(object);
}

static void test_login_wrong_and_brake(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	for (guint i = 0; i < 5; i++) {
		g_autofree char *body = NULL;
		g_autofree char *head = NULL;
		g_assert_cmpuint(
			rig_post(rig, "/api/login", "{\"name\":\"teacher\",\"password\":\"no\"}",
				"", &head, &body),
			==, 401);
		assert_trouble(body, "wrong-login");
		assert_header(head, "set-cookie", NULL);
	}
	g_autofree char *body = NULL;
	g_autofree char *head = NULL;
	g_assert_cmpuint(rig_post(rig, "/api/login",
				 "{\"name\":\"teacher\",\"password\":\"" RIG_PASSWORD "\"}", "",
				 &head, &body),
		==, 429);
	assert_trouble(body, "too-many-tries");
	g_autofree char *after = websocket_header(head, "retry-after");
	g_assert_cmpuint(g_ascii_strtoull(after, NULL, 10), >=, 8);
	g_assert_cmpuint(g_ascii_strtoull(after, NULL, 10), <=, 10);
}

static void test_login_bad_requests(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autofree char *long_name = g_strnfill(2000, 'a');
	g_autofree char *long_body =
		g_strdup_printf("{\"name\":\"%s\",\"password\":\"x\"}", long_name);
	const char *bodies[] = { "", "{", "[]", "null", "{\"name\":\"teacher\"}",
		"{\"name\":1,\"password\":\"x\"}", "{\"name\":\"t\",\"password\":\"x\",\"more\":1}",
		"{\"name\":\"t\",\"name\":\"u\",\"password\":\"x\"}", "name=teacher&password=x",
		"{\"name\":\"\xff\",\"password\":\"x\"}", long_body };
	for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
		g_autofree char *body = NULL;
		g_assert_cmpuint(rig_post(rig, "/api/login", bodies[i], "", NULL, &body), ==, 400);
		assert_trouble(body, "bad-request");
	}
	/* Nesting as deep as fits: refused by the parser's own bound, no stack is harmed. */
	g_autofree char *deep = g_strnfill(1024, '[');
	g_assert_cmpuint(rig_post(rig, "/api/login", deep, "", NULL, NULL), ==, 400);
}

/* A form on another site may post here; the browser says where it stands. */
static void test_login_from_elsewhere(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	const char *body = "{\"name\":\"teacher\",\"password\":\"" RIG_PASSWORD "\"}";
	g_autofree char *ours = g_strdup_printf("Origin: %s\r\n", rig->origin);
	g_assert_cmpuint(
		rig_post(rig, "/api/login", body, "Origin: http://evil.example\r\n", NULL, NULL),
		==, 403);
	g_assert_cmpuint(
		rig_post(rig, "/api/login", body, "Origin: null\r\n", NULL, NULL), ==, 403);
	g_assert_cmpuint(rig_post(rig, "/api/login", body, ours, NULL, NULL), ==, 204);
}

/* The client is gone before its password is checked: no session is left, nothing is touched twice. */
static void test_login_client_leaves(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	const char *body = "{\"name\":\"teacher\",\"password\":\"" RIG_PASSWORD "\"}";
	for (guint i = 0; i < 4; i++) {
		g_autoptr(WebsocketClient) client =
			websocket_client_new(console_port(rig->console), 0);
		g_autofree char *request = g_strdup_printf(
			"POST /api/login HTTP/1.1\r\nHost: %s\r\nContent-Length: %zu\r\n\r\n%s",
			rig->host, strlen(body), body);
		websocket_put(client, request, strlen(request));
		websocket_let_run(i * 10);
	}
	websocket_let_run(500);
	g_autofree char *cookie = rig_log_in(rig);
	g_assert_nonnull(cookie);
}

/* ---- HTTP itself */

static void test_keep_alive(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	write_page(rig, "index.html", "<!doctype html>", -1);
	g_autoptr(WebsocketClient) client = websocket_client_new(console_port(rig->console), 0);
	for (guint i = 0; i < 20; i++) {
		g_autofree char *body = NULL;
		g_assert_cmpuint(
			websocket_http(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", NULL, &body),
			==, 200);
		g_assert_cmpstr(body, ==, "<!doctype html>");
		g_assert_cmpuint(
			websocket_http(client, "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", NULL, NULL),
			==, 200);
		g_assert_cmpuint(
			websocket_http(client,
				"POST /api/logout HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
				NULL, NULL),
			==, 204);
	}
	g_assert_false(client->ended);
}

/* Two requests in one packet, the second while the first one's password is still being checked. */
static void test_pipelined(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autoptr(WebsocketClient) client = websocket_client_new(console_port(rig->console), 0);
	const char *body = "{\"name\":\"teacher\",\"password\":\"no\"}";
	g_autofree char *both = g_strdup_printf(
		"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n%s"
		"GET /api/me HTTP/1.1\r\nHost: x\r\n\r\n",
		strlen(body), body);
	g_autofree char *first = NULL;
	g_assert_cmpuint(websocket_http(client, both, NULL, &first), ==, 401);
	assert_trouble(first, "wrong-login");
	g_autofree char *second = NULL;
	g_assert_cmpuint(websocket_http(client, "", NULL, &second), ==, 401);
	assert_trouble(second, "not-logged-in");
}

static void test_odd_requests(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	static const struct {
		const char *request;
		guint status; /* 0: hung up on, or any error */
	} requests[] = {
		{ "POST /api/login HTTP/1.1\r\nHost: x\r\n\r\n", 411 },
		{ "POST /api/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
		  "chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n",
			411 },
		{ "POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400 },
		{ "POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: "
		  "99999999999999999999\r\n\r\n",
			400 },
		{ "POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1025\r\n\r\n", 400 },
		{ "POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", 404 },
		{ "DELETE /api/me HTTP/1.1\r\nHost: x\r\n\r\n", 405 },
		{ "PUT /index.html HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx", 405 },
		{ "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: unheard-of\r\nConnection: Upgrade\r\n\r\n",
			403 },
		{ "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", 0 },
		{ "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0 },
		{ "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 0 },
		{ "GET\r\n\r\n", 0 },
		{ "\r\n\r\n\r\n\r\n", 0 },
	};
	for (guint i = 0; i < G_N_ELEMENTS(requests); i++) {
		g_autoptr(WebsocketClient) client =
			websocket_client_new(console_port(rig->console), 0);
		websocket_put(client, requests[i].request, strlen(requests[i].request));
		if (requests[i].status == 0) {
			/* What is no request at all is waited for: the client has to end it. */
			websocket_let_run(50);
			shutdown(client->fd, SHUT_WR);
		}
		g_autofree char *head = websocket_take_head(client);
		g_test_message("%u: %u", i, websocket_status(head));
		if (requests[i].status)
			g_assert_cmpuint(websocket_status(head), ==, requests[i].status);
		else
			g_assert_cmpuint(websocket_status(head), !=, 200);
	}
	g_autofree char *cookie = rig_log_in(rig);
	g_assert_nonnull(cookie);
}

/* Headers without an end are cut off, not collected. */
static void test_endless_headers(void)
{
	g_autoptr(ConsoleRig) rig = rig_new(1, &plain);
	g_autoptr(WebsocketClient) client = websocket_client_new(console_port(rig->console), 0);
	websocket_put(client, "GET / HTTP/1.1\r\nHost: x\r\nCookie: ", 33);
	g_autofree char *piece = g_strnfill(8192, 'a');
	for (guint i = 0; i < 200 && !client->ended; i++) {
		websocket_put(client, piece, 8192);
		websocket_turn(client);
	}
	g_assert_true(client->ended);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/http/page-missing", test_page_missing);
	g_test_add_func("/http/page-files", test_page_files);
	g_test_add_func("/http/page-known-already", test_page_known_already);
	g_test_add_func("/http/page-no-other-file", test_page_no_other_file);
	g_test_add_func("/http/security-headers", test_security_headers);
	g_test_add_func("/http/login-flow", test_login_flow);
	g_test_add_func("/http/login-wrong-and-brake", test_login_wrong_and_brake);
	g_test_add_func("/http/login-bad-requests", test_login_bad_requests);
	g_test_add_func("/http/login-from-elsewhere", test_login_from_elsewhere);
	g_test_add_func("/http/login-client-leaves", test_login_client_leaves);
	g_test_add_func("/http/keep-alive", test_keep_alive);
	g_test_add_func("/http/pipelined", test_pipelined);
	g_test_add_func("/http/odd-requests", test_odd_requests);
	g_test_add_func("/http/endless-headers", test_endless_headers);
	return g_test_run();
}
