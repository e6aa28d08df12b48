/* SPDX-License-Identifier: MIT */
#include "cli/control.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define INSTALLED "/run/zhibi/control.sock"
#define PATIENCE_S 10

struct Control {
	const char *command;
	int fd;
	FILE *from;
	int request;
};

static void explain(const char *command, const char *path, int code)
{
	if (code == EACCES)
		fprintf(stderr,
			"zhibi %s: 没有权限访问 %s，请用 sudo，或加入 zhibi 组 / not allowed to "
			"speak to it: use sudo, or join the group zhibi\n",
			command, path);
	else
		fprintf(stderr,
			"zhibi %s: 服务没有运行（%s：%s）。请运行 sudo systemctl start zhibid，"
			"或用 --socket 指明 / the daemon is not running: sudo systemctl start "
			"zhibid, or name its socket with --socket\n",
			command, path, g_strerror(code));
}

static int reach(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const struct timeval patience = { .tv_sec = PATIENCE_S };

	if (g_strlcpy(address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
		int code = errno;
		close(fd);
		errno = code;
		return -1;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	return fd;
}

static Control *take(const char *command, int fd)
{
	Control *control = g_new0(Control, 1);

	control->command = command;
	control->fd = fd;
	control->from = fdopen(fd, "r");
	g_assert(control->from);
	return control;
}

Control *control_try(const char *command, const char *path)
{
	int fd = reach(path);

	return fd < 0 ? NULL : take(command, fd);
}

Control *control_open(const char *command, const char *path)
{
	g_autofree char *own =
		g_build_filename(g_get_user_data_dir(), "zhibi", "control.sock", NULL);
	const char *tried = path ? path : INSTALLED;
	int fd = reach(tried);

	if (fd < 0 && !path && errno == ENOENT)
		fd = reach(tried = own);
	if (fd < 0) {
		explain(command, tried, errno);
		return NULL;
	}
	return take(command, fd);
}

Control *control_close(Control *control)
{
	if (control)
		fclose(control->from);
	g_free(control);
	return NULL;
}

json_t *control_question(const char *type, ...)
{
	json_t *question = json_pack("{ss}", "type", type);
	va_list pairs;

	va_start(pairs, type);
	for (const char *key; (key = va_arg(pairs, const char *));)
		json_object_set_new(question, key, json_string(va_arg(pairs, const char *)));
	va_end(pairs);
	return question;
}

/* A question may hold a password: its text is wiped. Who hangs up in the middle may have said why before. */
static void say(const Control *control, const json_t *question)
{
	char *text = json_dumps(question, JSON_COMPACT);
	gsize n_bytes = strlen(text);

	text[n_bytes] = '\n'; /* in the place of the NUL */
	if (send(control->fd, text, n_bytes + 1, MSG_NOSIGNAL) < 0)
		g_debug("the question was not taken whole: %s", g_strerror(errno));
	explicit_bzero(text, n_bytes + 1);
	free(text);
}

json_t *control_ask(Control *control, json_t *take_question)
{
	char *line = NULL;
	size_t n_line = 0;
	json_t *answer = NULL;

	json_object_set_new(take_question, "request", json_integer(++control->request));
	say(control, take_question);
	if (getline(&line, &n_line, control->from) > 0)
		answer = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	free(line);
	json_decref(take_question);
	if (!answer)
		fprintf(stderr,
			"zhibi %s: 服务没有回答，请看它的日志 journalctl -u zhibid / the daemon "
			"did "
			"not answer; see its log: journalctl -u zhibid\n",
			control->command);
	return answer;
}
