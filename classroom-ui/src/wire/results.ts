/* SPDX-License-Identifier: MIT */
/* The class's work on its sheet, as docs/console-protocol.md ("Results") tells it. */
import { fields, list, number, orNull, text, truth, word, type Fields } from "./fields";

export const VERDICTS = [
  "none", "right", "wrong", "half", "blank", "points", "deduction", "star", "level",
] as const;
export type Verdict = (typeof VERDICTS)[number];

export const ANSWER_STATES = ["blank", "read", "refused", "ink"] as const;
export type AnswerState = (typeof ANSWER_STATES)[number];

export const WORK_STATES = ["not-started", "writing", "idle", "finished"] as const;
export type WorkState = (typeof WORK_STATES)[number];

export const MARK_SOURCES = ["teacher-pen", "screen", "key"] as const;

export interface Proposal {
  readonly verdict: Verdict;
  /** Absent in grades 1 and 2, as all points. */
  readonly points?: number;
  readonly confidence: number;
}

export interface Mark extends Proposal {
  readonly stars?: number;
  readonly text: string;
  readonly source: (typeof MARK_SOURCES)[number];
  readonly at_ms: number;
  /** Who made it at the screen. */
  readonly teacher: string;
  readonly comment?: number;
  /** Where on the paper, in hundredths of a millimetre. */
  readonly x?: number;
  readonly y?: number;
}

/** What the teacher's pen seems to say while it may still be at it: no mark yet, and counted nowhere. */
export type Begun = Pick<Mark, "verdict" | "points" | "stars" | "text">;

/** Of question 0, the sheet as a whole, there are marks only. */
export interface PupilAnswer {
  readonly question: number;
  readonly copy: number;
  readonly mark: Mark | null;
  readonly mark_doubtful: boolean;
  readonly begun?: Begun;
  readonly state?: AnswerState;
  readonly text?: string;
  readonly confidence?: number;
  readonly corrected?: boolean;
  readonly first?: string;
  readonly by_teacher?: boolean;
  readonly spent_ms?: number;
  readonly proposal?: Proposal | null;
  readonly re_marked?: boolean;
}

export interface Total {
  readonly right: number;
  readonly wrong: number;
  readonly half: number;
  readonly blank: number;
  readonly open: number;
  readonly points?: number;
  readonly points_max?: number;
  readonly stars?: number;
}

export interface PupilResults {
  readonly seat: number;
  readonly state: WorkState;
  /** When the ink was written that made it so; 0 not started. */
  readonly since_ms: number;
  readonly at: number;
  /** Raised: ticked in the printed help box, and not seen since. */
  readonly hand: boolean;
  readonly total: Total;
  readonly answers: readonly PupilAnswer[];
}

export interface QuestionResults {
  readonly question: number;
  readonly started: number;
  readonly blank: number;
  readonly answered: number;
  readonly marked: number;
  readonly right: number;
  readonly wrong: number;
  readonly half: number;
  readonly open: number;
  readonly first_right: number;
  readonly corrected: number;
  readonly median_ms: number;
  readonly commonest_wrong: readonly { readonly text: string; readonly count: number }[];
}

export interface SheetQuestion {
  readonly question: number;
  readonly name: string;
  readonly type: string;
  readonly options: readonly string[];
  readonly key: readonly string[];
  readonly points?: number;
  readonly knowledge: string;
  /** Of the answers read with at least such a bound, the part that is read wrong. */
  readonly expected: readonly { readonly bound: number; readonly wrong: number }[];
}

/** Shared by the marks that use it. */
export interface Comment {
  readonly comment: number;
  readonly question: number;
  readonly text: string;
  readonly verdict: Verdict;
  readonly points?: number;
}

export interface SheetSummary {
  readonly title: string;
  readonly version: number;
  readonly questions: readonly SheetQuestion[];
  /** Words of a level that the school has, from the best on. */
  readonly levels: readonly string[];
}

/** The teacher's pen goes through a pile in the order of the class; the next copy is this number's, 0 nobody's. */
export interface Pile {
  readonly ordered: boolean;
  readonly next: number;
}

/** All of it, or what changed: then the sheet only when it is another. */
export interface Results {
  readonly sheet?: SheetSummary;
  readonly ready: boolean;
  readonly pupils: readonly PupilResults[];
  readonly questions: readonly QuestionResults[];
  readonly pile?: Pile;
  /** All of them; in a change only when one is another. */
  readonly comments?: readonly Comment[];
}

export interface AcceptedAnswer {
  readonly type: "accepted";
  readonly request: number;
  readonly count: number;
}

export interface RemarkedAnswer {
  readonly type: "remarked";
  readonly request: number;
  readonly pupils: number;
  /** Pupils still to be read: ask again. */
  readonly left: number;
  readonly answers: number;
  readonly marks: number;
}

/** A number that may be left out, and then is left out here too. */
function maybe<K extends string>(from: Fields, key: K): { [P in K]?: number } {
  return (from[key] === undefined ? {} : { [key]: number(from, key) }) as { [P in K]?: number };
}

function readText(value: unknown): string {
  return text({ value }, "value");
}

function readProposal(from: Fields): Proposal {
  return {
    verdict: word(from, "verdict", VERDICTS),
    ...maybe(from, "points"),
    confidence: number(from, "confidence"),
  };
}

function readMark(from: Fields): Mark {
  return {
    ...readProposal(from),
    ...maybe(from, "stars"),
    text: text(from, "text"),
    source: word(from, "source", MARK_SOURCES),
    at_ms: number(from, "at_ms"),
    teacher: text(from, "teacher"),
    ...maybe(from, "comment"),
    ...maybe(from, "x"),
    ...maybe(from, "y"),
  };
}

function readBegun(from: Fields): Begun {
  return { verdict: word(from, "verdict", VERDICTS), ...maybe(from, "points"), ...maybe(from, "stars"), text: text(from, "text") };
}

export function readAnswer(value: unknown): PupilAnswer {
  const from = fields(value);
  const whole = {
    question: number(from, "question"),
    copy: number(from, "copy"),
    mark: orNull(from, "mark", readMark),
    mark_doubtful: truth(from, "mark_doubtful"),
    ...(from["begun"] !== undefined && { begun: readBegun(fields(from["begun"])) }),
  };
  if (whole.question === 0) return whole;
  return {
    ...whole,
    state: word(from, "state", ANSWER_STATES),
    text: text(from, "text"),
    confidence: number(from, "confidence"),
    corrected: truth(from, "corrected"),
    first: text(from, "first"),
    by_teacher: truth(from, "by_teacher"),
    spent_ms: number(from, "spent_ms"),
    proposal: orNull(from, "proposal", readProposal),
    re_marked: truth(from, "re_marked"),
  };
}

export function readTotal(from: Fields): Total {
  return {
    right: number(from, "right"),
    wrong: number(from, "wrong"),
    half: number(from, "half"),
    blank: number(from, "blank"),
    open: number(from, "open"),
    ...maybe(from, "points"),
    ...maybe(from, "points_max"),
    ...maybe(from, "stars"),
  };
}

function readPupil(value: unknown): PupilResults {
  const from = fields(value);
  return {
    seat: number(from, "seat"),
    state: word(from, "state", WORK_STATES),
    since_ms: number(from, "since_ms"),
    at: number(from, "at"),
    hand: truth(from, "hand"),
    total: readTotal(fields(from["total"])),
    answers: list(from, "answers", readAnswer),
  };
}

function readWrong(value: unknown): { text: string; count: number } {
  const from = fields(value);
  return { text: text(from, "text"), count: number(from, "count") };
}

function readQuestion(value: unknown): QuestionResults {
  const from = fields(value);
  return {
    question: number(from, "question"),
    started: number(from, "started"),
    blank: number(from, "blank"),
    answered: number(from, "answered"),
    marked: number(from, "marked"),
    right: number(from, "right"),
    wrong: number(from, "wrong"),
    half: number(from, "half"),
    open: number(from, "open"),
    first_right: number(from, "first_right"),
    corrected: number(from, "corrected"),
    median_ms: number(from, "median_ms"),
    commonest_wrong: list(from, "commonest_wrong", readWrong),
  };
}

function readExpected(value: unknown): { bound: number; wrong: number } {
  const from = fields(value);
  return { bound: number(from, "bound"), wrong: number(from, "wrong") };
}

function readSheetQuestion(value: unknown): SheetQuestion {
  const from = fields(value);
  return {
    question: number(from, "question"),
    name: text(from, "name"),
    type: text(from, "type"),
    options: list(from, "options", readText),
    key: list(from, "key", readText),
    ...maybe(from, "points"),
    knowledge: text(from, "knowledge"),
    expected: list(from, "expected", readExpected),
  };
}

function readComment(value: unknown): Comment {
  const from = fields(value);
  return {
    comment: number(from, "comment"),
    question: number(from, "question"),
    text: text(from, "text"),
    verdict: word(from, "verdict", VERDICTS),
    ...maybe(from, "points"),
  };
}

function readSheet(from: Fields): SheetSummary {
  return {
    title: text(from, "title"),
    version: number(from, "version"),
    questions: list(from, "questions", readSheetQuestion),
    levels: list(from, "levels", readText),
  };
}

function readPile(from: Fields): Pile {
  return { ordered: truth(from, "ordered"), next: number(from, "next") };
}

export function readResults(from: Fields): Results {
  return {
    ...(from["sheet"] !== undefined && { sheet: readSheet(fields(from["sheet"])) }),
    ready: truth(from, "ready"),
    pupils: list(from, "pupils", readPupil),
    questions: list(from, "questions", readQuestion),
    ...(from["pile"] !== undefined && { pile: readPile(fields(from["pile"])) }),
    ...(from["comments"] !== undefined && { comments: list(from, "comments", readComment) }),
  };
}

export function readAccepted(from: Fields): AcceptedAnswer {
  return { type: "accepted", request: number(from, "request"), count: number(from, "count") };
}

export function readRemarked(from: Fields): RemarkedAnswer {
  return {
    type: "remarked",
    request: number(from, "request"),
    pupils: number(from, "pupils"),
    left: number(from, "left"),
    answers: number(from, "answers"),
    marks: number(from, "marks"),
  };
}
