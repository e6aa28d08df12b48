/* SPDX-License-Identifier: MIT */
/* Work of before over HTTP: what a pupil did on a page copy's assignment, open or not. */
import { list, number, object, orNull, record, text, type Fields, type Reader } from "./fields";
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

const readAbout = record<{ id: number; title: string }>({ id: number, title: text });

const readPast: Reader<PastWork> = (of, key) => {
  const from = object(of, key);
  const { id, title } = readAbout(from, "assignment");
  return {
    assignment: id,
    title,
    document: orNull(object)(from, "document"),
    total: orNull(readTotal)(from, "total"),
    answers: list(readAnswer)(from, "answers"),
  };
};

export function askPast(copy: number): Promise<Outcome<PastWork>> {
  return ask(`/api/past?copy=${copy}`, {}, readPast);
}
