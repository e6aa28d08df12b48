/* SPDX-License-Identifier: MIT */
/*
 * The door of the WebSocket: who may enter, and in which protocol. The one answer that libwebsockets wants on the spot
 * is a refused upgrade.
 */
#pragma once

#include "daemon/console/console-private.h"

/* LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: what that returns. */
int console_door_confirm(struct lws *wsi);
