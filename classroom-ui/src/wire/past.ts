/* SPDX-License-Identifier: MIT */
/* Work of before over HTTP: what a pupil did on a page copy's assignment, open or not. */
import { fields, list, number, orNull, text, type Fields } from "./fields";
import { ask, type Outcome } from "./outcome";
import { readAnswer, readTotal, type PupilAnswer, type Total } from "./results";

export interface PastWork {
  readonly assignment: number;
  readonly title: string;
  /** The sheet as it is kept (docs/sheet-format.md); null: there is none. */
  readonly document: Fields | null;
  /** Null: nothing is marked, or this grade has no points. */
  readonly total: Total | null;
  readonly answers: readonly PupilAnswer[];
}

export function readPast(value: unknown): PastWork {
  const from = fields(value);
  const about = fields(from["assignment"]);
  return {
    assignment: number(about, "id"),
    title: text(about, "title"),
    document: orNull(from, "document", (document) => document),
    total: orNull(from, "total", readTotal),
    answers: list(from, "answers", readAnswer),
  };
}

export function askPast(copy: number): Promise<Outcome<PastWork>> {
  return ask(`/api/past?copy=${copy}`, {}, readPast);
}
