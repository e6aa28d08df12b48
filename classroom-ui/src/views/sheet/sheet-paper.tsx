/* SPDX-License-Identifier: MIT */
/* One page of the sheet: drawn on, moved about and sized with the mouse, a finger or the keys. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { PrintedPage, type Beneath } from "./backdrop";
import type { Box, Region, SheetPage } from "./document";
import { addAnswer, deleteRegions, LEAST_MM, moveRegions, placeRegion } from "./edits";
import { change, chosen, documentNow, faults } from "./editor";
import { snapBox } from "./snap";
import { sheetWords } from "./words";

type Drag = { readonly kind: "draw" | "move" | "size"; readonly id: string; readonly x: number; readonly y: number; readonly box: Box };

const HANDLE_MM = 2.4;

export function regionTitle(region: Region): string {
  const words = sheetWords.value;
  const question = documentNow.value?.questions.find((one) => one.number === region.question);
  const role = words.roles[region.role ?? "other"] ?? region.role ?? "";
  return [question?.name ?? region.question ?? region.name ?? "", role, region.option ?? ""].filter((part) => part !== "").join(" ");
}

/** Short, for what is printed there is small: an option by its letter. */
function placeLabel(region: Region): string {
  if (region.role === "option") return region.option ?? "";
  const question = documentNow.value?.questions.find((one) => one.number === region.question);
  return String(question?.name ?? region.question ?? region.name ?? "");
}

function Place({ region, preview, onDown }: {
  region: Region;
  preview: Box | null;
  onDown: (event: PointerEvent, kind: "move" | "size") => void;
}) {
  const [x, y, width, height] = preview ?? region.box_mm;
  const isChosen = chosen.value.has(region.id);
  const isWrong = faults.value.some((fault) => fault.regions.includes(region.id));
  return (
    <g
      id={`region-${region.id}`}
      class={`place place-${region.role ?? "other"}${isChosen ? " place-chosen" : ""}${isWrong ? " place-wrong" : ""}`}
      tabIndex={0}
      role="button"
      aria-pressed={isChosen}
      aria-label={sheetWords.value.region(regionTitle(region))}
      onFocus={() => (chosen.value.has(region.id) ? undefined : (chosen.value = new Set([region.id])))}
      onPointerDown={(event) => onDown(event, "move")}
    >
      <rect x={x} y={y} width={width} height={height} rx="0.6" />
      <text x={x + 0.8} y={y + Math.min(height - 0.8, 3.4)}>
        {isWrong ? "⚠ " : ""}
        {placeLabel(region)}
      </text>
      {isChosen && (
        <rect
          class="place-handle"
          x={x + width - HANDLE_MM / 2}
          y={y + height - HANDLE_MM / 2}
          width={HANDLE_MM}
          height={HANDLE_MM}
          onPointerDown={(event) => onDown(event, "size")}
        />
      )}
    </g>
  );
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
      const added = addAnswer(document, index, at);
      change(added.document);
      chosen.value = new Set([added.id]);
    } else if (now.kind === "move") {
      change(moveRegions(document, index, chosen.peek(), at[0] - now.box[0], at[1] - now.box[1]));
    } else {
      change(placeRegion(document, index, now.id, at));
    }
  };
  return { drag, box, down, move, up };
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

function pressed(event: KeyboardEvent, page: SheetPage, index: number): void {
  const document = documentNow.peek()!;
  const arrow = ARROWS[event.key];
  if (chosen.peek().size === 0) return;
  if (arrow && event.shiftKey) {
    const grown = [...chosen.peek()].reduce((now, id) => {
      const region = page.regions.find((one) => one.id === id);
      if (!region) return now;
      const [x, y, width, height] = region.box_mm;
      return placeRegion(now, index, id, [x, y, width + arrow[0], height + arrow[1]]);
    }, document);
    change(grown);
  } else if (arrow) {
    change(moveRegions(document, index, chosen.peek(), arrow[0], arrow[1]));
  } else if (event.key === "Delete" || event.key === "Backspace") {
    change(deleteRegions(document, chosen.peek()));
    chosen.value = new Set();
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
      class="sheet-paper"
      viewBox={`-0.3 -0.3 ${width + 0.6} ${height + 0.6}`}
      role="group"
      aria-label={sheetWords.value.page(index + 1)}
      onPointerDown={(event) => down(event, "draw", null)}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onKeyDown={(event) => pressed(event, page, index)}
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
        <rect class="place-drawn" x={box.value[0]} y={box.value[1]} width={box.value[2]} height={box.value[3]} />
      )}
    </svg>
  );
}
