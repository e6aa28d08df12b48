/* SPDX-License-Identifier: MIT */
/*
 * Accounts of teachers. `zhibid --add-teacher` writes them into the database itself, or, when a running zhibid
 * holds that, asks it to at the control socket: no class is interrupted for a forgotten password.
 */
#pragma once

#include "daemon/login.h"
#include "store/reader.h"

/* 1 to 32 visible characters. */
bool teachers_is_login(const char *login);

/* Makes a teacher, or gives one that is there a new password; `login_table` (may be NULL) knows it at once, the
 * disk with the next commit. */
bool teachers_put(Store *store, StoreReader *reader, Login *login_table, const char *login,
	const char *password_hash, GError **error);

/* All teachers of the record, with the sessions that go on from before the start; those to come are kept in the store. */
Login *teachers_load(Store *store, StoreReader *reader, GError **error);

/* ---- the two ends of the control socket; a password crosses it as its hash only */

typedef struct {
	Store *store;
	StoreReader *reader;
	Login *login_table;
	const char *data_folder;
} Teachers;

/* The answer to a line that asks for a teacher, to be freed; NULL: it asks for something else. */
char *teachers_answer(const Teachers *teachers, const char *line, gsize n_bytes);
/* Asks the zhibid that runs on this folder, and waits for its answer: not from a main loop. */
bool teachers_ask(const char *socket_path, const char *data_folder, const char *login,
	const char *password_hash, GError **error);
