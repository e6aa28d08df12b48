/* SPDX-License-Identifier: MIT */
/* See consents.h. */
#define G_LOG_DOMAIN "zhibi-daemon"
#include "daemon/privacy/consents.h"

#include <jansson.h>
#include <string.h>

#include "daemon/classroom/classroom-pens.h"
#include "daemon/console/console-json.h"

#define NOTE_BYTES_MAX 200
#define NUMBER_MAX 9999

/* What was asked: borrowed from the line's JSON. */
typedef struct {
	guint32 request;
	const char *class; /* NULL: the only one there is */
	gint number;	   /* 0: everybody of the class */
	bool given;
	const char *note;
} Wish;

static bool read_wish(const json_t *asked, Wish *wish, const char **field)
{
	const json_t *request = json_object_get(asked, "request");
	const json_t *number = json_object_get(asked, "pupil");
	const json_t *given = json_object_get(asked, "given");
	const json_t *class = json_object_get(asked, "class");
	const json_t *note = json_object_get(asked, "note");
	const json_int_t asked_number = json_integer_value(number);

	*field = "request";
	if (!json_is_integer(request) || json_integer_value(request) < 1 ||
		json_integer_value(request) > G_MAXINT32)
		return false;
	wish->request = (guint32)json_integer_value(request);
	*field = "pupil";
	if (!json_is_integer(number) || asked_number < 0 || asked_number > NUMBER_MAX)
		return false;
	wish->number = (gint)asked_number;
	*field = "given";
	if (!json_is_boolean(given))
		return false;
	wish->given = json_is_true(given);
	*field = "class";
	wish->class = json_string_value(class);
	if (class && !wish->class)
		return false;
	*field = "note";
	wish->note = note ? json_string_value(note) : "";
	return wish->note && strlen(wish->note) <= NOTE_BYTES_MAX;
}

/* 0: there is none of that name, or several and none was named. */
static gint64 find_class(const Consents *consents, const char *name)
{
	g_autoptr(GPtrArray) classes = store_reader_classes(consents->reader, NULL);
	gint64 found = 0;

	for (guint i = 0; classes && i < classes->len; i++) {
		const StoreClass *class = g_ptr_array_index(classes, i);

		if (name ? g_str_equal(class->name, name) : classes->len == 1)
			found = class->id;
	}
	return found;
}

static guint put(const Consents *consents, const Wish *wish, gint64 class_id)
{
	g_autoptr(GPtrArray) pupils = store_reader_pupils(consents->reader, class_id, NULL);
	const gint64 now_ms = g_get_real_time() / 1000;
	guint n_put = 0;

	for (guint i = 0; pupils && i < pupils->len; i++) {
		const StorePupil *pupil = g_ptr_array_index(pupils, i);
		const StoreConsent consent = {
			.id = store_new_id(consents->store),
			.pupil_id = pupil->id,
			.given = wish->given,
			.kind = (char *)"ink",
			.at_ms = now_ms,
			.note = (char *)wish->note,
		};

		if (wish->number != 0 && pupil->number != wish->number)
			continue;
		store_put_consent(consents->store, &consent);
		classroom_consent_changed(consents->classroom, pupil->id, wish->given);
		n_put++;
	}
	return n_put;
}

static char *refuse(guint32 request, const char *code, const char *zh, const char *en)
{
	return console_json_error(request, &(ConsoleTrouble){ code, zh, en });
}

static char *obey(const Consents *consents, const json_t *asked)
{
	Wish wish = { 0 };
	const char *field;

	if (!read_wish(asked, &wish, &field)) {
		g_autofree char *zh = g_strdup_printf("字段“%s”缺失或不对。", field);
		g_autofree char *en =
			g_strdup_printf("The field \"%s\" is missing or wrong.", field);

		return refuse(wish.request, "bad-message", zh, en);
	}
	const gint64 class_id = find_class(consents, wish.class);

	if (class_id == 0)
		return refuse(wish.request, "no-such-class", "没有这个班，或有几个班，请写明班名。",
			"There is no such class, or there are several: name one.");
	const guint n_put = put(consents, &wish, class_id);

	if (n_put == 0)
		return refuse(wish.request, "no-such-pupil", "班里没有这个号数。",
			"There is nobody with this number in the class.");
	g_message("consent of %u pupils was %s", n_put, wish.given ? "given" : "withdrawn");
	return g_strdup_printf(
		"{\"type\":\"consented\",\"request\":%u,\"count\":%u}", wish.request, n_put);
}

char *consents_answer(const Consents *consents, const char *line, gsize n_bytes)
{
	json_t *asked = json_loadb(line, n_bytes, JSON_REJECT_DUPLICATES, NULL);
	const char *type = json_string_value(json_object_get(asked, "type"));
	char *answer = g_strcmp0(type, "consent") == 0 ? obey(consents, asked) : NULL;

	json_decref(asked);
	return answer;
}
