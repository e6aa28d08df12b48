/* SPDX-License-Identifier: MIT */
/* Commands of the M1+'s file protocol, both ways: the worked examples, any cut, refusals, garbage. */
#include "protocol/neo-usb-encode.h"
#include "tests/neo-vectors.h"

#define N_REQUESTS 6
#define N_RESPONSES 4
#define N_CUTS 2000

/* ---- what is heard, as text */

static void add_body(GString *log, const NeoUsbMessage *m)
{
	char name[NEO_USB_NAME_SIZE + 1];
	guint8 setting;
	guint64 value;
	if (m->kind == NEO_USB_RESPONSE && m->command == NEO_USB_BLOCK && m->result == NEO_USB_OK) {
		g_autofree char *hex = neo_hex(m->block.bytes, m->block.n_bytes);
		g_string_append_printf(log, " at %u: %s", m->block.offset, hex);
	} else if (m->command == NEO_USB_BLOCK) {
		g_string_append_printf(log, " at %u n %u", m->block.offset, m->block.n_bytes);
	} else if (m->kind == NEO_USB_REQUEST &&
		   (m->command == NEO_USB_FILE || m->command == NEO_USB_DELETE)) {
		g_string_append_printf(log, " %s", m->path);
	} else if (m->command == NEO_USB_FILE) {
		g_string_append_printf(log, " size %u packet %u", m->file.size, m->file.packet);
	} else if (m->command == NEO_USB_DISK && m->kind == NEO_USB_RESPONSE) {
		g_string_append_printf(log, " %u of %u", m->disk.free_kb, m->disk.total_kb);
	} else if (m->command == NEO_USB_DEVICE && m->kind == NEO_USB_RESPONSE) {
		g_string_append_printf(log, " %s %s", m->device.model, m->device.firmware);
	} else if (m->command == NEO_USB_START) {
		g_string_append_printf(
			log, " protocol %u %d", m->start.protocol, m->start.available);
	}
	for (gsize i = 0; neo_usb_message_name(m, i, name); i++)
		g_string_append_printf(log, " %s", name);
	for (gsize i = 0; neo_usb_message_setting(m, i, &setting, &value); i++)
		g_string_append_printf(log, " %u=%" G_GUINT64_FORMAT, setting, value);
}

static void on_message(void *user, const NeoUsbMessage *m)
{
	GString *log = user;
	const char *name = neo_usb_command_name(m->command);
	g_string_append_printf(log, "%s%c %u error %u result %02X%s", name ? name : "-",
		(char)m->kind, m->packet, m->error, m->result, m->has_body ? "" : " no body");
	if (m->has_body)
		add_body(log, m);
	g_string_append_c(log, '\n');
}

static void on_bad(void *user, DecodeResult why)
{
	g_string_append_printf(user, "bad %s\n", decode_result_name(why));
}

/* cuts: how long each piece is; NULL: all at once. */
static char *hear(const GByteArray *bytes, GRand *cuts)
{
	GString *log = g_string_new(NULL);
	NeoUsbDecoder *decoder = neo_usb_decoder_new(&(NeoUsbListener){ log, on_message, on_bad });
	for (gsize at = 0; at < bytes->len;) {
		gsize n = bytes->len - at;
		const gsize n_piece =
			cuts ? (gsize)g_rand_int_range(cuts, 1, g_rand_boolean(cuts) ? 4 : 70) : n;
		n = MIN(n, n_piece);
		g_autofree guint8 *copy = g_memdup2(bytes->data + at, n);
		neo_usb_decoder_feed(decoder, copy, n);
		at += n;
	}
	neo_usb_decoder_free(decoder);
	return g_string_free(log, FALSE);
}

static void expect(const GByteArray *bytes, const char *expected)
{
	g_autofree char *whole = hear(bytes, NULL);
	g_assert_cmpstr(whole, ==, expected);
}

/* ---- a pen's responses, by hand */

static void put(GByteArray *out, guint64 value, guint n_bytes)
{
	for (guint i = 0; i < n_bytes; i++)
		g_byte_array_append(out, &(guint8){ (guint8)(value >> 8 * i) }, 1);
}

static void put_text(GByteArray *out, const char *text)
{
	g_byte_array_append(out, (const guint8 *)text, (guint)strlen(text));
}

static void put_response(
	GByteArray *out, const char *name, guint packet, guint error, const char *payload_hex)
{
	g_autoptr(GByteArray) payload = helpers_hex(payload_hex);
	put_text(out, "AT+");
	put_text(out, name);
	put_text(out, "?");
	put(out, packet, 1);
	put(out, error, 1);
	put(out, payload->len, 2);
	put_text(out, ",");
	g_byte_array_append(out, payload->data, payload->len);
}

/* ---- the worked examples */

static gsize build(const json_t *d, guint8 *out)
{
	const char *command = neo_vector_text(d, "cmd");
	const guint8 packet = (guint8)neo_vector_number(d, "packet");
	if (g_str_equal(command, "START"))
		return neo_usb_encode_start(out, NEO_USB_REQUEST_MAX, packet);
	if (g_str_equal(command, "GETCONFIG")) {
		const json_t *types = json_object_get(d, "types");
		guint8 settings[8];
		gsize n = json_array_size(types);
		g_assert_cmpuint(n, <=, sizeof settings);
		for (gsize i = 0; i < n; i++)
			settings[i] = (guint8)json_integer_value(json_array_get(types, i));
		return neo_usb_encode_settings(out, NEO_USB_REQUEST_MAX, packet, settings, n);
	}
	if (g_str_equal(command, "SETCONFIG"))
		return neo_usb_encode_setting(out, NEO_USB_REQUEST_MAX, packet,
			(NeoUsbSetting)neo_vector_number(d, "type"),
			(guint64)neo_vector_number(d, "time_ms"));
	if (g_str_equal(command, "GETFILE_H"))
		return neo_usb_encode_file(
			out, NEO_USB_REQUEST_MAX, packet, NEO_USB_FILE, neo_vector_text(d, "path"));
	return neo_usb_encode_plain(out, NEO_USB_REQUEST_MAX, packet,
		g_str_equal(command, "GETDEVINFO") ? NEO_USB_DEVICE : NEO_USB_LIST);
}

static void check_request(const json_t *vector)
{
	guint8 built[NEO_USB_REQUEST_MAX];
	const json_t *decoded = json_object_get(vector, "decoded");
	const gsize n_built = build(decoded, built);
	g_autofree char *hex = neo_hex(built, n_built);
	g_assert_cmpstr(hex, ==, neo_vector_text(vector, "hex"));
	/* And read again, with not a byte more to come. */
	g_autoptr(GByteArray) bytes = helpers_hex(hex);
	g_autofree char *heard = hear(bytes, NULL);
	g_autofree char *begins = g_strdup_printf("%s= %d error 0", neo_vector_text(decoded, "cmd"),
		(int)neo_vector_number(decoded, "packet"));
	g_assert_true(g_str_has_prefix(heard, begins));
	g_assert_null(strstr(heard, "no body"));
}

static void check_device(const NeoUsbDevice *device, const json_t *d)
{
	g_assert_cmpstr(device->model, ==, neo_vector_text(d, "device"));
	g_assert_cmpstr(device->firmware, ==, neo_vector_text(d, "fw"));
	g_assert_cmpstr(device->protocol, ==, neo_vector_text(d, "bt_protocol"));
	g_assert_cmpstr(device->sub_name, ==, neo_vector_text(d, "sub_name"));
	g_assert_cmpstr(device->bluetooth_model, ==, neo_vector_text(d, "model"));
	g_autofree char *mac = neo_hex(device->address, 6);
	g_auto(GStrv) parts = g_strsplit(neo_vector_text(d, "mac"), ":", -1);
	g_autofree char *joined = g_strjoinv("", parts);
	g_autofree char *lower = g_ascii_strdown(joined, -1);
	g_assert_cmpstr(mac, ==, lower);
}

static void check_items(const NeoUsbMessage *m, const json_t *items)
{
	guint8 setting;
	guint64 value;
	gsize n = 0;
	for (; neo_usb_message_setting(m, n, &setting, &value); n++) {
		g_autofree char *key = g_strdup_printf("%u", setting);
		g_assert_cmpuint(value, ==, (guint64)neo_vector_number(items, key));
	}
	g_assert_cmpuint(n, ==, json_object_size(items));
}

static void check_names(const NeoUsbMessage *m, const json_t *names)
{
	char name[NEO_USB_NAME_SIZE + 1];
	gsize n = 0;
	for (; neo_usb_message_name(m, n, name); n++)
		g_assert_cmpstr(name, ==, json_string_value(json_array_get(names, n)));
	g_assert_cmpuint(n, ==, json_array_size(names));
}

static void on_example(void *user, const NeoUsbMessage *m)
{
	const json_t *d = json_object_get(user, "decoded");
	g_assert_true(m->has_body);
	g_assert_cmpint((char)m->kind, ==, NEO_USB_RESPONSE);
	g_assert_cmpstr(neo_usb_command_name(m->command), ==, neo_vector_text(d, "cmd"));
	g_assert_cmpint(m->packet, ==, neo_vector_number(d, "packet"));
	g_assert_cmpint(m->error, ==, neo_vector_number(d, "error"));
	g_assert_cmpint((gint64)m->n_payload, ==, neo_vector_number(d, "len"));
	if (m->command == NEO_USB_START) {
		g_assert_cmpint(m->start.protocol, ==, neo_vector_number(d, "protocol"));
		g_assert_cmpint(m->start.available, ==, neo_vector_number(d, "available"));
	} else if (m->command == NEO_USB_DEVICE) {
		check_device(&m->device, d);
	} else if (m->command == NEO_USB_SETTINGS) {
		check_items(m, json_object_get(d, "items"));
	} else if (m->command == NEO_USB_LIST) {
		g_assert_cmpint(m->result, ==, neo_vector_number(d, "result"));
		g_assert_cmpint(m->n_names, ==, neo_vector_number(d, "count"));
		check_names(m, json_object_get(d, "names"));
	} else {
		g_error("nobody looks at %s", neo_vector_text(d, "cmd"));
	}
	json_object_set_new(user, "heard", json_true());
}

static void on_no_bad(void *user, DecodeResult why)
{
	(void)user;
	g_error("bad %s in an example", decode_result_name(why));
}

static void check_response(const json_t *vector)
{
	g_autoptr(GByteArray) bytes = helpers_hex(neo_vector_text(vector, "hex"));
	NeoUsbDecoder *decoder =
		neo_usb_decoder_new(&(NeoUsbListener){ (void *)vector, on_example, on_no_bad });
	neo_usb_decoder_feed(decoder, bytes->data, bytes->len);
	g_assert_true(json_is_true(json_object_get(vector, "heard")));
	g_assert_false(neo_usb_decoder_reset(decoder));
	neo_usb_decoder_free(decoder);
}

static void test_requests(void)
{
	neo_vectors_each("usb-m1plus", "host_to_pen", N_REQUESTS, check_request);
}

static void test_responses(void)
{
	neo_vectors_each("usb-m1plus", "pen_to_host", N_RESPONSES, check_response);
}

/* ---- cuts */

static GByteArray *everything(void)
{
	GByteArray *all = g_byte_array_new();
	json_t *root = neo_vectors_load();
	size_t i;
	json_t *vector;
	json_array_foreach(json_object_get(root, "vectors"), i, vector)
	{
		if (!g_str_equal(neo_vector_text(vector, "protocol"), "usb-m1plus"))
			continue;
		g_autoptr(GByteArray) bytes = helpers_hex(neo_vector_text(vector, "hex"));
		g_byte_array_append(all, bytes->data, bytes->len);
	}
	/* Data that look like a command, stray bytes, a command that nobody knows. */
	put_response(all, "GETFILE_D", 9, 0, "00000000000500000041542b5354");
	put_text(all, "\r\nAT+AT+S");
	put_response(all, "WINK", 10, 0, "");
	put_response(all, "POWEROFF", 11, 0, "00");
	json_decref(root);
	return all;
}

static void test_cuts(void)
{
	g_autoptr(GByteArray) all = everything();
	g_autofree char *whole = hear(all, NULL);
	g_autoptr(GRand) cuts = g_rand_new_with_seed(20261125);
	g_assert_nonnull(strstr(whole, "GETFILE_D? 9 error 0 result 00 at 0: 41542b5354\n"));
	g_assert_nonnull(strstr(whole, "bad stray\n-? 10 error 0"));
	g_assert_true(g_str_has_suffix(whole, "POWEROFF? 11 error 0 result 00\n"));
	for (guint i = 0; i < N_CUTS; i++) {
		g_autofree char *cut = hear(all, cuts);
		g_assert_cmpstr(cut, ==, whole);
	}
}

/* ---- refusals and values */

static void test_refusals(void)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	put_response(bytes, "GETOFFLINEDATALIST", 1, 0, "0200000000");
	put_response(bytes, "GETFILE_H", 2, 0, "01");
	put_response(bytes, "GETFILE_H", 3, 0, "010000000000000000");
	put_response(bytes, "GETFILE_D", 4, 0, "100002000000040000");
	put_response(bytes, "GETFILE_D", 5, 0, "110000000000000000");
	put_response(bytes, "DELETEFILE", 6, 0, "01");
	put_response(bytes, "START", 7, 3, "0200000000");
	put_response(bytes, "SETCONFIG", 8, 0, "010101");
	put_response(bytes, "GETDISKINFO", 9, 0, "0000200000000c0000");
	expect(bytes, "GETOFFLINEDATALIST? 1 error 0 result 02\n"
		      "GETFILE_H? 2 error 0 result 01 size 0 packet 0\n"
		      "GETFILE_H? 3 error 0 result 01 size 0 packet 0\n"
		      "GETFILE_D? 4 error 0 result 10 at 512 n 1024\n"
		      "GETFILE_D? 5 error 0 result 11 at 0 n 0\n"
		      "DELETEFILE? 6 error 0 result 01\n"
		      "START? 7 error 3 result 00 protocol 2 0\n"
		      "SETCONFIG? 8 error 0 result 00 1=1\n"
		      "GETDISKINFO? 9 error 0 result 00 3072 of 8192\n");
}

/* A length or a number inside that lies is no reason to read past the end. */
static void test_lies(void)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	put_response(bytes, "GETOFFLINEDATALIST", 1, 0, "00ffffffff30");
	put_response(bytes, "GETFILE_D", 2, 0, "0000000000ffffffff0102");
	put_response(bytes, "GETDEVINFO", 3, 0, "4e5750");
	put_response(bytes, "GETCONFIG", 4, 0, "0401aabb");
	put_response(bytes, "GETCONFIG", 5, 0, "02050163");
	put_response(bytes, "START", 6, 0, "");
	expect(bytes, "GETOFFLINEDATALIST? 1 error 0 result 00 no body\n"
		      "GETFILE_D? 2 error 0 result 00 no body\n"
		      "GETDEVINFO? 3 error 0 result 00 no body\n"
		      "GETCONFIG? 4 error 0 result 00\n"
		      "GETCONFIG? 5 error 0 result 00 5=1\n"
		      "START? 6 error 0 result 00 no body\n");
}

static void test_half_is_forgotten(void)
{
	GString *log = g_string_new(NULL);
	NeoUsbDecoder *decoder = neo_usb_decoder_new(&(NeoUsbListener){ log, on_message, on_bad });
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	put_response(bytes, "GETFILE_D", 2, 0, "000000000004000000aabbccdd");
	neo_usb_decoder_feed(decoder, bytes->data, bytes->len - 3);
	g_assert_true(neo_usb_decoder_reset(decoder));
	neo_usb_decoder_feed(decoder, bytes->data, bytes->len);
	g_assert_cmpstr(log->str, ==, "GETFILE_D? 2 error 0 result 00 at 0: aabbccdd\n");
	neo_usb_decoder_free(decoder);
	g_string_free(log, TRUE);
}

static void test_encode_bounds(void)
{
	guint8 out[NEO_USB_REQUEST_MAX];
	char path[NEO_USB_PATH_SIZE + 2];
	memset(path, 'a', sizeof path);
	path[sizeof path - 1] = '\0';
	g_assert_cmpuint(neo_usb_encode_file(out, sizeof out, 0, NEO_USB_FILE, path), ==, 0);
	path[NEO_USB_PATH_SIZE] = '\0';
	g_assert_cmpuint(neo_usb_encode_file(out, sizeof out, 0, NEO_USB_FILE, path), >, 64);
	g_assert_cmpuint(neo_usb_encode_file(out, 40, 0, NEO_USB_FILE, path), ==, 0);
	g_assert_cmpuint(neo_usb_encode_setting(out, sizeof out, 0, NEO_USB_BEEP, 256), ==, 0);
	g_assert_cmpuint(neo_usb_encode_setting(out, sizeof out, 0, NEO_USB_BEEP, 255), >, 0);
	gsize n = neo_usb_encode_power_off(out, sizeof out, 7);
	g_autofree char *hex = neo_hex(out, n);
	g_assert_cmpstr(hex, ==, "41542b504f5745524f46463d0701002c00");
	n = neo_usb_encode_block(out, sizeof out, 8, 512, 1024);
	g_autofree char *block = neo_hex(out, n);
	g_assert_cmpstr(block, ==, "41542b47455446494c455f443d0808002c0002000000040000");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/protocol/usb/requests", test_requests);
	g_test_add_func("/protocol/usb/responses", test_responses);
	g_test_add_func("/protocol/usb/cuts", test_cuts);
	g_test_add_func("/protocol/usb/refusals", test_refusals);
	g_test_add_func("/protocol/usb/lies", test_lies);
	g_test_add_func("/protocol/usb/half-is-forgotten", test_half_is_forgotten);
	g_test_add_func("/protocol/usb/encode-bounds", test_encode_bounds);
	return g_test_run();
}
