/* SPDX-License-Identifier: MIT */
/* Rectangles on paper. */
import type { Dots } from "../wire/ink-frame";

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const EMPTY_BOX: Box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };

export function boxIsEmpty(box: Box): boolean {
  return box.right < box.left || box.bottom < box.top;
}

export function boxAround(a: Box, b: Box): Box {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

export function boxesMeet(a: Box, b: Box): boolean {
  return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
}

export function dotsBox(dots: Dots): Box {
  let { left, top, right, bottom } = EMPTY_BOX;
  for (let i = 0; i < dots.count; i++) {
    const x = dots.x[i]!;
    const y = dots.y[i]!;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return { left, top, right, bottom };
}
