/* SPDX-License-Identifier: MIT */
/*
 * Arranging the seats: every place of the room is a button. One drags a seat to its new place, by mouse or finger, or
 * presses the one and then the other; the arrow keys walk from place to place.
 */
import { useComputed, useSignal, type Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { useKeys } from "../../parts/keys";
import { pupilTitle } from "../../parts/pupil";
import { act } from "../../state/act";
import { classState, seatNow } from "../../state/console";
import { roomPlan, type Place, type RoomPlan } from "../../state/room-plan";
import { words } from "./words";

const tracks = (n: number) => `repeat(${n}, minmax(0, 1fr))`;
const placeId = (row: number, column: number) => `place-${row}-${column}`;

function placeLabel({ row, column, seat }: Place): string {
  return `${words.value.place(row + 1, column + 1)}，${seat ? pupilTitle(seat) : words.value.placeEmpty}`;
}

/** The place under the finger or the mouse. */
function placeUnder(event: PointerEvent): { row: number; column: number } | null {
  const element = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>(".place");
  if (!element) return null;
  return { row: Number(element.dataset["row"]), column: Number(element.dataset["column"]) };
}

function PlaceButton({ place, picked, onPress }: { place: Place; picked: Signal<number | null>; onPress: (place: Place) => void }) {
  const { row, column, seat } = place;
  // A drag ends with a click on what was dragged: that is no press.
  const dragged = useRef(false);
  const press = () => {
    if (!dragged.current) onPress(place);
    dragged.current = false;
  };
  const drop = (event: PointerEvent) => {
    const to = placeUnder(event);
    const moved = to !== null && (to.row !== row || to.column !== column);
    if (seat && moved) act({ type: "seat-move", seat: seat.seat, ...to });
    if (moved) picked.value = null;
    dragged.current = moved;
  };
  return (
    <button
      type="button"
      id={placeId(row, column)}
      class={seat ? "place" : "place place-empty"}
      data-row={row}
      data-column={column}
      aria-label={placeLabel(place)}
      aria-pressed={seat !== null && picked.value === seat.seat}
      onPointerDown={(event) => {
        dragged.current = false;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerUp={drop}
      onClick={press}
    >
      {seat?.pupil?.name !== undefined && <span class="seat-number">{seat.pupil.number}</span>}
      {seat ? pupilTitle(seat) : ""}
    </button>
  );
}

function walk(plan: RoomPlan, rows: number, columns: number): void {
  const here = document.activeElement as HTMLElement | null;
  const row = Number(here?.dataset["row"] ?? 0) + rows;
  const column = Number(here?.dataset["column"] ?? 0) + columns;
  if (row < plan.rows && column < plan.columns) document.getElementById(placeId(row, column))?.focus();
}

export function RoomPlanView({ onDone }: { onDone: () => void }) {
  const plan = useComputed(() => roomPlan(classState.value?.seats ?? []));
  const picked = useSignal<number | null>(null);
  const said = words.value;
  const press = ({ row, column, seat }: Place) => {
    const moving = picked.peek();
    if (moving === null) picked.value = seat?.seat ?? null;
    else {
      picked.value = null;
      if (seat?.seat !== moving) act({ type: "seat-move", seat: moving, row, column });
    }
  };
  useKeys({
    ArrowLeft: () => walk(plan.peek(), 0, -1),
    ArrowRight: () => walk(plan.peek(), 0, 1),
    ArrowUp: () => walk(plan.peek(), -1, 0),
    ArrowDown: () => walk(plan.peek(), 1, 0),
    Escape: () => (picked.peek() === null ? onDone() : (picked.value = null)),
    a: onDone,
  });
  useEffect(() => document.getElementById(placeId(0, 0))?.focus(), []);
  const moving = picked.value === null ? null : seatNow(picked.value);
  return (
    <div class="room-plan">
      <p role="status">
        {moving ? said.picked(pupilTitle(moving)) : said.arrangeHelp}
        <button type="button" class="tool-button tool-main" onClick={onDone}>
          {said.arrangeDone}
        </button>
      </p>
      <main
        class="places"
        style={{ gridTemplateRows: tracks(plan.value.rows), gridTemplateColumns: tracks(plan.value.columns) }}
      >
        {plan.value.places.map((place) => (
          <PlaceButton key={`${place.row} ${place.column}`} place={place} picked={picked} onPress={press} />
        ))}
      </main>
    </div>
  );
}
