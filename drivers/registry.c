/* SPDX-License-Identifier: MIT */
/* All pen families, one line each. */
#include "drivers/registry.h"

#include <string.h>

static const PenDriver *const DRIVERS[] = {
	&NEO_DRIVER,
	&NEO_USB_DRIVER,
	&SCRIPTED_DRIVER,
	NULL,
};

const PenDriver *const *drivers_all(void)
{
	return DRIVERS;
}

const PenDriver *driver_by_name(const char *name)
{
	for (const PenDriver *const *driver = DRIVERS; *driver; driver++)
		if (strcmp((*driver)->name, name) == 0)
			return *driver;
	return NULL;
}
