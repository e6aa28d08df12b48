/* SPDX-License-Identifier: MIT */
/* What a sign says where it stands: a verdict by the custom of the subject, points, or the level of a sheet. Private to
 * homework/marking. */
#pragma once

#include "homework/marking/mark.h"
#include "homework/marking/sign-groups.h"

typedef struct {
	const Sheet *sheet;
	MarkCustom custom;
} MarkMeaning;

/* Fills in verdict, points, text, confidence, refused; mark->question is known already. */
void mark_meaning_of(
	const MarkMeaning *meaning, const SignGroup *sign, RegionRole role, Mark *mark);
