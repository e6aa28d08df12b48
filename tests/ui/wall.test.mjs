/* SPDX-License-Identifier: MIT */
/*
 * The show wall on the real daemon with a class of virtual pens: a teacher puts answers up, orders, blanks and replays
 * them; another class follows by a link. What crosses the follower's wire is looked at byte by byte.
 */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { inkPixels, launch, logIn, openPage, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const { WebSocket } = createRequire(new URL("../../classroom-ui/package.json", import.meta.url))("ws");
const PENS = ["--pens", "8", "--sheet", "docs/examples/demonstration.json", "--seed", "7", "--speed", "16"];

let real;
let browser;
let page;
let opened;
let state;

/** The teacher's own console beside the page: what is told to all of them, and what a page would ask. */
class Console {
  async open(cookie) {
    this.next = 1;
    this.waiting = new Map();
    this.socket = new WebSocket(`${real.url.replace("http", "ws")}api/console`, "zhibi-console-1", {
      headers: { Cookie: cookie, Origin: real.url.slice(0, -1) },
    });
    this.socket.on("message", (data, binary) => binary || this.take(JSON.parse(data)));
    await new Promise((resolve) => (this.ready = resolve));
  }

  take(message) {
    if (message.type === "snapshot") this.state = message;
    else if (message.type === "change" && message.wall) this.state.wall = message.wall;
    else this.waiting.get(message.request)?.(message);
    this.ready();
  }

  ask(question) {
    const request = this.next++;
    this.socket.send(JSON.stringify({ ...question, request }));
    return new Promise((resolve) => this.waiting.set(request, resolve));
  }
}

/** Somebody with a link: everything that comes is kept. */
class Follower {
  constructor(cookie, origin = real.url.slice(0, -1)) {
    this.texts = [];
    this.frames = [];
    this.socket = new WebSocket(`${real.url.replace("http", "ws")}api/wall/follow`, "zhibi-wall-1", {
      headers: { ...(cookie && { Cookie: cookie }), Origin: origin },
    });
    this.socket.on("message", (data, binary) => (binary ? this.frames : this.texts).push(data));
    this.closed = new Promise((resolve) => this.socket.on("close", (code, reason) => resolve({ code, reason: String(reason) })));
    this.refused = new Promise((resolve) => this.socket.on("unexpected-response", (_, response) => resolve(response.statusCode)));
    this.socket.on("error", () => undefined);
  }

  get wall() {
    return this.texts.length === 0 ? null : JSON.parse(this.texts[this.texts.length - 1]);
  }

  /** Items whose ink came, by the frames' headers. */
  get items() {
    return new Set(this.frames.map((frame) => frame.readUInt32LE(4)));
  }
}

const post = (path, body, headers = {}) =>
  fetch(real.url + path, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", ...headers } });
const cookieOf = (response) => response.headers.get("set-cookie")?.split(";")[0];
const wait = (read, good, what) => until(page, read, good, what);
const pieces = () => page.$$eval(".wall-around", (all) => all.map((piece) => piece.getAttribute("aria-label")));

async function follow(token) {
  const response = await post("api/wall/follow", { token });
  return response.status === 204 ? new Follower(cookieOf(response)) : response.status;
}

before(async () => {
  real = await RealClass.start();
  browser = await launch();
  opened = await openPage(browser, real.url);
  page = opened.page;
  await logIn(page, real.login.name, real.login.password);
  await page.waitForSelector(".seat");
  real.startPens(...PENS);
  state = new Console();
  await state.open(cookieOf(await post("api/login", real.login)));
});

after(async () => {
  state?.socket.terminate();
  await browser?.close();
  await real?.stop();
});

test("answers are picked from a question, by clicking pupils", async () => {
  await page.goto(`${real.url}#/wall/1`);
  await wait(() => page.$$(".wall-pick:not(:disabled)"), (all) => all.length >= 4, "pupils who have written");
  for (const n of [0, 1, 2]) await page.click(`.wall-pick:not(:disabled) >> nth=${n}`);
  await wait(pieces, (all) => all.length === 3, "three pieces");
  const canvases = await page.$$(".wall-around canvas");
  assert.equal(canvases.length, 3);
  await wait(() => inkPixels(page, ".wall-around canvas"), (n) => n > 100, "its picture");
  assert.equal(await page.$$eval(".wall-piece figcaption span:not(.wall-caption)", (all) => all.length), 0, "no names");
  // The pick that was clicked last has the focus still; the key is the wall's.
  await page.keyboard.press(" ");
  await wait(() => state.state.wall.play.live, (live) => !live, "Space plays");
  await page.click(".wall-around [title*='后移'] >> nth=2");
  await page.keyboard.press("0");
  await wait(() => state.state.wall.play.live, (live) => live, "live again");
  await page.focus(".wall-pick:not(:disabled) >> nth=2");
  assert.equal((await pieces()).length, 3, "and nothing was taken down");
  await page.keyboard.press(" ");
  await wait(() => page.$$(".wall-pick[aria-pressed=true]"), (all) => all.length === 2, "a pick that one has gone to by the keyboard is pressed by it");
  await page.keyboard.press(" ");
  await wait(pieces, (all) => all.length === 3, "up again");
});

let link;
let follower;

test("a follower gets the wall's ink and nothing else: no name, no copy, no other ink", async () => {
  link = await state.ask({ type: "wall-link", text: "城南", minutes: 45, hide: true });
  assert.equal(link.type, "wall-link");
  follower = await follow(link.token);
  await wait(() => follower.items.size, (n) => n === 3, "the ink of three pieces");
  await page.waitForTimeout(600);
  const shown = state.state.wall.items;
  assert.deepEqual([...follower.items].sort(), shown.map((item) => item.item).sort(), "only what is on the wall");
  const names = state.state.seats.map((seat) => seat.pupil?.name).filter(Boolean);
  assert.ok(names.length >= 8);
  const everything = Buffer.concat([...follower.texts, ...follower.frames]);
  for (const name of names) assert.equal(everything.includes(Buffer.from(name)), false, "a name crossed the wire");
  for (const text of follower.texts)
    for (const word of ["copy", "seat", "pupil", "name", "number", "link"]) assert.equal(String(text).includes(`"${word}"`), false, word);
  assert.equal(everything.includes(Buffer.from(link.token)), false);
});

test("names come when the teacher shows them, but never by a link that may not see them, nor from a class that hides them", async () => {
  const withNames = await state.ask({ type: "wall-link", text: "", minutes: 45, hide: false });
  const other = await follow(withNames.token);
  await state.ask({ type: "wall-names", hide: false });
  await wait(() => other.wall?.items[0]?.name, (name) => !!name, "a name by the other link");
  await wait(() => page.$$(".wall-piece figcaption span:not(.wall-caption)"), (all) => all.length === 3, "names at the projector");
  assert.equal(follower.texts.some((text) => String(text).includes('"name"')), false);
  await state.ask({ type: "wall-names", hide: true });
  await wait(() => other.wall.items[0].name, (name) => name === undefined, "no names again");
  other.socket.terminate();
});

test("the order is the same everywhere, by keyboard and by dragging", async () => {
  const before = state.state.wall.items.map((item) => item.item);
  await page.focus(`#wall-${before[2]}`);
  await page.keyboard.press(",");
  await wait(() => String(follower.wall.items.map((item) => item.item)), (now) => now === String([before[0], before[2], before[1]]), "moved");
  await page.dragAndDrop(`#wall-${before[1]}`, `#wall-${before[0]}`);
  await wait(() => String(follower.wall.items.map((item) => item.item)), (now) => now === String([before[1], before[0], before[2]]), "dragged");
});

test("one key blanks it: nothing is told while it is blank, all comes back after", async () => {
  await page.click("h1");
  await page.keyboard.press("b");
  await wait(() => follower.wall.blank, (blank) => blank, "blank");
  assert.deepEqual(follower.wall.items, []);
  const n = follower.frames.length;
  await page.waitForTimeout(700);
  assert.equal(follower.frames.length, n, "no ink while it is blank");
  await page.waitForSelector(".wall-is-blank");
  await page.keyboard.press("b");
  await wait(() => follower.frames.length - n, (more) => more >= 3, "ink again");
  assert.equal(follower.wall.blank, false);
});

test("the projector's window shows the wall without a console, and replays it", async () => {
  const [popup] = await Promise.all([page.waitForEvent("popup"), page.click(".wall-project")]);
  await popup.waitForSelector(".wall-piece");
  await wait(() => inkPixels(popup, ".wall-piece canvas"), (n) => n > 100, "ink at the projector");
  assert.equal(await popup.$(".rail"), null);
  const whole = await inkPixels(popup, ".wall-piece canvas");
  await page.click(".wall-tools .wall-button >> nth=1");
  await wait(() => state.state.wall.play.live, (live) => !live, "a replay");
  // Standing at its beginning: a short answer at four times its speed is over before one has looked.
  await state.ask({ type: "wall-replay", speed: 0, at_ms: 0 });
  await wait(() => inkPixels(popup, ".wall-piece canvas"), (n) => n < whole, "the replay's beginning");
  await page.click("h1");
  await page.keyboard.press("0");
  await wait(() => inkPixels(popup, ".wall-piece canvas"), (n) => n >= whole, "live again");
  await popup.close();
});

test("of a whole page nothing above the first answer is shown: names are written there", async () => {
  await page.selectOption(".wall-picker select", "0");
  await page.click(".wall-pick:not(:disabled) >> nth=1");
  await wait(() => follower.wall.items.length, (n) => n === 4, "a page on the wall");
  const { regions_mm: regions, item } = follower.wall.items[3];
  const first = Math.min(...regions.map(([, top]) => top)) * 100;
  const canvas = page.locator(`#wall-${item} canvas`);
  await wait(() => follower.frames.some((frame) => frame.readUInt32LE(4) === item), (came) => came, "its ink");
  const [above, below] = await canvas.evaluate((it, [top, box]) => {
    const { data } = it.getContext("2d").getImageData(0, 0, it.width, it.height);
    const scale = Math.min(it.width / (box[2] * 100), it.height / (box[3] * 100));
    const line = (it.height - box[3] * 100 * scale) / 2 + (top - box[1] * 100 - 350) * scale;
    const counts = [0, 0];
    for (let i = 3; i < data.length; i += 4) if (data[i] > 0) counts[Math.floor(i / 4 / it.width) < line ? 0 : 1] += 1;
    return counts;
  }, [first, follower.wall.items[3].box_mm]);
  assert.equal(above, 0);
  assert.ok(below > 50, `${below}`);
});

test("with the links open pupils can still be picked, on the smallest screen", async () => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.click(".wall-links summary");
  await page.waitForSelector(".wall-links form");
  const height = await page.$eval(".wall-picks", (list) => list.clientHeight);
  assert.ok(height > 100, `${height} px of pupils`);
  await page.setViewportSize({ width: 1366, height: 768 });
});

test("a follower who says anything is put out; a link can be ended, and guessing is slowed down", async () => {
  const talker = await follow(link.token);
  await wait(() => talker.wall, (wall) => wall, "it sees the wall");
  talker.socket.send('{"type":"resynchronise"}');
  assert.deepEqual(await talker.closed, { code: 1008, reason: "read-only" });
  assert.equal((await state.ask({ type: "wall-unlink", link: link.link })).type, "done");
  assert.deepEqual(await follower.closed, { code: 1008, reason: "link" });
  assert.equal(await follow(link.token), 401);
  assert.equal(await new Follower(`zhibi-wall=${link.token}`).refused, 401);
  assert.equal(await new Follower(null).refused, 401);
  assert.equal(await new Follower(`zhibi-wall=${link.token}`, "http://elsewhere").refused, 403);
  const statuses = [];
  for (let i = 0; i < 6; i++) statuses.push((await post("api/wall/follow", { token: "x".repeat(43) })).status);
  assert.equal(statuses[statuses.length - 1], 429, String(statuses));
  assert.deepEqual(opened.troubles, []);
});
