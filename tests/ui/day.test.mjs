/* SPDX-License-Identifier: MIT */
/*
 * The day at a glance, with the real daemon: what was handed in and waits, and a page of nobody's (the teacher forgot the
 * claim box) that is looked at, given to its pupil in one step, and taken back.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { cutElements, inkPixels, launch, openClass, PROJECTOR, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const PENS = [
  "--pens", "48", "--teacher", "--sheet", "docs/examples/demonstration.json", "--seed", "3", "--speed", "60", "--pauses", "0.3",
  "--marking", "claim", "--mark", "2", "--battery", "9",
  // Whoever is finished first: the teacher forgets to touch the claim box.
  ...Array.from({ length: 47 }, (_, i) => ["--mishap", `forget:${i + 1}`]).flat(),
];

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
  await page.goto(`${real.url}#/day`);
  await page.waitForSelector(".day-parts");
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

const figure = async (n) => Number((await page.textContent(`.day-part:nth-of-type(${n}) h2 strong`)).split("/")[0]);

test("what was handed in and what waits for marking grows as the class writes, each a way to the page", async () => {
  await until(page, () => figure(2), (n) => n > 0, "somebody has finished");
  await until(page, () => figure(3), (n) => n > 100, "answers wait");
  assert.ok((await figure(4)) > 10, "wrote today");
  const way = await page.getAttribute(".day-part:nth-of-type(3) .pupil-links a", "href");
  assert.match(way, /^#\/seat\/\d+$/);
  assert.match(await page.textContent(".rail [aria-current]"), /今天/);
});

test("the same trouble of many pens is said once, with whose they are", async () => {
  const rows = () => page.$$eval(".day-problems > li", (all) => all.map((row) => [row.querySelector("strong").textContent, row.querySelectorAll("a").length]));
  const low = await until(page, async () => (await rows()).filter(([text]) => text === "笔快没电了"), (all) => all[0]?.[1] >= 12, "flat batteries");
  assert.equal(low.length, 1);
});

test("a page of nobody's is looked at, given in one step, and taken back", async () => {
  const lines = () => page.$$eval(".unclaimed-copy", (all) => all.length);
  await until(
    page,
    async () => {
      await page.keyboard.press("r");
      return lines();
    },
    (n) => n > 0,
    "the copy whose claim box was forgotten",
  );
  await page.click(".unclaimed-copy >> nth=0 >> text=看一眼");
  await until(page, () => inkPixels(page, ".copy-picture").catch(() => 0), (n) => n > 50, "its ink");
  await page.selectOption(".unclaimed-copy select >> nth=0", "1");
  await page.click(".unclaimed-copy >> nth=0 >> text=认领");
  await until(page, () => page.textContent(".day-unclaimed"), (text) => /已给/.test(text), "given");
  await page.click(".unclaimed-copy >> nth=0 >> text=撤销");
  await until(page, () => page.$$(".unclaimed-copy select").then((all) => all.length), (n) => n > 0, "taken back");
});

test("all assignments of the day count; what waits in one that is not open leads to its marking", async () => {
  assert.match(await page.textContent(".day-since"), /从今天零点算起/);
  const waited = await figure(3);
  const document = JSON.parse(await readFile("docs/examples/fractions.json", "utf8"));
  assert.equal((await real.ask({ type: "assign", document })).type, "done");
  await until(page, () => page.textContent(".view-header p"), (text) => text === document.title, "the new one is open");
  const rows = () => page.$$eval(".day-part:nth-of-type(2) .day-others li", (all) => all.map((row) => row.textContent).join());
  const row = await until(page, rows, (text) => /四年级数学练习七/.test(text), "the one before is of the day");
  assert.match(row, /47 人写过，\d+ 人写完/);
  assert.ok((await figure(3)) >= waited / 2, `what waits there still counts: ${await figure(3)} of ${waited}`);
  assert.ok((await figure(4)) > 10, "who wrote today, whichever is open");
  assert.deepEqual(await cutElements(page, ".day-others *"), []);
  await page.click(".day-part:nth-of-type(3) .day-others >> text=打开去批");
  assert.match(await page.evaluate(() => location.hash), /^#\/marking/);
  await until(page, () => page.textContent(".view-header"), (text) => /四年级数学练习七/.test(text), "its marking");
  await page.evaluate(() => (location.hash = "#/day"));
  await page.waitForSelector(".day-mark");
  await until(page, () => figure(3), (n) => n >= waited / 2, "live again");
});

test("nothing is cut, at either size", async () => {
  assert.deepEqual(await cutElements(page, ".view-header *, .day-part h2, .pupil-links a"), []);
  await page.setViewportSize(PROJECTOR);
  assert.deepEqual(await cutElements(page, ".view-header *, .day-part h2, .pupil-links a"), []);
  assert.deepEqual(opened.troubles, []);
});
