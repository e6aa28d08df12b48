/* SPDX-License-Identifier: MIT */
/*
 * What a person may ask of one pen besides ink: make itself known, change a setting, change its password. One
 * task at a time; a driver takes it when nothing else is under way on the link. A change counts as done
 * when the pen, asked again, says so: pens accept settings and keep the old value.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The words of `setting` in messages: pen_setting_name. */
typedef enum {
	PEN_SETTING_BEEP,		/* 0, 1 */
	PEN_SETTING_AUTO_POWER_ON,	/* 0, 1 */
	PEN_SETTING_POWER_OFF_ON_CAP,	/* 0, 1 */
	PEN_SETTING_AUTO_POWER_OFF_MIN, /* minutes, 5 to 3600 */
	PEN_SETTING_SENSITIVITY,	/* 0, the most, to 4 */
	N_PEN_SETTINGS,
} PenSetting;

const char *pen_setting_name(PenSetting setting);
bool pen_setting_by_name(const char *name, PenSetting *setting);
bool pen_setting_allows(PenSetting setting, guint value);

/* As the pen told them last; a bit of `known` for each. */
typedef struct {
	guint known;
	guint16 values[N_PEN_SETTINGS];
} PenSettings;

typedef enum { PEN_TASK_FIND, PEN_TASK_SETTING, PEN_TASK_PASSWORD } PenTaskKind;

typedef struct {
	PenTaskKind kind;
	PenSetting setting; /* SETTING */
	guint value;
	char old_password[17], new_password[17]; /* PASSWORD; "" none */
} PenTask;

/* Why a task failed, in Chinese; a driver's new reason wants its row here. "" when there is none. */
const char *pen_task_reason_zh(const char *reason);
