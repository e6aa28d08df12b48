/* SPDX-License-Identifier: MIT */
/*
 * The ink of one seat's current page as frames bring it. After a snapshot the old picture stays until the
 * new base is complete, so a reconnected page does not blink.
 */
import { FrameKind, type InkFrame } from "../wire/ink-frame";
import { PageInk } from "./page-ink";

export class SeatInk {
  page: PageInk | null = null;
  private base: PageInk | null = null;

  take(frame: InkFrame): void {
    if (frame.kind === FrameKind.Base) this.takeBase(frame);
    else this.takeLive(frame);
  }

  /** A snapshot says which copy this seat is on; ink of another one is no longer its picture. */
  expect(copy: number | null): void {
    this.base = null;
    if (this.page && this.page.copy !== copy) this.page = null;
  }

  private takeBase(frame: InkFrame): void {
    if (this.base?.copy !== frame.copy) this.base = new PageInk(frame.copy);
    for (const record of frame.records) {
      // A base that was broken off half-way (the page was turned and turned back) begins again.
      if (record.type === "stroke" && this.base.has(record.id)) this.base = new PageInk(frame.copy);
      this.base.apply(record);
      if (record.type !== "end") continue;
      this.page = this.base;
      this.base = null;
      return;
    }
  }

  private takeLive(frame: InkFrame): void {
    if (this.page?.copy !== frame.copy) this.page = new PageInk(frame.copy);
    for (const record of frame.records) this.page.apply(record);
  }
}
