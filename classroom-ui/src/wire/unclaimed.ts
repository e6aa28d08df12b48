/* SPDX-License-Identifier: MIT */
/* Pages of nobody's, and ink without a page, as docs/console-protocol.md ("Whose page") tells them. */
import { fields, list, number, text, truth, type Fields } from "./fields";

export interface UnclaimedCopy {
  readonly copy: number;
  /** A teacher's ink on a paper that is not known, else ink of a pen that is nobody's. */
  readonly by_teacher: boolean;
  /** Number in the class; 0: nobody's. */
  readonly pupil: number;
  readonly pen: string;
  readonly family: string;
  readonly section: number;
  readonly owner: number;
  readonly book: number;
  readonly page: number;
  readonly strokes: number;
  readonly first_ms: number;
  readonly last_ms: number;
}

export interface UnclaimedAnswer {
  readonly type: "unclaimed";
  readonly request: number;
  /** More of them than are told. */
  readonly left: number;
  readonly copies: readonly UnclaimedCopy[];
}

/** What a teacher's pen marked, in the order of writing. */
export interface PileCopy {
  readonly copy: number;
  /** Number in the class; 0: nobody's. */
  readonly pupil: number;
  /** Whose it is by: the order of the class "pile", a person "hand", … */
  readonly how: string;
  readonly page: number;
  readonly first_ms: number;
}

export interface PileAnswer {
  readonly type: "pile-copies";
  readonly request: number;
  readonly copies: readonly PileCopy[];
}

function readPileCopy(value: unknown): PileCopy {
  const from = fields(value);
  return { copy: number(from, "copy"), pupil: number(from, "pupil"), how: text(from, "how"), page: number(from, "page"), first_ms: number(from, "first_ms") };
}

export function readPile(from: Fields): PileAnswer {
  return { type: "pile-copies", request: number(from, "request"), copies: list(from, "copies", readPileCopy) };
}

function readCopy(value: unknown): UnclaimedCopy {
  const from = fields(value);
  return {
    copy: number(from, "copy"),
    by_teacher: truth(from, "by_teacher"),
    pupil: number(from, "pupil"),
    pen: text(from, "pen"),
    family: text(from, "family"),
    section: number(from, "section"),
    owner: number(from, "owner"),
    book: number(from, "book"),
    page: number(from, "page"),
    strokes: number(from, "strokes"),
    first_ms: number(from, "first_ms"),
    last_ms: number(from, "last_ms"),
  };
}

export function readUnclaimed(from: Fields): UnclaimedAnswer {
  return {
    type: "unclaimed",
    request: number(from, "request"),
    left: number(from, "left"),
    copies: list(from, "copies", readCopy),
  };
}
