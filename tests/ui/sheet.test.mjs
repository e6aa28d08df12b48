/* SPDX-License-Identifier: MIT */
/* The sheet editor on the real daemon: draw, copy, paste, refuse what is wrong, try on the class's ink, import, save. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, logIn, openPage, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const PENS = ["--pens", "8", "--sheet", "docs/examples/demonstration.json", "--seed", "7", "--speed", "16"];

let real;
let browser;
let page;
let opened;

const places = () => page.$$(".place");
const stateText = () => page.textContent(".sheet-state");
const wait = (read, good, what) => until(page, read, good, what);

/** Pixels of a place on the paper. */
async function at(x, y) {
  return page.$eval(".sheet-paper", (svg, point) => {
    const spot = new DOMPoint(point[0], point[1]).matrixTransform(svg.getScreenCTM());
    return [spot.x, spot.y];
  }, [x, y]);
}

async function drag(from, to) {
  await page.mouse.move(...(await at(...from)));
  await page.mouse.down();
  await page.mouse.move(...(await at((from[0] + to[0]) / 2, (from[1] + to[1]) / 2)));
  await page.mouse.move(...(await at(...to)));
  await page.mouse.up();
}

const boxOf = (id) =>
  page.$eval(`${id} rect`, (rect) => ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name))));

before(async () => {
  real = await RealClass.start();
  browser = await launch();
  opened = await openPage(browser, real.url);
  page = opened.page;
  await logIn(page, real.login.name, real.login.password);
  await page.waitForSelector(".seat");
  real.startPens(...PENS);
  await page.goto(`${real.url}#/sheet`);
  await page.waitForSelector(".sheet-paper .place");
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

test("a place is drawn, moved by keys, sized, and undone", async () => {
  const n = (await places()).length;
  await drag([20, 196.2], [50, 204]);
  await wait(async () => (await places()).length, (now) => now === n + 1, "one more place");
  const id = `#${await page.getAttribute(".place-chosen", "id")}`;
  const [x, y, width, height] = await boxOf(id);
  assert.ok(Number.isInteger(x) || x % 1 !== 0);
  await page.focus(id);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  assert.deepEqual(await boxOf(id), [x + 1, y, width + 1, height]);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  assert.deepEqual(await boxOf(id), [x, y, width, height]);
  await page.keyboard.press("Control+y");
  assert.deepEqual(await boxOf(id), [x + 1, y, width, height]);
});

test("an overlap is refused in words, and nothing can be saved until it is mended", async () => {
  const drawn = `#${await page.getAttribute(".place-chosen", "id")}`;
  const [x, y] = await boxOf(drawn);
  const answer = await page.$eval(".place-answer:not(.place-chosen)", (place) => place.id);
  const [ax, ay] = await boxOf(`#${answer}`);
  await drag([x + 5, y + 4], [ax + 8, ay + 6]);
  await page.waitForSelector(".sheet-bad");
  assert.match(await page.textContent(".sheet-bad"), /作答区重叠了.*请移开或缩小/);
  assert.equal(await page.isDisabled("#save-sheet"), true);
  await page.click(".sheet-state");
  await page.keyboard.press("Control+z");
  await page.waitForSelector(".sheet-bad", { state: "detached" });
});

test("a table from a spreadsheet is pasted; a key that is no option is told", async () => {
  const paste = (selector, text) =>
    page.$eval(selector, (cell, words) => {
      const data = new DataTransfer();
      data.setData("text/plain", words);
      cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
  await paste("tbody tr:first-child td:first-child input", "题号\t名称\t题型\t选项\t答案\t分值\n1\t一、1\t单选\tABCD\tE\t5\n");
  await wait(() => page.textContent(".sheet-bad").catch(() => ""), (text) => /答案“E”不在选项 ABCD 里/.test(text), "the fault");
  await paste("tbody tr:first-child td:first-child input", "1\t一、1\t单选\tABCD\tA\t5\n");
  await page.waitForSelector(".sheet-bad", { state: "detached" });
});

test("the change is tried on the class's ink before anything is kept", async () => {
  await wait(() => page.$$(".seat, .sheet-paper"), (all) => all.length > 0, "the page");
  await page.waitForTimeout(3000);
  await page.click("#try-sheet");
  await page.waitForSelector(".sheet-trial tbody tr");
  assert.match(await page.textContent(".sheet-trial p"), /^全班 47 人中 [1-8] 人的笔迹/);
  const rows = await page.$$eval(".sheet-trial tbody tr", (all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
  const total = rows[0].slice(1, 5).reduce((sum, cell) => sum + Number(cell), 0);
  assert.ok(total >= 1 && total <= 8, String(rows[0]));
});

test("it is saved as a new version, with a place that is copied down", async () => {
  const n = (await places()).length;
  await page.focus("#region-q1a");
  await page.click("#copy-row");
  await wait(async () => (await places()).length, (now) => now > n, "copies");
  await page.click(".sheet-state");
  await page.keyboard.press("Control+z");
  await page.click("#save-sheet");
  await wait(stateText, (text) => /已保存为第 2 版/.test(text), "version 2");
  assert.match(await page.textContent(".view-title p"), /第 2 版/);
});

test("another program's file comes in with what was left out; a broken one is refused with its place", async () => {
  const chooser = page.locator(".sheet-files input[type=file]");
  await chooser.setInputFiles({ name: "key.csv", mimeType: "text/csv", buffer: Buffer.from("no,such\n1,2\n") });
  await page.waitForSelector(".sheet-files .sheet-bad");
  assert.match(await page.textContent(".sheet-files .sheet-bad"), /这个文件不能用：.*key\.csv/);
  await page.selectOption(".sheet-files select", "amc-txt");
  await chooser.setInputFiles({
    name: "exam.txt", mimeType: "text/plain",
    buffer: Buffer.from("Title: Fractions\n\n* Which is larger?\n+ three quarters\n- one half\n\n* Which is smaller?\n- two\n+ one\n"),
  });
  await wait(() => page.textContent(".sheet-files [role=status]"), (text) => /已读入（amc-txt），2 道题/.test(text), "it is read");
  assert.ok((await page.$$(".sheet-files li")).length > 0, "what was left out");
  await page.click(".sheet-state");
  await page.keyboard.press("Control+z");
  await wait(() => page.$$(".sheet-questions tbody tr"), (all) => all.length > 2, "undone");
});

test("it goes out in another form", async () => {
  const [download] = await Promise.all([page.waitForEvent("download"), page.selectOption("select[aria-label=导出]", "qti")]);
  assert.match(download.suggestedFilename(), /\.(zip|xml)$/);
  assert.deepEqual(opened.troubles, []);
});

test("title, grade and paper are changed in the page; a paper that cannot be is refused, and so is none at all", async () => {
  await page.fill("#sheet-title", "第三单元练习");
  await page.press("#sheet-title", "Tab");
  await page.selectOption(".sheet-grade", "4");
  const width = page.locator(".sheet-facts input[type=number]").first();
  await width.fill("15");
  await width.press("Tab");
  await page.waitForSelector(".sheet-bad");
  assert.match(await page.textContent(".sheet-bad"), /15 × 210 毫米：宽和高应在 20 到 1200 毫米之间/);
  assert.equal(await page.isDisabled("#save-sheet"), true);
  await width.fill("152");
  await width.press("Tab");
  await page.waitForSelector(".sheet-bad", { state: "detached" });
  await page.click("#save-sheet");
  await wait(stateText, (text) => /已保存为第 3 版/.test(text), "version 3");
  assert.match(await page.textContent(".view-title p"), /第三单元练习 · 第 3 版/);
});

test("a new sheet is drawn from nothing, outlives the page as a draft, and is given to the class", async () => {
  await page.click("#new-sheet");
  await page.click("#make-sheet");
  assert.match(await page.textContent("#new-sheet-dialog [role=alert]"), /请写标题/);
  await page.fill("#new-title", "口算二十题");
  await page.fill("#new-pages", "2");
  await page.fill("#new-address", "3.27");
  await page.click("#make-sheet");
  assert.match(await page.textContent("#new-sheet-dialog [role=alert]"), /“3.27”不是点码地址/);
  await page.fill("#new-address", "3.27.603.40");
  await page.click("#make-sheet");
  await wait(stateText, (text) => /草稿/.test(text), "a draft");
  for (const _ of [1, 2]) await page.click("#delete-page");
  assert.match(await page.textContent(".sheet-bad"), /一页也没有/);
  assert.equal(await page.isDisabled("#give-sheet"), true);
  await page.click(".sheet-state");
  await page.keyboard.press("Control+z");
  await drag([20, 40], [60, 52]);
  await wait(async () => (await places()).length, (n) => n === 1, "a place");
  await page.reload();
  await wait(stateText, (text) => /草稿/.test(text), "the draft is still there");
  assert.equal((await places()).length, 1);
  await page.click("#give-sheet");
  await page.selectOption("#give-place", "home");
  await page.click("#give-now");
  await page.waitForSelector("#give-sheet-dialog [role=alert]");
  assert.match(await page.textContent("#give-sheet-dialog [role=alert]"), /预计要多少分钟/);
  await page.fill("#give-minutes", "10");
  await page.click("#give-now");
  await wait(() => page.textContent(".view-title p"), (text) => /口算二十题 · 第 1 版/.test(text), "it is the class's");
  await page.goto(`${real.url}#/class`);
  await page.waitForSelector(".seat");
  await wait(() => page.textContent("body"), (text) => /口算二十题/.test(text), "the lesson has it");
  assert.deepEqual(opened.troubles, []);
});
