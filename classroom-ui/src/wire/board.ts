/* SPDX-License-Identifier: MIT */
/* The class-day board over HTTP: what a class has to do on a day, and what a teacher publishes. */
import { fields, list, number, text, truth, word, type Fields } from "./fields";
import { ask, type Outcome } from "./outcome";

export const LEVELS = ["fine", "near", "full", "refused"] as const;
export type Level = (typeof LEVELS)[number];
export const PLACES = ["lesson", "service", "home"] as const;
export type Place = (typeof PLACES)[number];
export const LAYERS = ["", "A", "B", "C"] as const;
export type Layer = (typeof LAYERS)[number];

export interface BoardClass {
  readonly id: number;
  readonly name: string;
  readonly grade: number;
}

/** A day's sum. `budget` -1: no limit. */
export interface DaySum {
  readonly day: string;
  readonly school: boolean;
  readonly minutes: number;
  readonly budget: number;
  readonly level: Level;
}

export interface Published {
  readonly id: number;
  readonly subject: string;
  readonly title: string;
  readonly place: Place;
  readonly minutes: number;
  readonly layer: Layer;
  readonly due_ms: number;
  /** It is written homework of the day's sum. */
  readonly counts: boolean;
  readonly pages: number;
  readonly reason: string;
  readonly teacher: string;
}

/** Taken back before anybody wrote on it: in no sum. */
export interface Withdrawn {
  readonly id: number;
  readonly subject: string;
  readonly title: string;
  readonly minutes: number;
  readonly reason: string;
}

export interface KnownSheet {
  readonly sheet: number;
  readonly title: string;
  readonly subject: string;
  readonly minutes: number;
}

export interface Board extends DaySum {
  readonly subjects: readonly { readonly subject: string; readonly minutes: number }[];
  readonly class: BoardClass;
  readonly classes: readonly BoardClass[];
  readonly warn_percent: number;
  /** Something may be given for home. */
  readonly home: boolean;
  readonly no_homework: boolean;
  readonly published: readonly Published[];
  readonly withdrawn: readonly Withdrawn[];
  readonly week: readonly DaySum[];
  readonly sheets: readonly KnownSheet[];
}

/** What the day would come to. */
export interface Advice {
  readonly level: Level;
  readonly minutes: number;
  readonly budget: number;
  /** Minutes left without it; -1 no limit. */
  readonly room: number;
  /** "": none within a week. */
  readonly better_day: string;
  readonly zh: string;
  readonly en: string;
}

/** What is published, as the daemon takes it. */
export interface Wish {
  readonly action: string;
  readonly class: string;
  readonly title?: string;
  readonly sheet?: number;
  readonly subject: string;
  readonly place: Place;
  readonly minutes: number;
  readonly layer: Layer;
  readonly day: string;
  readonly due?: string;
  readonly reason: string;
  readonly open: boolean;
  readonly try: boolean;
}

function readClass(value: unknown): BoardClass {
  const from = fields(value);
  return { id: number(from, "id"), name: text(from, "name"), grade: number(from, "grade") };
}

function readSum(value: unknown): DaySum {
  const from = fields(value);
  return {
    day: text(from, "day"),
    school: truth(from, "school"),
    minutes: number(from, "minutes"),
    budget: number(from, "budget"),
    level: word(from, "level", LEVELS),
  };
}

function readPublished(value: unknown): Published {
  const from = fields(value);
  return {
    id: number(from, "id"),
    subject: text(from, "subject"),
    title: text(from, "title"),
    place: word(from, "place", PLACES),
    minutes: number(from, "minutes"),
    layer: word(from, "layer", LAYERS),
    due_ms: number(from, "due_ms"),
    counts: truth(from, "counts"),
    pages: number(from, "pages"),
    reason: text(from, "reason"),
    teacher: text(from, "teacher"),
  };
}

function readWithdrawn(value: unknown): Withdrawn {
  const from = fields(value);
  return {
    id: number(from, "id"),
    subject: text(from, "subject"),
    title: text(from, "title"),
    minutes: number(from, "minutes"),
    reason: text(from, "reason"),
  };
}

function readSheet(value: unknown): KnownSheet {
  const from = fields(value);
  return { sheet: number(from, "sheet"), title: text(from, "title"), subject: text(from, "subject"), minutes: number(from, "minutes") };
}

function readSubject(value: unknown): { subject: string; minutes: number } {
  const from = fields(value);
  return { subject: text(from, "subject"), minutes: number(from, "minutes") };
}

export function readBoard(value: unknown): Board {
  const from = fields(value);
  return {
    ...readSum(from),
    subjects: list(from, "subjects", readSubject),
    class: readClass(from["class"]),
    classes: list(from, "classes", readClass),
    warn_percent: number(from, "warn_percent"),
    home: truth(from, "home"),
    no_homework: truth(from, "no_homework"),
    published: list(from, "published", readPublished),
    withdrawn: list(from, "withdrawn", readWithdrawn),
    week: list(from, "week", readSum),
    sheets: list(from, "sheets", readSheet),
  };
}

export function readAdvice(from: Fields): Advice {
  const board = fields(from["board"]);
  return {
    level: word(board, "level", LEVELS),
    minutes: number(board, "minutes"),
    budget: number(board, "budget"),
    room: number(board, "room"),
    better_day: text(board, "better_day"),
    zh: text(board, "zh"),
    en: text(board, "en"),
  };
}

/** `classId` 0: the class that is open; `day` "": today. */
function query(classId: number, day: string): string {
  const words = new URLSearchParams({ ...(classId !== 0 && { class: String(classId) }), ...(day !== "" && { day }) }).toString();
  return words === "" ? "" : `?${words}`;
}

export function askBoard(classId: number, day: string): Promise<Outcome<Board>> {
  return ask(`/api/board${query(classId, day)}`, {}, readBoard);
}

export function noticeAddress(classId: number, day: string): string {
  return `/api/board/notice.pdf${query(classId, day)}`;
}

function told(wish: object): RequestInit {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(wish) };
}

export function publish(wish: Wish): Promise<Outcome<Advice>> {
  return ask("/api/board/publish", told(wish), (value) => readAdvice(fields(value)));
}

export function withdraw(wish: { class: string; assignment: number; reason: string }): Promise<Outcome<null>> {
  return ask("/api/board/withdraw", told(wish), () => null);
}
