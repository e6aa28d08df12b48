/* SPDX-License-Identifier: MIT */
/* The whole class at once. The grid has the room's rows and columns and always fits the window. */
import { signal, useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useKeys } from "../../parts/keys";
import { StoreBanner } from "../../parts/store-banner";
import { classState } from "../../state/console";
import { neighbour, type Direction } from "../../state/room";
import { t } from "../../state/settings";
import { ClassHeader } from "./class-header";
import { SeatCard } from "./seat-card";

/** Lives longer than the view: coming back from a page, the focus is where it was. */
export const reachedSeat = signal<number | null>(null);

function focusSeat(seat: number): void {
  document.getElementById(`seat-${seat}`)?.focus();
}

function walk(direction: Direction): void {
  const seats = classState.peek()?.seats ?? [];
  const from = reachedSeat.peek() ?? seats[0]?.seat ?? 0;
  const onGrid = document.activeElement?.classList.contains("seat") ?? false;
  focusSeat(onGrid ? neighbour(seats, from, direction) : from);
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

export function ClassGrid() {
  // Only the room itself matters here, ten changes a second do not; each card follows its own seat.
  const room = useComputed(() => classState.value?.class ?? null);
  const numbers = useComputed(() => classState.value?.seats.map((seat) => seat.seat).join(",") ?? "");
  const seats = numbers.value === "" ? [] : numbers.value.split(",").map(Number);
  const reached = reachedSeat.value !== null && seats.includes(reachedSeat.value) ? reachedSeat.value : seats[0];
  useKeys({
    ArrowLeft: () => walk("left"),
    ArrowRight: () => walk("right"),
    ArrowUp: () => walk("up"),
    ArrowDown: () => walk("down"),
  });
  useEffect(() => {
    if (reachedSeat.peek() !== null) focusSeat(reachedSeat.peek()!);
  }, []);
  const tracks = (n: number) => `repeat(${Math.max(1, n)}, minmax(0, 1fr))`;
  return (
    <div class="class-view">
      <ClassHeader />
      <StoreBanner />
      {seats.length === 0 ? (
        <NoSeats />
      ) : (
        <main
          class="seats"
          style={{ gridTemplateRows: tracks(room.value?.rows ?? 1), gridTemplateColumns: tracks(room.value?.columns ?? 1) }}
        >
          {seats.map((number) => (
            <SeatCard key={number} number={number} reached={number === reached} onReach={reach} />
          ))}
        </main>
      )}
    </div>
  );
}
