/* SPDX-License-Identifier: MIT */
/* How far the class is with all assignments of the day, open or not. */
import { fields, list, number, Refused, text, truth, word, type Fields } from "./fields";

export interface DayAssignment {
  readonly id: number;
  readonly title: string;
  readonly subject: string;
  readonly open: boolean;
  /** 0: it has no sheet. */
  readonly questions: number;
  readonly begun: number;
  readonly finished: number;
  readonly waiting: number;
  readonly marked: number;
}

export interface DayAnswer {
  readonly type: "day";
  readonly request: number;
  readonly since_ms: number;
  /** The end of the last lesson of an earlier day, or the day's own begin. */
  readonly since: "lesson" | "midnight";
  /** Ids of pupils who wrote since. */
  readonly wrote: readonly number[];
  readonly assignments: readonly DayAssignment[];
}

function readAssignment(value: unknown): DayAssignment {
  const from = fields(value);
  return {
    id: number(from, "id"),
    title: text(from, "title"),
    subject: text(from, "subject"),
    open: truth(from, "open"),
    questions: number(from, "questions"),
    begun: number(from, "begun"),
    finished: number(from, "finished"),
    waiting: number(from, "waiting"),
    marked: number(from, "marked"),
  };
}

function readId(value: unknown): number {
  if (typeof value !== "number") throw new Refused("wrote");
  return value;
}

export function readDay(from: Fields): DayAnswer {
  return {
    type: "day",
    request: number(from, "request"),
    since_ms: number(from, "since_ms"),
    since: word(from, "since", ["lesson", "midnight"] as const),
    wrote: list(from, "wrote", readId),
    assignments: list(from, "assignments", readAssignment),
  };
}
