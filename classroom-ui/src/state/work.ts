/* SPDX-License-Identifier: MIT */
/*
 * How far a pupil is, from the seat and the results: what a card says, and what cards are sorted and filtered by.
 * Pure. Nothing here knows whether an answer is right: nobody is to be ranked by that.
 */
import type { Seat } from "../wire/messages";
import type { PupilAnswer, PupilResults, Results, SheetQuestion } from "../wire/results";

/** In the order of the filters. "paper": without a pen, ordinary ink is accepted; "away": the pen is elsewhere. */
export const WORKS = ["stuck", "not-started", "writing", "away", "finished", "paper"] as const;
export type Work = (typeof WORKS)[number];

/** What is on the paper of one question. */
export type Tick = "blank" | "written" | "marked";

export interface Progress {
  readonly work: Work;
  /** The question of the last ink, by its name; "" none. */
  readonly question: string;
  /** Since when it is so; 0 not known. */
  readonly sinceMs: number;
  /** By question, in the sheet's order; empty without a sheet. */
  readonly ticks: readonly Tick[];
  /** Of `ticks`: where the last ink is; -1 nowhere. */
  readonly at: number;
}

function workOf(seat: Seat, pupil: PupilResults | null): Work {
  const state = pupil?.state ?? "not-started";
  if (state === "finished") return "finished";
  if (!seat.pen || seat.pen.state === "no-pen") return state === "not-started" ? "paper" : "away";
  if (state === "not-started" || state === "writing") return state;
  return seat.pen.state === "ready" ? "stuck" : "away";
}

function tickOf(answer: PupilAnswer | undefined): Tick {
  if (answer?.mark) return "marked";
  return answer?.state && answer.state !== "blank" ? "written" : "blank";
}

export function questionName(question: SheetQuestion | undefined): string {
  return question ? question.name || String(question.question) : "";
}

/** `questions`: of the sheet; none without one. */
export function progressOf(seat: Seat, pupil: PupilResults | null, questions: readonly SheetQuestion[]): Progress {
  const answers = new Map(pupil?.answers.map((answer) => [answer.question, answer]));
  const at = pupil ? questions.findIndex((question) => question.question === pupil.at) : -1;
  return {
    work: workOf(seat, pupil),
    question: questionName(questions[at]),
    sinceMs: pupil?.since_ms ?? 0,
    ticks: questions.map((question) => tickOf(answers.get(question.question))),
    at,
  };
}

export function levelOf(pupil: PupilResults | null): string {
  const mark = pupil?.answers.find((answer) => answer.question === 0)?.mark;
  return mark?.verdict === "level" ? mark.text : "";
}

export function nDone(progress: Progress): number {
  return progress.ticks.filter((tick) => tick !== "blank").length;
}

export const SORTS = ["seat", "stuck", "progress", "question", "name"] as const;
export type Sort = (typeof SORTS)[number];
export const FILTERS = ["all", "hand", ...WORKS] as const;
export type Filter = (typeof FILTERS)[number];

export interface Card {
  readonly seat: Seat;
  readonly progress: Progress;
  readonly hand: boolean;
  /** The word that a teacher gave the whole copy; "" none. It orders nothing. */
  readonly level: string;
}

export function cardsOf(seats: readonly Seat[], results: Results | null): Card[] {
  const pupils = new Map(results?.pupils.map((pupil) => [pupil.seat, pupil]));
  const questions = results?.sheet?.questions ?? [];
  return seats.map((seat) => {
    const pupil = pupils.get(seat.seat) ?? null;
    return { seat, progress: progressOf(seat, pupil, questions), hand: pupil?.hand ?? false, level: levelOf(pupil) };
  });
}

function fits(card: Card, filter: Filter): boolean {
  if (filter === "all") return true;
  if (!card.seat.pupil) return false;
  return filter === "hand" ? card.hand : card.progress.work === filter;
}

/** Longest first; whoever is not stuck after them, as they sit. */
function byStuck(a: Card, b: Card): number {
  const since = (card: Card) => (card.progress.work === "stuck" ? card.progress.sinceMs : Infinity);
  const [one, other] = [since(a), since(b)];
  return Number(b.hand) - Number(a.hand) || (one === other ? 0 : one - other);
}

function byName(a: Card, b: Card): number {
  const one = a.seat.pupil;
  const other = b.seat.pupil;
  if (!one || !other) return Number(!one) - Number(!other);
  if (one.name === undefined || other.name === undefined) return one.number - other.number;
  return one.name.localeCompare(other.name, "zh-CN");
}

const ORDERS: Record<Sort, (a: Card, b: Card) => number> = {
  seat: () => 0,
  stuck: byStuck,
  progress: (a, b) => nDone(a.progress) - nDone(b.progress),
  question: (a, b) => a.progress.at - b.progress.at,
  name: byName,
};

/** What one types finds pupils: a name, a seat's number, the question one is at as `called` says it. */
export function isFound(card: Card, typed: string, called: (question: string) => string): boolean {
  const wanted = typed.trim().toLowerCase();
  const { pupil } = card.seat;
  if (wanted === "" || !pupil) return wanted === "";
  if (/^\d{1,3}$/.test(wanted)) return pupil.number === Number(wanted);
  const { question } = card.progress;
  // A question is meant whole: the first is not the tenth.
  return (pupil.name ?? "").toLowerCase().includes(wanted) || [question, called(question)].some((word) => word.toLowerCase() === wanted);
}

/** Seats by number. Furniture comes last but in the room's own order. */
export function arranged(cards: readonly Card[], sort: Sort, filter: Filter, also = (_: Card) => true): number[] {
  const furniture = (card: Card) => (sort === "seat" ? 0 : Number(!card.seat.pupil));
  return cards
    .filter((card) => fits(card, filter) && also(card))
    .sort((a, b) => furniture(a) - furniture(b) || ORDERS[sort](a, b))
    .map((card) => card.seat.seat);
}

export function countWorks(cards: readonly Card[]): ReadonlyMap<Filter, number> {
  const counts = new Map<Filter, number>();
  for (const card of cards)
    for (const filter of FILTERS) if (card.seat.pupil && fits(card, filter)) counts.set(filter, (counts.get(filter) ?? 0) + 1);
  return counts;
}
