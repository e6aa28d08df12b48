/* SPDX-License-Identifier: MIT */
/* What a teacher's signs mean at this school: [marking] for all subjects, [marking SUBJECT] for one. Part of the
 * configuration (daemon/config.h). */
#pragma once

#include "homework/marking/mark.h"

#define CUSTOMS_GROUP "marking"

typedef struct ConfigCustoms ConfigCustoms;

ConfigCustoms *config_customs_new(void);
ConfigCustoms *config_customs_free(ConfigCustoms *customs); /* accepts NULL, returns NULL */
bool config_customs_is_group(const char *group);
/* NULL: taken; else in what form it has to be. */
const char *config_customs_take(
	ConfigCustoms *customs, const char *group, const char *key, const char *value);
/* Our own of the subject, with what the school set over it: for all first, then for the subject. */
MarkCustom config_customs_of(const ConfigCustoms *customs, const char *subject);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConfigCustoms, config_customs_free)
