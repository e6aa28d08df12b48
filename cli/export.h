/* SPDX-License-Identifier: MIT */
/* Private to cli/export*.c. */
#pragma once

#include "cli/outlet.h"
#include "report/background.h"

typedef struct {
	Outlet outlet;
	char *backgrounds;
	Backgrounds *printed;
	const char *form;
} ExportCall;

/* Each returns a CliExit; the outlet is open, and is finished after it. */
int export_pages(ExportCall *call);   /* pdf, svg, marks */
int export_archive(ExportCall *call); /* inkml */
int export_results(ExportCall *call); /* csv, xlsx, oneroster */
int export_records(ExportCall *call); /* caliper, xapi */

/* May learning records leave this school? Says why not. */
bool export_records_allowed(const char *config);
/* All page copies of a class (NULL: of all) as ids. */
GArray *export_copies(const GPtrArray *work, const WorkClass *only);
