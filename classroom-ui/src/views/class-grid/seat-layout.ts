/* SPDX-License-Identifier: MIT */
/*
 * What goes where on a seat's card: on the right the whole page, small, as a map of where the child is; on
 * the left a close-up of what is being written. Above both is the line with name and state.
 */
import type { Sheet } from "../../ink/sheet";

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface SeatLayout {
  readonly map: Rectangle;
  readonly window: Rectangle;
}

/** In step with .seat-line in class-grid.css. */
export const LINE_HEIGHT = 28;
/** Of the progress, where there is a sheet; in step with .progress. */
export const FOOT_HEIGHT = 20;
const PADDING = 8;
const GAP = 8;
/** A broad sheet must leave room for the close-up. */
const MAP_PART = 0.5;

export function seatLayout(width: number, height: number, sheet: Sheet, foot = 0): SeatLayout {
  const bodyHeight = Math.max(0, height - LINE_HEIGHT - PADDING - foot);
  const bodyWidth = Math.max(0, width - 2 * PADDING);
  const ratio = (sheet.right - sheet.left) / (sheet.bottom - sheet.top);
  const mapWidth = Math.min(bodyHeight * ratio, bodyWidth * MAP_PART);
  const mapHeight = mapWidth / ratio;
  return {
    map: { left: width - PADDING - mapWidth, top: LINE_HEIGHT, width: mapWidth, height: mapHeight },
    window: { left: PADDING, top: LINE_HEIGHT, width: Math.max(0, bodyWidth - mapWidth - GAP), height: bodyHeight },
  };
}
