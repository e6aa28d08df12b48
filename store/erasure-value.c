/* SPDX-License-Identifier: MIT */
/* An erasure as a value; see erasure.h and erasure-private.h. */
#include "store/erasure-private.h"

#include <sodium.h>
#include <string.h>

#define DIGEST_BYTES 32

static void free_table(gpointer data)
{
	StoreErasedTable *table = data;

	g_free(table->table);
	g_free(table);
}

static void free_pen(gpointer data)
{
	StoreErasedPen *pen = data;

	g_free(pen->address);
	g_free(pen);
}

StoreErasure *store_erasure_new(void)
{
	StoreErasure *erasure = g_new0(StoreErasure, 1);

	erasure->page_copies = g_array_new(FALSE, FALSE, sizeof(gint64));
	erasure->tables = g_ptr_array_new_with_free_func(free_table);
	erasure->pens = g_ptr_array_new_with_free_func(free_pen);
	erasure->n_recordings = -1;
	return erasure;
}

StoreErasure *store_erasure_free(StoreErasure *erasure)
{
	if (!erasure)
		return NULL;
	g_array_unref(erasure->page_copies);
	g_ptr_array_unref(erasure->tables);
	g_ptr_array_unref(erasure->pens);
	g_free(erasure->reason);
	g_free(erasure->digest);
	g_free(erasure);
	return NULL;
}

char *erasure_lists(const StoreErasure *erasure)
{
	GString *text = g_string_new("");

	for (guint i = 0; i < erasure->page_copies->len; i++)
		g_string_append_printf(text, "copy %" G_GINT64_FORMAT "\n",
			g_array_index(erasure->page_copies, gint64, i));
	for (guint i = 0; i < erasure->tables->len; i++) {
		const StoreErasedTable *table = g_ptr_array_index(erasure->tables, i);

		g_string_append_printf(
			text, "table %s %" G_GINT64_FORMAT "\n", table->table, table->n_rows);
	}
	for (guint i = 0; i < erasure->pens->len; i++) {
		const StoreErasedPen *pen = g_ptr_array_index(erasure->pens, i);

		g_string_append_printf(text, "pen %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
			pen->address, pen->from_ms, pen->until_ms);
	}
	return g_string_free(text, FALSE);
}

/* Cuts the last word off, which is a number. */
static bool take_number(char *line, gint64 *number)
{
	char *space = strrchr(line, ' ');

	if (!space ||
		!g_ascii_string_to_signed(space + 1, 10, G_MININT64, G_MAXINT64, number, NULL))
		return false;
	*space = '\0';
	return true;
}

static bool take_line(StoreErasure *erasure, char *line)
{
	gint64 last, first;

	if (!take_number(line, &last))
		return false;
	if (g_str_equal(line, "copy")) {
		g_array_append_val(erasure->page_copies, last);
	} else if (g_str_has_prefix(line, "table ")) {
		StoreErasedTable *table = g_new0(StoreErasedTable, 1);

		*table = (StoreErasedTable){ g_strdup(line + strlen("table ")), last };
		g_ptr_array_add(erasure->tables, table);
	} else if (g_str_has_prefix(line, "pen ") && take_number(line, &first)) {
		StoreErasedPen *pen = g_new0(StoreErasedPen, 1);

		*pen = (StoreErasedPen){ g_strdup(line + strlen("pen ")), first, last };
		g_ptr_array_add(erasure->pens, pen);
	} else {
		return false;
	}
	return true;
}

bool erasure_take_lists(StoreErasure *erasure, const char *lists)
{
	g_auto(GStrv) lines = g_strsplit(lists, "\n", -1);

	for (char **line = lines; *line; line++)
		if (**line && !take_line(erasure, *line))
			return false;
	return true;
}

char *store_erasure_digest(const StoreErasure *erasure)
{
	g_autofree char *lists = erasure_lists(erasure);
	g_autofree char *text =
		g_strdup_printf("zhibi-erasure 1\n%" G_GINT64_FORMAT " %" G_GINT64_FORMAT
				" %" G_GINT64_FORMAT "\n%s\n%s",
			erasure->id, erasure->pupil_id, erasure->at_ms, erasure->reason, lists);
	guint8 digest[DIGEST_BYTES];
	char hex[2 * DIGEST_BYTES + 1];

	crypto_generichash(digest, sizeof digest, (const guint8 *)text, strlen(text), NULL, 0);
	return g_strdup(sodium_bin2hex(hex, sizeof hex, digest, sizeof digest));
}
