/* SPDX-License-Identifier: MIT */
/*
 * What a page sends, as text, and the records that go out in frames. Any bytes are either refused with a
 * field that can be shown, or give a message whose every number is within the protocol's bounds.
 */
#include "daemon/console/console-ink.h"
#include "daemon/console/console-message.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_bounds(const ConsoleMessage *message)
{
	g_assert(message->copy >= 0 && message->seat < CONSOLE_INK_NO_SEAT);
	g_assert(message->passkey <= 999999 && message->seconds <= 3600 && message->value <= 65535);
	g_assert(memchr(message->pen, 0, sizeof message->pen));
	g_assert(memchr(message->other, 0, sizeof message->other));
	g_assert(memchr(message->setting, 0, sizeof message->setting));
	g_assert(memchr(message->password, 0, sizeof message->password));
	g_assert(message->kind == CONSOLE_MESSAGE_RESYNCHRONISE || message->request > 0);
	g_assert(message->kind != CONSOLE_MESSAGE_OPEN_PAGE || message->copy > 0);
	g_assert(message->kind != CONSOLE_MESSAGE_SHEET_EDIT ||
		 (message->sheet > 0 && message->version > 0));
	g_assert(message->request <= G_MAXINT32);
}

static void check_message(const uint8_t *data, size_t size)
{
	ConsoleMessage message;
	ConsoleMessageField field;
	ConsoleMessageResult result =
		console_message_parse((const char *)data, size, &message, &field);
	g_assert(strnlen(field.name, sizeof(field.name)) < sizeof(field.name));
	g_assert(g_utf8_validate(field.name, -1, NULL));
	g_assert(size <= CONSOLE_MESSAGE_EDIT_BYTES_MAX || result == CONSOLE_MESSAGE_BAD_TEXT);
	g_assert(size <= CONSOLE_MESSAGE_BYTES_MAX || result != CONSOLE_MESSAGE_OK ||
		 message.kind == CONSOLE_MESSAGE_SHEET_EDIT);
	if (result == CONSOLE_MESSAGE_OK)
		check_bounds(&message);
	/* The same text, the same answer. */
	ConsoleMessage again;
	ConsoleMessageField again_field;
	g_assert(console_message_parse((const char *)data, size, &again, &again_field) == result);
	g_assert(memcmp(&field, &again_field, sizeof(field)) == 0);
}

/* Cut small or cut large, the same bytes are whole records. */
static void check_cut(const uint8_t *data, size_t size)
{
	gsize whole = console_ink_cut(data, size, size + 1), at = 0, n;
	g_assert(whole <= size);
	while ((n = console_ink_cut(data + at, size - at, 16)) > 0)
		at += n;
	g_assert(at == whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_message(data, size);
	if (size > 0)
		check_cut(data, size);
	return 0;
}
