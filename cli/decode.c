/* SPDX-License-Identifier: MIT */
/*
 * `zhibi decode [--driver NAME] FILE.rec…`: recordings to JSON lines (docs/recording.md). Only the open
 * stroke is held; it is printed when it ends, because its flags and its page may come last.
 */
#include "cli/cli.h"
#include "cli/json-out.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "drivers/driver.h"
#include "drivers/recording.h"

#define READ_SIZE ((gsize)256 * 1024)
#define MAX_FAULTS_TOLD 2
#define DEFAULT_DRIVER "neo"

typedef struct {
	JsonOut out;
	const PenDriver *chosen; /* by --driver, or NULL */

	/* The file at work. */
	const char *name;
	const PenDriver *driver;
	void *decoder;
	char *pen;
	gint64 started_ms;
	gint64 now_ms;
	bool has_header;
	bool refused;	/* its driver is not known */
	bool ends_open; /* its last line has no end */
	guint64 n_faults;

	/* The open stroke. */
	StrokeHead head;
	GArray *dots; /* of Dot */
} Decode;

/* ---- what the pen says, as JSON */

static const char *pen_name(const Decode *decode)
{
	if (decode->pen)
		return decode->pen;
	const char *address =
		decode->decoder ? decode->driver->decoder_address(decode->decoder) : "";
	return address[0] != '\0' ? address : "unknown";
}

static void put_field(JsonOut *out, const char *key, gint64 number)
{
	json_out_raw(out, key);
	json_out_number(out, number);
}

static void put_page(JsonOut *out, const PageAddress *page)
{
	if (page->family == PAGE_FAMILY_NONE) {
		json_out_raw(out, ",\"page\":null");
		return;
	}
	put_field(out, ",\"page\":{\"section\":", page->section);
	put_field(out, ",\"owner\":", page->owner);
	put_field(out, ",\"book\":", page->book);
	put_field(out, ",\"page\":", page->page);
	json_out_raw(out, "}");
}

static void put_flags(JsonOut *out, uint32_t flags)
{
	bool first = true;
	json_out_raw(out, ",\"flags\":[");
	for (unsigned bit = 0; bit < STROKE_N_FLAGS; bit++) {
		if (!(flags & 1u << bit))
			continue;
		json_out_raw(out, first ? "" : ",");
		json_out_text(out, stroke_flag_name(bit));
		first = false;
	}
	json_out_raw(out, "]");
}

static void put_dots(JsonOut *out, const GArray *dots, bool gaps_counted)
{
	uint32_t gaps_ms = 0;
	json_out_raw(out, ",\"dots\":[");
	for (guint i = 0; i < dots->len; i++) {
		const Dot *dot = &g_array_index(dots, Dot, i);
		if (!gaps_counted)
			gaps_ms += dot->gap_ms;
		if (i > 0)
			json_out_raw(out, ",");
		json_out_dot(out, dot->time_ms - MIN(gaps_ms, dot->time_ms), dot->at.x, dot->at.y,
			dot->force == FORCE_NONE ? -1 : dot->force);
	}
	json_out_raw(out, "]}\n");
}

static void on_down(void *user, const StrokeHead *head)
{
	Decode *decode = user;
	decode->head = *head;
	g_array_set_size(decode->dots, 0);
}

static void on_page(void *user, const PageAddress *page)
{
	(void)user;
	(void)page; /* the tail has it */
}

static void on_dots(void *user, const Dot *dots, size_t n_dots)
{
	Decode *decode = user;
	g_array_append_vals(decode->dots, dots, (guint)n_dots);
}

static void on_up(void *user, const StrokeTail *tail)
{
	Decode *decode = user;
	JsonOut *out = &decode->out;
	json_out_raw(out, "{\"type\":\"stroke\",\"pen\":");
	json_out_text(out, pen_name(decode));
	put_page(out, &tail->page);
	put_field(out, ",\"start_ms\":", tail->start_ms);
	put_field(out, ",\"end_ms\":", tail->end_ms);
	json_out_raw(
		out, decode->head.tip == TIP_ERASER ? ",\"tip\":\"eraser\"" : ",\"tip\":\"pen\"");
	put_flags(out, tail->flags);
	put_dots(out, decode->dots, tail->gaps_counted);
	g_array_set_size(decode->dots, 0);
}

static void put_place(JsonOut *out, const PenSaid *said)
{
	json_out_raw(out, ",\"at\":");
	json_out_place(out, said->at.x, said->at.y);
	put_page(out, &said->page);
}

static void on_said(void *user, const PenSaid *said)
{
	Decode *decode = user;
	JsonOut *out = &decode->out;
	switch (said->kind) {
	case PEN_SAID_BATTERY:
		put_field(out, "{\"type\":\"battery\",\"percent\":", said->percent);
		if (said->charging)
			json_out_raw(out, ",\"charging\":true");
		break;
	case PEN_SAID_POWER_OFF:
		json_out_raw(out, "{\"type\":\"power-off\",\"reason\":");
		json_out_text(out, power_off_reason_name(said->reason));
		break;
	case PEN_SAID_LOST:
		put_field(out, "{\"type\":\"lost\",\"events\":", said->n);
		break;
	case PEN_SAID_REPEATED:
		put_field(out, "{\"type\":\"repeated\",\"packets\":", said->n);
		break;
	case PEN_SAID_BAD:
		json_out_raw(out, "{\"type\":\"bad\",\"why\":");
		json_out_text(out, decode_result_name(said->bad));
		break;
	case PEN_SAID_HOVER:
		json_out_raw(out, "{\"type\":\"hover\"");
		put_place(out, said);
		break;
	case PEN_SAID_CAMERA_ERROR:
		put_field(out, "{\"type\":\"camera-error\",\"code\":", said->n);
		break;
	case PEN_SAID_EMPTY_STROKE:
		json_out_raw(out, "{\"type\":\"empty-stroke\"");
		break;
	case PEN_SAID_TOUCH:
		json_out_raw(out, "{\"type\":\"touch\"");
		put_place(out, said);
		break;
	}
	json_out_raw(out, "}\n");
}

static void on_told(void *user, const char *json)
{
	Decode *decode = user;
	json_out_raw(&decode->out, json);
	json_out_raw(&decode->out, "\n");
}

/* ---- the recording */

static void print_drivers(FILE *out)
{
	for (const PenDriver *const *driver = drivers_all(); *driver; driver++)
		fprintf(out, "%s%s", driver == drivers_all() ? "" : ", ", (*driver)->name);
}

static void on_fault(void *user, guint64 line, const char *message)
{
	Decode *decode = user;
	if (++decode->n_faults > MAX_FAULTS_TOLD)
		return;
	json_out_flush(&decode->out);
	fprintf(stderr, "zhibi: %s:%" G_GUINT64_FORMAT ": %s\n", decode->name, line, message);
}

static void choose_driver(Decode *decode, const char *name)
{
	decode->driver = driver_by_name(name);
	if (decode->driver)
		return;
	decode->refused = true;
	fprintf(stderr,
		"zhibi: %s: there is no driver \"%s\"; say --driver with one of: ", decode->name,
		name);
	print_drivers(stderr);
	fputc('\n', stderr);
}

static void on_header(void *user, const char *key, const char *value)
{
	Decode *decode = user;
	decode->has_header = true;
	if (strcmp(key, "driver") == 0 && !decode->driver && !decode->refused)
		choose_driver(decode, value);
	else if (strcmp(key, "pen") == 0 && !decode->pen && value[0] != '\0')
		decode->pen = g_strdup(value);
	else if (strcmp(key, "started") == 0)
		recording_read_started(value, &decode->started_ms);
}

static void on_transfer(void *user, const RecordingTransfer *transfer)
{
	static const DotSink SINK = {
		.down = on_down, .page = on_page, .dots = on_dots, .up = on_up, .said = on_said
	};
	Decode *decode = user;
	if (decode->refused)
		return;
	if (!decode->driver)
		choose_driver(decode, DEFAULT_DRIVER);
	if (!decode->decoder) {
		DotSink sink = SINK;
		sink.user = decode;
		decode->decoder = decode->driver->decoder_new(&sink, on_told, decode);
	}
	decode->now_ms = decode->started_ms + transfer->time_us / 1000;
	decode->driver->decoder_feed(decode->decoder, transfer->direction, transfer->bytes,
		transfer->n_bytes, decode->now_ms);
}

static bool read_file(Decode *decode, FILE *file, RecordingReader *reader)
{
	g_autofree char *text = g_malloc(READ_SIZE);
	gsize n_text;
	while (!decode->refused && (n_text = fread(text, 1, READ_SIZE, file)) > 0) {
		recording_reader_feed(reader, text, n_text);
		decode->ends_open = text[n_text - 1] != '\n';
	}
	if (!ferror(file))
		return true;
	fprintf(stderr, "zhibi: %s: cannot be read (%s); check the file and its disk\n",
		decode->name, g_strerror(errno));
	return false;
}

/* A file whose last line has no end, and whose pen stops inside a frame or a stroke, was cut. */
static void end_decoder(Decode *decode, const RecordingReader *reader)
{
	json_out_flush(&decode->out);
	decode->driver->decoder_end(decode->decoder, decode->now_ms);
	const bool stops_inside = decode->out.n_used > 0;
	json_out_flush(&decode->out);
	if (stops_inside && decode->ends_open && decode->n_faults == 0)
		on_fault(decode, recording_reader_n_lines(reader),
			"the file ends in the middle; if it was copied, copy it again");
	decode->driver->decoder_free(g_steal_pointer(&decode->decoder));
}

static bool decode_file(Decode *decode, FILE *file)
{
	const RecordingListener listener = { decode, on_header, on_transfer, on_fault };
	g_autoptr(RecordingReader) reader = recording_reader_new(&listener);
	decode->driver = decode->chosen;
	decode->started_ms = decode->now_ms = 0;
	decode->has_header = decode->refused = decode->ends_open = false;
	decode->n_faults = 0;
	bool good = read_file(decode, file, reader);
	if (!decode->refused)
		recording_reader_end(reader);
	if (decode->decoder)
		end_decoder(decode, reader);
	g_clear_pointer(&decode->pen, g_free);
	if (decode->n_faults > MAX_FAULTS_TOLD)
		fprintf(stderr, "zhibi: %s: %" G_GUINT64_FORMAT " faulty lines in all\n",
			decode->name, decode->n_faults);
	if (good && decode->n_faults == 0 && !decode->has_header &&
		recording_reader_n_transfers(reader) == 0) {
		fprintf(stderr, "zhibi: %s:1: nothing is in it; name a recording (*.rec)\n",
			decode->name);
		good = false;
	}
	return good && decode->n_faults == 0 && !decode->refused;
}

static bool decode_name(Decode *decode, const char *name)
{
	decode->name = strcmp(name, "-") == 0 ? "stdin" : name;
	FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
	if (!file) {
		fprintf(stderr, "zhibi: %s: cannot be opened (%s); check the name\n", name,
			g_strerror(errno));
		return false;
	}
	const bool good = decode_file(decode, file);
	if (file != stdin)
		fclose(file);
	return good;
}

/* ---- the command line */

static void print_usage(FILE *out)
{
	fputs("用法 / usage: zhibi decode [--driver NAME] FILE.rec…    （- 表示标准输入 / - is "
	      "stdin）\n"
	      "驱动 / drivers: ",
		out);
	print_drivers(out);
	fputc('\n', out);
}

static int wrong_use(const char *what, const char *which)
{
	fprintf(stderr, "zhibi decode: %s%s\n", what, which);
	print_usage(stderr);
	return CLI_WRONG_USE;
}

static int wrong_driver(const char *name)
{
	fprintf(stderr, "zhibi decode: 没有这个驱动 / no such driver: %s; 有 / there are: ", name);
	print_drivers(stderr);
	fputc('\n', stderr);
	return CLI_WRONG_USE;
}

/* Returns the index of the first file, or minus the exit code minus one. */
static int parse_options(Decode *decode, int argc, char **argv)
{
	int i = 1;
	for (; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
		const char *name = NULL;
		if (strcmp(argv[i], "--") == 0)
			return i + 1;
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			print_usage(stdout);
			return -1 - CLI_DONE;
		}
		if (g_str_has_prefix(argv[i], "--driver="))
			name = argv[i] + strlen("--driver=");
		else if (strcmp(argv[i], "--driver") == 0 && i + 1 < argc)
			name = argv[++i];
		else
			return -1 - wrong_use("没有这个选项 / no such option: ", argv[i]);
		decode->chosen = driver_by_name(name);
		if (!decode->chosen)
			return -1 - wrong_driver(name);
	}
	return i;
}

int decode_run(int argc, char **argv)
{
	Decode decode = { 0 };
	const int first = parse_options(&decode, argc, argv);
	if (first < 0)
		return -1 - first;
	if (first >= argc)
		return wrong_use("没有写文件 / no file named", "");
	decode.dots = g_array_new(FALSE, FALSE, sizeof(Dot));
	json_out_init(&decode.out, stdout);
	bool good = true;
	for (int i = first; i < argc && decode.out.error == 0; i++)
		good = decode_name(&decode, argv[i]) && good;
	json_out_flush(&decode.out);
	if (decode.out.error != 0) {
		fprintf(stderr,
			"zhibi: cannot write the output (%s); make room, then run it again\n",
			g_strerror(decode.out.error));
		good = false;
	}
	json_out_clear(&decode.out);
	g_array_unref(decode.dots);
	return good ? CLI_DONE : CLI_FAILED;
}
