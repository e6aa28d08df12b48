/* SPDX-License-Identifier: MIT */
/* Each kind of message is a row: its name and the fields it has, no more and no less. */
#include "daemon/console/console-message.h"

#include <jansson.h>
#include <string.h>

typedef enum {
	FIELD_REQUEST = 1 << 0,
	FIELD_COPY = 1 << 1,
	FIELD_SEAT = 1 << 2,
	FIELD_HIDE = 1 << 3,
} Field;

static const struct {
	const char *type;
	ConsoleMessageKind kind;
	guint fields;
} kinds[] = {
	{ "open-page", CONSOLE_MESSAGE_OPEN_PAGE, FIELD_REQUEST | FIELD_COPY },
	{ "list-pages", CONSOLE_MESSAGE_LIST_PAGES, FIELD_REQUEST | FIELD_SEAT },
	{ "hide-names", CONSOLE_MESSAGE_HIDE_NAMES, FIELD_REQUEST | FIELD_HIDE },
	{ "resynchronise", CONSOLE_MESSAGE_RESYNCHRONISE, 0 },
};

static const struct {
	const char *name;
	Field field;
	gint64 least, most; /* of a whole number; both 0: true or false */
} fields[] = {
	{ "request", FIELD_REQUEST, 1, G_MAXINT32 },
	{ "copy", FIELD_COPY, 1, G_MAXINT64 },
	{ "seat", FIELD_SEAT, 0, 65534 },
	{ "hide", FIELD_HIDE, 0, 0 },
};

static bool read_field(const json_t *object, gsize i, ConsoleMessage *message)
{
	const json_t *value = json_object_get(object, fields[i].name);
	if (fields[i].field == FIELD_HIDE) {
		message->hide = json_is_true(value);
		return json_is_boolean(value);
	}
	gint64 number = json_integer_value(value);
	if (!json_is_integer(value) || number < fields[i].least || number > fields[i].most)
		return false;
	switch (fields[i].field) {
	case FIELD_REQUEST:
		message->request = (guint32)number;
		break;
	case FIELD_COPY:
		message->copy = number;
		break;
	case FIELD_SEAT:
		message->seat = (guint)number;
		break;
	case FIELD_HIDE:
		break;
	}
	return true;
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

static bool is_known(const char *key, guint wanted)
{
	if (strcmp(key, "type") == 0)
		return true;
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		if ((wanted & fields[i].field) && strcmp(key, fields[i].name) == 0)
			return true;
	return false;
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
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		if ((kinds[kind].fields & fields[i].field) && !read_field(object, i, message))
			return fault(CONSOLE_MESSAGE_BAD_FIELD, fields[i].name, field);
	const char *key;
	json_t *value;
	json_object_foreach(object, key,
		value) if (!is_known(key,
				   kinds[kind].fields)) return fault(CONSOLE_MESSAGE_EXTRA_FIELD,
		key, field);
	return CONSOLE_MESSAGE_OK;
}

/* Nothing in the protocol nests, so depth is bounded before a parser sees the text. */
static bool is_flat(const char *text, gsize n_bytes)
{
	guint n_open = 0;
	for (gsize i = 0; i < n_bytes; i++)
		n_open += text[i] == '{' || text[i] == '[';
	return n_open == 1;
}

ConsoleMessageResult console_message_parse(
	const char *text, gsize n_bytes, ConsoleMessage *message, ConsoleMessageField *field)
{
	*message = (ConsoleMessage){ 0 };
	*field = (ConsoleMessageField){ 0 };
	if (n_bytes > CONSOLE_MESSAGE_BYTES_MAX || !is_flat(text, n_bytes))
		return CONSOLE_MESSAGE_BAD_TEXT;
	json_t *object = json_loadb(text, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(object)) {
		json_decref(object);
		return CONSOLE_MESSAGE_BAD_TEXT;
	}
	ConsoleMessageResult result = read_object(object, message, field);
	json_decref(object);
	return result;
}
