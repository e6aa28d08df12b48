/* SPDX-License-Identifier: MIT */
/* The question view on the real daemon: rates, the commonest wrong answers with their pupils, the class at a glance. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openClass, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const PENS = ["--pens", "48", "--sheet", "docs/examples/demonstration.json", "--seed", "7", "--speed", "40", "--pauses", "0", "--quit-after", "strokes"];

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
  await page.evaluate(() => (location.hash = "#/questions/2"));
  await page.waitForSelector(".question-table");
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

const heat = () => page.$$eval(".heat tbody tr", (rows) => rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent)));

test("every question has its rate, and the glance a cell for each pupil in the order of the seats", async () => {
  const written = async () => (await heat()).at(-1)?.filter((sign) => sign !== "·").length ?? 0;
  await until(page, written, (n) => n >= 44, "the last question is written");
  await real.endPens();
  const rows = await page.$$eval(".question-table tbody tr", (all) => all.map((row) => row.textContent));
  assert.equal(rows.length, 20);
  assert.ok(rows.filter((row) => /\d+%/.test(row)).length >= 18, "what is judged has a rate");
  const numbers = await page.$$eval(".heat tfoot td", (all) => all.map((cell) => Number(cell.textContent)));
  assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b), "by number, not by result");
  const signs = new Set((await heat()).flat());
  assert.ok(signs.has("✓") && signs.has("×"), [...signs].join());
});

test("the rate is that of the cells, and a wrong answer leads to the pupils behind it", async () => {
  const cells = (await heat())[1];
  const right = cells.filter((sign) => sign === "✓").length;
  const started = cells.filter((sign) => "✓×◐○".includes(sign)).length;
  const row = await page.textContent(".question-here");
  assert.ok(row.includes(`${Math.round((100 * right) / started)}%`), `${row}: ${right} of ${started}`);
  const wrong = await page.$$eval(".wrong-answers li", (all) => all.map((one) => [Number(/\d+/.exec(one.children[1].textContent)[0]), one.querySelectorAll("a").length]));
  assert.ok(wrong.length > 0);
  for (const [told, links] of wrong) assert.equal(told, links);
  assert.deepEqual(wrong.map(([n]) => n), wrong.map(([n]) => n).sort((a, b) => b - a), "the commonest first");
  assert.ok((await page.$$(".knowledge li")).length > 3);
});

test("a proposal looks unlike a mark, and points are counted by what they give", async () => {
  const dashed = () => page.$$eval(".heat-here .cell-proposed", (all) => all.length);
  const told = async () => Number(/(\d+) 份是建议/.exec(await page.textContent(".question-here"))[1]);
  const before = await dashed();
  assert.ok(before >= 40 && before === (await told()), `${before} of ${await told()}`);
  const seat = await page.$eval(".heat-here", (row) => [...row.querySelectorAll("td")].findIndex((cell) => cell.textContent === "×"));
  const cell = () => page.$eval(`.heat-here td:nth-of-type(${seat + 1})`, (one) => `${one.textContent}${one.matches(".cell-proposed") ? "?" : ""} ${one.title}`);
  assert.match(await cell(), /^×\? .*（建议）$/);
  for (const [key, sign] of [["5", "✓"], ["0", "×"], ["2", "◐"]]) {
    await page.evaluate(() => (location.hash = "#/marking/2"));
    await page.click(`#pupil-${seat} .marked-who`);
    await page.keyboard.press(key);
    await until(page, () => page.textContent(`#pupil-${seat} .verdict-mark`), (text) => text === key, "marked");
    await page.evaluate(() => (location.hash = "#/questions/2"));
    await until(page, cell, (text) => text.startsWith(`${sign} `), `${key} points`);
    assert.equal(await dashed(), before - 1);
    assert.equal(await told(), before - 1);
    const right = (await heat())[1].filter((one) => one === "✓").length;
    const started = (await heat())[1].filter((one) => "✓×◐○".includes(one)).length;
    await until(page, () => page.textContent(".question-here"), (row) => row.includes(`${Math.round((100 * right) / started)}%`), "the rate is that of the cells");
  }
});

test("the whole class is one key away, and all of it is seen at once", async () => {
  await page.click("h1");
  await page.keyboard.press("g");
  const inSight = () =>
    page.$eval(".heat table", (table) => {
      const [box, room] = [table.getBoundingClientRect(), table.closest("main").getBoundingClientRect()];
      return box.left >= room.left && box.right <= room.right && box.top >= room.top && box.bottom <= room.bottom + 1;
    });
  await until(page, inSight, Boolean, "the table of the class");
  assert.ok(await page.$eval(".heat-scroll", (one) => one.scrollWidth <= one.clientWidth), "no column is cut off");
  await page.keyboard.press("g");
  await until(page, () => page.$eval(".questions", (main) => main.scrollTop), (top) => top === 0, "and back");
});

test("hidden names leave numbers in every place; keys walk the questions and lead to marking", async () => {
  await page.keyboard.press("h");
  await until(page, () => page.$$eval(".wrong-who a", (all) => all.every((one) => /^\d+ 号$/.test(one.textContent))), Boolean, "numbers only");
  const labels = await page.$$eval(".heat td[aria-label]", (all) => all.filter((cell) => !/^\d+ 号，/.test(cell.getAttribute("aria-label"))).length);
  assert.equal(labels, 0);
  await page.keyboard.press("ArrowDown");
  await until(page, () => page.evaluate(() => location.hash), (hash) => hash === "#/questions/3", "the next question");
  await page.keyboard.press("m");
  await page.waitForSelector(".marking");
  assert.deepEqual(opened.troubles, []);
});
