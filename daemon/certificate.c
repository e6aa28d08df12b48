/* SPDX-License-Identifier: MIT */
/*
 * A renewed certificate is a new exception in every browser, so ours lasts as long as browsers accept
 * (825 days) and is renewed only when it must be: an address that the machine lost stays in it, so that a computer
 * that wanders between two nets is asked about twice and not for ever. Files appear whole or not at all: written beside, then
 * renamed, the key first.
 */
#include "daemon/certificate.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <unistd.h>

#include "daemon/error.h"

#define DAYS 825
#define A_MONTH_S 2592000
#define A_DAY_S 86400
#define NAME_BYTES_MAX 64  /* of a common name, by its ASN.1 bound */
#define N_ADDRESSES_MAX 16 /* then those of old are forgotten */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIGNUM, BN_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509_EXTENSION, X509_EXTENSION_free)

/* What OpenSSL says went wrong, for people. */
static const char *openssl_reason(void)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());
	return reason ? reason : "unknown reason";
}

/* ---- reading */

/* Zero-ended; NULL with an error that says what to do. */
static char *read_text(const char *path, const char *mend, gsize *n_bytes, GError **error)
{
	g_autoptr(GError) why = NULL;
	char *text = NULL;
	if (!g_file_get_contents(path, &text, n_bytes, &why))
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED, "%s; %s", why->message, mend);
	return text;
}

static X509 *read_certificate(const char *path, GError **error)
{
	gsize n_bytes;
	g_autofree char *text = read_text(
		path, "give the path of a certificate, or none and one is made", &n_bytes, error);
	if (!text)
		return NULL;
	ERR_clear_error();
	g_autoptr(BIO) bio = BIO_new_mem_buf(text, (int)n_bytes);
	X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	if (!certificate)
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
			"%s is not a certificate in PEM form (%s); give the path of one", path,
			openssl_reason());
	return certificate;
}

static int no_passphrase(G_GNUC_UNUSED char *out, G_GNUC_UNUSED int size, G_GNUC_UNUSED int writing,
	G_GNUC_UNUSED void *user)
{
	return -1; /* nobody is there to type one when a daemon starts */
}

static EVP_PKEY *read_key(const char *path, GError **error)
{
	gsize n_bytes;
	g_autofree char *text = read_text(path,
		"give the path of the certificate's key, readable by the daemon's user", &n_bytes,
		error);
	if (!text)
		return NULL;
	ERR_clear_error();
	g_autoptr(BIO) bio = BIO_new_mem_buf(text, (int)n_bytes);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
	OPENSSL_cleanse(text, n_bytes);
	if (!key)
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
			"%s is not a private key in PEM form without a passphrase (%s); give the "
			"path "
			"of one",
			path, openssl_reason());
	return key;
}

bool certificate_check(const char *certificate_path, const char *key_path, GError **error)
{
	g_autoptr(X509) certificate = read_certificate(certificate_path, error);
	if (!certificate)
		return false;
	g_autoptr(EVP_PKEY) key = read_key(key_path, error);
	if (!key)
		return false;
	if (X509_check_private_key(certificate, key) != 1) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
			"the key %s does not belong to the certificate %s; give the two that were "
			"made "
			"together",
			key_path, certificate_path);
		return false;
	}
	if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
			"the certificate %s has expired; renew it", certificate_path);
		return false;
	}
	return true;
}

char *certificate_fingerprint(const char *certificate_path, GError **error)
{
	g_autoptr(X509) certificate = read_certificate(certificate_path, error);
	if (!certificate)
		return NULL;
	guint8 sum[EVP_MAX_MD_SIZE];
	guint n_bytes = 0;
	g_assert(X509_digest(certificate, EVP_sha256(), sum, &n_bytes));
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < n_bytes; i++)
		g_string_append_printf(text, "%s%02X", i > 0 ? ":" : "", sum[i]);
	return g_string_free(text, FALSE);
}

/* An address as text; "" where it is none. */
static char *address_text(const ASN1_OCTET_STRING *address)
{
	char text[INET6_ADDRSTRLEN] = "";
	int n_bytes = ASN1_STRING_length(address);
	int family = n_bytes == 4 ? AF_INET : AF_INET6;

	if (n_bytes == 4 || n_bytes == 16)
		inet_ntop(family, ASN1_STRING_get0_data(address), text, sizeof(text));
	return g_strdup(text);
}

static GPtrArray *names_of(const X509 *certificate)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	GENERAL_NAMES *all = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);

	for (int i = 0; i < sk_GENERAL_NAME_num(all); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(all, i);

		if (name->type == GEN_DNS)
			g_ptr_array_add(names,
				g_strndup((const char *)ASN1_STRING_get0_data(name->d.dNSName),
					(gsize)ASN1_STRING_length(name->d.dNSName)));
		else if (name->type == GEN_IPADD)
			g_ptr_array_add(names, address_text(name->d.iPAddress));
	}
	GENERAL_NAMES_free(all);
	return names;
}

bool certificate_describe(
	const char *certificate_path, gint64 *until_s, GPtrArray **names, GError **error)
{
	g_autoptr(X509) certificate = read_certificate(certificate_path, error);
	struct tm until;

	if (!certificate)
		return false;
	*until_s = ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &until) == 1
			   ? (gint64)timegm(&until)
			   : 0;
	*names = names_of(certificate);
	return true;
}

/* ---- making */

/* The machine's name where it can stand in a certificate, else localhost. */
static char *host_name(void)
{
	const char *name = g_get_host_name();
	bool fits = name[0] && strlen(name) < NAME_BYTES_MAX;
	for (const char *at = name; *at; at++)
		fits = fits && (g_ascii_isalnum(*at) || *at == '-' || *at == '.');
	return g_strdup(fits ? name : "localhost");
}

static bool put_extension(X509 *certificate, int kind, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
	g_autoptr(X509_EXTENSION) extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
	return extension && X509_add_ext(certificate, extension, -1) == 1;
}

static bool put_serial(X509 *certificate)
{
	g_autoptr(BIGNUM) serial = BN_new();
	return BN_rand(serial, 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
	       BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(certificate)) != NULL;
}

/* The name by which multicast DNS finds the machine; NULL where its name is a whole one. */
static char *local_name(const char *host)
{
	return strchr(host, '.') || g_str_equal(host, "localhost")
		       ? NULL
		       : g_strconcat(host, ".local", NULL);
}

/* As OpenSSL wants to be told: "DNS:…,IP:…". */
static char *alternative_names(const char *host, const GPtrArray *addresses)
{
	g_autofree char *local = local_name(host);
	GString *names = g_string_new(NULL);

	if (!g_str_equal(host, "localhost"))
		g_string_append_printf(names, "DNS:%s,", host);
	if (local)
		g_string_append_printf(names, "DNS:%s,", local);
	g_string_append(names, "DNS:localhost,IP:127.0.0.1,IP:::1");
	for (guint i = 0; i < addresses->len; i++)
		g_string_append_printf(
			names, ",IP:%s", (const char *)g_ptr_array_index(addresses, i));
	return g_string_free(names, FALSE);
}

static void add_once(GPtrArray *addresses, const char *address)
{
	if (addresses->len < N_ADDRESSES_MAX && !g_str_equal(address, "127.0.0.1") &&
		!g_str_equal(address, "::1") &&
		!g_ptr_array_find_with_equal_func(addresses, address, g_str_equal, NULL))
		g_ptr_array_add(addresses, g_strdup(address));
}

/* Those of now, and after them those of the one before. */
static GPtrArray *all_addresses(const char *certificate_path, const char *const *addresses)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(X509) before = read_certificate(certificate_path, NULL);
	g_autoptr(GPtrArray) names = before ? names_of(before) : NULL;

	for (; addresses && *addresses; addresses++)
		add_once(all, *addresses);
	for (guint i = 0; names && i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);

		if (g_hostname_is_ip_address(name))
			add_once(all, name);
	}
	return all;
}

static bool put_contents(X509 *certificate, EVP_PKEY *key, const GPtrArray *addresses)
{
	g_autofree char *host = host_name();
	g_autofree char *names = alternative_names(host, addresses);
	X509_NAME *name = X509_get_subject_name(certificate);
	return X509_set_version(certificate, X509_VERSION_3) == 1 && put_serial(certificate) &&
	       /* A machine whose clock is a day behind may make it, one a day ahead may meet it. */
	       X509_gmtime_adj(X509_getm_notBefore(certificate), -A_DAY_S) &&
	       X509_time_adj_ex(X509_getm_notAfter(certificate), DAYS - 1, 0, NULL) &&
	       X509_NAME_add_entry_by_txt(
		       name, "O", MBSTRING_UTF8, (const guint8 *)"zhibi", -1, -1, 0) == 1 &&
	       X509_NAME_add_entry_by_txt(
		       name, "CN", MBSTRING_UTF8, (const guint8 *)host, -1, -1, 0) == 1 &&
	       X509_set_issuer_name(certificate, name) == 1 &&
	       X509_set_pubkey(certificate, key) == 1 &&
	       put_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
	       put_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
	       put_extension(certificate, NID_ext_key_usage, "serverAuth") &&
	       put_extension(certificate, NID_subject_alt_name, names);
}

/* In one go into a file of its own, then under its name: a start that is cut short leaves no half file. */
static bool write_file(const char *path, mode_t mode, BIO *bio, GError **error)
{
	char *bytes;
	long n_bytes = BIO_get_mem_data(bio, &bytes);
	g_autofree char *beside = g_strconcat(path, ".new", NULL);
	g_unlink(beside);
	int fd = g_open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	bool written = fd >= 0 && write(fd, bytes, (size_t)n_bytes) == n_bytes && fsync(fd) == 0;
	int why = errno;
	if (fd >= 0 && close(fd) != 0 && written) {
		written = false;
		why = errno;
	}
	if (written && g_rename(beside, path) == 0)
		return true;
	if (written)
		why = errno;
	g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
		"%s cannot be written (%s); let the daemon's user write there and see that there "
		"is room",
		path, g_strerror(why));
	g_unlink(beside);
	return false;
}

static bool make(const char *certificate_path, const char *key_path, const char *const *addresses,
	GError **error)
{
	g_autoptr(GPtrArray) all = all_addresses(certificate_path, addresses);
	ERR_clear_error();
	g_autoptr(EVP_PKEY) key = EVP_EC_gen("P-256");
	g_autoptr(X509) certificate = X509_new();
	if (!key || !certificate || !put_contents(certificate, key, all) ||
		X509_sign(certificate, key, EVP_sha256()) == 0) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
			"OpenSSL cannot make a certificate (%s)", openssl_reason());
		return false;
	}
	g_autoptr(BIO) key_text = BIO_new(BIO_s_secmem());
	g_autoptr(BIO) certificate_text = BIO_new(BIO_s_mem());
	g_assert(PEM_write_bio_PrivateKey(key_text, key, NULL, NULL, 0, NULL, NULL));
	g_assert(PEM_write_bio_X509(certificate_text, certificate));
	return write_file(key_path, 0600, key_text, error) &&
	       write_file(certificate_path, 0644, certificate_text, error);
}

/* Is what is there good for another month under the machine's present name and addresses? */
static bool still_good(
	const char *certificate_path, const char *key_path, const char *const *addresses)
{
	if (!certificate_check(certificate_path, key_path, NULL))
		return false;
	g_autoptr(X509) certificate = read_certificate(certificate_path, NULL);
	g_autofree char *host = host_name();
	time_t in_a_month = time(NULL) + A_MONTH_S;

	if (!certificate || X509_cmp_time(X509_get0_notAfter(certificate), &in_a_month) <= 0 ||
		X509_check_host(certificate, host, 0, 0, NULL) != 1)
		return false;
	for (guint i = 0; addresses && addresses[i] && i < N_ADDRESSES_MAX; i++)
		if (X509_check_ip_asc(certificate, addresses[i], 0) != 1)
			return false;
	return true;
}

void certificate_own_paths(const char *folder, char **certificate_path, char **key_path)
{
	*certificate_path = g_build_filename(folder, "certificate.pem", NULL);
	*key_path = g_build_filename(folder, "certificate-key.pem", NULL);
}

bool certificate_ensure(const char *folder, const char *const *addresses, char **certificate_path,
	char **key_path, GError **error)
{
	g_autofree char *certificate = NULL;
	g_autofree char *key = NULL;

	certificate_own_paths(folder, &certificate, &key);
	if (!still_good(certificate, key, addresses) && !make(certificate, key, addresses, error))
		return false;
	*certificate_path = g_steal_pointer(&certificate);
	*key_path = g_steal_pointer(&key);
	return true;
}
