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

/* What an account is to be. */
typedef struct {
	const char *login;
	const char *password_hash; /* NULL: as it is */
	const char *roles;	   /* daemon/rights.h; NULL: these three as they are */
	gint grade;		   /* that is headed; 0 none */
	const char *const
		*classes; /* that are taught: "四年级2班", "四年级2班:数学"; NULL: every class */
} TeachersWish;

/* Makes an account, or changes one; `login_table` (may be NULL) knows it at once, the disk with the next commit. One made
 * without roles is a teacher's; the first of all may administer, too. */
bool teachers_put(Store *store, StoreReader *reader, Login *login_table, const TeachersWish *wish,
	GError **error);

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
bool teachers_ask(
	const char *socket_path, const char *data_folder, const TeachersWish *wish, GError **error);
