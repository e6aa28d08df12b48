/* SPDX-License-Identifier: MIT */
/*
 * The console's socket: opens, opens again with growing patience, notices a line that died without a
 * word, and hands on only what Sequence lets through. Knows nothing of what a class is.
 */
import { decodeInkFrames, FRAME_VERSION, FrameKind, type InkFrame } from "./ink-frame";
import { looksLikeMessage, parseMessage, type Change, type DaemonMessage, type Snapshot } from "./messages";
import { Requests } from "./requests";
import { Sequence } from "./sequence";

export const SUBPROTOCOL = "zhibi-console-1";

const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 8000;
/** A switch that loses power closes no socket: after this silence we ask, after twice this we leave. */
export const SILENCE_MS = 4000;
/** Damaged ink is asked for again, but a daemon that always sends damage must not be kept busy with it. */
const MENDING_PAUSE_MS = 5000;

/** The part of WebSocket that is used here, so that tests can stand in for it. */
export interface Line {
  binaryType: string;
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface SocketListener {
  snapshot(message: Snapshot): void;
  change(message: Change): void;
  ink(frame: InkFrame): void;
  /** `true` from the first snapshot on, `false` from the loss of the line. */
  live(live: boolean): void;
  /** The line could not be opened or was lost; "nobody" from whoAmI() would explain why. */
  lost(): void;
  /** It said something this page does not know: the daemon is newer than the page. */
  strange(): void;
}

export interface SocketSurroundings {
  open(): Line;
  later(delayMs: number, run: () => void): () => void;
  random(): number;
}

/** 0.3, 0.6, 1.2 … 8 s, each ± 25 %: a whole staff room must not knock at the same moment. */
export function pauseMs(tries: number, random: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries) * (0.75 + random / 2);
}

export class ConsoleSocket {
  readonly requests = new Requests((text) => this.send(text));
  private readonly sequence = new Sequence();
  private line: Line | null = null;
  private open = false;
  private tries = 0;
  private cancelRetry: (() => void) | null = null;
  private cancelWatch: (() => void) | null = null;
  private asked = false;
  private mending = false;
  private stopped = false;

  constructor(
    private readonly listener: SocketListener,
    private readonly surroundings: SocketSurroundings,
  ) {}

  start(): void {
    this.stopped = false;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.cancelRetry?.();
    this.leave();
  }

  /** The network came back, or somebody looks at the page again: no reason to wait. */
  hurry(): void {
    if (this.stopped || this.line) return;
    this.cancelRetry?.();
    this.connect();
  }

  private connect(): void {
    this.cancelRetry = null;
    this.sequence.reset();
    const line = this.surroundings.open();
    line.binaryType = "arraybuffer";
    line.onopen = () => {
      this.open = true;
      this.watch();
    };
    line.onclose = () => this.closed(line);
    line.onmessage = (event) => this.received(event.data);
    this.line = line;
    this.watch();
  }

  private send(text: string): boolean {
    if (!this.open || !this.line) return false;
    this.line.send(text);
    return true;
  }

  private received(data: unknown): void {
    this.asked = false;
    this.watch();
    if (data instanceof ArrayBuffer) this.receivedInk(data);
    else if (typeof data === "string") this.receivedText(data);
  }

  private receivedInk(data: ArrayBuffer): void {
    if ((new Uint8Array(data)[0] ?? 0) > FRAME_VERSION) return this.listener.strange();
    for (const frame of decodeInkFrames(data)) {
      if (frame?.kind === FrameKind.Answer) this.requests.ink(frame);
      else if (frame) this.listener.ink(frame);
      if (!frame || frame.ending === "damaged") this.mend();
    }
  }

  /** Part of the ink is missing and no number tells of it: a new snapshot brings it whole. */
  private mend(): void {
    if (this.mending) return;
    this.mending = true;
    this.surroundings.later(MENDING_PAUSE_MS, () => (this.mending = false));
    this.resynchronise();
  }

  private receivedText(text: string): void {
    const message = parseMessage(text);
    if (message) this.receivedMessage(message);
    else if (looksLikeMessage(text)) this.listener.strange();
  }

  private receivedMessage(message: DaemonMessage): void {
    if (message.type === "snapshot") {
      this.sequence.snapshot(message.number);
      this.tries = 0;
      this.listener.snapshot(message);
      this.listener.live(true);
    } else if (message.type === "change") {
      const verdict = this.sequence.change(message.number);
      if (verdict === "apply") this.listener.change(message);
      else if (verdict === "resynchronise") this.resynchronise();
    } else {
      this.requests.answered(message);
    }
  }

  private resynchronise(): void {
    this.sequence.reset();
    this.send('{"type":"resynchronise"}');
  }

  private watch(): void {
    this.cancelWatch?.();
    this.cancelWatch = this.surroundings.later(SILENCE_MS, () => this.silent());
  }

  private silent(): void {
    this.cancelWatch = null;
    if (this.asked || !this.open) {
      this.leave();
      return;
    }
    this.asked = true;
    // A question that costs nothing and names nobody; any answer at all is a sign of life.
    this.requests.tell({ type: "list-pages", seat: 0 });
    this.watch();
  }

  /** close() on a dead line may take a minute to report; the page need not wait for it. */
  private leave(): void {
    const line = this.line;
    if (!line) return;
    line.onopen = line.onclose = line.onmessage = null;
    line.close();
    this.closed(line);
  }

  private closed(line: Line): void {
    if (this.line !== line) return;
    this.line = null;
    this.open = false;
    this.asked = false;
    this.cancelWatch?.();
    this.cancelWatch = null;
    this.requests.abandon();
    this.listener.live(false);
    if (this.stopped) return;
    const delay = pauseMs(this.tries++, this.surroundings.random());
    this.cancelRetry = this.surroundings.later(delay, () => this.connect());
    this.listener.lost();
  }
}
