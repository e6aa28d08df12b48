/* SPDX-License-Identifier: MIT */
/*
 * Bounded cursors over bytes. A reader never goes past its end: a pull that does not fit gives 0 (or
 * an empty slice) and sets `failed`, which stays set, so a parser pulls a whole record and asks once.
 * A writer never goes past its end in the same way. All numbers are little-endian unless named _be.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
	const uint8_t *at;
	const uint8_t *end;
	bool failed;
} ByteReader;

typedef struct {
	uint8_t *start;
	uint8_t *at;
	uint8_t *end;
	bool failed;
} ByteWriter;

static inline ByteReader byte_reader(const uint8_t *bytes, size_t n_bytes)
{
	/* NULL with nothing behind it is a reader at its end; NULL + 0 is not C. */
	return (ByteReader){ .at = bytes, .end = n_bytes > 0 ? bytes + n_bytes : bytes };
}

static inline size_t byte_reader_left(const ByteReader *reader)
{
	return (size_t)(reader->end - reader->at);
}

/* The next n_bytes bytes, or NULL (and `failed`) when there are fewer. */
static inline const uint8_t *byte_reader_slice(ByteReader *reader, size_t n_bytes)
{
	if (reader->failed || byte_reader_left(reader) < n_bytes) {
		reader->failed = true;
		return NULL;
	}
	const uint8_t *slice = reader->at;
	reader->at += n_bytes;
	return slice;
}

static inline uint64_t byte_reader_unsigned(ByteReader *reader, size_t n_bytes)
{
	const uint8_t *slice = byte_reader_slice(reader, n_bytes);
	uint64_t value = 0;
	if (slice)
		for (size_t i = n_bytes; i-- > 0;)
			value = value << 8 | slice[i];
	return value;
}

static inline uint8_t byte_reader_u8(ByteReader *reader)
{
	return (uint8_t)byte_reader_unsigned(reader, 1);
}

static inline uint16_t byte_reader_u16(ByteReader *reader)
{
	return (uint16_t)byte_reader_unsigned(reader, 2);
}

static inline uint32_t byte_reader_u32(ByteReader *reader)
{
	return (uint32_t)byte_reader_unsigned(reader, 4);
}

static inline uint64_t byte_reader_u64(ByteReader *reader)
{
	return byte_reader_unsigned(reader, 8);
}

static inline ByteWriter byte_writer(uint8_t *bytes, size_t n_bytes)
{
	return (ByteWriter){ .start = bytes, .at = bytes, .end = bytes + n_bytes };
}

static inline size_t byte_writer_size(const ByteWriter *writer)
{
	return (size_t)(writer->at - writer->start);
}

static inline void byte_writer_slice(ByteWriter *writer, const void *bytes, size_t n_bytes)
{
	if (writer->failed || (size_t)(writer->end - writer->at) < n_bytes) {
		writer->failed = true;
		return;
	}
	if (n_bytes > 0)
		memcpy(writer->at, bytes, n_bytes);
	writer->at += n_bytes;
}

static inline void byte_writer_unsigned(ByteWriter *writer, uint64_t value, size_t n_bytes)
{
	uint8_t bytes[8];
	for (size_t i = 0; i < n_bytes; i++)
		bytes[i] = (uint8_t)(value >> (8 * i));
	byte_writer_slice(writer, bytes, n_bytes);
}

static inline void byte_writer_u8(ByteWriter *writer, uint8_t value)
{
	byte_writer_unsigned(writer, value, 1);
}

static inline void byte_writer_u16(ByteWriter *writer, uint16_t value)
{
	byte_writer_unsigned(writer, value, 2);
}

static inline void byte_writer_u32(ByteWriter *writer, uint32_t value)
{
	byte_writer_unsigned(writer, value, 4);
}

static inline void byte_writer_u64(ByteWriter *writer, uint64_t value)
{
	byte_writer_unsigned(writer, value, 8);
}
