/* SPDX-License-Identifier: MIT */
/*
 * Where the ink of the page view comes from: a seat's current page is already here and grows live; an
 * older one is asked for. Either way the daemon is told, for every look at a named page is logged.
 */
import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import { PageInk } from "../../ink/page-ink";
import { seatOf } from "../../state/class-state";
import { classState, connection, requests, seatInk, watchInk } from "../../state/console";
import type { PageAddress, Seat } from "../../wire/messages";
import { Refusal } from "../../wire/requests";

export interface Paper {
  readonly copy: number;
  readonly address: PageAddress;
  /** Null while it is on its way. */
  readonly ink: PageInk | null;
  readonly current: boolean;
}

export interface KnownCopy {
  readonly copy: number;
  readonly begunMs: number;
  readonly page: number;
  readonly title: string;
}

interface Fetched {
  readonly address: PageAddress;
  readonly ink: PageInk;
}

export type Trouble = Pick<Refusal, "answer">["answer"];

export class PageSource {
  readonly seat: ReadonlySignal<Seat | null>;
  /** Null: this seat has no page yet. */
  readonly paper: ReadonlySignal<Paper | null>;
  /** Newest first. */
  readonly copies = signal<readonly KnownCopy[]>([]);
  readonly trouble = signal<Trouble | null>(null);
  private readonly fetched = signal<ReadonlyMap<number, Fetched>>(new Map());
  /** What was shown last: it is not taken from who looks at it when the seat is on no page any more. */
  private last: number | null = null;
  /** Counts the pages that live ink began: the ink object of a seat is not a signal itself. */
  private readonly livePage = signal<PageInk | null>(null);

  constructor(
    readonly seatNumber: number,
    /** Null: whichever the pupil is writing on. */
    readonly copy: number | null,
  ) {
    this.seat = computed(() => seatOf(classState.value, seatNumber));
    this.paper = computed(() => this.choose());
    this.follow();
  }

  /** Once the page is seen: what the daemon then sends once more of ink that is here is not to delay it. Returns how to end. */
  begin(): () => void {
    const wanted = computed(() => this.copy ?? this.seat.value?.page?.copy ?? null);
    const fetch = () => {
      const copy = wanted.value ?? this.last;
      if (live.value && copy !== null) void this.fetch(copy);
    };
    const live = computed(() => connection.value.type === "live");
    const current = computed(() => this.seat.value?.page?.copy ?? null);
    this.follow();
    const ends = [
      watchInk(this.seatNumber, () => this.follow()),
      effect(fetch),
      effect(() => {
        void current.value;
        if (live.value) void this.list();
      }),
    ];
    return () => ends.forEach((end) => end());
  }

  private follow(): void {
    this.livePage.value = seatInk(this.seatNumber).page;
  }

  private choose(): Paper | null {
    const page = this.seat.value?.page ?? null;
    const livePage = this.livePage.value;
    const copy = this.copy ?? page?.copy ?? this.last;
    this.last = copy;
    if (copy === null) return null;
    const fetched = this.fetched.value.get(copy);
    const current = page?.copy === copy;
    const address = fetched?.address ?? page;
    if (!address) return null;
    const ink = current && livePage?.copy === copy ? livePage : (fetched?.ink ?? null);
    return { copy, address, ink, current };
  }

  private async fetch(copy: number): Promise<void> {
    try {
      const { page, records } = await requests.ask({ type: "open-page", copy });
      const fetched: Fetched = { address: page, ink: PageInk.from(copy, records) };
      this.fetched.value = new Map(this.fetched.peek()).set(copy, fetched);
      this.trouble.value = null;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.answer.code !== "connection-lost") this.trouble.value = error.answer;
    }
  }

  private async list(): Promise<void> {
    try {
      const { copies, begun_ms, pages, titles } = await requests.ask({ type: "list-pages", seat: this.seatNumber });
      this.copies.value = copies.map((copy, i) => ({ copy, begunMs: begun_ms[i] ?? 0, page: pages[i] ?? 0, title: titles[i] ?? "" }));
    } catch (error) {
      // Without the list one can still see the page; the next line that lives brings it.
      if (!(error instanceof Refusal)) throw error;
    }
  }
}
