/* SPDX-License-Identifier: MIT */
/* Pages of nobody's, and ink without a page, as docs/console-protocol.md ("Whose page") tells them. */
import { list, number, record, text, truth, word } from "./fields";

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
  readonly strokes: number;
  readonly first_ms: number;
}

export interface PileAnswer {
  readonly type: "pile-copies";
  readonly request: number;
  /** More of them than are told. */
  readonly left: number;
  readonly copies: readonly PileCopy[];
}

export const readPile = record<PileAnswer>({
  type: word(["pile-copies"]),
  request: number,
  left: number,
  copies: list(record<PileCopy>({ copy: number, pupil: number, how: text, page: number, strokes: number, first_ms: number })),
});

const readCopy = record<UnclaimedCopy>({
  copy: number,
  by_teacher: truth,
  pupil: number,
  pen: text,
  family: text,
  section: number,
  owner: number,
  book: number,
  page: number,
  strokes: number,
  first_ms: number,
  last_ms: number,
});

export const readUnclaimed = record<UnclaimedAnswer>({
  type: word(["unclaimed"]),
  request: number,
  left: number,
  copies: list(readCopy),
});
