/* SPDX-License-Identifier: MIT */
/*
 * What a person reads, in both languages: one text "中文 / English", for a terminal or a log as it is, for the page by its
 * halves. A format has both halves too, with numbered arguments ("%1$s"): each half says them in its own order, and the one
 * place where the text is cut is never looked for in what an argument says. A half leaves out none before its last one,
 * which glibc would stop the program for; "%2$.0s" takes one and says nothing. tests/check-bilingual.py looks after it.
 */
#pragma once

#include <glib.h>

typedef struct {
	char *zh, *en; /* owned */
} Bilingual;

/* A format without " / " is cut where its text is: for "%s" of a text in both languages, whose halves say the same
 * arguments. */
Bilingual bilingual_new(const char *format, ...) G_GNUC_PRINTF(1, 2);
Bilingual bilingual_new_va(const char *format, va_list arguments) G_GNUC_PRINTF(1, 0);
void bilingual_clear(Bilingual *words); /* accepts zero */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Bilingual, bilingual_clear)
