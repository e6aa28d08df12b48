/* SPDX-License-Identifier: MIT */
/* See classroom-veil.h. */
#include "daemon/classroom/classroom-veil.h"

#include "daemon/classroom/classroom-private.h"

#include <string.h>

#define COVER                                                                                      \
	"○" /* for one letter inside a word, where a number would be read as nothing at all, and for who has none here */

/* A name, or a part of it that may stand for it. */
typedef struct {
	char *letters;
	gint number;
	bool is_one;
} Part;

static void part_clear(gpointer data)
{
	g_free(((Part *)data)->letters);
}

static bool is_han(gunichar letter)
{
	return g_unichar_get_script(letter) == G_UNICODE_SCRIPT_HAN;
}

/* Of a Chinese name: all but the family's; "" there is none. */
static const char *given_name(const char *name)
{
	static const char *const LONG[] = { "欧阳", "司马", "上官", "诸葛", "皇甫", "夏侯", "尉迟",
		"公孙", "慕容", "令狐", "司徒", "东方", "独孤", "南宫", "端木", "轩辕" };

	for (guint i = 0; i < G_N_ELEMENTS(LONG); i++)
		if (g_str_has_prefix(name, LONG[i]) && name[strlen(LONG[i])])
			return name + strlen(LONG[i]);
	return *name ? g_utf8_next_char(name) : name;
}

/* A letter that is no Chinese one is in every word. */
static void add_part(GArray *parts, const char *letters, gint number)
{
	const glong n = g_utf8_strlen(letters, -1);
	const Part part = { g_strdup(letters), number, n == 1 };

	if (n > 1 || (n == 1 && is_han(g_utf8_get_char(letters))))
		g_array_append_val(parts, part);
	else
		g_free(part.letters);
}

static void add_name(GArray *parts, const SchoolPupil *pupil)
{
	g_auto(GStrv) words = g_strsplit_set(pupil->name, " ", -1);
	g_auto(GStrv) points = g_strsplit(pupil->name, "·", -1);

	add_part(parts, pupil->name, pupil->number);
	add_part(parts, given_name(pupil->name), pupil->number);
	/* Of names as 阿依古丽·买买提 and Li Ming each word is one. */
	for (guint i = 0; words[0] && words[1] && words[i]; i++)
		add_part(parts, words[i], pupil->number);
	for (guint i = 0; points[0] && points[1] && points[i]; i++)
		add_part(parts, points[i], pupil->number);
}

/* Who is of the class comes before one of the same name who is not. */
static gint number_rank(const Part *part)
{
	return part->number != 0 ? part->number : G_MAXINT;
}

/* The longest first: of two pupils one's given name may be in the other's name. */
static gint compare_parts(gconstpointer a, gconstpointer b)
{
	const gsize one = strlen(((const Part *)a)->letters),
		    other = strlen(((const Part *)b)->letters);

	return one != other ? (one < other ? 1 : -1) : number_rank(a) - number_rank(b);
}

/* Of all who were ever in it: what was typed about one who left stands there still. Who is in another class now may be one of
 * them; a number is not theirs here, and a part of their name may be anybody's. */
static GArray *parts_of(const Classroom *classroom, const ClassWork *work)
{
	GArray *parts = g_array_new(FALSE, FALSE, sizeof(Part));
	GHashTableIter iter;
	gpointer value;

	g_array_set_clear_func(parts, part_clear);
	g_hash_table_iter_init(&iter, classroom->school);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const SchoolPupil *pupil = value;

		if (pupil->work == work)
			add_name(parts, pupil);
		else if (g_utf8_strlen(pupil->name, -1) > 1)
			add_part(parts, pupil->name, 0);
	}
	g_array_sort(parts, compare_parts);
	return parts;
}

static void cover_one(GString *text, const Part *part, const char *number)
{
	GString *covered = g_string_new(NULL);
	const gsize n_bytes = strlen(part->letters);
	const char *from = text->str;

	for (const char *at; (at = strstr(from, part->letters)); from = at + n_bytes) {
		const bool is_in_word =
			(at > text->str && is_han(g_utf8_get_char(g_utf8_prev_char(at)))) ||
			is_han(g_utf8_get_char(at + n_bytes));

		g_string_append_len(covered, from, at - from);
		g_string_append(covered, is_in_word ? COVER : number);
	}
	g_string_append(covered, from);
	g_string_assign(text, covered->str);
	g_string_free(covered, TRUE);
}

static char *veil(const char *text, const GArray *parts)
{
	GString *veiled = g_string_new(text);

	for (guint i = 0; i < parts->len; i++) {
		const Part *part = &g_array_index(parts, Part, i);
		g_autofree char *number = NULL;

		if (!strstr(veiled->str, part->letters))
			continue;
		number = part->number != 0 ? g_strdup_printf("%d 号", part->number)
					   : g_strdup(COVER);
		if (part->is_one)
			cover_one(veiled, part, number);
		else
			g_string_replace(veiled, part->letters, number, 0);
	}
	return g_string_free(veiled, FALSE);
}

void classroom_forget_veil(Classroom *classroom)
{
	g_clear_pointer(&classroom->veil, g_array_unref);
}

char *classroom_veil(Classroom *classroom, const char *text)
{
	if (!classroom->class->hide_names || *text == '\0')
		return g_strdup(text);
	if (!classroom->veil)
		classroom->veil = parts_of(classroom, classroom->work);
	return veil(text, classroom->veil);
}

char *classroom_veil_class(Classroom *classroom, gint64 class_id, const char *text)
{
	const ClassWork *work = g_hash_table_lookup(classroom->works, &class_id);

	if (!work || work == classroom->work)
		return classroom_veil(classroom, text);
	if (!work->class->hide_names || *text == '\0')
		return g_strdup(text);
	g_autoptr(GArray) parts = parts_of(classroom, work);

	return veil(text, parts);
}
