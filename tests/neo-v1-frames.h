/* SPDX-License-Identifier: MIT */
/* What a pen of protocol 1 sends, as bodies of frames (tests/neo-lines.h). */
#pragma once

#include "tests/neo-lines.h"

#define V1_POWER_ON "01 0F 00 " T0 "01 FF 31 2E 32 33 00"
#define V1_ALL_TOLD "0C 01 00 01"
/* The page file of the examples in two packets of 62 bytes. */
#define FILE_INFO                                                                                  \
	"41 88 00 5C 44 61 74 61 5C 35 30 33 33 31 36 37 35 5C 36 30 33 5C 31 30 "                 \
	"5C 30 2E 7A 69 70 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "                 \
	"00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "                 \
	"00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "                 \
	"00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "                 \
	"00 00 00 00 00 00 00 00 00 00 00 7C 00 00 00 02 00 3E 00 "
#define PACKET_0                                                                                   \
	"43 41 00 00 00 0C 4C 4E 00 F8 EC D8 9A 01 00 00 3C F8 EC D8 9A 01 00 00 "                 \
	"04 00 00 00 08 00 00 FF 00 8F 05 14 00 1E 00 05 32 64 0C 14 00 1E 00 19 "                 \
	"4B 78 0C 14 00 1E 00 2D 5A 82 0C 14 00 1F 00 41 5A 82 31 2E "
#define PACKET_1                                                                                   \
	"43 41 00 01 00 A5 30 30 00 01 1B 00 00 03 5B 02 00 00 0A 00 00 00 00 00 "                 \
	"00 00 01 00 00 00 3C 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "                 \
	"00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 82 "
#define PACKET_1_DAMAGED                                                                           \
	"43 41 00 01 00 A5 30 30 00 01 1B 00 00 03 5B 02 00 00 0A 01 00 00 00 00 "                 \
	"00 00 01 00 00 00 3C 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "                 \
	"00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 82 "
/* The same file in size, of an archive that nobody can open. */
#define PACKET_0_BROKEN                                                                            \
	"43 41 00 00 00 A2 50 4B 03 04" ZEROS_12 ZEROS_12 ZEROS_12 ZEROS_12 ZEROS_9 " 00 "
#define PACKET_1_BROKEN "43 41 00 01 00 00" ZEROS_12 ZEROS_12 ZEROS_12 ZEROS_12 ZEROS_12 " 00 00 "
#define STATUS                                                                                     \
	"25 28 00 01 01 00 00 00 00 00 F8 EC D8 9A 01 00 00 FF 04 0C 00 00 FF 01 "                 \
	"01 01 02 01 14 00 02 00 08 4E 57 50 2D 46 31 31 30 00 00 "
#define LIST                                                                                       \
	"46 2E 00 01 1B 00 00 03 02 5B 02 00 00 5C 02 00 00 00 00 00 00 00 00 00 "                 \
	"00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "                 \
	"00 "
