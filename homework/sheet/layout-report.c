/* SPDX-License-Identifier: MIT */
/* See layout-report.h. */
#include "homework/sheet/layout-report.h"

#include "homework/byte-order-mark.h"

static char *place_of(const LayoutReport *report, guint line)
{
	const char *file = report->file ? report->file : "";

	return line == 0 ? g_strdup(file) : g_strdup_printf("%s:%u", file, line);
}

void layout_report_note(const LayoutReport *report, guint line, const char *format, ...)
{
	va_list arguments;

	if (!report->left_out || report->left_out->len > LAYOUT_REPORT_MAX)
		return;
	if (report->left_out->len == LAYOUT_REPORT_MAX) {
		format = "还有一些，这里不一一列出 / and more that is not listed here";
		line = 0;
	}
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *place = place_of(report, line);
	g_autofree char *whole = g_strconcat(place, *place ? ": " : "", text, NULL);
	/* Names are quoted cut to so many bytes: a character that this halves is told as such. */
	g_ptr_array_add(report->left_out, g_utf8_make_valid(whole, -1));
}

bool layout_report_refuse(const LayoutReport *report, guint line, const char *format, ...)
{
	g_autofree char *place = place_of(report, line);
	va_list arguments;

	va_start(arguments, format);
	sheet_error_set_va(report->error, place, format, arguments);
	va_end(arguments);
	return false;
}

bool layout_report_pass(const LayoutReport *report, guint line, GError *take_fault)
{
	g_autofree char *outer = place_of(report, line);
	const char *inner = sheet_error_place(take_fault);
	g_autofree char *place = g_strconcat(outer, *outer && *inner ? ": " : "", inner, NULL);

	sheet_error_move(take_fault, place);
	g_propagate_error(report->error, take_fault);
	return false;
}

bool layout_report_one_file(const LayoutReport *report, gsize n_files)
{
	return n_files == 1 ||
	       layout_report_refuse(report, 0,
		       "给了 %1$" G_GSIZE_FORMAT
		       " 个文件，这种格式只是一个文件，请给一个 / %1$" G_GSIZE_FORMAT
		       " files were given and this form is one file; give one",
		       n_files);
}

bool layout_report_text(
	const LayoutReport *report, const guint8 *bytes, gsize n_bytes, const char **text, gsize *n)
{
	const char *start = (const char *)bytes, *fault;

	if (n_bytes == 0) { /* there may be no bytes to point at */
		*text = "";
		*n = 0;
		return true;
	}
	if (g_utf8_validate_len(start, n_bytes, &fault)) {
		*n = n_bytes;
		*text = byte_order_mark_skip(start, n);
		return true;
	}
	guint line = 1;
	for (const char *at = start; at < fault; at++)
		line += *at == '\n';
	return layout_report_refuse(report, line,
		"不是 UTF-8 文字，请在记事本里“另存为”，编码选 UTF-8（不猜 GB18030 等编码） / a "
		"byte here "
		"is no UTF-8 text; save the file as UTF-8 (GB18030 and others are not guessed)");
}
