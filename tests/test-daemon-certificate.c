/* SPDX-License-Identifier: MIT */
/* The certificate made at the first start, and a console behind it as a TLS client meets it. */
#include "daemon/certificate.h"
#include "daemon/own-addresses.h"
#include "tests/console-rig.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

static void make_in(const char *folder, char **certificate_path, char **key_path)
{
	g_autoptr(GError) error = NULL;
	g_assert_true(certificate_ensure(folder, NULL, certificate_path, key_path, &error));
	g_assert_no_error(error);
}

static X509 *load(const char *path)
{
	FILE *file = fopen(path, "re");
	g_assert_nonnull(file);
	X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);
	fclose(file);
	g_assert_nonnull(certificate);
	return certificate;
}

static void test_made(void)
{
	g_autofree char *folder = helpers_temporary_folder();
	g_autofree char *certificate_path = NULL;
	g_autofree char *key_path = NULL;
	make_in(folder, &certificate_path, &key_path);
	struct stat status;
	g_assert_cmpint(stat(key_path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 0777, ==, 0600);

	X509 *certificate = load(certificate_path);
	const char *names[] = { "localhost", g_get_host_name() };
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		g_assert_cmpint(X509_check_host(certificate, names[i], 0, 0, NULL), ==, 1);
	g_assert_cmpint(X509_check_host(certificate, "example.org", 0, 0, NULL), ==, 0);
	g_assert_cmpint(X509_check_ip_asc(certificate, "127.0.0.1", 0), ==, 1);
	g_assert_cmpint(X509_check_ip_asc(certificate, "::1", 0), ==, 1);
	g_assert_cmpint(X509_check_ip_asc(certificate, "10.0.0.1", 0), ==, 0);
	g_assert_cmpint(X509_get_version(certificate), ==, X509_VERSION_3);
	EVP_PKEY *key = X509_get0_pubkey(certificate);
	char curve[32];
	g_assert_cmpint(EVP_PKEY_get_group_name(key, curve, sizeof(curve), NULL), ==, 1);
	g_assert_cmpstr(curve, ==, "prime256v1");
	g_assert_cmpint(X509_verify(certificate, key), ==, 1);
	/* No browser takes one that lasts longer. */
	time_t end = time(NULL) + 825 * 86400;
	g_assert_cmpint(X509_cmp_time(X509_get0_notAfter(certificate), &end), <, 0);
	X509_free(certificate);

	g_autofree char *fingerprint = certificate_fingerprint(certificate_path, NULL);
	g_assert_true(g_regex_match_simple("^([0-9A-F]{2}:){31}[0-9A-F]{2}$", fingerprint, 0, 0));
	helpers_remove_folder(folder);
}

static void test_kept(void)
{
	g_autofree char *folder = helpers_temporary_folder();
	g_autofree char *certificate_path = NULL;
	g_autofree char *key_path = NULL;
	make_in(folder, &certificate_path, &key_path);
	g_autofree char *first = certificate_fingerprint(certificate_path, NULL);
	char *paths[2] = { NULL, NULL };
	make_in(folder, &paths[0], &paths[1]);
	g_autofree char *second = certificate_fingerprint(certificate_path, NULL);
	g_assert_cmpstr(first, ==, second);
	g_assert_cmpstr(paths[0], ==, certificate_path);
	g_assert_cmpstr(paths[1], ==, key_path);
	g_free(paths[0]);
	g_free(paths[1]);

	/* Half a file, as a full disk leaves it, is replaced by a whole one. */
	g_assert_true(g_file_set_contents(certificate_path, "-----BEGIN CERT", -1, NULL));
	make_in(folder, &paths[0], &paths[1]);
	g_assert_true(certificate_check(certificate_path, key_path, NULL));
	g_free(paths[0]);
	g_free(paths[1]);
	helpers_remove_folder(folder);
}

static void ensure_for(const char *folder, const char *const *addresses)
{
	g_autofree char *certificate_path = NULL;
	g_autofree char *key_path = NULL;
	g_autoptr(GError) error = NULL;
	g_assert_true(certificate_ensure(folder, addresses, &certificate_path, &key_path, &error));
	g_assert_no_error(error);
	g_assert_true(certificate_check(certificate_path, key_path, NULL));
}

/* An address that comes makes a new one, one that goes does not, and comes back without. */
static void test_addresses(void)
{
	g_autofree char *folder = helpers_temporary_folder();
	g_autofree char *path = g_build_filename(folder, "certificate.pem", NULL);
	const char *const school[] = { "10.1.2.3", NULL };
	const char *const both[] = { "10.1.2.3", "192.168.7.8", NULL };
	const char *const home[] = { "192.168.7.8", NULL };
	const char *const *steps[] = { school, school, both, home, school, NULL };
	const bool renews[] = { true, false, true, false, false, false };
	g_autofree char *before = g_strdup("");

	for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
		ensure_for(folder, steps[i]);
		char *now = certificate_fingerprint(path, NULL);
		g_assert_true(g_str_equal(before, now) != renews[i]);
		g_free(before);
		before = now;
	}
	X509 *certificate = load(path);
	for (guint i = 0; both[i]; i++)
		g_assert_cmpint(X509_check_ip_asc(certificate, both[i], 0), ==, 1);
	X509_free(certificate);
	helpers_remove_folder(folder);
}

/* However many nets the machine was in, a certificate holds what it can and is not made anew for ever. */
static void test_many_addresses(void)
{
	g_autofree char *folder = helpers_temporary_folder();
	g_autofree char *path = g_build_filename(folder, "certificate.pem", NULL);
	char texts[40][16];
	const char *addresses[41] = { NULL };

	for (guint i = 0; i < 40; i++) {
		g_snprintf(texts[i], sizeof(texts[i]), "10.0.0.%u", i + 1);
		addresses[i] = texts[i];
	}
	ensure_for(folder, addresses);
	g_autofree char *first = certificate_fingerprint(path, NULL);
	ensure_for(folder, addresses);
	g_autofree char *second = certificate_fingerprint(path, NULL);
	g_assert_cmpstr(first, ==, second);
	/* Those of now come before those of old. */
	const char *const last[] = { texts[39], NULL };
	ensure_for(folder, last);
	X509 *certificate = load(path);
	g_assert_cmpint(X509_check_ip_asc(certificate, texts[39], 0), ==, 1);
	X509_free(certificate);
	helpers_remove_folder(folder);
}

static void test_own_addresses(void)
{
	g_auto(GStrv) named = own_addresses("10.9.8.7");
	g_assert_cmpuint(g_strv_length(named), ==, 1);
	g_assert_cmpstr(named[0], ==, "10.9.8.7");
	g_auto(GStrv) loopback = own_addresses("127.0.0.1");
	g_assert_cmpuint(g_strv_length(loopback), ==, 0);
	g_auto(GStrv) any = own_addresses("0.0.0.0");
	for (char **address = any; *address; address++)
		g_assert_false(g_str_has_prefix(*address, "127.") ||
			       g_str_has_prefix(*address, "169.254."));
}

/* The message must name the file and say what to do. */
static void assert_refused(const char *certificate_path, const char *key_path, const char *named)
{
	g_autoptr(GError) error = NULL;
	g_assert_false(certificate_check(certificate_path, key_path, &error));
	g_assert_nonnull(error);
	g_assert_nonnull(strstr(error->message, named));
	g_assert_null(strchr(error->message, '\n'));
}

static void test_refused(void)
{
	g_autofree char *folder = helpers_temporary_folder();
	g_autofree char *other = helpers_temporary_folder();
	g_autofree char *certificate_path = NULL;
	g_autofree char *key_path = NULL;
	g_autofree char *other_certificate = NULL;
	g_autofree char *other_key = NULL;
	make_in(folder, &certificate_path, &key_path);
	make_in(other, &other_certificate, &other_key);
	assert_refused("/nowhere/c.pem", key_path, "/nowhere/c.pem");
	assert_refused(certificate_path, "/nowhere/k.pem", "/nowhere/k.pem");
	assert_refused(certificate_path, other_key, other_key);
	assert_refused(key_path, key_path, "is not a certificate");
	assert_refused(certificate_path, certificate_path, "is not a private key");
	g_autofree char *garbage = g_build_filename(folder, "garbage.pem", NULL);
	g_assert_true(g_file_set_contents(garbage, "\0\1\2", 3, NULL));
	assert_refused(garbage, key_path, garbage);
	assert_refused(certificate_path, garbage, garbage);

	g_autoptr(GError) error = NULL;
	char *none[2] = { NULL, NULL };
	g_assert_false(certificate_ensure("/nowhere", NULL, &none[0], &none[1], &error));
	g_assert_nonnull(strstr(error->message, "/nowhere/certificate-key.pem"));
	g_assert_null(none[0]);
	helpers_remove_folder(folder);
	helpers_remove_folder(other);
}

static X509 *old_certificate(EVP_PKEY *key)
{
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const guint8 *)"old", -1, -1, 0);
	X509_set_issuer_name(certificate, name);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -7200);
	X509_gmtime_adj(X509_getm_notAfter(certificate), -3600);
	X509_set_pubkey(certificate, key);
	g_assert_cmpint(X509_sign(certificate, key, EVP_sha256()), >, 0);
	return certificate;
}

static void test_expired(void)
{
	g_autofree char *folder = helpers_temporary_folder();
	g_autofree char *certificate_path = g_build_filename(folder, "certificate.pem", NULL);
	g_autofree char *key_path = g_build_filename(folder, "certificate-key.pem", NULL);
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = old_certificate(key);
	FILE *file = fopen(certificate_path, "we");
	PEM_write_X509(file, certificate);
	fclose(file);
	file = fopen(key_path, "we");
	PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
	fclose(file);
	X509_free(certificate);
	EVP_PKEY_free(key);
	assert_refused(certificate_path, key_path, "expired");
	/* Our own is simply made anew. */
	char *paths[2] = { NULL, NULL };
	make_in(folder, &paths[0], &paths[1]);
	g_assert_true(certificate_check(paths[0], paths[1], NULL));
	g_free(paths[0]);
	g_free(paths[1]);
	helpers_remove_folder(folder);
}

/* ---- behind it, a console; the client blocks, so it has a thread of its own */

typedef struct {
	guint16 port;
	const char *certificate_path;
	const char *request;
	int version_max;
	bool shaken;	   /* the handshake was done and the certificate trusted */
	const char *until; /* in the answer: then it is enough; NULL: until the line ends */
	char answer[16384];
	gsize n_answer; /* frames may have zero bytes in them */
	GMainLoop *loop;
} TlsClient;

static gboolean quit(gpointer loop)
{
	g_main_loop_quit(loop);
	return G_SOURCE_REMOVE;
}

static bool answer_has(const TlsClient *client, const char *text)
{
	return memmem(client->answer, client->n_answer, text, strlen(text)) != NULL;
}

static void exchange(SSL *ssl, TlsClient *client)
{
	client->shaken = SSL_connect(ssl) == 1;
	if (!client->shaken)
		return;
	SSL_write(ssl, client->request, (int)strlen(client->request));
	int n_all = 0, n;
	while (n_all < (int)sizeof(client->answer) - 1 &&
		(n = SSL_read(ssl, client->answer + n_all,
			 (int)sizeof(client->answer) - 1 - n_all)) > 0) {
		n_all += n;
		client->n_answer = (gsize)n_all;
		if (client->until && answer_has(client, client->until))
			return;
	}
}

static gpointer run_client(gpointer data)
{
	TlsClient *client = data;
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	g_assert_cmpint(
		SSL_CTX_load_verify_locations(context, client->certificate_path, NULL), ==, 1);
	SSL_CTX_set_security_level(
		context, 0); /* the client would speak anything: we must refuse */
	SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
	SSL_CTX_set_max_proto_version(context, client->version_max);
	SSL *ssl = SSL_new(context);
	int fd = websocket_connect(client->port, 0);
	SSL_set_fd(ssl, fd);
	SSL_set1_host(ssl, "localhost");
	exchange(ssl, client);
	SSL_free(ssl);
	close(fd);
	SSL_CTX_free(context);
	g_main_context_invoke(NULL, quit, client->loop);
	return NULL;
}

static void run_against(TlsClient *client, ConsoleRig *rig)
{
	client->port = console_port(rig->console);
	client->loop = rig->loop;
	GThread *thread = g_thread_new("client", run_client, client);
	g_main_loop_run(rig->loop);
	g_thread_join(thread);
}

static char *login_request(const ConsoleRig *rig)
{
	const char *body = "{\"name\":\"teacher\",\"password\":\"" RIG_PASSWORD "\"}";
	return g_strdup_printf(
		"POST /api/login HTTP/1.0\r\nHost: %s\r\nContent-Length: %zu\r\n\r\n%s", rig->host,
		strlen(body), body);
}

static void test_tls(void)
{
	g_autofree char *folder = helpers_temporary_folder();
	g_autofree char *certificate_path = NULL;
	g_autofree char *key_path = NULL;
	make_in(folder, &certificate_path, &key_path);
	ConsoleOptions options = {
		.certificate_path = certificate_path, .key_path = key_path, .address = "0.0.0.0"
	};
	g_autoptr(ConsoleRig) rig = rig_new(1, &options);
	g_autofree char *login = login_request(rig);
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	for (guint i = 0; i < G_N_ELEMENTS(versions); i++) {
		TlsClient client = { .certificate_path = certificate_path,
			.request = login,
			.version_max = versions[i] };
		run_against(&client, rig);
		g_assert_true(client.shaken);
		g_assert_cmpuint(websocket_status(client.answer), ==, 204);
		g_autofree char *cookie = websocket_header(client.answer, "set-cookie");
		g_assert_nonnull(strstr(cookie, "; Secure"));
		g_autofree char *transport =
			websocket_header(client.answer, "strict-transport-security");
		g_assert_nonnull(transport);
	}
	TlsClient old = { .certificate_path = certificate_path,
		.request = login,
		.version_max = TLS1_1_VERSION };
	run_against(&old, rig);
	g_assert_false(old.shaken);
	helpers_remove_folder(folder);
}

/* The whole way: login, the socket's door, the first message, all by TLS. */
static void test_tls_socket(void)
{
	g_autofree char *folder = helpers_temporary_folder();
	g_autofree char *certificate_path = NULL;
	g_autofree char *key_path = NULL;
	make_in(folder, &certificate_path, &key_path);
	ConsoleOptions options = { .certificate_path = certificate_path, .key_path = key_path };
	g_autoptr(ConsoleRig) rig = rig_new(3, &options);
	g_autofree char *login = login_request(rig);
	TlsClient first = { .certificate_path = certificate_path,
		.request = login,
		.version_max = TLS1_3_VERSION };
	run_against(&first, rig);
	g_autofree char *cookie = websocket_header(first.answer, "set-cookie");
	g_assert_nonnull(cookie);
	g_autofree char *upgrade = g_strdup_printf(
		"GET /api/console HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nCookie: %.*s\r\n"
		"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		"Sec-WebSocket-Protocol: zhibi-console-1\r\n\r\n",
		rig->host, rig->origin, (int)strcspn(cookie, ";"), cookie);
	TlsClient second = { .certificate_path = certificate_path,
		.request = upgrade,
		.version_max = TLS1_3_VERSION,
		.until = "\"last_ink_ms\":" };
	run_against(&second, rig);
	g_assert_cmpuint(websocket_status(second.answer), ==, 101);
	g_assert_true(answer_has(&second, "{\"type\":\"snapshot\""));
	helpers_remove_folder(folder);
}

/* Plain HTTP at the TLS port gets no answer and does no harm. */
static void test_tls_plain_client(void)
{
	g_autofree char *folder = helpers_temporary_folder();
	g_autofree char *certificate_path = NULL;
	g_autofree char *key_path = NULL;
	make_in(folder, &certificate_path, &key_path);
	ConsoleOptions options = { .certificate_path = certificate_path, .key_path = key_path };
	g_autoptr(ConsoleRig) rig = rig_new(1, &options);
	g_autoptr(WebsocketClient) client = websocket_client_new(console_port(rig->console), 0);
	g_assert_cmpuint(
		websocket_http(client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", NULL, NULL), ==, 0);
	g_assert_true(client->ended);
	helpers_remove_folder(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/certificate/made", test_made);
	g_test_add_func("/certificate/kept", test_kept);
	g_test_add_func("/certificate/addresses", test_addresses);
	g_test_add_func("/certificate/many-addresses", test_many_addresses);
	g_test_add_func("/certificate/own-addresses", test_own_addresses);
	g_test_add_func("/certificate/refused", test_refused);
	g_test_add_func("/certificate/expired", test_expired);
	g_test_add_func("/certificate/tls", test_tls);
	g_test_add_func("/certificate/tls-socket", test_tls_socket);
	g_test_add_func("/certificate/tls-plain-client", test_tls_plain_client);
	return g_test_run();
}
