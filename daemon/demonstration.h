/* SPDX-License-Identifier: MIT */
/*
 * The demonstration class: 四年级2班 with 47 invented pupils in six rows of eight, a pen bound to each (the
 * addresses of tests/virtual-pen), a 48th pen for the teacher, and an assignment to write on.
 */
#pragma once

#include "store/reader.h"

#define DEMONSTRATION_LOGIN "teacher"

/*
 * Fills an empty record; one that has a class is kept as it is. Either way the teacher gets a new password,
 * which is returned for the caller to print once and free; NULL with error when reading fails. Nothing is
 * on disk before store_sequence is stored.
 */
char *demonstration_prepare(Store *store, StoreReader *reader, gint64 now_ms, GError **error);
