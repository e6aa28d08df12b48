/* SPDX-License-Identifier: MIT */
/* Each kind of message is a row: its name and the fields it has, no more and no less; each field another: of
 * what type it is, within which bounds, and where it goes. */
#include "daemon/console/console-message.h"

#include <jansson.h>
#include <stddef.h>
#include <string.h>

/* Of operations, whose region has corners, each of which has two numbers. */
#define EDIT_DEPTH_MAX 6

typedef enum {
	FIELD_REQUEST = 1 << 0,
	FIELD_COPY = 1 << 1,
	FIELD_SEAT = 1 << 2,
	FIELD_HIDE = 1 << 3,
	FIELD_PEN = 1 << 4,
	FIELD_OTHER = 1 << 5,
	FIELD_SETTING = 1 << 6,
	FIELD_VALUE = 1 << 7,
	FIELD_PASSWORD = 1 << 8,
	FIELD_PUPIL = 1 << 9,
	FIELD_PASSKEY = 1 << 10,
	FIELD_SECONDS = 1 << 11,
	FIELD_QUESTION = 1 << 12,
	FIELD_VERDICT = 1 << 13,
	FIELD_POINTS = 1 << 14,
	FIELD_CONFIDENCE = 1 << 15,
	FIELD_TEXT = 1 << 16,
	FIELD_NUMBER = 1 << 17,
	FIELD_SHEET = 1 << 18,
	FIELD_VERSION = 1 << 19,
	FIELD_OPERATIONS = 1 << 20,
	FIELD_ORDERED = 1 << 21,
	FIELD_PLACE = 1 << 22,
	FIELD_ITEM = 1 << 23,
	FIELD_ORDER = 1 << 24,
	FIELD_REPLAY = 1 << 25,
	FIELD_MINUTES = 1 << 26,
	FIELD_LINK = 1 << 27,
	FIELD_ASSIGNMENT = 1 << 28,
	FIELD_PAGE = 1 << 29,
	FIELD_ONCE = 1ull << 30, /* done once, and for no other assignment */
	FIELD_COMMENT = 1ull << 31,
	FIELD_SPOT = 1ull << 32,
	FIELD_OF = 1ull << 33,
	FIELD_CLASS = 1ull << 34,
	FIELD_END_LESSON = 1ull << 35,
	FIELD_OF_CLASS = 1ull << 36,
	FIELD_BACK = 1ull << 37,
} Field;

static const struct {
	const char *type;
	ConsoleMessageKind kind;
	guint64 fields;
} kinds[] = {
	{ "open-page", CONSOLE_MESSAGE_OPEN_PAGE, FIELD_REQUEST | FIELD_COPY },
	{ "list-pages", CONSOLE_MESSAGE_LIST_PAGES, FIELD_REQUEST | FIELD_SEAT },
	{ "hide-names", CONSOLE_MESSAGE_HIDE_NAMES, FIELD_REQUEST | FIELD_HIDE },
	{ "resynchronise", CONSOLE_MESSAGE_RESYNCHRONISE, 0 },
	{ "mark", CONSOLE_MESSAGE_MARK,
		FIELD_REQUEST | FIELD_SEAT | FIELD_QUESTION | FIELD_VERDICT | FIELD_POINTS |
			FIELD_TEXT },
	{ "mark-equal", CONSOLE_MESSAGE_MARK_EQUAL,
		FIELD_REQUEST | FIELD_QUESTION | FIELD_VERDICT | FIELD_POINTS | FIELD_TEXT },
	{ "accept", CONSOLE_MESSAGE_ACCEPT, FIELD_REQUEST | FIELD_SEAT | FIELD_QUESTION },
	{ "accept-equal", CONSOLE_MESSAGE_ACCEPT_EQUAL,
		FIELD_REQUEST | FIELD_QUESTION | FIELD_TEXT },
	{ "accept-above", CONSOLE_MESSAGE_ACCEPT_ABOVE, FIELD_REQUEST | FIELD_CONFIDENCE },
	{ "undo", CONSOLE_MESSAGE_UNDO, FIELD_REQUEST | FIELD_OF },
	{ "comment", CONSOLE_MESSAGE_COMMENT,
		FIELD_REQUEST | FIELD_COMMENT | FIELD_QUESTION | FIELD_VERDICT | FIELD_POINTS |
			FIELD_TEXT },
	{ "load", CONSOLE_MESSAGE_LOAD, FIELD_REQUEST | FIELD_OF_CLASS | FIELD_BACK },
	{ "load-school", CONSOLE_MESSAGE_LOAD_SCHOOL, FIELD_REQUEST | FIELD_BACK },
	{ "question-ink", CONSOLE_MESSAGE_QUESTION_INK, FIELD_REQUEST | FIELD_QUESTION },
	{ "correct", CONSOLE_MESSAGE_CORRECT,
		FIELD_REQUEST | FIELD_SEAT | FIELD_QUESTION | FIELD_TEXT },
	{ "claim", CONSOLE_MESSAGE_CLAIM, FIELD_REQUEST | FIELD_COPY | FIELD_NUMBER },
	{ "undo-claim", CONSOLE_MESSAGE_UNDO_CLAIM, FIELD_REQUEST | FIELD_COPY },
	{ "unclaimed", CONSOLE_MESSAGE_UNCLAIMED, FIELD_REQUEST },
	{ "remark", CONSOLE_MESSAGE_REMARK, FIELD_REQUEST },
	{ "pile", CONSOLE_MESSAGE_PILE, FIELD_REQUEST | FIELD_ORDERED },
	{ "pile-copies", CONSOLE_MESSAGE_PILE_COPIES, FIELD_REQUEST },
	{ "pile-move", CONSOLE_MESSAGE_PILE_MOVE, FIELD_REQUEST | FIELD_COPY | FIELD_NUMBER },
	{ "hand-down", CONSOLE_MESSAGE_HAND_DOWN, FIELD_REQUEST | FIELD_SEAT },
	{ "day", CONSOLE_MESSAGE_DAY, FIELD_REQUEST },
	{ "classes", CONSOLE_MESSAGE_CLASSES, FIELD_REQUEST },
	{ "class-open", CONSOLE_MESSAGE_CLASS_OPEN, FIELD_REQUEST | FIELD_CLASS },
	{ "assignments", CONSOLE_MESSAGE_ASSIGNMENTS, FIELD_REQUEST },
	{ "assignment-open", CONSOLE_MESSAGE_ASSIGNMENT_OPEN, FIELD_REQUEST | FIELD_ASSIGNMENT },
	{ "seat-move", CONSOLE_MESSAGE_SEAT_MOVE, FIELD_REQUEST | FIELD_SEAT | FIELD_PLACE },
	{ "lesson-begin", CONSOLE_MESSAGE_LESSON_BEGIN, FIELD_REQUEST },
	{ "lesson-pause", CONSOLE_MESSAGE_LESSON_PAUSE, FIELD_REQUEST },
	{ "lesson-resume", CONSOLE_MESSAGE_LESSON_RESUME, FIELD_REQUEST },
	{ "lesson-end", CONSOLE_MESSAGE_LESSON_END, FIELD_REQUEST },
	{ "wall-add", CONSOLE_MESSAGE_WALL_ADD, FIELD_REQUEST | FIELD_COPY | FIELD_QUESTION },
	{ "wall-remove", CONSOLE_MESSAGE_WALL_REMOVE, FIELD_REQUEST | FIELD_ITEM },
	{ "wall-move", CONSOLE_MESSAGE_WALL_MOVE, FIELD_REQUEST | FIELD_ITEM | FIELD_ORDER },
	{ "wall-clear", CONSOLE_MESSAGE_WALL_CLEAR, FIELD_REQUEST },
	{ "wall-blank", CONSOLE_MESSAGE_WALL_BLANK, FIELD_REQUEST | FIELD_HIDE },
	{ "wall-names", CONSOLE_MESSAGE_WALL_NAMES, FIELD_REQUEST | FIELD_HIDE },
	{ "wall-live", CONSOLE_MESSAGE_WALL_LIVE, FIELD_REQUEST },
	{ "wall-replay", CONSOLE_MESSAGE_WALL_REPLAY, FIELD_REQUEST | FIELD_REPLAY },
	{ "wall-link", CONSOLE_MESSAGE_WALL_LINK,
		FIELD_REQUEST | FIELD_TEXT | FIELD_MINUTES | FIELD_HIDE },
	{ "wall-unlink", CONSOLE_MESSAGE_WALL_UNLINK, FIELD_REQUEST | FIELD_LINK },
	{ "place", CONSOLE_MESSAGE_PLACE, FIELD_REQUEST | FIELD_COPY | FIELD_PAGE },
	{ "turn-page", CONSOLE_MESSAGE_TURN_PAGE, FIELD_REQUEST | FIELD_PAGE },
	{ "sheet", CONSOLE_MESSAGE_SHEET, FIELD_REQUEST },
	{ "sheet-edit", CONSOLE_MESSAGE_SHEET_EDIT,
		FIELD_REQUEST | FIELD_SHEET | FIELD_VERSION | FIELD_OPERATIONS },
	{ "sheet-try", CONSOLE_MESSAGE_SHEET_TRY,
		FIELD_REQUEST | FIELD_SHEET | FIELD_VERSION | FIELD_OPERATIONS },
	{ "status", CONSOLE_MESSAGE_STATUS, FIELD_REQUEST },
	{ "pens", CONSOLE_MESSAGE_PENS, FIELD_REQUEST },
	{ "pen-find", CONSOLE_MESSAGE_PEN_FIND, FIELD_REQUEST | FIELD_PEN },
	{ "pen-setting", CONSOLE_MESSAGE_PEN_SETTING,
		FIELD_REQUEST | FIELD_PEN | FIELD_SETTING | FIELD_VALUE },
	{ "pen-password", CONSOLE_MESSAGE_PEN_PASSWORD,
		FIELD_REQUEST | FIELD_PEN | FIELD_PASSWORD },
	{ "pen-bind", CONSOLE_MESSAGE_PEN_BIND, FIELD_REQUEST | FIELD_PEN | FIELD_PUPIL },
	{ "pen-unbind", CONSOLE_MESSAGE_PEN_UNBIND, FIELD_REQUEST | FIELD_PEN },
	{ "pen-swap", CONSOLE_MESSAGE_PEN_SWAP, FIELD_REQUEST | FIELD_PEN | FIELD_OTHER },
	{ "pen-retire", CONSOLE_MESSAGE_PEN_RETIRE, FIELD_REQUEST | FIELD_PEN },
	{ "pen-fetch", CONSOLE_MESSAGE_PEN_FETCH, FIELD_REQUEST | FIELD_PEN },
	{ "pen-forget", CONSOLE_MESSAGE_PEN_FORGET, FIELD_REQUEST | FIELD_PEN },
	{ "pen-take", CONSOLE_MESSAGE_PEN_TAKE, FIELD_REQUEST | FIELD_PEN },
	{ "pen-passkey", CONSOLE_MESSAGE_PEN_PASSKEY, FIELD_REQUEST | FIELD_PEN | FIELD_PASSKEY },
	{ "pairing-start", CONSOLE_MESSAGE_PAIRING_START, FIELD_REQUEST | FIELD_SECONDS },
	{ "pairing-stop", CONSOLE_MESSAGE_PAIRING_STOP, FIELD_REQUEST },
	{ "enrolment-start", CONSOLE_MESSAGE_ENROLMENT_START, FIELD_REQUEST | FIELD_SECONDS },
	{ "enrolment-stop", CONSOLE_MESSAGE_ENROLMENT_STOP, FIELD_REQUEST },
};

/* What may be left out, beside the class that is meant. */
static const struct {
	ConsoleMessageKind kind;
	guint64 fields;
} maybes[] = {
	{ CONSOLE_MESSAGE_CLASS_OPEN, FIELD_END_LESSON },
	{ CONSOLE_MESSAGE_MARK, FIELD_ONCE | FIELD_COMMENT | FIELD_SPOT },
	{ CONSOLE_MESSAGE_MARK_EQUAL, FIELD_ONCE | FIELD_COMMENT },
	{ CONSOLE_MESSAGE_ACCEPT, FIELD_ONCE },
	{ CONSOLE_MESSAGE_ACCEPT_EQUAL, FIELD_ONCE },
	{ CONSOLE_MESSAGE_ACCEPT_ABOVE, FIELD_ONCE | FIELD_QUESTION },
	{ CONSOLE_MESSAGE_UNDO, FIELD_ONCE },
	{ CONSOLE_MESSAGE_COMMENT, FIELD_ONCE },
	{ CONSOLE_MESSAGE_CORRECT, FIELD_ONCE },
	{ CONSOLE_MESSAGE_PILE, FIELD_ONCE | FIELD_NUMBER },
	{ CONSOLE_MESSAGE_PILE_MOVE, FIELD_ONCE },
	{ CONSOLE_MESSAGE_PLACE, FIELD_ONCE },
	{ CONSOLE_MESSAGE_TURN_PAGE, FIELD_ONCE },
};

/* TEXT is printable ASCII, WORDS any line of UTF-8; a LIST is only seen to be one. */
typedef enum { TYPE_NUMBER, TYPE_REAL, TYPE_TRUTH, TYPE_TEXT, TYPE_WORDS, TYPE_LIST } FieldType;

#define PLACE(member) offsetof(ConsoleMessage, member), sizeof(((ConsoleMessage *)0)->member)

/* Bounds: of a number, its value; of a text, its bytes. */
static const struct {
	const char *name;
	Field field;
	FieldType type;
	gsize offset, size;
	gint64 least, most;
} fields[] = {
	{ "request", FIELD_REQUEST, TYPE_NUMBER, PLACE(request), 1, G_MAXINT32 },
	{ "copy", FIELD_COPY, TYPE_NUMBER, PLACE(copy), 1, G_MAXINT64 },
	{ "seat", FIELD_SEAT, TYPE_NUMBER, PLACE(seat), 0, 65534 },
	{ "row", FIELD_PLACE, TYPE_NUMBER, PLACE(row), 0, 19 },
	{ "column", FIELD_PLACE, TYPE_NUMBER, PLACE(column), 0, 19 },
	{ "item", FIELD_ITEM, TYPE_NUMBER, PLACE(item), 1, G_MAXINT32 },
	{ "place", FIELD_ORDER, TYPE_NUMBER, PLACE(place), 0, 99 },
	{ "speed", FIELD_REPLAY, TYPE_NUMBER, PLACE(speed), 0, 32 },
	{ "at_ms", FIELD_REPLAY, TYPE_NUMBER, PLACE(at_ms), 0, 86400000 },
	{ "minutes", FIELD_MINUTES, TYPE_NUMBER, PLACE(minutes), 1, 10080 },
	{ "link", FIELD_LINK, TYPE_NUMBER, PLACE(link), 1, G_MAXINT64 },
	{ "hide", FIELD_HIDE, TYPE_TRUTH, PLACE(hide), 0, 1 },
	{ "ordered", FIELD_ORDERED, TYPE_TRUTH, PLACE(ordered), 0, 1 },
	{ "page", FIELD_PAGE, TYPE_NUMBER, PLACE(page), 0, 2000 },
	{ "pen", FIELD_PEN, TYPE_TEXT, PLACE(pen), 1, 63 },
	{ "other", FIELD_OTHER, TYPE_TEXT, PLACE(other), 1, 63 },
	{ "setting", FIELD_SETTING, TYPE_TEXT, PLACE(setting), 1, 23 },
	{ "value", FIELD_VALUE, TYPE_NUMBER, PLACE(value), 0, 65535 },
	{ "password", FIELD_PASSWORD, TYPE_TEXT, PLACE(password), 0, 16 },
	{ "pupil", FIELD_PUPIL, TYPE_NUMBER, PLACE(pupil), 1, 9999 },
	{ "passkey", FIELD_PASSKEY, TYPE_NUMBER, PLACE(passkey), 0, 999999 },
	{ "question", FIELD_QUESTION, TYPE_NUMBER, PLACE(question), 0, 9999 },
	{ "verdict", FIELD_VERDICT, TYPE_TEXT, PLACE(verdict), 1, 15 },
	{ "points", FIELD_POINTS, TYPE_REAL, PLACE(points), 0, 1000 },
	{ "assignment", FIELD_ONCE, TYPE_NUMBER, PLACE(assignment), 1, G_MAXINT64 },
	{ "action", FIELD_ONCE, TYPE_TEXT, PLACE(action), 1, 32 },
	{ "of", FIELD_OF, TYPE_TEXT, PLACE(of), 1, 32 },
	{ "comment", FIELD_COMMENT, TYPE_NUMBER, PLACE(comment), 0, G_MAXINT64 },
	{ "x", FIELD_SPOT, TYPE_REAL, PLACE(x), 0, 100000 },
	{ "y", FIELD_SPOT, TYPE_REAL, PLACE(y), 0, 100000 },
	{ "confidence", FIELD_CONFIDENCE, TYPE_REAL, PLACE(confidence), 0, 1 },
	{ "text", FIELD_TEXT, TYPE_WORDS, PLACE(text), 0, 63 },
	{ "pupil", FIELD_NUMBER, TYPE_NUMBER, PLACE(pupil), 0, 9999 },
	{ "sheet", FIELD_SHEET, TYPE_NUMBER, PLACE(sheet), 1, G_MAXINT64 },
	{ "assignment", FIELD_ASSIGNMENT, TYPE_NUMBER, PLACE(assignment), 1, G_MAXINT64 },
	{ "class", FIELD_CLASS, TYPE_NUMBER, PLACE(class), 1, G_MAXINT64 },
	{ "end_lesson", FIELD_END_LESSON, TYPE_TRUTH, PLACE(end_lesson), 0, 1 },
	{ "version", FIELD_VERSION, TYPE_NUMBER, PLACE(version), 1, G_MAXINT32 },
	{ "operations", FIELD_OPERATIONS, TYPE_LIST, 0, 0, 0, 0 },
	{ "of_class", FIELD_OF_CLASS, TYPE_NUMBER, PLACE(of_class), 1, G_MAXINT64 },
	{ "period", FIELD_OF_CLASS, TYPE_TEXT, PLACE(period), 1, 5 },
	{ "pupils", FIELD_OF_CLASS, TYPE_TRUTH, PLACE(pupils), 0, 1 },
	{ "back", FIELD_BACK, TYPE_NUMBER, PLACE(back), 0, 520 },
	{ "seconds", FIELD_SECONDS, TYPE_NUMBER, PLACE(seconds), 1, 3600 },
};

/* Printable ASCII is all that an address, a setting's name or a pen's password can be. */
static bool read_text(const json_t *value, gsize i, char *out)
{
	const char *text = json_string_value(value);
	gsize n_bytes = json_string_length(value);
	if (!text || n_bytes < (gsize)fields[i].least || n_bytes > (gsize)fields[i].most)
		return false;
	for (gsize at = 0; at < n_bytes; at++)
		if (!g_ascii_isprint(text[at]))
			return false;
	memcpy(out, text, n_bytes);
	return true;
}

static bool read_words(const json_t *value, gsize i, char *out)
{
	const char *text = json_string_value(value);
	gsize n_bytes = json_string_length(value);
	if (!text || n_bytes > (gsize)fields[i].most)
		return false;
	/* jansson lets only UTF-8 through */
	for (const char *at = text; at < text + n_bytes; at = g_utf8_next_char(at))
		if (g_unichar_iscntrl(g_utf8_get_char(at)))
			return false;
	memcpy(out, text, n_bytes);
	return true;
}

static bool read_real(const json_t *value, gsize i, char *out)
{
	double number = json_number_value(value);
	if (!json_is_number(value) || !(number >= (double)fields[i].least) ||
		!(number <= (double)fields[i].most))
		return false;
	memcpy(out, &number, sizeof(number));
	return true;
}

static bool read_number(const json_t *value, gsize i, char *out)
{
	gint64 number = json_integer_value(value);
	guint narrow = (guint)number;
	if (!json_is_integer(value) || number < fields[i].least || number > fields[i].most)
		return false;
	if (fields[i].size == sizeof(number))
		memcpy(out, &number, sizeof(number));
	else
		memcpy(out, &narrow, sizeof(narrow));
	return true;
}

static bool read_field(const json_t *object, gsize i, ConsoleMessage *message)
{
	const json_t *value = json_object_get(object, fields[i].name);
	char *out = (char *)message + fields[i].offset;
	bool truth = json_is_true(value);
	switch (fields[i].type) {
	case TYPE_NUMBER:
		return read_number(value, i, out);
	case TYPE_REAL:
		return read_real(value, i, out);
	case TYPE_TEXT:
		return read_text(value, i, out);
	case TYPE_WORDS:
		return read_words(value, i, out);
	case TYPE_TRUTH:
		memcpy(out, &truth, sizeof(truth));
		return json_is_boolean(value);
	case TYPE_LIST:
		return json_is_array(value);
	}
	g_assert_not_reached();
}

static ConsoleMessageResult fault(
	ConsoleMessageResult result, const char *name, ConsoleMessageField *field)
{
	g_strlcpy(field->name, name, sizeof(field->name));
	const char *end;
	if (!g_utf8_validate(field->name, -1, &end))
		field->name[end - field->name] = '\0';
	return result;
}

static bool is_known(const char *key, guint64 wanted)
{
	if (strcmp(key, "type") == 0)
		return true;
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		if ((wanted & fields[i].field) && strcmp(key, fields[i].name) == 0)
			return true;
	return false;
}

static guint64 wanted_fields(const json_t *object, gsize kind)
{
	guint64 wanted = kinds[kind].fields;
	guint64 maybe = wanted & FIELD_REQUEST ? FIELD_CLASS : 0;

	for (gsize i = 0; i < G_N_ELEMENTS(maybes); i++)
		if (maybes[i].kind == kinds[kind].kind)
			maybe |= maybes[i].fields;
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		if ((maybe & fields[i].field) && json_object_get(object, fields[i].name))
			wanted |= fields[i].field;
	return wanted;
}

static ConsoleMessageResult read_object(
	json_t *object, ConsoleMessage *message, ConsoleMessageField *field)
{
	read_field(object, 0, message); /* the number first: an error is to carry it */
	const char *type = json_string_value(json_object_get(object, "type"));
	gsize kind = 0;
	while (kind < G_N_ELEMENTS(kinds) && g_strcmp0(type, kinds[kind].type) != 0)
		kind++;
	if (kind == G_N_ELEMENTS(kinds))
		return fault(CONSOLE_MESSAGE_BAD_FIELD, "type", field);
	message->kind = kinds[kind].kind;
	const guint64 wanted = wanted_fields(object, kind);
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		if ((wanted & fields[i].field) && !read_field(object, i, message))
			return fault(CONSOLE_MESSAGE_BAD_FIELD, fields[i].name, field);
	message->has_spot = (wanted & FIELD_SPOT) != 0;
	message->has_end_lesson = (wanted & FIELD_END_LESSON) != 0;
	const char *key;
	json_t *value;
	json_object_foreach(object, key, value) if (!is_known(key, wanted)) return fault(
		CONSOLE_MESSAGE_EXTRA_FIELD, key, field);
	return CONSOLE_MESSAGE_OK;
}

/* How many brackets open, and how deep: bounded before a parser sees the text. Brackets inside a text are a
 * pen's password. */
static guint count_open(const char *text, gsize n_bytes, guint *depth_max)
{
	guint n_open = 0, depth = 0;
	bool in_text = false;
	*depth_max = 0;
	for (gsize i = 0; i < n_bytes; i++) {
		if (text[i] == '"') {
			in_text = !in_text;
		} else if (in_text && text[i] == '\\') {
			i++;
		} else if (!in_text && (text[i] == '{' || text[i] == '[')) {
			n_open++;
			depth++;
			*depth_max = MAX(*depth_max, depth);
		} else if (!in_text && (text[i] == '}' || text[i] == ']') && depth > 0) {
			depth--;
		}
	}
	return n_open;
}

ConsoleMessageResult console_message_parse(
	const char *text, gsize n_bytes, ConsoleMessage *message, ConsoleMessageField *field)
{
	*message = (ConsoleMessage){ 0 };
	*field = (ConsoleMessageField){ 0 };
	if (n_bytes > CONSOLE_MESSAGE_EDIT_BYTES_MAX)
		return CONSOLE_MESSAGE_BAD_TEXT;
	guint depth;
	const bool is_flat = count_open(text, n_bytes, &depth) == 1;
	const bool is_small = n_bytes <= CONSOLE_MESSAGE_BYTES_MAX;
	if (depth > EDIT_DEPTH_MAX)
		return CONSOLE_MESSAGE_BAD_TEXT;
	json_t *object = json_loadb(text, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	const char *type = json_string_value(json_object_get(object, "type"));
	const bool is_edit =
		g_strcmp0(type, "sheet-edit") == 0 || g_strcmp0(type, "sheet-try") == 0;
	if (!json_is_object(object) || (!is_edit && !(is_flat && is_small))) {
		json_decref(object);
		return CONSOLE_MESSAGE_BAD_TEXT;
	}
	ConsoleMessageResult result = read_object(object, message, field);
	json_decref(object);
	return result;
}

bool console_message_changes_record(ConsoleMessageKind kind)
{
	switch (kind) {
	case CONSOLE_MESSAGE_OPEN_PAGE:
	case CONSOLE_MESSAGE_LIST_PAGES:
	case CONSOLE_MESSAGE_RESYNCHRONISE:
	case CONSOLE_MESSAGE_QUESTION_INK:
	case CONSOLE_MESSAGE_LOAD:
	case CONSOLE_MESSAGE_LOAD_SCHOOL:
	case CONSOLE_MESSAGE_UNCLAIMED:
	case CONSOLE_MESSAGE_PILE_COPIES:
	case CONSOLE_MESSAGE_REMARK:
	case CONSOLE_MESSAGE_DAY:
	case CONSOLE_MESSAGE_CLASSES:
	case CONSOLE_MESSAGE_ASSIGNMENTS:
	case CONSOLE_MESSAGE_SHEET:
	case CONSOLE_MESSAGE_SHEET_TRY:
	case CONSOLE_MESSAGE_STATUS:
	case CONSOLE_MESSAGE_PENS:
	case CONSOLE_MESSAGE_PEN_FIND:
	case CONSOLE_MESSAGE_PEN_SETTING:
	case CONSOLE_MESSAGE_PEN_FETCH:
	case CONSOLE_MESSAGE_PEN_FORGET:
	case CONSOLE_MESSAGE_PEN_TAKE:
	case CONSOLE_MESSAGE_PEN_PASSKEY:
	case CONSOLE_MESSAGE_PAIRING_START:
	case CONSOLE_MESSAGE_PAIRING_STOP:
	case CONSOLE_MESSAGE_ENROLMENT_START:
	case CONSOLE_MESSAGE_ENROLMENT_STOP:
		return false;
	case CONSOLE_MESSAGE_HIDE_NAMES:
	case CONSOLE_MESSAGE_MARK:
	case CONSOLE_MESSAGE_MARK_EQUAL:
	case CONSOLE_MESSAGE_UNDO:
	case CONSOLE_MESSAGE_COMMENT:
	case CONSOLE_MESSAGE_ACCEPT:
	case CONSOLE_MESSAGE_ACCEPT_EQUAL:
	case CONSOLE_MESSAGE_ACCEPT_ABOVE:
	case CONSOLE_MESSAGE_CORRECT:
	case CONSOLE_MESSAGE_CLAIM:
	case CONSOLE_MESSAGE_UNDO_CLAIM:
	case CONSOLE_MESSAGE_PLACE:
	case CONSOLE_MESSAGE_PILE:
	case CONSOLE_MESSAGE_PILE_MOVE:
	case CONSOLE_MESSAGE_TURN_PAGE:
	case CONSOLE_MESSAGE_HAND_DOWN:
	case CONSOLE_MESSAGE_CLASS_OPEN:
	case CONSOLE_MESSAGE_ASSIGNMENT_OPEN:
	case CONSOLE_MESSAGE_SEAT_MOVE:
	case CONSOLE_MESSAGE_LESSON_BEGIN:
	case CONSOLE_MESSAGE_LESSON_PAUSE:
	case CONSOLE_MESSAGE_LESSON_RESUME:
	case CONSOLE_MESSAGE_LESSON_END:
	case CONSOLE_MESSAGE_WALL_ADD:
	case CONSOLE_MESSAGE_WALL_REMOVE:
	case CONSOLE_MESSAGE_WALL_MOVE:
	case CONSOLE_MESSAGE_WALL_CLEAR:
	case CONSOLE_MESSAGE_WALL_BLANK:
	case CONSOLE_MESSAGE_WALL_NAMES:
	case CONSOLE_MESSAGE_WALL_LIVE:
	case CONSOLE_MESSAGE_WALL_REPLAY:
	case CONSOLE_MESSAGE_WALL_LINK:
	case CONSOLE_MESSAGE_WALL_UNLINK:
	case CONSOLE_MESSAGE_SHEET_EDIT:
	case CONSOLE_MESSAGE_PEN_PASSWORD:
	case CONSOLE_MESSAGE_PEN_BIND:
	case CONSOLE_MESSAGE_PEN_UNBIND:
	case CONSOLE_MESSAGE_PEN_SWAP:
	case CONSOLE_MESSAGE_PEN_RETIRE:
		return true;
	}
	g_assert_not_reached();
}

void console_message_fault(
	ConsoleMessageResult result, const ConsoleMessageField *field, char **zh, char **en)
{
	switch (result) {
	case CONSOLE_MESSAGE_OK:
		break;
	case CONSOLE_MESSAGE_BAD_TEXT:
		*zh = g_strdup(
			"消息应是一个不嵌套的 JSON 对象，不超过 4 KiB（sheet-edit 64 KiB）。");
		*en = g_strdup("A message must be one flat JSON object of at most 4 KiB (a "
			       "sheet-edit: 64 KiB).");
		return;
	case CONSOLE_MESSAGE_BAD_FIELD:
		*zh = g_strdup_printf("字段“%s”缺失或不对。", field->name);
		*en = g_strdup_printf("The field \"%s\" is missing or wrong.", field->name);
		return;
	case CONSOLE_MESSAGE_EXTRA_FIELD:
		*zh = g_strdup_printf("没有字段“%s”。", field->name);
		*en = g_strdup_printf("There is no field \"%s\".", field->name);
		return;
	}
	g_assert_not_reached();
}
