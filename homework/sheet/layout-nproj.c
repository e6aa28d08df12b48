/* SPDX-License-Identifier: MIT */
/*
 * Reading .nproj layouts; see layout-nproj.h. Here the XML is walked: which element may stand in which, what
 * its attributes and its text say. Elements that are not in the table are passed over whole and noted.
 * Traps of the format (neo.md 16): the crop margin is left, right, top, bottom; a custom shape's list of
 * points may end in a comma; a byte order mark and a DOCTYPE may come first, entities may not.
 */
#include "homework/sheet/layout-nproj.h"

#include <expat.h>
#include <math.h>
#include <string.h>

#include "homework/bilingual.h"
#include "homework/sheet/layout-nproj-parts.h"

#define DEPTH_MAX 32
#define TEXT_MAX 65536
#define PAGES_MAX 2000
#define SYMBOLS_MAX 20000
#define FRACTIONS_MAX 4096
#define POINTS_MAX 100000.0 /* 35 m of paper */

typedef enum {
	IN_FILE,
	IN_NPROJ,
	IN_BOOK,
	IN_TITLE,
	IN_SECTION,
	IN_OWNER,
	IN_CODE,
	IN_START_PAGE,
	IN_SEGMENT_INFO,
	IN_PAGES,
	IN_PAGE_ITEM,
	IN_SYMBOLS,
	IN_SYMBOL,
	IN_NAME,
	IN_ID,
	IN_CUSTOM_SHAPE,
	IN_POINTS,
	IN_COMMAND,
	IN_MATCHING,
} Place;

typedef struct {
	NprojParts parts;
	XML_Parser parser;
	GError *error; /* the first one; nothing is read after it */
	Place places[DEPTH_MAX];
	guint depth;	  /* of places in use: places[depth - 1] is where we are */
	guint skip_depth; /* of elements passed over; 0: none */
	GString *text;
	GHashTable *skipped; /* names noted already */
} Reading;

typedef struct {
	Reading *reading;
	const char *element;
	const char **attributes;
} Element;

static guint line_of(const Reading *reading)
{
	return (guint)XML_GetCurrentLineNumber(reading->parser);
}

#define refuse(reading, element, ...)                                                              \
	refuse_at(reading, nproj_parts_refuse(&(reading)->parts, line_of(reading), element,        \
				   (reading)->error ? NULL : &(reading)->error, __VA_ARGS__))

static bool refuse_at(Reading *reading, bool refused)
{
	XML_StopParser(reading->parser, XML_FALSE);
	return refused;
}

/* ---- values */

static const char *attribute(const Element *element, const char *name)
{
	for (const char **pair = element->attributes; *pair; pair += 2)
		if (g_str_equal(pair[0], name))
			return pair[1];
	return NULL;
}

static char *attribute_text(const Element *element, const char *name)
{
	const char *value = attribute(element, name);
	return g_strdup(value ? value : "");
}

/* A number and nothing else but white space around it. */
static bool to_number(const char *text, double *number)
{
	char *end;
	*number = g_ascii_strtod(text, &end);
	return end != text && end[strspn(end, " \t\r\n")] == '\0' && isfinite(*number) &&
	       fabs(*number) <= POINTS_MAX;
}

static bool to_whole(const char *text, gint64 max, gint64 *whole)
{
	g_autofree char *stripped = g_strstrip(g_strdup(text));
	guint64 number;
	if (!g_ascii_string_to_unsigned(stripped, 10, 0, (guint64)max, &number, NULL))
		return false;
	*whole = (gint64)number;
	return true;
}

static bool refuse_value(
	const Element *element, const char *name, const char *value, const char *mend)
{
	g_auto(Bilingual) words = bilingual_new("%s", mend);

	if (!value)
		return refuse(element->reading, element->element,
			"%1$s 缺了，%2$s / %1$s is missing; %2$.0s%3$s", name, words.zh, words.en);
	return refuse(element->reading, element->element,
		"%1$s 写的是“%2$s”，%3$s / %1$s is \"%2$s\"; %3$.0s%4$s", name, value, words.zh,
		words.en);
}

static bool take_number(const Element *element, const char *name, double *number)
{
	const char *value = attribute(element, name);
	if (value && to_number(value, number))
		return true;
	return refuse_value(element, name, value,
		"请写点数（每英寸 72 点） / write a number of points (72 an inch)");
}

static bool take_whole(const Element *element, const char *name, gint64 max, gint64 *whole)
{
	const char *value = attribute(element, name);
	if (value && to_whole(value, max, whole))
		return true;
	return refuse_value(element, name, value, "请写整数 / write a whole number");
}

/* ---- elements as they begin */

static bool begin_nproj(const Element *element)
{
	const char *version = attribute(element, "version");
	if (!version || !to_number(version, &element->reading->parts.version))
		return refuse(element->reading, "nproj",
			"version 缺了，或不是数，请写 version=\"2.31\" / version is missing or no "
			"number; write version=\"2.31\"");
	return true;
}

static bool begin_segment_info(const Element *element)
{
	NprojParts *parts = &element->reading->parts;
	/* Empty in files that are not split. */
	const char *first = attribute(element, "ncode_start_page");
	const char *last = attribute(element, "ncode_end_page");
	if (first && *first &&
		!take_whole(element, "ncode_start_page", G_MAXINT32, &parts->first_page))
		return false;
	return !last || !*last ||
	       take_whole(element, "ncode_end_page", G_MAXINT32, &parts->last_page);
}

/* "18,17,20,16": left, right, top, bottom. */
static bool take_crop(const Element *element, const char *value, NprojPage *page)
{
	g_auto(GStrv) parts = g_strsplit(value, ",", 6);
	double *const margins[] = { &page->left, &page->right, &page->top, &page->bottom };
	bool good = g_strv_length(parts) == G_N_ELEMENTS(margins);
	for (gsize i = 0; good && i < G_N_ELEMENTS(margins); i++)
		good = to_number(parts[i], margins[i]);
	page->has_crop = good;
	return good ? true
		    : refuse(element->reading, element->element,
			      "crop_margin 写的是“%1$s”，请写四个数：左,右,上,下 / crop_margin is "
			      "\"%1$s\"; write four numbers: left,right,top,bottom",
			      value);
}

static bool begin_page_item(const Element *element)
{
	Reading *reading = element->reading;
	NprojPage page = { .line = line_of(reading) };
	gint64 number = 0;
	const char *crop = attribute(element, "crop_margin");
	const char *rotated = attribute(element, "rotate_angle");

	if (reading->parts.pages->len == PAGES_MAX)
		return refuse(reading, "page_item",
			"超过 %1$d 页，请分成几个文件 / more than %1$d pages; split the file",
			PAGES_MAX);
	if (!take_whole(element, "number", G_MAXINT32 / 2, &number) ||
		!take_number(element, "x1", &page.x1) || !take_number(element, "y1", &page.y1) ||
		!take_number(element, "x2", &page.x2) || !take_number(element, "y2", &page.y2) ||
		(crop && *crop && !take_crop(element, crop, &page)))
		return false;
	if (rotated && *rotated && !take_number(element, "rotate_angle", &page.rotated))
		return false;
	page.number = (guint)number;
	g_array_append_val(reading->parts.pages, page);
	return true;
}

static bool begin_symbol(const Element *element)
{
	Reading *reading = element->reading;
	gint64 page = 0;

	if (reading->parts.symbols->len == SYMBOLS_MAX)
		return refuse(reading, "symbol",
			"超过 %1$d 个 symbol，请分成几个文件 / more than %1$d symbols; split the "
			"file",
			SYMBOLS_MAX);
	NprojSymbol *symbol = nproj_parts_add_symbol(&reading->parts);
	symbol->line = line_of(reading);
	if (!take_whole(element, "page", G_MAXINT32 / 2, &page) ||
		!take_number(element, "x", &symbol->x) || !take_number(element, "y", &symbol->y) ||
		!take_number(element, "width", &symbol->width) ||
		!take_number(element, "height", &symbol->height))
		return false;
	symbol->page = (guint)page;
	g_free(symbol->type);
	symbol->type = attribute_text(element, "type");
	return true;
}

static NprojSymbol *last_symbol(Reading *reading)
{
	return g_ptr_array_index(reading->parts.symbols, reading->parts.symbols->len - 1);
}

static bool begin_command(const Element *element)
{
	SheetRegion *region = last_symbol(element->reading)->region;
	g_free(region->action);
	region->action = attribute_text(element, "action");
	g_free(region->param);
	region->param = attribute_text(element, "param");
	return true;
}

static bool begin_matching(const Element *element)
{
	SheetRegion *region = last_symbol(element->reading)->region;
	g_free(region->previous);
	region->previous = attribute_text(element, "previous");
	g_free(region->next);
	region->next = attribute_text(element, "next");
	return true;
}

/* ---- elements as they end: their text */

static bool end_number(Reading *reading, const char *name, gint64 max, gint64 *number)
{
	if (to_whole(reading->text->str, max, number))
		return true;
	return refuse(reading, name,
		"写的是“%1$.40s”，请写整数 / is \"%1$.40s\"; write a whole number",
		reading->text->str);
}

static void end_text(const Reading *reading, char **field)
{
	g_free(*field);
	*field = g_strstrip(g_strdup(reading->text->str));
}

/* Pairs of 0 to 1; white space or commas between, a comma at the end too. */
static bool end_points(Reading *reading)
{
	NprojSymbol *symbol = last_symbol(reading);
	const char *at = reading->text->str;

	g_array_set_size(symbol->fractions, 0);
	while (at += strspn(at, ", \t\r\n"), *at) {
		char *end;
		double fraction = g_ascii_strtod(at, &end);
		if (end == at || !isfinite(fraction) || fraction < -1 || fraction > 2)
			return refuse(reading, "points",
				"“%1$.20s”不是框里的位置，请写 0 到 1 的数 / \"%1$.20s\" is no "
				"place in the symbol's box; write numbers from 0 to 1",
				at);
		if (symbol->fractions->len == FRACTIONS_MAX)
			return refuse(reading, "points",
				"超过 %1$d 个点，请画简单些 / more than %1$d points; draw a "
				"simpler shape",
				FRACTIONS_MAX / 2);
		g_array_append_val(symbol->fractions, fraction);
		at = end;
	}
	if (symbol->fractions->len % 2 != 0)
		return refuse(reading, "points",
			"最后一个点只有 x 没有 y，请都写或都不写 / the last point has an x and no "
			"y; write both or neither");
	return true;
}

static void end_place(Reading *reading, Place place)
{
	NprojParts *parts = &reading->parts;
	switch (place) {
	case IN_TITLE:
		end_text(reading, &parts->title);
		break;
	case IN_SECTION:
		end_number(reading, "section", 255, &parts->section);
		break;
	case IN_OWNER:
		end_number(reading, "owner", 0xffffff, &parts->owner);
		break;
	case IN_CODE:
		end_number(reading, "code", G_MAXUINT32, &parts->book);
		break;
	case IN_START_PAGE:
		end_number(reading, "start_page", G_MAXINT32 / 2, &parts->start_page);
		break;
	case IN_NAME:
		end_text(reading, &last_symbol(reading)->region->name);
		break;
	case IN_ID:
		end_text(reading, &last_symbol(reading)->region->id);
		break;
	case IN_POINTS:
		end_points(reading);
		break;
	case IN_FILE:
	case IN_NPROJ:
	case IN_BOOK:
	case IN_SEGMENT_INFO:
	case IN_PAGES:
	case IN_PAGE_ITEM:
	case IN_SYMBOLS:
	case IN_SYMBOL:
	case IN_CUSTOM_SHAPE:
	case IN_COMMAND:
	case IN_MATCHING:
		break;
	}
}

/* ---- walking */

typedef struct {
	Place in;
	const char *name;
	Place place;
	bool (*begin)(const Element *element); /* NULL: its text is what counts */
} Known;

static const Known KNOWN[] = {
	{ IN_FILE, "nproj", IN_NPROJ, begin_nproj },
	{ IN_NPROJ, "book", IN_BOOK, NULL },
	{ IN_BOOK, "title", IN_TITLE, NULL },
	{ IN_BOOK, "section", IN_SECTION, NULL },
	{ IN_BOOK, "owner", IN_OWNER, NULL },
	{ IN_BOOK, "code", IN_CODE, NULL },
	{ IN_BOOK, "start_page", IN_START_PAGE, NULL },
	{ IN_BOOK, "segment_info", IN_SEGMENT_INFO, begin_segment_info },
	{ IN_NPROJ, "pages", IN_PAGES, NULL },
	{ IN_PAGES, "page_item", IN_PAGE_ITEM, begin_page_item },
	{ IN_NPROJ, "symbols", IN_SYMBOLS, NULL },
	{ IN_SYMBOLS, "symbol", IN_SYMBOL, begin_symbol },
	{ IN_SYMBOL, "name", IN_NAME, NULL },
	{ IN_SYMBOL, "id", IN_ID, NULL },
	{ IN_SYMBOL, "customshape", IN_CUSTOM_SHAPE, NULL },
	{ IN_CUSTOM_SHAPE, "points", IN_POINTS, NULL },
	{ IN_SYMBOL, "command", IN_COMMAND, begin_command },
	{ IN_SYMBOL, "matching_symbols", IN_MATCHING, begin_matching },
};

static const Known *find_known(Place in, const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(KNOWN); i++)
		if (KNOWN[i].in == in && g_str_equal(KNOWN[i].name, name))
			return &KNOWN[i];
	return NULL;
}

static void skip(Reading *reading, const char *name)
{
	reading->skip_depth = 1;
	/* Names come from the file: one line for each, and no more names than lines. */
	if (g_hash_table_size(reading->skipped) <= 200 &&
		g_hash_table_add(reading->skipped, g_strdup(name)))
		layout_report_note(&reading->parts.report, line_of(reading),
			"<%1$.60s>：纸笔用不着，各处都略去 / <%1$.60s>: not used by zhibi, "
			"wherever it stands: left out",
			name);
}

static void on_begin(void *user, const char *name, const char **attributes)
{
	Reading *reading = user;
	const Element element = { reading, name, attributes };

	if (reading->error)
		return;
	if (reading->depth + reading->skip_depth >= DEPTH_MAX) {
		refuse(reading, name,
			"元素嵌套了 %1$d 层，这不是版面文件；请重新导出 / elements stand %1$d "
			"deep; this is no layout",
			DEPTH_MAX);
		return;
	}
	if (reading->skip_depth > 0) {
		reading->skip_depth++;
		return;
	}
	const Known *known = find_known(reading->places[reading->depth - 1], name);
	if (!known && reading->depth == 1) {
		refuse(reading, name,
			"这不是 .nproj 版面，开头应当是 <nproj>；请重新导出 / the file is no "
			".nproj layout; it should begin with <nproj>");
		return;
	}
	if (!known) {
		skip(reading, name);
		return;
	}
	reading->places[reading->depth++] = known->place;
	g_string_truncate(reading->text, 0);
	if (known->begin)
		known->begin(&element);
}

static void on_end(void *user, const char *name)
{
	(void)name; /* expat has seen that it fits */
	Reading *reading = user;

	if (reading->error)
		return;
	if (reading->skip_depth > 0) {
		reading->skip_depth--;
		return;
	}
	end_place(reading, reading->places[--reading->depth]);
	g_string_truncate(reading->text, 0);
}

static void on_text(void *user, const char *text, int n_text)
{
	Reading *reading = user;

	if (reading->error || reading->skip_depth > 0)
		return;
	if (reading->text->len + (gsize)n_text > TEXT_MAX)
		refuse(reading, "text",
			"一个元素里的文字超过 %1$d 字节，请缩短 / more than %1$d bytes of text in "
			"one element",
			TEXT_MAX);
	else
		g_string_append_len(reading->text, text, n_text);
}

/* No layout needs one, and a few lines of them can stand for gigabytes. */
static void on_entity(void *user, const char *name, int is_parameter, const char *value,
	int n_value, const char *base, const char *system_id, const char *public_id,
	const char *notation)
{
	(void)is_parameter, (void)value, (void)n_value, (void)base;
	(void)system_id, (void)public_id, (void)notation;
	refuse((Reading *)user, "!DOCTYPE",
		"声明了实体（%1$.40s），请删去开头几行里的声明 / declares an entity (%1$.40s); "
		"take the declarations out of the first lines",
		name);
}

static void on_skipped_entity(void *user, const char *name, int is_parameter)
{
	(void)is_parameter;
	refuse((Reading *)user, "!DOCTYPE",
		"用了文件里没有的实体（%1$.40s），请直接写出文字 / uses an entity (%1$.40s) that "
		"the file does not hold; write the text itself",
		name);
}

static bool walk(Reading *reading, const char *text, gsize n_bytes)
{
	reading->parser = XML_ParserCreate(NULL);
	g_assert(reading->parser);
	XML_SetUserData(reading->parser, reading);
	XML_SetElementHandler(reading->parser, on_begin, on_end);
	XML_SetCharacterDataHandler(reading->parser, on_text);
	XML_SetEntityDeclHandler(reading->parser, on_entity);
	XML_SetSkippedEntityHandler(reading->parser, on_skipped_entity);
	reading->places[reading->depth++] = IN_FILE;

	enum XML_Status status = XML_Parse(reading->parser, text, (int)n_bytes, XML_TRUE);
	if (status == XML_STATUS_OK || reading->error)
		return !reading->error;
	enum XML_Error code = XML_GetErrorCode(reading->parser);
	return refuse(reading, "xml",
		code == XML_ERROR_UNKNOWN_ENCODING
			? "编码不认识（%1$s），请另存为 UTF-8 / %1$s; save the file as UTF-8"
			: "文件不完整（%1$s），请重新导出版面 / %1$s; export the layout again, the "
			  "file is not whole",
		XML_ErrorString(code));
}

Sheet *layout_nproj_read(
	const char *file, const char *text, gsize n_bytes, GPtrArray *left_out, GError **error)
{
	Reading reading = { 0 };
	Sheet *sheet = NULL;

	nproj_parts_init(&reading.parts, file, left_out);
	if (n_bytes > LAYOUT_NPROJ_BYTES_MAX) {
		nproj_parts_refuse(&reading.parts, 0, "nproj", error,
			"超过 %1$u MiB，这不是版面文件；请重新导出 / larger than %1$u MiB; this is "
			"no layout",
			LAYOUT_NPROJ_BYTES_MAX >> 20);
		nproj_parts_clear(&reading.parts);
		return NULL;
	}
	reading.text = g_string_new(NULL);
	reading.skipped = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (walk(&reading, text, n_bytes))
		sheet = nproj_parts_sheet(&reading.parts, error);
	else
		g_propagate_error(error, reading.error);
	XML_ParserFree(reading.parser);
	g_string_free(reading.text, TRUE);
	g_hash_table_unref(reading.skipped);
	nproj_parts_clear(&reading.parts);
	return sheet;
}
