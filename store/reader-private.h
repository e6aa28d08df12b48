/* SPDX-License-Identifier: MIT */
/* What reader.c and reader-ink.c share. */
#pragma once

#include "store/database.h"
#include "store/reader.h"

struct StoreReader {
	Database *database;
};
