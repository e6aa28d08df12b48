/* SPDX-License-Identifier: MIT */
/* One stroke of a page, growing as its dots arrive. Lengths are hundredths of a millimetre on paper. */
import type { Dots, StrokeId, Tip } from "../wire/ink-frame";
import { boxAround, dotsBox, EMPTY_BOX, type Box } from "./box";

/** Bits as StrokeFlag in protocol/dot.h. */
export const STROKE_FLAGS = [
  "outlier",
  "gap",
  "up-missing",
  "down-missing",
  "page-guessed",
  "clock-repaired",
  "link-lost",
] as const;
export type StrokeFlag = (typeof STROKE_FLAGS)[number];

const FIRST_ROOM = 32;

export class Stroke {
  count = 0;
  time = new Float64Array(FIRST_ROOM);
  x = new Float64Array(FIRST_ROOM);
  y = new Float64Array(FIRST_ROOM);
  force = new Uint8Array(FIRST_ROOM);
  box: Box = EMPTY_BOX;
  /** Null while the pen is down. */
  durationMs: number | null = null;

  constructor(
    readonly id: StrokeId,
    readonly startMs: number,
    readonly tip: Tip,
    public flags: number,
  ) {}

  append(dots: Dots): void {
    const count = this.count + dots.count;
    if (count > this.time.length) this.grow(count);
    this.time.set(dots.time, this.count);
    this.x.set(dots.x, this.count);
    this.y.set(dots.y, this.count);
    this.force.set(dots.force, this.count);
    this.count = count;
    this.box = boxAround(this.box, dotsBox(dots));
  }

  get endMs(): number {
    return this.startMs + (this.durationMs ?? this.lastTime());
  }

  lastTime(): number {
    return this.count > 0 ? this.time[this.count - 1]! : 0;
  }

  has(flag: StrokeFlag): boolean {
    return ((this.flags >> STROKE_FLAGS.indexOf(flag)) & 1) === 1;
  }

  private grow(count: number): void {
    const room = Math.max(count, this.time.length * 2);
    const wider = <T extends Float64Array | Uint8Array>(from: T, to: T): T => {
      to.set(from.subarray(0, this.count));
      return to;
    };
    this.time = wider(this.time, new Float64Array(room));
    this.x = wider(this.x, new Float64Array(room));
    this.y = wider(this.y, new Float64Array(room));
    this.force = wider(this.force, new Uint8Array(room));
  }
}

export function strokeFlags(flags: number): StrokeFlag[] {
  return STROKE_FLAGS.filter((_, bit) => ((flags >> bit) & 1) === 1);
}
