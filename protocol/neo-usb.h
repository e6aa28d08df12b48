/* SPDX-License-Identifier: MIT */
/*
 * The file protocol of the Neo M1+ on the cable (neo.md 14.1): commands, both ways, out of a byte stream
 * that may be cut anywhere. neo-usb.c shows the layout with real bytes; what is in the files that it
 * carries is neo-usb-file.h's; requests are made by neo-usb-encode.h.
 */
#pragma once

#include "protocol/bytes.h"
#include "protocol/dot.h"

#define NEO_USB_PATH_SIZE 64 /* on the wire, NUL-padded */
#define NEO_USB_NAME_SIZE 16 /* of a file in a list, NUL-padded, not ended when it is full */
#define NEO_USB_DATA_FOLDER "0:/data/"

typedef enum {
	NEO_USB_UNKNOWN = 0, /* a name that is not in the list below */
	NEO_USB_START,
	NEO_USB_DEVICE,	      /* GETDEVINFO */
	NEO_USB_DISK,	      /* GETDISKINFO */
	NEO_USB_SETTINGS,     /* GETCONFIG */
	NEO_USB_SETTING,      /* SETCONFIG */
	NEO_USB_FORMAT,	      /* erases all ink: never asked by us */
	NEO_USB_LIST,	      /* GETOFFLINEDATALIST */
	NEO_USB_LOG_LIST,     /* GETLOGFILELIST */
	NEO_USB_FILE,	      /* GETFILE_H */
	NEO_USB_BLOCK,	      /* GETFILE_D */
	NEO_USB_DELETE,	      /* DELETEFILE */
	NEO_USB_POWER_OFF,    /* POWEROFF */
	NEO_USB_UPDATE_START, /* firmware: never asked by us */
	NEO_USB_UPDATE_BLOCK, /* UPDATE_DO */
} NeoUsbCommand;

typedef enum { NEO_USB_REQUEST = '=', NEO_USB_RESPONSE = '?', NEO_USB_EVENT = '$' } NeoUsbKind;

typedef enum {
	NEO_USB_CLOCK = 1,	    /* u64, ms since 1970 */
	NEO_USB_AUTO_POWER_OFF = 2, /* u16, minutes */
	NEO_USB_AUTO_POWER_ON = 3,
	NEO_USB_POWER_OFF_ON_CAP = 4,
	NEO_USB_BEEP = 5,
	NEO_USB_STORE_OFFLINE = 7,
	NEO_USB_DOWN_SAMPLING = 8,
	NEO_USB_BATTERY = 9, /* percent */
} NeoUsbSetting;

/* `result` of a block's response; other commands know 0 and "not 0", a list also 2: too many files. */
typedef enum {
	NEO_USB_OK = 0,
	NEO_USB_FAILED = 1,
	NEO_USB_TOO_MANY_FILES = 2,
	NEO_USB_BAD_OFFSET = 0x10,
	NEO_USB_CANNOT_OPEN = 0x11,
} NeoUsbResult;

/* Texts NUL-ended, as the pen sent them (not checked for UTF-8). */
typedef struct {
	char model[17]; /* "NWP-F51" */
	char firmware[17];
	char protocol[9]; /* over the air */
	char sub_name[17];
	uint8_t address[6]; /* most significant byte first: the same as over the air */
	char bluetooth_model[33];
} NeoUsbDevice;

typedef struct {
	NeoUsbKind kind;
	NeoUsbCommand command;
	uint8_t packet;
	uint8_t error; /* of responses, else 0 */
	bool has_body; /* the payload is as this command's has to be; else nothing below is filled */
	uint8_t result; /* of a response that has one */
	union {
		struct {
			uint32_t protocol;
			bool available; /* of a response */
		} start;
		NeoUsbDevice device;
		struct {
			uint32_t total_kb, free_kb;
		} disk;
		uint32_t n_names; /* of a list: as many as the payload holds */
		struct {
			uint32_t size;	 /* of the whole file, bytes */
			uint32_t packet; /* of one block with its offset and length */
		} file;
		struct {
			uint32_t offset, n_bytes;
			const uint8_t *bytes; /* of a response, valid during the call */
		} block;
		char path[NEO_USB_PATH_SIZE + 1]; /* of the requests that name a file */
	};
	const uint8_t *payload; /* valid during the call */
	size_t n_payload;
} NeoUsbMessage;

typedef struct {
	void *user;
	void (*message)(void *user, const NeoUsbMessage *message);
	/* Bytes were dropped: told once for a run of them. */
	void (*bad)(void *user, DecodeResult why);
} NeoUsbListener;

typedef struct NeoUsbDecoder NeoUsbDecoder;

NeoUsbDecoder *neo_usb_decoder_new(const NeoUsbListener *listener); /* copied */
NeoUsbDecoder *neo_usb_decoder_free(NeoUsbDecoder *decoder);	    /* returns NULL; accepts NULL */
/* The listener may not call back into the decoder. */
void neo_usb_decoder_feed(NeoUsbDecoder *decoder, const uint8_t *bytes, size_t n_bytes);
/* Forgets half a command: the link ended, or its rest did not come in time. True if there was one. */
bool neo_usb_decoder_reset(NeoUsbDecoder *decoder);

/* The i-th of a list; false past its end. */
bool neo_usb_message_name(const NeoUsbMessage *message, size_t i, char name[NEO_USB_NAME_SIZE + 1]);
/* The i-th setting: of a GETCONFIG response with its value, of a SETCONFIG response with its result (0 ok). */
bool neo_usb_message_setting(
	const NeoUsbMessage *message, size_t i, uint8_t *setting, uint64_t *value);

/* "GETFILE_D"; NULL for NEO_USB_UNKNOWN. */
const char *neo_usb_command_name(NeoUsbCommand command);
/* Bytes of a setting's value on the wire: 8, 2, 1; 0 when it is not known. */
size_t neo_usb_setting_size(unsigned setting);
