/* SPDX-License-Identifier: MIT */
/*
 * The files in which an M1+ keeps its ink (neo.md 14.2), as read over the cable: for each note one of
 * strokes and one (or more) of dots. neo-usb-file.c shows both, with real bytes. What is wrong with a file is said
 * to the sink and flagged, and its ink is told all the same.
 */
#pragma once

#include "protocol/dot.h"

#define NEO_USB_FILE_HEADER 32

typedef enum { NEO_USB_FILE_OTHER = 0, NEO_USB_FILE_STROKES, NEO_USB_FILE_DOTS } NeoUsbFileKind;

typedef struct {
	NeoUsbFileKind kind;
	bool sum_is_good;
	bool little_endian;
	uint16_t version;
	uint16_t number;	       /* of a dot file: strokes name it by this */
	uint32_t section, owner, book; /* of the note */
	uint8_t address[6];	       /* of the pen */
} NeoUsbFileHead;

typedef struct {
	const uint8_t *bytes;
	size_t n_bytes;
} NeoUsbFile;

/* What it was like. Nothing is wrong with it when all but the first two are 0. */
typedef struct {
	uint32_t n_strokes; /* told; those without dots are only said */
	uint32_t n_dots;
	uint32_t n_bad_sums;	 /* headers, strokes and dots */
	uint32_t n_missing_dots; /* that strokes speak of and no file has */
	uint32_t n_unclaimed;	 /* that no stroke speaks of; told as one stroke more */
	bool cut_short;		 /* inside a header, a stroke or a dot */
	bool notes_differ;	 /* strokes and dots are of two notes */
} NeoUsbFileOutcome;

/* OTHER: too short, or neither a 'T' nor a 'C'. */
NeoUsbFileKind neo_usb_file_head(const NeoUsbFile *file, NeoUsbFileHead *head);
/* Tells the strokes of a note to the sink, whole ones (origin STORED). */
NeoUsbFileOutcome neo_usb_file_decode(const NeoUsbFile *strokes, const NeoUsbFile *dot_files,
	size_t n_dot_files, const DotSink *sink);
bool neo_usb_file_is_whole(const NeoUsbFileOutcome *outcome);
