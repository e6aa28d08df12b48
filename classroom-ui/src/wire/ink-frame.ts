/* SPDX-License-Identifier: MIT */
/*
 * The binary half of docs/console-protocol.md: one frame of ink to records. Pure, and safe on any bytes:
 * whatever was whole before the damage is given out, nothing is thrown, nothing is allocated on the word
 * of a length field that the frame has no bytes for.
 *
 *   01 01 0300 37000000 00000000   version, kind live, seat 3, copy 55, no request
 *   01 07 80F0B3C7AD33 00 00        stroke 7 begins
 *   02 07 02  00 D00F A01F 80  08 04 03 02   two dots, the second as differences
 *   03 07 9003 00                  stroke 7 ends after 400 ms
 */

export const FRAME_VERSION = 1;
export const HEADER_BYTES = 12;
export const NO_SEAT = 0xffff;

export const enum FrameKind {
  Live = 1,
  Answer = 2,
  Base = 3,
}

/** Ids may use all 64 bits; numbers where they are exact, bigint beyond. Either is a good Map key. */
export type StrokeId = number | bigint;

export type Tip = "pen" | "eraser";

export interface Dots {
  readonly count: number;
  /** ms since the stroke's start */
  readonly time: Float64Array;
  /** hundredths of a millimetre on paper */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly force: Uint8Array;
}

export type InkRecord =
  | { readonly type: "stroke"; readonly id: StrokeId; readonly startMs: number; readonly tip: Tip; readonly flags: number }
  | { readonly type: "dots"; readonly id: StrokeId; readonly dots: Dots }
  | { readonly type: "up"; readonly id: StrokeId; readonly durationMs: number; readonly flags: number }
  | { readonly type: "end" }
  | { readonly type: "drop"; readonly id: StrokeId };

export interface InkFrame {
  readonly kind: FrameKind;
  readonly seat: number;
  readonly copy: number;
  readonly request: number;
  readonly records: readonly InkRecord[];
  /** "unknown": a record of a later version ended the reading. "damaged": the frame is cut or lies. */
  readonly ending: "whole" | "unknown" | "damaged";
}

/** The smallest dot: three one-byte numbers and the force. */
const LEAST_DOT_BYTES = 4;

class Cursor {
  failed = false;

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) {
      this.failed = true;
      return 0;
    }
    this.at += 1;
    return value;
  }

  id(): StrokeId {
    // Nearly all numbers are one byte or two.
    const first = this.bytes[this.at];
    if (first !== undefined && first < 0x80) {
      this.at += 1;
      return first;
    }
    const second = this.bytes[this.at + 1];
    if (first !== undefined && second !== undefined && second < 0x80) {
      this.at += 2;
      return (first & 0x7f) | (second << 7);
    }
    // Seven groups (49 bits) are exact in a double; the rest, at most 15 bits, is kept apart.
    let low = 0;
    let high = 0;
    for (let group = 0; group < 10; group++) {
      const byte = this.byte();
      const seven = byte & 0x7f;
      if (group < 7) low += seven * 2 ** (7 * group);
      else high += seven * 2 ** (7 * (group - 7));
      if (byte < 0x80) {
        if (high >= 2 ** 15) break;
        return high < 16 ? high * 2 ** 49 + low : (BigInt(high) << 49n) + BigInt(low);
      }
    }
    this.failed = true;
    return 0;
  }

  /** A number that has to be exact; larger ones are damage. */
  unsigned(): number {
    const value = this.id();
    if (typeof value === "number") return value;
    this.failed = true;
    return 0;
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

function readDots(cursor: Cursor): InkRecord | null {
  const id = cursor.id();
  const count = cursor.unsigned();
  if (cursor.failed || count * LEAST_DOT_BYTES > cursor.left) return null;
  const dots: Dots = {
    count,
    time: new Float64Array(count),
    x: new Float64Array(count),
    y: new Float64Array(count),
    force: new Uint8Array(count),
  };
  let time = 0;
  let x = 0;
  let y = 0;
  for (let i = 0; i < count; i++) {
    time += cursor.unsigned();
    x += cursor.signed();
    y += cursor.signed();
    dots.force[i] = cursor.byte();
    dots.time[i] = time;
    dots.x[i] = x;
    dots.y[i] = y;
  }
  return { type: "dots", id, dots };
}

function readStroke(cursor: Cursor): InkRecord | null {
  const id = cursor.id();
  const startMs = cursor.unsigned();
  const tip = cursor.byte();
  const flags = cursor.unsigned();
  return tip > 1 ? null : { type: "stroke", id, startMs, tip: tip === 1 ? "eraser" : "pen", flags };
}

/** Null: damage. "frame": another frame's header follows. "unknown": a record number of a later version. */
function readRecord(cursor: Cursor): InkRecord | "frame" | "unknown" | null {
  switch (cursor.byte()) {
    case 1:
      return readStroke(cursor);
    case 2:
      return readDots(cursor);
    case 3:
      return { type: "up", id: cursor.id(), durationMs: cursor.unsigned(), flags: cursor.unsigned() };
    case 4:
      return { type: "end" };
    case 5:
      return { type: "drop", id: cursor.id() };
    case 6:
      return "frame";
    default:
      return "unknown";
  }
}

interface Reading {
  readonly frame: InkFrame;
  /** Where the next frame of the message begins; 0: there is none. */
  readonly next: number;
}

/** Null when the header is not one of this version: nothing of such a frame can be trusted. */
function readFrame(buffer: ArrayBuffer, start: number): Reading | null {
  if (buffer.byteLength < start + HEADER_BYTES) return null;
  const header = new DataView(buffer, start);
  const kind = header.getUint8(1);
  if (header.getUint8(0) !== FRAME_VERSION || kind < FrameKind.Live || kind > FrameKind.Base) return null;

  const cursor = new Cursor(new Uint8Array(buffer), start + HEADER_BYTES);
  const records: InkRecord[] = [];
  let ending: InkFrame["ending"] = "whole";
  let next = 0;
  while (cursor.left > 0 && ending === "whole" && next === 0) {
    const record = readRecord(cursor);
    if (record === "unknown") ending = "unknown";
    else if (record === "frame") next = cursor.at;
    else if (record === null || cursor.failed) ending = "damaged";
    else records.push(record);
  }
  const frame = {
    kind,
    seat: header.getUint16(2, true),
    copy: header.getUint32(4, true),
    request: header.getUint32(8, true),
    records,
    ending,
  };
  return { frame, next };
}

/** The first frame of a message; null when it is none. */
export function decodeInkFrame(buffer: ArrayBuffer): InkFrame | null {
  return readFrame(buffer, 0)?.frame ?? null;
}

/** All frames of a message; a null at the end stands for one that cannot be trusted. */
export function decodeInkFrames(buffer: ArrayBuffer): (InkFrame | null)[] {
  const frames: (InkFrame | null)[] = [];
  let start = 0;
  do {
    const reading = readFrame(buffer, start);
    frames.push(reading?.frame ?? null);
    start = reading?.next ?? 0;
  } while (start > 0);
  return frames;
}
