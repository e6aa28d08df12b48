/* SPDX-License-Identifier: MIT */
/*
 * Which cards are shown, and where. Under a live class an order by progress would never stand still: it is made
 * anew at once when the teacher chooses, else every two seconds.
 */
import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import { classState } from "../../state/console";
import { arranged, cardsOf, countWorks, FILTERS, isFound, SORTS, type Filter, type Sort } from "../../state/work";
import { words } from "./words";

const PAUSE_MS = 2000;

export const sort = signal<Sort>("seat");
export const filter = signal<Filter>("all");
/** Of a name, a number or a question. */
export const typed = signal("");
const hidden = computed(() => classState.value?.class.hide_names);
// A name that was typed is hidden with the others.
effect(() => {
  if (hidden.value) typed.value = "";
});
/** The room as it is, whole; else cards in their order. */
export const isRoom = computed(() => sort.value === "seat" && filter.value === "all" && typed.value === "");

export const cards = computed(() => cardsOf(classState.value?.seats ?? [], classState.value?.results ?? null));
export const workCounts = computed(() => countWorks(cards.value));

function turn<T>(list: readonly T[], from: T, step: number): T {
  return list[(list.indexOf(from) + step + list.length) % list.length]!;
}

export function nextFilter(step: 1 | -1): void {
  filter.value = turn(FILTERS, filter.peek(), step);
}

export function nextSort(): void {
  sort.value = turn(SORTS, sort.peek(), 1);
}

/** Seat numbers as they are to be shown; the same array while nothing moves. */
export class Order {
  readonly seats = signal<readonly number[]>([]);
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly end: (() => void)[];

  constructor(room: ReadonlySignal<string>) {
    this.end = [
      effect(() => {
        void [sort.value, filter.value, typed.value, room.value];
        this.renew();
      }),
      effect(() => {
        void cards.value;
        if (!isRoom.peek()) this.timer ??= setTimeout(() => this.renew(), PAUSE_MS);
      }),
    ];
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    for (const end of this.end) end();
  }

  private renew(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const now = arranged(cards.peek(), sort.peek(), filter.peek(), (card) => isFound(card, typed.peek(), words.peek().question));
    if (now.join() !== this.seats.peek().join()) this.seats.value = now;
  }
}
