/* SPDX-License-Identifier: MIT */
/* What a seat's card says at a glance, and the counts above the class. */
import type { Pen, PenState, Seat } from "../wire/messages";

export type SeatStatus = "writing" | PenState;

/** In the order of the header. */
export const SEAT_STATUSES: readonly SeatStatus[] = [
  "writing",
  "ready",
  "connecting",
  "away",
  "locked",
  "failed",
  "off",
  "no-pen",
];

const LOW_BATTERY_PERCENT = 15;

/** A few lost events are the weather; from here on the page may miss ink that one could read. */
const LOST_WORTH_SAYING = 20;
const BAD_WORTH_SAYING = 5;

export function seatStatus(seat: Seat): SeatStatus {
  if (!seat.pen) return "no-pen";
  return seat.writing && seat.pen.state === "ready" ? "writing" : seat.pen.state;
}

export function batteryIsLow(pen: Pen | null): boolean {
  return pen !== null && pen.battery !== null && !pen.charging && pen.battery <= LOW_BATTERY_PERCENT;
}

export function linkIsPoor(pen: Pen | null): boolean {
  return pen !== null && (pen.lost >= LOST_WORTH_SAYING || pen.bad >= BAD_WORTH_SAYING);
}

/** Of the ink fetched from a pen's memory; null when there is nothing (left) to fetch. */
export function downloadPercent(pen: Pen): number | null {
  if (!pen.download) return null;
  const { done, all, notes } = pen.download;
  if (all === 0) return notes > 0 ? 0 : null;
  return done >= all && notes === 0 ? null : Math.min(99, Math.floor((done / all) * 100));
}

/** Seats without a pupil are furniture and count for nothing. */
export function countSeats(seats: readonly Seat[]): ReadonlyMap<SeatStatus, number> {
  const counts = new Map<SeatStatus, number>();
  for (const seat of seats) {
    if (!seat.pupil) continue;
    const status = seatStatus(seat);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
}
