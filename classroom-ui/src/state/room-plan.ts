/* SPDX-License-Identifier: MIT */
/* The room's places, taken and empty, with a free row and column around to grow into. Pure. */
import type { Seat } from "../wire/messages";

/** The daemon's bounds: places 0 to 19. */
const MOST = 20;

export interface Place {
  readonly row: number;
  readonly column: number;
  readonly seat: Seat | null;
}

export interface RoomPlan {
  readonly rows: number;
  readonly columns: number;
  readonly places: readonly Place[];
}

export function roomPlan(seats: readonly Seat[]): RoomPlan {
  const most = (of: (seat: Seat) => number) => seats.reduce((least, seat) => Math.max(least, of(seat) + 1), 0);
  const rows = Math.min(MOST, most((seat) => seat.row) + 1);
  const columns = Math.min(MOST, most((seat) => seat.column) + 1);
  const taken = new Map(seats.map((seat) => [`${seat.row} ${seat.column}`, seat]));
  const places: Place[] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      places.push({ row, column, seat: taken.get(`${row} ${column}`) ?? null });
  return { rows, columns, places };
}
