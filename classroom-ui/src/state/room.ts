/* SPDX-License-Identifier: MIT */
/* Walking through the room with the keyboard. `seats` are in the room's order. */
import type { Seat } from "../wire/messages";

/** A seat and where its card is: in the room, or in an order of another kind. */
export interface Placed {
  readonly seat: number;
  readonly row: number;
  readonly column: number;
}

/** Cards are a little broader than high. */
const CARD_RATIO = 1.3;
const SCREEN_RATIO = 16 / 9;

/** In this order, row by row, as large as they fit a screen. */
export function gridOf(seats: readonly number[]): { rows: number; columns: number; places: Placed[] } {
  const columns = Math.max(1, Math.round(Math.sqrt((seats.length * SCREEN_RATIO) / CARD_RATIO)));
  const places = seats.map((seat, i) => ({ seat, row: Math.floor(i / columns), column: i % columns }));
  return { rows: Math.max(1, Math.ceil(seats.length / columns)), columns, places };
}

export type Direction = "left" | "right" | "up" | "down";

/** The nearest seat that way, in the same row or column; the seat itself at the wall. */
export function neighbour(seats: readonly Placed[], from: number, direction: Direction): number {
  const here = seats.find((seat) => seat.seat === from);
  if (!here) return seats[0]?.seat ?? from;
  const sideways = direction === "left" || direction === "right";
  const sign = direction === "left" || direction === "up" ? -1 : 1;
  let best: Placed | null = null;
  let bestDistance = Infinity;
  for (const seat of seats) {
    const same = sideways ? seat.row === here.row : seat.column === here.column;
    const distance = (sideways ? seat.column - here.column : seat.row - here.row) * sign;
    if (!same || distance <= 0 || distance >= bestDistance) continue;
    best = seat;
    bestDistance = distance;
  }
  return (best ?? here).seat;
}

/** The next or previous seat with somebody at it, round the room. */
export function nextPupil(seats: readonly Seat[], from: number, step: 1 | -1): number {
  const here = seats.findIndex((seat) => seat.seat === from);
  for (let i = 1; i <= seats.length; i++) {
    const seat = seats[(here + step * i + seats.length * i) % seats.length];
    if (seat?.pupil || seat?.teacher) return seat.seat;
  }
  return from;
}
