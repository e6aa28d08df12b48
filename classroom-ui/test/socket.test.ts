/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { ConsoleSocket, pauseMs, SILENCE_MS, type Line, type SocketListener } from "../src/wire/socket";
import { Refusal } from "../src/wire/requests";
import { buffer, goldenFrames, protocolExamples } from "./fixtures";

class FakeLine implements Line {
  binaryType = "";
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly sent: string[] = [];
  closed = false;

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.closed = true;
  }

  say(data: unknown): void {
    this.onmessage?.({ data });
  }
}

/** A page with a clock that only moves when told to. */
class Bench {
  readonly lines: FakeLine[] = [];
  readonly log: string[] = [];
  private timers: { at: number; run: () => void }[] = [];
  private now = 0;
  readonly socket: ConsoleSocket;

  constructor() {
    const listener: SocketListener = {
      snapshot: (message) => this.log.push(`snapshot ${message.number}`),
      change: (message) => this.log.push(`change ${message.number}`),
      ink: (frame) => this.log.push(`ink ${frame.kind} ${frame.records.length}`),
      live: (live) => this.log.push(live ? "live" : "not live"),
      lost: () => this.log.push("lost"),
      strange: () => this.log.push("strange"),
    };
    this.socket = new ConsoleSocket(listener, {
      open: () => {
        const line = new FakeLine();
        this.lines.push(line);
        return line;
      },
      later: (delayMs, run) => {
        const timer = { at: this.now + delayMs, run };
        this.timers.push(timer);
        return () => (this.timers = this.timers.filter((other) => other !== timer));
      },
      random: () => 0.5,
    });
    this.socket.start();
  }

  get line(): FakeLine {
    return this.lines[this.lines.length - 1]!;
  }

  opened(): this {
    this.line.onopen?.();
    return this;
  }

  pass(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const next = this.timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.now = next.at;
      next.run();
    }
    this.now = until;
  }

  take(): string[] {
    return this.log.splice(0);
  }
}

const examples = protocolExamples();
const snapshot = examples.get("snapshot")!;
const change = (number: number) => JSON.stringify({ ...JSON.parse(examples.get("change")!), number });

test("a snapshot makes it live, changes follow in order", () => {
  const bench = new Bench().opened();
  assert.equal(bench.line.binaryType, "arraybuffer");
  bench.line.say(change(1));
  assert.deepEqual(bench.take(), [], "nothing counts before the snapshot");
  bench.line.say(snapshot);
  bench.line.say(change(18));
  bench.line.say(change(19));
  assert.deepEqual(bench.take(), ["snapshot 17", "live", "change 18", "change 19"]);
});

test("a missing number asks for a new snapshot, and nothing is shown until it is there", () => {
  const bench = new Bench().opened();
  bench.line.say(snapshot);
  bench.take();
  bench.line.say(change(19));
  bench.line.say(change(20));
  assert.deepEqual(bench.take(), []);
  assert.deepEqual(bench.line.sent, ['{"type":"resynchronise"}']);
  bench.line.say(snapshot);
  bench.line.say(change(18));
  assert.deepEqual(bench.take(), ["snapshot 17", "live", "change 18"]);
});

test("a number that comes twice is a broken state too", () => {
  const bench = new Bench().opened();
  bench.line.say(snapshot);
  bench.line.say(change(18));
  bench.line.say(change(18));
  assert.deepEqual(bench.line.sent, ['{"type":"resynchronise"}']);
});

test("rubbish is passed over and the line goes on", () => {
  const bench = new Bench().opened();
  bench.line.say("rubbish");
  bench.line.say(new ArrayBuffer(3));
  bench.line.say(undefined);
  bench.line.say(snapshot);
  assert.deepEqual(bench.take(), ["snapshot 17", "live"]);
});

test("a message of a newer daemon is told, once it is seen not to be understood", () => {
  const bench = new Bench().opened();
  bench.line.say('{"type":"hologram"}');
  bench.line.say(snapshot);
  assert.deepEqual(bench.take(), ["strange", "snapshot 17", "live"]);
});

test("ink of another version is told, not asked for again", () => {
  const bench = new Bench().opened();
  bench.line.say(snapshot);
  bench.take();
  bench.line.say(new Uint8Array([2, 1, 0, 0]).buffer);
  assert.deepEqual(bench.take(), ["strange"]);
  assert.deepEqual(bench.line.sent, []);
});

test("damaged ink is mended by a snapshot, but not asked for again and again", () => {
  const bench = new Bench().opened();
  bench.line.say(snapshot);
  const damaged = buffer(goldenFrames().find(({ name }) => name === "lying-count.hex")!.bytes);
  for (let i = 0; i < 10; i++) bench.line.say(damaged);
  assert.deepEqual(bench.line.sent, ['{"type":"resynchronise"}']);
});

test("a lost line is opened again with growing patience, and at once when there is reason to", () => {
  const bench = new Bench().opened();
  bench.line.say(snapshot);
  bench.take();
  bench.line.onclose?.();
  assert.deepEqual(bench.take(), ["not live", "lost"]);
  bench.pass(pauseMs(0, 0.5) - 1);
  assert.equal(bench.lines.length, 1);
  bench.pass(1);
  assert.equal(bench.lines.length, 2);
  bench.line.onclose?.();
  bench.pass(pauseMs(0, 0.5));
  assert.equal(bench.lines.length, 2, "the second pause is longer");
  bench.socket.hurry();
  assert.equal(bench.lines.length, 3);
  bench.opened().line.say(snapshot);
  assert.ok(bench.take().includes("live"));
});

test("the pauses grow to eight seconds and differ between pages", () => {
  const middle = Array.from({ length: 12 }, (_, tries) => pauseMs(tries, 0.5));
  assert.deepEqual(middle.slice(0, 5), [300, 600, 1200, 2400, 4800]);
  assert.equal(Math.max(...middle), 8000);
  assert.notEqual(pauseMs(3, 0), pauseMs(3, 1));
});

test("a line that died without a word is noticed: asked, then left", () => {
  const bench = new Bench().opened();
  bench.line.say(snapshot);
  const first = bench.line;
  bench.pass(SILENCE_MS);
  assert.match(first.sent[0]!, /list-pages/);
  first.say(examples.get("pages"));
  bench.pass(SILENCE_MS);
  assert.equal(first.sent.length, 2, "the answer was a sign of life; then it was silent again");
  bench.take();
  bench.pass(SILENCE_MS);
  assert.ok(first.closed);
  assert.deepEqual(bench.take(), ["not live", "lost"]);
  first.say(change(18));
  assert.deepEqual(bench.take(), [], "what the old line still says is not heard");
});

test("after stop nothing is opened any more", () => {
  const bench = new Bench().opened();
  bench.socket.stop();
  bench.pass(60_000);
  bench.socket.hurry();
  assert.equal(bench.lines.length, 1);
  assert.ok(bench.line.closed);
});

test("open-page: its message, its frames, its end", async () => {
  const bench = new Bench().opened();
  bench.line.say(snapshot);
  const asked = bench.socket.requests.ask({ type: "open-page", copy: 55 });
  const { request } = JSON.parse(bench.line.sent[0]!) as { request: number };
  bench.line.say(JSON.stringify({ ...JSON.parse(examples.get("page")!), request }));
  const bytes = goldenFrames().find(({ name }) => name === "answer-end.hex")!.bytes.slice();
  new DataView(bytes.buffer).setUint32(8, request, true);
  bench.line.say(buffer(bytes));
  const opened = await asked;
  assert.equal(opened.page.page, 10);
  assert.equal(opened.records.length, 5);
  assert.deepEqual(bench.take(), ["snapshot 17", "live"], "an answer's ink is nobody's live ink");
});

test("a question ends: by an error, by the loss of the line, by not being sent at all", async () => {
  const bench = new Bench();
  const code = (promise: Promise<unknown>) => promise.then(() => "answered", (error: Refusal) => error.answer.code);
  assert.equal(await code(bench.socket.requests.ask({ type: "list-pages", seat: 0 })), "connection-lost");
  bench.opened().line.say(snapshot);
  const refused = code(bench.socket.requests.ask({ type: "open-page", copy: 9 }));
  const { request } = JSON.parse(bench.line.sent[0]!) as { request: number };
  bench.line.say(JSON.stringify({ ...JSON.parse(examples.get("error")!), request }));
  assert.equal(await refused, "no-such-page");
  const lost = code(bench.socket.requests.ask({ type: "open-page", copy: 9 }));
  bench.line.onclose?.();
  assert.equal(await lost, "connection-lost");
});
