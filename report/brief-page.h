/* SPDX-License-Identifier: MIT */
/* The weekly brief on one page of A4, to print and put up: figures of groups, no name. */
#pragma once

#include "homework/load/brief.h"

/* A PDF of one page. Class-days beyond what has room are counted in a line; the workbook has them all. */
GBytes *brief_page_pdf(const Brief *brief, GError **error);
