/* SPDX-License-Identifier: MIT */
/*
 * One page, large. Two canvases: what is whole, and above it what is still moving (open strokes, the stroke
 * under the replay's head, strokes pointed out). The first paint uses plain lines, which take milliseconds
 * for any page; the shapes with pressure are made in slices of a frame and then take their place.
 */
import type { PageInk } from "../../ink/page-ink";
import type { Sheet } from "../../ink/sheet";
import type { Stroke } from "../../ink/stroke";
import type { Moment, Timeline } from "../../ink/timeline";
import { fitView, type View } from "../../ink/view";
import { drawLines, fillShape, finishedShape, growingShape, hasShape, useView } from "../../parts/draw-ink";
import type { InkColours } from "../../parts/ink-colours";
import { cancelPaint, requestPaint } from "../../state/frames";

const SLICE_MS = 6;
const LINE_WIDTH = 42;

/** Live: all there is, as it comes. Replay: what was there at a moment. */
export type Showing =
  | { readonly type: "live" }
  | { readonly type: "replay"; readonly timeline: Timeline; readonly moment: Moment };

const LIVE: Showing = { type: "live" };

export class PagePicture {
  private readonly still: CanvasRenderingContext2D;
  private readonly moving: CanvasRenderingContext2D;
  private ink: PageInk | null = null;
  private sheet: Sheet | null = null;
  private view: View = { x: 0, y: 0, scale: 1 };
  private size = { width: 0, height: 0 };
  private pixelRatio = 1;
  private showing: Showing = LIVE;
  private pointedOut: ReadonlySet<Stroke> = new Set();
  private stillGeneration = -1;
  private nStill = -1;
  private refining = false;
  private readonly paint = () => this.draw();
  private readonly refine = () => this.refineSome();
  /** In the frame after the next: the one that shows the lines is not to wait for the shapes. */
  private readonly refineSoon = () => requestPaint(this.refine);

  constructor(
    private readonly stillCanvas: HTMLCanvasElement,
    private readonly movingCanvas: HTMLCanvasElement,
    private colours: InkColours,
    private readonly painted: (ms: number, nDots: number) => void,
  ) {
    this.still = stillCanvas.getContext("2d")!;
    this.moving = movingCanvas.getContext("2d")!;
  }

  show(ink: PageInk | null, sheet: Sheet, showing: Showing): void {
    const moved =
      !this.sheet || (["left", "top", "right", "bottom"] as const).some((edge) => this.sheet![edge] !== sheet[edge]);
    if (ink !== this.ink || moved) this.nStill = -1;
    this.ink = ink;
    this.sheet = sheet;
    this.showing = showing;
    if (moved) this.fit();
    this.changed();
  }

  changed(): void {
    requestPaint(this.paint);
  }

  /** At once: a page that is only being opened need not wait for the next frame to begin. */
  drawNow(): void {
    cancelPaint(this.paint);
    this.draw();
  }

  pointOut(strokes: readonly Stroke[]): void {
    this.pointedOut = new Set(strokes);
    this.changed();
  }

  recolour(colours: InkColours): void {
    this.colours = colours;
    this.nStill = -1;
    this.changed();
  }

  /** The same size again is none: whoever watches the room says its size once more when it has only just been looked at. */
  resize(width: number, height: number, pixelRatio: number): void {
    if (width === this.size.width && height === this.size.height && pixelRatio === this.pixelRatio) return;
    this.size = { width, height };
    this.pixelRatio = pixelRatio;
    for (const canvas of [this.stillCanvas, this.movingCanvas]) {
      canvas.width = Math.round(width * pixelRatio);
      canvas.height = Math.round(height * pixelRatio);
    }
    this.nStill = -1;
    this.fit();
    this.changed();
  }

  stop(): void {
    cancelPaint(this.paint);
    cancelPaint(this.refine);
    cancelPaint(this.refineSoon);
  }

  private fit(): void {
    if (this.sheet && this.size.width > 0) this.view = fitView(this.sheet, this.size);
  }

  private draw(): void {
    const { ink } = this;
    if (this.size.width === 0) return;
    const begun = performance.now();
    const order = this.showing.type === "replay" ? this.showing.timeline.spans.map((span) => span.stroke) : ink?.finished ?? [];
    const whole = this.showing.type === "replay" ? this.showing.moment.whole : order.length;
    const first = this.nStill === -1;
    this.drawStill(order, whole);
    this.drawMoving(order, whole);
    if (first && ink && whole > 0) this.painted(performance.now() - begun, ink.nDots);
  }

  /** Adds what became whole; begins anew when something was taken away or the replay went back. */
  private drawStill(order: readonly Stroke[], whole: number): void {
    const generation = this.ink?.generation ?? 0;
    if (this.nStill === -1 || whole < this.nStill || generation !== this.stillGeneration) {
      this.clear(this.still);
      this.nStill = 0;
      this.stillGeneration = generation;
    }
    if (whole === this.nStill) return;
    const fresh = order.slice(this.nStill, whole);
    this.nStill = whole;
    // A few strokes get their shapes at once: that is what live ink and replay bring in a frame.
    if (fresh.length <= 4) fresh.forEach((stroke) => finishedShape(stroke));
    this.drawStrokes(this.still, fresh, this.colours.ink);
    if (fresh.some((stroke) => !hasShape(stroke))) this.startRefining();
    // For whoever compares pictures: lines and shapes of the same ink are not the same pixels.
    this.stillCanvas.dataset["drawn"] = this.refining ? "lines" : "shapes";
  }

  private drawMoving(order: readonly Stroke[], whole: number): void {
    const { moving } = this;
    this.clear(moving);
    useView(moving, this.view, this.pixelRatio);
    moving.fillStyle = this.colours.live;
    if (this.showing.type === "replay") {
      const stroke = order[whole];
      if (stroke) fillShape(moving, stroke, growingShape(stroke, this.showing.moment.dots));
    } else if (this.ink) {
      for (const stroke of this.ink.open) fillShape(moving, stroke, growingShape(stroke));
    }
    this.drawStrokes(moving, [...this.pointedOut], this.colours.note);
  }

  private drawStrokes(context: CanvasRenderingContext2D, strokes: readonly Stroke[], colour: string): void {
    useView(context, this.view, this.pixelRatio);
    context.fillStyle = context.strokeStyle = colour;
    const plain = strokes.filter((stroke) => !hasShape(stroke));
    drawLines(context, plain, LINE_WIDTH, 1 / (this.view.scale * this.pixelRatio));
    for (const stroke of strokes) if (hasShape(stroke)) fillShape(context, stroke, finishedShape(stroke));
  }

  private clear(context: CanvasRenderingContext2D): void {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  }

  private startRefining(): void {
    if (this.refining) return;
    this.refining = true;
    requestPaint(this.refineSoon);
  }

  private refineSome(): void {
    const until = performance.now() + SLICE_MS;
    for (const stroke of this.ink?.finished ?? []) {
      if (hasShape(stroke)) continue;
      finishedShape(stroke);
      if (performance.now() < until) continue;
      requestPaint(this.refine);
      return;
    }
    this.refining = false;
    this.stillGeneration = -1;
    this.changed();
  }
}
