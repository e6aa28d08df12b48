/* SPDX-License-Identifier: MIT */
/* The error book itself; see error-book.h. One item after the other, each kept together on a page. */
#include <math.h>
#include <string.h>

#include "homework/reading/answer.h"
#include "ink/units.h"
#include "report/error-book-page.h"
#include "report/qr.h"
#include "report/question-strip.h"

#define QR_MM 20.0
#define CODE_MM (QR_MM + 2.8) /* with its word */
#define HEAD_MM 10.5	      /* two lines */
#define PICTURE_MM_MAX 90.0
#define LABEL_MM 4.2
#define AGAIN_MM_MIN 22.0
#define AGAIN_MM_MAX 60.0
#define RULE_MM 9.0 /* between lines to write on */
#define AFTER_MM 5.0
#define INK_MARGIN_MM 1.5

/* The pupil's ink on one page of an assignment: read once for all questions on it. */
typedef struct {
	const WorkAssignment *assignment;
	const SheetPage *page;
	GPtrArray *strokes; /* of Stroke, by start */
} PageInk;

typedef struct {
	const ErrorBook *book;
	const StorePupil *pupil;
	BookPage page;
	PageInk ink;
} Drawing;

/* ---- ink */

static gint compare_strokes(gconstpointer a, gconstpointer b)
{
	const Stroke *left = *(Stroke *const *)a, *right = *(Stroke *const *)b;

	return (left->start_ms > right->start_ms) - (left->start_ms < right->start_ms);
}

static bool load_ink(Drawing *drawing, const ErrorItem *item, GError **error)
{
	PageInk *ink = &drawing->ink;

	if (ink->assignment == item->assignment && ink->page == item->page)
		return true;
	g_clear_pointer(&ink->strokes, g_ptr_array_unref);
	ink->strokes = stroke_array_new();
	ink->assignment = item->assignment;
	ink->page = item->page;
	for (guint i = 0; i < item->assignment->copies->len; i++) {
		const WorkCopy *copy = g_ptr_array_index(item->assignment->copies, i);
		if (copy->pupil != drawing->pupil || copy->page != item->page ||
			copy->row->by_teacher)
			continue;
		GPtrArray *strokes =
			store_reader_strokes(drawing->book->reader, copy->row->id, error);
		if (!strokes)
			return false;
		g_ptr_array_extend_and_steal(ink->strokes, strokes);
	}
	g_ptr_array_sort(ink->strokes, compare_strokes);
	return true;
}

/* Of Stroke, borrowed: a question's ink from before a moment, or from it on. */
static GPtrArray *ink_of(const PageInk *ink, gint question, gint64 wrong_ms, bool after)
{
	GPtrArray *found = g_ptr_array_new();

	for (guint i = 0; i < ink->strokes->len; i++) {
		Stroke *stroke = g_ptr_array_index(ink->strokes, i);
		if ((stroke->start_ms >= wrong_ms) == after &&
			answer_question_of(ink->page, stroke) == question)
			g_ptr_array_add(found, stroke);
	}
	return found;
}

/* Ink that goes beyond the strip makes it larger: nothing of it is cut. */
static SheetBox around_ink(SheetBox box, const GPtrArray *strokes)
{
	double left = box.x_mm, top = box.y_mm;
	double right = box.x_mm + box.width_mm, bottom = box.y_mm + box.height_mm;

	for (guint i = 0; i < strokes->len; i++) {
		const Stroke *stroke = g_ptr_array_index(strokes, i);
		for (guint k = 0; k < stroke->dots->len; k++) {
			const Dot *dot = stroke_dot(stroke, k);
			if (dot->flags & DOT_OUTLIER)
				continue;
			const PaperPoint at =
				units_paper_point((PageFamily)stroke->page.family, dot->at);
			left = MIN(left, at.x_um / 1000.0 - INK_MARGIN_MM);
			right = MAX(right, at.x_um / 1000.0 + INK_MARGIN_MM);
			top = MIN(top, at.y_um / 1000.0 - INK_MARGIN_MM);
			bottom = MAX(bottom, at.y_um / 1000.0 + INK_MARGIN_MM);
		}
	}
	return (SheetBox){ left, top, right - left, bottom - top };
}

/* ---- pictures of a question */

/* Where nothing tells what is printed: the places to write in. */
static void draw_regions(cairo_t *cairo, const SheetPage *page, const SheetQuestion *question)
{
	drawing_grey(cairo, 0.65);
	cairo_set_line_width(cairo, 0.2);
	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		const SheetBox *box = &region->box;
		if (region->question != question->number || region->role == ROLE_MARK)
			continue;
		cairo_rectangle(cairo, box->x_mm, box->y_mm, box->width_mm, box->height_mm);
		cairo_stroke(cairo);
		if (region->role == ROLE_OPTION)
			drawing_text(cairo,
				&(DrawingText){ .x_mm = box->x_mm + box->width_mm / 2,
					.y_mm = box->y_mm + box->height_mm / 2,
					.size_mm = MIN(box->height_mm * 0.5, 3),
					.centred = true },
				region->option);
	}
}

typedef struct {
	Backgrounds *backgrounds;
	const SheetPage *page;
	const SheetQuestion *question;
	SheetBox strip, frame;	  /* what is printed, and with the ink */
	const GPtrArray *strokes; /* NULL: none */
} Picture;

static double picture_scale(const BookPage *page, const Picture *picture, double width_mm)
{
	const double high = MIN(PICTURE_MM_MAX, book_page_height(page) * 0.45);

	return MIN(1, MIN(width_mm / picture->frame.width_mm, high / picture->frame.height_mm));
}

static void draw_picture(BookPage *page, const Picture *picture, double width_mm)
{
	const double scale = picture_scale(page, picture, width_mm);
	const SheetBox *frame = &picture->frame;
	cairo_t *cairo = page->cairo;

	cairo_save(cairo);
	cairo_translate(cairo, page->left_mm, page->y_mm);
	cairo_scale(cairo, scale, scale);
	cairo_translate(cairo, -frame->x_mm, -frame->y_mm);
	cairo_rectangle(cairo, frame->x_mm, frame->y_mm, frame->width_mm, frame->height_mm);
	cairo_clip(cairo);
	if (!backgrounds_paint(picture->backgrounds, cairo, picture->page, &picture->strip))
		draw_regions(cairo, picture->page, picture->question);
	cairo_set_source_rgb(cairo, 0.05, 0.08, 0.30);
	for (guint i = 0; picture->strokes && i < picture->strokes->len; i++)
		drawing_stroke(cairo, g_ptr_array_index(picture->strokes, i));
	cairo_restore(cairo);
	page->y_mm += frame->height_mm * scale;
}

/* ---- an item */

static void draw_label(BookPage *page, const char *text)
{
	book_page_line(page, 2.8, false, 0.35, text);
	page->y_mm += 0.3;
}

static double again_height(const SheetPage *page, const SheetQuestion *question)
{
	double high = 0;

	for (guint i = 0; i < page->regions->len; i++) {
		const SheetRegion *region = g_ptr_array_index(page->regions, i);
		if (region->question == question->number && region->role == ROLE_ANSWER)
			high += region->box.height_mm;
	}
	return CLAMP(high * 1.3, AGAIN_MM_MIN, AGAIN_MM_MAX);
}

static void draw_again(BookPage *page, double height_mm)
{
	const double dashes[] = { 1, 1 };
	cairo_t *cairo = page->cairo;

	draw_label(page, "再做一次 Try again");
	drawing_grey(cairo, 0.6);
	cairo_set_line_width(cairo, 0.2);
	cairo_rectangle(cairo, page->left_mm, page->y_mm, page->width_mm, height_mm);
	cairo_stroke(cairo);
	cairo_set_dash(cairo, dashes, G_N_ELEMENTS(dashes), 0);
	for (guint i = 1; i * RULE_MM < height_mm - 2; i++) {
		cairo_move_to(cairo, page->left_mm + 2, page->y_mm + i * RULE_MM);
		cairo_rel_line_to(cairo, page->width_mm - 4, 0);
	}
	cairo_stroke(cairo);
	cairo_set_dash(cairo, NULL, 0, 0);
	page->y_mm += height_mm;
}

/* "09-08" */
static char *day_of(const WorkAssignment *assignment)
{
	char day[SCHOOL_DAY_BYTES];

	school_day_format(
		school_day_of(&assignment->clock, assignment->row->published_ms).day, day);
	return g_strdup(day + strlen("2026-"));
}

static char *name_of(const SheetQuestion *question)
{
	return *question->name ? g_strdup(question->name)
			       : g_strdup_printf("第 %d 题", question->number);
}

/* Title, state, knowledge point; the micro-lesson's code at the right. Returns where that ends. */
static double draw_head(BookPage *page, const ErrorItem *item, guint serial)
{
	static const char *const STATES[] = {
		[ERROR_OPEN] = "待订正 to correct", [ERROR_CORRECTED] = "已订正 corrected"
	};
	const SheetQuestion *question = item->question;
	const double top_mm = page->y_mm, width_mm = page->width_mm;
	g_autofree char *day = day_of(item->assignment);
	g_autofree char *name = name_of(question);
	g_autofree char *title =
		g_strdup_printf("%u. %s · %s", serial, name, item->assignment->title);
	const bool has_code =
		*question->lesson && qr_draw(page->cairo, question->lesson,
					     page->left_mm + width_mm - QR_MM, top_mm, QR_MM);

	if (has_code) {
		drawing_grey(page->cairo, 0.35);
		drawing_text(page->cairo,
			&(DrawingText){ .x_mm = page->left_mm + width_mm - QR_MM / 2,
				.y_mm = top_mm + QR_MM + 0.8,
				.size_mm = 2.2,
				.centred = true },
			"微课 lesson");
		page->width_mm = width_mm - QR_MM - 2;
	}
	book_page_line(page, 3.6, true, 0.05, title);
	g_autofree char *about = g_strdup_printf("%s%s%s · %s%s%s", item->assignment->row->subject,
		*item->assignment->row->subject ? " · " : "", day, STATES[item->state],
		*question->knowledge ? " · 知识点：" : "", question->knowledge);
	book_page_line(page, 2.8, false, 0.3, about);
	page->y_mm += 1;
	page->width_mm = width_mm;
	return has_code ? top_mm + CODE_MM : page->y_mm;
}

/* What is left for a picture beside the code. */
static double beside_width(const BookPage *page, const ErrorItem *item)
{
	return page->width_mm - (*item->question->lesson ? QR_MM + 2 : 0);
}

static double item_height(
	const Drawing *drawing, const Picture *first, const Picture *second, const ErrorItem *item)
{
	const BookPage *page = &drawing->page;
	const double wide = beside_width(page, item);
	const double above =
		HEAD_MM + LABEL_MM + first->frame.height_mm * picture_scale(page, first, wide);
	double height = MAX(above, *item->question->lesson ? CODE_MM : 0) + LABEL_MM +
			again_height(item->page, item->question) + AFTER_MM;

	if (second)
		height += LABEL_MM + second->frame.height_mm * picture_scale(page, second, wide);
	return height;
}

static bool draw_item(Drawing *drawing, const ErrorItem *item, guint serial, GError **error)
{
	BookPage *page = &drawing->page;
	SheetBox strip;

	if (!load_ink(drawing, item, error))
		return false;
	if (!question_strip(item->page, item->question->number, &strip))
		strip = item->page->trim;
	g_autoptr(GPtrArray) first =
		ink_of(&drawing->ink, item->question->number, item->mark->wrong_ms, false);
	g_autoptr(GPtrArray) later =
		ink_of(&drawing->ink, item->question->number, item->mark->wrong_ms, true);
	const Picture wrote = { drawing->book->backgrounds, item->page, item->question, strip,
		around_ink(strip, first), first };
	const Picture mended = { drawing->book->backgrounds, item->page, item->question, strip,
		around_ink(strip, later), later };
	const Picture *second = later->len > 0 ? &mended : NULL;

	book_page_need(
		page, MIN(item_height(drawing, &wrote, second, item), book_page_height(page)));
	const double code_mm = draw_head(page, item, serial);
	draw_label(page, "原来这样写 What I wrote");
	draw_picture(page, &wrote, beside_width(page, item));
	page->y_mm += 0.8;
	if (second) {
		draw_label(page, "订正 My correction");
		draw_picture(page, second, beside_width(page, item));
		page->y_mm += 0.8;
	}
	page->y_mm = MAX(page->y_mm, code_mm);
	draw_again(page, again_height(item->page, item->question));
	page->y_mm += AFTER_MM;
	return true;
}

/* ---- going on */

/* The page of a sheet that a question is on. */
static const SheetPage *page_of(const Sheet *sheet, gint question, SheetBox *strip)
{
	for (guint i = 0; i < sheet->pages->len; i++) {
		const SheetPage *page = g_ptr_array_index(sheet->pages, i);
		if (question_strip(page, question, strip))
			return page;
	}
	return NULL;
}

static void draw_extension(Drawing *drawing, const ErrorExtension *from,
	const SheetQuestion *question, bool *has_heading)
{
	BookPage *page = &drawing->page;
	SheetBox strip;
	const SheetPage *sheet_page = page_of(from->sheet, question->number, &strip);
	g_autofree char *name = name_of(question);

	if (!sheet_page)
		return;
	const Picture picture = { from->backgrounds, sheet_page, question, strip, strip, NULL };
	if (!*has_heading)
		book_page_heading(page, "接着练 Go on with these");
	*has_heading = true;
	g_autofree char *title =
		g_strdup_printf("%c 层 · %s · %s · %s", question->layer ? question->layer : 'A',
			question->knowledge, from->sheet->title, name);
	book_page_need(
		page, LABEL_MM * 2 + AFTER_MM +
			      strip.height_mm * picture_scale(page, &picture, page->width_mm));
	book_page_line(page, 2.8, true, 0.2, title);
	page->y_mm += 1;
	draw_picture(page, &picture, page->width_mm);
	page->y_mm += AFTER_MM;
}

/* For each knowledge point one question of each layer, or of the one that is asked for. */
static void draw_extensions(Drawing *drawing, const GArray *items)
{
	g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const ErrorBook *book = drawing->book;
	bool has_heading = false;

	for (guint i = 0; book->extensions && i < items->len; i++) {
		const char *knowledge = g_array_index(items, ErrorItem, i).question->knowledge;
		for (guint k = 0; *knowledge && k < book->extensions->len; k++) {
			const ErrorExtension *from = g_ptr_array_index(book->extensions, k);
			for (guint n = 0; n < from->sheet->questions->len; n++) {
				const SheetQuestion *question =
					g_ptr_array_index(from->sheet->questions, n);
				const char layer = question->layer ? question->layer : 'A';
				if (!g_str_equal(question->knowledge, knowledge) ||
					(book->layer && book->layer != layer) ||
					!g_hash_table_add(
						taken, g_strdup_printf("%c%s", layer, knowledge)))
					continue;
				draw_extension(drawing, from, question, &has_heading);
			}
		}
	}
}

static void draw_keys(BookPage *page, const GArray *items)
{
	bool has_heading = false;

	for (guint i = 0; i < items->len; i++) {
		const ErrorItem *item = &g_array_index(items, ErrorItem, i);
		if (!*item->question->key)
			continue;
		if (!has_heading)
			book_page_heading(page, "参考答案 Answers");
		has_heading = true;
		g_autofree char *name = name_of(item->question);
		g_autofree char *key = g_strjoinv("；", item->question->key);
		g_autofree char *line = g_strdup_printf("%u. %s　%s", i + 1, name, key);
		book_page_line(page, 2.8, false, 0.15, line);
	}
}

GBytes *error_book_pdf(
	const ErrorBook *book, const StorePupil *pupil, const GArray *items, GError **error)
{
	g_autofree char *who = book_page_who(book, pupil);
	g_autofree char *title = g_strdup_printf("错题本 · %s", who);
	g_autofree char *about = g_strdup_printf("%s · %u 题", book->period, items->len);
	Drawing drawing = { .book = book, .pupil = pupil };
	bool good = true;

	book_page_begin(&drawing.page, book->two_up, title, title);
	book_page_line(&drawing.page, 6, true, 0, title);
	book_page_line(&drawing.page, 3, false, 0.35, about);
	drawing.page.y_mm += 4;
	for (guint i = 0; good && i < items->len; i++)
		good = draw_item(&drawing, &g_array_index(items, ErrorItem, i), i + 1, error);
	if (good && items->len == 0)
		book_page_line(&drawing.page, 3.6, false, 0.2,
			"这段时间没有错题。Nothing to mend in this time.");
	if (good)
		draw_extensions(&drawing, items);
	if (good && book->keys)
		draw_keys(&drawing.page, items);
	g_clear_pointer(&drawing.ink.strokes, g_ptr_array_unref);
	g_autoptr(GBytes) bytes = book_page_end(&drawing.page, good ? error : NULL);
	return good ? g_steal_pointer(&bytes) : NULL;
}
