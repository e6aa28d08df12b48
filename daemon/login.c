/* SPDX-License-Identifier: MIT */
/*
 * One worker checks passwords: a check takes 64 MiB and some 60 ms, so more at once would only crowd each
 * other out. Sessions are kept by the hash of their token, so neither a lookup's time nor a memory dump of
 * the table gives a token away. Everything but the check itself happens on the main thread.
 */
#include "daemon/login.h"

#include <sodium.h>
#include <string.h>

#include "daemon/brake.h"

#define N_SESSIONS_MAX 1024
#define TOKEN_BYTES 32
#define NAME_BYTES_MAX 256
#define PASSWORD_BYTES_MAX 1024
#define KEEP_MS 600000 /* a session in use is kept anew */

/* Checked when nobody has the name, so that a wrong name takes as long as a wrong password. Of no
 * password: 32 bytes that argon2id never gave. */
static const char NOBODY[] = "$argon2id$v=19$m=65536,t=2,p=1$"
			     "gJ7nQ1b9mCk0p3V5XyZ8Tw$"
			     "Hn2vYb8rQmT0pXw5sK9dJ4fL7gC1zA6eU3iO0yR2tWM";

typedef struct {
	guint8 hash[crypto_generichash_BYTES];
	gint64 teacher_id;
	gint64 created_ms, used_ms;
	gint64 kept_ms; /* as the keeper was told it was used last */
} Session;

typedef struct {
	Login *login;
	char *name, *password, *from, *password_hash;
	gint64 teacher_id; /* 0: nobody has that name */
	gint64 now_ms;
	LoginCallback callback;
	void *user;
	bool right;	 /* written by the worker, read after `answer` was attached */
	GSource *answer; /* likewise */
} LoginAttempt;

struct Login {
	GPtrArray *teachers;  /* StoreTeacher *, few */
	GHashTable *sessions; /* by hash */
	Brake *brake;
	GThreadPool *worker;
	GPtrArray *attempts; /* LoginAttempt * that have not been answered */
	void (*keep)(void *user, const StoreSession *session);
	void *keep_user;
};

static guint session_hash(gconstpointer key)
{
	guint value;
	memcpy(&value, ((const Session *)key)->hash, sizeof(value));
	return value;
}

static gboolean session_equal(gconstpointer a, gconstpointer b)
{
	return sodium_memcmp(((const Session *)a)->hash, ((const Session *)b)->hash,
		       crypto_generichash_BYTES) == 0;
}

static void teacher_free(gpointer data)
{
	StoreTeacher *teacher = data;
	g_free(teacher->login);
	g_free(teacher->name);
	g_free(teacher->password_hash);
	g_free(teacher->roles);
	g_free(teacher->teaches);
	g_free(teacher);
}

static void attempt_free(LoginAttempt *attempt)
{
	sodium_memzero(attempt->password, strlen(attempt->password));
	if (attempt->answer)
		g_source_unref(attempt->answer);
	g_free(attempt->name);
	g_free(attempt->password);
	g_free(attempt->from);
	g_free(attempt->password_hash);
	g_free(attempt);
}

static void check_password(gpointer data, gpointer user);

Login *login_new(void)
{
	g_assert(sodium_init() >= 0);
	Login *login = g_new0(Login, 1);
	login->teachers = g_ptr_array_new_with_free_func(teacher_free);
	login->sessions = g_hash_table_new_full(session_hash, session_equal, g_free, NULL);
	login->brake = brake_new();
	login->worker = g_thread_pool_new(check_password, login, 1, FALSE, NULL);
	login->attempts = g_ptr_array_new();
	return login;
}

Login *login_free(Login *login)
{
	if (!login)
		return NULL;
	g_thread_pool_free(login->worker, TRUE, TRUE);
	for (guint i = 0; i < login->attempts->len; i++) {
		LoginAttempt *attempt = g_ptr_array_index(login->attempts, i);
		if (attempt->answer)
			g_source_destroy(attempt->answer);
		attempt->callback(attempt->user, LOGIN_WRONG, NULL);
		attempt_free(attempt);
	}
	g_ptr_array_unref(login->attempts);
	brake_free(login->brake);
	g_hash_table_unref(login->sessions);
	g_ptr_array_unref(login->teachers);
	g_free(login);
	return NULL;
}

static const StoreTeacher *teacher_by_id(const Login *login, gint64 id)
{
	for (guint i = 0; i < login->teachers->len; i++) {
		const StoreTeacher *teacher = g_ptr_array_index(login->teachers, i);
		if (teacher->id == id)
			return teacher;
	}
	return NULL;
}

/* ---- sessions that outlive the daemon */

#define HASH_HEX_BYTES (2 * crypto_generichash_BYTES + 1)

static void tag_password(const StoreTeacher *teacher, char tag[HASH_HEX_BYTES])
{
	guint8 hash[crypto_generichash_BYTES];
	const char *password_hash = teacher ? teacher->password_hash : "";
	crypto_generichash(
		hash, sizeof(hash), (const guint8 *)password_hash, strlen(password_hash), NULL, 0);
	sodium_bin2hex(tag, HASH_HEX_BYTES, hash, sizeof(hash));
}

/* used_ms 0: it is over. */
static void keep_session(Login *login, Session *session, gint64 used_ms)
{
	char hash[HASH_HEX_BYTES], tag[HASH_HEX_BYTES];
	if (!login->keep)
		return;
	sodium_bin2hex(hash, sizeof(hash), session->hash, sizeof(session->hash));
	tag_password(teacher_by_id(login, session->teacher_id), tag);
	session->kept_ms = used_ms;
	const StoreSession row = { hash, session->teacher_id, tag, session->created_ms, used_ms };
	login->keep(login->keep_user, &row);
}

void login_set_keeper(
	Login *login, void (*keep)(void *user, const StoreSession *session), void *user)
{
	login->keep = keep;
	login->keep_user = user;
}

static void end_session(Login *login, Session *session)
{
	keep_session(login, session, 0);
	g_hash_table_remove(login->sessions, session);
}

static void end_sessions_of(Login *login, gint64 teacher_id)
{
	GHashTableIter iter;
	gpointer key;
	g_hash_table_iter_init(&iter, login->sessions);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		if (((const Session *)key)->teacher_id == teacher_id) {
			keep_session(login, key, 0);
			g_hash_table_iter_remove(&iter);
		}
}

/* An open page was made for other rights, and would go on with them. */
static bool is_another(const StoreTeacher *known, const StoreTeacher *teacher)
{
	return g_strcmp0(known->password_hash, teacher->password_hash) != 0 ||
	       g_strcmp0(known->roles, teacher->roles) != 0 || known->grade != teacher->grade ||
	       g_strcmp0(known->teaches, teacher->teaches) != 0;
}

void login_add_teacher(Login *login, const StoreTeacher *teacher)
{
	for (guint i = 0; i < login->teachers->len; i++) {
		const StoreTeacher *known = g_ptr_array_index(login->teachers, i);
		if (known->id != teacher->id)
			continue;
		if (is_another(known, teacher))
			end_sessions_of(login, teacher->id);
		g_ptr_array_remove_index(login->teachers, i);
		break;
	}
	StoreTeacher *copy = g_new0(StoreTeacher, 1);
	copy->id = teacher->id;
	copy->login = g_strdup(teacher->login);
	copy->name = g_strdup(teacher->name);
	copy->password_hash = g_strdup(teacher->password_hash);
	copy->roles = g_strdup(teacher->roles);
	copy->grade = teacher->grade;
	copy->teaches = g_strdup(teacher->teaches);
	g_ptr_array_add(login->teachers, copy);
}

guint login_n_teachers(const Login *login)
{
	return login->teachers->len;
}

char *login_hash_password(const char *password)
{
	g_assert(sodium_init() >= 0);
	char *hash = g_malloc0(crypto_pwhash_STRBYTES);
	int failed = crypto_pwhash_str_alg(hash, password, strlen(password),
		crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
		crypto_pwhash_ALG_ARGON2ID13);
	if (failed)
		g_error("no memory for a password hash");
	return hash;
}

char *login_random_password(void)
{
	/* No 0/o, 1/l/i, 2/z, 5/s, 8/b, u/v: read aloud across a staff room they are the same. */
	static const char letters[] = "acdefghjkmnpqrtwxy34679";
	g_assert(sodium_init() >= 0);
	GString *password = g_string_new(NULL);
	for (guint i = 0; i < 16; i++) {
		if (i > 0 && i % 4 == 0)
			g_string_append_c(password, '-');
		g_string_append_c(password, letters[randombytes_uniform(sizeof(letters) - 1)]);
	}
	return g_string_free(password, FALSE);
}

static const StoreTeacher *teacher_by_login(const Login *login, const char *name)
{
	for (guint i = 0; i < login->teachers->len; i++) {
		const StoreTeacher *teacher = g_ptr_array_index(login->teachers, i);
		if (g_strcmp0(teacher->login, name) == 0)
			return teacher;
	}
	return NULL;
}

const StoreTeacher *login_account(const Login *login, gint64 teacher_id)
{
	return teacher_by_id(login, teacher_id);
}

/* ---- sessions */

static void hash_token(const char *token, Session *session)
{
	crypto_generichash(session->hash, sizeof(session->hash), (const guint8 *)token,
		strlen(token), NULL, 0);
}

static bool session_good(const Session *session, gint64 now_ms)
{
	return now_ms - session->used_ms < LOGIN_IDLE_MS &&
	       now_ms - session->created_ms < LOGIN_MAX_MS;
}

static void make_room_for_session(Login *login, gint64 now_ms)
{
	GHashTableIter iter;
	gpointer key;
	Session *oldest = NULL;
	g_hash_table_iter_init(&iter, login->sessions);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		Session *session = key;
		if (!session_good(session, now_ms)) {
			keep_session(login, session, 0);
			g_hash_table_iter_remove(&iter);
		} else if (!oldest || session->used_ms < oldest->used_ms)
			oldest = session;
	}
	if (oldest && g_hash_table_size(login->sessions) >= N_SESSIONS_MAX)
		end_session(login, oldest);
}

static void begin_session(Login *login, gint64 teacher_id, gint64 now_ms, char *token)
{
	guint8 bytes[TOKEN_BYTES];
	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2base64(token, LOGIN_TOKEN_LENGTH + 1, bytes, sizeof(bytes),
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	make_room_for_session(login, now_ms);
	Session *session = g_new0(Session, 1);
	hash_token(token, session);
	session->teacher_id = teacher_id;
	session->created_ms = session->used_ms = now_ms;
	g_hash_table_add(login->sessions, session);
	keep_session(login, session, now_ms);
}

void login_restore(Login *login, const StoreSession *kept, gint64 now_ms)
{
	const StoreTeacher *teacher = teacher_by_id(login, kept->teacher_id);
	g_autofree Session *session = g_new0(Session, 1);
	char tag[HASH_HEX_BYTES];
	size_t n_bytes;
	if (sodium_hex2bin(session->hash, sizeof(session->hash), kept->token_hash,
		    strlen(kept->token_hash), NULL, &n_bytes, NULL) != 0 ||
		n_bytes != sizeof(session->hash))
		return;
	session->teacher_id = kept->teacher_id;
	session->created_ms = kept->begun_ms;
	session->used_ms = session->kept_ms = kept->used_ms;
	tag_password(teacher, tag);
	if (teacher && strcmp(tag, kept->password_tag) == 0 && session_good(session, now_ms))
		g_hash_table_add(login->sessions, g_steal_pointer(&session));
	else
		keep_session(login, session, 0);
}

/* NULL when there is none or it is over (then it is forgotten). */
static Session *session_of(Login *login, const char *token, gint64 now_ms)
{
	if (!token || strlen(token) != LOGIN_TOKEN_LENGTH)
		return NULL;
	Session sought = { 0 };
	hash_token(token, &sought);
	Session *session = g_hash_table_lookup(login->sessions, &sought);
	if (!session)
		return NULL;
	if (!session_good(session, now_ms) || !teacher_by_id(login, session->teacher_id)) {
		end_session(login, session);
		return NULL;
	}
	return session;
}

const StoreTeacher *login_teacher(Login *login, const char *token, gint64 now_ms)
{
	Session *session = session_of(login, token, now_ms);
	if (!session)
		return NULL;
	session->used_ms = now_ms;
	if (now_ms - session->kept_ms >= KEEP_MS)
		keep_session(login, session, now_ms);
	return teacher_by_id(login, session->teacher_id);
}

bool login_alive(Login *login, const char *token, gint64 now_ms)
{
	return session_of(login, token, now_ms) != NULL;
}

void login_end(Login *login, const char *token)
{
	if (!token || strlen(token) != LOGIN_TOKEN_LENGTH)
		return;
	Session sought = { 0 };
	hash_token(token, &sought);
	Session *session = g_hash_table_lookup(login->sessions, &sought);
	if (session)
		end_session(login, session);
}

/* ---- attempts */

static gboolean answer_attempt(gpointer data)
{
	LoginAttempt *attempt = data;
	Login *login = attempt->login;
	g_ptr_array_remove_fast(login->attempts, attempt);
	/* The teacher may have been given another password meanwhile. */
	const StoreTeacher *teacher = teacher_by_id(login, attempt->teacher_id);
	bool right = attempt->right && teacher &&
		     g_strcmp0(teacher->password_hash, attempt->password_hash) == 0;
	char token[LOGIN_TOKEN_LENGTH + 1] = "";
	if (right) {
		brake_right(login->brake, attempt->name, attempt->from, attempt->now_ms);
		begin_session(login, teacher->id, attempt->now_ms, token);
	}
	attempt->callback(attempt->user, right ? LOGIN_OK : LOGIN_WRONG, right ? token : NULL);
	sodium_memzero(token, sizeof(token));
	attempt_free(attempt);
	return G_SOURCE_REMOVE;
}

/* On the worker. */
static void check_password(gpointer data, G_GNUC_UNUSED gpointer user)
{
	LoginAttempt *attempt = data;
	attempt->right = crypto_pwhash_str_verify(attempt->password_hash, attempt->password,
				 strlen(attempt->password)) == 0;
	attempt->answer = g_idle_source_new();
	g_source_set_priority(attempt->answer, G_PRIORITY_DEFAULT);
	g_source_set_callback(attempt->answer, answer_attempt, attempt, NULL);
	/* From here on the main thread may free the try at any moment: no touching it after. */
	g_source_attach(attempt->answer, NULL);
}

void login_try(Login *login, const char *name, const char *password, const char *from,
	gint64 now_ms, LoginCallback callback, void *user)
{
	if (strlen(name) > NAME_BYTES_MAX || strlen(password) > PASSWORD_BYTES_MAX) {
		brake_count(login->brake, "", from, now_ms);
		callback(user, LOGIN_WRONG, NULL);
		return;
	}
	if (login->attempts->len > LOGIN_N_WAITING_MAX ||
		brake_wait_ms(login->brake, name, from, now_ms) > 0) {
		callback(user, LOGIN_TOO_MANY, NULL);
		return;
	}
	brake_count(login->brake, name, from, now_ms);
	const StoreTeacher *teacher = teacher_by_login(login, name);
	LoginAttempt *attempt = g_new0(LoginAttempt, 1);
	attempt->login = login;
	attempt->name = g_strdup(name);
	attempt->password = g_strdup(password);
	attempt->from = g_strdup(from);
	attempt->password_hash = g_strdup(teacher ? teacher->password_hash : NOBODY);
	attempt->teacher_id = teacher ? teacher->id : 0;
	attempt->now_ms = now_ms;
	attempt->callback = callback;
	attempt->user = user;
	g_ptr_array_add(login->attempts, attempt);
	g_thread_pool_push(login->worker, attempt, NULL);
}

guint login_wait_seconds(Login *login, const char *name, const char *from, gint64 now_ms)
{
	gint64 wait_ms = brake_wait_ms(login->brake, name, from, now_ms);
	return (guint)MAX(1, (wait_ms + 999) / 1000);
}
