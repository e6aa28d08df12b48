/* SPDX-License-Identifier: MIT */
#include "daemon/fleet/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/error.h"

#define KEY_BYTES crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define SEALED_BYTES (NONCE_BYTES + SEAL_TEXT_SIZE + TAG_BYTES)

struct Seal {
	guint8 key[KEY_BYTES];
};

static bool fail(GError **error, const char *path, const char *what, int code)
{
	g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED, "%s: %s: %s", path, what,
		g_strerror(code));
	return false;
}

/* Written whole under another name first: half a key would lock every password away. */
static bool make_key(Seal *seal, const char *path, GError **error)
{
	g_autofree char *fresh = g_strconcat(path, ".new", NULL);
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return fail(error, fresh, "cannot make the key for the pens' passwords", errno);
	randombytes_buf(seal->key, KEY_BYTES);
	bool written = write(fd, seal->key, KEY_BYTES) == (gssize)KEY_BYTES && fsync(fd) == 0;
	int code = errno;
	close(fd);
	if (written && rename(fresh, path) == 0)
		return true;
	code = written ? errno : code;
	unlink(fresh);
	return fail(error, path, "cannot write the key for the pens' passwords", code);
}

static bool read_key(Seal *seal, int fd, const char *path, GError **error)
{
	struct stat about;

	if (fstat(fd, &about) != 0)
		return fail(error, path, "cannot look at it", errno);
	if (about.st_mode & 077) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
			"%s: others may read this key; chmod 600 it, and give the pens new "
			"passwords",
			path);
		return false;
	}
	if (about.st_size != KEY_BYTES || read(fd, seal->key, KEY_BYTES) != (gssize)KEY_BYTES) {
		g_set_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED,
			"%s: this is no key of zhibi; put it back from a backup, or move it away "
			"and give the pens new passwords",
			path);
		return false;
	}
	return true;
}

Seal *seal_new(const char *key_path, GError **error)
{
	g_autoptr(Seal) seal = g_new0(Seal, 1);

	if (sodium_init() < 0)
		g_error("libsodium does not start");
	int fd = open(key_path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno != ENOENT) {
		fail(error, key_path, "cannot read the key for the pens' passwords", errno);
		return NULL;
	}
	if (fd < 0)
		return make_key(seal, key_path, error) ? g_steal_pointer(&seal) : NULL;
	bool good = read_key(seal, fd, key_path, error);
	close(fd);
	return good ? g_steal_pointer(&seal) : NULL;
}

Seal *seal_free(Seal *seal)
{
	if (seal)
		sodium_memzero(seal, sizeof *seal);
	g_free(seal);
	return NULL;
}

/* All texts sealed are of one length: how long a password is shows nowhere. */
GBytes *seal_close(const Seal *seal, const char *address, const char *text)
{
	guint8 plain[SEAL_TEXT_SIZE] = { 0 };
	guint8 *sealed = g_malloc(SEALED_BYTES);

	g_strlcpy((char *)plain, text, sizeof plain);
	randombytes_buf(sealed, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, NULL, plain, sizeof plain,
		(const guint8 *)address, strlen(address), NULL, sealed, seal->key);
	sodium_memzero(plain, sizeof plain);
	return g_bytes_new_take(sealed, SEALED_BYTES);
}

bool seal_open(const Seal *seal, const char *address, GBytes *sealed, char text[SEAL_TEXT_SIZE])
{
	gsize n_bytes;
	const guint8 *bytes = g_bytes_get_data(sealed, &n_bytes);
	guint8 plain[SEAL_TEXT_SIZE];

	if (n_bytes != SEALED_BYTES ||
		crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, bytes + NONCE_BYTES,
			n_bytes - NONCE_BYTES, (const guint8 *)address, strlen(address), bytes,
			seal->key) != 0)
		return false;
	memcpy(text, plain, sizeof plain);
	text[SEAL_TEXT_SIZE - 1] = '\0';
	sodium_memzero(plain, sizeof plain);
	return true;
}
