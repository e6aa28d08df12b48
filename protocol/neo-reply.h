/* SPDX-License-Identifier: MIT */
/*
 * What a Neo pen says besides strokes: its commands, and its replies as values. Read by protocol/neo.h's
 * decoder; layouts in neo.md 6, 9 and 10. Fields that old firmware leaves out have the value said beside them.
 */
#pragma once

#include "protocol/dot.h"

/* Pen to host, neo.md 6 to 10. */
typedef enum {
	NEO_STORED_CHUNK = 0x24,
	NEO_FIRMWARE_BLOCK_REQUEST = 0x32,
	NEO_BATTERY = 0x61,
	NEO_POWER_OFF = 0x62,
	NEO_UP_DOWN = 0x63,
	NEO_PAPER = 0x64,
	NEO_DOT = 0x65,
	NEO_DOT_NO_FORCE = 0x66,
	NEO_DOT_SHORT = 0x67,
	NEO_CAMERA_ERROR = 0x68,
	NEO_COUNTED_DOWN = 0x69,
	NEO_COUNTED_UP = 0x6A,
	NEO_COUNTED_PAPER = 0x6B,
	NEO_COUNTED_DOT = 0x6C,
	NEO_COUNTED_CAMERA_ERROR = 0x6D,
	NEO_HOVER = 0x6F,
	NEO_TOUCH = 0x73,
	NEO_VERSION_REPLY = 0x81,
	NEO_PASSWORD_REPLY = 0x82,
	NEO_PASSWORD_CHANGE_REPLY = 0x83,
	NEO_SETTINGS_REPLY = 0x84,
	NEO_SETTING_CHANGE_REPLY = 0x85,
	NEO_SYSTEM_CHANGE_REPLY = 0x86,
	NEO_SYSTEM_REPLY = 0x87,
	NEO_LIVE_REPLY = 0x91,
	NEO_NOTE_LIST_REPLY = 0xA1,
	NEO_PAGE_LIST_REPLY = 0xA2,
	NEO_STORED_REPLY = 0xA3,
	NEO_DELETE_NOTES_REPLY = 0xA5,
	NEO_NOTE_INFO_REPLY = 0xA6,
	NEO_DELETE_PAGES_REPLY = 0xA7,
	NEO_FIRMWARE_REPLY = 0xB1,
	NEO_PROFILE_REPLY = 0xC1,
} NeoCommand;

/* ERR byte of replies. */
typedef enum {
	NEO_ERROR_NONE = 0,
	NEO_ERROR_FAILED = 1,
	NEO_ERROR_NOT_AUTHORISED = 2,
	NEO_ERROR_UNKNOWN_COMMAND = 3,
	NEO_ERROR_LENGTH = 4,
	NEO_ERROR_NOT_SUPPORTED = 5,
} NeoError;

typedef struct {
	uint32_t section; /* 0 to 255 */
	uint32_t owner;	  /* 24 bits */
	uint32_t book;
} NeoNote;

typedef struct {
	char device_name
		[17]; /* all texts NUL-ended, as the pen sent them (not checked for UTF-8) */
	char firmware[17];
	char protocol[9]; /* "2.18"; compare with neo_version_at_least */
	char sub_name[17];
	uint16_t device_type;
	uint8_t address[6];	 /* most significant byte first */
	uint8_t pressure_sensor; /* 0 FSR, 1 FSC, 255 not said; so the codes below */
	uint16_t company_code;	 /* UINT16_MAX not said */
	uint8_t product_code;
	uint8_t color_code;
	uint8_t compression;
} NeoVersion;

typedef struct {
	bool locked;
	uint8_t password_limit;
	uint8_t password_tries;
	int64_t clock_ms;
	uint16_t auto_power_off_min;
	uint16_t force_max; /* never 0: 852 when the pen says 0 */
	uint8_t memory_used_percent;
	bool power_off_on_cap;
	bool auto_power_on;
	bool beep;
	bool hover;
	uint8_t battery_percent;
	bool charging;
	bool store_offline;
	uint8_t sensitivity;
	/* From here 255 / "" when the reply is the short one of old firmware. */
	uint8_t usb_mode;
	uint8_t down_sampling;
	char bluetooth_name[17];
	uint8_t transmission_type;
	uint8_t store_camera_errors;
	uint8_t system_settings;
} NeoSettings;

/* One stored chunk, inflated and checked. `data` is valid during the call only. */
typedef struct {
	uint16_t packet_id;
	uint8_t position; /* 0 first, 1 middle, 2 last */
	NeoNote note;
	uint16_t n_strokes;
	const uint8_t
		*data; /* stroke headers and dots, neo.md 9.3; NULL when it could not be had */
	size_t n_data;
	DecodeResult result; /* OK, BAD_LENGTH (sizes lie or zlib fails), BAD_CHECK (some dots) */
	uint32_t n_bad_dots;
} NeoChunk;

typedef struct {
	NeoCommand command;
	NeoError error;
	bool has_body; /* false: only ERR came; the union is zero */
	union {
		NeoVersion version;
		struct {
			uint8_t status, tries, limit;
		} password; /* 0x82, and 0x83 with its own order already undone */
		NeoSettings settings;
		struct {
			uint8_t type, status;
		} setting_change; /* also 0x86 */
		struct {
			uint16_t n_notes; /* as said by the pen and really there: the smaller */
		} note_list;
		struct {
			NeoNote note;
			uint16_t n_pages;
		} page_list;
		struct {
			uint32_t n_strokes, n_bytes;
			uint8_t compressed;
		} stored;
		struct {
			uint8_t count;
		} deleted; /* 0xA5: notes, 0xA7: pages */
		struct {
			uint8_t status;
			NeoNote note;
			uint16_t version;
			bool invalid_page;
			uint16_t n_pages;
			uint16_t n_bitmap;
		} note_info;
		struct {
			uint8_t status;
			uint32_t offset;
		} firmware;
	};
	const uint8_t *payload; /* after ERR; valid during the call only */
	size_t n_payload;
} NeoReply;

/* Element i of a reply's list; false when it is not there. */
bool neo_reply_note(const NeoReply *reply, size_t i, NeoNote *note);  /* 0xA1 */
bool neo_reply_page(const NeoReply *reply, size_t i, uint32_t *page); /* 0xA2, 0xA7 */
/* 0xA6: the i-th page of the bitmap. */
bool neo_reply_info_page(const NeoReply *reply, size_t i, uint32_t *page);
