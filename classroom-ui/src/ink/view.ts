/* SPDX-License-Identifier: MIT */
/* From paper to pixels, and the little window ("loupe") that follows what is being written. */
import type { Box } from "./box";

/** pixel = (paper - origin) × scale */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The whole box as large as fits, centred. */
export function fitView(box: Box, size: Size): View {
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  const scale = Math.min(size.width / width, size.height / height);
  return {
    x: box.left - (size.width / scale - width) / 2,
    y: box.top - (size.height / scale - height) / 2,
    scale,
  };
}

/** How near the window's edge the pen may come, as a part of its width and height. */
const INNER = 0.12;
/** Where the pen is put when the window has to move: writing goes right from here, with a line above in sight. */
const PEN_AT_X = 0.3;
const PEN_AT_Y = 0.6;
/** Where the last dot is put when nobody writes: what was written lies to its left. */
const END_AT_X = 0.8;

/**
 * The window for the newest ink. It stays where it is while the ink is well inside, and then moves by a
 * whole step: a picture that scrolls under 48 pens at once cannot be watched.
 */
export function followView(current: View | null, pen: Point, writing: boolean, size: Size, scale: number): View {
  const width = size.width / scale;
  const height = size.height / scale;
  if (current && current.scale === scale) {
    const x = pen.x - current.x;
    const y = pen.y - current.y;
    const inside =
      x > width * INNER && x < width * (1 - INNER) && y > height * INNER && y < height * (1 - INNER);
    if (inside) return current;
  }
  return { x: pen.x - width * (writing ? PEN_AT_X : END_AT_X), y: pen.y - height * PEN_AT_Y, scale };
}

/** What of the paper a view shows. */
export function viewBox(view: View, size: Size): Box {
  return {
    left: view.x,
    top: view.y,
    right: view.x + size.width / view.scale,
    bottom: view.y + size.height / view.scale,
  };
}
