/* SPDX-License-Identifier: MIT */
/* Which certificate the console shows: the configured one, none on loopback, else one of our own, made when there is none. */
#pragma once

#include "daemon/config.h"

/* *certificate, *key to be freed; both stay NULL where there is none. */
bool certificate_choose(const Config *config, char **certificate, char **key, GError **error);
