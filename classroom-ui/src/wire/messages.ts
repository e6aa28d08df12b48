/* SPDX-License-Identifier: MIT */
/*
 * The JSON half of docs/console-protocol.md as types, and the only place where a daemon's text becomes
 * one of them. What does not fit is refused whole: a half-understood seat would show a wrong picture.
 */

import { readClasses, type ClassesAnswer, type ClassOpenQuestion } from "./classes";
import { readDay, type DayAnswer } from "./day";
import {
  list, maybe, number, numberOrNull, object, orNull, read, record, Refused, text, truth, word, type Fields, type Reader, type Readers,
} from "./fields";
import { readLoad, readLoadSchool, type LoadAnswer, type LoadQuestion, type LoadSchoolAnswer, type LoadSchoolQuestion } from "./load";
import type { MarkingQuestion, QuestionInkAnswer } from "./marking";
import { pupil, readDownload, readProblem, readStore, type STORE_STATES } from "./parts";
import { readFleetPen, readStatus, type PensAnswer, type PensQuestion, type StatusAnswer } from "./pens";
import {
  readAccepted,
  readRemarked,
  readResults,
  type AcceptedAnswer,
  type RemarkedAnswer,
  type Results,
} from "./results";
import { readTrial, readTrialProgress, type SheetOperations, type TrialAnswer, type TrialProgress } from "./sheet";
import { readPile, readUnclaimed, type PileAnswer, type UnclaimedAnswer } from "./unclaimed";
import { readWall, readWallLink, type Wall, type WallLinkAnswer, type WallLinkQuestion, type WallQuestion } from "./wall";

export const PEN_STATES = ["no-pen", "connecting", "ready", "away", "locked", "failed", "off"] as const;
export type PenState = (typeof PEN_STATES)[number];

export type StoreState = (typeof STORE_STATES)[number];

export interface Pupil {
  readonly id: number;
  readonly number: number;
  /** Absent while names are hidden: a hidden name never crosses the wire. */
  readonly name?: string;
}

export interface Download {
  readonly done: number;
  readonly all: number;
  readonly notes: number;
}

export interface Pen {
  readonly id: number;
  readonly state: PenState;
  readonly reason: string;
  readonly battery: number | null;
  readonly charging: boolean;
  readonly lost: number;
  readonly bad: number;
  readonly download: Download | null;
}

export interface PageAddress {
  readonly family: string;
  readonly section: number;
  readonly owner: number;
  readonly book: number;
  readonly page: number;
}

export interface PageCopy extends PageAddress {
  readonly copy: number;
  readonly strokes: number;
  readonly dots: number;
}

export interface Seat {
  readonly seat: number;
  readonly row: number;
  readonly column: number;
  readonly pupil: Pupil | null;
  /** Only at the teacher's own desk: the teacher's name. */
  readonly teacher?: string;
  readonly pen: Pen | null;
  readonly page: PageCopy | null;
  readonly writing: boolean;
  readonly last_ink_ms: number;
}

export interface SchoolClass {
  readonly id: number;
  readonly name: string;
  readonly grade: number;
  readonly hide_names: boolean;
  readonly rows: number;
  readonly columns: number;
}

export interface Assignment {
  readonly id: number;
  readonly title: string;
  readonly subject: string;
  readonly place: string;
  readonly due_ms: number;
}

export const LESSON_STATES = ["running", "paused", "ended"] as const;

/** It has lasted up to `end_ms`, `pause_ms` (0: neither) or now, less `paused_ms`. */
export interface Lesson {
  readonly id: number;
  readonly state: (typeof LESSON_STATES)[number];
  readonly begin_ms: number;
  readonly paused_ms: number;
  readonly pause_ms: number;
  readonly end_ms: number;
}

export interface Store {
  readonly state: StoreState;
  readonly message: string;
}

/** Under way; the words are the daemon's, so that an older page shows a newer one's problems too. */
export interface Problem {
  readonly code: string;
  readonly subject: string;
  /** Whose pen it is; null: nobody's here. */
  readonly seat: number | null;
  readonly detail: string;
  readonly since_ms: number;
  readonly count: number;
  readonly zh: string;
  readonly en: string;
  readonly mend_zh: string;
  readonly mend_en: string;
}

/** What a snapshot has whole and a change in part. */
export interface ClassParts {
  readonly class: SchoolClass;
  readonly assignment: Assignment | null;
  /** Under way, or the last that was. */
  readonly lesson: Lesson | null;
  readonly unclaimed: number;
  readonly store: Store;
  readonly teacher_pen: Pen | null;
  readonly problems: readonly Problem[];
  readonly wall: Wall;
  /** Null: the assignment has no sheet. A change has what changed. */
  readonly results: Results | null;
  readonly seats: readonly Seat[];
}

export interface Snapshot extends ClassParts {
  readonly type: "snapshot";
  readonly number: number;
  readonly server_ms: number;
  readonly resynchronised: boolean;
}

export interface Change extends Partial<ClassParts> {
  readonly type: "change";
  readonly number: number;
  readonly server_ms: number;
}

export interface PageAnswer extends PageCopy {
  readonly type: "page";
  readonly request: number;
  readonly seat: number;
}

export interface PagesAnswer {
  readonly type: "pages";
  readonly request: number;
  readonly seat: number;
  readonly copies: readonly number[];
  /** Of each: when its first ink came, the page's number, and its assignment's title. */
  readonly begun_ms: readonly number[];
  readonly pages: readonly number[];
  readonly titles: readonly string[];
}

/** One of the class's assignments. */
export interface AssignmentRow extends Assignment {
  readonly published_ms: number;
}

/** Newest first. */
export interface AssignmentsAnswer {
  readonly type: "assignments";
  readonly request: number;
  readonly assignments: readonly AssignmentRow[];
}

export interface ErrorAnswer {
  readonly type: "error";
  readonly request?: number;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/** What was asked is done, or waits for its pen. */
export interface DoneAnswer {
  readonly type: "done";
  readonly request: number;
}

/** A sheet whole, in the form of docs/sheet-format.md. */
export interface SheetAnswer {
  readonly type: "sheet";
  readonly request: number;
  readonly sheet: number;
  readonly version: number;
  readonly document: Fields;
}

export type Answer =
  | LoadAnswer
  | LoadSchoolAnswer
  | ClassesAnswer
  | DayAnswer
  | AssignmentsAnswer
  | AcceptedAnswer
  | QuestionInkAnswer
  | RemarkedAnswer
  | UnclaimedAnswer
  | PileAnswer
  | WallLinkAnswer
  | TrialAnswer
  | TrialProgress
  | SheetAnswer
  | PageAnswer
  | PagesAnswer
  | PensAnswer
  | StatusAnswer
  | DoneAnswer
  | ErrorAnswer;
export type DaemonMessage = Snapshot | Change | Answer;

/** What changes something; state/outbox.ts repeats it until it is answered. */
export type ActionQuestion =
  | MarkingQuestion
  | ClassOpenQuestion
  | { readonly type: "seat-move"; readonly seat: number; readonly row: number; readonly column: number }
  | { readonly type: "lesson-begin" | "lesson-pause" | "lesson-resume" | "lesson-end" }
  | WallQuestion
  | { readonly type: "assignment-open"; readonly assignment: number }
  | { readonly type: "hand-down"; readonly seat: number }
  | { readonly type: "claim"; readonly copy: number; readonly pupil: number }
  | { readonly type: "undo-claim"; readonly copy: number }
  | Exclude<PensQuestion, { readonly type: "pens" | "status" }>;

/** What the page may ask; `request` numbers are given out by wire/requests.ts. */
export type Question =
  | { readonly type: "open-page"; readonly copy: number }
  | { readonly type: "list-pages"; readonly seat: number }
  | { readonly type: "question-ink"; readonly question: number }
  | { readonly type: "hide-names"; readonly hide: boolean }
  | ActionQuestion
  | WallLinkQuestion
  | LoadQuestion
  | LoadSchoolQuestion
  | { readonly type: "classes" | "day" }
  | { readonly type: "assignments" }
  | { readonly type: "unclaimed" | "pile-copies" }
  | { readonly type: "sheet" }
  | SheetOperations
  | PensQuestion;

const readPen = record<Pen>({
  id: number,
  state: word(PEN_STATES),
  reason: text,
  battery: numberOrNull,
  charging: truth,
  lost: number,
  bad: number,
  download: orNull(readDownload),
});

const pageCopy: Readers<PageCopy> = {
  copy: number,
  family: text,
  section: number,
  owner: number,
  book: number,
  page: number,
  strokes: number,
  dots: number,
};

const readSeat = record<Seat>({
  seat: number,
  row: number,
  column: number,
  pupil: orNull(record(pupil)),
  teacher: maybe(text),
  pen: orNull(readPen),
  page: orNull(record(pageCopy)),
  writing: truth,
  last_ink_ms: number,
});

const readClass = record<SchoolClass>({
  id: number,
  name: text,
  grade: number,
  hide_names: truth,
  rows: number,
  columns: number,
});

const assignment: Readers<Assignment> = {
  id: number,
  title: text,
  subject: text,
  place: text,
  due_ms: number,
};

const readLesson = record<Lesson>({
  id: number,
  state: word(LESSON_STATES),
  begin_ms: number,
  paused_ms: number,
  pause_ms: number,
  end_ms: number,
});

const parts: Readers<ClassParts> = {
  class: readClass,
  assignment: orNull(record(assignment)),
  lesson: orNull(readLesson),
  unclaimed: number,
  store: readStore,
  teacher_pen: orNull(readPen),
  problems: list(readProblem),
  wall: readWall,
  results: orNull(readResults),
  seats: list(readSeat),
};

const readSnapshot = record<Snapshot>({
  type: word(["snapshot"]),
  number,
  server_ms: number,
  resynchronised: (from, key) => from[key] === true,
  ...parts,
});

/** A key that is there, even as null, has changed; one that is not there has not. */
const readChange = record<Change>({
  type: word(["change"]),
  number,
  server_ms: number,
  ...(Object.fromEntries(Object.entries(parts).map(([key, reader]) => [key, maybe(reader as Reader<unknown>)])) as Readers<Partial<ClassParts>>),
});

const MESSAGES = new Map<unknown, Reader<DaemonMessage>>([
  ["snapshot", readSnapshot],
  ["change", readChange],
  ["page", record<PageAnswer>({ type: word(["page"]), request: number, seat: number, ...pageCopy })],
  [
    "pages",
    record<PagesAnswer>({
      type: word(["pages"]),
      request: number,
      seat: number,
      copies: list(number),
      begun_ms: list(number),
      pages: list(number),
      titles: list(text),
    }),
  ],
  ["day", readDay],
  ["load", readLoad],
  ["load-school", readLoadSchool],
  ["classes", readClasses],
  [
    "assignments",
    record<AssignmentsAnswer>({
      type: word(["assignments"]),
      request: number,
      assignments: list(record<AssignmentRow>({ ...assignment, published_ms: number })),
    }),
  ],
  [
    "pens",
    record<PensAnswer>({ type: word(["pens"]), request: number, day_ends_ms: number, pens: list(readFleetPen) }),
  ],
  ["status", readStatus],
  ["question-ink", record<QuestionInkAnswer>({ type: word(["question-ink"]), request: number, question: number })],
  ["accepted", readAccepted],
  ["remarked", readRemarked],
  ["sheet-trying", readTrialProgress],
  ["sheet-tried", readTrial],
  ["wall-link", readWallLink],
  ["unclaimed", readUnclaimed],
  ["pile-copies", readPile],
  [
    "sheet",
    record<SheetAnswer>({ type: word(["sheet"]), request: number, sheet: number, version: number, document: object }),
  ],
  ["done", record<DoneAnswer>({ type: word(["done"]), request: number })],
  [
    "error",
    record<ErrorAnswer>({
      type: word(["error"]),
      request: (from, key) => (typeof from[key] === "number" ? number(from, key) : undefined),
      code: text,
      zh: text,
      en: text,
    }),
  ],
]);

const readMessage: Reader<DaemonMessage> = (from, key) => {
  const reader = MESSAGES.get(object(from, key)["type"]);
  if (!reader) throw new Refused("type");
  return reader(from, key);
};

/** Has it the look of a message all the same, of a daemon that is newer than this page? */
export function looksLikeMessage(json: string): boolean {
  try {
    return typeof (JSON.parse(json) as Fields | null)?.["type"] === "string";
  } catch {
    return false;
  }
}

/** Null when it is not a message of zhibi-console-1. */
export function parseMessage(json: string): DaemonMessage | null {
  try {
    return read(JSON.parse(json), readMessage);
  } catch (error) {
    if (error instanceof Refused || error instanceof SyntaxError) return null;
    throw error;
  }
}
