/* SPDX-License-Identifier: MIT */
/*
 * The socket of those who look at the show wall and at nothing else. It never says a word: the daemon would end it. A line
 * that is silent for longer than the daemon's sign of life takes is given up and opened anew.
 */
import { decodeInkFrames, type InkRecord } from "./ink-frame";
import { pauseMs, type Line } from "./socket";
import { parseShownWall, type ShownWall } from "./wall";

export const WALL_SUBPROTOCOL = "zhibi-wall-1";
/** The daemon speaks every four seconds at least. */
const SILENCE_MS = 10_000;

export interface WallListener {
  wall(message: ShownWall): void;
  ink(item: number, records: readonly InkRecord[]): void;
  live(live: boolean): void;
  /** The line could not be opened or was lost; true: try again. */
  lost(): Promise<boolean>;
}

export interface WallSurroundings {
  open(): Line;
  later(delayMs: number, run: () => void): () => void;
  random(): number;
}

export class WallLine {
  private line: Line | null = null;
  private tries = 0;
  private cancelWatch: (() => void) | null = null;
  private cancelRetry: (() => void) | null = null;
  private stopped = false;

  constructor(
    private readonly listener: WallListener,
    private readonly surroundings: WallSurroundings,
  ) {}

  start(): void {
    const line = this.surroundings.open();
    line.binaryType = "arraybuffer";
    line.onclose = () => this.closed(line);
    line.onmessage = (event) => this.received(event.data);
    this.line = line;
    this.watch();
  }

  stop(): void {
    this.stopped = true;
    this.cancelRetry?.();
    this.leave();
  }

  private received(data: unknown): void {
    this.watch();
    if (data instanceof ArrayBuffer) {
      for (const frame of decodeInkFrames(data)) if (frame) this.listener.ink(frame.copy, frame.records);
      return;
    }
    const message = typeof data === "string" ? parseShownWall(data) : null;
    if (!message) return;
    this.tries = 0;
    this.listener.wall(message);
    this.listener.live(true);
  }

  private watch(): void {
    this.cancelWatch?.();
    this.cancelWatch = this.surroundings.later(SILENCE_MS, () => this.leave());
  }

  private leave(): void {
    const line = this.line;
    if (!line) return;
    line.onclose = line.onmessage = null;
    line.close();
    this.closed(line);
  }

  private closed(line: Line): void {
    if (this.line !== line) return;
    this.line = null;
    this.cancelWatch?.();
    this.listener.live(false);
    if (this.stopped) return;
    void this.listener.lost().then((again) => {
      if (!again || this.stopped) return;
      const delay = pauseMs(this.tries++, this.surroundings.random());
      this.cancelRetry = this.surroundings.later(delay, () => this.start());
    });
  }
}
