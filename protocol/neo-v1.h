/* SPDX-License-Identifier: MIT */
/*
 * The Neo smartpen wire protocol, version 1 (the first N2, F110) over a serial link: bytes from the pen to
 * dots and messages. The layout, with real bytes, is at the head of neo-v1.c. Streaming: any cut of the
 * bytes gives the same calls, but for how dots are grouped. Commands to the pen: neo-v1-encode.h; stored
 * ink comes as files: neo-v1-transfer.h puts them together, neo-v1-file.h reads them.
 */
#pragma once

#include "protocol/dot.h"

/* Pen to host, neo.md 11.3. */
typedef enum {
	NEO_V1_STATE = 0x01, /* the first thing a pen says */
	NEO_V1_CLOCK_ANSWER = 0x04,
	NEO_V1_HOVER_ANSWER = 0x06,
	NEO_V1_CALIBRATION_ANSWER = 0x08,
	NEO_V1_AUTO_POWER_OFF_ANSWER = 0x0A,
	NEO_V1_NOTES_ANSWER = 0x0C,
	NEO_V1_PASSWORD_REQUEST = 0x0D,
	NEO_V1_PASSWORD_CHANGE_ANSWER = 0x10,
	NEO_V1_DOT = 0x11,
	NEO_V1_OLD_PAPER = 0x12,
	NEO_V1_OLD_UP_DOWN = 0x13,
	NEO_V1_PAPER = 0x15,
	NEO_V1_UP_DOWN = 0x16,
	NEO_V1_OLD_STATUS = 0x22,
	NEO_V1_STATUS = 0x25, /* the pen can be used from here on */
	NEO_V1_SETTINGS_ANSWER = 0x27,
	NEO_V1_COLOR_ANSWER = 0x29,
	NEO_V1_AUTO_POWER_ON_ANSWER = 0x2B,
	NEO_V1_SENSITIVITY_ANSWER = 0x2D,
	NEO_V1_BEEP_ANSWER = 0x2F,
	NEO_V1_FILE = 0x41,
	NEO_V1_FILE_PACKET = 0x43,
	NEO_V1_NOTE_LIST = 0x46,
	NEO_V1_TRANSFER_END = 0x48,
	NEO_V1_TRANSFER = 0x49,
	NEO_V1_DELETE_ANSWER = 0x4B,
	NEO_V1_DEBUG_TEXT = 0xE5,
} NeoV1Command;

typedef enum {
	NEO_V1_POWER_OFF = 0,
	NEO_V1_POWER_ON = 1,
	NEO_V1_SLEEP = 2,
	NEO_V1_WAKE = 3,
} NeoV1Power;

/* 25; of 22 only clock_ms, battery and memory. */
typedef struct {
	uint8_t protocol;
	uint8_t status;
	int32_t time_zone_ms;
	int64_t clock_ms;
	uint8_t force_max;
	uint8_t battery; /* as sent: steps 0 to 5 on a serial link, percent above */
	uint8_t battery_percent;
	uint8_t memory_used_percent;
	uint32_t color;	       /* as sent: type, R, G, B */
	uint8_t auto_power_on; /* 1 on, 2 off, and so the next three */
	uint8_t accelerometer;
	uint8_t hover;
	uint8_t beep;
	uint16_t auto_power_off_min;
	uint16_t sensitivity;
	char model[11]; /* newer firmware only */
} NeoV1Status;

typedef struct {
	char name[129]; /* \Data\<sectionOwner>\<note>\<page>\0.zip */
	uint32_t size;
	uint16_t n_packets;
	uint16_t packet_size;
} NeoV1FileInfo;

#define NEO_V1_MAX_NOTES 10

typedef struct {
	NeoV1Command command;
	union {
		struct {
			int64_t clock_ms;
			uint8_t power; /* NeoV1Power */
			uint8_t force_max;
			char software[6];
		} state; /* 01 */
		struct {
			uint8_t tries, limit; /* at the limit the pen erases its ink */
		} password;		      /* 0D */
		struct {
			bool ok; /* the codes for it differ; told right here */
			uint8_t code;
		} answer;	    /* all named …_ANSWER */
		NeoV1Status status; /* 22, 25 */
		struct {
			bool last; /* no further part of the list */
			uint32_t section, owner;
			uint8_t n_notes;
			uint32_t notes[NEO_V1_MAX_NOTES];
		} note_list; /* 46 */
		struct {
			uint32_t n_files, n_bytes;
		} transfer;	    /* 49 */
		NeoV1FileInfo file; /* 41 */
		struct {
			uint16_t index;
			bool good; /* its checksum holds */
			const uint8_t *data;
			size_t n_data;
		} packet; /* 43 */
		struct {
			bool finished;
		} transfer_end; /* 48 */
	};
	const uint8_t *payload; /* valid during the call only */
	size_t n_payload;
} NeoV1Message;

/* What the decoder tells besides dots; `message` may be NULL. */
typedef struct {
	void *user;
	void (*message)(void *user, const NeoV1Message *message);
} NeoV1Listener;

typedef struct NeoV1Decoder NeoV1Decoder;

/* As neo_decoder_new and its kin in neo.h. */
NeoV1Decoder *neo_v1_decoder_new(const DotSink *sink, const NeoV1Listener *listener);
NeoV1Decoder *neo_v1_decoder_free(NeoV1Decoder *decoder); /* returns NULL */
void neo_v1_decoder_feed(
	NeoV1Decoder *decoder, const uint8_t *bytes, size_t n_bytes, int64_t host_ms);
void neo_v1_decoder_link_lost(NeoV1Decoder *decoder, int64_t host_ms);
/* Ends a stroke whose pen-up does not come (stroke_builder_end_overdue). */
void neo_v1_decoder_end_overdue(NeoV1Decoder *decoder);

/* May a frame with this command come from a pen of protocol 1? Never true for what a version 2 pen says. */
bool neo_looks_like_v1(uint8_t command);
