/* SPDX-License-Identifier: MIT */
/* What a teacher's signs mean at this school: [marking] of zhibi.conf for all, [marking 3] for one grade, [marking 数学] for one
 * subject, [marking 3 数学] for both. The daemon reads by them, and what goes out is added up by them. */
#pragma once

#include "homework/marking/mark.h"

#define CUSTOMS_GROUP "marking"

typedef struct MarkCustoms MarkCustoms;

MarkCustoms *mark_customs_new(void);
MarkCustoms *mark_customs_free(MarkCustoms *customs); /* accepts NULL, returns NULL */
bool mark_customs_is_group(const char *group);
/* NULL: taken; else in what form it has to be. */
const char *mark_customs_take(
	MarkCustoms *customs, const char *group, const char *key, const char *value);
/* All of its groups that are of marking; what is not right is passed over, zhibid says it when it starts. */
MarkCustoms *mark_customs_of_file(GKeyFile *config);
/* Our own of the subject, with what the school set over it: for all first, then for the grade (0 not known), the subject, the
 * subject of the grade. Words of a level in grades 1 and 2: none but those set for the grade. NULL: the school set nothing. */
MarkCustom mark_customs_of(const MarkCustoms *customs, const char *subject, gint grade);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(MarkCustoms, mark_customs_free)
