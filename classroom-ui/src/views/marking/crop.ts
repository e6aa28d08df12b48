/* SPDX-License-Identifier: MIT */
/* The piece of paper that is cut out for a question: its printed places and all that was written there. Pure. */
import { boxAround, boxIsEmpty, type Box } from "../../ink/box";
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
