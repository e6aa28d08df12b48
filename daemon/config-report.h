/* SPDX-License-Identifier: MIT */
/*
 * What a configuration comes to on this machine, as JSON (`zhibid --check-config --json`): `zhibi doctor`
 * asks, so that it never has to guess what the daemon would do. Passwords are not in it. Nothing is made
 * or changed.
 *
 * {"data":"/var/lib/zhibi","address":"0.0.0.0","port":8443,"page":"…","page_present":true,
 *  "pens_socket":"…","bluetooth":true,"usb":true,"enrolment_page":"3.27.603.1","record":false,"learning_records":false,"group_minimum":10,
 *  "certificate":{"path":"…","key":"…","own":true,"present":true,"until_ms":…,"names":["…"],"error":"",
 *                 "forbidden":false}}
 * certificate and enrolment_page are null where none is used. `own`: zhibid makes and renews it by itself. `forbidden`: this user
 * may not read it, which says nothing about the daemon.
 */
#pragma once

#include "daemon/config.h"

char *config_report(const Config *config);
