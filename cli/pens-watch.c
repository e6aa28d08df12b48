/* SPDX-License-Identifier: MIT */
/* The parts of `zhibi pens` that take time or ask a person: pairing, enrolment, waiting for a pen, passwords. */
#include "cli/pens.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define LOOK_MS 400
#define PAIR_SECONDS 120
#define ENROL_SECONDS 600
#define AWAIT_SECONDS 60
#define PASSWORD_MAX 16

static void pause_ms(guint ms)
{
	g_usleep(ms * 1000ul);
}

/* ---- one wish */

static const json_t *find_pen(const json_t *answer, const char *address)
{
	json_t *pen;
	gsize i;

	json_array_foreach(json_object_get(answer, "pens"), i, pen)
	{
		if (strcmp(pens_text(pen, "pen"), address) == 0)
			return pen;
	}
	return NULL;
}

int pens_await(PensCall *call, const char *address, const char *name)
{
	for (guint looked_ms = 0; looked_ms < AWAIT_SECONDS * 1000; looked_ms += LOOK_MS) {
		json_t *answer = pens_ask(call);

		if (!answer)
			return CLI_FAILED;
		const json_t *task = json_object_get(find_pen(answer, address), "task");
		bool ours = strcmp(pens_text(task, "name"), name) == 0; /* others may ask too */
		bool failed = ours && strcmp(pens_text(task, "state"), "failed") == 0;
		bool over = !json_is_object(task) || failed ||
			    (ours && strcmp(pens_text(task, "state"), "done") == 0);
		if (failed)
			fprintf(stderr, "zhibi pens: 笔没有照做 / the pen did not do it: %s\n",
				pens_text(task, "reason"));
		json_decref(answer);
		if (over)
			return failed ? CLI_FAILED : CLI_DONE;
		pause_ms(LOOK_MS);
	}
	fputs("zhibi pens: 笔还在忙，稍后会做；见 zhibi pens / the pen is busy and will do it "
	      "later; "
	      "see zhibi pens\n",
		stderr);
	return CLI_FAILED;
}

/* ---- passwords */

static char *read_line(void)
{
	char *line = NULL;
	size_t n_line = 0;
	ssize_t n_read = getline(&line, &n_line, stdin);

	if (n_read < 0) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\r\n")] = '\0';
	char *copy = g_strdup(line);
	explicit_bzero(line, n_line);
	free(line);
	return copy;
}

static char *read_hidden(const char *prompt)
{
	struct termios shown, hidden;

	fputs(prompt, stderr);
	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return read_line();
	hidden = shown;
	hidden.c_lflag &= (tcflag_t)~ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	char *text = read_line();
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	fputc('\n', stderr);
	return text;
}

static bool is_password(const char *text)
{
	for (const char *at = text; *at; at++)
		if (!g_ascii_isprint(*at))
			return false;
	return strlen(text) <= PASSWORD_MAX;
}

static void wipe(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	g_free(text);
}

char *pens_read_password(void)
{
	bool terminal = isatty(STDIN_FILENO);
	char *text = terminal ? read_hidden("新密码（空行为取消）/ new password, empty for none: ")
			      : read_line();
	char *again = text && terminal ? read_hidden("再输一次 / once more: ") : NULL;
	const char *wrong = NULL;

	if (!text)
		wrong = "没有读到密码 / no password was given";
	else if (terminal && g_strcmp0(text, again) != 0)
		wrong = "两次不一样 / the two differ";
	else if (!is_password(text))
		wrong = "密码最多 16 个英文字母、数字或符号 / a password is at most 16 printable "
			"ASCII letters";
	wipe(again);
	if (!wrong)
		return text;
	fprintf(stderr, "zhibi pens: %s\n", wrong);
	wipe(text);
	return NULL;
}

/* ---- pairing */

static void ask_passkey(PensCall *call, const char *address)
{
	guint64 passkey;

	fprintf(stderr,
		"%s: 请输入笔上显示的六位数 / type the six digits that the pen shows: ", address);
	g_autofree char *line = read_line();
	if (!line || !g_ascii_string_to_unsigned(line, 10, 0, 999999, &passkey, NULL)) {
		fputs("不是六位数 / not six digits\n", stderr);
		return;
	}
	json_t *question = control_question("pen-passkey", "pen", address, NULL);
	json_object_set_new(question, "passkey", json_integer((json_int_t)passkey));
	pens_tell(call, question);
}

static void look_at(PensCall *call, const json_t *pen, GHashTable *states)
{
	const char *address = pens_text(pen, "pen"), *state = pens_text(pen, "state");
	const char *before = g_hash_table_lookup(states, address);

	if (json_is_true(json_object_get(pen, "wants_passkey")))
		ask_passkey(call, address);
	if (g_strcmp0(before, state) == 0)
		return;
	if (before || strcmp(state, "away") != 0)
		printf("%s  %-12s %s%s%s\n", address, pens_text(pen, "model"), state,
			*pens_text(pen, "reason") ? ": " : "", pens_text(pen, "reason"));
	if (strcmp(state, "seen") == 0)
		pens_tell(call, control_question("pen-take", "pen", address, NULL));
	g_hash_table_insert(states, g_strdup(address), g_strdup(state));
}

/* Shows each change until the time is over, or `goes_on` (may be NULL) says that it is. */
static bool watch(PensCall *call, gint seconds,
	void (*look)(PensCall *call, const json_t *pen, GHashTable *states),
	bool (*goes_on)(PensCall *call, GHashTable *states))
{
	bool on = true;
	g_autoptr(GHashTable) states =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	gint64 end_us = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;

	while (on && g_get_monotonic_time() < end_us) {
		json_t *answer = pens_ask(call), *pen;
		gsize i;

		if (!answer)
			return false;
		json_array_foreach(json_object_get(answer, "pens"), i, pen) look(call, pen, states);
		json_decref(answer);
		on = !goes_on || goes_on(call, states);
		fflush(stdout);
		pause_ms(LOOK_MS);
	}
	return true;
}

static bool start(PensCall *call, const char *type, gint seconds)
{
	json_t *question = control_question(type, NULL);

	json_object_set_new(question, "seconds", json_integer(seconds));
	return pens_tell(call, question);
}

int pens_pair(PensCall *call)
{
	gint seconds = call->seconds > 0 ? call->seconds : PAIR_SECONDS;

	if (call->stop)
		return pens_tell(call, control_question("pairing-stop", NULL)) ? CLI_DONE
									       : CLI_FAILED;
	if (!start(call, "pairing-start", seconds))
		return CLI_FAILED;
	printf("请打开新笔。%d 秒内收下认识的笔；Ctrl-C 结束 / Switch the new pens on: those that "
	       "are "
	       "known are taken for %d seconds; Ctrl-C ends it\n",
		seconds, seconds);
	return watch(call, seconds, look_at, NULL) ? CLI_DONE : CLI_FAILED;
}

/* ---- enrolment */

static void look_at_holder(PensCall *call, const json_t *pen, GHashTable *holders)
{
	const char *address = pens_text(pen, "pen");
	const json_t *pupil = json_object_get(pen, "pupil");
	g_autofree char *holder =
		json_is_object(pupil)
			? g_strdup_printf(
				  "%d", (int)json_integer_value(json_object_get(pupil, "number")))
			: g_strdup("-");
	const char *before = g_hash_table_lookup(holders, address);

	(void)call;
	if (g_strcmp0(before, holder) == 0)
		return;
	if (before)
		printf("%s → %s %s\n", address, holder, pens_text(pupil, "name"));
	g_hash_table_insert(holders, g_strdup(address), g_strdup(holder));
}

/* The first pen has the number; whose it is a person decides. */
static void tell_conflict(const json_t *conflict, GHashTable *seen)
{
	const char *pen = pens_text(conflict, "pen"), *other = pens_text(conflict, "other");
	int number = (int)json_integer_value(json_object_get(conflict, "number"));
	g_autofree char *key = g_strdup_printf("%d %s", number, other);

	if (g_hash_table_contains(seen, key))
		return;
	g_hash_table_insert(seen, g_steal_pointer(&key), NULL);
	printf("%d 号格子里有两支笔写过：归 %s；若该归另一支 / two pens wrote in box %d: %s has "
	       "it; if it should be the other:\n  zhibi pens bind %s %d\n",
		number, pen, number, pen, other, number);
}

static bool look_at_conflicts(PensCall *call, GHashTable *seen)
{
	json_t *answer = control_ask(call->control, control_question("status", NULL));
	const json_t *enrolment = json_object_get(answer, "enrolment");
	bool on = json_integer_value(json_object_get(enrolment, "left_s")) > 0;
	json_t *conflict;
	gsize i;

	json_array_foreach(json_object_get(enrolment, "conflicts"), i, conflict)
		tell_conflict(conflict, seen);
	if (answer && !on)
		printf("登记结束，%d 支笔有了主人 / enrolment is over: %d bound\n",
			(int)json_integer_value(json_object_get(enrolment, "bound")),
			(int)json_integer_value(json_object_get(enrolment, "bound")));
	json_decref(answer);
	return on;
}

int pens_enrol(PensCall *call)
{
	gint seconds = call->seconds > 0 ? call->seconds : ENROL_SECONDS;

	if (call->stop)
		return pens_tell(call, control_question("enrolment-stop", NULL)) ? CLI_DONE
										 : CLI_FAILED;
	if (!start(call, "enrolment-start", seconds))
		return CLI_FAILED;
	printf("请每人在点名纸上自己的格子里写名字。%d 秒；zhibi pens enrol --stop 提前结束 / "
	       "Everybody "
	       "writes in their own box of the roster sheet, for %d seconds; zhibi pens enrol "
	       "--stop ends it\n",
		seconds, seconds);
	/* A little longer: the daemon says itself when it is over. */
	return watch(call, seconds + 2, look_at_holder, look_at_conflicts) ? CLI_DONE : CLI_FAILED;
}
