/* SPDX-License-Identifier: MIT */
/* The sheet with its ink: fits the room it is given, keeps the proportions of the paper. */
import { effect, untracked, useComputed, type ReadonlySignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { EMPTY_BOX } from "../../ink/box";
import { sheetOf, type Sheet } from "../../ink/sheet";
import type { Stroke } from "../../ink/stroke";
import { inkColours } from "../../parts/ink-colours";
import { classState, seatInk, watchInk } from "../../state/console";
import type { PupilAnswer } from "../../wire/results";
import { answerEnds, answersThen } from "./marks-then";
import type { PageSource } from "./page-source";
import type { PageWork } from "./page-work";
import { PagePicture, type Showing } from "./page-picture";
import type { Replay } from "./replay";
import { PageMarks } from "./page-marks";
import { PrintedSheet } from "./printed-sheet";

/** The last first-paint, for the browser's test to read: `performance.getEntriesByName("page-painted")`. */
function notePaint(ms: number, nDots: number): void {
  performance.measure("page-painted", { start: performance.now() - ms, duration: ms, detail: { nDots } });
}

interface Properties {
  readonly source: PageSource;
  readonly work: PageWork;
  readonly replay: Replay;
  readonly pointedOut: ReadonlySignal<readonly Stroke[]>;
  /** True: as broad as the room, for reading from the back row; the sheet then scrolls. */
  readonly broad: ReadonlySignal<boolean>;
  /** The question that is looked at; 0 none. */
  readonly chosen: ReadonlySignal<number>;
}

/** Without the padding, which clientWidth counts. */
function contentSize(element: HTMLElement): { width: number; height: number } {
  const style = getComputedStyle(element);
  const without = (size: number, ...sides: string[]) => sides.reduce((left, side) => left - parseFloat(side), size);
  return {
    width: without(element.clientWidth, style.paddingLeft, style.paddingRight),
    height: without(element.clientHeight, style.paddingTop, style.paddingBottom),
  };
}

function showingOf(replay: Replay): Showing {
  if (replay.live.value) return { type: "live" };
  const timeline = replay.timeline.value;
  return { type: "replay", timeline, moment: timeline.at(replay.positionMs.value) };
}

/** Where the paper lies: as the sheet says, where its print is known. */
function sheetNow(source: PageSource, work: PageWork): Sheet {
  const paper = source.paper.value;
  const print = work.now.value?.print;
  return print ? { ...print.paper, known: true } : sheetOf(paper?.address ?? null, paper?.ink?.box ?? EMPTY_BOX);
}

function Print({ work, chosen }: { work: PageWork; chosen: ReadonlySignal<number> }) {
  const now = work.now.value;
  return now?.print ? <PrintedSheet page={now.print} sheet={now.print.paper} questions={now.questions} chosen={chosen} /> : null;
}

const NOTHING: readonly PupilAnswer[] = [];

function Marks({ source, work, replay }: { source: PageSource; work: PageWork; replay: Replay }) {
  const copy = useComputed(() => source.paper.value?.copy).value;
  const answers = useComputed(() => work.now.value?.answers.filter((answer) => answer.copy === copy) ?? NOTHING);
  const ends = useComputed(() => {
    const print = work.now.value?.print;
    return print ? answerEnds(answers.value, print, replay.timeline.value) : new Map<number, number>();
  });
  const then = () => (replay.live.value ? answers.value : answersThen(answers.value, ends.value, replay.timeline.value, replay.positionMs.value));
  // Sixty moments a second, and marks of a few: drawn anew only when one comes or goes.
  const which = useComputed(() => then().map(({ question, mark }) => `${question}${mark ? "." : ""}`).join()).value;
  const shown = useMemo(() => untracked(then), [which, answers.value, replay.live.value]);
  const print = work.now.value?.print;
  if (!print) return null;
  return <PageMarks page={print} sheet={print.paper} answers={shown} veiled={classState.value?.class.hide_names ?? false} />;
}

export function PageCanvas({ source, work, replay, pointedOut, broad, chosen }: Properties) {
  const room = useRef<HTMLDivElement>(null);
  const sheetElement = useRef<HTMLDivElement>(null);
  const still = useRef<HTMLCanvasElement>(null);
  const moving = useRef<HTMLCanvasElement>(null);
  // Before the browser paints, not after: the sheet must not be seen empty for a frame.
  useLayoutEffect(() => {
    const picture = new PagePicture(still.current!, moving.current!, inkColours.peek(), notePaint);
    let ratio = 0;
    const fit = () => {
      const box = contentSize(room.current!);
      const narrow = box.height * ratio;
      const fills = broad.peek() && source.paper.peek()?.ink;
      const width = Math.floor(fills ? box.width : Math.min(box.width, narrow));
      const height = Math.floor(width / ratio);
      sheetElement.current!.style.width = `${width}px`;
      sheetElement.current!.style.height = `${height}px`;
      picture.resize(width, height, devicePixelRatio);
    };
    const show = () => {
      const paper = source.paper.value;
      const ink = paper?.ink ?? null;
      const sheet = sheetNow(source, work);
      sheetElement.current!.classList.toggle("sheet-known", sheet.known);
      picture.show(ink, sheet, showingOf(replay));
      const nowRatio = (sheet.right - sheet.left) / (sheet.bottom - sheet.top);
      if (nowRatio === ratio) return;
      ratio = nowRatio;
      fit();
    };
    const sizes = new ResizeObserver(fit);
    const ends = [
      effect(show),
      effect(() => {
        room.current!.classList.toggle("page-broad", broad.value);
        if (ratio > 0) fit();
      }),
      effect(() => picture.recolour(inkColours.value)),
      effect(() => picture.pointOut(pointedOut.value)),
      watchInk(source.seatNumber, () => {
        const paper = source.paper.peek();
        if (paper?.ink && paper.ink === seatInk(source.seatNumber).page) show();
      }),
      () => sizes.disconnect(),
      () => picture.stop(),
    ];
    sizes.observe(room.current!);
    picture.drawNow();
    return () => ends.forEach((end) => end());
  }, []);
  return (
    <div ref={room} class="page-room">
      <div ref={sheetElement} class="sheet">
        <Print work={work} chosen={chosen} />
        <canvas ref={still} class="sheet-ink" id="page-still" aria-hidden="true" />
        <canvas ref={moving} class="sheet-ink" aria-hidden="true" />
        <Marks source={source} work={work} replay={replay} />
      </div>
    </div>
  );
}
