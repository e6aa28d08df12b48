/* SPDX-License-Identifier: MIT */
/* Links over the pens' socket and from recordings: bytes in order, cut anywhere; who is refused and why. */
#include "daemon/error.h"
#include "daemon/links/replay.h"
#include "daemon/links/socket-links.h"
#include "tests/daemon-room.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define HELLO "zhibi-virtual-pen 1 driver=neo link=ble\n"

typedef struct Rig Rig;

/* One link and what it told. */
typedef struct {
	Rig *rig; /* NULL: of a recording */
	Link *link;
	GByteArray *received, *sent;
	GArray *pieces; /* of guint: how many bytes each time */
	gint64 first_us, last_us, second_host_ms;
	bool closed, echo, free_at_first;
} Ear;

struct Rig {
	char *folder, *path;
	SocketLinks *links;
	GPtrArray *ears;
	bool echo, free_at_first, refuse, pause_at_next;
};

static void free_link(Ear *ear)
{
	if (ear->link)
		link_free(ear->link);
	ear->link = NULL;
}

static void on_received(void *user, const guint8 *bytes, gsize n_bytes)
{
	Ear *ear = user;
	const guint n = (guint)n_bytes;
	ear->last_us = g_get_monotonic_time();
	if (ear->received->len == 0)
		ear->first_us = ear->last_us;
	g_byte_array_append(ear->received, bytes, n);
	g_array_append_val(ear->pieces, n);
	if (ear->echo)
		link_send(ear->link, bytes, n_bytes);
	if (ear->rig && ear->rig->pause_at_next) {
		ear->rig->pause_at_next = false;
		for (guint i = 0; i < ear->rig->ears->len; i++)
			link_pause(((Ear *)g_ptr_array_index(ear->rig->ears, i))->link, true);
	}
	if (ear->free_at_first)
		free_link(ear);
}

static void on_sent(void *user, const guint8 *bytes, gsize n_bytes)
{
	g_byte_array_append(((Ear *)user)->sent, bytes, (guint)n_bytes);
}

static void on_closed(void *user, const GError *error)
{
	Ear *ear = user;
	(void)error;
	g_assert_false(ear->closed);
	ear->closed = true;
	free_link(ear);
}

static void on_opened(void *user, Link *take_link)
{
	Rig *rig = user;
	Ear *ear = g_new0(Ear, 1);
	ear->rig = rig;
	ear->link = take_link;
	ear->received = g_byte_array_new();
	ear->sent = g_byte_array_new();
	ear->pieces = g_array_new(FALSE, FALSE, sizeof(guint));
	ear->echo = rig->echo;
	ear->free_at_first = rig->free_at_first;
	take_link->listener = (LinkListener){ ear, on_received, on_sent, on_closed };
	g_ptr_array_add(rig->ears, ear);
	if (rig->refuse)
		free_link(ear);
}

static void free_ear(gpointer data)
{
	Ear *ear = data;
	free_link(ear);
	g_byte_array_unref(ear->received);
	g_byte_array_unref(ear->sent);
	g_array_unref(ear->pieces);
	g_free(ear);
}

static LinkOwner owner_of(Rig *rig)
{
	return (LinkOwner){ .user = rig, .opened = on_opened };
}

static void set_up(Rig *rig, gconstpointer unused)
{
	(void)unused;
	const LinkOwner owner = owner_of(rig);
	g_autoptr(GError) error = NULL;
	rig->folder = helpers_temporary_folder();
	rig->path = g_build_filename(rig->folder, "pens.sock", NULL);
	rig->ears = g_ptr_array_new_with_free_func(free_ear);
	rig->links = socket_links_new(rig->path, &owner, &error);
	g_assert_no_error(error);
}

static void tear_down(Rig *rig, gconstpointer unused)
{
	(void)unused;
	g_ptr_array_unref(rig->ears);
	socket_links_free(rig->links);
	g_assert_false(g_file_test(rig->path, G_FILE_TEST_EXISTS));
	helpers_remove_folder(rig->folder);
	g_free(rig->folder);
	g_free(rig->path);
}

static int connect_client(const Rig *rig)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	g_strlcpy(address.sun_path, rig->path, sizeof(address.sun_path));
	g_assert_cmpint(connect(fd, (struct sockaddr *)&address, sizeof(address)), ==, 0);
	return fd;
}

static void say(int fd, const void *bytes, gsize n_bytes)
{
	g_assert_cmpint(send(fd, bytes, n_bytes, MSG_NOSIGNAL), ==, (gssize)n_bytes);
}

static Ear *first_ear(const Rig *rig)
{
	g_assert_cmpuint(rig->ears->len, >, 0);
	return g_ptr_array_index(rig->ears, 0);
}

/* Until nothing has happened for longer than busy sockets rest; a machine that is slow to wake us up has not rested. */
static void spin(void)
{
	for (guint n_quiet = 0; n_quiet < 25; n_quiet++) {
		if (g_main_context_iteration(NULL, FALSE))
			n_quiet = 0;
		else
			g_usleep(200);
	}
}

static void test_cut_anywhere(Rig *rig, gconstpointer unused)
{
	(void)unused;
	g_autoptr(GByteArray) all = g_byte_array_new();
	g_byte_array_append(all, (const guint8 *)HELLO, sizeof(HELLO) - 1);
	for (guint i = 0; i < 400; i++)
		g_byte_array_append(all, &(guint8){ (guint8)(i * 7) }, 1);
	/* The greeting's newline at every place of a piece, the pen's bytes behind it. */
	for (guint cut = 1; cut < sizeof(HELLO) + 3; cut++) {
		const int fd = connect_client(rig);
		say(fd, all->data, cut);
		spin();
		say(fd, all->data + cut, all->len - cut);
		spin();
		const Ear *ear = g_ptr_array_index(rig->ears, cut - 1);
		room_assert_bytes(ear->received->data, ear->received->len,
			all->data + sizeof(HELLO) - 1, all->len - sizeof(HELLO) + 1);
		g_assert_cmpstr(ear->link->driver, ==, "neo");
		g_assert_cmpstr(ear->link->kind, ==, "ble");
		g_assert_false(ear->link->passive);
		close(fd);
		spin();
		g_assert_true(ear->closed);
	}
}

static void test_refused(Rig *rig, gconstpointer unused)
{
	(void)unused;
	g_autofree char *endless = g_strnfill(200, 'x');
	const char *const greetings[] = { "GET / HTTP/1.1\r\n\r\n",
		"zhibi-virtual-pen 1 driver=neo\n", "zhibi-virtual-pen 1 link=ble\n",
		"zhibi-virtual-pen 1 driver=../neo link=ble\n",
		"zhibi-virtual-pen 1 driver=neo link=ble more=1\n",
		"zhibi-virtual-pen 2 driver=neo link=ble\n",
		"zhibi-virtual-pen 1 driver=neo driver=neo link=ble\n", endless };
	for (guint i = 0; i < G_N_ELEMENTS(greetings); i++) {
		char byte;
		const int fd = connect_client(rig);
		g_test_expect_message("zhibi-daemon", G_LOG_LEVEL_MESSAGE, "refused a client*");
		say(fd, greetings[i], strlen(greetings[i]));
		spin();
		g_test_assert_expected_messages();
		g_assert_cmpuint(rig->ears->len, ==, 0);
		g_assert_true(recv(fd, &byte, 1, MSG_DONTWAIT) == 0 || errno == ECONNRESET);
		close(fd);
	}
}

/* More than the socket takes at once comes out whole and in order. */
static void test_echo(Rig *rig, gconstpointer unused)
{
	(void)unused;
	g_autoptr(GByteArray) back = g_byte_array_new();
	g_autoptr(GByteArray) all = g_byte_array_new();
	const int fd = connect_client(rig);
	const int small = 4096;
	rig->echo = true;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	say(fd, HELLO, sizeof(HELLO) - 1);
	spin();
	for (guint i = 0; i < 150000; i++)
		g_byte_array_append(all, &(guint8){ (guint8)(i * i >> 3) }, 1);
	say(fd, all->data, all->len);
	for (guint i = 0; i < 2000 && back->len < all->len; i++) {
		guint8 piece[3000];
		spin();
		const gssize n = recv(fd, piece, sizeof(piece), MSG_DONTWAIT);
		if (n > 0)
			g_byte_array_append(back, piece, (guint)n);
	}
	room_assert_bytes(back->data, back->len, all->data, all->len);
	close(fd);
	spin();
}

/* A pen that takes nothing is let go; memory does not grow without end. */
static void test_deaf_client(Rig *rig, gconstpointer unused)
{
	(void)unused;
	static const guint8 BYTES[4096];
	const int fd = connect_client(rig);
	say(fd, HELLO, sizeof(HELLO) - 1);
	spin();
	Ear *ear = first_ear(rig);
	g_test_expect_message("zhibi-daemon", G_LOG_LEVEL_MESSAGE, "*takes no bytes; closing");
	for (guint i = 0; i < 1000 && !ear->closed; i++) {
		link_send(ear->link, BYTES, sizeof(BYTES));
		if (i % 16 == 15)
			spin();
	}
	g_test_assert_expected_messages();
	g_assert_true(ear->closed);
	close(fd);
}

static void test_pause(Rig *rig, gconstpointer unused)
{
	(void)unused;
	const int fd = connect_client(rig);
	say(fd, HELLO "abc", sizeof(HELLO) + 2);
	spin();
	Ear *ear = first_ear(rig);
	g_assert_cmpuint(ear->received->len, ==, 3);
	link_pause(ear->link, true);
	say(fd, "def", 3);
	spin();
	g_assert_cmpuint(ear->received->len, ==, 3);
	/* It hangs up meanwhile: what it said before is not lost, and the loop does not run hot. */
	close(fd);
	spin();
	g_assert_false(ear->closed);
	link_pause(ear->link, false);
	spin();
	room_assert_bytes(ear->received->data, ear->received->len, "abcdef", 6);
	g_assert_true(ear->closed);
}

/* Many pens at once, cut anywhere: each is heard as it spoke, whoever else spoke in the same turn, more than one turn
 * takes, and even where the owner pauses all of them at what one says. */
static void test_many_at_once(Rig *rig, gconstpointer unused)
{
	(void)unused;
	enum { N = 40, N_BYTES = 30000 };
	g_autoptr(GRand) rand = g_rand_new_with_seed(20251125);
	g_autofree guint8 *bytes = g_malloc(N + N_BYTES);
	guint said[N] = { 0 }, n_left = N;
	int fds[N];
	for (guint i = 0; i < N + N_BYTES; i++)
		bytes[i] = (guint8)(i * i >> 5 ^ i);
	for (guint i = 0; i < N; i++) {
		fds[i] = connect_client(rig);
		say(fds[i], HELLO, sizeof(HELLO) - 1);
		spin(); /* ears in this order */
	}
	while (n_left > 0) {
		for (guint i = 0; i < N; i++) {
			const guint most = (guint)g_rand_int_range(rand, 0, 12000);
			const guint n = MIN(most, N_BYTES - said[i]);
			if (n == 0)
				continue;
			say(fds[i], bytes + i + said[i], n);
			said[i] += n;
			n_left -= said[i] == N_BYTES;
		}
		rig->pause_at_next = g_rand_boolean(rand);
		spin();
		for (guint i = 0; i < N; i++)
			link_pause(((Ear *)g_ptr_array_index(rig->ears, i))->link, false);
		spin();
	}
	for (guint i = 0; i < N; i++) {
		const Ear *ear = g_ptr_array_index(rig->ears, i);
		room_assert_bytes(ear->received->data, ear->received->len, bytes + i, N_BYTES);
		close(fds[i]);
	}
	spin();
}

/* Until the socket takes no more. */
static void fill(int fd)
{
	static const guint8 BYTES[65536];
	while (send(fd, BYTES, sizeof(BYTES), MSG_NOSIGNAL | MSG_DONTWAIT) > 0)
		continue;
}

/* Some that always have more to say than a turn takes: who says one thing beside them is heard soon. */
static void test_loud_ones(Rig *rig, gconstpointer unused)
{
	(void)unused;
	enum { N_LOUD = 6, N = N_LOUD + 10, N_TURNS_MAX = 50 };
	int fds[N];
	for (guint i = 0; i < N; i++) {
		fds[i] = connect_client(rig);
		say(fds[i], HELLO, sizeof(HELLO) - 1);
		spin(); /* ears in this order */
	}
	for (guint i = 0; i < N_LOUD; i++)
		fill(fds[i]);
	for (guint i = N_LOUD; i < N; i++)
		say(fds[i], "one", 3);
	for (guint turn = 0; turn < N_TURNS_MAX; turn++) {
		for (guint i = 0; i < N_LOUD; i++)
			fill(fds[i]);
		g_main_context_iteration(NULL, TRUE);
	}
	for (guint i = 0; i < N; i++) {
		const Ear *ear = g_ptr_array_index(rig->ears, i);
		g_assert_cmpuint(ear->received->len, >=, i < N_LOUD ? 65536 : 3);
		close(fds[i]);
	}
	spin();
}

/* The owner may free a link in any of its calls. */
static void test_freed_in_call(Rig *rig, gconstpointer unused)
{
	(void)unused;
	int fds[20];
	rig->free_at_first = true;
	for (guint i = 0; i < 20; i++) {
		fds[i] = connect_client(rig);
		say(fds[i], HELLO "abc", sizeof(HELLO) + 2);
	}
	spin();
	g_assert_cmpuint(rig->ears->len, ==, 20);
	rig->refuse = true;
	say(connect_client(rig), HELLO "abc", sizeof(HELLO) + 2);
	spin();
	g_assert_cmpuint(rig->ears->len, ==, 21);
	for (guint i = 0; i < 20; i++)
		close(fds[i]);
	spin();
}

static void test_place(Rig *rig, gconstpointer unused)
{
	(void)unused;
	const LinkOwner owner = owner_of(rig);
	g_autofree char *file = g_build_filename(rig->folder, "file", NULL);
	g_autofree char *far = g_strnfill(150, 'x');
	g_autoptr(GError) error = NULL;
	struct stat status;
	g_assert_cmpint(stat(rig->path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 0777, ==, 0600);
	g_assert_null(socket_links_new(rig->path, &owner, &error));
	g_assert_nonnull(strstr(error->message, "another zhibid"));
	g_clear_error(&error);
	/* A dead daemon's socket is replaced; a file is not. */
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	g_autofree char *stale = g_build_filename(rig->folder, "stale", NULL);
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	g_strlcpy(address.sun_path, stale, sizeof(address.sun_path));
	g_assert_cmpint(bind(fd, (struct sockaddr *)&address, sizeof(address)), ==, 0);
	close(fd);
	SocketLinks *links = socket_links_new(stale, &owner, &error);
	g_assert_no_error(error);
	socket_links_free(links);
	g_assert_true(g_file_set_contents(file, "mine", -1, NULL));
	g_assert_null(socket_links_new(file, &owner, &error));
	g_assert_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED);
	g_assert_true(g_file_test(file, G_FILE_TEST_IS_REGULAR));
	g_clear_error(&error);
	g_assert_null(socket_links_new(far, &owner, &error));
	g_assert_nonnull(strstr(error->message, "too long"));
}

/* ---- recordings */

static const char RECORDING[] = "driver: neo\nlink: ble\npen: 9C:7B:D2:01:02:03\n"
				"started: 2025-12-01T08:00:00.250Z\n"
				"1000 < 01 02 03\n2000 > AA\n101000 < 04\n201000 < 05 06\n";

static char *write_recording(const Rig *rig, const char *name, const char *text)
{
	char *path = g_build_filename(rig->folder, name, NULL);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	return path;
}

static bool ear_closed(void *user)
{
	return ((Ear *)user)->closed;
}

static gint64 replay(Rig *rig, const char *path, double speed)
{
	const ReplayRequest request = { .path = (char *)path, .speed = speed };
	const LinkOwner owner = owner_of(rig);
	g_autoptr(GError) error = NULL;
	const guint n = rig->ears->len;
	replay_open(&request, &owner, &error);
	g_assert_no_error(error);
	Ear *ear = g_ptr_array_index(rig->ears, n);
	g_assert_true(ear->link->passive);
	g_assert_cmpstr(ear->link->address, ==, "9C:7B:D2:01:02:03");
	g_assert_cmpuint(ear->received->len, ==, 0);
	room_run_until(ear_closed, ear);
	room_assert_bytes(ear->received->data, ear->received->len, "\1\2\3\4\5\6", 6);
	room_assert_bytes(ear->sent->data, ear->sent->len, "\xAA", 1);
	return ear->last_us - ear->first_us;
}

static void test_replay_speeds(Rig *rig, gconstpointer unused)
{
	(void)unused;
	g_autofree char *path = write_recording(rig, "a.rec", RECORDING);
	const gint64 true_us = replay(rig, path, 1);
	g_assert_cmpint(true_us, >=, 197000);
	g_assert_cmpint(true_us, <, 1000000);
	const gint64 four_us = replay(rig, path, 4);
	g_assert_cmpint(four_us, >=, 47000);
	g_assert_cmpint(four_us, <, 190000);
	g_assert_cmpint(replay(rig, path, 0), <, 40000);
}

static void on_timed(void *user, const guint8 *bytes, gsize n_bytes)
{
	on_received(user, bytes, n_bytes);
	if (((Ear *)user)->pieces->len == 2)
		((Ear *)user)->second_host_ms = ((Ear *)user)->link->host_ms;
}

/* The time of the recording is told, and a pause stops it. */
static void test_replay_pause_and_time(Rig *rig, gconstpointer unused)
{
	(void)unused;
	g_autofree char *path = write_recording(rig, "a.rec", RECORDING);
	const ReplayRequest request = { .path = path, .speed = 1 };
	const LinkOwner owner = owner_of(rig);
	g_autoptr(GError) error = NULL;
	replay_open(&request, &owner, &error);
	g_assert_no_error(error);
	Ear *ear = first_ear(rig);
	ear->link->listener.received = on_timed;
	room_run_ms(30);
	g_assert_cmpuint(ear->received->len, ==, 3);
	link_pause(ear->link, true);
	room_run_ms(250);
	g_assert_cmpuint(ear->received->len, ==, 3);
	link_pause(ear->link, false);
	room_run_ms(40); /* it is at 70 ms of its time */
	g_assert_cmpuint(ear->received->len, ==, 3);
	room_run_until(ear_closed, ear);
	g_assert_cmpint(ear->second_host_ms, ==, G_GINT64_CONSTANT(1764576000250) + 101);
}

static void test_many_replays(Rig *rig, gconstpointer unused)
{
	(void)unused;
	g_autoptr(GString) text = g_string_new("driver: neo\n");
	const LinkOwner owner = owner_of(rig);
	g_autoptr(GError) error = NULL;
	for (guint i = 0; i < 20000; i++)
		g_string_append_printf(text, "%u < %02X\n", i * 1000, i & 255);
	g_autofree char *path = write_recording(rig, "long.rec", text->str);
	for (guint i = 0; i < 30; i++)
		g_assert_true(
			replay_open(&(ReplayRequest){ .path = path, .speed = 0 }, &owner, &error));
	for (guint i = 0; i < 30; i++) {
		Ear *ear = g_ptr_array_index(rig->ears, i);
		room_run_until(ear_closed, ear);
		g_assert_cmpuint(ear->received->len, ==, 20000);
	}
	/* One that is given up in the middle. */
	g_assert_true(replay_open(&(ReplayRequest){ .path = path, .speed = 1 }, &owner, &error));
}

static void test_bad_recordings(Rig *rig, gconstpointer unused)
{
	(void)unused;
	static const char *const BAD[][2] = { { "no text", "no transfer" },
		{ "driver: neo\n", "no transfer" }, { "1 < 00\n", "driver: neo" },
		{ "driver: nopen\n1 < 00\n", "nopen" } };
	const LinkOwner owner = owner_of(rig);
	for (guint i = 0; i < G_N_ELEMENTS(BAD); i++) {
		g_autofree char *path = write_recording(rig, "bad.rec", BAD[i][0]);
		const ReplayRequest request = { .path = path, .speed = 0 };
		g_autoptr(GError) error = NULL;
		g_assert_false(replay_open(&request, &owner, &error));
		g_assert_error(error, DAEMON_ERROR, DAEMON_ERROR_FAILED);
		g_assert_nonnull(strstr(error->message, "bad.rec"));
		g_assert_nonnull(strstr(error->message, BAD[i][1]));
	}
	g_assert_cmpuint(rig->ears->len, ==, 0);
}

static void test_requests(void)
{
	static const struct {
		const char *text, *path;
		double speed;
	} GOOD[] = { { "a.rec", "a.rec", 1 }, { "a.rec@0", "a.rec", 0 },
		{ "a@b.rec", "a@b.rec", 1 }, { "a@b.rec@2.5", "a@b.rec", 2.5 }, { "@5", "@5", 1 } };
	g_autoptr(GError) error = NULL;
	for (guint i = 0; i < G_N_ELEMENTS(GOOD); i++) {
		g_autoptr(ReplayRequest) request = replay_request_parse(GOOD[i].text, &error);
		g_assert_no_error(error);
		g_assert_cmpstr(request->path, ==, GOOD[i].path);
		g_assert_cmpfloat(request->speed, ==, GOOD[i].speed);
	}
	g_assert_null(replay_request_parse("a.rec@1.2.3", &error));
	g_assert_error(error, DAEMON_ERROR, DAEMON_ERROR_USE);
	g_clear_error(&error);
	g_assert_null(replay_request_parse("a.rec@9999", &error));
	g_assert_error(error, DAEMON_ERROR, DAEMON_ERROR_USE);
}

static void add(const char *name, void (*test)(Rig *rig, gconstpointer unused))
{
	g_autofree char *path = g_strconcat("/daemon/links/", name, NULL);
	g_test_add(path, Rig, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
	add("cut-anywhere", test_cut_anywhere);
	add("refused", test_refused);
	add("echo", test_echo);
	add("deaf-client", test_deaf_client);
	add("pause", test_pause);
	add("many-at-once", test_many_at_once);
	add("loud-ones", test_loud_ones);
	add("freed-in-call", test_freed_in_call);
	add("place", test_place);
	add("replay-speeds", test_replay_speeds);
	add("replay-pause-and-time", test_replay_pause_and_time);
	add("many-replays", test_many_replays);
	add("bad-recordings", test_bad_recordings);
	g_test_add_func("/daemon/links/requests", test_requests);
	return g_test_run();
}
