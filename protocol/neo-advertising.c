/* SPDX-License-Identifier: MIT */
/*
 * Advertisements of Neo pens; see neo-advertising.h. AD structures are LEN TYPE DATA, LEN counts the type:
 *
 *     02 01 06                    flags
 *     03 03 F1 19                 16-bit services: 18F1, 19F1 or 19F0 (19F0: to be paired)
 *     11 07 <16 bytes>            128-bit services, last byte first
 *     07 FF 9C 7B D2 02 AD 37     manufacturer's field of an early pen: address only
 *     0C FF 9C 7B D2 0A 0B 0C 00 01 00 02 03
 *           |address        |  |     |  colour
 *                              |     product
 *                              unused, then company (16 bits)
 *     0F 09 4E 65 6F …            name, in the scan response: "Neosmartpen_N2"
 *
 * The manufacturer's field does not begin with a company number, as the Bluetooth rules want it, but
 * with the pen's own address.
 */
#include "protocol/neo-advertising.h"

#include "protocol/bytes.h"

#define AD_SOME_SERVICES_16 0x02
#define AD_ALL_SERVICES_16 0x03
#define AD_SOME_SERVICES_128 0x06
#define AD_ALL_SERVICES_128 0x07
#define AD_SHORT_NAME 0x08
#define AD_WHOLE_NAME 0x09
#define AD_MANUFACTURER 0xFF

#define SERVICE_V1 0x18F1
#define SERVICE_V2 0x19F1
#define SERVICE_V2_PAIRING 0x19F0

/* 4f99f138-9d53-5bfa-9e50-b147491afe68 as it goes over the air. */
static const uint8_t SERVICE_V2_LONG[16] = { 0x68, 0xfe, 0x1a, 0x49, 0x47, 0xb1, 0x50, 0x9e, 0xfa,
	0x5b, 0x53, 0x9d, 0x38, 0xf1, 0x99, 0x4f };
/* The addresses the maker owns: 9C:7B:D2. */
static const uint8_t ADDRESS_HEAD[3] = { 0x9c, 0x7b, 0xd2 };

DecodeResult neo_advertisement_read_manufacturer(
	NeoAdvertisement *advertisement, const uint8_t *field, size_t n_field)
{
	ByteReader reader = byte_reader(field, n_field);
	const uint8_t *head = byte_reader_slice(&reader, sizeof ADDRESS_HEAD);

	if (!head || memcmp(head, ADDRESS_HEAD, sizeof ADDRESS_HEAD) != 0)
		return DECODE_NOT_MINE;
	if (!byte_reader_slice(&reader, sizeof advertisement->address - sizeof ADDRESS_HEAD))
		return DECODE_BAD_LENGTH;
	advertisement->has_address = true;
	memcpy(advertisement->address, head, sizeof advertisement->address);

	/* Early pens end here. */
	byte_reader_slice(&reader, 1);
	uint16_t company = byte_reader_u16(&reader);
	uint8_t product = byte_reader_u8(&reader);
	uint8_t color = byte_reader_u8(&reader);
	if (!reader.failed) {
		advertisement->has_codes = true;
		advertisement->company = company;
		advertisement->product = product;
		advertisement->color = color;
	}
	return DECODE_OK;
}

static void read_services_16(NeoAdvertisement *advertisement, ByteReader data)
{
	while (byte_reader_left(&data) >= 2) {
		switch (byte_reader_u16(&data)) {
		case SERVICE_V1:
			/* A pen that offers both is spoken to in the newer way. */
			if (advertisement->generation == NEO_GENERATION_UNKNOWN)
				advertisement->generation = NEO_GENERATION_1;
			break;
		case SERVICE_V2:
			advertisement->generation = NEO_GENERATION_2;
			break;
		case SERVICE_V2_PAIRING:
			advertisement->generation = NEO_GENERATION_2;
			advertisement->pairing = true;
			break;
		default: /* 180A, 180F and the like: most pens have them */
			break;
		}
	}
}

static void read_services_128(NeoAdvertisement *advertisement, ByteReader data)
{
	const uint8_t *service;

	while ((service = byte_reader_slice(&data, sizeof SERVICE_V2_LONG)))
		if (memcmp(service, SERVICE_V2_LONG, sizeof SERVICE_V2_LONG) == 0)
			advertisement->generation = NEO_GENERATION_2;
}

static void read_name(NeoAdvertisement *advertisement, ByteReader data)
{
	size_t n = byte_reader_left(&data);

	if (n > NEO_ADVERTISED_NAME_MAX)
		n = NEO_ADVERTISED_NAME_MAX;
	const uint8_t *name = byte_reader_slice(&data, n);
	memcpy(advertisement->name, name, n);
	advertisement->name[n] = '\0';
}

static void read_structure(NeoAdvertisement *advertisement, uint8_t type, ByteReader data)
{
	switch (type) {
	case AD_SOME_SERVICES_16:
	case AD_ALL_SERVICES_16:
		read_services_16(advertisement, data);
		break;
	case AD_SOME_SERVICES_128:
	case AD_ALL_SERVICES_128:
		read_services_128(advertisement, data);
		break;
	case AD_SHORT_NAME:
		if (advertisement->name[0] == '\0')
			read_name(advertisement, data);
		break;
	case AD_WHOLE_NAME:
		read_name(advertisement, data);
		break;
	case AD_MANUFACTURER:
		/* Another maker's field is no fault of the advertisement. */
		(void)neo_advertisement_read_manufacturer(
			advertisement, data.at, byte_reader_left(&data));
		break;
	default:
		break;
	}
}

DecodeResult neo_advertisement_read(
	NeoAdvertisement *advertisement, const uint8_t *bytes, size_t n_bytes)
{
	ByteReader reader = byte_reader(bytes, n_bytes);

	while (byte_reader_left(&reader) > 0) {
		size_t n = byte_reader_u8(&reader);
		if (n == 0)
			break; /* the rest of the packet is padding */
		uint8_t type = byte_reader_u8(&reader);
		const uint8_t *data = byte_reader_slice(&reader, n - 1);
		if (reader.failed)
			return DECODE_BAD_LENGTH;
		read_structure(advertisement, type, byte_reader(data, n - 1));
	}
	return DECODE_OK;
}
