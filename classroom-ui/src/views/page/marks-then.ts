/* SPDX-License-Identifier: MIT */
/* Marks and corrections as they stood at a moment of the replay: none before the ink that they are about. Pure. */
import { strokesOf, type LayoutPage } from "../../ink/sheet-layout";
import type { Timeline } from "../../ink/timeline";
import type { PupilAnswer } from "../../wire/results";

/** When the last ink of each answer is on the paper, on the replay's axis. */
export function answerEnds(answers: readonly PupilAnswer[], page: LayoutPage, { spans }: Timeline): ReadonlyMap<number, number> {
  const strokes = spans.map((span) => span.stroke);
  return new Map(
    answers.map(({ question }) => {
      const written = new Set(strokesOf(strokes, page, question));
      return [question, Math.max(0, ...spans.filter((span) => written.has(span.stroke)).map((span) => span.end))];
    }),
  );
}

/** At the end of the replay all is there that was said since. */
export function answersThen(answers: readonly PupilAnswer[], ends: ReadonlyMap<number, number>, timeline: Timeline, atMs: number): readonly PupilAnswer[] {
  if (atMs >= timeline.durationMs) return answers;
  const wallMs = timeline.wallMs(atMs) ?? 0;
  return answers.flatMap(({ begun: _, ...answer }) => {
    if (atMs < (ends.get(answer.question) ?? 0)) return [];
    return [answer.mark && answer.mark.at_ms > wallMs ? { ...answer, mark: null } : answer];
  });
}
