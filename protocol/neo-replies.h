/* SPDX-License-Identifier: MIT */
/* The pen's replies (commands from 80 on, and 32), frame to NeoReply. Layouts: neo.md 6, 9 and 10. */
#pragma once

#include "protocol/neo-frame.h"
#include "protocol/neo.h"

/*
 * OK: `reply` is whole, or only ERR came (has_body false). BAD_LENGTH: the body is shorter than this
 * reply's must be; `reply` then has no body. NOT_MINE: no reply that this protocol knows.
 */
DecodeResult neo_reply_read(const NeoFrame *frame, NeoReply *reply);

/* A battery byte: percent, or above 100 the charging flag in bit 7 and percent in the rest. */
void neo_battery(uint8_t byte, uint8_t *percent, bool *charging);
