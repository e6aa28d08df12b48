/* SPDX-License-Identifier: MIT */
/* A Neo pen's reply as a line of JSON, for people who read a recording. Internal to the driver. */
#pragma once

#include "protocol/neo-usb.h"
#include "protocol/neo-v1.h"
#include "protocol/neo.h"

#include <glib.h>

/* "9C:7B:D2:0A:0B:0C" */
#define NEO_ADDRESS_SIZE 18
void neo_told_address(char out[NEO_ADDRESS_SIZE], const uint8_t address[6]);
char *neo_told_reply(const NeoReply *reply);
/* NULL for messages that carry ink only. */
char *neo_told_v1_message(const NeoV1Message *message);
/* Of a response on the cable; NULL for blocks of files. */
char *neo_told_usb_message(const NeoUsbMessage *message);
