/* SPDX-License-Identifier: MIT */
/* Finding a class and a pupil by what people call them, for commands about privacy. Faults are told on stderr. */
#pragma once

#include <stdbool.h>

#include "store/reader.h"

/* name NULL: the only class there is. NULL when there is no such, or several; free with roster_class_free. */
StoreClass *roster_class(StoreReader *reader, const char *command, const char *name);
StoreClass *roster_class_free(StoreClass *class); /* accepts NULL, returns NULL */
/* The pupil's id; 0 when the number is nobody's. */
gint64 roster_pupil(StoreReader *reader, const char *command, gint64 class_id, gint number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreClass, roster_class_free)
