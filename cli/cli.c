/* SPDX-License-Identifier: MIT */
/* What subcommands share: reading options, saying that the output cannot be written. */
#include "cli/cli.h"

#include <stdio.h>

bool cli_options(const GOptionEntry *entries, int *argc, char ***argv)
{
	const char *command = (*argv)[0];
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_autoptr(GError) error = NULL;

	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, argc, argv, &error)) {
		fprintf(stderr, "zhibi %s: %s; 见 / see zhibi %s --help\n", command, error->message,
			command);
		return false;
	}
	if (*argc == 1)
		return true;
	fprintf(stderr, "zhibi %s: 不明白 / what is \"%s\"? 见 / see zhibi %s --help\n", command,
		(*argv)[1], command);
	return false;
}

int cli_cannot_write(void)
{
	fputs("zhibi: 写不出去，磁盘可能满了 / cannot write the output: the disk may be full\n",
		stderr);
	return CLI_FAILED;
}
