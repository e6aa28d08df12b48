/* SPDX-License-Identifier: MIT */
/*
 * The log of problems met in use (及时解决使用中的问题): what went wrong, with which pen, when it began, how it
 * ended. A problem is a state, not an event: told again while it lasts it is the same one, with a count.
 * Kept in the store; the console, `zhibi doctor` and the weekly brief read it. No pupil's name in it.
 */
#pragma once

#include <glib.h>
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
/* In plain words what it is, and the mend; never NULL. */
const char *problem_code_zh(ProblemCode code);
const char *problem_code_en(ProblemCode code);
const char *problem_code_mend_zh(ProblemCode code);
const char *problem_code_mend_en(ProblemCode code);

/* Whoever meets problems is given one of these. `subject` says which one of many: a pen's address, "hci0",
 * "slot 7", "" for the whole. `detail` is plain English, one line, or "". */
typedef struct {
	void *user;
	void (*begins)(void *user, ProblemCode code, const char *subject, const char *detail);
	/* No word when none was under way. `how`: "came back", "taken out of use", … */
	void (*ends)(void *user, ProblemCode code, const char *subject, const char *how);
} ProblemSink;

static inline void problem_begins(
	const ProblemSink *sink, ProblemCode code, const char *subject, const char *detail)
{
	if (sink && sink->begins)
		sink->begins(sink->user, code, subject, detail);
}

static inline void problem_ends(
	const ProblemSink *sink, ProblemCode code, const char *subject, const char *how)
{
	if (sink && sink->ends)
		sink->ends(sink->user, code, subject, how);
}
