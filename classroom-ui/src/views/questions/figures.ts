/* SPDX-License-Identifier: MIT */
/* What a question's answers come to, for the view. Pure. By seat, never by result. */
import type { PupilAnswer, PupilResults, QuestionResults, Results, SheetQuestion } from "../../wire/results";

export type Cell = "right" | "wrong" | "half" | "blank" | "done" | "open" | "none";

/** By what it gives: all, nothing, or something between; what says neither (a level, a star) is done. */
function judged(answer: PupilAnswer, question: SheetQuestion): Cell | null {
  const said = answer.mark ?? answer.proposal;
  switch (said?.verdict) {
    case "right":
    case "wrong":
    case "half":
    case "blank":
      return said.verdict;
    case "points":
    case "deduction":
      if ((said.points ?? 0) >= (question.points ?? 0)) return "right";
      return said.points ? "half" : "wrong";
    // Where there are no points, a star is all there is to have.
    case "star":
      return question.points === undefined ? "right" : "done";
    case "level":
      return "done";
    default:
      return null;
  }
}

/** The mark in force, else the key's proposal. */
export function cellOf(answer: PupilAnswer | undefined, question: SheetQuestion): Cell {
  if (!answer?.state || answer.copy === 0) return "none";
  return judged(answer, question) ?? (answer.state === "blank" ? "blank" : "open");
}

/** No teacher has said so yet: the key, or nobody where nothing is written. */
export function isProposed(answer: PupilAnswer | undefined): boolean {
  return answer !== undefined && !answer.mark && Boolean(answer.proposal);
}

/** How many of a question's judged answers no teacher has marked. */
export function nProposed(pupils: readonly PupilResults[], question: number): number {
  return pupils.filter((pupil) => isProposed(pupil.answers.find((one) => one.question === question))).length;
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
export function wrongAnswers(pupils: readonly PupilResults[], question: SheetQuestion): { text: string; seats: number[] }[] {
  const byText = new Map<string, number[]>();
  for (const pupil of pupils) {
    const answer = pupil.answers.find((one) => one.question === question.question);
    if (cellOf(answer, question) !== "wrong" || answer?.state !== "read" || !answer.text) continue;
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
