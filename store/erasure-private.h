/* SPDX-License-Identifier: MIT */
/* What went, as text: the digest is of it, and an erasure that was cut off is read from it. Internal to store/. */
#pragma once

#include "store/erasure.h"

/* For the caller to free: copies, tables, pens, a line each. */
char *erasure_lists(const StoreErasure *erasure);
/* Adds what such a text says. False: it is not one. */
bool erasure_take_lists(StoreErasure *erasure, const char *lists);
