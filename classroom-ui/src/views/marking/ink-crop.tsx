/* SPDX-License-Identifier: MIT */
/* One pupil's ink of the question, cut out of the page; a click says where on the paper the mark goes. */
import { useEffect, useRef } from "preact/hooks";
import { boxIsEmpty } from "../../ink/box";
import { fitView } from "../../ink/view";
import { fillShape, finishedShape, useView } from "../../parts/draw-ink";
import { inkColours } from "../../parts/ink-colours";
import { spot } from "./marking-actions";
import { inkBox, inks } from "./question-ink";

const MARGIN = 250;
const WIDTH = 128;
const HEIGHT = 72;

export function InkCrop({ seat, label, markAt }: { seat: number; label: string; markAt: { x: number; y: number } | null }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const ink = inks.value.get(seat);
  const box = inkBox.value;
  const colours = inkColours.value;
  const here = spot.value?.seat === seat ? spot.value : null;
  const padded = { left: box.left - MARGIN, top: box.top - MARGIN, right: box.right + MARGIN, bottom: box.bottom + MARGIN };
  const view = boxIsEmpty(box) ? null : fitView(padded, { width: WIDTH, height: HEIGHT });
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || !view) return;
    const ratio = devicePixelRatio;
    canvas.current!.width = WIDTH * ratio;
    canvas.current!.height = HEIGHT * ratio;
    useView(context, view, ratio);
    context.fillStyle = colours.ink;
    for (const stroke of ink?.finished ?? []) fillShape(context, stroke, finishedShape(stroke));
    const at = here ?? markAt;
    if (!at) return;
    context.strokeStyle = colours.note;
    context.lineWidth = 2 / view.scale;
    context.beginPath();
    context.arc(at.x, at.y, 7 / view.scale, 0, 2 * Math.PI);
    context.stroke();
  }, [ink, box, colours, here, markAt?.x, markAt?.y]);
  const clicked = (event: MouseEvent) => {
    if (!view) return;
    const place = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const x = view.x + ((event.clientX - place.left) * WIDTH) / place.width / view.scale;
    const y = view.y + ((event.clientY - place.top) * HEIGHT) / place.height / view.scale;
    spot.value = { seat, x: Math.max(0, Math.round(x)), y: Math.max(0, Math.round(y)) };
  };
  return <canvas ref={canvas} class="ink-crop" role="img" aria-label={label} onClick={clicked} />;
}
