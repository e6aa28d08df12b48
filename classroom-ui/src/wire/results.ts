/* SPDX-License-Identifier: MIT */
/* The class's work on its sheet, as docs/console-protocol.md ("Results") tells it. */
import { list, maybe, number, object, orNull, record, text, truth, word, type Reader, type Readers } from "./fields";

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

const proposal: Readers<Proposal> = {
  verdict: word(VERDICTS),
  points: maybe(number),
  confidence: number,
};

const readMark = record<Mark>({
  ...proposal,
  stars: maybe(number),
  text,
  source: word(MARK_SOURCES),
  at_ms: number,
  teacher: text,
  comment: maybe(number),
  x: maybe(number),
  y: maybe(number),
});

const readBegun = record<Begun>({
  verdict: word(VERDICTS),
  points: maybe(number),
  stars: maybe(number),
  text,
});

/** Of every answer, that of question 0 too. */
type Marked = Pick<PupilAnswer, "question" | "copy" | "mark" | "mark_doubtful" | "begun">;

const marked: Readers<Marked> = {
  question: number,
  copy: number,
  mark: orNull(readMark),
  mark_doubtful: truth,
  begun: maybe(readBegun),
};
const readMarked = record(marked);

const readWhole = record<PupilAnswer>({
  ...marked,
  state: word(ANSWER_STATES),
  text,
  confidence: number,
  corrected: truth,
  first: text,
  by_teacher: truth,
  spent_ms: number,
  proposal: orNull(record(proposal)),
  re_marked: truth,
});

export const readAnswer: Reader<PupilAnswer> = (from, key) =>
  number(object(from, key), "question") === 0 ? readMarked(from, key) : readWhole(from, key);

export const readTotal = record<Total>({
  right: number,
  wrong: number,
  half: number,
  blank: number,
  open: number,
  points: maybe(number),
  points_max: maybe(number),
  stars: maybe(number),
});

const readPupil = record<PupilResults>({
  seat: number,
  state: word(WORK_STATES),
  since_ms: number,
  at: number,
  hand: truth,
  total: readTotal,
  answers: list(readAnswer),
});

const readWrong = record<{ text: string; count: number }>({ text, count: number });

const readQuestion = record<QuestionResults>({
  question: number,
  started: number,
  blank: number,
  answered: number,
  marked: number,
  right: number,
  wrong: number,
  half: number,
  open: number,
  first_right: number,
  corrected: number,
  median_ms: number,
  commonest_wrong: list(readWrong),
});

const readExpected = record<{ bound: number; wrong: number }>({ bound: number, wrong: number });

const readSheetQuestion = record<SheetQuestion>({
  question: number,
  name: text,
  type: text,
  options: list(text),
  key: list(text),
  points: maybe(number),
  knowledge: text,
  expected: list(readExpected),
});

const readComment = record<Comment>({
  comment: number,
  question: number,
  text,
  verdict: word(VERDICTS),
  points: maybe(number),
});

const readSheet = record<SheetSummary>({
  title: text,
  version: number,
  questions: list(readSheetQuestion),
  levels: list(text),
});

export const readResults = record<Results>({
  sheet: maybe(readSheet),
  ready: truth,
  pupils: list(readPupil),
  questions: list(readQuestion),
  pile: maybe(record<Pile>({ ordered: truth, next: number })),
  comments: maybe(list(readComment)),
});

export const readAccepted = record<AcceptedAnswer>({
  type: word(["accepted"]),
  request: number,
  count: number,
});

export const readRemarked = record<RemarkedAnswer>({
  type: word(["remarked"]),
  request: number,
  pupils: number,
  left: number,
  answers: number,
  marks: number,
});
