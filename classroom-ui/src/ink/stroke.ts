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
  "clock-unsure",
] as const;
export type StrokeFlag = (typeof STROKE_FLAGS)[number];

const NO_NUMBERS = new Float64Array(0);
const NO_BYTES = new Uint8Array(0);

export class Stroke {
  count = 0;
  time: Float64Array = NO_NUMBERS;
  x: Float64Array = NO_NUMBERS;
  y: Float64Array = NO_NUMBERS;
  force: Uint8Array = NO_BYTES;
  box: Box = EMPTY_BOX;
  /** Null while the pen is down. */
  durationMs: number | null = null;

  constructor(
    readonly id: StrokeId,
    readonly startMs: number,
    readonly tip: Tip,
    public flags: number,
  ) {}

  /** The dots are the stroke's from then on: a stroke that comes whole is not copied. */
  append(dots: Dots): void {
    if (this.count === 0) {
      ({ count: this.count, time: this.time, x: this.x, y: this.y, force: this.force } = dots);
      this.box = dotsBox(dots);
      return;
    }
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
