/* SPDX-License-Identifier: MIT */
/* The ink of a page of nobody's, small: enough to know the hand. Each look is logged by the daemon. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { PageInk } from "../../ink/page-ink";
import { fitView } from "../../ink/view";
import { drawLines, useView } from "../../parts/draw-ink";
import { inkColours } from "../../parts/ink-colours";
import { requests } from "../../state/console";
import { language } from "../../state/settings";
import { Refusal } from "../../wire/requests";

const SIZE = { width: 340, height: 220 };
const MARGIN = 300;
const LINE_WIDTH = 45;

function draw(canvas: HTMLCanvasElement, ink: PageInk): void {
  const context = canvas.getContext("2d")!;
  const ratio = devicePixelRatio;
  canvas.width = SIZE.width * ratio;
  canvas.height = SIZE.height * ratio;
  const { left, top, right, bottom } = ink.box;
  const view = fitView({ left: left - MARGIN, top: top - MARGIN, right: right + MARGIN, bottom: bottom + MARGIN }, SIZE);
  useView(context, view, ratio);
  context.strokeStyle = inkColours.peek().ink;
  drawLines(context, ink.inOrder(), Math.max(LINE_WIDTH, 1.2 / view.scale), 1 / (view.scale * ratio));
}

export function CopyPicture({ copy }: { copy: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const trouble = useSignal<Refusal["answer"] | null>(null);
  useEffect(() => {
    requests.ask({ type: "open-page", copy }).then(
      ({ records }) => canvas.current && draw(canvas.current, PageInk.from(copy, records)),
      (error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        trouble.value = error.answer;
      },
    );
  }, [copy]);
  if (trouble.value) return <p>{language.value === "zh" ? trouble.value.zh : trouble.value.en}</p>;
  return <canvas ref={canvas} class="copy-picture" style={{ width: `${SIZE.width}px`, height: `${SIZE.height}px` }} aria-hidden="true" />;
}
