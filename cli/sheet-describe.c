/* SPDX-License-Identifier: MIT */
/* `zhibi sheet check`: a good sheet in a few lines, and what its designer may have forgotten. */
#include <stdio.h>

#include "cli/sheet.h"

static const char *const TYPES_ZH[QUESTION_N_TYPES] = { "单选", "多选", "判断", "数", "短答",
	"解答", "画图" };

#define PAGES_TOLD 8

static void tell_pages(const Sheet *sheet)
{
	printf("  页 pages         %u", sheet->pages->len);
	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		const PageAddress *address = &page->address;

		if (i == PAGES_TOLD) {
			printf(", …");
			break;
		}
		printf("%s %u.%u.%u.%u (%.4g × %.4g mm", i > 0 ? "," : ":", address->section,
			address->owner, address->book, address->page, page->trim.width_mm,
			page->trim.height_mm);
		if (page->n_copies > 0)
			printf(", 一人一码 own copies: %u", page->n_copies);
		putchar(')');
	}
	putchar('\n');
}

static void tell_questions(const Sheet *sheet)
{
	guint n_of[QUESTION_N_TYPES] = { 0 };
	double points = 0, minutes = 0;

	for (guint i = 0; i < sheet->questions->len; i++) {
		const SheetQuestion *question = g_ptr_array_index(sheet->questions, i);
		n_of[question->type]++;
		points += question->points;
		minutes += question->expected_minutes;
	}
	printf("  题 questions     %u", sheet->questions->len);
	const char *between = ": ";
	for (guint type = 0; type < QUESTION_N_TYPES; type++) {
		if (n_of[type] == 0)
			continue;
		printf("%s%u %s %s", between, n_of[type], TYPES_ZH[type],
			question_type_name((QuestionType)type));
		between = ", ";
	}
	printf("\n  分 points        %g\n", points);
	if (minutes > 0)
		printf("  预计 minutes     %g\n", minutes);
}

static void tell_regions(const Sheet *sheet)
{
	guint n_of[SHEET_N_ROLES] = { 0 }, n_regions = 0;
	const char *between = ": ";

	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		for (guint k = 0; k < page->regions->len; k++, n_regions++)
			n_of[((const SheetRegion *)g_ptr_array_index(page->regions, k))->role]++;
	}
	printf("  区域 regions     %u", n_regions);
	for (guint role = 0; role < SHEET_N_ROLES; role++) {
		if (n_of[role] == 0)
			continue;
		printf("%s%u %s", between, n_of[role], region_role_name((RegionRole)role));
		between = ", ";
	}
	putchar('\n');
}

/* ---- what may be forgotten */

/* Questions with a place to answer in. */
static GHashTable *questions_with_place(const Sheet *sheet)
{
	GHashTable *numbers = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		for (guint k = 0; k < page->regions->len; k++) {
			const SheetRegion *region = g_ptr_array_index(page->regions, k);
			if (region->role == ROLE_ANSWER || region->role == ROLE_OPTION)
				g_hash_table_add(numbers, GINT_TO_POINTER(region->question));
		}
	}
	return numbers;
}

static bool is_read(const SheetQuestion *question)
{
	return question->type != QUESTION_STEPS && question->type != QUESTION_DRAWING;
}

static void tell_forgotten(const Sheet *sheet)
{
	g_autoptr(GHashTable) placed = questions_with_place(sheet);
	g_autoptr(GString) placeless = g_string_new(NULL), keyless = g_string_new(NULL);

	for (guint i = 0; i < sheet->questions->len; i++) {
		const SheetQuestion *question = g_ptr_array_index(sheet->questions, i);
		if (!g_hash_table_contains(placed, GINT_TO_POINTER(question->number)))
			g_string_append_printf(placeless, " %d", question->number);
		if (is_read(question) && !question->key[0])
			g_string_append_printf(keyless, " %d", question->number);
	}
	if (sheet->pages->len == 0)
		puts("  注意 note        没有页：只是题目和答案 / no page: questions and keys "
		     "only");
	else if (placeless->len > 0)
		printf("  注意 note        没有作答区的题 / questions with no region:%s\n",
			placeless->str);
	if (keyless->len > 0)
		printf("  注意 note        没有答案的题 / questions without a key:%s\n",
			keyless->str);
}

void sheet_describe(const Sheet *sheet)
{
	puts("作业单，没有错误 / a sheet, no fault");
	printf("  标题 title       %s\n", sheet->title);
	printf("  学科 subject     %s\n", sheet->subject);
	if (sheet->grade != 0)
		printf("  年级 grade       %d\n", sheet->grade);
	tell_pages(sheet);
	tell_questions(sheet);
	tell_regions(sheet);
	tell_forgotten(sheet);
}
