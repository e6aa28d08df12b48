/* SPDX-License-Identifier: MIT */
/* The files of an M1+: what they say, and what is made of damaged ones. No dot is lost in any of these. */
#include "tests/dot-log.h"
#include "tests/neo-usb-files.h"
#include "tests/neo-vectors.h"

static void check_dot(const Dot *dot, const json_t *expected)
{
	g_assert_cmpuint(dot->time_ms, ==, (guint32)neo_vector_number(expected, "delta"));
	g_assert_cmpint(dot->at.x, ==,
		(gint)(json_number_value(json_object_get(expected, "x")) * 100 + 0.5));
	g_assert_cmpint(dot->at.y, ==,
		(gint)(json_number_value(json_object_get(expected, "y")) * 100 + 0.5));
	g_assert_cmpuint(dot->force, ==, (guint)neo_vector_number(expected, "force"));
}

static void check_stroke(const LoggedStroke *stroke, const json_t *decoded, const json_t *expected)
{
	const PageAddress *page = &stroke->tail.page;
	g_assert_cmpint(page->section, ==, neo_vector_number(decoded, "section"));
	g_assert_cmpint(page->owner, ==, neo_vector_number(decoded, "owner"));
	g_assert_cmpint(page->book, ==, neo_vector_number(decoded, "note"));
	g_assert_cmpint(page->page, ==, neo_vector_number(decoded, "page"));
	g_assert_cmpint(stroke->tail.start_ms, ==, neo_vector_number(expected, "down_ms"));
	g_assert_cmpint(stroke->tail.end_ms, ==, neo_vector_number(expected, "up_ms"));
	g_assert_cmpint(stroke->head.tip, ==, neo_vector_number(expected, "tip"));
	g_assert_cmpint(stroke->head.color, ==, neo_vector_number(expected, "color"));
	g_assert_cmpint(stroke->head.origin, ==, STROKE_STORED);
	g_assert_cmpuint(stroke->tail.flags, ==, 0);
	const json_t *dots = json_object_get(expected, "dots");
	g_assert_cmpuint(stroke->dots->len, ==, json_array_size(dots));
	for (guint i = 0; i < stroke->dots->len; i++)
		check_dot(dot_log_dot(stroke, i), json_array_get(dots, i));
}

static void check_example(const json_t *vector)
{
	g_autoptr(GByteArray) strokes = helpers_hex(neo_vector_text(vector, "hex"));
	g_autoptr(GByteArray) dots = helpers_hex(neo_vector_text(vector, "hex2"));
	const NeoUsbFile stroke_file = { strokes->data, strokes->len };
	const NeoUsbFile dot_file = { dots->data, dots->len };
	const json_t *decoded = json_object_get(vector, "decoded");
	NeoUsbFileHead head;
	g_assert_cmpint(neo_usb_file_head(&stroke_file, &head), ==, NEO_USB_FILE_STROKES);
	g_assert_true(head.sum_is_good);
	g_assert_cmpint(head.little_endian, ==, neo_vector_number(decoded, "little_endian"));
	g_autofree char *mac =
		g_strdup_printf("%02X:%02X:%02X:%02X:%02X:%02X", head.address[0], head.address[1],
			head.address[2], head.address[3], head.address[4], head.address[5]);
	g_assert_cmpstr(mac, ==, neo_vector_text(decoded, "mac"));
	g_autoptr(DotLog) log = dot_log_new();
	const NeoUsbFileOutcome outcome =
		neo_usb_file_decode(&stroke_file, &dot_file, 1, &log->sink);
	g_assert_true(neo_usb_file_is_whole(&outcome));
	g_assert_cmpuint(outcome.n_dots, ==, 3);
	const json_t *expected = json_object_get(decoded, "strokes");
	g_assert_cmpuint(log->strokes->len, ==, json_array_size(expected));
	for (guint i = 0; i < log->strokes->len; i++)
		check_stroke(dot_log_stroke(log, i), decoded, json_array_get(expected, i));
}

static void test_example(void)
{
	neo_vectors_each("usb-m1plus-files", "pen_to_host", 1, check_example);
}

/* A page for each stroke, a stroke without dots, one of a single dot. */
static void fill(UsbFiles *files)
{
	usb_files_stroke(files, 10, 5);
	usb_files_stroke(files, 11, 40);
	usb_files_stroke(files, 11, 0);
	usb_files_stroke(files, 12, 1);
}

static char *decode_text(const UsbFiles *files, NeoUsbFileOutcome *outcome)
{
	g_autoptr(DotLog) log = dot_log_new();
	*outcome = usb_files_decode(files, &log->sink);
	return g_strdup(log->text->str);
}

/* Byte order and the way of counting are the pen's affair: the ink is the same. */
static void test_variants(void)
{
	g_autofree char *first = NULL;
	for (guint i = 0; i < 4; i++) {
		UsbFiles files;
		NeoUsbFileOutcome outcome;
		usb_files_init(&files, i & 1, i & 2);
		usb_files_stroke(&files, 10, 5);
		usb_files_stroke(&files, 11, 20);
		usb_files_stroke(&files, 11, 0);
		usb_files_stroke(&files, 12, 1);
		g_autofree char *text = decode_text(&files, &outcome);
		g_assert_true(neo_usb_file_is_whole(&outcome));
		g_assert_cmpuint(outcome.n_strokes, ==, 3);
		g_assert_cmpuint(outcome.n_dots, ==, 26);
		if (!first)
			first = g_strdup(text);
		g_assert_cmpstr(text, ==, first);
		usb_files_clear(&files);
	}
	g_assert_nonnull(strstr(first, "up 1764576001000 to 1764576001190 3.27.603.11\n"));
	g_assert_nonnull(strstr(first, "dot 190 2034 3069 force 300 tilt 90 91 258\n"));
	g_assert_nonnull(strstr(first, "empty-stroke\n"));
}

/* A stroke longer than a byte can count from pen-down, in the same file as a short one of the other kind. */
static void test_each_stroke_for_itself(void)
{
	UsbFiles files;
	usb_files_init(&files, false, true);
	usb_files_stroke(&files, 10, 5);
	files.from_down = false;
	usb_files_stroke(&files, 10, 100);
	g_autoptr(DotLog) log = dot_log_new();
	usb_files_decode(&files, &log->sink);
	g_assert_cmpuint(dot_log_dot(dot_log_stroke(log, 0), 4)->time_ms, ==, 40);
	g_assert_cmpuint(dot_log_dot(dot_log_stroke(log, 1), 99)->time_ms, ==, 990);
	usb_files_clear(&files);
}

static void test_bad_dot_sum(void)
{
	UsbFiles files;
	usb_files_init(&files, false, false);
	fill(&files);
	files.dots->data[NEO_USB_FILE_HEADER + 2 * 16 + 15] ^= 1;
	g_autoptr(DotLog) log = dot_log_new();
	const NeoUsbFileOutcome outcome = usb_files_decode(&files, &log->sink);
	const LoggedStroke *stroke = dot_log_stroke(log, 0);
	g_assert_cmpuint(outcome.n_bad_sums, ==, 1);
	g_assert_cmpuint(stroke->dots->len, ==, 5);
	g_assert_cmpuint(stroke->tail.flags, ==, STROKE_OUTLIER);
	g_assert_cmpuint(dot_log_dot(stroke, 2)->flags, ==, DOT_OUTLIER);
	g_assert_cmpuint(dot_log_dot(stroke, 3)->flags, ==, 0);
	g_assert_cmpuint(dot_log_stroke(log, 1)->tail.flags, ==, 0);
	g_assert_cmpuint(dot_log_count(log, PEN_SAID_BAD), ==, 1);
	usb_files_clear(&files);
}

/* Where a damaged stroke's dots end, the next stroke says. */
static void test_bad_stroke_sum(void)
{
	UsbFiles files;
	usb_files_init(&files, false, false);
	fill(&files);
	guint8 *second = files.strokes->data + NEO_USB_FILE_HEADER + 32;
	second[12] ^= 0x40; /* its page */
	second[25] ^= 0x40; /* its offset */
	second[28] = 0xFF;  /* and number of dots */
	g_autoptr(DotLog) log = dot_log_new();
	const NeoUsbFileOutcome outcome = usb_files_decode(&files, &log->sink);
	const LoggedStroke *stroke = dot_log_stroke(log, 1);
	g_assert_cmpuint(outcome.n_bad_sums, ==, 1);
	g_assert_cmpuint(outcome.n_missing_dots, ==, 0);
	g_assert_cmpuint(log->strokes->len, ==, 3);
	g_assert_cmpuint(stroke->dots->len, ==, 40);
	g_assert_cmpuint(stroke->tail.flags, ==, STROKE_PAGE_GUESSED);
	g_assert_cmpuint(stroke->tail.page.page, ==, 10);
	g_assert_cmpuint(dot_log_stroke(log, 2)->tail.flags, ==, 0);
	usb_files_clear(&files);
}

static void test_bad_header_sum(void)
{
	UsbFiles files;
	usb_files_init(&files, false, false);
	fill(&files);
	files.strokes->data[31] ^= 1;
	files.dots->data[31] ^= 1;
	g_autoptr(DotLog) log = dot_log_new();
	const NeoUsbFileOutcome outcome = usb_files_decode(&files, &log->sink);
	g_assert_cmpuint(outcome.n_bad_sums, ==, 2);
	g_assert_cmpuint(outcome.n_dots, ==, 46);
	g_assert_cmpuint(dot_log_stroke(log, 0)->tail.flags, ==, 0);
	usb_files_clear(&files);
}

static void test_missing_dot_file(void)
{
	UsbFiles files;
	usb_files_init(&files, false, false);
	fill(&files);
	const NeoUsbFile strokes = { files.strokes->data, files.strokes->len };
	g_autoptr(DotLog) log = dot_log_new();
	const NeoUsbFileOutcome outcome = neo_usb_file_decode(&strokes, NULL, 0, &log->sink);
	g_assert_cmpuint(outcome.n_missing_dots, ==, 46);
	g_assert_cmpuint(outcome.n_strokes, ==, 0);
	g_assert_cmpuint(dot_log_count(log, PEN_SAID_BAD), ==, 3);
	g_assert_false(neo_usb_file_is_whole(&outcome));
	usb_files_clear(&files);
}

/* The file ends inside the second stroke, and inside a dot. */
static void test_more_dots_than_there_are(void)
{
	UsbFiles files;
	usb_files_init(&files, false, false);
	fill(&files);
	g_byte_array_set_size(files.dots, NEO_USB_FILE_HEADER + 16 * 30 + 7);
	g_autoptr(DotLog) log = dot_log_new();
	const NeoUsbFileOutcome outcome = usb_files_decode(&files, &log->sink);
	g_assert_cmpuint(outcome.n_missing_dots, ==, 16);
	g_assert_true(outcome.cut_short);
	g_assert_cmpuint(outcome.n_dots, ==, 30);
	g_assert_cmpuint(dot_log_stroke(log, 0)->tail.flags, ==, 0);
	g_assert_cmpuint(dot_log_stroke(log, 1)->dots->len, ==, 25);
	g_assert_cmpuint(dot_log_stroke(log, 1)->tail.flags, ==, STROKE_GAP);
	usb_files_clear(&files);
}

/* The last stroke was not written down, its dots were; behind them is room that the pen kept. */
static void test_dots_nobody_claims(void)
{
	UsbFiles files;
	usb_files_init(&files, false, false);
	fill(&files);
	usb_files_stroke(&files, 12, 7);
	g_byte_array_set_size(files.strokes, files.strokes->len - 32);
	g_byte_array_set_size(files.dots, files.dots->len + 160);
	memset(files.dots->data + files.dots->len - 160, 0, 160);
	g_autoptr(DotLog) log = dot_log_new();
	const NeoUsbFileOutcome outcome = usb_files_decode(&files, &log->sink);
	const LoggedStroke *stroke = dot_log_stroke(log, 3);
	g_assert_cmpuint(outcome.n_unclaimed, ==, 7);
	g_assert_cmpuint(stroke->dots->len, ==, 7);
	g_assert_cmpuint(stroke->tail.page.page, ==, 12);
	g_assert_cmpuint(stroke->tail.flags, ==,
		STROKE_DOWN_MISSING | STROKE_UP_MISSING | STROKE_PAGE_GUESSED |
			STROKE_CLOCK_REPAIRED);
	usb_files_clear(&files);
}

/* A pen that leaves the offset out means: one stroke's dots behind the other's. */
static void test_no_offsets(void)
{
	UsbFiles files;
	NeoUsbFileOutcome outcome;
	usb_files_init(&files, false, false);
	fill(&files);
	g_autofree char *with = decode_text(&files, &outcome);
	for (guint i = 0; i < files.n_strokes; i++) {
		const guint from = NEO_USB_FILE_HEADER + 32 * i;
		memset(files.strokes->data + from + 24, 0, 4);
		usb_files_mend_sum(files.strokes, from, 32);
	}
	g_autofree char *without = decode_text(&files, &outcome);
	g_assert_true(neo_usb_file_is_whole(&outcome));
	g_assert_cmpstr(with, ==, without);
	usb_files_clear(&files);
}

/* Any end of either file: as many dots as there are whole ones of strokes that are there. */
static void test_any_length(void)
{
	UsbFiles files;
	usb_files_init(&files, false, false);
	usb_files_stroke(&files, 10, 5);
	usb_files_stroke(&files, 11, 9);
	for (gsize n_strokes = 0; n_strokes <= files.strokes->len; n_strokes++)
		for (gsize n_dots = 0; n_dots <= files.dots->len; n_dots += 5) {
			g_autofree guint8 *a = g_memdup2(files.strokes->data, n_strokes);
			g_autofree guint8 *b = g_memdup2(files.dots->data, n_dots);
			const NeoUsbFile strokes = { a, n_strokes }, dots = { b, n_dots };
			g_autoptr(DotLog) log = dot_log_new();
			const NeoUsbFileOutcome outcome =
				neo_usb_file_decode(&strokes, &dots, 1, &log->sink);
			const gsize n_there = n_dots < 32 ? 0 : (n_dots - 32) / 16;
			const gsize n_told = n_strokes < 64 ? 0 : n_there;
			g_assert_cmpuint(outcome.n_dots, ==, n_told);
		}
	usb_files_clear(&files);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/protocol/usb-file/example", test_example);
	g_test_add_func("/protocol/usb-file/variants", test_variants);
	g_test_add_func("/protocol/usb-file/each-stroke-for-itself", test_each_stroke_for_itself);
	g_test_add_func("/protocol/usb-file/bad-dot-sum", test_bad_dot_sum);
	g_test_add_func("/protocol/usb-file/bad-stroke-sum", test_bad_stroke_sum);
	g_test_add_func("/protocol/usb-file/bad-header-sum", test_bad_header_sum);
	g_test_add_func("/protocol/usb-file/missing-dot-file", test_missing_dot_file);
	g_test_add_func(
		"/protocol/usb-file/more-dots-than-there-are", test_more_dots_than_there_are);
	g_test_add_func("/protocol/usb-file/dots-nobody-claims", test_dots_nobody_claims);
	g_test_add_func("/protocol/usb-file/no-offsets", test_no_offsets);
	g_test_add_func("/protocol/usb-file/any-length", test_any_length);
	return g_test_run();
}
