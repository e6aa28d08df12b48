/* SPDX-License-Identifier: MIT */
/*
 * What a Neo pen tells the air before anyone speaks to it (neo.md 3.3): whose it is, which protocol it
 * speaks, and whether its button was held to be paired. Anybody can send such bytes: they say
 * which driver to try, never who somebody is.
 */
#pragma once

#include "protocol/dot.h"

/* A name is at most 248 bytes (Bluetooth), in UTF-8 as the pen has it: unchecked. */
#define NEO_ADVERTISED_NAME_MAX 248

typedef enum {
	NEO_GENERATION_UNKNOWN = 0,
	NEO_GENERATION_1 = 1, /* service 18F1: protocol 1 */
	NEO_GENERATION_2 = 2, /* 19F1, 19F0 or the 128-bit service: protocol 2 */
} NeoGeneration;

typedef struct {
	bool has_address;
	uint8_t address[6]; /* the pen's own (classic) address, as people write it: 9C first. The
			     * link's address is another one. */
	bool has_codes;
	uint16_t company;
	uint8_t product;
	uint8_t color;
	NeoGeneration generation;
	bool pairing; /* it advertises 19F0: the button was held about 3 s */
	char name[NEO_ADVERTISED_NAME_MAX + 1]; /* "" when it told none */
} NeoAdvertisement;

/*
 * Reads the AD structures of an advertisement, and then of its scan response into the same value (which
 * starts as { 0 }). What is not of the family is passed over. BAD_LENGTH: a structure runs past
 * the end; what came before it is kept.
 */
DecodeResult neo_advertisement_read(
	NeoAdvertisement *advertisement, const uint8_t *bytes, size_t n_bytes);
/*
 * The manufacturer's field alone, whole: a stack that takes its first two bytes for a company number
 * (BlueZ: 0x7B9C) must put them back, low byte first. NOT_MINE: somebody else's field.
 * BAD_LENGTH: begins as ours and is too short for the address.
 */
DecodeResult neo_advertisement_read_manufacturer(
	NeoAdvertisement *advertisement, const uint8_t *field, size_t n_field);
