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

interface PlaceProperties {
  readonly place: Place;
  readonly picked: Signal<number | null>;
  /** The place over which a seat is dragged. */
  readonly target: Signal<string>;
  readonly onPress: (place: Place) => void;
}

/** So far one may slip while pressing. */
const SLIP_PIXELS = 4;

function PlaceButton({ place, picked, target, onPress }: PlaceProperties) {
  const { row, column, seat } = place;
  const id = placeId(row, column);
  const from = useRef<{ x: number; y: number } | null>(null);
  const way = useSignal<{ x: number; y: number } | null>(null);
  // A drag ends with a click on what was dragged: that is no press.
  const dragged = useRef(false);
  const press = () => {
    if (!dragged.current) onPress(place);
    dragged.current = false;
  };
  const drag = (event: PointerEvent) => {
    if (!from.current || !seat) return;
    const [x, y] = [event.clientX - from.current.x, event.clientY - from.current.y];
    if (!way.peek() && Math.hypot(x, y) < SLIP_PIXELS) return;
    way.value = { x, y };
    const to = placeUnder(event);
    target.value = to ? placeId(to.row, to.column) : "";
  };
  const letGo = () => {
    from.current = way.value = null;
    target.value = "";
  };
  const drop = (event: PointerEvent) => {
    letGo();
    const to = placeUnder(event);
    const moved = to !== null && (to.row !== row || to.column !== column);
    if (seat && moved) act({ type: "seat-move", seat: seat.seat, ...to });
    if (moved) picked.value = null;
    dragged.current = moved;
  };
  return (
    <button
      type="button"
      id={id}
      class={`place${seat ? "" : " place-empty"}${way.value ? " place-dragged" : target.value === id ? " place-target" : ""}`}
      style={way.value ? { transform: `translate(${way.value.x}px, ${way.value.y}px)` } : {}}
      data-row={row}
      data-column={column}
      aria-label={placeLabel(place)}
      aria-pressed={seat !== null && picked.value === seat.seat}
      onPointerDown={(event) => {
        dragged.current = false;
        from.current = { x: event.clientX, y: event.clientY };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={drag}
      onPointerCancel={letGo}
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
  const target = useSignal("");
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
          <PlaceButton key={`${place.row} ${place.column}`} place={place} picked={picked} target={target} onPress={press} />
        ))}
      </main>
    </div>
  );
}
