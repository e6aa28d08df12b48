/* SPDX-License-Identifier: MIT */
/* How far the class is with all assignments of the day, open or not. */
import { list, number, record, text, truth, word } from "./fields";

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

const readAssignment = record<DayAssignment>({
  id: number,
  title: text,
  subject: text,
  open: truth,
  questions: number,
  begun: number,
  finished: number,
  waiting: number,
  marked: number,
});

export const readDay = record<DayAnswer>({
  type: word(["day"]),
  request: number,
  since_ms: number,
  since: word(["lesson", "midnight"]),
  wrote: list(number),
  assignments: list(readAssignment),
});
