/* SPDX-License-Identifier: MIT */
/*
 * The JSON half of docs/console-protocol.md as types, and the only place where a daemon's text becomes
 * one of them. What does not fit is refused whole: a half-understood seat would show a wrong picture.
 */

import { readClasses, type ClassesAnswer, type ClassOpenQuestion } from "./classes";
import { readDay, type DayAnswer } from "./day";
import { Refused, fields, list, number, orNull, text, truth, word, type Fields } from "./fields";
import { readLoad, readLoadSchool, type LoadAnswer, type LoadQuestion, type LoadSchoolAnswer, type LoadSchoolQuestion } from "./load";
import type { MarkingQuestion, QuestionInkAnswer } from "./marking";
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

export const STORE_STATES = ["ok", "full", "failed"] as const;
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

export function readPupil(from: Fields): Pupil {
  const pupil = { id: number(from, "id"), number: number(from, "number") };
  return from["name"] === undefined ? pupil : { ...pupil, name: text(from, "name") };
}

export function readDownload(from: Fields): Download {
  return { done: number(from, "done"), all: number(from, "all"), notes: number(from, "notes") };
}

function readPen(from: Fields): Pen {
  return {
    id: number(from, "id"),
    state: word(from, "state", PEN_STATES),
    reason: text(from, "reason"),
    battery: from["battery"] === null ? null : number(from, "battery"),
    charging: truth(from, "charging"),
    lost: number(from, "lost"),
    bad: number(from, "bad"),
    download: orNull(from, "download", readDownload),
  };
}

function readPageCopy(from: Fields): PageCopy {
  return {
    copy: number(from, "copy"),
    family: text(from, "family"),
    section: number(from, "section"),
    owner: number(from, "owner"),
    book: number(from, "book"),
    page: number(from, "page"),
    strokes: number(from, "strokes"),
    dots: number(from, "dots"),
  };
}

function readSeat(value: unknown): Seat {
  const from = fields(value);
  return {
    seat: number(from, "seat"),
    row: number(from, "row"),
    column: number(from, "column"),
    pupil: orNull(from, "pupil", readPupil),
    ...(from["teacher"] === undefined ? {} : { teacher: text(from, "teacher") }),
    pen: orNull(from, "pen", readPen),
    page: orNull(from, "page", readPageCopy),
    writing: truth(from, "writing"),
    last_ink_ms: number(from, "last_ink_ms"),
  };
}

function readClass(from: Fields): SchoolClass {
  return {
    id: number(from, "id"),
    name: text(from, "name"),
    grade: number(from, "grade"),
    hide_names: truth(from, "hide_names"),
    rows: number(from, "rows"),
    columns: number(from, "columns"),
  };
}

function readAssignment(from: Fields): Assignment {
  return {
    id: number(from, "id"),
    title: text(from, "title"),
    subject: text(from, "subject"),
    place: text(from, "place"),
    due_ms: number(from, "due_ms"),
  };
}

function readAssignmentRow(value: unknown): AssignmentRow {
  const from = fields(value);
  return { ...readAssignment(from), published_ms: number(from, "published_ms") };
}

function readLesson(from: Fields): Lesson {
  return {
    id: number(from, "id"),
    state: word(from, "state", LESSON_STATES),
    begin_ms: number(from, "begin_ms"),
    paused_ms: number(from, "paused_ms"),
    pause_ms: number(from, "pause_ms"),
    end_ms: number(from, "end_ms"),
  };
}

export function readStore(from: Fields): Store {
  return { state: word(from, "state", STORE_STATES), message: text(from, "message") };
}

export function readProblem(value: unknown): Problem {
  const from = fields(value);
  return {
    code: text(from, "code"),
    subject: text(from, "subject"),
    seat: from["seat"] === null ? null : number(from, "seat"),
    detail: text(from, "detail"),
    since_ms: number(from, "since_ms"),
    count: number(from, "count"),
    zh: text(from, "zh"),
    en: text(from, "en"),
    mend_zh: text(from, "mend_zh"),
    mend_en: text(from, "mend_en"),
  };
}

function readSnapshot(from: Fields): Snapshot {
  return {
    type: "snapshot",
    number: number(from, "number"),
    server_ms: number(from, "server_ms"),
    resynchronised: from["resynchronised"] === true,
    class: readClass(fields(from["class"])),
    assignment: orNull(from, "assignment", readAssignment),
    lesson: orNull(from, "lesson", readLesson),
    unclaimed: number(from, "unclaimed"),
    store: readStore(fields(from["store"])),
    teacher_pen: orNull(from, "teacher_pen", readPen),
    problems: list(from, "problems", readProblem),
    wall: readWall(fields(from["wall"])),
    results: orNull(from, "results", readResults),
    seats: list(from, "seats", readSeat),
  };
}

/** A key that is there, even as null, has changed; one that is not there has not. */
function readChange(from: Fields): Change {
  return {
    type: "change",
    number: number(from, "number"),
    server_ms: number(from, "server_ms"),
    ...("class" in from && { class: readClass(fields(from["class"])) }),
    ...("assignment" in from && { assignment: orNull(from, "assignment", readAssignment) }),
    ...("lesson" in from && { lesson: orNull(from, "lesson", readLesson) }),
    ...("unclaimed" in from && { unclaimed: number(from, "unclaimed") }),
    ...("store" in from && { store: readStore(fields(from["store"])) }),
    ...("teacher_pen" in from && { teacher_pen: orNull(from, "teacher_pen", readPen) }),
    ...("problems" in from && { problems: list(from, "problems", readProblem) }),
    ...("wall" in from && { wall: readWall(fields(from["wall"])) }),
    ...("results" in from && { results: orNull(from, "results", readResults) }),
    ...("seats" in from && { seats: list(from, "seats", readSeat) }),
  };
}

function readWhole(value: unknown): number {
  if (typeof value !== "number") throw new Refused("pages");
  return value;
}

function readMessage(from: Fields): DaemonMessage {
  switch (from["type"]) {
    case "snapshot":
      return readSnapshot(from);
    case "change":
      return readChange(from);
    case "page":
      return {
        type: "page",
        request: number(from, "request"),
        seat: number(from, "seat"),
        ...readPageCopy(from),
      };
    case "pages":
      return {
        type: "pages",
        request: number(from, "request"),
        seat: number(from, "seat"),
        copies: list(from, "copies", readWhole),
        begun_ms: list(from, "begun_ms", readWhole),
        pages: list(from, "pages", readWhole),
        titles: list(from, "titles", (value) => text({ value }, "value")),
      };
    case "day":
      return readDay(from);
    case "load":
      return readLoad(from);
    case "load-school":
      return readLoadSchool(from);
    case "classes":
      return readClasses(from);
    case "assignments":
      return {
        type: "assignments",
        request: number(from, "request"),
        assignments: list(from, "assignments", readAssignmentRow),
      };
    case "pens":
      return {
        type: "pens",
        request: number(from, "request"),
        day_ends_ms: number(from, "day_ends_ms"),
        pens: list(from, "pens", readFleetPen),
      };
    case "status":
      return readStatus(from);
    case "question-ink":
      return { type: "question-ink", request: number(from, "request"), question: number(from, "question") };
    case "accepted":
      return readAccepted(from);
    case "remarked":
      return readRemarked(from);
    case "sheet-trying":
      return readTrialProgress(from);
    case "sheet-tried":
      return readTrial(from);
    case "wall-link":
      return readWallLink(from);
    case "pile-copies":
      return readPile(from);
    case "unclaimed":
      return readUnclaimed(from);
    case "sheet":
      return {
        type: "sheet",
        request: number(from, "request"),
        sheet: number(from, "sheet"),
        version: number(from, "version"),
        document: fields(from["document"]),
      };
    case "done":
      return { type: "done", request: number(from, "request") };
    case "error":
      return {
        type: "error",
        ...(typeof from["request"] === "number" && { request: from["request"] }),
        code: text(from, "code"),
        zh: text(from, "zh"),
        en: text(from, "en"),
      };
    default:
      throw new Refused("type");
  }
}

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
    return readMessage(fields(JSON.parse(json)));
  } catch (error) {
    if (error instanceof Refused || error instanceof SyntaxError) return null;
    throw error;
  }
}
