/* SPDX-License-Identifier: MIT */
/* The school's classes, of which one is open. */
import { list, number, record, text, truth, word } from "./fields";

export const CLASS_LESSONS = ["", "running", "paused"] as const;

export interface ClassRow {
  readonly id: number;
  readonly name: string;
  readonly grade: number;
  readonly pupils: number;
  /** Under way there; empty: none. */
  readonly lesson: (typeof CLASS_LESSONS)[number];
  /** Of its pupils' live ink since the daemon's start; 0 none. */
  readonly last_ink_ms: number;
  readonly open: boolean;
}

/** By grade and name. */
export interface ClassesAnswer {
  readonly type: "classes";
  readonly request: number;
  readonly classes: readonly ClassRow[];
}

/** `end_lesson`: what becomes of a lesson that is under way in the class that is open now. */
export interface ClassOpenQuestion {
  readonly type: "class-open";
  readonly class: number;
  readonly end_lesson?: boolean;
}

const readClassRow = record<ClassRow>({
  id: number,
  name: text,
  grade: number,
  pupils: number,
  lesson: word(CLASS_LESSONS),
  last_ink_ms: number,
  open: truth,
});

export const readClasses = record<ClassesAnswer>({
  type: word(["classes"]),
  request: number,
  classes: list(readClassRow),
});
