/* SPDX-License-Identifier: MIT */
/* Edges go to those of neighbours, else to the millimetre. Pure. */
import type { Box, Region } from "./document";

const NEAR_MM = 1.2;

function nearest(mm: number, lines: readonly number[]): number {
  let best = Math.round(mm);
  let distance = NEAR_MM;
  for (const line of lines) {
    if (Math.abs(line - mm) >= distance) continue;
    best = line;
    distance = Math.abs(line - mm);
  }
  return best;
}

/** `moves`: the whole box, or only its lower right corner. */
export function snapBox([x, y, width, height]: Box, others: readonly Region[], moves: "box" | "corner"): Box {
  const columns = others.flatMap(({ box_mm: [left, , w] }) => [left, left + w]);
  const rows = others.flatMap(({ box_mm: [, top, , h] }) => [top, top + h]);
  if (moves === "box") return [nearest(x, columns), nearest(y, rows), width, height];
  return [x, y, nearest(x + width, columns) - x, nearest(y + height, rows) - y];
}
