/* SPDX-License-Identifier: MIT */
/*
 * What goes wrong between a pen and us, and what becomes of it (neo.md 5.1, 8.2, 8.3): conversations
 * with all that the sink is told, word for word. No case may lose a dot that arrived.
 */
#include "protocol/neo.h"
#include "tests/dot-log.h"
#include "tests/helpers.h"

#define HOST_MS 2000000

/* Frames before escapes, without C0 and C1; | parts them. T + n ms, n in two hexadecimal digits. */
#define T(ms) ms " F8 EC D8 9A 01 00 00 "
#define SECONDS_10 "10 27 00 00 00 00 00 00 "
#define DOWN(n, ms) "69 0E 00 " n " " T(ms) "00 00 00 00 FF|"
#define UP(n, ms) "6A 13 00 " n " " T(ms) "01 00 01 00 01 00 01 00 01 00|"
#define PAPER(n, page) "6B 0D 00 " n " 1B 00 00 03 5B 02 00 00 " page " 00 00 00|"
#define DOT(n, ms, x) "6C 0E 00 " n " " ms " 2C 01 " x " 00 1E 00 00 00 5A 5A 00 00|"
#define CAMERA(n, ms) "6D 0C 00 " n " " ms " 36 01 28 3C 09 19 00 03 01 07|"
#define OLD_DOWN(ms) "63 0E 00 00 " T(ms) "00 00 00 00 FF|"
#define OLD_UP(ms) "63 0E 00 01 " T(ms) "00 00 00 00 FF|"
#define OLD_PAPER(page) "64 0C 00 1B 00 00 03 5B 02 00 00 " page " 00 00 00|"
#define OLD_DOT(ms, x) "65 0D 00 " ms " 2C 01 " x " 00 1E 00 00 00 5A 5A 00 00|"
#define ZEROS_16 "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
#define VERSION(minor)                                                                             \
	"81 00 40 00 " ZEROS_16 ZEROS_16 "32 2E " minor " 00 00 00 00 " ZEROS_16                   \
	"01 00 00 00 00 00 00 00|"
#define SETTINGS(hover)                                                                            \
	"84 00 17 00 00 0A 00 " T("00") "14 00 FF 03 05 01 01 01 " hover " 50 01 02|"
/* Not frames: raw bytes, and the end of the link. */
#define RAW(bytes) "!" bytes "|"
#define LINK_LOST "#|"

#define PAGE_10 "3.27.603.10"
#define PAGE_11 "3.27.603.11"
#define T0 "1764576000000"
#define HEAD(start, page) "down " start " " page " FF000000 0 pen\n"
#define DOT_TEXT(ms, x) "dot " ms " " x " 3000 force 300 tilt 90 90 0"

typedef struct {
	const char *name;
	const char *said;
	const char *told;
} Case;

static const Case CASES[] = {
	{ "normal", DOWN("01", "00") PAPER("02", "0A") DOT("03", "05", "14") UP("04", "0A"),
		HEAD(T0, PAGE_10) DOT_TEXT("5", "2000") "\n"
							"up " T0 " to 1764576000010 " PAGE_10
							"\n" },
	{ "old-events", OLD_DOWN("00") OLD_PAPER("0A") OLD_DOT("05", "14") OLD_UP("0A"),
		HEAD(T0, PAGE_10) DOT_TEXT("5", "2000") "\n"
							"up " T0 " to 1764576000010 " PAGE_10
							"\n" },
	{ "several-dots-in-one-frame",
		OLD_DOWN("00") OLD_PAPER("0A") "65 1A 00 05 2C 01 14 00 1E 00 00 00 5A 5A 00 00 05 "
					       "2C 01 15 00 1E 00 00 00 5A 5A 00 00|" OLD_UP("0A"),
		HEAD(T0, PAGE_10) DOT_TEXT("5", "2000") "\n" DOT_TEXT(
			"10", "2100") "\n"
				      "up " T0 " to 1764576000010 " PAGE_10 "\n" },
	{ "eraser-of-any-other-tip",
		"69 0E 00 01 " T("00") "01 33 22 11 80|" PAPER("02", "0A") DOT("03", "00", "14")
			UP("04", "00"),
		"down " T0 " " PAGE_10
		" 80112233 0 eraser\n" DOT_TEXT("0", "2000") "\n"
							     "up " T0 " to " T0 " " PAGE_10 "\n" },

	/* ---- ups and downs that are missing */
	{ "second-down",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "05", "14") DOWN("05", "50")
			PAPER("06", "0A") DOT("07", "05", "15") UP("08", "5A"),
		HEAD(T0, PAGE_10) DOT_TEXT("5",
			"2000") "\nlost 1\n"
				"up " T0 " to 1764576000005 " PAGE_10
				" up-missing\n" HEAD("1764576000080", PAGE_10) DOT_TEXT("5",
					"2100") "\n"
						"up 1764576000080 to 1764576000090 " PAGE_10 "\n" },
	{ "second-down-and-dots-lost",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "05", "14") DOWN("07", "50")
			PAPER("08", "0A") DOT("09", "05", "15") UP("0A", "5A"),
		HEAD(T0, PAGE_10) DOT_TEXT("5",
			"2000") "\nlost 3\n"
				"up " T0 " to 1764576000005 " PAGE_10
				" gap up-missing\n" HEAD("1764576000080", PAGE_10) DOT_TEXT("5",
					"2100") "\n"
						"up 1764576000080 to 1764576000090 " PAGE_10 "\n" },
	{ "up-without-down", UP("01", "00"), "empty-stroke\n" },
	{ "down-and-up-without-dots", DOWN("01", "00") PAPER("02", "0A") UP("03", "1E"),
		"empty-stroke\n" },
	{ "down-twice-without-dots", DOWN("01", "00") DOWN("02", "05") UP("03", "1E"),
		"empty-stroke\nempty-stroke\n" },
	{ "dots-without-down",
		UP("01", "00") DOT("04", "05", "14") DOT("05", "05", "15") UP("06", "64"),
		"empty-stroke\nlost 2\n"
		"down 0 none 00000000 0 pen\n" DOT_TEXT("5", "2000") "\n" DOT_TEXT(
			"10", "2100") "\n"
				      "up 1764576000090 to 1764576000100 none down-missing\n" },
	{ "dots-without-down-more-lost", UP("01", "00") DOT("05", "05", "14") UP("06", "64"),
		"empty-stroke\nlost 3\n"
		"down 0 none 00000000 0 pen\n" DOT_TEXT(
			"5", "2000") " after-gap 0\n"
				     "up 1764576000095 to 1764576000100 none gap down-missing\n" },
	{ "dots-without-down-page-known",
		PAPER("02", "0A") DOT("03", "05", "14") DOT("04", "05", "15") UP("05", "64"),
		"down 0 " PAGE_10 " 00000000 0 pen\n" DOT_TEXT("5", "2000") "\n" DOT_TEXT("10",
			"2100") "\n"
				"up 1764576000090 to 1764576000100 " PAGE_10 " down-missing\n" },
	{ "dots-without-down-or-up", DOT("03", "05", "14") DOT("04", "05", "15") LINK_LOST,
		"down 0 none 00000000 0 pen\n" DOT_TEXT("5", "2000") "\n" DOT_TEXT(
			"10", "2100") "\n"
				      "up 1999990 to 2000000 none down-missing clock-repaired "
				      "link-lost pen 0\n" },
	{ "dots-without-down-then-down",
		DOT("03", "05", "14") DOWN("04", "00") DOT("05", "05", "15") UP("06", "0A"),
		"down 0 none 00000000 0 pen\n" DOT_TEXT("5",
			"2000") "\n"
				"up 1999995 to 2000000 none up-missing down-missing clock-repaired "
				"pen 0\n" HEAD(T0, "none")
					DOT_TEXT("5", "2100") "\n"
							      "up " T0 " to 1764576000010 none\n" },
	{ "link-lost-while-down",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "05", "14") LINK_LOST,
		HEAD(T0, PAGE_10) DOT_TEXT("5", "2000") "\n"
							"up " T0 " to 1764576000005 " PAGE_10
							" link-lost\n" },
	{ "link-lost-in-a-frame",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "05", "14") RAW("C0 6C 0E") LINK_LOST,
		HEAD(T0, PAGE_10) DOT_TEXT("5", "2000") "\nbad length\n"
							"up " T0 " to 1764576000005 " PAGE_10
							" link-lost\n" },

	/* ---- pages */
	{ "no-page-ever", DOWN("01", "00") DOT("02", "05", "14") UP("03", "0A"),
		HEAD(T0, "none") DOT_TEXT("5", "2000") "\n"
						       "up " T0 " to 1764576000010 none\n" },
	{ "page-after-dots",
		DOWN("01", "00") DOT("02", "05", "14") PAPER("03", "0A") DOT("04", "05", "15")
			UP("05", "0A"),
		HEAD(T0, "none") DOT_TEXT("5", "2000") "\npage " PAGE_10 "\n" DOT_TEXT(
			"10", "2100") "\n"
				      "up " T0 " to 1764576000010 " PAGE_10 "\n" },
	{ "page-guessed",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "05", "14") UP("04", "0A")
			DOWN("05", "50") DOT("06", "05", "15") UP("07", "5A"),
		HEAD(T0, PAGE_10) DOT_TEXT("5",
			"2000") "\nup " T0 " to 1764576000010 " PAGE_10 "\n" HEAD("1764576000080",
			"none") DOT_TEXT("5", "2100") "\n"
						      "up 1764576000080 to 1764576000090 " PAGE_10
						      " page-guessed\n" },
	{ "page-of-the-link-before-is-no-guess",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "05", "14") UP("04", "0A")
			LINK_LOST DOWN("01", "50") DOT("02", "05", "15") UP("03", "5A"),
		HEAD(T0, PAGE_10) DOT_TEXT("5",
			"2000") "\nup " T0 " to 1764576000010 " PAGE_10 "\n" HEAD("1764576000080",
			"none") DOT_TEXT("5", "2100") "\n"
						      "up 1764576000080 to 1764576000090 none\n" },
	{ "page-change",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "05", "14") PAPER("04", "0B")
			DOT("05", "05", "15") DOT("06", "05", "16") UP("07", "14"),
		HEAD(T0, PAGE_10)
			DOT_TEXT("5", "2000") "\nup " T0 " to 1764576000005 " PAGE_10 "\n" HEAD(
				"1764576000010", PAGE_11) DOT_TEXT("0", "2100") "\n" DOT_TEXT("5",
				"2200") "\n"
					"up 1764576000010 to 1764576000020 " PAGE_11 "\n" },
	{ "page-change-without-a-dot",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "05", "14") PAPER("04", "0B")
			UP("05", "14"),
		HEAD(T0, PAGE_10) DOT_TEXT("5", "2000") "\nup " T0 " to 1764576000020 " PAGE_10
							"\n" },
	{ "same-page-again",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "05", "14") PAPER("04", "0A")
			DOT("05", "05", "15") UP("06", "14"),
		HEAD(T0, PAGE_10) DOT_TEXT("5", "2000") "\n" DOT_TEXT(
			"10", "2100") "\n"
				      "up " T0 " to 1764576000020 " PAGE_10 "\n" },

	/* ---- clocks */
	{ "clock-just-set",
		"69 0E 00 01 " SECONDS_10 "00 00 00 00 FF|" PAPER("02", "0A") DOT("03", "05",
			"14") "6A 13 00 04 " SECONDS_10 "01 00 01 00 01 00 01 00 01 00|",
		HEAD("10000", PAGE_10) DOT_TEXT("5", "2000") "\nup 10000 to 10005 " PAGE_10 "\n" },
	{ "clock-never-set",
		"69 0E 00 05 0F 27 00 00 00 00 00 00 00 00 00 00 FF|" PAPER("06", "0A") DOT("07",
			"05",
			"14") "6A 13 00 08 23 27 00 00 00 00 00 00 01 00 01 00 01 00 01 00 01 00|",
		HEAD("2000000", PAGE_10) DOT_TEXT("5", "2000") "\n"
							       "up 2000000 to 2000020 " PAGE_10
							       " clock-repaired pen 9999\n" },
	{ "clock-set-in-mid-stroke",
		"69 0E 00 01 " SECONDS_10 "00 00 00 00 FF|" PAPER("02", "0A") DOT("03", "05", "14")
			UP("04", "14"),
		HEAD("10000", PAGE_10) DOT_TEXT("5", "2000") "\n"
							     "up 10000 to 10005 " PAGE_10
							     " clock-repaired\n" },
	{ "up-before-the-last-dot",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "50", "14") UP("04", "14"),
		HEAD(T0, PAGE_10) DOT_TEXT("80", "2000") "\n"
							 "up " T0 " to 1764576000080 " PAGE_10
							 "\n" },
	{ "times-of-garbage",
		"69 0E 00 01 FF FF FF FF FF FF FF FF 00 00 00 00 FF|" DOT("02", "FF",
			"14") "6A 13 00 03 FF FF FF FF FF FF FF FF 01 00 01 00 01 00 01 00 01 00|",
		HEAD("2000000", "none") DOT_TEXT("255",
			"2000") "\n"
				"up 2000000 to 2000255 none clock-repaired pen 140737488355328\n" },

	/* ---- camera errors */
	{ "camera-error",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "00", "14") CAMERA("04", "0C") CAMERA(
			"05", "0C") DOT("06", "0C", "15") DOT("07", "0C", "16") UP("08", "30"),
		HEAD(T0, PAGE_10)
			DOT_TEXT("0", "2000") "\ncamera-error 3\ncamera-error 3\n" DOT_TEXT(
				"36", "2100") " after-gap 24\n" DOT_TEXT("48",
				"2200") "\n"
					"up " T0 " to 1764576000048 " PAGE_10 " gap\n" },
	{ "camera-errors-not-counted",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "00", "14") CAMERA("04", "0C")
			DOT("05", "18", "15") UP("06", "18")
		/* learnt: holds where no pen-up tells */
		DOWN("07", "50") PAPER("08", "0A") CAMERA("09", "0C") DOT("0A", "18", "15")
			LINK_LOST,
		HEAD(T0, PAGE_10) DOT_TEXT("0", "2000") "\ncamera-error 3\n" DOT_TEXT("36",
			"2100") " after-gap 12\n"
				"up " T0 " to 1764576000024 " PAGE_10 " gap gaps-uncounted\n"
				"camera-error 3\n" HEAD("1764576000080", PAGE_10) DOT_TEXT(
					"36", "2100") " after-gap 12\n"
						      "up 1764576000080 to 1764576000104 " PAGE_10
						      " gap link-lost gaps-uncounted\n" },
	{ "camera-error-at-the-end",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "00", "14") CAMERA("04", "0C")
			UP("05", "30"),
		HEAD(T0, PAGE_10) DOT_TEXT("0", "2000") "\ncamera-error 3\n"
							"up " T0 " to 1764576000048 " PAGE_10
							" gap\n" },
	{ "camera-errors-only",
		DOWN("01", "00") PAPER("02", "0A") CAMERA("03", "0C") UP("04", "30"),
		"camera-error 3\nempty-stroke\n" },
	{ "camera-error-at-a-page-change",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "00", "14") PAPER("04", "0B")
			CAMERA("05", "0C") DOT("06", "18", "15") UP("07", "18"),
		HEAD(T0, PAGE_10) DOT_TEXT(
			"0", "2000") "\ncamera-error 3\n"
				     "up " T0 " to " T0 " " PAGE_10
				     " gap\n" HEAD("1764576000036", PAGE_11) DOT_TEXT("0",
					     "2100") " after-gap 0\n"
						     "up 1764576000024 to 1764576000024 " PAGE_11
						     " gap gaps-uncounted\n" },
	{ "old-camera-error",
		OLD_DOWN("00") OLD_PAPER("0A") OLD_DOT(
			"00", "14") "68 09 00 0C 36 01 28 3C 09 19 00 05|" OLD_DOT("0C", "15")
			OLD_UP("18"),
		HEAD(T0, PAGE_10) DOT_TEXT("0", "2000") "\ncamera-error 5\n" DOT_TEXT(
			"24", "2100") " after-gap 12\n"
				      "up " T0 " to 1764576000024 " PAGE_10 " gap\n" },

	/* ---- the counter */
	{ "lost-in-a-stroke",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "00", "14") DOT("06", "24", "15")
			UP("07", "24"),
		HEAD(T0, PAGE_10) DOT_TEXT("0", "2000") "\nlost 2\n" DOT_TEXT(
			"36", "2100") " after-gap 0\n"
				      "up " T0 " to 1764576000036 " PAGE_10 " gap\n" },
	{ "lost-before-the-up",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "00", "14") UP("05", "24"),
		HEAD(T0, PAGE_10) DOT_TEXT("0", "2000") "\nlost 1\n"
							"up " T0 " to 1764576000036 " PAGE_10
							" gap\n" },
	{ "only-the-paper-lost", DOWN("01", "00") DOT("03", "05", "14") UP("04", "0A"),
		"lost 1\n" HEAD(T0, "none") DOT_TEXT("5", "2000") "\n"
								  "up " T0
								  " to 1764576000010 none\n" },
	{ "paper-and-dots-lost", DOWN("01", "00") DOT("04", "05", "14") UP("05", "0A"),
		"lost 2\n" HEAD(T0, "none") DOT_TEXT("5", "2000") " after-gap 0\n"
								  "up " T0
								  " to 1764576000010 none gap\n" },
	{ "counter-wraps",
		DOWN("FD", "00") PAPER("FE", "0A") DOT("FF", "05", "14") DOT("00", "05", "15")
			UP("01", "0A"),
		HEAD(T0, PAGE_10) DOT_TEXT("5", "2000") "\n" DOT_TEXT(
			"10", "2100") "\n"
				      "up " T0 " to 1764576000010 " PAGE_10 "\n" },
	{ "counts-anew-after-the-version-reply",
		DOWN("07", "00") UP("08", "0A") VERSION("31 38") DOWN("01", "00") UP("02", "0A"),
		"empty-stroke\nempty-stroke\n" },
	{ "notification-repeated",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "05", "14") DOT("04", "05", "15")
			DOT("03", "05", "14") DOT("04", "05", "15") DOT("05", "05", "16")
				UP("06", "0F"),
		HEAD(T0, PAGE_10) DOT_TEXT("5", "2000") "\n" DOT_TEXT(
			"10", "2100") "\n"
				      "repeated 1\nrepeated 1\n" DOT_TEXT("15",
					      "2200") "\n"
						      "up " T0 " to 1764576000015 " PAGE_10 "\n" },
	{ "equal-dots-are-not-repeated-ones",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "05", "14") DOT("04", "05", "14")
			UP("05", "0A"),
		HEAD(T0, PAGE_10) DOT_TEXT("5", "2000") "\n" DOT_TEXT(
			"10", "2000") "\n"
				      "up " T0 " to 1764576000010 " PAGE_10 "\n" },

	/* ---- hover */
	{ "hover-as-dots",
		VERSION("31 32") SETTINGS("01") PAPER("01", "0A") DOT("02", "05", "14")
			DOWN("03", "00") PAPER("04", "0A") DOT("05", "05", "15") UP("06", "0A"),
		"hover 2000 3000 " PAGE_10 "\n"
		"down " T0 " " PAGE_10 " FF000000 1023 pen\n" DOT_TEXT(
			"5", "2100") "\n"
				     "up " T0 " to 1764576000010 " PAGE_10 "\n" },
	{ "no-hover-as-dots-from-2.18",
		VERSION("31 38") SETTINGS("01") PAPER("01", "0A") DOT("02", "05", "14")
			UP("03", "0A"),
		"down 0 " PAGE_10 " 00000000 1023 pen\n" DOT_TEXT("5",
			"2000") "\n"
				"up 1764576000005 to 1764576000010 " PAGE_10 " down-missing\n" },
	{ "ink-after-a-lost-down-is-not-hover",
		VERSION("31 32") SETTINGS("01") PAPER("01", "0A") DOT("03", "05", "14")
			UP("04", "0A"),
		"lost 1\n"
		"down 0 " PAGE_10 " 00000000 1023 pen\n" DOT_TEXT("5",
			"2000") "\n"
				"up 1764576000005 to 1764576000010 " PAGE_10 " down-missing\n" },
	{ "hover-again-after-what-was-lost",
		VERSION("31 32") SETTINGS("01") DOWN("03", "00") UP("05", "0A")
			DOT("06", "05", "14"),
		"lost 1\nempty-stroke\nhover 2000 3000 none\n" },
	{ "hover-again-after-loss-between-strokes",
		VERSION("31 32") SETTINGS("01") UP("03", "00") DOWN("05", "00") UP("06", "0A")
			DOT("07", "05", "14"),
		"empty-stroke\nlost 1\nempty-stroke\nhover 2000 3000 none\n" },
	{ "long-6f-is-not-hover", "6F 08 00 0A 21 00 2C 00 37 42 00|", "bad stray 6F\n" },

	/* ---- framing */
	{ "garbage-between-frames",
		RAW("11 22 C1 33") DOWN("01", "00") RAW("44") PAPER("02", "0A")
			DOT("03", "05", "14") RAW("7D C1 55") UP("04", "0A"),
		"bad stray\nbad stray\n" HEAD(T0, PAGE_10)
			DOT_TEXT("5", "2000") "\nbad stray\n"
					      "up " T0 " to 1764576000010 " PAGE_10 "\n" },
	{ "cut-frame-then-a-good-one", RAW("C0 6C 0E 00 03") DOWN("01", "00") UP("02", "0A"),
		"bad length\nempty-stroke\n" },
	{ "escape-before-a-start", RAW("C0 61 01 00 7D") "61 01 00 0F|",
		"bad escape\nbattery 15\n" },
	{ "escape-before-an-end", RAW("C0 61 01 00 7D C1") "61 01 00 0F|",
		"bad escape\nbattery 15\n" },
	{ "length-lies", "61 02 00 0F|61 01 00 0F|", "bad length\nbattery 15\n" },
	{ "too-short-for-a-frame", RAW("C0 C1 C0 61 C1 C0 61 01 C1") "61 01 00 0F|",
		"bad length\nbad length\nbad length\nbattery 15\n" },
	/* As long as a plain dot, and no dot: the short way must not take it for one. */
	{ "no-dot-by-its-length",
		DOWN("01", "00") PAPER("02", "0A") DOT("03", "05", "14")
			RAW("C0 6C 0E 00 04 05 2C 01 14 00 1E 00 00 00 7D 5A 00 00 C1"
			    "C0 6C 0E 00 04 7D 2C 01 14 00 1E 00 00 00 5A 5A 00 00 C1"
			    "C0 6C 0E 00 04 05 2C 01 14 00 1E 00 00 00 5A C0 00 00 C1"
			    "C0 6C 0E 00 04 05 2C 01 14 C1 1E 00 00 00 5A 5A 00 00 C1")
				DOT("04", "05", "15") UP("05", "0A"),
		HEAD(T0, PAGE_10) DOT_TEXT(
			"5", "2000") "\n"
				     "bad length\nbad length\nbad length\nbad length\nbad "
				     "length\nbad stray\n" DOT_TEXT("10",
					     "2100") "\n"
						     "up " T0 " to 1764576000010 " PAGE_10 "\n" },
	{ "too-short-for-its-event", "6C 05 00 01 02 03 04 05|61 00 00|62 00 00|",
		"bad length\nbad length\nbad length\n" },
	{ "unknown-commands",
		"60 01 00 00|6E 02 00 01 02|99 00 01 00 05|", /* 74 and F4 are known */
		"bad stray 60\nbad stray 6E\nbad stray 99\n" },
	{ "known-but-not-ours", "74 02 00 01 02|77 00 00|7F 01 00 01|F4 00 01 00 00|", "" },

	/* ---- the rest */
	{ "battery", "61 01 00 64|61 01 00 D5|61 01 00 FF|61 02 00 05 00|",
		"battery 100\nbattery 85 charging\nbattery 100 charging\nbattery 5\n" },
	{ "power-off", "62 01 00 06|62 01 00 63|", "off usb\noff other\n" },
	{ "odd-up-or-down", "63 0E 00 02 " T("00") "00 00 00 00 FF|", "bad value\n" },
	{ "touch-of-garbage",
		"73 1C 00 FF FF FF FF 03 00 00 00 02 00 00 00 01 00 00 00 FF FF FF FF FF FF FF FF "
		"FF FF FF FF|",
		"touch 2147483647 2147483647 3.4294967295.2.1\n" },
};

static void feed_frame(NeoDecoder *decoder, const char *hex)
{
	g_autoptr(GByteArray) body = helpers_hex(hex);
	g_autoptr(GByteArray) frame = g_byte_array_new();
	g_byte_array_append(frame, (const guint8 *)"\xC0", 1);
	for (guint i = 0; i < body->len; i++) {
		guint8 byte = body->data[i];
		bool special = byte == 0xC0 || byte == 0xC1 || byte == 0x7D;
		if (special)
			g_byte_array_append(frame, (const guint8 *)"\x7D", 1);
		byte ^= special ? 0x20 : 0;
		g_byte_array_append(frame, &byte, 1);
	}
	g_byte_array_append(frame, (const guint8 *)"\xC1", 1);
	neo_decoder_feed(decoder, frame->data, frame->len, HOST_MS);
}

static void test_case(gconstpointer data)
{
	const Case *one = data;
	g_autoptr(DotLog) log = dot_log_new();
	NeoDecoder *decoder = neo_decoder_new(&log->sink, &(NeoListener){ 0 });
	g_auto(GStrv) parts = g_strsplit(one->said, "|", -1);
	for (char **part = parts; *part; part++) {
		if (**part == '#') {
			neo_decoder_link_lost(decoder, HOST_MS);
		} else if (**part == '!') {
			g_autoptr(GByteArray) raw = helpers_hex(*part + 1);
			neo_decoder_feed(decoder, raw->data, raw->len, HOST_MS);
		} else if (**part) {
			feed_frame(decoder, *part);
		}
	}
	g_assert_cmpstr(log->text->str, ==, one->told);
	g_assert_null(log->open);
	neo_decoder_free(decoder);
}

/* The last 32 counted events are remembered, no more: a counter comes round every 256. */
static void test_repeat_window(void)
{
	g_autoptr(DotLog) log = dot_log_new();
	NeoDecoder *decoder = neo_decoder_new(&log->sink, &(NeoListener){ 0 });
	feed_frame(decoder, "69 0E 00 00 " T("00") "00 00 00 00 FF");
	for (guint round = 0; round < 600; round++) {
		g_autofree char *dot = g_strdup_printf(
			"6C 0E 00 %02X 05 2C 01 14 00 1E 00 00 00 5A 5A 00 00", (round + 1) % 256);
		feed_frame(decoder, dot);
	}
	neo_decoder_link_lost(decoder, HOST_MS);
	g_assert_cmpuint(log->said->len, ==, 0);
	g_assert_cmpuint(dot_log_stroke(log, 0)->dots->len, ==, 600);
	neo_decoder_free(decoder);
}

/* The same counter and the same bytes, but so long ago that the counter came round in between. */
static void test_repeat_forgotten(void)
{
	g_autoptr(DotLog) log = dot_log_new();
	NeoDecoder *decoder = neo_decoder_new(&log->sink, &(NeoListener){ 0 });
	for (guint counter = 5; counter < 80; counter++) {
		g_autofree char *dot = g_strdup_printf(
			"6C 0E 00 %02X 05 2C 01 14 00 1E 00 00 00 5A 5A 00 00", counter);
		/* Lost are those that would take the place of the first. */
		if (counter == 5 || counter % 32 != 5)
			feed_frame(decoder, dot);
	}
	feed_frame(decoder, "6C 0E 00 05 05 2C 01 14 00 1E 00 00 00 5A 5A 00 00");
	g_assert_cmpuint(dot_log_count(log, PEN_SAID_REPEATED), ==, 0);
	g_assert_cmpuint(dot_log_count(log, PEN_SAID_LOST), ==, 3);
	neo_decoder_free(decoder);
}

/* A frame longer than the protocol's LEN can say is dropped, and the next one is not. */
static void test_endless_frame(void)
{
	g_autoptr(DotLog) log = dot_log_new();
	NeoDecoder *decoder = neo_decoder_new(&log->sink, &(NeoListener){ 0 });
	neo_decoder_feed(decoder, (const guint8 *)"\xC0", 1, HOST_MS);
	for (guint i = 0; i < 200000; i++)
		neo_decoder_feed(decoder, (const guint8 *)"\x11", 1, HOST_MS);
	feed_frame(decoder, "61 01 00 0F");
	g_assert_cmpstr(log->text->str, ==, "bad length\nbattery 15\n");
	neo_decoder_free(decoder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *path = g_strdup_printf("/protocol/neo-rules/%s", CASES[i].name);
		g_test_add_data_func(path, &CASES[i], test_case);
	}
	g_test_add_func("/protocol/neo-rules/repeat-window", test_repeat_window);
	g_test_add_func("/protocol/neo-rules/repeat-forgotten", test_repeat_forgotten);
	g_test_add_func("/protocol/neo-rules/endless-frame", test_endless_frame);
	return g_test_run();
}
