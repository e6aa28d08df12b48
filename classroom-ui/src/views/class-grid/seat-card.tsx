/* SPDX-License-Identifier: MIT */
/* One seat: who, how the pen is, and the ink as it comes. */
import { useComputed } from "@preact/signals";
import { PenHints } from "../../parts/pen-hints";
import { pupilTitle } from "../../parts/pupil";
import { Status } from "../../parts/status";
import { classState } from "../../state/console";
import { showSeat } from "../../state/route";
import { seatOf } from "../../state/class-state";
import { seatStatus } from "../../state/seat-status";
import { t } from "../../state/settings";
import type { Seat } from "../../wire/messages";
import { SeatCanvas } from "./seat-canvas";

function label(seat: Seat): string {
  const words = t.value;
  const who = seat.pupil
    ? [words.seatNumber(seat.pupil.number), seat.pupil.name].filter(Boolean).join(" ")
    : (seat.teacher ?? words.emptySeat);
  const state = words.status[seatStatus(seat)];
  return seat.page ? words.seatLabel(who, state, seat.page.strokes) : words.seatLabelEmpty(who, state);
}

interface Properties {
  readonly number: number;
  /** The one seat that Tab stops at; the arrow keys lead on from there. */
  readonly reached: boolean;
  readonly onReach: (seat: number) => void;
}

export function SeatCard({ number, reached, onReach }: Properties) {
  const signal = useComputed(() => seatOf(classState.value, number));
  const seat = signal.value;
  if (!seat) return null;
  const status = seatStatus(seat);
  return (
    <button
      type="button"
      id={`seat-${number}`}
      class={`seat seat-${status}${seat.page ? "" : " seat-blank"}`}
      style={{ gridRow: seat.row + 1, gridColumn: seat.column + 1 }}
      tabIndex={reached ? 0 : -1}
      aria-label={label(seat)}
      onFocus={() => onReach(number)}
      onClick={() => showSeat(number)}
    >
      <SeatCanvas seat={signal} number={number} />
      <span class="seat-line">
        {seat.pupil?.name !== undefined && <span class="seat-number">{seat.pupil.number}</span>}
        {seat.teacher !== undefined && <span class="seat-number">{t.value.desk}</span>}
        <span class="seat-name">{pupilTitle(seat)}</span>
        <Status status={status} />
      </span>
      <PenHints pen={seat.pen} />
    </button>
  );
}
