/* SPDX-License-Identifier: MIT */
/*
 * The replay's machine: live, or at a moment of the page's history, standing or running. It reads no clock of
 * its own; frames tell it the time.
 */
import { computed, signal } from "@preact/signals";
import type { PageInk } from "../../ink/page-ink";
import { Timeline } from "../../ink/timeline";
import { cancelPaint, requestPaint } from "../../state/frames";

export const SPEEDS = [1, 2, 4, 8, 16, 32] as const;
export type Speed = (typeof SPEEDS)[number];

const FIRST_SPEED: Speed = 4;
const SEEK_MS = 5000;

export class Replay {
  readonly live = signal(true);
  readonly playing = signal(false);
  readonly positionMs = signal(0);
  readonly speed = signal<Speed>(FIRST_SPEED);
  readonly shortenPauses = signal(true);
  readonly timeline = signal(new Timeline([], true));
  /** Where the bar's handle stands: at the end while live. */
  readonly handleMs = computed(() => (this.live.value ? this.timeline.value.durationMs : this.positionMs.value));
  private ink: PageInk | null = null;
  private lastFrameMs: number | null = null;
  private readonly frame = (nowMs: number) => this.advance(nowMs);

  /** Another page: back to its present. */
  open(ink: PageInk | null): void {
    if (ink !== this.ink) this.toLive();
    this.ink = ink;
    this.inkChanged();
  }

  /** More ink: the history got longer. */
  inkChanged(): void {
    this.timeline.value = new Timeline(this.ink?.inOrder() ?? [], this.shortenPauses.peek());
  }

  togglePauses(): void {
    const wallMs = this.timeline.peek().wallMs(this.handleMs.peek());
    this.shortenPauses.value = !this.shortenPauses.peek();
    this.inkChanged();
    // Stay at the same moment of the morning, which lies elsewhere on the new axis.
    if (!this.live.peek() && wallMs !== null) this.positionMs.value = this.timeline.peek().replayMs(wallMs);
  }

  toLive(): void {
    this.stop();
    this.live.value = true;
  }

  seek(positionMs: number): void {
    this.live.value = false;
    this.positionMs.value = Math.max(0, Math.min(this.timeline.peek().durationMs, positionMs));
  }

  seekBy(steps: number): void {
    this.seek(this.handleMs.peek() + steps * SEEK_MS);
  }

  togglePlay(): void {
    if (this.playing.peek()) {
      this.stop();
      return;
    }
    if (this.handleMs.peek() >= this.timeline.peek().durationMs) this.seek(0);
    this.live.value = false;
    this.playing.value = true;
    requestPaint(this.frame);
  }

  faster(step: 1 | -1): void {
    const index = SPEEDS.indexOf(this.speed.peek()) + step;
    this.speed.value = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, index))]!;
  }

  stop(): void {
    this.playing.value = false;
    this.lastFrameMs = null;
    cancelPaint(this.frame);
  }

  private advance(nowMs: number): void {
    if (!this.playing.peek()) return;
    const elapsed = this.lastFrameMs === null ? 0 : nowMs - this.lastFrameMs;
    this.lastFrameMs = nowMs;
    this.positionMs.value += elapsed * this.speed.peek();
    const { durationMs } = this.timeline.peek();
    if (this.positionMs.peek() >= durationMs) {
      this.positionMs.value = durationMs;
      this.stop();
      return;
    }
    requestPaint(this.frame);
  }
}
