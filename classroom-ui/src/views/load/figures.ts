/* SPDX-License-Identifier: MIT */
/* What the load views make of the daemon's figures: nothing is counted anew, only put in order and words. Pure. */
import type { AssignmentLoad, DayLoad, LoadAnswer, LoadSum, PupilLoad } from "../../wire/load";

/** "26" of "2026-11-26", with its month: "11-26". */
export function shortDay(day: string): string {
  return day.slice(5);
}

/** Days that have a limit, or on which something was given or written: weekends without either are left out. */
export function schoolDays(days: readonly DayLoad[]): readonly DayLoad[] {
  return days.filter((day) => day.wrote > 0 || day.published_minutes > 0);
}

/** Thinking is what the mean has beyond ink. */
export function thinking(day: LoadSum): number {
  return Math.round(((day.mean_minutes ?? 0) - (day.mean_ink_minutes ?? 0)) * 10) / 10;
}

export function isOver(day: DayLoad): boolean {
  return day.limit_minutes >= 0 && (day.mean_minutes ?? 0) > day.limit_minutes;
}

export function captured(row: AssignmentLoad): number | null {
  return row.pages > 0 ? Math.round((row.pages_inked * 100) / row.pages) : null;
}

export function markingOf(answer: LoadAnswer, id: number): LoadAnswer["marking"][number] | null {
  return answer.marking.find((row) => row.id === id) ?? null;
}

/** By number, those with a plan of their own apart: nobody is above another. */
export function apart(each: readonly PupilLoad[]): { readonly all: readonly PupilLoad[]; readonly plans: readonly PupilLoad[] } {
  return { all: each.filter((pupil) => !pupil.plan), plans: each.filter((pupil) => pupil.plan) };
}

export interface Bin {
  readonly from: number;
  /** null: no end. */
  readonly to: number | null;
  readonly pupils: number;
}

export function binsOf(spread: { readonly bin_minutes: number; readonly pupils: readonly number[] }): readonly Bin[] {
  const last = spread.pupils.length - 1;
  return spread.pupils.map((pupils, i) => ({
    from: i * spread.bin_minutes,
    to: i === last ? null : (i + 1) * spread.bin_minutes,
    pupils,
  }));
}
