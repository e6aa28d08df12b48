/* SPDX-License-Identifier: MIT */
/* What several tests read: the fixtures shared with the daemon's tests, the protocol's own examples, made-up ink. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FrameKind, type Dots, type InkRecord } from "../src/wire/ink-frame";
import type { Seat } from "../src/wire/messages";

declare const TREE: string;

const FOLDER = join(TREE, "tests/fixtures/console");

export interface GoldenFrame {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly expected: unknown;
}

export function buffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}

export function goldenFrames(): GoldenFrame[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".hex"))
    .map((file) => {
      const text = readFileSync(join(FOLDER, file), "utf8").replace(/#.*/g, "");
      const bytes = Uint8Array.from(text.trim().split(/\s+/), (byte) => parseInt(byte, 16));
      const expected: unknown = JSON.parse(readFileSync(join(FOLDER, file.replace(/hex$/, "json")), "utf8"));
      return { name: file, bytes, expected };
    });
}

/** The ```json examples of docs/console-protocol.md, by the word after `json`. */
export function protocolExamples(): Map<string, string> {
  const document = readFileSync(join(TREE, "docs/console-protocol.md"), "utf8");
  return new Map([...document.matchAll(/```json (\S+)\n([\s\S]*?)```/g)].map((match) => [match[1]!, match[2]!]));
}

export function dots(...list: readonly (readonly [number, number, number, number])[]): Dots {
  return {
    count: list.length,
    time: Float64Array.from(list, (dot) => dot[0]),
    x: Float64Array.from(list, (dot) => dot[1]),
    y: Float64Array.from(list, (dot) => dot[2]),
    force: Uint8Array.from(list, (dot) => dot[3]),
  };
}

/** A straight stroke of `n` dots 10 ms apart, as its three records. */
export function strokeRecords(id: number, startMs: number, n: number, flags = 0): InkRecord[] {
  const line = Array.from({ length: n }, (_, i) => [i * 10, 100 + i * 20, 200, 128] as const);
  return [
    { type: "stroke", id, startMs, tip: "pen", flags: 0 },
    { type: "dots", id, dots: dots(...line) },
    { type: "up", id, durationMs: (n - 1) * 10, flags },
  ];
}

export function inkFrame(kind: FrameKind, copy: number, records: readonly InkRecord[], request = 0) {
  return { kind, seat: 0, copy, request, records, ending: "whole" } as const;
}

export function seatAt(seat: number, row: number, column: number, parts: Partial<Seat> = {}): Seat {
  return {
    seat,
    row,
    column,
    pupil: { id: 100 + seat, number: seat + 1, name: "王小明" },
    pen: { id: seat, state: "ready", reason: "", battery: 80, charging: false, lost: 0, bad: 0, download: null },
    page: null,
    writing: false,
    last_ink_ms: 0,
    ...parts,
  };
}
