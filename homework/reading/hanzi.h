/* SPDX-License-Identifier: MIT */
/*
 * Is this ink the character it should be? A written character is held against the centre lines of the one that is right
 * and of those that look like it: where ink runs in which direction, and stroke by stroke in whatever order they were
 * written. It refuses freely: a character is verified, never found out. 3,755 characters, level 1 of GB 2312.
 */
#pragma once

#include "homework/reading/recogniser.h"

typedef struct Hanzi Hanzi;

/* hanzi.bin, which is borrowed; NULL with an error: not ours, or cut. */
Hanzi *hanzi_new(const guint8 *bytes, gsize n_bytes, GError **error);
Hanzi *hanzi_new_built_in(void);
Hanzi *hanzi_free(Hanzi *hanzi); /* accepts NULL, returns NULL */

bool hanzi_knows(const Hanzi *hanzi, const char *character);
/* Its centre lines, a trace of the caller's; NULL: it is not known. */
Trace *hanzi_template(const Hanzi *hanzi, const char *character);
/* The key (one character, UTF-8) or the look-alike of it that the ink is; refused when it is not clearly one of them. */
Reading hanzi_verify(const Hanzi *hanzi, const Trace *trace, const char *key);

/* For making the file and for its test: how unlike two traces are, 0 and up. */
float hanzi_distance(const Trace *ink, const Trace *template);

#define HANZI_MAGIC "zhibi hanzi 1\n"
#define HANZI_N_ALIKE 8
#define HANZI_STROKES_MAX 40

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Hanzi, hanzi_free)
