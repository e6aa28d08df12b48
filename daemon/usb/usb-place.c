/* SPDX-License-Identifier: MIT */
/* See usb-place.h. */
#include "daemon/usb/usb-place.h"

#include <string.h>

#define PORTS_MAX 255 /* a byte in USB */
#define SLOTS_MAX 1000

/* BUS-PORT[.PORT]… in numbers. */
static bool is_path(const char *text)
{
	const char *dash = strchr(text, '-');
	bool digit = false;

	if (!dash || dash == text)
		return false;
	for (const char *at = text; *at; at++) {
		if (g_ascii_isdigit(*at))
			digit = true;
		else if (digit && (at == dash || (at > dash && *at == '.')))
			digit = false;
		else
			return false;
	}
	return digit;
}

/* The ports from the last one of `first` to `last`. */
static bool add_range(GPtrArray *slots, const char *first, const char *last)
{
	const char *dot = strrchr(first, '.');
	const char *number = (dot ? dot : strchr(first, '-')) + 1;
	guint64 from, to;

	if (!g_ascii_string_to_unsigned(number, 10, 1, PORTS_MAX, &from, NULL) ||
		!g_ascii_string_to_unsigned(last, 10, from, PORTS_MAX, &to, NULL))
		return false;
	for (guint64 port = from; port <= to; port++)
		g_ptr_array_add(slots, g_strdup_printf("%.*s%" G_GUINT64_FORMAT,
					       (int)(number - first), first, port));
	return true;
}

static bool add_piece(GPtrArray *slots, char *piece)
{
	char *range = strstr(piece, "..");

	if (range)
		*range = '\0';
	if (!is_path(piece) || slots->len > SLOTS_MAX)
		return false;
	if (range)
		return add_range(slots, piece, range + 2);
	g_ptr_array_add(slots, g_strdup(piece));
	return true;
}

GPtrArray *usb_place_parse(const char *text, char **wrong)
{
	g_autoptr(GPtrArray) slots = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) pieces = g_strsplit(text, ";", -1);

	for (char **piece = pieces; *piece; piece++) {
		g_autofree char *whole = g_strdup(g_strstrip(*piece));

		if (**piece == '\0' || add_piece(slots, *piece))
			continue;
		*wrong = g_steal_pointer(&whole);
		return NULL;
	}
	return g_steal_pointer(&slots);
}

char *usb_place_name(const GPtrArray *slots, const char *path)
{
	for (guint i = 0; slots && i < slots->len; i++)
		if (g_str_equal(g_ptr_array_index(slots, i), path))
			return g_strdup_printf("slot %u", i + 1);
	return g_strdup_printf("USB %s", path);
}

char *usb_place_path(guint bus, const guint8 *ports, int n_ports)
{
	GString *path = g_string_new(NULL);

	g_string_append_printf(path, "%u-", bus);
	for (int i = 0; i < n_ports; i++)
		g_string_append_printf(path, "%s%u", i > 0 ? "." : "", ports[i]);
	if (n_ports <= 0)
		g_string_append_c(path, '0');
	return g_string_free(path, FALSE);
}
