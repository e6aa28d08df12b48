/* SPDX-License-Identifier: MIT */
/*
 * What is known of the class: a snapshot, and each change folded into it. Pure; parts that did not change
 * stay the same objects, which is how views know that they need not be drawn again.
 */
import { withResults } from "./results";
import type { Change, ClassParts, Seat, Snapshot } from "../wire/messages";

export interface ClassState extends ClassParts {
  /** In the order of the room: row by row. */
  readonly seats: readonly Seat[];
}

function inRoomOrder(a: Seat, b: Seat): number {
  return a.row - b.row || a.column - b.column || a.seat - b.seat;
}

export function fromSnapshot(message: Snapshot): ClassState {
  return {
    class: message.class,
    assignment: message.assignment,
    lesson: message.lesson,
    unclaimed: message.unclaimed,
    store: message.store,
    teacher_pen: message.teacher_pen,
    problems: message.problems,
    wall: message.wall,
    results: message.results,
    seats: [...message.seats].sort(inRoomOrder),
  };
}

function withSeats(seats: readonly Seat[], changed: readonly Seat[]): readonly Seat[] {
  const byNumber = new Map(changed.map((seat) => [seat.seat, seat]));
  const kept = seats.map((seat) => {
    const newer = byNumber.get(seat.seat);
    byNumber.delete(seat.seat);
    return newer ?? seat;
  });
  return [...kept, ...byNumber.values()].sort(inRoomOrder);
}

export function withChange(state: ClassState, message: Change): ClassState {
  const { type: _type, number: _number, server_ms: _server, seats, results, ...parts } = message;
  return {
    ...state,
    ...parts,
    ...(seats && { seats: withSeats(state.seats, seats) }),
    ...(results !== undefined && { results: withResults(state.results, results) }),
  };
}

/** While the daemon has not heard yet that names are to be hidden. */
export function withoutNames(state: ClassState): ClassState {
  const nameless = ({ pupil, ...seat }: Seat): Seat => ({ ...seat, pupil: pupil && { id: pupil.id, number: pupil.number } });
  return { ...state, class: { ...state.class, hide_names: true }, seats: state.seats.map(nameless) };
}

export function seatOf(state: ClassState | null, seat: number): Seat | null {
  return state?.seats.find((candidate) => candidate.seat === seat) ?? null;
}
