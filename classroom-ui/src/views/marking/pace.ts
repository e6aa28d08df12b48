/* SPDX-License-Identifier: MIT */
/* How long a group takes, from what was done since the page was opened. Pure. */

/** A key a group and a look at it: until there is something to go by. */
const FIRST_MS = 4000;
/** Longer is a pause, not marking. */
const PAUSE_MS = 60_000;
const ENOUGH = 3;
const LATEST = 20;

/** `timesMs`: when something was marked, ascending. */
export function paceMs(timesMs: readonly number[]): number {
  const latest = timesMs.slice(-LATEST - 1);
  const gaps = latest
    .slice(1)
    .map((at, i) => at - latest[i]!)
    .filter((gap) => gap < PAUSE_MS);
  return gaps.length < ENOUGH ? FIRST_MS : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}
