/* SPDX-License-Identifier: MIT */
/* The real socket and clock behind ConsoleSocket. */
import { SUBPROTOCOL, type Line, type SocketSurroundings } from "./socket";

export const browserSurroundings: SocketSurroundings = {
  open(): Line {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    return new WebSocket(`${scheme}://${location.host}/api/console`, SUBPROTOCOL) as unknown as Line;
  },
  later(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
