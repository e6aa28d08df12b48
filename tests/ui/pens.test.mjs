/* SPDX-License-Identifier: MIT */
/*
 * The pens' view on the real daemon: figures of every pen, a forecast of batteries, whose pen is whose, what is asked of
 * a pen and what it says, enrolment by writing, and what the wizard says where there is no Bluetooth. The roster sheet is
 * configured to be the very page that the class writes on, so that sums written in its boxes enrol pens.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cutElements, launch, openClass, PROJECTOR, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const N_PENS = 12;
const CONFIG = "[enrolment]\npage = 3.27.603.10\n[school]\nday_ends = 23:59\n";

let real;
let browser;
let page;
let troubles;

before(async () => {
  real = await RealClass.start({ config: CONFIG });
  browser = await launch();
  ({ page, troubles } = await openClass(browser, real.url, real.login));
  real.startPens("--pens", String(N_PENS), "--sheet", "docs/examples/demonstration.json", "--seed", "7", "--speed", "8", "--battery", "17");
  await page.click('.rail a[href="#/pens"]');
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

const rows = () => page.$$eval(".pen-table tbody tr", (all) => all.map((row) => row.innerText.replace(/\s+/g, " ").trim()));
const row = (address) => page.$$eval(`tr[data-pen="${address}"]`, (all) => all.map((one) => one.innerText.replace(/\s+/g, " ")).join());
const addressOf = (n) => `9C:7B:D2:FF:00:${n.toString(16).toUpperCase().padStart(2, "0")}`;

test("every pen is listed with whose it is, its state and its battery", async () => {
  await until(page, rows, (all) => all.filter((text) => /已连接 1[0-9]%/.test(text)).length === N_PENS, "all pens with figures");
  const names = (await rows()).map((text) => /^\d+ 号 (\S+)/.exec(text)?.[1]);
  assert.ok(names.slice(0, N_PENS).every(Boolean), `names of pupils: ${names}`);
});

test("what will not last is said, with how that is known", async () => {
  const line = await page.textContent(".battery-banner strong");
  assert.match(line, new RegExp(`^(${N_PENS} 支笔撑不到放学|今天已经放学)$`));
  await page.click(".battery-banner summary");
  assert.match(await page.textContent(".battery-banner details"), new RegExp(`${N_PENS} 支是估计`));
  await page.click(".battery-banner summary");
});

test("a pen is found by number, and does what it is asked", async () => {
  await page.keyboard.press("/");
  await page.keyboard.type("3");
  await until(page, rows, (all) => all.length === 1 && /^3 号/.test(all[0]), "number 3 alone");
  await page.click(".row-button");
  await page.click("text=找笔（响一声）");
  await until(page, () => page.textContent(".pen-details"), (text) => text.includes("找笔：没有成功"), "this model says that it cannot beep");
  assert.match(await page.textContent(".pen-task small"), /^这种笔不会应声响.*拿它写个字/, "and the mend, in the page's language");
  await page.click(".pen-settings summary");
  const beep = page.locator('[role=switch][aria-label="提示音"]');
  const was = await beep.getAttribute("aria-checked");
  await beep.click();
  await until(page, () => beep.getAttribute("aria-checked"), (now) => now !== was, "the pen says that it has changed");
  await page.fill("#pens-search", "");
});

test("without a line: what is for the moment is refused in sight, the wall is blanked when the line is back", async () => {
  real.cable.pull();
  await page.waitForSelector(".veil");
  await page.focus("text=找笔（响一声）");
  await page.keyboard.press("Enter");
  await until(page, () => page.textContent(".veil"), (text) => text.includes("刚才按的没有做"), "no pen beeps later");
  await page.keyboard.press("Shift+B");
  await until(page, () => page.textContent(".veil"), (text) => /1 项待发送/.test(text), "kept");
  await page.keyboard.press("Shift+B");
  await until(page, () => page.textContent(".outbox"), (text) => text === "", "taken back");
  await page.keyboard.press("Shift+B");
  real.cable.plug();
  await page.waitForSelector(".blanked");
  await page.keyboard.press("Shift+B");
  await page.waitForSelector(".blanked", { state: "detached" });
});

test("two pens change hands, one is retired and comes back", async () => {
  await page.click(`tr[data-pen="${addressOf(1)}"] .row-button`);
  await page.selectOption("#pen-swap", addressOf(2));
  await page.click("text=对换");
  await until(page, () => row(addressOf(1)), (text) => text.startsWith("2 号"), "pen 1 is number 2's");
  assert.match(await row(addressOf(2)), /^1 号/);
  await page.click("text=停用 >> nth=-1");
  await page.click("text=停用：再点一次确认");
  await page.click('.pens-filters >> text="停用"');
  await until(page, rows, (all) => all.length === 1, "one retired pen");
  await page.selectOption("#pen-give", "2");
  await page.click("text=登记给这位");
  await page.click('.pens-filters >> text="全部"');
  await until(page, () => row(addressOf(1)), (text) => text.startsWith("2 号"), "in use again");
});

test("without Bluetooth the wizard says so, and the mend", async () => {
  await page.keyboard.press("p");
  await page.waitForSelector("#pairing[open] .pairing-step");
  const text = await page.textContent("#pairing");
  assert.match(text, /没有启用蓝牙|系统的蓝牙服务没有运行|没有蓝牙适配器|蓝牙适配器关着|还没有开始/);
  await page.keyboard.press("Escape");
});

test("enrolment by writing is followed live", async () => {
  await page.click("#open-enrolment");
  await page.click("text=开始登记（10 分钟）");
  await until(page, () => page.$$(".enrol-boxes .wrote"), (all) => all.length > 0, "somebody wrote in a box");
  assert.match(await page.textContent(".enrol-count"), /\d+ \/ 47 人有笔/);
  assert.equal((await page.$$(".enrol-boxes li")).length, 47);
  await page.click("text=登记结束");
  await page.waitForSelector("text=开始登记（10 分钟）");
  await page.keyboard.press("Escape");
});

test("a wish that cannot be is refused in words", async () => {
  await real.endPens();
  await page.click(`tr[data-pen="${addressOf(5)}"] .row-button`);
  await until(page, () => row(addressOf(5)), (text) => text.includes("不在"), "the pen has gone");
  await page.click("text=取回笔里的笔迹");
  await until(page, () => page.textContent(".pen-details"), (text) => text.includes("这支笔现在没有连接，请先打开它。"), "the refusal");
});

test("hidden names are no names here, and nothing is cut off", async () => {
  await page.keyboard.press("h");
  const holders = () => page.$$eval(".row-button", (all) => all.map((one) => one.textContent));
  await until(page, holders, (all) => all.every((text) => /^(\d+ 号|无主|老师)$/.test(text)), "no name");
  for (const viewport of [undefined, PROJECTOR, { width: 1024, height: 768 }]) {
    if (viewport) await page.setViewportSize(viewport);
    assert.deepEqual(await cutElements(page, ".view-header *, .pen-details > *, .pens-tools *"), [], JSON.stringify(viewport));
    assert.ok((await page.$eval(".view-header", (header) => header.getBoundingClientRect().height)) < 110, "two rows at most");
    assert.ok(await page.$eval(".view-title", (title) => title.getBoundingClientRect().height < 65), "the title is no column of single words");
  }
  assert.deepEqual(troubles, []);
});
