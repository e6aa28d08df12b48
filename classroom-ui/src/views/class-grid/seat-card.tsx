/* SPDX-License-Identifier: MIT */
/* One seat: who, how the pen is, and the ink as it comes. */
import { useComputed, type ReadonlySignal } from "@preact/signals";
import { Icon } from "../../parts/icon";
import { PenHints } from "../../parts/pen-hints";
import { pupilTitle } from "../../parts/pupil";
import { Status } from "../../parts/status";
import { classState } from "../../state/console";
import { showSeat } from "../../state/route";
import { seatOf } from "../../state/class-state";
import { seatStatus } from "../../state/seat-status";
import { levelOf, nDone, progressOf, type Card } from "../../state/work";
import { t } from "../../state/settings";
import type { Seat } from "../../wire/messages";
import type { SheetQuestion } from "../../wire/results";
import { ProgressRow } from "./progress-row";
import { SeatCanvas } from "./seat-canvas";
import { FOOT_HEIGHT } from "./seat-layout";
import { words as cardWords } from "./words";

const NO_QUESTIONS: readonly SheetQuestion[] = [];

function label(seat: Seat): string {
  const words = t.value;
  const who = seat.pupil
    ? [words.seatNumber(seat.pupil.number), seat.pupil.name].filter(Boolean).join(" ")
    : (seat.teacher ?? words.emptySeat);
  const state = words.status[seatStatus(seat)];
  return seat.page ? words.seatLabel(who, state, seat.page.strokes) : words.seatLabelEmpty(who, state);
}

/** For the ear what the foot shows to the eye. */
function progressLabel(card: Card | null): string {
  if (!card || card.progress.ticks.length === 0) return "";
  const { progress } = card;
  const said = [cardWords.value.filter[progress.work], cardWords.value.done(nDone(progress), progress.ticks.length)];
  if (card.level) said.push(card.level);
  if (card.hand) said.unshift(cardWords.value.handUp);
  return `，${said.join("，")}`;
}

interface Properties {
  readonly number: number;
  readonly row: number;
  readonly column: number;
  /** The one seat that Tab stops at; the arrow keys lead on from there. */
  readonly reached: boolean;
  readonly onReach: (seat: number) => void;
}

/** Of a pupil who has a sheet to work on; changes only with the pupil's own results. */
function useCard(number: number): ReadonlySignal<Card | null> {
  const pupil = useComputed(() => classState.value?.results?.pupils.find((one) => one.seat === number) ?? null);
  const questions = useComputed(() => classState.value?.results?.sheet?.questions ?? NO_QUESTIONS);
  return useComputed(() => {
    const seat = seatOf(classState.value, number);
    if (!seat?.pupil || questions.value.length === 0) return null;
    return { seat, progress: progressOf(seat, pupil.value, questions.value), hand: pupil.value?.hand ?? false, level: levelOf(pupil.value) };
  });
}

export function SeatCard({ number, row, column, reached, onReach }: Properties) {
  const signal = useComputed(() => seatOf(classState.value, number));
  const seat = signal.value;
  const card = useCard(number).value;
  if (!seat) return null;
  const status = seatStatus(seat);
  return (
    <button
      type="button"
      id={`seat-${number}`}
      class={`seat seat-${status}${seat.page ? "" : " seat-blank"}${card ? ` seat-sheet work-${card.progress.work}` : ""}${card?.hand ? " seat-hand" : ""}`}
      style={{ gridRow: row + 1, gridColumn: column + 1 }}
      tabIndex={reached ? 0 : -1}
      aria-label={label(seat) + progressLabel(card)}
      onFocus={() => onReach(number)}
      onClick={() => showSeat(number)}
    >
      <SeatCanvas seat={signal} number={number} foot={card ? FOOT_HEIGHT : 0} />
      <span class="seat-line">
        {seat.pupil?.name !== undefined && <span class="seat-number">{seat.pupil.number}</span>}
        {seat.teacher !== undefined && <span class="seat-number">{t.value.desk}</span>}
        <span class="seat-name">{pupilTitle(seat)}</span>
        {card?.hand && (
          <span class="hand-up">
            <Icon name="hand" size={16} />
            {cardWords.value.handUp}
          </span>
        )}
        <Status status={status} />
      </span>
      {card?.level && <span class="seat-level">{card.level}</span>}
      <PenHints pen={seat.pen} />
      {card && <ProgressRow progress={card.progress} />}
    </button>
  );
}
