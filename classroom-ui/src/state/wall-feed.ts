/* SPDX-License-Identifier: MIT */
/* What is on the wall now, with its ink, as the wall's own socket brings it: to a projector, a follower, the preview. */
import { signal } from "@preact/signals";
import { PageInk } from "../ink/page-ink";
import { whoAmI } from "../wire/http";
import type { InkRecord } from "../wire/ink-frame";
import type { Line } from "../wire/socket";
import type { ShownWall } from "../wire/wall";
import { followWall } from "../wire/wall-http";
import { WALL_SUBPROTOCOL, WallLine } from "../wire/wall-line";

export type FeedState = "opening" | "live" | "down" | "login" | "over" | { readonly waitSeconds: number };

function openLine(path: string): Line {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return new WebSocket(`${scheme}://${location.host}${path}`, WALL_SUBPROTOCOL) as unknown as Line;
}

export class WallFeed {
  readonly wall = signal<ShownWall | null>(null);
  readonly state = signal<FeedState>("opening");
  /** The daemon's clock less ours. */
  offsetMs = 0;
  private inks = new Map<number, PageInk>();
  private readonly listeners = new Map<number, Set<() => void>>();
  private readonly line: WallLine;
  private timer: ReturnType<typeof setTimeout> | null = null;

  /** `token` of a link; null: by the session of a teacher. */
  constructor(private readonly token: string | null) {
    this.line = new WallLine(
      {
        wall: (message) => this.take(message),
        ink: (item, records) => this.takeInk(item, records),
        live: (live) => this.takeLive(live),
        lost: () => this.askWhy(),
      },
      {
        open: () => openLine(token === null ? "/api/wall" : "/api/wall/follow"),
        later: (delayMs, run) => {
          const timer = setTimeout(run, delayMs);
          return () => clearTimeout(timer);
        },
        random: Math.random,
      },
    );
  }

  async start(): Promise<void> {
    if (await this.askWhy()) this.line.start();
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.line.stop();
  }

  inkOf(item: number): PageInk {
    let ink = this.inks.get(item);
    if (!ink) {
      ink = new PageInk(item);
      this.inks.set(item, ink);
    }
    return ink;
  }

  watch(item: number, listener: () => void): () => void {
    const listeners = this.listeners.get(item) ?? new Set();
    this.listeners.set(item, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  private take(message: ShownWall): void {
    this.offsetMs = message.server_ms - Date.now();
    const shown = new Set(message.items.map((item) => item.item));
    // What is not shown any more is forgotten here, too: it comes anew when it comes back.
    for (const item of this.inks.keys()) if (!shown.has(item)) this.inks.delete(item);
    if (JSON.stringify({ ...message, server_ms: 0 }) !== JSON.stringify({ ...this.wall.peek(), server_ms: 0 }))
      this.wall.value = message;
  }

  private takeInk(item: number, records: readonly InkRecord[]): void {
    const ink = this.inkOf(item);
    for (const record of records) ink.apply(record);
    for (const listener of this.listeners.get(item) ?? []) listener();
  }

  private takeLive(live: boolean): void {
    if (live) this.state.value = "live";
    else {
      this.inks.clear();
      if (this.state.peek() === "live") this.state.value = "down";
    }
  }

  /** May we look, or look again? Only HTTP can tell. */
  private async askWhy(): Promise<boolean> {
    if (this.token === null) {
      if ((await whoAmI()) !== "nobody") return true;
      this.end("login");
      return false;
    }
    const outcome = await followWall(this.token);
    if (outcome.type === "over") this.end("over");
    if (outcome.type === "wait") {
      this.state.value = { waitSeconds: outcome.seconds };
      this.timer = setTimeout(() => void this.start(), outcome.seconds * 1000);
    }
    return outcome.type === "in" || outcome.type === "unreachable";
  }

  /** Nothing stays on a screen that may not be looked at any more. */
  private end(state: "login" | "over"): void {
    this.state.value = state;
    this.wall.value = null;
    this.inks.clear();
  }
}
