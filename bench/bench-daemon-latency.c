/* SPDX-License-Identifier: MIT */
/*
 * From a pen's notification to a browser: the real daemon, PENS pens (default 60) of RATE dots a second
 * (default 120, one dot a notification) over its socket, one logged-in WebSocket, and another process that
 * keeps the disk busy. One process plays pens and browser, so both ends read one clock: the j-th dot of a
 * pen is the j-th dot of its seat. Prints p50 and p99, dots lost, and the daemon's CPU and memory; and from a pen's
 * lifting to the result of the stroke's question in the stream (the pens write across the demonstration's sheet).
 *   bench-daemon-latency [PENS [RATE [SECONDS]]]
 * Longer than a file should be: pens and browser share one clock and one loop, and a figure is read best in one place.
 */
#include "protocol/bytes.h"
#include "protocol/neo-encode.h"
#include "tests/helpers.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <unistd.h>

#define DOTS_A_STROKE 40

typedef struct {
	int fd;
	GByteArray *heard;
	bool live;
	guint8 counter;
	guint at; /* dot of the stroke */
	gint64 due_us;
	gint64 clock_ms;
	GArray *sent_us;  /* gint64 of each dot */
	guint n_received; /* dots at the browser */
	gint64 up_us;	  /* of the last stroke, until its result came; 0 none */
	bool base_due;	  /* the console was started over: all ink of the page comes again */
} BenchPen;

typedef struct {
	guint n_pens, rate, seconds;
	char *folder;
	GPid daemon;
	char *password;
	guint16 port;
	BenchPen *pens;
	int browser;
	GByteArray *frames;
	GArray *latencies_us;
	GArray *results_us;
	guint n_resynchronised;
	bool measuring;
} Bench;

static gint64 now_us(void)
{
	return g_get_monotonic_time();
}

static void give_up(const char *why)
{
	fprintf(stderr, "bench-daemon-latency: %s\n", why);
	exit(1);
}

/* ---- the daemon */

/* Whatever becomes of the measuring, nothing of it stays behind. */
static void die_with_us(gpointer unused)
{
	(void)unused;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static void start_daemon(Bench *bench)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *bench_folder = g_path_get_dirname(self);
	g_autofree char *build = g_path_get_dirname(bench_folder);
	g_autofree char *program = g_build_filename(build, "zhibid", NULL);
	g_autofree char *pupils = g_strdup_printf("%u", bench->n_pens);
	const char *command[] = { program, "--demonstration", "--pupils", pupils, "--data",
		bench->folder, "--port", "0", "--page", "build/page", NULL };
	g_autoptr(GError) error = NULL;
	int out = -1;
	if (!g_spawn_async_with_pipes(NULL, (char **)command, NULL,
		    G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL, die_with_us, NULL,
		    &bench->daemon, NULL, &out, NULL, &error))
		give_up(error->message);
	g_autoptr(GString) text = g_string_new(NULL);
	char piece[512];
	const char *address = NULL;
	while (!address || !strchr(address, '\n')) {
		ssize_t n = read(out, piece, sizeof piece);
		if (n <= 0)
			give_up("the daemon did not come up");
		g_string_append_len(text, piece, n);
		address = strstr(text->str, "listening on http://127.0.0.1:");
	}
	g_autoptr(GMatchInfo) match = NULL;
	g_autoptr(GRegex) regex = g_regex_new("[Pp]assword[^:：\n]*[:：]\\s*(\\S+)", 0, 0, NULL);
	if (!g_regex_match(regex, text->str, 0, &match))
		give_up("the daemon printed no password");
	bench->password = g_match_info_fetch(match, 1);
	bench->port = (guint16)atoi(address + strlen("listening on http://127.0.0.1:"));
}

/* CPU in seconds so far, and resident memory in KiB. */
static double daemon_cpu_seconds(const Bench *bench)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)bench->daemon);
	g_autofree char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		give_up("the daemon is gone");
	g_auto(GStrv) fields = g_strsplit(strrchr(text, ')') + 2, " ", -1);
	return (double)(g_ascii_strtoll(fields[11], NULL, 10) +
			g_ascii_strtoll(fields[12], NULL, 10)) /
	       (double)sysconf(_SC_CLK_TCK);
}

static double daemon_memory_mib(const Bench *bench)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/status", (int)bench->daemon);
	g_autofree char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		return 0;
	const char *line = strstr(text, "VmRSS:");
	return line ? atof(line + 6) / 1024 : 0;
}

/* Writes and syncs beside the database until it is killed. */
static GPid keep_disk_busy(const Bench *bench)
{
	pid_t child = fork();
	if (child != 0)
		return child;
	die_with_us(NULL);
	g_autofree char *path = g_build_filename(bench->folder, "busy", NULL);
	int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
	static const char BLOCK[1 << 20];
	for (;;) {
		if (pwrite(fd, BLOCK, sizeof BLOCK, (random() % 64) << 20) < 0)
			_exit(1);
		fdatasync(fd);
	}
}

/* ---- the pens */

static void pen_send(BenchPen *pen, const void *bytes, size_t n_bytes)
{
	if (send(pen->fd, bytes, n_bytes, MSG_NOSIGNAL) != (ssize_t)n_bytes)
		give_up("a pen's link broke");
}

static void pen_frame(BenchPen *pen, guint8 command, int error, const void *payload, size_t n)
{
	guint8 out[256];
	pen_send(pen, out, neo_encode_frame(out, sizeof out, command, error, payload, n));
}

static void pen_answer(BenchPen *pen, guint number, guint8 command, guint8 type)
{
	guint8 body[64] = { 0 };
	ByteWriter writer = byte_writer(body, sizeof body);
	if (command == 0x01) {
		memcpy(body, "NWP-F51", 7);
		memcpy(body + 16, "1.20", 4);
		memcpy(body + 32, "2.18", 4);
		body[56] = 1;
		const guint8 address[6] = { 0x9C, 0x7B, 0xD2, 0xFF, (guint8)(number >> 8),
			(guint8)number };
		memcpy(body + 58, address, sizeof address);
		pen_frame(pen, 0x81, 0, body, 64);
	} else if (command == 0x04) {
		byte_writer_u8(&writer, 0);
		byte_writer_u16(&writer, 10);
		byte_writer_u64(&writer, (guint64)(g_get_real_time() / 1000));
		byte_writer_u16(&writer, 20);
		byte_writer_u16(&writer, 852);
		byte_writer_unsigned(&writer, 0x50000101010105, 7); /* … beep, no hover, 80 % */
		byte_writer_u8(&writer, 1);
		pen_frame(pen, 0x84, 0, body, 64);
	} else if (command == 0x05) {
		pen_frame(pen, 0x85, 0, (guint8[]){ type, 0 }, 2);
	} else if (command == 0x11) {
		pen_frame(pen, 0x91, 0, NULL, 0);
		pen->live = true;
	} else if (command == 0x21) {
		pen_frame(pen, 0xA1, 0, (guint8[]){ 0, 0 }, 2);
	}
}

static void pen_hear(BenchPen *pen, guint number)
{
	guint8 bytes[1024];
	ssize_t n = recv(pen->fd, bytes, sizeof bytes, MSG_DONTWAIT);
	if (n <= 0)
		return;
	g_byte_array_append(pen->heard, bytes, (guint)n);
	for (;;) {
		guint8 *end = memchr(pen->heard->data, 0xC1, pen->heard->len);
		if (!end)
			return;
		/* The commands heard here carry no escape before their type byte. */
		pen_answer(pen, number, pen->heard->data[1], pen->heard->data[4]);
		g_byte_array_remove_range(pen->heard, 0, (guint)(end - pen->heard->data) + 1);
	}
}

static size_t put_event(guint8 *out, size_t n_out, BenchPen *pen, guint8 command, ByteWriter *body)
{
	body->start[0] = ++pen->counter;
	return neo_encode_frame(out, n_out, command, -1, body->start, byte_writer_size(body));
}

static void pen_write(BenchPen *pen, guint number, guint rate)
{
	guint8 out[256], body[32];
	size_t n = 0;
	ByteWriter writer = byte_writer(body, sizeof body);
	guint delta_ms = 1000 / rate;
	if (pen->at == 0) {
		byte_writer_u8(&writer, 0);
		byte_writer_u64(&writer, (guint64)pen->clock_ms);
		byte_writer_u8(&writer, 0);
		byte_writer_u32(&writer, 0xFF000000);
		n += put_event(out, sizeof out, pen, 0x69, &writer);
		writer = byte_writer(body, sizeof body);
		byte_writer_u8(&writer, 0);
		byte_writer_u32(&writer, 3u << 24 | 27);
		byte_writer_u32(&writer, 603);
		byte_writer_u32(&writer, 10);
		n += put_event(out + n, sizeof out - n, pen, 0x6B, &writer);
	}
	writer = byte_writer(body, sizeof body);
	byte_writer_u8(&writer, 0);
	byte_writer_u8(&writer, (guint8)delta_ms);
	byte_writer_u16(&writer, (guint16)(300 + pen->at));
	byte_writer_u16(&writer, (guint16)(10 + pen->at));
	byte_writer_u16(&writer, (guint16)(10 + number % 70));
	byte_writer_u8(&writer, (guint8)(random() % 100));
	byte_writer_u8(&writer, (guint8)(random() % 100));
	byte_writer_u8(&writer, 88);
	byte_writer_u8(&writer, 92);
	byte_writer_u16(&writer, 45);
	n += put_event(out + n, sizeof out - n, pen, 0x6C, &writer);
	pen->clock_ms += delta_ms;
	if (++pen->at == DOTS_A_STROKE) {
		writer = byte_writer(body, sizeof body);
		byte_writer_u8(&writer, 0);
		byte_writer_u64(&writer, (guint64)pen->clock_ms);
		for (int i = 0; i < 5; i++)
			byte_writer_u16(&writer, DOTS_A_STROKE);
		n += put_event(out + n, sizeof out - n, pen, 0x6A, &writer);
		pen->at = 0;
		pen->clock_ms += delta_ms;
	}
	gint64 sent_us = now_us();
	g_array_append_val(pen->sent_us, sent_us);
	if (pen->at == 0)
		pen->up_us = sent_us;
	pen_send(pen, out, n);
}

static void connect_pens(Bench *bench)
{
	g_autofree char *path = g_build_filename(bench->folder, "pens.sock", NULL);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	g_strlcpy(address.sun_path, path, sizeof address.sun_path);
	bench->pens = g_new0(BenchPen, bench->n_pens);
	for (guint i = 0; i < bench->n_pens; i++) {
		BenchPen *pen = &bench->pens[i];
		pen->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		pen->heard = g_byte_array_new();
		pen->sent_us = g_array_new(FALSE, FALSE, sizeof(gint64));
		pen->clock_ms = g_get_real_time() / 1000;
		if (connect(pen->fd, (struct sockaddr *)&address, sizeof address) != 0)
			give_up("the daemon takes no pens");
		static const char HELLO[] = "zhibi-virtual-pen 1 driver=neo link=ble\n";
		pen_send(pen, HELLO, sizeof HELLO - 1);
	}
}

/* ---- the browser */

static int connect_browser(const Bench *bench)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = htons(bench->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
		give_up("the console does not answer");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	return fd;
}

static char *ask(int fd, const char *request, GByteArray *rest)
{
	g_autoptr(GString) reply = g_string_new(NULL);
	if (send(fd, request, strlen(request), MSG_NOSIGNAL) < 0)
		give_up("the console hung up");
	char piece[4096];
	for (char *end; !(end = strstr(reply->str, "\r\n\r\n"));) {
		ssize_t n = recv(fd, piece, sizeof piece, 0);
		if (n <= 0)
			give_up("the console hung up");
		g_string_append_len(reply, piece, n);
	}
	gsize head = (gsize)(strstr(reply->str, "\r\n\r\n") - reply->str) + 4;
	if (rest)
		g_byte_array_append(rest, (guint8 *)reply->str + head, (guint)(reply->len - head));
	return g_strndup(reply->str, head);
}

static void open_browser(Bench *bench)
{
	int fd = connect_browser(bench);
	g_autofree char *body =
		g_strdup_printf("{\"name\":\"teacher\",\"password\":\"%s\"}", bench->password);
	g_autofree char *login = g_strdup_printf(
		"POST /api/login HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nOrigin: http://127.0.0.1:%u\r\n"
		"Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
		bench->port, bench->port, strlen(body), body);
	g_autofree char *reply = ask(fd, login, NULL);
	char *cookie = strcasestr(reply, "set-cookie: ");
	if (!cookie)
		give_up("no login");
	cookie += strlen("set-cookie: ");
	cookie[strcspn(cookie, ";\r")] = 0;
	close(fd);
	bench->browser = connect_browser(bench);
	bench->frames = g_byte_array_new();
	g_autofree char *upgrade = g_strdup_printf(
		"GET /api/console HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nOrigin: http://127.0.0.1:%u\r\n"
		"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		"Sec-WebSocket-Protocol: zhibi-console-1\r\nCookie: %s\r\n\r\n",
		bench->port, bench->port, cookie);
	g_autofree char *answer = ask(bench->browser, upgrade, bench->frames);
	if (!strstr(answer, " 101 "))
		give_up("no WebSocket");
}

static guint64 leb128(ByteReader *reader)
{
	guint64 value = 0;
	for (unsigned shift = 0; shift < 64 && !reader->failed; shift += 7) {
		guint8 byte = byte_reader_u8(reader);
		value |= (guint64)(byte & 127) << shift;
		if (byte < 128)
			break;
	}
	return value;
}

static void hear_dots(Bench *bench, BenchPen *pen, guint64 n_dots, gint64 at_us, bool live)
{
	for (guint64 i = 0; i < n_dots; i++) {
		if (pen->n_received >= pen->sent_us->len)
			give_up("more dots came than were sent");
		gint64 latency = at_us - g_array_index(pen->sent_us, gint64, pen->n_received++);
		if (bench->measuring && live)
			g_array_append_val(bench->latencies_us, latency);
	}
}

static void hear_ink(Bench *bench, const guint8 *bytes, size_t n_bytes, gint64 at_us)
{
	ByteReader reader = byte_reader(bytes, n_bytes);
	byte_reader_u8(&reader);
	guint8 kind = byte_reader_u8(&reader);
	guint16 seat = byte_reader_u16(&reader);
	byte_reader_u64(&reader);
	if (kind == 2)
		return;
	if (kind == 3 && seat < bench->n_pens && bench->pens[seat].base_due) {
		bench->pens[seat].base_due = false;
		bench->pens[seat].n_received = 0;
	}
	while (!reader.failed && byte_reader_left(&reader) > 0) {
		guint8 record = byte_reader_u8(&reader);
		if (record == 4)
			continue;
		if (record == 6) {
			hear_ink(bench, reader.at, byte_reader_left(&reader), at_us);
			return;
		}
		leb128(&reader);
		if (record == 1) {
			leb128(&reader);
			byte_reader_u8(&reader);
			leb128(&reader);
		} else if (record == 2) {
			guint64 n_dots = leb128(&reader);
			for (guint64 i = 0; i < n_dots; i++) {
				for (int field = 0; field < 3; field++)
					leb128(&reader);
				byte_reader_u8(&reader);
			}
			if (seat < bench->n_pens)
				hear_dots(bench, &bench->pens[seat], n_dots, at_us, kind == 1);
		} else if (record == 3) {
			leb128(&reader);
			leb128(&reader);
		}
	}
}

/* A change with results names each seat it is about. */
static void hear_results(Bench *bench, const guint8 *text, size_t n_bytes, gint64 at_us)
{
	static const char KEY[] = "{\"seat\":";
	const guint8 *at = text, *end = text + n_bytes;

	if (!memmem(text, n_bytes, "\"results\":{", 11))
		return;
	while ((at = memmem(at, (size_t)(end - at), KEY, sizeof KEY - 1))) {
		at += sizeof KEY - 1;
		guint seat = (guint)atoi((const char *)at);
		BenchPen *pen = seat < bench->n_pens ? &bench->pens[seat] : NULL;
		if (!pen || pen->up_us == 0)
			continue;
		gint64 latency = at_us - pen->up_us;
		pen->up_us = 0;
		if (bench->measuring)
			g_array_append_val(bench->results_us, latency);
	}
}

static void start_over(Bench *bench)
{
	bench->n_resynchronised++;
	for (guint i = 0; i < bench->n_pens; i++)
		bench->pens[i].base_due = true;
}

static void hear_browser(Bench *bench)
{
	guint8 piece[65536];
	ssize_t n = recv(bench->browser, piece, sizeof piece, MSG_DONTWAIT);
	gint64 at_us = now_us();
	if (n == 0)
		give_up("the console hung up");
	if (n > 0)
		g_byte_array_append(bench->frames, piece, (guint)n);
	size_t used = 0;
	for (;;) {
		const guint8 *at = bench->frames->data + used;
		size_t left = bench->frames->len - used, head = 2;
		if (left < 2)
			break;
		guint64 size = at[1] & 127;
		size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
		if (left < head + extra)
			break;
		if (extra > 0)
			size = 0;
		for (size_t i = 0; i < extra; i++)
			size = size << 8 | at[head + i];
		head += extra;
		if (left < head + size)
			break;
		if ((at[0] & 15) == 2)
			hear_ink(bench, at + head, size, at_us);
		else if ((at[0] & 15) == 1 &&
			 memmem(at + head, size, "\"resynchronised\":true", 21))
			start_over(bench);
		else if ((at[0] & 15) == 1)
			hear_results(bench, at + head, size, at_us);
		else if ((at[0] & 15) == 9)
			(void)!send(bench->browser, "\x8a\x80\0\0\0\0", 6, MSG_NOSIGNAL);
		used += head + size;
	}
	g_byte_array_remove_range(bench->frames, 0, (guint)used);
}

/* ---- the run */

/* Late pens catch up with what they are late by, up to 20 ms; more is left out. Each stays in its own time: all in step
 * would be another load. */
static gint64 next_due(gint64 due_us, gint64 period_us, gint64 at_us)
{
	const gint64 late_us = at_us - 20000 - (due_us + period_us);

	return due_us + period_us * (1 + (late_us > 0 ? late_us / period_us + 1 : 0));
}

/* Pens that are due write; returns how long all may sleep, in microseconds. */
static gint64 write_due(Bench *bench, bool writing)
{
	gint64 now = now_us(), next = now + 20000;
	for (guint i = 0; i < bench->n_pens; i++) {
		BenchPen *pen = &bench->pens[i];
		if (!pen->live || !writing)
			continue;
		if (now >= pen->due_us) {
			pen_write(pen, i + 1, bench->rate);
			pen->due_us = next_due(pen->due_us, 1000000 / bench->rate, now);
		}
		next = MIN(next, pen->due_us);
	}
	return MAX(0, next - now_us());
}

static void run_for(Bench *bench, gint64 duration_us, bool writing)
{
	g_autofree struct pollfd *fds = g_new0(struct pollfd, bench->n_pens + 1);
	for (guint i = 0; i < bench->n_pens; i++)
		fds[i + 1] = (struct pollfd){ .fd = bench->pens[i].fd, .events = POLLIN };
	fds[0] = (struct pollfd){ .fd = bench->browser, .events = POLLIN };
	for (gint64 end = now_us() + duration_us; now_us() < end;) {
		gint64 sleep_us = write_due(bench, writing);
		struct timespec timeout = { .tv_nsec = MIN(sleep_us, 900000) * 1000 };
		if (ppoll(fds, bench->n_pens + 1, &timeout, NULL) <= 0)
			continue;
		if (fds[0].revents)
			hear_browser(bench);
		for (guint i = 0; i < bench->n_pens; i++)
			if (fds[i + 1].revents)
				pen_hear(&bench->pens[i], i + 1);
	}
}

static int compare_times(const void *a, const void *b)
{
	gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
	return x < y ? -1 : x > y;
}

static double percentile_ms(const GArray *sorted, double share)
{
	if (sorted->len == 0)
		return 0;
	guint at = (guint)((double)(sorted->len - 1) * share);
	return (double)g_array_index(sorted, gint64, at) / 1000;
}

static void print_figures(Bench *bench, double cpu_seconds, double seconds)
{
	guint n_sent = 0, n_received = 0;
	for (guint i = 0; i < bench->n_pens; i++) {
		n_sent += bench->pens[i].sent_us->len;
		n_received += bench->pens[i].n_received;
	}
	bool thousand = bench->n_pens > 100;
	g_array_sort(bench->latencies_us, compare_times);
	printf("notification to browser, %u pens x %u/s, disk busy, p50\t%.2f\tms\t%s\n",
		bench->n_pens, bench->rate, percentile_ms(bench->latencies_us, 0.5),
		thousand ? "-" : "limit 2 ms");
	printf("the same, p99\t%.2f\tms\t%s\n", percentile_ms(bench->latencies_us, 0.99),
		thousand ? "limit 25 ms" : "limit 10 ms");
	g_array_sort(bench->results_us, compare_times);
	printf("pen-up to the stroke's result in the stream, p50\t%.2f\tms\tof %u strokes\n",
		percentile_ms(bench->results_us, 0.5), bench->results_us->len);
	printf("the same, p99\t%.2f\tms\tlimit 50 ms\n", percentile_ms(bench->results_us, 0.99));
	printf("dots sent and not seen\t%u\tof %u\tlimit 0 (console started over %u "
	       "times)\n",
		n_sent - n_received, n_sent, bench->n_resynchronised);
	printf("daemon CPU meanwhile, %u pens, one console\t%.1f\t%% of a core\t%s\n",
		bench->n_pens, 100 * cpu_seconds / seconds, thousand ? "-" : "limit 5 %");
	printf("daemon resident memory, %u pens\t%.1f\tMiB\t%s\n", bench->n_pens,
		daemon_memory_mib(bench), thousand ? "-" : "limit 64 MiB");
}

int main(int argc, char **argv)
{
	Bench bench = { .n_pens = argc > 1 ? (guint)atoi(argv[1]) : 60,
		.rate = argc > 2 ? (guint)atoi(argv[2]) : 120,
		.seconds = argc > 3 ? (guint)atoi(argv[3]) : 10,
		.folder = helpers_temporary_folder(),
		.latencies_us = g_array_new(FALSE, FALSE, sizeof(gint64)),
		.results_us = g_array_new(FALSE, FALSE, sizeof(gint64)) };
	struct rlimit files;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	start_daemon(&bench);
	open_browser(&bench);
	connect_pens(&bench);
	guint n_live = 0;
	for (int i = 0; i < 40 && n_live < bench.n_pens; i++) {
		run_for(&bench, 500000, false);
		n_live = 0;
		for (guint p = 0; p < bench.n_pens; p++)
			n_live += bench.pens[p].live;
	}
	if (n_live < bench.n_pens)
		give_up("not all pens came to life within 20 s");
	for (guint p = 0; p < bench.n_pens; p++)
		bench.pens[p].due_us = now_us() + random() % (1000000 / bench.rate);
	GPid busy = keep_disk_busy(&bench);
	run_for(&bench, 2000000, true);
	bench.measuring = true;
	double cpu = daemon_cpu_seconds(&bench);
	gint64 begin_us = now_us();
	run_for(&bench, (gint64)bench.seconds * 1000000, true);
	double seconds = (double)(now_us() - begin_us) / 1e6;
	cpu = daemon_cpu_seconds(&bench) - cpu;
	bench.measuring = false;
	run_for(&bench, 1500000, false);
	kill(busy, SIGKILL);
	print_figures(&bench, cpu, seconds);
	kill(bench.daemon, SIGTERM);
	waitpid(bench.daemon, NULL, 0);
	helpers_remove_folder(bench.folder);
	return 0;
}
