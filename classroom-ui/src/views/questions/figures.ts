/* SPDX-License-Identifier: MIT */
/* What a question's answers come to, for the view. Pure. By seat, never by result. */
import type { PupilAnswer, PupilResults, QuestionResults, Results } from "../../wire/results";

export type Cell = "right" | "wrong" | "half" | "blank" | "open" | "none";

/** The mark in force, else the key's proposal. */
export function cellOf(answer: PupilAnswer | undefined): Cell {
  if (!answer?.state || answer.copy === 0) return "none";
  const verdict = answer.mark?.verdict ?? answer.proposal?.verdict;
  if (verdict === "right" || verdict === "wrong" || verdict === "half" || verdict === "blank") return verdict;
  if (answer.state === "blank") return "blank";
  return verdict === undefined ? "open" : "half";
}

export function share(part: number, all: number): number | null {
  return all > 0 ? Math.round((100 * part) / all) : null;
}

/** Of the answers that somebody or the key has judged, and the blank ones; null while nothing is judged. */
export function rateOf(count: QuestionResults, right = count.right): number | null {
  const judged = count.right + count.wrong + count.half;
  return judged === 0 ? null : share(right, judged + count.blank);
}

/** The wrong answers, the commonest first, with the seats behind them. */
export function wrongAnswers(pupils: readonly PupilResults[], question: number): { text: string; seats: number[] }[] {
  const byText = new Map<string, number[]>();
  for (const pupil of pupils) {
    const answer = pupil.answers.find((one) => one.question === question);
    if (cellOf(answer) !== "wrong" || answer?.state !== "read" || !answer.text) continue;
    byText.set(answer.text, [...(byText.get(answer.text) ?? []), pupil.seat]);
  }
  return [...byText]
    .map(([text, seats]) => ({ text, seats: seats.sort((a, b) => a - b) }))
    .sort((a, b) => b.seats.length - a.seats.length || (a.text < b.text ? -1 : 1));
}

export interface Knowledge {
  readonly name: string;
  readonly questions: readonly number[];
  readonly right: number;
  readonly answered: number;
}

export function knowledgeOf(results: Results): Knowledge[] {
  const rows = new Map<string, Knowledge>();
  const counts = new Map<number, QuestionResults>(results.questions.map((one) => [one.question, one]));
  for (const question of results.sheet?.questions ?? []) {
    if (!question.knowledge) continue;
    const count = counts.get(question.question);
    const row = rows.get(question.knowledge) ?? { name: question.knowledge, questions: [], right: 0, answered: 0 };
    rows.set(question.knowledge, {
      name: row.name,
      questions: [...row.questions, question.question],
      right: row.right + (count?.right ?? 0),
      answered: row.answered + (count ? count.right + count.wrong + count.half + count.blank : 0),
    });
  }
  return [...rows.values()];
}
