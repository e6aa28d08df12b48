/* SPDX-License-Identifier: MIT */
/* See rights.h. */
#include "daemon/rights.h"

#include <string.h>

static const struct {
	const char *name;
	RightsRole role;
} ROLES[] = {
	{ "teacher", RIGHTS_TEACHER },
	{ "grade-head", RIGHTS_GRADE_HEAD },
	{ "head", RIGHTS_HEAD },
	{ "administrator", RIGHTS_ADMINISTRATOR },
};

static guint role_of(const char *word)
{
	for (guint i = 0; i < G_N_ELEMENTS(ROLES); i++)
		if (strcmp(ROLES[i].name, word) == 0)
			return ROLES[i].role;
	return 0;
}

bool rights_parse(const char *text, guint *roles)
{
	g_auto(GStrv) words = g_strsplit_set(text, " ,", -1);
	guint found = 0;

	for (char **word = words; *word; word++) {
		const guint role = role_of(*word);

		if (**word && role == 0)
			return false;
		found |= role;
	}
	if (found == 0)
		return false;
	*roles = found;
	return true;
}

char *rights_text(guint roles)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(ROLES); i++)
		if (roles & ROLES[i].role)
			g_string_append_printf(
				text, "%s%s", text->len > 0 ? " " : "", ROLES[i].name);
	return g_string_free(text, FALSE);
}

Rights rights_of(const StoreTeacher *teacher)
{
	Rights rights = { .teacher_id = teacher->id,
		.grade = teacher->grade,
		.teaches = teacher->teaches ? teacher->teaches : "" };

	/* A role that a newer zhibi made is none to us. */
	if (!teacher->roles || !rights_parse(teacher->roles, &rights.roles))
		rights.roles = 0;
	return rights;
}

/* subject NULL: any. */
static bool teaches(const Rights *rights, gint64 class_id, const char *subject)
{
	if (!(rights->roles & RIGHTS_TEACHER))
		return false;
	if (!*rights->teaches)
		return true;
	g_auto(GStrv) lines = g_strsplit(rights->teaches, "\n", -1);
	for (char **line = lines; *line; line++) {
		char *end;
		const gint64 id = g_ascii_strtoll(*line, &end, 10);

		if (id == class_id && *end == ' ' &&
			(!subject || end[1] == '\0' || strcmp(end + 1, subject) == 0))
			return true;
	}
	return false;
}

static bool heads(const Rights *rights, RightsClass class)
{
	return (rights->roles & RIGHTS_HEAD) ||
	       ((rights->roles & RIGHTS_GRADE_HEAD) && rights->grade == class.grade);
}

bool rights_teach(const Rights *rights, RightsClass class)
{
	return teaches(rights, class.id, NULL);
}

bool rights_see_work(const Rights *rights, RightsClass class)
{
	return rights_teach(rights, class) || heads(rights, class);
}

bool rights_see_names(const Rights *rights, RightsClass class)
{
	return (rights->roles & RIGHTS_ADMINISTRATOR) || rights_see_work(rights, class);
}

bool rights_see_subject(const Rights *rights, RightsClass class, const char *subject)
{
	return heads(rights, class) || teaches(rights, class.id, subject);
}

bool rights_change_pens(const Rights *rights, RightsClass class)
{
	return (rights->roles & RIGHTS_ADMINISTRATOR) || rights_teach(rights, class);
}

bool rights_change_rosters(const Rights *rights)
{
	return (rights->roles & RIGHTS_ADMINISTRATOR) != 0;
}

bool rights_see_school(const Rights *rights, gint *grade)
{
	*grade = rights->roles & RIGHTS_HEAD ? 0 : rights->grade;
	return (rights->roles & RIGHTS_HEAD) ||
	       ((rights->roles & RIGHTS_GRADE_HEAD) && rights->grade > 0);
}

bool rights_see_marking_of(const Rights *rights, gint64 teacher_id)
{
	return (rights->roles & RIGHTS_HEAD) || teacher_id == 0 || teacher_id == rights->teacher_id;
}
