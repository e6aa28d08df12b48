/* SPDX-License-Identifier: MIT */
/* The whole class at once: in the room's rows and columns, or in another order, always fitting the window. */
import { signal, useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import { useKeys } from "../../parts/keys";
import { StoreBanner } from "../../parts/store-banner";
import { act } from "../../state/act";
import { seatOf } from "../../state/class-state";
import { classState } from "../../state/console";
import { wantPrintedPages } from "../../state/sheet-document";
import { gridOf, neighbour, type Direction, type Placed } from "../../state/room";
import { t } from "../../state/settings";
import { showAssignments } from "./assignments";
import { ClassHeader } from "./class-header";
import { cards, filter, isRoom, nextFilter, nextSort, Order, typed } from "./class-order";
import { ClassTools } from "./class-tools";
import { RoomPlanView } from "./room-plan";
import { SeatCard } from "./seat-card";
import { words } from "./words";

/** Lives longer than the view: coming back from a page, the focus is where it was. */
export const reachedSeat = signal<number | null>(null);

function focusSeat(seat: number): void {
  document.getElementById(`seat-${seat}`)?.focus();
}

function walk(places: readonly Placed[], direction: Direction): void {
  const from = reachedSeat.peek() ?? places[0]?.seat ?? 0;
  const onGrid = document.activeElement?.classList.contains("seat") ?? false;
  focusSeat(onGrid ? neighbour(places, from, direction) : from);
}

function handSeen(): void {
  const seat = reachedSeat.peek();
  const up = cards.peek().find((card) => card.seat.seat === seat)?.hand;
  if (seat !== null && up) act({ type: "hand-down", seat });
}

function Nobody() {
  const showAll = () => {
    filter.value = "all";
    typed.value = "";
  };
  return (
    <div class="nothing">
      <h2>{words.value.nobody}</h2>
      <button type="button" class="main-button" onClick={showAll}>
        {words.value.showAll}
      </button>
    </div>
  );
}

function NoSeats() {
  return (
    <div class="nothing">
      <h2>{t.value.noSeats}</h2>
      <p>{t.value.noSeatsHelp}</p>
    </div>
  );
}

function reach(seat: number): void {
  reachedSeat.value = seat;
}

/** Where each card goes. The room as it is, or cards in their order as large as they fit. */
function usePlaces(): { readonly rows: number; readonly columns: number; readonly places: readonly Placed[] } {
  // Only the room itself matters here, ten changes a second do not; each card follows its own seat.
  const room = useComputed(() => classState.value?.seats.map((seat) => `${seat.seat} ${seat.row} ${seat.column}`).join() ?? "");
  const order = useMemo(() => new Order(room), []);
  useEffect(() => () => order.stop(), []);
  void room.value;
  const seats = order.seats.value;
  if (!isRoom.value) return gridOf(seats);
  // Where a seat stands is in `room`: read without being told of all else that changes.
  const places = seats.flatMap((number) => seatOf(classState.peek(), number) ?? []);
  const most = (of: (seat: Placed) => number) => places.reduce((least, seat) => Math.max(least, of(seat) + 1), 1);
  return { rows: most((seat) => seat.row), columns: most((seat) => seat.column), places };
}

function Cards() {
  const { rows, columns, places } = usePlaces();
  const noSeats = useComputed(() => classState.value?.seats.length === 0);
  useKeys({
    ArrowLeft: () => walk(places, "left"),
    ArrowRight: () => walk(places, "right"),
    ArrowUp: () => walk(places, "up"),
    ArrowDown: () => walk(places, "down"),
  });
  // Where the names are that the hand wrote.
  const hiding = useComputed(() => classState.value?.class.hide_names ?? false).value;
  useEffect(() => (hiding ? wantPrintedPages() : undefined), [hiding]);
  useLayoutEffect(() => {
    if (reachedSeat.peek() !== null) focusSeat(reachedSeat.peek()!);
  }, []);
  if (noSeats.value) return <NoSeats />;
  if (places.length === 0) return <Nobody />;
  const reached = places.some((place) => place.seat === reachedSeat.value) ? reachedSeat.value : places[0]?.seat;
  const tracks = (n: number) => `repeat(${n}, minmax(0, 1fr))`;
  return (
    <main class="seats" style={{ gridTemplateRows: tracks(rows), gridTemplateColumns: tracks(columns) }}>
      {places.map(({ seat, row, column }) => (
        <SeatCard key={seat} number={seat} row={row} column={column} reached={seat === reached} onReach={reach} />
      ))}
    </main>
  );
}

export function ClassGrid() {
  const arranging = useSignal(false);
  useKeys({
    a: () => (arranging.value = !arranging.peek()),
    o: () => void showAssignments(),
    f: () => nextFilter(1),
    g: () => nextFilter(-1),
    s: nextSort,
    "/": () => document.getElementById("find")?.focus(),
    x: handSeen,
  });
  return (
    <div class="class-view">
      <ClassHeader />
      <ClassTools onArrange={() => (arranging.value = true)} />
      <StoreBanner />
      {arranging.value ? <RoomPlanView onDone={() => (arranging.value = false)} /> : <Cards />}
    </div>
  );
}
