/* SPDX-License-Identifier: MIT */
/* Replies as real firmware sends them: shorter, longer, empty, refused; and what the encoder refuses. */
#include "protocol/neo-encode.h"
#include "protocol/neo-replies.h"
#include "tests/dot-log.h"
#include "tests/neo-vectors.h"

typedef struct {
	guint n_replies;
	NeoReply last; /* its payload is gone */
} Heard;

static void on_reply(void *user, const NeoReply *reply)
{
	Heard *heard = user;
	heard->n_replies++;
	heard->last = *reply;
}

/* Feeds a raw frame; gives what the decoder said, as text. */
static char *hear(const char *hex, Heard *heard)
{
	g_autoptr(DotLog) log = dot_log_new();
	g_autoptr(GByteArray) bytes = helpers_hex(hex);
	NeoDecoder *decoder = neo_decoder_new(&log->sink, &(NeoListener){ heard, on_reply, NULL });
	*heard = (Heard){ 0 };
	neo_decoder_feed(decoder, bytes->data, bytes->len, 0);
	neo_decoder_free(decoder);
	return g_strdup(log->text->str);
}

static void test_without_body(void)
{
	static const char *const REFUSALS[] = { "C0 A1 02 C1", "C0 A1 02 00 00 C1", "C0 84 05 C1",
		"C0 81 03 00 00 C1", "C0 A3 01 C1" };
	Heard heard;
	for (gsize i = 0; i < G_N_ELEMENTS(REFUSALS); i++) {
		g_autofree char *said = hear(REFUSALS[i], &heard);
		g_assert_cmpstr(said, ==, "");
		g_assert_cmpuint(heard.n_replies, ==, 1);
		g_assert_false(heard.last.has_body);
		g_assert_cmpint(heard.last.error, !=, NEO_ERROR_NONE);
	}
	/* Live strokes are on: the one good answer that says nothing. */
	g_autofree char *live = hear("C0 91 00 00 00 C1 C0 91 00 C1", &heard);
	g_assert_cmpstr(live, ==, "");
	g_assert_cmpuint(heard.n_replies, ==, 2);
	g_assert_cmpint(heard.last.error, ==, NEO_ERROR_NONE);
}

/* Good, they say, but what belongs to it is missing. The host hears of it, with no body to believe. */
static void test_body_too_short(void)
{
	Heard heard;
	g_autofree char *empty = hear("C0 84 00 00 00 C1", &heard);
	g_assert_cmpstr(empty, ==, "bad length\n");
	g_assert_true(heard.n_replies == 1 && !heard.last.has_body);
	g_autofree char *half = hear("C0 A3 00 05 00 02 00 00 00 B6 C1", &heard);
	g_assert_cmpstr(half, ==, "bad length\n");
	g_assert_true(heard.n_replies == 1 && !heard.last.has_body);
	g_assert_cmpuint(heard.last.stored.n_strokes, ==, 0);
}

/* A frame of a command with the first n bytes of payload; ERR 0. */
static NeoReply read_cut(guint8 command, const GByteArray *payload, gsize n, DecodeResult expected)
{
	NeoFrame frame = { .command = command, .payload = payload->data, .n_payload = n };
	NeoReply reply;
	g_assert_cmpint(neo_reply_read(&frame, &reply), ==, expected);
	return reply;
}

static GByteArray *payload_of(const char *name)
{
	json_t *root = neo_vectors_load();
	GByteArray *bytes = helpers_hex(neo_vector_text(neo_vector_named(root, name), "hex"));
	json_decref(root);
	g_byte_array_remove_range(bytes, 0, 5);
	g_byte_array_set_size(bytes, bytes->len - 1);
	return bytes;
}

static void test_version_sizes(void)
{
	g_autoptr(GByteArray) payload = payload_of("v2_res_version_222");
	g_assert_cmpuint(payload->len, ==, 70);
	read_cut(0x81, payload, 63, DECODE_BAD_LENGTH);
	NeoReply early = read_cut(0x81, payload, 64, DECODE_OK);
	g_assert_cmpstr(early.version.device_name, ==, "NWP-F121C");
	g_assert_cmpuint(early.version.pressure_sensor, ==, UINT8_MAX);
	NeoReply sensor = read_cut(0x81, payload, 65, DECODE_OK);
	g_assert_cmpuint(sensor.version.pressure_sensor, ==, 1);
	g_assert_cmpuint(sensor.version.company_code, ==, UINT16_MAX);
	NeoReply codes = read_cut(0x81, payload, 69, DECODE_OK);
	g_assert_cmpuint(codes.version.product_code, ==, 2);
	g_assert_cmpuint(codes.version.compression, ==, UINT8_MAX);
	NeoReply all = read_cut(0x81, payload, 70, DECODE_OK);
	g_assert_cmpuint(all.version.compression, ==, 1);
	/* A wired pen has its decoder's version where others have codes. */
	payload->data[56] = 4;
	NeoReply wired = read_cut(0x81, payload, 70, DECODE_OK);
	g_assert_cmpuint(wired.version.company_code, ==, UINT16_MAX);
}

static void test_settings_sizes(void)
{
	g_autoptr(GByteArray) payload = payload_of("v2_res_setting_open");
	read_cut(0x84, payload, 22, DECODE_BAD_LENGTH);
	NeoReply old = read_cut(0x84, payload, 23, DECODE_OK);
	g_assert_cmpuint(old.settings.force_max, ==, 852);
	g_assert_cmpuint(old.settings.sensitivity, ==, 2);
	g_assert_cmpuint(old.settings.usb_mode, ==, UINT8_MAX);
	g_assert_cmpstr(old.settings.bluetooth_name, ==, "");
	g_assert_cmpuint(old.settings.system_settings, ==, UINT8_MAX);
	/* Cut in its name: no half name, and nothing behind it. */
	NeoReply named = read_cut(0x84, payload, 30, DECODE_OK);
	g_assert_cmpuint(named.settings.down_sampling, ==, 0);
	g_assert_cmpstr(named.settings.bluetooth_name, ==, "");
	g_assert_cmpuint(named.settings.transmission_type, ==, UINT8_MAX);
	payload->data[13] = payload->data[14] = 0;
	NeoReply unsaid = read_cut(0x84, payload, 64, DECODE_OK);
	g_assert_cmpuint(unsaid.settings.force_max, ==, 852);
	g_assert_cmpstr(unsaid.settings.bluetooth_name, ==, "Neosmartpen_M1+");
}

static void test_password_orders(void)
{
	g_autoptr(GByteArray) payload = helpers_hex("01 0A 02");
	NeoReply old = read_cut(0x83, payload, 2, DECODE_OK);
	g_assert_true(old.password.tries == 1 && old.password.limit == 10);
	g_assert_cmpuint(old.password.status, ==, 0);
	NeoReply change = read_cut(0x83, payload, 3, DECODE_OK);
	g_assert_cmpuint(change.password.status, ==, 2);
	NeoReply entry = read_cut(0x82, payload, 3, DECODE_OK);
	g_assert_true(entry.password.status == 1 && entry.password.tries == 10 &&
		      entry.password.limit == 2);
}

/* Lists that say more than they hold. */
static void test_lists_lie(void)
{
	guint32 page;
	NeoNote note;
	g_autoptr(GByteArray) notes =
		helpers_hex("FF FF 1B 00 00 03 5B 02 00 00 1B 00 00 03 5C 02 00");
	NeoReply reply = read_cut(0xA1, notes, notes->len, DECODE_OK);
	g_assert_cmpuint(reply.note_list.n_notes, ==, 1);
	g_assert_true(neo_reply_note(&reply, 0, &note) && note.book == 603);
	g_assert_false(neo_reply_note(&reply, 1, &note));
	g_assert_false(neo_reply_note(&reply, SIZE_MAX / 4, &note));
	g_assert_false(neo_reply_page(&reply, 0, &page));
	g_assert_false(neo_reply_info_page(&reply, 0, &page));

	g_autoptr(GByteArray) deleted = helpers_hex("09 01 00 00 00 02 00 00 00");
	NeoReply pages = read_cut(0xA7, deleted, deleted->len, DECODE_OK);
	g_assert_cmpuint(pages.deleted.count, ==, 2);
	g_assert_true(neo_reply_page(&pages, 1, &page) && page == 2);
	g_assert_false(neo_reply_page(&pages, 2, &page));

	g_autoptr(GByteArray) info = payload_of("v2_offline_note_info_reply");
	info->data[46] = info->data[47] = 0xFF;
	NeoReply bitmap = read_cut(0xA6, info, info->len, DECODE_OK);
	g_assert_cmpuint(bitmap.note_info.n_bitmap, ==, 4);
	g_assert_true(neo_reply_info_page(&bitmap, 3, &page) && page == 31);
	g_assert_false(neo_reply_info_page(&bitmap, 4, &page));
}

static void test_version_compare(void)
{
	g_assert_false(neo_version_at_least("2.9", 2, 12));
	g_assert_true(neo_version_at_least("2.12", 2, 9));
	g_assert_true(neo_version_at_least("2.12", 2, 12));
	g_assert_true(neo_version_at_least("2.18.0512", 2, 18));
	g_assert_true(neo_version_at_least("3", 2, 22));
	g_assert_false(neo_version_at_least("1.99", 2, 0));
	g_assert_false(neo_version_at_least("", 0, 1));
	g_assert_false(neo_version_at_least("v2.18", 2, 0));
	g_assert_true(neo_version_at_least("99999999999999999999.1", 2, 18));
}

static void test_battery_byte(void)
{
	static const struct {
		guint8 byte, percent;
		bool charging;
	} BYTES[] = { { 0, 0, false }, { 100, 100, false }, { 0xD5, 85, true }, { 0x80, 0, true },
		{ 0xFF, 100, true }, { 110, 100, false } };
	for (gsize i = 0; i < G_N_ELEMENTS(BYTES); i++) {
		guint8 percent;
		bool charging;
		neo_battery(BYTES[i].byte, &percent, &charging);
		g_assert_cmpuint(percent, ==, BYTES[i].percent);
		g_assert_cmpuint(charging, ==, BYTES[i].charging);
	}
}

/* ---- the encoder */

static void test_encoder_refuses(void)
{
	guint8 out[NEO_FRAME_MAX];
	guint8 big[2049] = { 0 };
	NeoNote note = { 256, 27, 603 };
	g_assert_cmpuint(neo_encode_password(out, sizeof out, "seventeen letters"), ==, 0);
	g_assert_cmpuint(neo_encode_password(out, sizeof out, "sixteen letters!"), >, 0);
	g_assert_cmpuint(neo_encode_setting(out, sizeof out, NEO_SETTING_BEEP, 256), ==, 0);
	g_assert_cmpuint(
		neo_encode_setting(out, sizeof out, NEO_SETTING_AUTO_POWER_OFF, 65536), ==, 0);
	g_assert_cmpuint(neo_encode_setting(out, sizeof out, (NeoSetting)17, 0x4F1C0B42), ==, 0);
	g_assert_cmpuint(neo_encode_page_list_request(out, sizeof out, &note), ==, 0);
	note = (NeoNote){ 3, 1 << 24, 603 };
	g_assert_cmpuint(neo_encode_live_notes(out, sizeof out, &note, 1), ==, 0);
	g_assert_cmpuint(
		neo_encode_firmware_block(out, sizeof out, false, 0, 0, 2049, 0, big, sizeof big),
		==, 0);
	/* Every size too small, and the right one. */
	gsize n = neo_encode_live_all(out, sizeof out);
	for (gsize i = 0; i < n; i++)
		g_assert_cmpuint(neo_encode_live_all(out, i), ==, 0);
	g_assert_cmpuint(neo_encode_live_all(out, n), ==, n);
}

/* NEO_FRAME_MAX holds the longest command when every byte of it has to be escaped. */
static void test_encoder_longest(void)
{
	guint8 out[NEO_FRAME_MAX];
	guint8 block[2048];
	memset(block, 0xC0, sizeof block);
	gsize n = neo_encode_firmware_block(out, sizeof out, true, 0xC0C0C0C0, 0xC1, 0x7D7D7D7D,
		0xC1C1C1C1, block, sizeof block);
	g_assert_cmpuint(n, >, 4000);
	NeoFramer framer;
	NeoFrame frame;
	ByteReader reader = byte_reader(out, n);
	neo_framer_init(&framer);
	g_assert_cmpint(neo_framer_next(&framer, &reader, &frame), ==, DECODE_OK);
	g_assert_cmpuint(frame.n_payload, ==, 14 + sizeof block);
	g_assert_true(memcmp(frame.payload + 14, block, sizeof block) == 0);
	neo_framer_clear(&framer);
}

/* Those that no example shows. */
static void test_encoder_others(void)
{
	guint8 out[NEO_FRAME_MAX];
	const char *key = "key";
	const struct {
		gsize n;
		const char *hex;
	} * one, FRAMES[] = {
		{ neo_encode_system_request(out, sizeof out), "c0070000c1" },
		{ neo_encode_system_change(out + 100, 100, 1, 1), "c006090001000000000100"
								  "0000c1" },
		{ neo_encode_profile_create(out + 200, 100, "neolab", "pw", 32, 4),
			"c04115006e656f6c616200000170770000000000002000"
			"0400c1" },
		{ neo_encode_profile_delete(out + 300, 100, "neolab", "pw"),
			"c04111006e656f6c61620000027077000000000000c1" },
		{ neo_encode_profile_write(out + 400, 100, "neolab", "pw", key, "\x01\xC0", 2),
			"c04126006e656f6c616200001170770000000000000"
			"16b65790000000000000000000000000002"
			"00017de0c1" },
		{ neo_encode_profile_delete_values(out + 500, 100, "neolab", "pw", &key, 1),
			"c04122006e656f6c6162000013707700000000000001"
			"6b657900000000000000000000000000c1" },
		{ neo_encode_setting(out + 600, 100, NEO_SETTING_TRANSMISSION_TYPE, 1),
			"c00502000e01c1" },
		{ neo_encode_setting(out + 700, 100, NEO_SETTING_BEEP_AND_LIGHT, 0),
			"c00502001000c1" },
	};
	for (gsize i = 0; i < G_N_ELEMENTS(FRAMES); i++) {
		one = &FRAMES[i];
		g_autofree char *hex = neo_hex(out + 100 * i, one->n);
		g_assert_cmpstr(hex, ==, one->hex);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/protocol/replies/without-body", test_without_body);
	g_test_add_func("/protocol/replies/body-too-short", test_body_too_short);
	g_test_add_func("/protocol/replies/version-sizes", test_version_sizes);
	g_test_add_func("/protocol/replies/settings-sizes", test_settings_sizes);
	g_test_add_func("/protocol/replies/password-orders", test_password_orders);
	g_test_add_func("/protocol/replies/lists-lie", test_lists_lie);
	g_test_add_func("/protocol/replies/version-compare", test_version_compare);
	g_test_add_func("/protocol/replies/battery-byte", test_battery_byte);
	g_test_add_func("/protocol/replies/encoder-refuses", test_encoder_refuses);
	g_test_add_func("/protocol/replies/encoder-longest", test_encoder_longest);
	g_test_add_func("/protocol/replies/encoder-others", test_encoder_others);
	return g_test_run();
}
