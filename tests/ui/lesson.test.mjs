/* SPDX-License-Identifier: MIT */
/*
 * A lesson as a teacher has it, in Chromium with the real daemon and virtual pens on the demonstration sheet: begin it,
 * see who is how far, look at those who raise a hand, arrange the room, another console beside, open another assignment.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cutElements, launch, openClass, overlaps, PROJECTOR, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const N_PENS = 20;
const PENS = ["--pens", String(N_PENS), "--sheet", "docs/examples/demonstration.json", "--seed", "11", "--speed", "8", "--hands", "2"];

let real;
let browser;
let first;
let second;
let page;

before(async () => {
  real = await RealClass.start();
  real.startPens(...PENS);
  browser = await launch();
  first = await openClass(browser, real.url, real.login);
  second = await openClass(browser, real.url, real.login, { viewport: PROJECTOR, language: "en", theme: "board" });
  page = first.page;
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

const shown = (on = page) => on.$$eval(".seat", (all) => all.map((seat) => seat.id));
const places = (on = page) =>
  on.$$eval(".seat", (all) => Object.fromEntries(all.map((seat) => [seat.id, `${seat.style.gridRow} ${seat.style.gridColumn}`])));
const labelOf = (seat, on = page) => on.getAttribute(`#seat-${seat}`, "aria-label");
const doneOf = (label) => Number(/写了 (\d+)\//.exec(label)?.[1] ?? -1);

test("the lesson begins, pauses and ends for both consoles; ending asks once more", async () => {
  await page.click("text=开始上课");
  await second.page.waitForSelector(".lesson-running");
  await until(page, () => page.textContent(".lesson-elapsed"), (text) => text !== "0:00", "the lesson's clock");
  await second.page.click("text=Pause");
  await page.waitForSelector(".lesson-paused");
  const stood = await page.textContent(".lesson-elapsed");
  await page.waitForTimeout(1200);
  assert.equal(await page.textContent(".lesson-elapsed"), stood, "a pause is no lesson");
  await page.click(".lesson-bar >> text=继续");
  await second.page.waitForSelector(".lesson-running");
});

test("a row of ticks grows on every card, and says so to the ear", async () => {
  await until(
    page,
    async () => (await Promise.all([0, 1, 2, 3].map((seat) => labelOf(seat)))).map(doneOf),
    (all) => all.every((n) => n >= 2),
    "answers",
  );
  assert.ok((await page.$$eval("#seat-0 .ticks-written", (all) => all[0].getAttribute("d").length)) > 10);
  assert.match(await labelOf(0), /写了 \d+\/20 题/);
});

test("hands: on the card, in the tools, in the filter; taken down for everybody", async () => {
  await page.waitForSelector("#seat-0 .hand-up");
  await page.waitForSelector("#seat-1 .hand-up");
  assert.match(await labelOf(0), /举手/);
  for (const width of [1366, 1024]) {
    await second.page.setViewportSize({ width, height: 768 });
    const none = (all) => all.length === 0;
    await until(second.page, () => overlaps(second.page, "#seat-0 .seat-line"), none, `${width}: overlaps`);
    const wide = () => second.page.$$eval(".seat-line", (all) => all.filter((line) => line.scrollWidth > line.clientWidth).map((line) => line.textContent));
    await until(second.page, wide, none, `${width}: sticks out of its card`);
  }
  await second.page.setViewportSize(PROJECTOR);
  await page.click(".filter-hand");
  await until(page, () => shown(), (all) => all.join() === "seat-0,seat-1", "only hands");
  await page.click(".filter-hand");
  await page.click(".tool-hands");
  await page.click("#hands[open] li >> nth=0 >> text=看到了");
  await second.page.waitForSelector("#seat-0 .hand-up", { state: "detached" });
  await page.keyboard.press("Escape");
  await page.focus("#seat-1");
  await page.keyboard.press("x");
  await page.waitForSelector(".tool-hands", { state: "detached" });
});

test("sorted and filtered: by progress, by name, those who have no pen; never by result", async () => {
  const options = await page.$$eval(".sorts option", (all) => all.map((option) => option.value));
  assert.deepEqual(options, ["seat", "stuck", "progress", "question", "name"]);
  await page.selectOption(".sorts", "progress");
  const inOrder = async () => {
    const all = await shown();
    const labels = await Promise.all(all.map((id) => labelOf(id.slice(5))));
    return labels.map(doneOf).filter((n) => n >= 0);
  };
  await until(page, inOrder, (done) => done.at(-1) > done[0], "the least first");
  await page.selectOption(".sorts", "seat");
  await page.click(".filter-paper");
  const onPaper = await until(page, () => shown(), (all) => all.length < 47, "those without a pen");
  assert.equal(onPaper.length, 47 - N_PENS);
  await page.click(".filter-all");
  await page.keyboard.press("/");
  await page.keyboard.type("12");
  await until(page, () => shown(), (all) => all.join() === "seat-11", "by number");
  const offered = await page.$$eval("#find-questions option", (all) => all.map((option) => option.value));
  assert.equal(offered.length, 20);
  assert.equal(offered[0], "第 一、1 题");
  await page.fill("#find", (await page.textContent("#seat-11 .seat-name")).slice(0, 2));
  await until(page, () => shown(), (all) => all.includes("seat-11") && all.length < 6, "by name");
  await page.press("#find", "Escape");
  await until(page, () => shown(), (all) => all.length === 48, "the room again");
  assert.match(await page.textContent(".tick-legend"), /没写.*写了.*批了.*写到这里/, "the bars are explained");
  await until(page, () => shown(), (all) => all.length === 48, "everybody and the desk");
});

test("the room: dragged, by keyboard, into an empty place; the other console follows", async () => {
  const before = await places();
  await page.keyboard.press("a");
  await page.waitForSelector(".places");
  const middle = async (id) => {
    const box = await (await page.$(`#${id}`)).boundingBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  await page.mouse.move(...(await middle("place-0-0")));
  await page.mouse.down();
  await page.mouse.move(...(await middle("place-1-3")), { steps: 4 });
  await page.waitForSelector("#place-1-3.place-target");
  const apart = async () => {
    const [held, under] = [await middle("place-0-0"), await middle("place-1-3")];
    return Math.hypot(held[0] - under[0], held[1] - under[1]);
  };
  await until(page, apart, (pixels) => pixels < 8, "the seat goes along with the hand");
  await page.mouse.up();
  await until(second.page, () => places(second.page), (now) => now["seat-0"] === "2 4", "the drag at the other console");
  assert.equal((await places(second.page))[Object.keys(before).find((id) => before[id] === "2 4")], "1 1", "they changed places");
  await page.focus("#place-0-1");
  await page.keyboard.press("Enter");
  for (let i = 0; i < 7; i++) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await until(second.page, () => places(second.page), (now) => now["seat-1"] === "1 9", "an empty place beside the room");
  await page.click("text=排好了");
  await page.waitForSelector(".seats");
  assert.deepEqual(await cutElements(page, ".class-tools *, .seat-name"), []);
});

test("nothing is cut or lies on another, at either size and in either language", async () => {
  for (const { page: one } of [first, second]) {
    assert.deepEqual(await cutElements(one, ".class-tools button, .class-header *, .seat-name"), []);
    assert.deepEqual(await overlaps(one, ".class-tools"), []);
    assert.ok(await one.evaluate(() => document.documentElement.scrollHeight <= innerHeight));
  }
});

test("the assignments of the class: the open one is said, its way in is no button", async () => {
  await page.keyboard.press("o");
  await page.waitForSelector("#assignments[open] li");
  assert.match(await page.textContent("#assignments [aria-current]"), /四年级数学练习七.*正在做/s);
  await page.keyboard.press("Escape");
});

test("the lesson ends only when asked twice; then for both", async () => {
  await real.endPens();
  await page.click(".lesson-bar >> text=下课");
  assert.ok(await page.isVisible(".lesson-running"), "not at the first press");
  await page.click("text=再点一次下课");
  await page.waitForSelector("text=已下课");
  await second.page.waitForSelector("text=Ended");
  assert.deepEqual(first.troubles, []);
  assert.deepEqual(second.troubles, []);
});
