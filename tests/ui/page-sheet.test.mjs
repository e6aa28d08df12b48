/* SPDX-License-Identifier: MIT */
/*
 * A pupil's page over the printed sheet, with the real daemon: print beneath the ink, a teacher's marks over it in red,
 * question by question with the keyboard, and the replay from where a question was begun.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { atRest, cutElements, inkPixels, launch, openClass, picture, PROJECTOR, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const PENS = ["--pens", "3", "--sheet", "docs/examples/demonstration.json", "--seed", "5", "--speed", "24"];
const N_QUESTIONS = 20;

let real;
let browser;
let opened;
let page;

before(async () => {
  real = await RealClass.start();
  real.startPens(...PENS);
  browser = await launch();
  opened = await openClass(browser, real.url, real.login);
  page = opened.page;
  await until(page, () => page.getAttribute("#seat-0", "aria-label"), (label) => /写了 (1\d|20)\//.test(label), "half the sheet");
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

const answersRow = (n) => page.locator(".answers tbody tr").nth(n);

test("beneath the ink lies the sheet as it is printed", async () => {
  await page.click("#seat-0");
  await page.waitForSelector(".sheet-print");
  assert.equal(await page.locator(".print-option ellipse, .print-option rect").count(), 20);
  assert.equal(await page.locator(".print-answer rect").count(), 15);
  const names = await page.$$eval(".print-name", (all) => all.map((name) => name.textContent));
  assert.equal(names.length, N_QUESTIONS);
  assert.equal(names[0], "一、1");
  assert.ok((await inkPixels(page, "#page-still")) > 500);
  // The print lies where the ink is: the name is written in the box for it.
  const paper = await page.$eval(".sheet", (sheet) => sheet.getBoundingClientRect().width / sheet.getBoundingClientRect().height);
  assert.ok(Math.abs(paper - 150 / 210) < 0.01, `${paper}`);
});

test("a proposal is no mark: only what a teacher says stands on the page, in red", async () => {
  assert.equal(await page.locator(".sheet-marks path, .sheet-marks text").count(), 0);
  const proposal = page.locator(".answers .proposal").first();
  await proposal.click();
  await until(page, () => page.locator(".sheet-marks path, .sheet-marks text").count(), (n) => n === 1, "the mark");
  const red = await page.evaluate(() => {
    const mark = document.querySelector(".sheet-marks path, .sheet-marks text");
    return getComputedStyle(mark)[mark.tagName === "path" ? "stroke" : "fill"];
  });
  assert.equal(red, "rgb(166, 44, 27)");
  await page.focus("#scrub");
  await page.keyboard.press("Home");
  await until(page, () => page.locator(".sheet-marks path, .sheet-marks text").count(), (n) => n === 0, "no mark before the answer is written");
  await page.keyboard.press("End");
  await until(page, () => page.locator(".sheet-marks path, .sheet-marks text").count(), (n) => n === 1, "the mark at the end");
  await page.click(".live-button");
});

test("from question to question with the keys; the replay goes to where it was begun", async () => {
  const chosen = () => page.$$eval(".answer-chosen .answer-name", (all) => all.map((name) => name.textContent).join());
  await answersRow(0).locator(".answer-name").click();
  assert.equal(await chosen(), "一、1");
  const start = Number(await page.inputValue("#scrub"));
  const inSight = () =>
    page.$eval(".answer-chosen", (row) => {
      const [{ top, bottom }, side] = [row.getBoundingClientRect(), row.closest(".page-side").getBoundingClientRect()];
      return top >= side.top - 1 && bottom <= side.bottom + 1;
    });
  await page.keyboard.press("ArrowUp");
  assert.equal(await chosen(), "五、2");
  await until(page, inSight, (seen) => seen, "the panel follows the keys");
  await page.$eval(".page-side", (side) => (side.scrollTop = 0));
  await page.keyboard.press("j");
  await until(page, inSight, (seen) => seen, "and comes back where one had scrolled away");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(await chosen(), "一、2");
  await page.keyboard.press("j");
  const second = Number(await page.inputValue("#scrub"));
  assert.ok(second > start, `${start} then ${second}`);
  assert.equal(await page.locator(".print-chosen rect").count(), 4, "its four options have a frame");
  const before = await atRest(page, () => inkPixels(page, "#page-still"));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("j");
  assert.ok((await atRest(page, () => inkPixels(page, "#page-still"))) > before, "more is on the paper");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowRight");
  await until(page, () => page.textContent(".page-title h1"), (text) => /^2/.test(text), "the next pupil");
  assert.equal(await chosen(), "一、2", "at the same question");
});

test("the time of each question is told, and nothing is cut at either size", async () => {
  await until(
    page,
    () => page.$$eval(".answer-time", (all) => all.map((time) => time.textContent).filter((text) => /^\d+:\d\d$/.test(text)).length),
    (n) => n >= 5,
    "times",
  );
  assert.deepEqual(await cutElements(page, ".page-header *, .sheet, .replay *"), []);
  await page.setViewportSize(PROJECTOR);
  await page.waitForTimeout(200);
  assert.deepEqual(await cutElements(page, ".page-header *, .sheet, .replay *"), []);
  assert.deepEqual(opened.troubles, []);
});

test("names that are hidden are hidden in the hand's ink, too, and at once without a line", async () => {
  const title = () => page.textContent(".page-title h1");
  const named = await title();
  assert.equal(await page.locator(".sheet-veil rect").count(), 0);
  real.cable.pull();
  await page.keyboard.press("h");
  await until(page, title, (text) => text !== named && /号/.test(text), "the name is gone");
  real.cable.plug();
  await until(page, () => page.getAttribute(".connection", "class"), (name) => /connection-live/.test(name), "the line is back");
  assert.match(await title(), /号/);
  const covered = await page.evaluate(() => {
    const [head] = document.querySelectorAll(".sheet-veil rect");
    const { bottom } = head.getBoundingClientRect();
    const first = Math.min(...[...document.querySelectorAll(".print-option ellipse, .print-option rect, .print-answer rect")].map((one) => one.getBoundingClientRect().top));
    return bottom <= first && bottom > document.querySelector(".sheet").getBoundingClientRect().top + 20;
  });
  assert.ok(covered, "the head of the sheet is covered, and no answer");
  await page.keyboard.press("Escape");
  await page.waitForSelector("#seat-0");
  const card = () => picture(page, "#seat-0 canvas");
  const veiled = await atRest(page, card);
  await page.keyboard.press("h");
  await until(page, card, (one) => one !== veiled, "the name is on the card again");
});

test("when another assignment is open, the page still has its print, answers and marks, and says which it was", async () => {
  await page.click("#seat-0");
  await page.waitForSelector(".sheet-marks path, .sheet-marks text");
  const rows = () => page.locator(".answers tbody tr td:nth-child(2)").allTextContents();
  const before = await rows();
  // Each asking is logged as a look: one that is refused is not repeated with whatever changes in the class.
  let nAsked = 0;
  await page.route("**/api/past?*", (route) => {
    nAsked += 1;
    return nAsked > 1 ? route.continue() : route.fulfill({ status: 503, json: { code: "busy", zh: "忙", en: "busy" } });
  });
  real.zhibi("sheet", "assign", "docs/examples/demonstration.json", "--class", "四年级2班", "--subject", "语文", "--minutes", "5");
  await until(page, () => nAsked, (n) => n === 1, "asked");
  for (let minutes = 6; minutes < 9; minutes++) real.zhibi("sheet", "assign", "docs/examples/demonstration.json", "--class", "四年级2班", "--subject", "语文", "--minutes", String(minutes));
  await page.waitForTimeout(500);
  assert.equal(nAsked, 1, "asked once");
  real.cable.pull();
  await page.waitForSelector(".veil");
  real.cable.plug();
  await until(page, () => page.textContent(".answers"), (text) => /现在没有打开：这是当时的记录/.test(text), "as recorded");
  assert.deepEqual(await rows(), before);
  assert.equal(await page.locator(".sheet-marks path, .sheet-marks text").count(), 1);
  assert.equal(await page.locator(".answers .proposal").count(), 0);
  assert.ok((await page.locator(".print-answer rect").count()) > 0);
  assert.equal(nAsked, 2, "once more when the line was back");
});
