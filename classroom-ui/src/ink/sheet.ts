/* SPDX-License-Identifier: MIT */
/*
 * Where the trimmed sheet lies under the ink. Known notebooks of dot paper have a true edge; for all other
 * paper the sheet is guessed from the ink, in large steps so that the picture does not creep while a child writes.
 */
import type { PageAddress } from "../wire/messages";
import { boxIsEmpty, type Box } from "./box";

/** Hundredths of a millimetre in one Ncode unit. */
const NCODE_UNIT = 237.0667;

interface Notebook {
  readonly width: number;
  readonly height: number;
  /** Of the sheet's corner from the origin of the dots, in Ncode units. */
  readonly left: number;
  readonly top: number;
}

/** Section 3, owner 27: the vendor's notebooks whose corner has been published. */
const NOTEBOOKS: ReadonlyMap<number, Notebook> = new Map([
  [603, { width: 15000, height: 21000, left: 5.52, top: 5.41 }],
  [609, { width: 21000, height: 29700, left: 5.48, top: 16.02 }],
]);

const MARGIN = 1000;
const STEP = 3000;
const LEAST_WIDTH = 15000;
const LEAST_HEIGHT = 21000;

export interface Sheet extends Box {
  /** False: guessed from the ink, so no edge may be drawn as if it were the paper's. */
  readonly known: boolean;
}

function knownSheet(address: PageAddress): Sheet | null {
  if (address.family !== "ncode" || address.section !== 3 || address.owner !== 27) return null;
  const notebook = NOTEBOOKS.get(address.book);
  if (!notebook) return null;
  const left = notebook.left * NCODE_UNIT;
  const top = notebook.top * NCODE_UNIT;
  return { left, top, right: left + notebook.width, bottom: top + notebook.height, known: true };
}

function guessedSheet(ink: Box): Sheet {
  if (boxIsEmpty(ink)) return { left: 0, top: 0, right: LEAST_WIDTH, bottom: LEAST_HEIGHT, known: false };
  const left = Math.floor((ink.left - MARGIN) / STEP) * STEP;
  const top = Math.floor((ink.top - MARGIN) / STEP) * STEP;
  const right = Math.ceil((ink.right + MARGIN) / STEP) * STEP;
  const bottom = Math.ceil((ink.bottom + MARGIN) / STEP) * STEP;
  return {
    left,
    top,
    right: Math.max(right, left + LEAST_WIDTH),
    bottom: Math.max(bottom, top + LEAST_HEIGHT),
    known: false,
  };
}

export function sheetOf(address: PageAddress | null, ink: Box): Sheet {
  return (address && knownSheet(address)) ?? guessedSheet(ink);
}
