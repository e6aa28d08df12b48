/* SPDX-License-Identifier: MIT */
/*
 * One redraw a frame: whoever has something new to draw asks once or a hundred times, and is called once
 * before the next picture. Nothing runs while nothing changes.
 */

export type Paint = (nowMs: number) => void;

const dirty = new Set<Paint>();
let scheduled = false;

function run(nowMs: number): void {
  scheduled = false;
  const paints = [...dirty];
  dirty.clear();
  for (const paint of paints) paint(nowMs);
}

export function requestPaint(paint: Paint): void {
  dirty.add(paint);
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(run);
}

export function cancelPaint(paint: Paint): void {
  dirty.delete(paint);
}
