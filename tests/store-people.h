/* SPDX-License-Identifier: MIT */
/* Two pupils, their pens and pages, and what must go or stay of them. */
#pragma once

#include "ink/codec.h"
#include "store/database.h"
#include "tests/store-fixture.h"

#include <string.h>

#define DAY_MS (G_GINT64_CONSTANT(24) * 3600 * 1000)

enum { CLASS = 2, ANNE = 11, BERT = 12, TEACHER = 4, PEN_A = 21, PEN_B = 22, TASK = 7 };
/* Page copies: Anne's, packed; a teacher's ink on Anne's paper; nobody's, of her pen in her time; Bert's; nobody's, of
 * her pen after her time. */
enum { COPY_ANNE = 31, COPY_TEACHER, COPY_LOST, COPY_BERT, COPY_AFTER };

static inline char *words(const char *text)
{
	return (char *)(gsize)text; /* rows borrow what is put */
}

static inline void put_people(Store *store)
{
	const StoreClass class = { CLASS, 0, words("四年级2班"), 4, false, 6, 8 };
	const StorePupil anne = { ANNE, CLASS, 1, words("ERASE-ME-ANNE"), 0, 0, NULL, 0 };
	const StorePupil bert = { BERT, CLASS, 2, words("KEEP-ME-BERT"), 0, 1, NULL, 0 };
	const StoreTeacher teacher = { TEACHER, words("t"), words("李老师"), words("x"), NULL, 0,
		NULL };
	const StorePen pens[] = {
		{ PEN_A, words("AA:AA"), words("neo"), words(""), words(""), -1, 0, 0 },
		{ PEN_B, words("BB:BB"), words("neo"), words(""), words(""), -1, 0, 0 },
	};
	const StoreBinding bindings[] = {
		{ 41, PEN_A, ANNE, 0, FIXTURE_START_MS, NULL },
		{ 42, PEN_B, BERT, 0, FIXTURE_START_MS, NULL },
		{ 43, PEN_A, BERT, 0, FIXTURE_START_MS + 10 * DAY_MS, NULL },
	};
	const StoreAssignment task = {
		.id = TASK, .class_id = CLASS, .subject = words("数学"), .place = words("home")
	};

	store_put_class(store, &class);
	store_put_pupil(store, &anne);
	store_put_pupil(store, &bert);
	store_put_teacher(store, &teacher);
	for (gsize i = 0; i < G_N_ELEMENTS(pens); i++)
		store_put_pen(store, &pens[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(bindings); i++)
		store_put_binding(store, &bindings[i]);
	store_put_assignment(store, &task);
}

static inline void put_copy(
	Store *store, gint64 id, gint64 pupil_id, gint64 pen_id, gint64 after_ms)
{
	const StorePageCopy copy = { id, TASK, pupil_id, pen_id,
		{ PAGE_FAMILY_NCODE, 3, 27, 603, 10 }, FIXTURE_START_MS + after_ms,
		id == COPY_TEACHER };
	const StoreMark mark = { .id = store_new_id(store),
		.page_copy_id = id,
		.question_id = 1,
		.verdict = words("right"),
		.source = words("screen"),
		.teacher_id = TEACHER,
		.at_ms = FIXTURE_START_MS + after_ms,
		.confidence = 1,
		.sheet_version = 1 };
	const StoreAnswer answer = { .page_copy_id = id,
		.question_id = 1,
		.state = words("read"),
		.text = words(pupil_id == ANNE ? "ERASE-ME-ANSWER" : "KEEP-ME-ANSWER"),
		.first_text = words(""),
		.verdict = words("right") };
	const StoreClaim claim = { store_new_id(store), id, pupil_id, 0, words("hand"), TEACHER,
		FIXTURE_START_MS };
	const StoreCorrection correction = { store_new_id(store), id, 1, words("5"), words("6"),
		words("number"), words(pupil_id == ANNE ? "ERASE-ME-INK" : "KEEP-ME-INK"), TEACHER,
		FIXTURE_START_MS };
	const StoreAccess access = { TEACHER, id, FIXTURE_START_MS + after_ms, words("open-page"),
		0, NULL };

	store_put_page_copy(store, &copy);
	store_put_mark(store, &mark);
	store_put_answer(store, &answer);
	store_put_claim(store, &claim);
	store_put_correction(store, &correction);
	store_put_access(store, &access);
}

/* The bytes by which a stroke would be found in the file. */
static inline GByteArray *put_ink(
	Store *store, gint64 pen_id, gint64 copy_id, gint64 id, gint64 after_ms)
{
	g_autoptr(Stroke) stroke = fixture_stroke(id, after_ms, 40);
	GByteArray *bytes = g_byte_array_new();

	codec_encode_stroke(stroke, 0, bytes);
	store_put_stroke(store, pen_id, copy_id, stroke);
	return bytes;
}

static inline void put_raw(Store *store, gint64 pen_id, const char *bytes, gint64 after_ms)
{
	store_put_raw(store, pen_id, FIXTURE_START_MS + after_ms, false, (const guint8 *)bytes,
		strlen(bytes));
}

typedef struct {
	GByteArray *gone[4];
	GByteArray *kept[2];
} Ink;

static inline void free_ink(Ink *ink)
{
	for (gsize i = 0; i < G_N_ELEMENTS(ink->gone); i++)
		g_byte_array_unref(ink->gone[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(ink->kept); i++)
		g_byte_array_unref(ink->kept[i]);
}

static inline Ink put_all(StoreFixture *fixture)
{
	Store *store = fixture->store;
	const StoreConsent consents[] = {
		{ 51, ANNE, true, words("ink"), FIXTURE_START_MS, words("ERASE-ME-NOTE") },
		{ 52, BERT, true, words("ink"), FIXTURE_START_MS, words("KEEP-ME-NOTE") },
	};

	put_people(store);
	store_put_consent(store, &consents[0]);
	store_put_consent(store, &consents[1]);
	put_copy(store, COPY_ANNE, ANNE, PEN_A, 0);
	put_copy(store, COPY_TEACHER, ANNE, PEN_B, 1000);
	put_copy(store, COPY_LOST, 0, PEN_A, DAY_MS);
	put_copy(store, COPY_BERT, BERT, PEN_B, 0);
	put_copy(store, COPY_AFTER, 0, PEN_A, 11 * DAY_MS);
	/* Bert's page was Anne's for a moment. */
	const StoreClaim claims[] = {
		{ 61, COPY_BERT, ANNE, BERT, words("hand"), TEACHER, FIXTURE_START_MS + 1 },
		{ 62, COPY_BERT, BERT, ANNE, words("undo"), TEACHER, FIXTURE_START_MS + 2 },
	};
	store_put_claim(store, &claims[0]);
	store_put_claim(store, &claims[1]);
	put_raw(store, PEN_A, "ERASE-ME-RAW", 5);
	/* What a teacher's pen sent cannot be told apart, but for what came before the page was there. */
	put_raw(store, PEN_B, "KEEP-ME-RAW", -2 * DAY_MS);
	fixture_wait(fixture, store_sequence(store));
	put_raw(store, PEN_B, "ERASE-ME-TEACHERS-RAW", 1005);
	/* Kept in the pen's memory, and told when it was another's. */
	put_raw(store, PEN_A, "ERASE-ME-LATE-RAW", 12 * DAY_MS);
	Ink ink = { .gone = { put_ink(store, PEN_A, COPY_ANNE, 101, 1000),
			    put_ink(store, PEN_B, COPY_TEACHER, 102, 50000),
			    put_ink(store, PEN_A, COPY_LOST, 103, DAY_MS),
			    put_ink(store, PEN_A, 0, 104, DAY_MS + 5000) },
		.kept = { put_ink(store, PEN_B, COPY_BERT, 105, 70000),
			put_ink(store, PEN_A, COPY_AFTER, 106, 11 * DAY_MS) } };
	/* Packed from it, the single stroke's bytes stay in a free place of the file. */
	store_pack_page(store, COPY_ANNE);
	fixture_wait(fixture, store_sequence(store));
	return ink;
}

static inline gint64 number(const char *path, const char *sql)
{
	g_autoptr(Database) database = database_open(path, DATABASE_READ, NULL);
	gint64 value = -1;

	g_assert_true(database_once(database, sql, NULL, 0, &value, NULL));
	return value;
}

static inline void insert(const char *path, const char *sql)
{
	g_autoptr(Database) database = database_open(path, DATABASE_WRITE, NULL);
	g_autoptr(GError) error = NULL;

	database_execute(database, sql, &error);
	g_assert_no_error(error);
}
