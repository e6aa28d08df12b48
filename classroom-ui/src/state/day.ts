/* SPDX-License-Identifier: MIT */
/* What a teacher wants to know at the day's begin, from the class and its results. Pure. */
import type { Seat } from "../wire/messages";
import type { PupilResults, Results } from "../wire/results";

export interface Waiting {
  readonly seat: Seat;
  /** Answers with ink and without a teacher's mark. */
  readonly n: number;
}

export interface Day {
  readonly pupils: number;
  readonly finished: readonly Seat[];
  readonly begun: readonly Seat[];
  readonly notBegun: readonly Seat[];
  /** Most of them first; nothing is said of how good they are. */
  readonly waiting: readonly Waiting[];
  readonly nWaiting: number;
  /** Wrote since, on whatever page. */
  readonly wrote: readonly Seat[];
  /** Right now, wrong or half before. */
  readonly corrected: readonly Seat[];
  readonly nMarked: number;
}

/** 0:00 of the day, by this computer's clock as the daemon's is set. */
export function midnight(nowMs: number): number {
  return new Date(nowMs).setHours(0, 0, 0, 0);
}

function nOpen(pupil: PupilResults | undefined): number {
  return pupil?.answers.filter((answer) => answer.question !== 0 && !answer.mark && answer.state && answer.state !== "blank").length ?? 0;
}

/** `sinceMs`: from when on something is news; `wroteBefore`: ids of pupils who wrote since then, by the record. */
export function dayOf(seats: readonly Seat[], results: Results | null, sinceMs: number, wroteBefore: readonly number[] = []): Day {
  const work = new Map(results?.pupils.map((pupil) => [pupil.seat, pupil]));
  const pupils = seats.filter((seat) => seat.pupil);
  const stateOf = (seat: Seat) => work.get(seat.seat)?.state ?? "not-started";
  const waiting = pupils.map((seat) => ({ seat, n: nOpen(work.get(seat.seat)) })).filter(({ n }) => n > 0);
  const marks = [...work.values()].flatMap((pupil) => pupil.answers.flatMap((answer) => answer.mark ?? []));
  return {
    pupils: pupils.length,
    finished: pupils.filter((seat) => stateOf(seat) === "finished"),
    begun: pupils.filter((seat) => ["writing", "idle"].includes(stateOf(seat))),
    notBegun: pupils.filter((seat) => stateOf(seat) === "not-started"),
    waiting: waiting.sort((a, b) => b.n - a.n),
    nWaiting: waiting.reduce((sum, { n }) => sum + n, 0),
    wrote: pupils.filter((seat) => seat.last_ink_ms >= sinceMs || (seat.pupil && wroteBefore.includes(seat.pupil.id))),
    corrected: pupils.filter((seat) => work.get(seat.seat)?.answers.some((answer) => answer.re_marked)),
    nMarked: marks.filter((mark) => mark.at_ms >= sinceMs).length,
  };
}
