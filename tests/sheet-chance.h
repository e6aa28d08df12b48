/* SPDX-License-Identifier: MIT */
/* Sheets made by seeded chance, of every kind of region and question, and whether two are the same. */
#pragma once

#include "homework/sheet/sheet-check.h"

static inline double sheet_chance_mm(GRand *chance, double low, double high)
{
	return g_rand_double_range(chance, low, high);
}

static inline void sheet_chance_text(GRand *chance, char **text)
{
	static const char *const TEXTS[] = { "", "一、3", "a \"quoted\" one", "back\\slash", "é 😀",
		"</svg>&amp;" };

	g_free(*text);
	*text = g_strdup(TEXTS[g_rand_int_range(chance, 0, G_N_ELEMENTS(TEXTS))]);
}

static inline SheetQuestion *sheet_chance_question(GRand *chance, gint number)
{
	SheetQuestion *question = sheet_question_new(number);
	const bool has_key = g_rand_boolean(chance);

	question->type = (QuestionType)g_rand_int_range(chance, 0, QUESTION_N_TYPES);
	if (question->type == QUESTION_CHOICE || question->type == QUESTION_CHOICES) {
		g_strfreev(question->options);
		question->options = g_strsplit("A,B,C,D", ",", 0);
	}
	if (has_key) {
		static const char *const KEYS[QUESTION_N_TYPES] = { "C", "ABD,C", "F",
			"3/4,0.75,75%", "甲", "x", "y" };
		g_strfreev(question->key);
		question->key = g_strsplit(KEYS[question->type], ",", 0);
	}
	if (question->type == QUESTION_NUMBER)
		question->tolerance = g_rand_double(chance);
	sheet_chance_text(chance, &question->name);
	sheet_chance_text(chance, &question->knowledge);
	question->points = g_rand_double_range(chance, 0.1, 100);
	question->expected_minutes = g_rand_int_range(chance, 0, 30) / 2.0;
	question->layer = "\0ABC"[g_rand_int_range(chance, 0, 4)];
	if (g_rand_boolean(chance)) {
		g_free(question->lesson);
		question->lesson = g_strdup("https://school.example/a?b=c&d");
	}
	return question;
}

static inline void sheet_chance_shape(GRand *chance, SheetRegion *region, const SheetBox *paper)
{
	const double left = sheet_chance_mm(chance, 0, paper->width_mm - 10);
	const double top = sheet_chance_mm(chance, 0, paper->height_mm - 10);

	region->shape = (RegionShape)g_rand_int_range(chance, 0, 3);
	region->box = (SheetBox){ paper->x_mm + left, paper->y_mm + top,
		sheet_chance_mm(chance, 0.5, paper->width_mm - left),
		sheet_chance_mm(chance, 0.5, paper->height_mm - top) };
	if (region->shape != REGION_POLYGON)
		return;
	const SheetBox *box = &region->box;
	const SheetPoint corners[] = { { box->x_mm, box->y_mm },
		{ box->x_mm + box->width_mm, box->y_mm + box->height_mm / 3 },
		{ box->x_mm + box->width_mm / 2,
			box->y_mm + box->height_mm * (g_rand_boolean(chance) ? 1 : 0.75) } };
	region->corners = g_array_new(FALSE, FALSE, sizeof(SheetPoint));
	g_array_append_vals(region->corners, corners, G_N_ELEMENTS(corners));
}

static inline SheetRegion *sheet_chance_region(
	GRand *chance, const Sheet *sheet, const SheetBox *paper, gint number)
{
	SheetRegion *region = sheet_region_new();

	sheet_chance_shape(chance, region, paper);
	sheet_chance_text(chance, &region->name);
	sheet_chance_text(chance, &region->action);
	sheet_chance_text(chance, &region->param);
	region->role = (RegionRole)g_rand_int_range(chance, 0, SHEET_N_ROLES);
	if (region->role >= ROLE_ANSWER && region->role <= ROLE_MARK)
		region->question = g_rand_int_range(chance, 1, (gint)sheet->questions->len + 1);
	const SheetQuestion *question = sheet_find_question(sheet, region->question);
	if (region->role == ROLE_OPTION && question->options[0]) {
		g_free(region->option);
		region->option = g_strdup(question->options[g_rand_int_range(chance, 0, 4)]);
	} else if (region->role == ROLE_OPTION) {
		region->role = ROLE_ANSWER;
	}
	if (region->role == ROLE_CLAIM_BOX || region->role == ROLE_PAGE_STRIP ||
		region->role == ROLE_ROSTER_BOX)
		region->number = number;
	if (g_rand_boolean(chance)) {
		g_free(region->id);
		region->id = g_strdup_printf("r%d", number);
	}
	return region;
}

static inline Sheet *sheet_chance_sheet(GRand *chance)
{
	Sheet *sheet = sheet_new();
	gint number = 0;

	sheet_chance_text(chance, &sheet->title);
	sheet_chance_text(chance, &sheet->subject);
	sheet->grade = g_rand_int_range(chance, 0, 10);
	for (gint i = g_rand_int_range(chance, 1, 9); i > 0; i--)
		g_ptr_array_add(sheet->questions,
			sheet_chance_question(chance, (gint)sheet->questions->len + 1));
	for (guint32 i = 0; i < (guint32)g_rand_int_range(chance, 0, 5); i++) {
		SheetPage *page = sheet_add_page(
			sheet, (PageAddress){ PAGE_FAMILY_NCODE, 3, 27, 603, 1000 - i * 100 });
		page->trim = (SheetBox){ sheet_chance_mm(chance, -5, 20),
			sheet_chance_mm(chance, -5, 20), sheet_chance_mm(chance, 100, 300),
			sheet_chance_mm(chance, 100, 300) };
		if (g_rand_boolean(chance)) {
			g_free(page->background);
			page->background = g_strdup("口算 10.pdf");
			page->background_page = (guint)g_rand_int_range(chance, 0, 9);
		}
		page->n_copies = (guint)g_rand_int_range(chance, 0, 60);
		page->copy_step = (guint)g_rand_int_range(chance, 0, 2);
		for (gint k = g_rand_int_range(chance, 0, 12); k > 0; k--)
			g_ptr_array_add(page->regions,
				sheet_chance_region(chance, sheet, &page->trim, ++number));
	}
	return sheet;
}

/* ---- the same, but for a ten-thousandth of a millimetre */

#define SHEET_CHANCE_CLOSE_MM 0.0003

static inline void sheet_chance_assert_box(const SheetBox *a, const SheetBox *b)
{
	g_assert_cmpfloat_with_epsilon(a->x_mm, b->x_mm, SHEET_CHANCE_CLOSE_MM);
	g_assert_cmpfloat_with_epsilon(a->y_mm, b->y_mm, SHEET_CHANCE_CLOSE_MM);
	g_assert_cmpfloat_with_epsilon(a->width_mm, b->width_mm, SHEET_CHANCE_CLOSE_MM);
	g_assert_cmpfloat_with_epsilon(a->height_mm, b->height_mm, SHEET_CHANCE_CLOSE_MM);
}

static inline void sheet_chance_assert_region(const SheetRegion *a, const SheetRegion *b)
{
	g_assert_cmpint(a->shape, ==, b->shape);
	sheet_chance_assert_box(&a->box, &b->box);
	g_assert_cmpint(a->corners != NULL, ==, b->corners != NULL);
	for (guint i = 0; a->corners && i < a->corners->len; i++) {
		const SheetPoint *left = &g_array_index(a->corners, SheetPoint, i);
		const SheetPoint *right = &g_array_index(b->corners, SheetPoint, i);
		g_assert_cmpfloat_with_epsilon(left->x_mm, right->x_mm, SHEET_CHANCE_CLOSE_MM);
		g_assert_cmpfloat_with_epsilon(left->y_mm, right->y_mm, SHEET_CHANCE_CLOSE_MM);
	}
	g_assert_cmpstr(a->id, ==, b->id);
	g_assert_cmpstr(a->name, ==, b->name);
	g_assert_cmpstr(a->action, ==, b->action);
	g_assert_cmpstr(a->param, ==, b->param);
	g_assert_cmpint(a->role, ==, b->role);
	g_assert_cmpint(a->question, ==, b->question);
	g_assert_cmpstr(a->option, ==, b->option);
	g_assert_cmpint(a->number, ==, b->number);
	g_assert_cmpstr(a->previous, ==, b->previous);
	g_assert_cmpstr(a->next, ==, b->next);
}

static inline void sheet_chance_assert_question(const SheetQuestion *a, const SheetQuestion *b)
{
	g_assert_cmpint(a->number, ==, b->number);
	g_assert_cmpstr(a->name, ==, b->name);
	g_assert_cmpint(a->type, ==, b->type);
	g_assert_cmpstrv(a->options, b->options);
	g_assert_cmpstrv(a->key, b->key);
	g_assert_cmpfloat(a->tolerance, ==, b->tolerance);
	g_assert_cmpfloat(a->points, ==, b->points);
	g_assert_cmpstr(a->knowledge, ==, b->knowledge);
	g_assert_cmpint(a->layer, ==, b->layer);
	g_assert_cmpfloat(a->expected_minutes, ==, b->expected_minutes);
	g_assert_cmpstr(a->lesson, ==, b->lesson);
}

static inline void sheet_chance_assert_equal(const Sheet *a, const Sheet *b)
{
	g_assert_cmpstr(a->title, ==, b->title);
	g_assert_cmpstr(a->subject, ==, b->subject);
	g_assert_cmpint(a->grade, ==, b->grade);
	g_assert_cmpuint(a->questions->len, ==, b->questions->len);
	for (guint i = 0; i < a->questions->len; i++)
		sheet_chance_assert_question(
			g_ptr_array_index(a->questions, i), g_ptr_array_index(b->questions, i));
	g_assert_cmpuint(a->pages->len, ==, b->pages->len);
	for (guint i = 0; i < a->pages->len; i++) {
		const SheetPage *left = g_ptr_array_index(a->pages, i);
		const SheetPage *right = g_ptr_array_index(b->pages, i);

		g_assert_true(page_address_equal(&left->address, &right->address));
		g_assert_cmpstr(left->background, ==, right->background);
		g_assert_cmpuint(left->background_page, ==, right->background_page);
		g_assert_cmpuint(left->n_copies, ==, right->n_copies);
		g_assert_cmpuint(left->copy_step, ==, right->copy_step);
		sheet_chance_assert_box(&left->trim, &right->trim);
		g_assert_cmpuint(left->regions->len, ==, right->regions->len);
		for (guint k = 0; k < left->regions->len; k++)
			sheet_chance_assert_region(g_ptr_array_index(left->regions, k),
				g_ptr_array_index(right->regions, k));
	}
}
