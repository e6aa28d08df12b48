/* SPDX-License-Identifier: MIT */
/* See json-line.h. Walks the text as its grammar is, and keeps the line of the longest path that leads to the one asked. */
#include "homework/sheet/json-line.h"

#include <stdbool.h>
#include <string.h>

typedef struct {
	const char *at, *end;
	guint line;
	GString *path;
	const char *wanted;
	gsize found_length;
	guint found_line;
} Walk;

static void walk_value(Walk *walk);

static char peek(Walk *walk)
{
	while (walk->at < walk->end && strchr(" \t\r\n", *walk->at)) {
		walk->line += *walk->at == '\n';
		walk->at++;
	}
	return walk->at < walk->end ? *walk->at : '\0';
}

static void step(Walk *walk)
{
	if (walk->at < walk->end)
		walk->at++;
}

/* Behind it; what stands between the quotes as written. */
static char *take_string(Walk *walk)
{
	step(walk);
	const char *start = walk->at;
	while (walk->at < walk->end && *walk->at != '"') {
		if (*walk->at == '\\')
			step(walk);
		step(walk);
	}
	char *text = g_strndup(start, (gsize)(walk->at - start));
	step(walk);
	return text;
}

static void remember(Walk *walk)
{
	const gsize length = walk->path->len;
	const char next =
		strncmp(walk->wanted, walk->path->str, length) == 0 ? walk->wanted[length] : 'x';

	if ((length == 0 || next == '\0' || next == '.' || next == '[') &&
		length >= walk->found_length) {
		walk->found_length = length;
		walk->found_line = walk->line;
	}
}

static void walk_object(Walk *walk)
{
	const gsize length = walk->path->len;

	step(walk);
	while (peek(walk) == '"') {
		g_autofree char *name = take_string(walk);
		g_string_append_printf(walk->path, "%s%s", length > 0 ? "." : "", name);
		remember(walk);
		if (peek(walk) == ':')
			step(walk);
		walk_value(walk);
		g_string_truncate(walk->path, length);
		if (peek(walk) == ',')
			step(walk);
	}
	step(walk);
}

static void walk_array(Walk *walk)
{
	const gsize length = walk->path->len;

	step(walk);
	for (guint i = 0; peek(walk) != ']' && walk->at < walk->end; i++) {
		g_string_append_printf(walk->path, "[%u]", i);
		remember(walk);
		walk_value(walk);
		g_string_truncate(walk->path, length);
		if (peek(walk) == ',')
			step(walk);
	}
	step(walk);
}

static void walk_value(Walk *walk)
{
	const char first = peek(walk);

	if (first == '{') {
		walk_object(walk);
	} else if (first == '[') {
		walk_array(walk);
	} else if (first == '"') {
		g_free(take_string(walk));
	} else {
		step(walk);
		while (walk->at < walk->end && !strchr(",]} \t\r\n", *walk->at))
			walk->at++;
	}
}

guint json_line_of(const char *text, gsize n_bytes, const char *path)
{
	Walk walk = { .at = text, .end = text + n_bytes, .line = 1, .wanted = path };

	walk.path = g_string_new("");
	peek(&walk);
	remember(&walk);
	walk_value(&walk);
	g_string_free(walk.path, TRUE);
	return walk.found_line;
}
