/* SPDX-License-Identifier: MIT */
/*
 * The ink on one seat's card. Finished strokes are drawn once, onto a layer that is never shown itself;
 * a frame copies the layer and draws the open strokes over it. Lines only, no outlines: 48 of these live.
 */
import { boxesMeet, type Box } from "../../ink/box";
import type { PageInk } from "../../ink/page-ink";
import { sheetOf, type Sheet } from "../../ink/sheet";
import type { Stroke } from "../../ink/stroke";
import { fitView, followView, viewBox, type View } from "../../ink/view";
import { drawLines, useView } from "../../parts/draw-ink";
import type { InkColours } from "../../parts/ink-colours";
import { cancelPaint, requestPaint } from "../../state/frames";
import type { PageAddress } from "../../wire/messages";
import { seatLayout, type Rectangle, type SeatLayout } from "./seat-layout";

/** The close-up is this wide on paper, in hundredths of a millimetre: about six written signs. */
const WINDOW_WIDTH = 4400;
const LINE_WIDTH = 50;
const LEAST_LINE_PIXELS = { map: 0.8, window: 1.4 } as const;
/** The close-up fades at its edges: a line of writing that is cut in two must not look like damage. */
const FADE_PIXELS = 7;

export interface SeatPaper {
  readonly ink: PageInk | null;
  readonly address: PageAddress | null;
  /** What is written there is not shown. */
  readonly veil: readonly Box[];
}

/** What the layer was drawn for; when any of it differs, the layer is drawn again. */
interface Drawn {
  readonly ink: PageInk;
  readonly generation: number;
  readonly colours: InkColours;
  readonly sheet: Sheet;
  readonly veil: readonly Box[];
  readonly layout: SeatLayout;
  readonly map: View;
  window: View | null;
  nFinished: number;
}

function sameSheet(a: Sheet, b: Sheet): boolean {
  return a.left === b.left && a.top === b.top && a.right === b.right && a.bottom === b.bottom && a.known === b.known;
}

export class SeatPicture {
  private readonly context: CanvasRenderingContext2D;
  private readonly layer: CanvasRenderingContext2D;
  private width = 0;
  private height = 0;
  private pixelRatio = 1;
  private drawn: Drawn | null = null;
  private readonly paint = () => this.draw();

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly paper: () => SeatPaper,
    private colours: InkColours,
    private readonly foot: number,
  ) {
    this.context = canvas.getContext("2d")!;
    this.layer = document.createElement("canvas").getContext("2d")!;
  }

  changed(): void {
    requestPaint(this.paint);
  }

  recolour(colours: InkColours): void {
    this.colours = colours;
    this.changed();
  }

  resize(width: number, height: number, pixelRatio: number): void {
    if (width === this.width && height === this.height && pixelRatio === this.pixelRatio) return;
    this.width = width;
    this.height = height;
    this.pixelRatio = pixelRatio;
    for (const canvas of [this.canvas, this.layer.canvas]) {
      canvas.width = Math.round(width * pixelRatio);
      canvas.height = Math.round(height * pixelRatio);
    }
    this.drawn = null;
    this.changed();
  }

  stop(): void {
    cancelPaint(this.paint);
  }

  private draw(): void {
    const { context, canvas } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    const { ink, address, veil } = this.paper();
    if (!ink || ink.nStrokes === 0 || this.width === 0) {
      this.drawn = null;
      return;
    }
    const drawn = this.prepare(ink, sheetOf(address, ink.box), veil);
    this.follow(drawn);
    context.drawImage(this.layer.canvas, 0, 0);
    this.strokes(context, drawn, [...ink.open], "map", this.colours.live);
    this.strokes(context, drawn, [...ink.open], "window", this.colours.live);
    this.fadeWindow(drawn.layout.window);
    this.markWindow(drawn);
  }

  /** Brings the layer up to date with the finished strokes; begins it anew when it must. */
  private prepare(ink: PageInk, sheet: Sheet, veil: readonly Box[]): Drawn {
    const old = this.drawn;
    const keeps =
      old !== null &&
      old.ink === ink &&
      old.generation === ink.generation &&
      old.colours === this.colours &&
      old.veil === veil &&
      sameSheet(old.sheet, sheet);
    const drawn = keeps ? old : this.begin(ink, sheet, veil, old?.ink === ink ? old.window : null);
    const fresh = ink.finished.slice(drawn.nFinished);
    drawn.nFinished = ink.finished.length;
    this.strokes(this.layer, drawn, fresh, "map", this.colours.ink);
    if (drawn.window) this.strokes(this.layer, drawn, fresh, "window", this.colours.ink);
    this.drawn = drawn;
    return drawn;
  }

  private begin(ink: PageInk, sheet: Sheet, veil: readonly Box[], window: View | null): Drawn {
    const layout = seatLayout(this.width, this.height, sheet, this.foot);
    const { layer } = this;
    layer.setTransform(1, 0, 0, 1, 0, 0);
    layer.clearRect(0, 0, layer.canvas.width, layer.canvas.height);
    layer.setTransform(this.pixelRatio, 0, 0, this.pixelRatio, 0, 0);
    const { left, top, width, height } = layout.map;
    layer.fillStyle = this.colours.sheet;
    layer.fillRect(left, top, width, height);
    layer.strokeStyle = this.colours.sheetEdge;
    layer.lineWidth = 1;
    this.canvas.dataset["drawn"] = "ink"; // for who measures how long it takes
    layer.strokeRect(Math.round(left) + 0.5, Math.round(top) + 0.5, Math.round(width) - 1, Math.round(height) - 1);
    return {
      ink,
      generation: ink.generation,
      colours: this.colours,
      sheet,
      veil,
      layout,
      map: fitView(sheet, layout.map),
      window,
      nFinished: 0,
    };
  }

  /** Moves the close-up to the newest ink, and draws its part of the layer again when it moved. */
  private follow(drawn: Drawn): void {
    const { ink, layout } = drawn;
    const newest = ink.latest ?? ink.finished[ink.finished.length - 1];
    if (!newest || newest.count === 0 || layout.window.width <= 0) return;
    const pen = { x: newest.x[newest.count - 1]!, y: newest.y[newest.count - 1]! };
    const scale = layout.window.width / WINDOW_WIDTH;
    const window = followView(drawn.window, pen, ink.open.size > 0, layout.window, scale);
    if (window === drawn.window) return;
    drawn.window = window;
    this.clear(this.layer, layout.window);
    const visible = viewBox(window, layout.window);
    const inside = ink.finished.filter((stroke) => boxesMeet(stroke.box, visible));
    this.strokes(this.layer, drawn, inside, "window", this.colours.ink);
  }

  private clear(context: CanvasRenderingContext2D, place: Rectangle): void {
    context.setTransform(this.pixelRatio, 0, 0, this.pixelRatio, 0, 0);
    context.clearRect(place.left, place.top, place.width, place.height);
  }

  private strokes(
    context: CanvasRenderingContext2D,
    drawn: Drawn,
    strokes: readonly Stroke[],
    where: "map" | "window",
    colour: string,
  ): void {
    const view = drawn[where];
    if (strokes.length === 0 || !view) return;
    const place = drawn.layout[where];
    context.save();
    context.setTransform(this.pixelRatio, 0, 0, this.pixelRatio, 0, 0);
    context.beginPath();
    context.rect(place.left, place.top, place.width, place.height);
    context.clip();
    useView(context, view, this.pixelRatio, place.left, place.top);
    context.strokeStyle = colour;
    const seen = drawn.veil.length === 0 ? strokes : strokes.filter(({ box }) => !drawn.veil.some((veil) => boxesMeet(box, veil)));
    drawLines(context, seen, Math.max(LINE_WIDTH, LEAST_LINE_PIXELS[where] / view.scale), 1 / (view.scale * this.pixelRatio));
    context.restore();
  }

  private fadeWindow({ left, top, width, height }: Rectangle): void {
    const { context } = this;
    context.save();
    context.setTransform(this.pixelRatio, 0, 0, this.pixelRatio, 0, 0);
    context.globalCompositeOperation = "destination-out";
    const fade = (x0: number, y0: number, x1: number, y1: number, place: Rectangle) => {
      const gradient = context.createLinearGradient(x0, y0, x1, y1);
      gradient.addColorStop(0, "#000");
      gradient.addColorStop(1, "#0000");
      context.fillStyle = gradient;
      context.fillRect(place.left, place.top, place.width, place.height);
    };
    const right = left + width;
    const bottom = top + height;
    fade(0, top, 0, top + FADE_PIXELS, { left, top, width, height: FADE_PIXELS });
    fade(0, bottom, 0, bottom - FADE_PIXELS, { left, top: bottom - FADE_PIXELS, width, height: FADE_PIXELS });
    fade(left, 0, left + FADE_PIXELS, 0, { left, top, width: FADE_PIXELS, height });
    fade(right, 0, right - FADE_PIXELS, 0, { left: right - FADE_PIXELS, top, width: FADE_PIXELS, height });
    context.restore();
  }

  /** A thin frame on the map around what the close-up shows. */
  private markWindow(drawn: Drawn): void {
    if (!drawn.window) return;
    const { context } = this;
    const { map, layout } = drawn;
    const seen = viewBox(drawn.window, layout.window);
    const left = Math.max(0, (seen.left - map.x) * map.scale);
    const top = Math.max(0, (seen.top - map.y) * map.scale);
    const right = Math.min(layout.map.width, (seen.right - map.x) * map.scale);
    const bottom = Math.min(layout.map.height, (seen.bottom - map.y) * map.scale);
    context.setTransform(this.pixelRatio, 0, 0, this.pixelRatio, 0, 0);
    context.strokeStyle = this.colours.window;
    context.lineWidth = 1;
    context.strokeRect(
      Math.round(layout.map.left + left) + 0.5,
      Math.round(layout.map.top + top) + 0.5,
      Math.max(2, Math.round(right - left) - 1),
      Math.max(2, Math.round(bottom - top) - 1),
    );
  }
}
