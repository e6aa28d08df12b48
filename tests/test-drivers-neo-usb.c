/* SPDX-License-Identifier: MIT */
/* The neo-usb driver against an M1+ that answers, refuses, forgets, and is pulled out. */
#include "drivers/pen.h"
#include "drivers/registry.h"
#include "tests/dot-log.h"
#include "tests/fake-usb-pen.h"

static const PenConfig FETCH = { .fetch_stored = true };
static const PenConfig FETCH_AND_FREE = { .fetch_stored = true, .delete_stored = true };
static const PenConfig PLAIN = { .fetch_stored = false };

typedef struct {
	Pen *pen;
	FakeUsbPen *device; /* borrowed; changes hands with a link */
	DotLog *log;
	gint64 now_ms;
	GRand *cuts;
	guint64 token, stored_token;
	bool disk_waits; /* stored is not told by itself */
	char *failure;
} Host;

static void on_send(void *user, const guint8 *bytes, gsize n_bytes)
{
	Host *host = user;
	const bool frees = memmem(bytes, n_bytes, "DELETEFILE", 10) != NULL;
	/* The promise: nothing is freed before it is on disk. */
	g_assert_true(!frees || host->token == host->stored_token);
	fake_usb_pen_hear(host->device, bytes, n_bytes);
}

static void on_await(void *user, guint64 token)
{
	Host *host = user;
	host->token = token;
}

static void on_changed(void *user)
{
	const Host *host = user;
	const PenDownload *download = pen_download(host->pen);
	g_assert_cmpuint(download->n_strokes_done, <=, download->n_strokes_all);
}

static void on_failed(void *user, const GError *error)
{
	Host *host = user;
	g_free(host->failure);
	host->failure = g_strdup(error->message);
}

static void host_init(Host *host, FakeUsbPen *device, const PenConfig *config)
{
	*host = (Host){ .device = device,
		.log = dot_log_new(),
		.now_ms = USB_T0 + 5000,
		.cuts = g_rand_new_with_seed(5) };
	const PenHost calls = { host, on_send, on_await, on_changed, on_failed, NULL, NULL };
	host->pen = pen_new(&NEO_USB_DRIVER, config, &calls, &host->log->sink);
}

static void host_clear(Host *host)
{
	g_assert_cmpstr(pen_driver_fault(host->pen), ==, "");
	pen_free(host->pen);
	dot_log_free(host->log);
	g_rand_free(host->cuts);
	g_free(host->failure);
}

/* The pen's answers in pieces, and the disk's, until nothing is left to say. */
static void talk(Host *host)
{
	for (;;) {
		if (host->device->out->len > 0) {
			g_autoptr(GByteArray) said = host->device->out;
			host->device->out = g_byte_array_new();
			for (guint at = 0; at < said->len;) {
				const guint n_piece = (guint)g_rand_int_range(host->cuts, 1, 200);
				const guint n = MIN(said->len - at, n_piece);
				pen_receive(host->pen, said->data + at, n, host->now_ms);
				at += n;
			}
		} else if (host->stored_token < host->token && !host->disk_waits) {
			host->stored_token = host->token;
			pen_stored(host->pen, host->token, host->now_ms);
		} else {
			return;
		}
	}
}

static void wait_ms(Host *host, gint64 ms)
{
	const gint64 until_ms = host->now_ms + ms;
	for (gint64 due; (due = pen_timer_ms(host->pen)) != 0 && due <= until_ms;) {
		host->now_ms = MAX(host->now_ms, due);
		pen_timer(host->pen, host->now_ms);
		talk(host);
	}
	host->now_ms = until_ms;
}

static void plug(Host *host)
{
	pen_start(host->pen, host->now_ms);
	talk(host);
}

static void expect_asked(FakeUsbPen *device, const char *expected)
{
	g_assert_cmpstr(device->asked->str, ==, expected);
	g_string_truncate(device->asked, 0);
}

static void expect_state(const Host *host, PenState state, const char *reason)
{
	g_assert_cmpstr(pen_state_name(pen_state(host->pen)), ==, pen_state_name(state));
	if (*reason)
		g_assert_nonnull(strstr(pen_reason(host->pen), reason));
	else
		g_assert_cmpstr(pen_reason(host->pen), ==, "");
}

#define HELLO "START\nGETDEVINFO\nGETDISKINFO\nGETCONFIG\nSETCONFIG 1\n"
/* A note of two strokes of five dots: 96 and 192 bytes. */
#define NOTE(n) "GETFILE_H " n ".str\nGETFILE_D 0+96\nGETFILE_H " n ".dot\nGETFILE_D 0+192\n"

static void test_handshake(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &PLAIN);
	device->clock_ms -= 3600000;
	plug(&host);
	const PenInfo *info = pen_info(host.pen);
	expect_asked(device, HELLO);
	expect_state(&host, PEN_READY, "");
	g_assert_cmpstr(info->address, ==, "9C:7B:D2:0A:0B:0C");
	g_assert_cmpstr(info->model, ==, "NWP-F51");
	g_assert_cmpstr(info->firmware, ==, "1.02.0060");
	g_assert_cmpuint(info->battery_percent, ==, 70);
	g_assert_true(info->charging);
	g_assert_true(info->stores_offline);
	g_assert_cmpuint(info->memory_used_percent, ==, 25);
	/* Read before it is set: both times are kept. */
	g_assert_cmpint(info->clock_offset_ms, ==, 3600000 + 5000);
	g_assert_cmpint(info->clock_read_host_ms, ==, host.now_ms);
	g_assert_cmpint(info->clock_read_pen_ms, ==, (gint64)device->clock_ms);
	g_assert_cmpint((gint64)device->clock_set_ms, ==, host.now_ms);
	g_assert_cmpint(info->clock_set_ms, ==, host.now_ms);
	device->battery = 71;
	wait_ms(&host, 60000);
	expect_asked(device, "GETCONFIG\n");
	g_assert_cmpuint(info->battery_percent, ==, 71);
	g_assert_true(pen_fetch_stored(host.pen, host.now_ms));
	talk(&host);
	expect_asked(device, "GETOFFLINEDATALIST\n");
	host_clear(&host);
	fake_usb_pen_free(device);
}

static void test_older_firmware(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &PLAIN);
	device->firmware = "1.01.0050";
	device->stores = false;
	plug(&host);
	expect_asked(device, "START\nGETDEVINFO\nGETCONFIG\nSETCONFIG 1\nSETCONFIG 7\n");
	expect_state(&host, PEN_READY, "");
	g_assert_true(device->stores);
	g_assert_cmpuint(pen_info(host.pen)->memory_used_percent, ==, UINT8_MAX);
	host_clear(&host);
	fake_usb_pen_free(device);
}

static void test_will_not_store(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &PLAIN);
	device->stores = false;
	device->stores_not = true;
	plug(&host);
	expect_state(&host, PEN_READY, "refused to store ink while away");
	host_clear(&host);
	fake_usb_pen_free(device);
}

static void test_deaf(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &PLAIN);
	device->n_deaf = 2;
	plug(&host);
	wait_ms(&host, 4000);
	expect_asked(device, "(START)\n(START)\n" HELLO);
	expect_state(&host, PEN_READY, "");
	host_clear(&host);
	host_init(&host, device, &PLAIN);
	device->n_deaf = 3;
	plug(&host);
	wait_ms(&host, 5999);
	g_assert_null(host.failure);
	wait_ms(&host, 1);
	g_assert_nonnull(strstr(host.failure, "does not answer"));
	expect_state(&host, PEN_FAILED, "plug it in again");
	host_clear(&host);
	fake_usb_pen_free(device);
}

static void test_not_available(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &PLAIN);
	device->unavailable = true;
	plug(&host);
	expect_state(&host, PEN_CONNECTING, "not available yet");
	device->unavailable = false;
	wait_ms(&host, 3000);
	expect_state(&host, PEN_READY, "");
	host_clear(&host);
	host_init(&host, device, &PLAIN);
	device->unavailable = true;
	plug(&host);
	wait_ms(&host, 6000);
	g_assert_nonnull(strstr(host.failure, "not available"));
	host_clear(&host);
	fake_usb_pen_free(device);
}

static void test_fetch(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &FETCH);
	fake_usb_pen_add_note(device, "0001", 10, 2);
	fake_usb_pen_add_note(device, "0002", 11, 2);
	plug(&host);
	expect_asked(device, HELLO "GETOFFLINEDATALIST\n" NOTE("0001") NOTE("0002"));
	expect_state(&host, PEN_READY, "");
	g_assert_cmpuint(host.log->strokes->len, ==, 4);
	g_assert_cmpuint(dot_log_stroke(host.log, 2)->tail.page.page, ==, 11);
	g_assert_cmpuint(pen_download(host.pen)->n_strokes_all, ==, 0); /* over */
	/* Again: nothing has changed, nothing is fetched. One that grew is. */
	g_string_truncate(device->asked, 0);
	UsbFiles grown;
	usb_files_init(&grown, false, false);
	for (guint i = 0; i < 3; i++)
		usb_files_stroke(&grown, 11, 5);
	for (guint i = 0; i < 2; i++) {
		FakeUsbFile *file = fake_usb_pen_file(device, i ? "0002.dot" : "0002.str");
		const GByteArray *bytes = i ? grown.dots : grown.strokes;
		g_byte_array_set_size(file->bytes, 0);
		g_byte_array_append(file->bytes, bytes->data, bytes->len);
	}
	usb_files_clear(&grown);
	g_assert_true(pen_fetch_stored(host.pen, host.now_ms));
	talk(&host);
	expect_asked(device, "GETOFFLINEDATALIST\nGETFILE_H 0001.str\nGETFILE_H 0001.dot\n"
			     "GETFILE_H 0002.str\nGETFILE_H 0002.str\nGETFILE_D 0+128\n"
			     "GETFILE_H 0002.dot\nGETFILE_D 0+272\n");
	g_assert_cmpuint(host.log->strokes->len, ==, 7);
	host_clear(&host);
	fake_usb_pen_free(device);
}

static void test_progress(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &FETCH);
	fake_usb_pen_add_note(device, "0001", 10, 100); /* 8032 bytes of dots */
	fake_usb_pen_add_note(device, "0002", 10, 2);
	host.disk_waits = true;
	plug(&host);
	g_assert_cmpuint(pen_download(host.pen)->n_strokes_done, ==, 100);
	g_assert_cmpuint(pen_download(host.pen)->n_strokes_all, ==, 100);
	g_assert_cmpuint(pen_download(host.pen)->n_notes_left, ==, 2);
	/* The disk takes its time: nothing is asked meanwhile, and no time runs out. */
	g_string_truncate(device->asked, 0);
	wait_ms(&host, 600000);
	expect_asked(device, "");
	host.disk_waits = false;
	talk(&host);
	expect_asked(device, NOTE("0002"));
	host_clear(&host);
	fake_usb_pen_free(device);
}

static void test_free(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &FETCH_AND_FREE);
	fake_usb_pen_add_note(device, "0001", 10, 2);
	g_autoptr(GByteArray) other = helpers_hex("4c4f47");
	fake_usb_pen_add(device, "0001.log", other);
	plug(&host);
	expect_asked(device,
		HELLO "GETOFFLINEDATALIST\n" NOTE(
			"0001") "GETFILE_H 0001.log\nGETFILE_D 0+3\n"
				"GETFILE_H 0001.str\nGETFILE_H 0001.dot\nGETFILE_H 0001.log\n"
				"DELETEFILE 0001.str\nDELETEFILE 0001.dot\n");
	g_assert_cmpuint(device->files->len, ==, 1); /* what we cannot read is not ours to free */
	expect_state(&host, PEN_READY, "");
	host_clear(&host);
	fake_usb_pen_free(device);
}

/* The dots were still there when the pen was pulled out: known again, and freed now. */
static void test_free_the_rest(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &FETCH);
	fake_usb_pen_add_note(device, "0001", 10, 2);
	plug(&host);
	g_ptr_array_remove_index(device->files, 0);
	g_string_truncate(device->asked, 0);
	pen_set_config(host.pen, &FETCH_AND_FREE);
	pen_fetch_stored(host.pen, host.now_ms);
	talk(&host);
	expect_asked(device, "GETOFFLINEDATALIST\nGETFILE_H 0001.dot\nDELETEFILE 0001.dot\n");
	g_assert_cmpuint(host.log->strokes->len, ==, 2);
	host_clear(&host);
	fake_usb_pen_free(device);
}

static void test_damaged_is_not_freed(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &FETCH_AND_FREE);
	fake_usb_pen_add_note(device, "0001", 10, 2);
	fake_usb_pen_file(device, "0001.dot")->bytes->data[60] ^= 1;
	plug(&host);
	g_assert_cmpuint(device->files->len, ==, 2);
	g_assert_cmpuint(host.log->strokes->len, ==, 2);
	expect_state(&host, PEN_READY, "stored note 0001 is damaged (1 wrong sums");
	host_clear(&host);
	fake_usb_pen_free(device);
}

static void test_refuses_to_free(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &FETCH_AND_FREE);
	fake_usb_pen_add_note(device, "0001", 10, 2);
	device->keeps_files = true;
	plug(&host);
	expect_state(&host, PEN_READY, "refused to free");
	host_clear(&host);
	fake_usb_pen_free(device);
}

/* Not a note: nothing there can be read, nothing is freed. */
static void test_no_strokes(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &FETCH_AND_FREE);
	fake_usb_pen_add_note(device, "0001", 10, 2);
	g_ptr_array_remove_index(device->files, 0);
	plug(&host);
	g_assert_cmpuint(device->files->len, ==, 1);
	g_assert_cmpuint(host.log->strokes->len, ==, 0);
	expect_state(&host, PEN_READY, "no strokes that can be read");
	host_clear(&host);
	fake_usb_pen_free(device);
}

static void test_too_many_files(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &FETCH);
	fake_usb_pen_add_note(device, "0001", 10, 2);
	device->too_many = true;
	plug(&host);
	g_assert_cmpuint(host.log->strokes->len, ==, 2);
	expect_state(&host, PEN_READY, "more notes than it can list");
	host_clear(&host);
	fake_usb_pen_free(device);
}

static void test_blocks_again(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &FETCH);
	fake_usb_pen_add_note(device, "0001", 10, 2);
	device->n_refuse = 3;
	plug(&host);
	expect_asked(device, HELLO "GETOFFLINEDATALIST\nGETFILE_H 0001.str\nGETFILE_D 0+96\n"
				   "GETFILE_D 0+96\nGETFILE_D 0+96\nGETFILE_D 0+96\nGETFILE_H "
				   "0001.dot\nGETFILE_D 0+192\n");
	g_assert_cmpuint(host.log->strokes->len, ==, 2);
	host_clear(&host);
	/* It lost the file: it is opened again. */
	host_init(&host, device, &FETCH);
	device->n_refuse = 1;
	device->refuse_result = 0x11;
	plug(&host);
	expect_asked(device,
		HELLO "GETOFFLINEDATALIST\nGETFILE_H 0001.str\nGETFILE_D 0+96\n" NOTE("0001"));
	host_clear(&host);
	fake_usb_pen_free(device);
}

/* A note that cannot be had is passed over; after two the pen is left alone. */
static void test_refused_notes(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &FETCH);
	fake_usb_pen_add_note(device, "0001", 10, 2);
	fake_usb_pen_add_note(device, "0002", 10, 2);
	fake_usb_pen_add_note(device, "0003", 10, 2);
	device->n_refuse = 4;
	plug(&host);
	g_assert_cmpuint(host.log->strokes->len, ==, 4);
	expect_state(&host, PEN_READY, "stored note 0001: the pen refused a part of it");
	host_clear(&host);
	host_init(&host, device, &FETCH);
	device->n_refuse = 8;
	plug(&host);
	g_assert_cmpuint(host.log->strokes->len, ==, 0);
	expect_state(&host, PEN_READY, "several notes in a row failed");
	host_clear(&host);
	fake_usb_pen_free(device);
}

static void test_silent_in_a_block(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &FETCH);
	fake_usb_pen_add_note(device, "0001", 10, 20);
	device->n_blocks_left = 3;
	plug(&host);
	g_string_truncate(device->asked, 0);
	wait_ms(&host, 6000);
	expect_asked(device, "(GETFILE_D)\n(GETFILE_D)\n");
	wait_ms(&host, 3000);
	expect_state(&host, PEN_READY, "stopped answering");
	host_clear(&host);
	fake_usb_pen_free(device);
}

/* Half an answer came before it fell silent: the next one is understood all the same. */
static void test_half_an_answer(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &FETCH);
	fake_usb_pen_add_note(device, "0001", 10, 2);
	pen_start(host.pen, host.now_ms);
	g_byte_array_set_size(device->out, device->out->len - 2);
	talk(&host);
	wait_ms(&host, 2000);
	g_assert_cmpuint(host.log->strokes->len, ==, 2);
	g_assert_cmpuint(dot_log_count(host.log, PEN_SAID_BAD), ==, 1);
	host_clear(&host);
	fake_usb_pen_free(device);
}

/* ---- unplugged and back */

static void replug(Host *host, const PenConfig *config)
{
	Pen *older = host->pen;
	const PenHost calls = { host, on_send, on_await, on_changed, on_failed, NULL, NULL };
	pen_stop(older, host->now_ms);
	host->pen = pen_new(&NEO_USB_DRIVER, config, &calls, &host->log->sink);
	host->token = host->stored_token = 0;
	host->device->gone = false;
	g_byte_array_set_size(host->device->out, 0);
	g_string_truncate(host->device->asked, 0);
	pen_start(host->pen, host->now_ms);
	pen_inherit(host->pen, older);
	pen_free(older);
	talk(host);
}

static void test_resume(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &FETCH);
	fake_usb_pen_add_note(device, "0001", 10, 20); /* 672 and 1632 bytes */
	device->n_blocks_left = 5;
	plug(&host);
	expect_asked(device, HELLO
		"GETOFFLINEDATALIST\nGETFILE_H 0001.str\nGETFILE_D 0+512\n"
		"GETFILE_D 512+160\nGETFILE_H 0001.dot\nGETFILE_D 0+512\nGETFILE_D 512+512\n");
	g_assert_cmpuint(host.log->strokes->len, ==, 0);
	replug(&host, &FETCH);
	/* The end of what is there is looked at again, the rest is new. */
	expect_asked(device, HELLO "GETOFFLINEDATALIST\nGETFILE_H 0001.str\nGETFILE_D 608+64\n"
				   "GETFILE_H 0001.dot\nGETFILE_D 960+512\nGETFILE_D 1472+160\n");
	g_assert_cmpuint(host.log->strokes->len, ==, 20);
	for (guint i = 0; i < 20; i++)
		g_assert_cmpuint(dot_log_stroke(host.log, i)->tail.flags, ==, 0);
	/* A third time: all of it is known. */
	replug(&host, &FETCH);
	expect_asked(device, HELLO "GETOFFLINEDATALIST\nGETFILE_H 0001.str\nGETFILE_H 0001.dot\n");
	host_clear(&host);
	fake_usb_pen_free(device);
}

/* The file has the same size and is another: begun anew, nothing of two files is mixed. */
static void test_resume_of_another_file(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &FETCH);
	fake_usb_pen_add_note(device, "0001", 10, 20);
	device->n_blocks_left = 5;
	plug(&host);
	g_ptr_array_set_size(device->files, 0);
	fake_usb_pen_add_note(device, "0001", 44, 20);
	replug(&host, &FETCH);
	g_assert_cmpuint(host.log->strokes->len, ==, 20);
	for (guint i = 0; i < 20; i++)
		g_assert_cmpuint(dot_log_stroke(host.log, i)->tail.page.page, ==, 44);
	host_clear(&host);
	fake_usb_pen_free(device);
}

/* Pulled out anywhere, as often as one likes: in the end all is here, once. */
static void test_pulled_out_anywhere(void)
{
	FakeUsbPen *device = fake_usb_pen_new();
	Host host;
	host_init(&host, device, &FETCH_AND_FREE);
	for (guint i = 0; i < 3; i++) {
		char name[8];
		g_snprintf(name, sizeof name, "%04u", i);
		fake_usb_pen_add_note(device, name, 10 + i, 30);
	}
	device->block_bytes = 100;
	device->n_blocks_left = 2;
	plug(&host);
	for (guint i = 0; device->files->len > 0; i++) {
		g_assert_cmpuint(i, <, 200);
		device->n_blocks_left = 4;
		replug(&host, &FETCH_AND_FREE);
	}
	g_assert_cmpuint(host.log->strokes->len, ==, 90);
	host_clear(&host);
	fake_usb_pen_free(device);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/drivers/neo-usb/handshake", test_handshake);
	g_test_add_func("/drivers/neo-usb/older-firmware", test_older_firmware);
	g_test_add_func("/drivers/neo-usb/will-not-store", test_will_not_store);
	g_test_add_func("/drivers/neo-usb/deaf", test_deaf);
	g_test_add_func("/drivers/neo-usb/not-available", test_not_available);
	g_test_add_func("/drivers/neo-usb/fetch", test_fetch);
	g_test_add_func("/drivers/neo-usb/progress", test_progress);
	g_test_add_func("/drivers/neo-usb/free", test_free);
	g_test_add_func("/drivers/neo-usb/free-the-rest", test_free_the_rest);
	g_test_add_func("/drivers/neo-usb/damaged-is-not-freed", test_damaged_is_not_freed);
	g_test_add_func("/drivers/neo-usb/refuses-to-free", test_refuses_to_free);
	g_test_add_func("/drivers/neo-usb/no-strokes", test_no_strokes);
	g_test_add_func("/drivers/neo-usb/too-many-files", test_too_many_files);
	g_test_add_func("/drivers/neo-usb/blocks-again", test_blocks_again);
	g_test_add_func("/drivers/neo-usb/refused-notes", test_refused_notes);
	g_test_add_func("/drivers/neo-usb/silent-in-a-block", test_silent_in_a_block);
	g_test_add_func("/drivers/neo-usb/half-an-answer", test_half_an_answer);
	g_test_add_func("/drivers/neo-usb/resume", test_resume);
	g_test_add_func("/drivers/neo-usb/resume-of-another-file", test_resume_of_another_file);
	g_test_add_func("/drivers/neo-usb/pulled-out-anywhere", test_pulled_out_anywhere);
	return g_test_run();
}
