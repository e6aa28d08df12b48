/* SPDX-License-Identifier: MIT */
/*
 * A room is filled from the page: a list with problems is chosen, looked at, had back, mended and taken; a later list
 * changes it; numbers of identity cards are refused. The daemon begins without any class.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { cutElements, launch, logIn, openPage, PROJECTOR, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const FIRST = "班级,座号,姓名,学号,性别\r\n四年级2班,1,王小明,2025001,男\r\n四年级2班,2,李芳,2025002,女\r\n四年级2班,0,张伟,2025003,男\r\n";
const SECOND = "姓名\t学号\t班级\t座号\r\n王小明\t2025001\t四年级2班\t7\r\n张伟\t2025003\t四年级2班\t3\r\n";

let real;
let browser;
let page;
let troubles;
const sent = [];

before(async () => {
  real = await RealClass.start({ demonstration: false });
  browser = await launch();
  ({ page, troubles } = await openPage(browser, real.url));
  page.on("response", (response) => sent.push(response));
  await logIn(page, real.login.name, real.login.password);
  await page.waitForSelector(".rail");
  await page.evaluate(() => (location.hash = "#/roster"));
  await page.waitForSelector("#roster-file", { state: "attached" });
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

const choose = (name, buffer) => page.setInputFiles("#roster-file", { name, mimeType: "application/octet-stream", buffer });
const pupils = () => page.$$eval(".roster-classes tbody tr", (all) => all.map((row) => row.innerText.replace(/\s+/g, " ").trim()));

test("a file with numbers of identity cards is refused in words", async () => {
  await choose("名单.csv", Buffer.from("姓名,身份证号\n王小明,360101201501011234\n"));
  await until(page, () => page.textContent(".roster-import"), (text) => /身份证号.*请删掉这一列/.test(text), "the refusal");
  await page.waitForSelector(".refusal");
});

test("a file that is too large is refused in words", async () => {
  // No cable between: what the browser makes of a line that ends in the midst of its sending is the matter.
  const direct = await openPage(browser, `http://127.0.0.1:${real.port}/`);
  await logIn(direct.page, real.login.name, real.login.password);
  await direct.page.waitForSelector(".rail");
  await direct.page.evaluate(() => (location.hash = "#/roster"));
  for (const size of [3 << 20, 30 << 20]) {
    const file = join(real.folder, `${size}.csv`);
    await writeFile(file, Buffer.alloc(size, "王小明,1\n"));
    await direct.page.setInputFiles("#roster-file", file);
    await until(direct.page, () => direct.page.textContent(".roster-import"), (text) => /2 MiB/.test(text), `why ${size} bytes are not taken`);
    await direct.page.reload();
    await direct.page.waitForSelector("#roster-file", { state: "attached" });
  }
  await direct.page.context().close();
});

test("what a list brings is shown row by row, and what is wrong can be had back in its encoding", async () => {
  const file = join(real.folder, "list.csv");
  await writeFile(file, FIRST);
  await choose("名单.csv", execFileSync("iconv", ["-t", "GB18030", file]));
  await page.waitForSelector("#apply");
  assert.match(await page.textContent(".roster-counts"), /2 新增/);
  assert.match(await page.textContent(".roster-problems"), /1 行有问题.*4.*座号“0”不对/s);
  assert.match(await page.textContent(".roster-note"), /性别/);
  const link = page.locator(".roster-problems a");
  assert.equal(await link.getAttribute("download"), "名单-有问题的行.csv");
  const response = await page.request.get(new URL(await link.getAttribute("href"), real.url).href);
  await writeFile(file, await response.body());
  const back = execFileSync("iconv", ["-f", "GB18030", file]).toString();
  assert.equal(back, "班级,座号,姓名,学号,性别,问题\r\n四年级2班,0,张伟,2025003,男,座号“0”不对，请写 1 到 200\r\n");
});

test("it is taken, and the class stands in the room", async () => {
  await page.check("#consent");
  await page.click("#apply");
  await until(page, pupils, (all) => all.length === 2, "two pupils");
  assert.deepEqual(await pupils(), ["1 王小明 2025001 有", "2 李芳 2025002 有"]);
  await page.evaluate(() => (location.hash = "#/"));
  await until(page, () => page.$$eval(".seat", (all) => all.map((seat) => seat.innerText)), (all) => all.length === 2, "two seats");
});

test("a later list changes, adds, and moves out only when told to", async () => {
  await page.evaluate(() => (location.hash = "#/roster"));
  await page.click("text=再导入一份");
  await choose("名单.txt", Buffer.from(SECOND));
  await page.waitForSelector("#apply");
  assert.match(await page.textContent(".roster-counts"), /1 新增.*1 有改动.*1 名单里没有/s);
  await page.check("#move-out");
  await page.click("#apply");
  await until(page, pupils, (all) => all.some((row) => row.startsWith("7 王小明")), "another number");
  assert.deepEqual(await pupils(), ["3 张伟 2025003 没有：不保存笔迹", "7 王小明 2025001 有"]);
});

test("the command exports what it imports", async () => {
  const zhibi = join(real.build, "zhibi");
  const out = execFileSync(zhibi, ["roster", "export", "-", "--data", real.folder]).toString();
  assert.equal(out, "\ufeff班级,座号,姓名,学号,排,列\r\n四年级2班,3,张伟,2025003,,\r\n四年级2班,7,王小明,2025001,,\r\n");
  const file = join(real.folder, "again.csv");
  await writeFile(file, `${out}四年级2班,8,新生,2025008,1,1\r\n`);
  const words = ["roster", "import", file, "--socket", join(real.folder, "control.sock")];
  assert.match(execFileSync(zhibi, words).toString(), /新增 new\t四年级2班\t8\t新生\n还没有改/);
  assert.match(execFileSync(zhibi, [...words, "--apply"]).toString(), /已导入/);
  await page.evaluate(() => (location.hash = "#/"));
  await until(page, () => page.$$(".seat"), (all) => all.length === 3, "the new pupil has a seat");
  assert.equal((await readFile(file)).length > 0, true);
});

test("hidden names are in no answer, and nothing is cut off", async () => {
  await page.keyboard.press("h");
  sent.length = 0;
  await page.evaluate(() => (location.hash = "#/roster"));
  await until(page, pupils, (all) => all.length === 3 && all.every((row) => !/[王张新]/.test(row)), "no name");
  for (const response of sent.filter((one) => one.url().includes("/api/roster")))
    assert.ok(!/王小明|张伟|新生/.test(await response.text()), "a name crossed the wire");
  for (const viewport of [undefined, PROJECTOR, { width: 1024, height: 768 }]) {
    if (viewport) await page.setViewportSize(viewport);
    assert.deepEqual(await cutElements(page, ".view-header *, .roster-import > *"), [], JSON.stringify(viewport));
  }
  assert.deepEqual(troubles, []);
});
