/* SPDX-License-Identifier: MIT */
/* Strokes that are not as they should be, grouped for the side list of a page. */
import { STROKE_FLAGS, type Stroke, type StrokeFlag } from "./stroke";

export interface FlaggedGroup {
  readonly flag: StrokeFlag;
  readonly strokes: readonly Stroke[];
}

export function flaggedGroups(strokes: readonly Stroke[]): FlaggedGroup[] {
  return STROKE_FLAGS.map((flag) => ({ flag, strokes: strokes.filter((stroke) => stroke.has(flag)) })).filter(
    (group) => group.strokes.length > 0,
  );
}
