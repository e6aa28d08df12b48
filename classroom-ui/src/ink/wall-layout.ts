/* SPDX-License-Identifier: MIT */
/* How many columns show so many pictures largest. Pure. */

/** `ratios`: width by height of each picture; `captionHeight` is taken from each cell. */
export function wallColumns(ratios: readonly number[], width: number, height: number, captionHeight: number): number {
  let best = 1;
  let bestScale = -1;
  for (let columns = 1; columns <= Math.max(1, ratios.length); columns++) {
    const rows = Math.ceil(ratios.length / columns);
    const cell = { width: width / columns, height: height / rows - captionHeight };
    // As photographs on a wall: no small one is given up for a large one, for it is the product of their sizes that counts.
    const scale = ratios.reduce((sum, ratio) => sum + Math.log(Math.max(1, Math.min(cell.width, cell.height * ratio))), 0);
    if (scale <= bestScale) continue;
    best = columns;
    bestScale = scale;
  }
  return best;
}

/** Where a replay stands: ms of each item's own writing. Null: live. */
export function playedMs(
  play: { readonly live: boolean; readonly speed: number; readonly at_ms: number; readonly since_ms: number },
  serverMs: number,
): number | null {
  return play.live ? null : Math.max(0, play.at_ms + (serverMs - play.since_ms) * play.speed);
}

/** A, B, C …: what an anonymous piece is called in talk. */
export function wallLetter(place: number): string {
  return String.fromCharCode(65 + (place % 26));
}
