/* SPDX-License-Identifier: MIT */
/* One question of the whole class: its ink, pupil by pupil, in one answer. */
#pragma once

#include "daemon/console/console-peer.h"

#include "daemon/console/console-message.h"

/* Answers `question-ink`: `done`'s fellow first, then frames of kind 2, the last with an end record. Each copy looked at
 * is logged. */
void console_question_ink(ConsolePeer *peer, const ConsoleMessage *message);
