/* SPDX-License-Identifier: MIT */
/* The zhibi command: one function per subcommand, each in its file; the table is in main.c. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Exit codes of every subcommand. */
typedef enum {
	CLI_DONE = 0,
	CLI_FAILED = 1, /* what was asked for failed; the reason is on stderr */
	CLI_WRONG_USE = 2,
} CliExit;

/* argv[0] is the subcommand's name. */
int audit_run(int argc, char **argv);
int bench_run(int argc, char **argv);
int consent_run(int argc, char **argv);
int decode_run(int argc, char **argv);
int doctor_run(int argc, char **argv);
int export_run(int argc, char **argv);
int import_run(int argc, char **argv);
int load_run(int argc, char **argv);
int training_run(int argc, char **argv);
int erase_run(int argc, char **argv);
int model_run(int argc, char **argv);
int models_run(int argc, char **argv);
int pens_run(int argc, char **argv);
int problems_run(int argc, char **argv);
int recognise_run(int argc, char **argv);
int remark_run(int argc, char **argv);
int report_run(int argc, char **argv);
int roster_list_run(int argc, char **argv);
int roster_sheet_run(int argc, char **argv);
int sheet_run(int argc, char **argv);
int support_bundle_run(int argc, char **argv);

/* Options only; anything else is told on stderr and gives false: CLI_WRONG_USE. */
bool cli_options(const GOptionEntry *entries, int *argc, char ***argv);
/* Says so; returns CLI_FAILED. */
int cli_cannot_write(void);
