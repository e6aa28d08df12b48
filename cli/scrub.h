/* SPDX-License-Identifier: MIT */
/*
 * Takes people out of texts that leave the school: every name that it was told becomes what it is a name of
 * ("[pupil]"), a pen's address keeps its maker's half and gets a number for the rest ("9C:7B:D2:(pen 1)"), so that
 * one pen is the same all through a bundle, and home folders lose their owner. Pure.
 */
#pragma once

#include <glib.h>

typedef struct Scrub Scrub;

Scrub *scrub_new(void);
Scrub *scrub_free(Scrub *scrub); /* returns NULL; accepts NULL */
/* Wherever it stands; a name of Latin letters only as a word of its own. Longer names go first. */
void scrub_add_name(Scrub *scrub, const char *name, const char *replacement);
/* What is not UTF-8 is made so. For the caller to free. */
char *scrub_text(Scrub *scrub, const char *text);
/* The addresses met so far, by number from 1: (pen 1) is the first. Borrowed. */
const GPtrArray *scrub_addresses(const Scrub *scrub);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scrub, scrub_free)
