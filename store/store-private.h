/* SPDX-License-Identifier: MIT */
/* What store.c and store-rows.c share. */
#pragma once

#include "store/request.h"

guint64 store_put_request(Store *store, Request *take_request);
