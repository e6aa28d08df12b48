/* SPDX-License-Identifier: MIT */
/* The models of pens: those that the program carries, and over them the school's own, a file each. */
#pragma once

#include "drivers/model.h"

/* `folder` NULL: only our own. NULL with the file and what is wrong in it. */
ModelSet *model_folder_load(const char *folder, GError **error);
