/* SPDX-License-Identifier: MIT */
/*
 * Preloaded into a program: kills it before the N-th call (KILLED_AT) by which something reaches the disk for good or
 * leaves it. So a check can cut a program off between any two of its steps.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static void count_down(void)
{
	static long left = -1;

	if (left == -1)
		left = getenv("KILLED_AT") ? strtol(getenv("KILLED_AT"), NULL, 10) : 0;
	if (left > 0 && --left == 0)
		kill(getpid(), SIGKILL);
}

#define COUNTED(name, parameters, arguments)                                                       \
	int name parameters                                                                        \
	{                                                                                          \
		int(*real) parameters = (int(*) parameters)dlsym(RTLD_NEXT, #name);                \
                                                                                                   \
		count_down();                                                                      \
		return real arguments;                                                             \
	}
COUNTED(fsync, (int file), (file))
COUNTED(fdatasync, (int file), (file))
COUNTED(unlink, (const char *path), (path))
COUNTED(rename, (const char *from, const char *to), (from, to))
COUNTED(ftruncate, (int file, off_t n_bytes), (file, n_bytes))
COUNTED(ftruncate64, (int file, off64_t n_bytes), (file, n_bytes))
