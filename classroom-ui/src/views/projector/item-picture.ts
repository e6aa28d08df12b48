/* SPDX-License-Identifier: MIT */
/* One piece of the wall on its canvas: the answers' places, faintly, and the ink, live or as far as the replay is. */
import type { Box } from "../../ink/box";
import { sheetOf } from "../../ink/sheet";
import { Timeline } from "../../ink/timeline";
import { fitView } from "../../ink/view";
import { playedMs } from "../../ink/wall-layout";
import { fillShape, finishedShape, growingShape, useView } from "../../parts/draw-ink";
import type { InkColours } from "../../parts/ink-colours";
import { cancelPaint, requestPaint } from "../../state/frames";
import type { WallFeed } from "../../state/wall-feed";
import type { BoxMm, ShownItem } from "../../wire/wall";

const BORDER_WIDTH = 18;

function boxOf([left, top, width, height]: BoxMm): Box {
  return { left: left * 100, top: top * 100, right: (left + width) * 100, bottom: (top + height) * 100 };
}

/** What of the paper is shown; guessed from the ink where nobody knows. */
export function itemBox(item: ShownItem, ink: Box): Box {
  return item.box_mm ? boxOf(item.box_mm) : sheetOf(null, ink);
}

export function itemRatio(item: ShownItem): number {
  return item.box_mm ? item.box_mm[2] / item.box_mm[3] : 150 / 210;
}

export class ItemPicture {
  private readonly context: CanvasRenderingContext2D;
  private item: ShownItem | null = null;
  private size = { width: 0, height: 0 };
  private pixelRatio = 1;
  private colours: InkColours | null = null;
  private timeline: Timeline | null = null;
  private nStrokes = -1;
  private readonly paint = () => this.draw();

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly feed: WallFeed,
  ) {
    this.context = canvas.getContext("2d")!;
  }

  show(item: ShownItem, colours: InkColours): void {
    this.item = item;
    this.colours = colours;
    this.changed();
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.size = { width, height };
    this.pixelRatio = pixelRatio;
    this.canvas.width = Math.round(width * pixelRatio);
    this.canvas.height = Math.round(height * pixelRatio);
    this.changed();
  }

  changed(): void {
    requestPaint(this.paint);
  }

  stop(): void {
    cancelPaint(this.paint);
  }

  private draw(): void {
    const { item, context, colours, feed } = this;
    if (!item || !colours || this.size.width === 0) return;
    const ink = feed.inkOf(item.item);
    const box = itemBox(item, ink.box);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    useView(context, fitView(box, this.size), this.pixelRatio);
    context.strokeStyle = colours.sheetEdge;
    context.lineWidth = BORDER_WIDTH;
    for (const [left, top, width, height] of item.regions_mm)
      context.strokeRect(left * 100, top * 100, width * 100, height * 100);
    context.fillStyle = colours.ink;
    const play = feed.wall.peek()?.play;
    const at = play ? playedMs(play, Date.now() + feed.offsetMs) : null;
    if (at === null) {
      for (const stroke of ink.finished) fillShape(context, stroke, finishedShape(stroke));
      context.fillStyle = colours.live;
      for (const stroke of ink.open) fillShape(context, stroke, growingShape(stroke));
      return;
    }
    this.drawMoment(at, (play?.speed ?? 0) > 0);
  }

  private drawMoment(at: number, running: boolean): void {
    const ink = this.feed.inkOf(this.item!.item);
    if (!this.timeline || this.nStrokes !== ink.nStrokes) this.timeline = new Timeline(ink.inOrder(), true);
    this.nStrokes = ink.nStrokes;
    const moment = this.timeline.at(at);
    const strokes = this.timeline.spans.map((span) => span.stroke);
    for (const stroke of strokes.slice(0, moment.whole)) fillShape(this.context, stroke, finishedShape(stroke));
    const next = strokes[moment.whole];
    if (next && moment.dots > 0) fillShape(this.context, next, growingShape(next, moment.dots));
    if (running && at < this.timeline.durationMs) this.changed();
  }
}
