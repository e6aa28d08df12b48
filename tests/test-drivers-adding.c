/* SPDX-License-Identifier: MIT */
/*
 * The made-up pen of docs/adding-a-pen.md (tests/made-up-pen) through every stage that the document names: found
 * by its model, decoded from its recording at any cut, its handshake, its stored ink freed only when it is
 * on disk, garbage. tests/check-adding.py puts its files into a copy of the tree.
 */
#include "drivers/model.h"

#include <string.h>

#include "drivers/pen.h"
#include "drivers/recording.h"
#include "protocol/reed.h"
#include "tests/dot-log.h"
#include "tests/helpers.h"

#define FOLDER "tests/made-up-pen/"
#define NOW_MS G_GINT64_CONSTANT(1764576000000)

extern const PenDriver REED_DRIVER;
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- model */

/* Without its line in the registry the driver is none, and the model file says so. */
static void test_model(void)
{
	g_autoptr(ModelSet) set = model_set_new_built_in();
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	gsize n_text;
	const char *const services[] = { "7e570001-0000-4000-8000-00005245ed00", NULL };
	const ModelSighting sighting = { .name = "Reed 7", .services = services };

	g_assert_true(
		g_file_get_contents(FOLDER "drivers/models/reed.pen", &text, &n_text, &error));
	g_assert_false(model_set_add(set, "reed.pen", text, n_text, &error));
	g_assert_nonnull(strstr(error->message, "no such driver"));
	g_clear_error(&error);

	char *driver = strstr(text, "Driver=reed");
	memcpy(driver, "Driver=neo\n", strlen("Driver=reed"));
	g_assert_null(model_set_find(set, &sighting));
	model_set_add(set, "reed.pen", text, n_text, &error);
	g_assert_no_error(error);
	const Model *model = model_set_find(set, &sighting);
	g_assert_nonnull(model);
	g_assert_cmpstr(model->file, ==, "reed.pen");
	g_assert_cmpuint(model->gatts->len, ==, 1);
}

/* ---- recording */

typedef struct {
	DotLog *log;
	void *decoder;
	guint n_cut; /* bytes at a time */
} Reading;

static void on_transfer(void *user, const RecordingTransfer *transfer)
{
	const Reading *reading = user;
	const guint8 *at = transfer->bytes;

	for (gsize n_left = transfer->n_bytes; n_left > 0;) {
		const gsize n = MIN(n_left, reading->n_cut);

		REED_DRIVER.decoder_feed(reading->decoder, transfer->direction, at, n,
			NOW_MS + transfer->time_us / 1000);
		at += n;
		n_left -= n;
	}
}

static char *read_recording(guint n_cut)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	gsize n_text;
	g_autoptr(DotLog) log = dot_log_new();
	Reading reading = { log, REED_DRIVER.decoder_new(&log->sink, NULL, NULL), n_cut };
	const RecordingListener listener = { .user = &reading, .transfer = on_transfer };
	g_autoptr(RecordingReader) reader = recording_reader_new(&listener);

	g_assert_true(g_file_get_contents(
		FOLDER "tests/fixtures/reed/session.rec", &text, &n_text, &error));
	recording_reader_feed(reader, text, n_text);
	recording_reader_end(reader);
	g_assert_null(recording_reader_error(reader));
	REED_DRIVER.decoder_end(reading.decoder, NOW_MS + 10000);
	g_assert_cmpstr(REED_DRIVER.decoder_address(reading.decoder), ==, "9C:7B:D2:FF:0A:01");
	REED_DRIVER.decoder_free(reading.decoder);
	return g_strdup(log->text->str);
}

static void test_recording(void)
{
	g_autofree char *whole = read_recording(G_MAXUINT);

	g_assert_nonnull(strstr(whole, "stored"));
	g_assert_nonnull(strstr(whole, "link-lost"));
	for (guint n_cut = 1; n_cut < 60; n_cut++) {
		g_autofree char *cut = read_recording(n_cut);
		g_assert_cmpstr(cut, ==, whole);
	}
}

/* ---- the driver, on a link */

typedef struct {
	Pen *pen;
	GString *said; /* kinds of the requests */
	guint64 token;
	guint n_dots;
	char *failure;
	DotLog *log;
} Host;

static void on_send(void *user, const guint8 *bytes, gsize n_bytes)
{
	Host *host = user;

	g_assert_cmpuint(n_bytes, ==, REED_REQUEST_SIZE);
	g_string_append_c(host->said, (char)bytes[1]);
}

static void on_await_stored(void *user, guint64 token)
{
	((Host *)user)->token = token;
}

static void on_changed(void *user)
{
	(void)user;
}

static void on_failed(void *user, const GError *error)
{
	((Host *)user)->failure = g_strdup(error->message);
}

static Host *host_new(void)
{
	const PenConfig config = { .fetch_stored = true, .delete_stored = true };
	Host *host = g_new0(Host, 1);
	const PenHost calls = { host, on_send, on_await_stored, on_changed, on_failed, NULL, NULL };

	host->said = g_string_new(NULL);
	host->log = dot_log_new();
	host->pen = pen_new(&REED_DRIVER, &config, &calls, &host->log->sink);
	pen_start(host->pen, NOW_MS);
	return host;
}

static void host_free(Host *host)
{
	g_assert_cmpuint(pen_n_driver_faults(host->pen), ==, 0);
	pen_stop(host->pen, NOW_MS);
	pen_free(host->pen);
	dot_log_free(host->log);
	g_string_free(host->said, TRUE);
	g_free(host->failure);
	g_free(host);
}

static void hear(Host *host, const char *hex)
{
	g_autoptr(GByteArray) bytes = helpers_hex(hex);

	pen_receive(host->pen, bytes->data, bytes->len, NOW_MS);
}

#define HELLO "A568079C7BD2FF0A0157B9"
#define LIVE "A56C006C"
#define TWO_STORED "A56202020066"
#define FIRST                                                                                      \
	"A56413A00DECD89A010000031B005B0200000900000007A5700700D007B80B2C013EA57508B40DECD89A0100" \
	"009D"
#define SECOND                                                                                     \
	"A564138811ECD89A010000031B005B02000009000000F3A5700700D007B80B2C013EA575089C11ECD89A0100" \
	"0089"
#define END "A5650065"

static void test_handshake_and_stored(void)
{
	Host *host = host_new();

	g_assert_cmpstr(host->said->str, ==, "h");
	hear(host, HELLO);
	g_assert_cmpstr(pen_info(host->pen)->address, ==, "9C:7B:D2:FF:0A:01");
	g_assert_cmpuint(pen_info(host->pen)->battery_percent, ==, 87);
	hear(host, LIVE);
	g_assert_cmpint(pen_state(host->pen), ==, PEN_READY);
	g_assert_cmpstr(host->said->str, ==, "hlf");
	hear(host, TWO_STORED FIRST SECOND END);
	g_assert_cmpuint(host->log->strokes->len, ==, 2);
	/* All of it is here, and still the pen is not told to forget it. */
	g_assert_cmpstr(host->said->str, ==, "hlf");
	g_assert_cmpuint(host->token, !=, 0);
	pen_stored(host->pen, host->token, NOW_MS);
	g_assert_cmpstr(host->said->str, ==, "hlfx");
	g_assert_false(pen_download(host->pen)->under_way);
	host_free(host);
}

/* What came damaged is asked for again, and in the end never freed. */
static void test_damaged(void)
{
	Host *host = host_new();

	hear(host, HELLO LIVE);
	for (guint i = 0; i < 3; i++)
		hear(host, TWO_STORED FIRST END);
	g_assert_cmpstr(host->said->str, ==, "hlfff");
	g_assert_cmpuint(host->token, ==, 0);
	g_assert_cmpint(pen_state(host->pen), ==, PEN_READY);
	g_assert_nonnull(strstr(pen_reason(host->pen), "keeps it"));
	host_free(host);
}

static void test_no_answer(void)
{
	Host *host = host_new();

	for (guint i = 1; i <= 3; i++)
		pen_timer(host->pen, NOW_MS + i * 2000);
	g_assert_cmpstr(host->said->str, ==, "hhh");
	g_assert_nonnull(strstr(host->failure, "who it is"));
	g_assert_cmpint(pen_state(host->pen), ==, PEN_FAILED);
	host_free(host);
}

/* ---- garbage */

/* Frames with right sums and wrong everything, and plain noise. */
static void test_garbage(void)
{
	g_autoptr(GRand) chance = g_rand_new_with_seed(1);

	for (guint round = 0; round < 20000; round++) {
		guint8 bytes[80];
		const guint n_bytes = (guint)g_rand_int_range(chance, 0, sizeof(bytes));

		for (guint i = 0; i < n_bytes; i++)
			bytes[i] = (guint8)g_rand_int_range(chance, 0, 256);
		if (n_bytes > 25 && round % 2 == 0) {
			guint8 sum = 0;

			bytes[0] = 0xA5;
			bytes[1] = (guint8) "hlbedpu"[round / 2 % 7];
			bytes[2] = (guint8[]){ 7, 0, 2, 0, 19, 7, 8 }[round / 2 % 7];
			for (guint i = 1; i < 3u + bytes[2]; i++)
				sum = (guint8)(sum + bytes[i]);
			bytes[3 + bytes[2]] = sum;
		}
		LLVMFuzzerTestOneInput(bytes, n_bytes);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/drivers/adding/model", test_model);
	g_test_add_func("/drivers/adding/recording", test_recording);
	g_test_add_func("/drivers/adding/handshake-and-stored", test_handshake_and_stored);
	g_test_add_func("/drivers/adding/damaged", test_damaged);
	g_test_add_func("/drivers/adding/no-answer", test_no_answer);
	g_test_add_func("/drivers/adding/garbage", test_garbage);
	return g_test_run();
}
