/* SPDX-License-Identifier: MIT */
/* The drivers' tables, for registry.c; others ask drivers_all or driver_by_name (drivers/driver.h). */
#pragma once

#include "drivers/driver.h"

extern const PenDriver NEO_DRIVER;
extern const PenDriver NEO_USB_DRIVER;
extern const PenDriver SCRIPTED_DRIVER;
