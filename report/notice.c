/* SPDX-License-Identifier: MIT */
/* See notice.h. */
#include "report/notice.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

#define POINTS_A_MM (72.0 / 25.4)
#define WIDTH_MM 210.0
#define HEIGHT_MM 297.0
#define MARGIN_MM 18.0
#define FONT "Noto Sans CJK SC, sans-serif 9.5"

static char *kept(gint days)
{
	if (days == 0)
		return g_strdup("一直保留，直到您申请删除");
	return days >= 365
		       ? g_strdup_printf("%d 天（约 %.1f 年），到期自动清除", days, days / 365.25)
		       : g_strdup_printf("%d 天，到期自动清除", days);
}

static void add_kept(GString *text, const char *what, gint days)
{
	g_autofree char *words = kept(days);

	g_string_append_printf(text, "  · %s：%s。\n", what, words);
}

char *notice_text(const NoticeFacts *facts)
{
	GString *text = g_string_new("智能笔使用告知与同意书\n\n");

	g_string_append_printf(text, "学校：%s\n\n",
		facts->school ? facts->school : "______________________________");
	g_string_append(text,
		"您的孩子在纸上写作业，用的是能记下笔迹的笔。请您了解下面几件事，再决定是否同意。\n"
		"\n"
		"一、记录什么\n"
		"  "
		"笔尖在点阵纸上的位置、力度和时间，由此得到的答案、批改和书写用时。不录音，不拍照，"
		"不定位。\n");
	if (facts->recordings)
		g_string_append(text,
			"  学校还打开了笔的录制：笔与主机之间传送的全部内容另存成文件，"
			"里面也有笔迹，用来查找故障。\n");
	g_string_append(text, "\n二、放在哪里\n");
	g_string_append(
		text, facts->learning_records
			      ? "  "
				"存在学校自己的主机里，系统自己不上传到互联网。学校允许导出学习记录"
				"（Caliper、xAPI "
				"格式，含孩子的答题和得分），由学校交给它使用的其他教学系统；交给谁"
				"，请问学校。"
				"\n\n"
			      : "  只存在学校自己的主机里，不上传到互联网，不交给任何公司。\n\n");
	g_string_append_printf(text,
		"三、谁能看\n"
		"  "
		"任课教师和学校管理人员。每次查看实名作业都有记录。上报的数字只有群体的，不含姓名，"
		"不足 %d 人的群体不报。不排名；一、二年级不打分。\n\n"
		"四、保留多久\n",
		facts->group_minimum);
	add_kept(text, "笔迹", facts->ink_days);
	add_kept(text, "答案和批改", facts->results_days);
	add_kept(text, "无人认领的笔迹", facts->unclaimed_days);
	add_kept(text, facts->recordings ? "笔传来的原始数据和录制文件" : "笔传来的原始数据",
		facts->raw_days);
	add_kept(text, "查看记录", facts->access_days);
	g_string_append(text,
		"\n五、您的权利\n"
		"  "
		"可以随时查看、复制、更正孩子的记录，可以撤回同意，也可以要求删除；删除后学校给您一"
		"份证明。\n"
		"  不同意，孩子照常上课、照常交作业：笔只当普通的笔用，不保存任何笔迹。\n\n"
		"六、同意与否（请勾选并签名）\n\n"
		"  □ 同意保存孩子的笔迹        □ 不同意\n\n"
		"  班级：____________  号数：______  学生姓名：________________\n\n"
		"  监护人签名：________________      日期：______年____月____日\n");
	return g_string_free(text, FALSE);
}

static cairo_status_t on_write(void *user, const unsigned char *bytes, unsigned n_bytes)
{
	g_byte_array_append(user, bytes, n_bytes);
	return CAIRO_STATUS_SUCCESS;
}

/* As many lines on a page as it holds. */
static void show_lines(cairo_t *cairo, PangoLayout *layout)
{
	const double left = MARGIN_MM * POINTS_A_MM, bottom = (HEIGHT_MM - MARGIN_MM) * POINTS_A_MM;
	double top = MARGIN_MM * POINTS_A_MM;
	PangoLayoutIter *at = pango_layout_get_iter(layout);
	double page_top = 0;

	do {
		PangoRectangle extent;

		pango_layout_iter_get_line_extents(at, NULL, &extent);
		const double line_bottom = pango_units_to_double(extent.y + extent.height);

		if (top + line_bottom - page_top > bottom) {
			cairo_show_page(cairo);
			page_top = pango_units_to_double(extent.y);
		}
		cairo_move_to(cairo, left + pango_units_to_double(extent.x),
			top - page_top + pango_units_to_double(pango_layout_iter_get_baseline(at)));
		pango_cairo_show_layout_line(cairo, pango_layout_iter_get_line_readonly(at));
	} while (pango_layout_iter_next_line(at));
	pango_layout_iter_free(at);
}

static PangoLayout *lay_out(cairo_t *cairo, const char *text)
{
	PangoLayout *layout = pango_cairo_create_layout(cairo);
	PangoFontDescription *font = pango_font_description_from_string(FONT);
	PangoAttrList *title = pango_attr_list_new();
	PangoAttribute *bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
	PangoAttribute *large = pango_attr_scale_new(1.6);

	bold->end_index = large->end_index = (guint)(strchr(text, '\n') - text);
	pango_attr_list_insert(title, bold);
	pango_attr_list_insert(title, large);
	pango_layout_set_font_description(layout, font);
	pango_layout_set_attributes(layout, title);
	pango_layout_set_width(
		layout, (int)((WIDTH_MM - 2 * MARGIN_MM) * POINTS_A_MM * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_line_spacing(layout, 1.0F);
	pango_layout_set_text(layout, text, -1);
	pango_attr_list_unref(title);
	pango_font_description_free(font);
	return layout;
}

GBytes *notice_pdf(const NoticeFacts *facts, GError **error)
{
	GByteArray *pdf = g_byte_array_new();
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
		on_write, pdf, WIDTH_MM * POINTS_A_MM, HEIGHT_MM * POINTS_A_MM);
	cairo_t *cairo = cairo_create(surface);
	g_autofree char *text = notice_text(facts);
	PangoLayout *layout = lay_out(cairo, text);

	show_lines(cairo, layout);
	g_object_unref(layout);
	cairo_destroy(cairo);
	cairo_surface_finish(surface);
	const cairo_status_t status = cairo_surface_status(surface);

	cairo_surface_destroy(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		return g_byte_array_free_to_bytes(pdf);
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "cairo: %s",
		cairo_status_to_string(status));
	g_byte_array_unref(pdf);
	return NULL;
}
