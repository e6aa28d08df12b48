/* SPDX-License-Identifier: MIT */
/* What was done, to be undone and done again. Pure. */

const STEPS_MAX = 200;

export interface History<T> {
  readonly before: readonly T[];
  readonly now: T;
  readonly after: readonly T[];
}

export function begin<T>(now: T): History<T> {
  return { before: [], now, after: [] };
}

export function did<T>(history: History<T>, now: T): History<T> {
  if (now === history.now) return history;
  return { before: [...history.before, history.now].slice(-STEPS_MAX), now, after: [] };
}

export function undo<T>({ before, now, after }: History<T>): History<T> {
  if (before.length === 0) return { before, now, after };
  return { before: before.slice(0, -1), now: before[before.length - 1]!, after: [now, ...after] };
}

export function redo<T>({ before, now, after }: History<T>): History<T> {
  if (after.length === 0) return { before, now, after };
  return { before: [...before, now], now: after[0]!, after: after.slice(1) };
}
