/* SPDX-License-Identifier: MIT */
/* What we say to a pen, byte for byte: every host_to_pen example is built again from its meaning. */
#include "protocol/neo-encode.h"
#include "protocol/neo-v1-encode.h"
#include "tests/neo-vectors.h"

#define N_V2 38
#define N_V1 6
#define MAX_ITEMS 8

static NeoNote note_of(const json_t *object)
{
	return (NeoNote){ (guint32)neo_vector_number(object, "section"),
		(guint32)neo_vector_number(object, "owner"),
		(guint32)neo_vector_number(object, "note") };
}

static gsize numbers_of(const json_t *array, guint32 *numbers)
{
	gsize n = json_array_size(array);
	g_assert_cmpuint(n, <=, MAX_ITEMS);
	for (gsize i = 0; i < n; i++)
		numbers[i] = (guint32)json_integer_value(json_array_get(array, i));
	return n;
}

static gsize build_setting(const json_t *d, guint8 *out)
{
	gint64 type = neo_vector_number(d, "setting_type");
	if (type == 8) {
		guint32 argb = (guint32)neo_vector_number(d, "a") << 24 |
			       (guint32)neo_vector_number(d, "r") << 16 |
			       (guint32)neo_vector_number(d, "g") << 8 |
			       (guint32)neo_vector_number(d, "b");
		return neo_encode_led_color(out, NEO_FRAME_MAX, argb);
	}
	if (type == 12)
		return neo_encode_bluetooth_name(out, NEO_FRAME_MAX, neo_vector_text(d, "name"));
	const char *key = type == 1 ? "time_ms" : type == 2 ? "minutes" : "value";
	return neo_encode_setting(
		out, NEO_FRAME_MAX, (NeoSetting)type, (guint64)neo_vector_number(d, key));
}

static gsize build_live(const json_t *d, guint8 *out)
{
	const json_t *entries = json_object_get(d, "entries");
	if (!entries) {
		g_assert_cmpint(neo_vector_number(d, "count"), ==, 0xFFFF);
		return neo_encode_live_all(out, NEO_FRAME_MAX);
	}
	NeoNote notes[MAX_ITEMS];
	gsize n = json_array_size(entries);
	g_assert_cmpuint(n, ==, (gsize)neo_vector_number(d, "count"));
	for (gsize i = 0; i < n; i++)
		notes[i] = note_of(json_array_get(entries, i));
	return neo_encode_live_notes(out, NEO_FRAME_MAX, notes, n);
}

static gsize build_stored(gint64 command, const json_t *d, guint8 *out)
{
	guint32 items[MAX_ITEMS];
	if (command == 0x21) {
		g_assert_cmpint(neo_vector_number(d, "section_owner"), ==, 0xFFFFFFFF);
		return neo_encode_note_list_request(out, NEO_FRAME_MAX);
	}
	if (command == 0xA4)
		return neo_encode_chunk_reply(out, NEO_FRAME_MAX, neo_vector_number(d, "err") == 0,
			(guint16)neo_vector_number(d, "packet_id"), neo_vector_number(d, "cont"));
	if (command == 0x25) {
		gsize n = numbers_of(json_object_get(d, "notes"), items);
		return neo_encode_delete_notes(out, NEO_FRAME_MAX,
			(guint32)neo_vector_number(d, "section"),
			(guint32)neo_vector_number(d, "owner"), items, n);
	}
	NeoNote note = note_of(d);
	gsize n = numbers_of(json_object_get(d, "pages"), items);
	if (command == 0x22)
		return neo_encode_page_list_request(out, NEO_FRAME_MAX, &note);
	if (command == 0x26)
		return neo_encode_note_info_request(out, NEO_FRAME_MAX, &note);
	if (command == 0x27)
		return neo_encode_delete_pages(out, NEO_FRAME_MAX, &note, items, n);
	g_assert_cmpint(command, ==, 0x23);
	return neo_encode_fetch(out, NEO_FRAME_MAX, (NeoFetch)neo_vector_number(d, "trans_option"),
		neo_vector_number(d, "compress"), &note, items, n);
}

static gsize build_firmware(gint64 command, const json_t *d, guint8 *out)
{
	if (command == 0x31)
		return neo_encode_firmware_request(out, NEO_FRAME_MAX, neo_vector_text(d, "device"),
			neo_vector_text(d, "version"), (guint32)neo_vector_number(d, "file_size"),
			(guint32)neo_vector_number(d, "packet_size"),
			neo_vector_number(d, "compressed"),
			(guint8)neo_vector_number(d, "checksum"));
	g_autoptr(GByteArray) data = helpers_hex(neo_vector_text(d, "data"));
	g_assert_cmpint(neo_vector_number(d, "err"), ==, 0);
	return neo_encode_firmware_block(out, NEO_FRAME_MAX, neo_vector_number(d, "stop"),
		(guint32)neo_vector_number(d, "offset"), (guint8)neo_vector_number(d, "checksum"),
		(guint32)neo_vector_number(d, "size_before"),
		(guint32)neo_vector_number(d, "size_after"), data->data, data->len);
}

static gsize build_profile(const json_t *d, guint8 *out)
{
	const char *profile = neo_vector_text(d, "profile");
	if (neo_vector_number(d, "type") == 3)
		return neo_encode_profile_info(out, NEO_FRAME_MAX, profile);
	g_assert_cmpint(neo_vector_number(d, "type"), ==, 0x12);
	const json_t *keys = json_object_get(d, "keys");
	const char *texts[MAX_ITEMS];
	gsize n = json_array_size(keys);
	g_assert_cmpuint(n, ==, (gsize)neo_vector_number(d, "count"));
	for (gsize i = 0; i < n; i++)
		texts[i] = json_string_value(json_array_get(keys, i));
	return neo_encode_profile_read(out, NEO_FRAME_MAX, profile, texts, n);
}

static gsize build_v2(const json_t *d, guint8 *out)
{
	gint64 command = neo_vector_number(d, "cmd");
	switch (command) {
	case 0x01:
		return neo_encode_version_request(out, NEO_FRAME_MAX,
			(guint16)neo_vector_number(d, "app_type"),
			neo_vector_text(d, "app_version"),
			neo_vector_text(d, "requested_protocol"));
	case 0x02:
		return neo_encode_password(out, NEO_FRAME_MAX, neo_vector_text(d, "password"));
	case 0x03:
		return neo_encode_password_change(out, NEO_FRAME_MAX, neo_vector_number(d, "use"),
			neo_vector_text(d, "old"), neo_vector_text(d, "new"));
	case 0x04:
		return neo_encode_settings_request(out, NEO_FRAME_MAX);
	case 0x05:
		return build_setting(d, out);
	case 0x11:
		return build_live(d, out);
	case 0x31:
	case 0xB2:
		return build_firmware(command, d, out);
	case 0x41:
		return build_profile(d, out);
	default:
		return build_stored(command, d, out);
	}
}

static gsize build_v1(const json_t *d, guint8 *out)
{
	gint64 command = neo_vector_number(d, "cmd");
	switch (command) {
	case 0x0B: {
		g_assert_cmpint(neo_vector_number(d, "type"), ==, 2);
		g_assert_cmpint(neo_vector_number(d, "count"), ==, 1);
		guint32 owner = (guint32)neo_vector_number(d, "section") << 24 |
				(guint32)neo_vector_number(d, "owner");
		return neo_v1_encode_owners(out, NEO_V1_COMMAND_MAX, &owner, 1);
	}
	case 0x0E:
		return neo_v1_encode_password(
			out, NEO_V1_COMMAND_MAX, neo_vector_text(d, "password"));
	case 0x0F:
		return neo_v1_encode_password_change(out, NEO_V1_COMMAND_MAX,
			neo_vector_text(d, "old"), neo_vector_text(d, "new"));
	case 0x21:
		return neo_v1_encode_status_request(out, NEO_V1_COMMAND_MAX);
	case 0x44:
		return neo_v1_encode_packet_answer(
			out, NEO_V1_COMMAND_MAX, (guint16)neo_vector_number(d, "index"));
	default:
		g_assert_cmpint(command, ==, 0x45);
		return neo_v1_encode_note_list_request(out, NEO_V1_COMMAND_MAX);
	}
}

static void check(const json_t *vector, gsize (*build)(const json_t *d, guint8 *out))
{
	guint8 built[NEO_FRAME_MAX];
	gsize n_built = build(json_object_get(vector, "decoded"), built);
	g_autofree char *hex = neo_hex(built, n_built);
	g_assert_cmpstr(hex, ==, neo_vector_text(vector, "hex"));
}

static void check_v2(const json_t *vector)
{
	check(vector, build_v2);
}

static void check_v1(const json_t *vector)
{
	check(vector, build_v1);
}

static void test_v2(void)
{
	neo_vectors_each("v2", "host_to_pen", N_V2, check_v2);
}

static void test_v1(void)
{
	neo_vectors_each("v1-spp", "host_to_pen", N_V1, check_v1);
}

/* Each kind of example, how many there are, and the test that reads them all: no kind is passed over. */
static const struct {
	const char *protocol, *direction;
	guint n;
	const char *test;
} KINDS[] = {
	{ "v2", "pen_to_host", 42, "tests/test-protocol-vectors.c" },
	{ "v2", "host_to_pen", 38, "tests/test-protocol-vectors-host.c" },
	{ "v1-spp", "pen_to_host", 6, "tests/test-protocol-vectors-v1.c" },
	{ "v1-spp", "host_to_pen", 6, "tests/test-protocol-vectors-host.c" },
	{ "v1-offline-file", "pen_to_host", 1, "tests/test-protocol-vectors-v1.c" },
	{ "usb-m1plus", "host_to_pen", 6, "tests/test-protocol-usb.c" },
	{ "usb-m1plus", "pen_to_host", 4, "tests/test-protocol-usb.c" },
	{ "usb-m1plus-files", "pen_to_host", 1, "tests/test-protocol-usb-file.c" },
	{ "ble-advertising", "pen_to_host", 3, "tests/test-protocol-advertising.c" },
	{ "nproj", "file", 1, "tests/test-homework-layout-nproj.c" },
};

static void test_all_kinds(void)
{
	json_t *root = neo_vectors_load();
	const json_t *vectors = json_object_get(root, "vectors");
	guint n_read = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++) {
		guint n = 0;
		size_t k;
		json_t *vector;
		json_array_foreach(vectors, k, vector) n +=
			neo_vector_is(vector, KINDS[i].protocol, KINDS[i].direction);
		g_assert_cmpuint(n, ==, KINDS[i].n);
		n_read += n;

		g_autofree char *source = NULL;
		g_autofree char *call = g_strdup_printf(
			"neo_vectors_each(\"%s\", \"%s\"", KINDS[i].protocol, KINDS[i].direction);
		g_assert_true(g_file_get_contents(KINDS[i].test, &source, NULL, NULL));
		g_assert_nonnull(strstr(source, call));
	}
	g_assert_cmpuint(n_read, ==, 108);
	g_assert_cmpuint(json_array_size(vectors), ==, n_read);
	json_decref(root);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/protocol/vectors-host/all-kinds", test_all_kinds);
	g_test_add_func("/protocol/vectors-host/v2", test_v2);
	g_test_add_func("/protocol/vectors-host/v1", test_v1);
	return g_test_run();
}
