/* SPDX-License-Identifier: MIT */
/*
 * What the files of `zhibi doctor` share: cli/doctor.c runs the checks of cli/doctor-*.c in order and prints
 * what they found. A check only looks: nothing is made, mended or started. All of the system is seen below
 * `root`, so that tests can lay out a machine in a folder.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef enum {
	DOCTOR_OK,
	DOCTOR_ABSENT, /* hardware or software that is not here; nothing to mend unless it is wanted */
	DOCTOR_UNKNOWN, /* could not be looked at, for lack of rights mostly */
	DOCTOR_WARNING, /* works, but should be mended soon */
	DOCTOR_WRONG,
} DoctorLevel;

typedef struct {
	const char *id; /* docs/troubleshooting.md has a heading for each */
	DoctorLevel level;
	char *zh, *en;
	const char *mend_zh, *mend_en; /* "" where there is nothing to do */
} DoctorFinding;

typedef struct {
	/* Asked for. */
	const char *root;   /* "" but for tests */
	const char *config; /* NULL: the installed one, if there is one */
	const char *data;
	/* Found out first. */
	gint64 now_s;
	bool installed;	    /* as a service of this machine */
	json_t *report;	    /* zhibid --check-config --json; NULL when it could not be had */
	char *database;	    /* its path; NULL without a report */
	bool daemon_runs;   /* on this data folder */
	bool daemon_hidden; /* not allowed to see whether */
	bool database_good; /* can be read */
	bool has_adapter;   /* Bluetooth */
	GPtrArray *findings;
} Doctor;

Doctor *doctor_new(const char *root, const char *config, const char *data);
Doctor *doctor_free(Doctor *doctor); /* returns NULL; accepts NULL */
/* Runs all checks. */
void doctor_examine(Doctor *doctor);
/* The findings for programs; for the caller to free. */
char *doctor_json(const Doctor *doctor);
bool doctor_found_wrong(const Doctor *doctor);

/* ---- for the checks */

/* Takes the two texts. */
void doctor_find(Doctor *doctor, const char *id, DoctorLevel level, char *take_zh, char *take_en,
	const char *mend_zh, const char *mend_en);
#define DOCTOR_SUDO_ZH "用 sudo zhibi doctor 再查一次。"
#define DOCTOR_SUDO_EN "Run it again as: sudo zhibi doctor"

char *doctor_path(const Doctor *doctor, const char *path);
/* Without its last line end; NULL when it cannot be read. */
char *doctor_read(const Doctor *doctor, const char *path);
bool doctor_exists(const Doctor *doctor, const char *path);
/* The first of the paths that exists, NULL-ended; NULL: none. */
const char *doctor_first(const Doctor *doctor, const char *const *paths);
/* Runs a program of the system; its output without the last line end, NULL when it cannot be run. */
char *doctor_ask(const Doctor *doctor, const char *const *argv);
const char *doctor_report_text(const Doctor *doctor, const char *key); /* "" when missing */
/* The numbers of the service's user and group from /etc/passwd; false: there is none. */
bool doctor_service_user(const Doctor *doctor, guint *user, guint *group);

void doctor_check_program(Doctor *doctor); /* and configuration: first of all */
void doctor_check_service(Doctor *doctor); /* unit, user, daemon, page, port, certificate */
void doctor_check_storage(Doctor *doctor); /* folder, disk, database, log of problems */
void doctor_check_clock(Doctor *doctor);
void doctor_check_bluetooth(Doctor *doctor);
void doctor_check_usb(Doctor *doctor);

/* Of a disk with so much room; pure. */
DoctorLevel doctor_judge_disk(guint64 n_free_bytes, guint64 n_free_files, bool counts_files);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Doctor, doctor_free)
