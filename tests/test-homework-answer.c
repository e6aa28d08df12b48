/* SPDX-License-Identifier: MIT */
/*
 * Answers as virtual pupils write them, whose truth is known: numbers, letters, ticks, true and false, crossed out in
 * four ways, gone over again, touched by chance. What is taken is wrong in one of two hundred at most, and no more than
 * one in ten is refused.
 */
#include "homework/reading/answer.h"

#include <string.h>

#include "homework/reading/expected-error.h"
#include "homework/sheet/sheet-json.h"
#include "tests/pupil-ink.h"

#define N_PUPILS 96
#define SEED 20251125

typedef struct {
	Recogniser *recogniser;
} Room;

static void set_up(Room *room, gconstpointer data)
{
	(void)data;
	room->recogniser = recogniser_new_built_in();
}

static void tear_down(Room *room, gconstpointer data)
{
	(void)data;
	recogniser_free(room->recogniser);
}

/* ---- a page of one question */

typedef struct {
	Sheet *sheet;
	SheetPage *page;
	SheetQuestion *question;
} Desk;

static SheetRegion *add_region(Desk *desk, RegionRole role, const char *option, SheetBox box)
{
	SheetRegion *region = sheet_region_new();

	region->role = role;
	region->question = 1;
	region->box = box;
	g_free(region->option);
	region->option = g_strdup(option);
	g_ptr_array_add(desk->page->regions, region);
	return region;
}

static Desk desk_new(QuestionType type, const char *options, const char *keys)
{
	const PageAddress address = { PAGE_FAMILY_NCODE, 3, 27, 603, 10 };
	Desk desk = { .sheet = sheet_new() };

	desk.page = sheet_add_page(desk.sheet, address);
	desk.question = sheet_question_new(1);
	desk.question->type = type;
	g_strfreev(desk.question->options);
	g_strfreev(desk.question->key);
	desk.question->options = g_strsplit(options, " ", -1);
	desk.question->key = g_strsplit(keys, "|", -1);
	g_ptr_array_add(desk.sheet->questions, desk.question);
	return desk;
}

static Answer read_ink(const Room *room, const Desk *desk, const GPtrArray *strokes)
{
	const AnswerInk ink = { desk->page, desk->question, strokes };
	const Answer answer = answer_read(room->recogniser, &ink);

	/* Whether its signs are remembered or looked at anew makes no difference. */
	recogniser_forget(room->recogniser);
	const Answer anew = answer_read(room->recogniser, &ink);
	g_assert_cmpstr(anew.text, ==, answer.text);
	g_assert_cmpstr(anew.first_text, ==, answer.first_text);
	g_assert_true(anew.state == answer.state && anew.confidence == answer.confidence);
	return answer;
}

/* ---- counting */

typedef struct {
	const char *what;
	guint n, n_refused, n_wrong, n_first, n_first_wrong;
} Tally;

static void tally(Tally *tally, const Answer *answer, const char *truth, const char *how)
{
	const bool blank = *truth == '\0';
	const bool refused = answer->state == ANSWER_REFUSED;
	const bool wrong = !refused && (blank != (answer->state == ANSWER_BLANK) ||
					       strcmp(answer->text, truth) != 0);

	tally->n++;
	tally->n_refused += refused;
	tally->n_wrong += wrong;
	if (refused || wrong)
		g_test_message("%s: %s: %s, %s %.3f, is %s", tally->what, how,
			answer_state_name(answer->state), answer->text, (double)answer->confidence,
			truth);
}

static void tally_first(Tally *tally, const Answer *answer, const char *first)
{
	if (answer->state == ANSWER_REFUSED)
		return;
	tally->n_first++;
	if (answer->corrected && strcmp(answer->first_text, first) == 0)
		return;
	tally->n_first_wrong++;
	g_test_message("%s: first \"%s\", was %s", tally->what, answer->first_text, first);
}

/* Of what was written at once and what was mended, together; of the first answers, four in five are kept. */
static void assert_good(const Tally tallies[2])
{
	const guint n = tallies[0].n + tallies[1].n;
	const guint n_refused = tallies[0].n_refused + tallies[1].n_refused;
	const guint n_wrong = tallies[0].n_wrong + tallies[1].n_wrong;

	for (guint i = 0; i < 2; i++)
		g_test_message("%s%s: %u read, %u refused, %u wrong; %u first answers, %u not kept",
			tallies[i].what, i == 1 ? " mended" : "", tallies[i].n,
			tallies[i].n_refused, tallies[i].n_wrong, tallies[i].n_first,
			tallies[i].n_first_wrong);
	g_assert_cmpuint(n, >=, 90);
	g_assert_cmpuint(n_refused * 10, <=, n);
	g_assert_cmpuint(n_wrong * 200, <=, n - n_refused);
	g_assert_cmpuint(tallies[1].n_first_wrong * 5, <=, tallies[1].n_first);
}

/* ---- a class's sheet */

#define SHEET_FILE "docs/examples/demonstration.json"

static Sheet *sheet_of_class(void)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	gsize n_bytes;
	Sheet *sheet = NULL;

	if (g_file_get_contents(SHEET_FILE, &text, &n_bytes, &error))
		sheet = sheet_json_read(text, n_bytes, &error);
	g_assert_no_error(error);
	return sheet;
}

/* The pupil's ink of a question, as its place says; how many strokes went elsewhere is counted. */
static GPtrArray *ink_of(const Sheet *sheet, const PupilSheet *copy, gint question,
	const SheetPage **page, guint *n_astray)
{
	GPtrArray *strokes = g_ptr_array_new();

	for (guint i = 0; i < copy->strokes->len; i++) {
		const Stroke *stroke = g_ptr_array_index(copy->strokes, i);
		gint pupil = 0;
		const SheetPage *own = sheet_find_copy(sheet, &stroke->page, &pupil);
		const gint found = own ? answer_question_of(own, stroke) : 0;

		if (found == question) {
			g_ptr_array_add(strokes, (gpointer)stroke);
			*page = own;
		}
		*n_astray +=
			g_array_index(copy->questions, int, i) == question && found != question;
	}
	return strokes;
}

/* What `type` questions say; text is kept as ink, unless its key is one character. */
static void read_copy(const Room *room, const Sheet *sheet, guint32 pen, Tally tallies[2],
	QuestionType type, guint *n_astray)
{
	PupilSheet copy = pupil_ink_sheet(SHEET_FILE, SEED, pen);

	for (guint i = 0; i < copy.truths->len; i++) {
		const PupilTruth *truth = &g_array_index(copy.truths, PupilTruth, i);
		const SheetQuestion *question = sheet_find_question(sheet, truth->question);
		const SheetPage *page = g_ptr_array_index(sheet->pages, 0);

		if (question->type != type)
			continue;
		g_autoptr(GPtrArray) strokes =
			ink_of(sheet, &copy, truth->question, &page, n_astray);
		const AnswerInk ink = { page, question, strokes };
		const Answer answer = answer_read(room->recogniser, &ink);
		g_autofree char *how = g_strdup_printf("pen %u question %d%s, %u strokes", pen,
			truth->question, truth->corrected ? " corrected" : "", strokes->len);

		tally(&tallies[truth->corrected], &answer, truth->final, how);
		if (truth->corrected)
			tally_first(&tallies[1], &answer, truth->first);
	}
	pupil_ink_sheet_clear(&copy);
}

static void test_sheet(Room *room, gconstpointer data)
{
	const QuestionType type = (QuestionType)GPOINTER_TO_INT(data);
	const char *name = question_type_name(type);
	g_autoptr(Sheet) sheet = sheet_of_class();
	Tally tallies[] = { { .what = name }, { .what = name } };
	guint n_astray = 0;

	for (guint32 pen = 1; pen <= N_PUPILS; pen++)
		read_copy(room, sheet, pen, tallies, type, &n_astray);
	assert_good(tallies);
	g_assert_cmpuint(n_astray, ==, 0);
}

/* ---- whatever is written in one place */

typedef struct {
	const char *ink, *says; /* NULL: the same */
} Word;

typedef struct {
	const char *what;
	QuestionType type;
	const char *options, *key;
	Word words[16];
} Written;

static const char *says(const Word *word)
{
	return word->says ? word->says : word->ink;
}

/* First one word, or none; struck out; then another. */
static void write_once(const Room *room, const Written *written, guint round, Tally *tallies)
{
	Desk desk = desk_new(written->type, written->options, written->key);
	g_autoptr(PupilInk) pupil = pupil_ink_new(SEED, 1000 + round);
	guint n_words = 0;
	const double height = pupil_ink_height_mm(pupil), line = 112;
	const bool struck = round % 3 == 0;
	double x = 52;
	Answer answer;

	while (written->words[n_words].ink)
		n_words++;
	const Word *word = &written->words[round / 12 % n_words];
	const Word *first = &written->words[round / 36 % n_words];
	for (guint i = 0; strcmp(says(first), says(word)) == 0; i++)
		first = &written->words[i];
	add_region(&desk, ROLE_ANSWER, "", (SheetBox){ 50, 100, 60, 16 });
	if (round % 5 == 1)
		pupil_ink_touch(pupil, x + 1, line - 3);
	if (struck) {
		const double end = pupil_ink_write(pupil, first->ink, x, line, height);

		pupil_ink_wait(pupil, 1500);
		pupil_ink_strike(pupil, (PupilStrike)(round / 3 % PUPIL_N_STRIKES), x,
			line - height, end - 0.4, line);
		pupil_ink_wait(pupil, 1500);
		x = end + 1.5;
	}
	pupil_ink_write(pupil, word->ink, x, line, height);
	g_autoptr(GPtrArray) strokes = pupil_ink_take(pupil);
	g_autofree char *how = g_strdup_printf("round %u, %s, strike %d", round, word->ink,
		struck ? (int)(round / 3 % PUPIL_N_STRIKES) : -1);
	answer = read_ink(room, &desk, strokes);
	tally(&tallies[struck], &answer, says(word), how);
	if (struck)
		tally_first(&tallies[1], &answer, says(first));
	sheet_free(desk.sheet);
}

static const Written WRITTEN[] = {
	{ "letters", QUESTION_CHOICE, "A B C D", "B",
		{ { "A", NULL }, { "B", NULL }, { "C", NULL }, { "D", NULL } } },
	{ "several letters", QUESTION_CHOICES, "A B C D", "ABD",
		{ { "AB", NULL }, { "BD", NULL }, { "ACD", NULL }, { "C", NULL },
			{ "DA", "AD" } } },
	{ "true or false", QUESTION_TRUE_FALSE, "", "T",
		{ { "√", "T" }, { "×", "F" }, { "F", "F" } } },
	{ "true or false in words", QUESTION_TRUE_FALSE, "", "T",
		{ { "对", "T" }, { "错", "F" }, { "√", "T" }, { "×", "F" } } },
	{ "decimals", QUESTION_NUMBER, "", "3.5",
		{ { "3.5", NULL }, { "0.25", NULL }, { "12.8", NULL }, { "-7", NULL },
			{ "-40", NULL }, { "100", NULL }, { "1.1", NULL } } },
};

static void test_written(Room *room, gconstpointer data)
{
	const Written *written = data;
	Tally tallies[] = { { .what = written->what }, { .what = written->what } };

	for (guint round = 0; round < 1200; round++)
		write_once(room, written, round, tallies);
	assert_good(tallies);
}

/* One character is right or it is refused: another one is never taken for it. */
static void test_character(Room *room, gconstpointer data)
{
	static const char *const WORDS[] = { "大", "小", "多", "少", "上", "下", "山", "水" };
	const guint n = G_N_ELEMENTS(WORDS), n_rounds = 25 * n;
	guint n_right = 0, n_keys = 0;

	(void)data;
	for (guint round = 0; round < n_rounds; round++) {
		const char *key = WORDS[round % n], *word = WORDS[(round + round % 2) % n];
		Desk desk = desk_new(QUESTION_TEXT, "", key);
		g_autoptr(PupilInk) pupil = pupil_ink_new(SEED, 3000 + round);

		add_region(&desk, ROLE_ANSWER, "", (SheetBox){ 50, 100, 60, 16 });
		pupil_ink_write(pupil, word, 52, 112, 1.3 * pupil_ink_height_mm(pupil));
		g_autoptr(GPtrArray) strokes = pupil_ink_take(pupil);
		const Answer answer = read_ink(room, &desk, strokes);
		const bool taken = answer.state == ANSWER_READ;

		g_assert_cmpint(answer.state, !=, ANSWER_BLANK);
		g_assert_true(!taken || strcmp(answer.text, word) == 0);
		n_keys += word == key;
		n_right += taken && word == key;
		sheet_free(desk.sheet);
	}
	g_test_message("%u of %u keys verified", n_right, n_keys);
	g_assert_cmpuint(n_right * 10, >=, n_keys * 7);
}

/* ---- what is no answer, and what the key makes of one */

static void test_blank(Room *room, gconstpointer data)
{
	Desk desk = desk_new(QUESTION_NUMBER, "", "7");
	g_autoptr(PupilInk) pupil = pupil_ink_new(SEED, 1);

	(void)data;
	add_region(&desk, ROLE_ANSWER, "", (SheetBox){ 50, 100, 60, 16 });
	pupil_ink_touch(pupil, 55, 108);
	g_autoptr(GPtrArray) touch = pupil_ink_take(pupil);
	Answer answer = read_ink(room, &desk, touch);
	g_assert_cmpint(answer.state, ==, ANSWER_BLANK);
	g_assert_cmpint(answer_judge(desk.question, &answer).verdict, ==, VERDICT_BLANK);
	sheet_free(desk.sheet);
}

static void test_judge(Room *room, gconstpointer data)
{
	static const struct {
		QuestionType type;
		const char *key, *text;
		double tolerance;
		Verdict verdict;
	} CASES[] = {
		{ QUESTION_NUMBER, "3", "3.0", 0, VERDICT_RIGHT },
		{ QUESTION_NUMBER, "0.5|1/2", "1/2", 0, VERDICT_RIGHT },
		{ QUESTION_NUMBER, "0.5", "0.50", 0, VERDICT_RIGHT },
		{ QUESTION_NUMBER, "1/2", "2/4", 0, VERDICT_NONE }, /* a person decides */
		{ QUESTION_NUMBER, "1/2", "0.5", 0, VERDICT_NONE },
		{ QUESTION_NUMBER, "1/2", "1/3", 0, VERDICT_WRONG },
		{ QUESTION_NUMBER, "9.8", "9.81", 0.02, VERDICT_RIGHT },
		{ QUESTION_NUMBER, "9.8", "9.83", 0.02, VERDICT_WRONG },
		{ QUESTION_CHOICES, "ACD", "AD", 0, VERDICT_HALF },
		{ QUESTION_CHOICES, "ACD", "AB", 0, VERDICT_WRONG },
		{ QUESTION_CHOICES, "ACD", "ACD", 0, VERDICT_RIGHT },
		{ QUESTION_CHOICE, "B", "C", 0, VERDICT_WRONG },
		{ QUESTION_TRUE_FALSE, "T", "T", 0, VERDICT_RIGHT },
		{ QUESTION_NUMBER, "", "4", 0, VERDICT_NONE }, /* no key */
	};

	(void)room;
	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
		Desk desk = desk_new(CASES[i].type, "", CASES[i].key);
		Answer answer = { .state = ANSWER_READ, .confidence = 0.9f };

		desk.question->tolerance = CASES[i].tolerance;
		desk.question->points = 2;
		g_strlcpy(answer.text, CASES[i].text, sizeof answer.text);
		const Proposal proposal = answer_judge(desk.question, &answer);
		g_test_message("%s for %s", CASES[i].text, CASES[i].key);
		g_assert_cmpint(proposal.verdict, ==, CASES[i].verdict);
		g_assert_cmpfloat(proposal.points, ==,
			CASES[i].verdict == VERDICT_RIGHT  ? 2
			: CASES[i].verdict == VERDICT_HALF ? 1
							   : 0);
		answer.state = ANSWER_REFUSED;
		g_assert_cmpint(answer_judge(desk.question, &answer).verdict, ==, VERDICT_NONE);
		sheet_free(desk.sheet);
	}
}

static void test_expected_error(void)
{
	const ExpectedError none = expected_error(QUESTION_NUMBER, 0);
	double refused = 0;

	g_assert_true(none.known && none.wrong > 0.05 && none.refused == 0);
	g_assert_false(expected_error(QUESTION_STEPS, 0.5).known);
	for (double bound = -0.5; bound < 1.5; bound += 0.05) {
		const ExpectedError expected = expected_error(QUESTION_NUMBER, bound);

		g_assert_true(expected.wrong >= 0 && expected.wrong <= none.wrong);
		g_assert_true(expected.refused >= refused && expected.refused <= 1);
		refused = expected.refused;
	}
	g_assert_cmpfloat_with_epsilon(
		expected_error(QUESTION_NUMBER, 0.85).wrong, (0.0156 + 0.0108) / 2, 1e-9);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/answer/sheet/choice", Room, GINT_TO_POINTER(QUESTION_CHOICE), set_up,
		test_sheet, tear_down);
	g_test_add("/answer/sheet/choices", Room, GINT_TO_POINTER(QUESTION_CHOICES), set_up,
		test_sheet, tear_down);
	g_test_add("/answer/sheet/true-false", Room, GINT_TO_POINTER(QUESTION_TRUE_FALSE), set_up,
		test_sheet, tear_down);
	g_test_add("/answer/sheet/number", Room, GINT_TO_POINTER(QUESTION_NUMBER), set_up,
		test_sheet, tear_down);
	for (gsize i = 0; i < G_N_ELEMENTS(WRITTEN); i++) {
		g_autofree char *path = g_strdup_printf("/answer/written/%s", WRITTEN[i].what);

		g_test_add(path, Room, &WRITTEN[i], set_up, test_written, tear_down);
	}
	g_test_add("/answer/character", Room, NULL, set_up, test_character, tear_down);
	g_test_add("/answer/blank", Room, NULL, set_up, test_blank, tear_down);
	g_test_add("/answer/judge", Room, NULL, set_up, test_judge, tear_down);
	g_test_add_func("/answer/expected-error", test_expected_error);
	return g_test_run();
}
