/* SPDX-License-Identifier: MIT */
/* What is read from advertisements: the worked examples, and what the air may bring besides. */
#include "protocol/neo-advertising.h"
#include "tests/neo-vectors.h"

#include <string.h>

#define N_EXAMPLES 3

static char *address_text(const NeoAdvertisement *seen)
{
	const guint8 *a = seen->address;
	return g_strdup_printf("%02X:%02X:%02X:%02X:%02X:%02X", a[0], a[1], a[2], a[3], a[4], a[5]);
}

static void check_example(const json_t *vector)
{
	g_autoptr(GByteArray) bytes = helpers_hex(neo_vector_text(vector, "hex"));
	const json_t *decoded = json_object_get(vector, "decoded");
	NeoAdvertisement seen = { 0 };

	g_assert_cmpint(neo_advertisement_read(&seen, bytes->data, bytes->len), ==, DECODE_OK);
	g_assert_cmpint(seen.has_address, ==, json_object_get(decoded, "mac") != NULL);
	if (seen.has_address) {
		g_autofree char *address = address_text(&seen);
		g_assert_cmpstr(address, ==, neo_vector_text(decoded, "mac"));
		g_assert_cmpint(seen.generation, ==, NEO_GENERATION_2); /* all say 19F1 */
		g_assert_false(seen.pairing);
	}
	g_assert_cmpint(seen.has_codes, ==, json_object_get(decoded, "company_code") != NULL);
	if (seen.has_codes) {
		g_assert_cmpint(seen.company, ==, neo_vector_number(decoded, "company_code"));
		g_assert_cmpint(seen.product, ==, neo_vector_number(decoded, "product_code"));
		g_assert_cmpint(seen.color, ==, neo_vector_number(decoded, "color_code"));
	}
	const json_t *name = json_object_get(decoded, "name");
	g_assert_cmpstr(seen.name, ==, name ? json_string_value(name) : "");
}

static void test_examples(void)
{
	neo_vectors_each("ble-advertising", "pen_to_host", N_EXAMPLES, check_example);
}

/* The same field by way of BlueZ: two bytes as a number, the others as they are. */
static void check_bluez(const json_t *vector)
{
	const json_t *decoded = json_object_get(vector, "decoded");
	if (!json_object_get(decoded, "bluez_manufacturer_key"))
		return;
	gint64 key = neo_vector_number(decoded, "bluez_manufacturer_key");
	g_autoptr(GByteArray) field =
		helpers_hex(neo_vector_text(decoded, "bluez_manufacturer_value"));
	const guint8 head[] = { (guint8)key, (guint8)(key >> 8) };
	g_byte_array_prepend(field, head, sizeof head);

	NeoAdvertisement seen = { 0 };
	g_assert_cmpint(
		neo_advertisement_read_manufacturer(&seen, field->data, field->len), ==, DECODE_OK);
	g_autofree char *address = address_text(&seen);
	g_assert_cmpstr(address, ==, neo_vector_text(decoded, "mac"));
	g_assert_cmpint(seen.has_codes, ==, json_object_get(decoded, "company_code") != NULL);
}

static void test_bluez(void)
{
	neo_vectors_each("ble-advertising", "pen_to_host", N_EXAMPLES, check_bluez);
}

static NeoAdvertisement read_hex(const char *hex, DecodeResult expected)
{
	g_autoptr(GByteArray) bytes = helpers_hex(hex);
	NeoAdvertisement seen = { 0 };
	g_assert_cmpint(neo_advertisement_read(&seen, bytes->data, bytes->len), ==, expected);
	return seen;
}

static void test_services(void)
{
	g_assert_cmpint(read_hex("03 03 F1 18", DECODE_OK).generation, ==, NEO_GENERATION_1);
	NeoAdvertisement held = read_hex("05 02 0A 18 F0 19", DECODE_OK);
	g_assert_true(held.generation == NEO_GENERATION_2 && held.pairing);
	NeoAdvertisement wide = read_hex("11 07 68FE1A4947B1509EFA5B539D38F1994F", DECODE_OK);
	g_assert_true(wide.generation == NEO_GENERATION_2 && !wide.pairing);
	/* Both generations in one, in either order. */
	g_assert_cmpint(read_hex("05 03 F1 18 F1 19", DECODE_OK).generation, ==, NEO_GENERATION_2);
	g_assert_cmpint(read_hex("05 03 F1 19 F1 18", DECODE_OK).generation, ==, NEO_GENERATION_2);
	/* Half a service is none. */
	g_assert_cmpint(read_hex("02 03 F1", DECODE_OK).generation, ==, NEO_GENERATION_UNKNOWN);
}

static void test_strangers(void)
{
	/* Another maker's field (004C), beside a service of ours. */
	NeoAdvertisement other = read_hex("03 03 F1 19 09 FF 4C00 02 15 01020304", DECODE_OK);
	g_assert_true(!other.has_address && other.generation == NEO_GENERATION_2);
	/* Begins as ours and stops. */
	NeoAdvertisement cut = read_hex("05 FF 9C7BD202", DECODE_OK);
	g_assert_false(cut.has_address);
	const guint8 field[] = { 0x9c, 0x7b, 0xd2, 0x02 };
	g_assert_cmpint(neo_advertisement_read_manufacturer(&cut, field, sizeof field), ==,
		DECODE_BAD_LENGTH);
	g_assert_cmpint(neo_advertisement_read_manufacturer(&cut, NULL, 0), ==, DECODE_NOT_MINE);
	/* One byte short of the codes: the address counts, the codes do not. */
	NeoAdvertisement half = read_hex("0B FF 9C7BD20A0B0C 00 0100 02", DECODE_OK);
	g_assert_true(half.has_address && !half.has_codes);
}

static void test_lengths(void)
{
	read_hex("", DECODE_OK);
	g_assert_cmpint(read_hex("03 03 F1 19 00 00 00", DECODE_OK).generation, ==,
		NEO_GENERATION_2); /* padding */
	NeoAdvertisement lies = read_hex("03 03 F1 19 1F 09 4E", DECODE_BAD_LENGTH);
	g_assert_true(lies.generation == NEO_GENERATION_2 && lies.name[0] == '\0');
	read_hex("01", DECODE_BAD_LENGTH);
	read_hex("01 09", DECODE_OK); /* a name of nothing */
}

/* The longest name a structure can hold (extended advertising) is cut to what Bluetooth allows a name. */
static void test_names(void)
{
	guint8 bytes[256] = { 0xff, 0x09 };
	memset(bytes + 2, 'N', sizeof bytes - 2);
	NeoAdvertisement seen = { 0 };
	g_assert_cmpint(neo_advertisement_read(&seen, bytes, sizeof bytes), ==, DECODE_OK);
	g_assert_cmpuint(strlen(seen.name), ==, NEO_ADVERTISED_NAME_MAX);
	/* A whole name is better than a short one, wherever it stands. */
	g_assert_cmpstr(read_hex("03 08 4E65 04 09 4E656F", DECODE_OK).name, ==, "Neo");
	g_assert_cmpstr(read_hex("04 09 4E656F 03 08 4E65", DECODE_OK).name, ==, "Neo");
	/* The scan response adds to what the advertisement said. */
	g_autoptr(GByteArray) response = helpers_hex("04 09 4E656F");
	seen = read_hex("03 03 F1 19", DECODE_OK);
	neo_advertisement_read(&seen, response->data, response->len);
	g_assert_true(g_str_equal(seen.name, "Neo") && seen.generation == NEO_GENERATION_2);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/protocol/advertising/examples", test_examples);
	g_test_add_func("/protocol/advertising/bluez", test_bluez);
	g_test_add_func("/protocol/advertising/services", test_services);
	g_test_add_func("/protocol/advertising/strangers", test_strangers);
	g_test_add_func("/protocol/advertising/lengths", test_lengths);
	g_test_add_func("/protocol/advertising/names", test_names);
	return g_test_run();
}
