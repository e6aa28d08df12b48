/* SPDX-License-Identifier: MIT */
/*
 * Golden sheets of other programs' forms: tests/fixtures/layouts/FORM.* are read, and become FORM.zhibi.json with the
 * lines of FORM.left-out.txt; FORM.broken.tsv breaks them one way a line: file, old text, new text, message.
 */
#pragma once

#include <string.h>

#include "homework/sheet/layout.h"
#include "homework/sheet/sheet-json.h"
#include "tests/helpers.h"
#include "tests/sheet-error-check.h"

#define LAYOUT_FIXTURE_FILES_MAX 4

typedef struct {
	const char *form; /* as in the table of forms */
	const char *files[LAYOUT_FIXTURE_FILES_MAX + 1];
} LayoutFixture;

static inline char *layout_fixture_text(const char *name)
{
	g_autofree char *relative = g_strconcat("layouts/", name, NULL);
	g_autofree char *path = helpers_fixture_path(relative);
	char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		g_error("%s is missing", path);
	return text;
}

/* Texts in the fixture's order; the caller frees each. */
static inline gsize layout_fixture_load(const LayoutFixture *fixture, char **texts)
{
	gsize n = 0;

	for (; fixture->files[n]; n++)
		texts[n] = layout_fixture_text(fixture->files[n]);
	return n;
}

static inline Sheet *layout_fixture_read_texts(
	const LayoutFixture *fixture, char **texts, gsize n, GPtrArray *left_out, GError **error)
{
	LayoutFile files[LAYOUT_FIXTURE_FILES_MAX];

	for (gsize i = 0; i < n; i++)
		files[i] = (LayoutFile){ fixture->files[i], (const guint8 *)texts[i],
			strlen(texts[i]) };
	return layout_read(layout_by_name(fixture->form), files, n, left_out, error);
}

static inline Sheet *layout_fixture_read(const LayoutFixture *fixture, GPtrArray *left_out)
{
	char *texts[LAYOUT_FIXTURE_FILES_MAX];
	g_autoptr(GError) error = NULL;
	const gsize n = layout_fixture_load(fixture, texts);
	Sheet *sheet = layout_fixture_read_texts(fixture, texts, n, left_out, &error);

	g_assert_no_error(error);
	g_assert_nonnull(sheet);
	for (gsize i = 0; i < n; i++)
		g_free(texts[i]);
	return sheet;
}

static inline void layout_fixture_assert_golden(const LayoutFixture *fixture)
{
	g_autoptr(GPtrArray) left_out = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(Sheet) sheet = layout_fixture_read(fixture, left_out);
	g_autofree char *json_name = g_strconcat(fixture->form, ".zhibi.json", NULL);
	g_autofree char *notes_name = g_strconcat(fixture->form, ".left-out.txt", NULL);
	g_autofree char *json = layout_fixture_text(json_name);
	g_autofree char *notes = layout_fixture_text(notes_name);
	g_autofree char *written = sheet_json_write(sheet);
	g_autoptr(GString) lines = g_string_new("");

	for (guint i = 0; i < left_out->len; i++)
		g_string_append_printf(lines, "%s\n", (char *)g_ptr_array_index(left_out, i));
	g_assert_cmpstr(lines->str, ==, notes);
	g_assert_cmpstr(written, ==, json);
}

/* "\n" and "\t" as in C. */
static inline void layout_fixture_assert_broken_line(const LayoutFixture *fixture, const char *line)
{
	g_auto(GStrv) fields = g_strsplit(line, "\t", 0);
	char *texts[LAYOUT_FIXTURE_FILES_MAX];
	g_autoptr(GError) error = NULL;
	const gsize n = layout_fixture_load(fixture, texts);
	bool broken = false;

	g_assert_cmpuint(g_strv_length(fields), ==, 4);
	g_autofree char *old = g_strcompress(fields[1]), *new = g_strcompress(fields[2]);
	g_test_message("%s: %s -> %s", fields[0], fields[1], fields[2]);
	for (gsize i = 0; i < n; i++) {
		const char *at = strstr(texts[i], old);
		if (!g_str_equal(fixture->files[i], fields[0]) || !at)
			continue;
		char *changed = g_strdup_printf(
			"%.*s%s%s", (int)(at - texts[i]), texts[i], new, at + strlen(old));
		g_free(texts[i]);
		texts[i] = changed;
		broken = true;
	}
	g_assert_true(broken);
	g_assert_null(layout_fixture_read_texts(fixture, texts, n, NULL, &error));
	g_assert_nonnull(error);
	g_assert_cmpstr(error->message, ==, fields[3]);
	g_autofree char *en = sheet_error_en(error);
	sheet_error_check(error, en);
	for (gsize i = 0; i < n; i++)
		g_free(texts[i]);
}

static inline void layout_fixture_assert_broken(const LayoutFixture *fixture)
{
	g_autofree char *name = g_strconcat(fixture->form, ".broken.tsv", NULL);
	g_autofree char *table = layout_fixture_text(name);
	g_auto(GStrv) lines = g_strsplit(table, "\n", 0);
	guint n_broken = 0;

	for (char **line = lines; *line; line++) {
		if (**line == '#' || **line == '\0')
			continue;
		layout_fixture_assert_broken_line(fixture, *line);
		n_broken++;
	}
	g_assert_cmpuint(n_broken, >=, 10);
}

/* Any cut of the first file is refused or a good sheet. */
static inline void layout_fixture_assert_cut(const LayoutFixture *fixture)
{
	char *texts[LAYOUT_FIXTURE_FILES_MAX];
	const gsize n = layout_fixture_load(fixture, texts);

	for (gsize length = strlen(texts[0]); length-- > 0;) {
		g_autoptr(GError) error = NULL;
		texts[0][length] = '\0';
		g_autoptr(Sheet) sheet = layout_fixture_read_texts(fixture, texts, n, NULL, &error);
		g_assert_true(!sheet == (error != NULL));
	}
	for (gsize i = 0; i < n; i++)
		g_free(texts[i]);
}
