/* SPDX-License-Identifier: MIT */
/*
 * Is one name plainly a correction of the other? Ink and consent go on to who bears the new name, so that a doubt is a
 * no: the first character (the surname) is the same, and one name is the other with a character more (王明, 王小明). With
 * another character it is another child, as 王小明 and 王小红 are: nobody can tell them from a mistyped 王晓明, who is known
 * by the school number. Width, case, spaces and middle dots do not count. Pure.
 */
#pragma once

#include <stdbool.h>

bool roster_names_agree(const char *one, const char *other);
