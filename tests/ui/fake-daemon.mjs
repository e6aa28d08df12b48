/* SPDX-License-Identifier: MIT */
/*
 * A class without pens, for work on the page: speaks docs/console-protocol.md with synthetic ink, and shows
 * on demand what a real class shows only now and then (a full disk, lost numbers, a line that dies).
 *
 *   node fake-daemon.mjs --page ../../build/page --port 8470        name: teacher, password: teacher
 */
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";
import { frame, Hand, KIND, random, records } from "./fake-ink.mjs";

const { WebSocketServer } = createRequire(new URL("../../classroom-ui/package.json", import.meta.url))("ws");

const NAMES = (
  "王小明 李思雨 张子轩 刘欣怡 陈浩然 杨梓涵 黄宇航 周雨桐 吴俊杰 徐若曦 孙嘉豪 胡诗涵 朱天佑 高梦琪 林志远 何佳怡 " +
  "郭子墨 马文静 罗一鸣 梁晓彤 宋明哲 郑雅婷 谢承恩 韩雪 唐子昂 冯可欣 于博文 董思远 萧逸凡 程雨欣 曹睿 袁梦洁 " +
  "邓家乐 许诺 傅小雨 沈星辰 曾子涵 彭瑶 吕晨阳 苏婉清 欧阳雨桐 蒋浩宇 蔡依依 贾明轩 丁子怡 魏来 薛紫涵 叶知秋"
).split(" ");

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; img-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Seats that are not simply writing, so that every state can be seen. */
const ODD_PENS = {
  5: { state: "away", reason: "link lost", lost: 24 },
  11: { state: "no-pen" },
  14: { state: "connecting" },
  19: { state: "locked", reason: "password" },
  22: { state: "ready", battery: 9 },
  26: { state: "off", reason: "cap" },
  30: { state: "failed", reason: "no answer to the version request" },
  33: { state: "ready", download: { done: 120, all: 900, notes: 2 } },
  37: { state: "away", reason: "link lost" },
  41: { state: "ready", lost: 60, bad: 7 },
  44: { state: "no-pen" },
};

/** So many strokes fill a page; a class that turns pages then goes on with the next. */
const FULL_PAGE_STROKES = 400;

const FLAG_GAP = 1 << 1;
const FLAG_UP_MISSING = 1 << 2;
const OUR_CLOCK_MS = 40;

class FakeSeat {
  constructor(number, columns, now) {
    const odd = ODD_PENS[number] ?? { state: "ready" };
    this.number = number;
    this.hand = new Hand(1000 + number);
    this.random = random(number + 77);
    this.pages = [{ copy: 100 + number, page: 10, strokes: [] }];
    this.nextId = number * 100000 + 1;
    this.writes = odd.state === "ready" && number % 4 !== 3;
    this.queue = [];
    this.open = null;
    this.waitUntil = now + this.random() * 3000;
    this.shown = {
      seat: number,
      row: Math.floor(number / columns),
      column: number % columns,
      pupil: { id: 100 + number, number: number + 1, name: NAMES[number] ?? `学生${number + 1}` },
      pen: odd.state === "no-pen" ? null : {
        id: number + 1, state: odd.state, reason: odd.reason ?? "", battery: odd.battery ?? 35 + ((number * 17) % 65),
        charging: false, lost: odd.lost ?? 0, bad: odd.bad ?? 0, download: odd.download ?? null,
      },
      page: null,
      writing: false,
      last_ink_ms: 0,
    };
    if (this.shown.pen && !["connecting", "locked", "off", "failed"].includes(odd.state)) this.history(now);
  }

  get page() {
    return this.pages[0];
  }

  /** What was written before anybody looked; number 8 wrote two pages, number 3 twenty thousand dots. */
  history(now) {
    if (this.number === 7) {
      this.pages = [{ copy: 107, page: 11, strokes: [] }, { copy: 207, page: 10, strokes: [] }];
      this.write(this.pages[1], now - 3600_000, 16);
      this.hand.line = 0;
    }
    this.write(this.page, now - 900_000, this.number === 2 ? 54 : 5 + Math.floor(this.random() * 12));
  }

  write(page, startMs, nSums) {
    let at = startMs;
    for (let i = 0; i < nSums; i++) {
      if (i % 5 === 4) at += 25_000;
      for (const { pause, dots } of this.hand.sum()) {
        at += pause;
        const flags = this.number === 9 && page.strokes.length % 17 === 5 ? FLAG_GAP : this.number === 9 && i === 3 ? FLAG_UP_MISSING : 0;
        const kept = flags & FLAG_GAP ? dots.filter((_, k) => k < dots.length / 3 || k > (dots.length * 2) / 3) : dots;
        page.strokes.push({ id: this.nextId++, startMs: Math.round(at), dots: kept, durationMs: dots.length * 12, flags });
        at += dots.length * 12;
      }
      at += 400;
    }
    this.shown.last_ink_ms = Math.round(at);
  }

  turnPage() {
    const { copy, page } = this.page;
    this.pages = [{ copy: copy + 1000, page: page + 1, strokes: [] }];
    this.hand.line = 0;
  }

  counts(page) {
    return {
      copy: page.copy, family: "ncode", section: 3, owner: 27, book: 603, page: page.page,
      strokes: page.strokes.length, dots: page.strokes.reduce((n, stroke) => n + stroke.dots.length, 0),
    };
  }

  ink(page) {
    return page.strokes.flatMap((stroke) => [
      ...records.stroke(stroke.id, stroke.startMs, stroke.flags),
      ...records.dots(stroke.id, stroke.dots),
      ...(stroke === this.open ? [] : records.up(stroke.id, stroke.durationMs, stroke.flags)),
    ]);
  }

  json(hideNames) {
    const { pupil } = this.shown;
    const page = this.page.strokes.length > 0 ? this.counts(this.page) : null;
    return { ...this.shown, page, pupil: hideNames ? { id: pupil.id, number: pupil.number } : pupil };
  }

  /** Live ink of the time until `now`, as record bytes; empty when nothing was written. */
  advance(now) {
    if (!this.writes) return [];
    const bytes = [];
    while (this.waitUntil <= now) {
      if (this.queue.length === 0 && !this.open) {
        if (this.hand.line % 6 === 5) this.waitUntil += 4000 + this.random() * 6000;
        this.queue = this.hand.sum();
        if (this.page.strokes.length > 1200 && this.number !== 2) this.page.strokes.length = 1200;
      }
      if (!this.open) {
        const next = this.queue.shift();
        this.open = { id: this.nextId++, startMs: Math.round(this.waitUntil), dots: [], all: next.dots, durationMs: 0, flags: 0 };
        this.page.strokes.push(this.open);
        bytes.push(...records.stroke(this.open.id, this.open.startMs));
      }
      const fresh = this.open.all.slice(this.open.dots.length, this.open.dots.length + 4);
      this.open.dots.push(...fresh);
      bytes.push(...records.dots(this.open.id, fresh));
      this.waitUntil += fresh.length * 12;
      if (this.open.dots.length < this.open.all.length) continue;
      this.open.durationMs = this.open.dots.length * 12;
      bytes.push(...records.up(this.open.id, this.open.durationMs));
      this.open = null;
      this.waitUntil += this.queue[0]?.pause ?? 800;
    }
    if (bytes.length > 0) this.shown.last_ink_ms = now;
    return bytes;
  }
}

export class FakeDaemon {
  /** `speed`: how fast the class's time passes; `turns`: full pages are turned. */
  constructor({ page, rows = 6, columns = 8, speed = 1, turns = false }) {
    this.pageFolder = page;
    this.speed = speed;
    this.turns = turns;
    this.startMs = Date.now();
    this.class = { id: 3, name: "四年级2班", grade: 4, hide_names: false, rows, columns };
    this.store = { state: "ok", message: "" };
    this.problems = [];
    this.number = 17;
    this.tries = 0;
    this.loggedIn = new Set();
    this.sockets = new Set();
    this.opened = [];
    this.silent = false;
    this.seats = Array.from({ length: rows * columns }, (_, i) => new FakeSeat(i, columns, Date.now()));
    this.http = createServer((request, response) => void this.serve(request, response));
    this.websockets = new WebSocketServer({ noServer: true, handleProtocols: () => "zhibi-console-1" });
    this.http.on("upgrade", (request, socket, head) => this.upgrade(request, socket, head));
    this.changed = new Set();
  }

  listen(port = 0) {
    return new Promise((resolve) =>
      this.http.listen(port, "127.0.0.1", () => {
        this.timers = [setInterval(() => this.tick(), OUR_CLOCK_MS), setInterval(() => this.tell(), 100)];
        resolve(`http://127.0.0.1:${this.http.address().port}/`);
      }),
    );
  }

  async close() {
    for (const timer of this.timers) clearInterval(timer);
    this.cut();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  /** The class's own time: a whole lesson may pass in minutes. */
  now() {
    return this.startMs + (Date.now() - this.startMs) * this.speed;
  }

  /* ---- HTTP */

  session(request) {
    const match = /zhibi=(\w+)/.exec(request.headers.cookie ?? "");
    return match !== null && this.loggedIn.has(match[1]);
  }

  async serve(request, response) {
    const path = new URL(request.url, "http://x").pathname;
    if (path === "/api/login") return this.login(request, response);
    if (path === "/api/logout") {
      this.loggedIn.clear();
      return response.writeHead(204).end();
    }
    if (path === "/api/me") {
      if (!this.session(request)) return response.writeHead(401).end('{"code":"log-in"}');
      return response.end(JSON.stringify({ name: "王老师", login: "teacher", roles: ["teacher", "administrator"], grade: 0, protocol: this.protocol ?? "zhibi-console-1" }));
    }
    const file = join(this.pageFolder, normalize(path === "/" ? "/index.html" : path));
    try {
      const body = await readFile(file);
      response.writeHead(200, { "Content-Type": TYPES[extname(file)], "Content-Security-Policy": CONTENT_SECURITY_POLICY });
      return response.end(body);
    } catch {
      return response.writeHead(404).end();
    }
  }

  async login(request, response) {
    let body = "";
    for await (const part of request) body += part;
    const { name, password } = JSON.parse(body);
    if (this.tries >= 5) return response.writeHead(429, { "Retry-After": "30" }).end("{}");
    if (name !== "teacher" || password !== "teacher") {
      this.tries += 1;
      return response.writeHead(401).end("{}");
    }
    const token = `t${Math.floor(Math.random() * 1e12)}`;
    this.loggedIn.add(token);
    return response.writeHead(204, { "Set-Cookie": `zhibi=${token}; HttpOnly; SameSite=Strict; Path=/` }).end();
  }

  /* ---- the socket */

  upgrade(request, socket, head) {
    if (!this.session(request) || this.silent) {
      socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n");
      return;
    }
    this.websockets.handleUpgrade(request, socket, head, (line) => {
      this.sockets.add(line);
      line.on("close", () => this.sockets.delete(line));
      line.on("message", (text) => this.received(line, JSON.parse(String(text))));
      this.snapshot(line, false);
    });
  }

  snapshot(line, resynchronised) {
    const { hide_names } = this.class;
    line.send(JSON.stringify({
      type: "snapshot", number: this.number, server_ms: this.now(), resynchronised, class: this.class,
      assignment: { id: 9, title: "口算练习 12", subject: "数学", place: "lesson", due_ms: 0 },
      unclaimed: 2, store: this.store,
      lesson: null,
      wall: {
        blank: false, names: false, play: { live: true, speed: 1, at_ms: 0, since_ms: 0 }, projectors: 0, items: [], links: [],
      },
      teacher_pen: { id: 99, state: "ready", reason: "", battery: 88, charging: false, lost: 0, bad: 0, download: null },
      problems: this.problems,
      seats: this.seats.map((seat) => seat.json(hide_names)),
    }));
    for (const seat of this.seats) {
      if (seat.page.strokes.length === 0) continue;
      line.send(frame(KIND.base, seat.number, seat.page.copy, 0, [...seat.ink(seat.page), ...records.end()]));
    }
  }

  received(line, message) {
    if (this.silent) return;
    const { request } = message;
    if (message.type === "resynchronise") this.snapshot(line, true);
    else if (message.type === "hide-names") {
      this.class = { ...this.class, hide_names: message.hide };
      this.change({ class: this.class, seats: this.seats.map((seat) => seat.json(message.hide)) });
    } else if (message.type === "list-pages") {
      const pages = this.seats[message.seat].pages.filter((page) => page.strokes.length > 0);
      const copies = pages.map((page) => page.copy);
      const begun_ms = pages.map(() => this.startMs);
      line.send(JSON.stringify({ type: "pages", request, seat: message.seat, copies, begun_ms, pages: pages.map(({ page }) => page), titles: pages.map(() => "口算练习") }));
    } else if (message.type === "open-page") this.openPage(line, request, message.copy);
  }

  openPage(line, request, copy) {
    this.opened.push(copy);
    for (const seat of this.seats) {
      const page = seat.pages.find((candidate) => candidate.copy === copy);
      if (!page) continue;
      line.send(JSON.stringify({ type: "page", request, seat: seat.number, ...seat.counts(page) }));
      line.send(frame(KIND.answer, seat.number, copy, request, seat.ink(page)));
      line.send(frame(KIND.answer, seat.number, copy, request, records.end()));
      return;
    }
    line.send(JSON.stringify({ type: "error", request, code: "no-such-page", zh: "没有这一页。", en: "There is no such page." }));
  }

  send(data) {
    for (const line of this.sockets) line.send(data);
  }

  change(parts) {
    this.number += 1;
    this.send(JSON.stringify({ type: "change", number: this.number, server_ms: this.now(), ...parts }));
  }

  tick() {
    if (this.silent) return;
    const now = this.now();
    for (const seat of this.seats) {
      if (this.turns && !seat.open && seat.page.strokes.length > FULL_PAGE_STROKES) seat.turnPage();
      const bytes = seat.advance(now);
      const writing = now - seat.shown.last_ink_ms < 3000;
      if (bytes.length > 0) {
        this.send(frame(KIND.live, seat.number, seat.page.copy, 0, bytes));
        this.changed.add(seat);
      }
      if (writing !== seat.shown.writing) this.changed.add(seat);
      seat.shown.writing = writing;
    }
  }

  tell() {
    if (this.changed.size === 0 || this.silent) return;
    const seats = [...this.changed].map((seat) => seat.json(this.class.hide_names));
    this.changed.clear();
    this.change({ seats });
  }

  /* ---- what a real class shows only now and then */

  setStore(state, message = "") {
    this.store = { state, message };
    this.change({ store: this.store });
  }

  setProblems(problems) {
    this.problems = problems;
    this.change({ problems });
  }

  /** A change that nobody gets. */
  loseNumber() {
    this.number += 1;
  }

  cut() {
    for (const line of this.sockets) line.terminate();
  }

  stopWriting() {
    for (const seat of this.seats) seat.writes = false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const option = (name, otherwise) => {
    const at = process.argv.indexOf(`--${name}`);
    return at > 0 ? process.argv[at + 1] : otherwise;
  };
  const daemon = new FakeDaemon({ page: option("page", "../build/page") });
  const address = await daemon.listen(Number(option("port", "0")));
  console.log(`a class of synthetic ink at ${address}  name: teacher  password: teacher`);
  console.log("f + Enter: disk full, o: disk ok, c: cut the line, s: silence");
  process.stdin.on("data", (line) => {
    const key = String(line).trim();
    if (key === "f") daemon.setStore("full", "No room on the disk: ink waits in memory, pens keep their copies.");
    if (key === "o") daemon.setStore("ok");
    if (key === "c") daemon.cut();
    if (key === "s") daemon.silent = !daemon.silent;
  });
}
