/* SPDX-License-Identifier: MIT */
/*
 * Who may look: names and argon2id password hashes of teachers, sessions, and a brake on guessing. No network in here; time
 * comes in. A new start goes on with the sessions that were kept (login_set_keeper, login_restore).
 */
#pragma once

#include "store/store.h"

typedef struct Login Login;

typedef enum {
	LOGIN_OK,
	LOGIN_WRONG,	/* name or password; never said which */
	LOGIN_TOO_MANY, /* wait: too many wrong tries from there or for that name */
} LoginResult;

#define LOGIN_TOKEN_LENGTH 43  /* base64url of 32 random bytes */
#define LOGIN_IDLE_MS 43200000 /* 12 h: a session nobody uses ends */
#define LOGIN_MAX_MS 604800000 /* 7 days: and any session, whatever its use */
#define LOGIN_N_WAITING_MAX 8  /* passwords waiting to be checked */

Login *login_new(void);
/* Ends the worker; tries that still wait are answered LOGIN_WRONG from in here. */
Login *login_free(Login *login);
/* Replaces an earlier teacher of the same id; a new password, and other rights, end that teacher's sessions. */
void login_add_teacher(Login *login, const StoreTeacher *teacher);
guint login_n_teachers(const Login *login);
/* Told of every session that begins, is used (within ten minutes) or ends (used_ms 0), to be kept; lent for the call. */
void login_set_keeper(
	Login *login, void (*keep)(void *user, const StoreSession *session), void *user);
/* One that was kept; when it is over, or its teacher has another password now, the keeper is told so. */
void login_restore(Login *login, const StoreSession *kept, gint64 now_ms);
/* argon2id (libsodium, interactive limits); caller frees with g_free. */
char *login_hash_password(const char *password);
/* A password people can read aloud: four groups of four letters and digits without look-alikes. */
char *login_random_password(void);
/* token: LOGIN_TOKEN_LENGTH characters when LOGIN_OK, else NULL. */
typedef void (*LoginCallback)(void *user, LoginResult result, const char *token);
/* The hash is checked on a worker thread (it takes about 60 ms, ink must not wait for it); the callback
 * comes on the main context, for LOGIN_TOO_MANY from in here. `from` is the peer's address, for the
 * brake. */
void login_try(Login *login, const char *name, const char *password, const char *from,
	gint64 now_ms, LoginCallback callback, void *user);
/* How long the brake holds a try for this name from there; at least 1 (for Retry-After). */
guint login_wait_seconds(Login *login, const char *name, const char *from, gint64 now_ms);
/* The teacher of a session that is still good (12 h idle, 7 days at most), or NULL. Counts as use. */
const StoreTeacher *login_teacher(Login *login, const char *token, gint64 now_ms);
/* Is the session still good? Not counted as use: for sockets that stay open. */
bool login_alive(Login *login, const char *token, gint64 now_ms);
/* By id; NULL: there is none. */
const StoreTeacher *login_account(const Login *login, gint64 teacher_id);
void login_end(Login *login, const char *token);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Login, login_free)
