/* SPDX-License-Identifier: MIT */
/*
 * All strokes of one page copy, built from records. Whoever draws it keeps its own place: `finished` mostly
 * grows at its end, and when anything else happens to it `generation` goes up and all must be drawn again.
 * It is in the order of writing, not of arrival (ink that a pen kept while away comes late), so that the same
 * page is the same picture whichever way its ink came.
 */
import type { InkRecord, StrokeId } from "../wire/ink-frame";
import { boxAround, EMPTY_BOX, type Box } from "./box";
import { Stroke } from "./stroke";

function writtenBefore(a: Stroke, b: Stroke): boolean {
  return a.startMs < b.startMs || (a.startMs === b.startMs && a.id < b.id);
}

export class PageInk {
  readonly finished: Stroke[] = [];
  readonly open = new Set<Stroke>();
  generation = 0;
  nDots = 0;
  /** Records that speak of strokes we never saw begin. */
  nStray = 0;
  /** Of all ink but strokes with outliers: a spark far off the sheet must not shrink the picture. */
  box: Box = EMPTY_BOX;
  /** The stroke that dots came for last: what is being written. */
  latest: Stroke | null = null;
  private readonly byId = new Map<StrokeId, Stroke>();

  constructor(readonly copy: number) {}

  static from(copy: number, records: readonly InkRecord[]): PageInk {
    const ink = new PageInk(copy);
    for (const record of records) ink.apply(record);
    return ink;
  }

  get nStrokes(): number {
    return this.byId.size;
  }

  has(id: StrokeId): boolean {
    return this.byId.has(id);
  }

  apply(record: InkRecord): void {
    switch (record.type) {
      case "stroke":
        this.begin(new Stroke(record.id, record.startMs, record.tip, record.flags));
        break;
      case "dots":
        this.grow(record);
        break;
      case "up":
        this.finish(record.id, record.durationMs, record.flags);
        break;
      case "drop":
        this.drop(record.id);
        break;
      case "end":
        break;
    }
  }

  /** All strokes, open ones too, by the time of writing. */
  inOrder(): Stroke[] {
    return [...this.finished, ...this.open].sort((a, b) => (writtenBefore(a, b) ? -1 : 1));
  }

  private begin(stroke: Stroke): void {
    if (this.byId.has(stroke.id)) {
      this.nStray += 1;
      return;
    }
    this.byId.set(stroke.id, stroke);
    this.open.add(stroke);
  }

  private grow(record: Extract<InkRecord, { type: "dots" }>): void {
    const stroke = this.byId.get(record.id);
    if (!stroke) {
      this.nStray += 1;
      return;
    }
    stroke.append(record.dots);
    this.nDots += record.dots.count;
    this.latest = stroke;
    if (!stroke.has("outlier")) this.box = boxAround(this.box, stroke.box);
    if (!this.open.has(stroke)) this.generation += 1;
  }

  private finish(id: StrokeId, durationMs: number, flags: number): void {
    const stroke = this.byId.get(id);
    if (!stroke || stroke.durationMs !== null) {
      this.nStray += 1;
      return;
    }
    const wasOutlier = stroke.has("outlier");
    stroke.durationMs = durationMs;
    stroke.flags = flags;
    this.open.delete(stroke);
    this.insert(stroke);
    if (stroke.has("outlier") !== wasOutlier) this.measure();
  }

  private insert(stroke: Stroke): void {
    let at = this.finished.length;
    while (at > 0 && writtenBefore(stroke, this.finished[at - 1]!)) at -= 1;
    if (at < this.finished.length) this.generation += 1;
    this.finished.splice(at, 0, stroke);
  }

  private drop(id: StrokeId): void {
    const stroke = this.byId.get(id);
    if (!stroke) return;
    this.byId.delete(id);
    this.nDots -= stroke.count;
    if (this.latest === stroke) this.latest = null;
    if (!this.open.delete(stroke)) this.finished.splice(this.finished.indexOf(stroke), 1);
    this.generation += 1;
    this.measure();
  }

  private measure(): void {
    this.box = EMPTY_BOX;
    for (const stroke of this.byId.values())
      if (!stroke.has("outlier")) this.box = boxAround(this.box, stroke.box);
  }
}
