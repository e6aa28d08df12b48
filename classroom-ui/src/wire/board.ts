/* SPDX-License-Identifier: MIT */
/* The class-day board over HTTP: what a class has to do on a day, and what a teacher publishes. */
import { list, number, object, record, text, truth, word, type Fields, type Readers } from "./fields";
import { ask, posted, type Outcome } from "./outcome";

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

const readClass = record<BoardClass>({ id: number, name: text, grade: number });

const sum: Readers<DaySum> = {
  day: text,
  school: truth,
  minutes: number,
  budget: number,
  level: word(LEVELS),
};

const readPublished = record<Published>({
  id: number,
  subject: text,
  title: text,
  place: word(PLACES),
  minutes: number,
  layer: word(LAYERS),
  due_ms: number,
  counts: truth,
  pages: number,
  reason: text,
  teacher: text,
});

const readWithdrawn = record<Withdrawn>({
  id: number,
  subject: text,
  title: text,
  minutes: number,
  reason: text,
});

const readSheet = record<KnownSheet>({
  sheet: number,
  title: text,
  subject: text,
  minutes: number,
});

const readSubject = record<{ subject: string; minutes: number }>({
  subject: text,
  minutes: number,
});

export const readBoard = record<Board>({
  ...sum,
  subjects: list(readSubject),
  class: readClass,
  classes: list(readClass),
  warn_percent: number,
  home: truth,
  no_homework: truth,
  published: list(readPublished),
  withdrawn: list(readWithdrawn),
  week: list(record(sum)),
  sheets: list(readSheet),
});

const readAdviceItself = record<Advice>({
  level: word(LEVELS),
  minutes: number,
  budget: number,
  room: number,
  better_day: text,
  zh: text,
  en: text,
});

/** A part of what was answered. */
export function readAdvice(from: Fields): Advice {
  return readAdviceItself(from, "board");
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

export function publish(wish: Wish): Promise<Outcome<Advice>> {
  return ask("/api/board/publish", posted(wish), (from, key) => readAdvice(object(from, key)));
}

export function withdraw(wish: { class: string; assignment: number; reason: string }): Promise<Outcome<null>> {
  return ask("/api/board/withdraw", posted(wish), () => null);
}
