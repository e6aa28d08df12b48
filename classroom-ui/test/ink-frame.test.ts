/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { decodeInkFrame, decodeInkFrames, HEADER_BYTES, type InkFrame } from "../src/wire/ink-frame";
import { buffer, goldenFrames } from "./fixtures";

/** A frame in the form of the fixtures. */
function plain(frame: InkFrame | null): unknown {
  assert.ok(frame);
  const records = frame.records.map((record) => {
    if (record.type === "end") return record;
    const id = String(record.id);
    if (record.type !== "dots") return { ...record, id };
    const { count, time, x, y, force } = record.dots;
    return { type: "dots", id, dots: Array.from({ length: count }, (_, i) => [time[i], x[i], y[i], force[i]]) };
  });
  return { ...frame, records };
}

for (const { name, bytes, expected } of goldenFrames()) {
  test(`decodes ${name}`, () => assert.deepEqual(plain(decodeInkFrame(buffer(bytes))), expected));

  test(`${name} cut anywhere gives a part of its records and says so`, () => {
    const whole = decodeInkFrame(buffer(bytes))!;
    for (let length = 0; length < bytes.length; length++) {
      const cut = decodeInkFrame(buffer(bytes.subarray(0, length)));
      if (length < HEADER_BYTES) {
        assert.equal(cut, null);
        continue;
      }
      assert.deepEqual(cut!.records, whole.records.slice(0, cut!.records.length));
      const missing = whole.ending === "whole" && cut!.records.length < whole.records.length;
      if (missing && cut!.ending === "whole") {
        // Cut exactly between two records: a shorter frame that is whole in itself.
        const next = decodeInkFrame(buffer(bytes.subarray(0, length + 1)))!;
        assert.ok(next.ending === "damaged" || next.records.length > cut!.records.length);
      }
    }
  });
}

test("there are golden frames of every kind and ending", () => {
  const frames = goldenFrames().map(({ bytes }) => decodeInkFrame(buffer(bytes))!);
  assert.deepEqual([...new Set(frames.map((frame) => frame.kind))].sort(), [1, 2, 3]);
  assert.deepEqual([...new Set(frames.map((frame) => frame.ending))].sort(), ["damaged", "unknown", "whole"]);
});

test("refuses another version, another kind, a short header", () => {
  const { bytes } = goldenFrames()[0]!;
  for (const [at, value] of [[0, 2], [1, 0], [1, 4]] as const) {
    const other = bytes.slice();
    other[at] = value;
    assert.equal(decodeInkFrame(buffer(other)), null);
  }
  assert.equal(decodeInkFrame(new ArrayBuffer(0)), null);
});

test("any bytes at all end in an answer, never in an exception", () => {
  let state = 12345;
  const byte = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 16) & 0xff;
  };
  const seeds = goldenFrames();
  for (let round = 0; round < 20000; round++) {
    const bytes = seeds[round % seeds.length]!.bytes.slice();
    for (let i = 0; i < 1 + (round % 5); i++) bytes[HEADER_BYTES + (byte() % (bytes.length - HEADER_BYTES))] = byte();
    const frame = decodeInkFrame(buffer(bytes))!;
    for (const record of frame.records)
      if (record.type === "dots") assert.ok(record.dots.count <= bytes.length, "more dots than bytes");
  }
});

test("a number of eleven bytes is damage", () => {
  const header = [1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
  const frame = decodeInkFrame(buffer(Uint8Array.from([...header, 5, ...Array(10).fill(0x80), 1])));
  assert.equal(frame?.ending, "damaged");
  assert.deepEqual(frame?.records, []);
});

test("a message of several frames gives each its own, up to the first that is none", () => {
  const bytes = goldenFrames().map(({ bytes }) => [...bytes]);
  const joined = bytes.flatMap((frame, i) => (i === 0 ? frame : [6, ...frame]));
  const apart = bytes.map((frame) => decodeInkFrame(buffer(Uint8Array.from(frame))));
  const whole = apart.findIndex((frame) => frame?.ending !== "whole");
  const until = whole < 0 ? apart.length : whole + 1;
  assert.deepEqual(decodeInkFrames(buffer(Uint8Array.from(joined))).slice(0, until), apart.slice(0, until));
  const cut = decodeInkFrames(buffer(Uint8Array.from([...bytes[0]!, 6, 1, 1, 0])));
  assert.deepEqual(cut, [apart[0], null]);
});
