/* SPDX-License-Identifier: MIT */
/* What the list of pens shows of each, in which order, and how many will not last the day. Pure. */
import type { FleetPen, Forecast } from "../../wire/pens";

export const FILTERS = ["all", "attention", "nobody", "retired"] as const;
export type Filter = (typeof FILTERS)[number];

export const LOW_PERCENT = 20;
export const MEMORY_FULL_PERCENT = 80;

const MS_PER_HOUR = 3_600_000;
/** More than that nobody writes with one pen in a day. */
export const DAY_HOURS_MAX = 6;

export function isOurs(pen: FleetPen): boolean {
  return pen.id !== 0;
}

function inUse(pen: FleetPen): boolean {
  return isOurs(pen) && !pen.retired && (pen.pupil !== null || pen.teacher);
}

/** In use, and will be empty before school is out. */
export function failsToday(pen: FleetPen, dayEndsMs: number, nowMs: number): boolean {
  const hoursToGo = Math.min((dayEndsMs - nowMs) / MS_PER_HOUR, DAY_HOURS_MAX);
  return inUse(pen) && pen.forecast !== null && hoursToGo > 0 && pen.forecast.hours < hoursToGo;
}

/** Somebody should look at it. */
export function needsAttention(pen: FleetPen, dayEndsMs: number, nowMs: number): boolean {
  if (!isOurs(pen) || pen.retired) return false;
  return (
    pen.state === "failed" ||
    pen.state === "locked" ||
    pen.task?.state === "failed" ||
    pen.unclaimed > 0 ||
    (pen.pupil !== null && !pen.kept) ||
    (pen.battery !== null && pen.battery <= LOW_PERCENT && !pen.charging) ||
    (pen.memory ?? 0) >= MEMORY_FULL_PERCENT ||
    failsToday(pen, dayEndsMs, nowMs)
  );
}

export function passes(pen: FleetPen, filter: Filter, dayEndsMs: number, nowMs: number): boolean {
  switch (filter) {
    case "all":
      return !pen.retired;
    case "attention":
      return needsAttention(pen, dayEndsMs, nowMs);
    case "nobody":
      return isOurs(pen) && !pen.retired && pen.pupil === null && !pen.teacher;
    case "retired":
      return pen.retired;
  }
}

/** What one types finds a pen: a name, a number, a part of the address or the model. */
export function matches(pen: FleetPen, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return true;
  if (/^\d{1,3}$/.test(wanted)) return pen.pupil?.number === Number(wanted);
  const words = [pen.pen, pen.name, pen.model, pen.pupil?.name ?? ""];
  return words.some((word) => word.toLowerCase().includes(wanted));
}

/** The class by number, the teacher, those of nobody, strangers on the air. */
function rank(pen: FleetPen): number {
  if (pen.pupil) return pen.pupil.number;
  if (pen.teacher) return 1000;
  return isOurs(pen) ? 1001 : 1002;
}

export function inOrder(pens: readonly FleetPen[]): FleetPen[] {
  return [...pens].sort((a, b) => rank(a) - rank(b) || a.pen.localeCompare(b.pen));
}

export interface Counts {
  readonly ours: number;
  readonly here: number;
  readonly low: number;
  readonly failing: number;
  /** In use, and nobody knows how long they last. */
  readonly unknown: number;
}

export function countPens(pens: readonly FleetPen[], dayEndsMs: number, nowMs: number): Counts {
  const ours = pens.filter((pen) => isOurs(pen) && !pen.retired);
  return {
    ours: ours.length,
    here: ours.filter((pen) => pen.state === "ready" || pen.state === "connecting").length,
    low: ours.filter((pen) => pen.battery !== null && pen.battery <= LOW_PERCENT && !pen.charging).length,
    failing: ours.filter((pen) => failsToday(pen, dayEndsMs, nowMs)).length,
    unknown: ours.filter((pen) => inUse(pen) && pen.forecast === null).length,
  };
}

/** Forecasts by what they are reckoned from: to say how sure the whole is. */
export function bases(pens: readonly FleetPen[]): Readonly<Record<Forecast["from"], number>> {
  const counted = { pen: 0, model: 0, default: 0 };
  for (const pen of pens) if (pen.forecast) counted[pen.forecast.from] += 1;
  return counted;
}

/** 0 to 4 bars of a strength in dBm. */
export function bars(strength: number): number {
  if (strength >= -60) return 4;
  if (strength >= -70) return 3;
  if (strength >= -80) return 2;
  return strength >= -90 ? 1 : 0;
}

/** Who of the class has no pen: by number. */
export function without<P extends { readonly number: number }>(pupils: readonly P[], pens: readonly FleetPen[]): P[] {
  const bound = new Set(pens.flatMap((pen) => (pen.pupil && !pen.retired ? [pen.pupil.number] : [])));
  return pupils.filter((pupil) => !bound.has(pupil.number));
}
