/* SPDX-License-Identifier: MIT */
/*
 * One redraw a frame: whoever has something new to draw asks once or a hundred times, and is called once
 * before the next picture. Nothing runs while nothing changes. Who would make a frame late waits for the next, in turn: when
 * sixty pages come at once, the page is still there for the teacher's hand.
 */

export type Paint = (nowMs: number) => void;

/** Of drawing, in a frame; one paint is always done. */
const BUDGET_MS = 10;

/** In the order in which they asked. */
const dirty = new Set<Paint>();
let scheduled = false;

function run(nowMs: number): void {
  scheduled = false;
  const begin = performance.now();
  for (const paint of [...dirty]) {
    // One that was done may have called another off.
    if (!dirty.delete(paint)) continue;
    paint(nowMs);
    if (performance.now() - begin > BUDGET_MS) break;
  }
  if (dirty.size > 0) schedule();
}

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(run);
}

export function requestPaint(paint: Paint): void {
  dirty.add(paint);
  schedule();
}

export function cancelPaint(paint: Paint): void {
  dirty.delete(paint);
}
