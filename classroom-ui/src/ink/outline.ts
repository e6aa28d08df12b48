/* SPDX-License-Identifier: MIT */
/*
 * Strokes as shapes with the breadth of their pressure (perfect-freehand), in hundredths of a millimetre.
 * A stroke that lost dots is drawn in pieces: a gap is shown as a gap, never bridged by a line nobody wrote.
 */
import { getStroke } from "perfect-freehand";
import type { Stroke } from "./stroke";

/** A ballpoint line at full pressure: half a millimetre. */
const PEN_BREADTH = 52;

/** Dots this far apart in time while the pen was down mean that dots between them were lost. */
const GAP_MS = 120;
/** A pen samples at least every 20 ms; no hand crosses 12 mm in that time. */
const GAP_DISTANCE = 1200;

export type Polygon = number[][];

/** Where the pieces of a stroke begin, as indexes of dots; the first is 0. */
export function pieces(stroke: Stroke, count = stroke.count): number[] {
  const starts = [0];
  if (!stroke.has("gap")) return starts;
  for (let i = 1; i < count; i++) {
    const distance = Math.hypot(stroke.x[i]! - stroke.x[i - 1]!, stroke.y[i]! - stroke.y[i - 1]!);
    const late = stroke.time[i]! - stroke.time[i - 1]! > GAP_MS;
    if (distance > GAP_DISTANCE || (late && distance > GAP_DISTANCE / 8)) starts.push(i);
  }
  return starts;
}

function outlinePiece(stroke: Stroke, from: number, to: number, finished: boolean): Polygon {
  const points: number[][] = [];
  for (let i = from; i < to; i++) points.push([stroke.x[i]!, stroke.y[i]!, 0.35 + (stroke.force[i]! / 255) * 0.65]);
  return getStroke(points, {
    size: PEN_BREADTH,
    thinning: 0.55,
    smoothing: 0.5,
    streamline: 0.15,
    simulatePressure: false,
    last: finished,
  });
}

/** The outlines of the first `count` dots. */
export function outline(stroke: Stroke, count = stroke.count): Polygon[] {
  if (count === 0) return [];
  const starts = pieces(stroke, count);
  return starts.map((from, i) => {
    const to = starts[i + 1] ?? count;
    return outlinePiece(stroke, from, to, stroke.durationMs !== null && to === stroke.count);
  });
}
