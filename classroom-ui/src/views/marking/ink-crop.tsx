/* SPDX-License-Identifier: MIT */
/* One pupil's ink of the question over its print, cut out of the page; a click says where on the paper the mark goes. */
import { useEffect, useRef } from "preact/hooks";
import { fillShape, finishedShape, useView } from "../../parts/draw-ink";
import { inkColours } from "../../parts/ink-colours";
import { CROP_WIDTH, LETTER } from "./crop";
import { spot } from "./marking-actions";
import { cropFor, inks, printed } from "./question-ink";

/** Enough for a card that is wider than what is drawn. */
const RATIO = Math.max(1.5, devicePixelRatio);

export function InkCrop({ seat, label, markAt }: { seat: number; label: string; markAt: { x: number; y: number } | null }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const ink = inks.value.get(seat);
  const window = cropFor(ink);
  const print = printed.value;
  const colours = inkColours.value;
  const here = spot.value?.seat === seat ? spot.value : null;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || !window) return;
    const { view, height } = window;
    canvas.current!.width = CROP_WIDTH * RATIO;
    canvas.current!.height = height * RATIO;
    useView(context, view, RATIO);
    context.lineWidth = 1 / view.scale;
    context.strokeStyle = context.fillStyle = getComputedStyle(canvas.current!).color;
    context.font = `${LETTER}px sans-serif`;
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const { box, option } of print) {
      context.strokeRect(box.left, box.top, box.right - box.left, box.bottom - box.top);
      context.fillText(option, box.left - 80, (box.top + box.bottom) / 2);
    }
    context.fillStyle = colours.ink;
    for (const stroke of ink?.finished ?? []) fillShape(context, stroke, finishedShape(stroke));
    const at = here ?? markAt;
    if (!at) return;
    context.strokeStyle = colours.note;
    context.lineWidth = 2 / view.scale;
    context.beginPath();
    context.arc(at.x, at.y, 7 / view.scale, 0, 2 * Math.PI);
    context.stroke();
  }, [ink, window?.view.x, window?.view.y, window?.view.scale, print, colours, here, markAt?.x, markAt?.y]);
  const clicked = (event: MouseEvent) => {
    if (!window) return;
    const { view } = window;
    const place = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const pixel = CROP_WIDTH / place.width / view.scale;
    const x = view.x + (event.clientX - place.left) * pixel;
    const y = view.y + (event.clientY - place.top) * pixel;
    spot.value = { seat, x: Math.max(0, Math.round(x)), y: Math.max(0, Math.round(y)) };
  };
  return <canvas ref={canvas} class="ink-crop" role="img" aria-label={label} onClick={clicked} />;
}
