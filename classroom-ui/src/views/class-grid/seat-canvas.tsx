/* SPDX-License-Identifier: MIT */
/* Ties a SeatPicture to the life of its card: ink, size and colours in, and what is veiled; no state of its own. */
import { computed, effect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { layoutAt, veilBoxes } from "../../ink/sheet-layout";
import { inkColours } from "../../parts/ink-colours";
import { classState, seatInk, watchInk } from "../../state/console";
import { printedPages } from "../../state/sheet-document";
import type { Seat } from "../../wire/messages";
import { SeatPicture } from "./seat-picture";

const NOTHING: ReturnType<typeof veilBoxes> = [];

interface Properties {
  readonly seat: ReadonlySignal<Seat | null>;
  readonly number: number;
  /** What is kept free at the bottom. */
  readonly foot: number;
}

export function SeatCanvas({ seat, number, foot }: Properties) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current!;
    const hiding = computed(() => classState.value?.class.hide_names ?? false);
    const print = computed(() => (hiding.value ? layoutAt(printedPages.value, seat.value?.page ?? null) : null));
    const veil = computed(() => (print.value ? veilBoxes(print.value) : NOTHING));
    const paper = () => ({ ink: seatInk(number).page, address: seat.peek()?.page ?? null, veil: veil.peek() });
    const picture = new SeatPicture(element, paper, inkColours.peek(), foot);
    const unwatch = watchInk(number, () => picture.changed());
    const sizes = new ResizeObserver(() =>
      picture.resize(element.clientWidth, element.clientHeight, devicePixelRatio),
    );
    sizes.observe(element);
    const uncolour = effect(() => picture.recolour(inkColours.value));
    const unveil = effect(() => void (veil.value, picture.changed()));
    return () => {
      unwatch();
      uncolour();
      unveil();
      sizes.disconnect();
      picture.stop();
    };
  }, [number, foot]);
  return <canvas ref={canvas} class="seat-ink" aria-hidden="true" />;
}
