/* SPDX-License-Identifier: MIT */
/* See layout-report.h. */
#include "homework/sheet/layout-report.h"

#include <string.h>

/* Names are quoted cut to so many bytes: a character that this halves is told as such. */
static char *line_text(const LayoutReport *report, guint line, const char *message)
{
	g_autofree char *text = g_utf8_make_valid(message, -1);

	if (!report->file)
		return g_strdup(text);
	if (line == 0)
		return g_strdup_printf("%s: %s", report->file, text);
	return g_strdup_printf("%s:%u: %s", report->file, line, text);
}

void layout_report_note(const LayoutReport *report, guint line, const char *format, ...)
{
	va_list arguments;

	if (!report->left_out || report->left_out->len > LAYOUT_REPORT_MAX)
		return;
	if (report->left_out->len == LAYOUT_REPORT_MAX) {
		g_ptr_array_add(
			report->left_out, line_text(report, 0, "and more that is not listed here"));
		return;
	}
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(report->left_out, line_text(report, line, text));
}

bool layout_report_refuse(const LayoutReport *report, guint line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree char *whole = line_text(report, line, text);
	g_set_error_literal(report->error, SHEET_ERROR, SHEET_ERROR_BAD_FILE, whole);
	return false;
}

bool layout_report_one_file(const LayoutReport *report, gsize n_files)
{
	return n_files == 1 ||
	       layout_report_refuse(report, 0,
		       "%" G_GSIZE_FORMAT " files were given and this form is one file; give one",
		       n_files);
}

bool layout_report_text(
	const LayoutReport *report, const guint8 *bytes, gsize n_bytes, const char **text, gsize *n)
{
	static const char MARK[] = "\xEF\xBB\xBF";
	const char *start = (const char *)bytes, *fault;

	if (n_bytes == 0) { /* there may be no bytes to point at */
		*text = "";
		*n = 0;
		return true;
	}
	if (g_utf8_validate_len(start, n_bytes, &fault)) {
		const gsize skipped =
			n_bytes >= 3 && memcmp(start, MARK, sizeof MARK - 1) == 0 ? 3 : 0;
		*text = start + skipped;
		*n = n_bytes - skipped;
		return true;
	}
	guint line = 1;
	for (const char *at = start; at < fault; at++)
		line += *at == '\n';
	return layout_report_refuse(report, line,
		"不是 UTF-8 文字，请在记事本里“另存为”，编码选 UTF-8（不猜 GB18030 等编码）/ a "
		"byte here "
		"is no UTF-8 text; save the file as UTF-8 (GB18030 and others are not guessed)");
}
