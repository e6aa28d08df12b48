/* SPDX-License-Identifier: MIT */
/* The zhibi command: one function per subcommand, each in its file; the table is in main.c. */
#pragma once

/* Exit codes of every subcommand. */
typedef enum {
	CLI_DONE = 0,
	CLI_FAILED = 1, /* what was asked for failed; the reason is on stderr */
	CLI_WRONG_USE = 2,
} CliExit;

/* argv[0] is the subcommand's name. */
int bench_run(int argc, char **argv);
int decode_run(int argc, char **argv);
int recognise_run(int argc, char **argv);
int models_run(int argc, char **argv);
