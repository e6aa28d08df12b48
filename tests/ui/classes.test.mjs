/* SPDX-License-Identifier: MIT */
/*
 * A school with two classes, and a lesson that outlives everything, in Chromium with the real daemon and virtual pens: another
 * class is opened and its pens have written meanwhile; another assignment is opened in the lesson; who is stuck since when;
 * the daemon is killed in mid-lesson; a console that comes late gets all of it.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cutElements, launch, openClass, overlaps, PROJECTOR, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const SHEET = ["--sheet", "docs/examples/demonstration.json"];
const OTHER = "班级,座号,姓名\n五年级1班,1,甲同学\n五年级1班,2,乙同学\n";
/** Of the pen that is given to a pupil of the other class, and of the one that got stuck. */
const MOVED = 30;
const STUCK = 21;

let real;
let browser;
let first;
let second;
let page;
let late;

before(async () => {
  real = await RealClass.start();
  const list = { file: Buffer.from(OTHER).toString("base64"), class: "五年级1班", apply: true, move_out: false, consent: true };
  assert.equal((await real.ask({ type: "roster-import", ...list })).type, "roster");
  await writeLongAgo();
  real.startPens("--pens", "10", ...SHEET, "--seed", "11", "--speed", "5");
  browser = await launch();
  first = await openClass(browser, real.url, real.login);
  second = await openClass(browser, real.url, real.login, { viewport: PROJECTOR, language: "en", theme: "board" });
  page = first.page;
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

/** A pen out of reach keeps what is written, some minutes ago by its own clock; then it comes, and nothing more is written. */
async function writeLongAgo() {
  const pen = ["--first-number", String(STUCK), "--pens", "1", "--state", join(real.folder, "pen.state")];
  const away = ["--away", "0:100000", "--clock-offset-ms", "-600000", "--speed", "60", "--quit-after", "strokes:45"];
  await once(real.startPens(...pen, ...SHEET, "--seed", "5", ...away), "exit");
  real.startPens(...pen, "--class", "none");
}

/** Three pupils begin now, and are at it for minutes: those of the start may be done on a slow machine. Returns their seats. */
function beginNow(first) {
  real.startPens("--first-number", String(first + 1), "--pens", "3", ...SHEET, "--seed", String(first), "--speed", "5");
  return [first, first + 1, first + 2];
}

const labelOf = (seat, on = page) => on.getAttribute(`#seat-${seat}`, "aria-label");
const doneOf = (label) => Number(/(\d+)(?:\/| of )\d+ ?(?:题|questions)/.exec(label ?? "")?.[1] ?? -1);
const strokesOf = (label) => Number(/这一页 (\d+) 笔/.exec(label ?? "")?.[1] ?? 0);
const done = async (seats, on = page) => (await Promise.all(seats.map((seat) => labelOf(seat, on)))).map(doneOf);
const title = (on = page) => on.textContent(".class-title h1");
const penOf = (number) => `9C:7B:D2:FF:00:${number.toString(16).toUpperCase().padStart(2, "0")}`;

async function openOther(name) {
  await page.keyboard.press("c");
  await page.waitForSelector("#classes[open] li");
  await page.click(`#classes li:has-text("${name}") >> text=打开`);
}

test("who is stuck: in which question, since when, by the pen's own time", async () => {
  const since = /· \d\d:\d\d$/;
  const words = await until(page, () => page.textContent(`#seat-${STUCK - 1} .progress-words`), (text) => since.test(text ?? ""), "stuck");
  assert.match(words, /^[一二三四五]、\d+ · \d\d:\d\d$/);
  const [hours, minutes] = words.slice(-5).split(":").map(Number);
  const now = new Date();
  const ago = (now.getHours() * 60 + now.getMinutes() - hours * 60 - minutes + 1440) % 1440;
  assert.ok(ago >= 5 && ago <= 12, `${ago} minutes ago`);
  assert.match(await labelOf(STUCK - 1), /停笔/);
  await page.click(".filter-stuck");
  await until(page, () => page.$$eval(".seat", (all) => all.map((seat) => seat.id).join()), (ids) => ids === `seat-${STUCK - 1}`, "only those");
  await page.click(".filter-all");
});

test("another class is opened, for every console; a lesson under way is asked about", async () => {
  await page.click("text=开始上课");
  await page.waitForSelector(".lesson-running");
  await until(page, () => done([0, 1, 2]), (all) => all.every((n) => n >= 1), "answers");
  await page.click(".class-button");
  await page.waitForSelector("#classes[open] li");
  assert.match(await page.textContent('#classes [aria-current="true"]'), /四年级2班.*47 人.*正在上课.*现在打开的/s);
  await page.click('#classes li:has-text("五年级1班") >> text=打开');
  assert.match(await page.textContent(".class-question"), /四年级2班 正在上课/);
  assert.deepEqual(await cutElements(page, "#classes *"), []);
  late = beginNow(10);
  await until(page, () => done(late), (all) => all.every((n) => n >= 1), "those who began later");
  await page.click("text=不下课，只换班");
  await until(second.page, () => title(second.page), (text) => /五年级1班/.test(text), "the other console");
  await until(page, () => page.$$eval(".seat-name", (all) => all.map((name) => name.textContent).join()), (text) => /^甲同学,乙同学/.test(text), "its pupils");
  assert.ok(await page.isVisible("text=开始上课"), "that lesson is the other class's");
});

test("a pen writes for its owner, whichever class is open", async () => {
  assert.equal((await real.ask({ type: "pen-bind", pen: penOf(MOVED), pupil: 1 })).type, "done");
  // From the roster, which has a button at each class that is not open.
  await page.evaluate(() => (location.hash = "#/roster"));
  const buttons = page.locator(".roster-entry > .tool-button");
  await buttons.first().waitFor();
  assert.equal(await buttons.count(), 1);
  await page.click('.roster-entry:has-text("四年级2班") > .tool-button');
  await page.waitForSelector('.roster-entry:has-text("五年级1班") > .tool-button');
  await page.evaluate(() => (location.hash = "#/class"));
  await until(page, title, (text) => /四年级2班/.test(text), "back");
  await page.waitForSelector(".lesson-running");
  real.startPens("--first-number", String(MOVED), "--pens", "1", ...SHEET, "--seed", "3", "--speed", "20");
  const before = await done(late);
  await until(page, () => done(late), (all) => all.every((n, i) => n > before[i]), "the class goes on");
  assert.equal(strokesOf(await labelOf(MOVED - 1)), 0, "not at its old seat");
  await page.keyboard.press("c");
  await until(page, () => page.textContent("#classes"), (text) => /五年级1班.*\d\d:\d\d 有人写/s.test(text ?? ""), "who wrote there");
  await page.click('#classes li:has-text("五年级1班") >> text=打开');
  await page.click("text=不下课，只换班");
  await until(page, () => labelOf(0), (label) => /甲同学/.test(label) && strokesOf(label) >= 5, "what was written meanwhile");
});

test("another assignment is opened in a lesson, and the one before again: its ink, its answers, the lesson goes on", async () => {
  await openOther("四年级2班");
  await page.waitForSelector(".lesson-running");
  const document = JSON.parse(await readFile("docs/examples/fractions.json", "utf8"));
  assert.equal((await real.ask({ type: "assign", class: "四年级2班", document })).type, "done");
  await until(second.page, () => second.page.textContent(".class-title p"), (text) => text.includes(document.title), "the new one");
  await page.keyboard.press("o");
  await page.click('#assignments li:has-text("四年级数学练习七") >> text=打开');
  await until(second.page, () => second.page.textContent(".class-title p"), (text) => /练习七/.test(text), "the one before");
  await until(page, () => done([0, 1, 2]), (all) => all.every((n) => n >= 1), "its answers");
  await second.page.waitForSelector(".lesson-running");
});

test("the daemon is killed in mid-lesson: pages resume by themselves, nothing is lost, the lesson goes on", async () => {
  late = beginNow(30);
  await until(page, () => done(late), (all) => all.every((n) => n >= 1), "those who began later");
  const before = await done([0, 1, 2, STUCK - 1]);
  const lateBefore = await done(late);
  const strokes = strokesOf(await labelOf(STUCK - 1)); // the others may turn their page meanwhile
  const stuck = await page.textContent(`#seat-${STUCK - 1} .progress-words`);
  const begun = await page.textContent(".lesson-elapsed");
  const noticed = Promise.all([first, second].map(({ page: one }) => one.waitForSelector(".connection-down")));
  await real.restartDaemon({ demonstration: false });
  await noticed;
  for (const { page: one } of [first, second]) await one.waitForSelector(".connection-live");
  await until(page, () => done([0, 1, 2, STUCK - 1]), (all) => all.every((n, i) => n >= before[i]), "all answers");
  assert.ok(strokes > 0);
  await until(page, () => labelOf(STUCK - 1), (label) => strokesOf(label) === strokes, "its ink");
  assert.match(await title(), /四年级2班/);
  assert.ok(await page.isVisible(".lesson-running"));
  const seconds = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  assert.ok(seconds(await page.textContent(".lesson-elapsed")) >= seconds(begun), "the clock went on");
  await until(page, () => page.textContent(`#seat-${STUCK - 1} .progress-words`), (text) => text === stuck, "stuck since then still");
  await until(page, () => done(late), (all) => all.some((n, i) => n > lateBefore[i]), "pens write on");
});

test("a console that comes late gets everything", async () => {
  const late = await openClass(browser, real.url, real.login);
  assert.match(await title(late.page), /四年级2班/);
  await late.page.waitForSelector(".lesson-running");
  const here = await done([0, 1, 2, STUCK - 1]);
  await until(late.page, () => done([0, 1, 2, STUCK - 1], late.page), (all) => all.every((n, i) => n >= here[i]), "all answers");
  assert.equal(await late.page.textContent(`#seat-${STUCK - 1} .progress-words`), await page.textContent(`#seat-${STUCK - 1} .progress-words`));
  assert.deepEqual(late.troubles, []);
});

test("nothing is cut or lies on another; the other consoles had no trouble", async () => {
  for (const { page: one, troubles } of [first, second]) {
    assert.deepEqual(await cutElements(one, ".class-header *, .class-tools button"), []);
    assert.deepEqual(await overlaps(one, ".class-header"), []);
    assert.deepEqual(troubles, []);
  }
});
