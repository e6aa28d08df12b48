/* SPDX-License-Identifier: MIT */
/* What a hand typed into a field, read; or why it is not taken, with the mend. Pure. */
import type { Note } from "./document";

export const notTaken = (text: string, zh: string, en: string): Note => ({
  zh: `“${text}”没有填进去：${zh}。`,
  en: `“${text}” was not taken: ${en}.`,
});

/** Full-width digits are digits; "5 points" is no number. `step` 1: a whole one. */
export function takeNumber(text: string, least: number, most: number, take: (number: number) => Note | null | void, step = 0): Note | null {
  const plain = text.normalize("NFKC").trim();
  const number = /^[-−]?\d+(\.\d+)?$/.test(plain) ? Number(plain.replace("−", "-")) : NaN;
  if (number >= least && number <= most && (step === 0 || Number.isInteger(number))) return take(number) ?? null;
  return notTaken(text, `请写 ${least} 到 ${most} 之间的${step ? "整数" : "数"}`, `write a ${step ? "whole " : ""}number from ${least} to ${most}`);
}
