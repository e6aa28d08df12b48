/* SPDX-License-Identifier: MIT */
/* How long things are kept: the values of [retention] (daemon/zhibi.conf). Private to daemon/config.c. */
#pragma once

#include "daemon/privacy/nightly.h"

#define RETENTION_GROUP "retention"

/* With the defaults. */
void config_retention_init(NightlyOptions *options);
/* Takes the value of a key of [retention], or says in what form it has to be. */
const char *config_retention_take(NightlyOptions *options, const char *key, const char *value);
