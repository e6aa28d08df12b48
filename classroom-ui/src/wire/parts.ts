/* SPDX-License-Identifier: MIT */
/* What messages of the class and of its pens have in common. */
import { maybe, number, numberOrNull, record, text, word, type Readers } from "./fields";
import type { Download, Problem, Pupil, Store } from "./messages";

export const STORE_STATES = ["ok", "full", "failed"] as const;

export const pupil: Readers<Pupil> = { id: number, number, name: maybe(text) };

export const readDownload = record<Download>({ done: number, all: number, notes: number });

export const readStore = record<Store>({ state: word(STORE_STATES), message: text });

export const readProblem = record<Problem>({
  code: text,
  subject: text,
  seat: numberOrNull,
  detail: text,
  since_ms: number,
  count: number,
  zh: text,
  en: text,
  mend_zh: text,
  mend_en: text,
});
