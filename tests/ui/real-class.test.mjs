/* SPDX-License-Identifier: MIT */
/*
 * The page in Chromium, the real daemon, 48 virtual pens: log in, see the seats fill, open one, scrub its
 * replay, lose the line, lose the daemon, and come back each time to the same picture.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { atRest, finalPicture, inkPixels, launch, logIn, openPage, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const N_PENS = 48;
/** 47 pupils and the teacher at the desk. */
const N_SEATS = N_PENS;
/** Children write eight times as fast as they do: the test may take a minute, a page of sums takes ten. */
const PENS = ["--pens", String(N_PENS), "--class", "arithmetic", "--teacher", "--seed", "7", "--speed", "8"];

let real;
let browser;
let opened;
let page;

before(async () => {
  real = await RealClass.start();
  browser = await launch();
  opened = await openPage(browser, real.url);
  page = opened.page;
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

const seatLabels = () => page.$$eval(".seat", (all) => all.map((seat) => [seat.id, seat.getAttribute("aria-label")]));
const strokesOf = (label) => Number(/这一页 (\d+) 笔/.exec(label)?.[1] ?? 0);
const seatStrokes = async () => JSON.stringify((await seatLabels()).map(([id, label]) => [id, strokesOf(label)]));
const figures = () => page.$$eval(".facts dd", (all) => all.map((fact) => fact.textContent).join(" "));

/** What a page looks like and what is said of it. */
async function whole() {
  const pixels = await finalPicture(page);
  return { pixels, figures: await figures() };
}

test("a wrong password stays outside, the printed one opens the class", async () => {
  await logIn(page, real.login.name, "wrong");
  await until(page, () => page.textContent("[role=alert]"), (text) => text === "用户名或密码不对。", "the refusal");
  await logIn(page, real.login.name, real.login.password);
  await page.waitForSelector(".seat");
  assert.equal((await page.$$(".seat:not(.seat-blank)")).length, 0, "nobody has written yet");
});

test("48 pens come and every seat fills with ink", async () => {
  real.startPens(...PENS);
  const written = async () => (await seatLabels()).filter(([, label]) => strokesOf(label) >= 5).map(([id]) => id);
  const seats = await until(page, written, (ids) => ids.length >= N_SEATS, "everybody has written");
  assert.equal(seats.length, N_SEATS);
  for (const id of seats)
    await until(page, () => inkPixels(page, `#${id} canvas`), (n) => n > 60, `ink on ${id}`);
  assert.ok(Number(await page.textContent(".count-writing strong")) > 0);
  await page.waitForSelector(".class-asides .aside");
});

test("a page opens and grows as the child writes", async () => {
  await page.click("#seat-10");
  await page.waitForSelector(".replay");
  const before = await inkPixels(page, "#page-still");
  await until(page, () => inkPixels(page, "#page-still"), (n) => n > before + 50, "new ink");
});

test("the replay can be moved through, and played", async () => {
  await until(page, () => page.$eval("#scrub", (input) => Number(input.max)), (ms) => ms > 3000, "some history");
  const length = await page.$eval("#scrub", (input) => Number(input.max));
  const shown = [];
  for (const part of [0.05, 0.4, 0.95]) {
    await page.fill("#scrub", String(Math.round(length * part)));
    shown.push(await atRest(page, () => inkPixels(page, "#page-still")));
  }
  assert.ok(shown[0] < shown[1] && shown[1] < shown[2], `${shown}`);
  await page.fill("#scrub", "0");
  await page.click(".play-button");
  await until(page, () => inkPixels(page, "#page-still"), (n) => n > shown[0], "the replay plays");
  await page.click(".live-button");
});

let finished;
let strokes;

test("the pens leave: what they wrote stays, and card and page agree about it", async () => {
  await real.endPens();
  await until(page, () => page.textContent(".facts-pen .status"), (text) => /离线|关机/.test(text), "the pen has left");
  finished = await whole();
  const [, , , told] = await page.$$eval(".facts dd", (all) => all.map((fact) => fact.textContent));
  await page.keyboard.press("Escape");
  await page.waitForSelector("#seat-10");
  assert.equal(strokesOf(await page.getAttribute("#seat-10", "aria-label")), Number(told.replace(",", "")));
  strokes = await atRest(page, seatStrokes);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".replay");
  assert.deepEqual(await whole(), finished);
});

test("the cable is pulled: a veil over the old picture, and the same picture when it is back", async () => {
  real.cable.pull();
  await page.waitForSelector(".veil");
  assert.match(await page.textContent(".veil"), /\d\d:\d\d:\d\d 起画面不再更新/);
  assert.deepEqual(await whole(), finished, "beneath the veil");
  real.cable.plug();
  await page.waitForSelector(".veil", { state: "detached" });
  assert.deepEqual(await whole(), finished);
});

test("the daemon is killed and starts again: log in once more, the same picture", async () => {
  await real.restartDaemon();
  await page.waitForSelector(".login");
  await logIn(page, real.login.name, real.login.password);
  await page.waitForSelector(".replay");
  assert.deepEqual(await whole(), finished);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".seats");
  assert.deepEqual(await seatStrokes(), strokes);
  assert.deepEqual(opened.troubles, []);
});
