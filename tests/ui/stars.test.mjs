/* SPDX-License-Identifier: MIT */
/*
 * Grade 2 on the real daemon: the class is marked, and no points are in any frame or view, nor a rank of anybody; what
 * it comes to is told in stars.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { launch, logIn, openPage, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const PENS = ["--pens", "3", "--sheet", "docs/examples/demonstration.json", "--seed", "7", "--speed", "100", "--pauses", "0", "--quit-after", "strokes"];
/** All but the sheet's editor: what its questions weigh is what the stars are counted from. */
const VIEWS = ["#/", "#/seat/0", "#/marking/6", "#/questions/6", "#/day", "#/wall", "#/projector", "#/pens", "#/roster"];
/** 分 as a mark, not as minutes (分钟) or as a part of another word. */
const POINTS = /\d\s*分(?![钟类组享页之])|满分|得分|总分|改分|排名|名次/;

let real;
let browser;
let opened;
let page;
const frames = [];

before(async () => {
  real = await RealClass.start({ grade: 2 });
  await once(real.startPens(...PENS), "exit");
  browser = await launch();
  opened = await openPage(browser, real.url);
  page = opened.page;
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(payload)));
  await logIn(page, real.login.name, real.login.password);
  await page.waitForSelector(".seat");
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

const go = (hash) => page.evaluate((to) => (location.hash = to), hash);
const told = () => frames.filter((frame) => typeof frame === "string").map((frame) => JSON.parse(frame));

/** Everything under any of these names, however deep. */
function found(value, names, path = "") {
  if (Array.isArray(value)) return value.flatMap((one, i) => found(one, names, `${path}[${i}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [...(names.includes(key) ? [`${path}.${key}`] : []), ...found(one, names, `${path}.${key}`)]);
}

test("a class of grade 2 is marked with stars: keys for points give none", async () => {
  await go("#/marking/6");
  await until(page, () => page.$$eval(".marked-pupil", (all) => all.length), (n) => n === 3, "the class has written");
  await page.click("#pupil-0 .marked-who");
  await page.keyboard.press("3");
  await until(page, () => page.textContent("#pupil-0"), (text) => text.includes("☆☆☆"), "three stars");
  await page.keyboard.press("9");
  await page.waitForTimeout(200);
  assert.equal(await page.$$eval(".verdict-mark", (all) => all.length), 1, "nine stars are none");
});

test("once all is marked, what it comes to is told in stars", async () => {
  for (let question = 1; question <= 20; question++) {
    await go(`#/marking/${question}`);
    for (let i = 0; i < 8; i++) {
      const [marked, all] = /(\d+)\/(\d+)/.exec(await page.textContent("#marking-progress")).slice(1).map(Number);
      if (all > 0 && marked === all) break;
      await page.keyboard.press((await page.$(".answer-chosen .verdict-proposal")) ? "Enter" : "v");
      await page.waitForTimeout(20);
    }
  }
  const stars = () => told().flatMap((message) => message.results?.pupils ?? []).filter((pupil) => pupil.total.stars !== undefined);
  await until(page, stars, (all) => new Set(all.map((pupil) => pupil.seat)).size === 3, "everybody has stars");
  for (const { total } of stars()) assert.ok(total.stars >= 0 && total.stars <= 3);
  await go("#/seat/0");
  await until(page, () => page.textContent(".answers"), (text) => /☆/.test(text), "stars on the page");
  const [mark, names] = await page.evaluate(() => {
    const box = (one) => one.getBoundingClientRect().toJSON();
    return [box(document.querySelector(".sheet-marks [data-question='6'] text")), [...document.querySelectorAll(".print-name")].map(box)];
  });
  const over = names.filter((name) => name.left < mark.right && mark.left < name.right && name.top < mark.bottom && mark.top < name.bottom);
  assert.deepEqual(over, [], "three stars end before the next label");
});

test("no points, no rank: in no view, and in no frame", async () => {
  for (const hash of VIEWS) {
    await go(hash);
    await page.waitForTimeout(300);
    const words = await page.evaluate(() => {
      const hints = [...document.querySelectorAll("[title], [aria-label], [placeholder]")].flatMap((one) => ["title", "aria-label", "placeholder"].map((name) => one.getAttribute(name) ?? ""));
      const shown = [];
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      // What is printed on the paper is the paper's: the place for a total is called so.
      while (walk.nextNode()) if (!walk.currentNode.parentElement.closest(".sheet-print")) shown.push(walk.currentNode.data);
      return [...shown, ...hints].join("\n");
    });
    assert.doesNotMatch(words, POINTS, `${hash}: ${POINTS.exec(words)?.input.slice(Math.max(0, POINTS.exec(words).index - 20), POINTS.exec(words).index + 20)}`);
  }
  const messages = told();
  assert.ok(messages.length > 20);
  for (const message of messages) {
    if (message.type === "sheet") continue; // as it was made, for its editor
    assert.deepEqual(found(message, ["points", "points_max", "rank"]), [], message.type);
  }
  assert.deepEqual(opened.troubles, []);
});
