/* SPDX-License-Identifier: MIT */
/* Results folded together: the newest of each pupil's answers, of each question's counts. Pure. */
import type { PupilResults, Results } from "../wire/results";

/** The old ones with each newer one in its place, or behind them. */
function newest<T>(old: readonly T[], newer: readonly T[], key: (one: T) => number, merge = (_: T, one: T) => one): T[] {
  const byKey = new Map(newer.map((one) => [key(one), one]));
  const kept = old.map((one) => {
    const other = byKey.get(key(one));
    byKey.delete(key(one));
    return other ? merge(one, other) : one;
  });
  return [...kept, ...byKey.values()];
}

function pupilWith(old: PupilResults, newer: PupilResults): PupilResults {
  return { ...newer, answers: newest(old.answers, newer.answers, (answer) => answer.question) };
}

/** A change that brings the sheet brings everything, of another version. */
export function withResults(old: Results | null, change: Results | null): Results | null {
  if (!change || !old || change.sheet) return change;
  return {
    ...(old.sheet && { sheet: old.sheet }),
    ready: change.ready,
    pupils: newest(old.pupils, change.pupils, (pupil) => pupil.seat, pupilWith),
    ...((change.pile ?? old.pile) && { pile: change.pile ?? old.pile! }),
    ...((change.comments ?? old.comments) && { comments: change.comments ?? old.comments! }),
    questions: newest(old.questions, change.questions, (question) => question.question),
  };
}
