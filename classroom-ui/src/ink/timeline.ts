/* SPDX-License-Identifier: MIT */
/*
 * The replay of a page: which part of which stroke is on the paper at a moment. Long pauses are shortened
 * (if wanted) to PAUSE_KEPT_MS, so twenty minutes of thinking do not have to be sat through.
 */
import type { Stroke } from "./stroke";

export const PAUSE_KEPT_MS = 3000;

interface Span {
  readonly stroke: Stroke;
  /** On the replay's own axis. */
  readonly start: number;
  readonly end: number;
  /** What was cut from the pause before this stroke. */
  readonly cutMs: number;
}

export interface Moment {
  /** Strokes before this index are whole. */
  readonly whole: number;
  /** Dots of the next stroke that are there already. */
  readonly dots: number;
}

export class Timeline {
  readonly spans: readonly Span[];
  readonly durationMs: number;

  /** `strokes` in the order of writing. */
  constructor(strokes: readonly Stroke[], shortenPauses: boolean) {
    const spans: Span[] = [];
    let at = 0;
    let lastEnd: number | null = null;
    for (const stroke of strokes) {
      // Repaired clocks make strokes overlap; on the replay's axis they follow each other.
      const pause: number = lastEnd === null ? 0 : Math.max(0, stroke.startMs - lastEnd);
      const kept = shortenPauses ? Math.min(pause, PAUSE_KEPT_MS) : pause;
      const start = at + kept;
      at = start + Math.max(0, stroke.endMs - stroke.startMs);
      lastEnd = Math.max(lastEnd ?? 0, stroke.endMs);
      spans.push({ stroke, start, end: at, cutMs: pause - kept });
    }
    this.spans = spans;
    this.durationMs = at;
  }

  at(replayMs: number): Moment {
    const index = this.firstEndingAfter(replayMs);
    const span = this.spans[index];
    if (!span) return { whole: this.spans.length, dots: 0 };
    return { whole: index, dots: dotsUntil(span.stroke, replayMs - span.start) };
  }

  /** What the clock on the wall said at that moment; null on an empty page. */
  wallMs(replayMs: number): number | null {
    const span = this.spans[this.firstEndingAfter(replayMs)] ?? this.spans[this.spans.length - 1];
    if (!span) return null;
    const offset = Math.min(replayMs, span.end) - span.start;
    return span.stroke.startMs + offset;
  }

  /** The moment of the replay at which the clock on the wall said `wallMs`. */
  replayMs(wallMs: number): number {
    let at = 0;
    for (const { stroke, start, end } of this.spans) {
      if (stroke.startMs > wallMs) break;
      at = Math.min(end, start + wallMs - stroke.startMs);
    }
    return at;
  }

  private firstEndingAfter(replayMs: number): number {
    let low = 0;
    let high = this.spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.spans[middle]!.end <= replayMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function dotsUntil(stroke: Stroke, timeMs: number): number {
  if (timeMs < 0) return 0;
  let low = 0;
  let high = stroke.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stroke.time[middle]! <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
