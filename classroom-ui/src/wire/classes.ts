/* SPDX-License-Identifier: MIT */
/* The school's classes, of which one is open. */
import { fields, list, number, text, truth, word, type Fields } from "./fields";

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

function readClassRow(value: unknown): ClassRow {
  const from = fields(value);
  return {
    id: number(from, "id"),
    name: text(from, "name"),
    grade: number(from, "grade"),
    pupils: number(from, "pupils"),
    lesson: word(from, "lesson", CLASS_LESSONS),
    last_ink_ms: number(from, "last_ink_ms"),
    open: truth(from, "open"),
  };
}

export function readClasses(from: Fields): ClassesAnswer {
  return { type: "classes", request: number(from, "request"), classes: list(from, "classes", readClassRow) };
}
