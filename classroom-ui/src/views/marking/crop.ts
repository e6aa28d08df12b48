/* SPDX-License-Identifier: MIT */
/* The piece of paper that is cut out for a question: its printed places and all that was written there. Pure. */
import { boxAround, boxIsEmpty, EMPTY_BOX, type Box } from "../../ink/box";
import type { LayoutRegion } from "../../ink/sheet-layout";
import { fitView, type View } from "../../ink/view";

/** Drawn so wide, shown as wide as there is room. */
export const CROP_WIDTH = 256;
const FLATTEST = 0.24;
const TALLEST = 0.75;
const MARGIN = 250;
/** The letter of an option stands before its box. */
export const LETTER = 500;

export interface Crop {
  readonly view: View;
  readonly height: number;
}

/** Of each edge so many are far out: a stroke gone astray is not to make all others small. */
const ASTRAY = 0.05;

/** Around the ink of the many. */
export function commonBox(boxes: readonly Box[]): Box {
  const edge = (of: (box: Box) => number, out: 1 | -1) => {
    const sorted = boxes.map(of).sort((a, b) => out * (b - a));
    return sorted[Math.floor(boxes.length * ASTRAY)]!;
  };
  if (boxes.length === 0) return EMPTY_BOX;
  return { left: edge((box) => box.left, -1), top: edge((box) => box.top, -1), right: edge((box) => box.right, 1), bottom: edge((box) => box.bottom, 1) };
}

export function isInside(box: Box, { view, height }: Crop): boolean {
  const [right, bottom] = [view.x + CROP_WIDTH / view.scale, view.y + height / view.scale];
  return box.left >= view.x && box.top >= view.y && box.right <= right && box.bottom <= bottom;
}

/** null: there is nothing to show. */
export function cropOf(ink: Box, printed: readonly LayoutRegion[]): Crop | null {
  const box = printed.reduce((all, region) => boxAround(all, region.box), ink);
  if (boxIsEmpty(box)) return null;
  const before = printed.some((region) => region.option) ? MARGIN + LETTER : MARGIN;
  const whole = { left: box.left - before, top: box.top - MARGIN, right: box.right + MARGIN, bottom: box.bottom + MARGIN };
  const shape = (whole.bottom - whole.top) / (whole.right - whole.left);
  const height = Math.round(CROP_WIDTH * Math.min(TALLEST, Math.max(FLATTEST, shape)));
  return { view: fitView(whole, { width: CROP_WIDTH, height }), height };
}
