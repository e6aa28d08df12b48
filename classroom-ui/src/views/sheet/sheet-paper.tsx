/* SPDX-License-Identifier: MIT */
/* One page of the sheet: drawn on, moved about and sized with the mouse, a finger or the keys. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { PrintedPage, type Beneath } from "./backdrop";
import type { Box, Region, SheetDocument, SheetPage } from "./document";
import { LEAST_MM, moveRegions, placeRegion, sizeRegions } from "./edits";
import { change, chosen, chosenRegions, documentNow, kind, nearQuestion, removeChosen, said } from "./editor";
import { addRegion, titleOf } from "./kinds";
import { Outline, Place } from "./place";
import { snapBox } from "./snap";
import { sheetWords } from "./words";

type Drag = { readonly kind: "draw" | "move" | "size"; readonly id: string; readonly x: number; readonly y: number; readonly box: Box };

/** Done, and told where the first of them is now. */
function arrange(next: SheetDocument): void {
  change(next);
  const region = chosenRegions.peek()[0];
  if (!region) return;
  const { zh, en } = titleOf(next, region);
  const [x, y, width, height] = region.box_mm;
  said.value = { zh: `${zh}：左 ${x}，上 ${y}，宽 ${width}，高 ${height} 毫米`, en: `${en}: left ${x}, top ${y}, width ${width}, height ${height} mm` };
}

/** A new one of the kind that is set, chosen from then on. */
export function putBox(index: number, box: Box): void {
  const added = addRegion(documentNow.peek()!, index, kind.peek(), box, nearQuestion());
  chosen.value = new Set([added.id]);
  arrange(added.document);
}

/** Where a drag has got to; snapped to the others. */
function dragged(drag: Drag, x: number, y: number, others: readonly Region[]): Box {
  const [left, top, width, height] = drag.box;
  if (drag.kind === "move") return snapBox([left + x - drag.x, top + y - drag.y, width, height], others, "box");
  if (drag.kind === "size") return snapBox([left, top, Math.max(LEAST_MM, width + x - drag.x), Math.max(LEAST_MM, height + y - drag.y)], others, "corner");
  const [startX, startY] = snapBox([Math.min(x, drag.x), Math.min(y, drag.y), 0, 0], others, "box");
  return snapBox([startX, startY, Math.abs(x - drag.x), Math.abs(y - drag.y)], others, "corner");
}

function useDrag(page: SheetPage, index: number, svg: { readonly current: SVGSVGElement | null }) {
  const drag = useSignal<Drag | null>(null);
  const box = useSignal<Box | null>(null);
  const pointOf = (event: PointerEvent) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.current!.getScreenCTM()!.inverse());
    return { x: at.x, y: at.y };
  };
  const down = (event: PointerEvent, kind: Drag["kind"], region: Region | null) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    svg.current!.setPointerCapture(event.pointerId);
    const { x, y } = pointOf(event);
    if (region && event.shiftKey) chosen.value = new Set([...chosen.peek(), region.id]);
    else if (region && !chosen.peek().has(region.id)) chosen.value = new Set([region.id]);
    else if (!region) chosen.value = new Set();
    drag.value = { kind, id: region?.id ?? "", x, y, box: region?.box_mm ?? [x, y, 0, 0] };
  };
  const move = (event: PointerEvent) => {
    const now = drag.peek();
    if (!now) return;
    const { x, y } = pointOf(event);
    if (!box.peek() && Math.hypot(x - now.x, y - now.y) < 0.8) return;
    const others = page.regions.filter((region) => region.id !== now.id && !chosen.peek().has(region.id));
    box.value = dragged(now, x, y, others);
  };
  const up = () => {
    const [now, at, document] = [drag.peek(), box.peek(), documentNow.peek()!];
    drag.value = box.value = null;
    if (!now || !at) return;
    if (now.kind === "draw") {
      if (at[2] < LEAST_MM || at[3] < LEAST_MM) return;
      putBox(index, at);
    } else if (now.kind === "move") {
      arrange(moveRegions(document, index, chosen.peek(), at[0] - now.box[0], at[1] - now.box[1]));
    } else {
      arrange(placeRegion(document, index, now.id, at));
    }
  };
  return { drag, box, down, move, up };
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

/** By the millimetre, with Shift by five; with Alt or Ctrl it is the lower right corner that goes. */
function pressed(event: KeyboardEvent, index: number): void {
  if (chosen.peek().size === 0) return;
  const arrow = ARROWS[event.key];
  if (arrow) {
    const [dx, dy] = arrow.map((by) => by * (event.shiftKey ? 5 : 1)) as [number, number];
    const edit = event.altKey || event.ctrlKey || event.metaKey ? sizeRegions : moveRegions;
    arrange(edit(documentNow.peek()!, index, chosen.peek(), dx, dy));
  } else if (event.key === "Enter") {
    document.getElementById("place-kind")?.focus();
  } else if (event.key === "Delete" || event.key === "Backspace") {
    removeChosen();
  } else if (event.key === "Escape") {
    chosen.value = new Set();
    document.getElementById("sheet-paper")?.focus();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

interface Properties {
  readonly page: SheetPage;
  readonly index: number;
  readonly beneath: Beneath;
}

export function SheetPaper({ page, index, beneath: { picture, ink, printed } }: Properties) {
  const svg = useRef<SVGSVGElement>(null);
  const { drag, box, down, move, up } = useDrag(page, index, svg);
  const [width, height] = page.size_mm;
  return (
    <svg
      ref={svg}
      id="sheet-paper"
      class="sheet-paper"
      tabindex={-1}
      viewBox={`-0.3 -0.3 ${width + 0.6} ${height + 0.6}`}
      role="group"
      aria-label={sheetWords.value.page(index + 1)}
      onPointerDown={(event) => down(event, "draw", null)}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      aria-describedby="sheet-said"
      onKeyDown={(event) => pressed(event, index)}
    >
      <rect class="paper-ground" x="0" y="0" width={width} height={height} />
      {printed.value && <PrintedPage page={page} index={index} />}
      {picture.value && <image href={picture.value} x="0" y="0" width={width} height={height} preserveAspectRatio="none" />}
      {ink.value && <path class="paper-ink" d={ink.value} />}
      {page.regions.map((region) => (
        <Place
          key={region.id}
          region={region}
          preview={drag.value?.id === region.id ? box.value : null}
          onDown={(event, kind) => down(event, kind, region)}
        />
      ))}
      {drag.value?.kind === "draw" && box.value && (
        <g class={`place place-${kind.value}`}>
          <Outline role={kind.value} box={box.value} />
        </g>
      )}
    </svg>
  );
}
