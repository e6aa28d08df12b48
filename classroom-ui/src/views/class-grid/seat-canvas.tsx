/* SPDX-License-Identifier: MIT */
/* Ties a SeatPicture to the life of its card: ink, size and colours in, no state of its own. */
import { effect, type ReadonlySignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { inkColours } from "../../parts/ink-colours";
import { seatInk, watchInk } from "../../state/console";
import type { Seat } from "../../wire/messages";
import { SeatPicture } from "./seat-picture";

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
    const paper = () => ({ ink: seatInk(number).page, address: seat.peek()?.page ?? null });
    const picture = new SeatPicture(element, paper, inkColours.peek(), foot);
    const unwatch = watchInk(number, () => picture.changed());
    const sizes = new ResizeObserver(() =>
      picture.resize(element.clientWidth, element.clientHeight, devicePixelRatio),
    );
    sizes.observe(element);
    const uncolour = effect(() => picture.recolour(inkColours.value));
    return () => {
      unwatch();
      uncolour();
      sizes.disconnect();
      picture.stop();
    };
  }, [number, foot]);
  return <canvas ref={canvas} class="seat-ink" aria-hidden="true" />;
}
