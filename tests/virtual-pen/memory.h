/* SPDX-License-Identifier: MIT */
/*
 * The pen's own memory: strokes written while nobody listened, until the host frees them. With a state
 * file every stroke and every freeing is appended to it at once, so that the memory outlives the program.
 */
#pragma once

#include "tests/virtual-pen/ink.h"

typedef struct {
	GPtrArray *strokes; /* of InkStroke, oldest first */
	uint64_t last_serial;
	int state_fd; /* -1: none */
	bool fresh;   /* the state file did not exist before */
} Memory;

/* path may be NULL. */
bool memory_open(Memory *memory, const char *path, GError **error);
void memory_close(Memory *memory);
void memory_add(Memory *memory, InkStroke *stroke);
/* Frees those of `strokes` that it holds; returns how many. */
guint memory_remove(Memory *memory, GPtrArray *strokes);

/* The notes there are, as Paper with page 0; caller unrefs. */
GArray *memory_notes(const Memory *memory);
/* The pages of a note, as uint32_t, ascending. */
GArray *memory_pages(const Memory *memory, const Paper *note);
/* The strokes of a note, of the given pages only if n_pages > 0, page by page in time. */
GPtrArray *memory_collect(
	const Memory *memory, const Paper *note, const uint32_t *pages, gsize n_pages);
