/* SPDX-License-Identifier: MIT */
/* Consent given and withdrawn at the control socket (docs/console-protocol.md, "consent"), obeyed from then on. */
#pragma once

#include "daemon/classroom/classroom.h"

typedef struct {
	Store *store;
	StoreReader *reader;
	Classroom *classroom;
} Consents;

/* The answer to a line about consent, to be freed; NULL: it asks for something else. */
char *consents_answer(const Consents *consents, const char *line, gsize n_bytes);
