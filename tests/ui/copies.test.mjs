/* SPDX-License-Identifier: MIT */
/*
 * Whole copies, on the real daemon: levels by key and by touch, seen on the card and on the copy, and taken back; a pile that
 * is begun, mended and ended; an answer that was misread; a comment that is changed and removed.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { cutElements, launch, openClass, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";
import { TeacherPen } from "./teacher-pen.mjs";

const PENS = ["--pens", "6", "--sheet", "docs/examples/demonstration.json", "--seed", "7", "--speed", "100", "--pauses", "0", "--quit-after", "strokes"];
const QUESTION = 6;

let real;
let browser;
let page;
let troubles;

before(async () => {
  real = await RealClass.start();
  await once(real.startPens(...PENS), "exit");
  browser = await launch();
  ({ page, troubles } = await openClass(browser, real.url, real.login));
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

const go = async (hash, wanted) => {
  await page.evaluate((to) => (location.hash = to), hash);
  await page.waitForSelector(wanted, { state: "attached" });
};
const level = (seat) => page.$eval(`#copy-${seat}`, (row) => row.querySelector(".verdict-mark")?.textContent ?? "");
const given = (seat, word, what) => until(page, () => level(seat), (now) => now === word, what);

test("a level is given by one key, by one touch, and taken back; the card and the copy show it", async () => {
  await go("#/marking/0", "#copy-5");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("1");
  await page.keyboard.press("3");
  await given(0, "优", "the first word");
  await given(1, "中", "the next pupil's, without another key");
  await page.keyboard.press("u");
  await given(1, "", "undone");
  await page.click("#copy-2 .levels button:nth-child(2)");
  await given(2, "良", "by touch");
  await page.click("#copy-2 .levels button:nth-child(2)");
  await given(2, "", "touched again");
  for (let row = 0; row < 5; row++) await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement.id), "copy-5", "the row that is chosen has the focus");
  await page.keyboard.press("1");
  await page.keyboard.press("2");
  await given(5, "优", "the last pupil's");
  await page.waitForTimeout(300);
  assert.equal(await level(5), "优", "and one key too many is nobody's");
  assert.deepEqual(await page.$$eval(".copies li", (all) => all.map((row) => row.id)), [0, 1, 2, 3, 4, 5].map((n) => `copy-${n}`), "in the order of the class");
  assert.deepEqual(await cutElements(page, ".copies *, .papers *"), []);
  await go("#/", "#seat-0 .seat-level");
  assert.equal(await page.textContent("#seat-0 .seat-level"), "优");
  await go("#/seat/3", ".answers .levels");
  await page.click(".answers .levels button:nth-child(2)");
  await page.waitForSelector(".answers .levels [aria-pressed=true] >> text=良");
});

test("a pile in the order of the class is begun, mended where a copy was missing, and ended", async () => {
  await go("#/marking/0", ".papers");
  const next = () => page.$eval(".papers p select", (one) => one.value);
  const whose = () => page.$$eval(".pile select", (all) => all.map((one) => one.value));
  await page.click(".papers > button.text-button");
  await until(page, next, (now) => now === "1", "the first is next");
  const pen = await TeacherPen.start(real);
  await pen.tick(1);
  await until(page, whose, (now) => now.join() === "1", "the first copy comes by itself");
  // Behind a total the next copy begins.
  const { page: side, box: [x, y, width, height] } = pen.region("total");
  await pen.stroke(side, [[x + width / 2, y + 1], [x + width / 2, y + height - 1]]);
  await pen.tick(1);
  await until(page, whose, (now) => now.join() === "1,2", "the next copy is the next pupil's");
  await page.selectOption(".pile select", "4");
  await page.selectOption(".pile select", "2");
  assert.deepEqual(await whose(), ["2", "2"], "chosen, and not done");
  assert.equal(await next(), "3");
  await page.click(".pile li button");
  await until(page, next, (now) => now === "4", "those behind follow");
  await until(page, whose, (now) => now.join() === "2,3", "those behind follow");
  await page.click(".papers p > button");
  await page.waitForSelector(".papers > button.text-button");
  pen.end();
});

test("an answer that was misread says what the teacher says, and again what it was read as", async () => {
  await go("#/marking/1", "#pupil-0");
  const text = () => page.evaluate(() => document.querySelector("#pupil-0")?.closest("section").querySelector(".answer-title strong").textContent);
  const read = await text();
  const says = read === "A" ? "B" : "A";
  await page.click("#pupil-0 .marked-who");
  await page.click(".reading button");
  await page.keyboard.press("Escape");
  await until(page, () => page.evaluate(() => document.activeElement.closest(".reading")?.tagName), (now) => now === "SPAN", "Escape gives the focus back");
  await page.keyboard.press("Enter");
  await page.fill(".reading input", says);
  await page.keyboard.press("Enter");
  await until(page, text, (now) => now === says, "as the teacher says");
  await page.click(".marking-bar > .text-button");
  await until(page, text, (now) => now === read, "as it was read");
});

test("a comment is changed and removed, and each comes back", async () => {
  await go(`#/marking/${QUESTION}`, "#pupil-0");
  await page.fill(".comment-new input[type=text]", "进位漏了");
  await page.fill(".comment-new input[type=number]", "3");
  await page.click(".comment-new button");
  await page.waitForSelector(".comment-use");
  await page.click("#pupil-0 .marked-who");
  await page.click(".comment-use");
  await page.waitForSelector("#pupil-0 .marked-comment >> text=进位漏了");
  await page.click(".comment-row .icon-button:nth-child(2)");
  await page.fill(".comments li input[type=text]", "退位漏了");
  await page.click(".comments li form button");
  await page.waitForSelector("#pupil-0 .marked-comment >> text=退位漏了");
  await page.click(".comment-row .icon-button:nth-child(3)");
  await page.waitForSelector(".comment-use", { state: "detached" });
  await page.waitForSelector("#pupil-0 .marked-comment", { state: "detached" });
  assert.equal(await page.textContent("#pupil-0 .verdict-mark"), "3");
  await page.click(".marking-bar > .text-button");
  await page.waitForSelector("#pupil-0 .marked-comment >> text=退位漏了");
  assert.deepEqual(troubles, []);
});
