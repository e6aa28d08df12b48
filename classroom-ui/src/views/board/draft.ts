/* SPDX-License-Identifier: MIT */
/* What a teacher is about to publish, from the form to the wish. Pure. */
import type { Board, DaySum, KnownSheet, Layer, Place, Wish } from "../../wire/board";

export interface Draft {
  /** 0: homework without a sheet, by its title. */
  readonly sheet: number;
  readonly title: string;
  readonly subject: string;
  /** As typed. */
  readonly minutes: string;
  readonly place: Place;
  readonly layer: Layer;
  /** "2026-09-08", or "". */
  readonly due: string;
  readonly reason: string;
  readonly open: boolean;
}

export const EMPTY: Draft = { sheet: 0, title: "", subject: "", minutes: "", place: "home", layer: "", due: "", reason: "", open: true };
export const SUBJECTS = ["语文", "数学", "英语", "科学", "道德与法治", "物理", "化学", "生物", "历史", "地理"] as const;
const MINUTES_MAX = 600;
const DAYS_AHEAD = 8;

/** -1: not a number of minutes. */
export function minutesOf(typed: string): number {
  const minutes = /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : -1;
  return minutes <= MINUTES_MAX ? minutes : -1;
}

/** A sheet brings its title, subject and minutes. */
export function withSheet(draft: Draft, sheet: KnownSheet | undefined): Draft {
  if (!sheet) return { ...draft, sheet: 0 };
  return { ...draft, sheet: sheet.sheet, title: sheet.title, subject: sheet.subject, minutes: sheet.minutes > 0 ? String(sheet.minutes) : draft.minutes };
}

/** Where nothing may be given for home, it is practised at school. */
export function forClass(draft: Draft, board: Pick<Board, "home"> | null): Draft {
  return board && !board.home && draft.place === "home" ? { ...draft, place: "service" } : draft;
}

export type Missing = "title" | "subject" | "minutes";

export function missing(draft: Draft): Missing | null {
  if (draft.sheet === 0 && draft.title.trim() === "") return "title";
  if (draft.subject.trim() === "") return "subject";
  return minutesOf(draft.minutes) < 0 ? "minutes" : null;
}

export interface Given {
  readonly action: string;
  readonly class: string;
  readonly day: string;
  readonly asks: boolean;
}

/** To ask what the day would come to, a title need not be there yet. */
export function wishOf(draft: Draft, { action, class: name, day, asks }: Given): Wish {
  return {
    action,
    class: name,
    ...(draft.sheet !== 0 ? { sheet: draft.sheet } : { title: draft.title.trim() || "…" }),
    subject: draft.subject.trim(),
    place: draft.place,
    minutes: Math.max(minutesOf(draft.minutes), 0),
    layer: draft.layer,
    day,
    ...(draft.due !== "" && { due: draft.due }),
    reason: draft.reason.trim(),
    open: draft.sheet !== 0 && draft.open,
    try: asks,
  };
}

/** Days from one to the other: "2026-09-08". */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Something can be given on this day. */
export function isAhead(today: string, day: string): boolean {
  const days = daysBetween(today, day);
  return days >= 0 && days <= DAYS_AHEAD;
}

/** Of a bar that is as long as the budget, or as the sum where that is more: each part in percent. */
export function shares(sum: Pick<DaySum, "minutes" | "budget">, parts: readonly number[]): { parts: number[]; limit: number } {
  const whole = Math.max(sum.minutes, sum.budget, 1);
  return { parts: parts.map((part) => (part * 100) / whole), limit: sum.budget < 0 ? 100 : (sum.budget * 100) / whole };
}
