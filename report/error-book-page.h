/* SPDX-License-Identifier: MIT */
/* Pages of an error book, filled from top to bottom. Private to error-book-*.c. */
#pragma once

#include <cairo.h>

#include "report/drawing.h"
#include "report/error-book.h"

typedef struct {
	cairo_t *cairo;
	GByteArray *bytes;
	bool two_up;
	guint n_pages;	  /* begun */
	double width_mm;  /* of what is between the margins */
	double left_mm;	  /* of it, on the sheet of paper */
	double y_mm;	  /* where the next thing goes */
	double bottom_mm; /* and where it ends */
	char *running;	  /* at the foot of each page */
} BookPage;

void book_page_begin(BookPage *page, bool two_up, const char *title, const char *running);
/* Room for something so high; else the next page. */
void book_page_need(BookPage *page, double height_mm);
double book_page_height(const BookPage *page); /* of an empty one */
/* A line of text at the left; moves on. Returns where it was. */
double book_page_line(BookPage *page, double size_mm, bool bold, double grey, const char *text);
void book_page_heading(
	BookPage *page, const char *text); /* with a rule under it, never alone at the foot */
GBytes *book_page_end(BookPage *page, GError **error);

/* "三年二班 17号 王小明", or without the name. */
char *book_page_who(const ErrorBook *book, const StorePupil *pupil);
