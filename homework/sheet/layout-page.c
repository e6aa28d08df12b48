/* SPDX-License-Identifier: MIT */
/* See layout-page.h. */
#include "homework/sheet/layout-page.h"

#include "homework/sheet/sheet-check.h"

#define LEFT_MM 20.0
#define RIGHT_MM 190.0
#define TOP_MM 32.0
#define BOTTOM_MM 282.0
#define ROW_MM 12.0
#define LETTER_MM 12.0 /* the box a letter is written into */
#define OPTION_MM 6.0
#define OPTION_STEP_MM 14.0

typedef struct {
	Sheet *sheet;
	SheetPage *page;
	double y_mm;
} Typesetter;

static SheetRegion *add_region(Typesetter *setter, RegionRole role, SheetBox box)
{
	SheetRegion *region = sheet_region_new();

	region->role = role;
	region->box = box;
	g_ptr_array_add(setter->page->regions, region);
	return region;
}

static void begin_page(Typesetter *setter)
{
	const PageAddress address = { PAGE_FAMILY_NCODE, 0, 0, 0, setter->sheet->pages->len + 1 };

	setter->page = sheet_add_page(setter->sheet, address);
	setter->page->trim = (SheetBox){ 0, 0, 210, 297 };
	setter->y_mm = TOP_MM;
	add_region(setter, ROLE_NUMBER_BOX, (SheetBox){ 150, 12, 40, 10 });
	if (address.page == 1)
		add_region(setter, ROLE_TOTAL, (SheetBox){ 100, 12, 40, 10 });
}

static double height_mm(const SheetQuestion *question)
{
	static const guint PER_ROW =
		(guint)((RIGHT_MM - LEFT_MM - LETTER_MM - 4) / OPTION_STEP_MM) + 1;
	const guint n_options = g_strv_length(question->options);

	switch (question->type) {
	case QUESTION_CHOICE:
	case QUESTION_CHOICES:
		return ROW_MM * MAX(1, (n_options + PER_ROW - 1) / PER_ROW);
	case QUESTION_TRUE_FALSE:
	case QUESTION_NUMBER:
	case QUESTION_TEXT:
		return ROW_MM;
	case QUESTION_STEPS:
		return 5 * ROW_MM;
	case QUESTION_DRAWING:
		return 7 * ROW_MM;
	}
	return ROW_MM;
}

static void add_options(Typesetter *setter, const SheetQuestion *question)
{
	const double first_mm = LEFT_MM + LETTER_MM + 4;
	double x_mm = first_mm, y_mm = setter->y_mm + 2;

	for (char **option = question->options; *option; option++) {
		if (x_mm + OPTION_MM > RIGHT_MM) {
			x_mm = first_mm;
			y_mm += ROW_MM;
		}
		SheetRegion *region = add_region(
			setter, ROLE_OPTION, (SheetBox){ x_mm, y_mm, OPTION_MM, OPTION_MM });
		region->shape = REGION_ELLIPSE;
		region->question = question->number;
		g_free(region->option);
		region->option = g_strdup(*option);
		x_mm += OPTION_STEP_MM;
	}
}

static void set_question(Typesetter *setter, const SheetQuestion *question)
{
	const double high = height_mm(question);
	const bool is_letter = question->options[0] || question->type == QUESTION_TRUE_FALSE;
	const bool is_short = question->type == QUESTION_NUMBER || question->type == QUESTION_TEXT;
	const double width = is_letter ? LETTER_MM : is_short ? 80 : RIGHT_MM - LEFT_MM;

	if (!setter->page || setter->y_mm + high > BOTTOM_MM)
		begin_page(setter);
	SheetRegion *answer = add_region(setter, ROLE_ANSWER,
		(SheetBox){ LEFT_MM, setter->y_mm, width, (is_letter ? ROW_MM : high) - 2 });
	answer->question = question->number;
	add_options(setter, question);
	setter->y_mm += high;
}

void layout_page_all(Sheet *sheet, const LayoutReport *report)
{
	Typesetter setter = { .sheet = sheet };

	for (guint i = 0; i < sheet->questions->len; i++)
		set_question(&setter, g_ptr_array_index(sheet->questions, i));
	if (sheet->pages->len == 0)
		return;
	layout_report_note(report, 0,
		"这种格式没有位置：题目排在空白 A4 上，共 %1$u 页%2$.0s，从 0.0.0.1 "
		"起，请把点码纸的点码写进作业单 / this form has no places: the questions were set "
		"on plain A4, %1$u page%2$s at 0.0.0.1 and on; write the addresses of your dot "
		"paper into the sheet",
		sheet->pages->len, sheet->pages->len == 1 ? "" : "s");
}

char **layout_page_letters(guint n)
{
	char **letters = g_new0(char *, n + 1);

	g_assert(n <= SHEET_OPTIONS_MAX);
	for (guint i = 0; i < n; i++)
		letters[i] = g_strdup_printf("%c", (char)('A' + i));
	return letters;
}

char *layout_page_line(const char *text, glong max)
{
	g_autoptr(GString) line = g_string_new("");
	bool is_gap = false;
	glong n_characters = 0;

	for (; *text; text = g_utf8_next_char(text)) {
		const gunichar character = g_utf8_get_char(text);
		if (g_unichar_iscntrl(character) || g_unichar_isspace(character)) {
			is_gap = line->len > 0;
			continue;
		}
		if (n_characters + is_gap + 1 > max)
			break;
		if (is_gap)
			g_string_append_c(line, ' ');
		g_string_append_unichar(line, character);
		n_characters += 1 + is_gap;
		is_gap = false;
	}
	return g_string_free(g_steal_pointer(&line), FALSE);
}

void layout_page_number_all(Sheet *sheet)
{
	gint number = 1;

	for (guint i = 0; i < sheet->questions->len; i++) {
		SheetQuestion *question = g_ptr_array_index(sheet->questions, i);
		if (question->number != 0)
			continue;
		while (sheet_find_question(sheet, number))
			number++;
		question->number = number;
	}
}
