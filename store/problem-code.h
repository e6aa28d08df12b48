/* SPDX-License-Identifier: MIT */
/*
 * The kinds of problems that the record keeps, and their words for people: what it is, and the mend, in
 * Chinese and English, for a school. Whoever shows the table `problem` (console, `zhibi problems`, the weekly
 * brief) takes them from here.
 */
#pragma once

#include <stdbool.h>

/* The words of `code` in the store and in messages: "bluetooth-absent", … (problem_code_name). */
typedef enum {
	PROBLEM_BLUETOOTH_ABSENT, /* no bluetoothd on the bus */
	PROBLEM_NO_ADAPTER,	  /* none, or pulled out */
	PROBLEM_ADAPTER_OFF,	  /* switched off, or blocked by rfkill */
	PROBLEM_ADAPTER_FULL,	  /* more pens than it can hold at once */
	PROBLEM_PEN_UNREACHABLE,  /* bound, but its link cannot be made */
	PROBLEM_PAIRING_FAILED,
	PROBLEM_PEN_LOCKED, /* wants a password that we lack or that it refused */
	PROBLEM_PEN_FAILED, /* handshake given up, or against its protocol */
	PROBLEM_PEN_LOW,    /* battery */
	PROBLEM_PEN_FULL,   /* memory */
	PROBLEM_LINK_LOST,  /* in the middle of a stroke */
	PROBLEM_INK_LOST,   /* the pen says events were lost */
	PROBLEM_PEN_LIES,   /* over its quota: dropped */
	PROBLEM_USB_BUSY,   /* another program holds the interface */
	PROBLEM_USB_FORBIDDEN,
	PROBLEM_USB_FAILED,
	PROBLEM_DISK_FULL,
	PROBLEM_STORE_FAILED,
	N_PROBLEMS,
} ProblemCode;

const char *problem_code_name(ProblemCode code);
/* False for a word that is none, as a newer zhibi may have written. */
bool problem_code_by_name(const char *name, ProblemCode *code);
/* In plain words what it is, and the mend; never NULL. */
const char *problem_code_zh(ProblemCode code);
const char *problem_code_en(ProblemCode code);
const char *problem_code_mend_zh(ProblemCode code);
const char *problem_code_mend_en(ProblemCode code);
