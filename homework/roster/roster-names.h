/* SPDX-License-Identifier: MIT */
/*
 * Is one name plainly a correction of the other? Ink and consent go on to who bears the new name, so that a doubt is a
 * no: the first character (the surname) is the same, and of at least three characters one differs (王小明, 王晓明), or one
 * name is the other with a character more (王明, 王小明). A surname alone says nothing: 张伟 and 张丽 are two children. Width,
 * case, spaces and middle dots do not count. Pure.
 */
#pragma once

#include <stdbool.h>

bool roster_names_agree(const char *one, const char *other);
